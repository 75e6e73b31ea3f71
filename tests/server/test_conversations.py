"""Conversations over HTTP: what a turn rests on, and what is left of it when that is gone."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from nescio.answers import Answered, Citation, SourceState
from nescio.client import Client
from nescio.errors import NotFound
from nescio.types import Scope, Turn
from retrieval.kept_turns import CHANGED, REMOVED, KeptTurn
from server.conversations import Conversations, kept_turn
from server.schemas import (
    ConversationExport,
    ConversationOut,
    ConversationPageOut,
    FreshnessOut,
)
from tests.server.scripted import (
    HOSTILE,
    NOW,
    PASSAGE,
    QUOTE,
    RECORD,
    ScriptedPipeline,
    abstained,
    answered,
    make_settings,
    opener,
)
from tests.server.serving import KETTLE, serving, serving_script, transport_of

pytestmark = pytest.mark.anyio
SAME = {"conversation_id": "same"}


async def ask(client: httpx.AsyncClient, question: str, **body: Any) -> dict[str, Any]:
    response = await client.post("/v1/ask", json={"question": question, **SAME, **body})
    assert response.status_code == 200
    reply: dict[str, Any] = response.json()
    return reply


async def turns(client: httpx.AsyncClient) -> list[dict[str, Any]]:
    response = await client.get("/v1/conversations/same")
    ConversationOut.model_validate(response.json())
    return list(response.json()["turns"])


def states(turn: dict[str, Any]) -> dict[str, str]:
    return {citation["source_id"]: citation["state"] for citation in turn["citations"]}


async def test_a_conversation_can_be_read() -> None:
    async with serving_script(KETTLE) as (client, _):
        await ask(client, "one")
        [turn] = await turns(client)
        missing = await client.get("/v1/conversations/other")
    assert (turn["question"], turn["status"]) == ("one", "answered")
    assert turn["answer"].startswith(QUOTE)
    assert (turn["answer_id"], turn["asked_at"]) == ("answer-1", "2026-03-04T10:30:00Z")
    assert states(turn) == {"passage-1": "alive", "record-1": "alive"}
    assert [c["title"] for c in turn["citations"]] == ["Care guide", "Aurora kettle"]
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
        assert states(turn) == {"passage-1": "source removed", "record-1": "alive"}
        assert [c["title"] for c in turn["citations"]] == ["", "Aurora kettle"]
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
        second = await ask(client, "two")
        read = await client.get("/v1/conversations/same")
    assert pipeline.questions[1].history == (Turn(question="one"),)
    assert read.status_code == 503
    assert second["degraded"] == ["conversations"]  # what it rests on cannot be noted


async def test_the_text_of_an_abstention_is_not_kept() -> None:
    async with serving_script(abstained()) as (client, _):
        await ask(client, "one")
        [turn] = await turns(client)
    assert (turn["answer"], turn["status"], turn["reason"]) == ("", "abstained", "no_evidence")
    assert turn["citations"] == []


def cited(*ids: str) -> KeptTurn:
    """The turn of an answer whose one sentence stands in several sources."""
    citations = [
        Citation(source_id=id_, claim_start=0, claim_end=5, quote_start=0, quote_end=5)
        for id_ in ids
    ]
    answer = Answered(text="Rinse", confidence=1.0, threshold=0.5, citations=tuple(citations))
    refs = [PASSAGE.__class__(**{**vars(PASSAGE), "id": id_}) for id_ in ids]
    return kept_turn("one", answer, refs, answer_id="a1", asked_at=NOW)


def test_one_living_copy_of_a_quote_is_enough() -> None:
    gone: SourceState = "source removed"
    turn = cited("a", "b").seen({"a": gone})
    assert (turn.answer, turn.sources[0].state) == ("Rinse", gone)
    assert turn.seen({"b": gone}).answer == REMOVED


async def test_conversations_of_others_are_not_seen() -> None:
    kept, sources = Conversations(make_settings()), ScriptedPipeline(lambda _: ())
    mine, others = Scope(), Scope(tenant="other")
    for scope in (mine, Scope(labels=frozenset({"staff"}))):
        await kept.add(scope, "same", cited("passage-1"), sources)
    assert await kept.history(others, "same", sources) == ()
    assert await kept.read(others, "same", sources) is None
    assert (await kept.page(others, 10, None)).conversations == ()
    assert not await kept.delete(others, "same")
    assert len((await kept.page(mine, 10, None)).conversations) == 1
    assert await kept.delete(mine, "same")
    assert await kept.read(Scope(labels=frozenset({"staff"})), "same", sources) is not None
    await kept.close()


async def test_the_list_is_paged_newest_first() -> None:
    async with serving_script(KETTLE) as (http, _):
        async with Client("http://test", transport=transport_of(http)) as client:
            for number in range(5):
                # The clock of the script stands still: ids order what has the same time.
                await ask(http, f"question {number}", conversation_id=f"c{number}")
            await ask(http, "and then?", conversation_id="c2")
            first = await client.conversations(limit=3)
            second = await client.conversations(limit=3, before=first.next)
        raw = (await http.get("/v1/conversations", params={"limit": 2})).json()
        bad = [
            (await http.get("/v1/conversations", params=query)).status_code
            for query in ({"limit": 0}, {"limit": 1000}, {"before": "x"}, {"before": "YQ=="})
        ]
    ConversationPageOut.model_validate(raw)
    found = [*first.conversations, *second.conversations]
    assert [entry.conversation_id for entry in found] == ["c4", "c3", "c2", "c1", "c0"]
    assert second.next is None
    assert {e.conversation_id: (e.title, e.turns) for e in found}["c2"] == ("question 2", 2)
    assert bad == [422, 422, 422, 422]


async def test_a_conversation_is_exported_as_json_and_as_markdown() -> None:
    async with serving_script(answered((f"It says {HOSTILE} [x](y).", RECORD))) as (http, _):
        await ask(http, "# what *is* <b>it</b>?")
        path = "/v1/conversations/same/export"
        plain = await http.get(path)
        markdown = await http.get(path, headers={"accept": "text/markdown"})
        async with Client("http://test", transport=transport_of(http)) as client:
            same = await client.export_conversation("same", kind="md")
            with pytest.raises(NotFound):
                await client.export_conversation("other")
        wrong = await http.get(path, params={"format": "pdf"})
    exported = ConversationExport.model_validate(plain.json())
    assert exported.turns[0].question == "# what *is* <b>it</b>?"
    assert 'filename="conversation-same.json"' in plain.headers["content-disposition"]
    assert markdown.headers["content-type"] == "text/markdown; charset=utf-8"
    assert markdown.text == same
    assert r"## \# what \*is\* \<b\>it\</b\>?" in same
    assert r"\<img src=x" in same
    assert r"\[x\](y)" in same
    assert "1. Aurora kettle (products/7)" in same
    assert wrong.status_code == 422


async def test_a_deleted_conversation_is_gone() -> None:
    async with serving_script(KETTLE) as (http, pipeline):
        await ask(http, "one")
        async with Client("http://test", transport=transport_of(http)) as client:
            assert len((await client.conversation("same")).turns) == 1
            await client.delete_conversation("same")
            with pytest.raises(NotFound):
                await client.delete_conversation("same")
            with pytest.raises(NotFound):
                await client.conversation("same")
            assert (await client.conversations()).conversations == ()
        await ask(http, "two")
    assert pipeline.questions[1].history == ()


async def test_a_conversation_outlives_the_server() -> None:
    state = str(make_settings().state)
    pipeline = ScriptedPipeline(lambda _: KETTLE)
    long = {"keep_days": 1e5}  # the clock of the script stands still
    async with serving(opener(pipeline), state=state, conversations=long) as client:
        await ask(client, "one")
    async with serving(opener(pipeline), state=state, conversations=long) as client:
        [turn] = await turns(client)
        await ask(client, "two")
    async with serving(opener(pipeline), state=state) as client:
        expired = await client.get("/v1/conversations")
    assert turn["answer"].startswith(QUOTE)
    assert [t.question for t in pipeline.questions[1].history] == ["one"]
    assert expired.json()["conversations"] == []


async def test_nothing_is_kept_where_nothing_is_to_be_kept() -> None:
    pipeline = ScriptedPipeline(lambda _: KETTLE)
    async with serving(opener(pipeline), conversations={"keep_days": 0}) as client:
        await ask(client, "one")
        listed = await client.get("/v1/conversations")
        read = await client.get("/v1/conversations/same")
    assert (listed.json()["conversations"], read.status_code) == ([], 404)


async def test_an_answer_without_a_place_to_keep_it_says_so() -> None:
    pipeline = ScriptedPipeline(lambda _: KETTLE)
    broken = {"url": "sqlite:////dev/null/conversations.sqlite"}
    async with serving(opener(pipeline), conversations=broken) as client:
        reply = await ask(client, "one")
        listed = await client.get("/v1/conversations")
    assert (reply["status"], reply["degraded"]) == ("answered", ["conversations"])
    assert listed.status_code == 503


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
