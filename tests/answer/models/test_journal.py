"""Finished replies of models are kept, and not asked for again."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from answer.models.calls import Call, Tier
from answer.models.chat import ChatRequest, Message
from answer.models.journal import JournaledGateway, JournaledProvider, journaled
from answer.models.tiers import tiers_of
from nescio.errors import ProviderFailed, UsageError
from nescio.types import Scope
from retrieval.batch_results import BatchQuestion
from retrieval.batches import BatchStore
from tests.answer.models.scripted import (
    DOWN,
    GOOD,
    Reply,
    ScriptedProvider,
    a_call,
    ask,
    gateway_of,
    request_for,
    settings_of,
    tiers_tried,
)

pytestmark = pytest.mark.anyio
HALF = Reply(texts=("Yes",), hangs=True)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[BatchStore]:
    store = BatchStore(f"sqlite:///{tmp_path / 'batches.sqlite'}")
    store.add("batch", Scope(), "digest", [BatchQuestion(id="1", text="Is it?")] * 2, None)
    yield store
    store.close()


@dataclass(frozen=True)
class Kept:
    """See `answer.models.journal.Journal`."""

    store: BatchStore
    number: int = 0

    @property
    def work(self) -> str:
        return f"batch/{self.number}"

    async def find(self, keys: list[str]) -> tuple[str, dict[str, Any]] | None:
        return self.store.kept_reply(keys)

    async def keep(self, key: str, entry: dict[str, Any]) -> None:
        self.store.keep_reply("batch", self.number, key, entry)


def two(*script: Reply) -> tuple[JournaledGateway, ScriptedProvider, ScriptedProvider]:
    one, other = ScriptedProvider("one", *script), ScriptedProvider("two", GOOD)
    settings = settings_of({"small": "one", "large": "two"}, retries={"attempts": 1})
    gateway = gateway_of(settings, JournaledProvider(one), JournaledProvider(other))
    return JournaledGateway(gateway, settings, tiers_of(settings)), one, other


async def test_a_finished_call_is_not_made_again(store: BatchStore) -> None:
    gateway, one, _ = two(GOOD)
    with journaled(Kept(store)):
        first = await ask(gateway, a_call())
    after_restart, again, _ = two(GOOD)
    call = a_call()
    with journaled(Kept(store)):
        second = await ask(after_restart, call)
    assert (len(one.requests), len(again.requests)) == (1, 0)
    assert second == first
    assert second.text == "Yes, it is."
    assert tiers_tried(call) == [("small", "finished")]
    assert "restart" in call.trace[0].reason


async def test_another_prompt_another_question_and_other_work_are_other_calls(
    store: BatchStore,
) -> None:
    def reworded(tier: Tier) -> ChatRequest:
        return replace(request_for(tier), messages=(Message(role="user", content="Was it?"),))

    gateway, one, _ = two(GOOD)
    with journaled(Kept(store)):
        await ask(gateway, a_call())
        await ask(gateway, Call(task="answer", scope=Scope(), build=reworded))
    with journaled(Kept(store, number=1)):
        await ask(gateway, a_call())
    await ask(gateway, a_call())
    keys = [request.idempotency_key for request in one.requests]
    assert len(set(keys)) == 4
    assert keys[3] == "key"


async def test_the_reply_of_the_tier_that_gave_it_is_kept(store: BatchStore) -> None:
    gateway, _, _ = two(DOWN)
    with journaled(Kept(store)):
        first = await ask(gateway, a_call())
    after_restart, one, other = two(GOOD)
    with journaled(Kept(store)):
        second = await ask(after_restart, a_call())
    assert second == first
    assert second.completed is not None
    assert second.completed.tier.name == "large"
    assert (one.requests, other.requests) == ([], [])


async def test_what_was_under_way_is_asked_again_with_the_same_key(store: BatchStore) -> None:
    gateway, one, _ = two(HALF)
    with journaled(Kept(store)):
        asking = asyncio.create_task(ask(gateway, a_call()))
    while not one.requests:  # noqa: ASYNC110 - nothing else tells of it
        await asyncio.sleep(0)
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    assert one.running == 0
    after_restart, again, _ = two(GOOD)
    with journaled(Kept(store)):
        seen = await ask(after_restart, a_call())
    assert seen.text == "Yes, it is."
    assert again.requests[0].idempotency_key == one.requests[0].idempotency_key


async def test_failures_are_not_kept_and_a_voided_beginning_is_not_part_of_it(
    store: BatchStore,
) -> None:
    broken = Reply(texts=("No",), fails="server_error")
    gateway, one, other = two(broken)
    other.now_replies(DOWN)
    with journaled(Kept(store)):
        with pytest.raises(ProviderFailed):
            await ask(gateway, a_call())
        other.now_replies(GOOD)
        seen = await ask(gateway, a_call())
    assert (seen.text, seen.restarts, len(one.requests)) == ("Yes, it is.", 0, 2)


async def test_replies_that_cannot_be_used_are_not_asked_for_again_either(
    store: BatchStore,
) -> None:
    refused = Reply(finish="refusal")
    scripts = (((refused,), None), ((GOOD, GOOD), lambda _: "no good"))
    for number, (script, accept) in enumerate(scripts):
        calls = []
        for _ in range(2):
            gateway, one, _other = two(*script)
            with journaled(Kept(store, number=number)), suppress(ProviderFailed):
                await ask(gateway, a_call(accept=accept))
            calls.append(len(one.requests))
        assert (calls[0] > 0, calls[1]) == (True, 0)


async def test_a_tier_whose_context_is_too_small_is_passed_over(store: BatchStore) -> None:
    def only_large(tier: Tier) -> ChatRequest:
        if tier.name == "small":
            raise UsageError("nothing fits")
        return request_for(tier)

    gateway, one, other = two(GOOD)
    for _ in range(2):
        with journaled(Kept(store)):
            await ask(gateway, Call(task="answer", scope=Scope(), build=only_large))
    assert (len(one.requests), len(other.requests)) == (0, 1)


async def test_replies_go_once_their_question_is_done(store: BatchStore) -> None:
    gateway, one, _ = two(GOOD)
    with journaled(Kept(store)):
        await ask(gateway, a_call())
        assert store.record("batch", 0, "answered", {})
        assert not store.record("batch", 0, "failed", {})
        await ask(gateway, a_call())
    assert len(one.requests) == 2
    assert store.outcomes("batch") == {0: "answered"}
