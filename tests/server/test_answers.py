"""Askers of the same question over HTTP: one answer is made, everybody gets a whole one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

import httpx
import pytest
from fastapi import FastAPI

from answer.caches.cache import Watched
from answer.caches.counters import CacheCounters
from answer.caches.encoding import Kept
from answer.caches.keys import AnswerKey
from nescio.types import Question, Scope
from retrieval.reads import Reads
from server.answers import Answers
from tests.server.scripted import ScriptedPipeline, opener
from tests.server.serving import KETTLE, leave_after_start, serving, transport_of

pytestmark = pytest.mark.anyio
ASKERS = 10
SMALL = {"max_concurrent": 1, "max_queued": 0}


def post(client: httpx.AsyncClient, **body: object) -> asyncio.Task[httpx.Response]:
    return asyncio.create_task(client.post("/v1/ask", json={"question": "What now?", **body}))


async def until(condition: Callable[[], bool]) -> None:
    for _ in range(5000):
        if condition():
            return
        await asyncio.sleep(0.001)
    raise TimeoutError


def app_answers(client: httpx.AsyncClient) -> Answers:
    app = transport_of(client).app
    assert isinstance(app, FastAPI)
    answers: Answers = app.state.answers
    return answers


def joins(client: httpx.AsyncClient) -> int:
    return app_answers(client).counters.joins["exact"]


async def test_those_who_ask_the_same_share_one_answer_and_no_identity() -> None:
    pipeline = ScriptedPipeline(lambda _: KETTLE, hold_at=3)
    async with serving(opener(pipeline), server=SMALL) as client:
        asked = [post(client)]
        await pipeline.held.wait()
        asked += [post(client, question="what  NOW?"), post(client, conversation_id="mine")]
        asked += [post(client, question="what  now") for _ in range(ASKERS)]
        await until(lambda: joins(client) == ASKERS + 1)
        different = await client.post("/v1/ask", json={"question": "What NOW?"})
        pipeline.release.set()
        replies = [(await each).json() for each in asked]
        kept = (await client.get("/v1/conversations")).json()["conversations"]
    refused = [r for r in replies if r.get("code") == "too_busy"]
    assert different.status_code == 429
    assert refused == [replies[1]], "a word in capitals may be a code"
    whole = [r for r in replies if r not in refused]
    assert len(pipeline.questions) == 1
    assert {r["text"] for r in whole} == {whole[0]["text"]}
    assert len({r["answer_id"] for r in whole}) == len({r["conversation_id"] for r in whole})
    assert len({r["answer_id"] for r in whole}) == ASKERS + 2
    assert whole[1]["conversation_id"] == "mine"
    assert {c["conversation_id"] for c in kept} == {r["conversation_id"] for r in whole}
    assert [r["usage"]["cached"] for r in whole] == [False] + [True] * (ASKERS + 1)


async def test_streams_are_whole_for_who_joins_late_and_when_the_first_asker_leaves() -> None:
    pipeline = ScriptedPipeline(lambda _: KETTLE, hold_at=4)
    body = {"question": "?", "stream": True}
    async with serving(opener(pipeline)) as client:
        leaving = asyncio.create_task(leave_after_start(transport_of(client).app, pipeline))
        await pipeline.held.wait()
        asked = asyncio.create_task(client.post("/v1/ask", json=body))
        await leaving
        await until(lambda: joins(client) == 1)
        pipeline.release.set()
        response = await asked
    names = [n.removeprefix("event: ") for n in response.text.split("\n") if n.startswith("event")]
    assert names[:2] == ["start", "status"]
    assert names[-2:] == ["answered", "done"]
    assert names.count("delta") == 2
    assert not pipeline.cancelled.is_set()
    assert len(pipeline.questions) == 1


async def test_histories_and_limits_of_age_keep_questions_apart() -> None:
    pipeline = ScriptedPipeline(lambda _: KETTLE, hold_at=0)
    own = [{"question": "mine", "answer": "yours"}]
    async with serving(opener(pipeline)) as client:
        asked = [post(client), post(client, history=own), post(client, max_staleness_s=60)]
        await until(lambda: len(pipeline.questions) == len(asked))
        pipeline.release.set()
        assert [(await each).json()["usage"]["cached"] for each in asked] == [False] * 3


async def test_a_failure_reaches_everybody() -> None:
    script = [*KETTLE[:4], ZeroDivisionError("secret")]
    pipeline = ScriptedPipeline(lambda _: script, hold_at=2)
    async with serving(opener(pipeline)) as client:
        asked = [post(client) for _ in range(3)]
        await pipeline.held.wait()
        await until(lambda: joins(client) == 2)
        pipeline.release.set()
        replies = [await each for each in asked]
    assert {(r.status_code, r.json()["code"]) for r in replies} == {(500, "internal")}
    assert len(pipeline.questions) == 1


async def test_who_is_turned_away_is_so_with_all_who_joined() -> None:
    pipeline = ScriptedPipeline(lambda _: KETTLE, hold_at=0)
    async with serving(opener(pipeline), server=SMALL) as client:
        first = post(client)
        await pipeline.held.wait()
        others = [post(client, question="Another?") for _ in range(3)]
        assert {(await other).status_code for other in others} == {429}
        pipeline.release.set()
        assert (await first).status_code == 200


async def test_a_client_of_json_that_leaves_cancels_the_pipeline() -> None:
    pipeline = ScriptedPipeline(lambda _: KETTLE, hold_at=2)
    async with serving(opener(pipeline), server=SMALL) as client:
        sent = await leave_after_start(transport_of(client).app, pipeline, stream=False)
        async with asyncio.timeout(5):
            await pipeline.cancelled.wait()
    assert not any(sent)


class Likeness:
    """Keeps nothing; holds questions to mean the same whose numbers differ by one at most."""

    async def get(self, question: Question) -> Kept | None:
        return None

    @asynccontextmanager
    async def watch(self, question: Question) -> AsyncIterator[Watched]:
        key = AnswerKey(exact="", family="", text=question.text)
        yield Watched(question=question, key=key, generation="", reads=Reads())

    async def put(self, watched: Watched) -> bool:
        return False

    async def alike(self, asked: str, others: Sequence[str], scope: Scope) -> int | None:
        near = [i for i, other in enumerate(others) if abs(int(asked) - int(other)) <= 1]
        return next(iter(near), None)

    def refresh(self, kept: Kept, make: Callable[[], Awaitable[object]]) -> bool:
        return False

    def count(self, counters: CacheCounters) -> None:
        pass

    async def sweep(self) -> int:
        return 0


@pytest.mark.parametrize(("semantic", "made"), [(True, ["1", "3", "5"]), (False, [*"12345"])])
async def test_a_question_that_means_the_same_shares_the_answer_but_likeness_does_not_add_up(
    semantic: bool, made: list[str]
) -> None:
    pipeline = ScriptedPipeline(lambda _: KETTLE, hold_at=0)
    pipeline.cache = Likeness()
    async with serving(opener(pipeline), cache={"semantic": semantic}) as client:
        asked = []
        for number in "12345":
            asked.append(post(client, question=number))
            await until(lambda: app_answers(client).flights == len(asked))
        await until(lambda: len(pipeline.questions) == len(made))
        pipeline.release.set()
        replies = [(await each).json() for each in asked]
        joins = app_answers(client).counters.joins["semantic"]
    assert [question.text for question in pipeline.questions] == made
    assert [r["usage"]["cached"] for r in replies] == [str(n) not in made for n in range(1, 6)]
    assert joins == 5 - len(made)
    assert len({reply["answer_id"] for reply in replies}) == 1 + joins, "the scripted one is one"


async def test_stopping_the_server_ends_what_is_in_the_making() -> None:
    pipeline = ScriptedPipeline(lambda _: KETTLE, hold_at=2)
    async with serving(opener(pipeline)) as client:
        asked = post(client)
        await pipeline.held.wait()
    reply = await asked
    assert reply.json() == {"code": "internal", "message": "the answer broke off"}
    assert pipeline.cancelled.is_set()
