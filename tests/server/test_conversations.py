"""Conversations over HTTP: what a turn rests on, and what is left of it when that is gone."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from nescio.types import Answered, Citation, Scope, SourceState, Turn
from server.conversations import CHANGED, REMOVED, Conversations
from server.schemas import ConversationOut, FreshnessOut
from tests.server.scripted import PASSAGE, QUOTE, RECORD, abstained, answered
from tests.server.serving import KETTLE, serving_script

pytestmark = pytest.mark.anyio
SAME = {"conversation_id": "same"}


async def ask(client: httpx.AsyncClient, question: str) -> None:
    response = await client.post("/v1/ask", json={"question": question, **SAME})
    assert response.status_code == 200


async def turns(client: httpx.AsyncClient) -> list[dict[str, Any]]:
    response = await client.get("/v1/conversations/same")
    ConversationOut.model_validate(response.json())
    return list(response.json()["turns"])


async def test_a_conversation_can_be_read() -> None:
    async with serving_script(KETTLE) as (client, _):
        await ask(client, "one")
        [turn] = await turns(client)
        missing = await client.get("/v1/conversations/other")
    assert (turn["question"], turn["status"]) == ("one", "answered")
    assert turn["answer"].startswith(QUOTE)
    assert turn["citations"] == [
        {"source_id": "passage-1", "state": "alive"},
        {"source_id": "record-1", "state": "alive"},
    ]
    assert missing.status_code == 404


async def test_what_rested_on_a_removed_source_is_neither_shown_nor_used() -> None:
    async with serving_script(KETTLE) as (client, pipeline):
        await ask(client, "one")
        pipeline.gone.add("passage-1")
        await ask(client, "two")
        [first, second] = await turns(client)
        pipeline.gone.clear()
        again = await turns(client)
    assert pipeline.questions[1].history == ()
    for turn in (first, second):
        assert turn["answer"] == REMOVED
        assert turn["citations"] == [
            {"source_id": "passage-1", "state": "source removed"},
            {"source_id": "record-1", "state": "alive"},
        ]
    assert again == [first, second]  # what was overwritten does not come back


async def test_a_follow_up_refers_to_nothing_before_a_removed_turn() -> None:
    script = {"one": answered((QUOTE, PASSAGE)), "two": answered(("49.00 EUR.", RECORD))}
    script |= {"three": answered((QUOTE, PASSAGE)), "four": script["one"]}
    async with serving_script([]) as (client, pipeline):
        pipeline._script = lambda question: script[question.text]
        for text in ("one", "two", "three"):
            await ask(client, text)
        pipeline.gone.add("record-1")
        await ask(client, "four")
    assert pipeline.questions[-1].history == (Turn(question="three", answer=QUOTE),)


async def test_a_changed_value_is_not_repeated_but_its_question_counts() -> None:
    async with serving_script(answered(("It costs 49.00 EUR.", RECORD))) as (client, pipeline):
        await ask(client, "one")
        pipeline.changed.add("record-1")
        await ask(client, "two")
        shown = await turns(client)
    assert pipeline.questions[1].history == (Turn(question="one"),)
    assert [turn["answer"] for turn in shown] == [CHANGED, CHANGED]


async def test_without_a_look_at_the_sources_only_the_questions_are_used() -> None:
    async with serving_script(KETTLE) as (client, pipeline):
        await ask(client, "one")
        pipeline.unreachable = True
        await ask(client, "two")
        read = await client.get("/v1/conversations/same")
    assert pipeline.questions[1].history == (Turn(question="one"),)
    assert read.status_code == 503


async def test_the_text_of_an_abstention_is_not_kept() -> None:
    async with serving_script(abstained()) as (client, _):
        await ask(client, "one")
        [turn] = await turns(client)
    assert (turn["answer"], turn["status"], turn["reason"]) == ("", "abstained", "no_evidence")


async def test_one_living_copy_of_a_quote_is_enough() -> None:
    class Copies:
        gone: frozenset[str] = frozenset({"a"})

        async def states(self, ids: object, scope: Scope) -> dict[str, SourceState]:
            return {id_: "source removed" if id_ in self.gone else "alive" for id_ in "ab"}

    cited = [
        Citation(source_id=id_, claim_start=0, claim_end=5, quote_start=0, quote_end=5)
        for id_ in "ab"
    ]
    answer = Answered(text="Rinse", confidence=1.0, threshold=0.5, citations=tuple(cited))
    kept, sources = Conversations(turns=3), Copies()
    kept.add(Scope(), "same", "one", answer)
    [turn] = await kept.turns(Scope(), "same", sources) or ()
    assert (turn.answer, turn.states["a"]) == ("Rinse", "source removed")
    sources.gone = frozenset("ab")
    [turn] = await kept.turns(Scope(), "same", sources) or ()
    assert turn.answer == REMOVED


async def test_conversations_of_others_are_not_seen() -> None:
    kept = Conversations(turns=3)
    kept.add(Scope(), "same", "one", Answered(text="Rinse", confidence=1.0, threshold=0.5))
    assert await kept.history(Scope(tenant="other"), "same", None) == ()  # type: ignore[arg-type]
    assert await kept.turns(Scope(tenant="other"), "same", None) is None  # type: ignore[arg-type]


async def test_freshness_and_staleness_over_http() -> None:
    async with serving_script(KETTLE) as (client, pipeline):
        found = await client.get("/v1/freshness")
        await client.post("/v1/ask", json={"question": "one", "max_staleness_s": 60})
        bad = await client.post("/v1/ask", json={"question": "one", "max_staleness_s": -1})
        huge = await client.post(
            "/v1/ask",
            content='{"question": "one", "max_staleness_s": 1e999}',
            headers={"content-type": "application/json"},
        )
    reply = FreshnessOut.model_validate(found.json())
    assert reply.index_lag_ms is None
    assert [(s.source, s.lag_ms, s.problem) for s in reply.sources] == [
        ("help", 90_000, ""),
        ("shop", None, "shop: cannot be read"),
    ]
    assert [question.max_staleness_s for question in pipeline.questions] == [60]
    assert (bad.status_code, huge.status_code) == (422, 422)
