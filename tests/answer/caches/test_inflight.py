"""Answers in the making: late listeners, leavers, failures, and nothing left after the end."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Awaitable, Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answer.caches import inflight
from answer.caches.inflight import Flight, Flights, Seat
from nescio.answers import Answered
from nescio.errors import TooBusy
from nescio.events import Delta, Done, Event, Failed, Final

pytestmark = pytest.mark.anyio

FINAL = Final(answer=Answered(text="ab", confidence=1, threshold=0))
ALL: tuple[Event, ...] = (Delta(text="a"), Delta(text="b"), FINAL, Done())


def failed(error: Exception) -> Failed:
    return Failed(code="told", message=str(error), retryable=False)


class Stepped:
    """Work that emits one event each time it is let, and tells how it ended."""

    def __init__(self, events: tuple[Event | Exception, ...] = ALL) -> None:
        self._events = events
        self._steps: asyncio.Semaphore = asyncio.Semaphore(0)
        self.begun = 0
        self.ended = ""

    def let(self, steps: int = 1) -> None:
        for _ in range(steps):
            self._steps.release()

    async def __call__(self, flight: Flight) -> None:
        self.begun += 1
        try:
            for event in self._events:
                await self._steps.acquire()
                if isinstance(event, Exception):
                    raise event
                flight.emit(event)
            self.ended = "done"
        except asyncio.CancelledError:
            self.ended = "cancelled"
            raise


async def read(seat: Seat) -> list[Event]:
    return [event async for event in seat.events()]


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


def sit(flights: Flights, work: Callable[[Flight], Awaitable[None]], key: str = "k") -> Seat:
    return flights.join(key) or flights.begin(key, work)


async def test_who_comes_late_gets_all_from_the_beginning() -> None:
    flights, work = Flights(failed), Stepped()
    first = asyncio.create_task(read(sit(flights, work)))
    work.let(2)
    await settle()
    second = asyncio.create_task(read(sit(flights, work)))
    work.let(2)
    assert await first == await second == list(ALL)
    assert work.begun == 1


async def test_the_first_asker_s_leaving_harms_nobody() -> None:
    flights, work = Flights(failed), Stepped()
    first = asyncio.create_task(read(sit(flights, work)))
    second = asyncio.create_task(read(sit(flights, work)))
    work.let()
    await settle()
    first.cancel()
    await settle()
    work.let(3)
    assert await second == list(ALL)
    assert work.ended == "done"


async def test_the_last_one_s_leaving_cancels_the_work() -> None:
    flights, work = Flights(failed), Stepped()
    askers = [asyncio.create_task(read(sit(flights, work))) for _ in range(3)]
    work.let()
    await settle()
    for asker in askers:
        assert work.ended == ""
        asker.cancel()
        await settle()
    assert work.ended == "cancelled"
    assert len(flights) == 0


async def test_an_asker_who_was_gone_before_the_first_event_has_left() -> None:
    flights, work = Flights(failed), Stepped()
    events = sit(flights, work).events()
    await settle()
    del events
    gc.collect()
    await settle()
    assert work.ended == "cancelled"


async def test_what_is_cancelled_is_not_joined() -> None:
    flights, work, again = Flights(failed), Stepped(), Stepped()
    seat = sit(flights, work)
    await settle()
    seat.leave()
    joined = sit(flights, again)
    again.let(4)
    assert await read(joined) == list(ALL)
    assert (work.ended, again.ended) == ("cancelled", "done")
    await settle()
    assert len(flights) == 0


async def test_what_follows_the_answer_is_finished_although_all_have_left() -> None:
    flights, kept = Flights(failed), asyncio.Event()
    go_on = asyncio.Event()

    async def work(flight: Flight) -> None:
        for event in ALL:
            flight.emit(event)
        await go_on.wait()
        kept.set()

    assert await read(sit(flights, work)) == list(ALL)
    assert await read(sit(flights, work)) == list(ALL)
    go_on.set()
    await settle()
    assert kept.is_set()
    assert len(flights) == 0


async def test_a_failure_reaches_all_as_an_event() -> None:
    flights, work = Flights(failed), Stepped((Delta(text="a"), ZeroDivisionError("why")))
    askers = [asyncio.create_task(read(sit(flights, work))) for _ in range(3)]
    work.let(2)
    expected = [Delta(text="a"), failed(ZeroDivisionError("why")), Done()]
    assert await asyncio.gather(*askers) == [expected] * 3


async def test_work_that_ends_without_an_answer_has_failed() -> None:
    flights, work = Flights(failed), Stepped((Delta(text="a"),))
    work.let()
    assert (await read(sit(flights, work)))[1:] == [failed(inflight.BrokenOff()), Done()]


async def test_a_failure_before_the_opening_is_raised_to_all() -> None:
    flights, work = Flights(failed), Stepped((TooBusy(1),))
    seats = [sit(flights, work) for _ in range(3)]
    waiting = [asyncio.create_task(seat.opened()) for seat in seats]
    work.let()
    for each in waiting:
        with pytest.raises(TooBusy):
            await each
    await settle()
    assert len(flights) == 0


async def test_closing_ends_all_with_a_failure() -> None:
    flights, work = Flights(failed), Stepped()
    asker = asyncio.create_task(read(sit(flights, work)))
    work.let()
    await settle()
    await flights.aclose()
    assert (await asker)[1:] == [failed(inflight.BrokenOff()), Done()]
    assert work.ended == "cancelled"


async def test_events_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inflight, "MAX_EVENTS", 3)
    flights = Flights(failed)

    async def work(flight: Flight) -> None:
        while True:
            flight.emit(Delta(text="a"))

    events = await read(sit(flights, work))
    assert events == [*[Delta(text="a")] * 3, failed(inflight.TooLong()), Done()]


async def test_families_are_listed_oldest_first() -> None:
    flights, work = Flights(failed), Stepped()
    seats = [flights.begin(key, work, family="f", text=key) for key in ("b", "a", "c")]
    await settle()
    seats[1].leave()
    assert [flight.text for flight in flights.of("f")] == ["b", "c"]
    await flights.aclose()
    assert flights.of("f") == ()


async def test_nothing_is_left_after_the_end() -> None:
    flights = Flights(failed)
    gone: list[weakref.ref[Flight]] = []
    for ending in ("read", "leave", "drop"):
        work = Stepped()
        seat = sit(flights, work)
        gone.append(weakref.ref(seat.flight))
        await settle()
        if ending == "read":
            work.let(4)
            await read(seat)
        elif ending == "leave":
            seat.leave()
        del seat, work
        await settle()
    gc.collect()
    assert len(flights) == 0
    assert flights.of("") == ()
    assert [ref() for ref in gone] == [None] * 3


STEP = st.sampled_from(["sit", "let", "cancel first", "cancel last", "drop", "settle"])


@settings(max_examples=150, deadline=None)
@given(st.lists(STEP, max_size=25), st.booleans())
def test_in_any_order_who_stays_gets_all_or_one_failure(steps: list[str], fails: bool) -> None:
    asyncio.run(_played(steps, fails))


async def _played(steps: list[str], fails: bool) -> None:
    script: tuple[Event | Exception, ...] = (*ALL[:2], ValueError("x")) if fails else ALL
    whole = [*ALL[:2], failed(ValueError("x")), Done()] if fails else list(ALL)
    flights, works, askers = Flights(failed), [Stepped(script)], list[asyncio.Task[list[Event]]]()
    for step in steps:
        if step in ("sit", "drop"):
            seat = flights.join("k")
            if seat is None:
                works.append(Stepped(script))
                seat = flights.begin("k", works[-1])
            if step == "sit":
                askers.append(asyncio.create_task(read(seat)))
            del seat
        elif step == "let":
            works[-1].let()
        elif step == "settle":
            await settle()
        elif askers:
            askers[0 if step == "cancel first" else -1].cancel()
    await settle()
    for work in works:
        work.let(len(script))
    results = await asyncio.gather(*askers, return_exceptions=True)
    await settle()
    assert [r for r in results if not isinstance(r, asyncio.CancelledError) and r != whole] == []
    assert len(flights) == 0
    assert all(work.ended or not work.begun or fails for work in works)
