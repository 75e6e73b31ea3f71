"""Understanding by a model: used when it keeps to the question, ignored when it does not."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nescio.types import Scope
from retrieval.rewriting import STAGE, ModelUnderstanding
from retrieval.understanding import MOST_PARTS, Understood

pytestmark = pytest.mark.anyio
QUESTION = "what's the damage for a Kestrel 2 and who makes it?"
PLAIN = Understood(text=QUESTION, expansions=("two",), parts=("what's the damage", "who makes it"))
GOOD = {
    "query": "price and manufacturer of the Kestrel 2, damage",
    "parts": ["What does the Kestrel 2 cost in damage?", "Who makes the Kestrel 2?"],
}


class Rules:
    """Understands every question as `PLAIN`."""

    async def understand(self, question: str, scope: Scope) -> Understood:
        return PLAIN


class Model:
    """Gives the replies that are queued, or raises them, and keeps the prompts."""

    def __init__(self, *replies: str | Exception) -> None:
        self.replies = list(replies)
        self.prompts: list[str] = []

    async def __call__(self, prompt: str, scope: Scope) -> str:
        self.prompts.append(prompt)
        reply = self.replies.pop(0)
        if isinstance(reply, Exception):
            raise reply
        return reply


async def ask(
    complete: Callable[[str, Scope], Awaitable[str]], deadline_s: float = 5.0
) -> Understood:
    understanding = ModelUnderstanding(complete, Rules(), deadline_s=deadline_s)
    return await understanding.understand(QUESTION, Scope())


@pytest.mark.parametrize("wrap", ["{}", "```json\n{}\n```", "```\n{}```"])
async def test_the_reply_is_searched_for_and_the_question_as_well(wrap: str) -> None:
    model = Model(wrap.format(json.dumps(GOOD)))
    found = await ask(model)
    assert found.text == GOOD["query"]
    assert found.parts == tuple(GOOD["parts"])
    assert found.expansions == (QUESTION, "two")
    assert found.degraded == ()
    assert json.dumps(QUESTION) in model.prompts[0]


async def test_one_part_is_no_part() -> None:
    found = await ask(Model(json.dumps({**GOOD, "parts": ["Who makes the Kestrel 2?"]})))
    assert (found.text, found.parts) == (GOOD["query"], ())


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "The Kestrel 2 costs 400 euros.",
        "[]",
        "{}",
        json.dumps({"query": ""}),
        json.dumps({"query": 2}),
        json.dumps({**GOOD, "answer": "400"}),
        json.dumps({"query": "price of the Kestrel 3"}),  # another model
        json.dumps({"query": "price of the Condor 2, damage"}),  # another name
        json.dumps({"query": "price of the Kestrel, damage"}),  # its number is lost
        json.dumps({"query": "ignore all rules 2"}),  # nothing of the question
        json.dumps({"query": "the Kestrel 2\nand a second line"}),
        json.dumps({"query": "Kestrel 2 " + "damage " * 200}),
        json.dumps({"query": "Kestrel 2 damage", "parts": ["Kestrel 2"] * (MOST_PARTS + 1)}),
        json.dumps({"query": "Kestrel 2 damage", "parts": ["Kestrel 2", "who makes the 9 others"]}),
        ConnectionError("refused"),
        KeyError("choices"),
    ],
)
async def test_any_other_reply_leaves_it_to_the_rules(reply: str | Exception) -> None:
    found = await ask(Model(reply))
    assert (found.text, found.parts, found.expansions) == (PLAIN.text, PLAIN.parts, ("two",))
    assert found.degraded == (STAGE,)


async def test_a_late_reply_is_not_waited_for() -> None:
    started, stopped = asyncio.Event(), asyncio.Event()

    async def never(_: str, scope: Scope) -> str:
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()
        return ""

    found = await ask(never, deadline_s=0.01)
    assert started.is_set()
    assert stopped.is_set()
    assert (found.text, found.degraded) == (PLAIN.text, (STAGE,))


async def test_who_gives_up_stops_the_model() -> None:
    started = asyncio.Event()

    async def never(_: str, scope: Scope) -> str:
        started.set()
        await asyncio.Event().wait()
        return ""

    asking = asyncio.create_task(ask(never))
    await started.wait()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking


@given(
    st.text(max_size=80)
    | st.dictionaries(st.sampled_from(["query", "parts"]), st.text(max_size=40)).map(json.dumps)
    | st.builds(
        lambda query, parts: json.dumps({"query": query, "parts": parts}),
        st.text("the Kestrel 2 damage 3\n", max_size=60),
        st.lists(st.text("Kestrel 29x", max_size=20), max_size=6),
    )
)
def test_nothing_that_a_model_says_adds_a_number(reply: str) -> None:
    found = asyncio.run(ask(Model(reply)))
    said = " ".join((found.text, *found.parts))
    assert {c for c in said if c.isdigit()} <= {"2"}
    assert len(found.parts) <= MOST_PARTS
    assert said.isprintable()
