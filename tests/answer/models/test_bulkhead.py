"""Slots: never more than allowed, never lost, shared out fairly."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answer.models.bulkhead import Bulkhead
from nescio.errors import TooBusy
from tests.answer.models.virtual import VirtualLoop

pytestmark = pytest.mark.anyio


def a_bulkhead(concurrent: int = 2, queued: int = 4, per_tenant: int = 2) -> Bulkhead:
    clock = asyncio.get_running_loop().time
    return Bulkhead(concurrent=concurrent, queued=queued, per_tenant=per_tenant, clock=clock)


class Work:
    """Holds slots, and notes who had one and in which order."""

    def __init__(self, bulkhead: Bulkhead) -> None:
        self._bulkhead = bulkhead
        self.running: Counter[str] = Counter()
        self.order: list[str] = []

    async def hold(self, tenant: str, seconds: float, wait_s: float = 1e6) -> None:
        async with self._bulkhead.slot(tenant, wait_s):
            self.order.append(tenant)
            self.running[tenant] += 1
            try:
                await asyncio.sleep(seconds)
            finally:
                self.running[tenant] -= 1


async def test_a_full_queue_turns_away_at_once_and_says_for_how_long() -> None:
    work = Work(a_bulkhead(concurrent=1, queued=1, per_tenant=1))
    async with asyncio.TaskGroup() as group:
        for _ in range(2):
            group.create_task(work.hold("a", 30.0))
        await asyncio.sleep(0)
        with pytest.raises(TooBusy) as busy:
            await work.hold("a", 30.0)
        assert busy.value.retry_after_s >= 1
        assert asyncio.get_running_loop().time() == pytest.approx(1000, abs=30)


async def test_the_time_to_wait_is_bounded() -> None:
    bulkhead = a_bulkhead(concurrent=1)
    work = Work(bulkhead)
    async with asyncio.TaskGroup() as group:
        group.create_task(work.hold("a", 30.0))
        await asyncio.sleep(0)
        before = asyncio.get_running_loop().time()
        with pytest.raises(TooBusy):
            await work.hold("b", 1.0, wait_s=3.0)
        assert asyncio.get_running_loop().time() - before == pytest.approx(3.0)
    assert (bulkhead.running, bulkhead.waiting) == (0, 0)


async def test_a_tenant_that_asks_much_does_not_hold_up_another() -> None:
    work = Work(a_bulkhead(concurrent=1, queued=10, per_tenant=1))
    async with asyncio.TaskGroup() as group:
        for tenant in "aaaaab":
            group.create_task(work.hold(tenant, 1.0))
    assert work.order.index("b") == 2


async def test_one_tenant_does_not_take_all_slots() -> None:
    work = Work(a_bulkhead(concurrent=3, queued=10, per_tenant=2))
    async with asyncio.TaskGroup() as group:
        for tenant in "aaab":
            group.create_task(work.hold(tenant, 1.0))
        await asyncio.sleep(0.5)
        assert work.running == {"a": 2, "b": 1}


async def test_the_longest_queue_makes_room_for_another_tenant() -> None:
    work = Work(a_bulkhead(concurrent=1, queued=3, per_tenant=1))
    held = [asyncio.create_task(work.hold("a", 1.0)) for _ in range(4)]
    await asyncio.sleep(0)
    await work.hold("b", 1.0)
    results = await asyncio.gather(*held, return_exceptions=True)
    assert [isinstance(result, TooBusy) for result in results] == [False, False, False, True]


async def test_a_slot_given_to_one_who_has_just_given_up_is_not_lost() -> None:
    bulkhead = a_bulkhead(concurrent=1)
    work = Work(bulkhead)
    async with bulkhead.slot("a", 1.0):
        waiting = asyncio.create_task(work.hold("b", 1.0))
        await asyncio.sleep(0)
    # The slot has been given on, and its new holder has not run since.
    assert (bulkhead.running, bulkhead.waiting) == (1, 0)
    waiting.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await waiting
    assert (bulkhead.running, work.order) == (0, [])


CALLS = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        st.integers(0, 6),  # begins at
        st.integers(0, 4),  # holds for
        st.one_of(st.none(), st.integers(0, 8)),  # is cancelled at
        st.sampled_from([1, 100]),  # waits for
    ),
    max_size=30,
)


@settings(max_examples=60, deadline=None)
@given(calls=CALLS, concurrent=st.integers(1, 4), queued=st.integers(0, 5), each=st.integers(1, 3))
def test_never_above_a_bound_and_no_slot_lost(
    calls: list[tuple[str, int, int, int | None, int]], concurrent: int, queued: int, each: int
) -> None:
    async def run() -> None:
        bulkhead = a_bulkhead(concurrent, queued, each)
        work = Work(bulkhead)

        async def one(tenant: str, begins: int, holds: int, waits: int) -> None:
            await asyncio.sleep(begins)
            with contextlib.suppress(TooBusy):
                await work.hold(tenant, holds, waits)

        async def watch() -> None:
            while True:
                assert sum(work.running.values()) <= bulkhead.running <= concurrent
                assert max(work.running.values(), default=0) <= each
                assert bulkhead.waiting <= queued
                await asyncio.sleep(0.25)

        watching = asyncio.create_task(watch())
        tasks = []
        for tenant, begins, holds, cancelled_at, waits in calls:
            tasks.append(asyncio.create_task(one(tenant, begins, holds, waits)))
            if cancelled_at is not None:
                asyncio.get_running_loop().call_later(cancelled_at, tasks[-1].cancel)
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert all(r is None or isinstance(r, asyncio.CancelledError) for r in results)
        assert not watching.done()
        watching.cancel()
        assert (bulkhead.running, bulkhead.waiting) == (0, 0)
        async with asyncio.TaskGroup() as group:
            for place in range(concurrent):
                group.create_task(work.hold(f"new {place}", 1.0, wait_s=0.5))

    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        runner.run(run())
