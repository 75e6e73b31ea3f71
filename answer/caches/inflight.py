"""Answers in the making, shared by all who ask for the same one meanwhile.

A flight is the making of one answer in a task of its own. Whoever listens gets all its events from
the beginning, however late; nobody's leaving harms the others, and when the last has left, the
task is cancelled, unless the answer was there already: what is done with it then is finished.
"""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import AsyncGenerator, Awaitable, Callable

from nescio.errors import ServiceError
from nescio.events import Done, Event, Failed, Final

MAX_EVENTS = 5_000
"""Of one answer: they are kept until it ends. No answer of an honest length comes near."""


class TooLong(ServiceError):
    """An answer has more events than may be kept."""

    def __init__(self) -> None:
        super().__init__(f"the answer was stopped at {MAX_EVENTS} events")


class BrokenOff(ServiceError):
    """The making of an answer was stopped from outside, as when the server stops."""

    retryable = True

    def __init__(self) -> None:
        super().__init__("the answer broke off")


Work = Callable[["Flight"], Awaitable[None]]
"""Makes an answer: calls `emit` for each event, and `open` once it is to be begun."""


class Flight:
    """One answer in the making. `text` is its question; `answers` the one that the answer is of,
    another where an answer to that one is given in its place.
    """

    def __init__(self, text: str = "") -> None:
        self.text = text
        self.answers = text
        self.error: Exception | None = None
        """Why it failed before it was opened."""
        self.own = True
        """Whether the answer is made for who began it; else it is that of another flight."""
        self._events: list[Event] = []
        self._opened = asyncio.Event()
        self._ended = False
        self._settled = False
        self._seats: dict[int, asyncio.Event] = {}
        self._taken = 0
        self._task: asyncio.Task[None] | None = None
        self._loop = asyncio.get_running_loop()

    @property
    def listeners(self) -> int:
        """How many listen."""
        return len(self._seats)

    @property
    def leaving(self) -> bool:
        """Nobody listens any more, so that it is being cancelled: it is of no use to others."""
        return self._task is not None and self._task.cancelling() > 0

    @property
    def open_to_others(self) -> bool:
        """Whether who listens from now on gets an answer."""
        return self.error is None and not self.leaving

    async def decided(self) -> None:
        """Wait until it is known whose answer it gives, or that it gives none."""
        await self._opened.wait()

    def open(self) -> None:
        """From here on a failure is an event; before, it is raised to who waits in `opened`."""
        self._opened.set()

    def emit(self, event: Event) -> None:
        """Hand an event to all, now and later. Raises TooLong."""
        if len(self._events) >= MAX_EVENTS:
            raise TooLong
        self._settled = self._settled or isinstance(event, Final | Failed)
        self._events.append(event)
        self.open()
        self._wake()

    def listen(self) -> Seat:
        """Take part in it. The seat has to be left, or let go of."""
        self._taken += 1
        self._seats[self._taken] = asyncio.Event()
        return Seat(self, self._taken)

    def start(
        self, work: Work, failed: Callable[[Exception], Failed], ended: Callable[[Flight], None]
    ) -> None:
        """Begin; `failed` tells an exception as an event, `ended` is called at the end."""
        self._task = asyncio.create_task(self._run(work, failed), name="answer")
        self._task.add_done_callback(lambda _: ended(self))

    async def aclose(self) -> None:
        """Cancel it, for all who listen."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self, work: Work, failed: Callable[[Exception], Failed]) -> None:
        try:
            await work(self)
            if not self._settled:
                raise BrokenOff
        except asyncio.CancelledError:
            self._fail(failed, BrokenOff())
            raise
        except Exception as error:
            self._fail(failed, error)
        finally:
            self._ended = True
            self._opened.set()
            self._wake()

    def _fail(self, failed: Callable[[Exception], Failed], error: Exception) -> None:
        if not self._opened.is_set():
            self.error = error
        elif not self._settled:
            self._settled = True
            self._events += [failed(error), Done()]

    def _wake(self) -> None:
        for news in self._seats.values():
            news.set()

    def _leave(self, number: int) -> None:
        last = self._seats.pop(number, None) is not None and not self._seats
        if last and not self._settled and self._task is not None:
            self._task.cancel()

    def _let_go(self, number: int) -> None:
        """`_leave` from any thread: the garbage collector runs in all of them."""
        try:
            here = asyncio.get_running_loop() is self._loop
        except RuntimeError:
            here = False
        if here:
            self._leave(number)
        elif not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._leave, number)

    async def _wait_opened(self) -> None:
        await self._opened.wait()
        if self.error is not None:
            raise self.error.with_traceback(None)

    async def _event(self, number: int, position: int) -> Event | None:
        """The event at a position, once it is there; None after the last."""
        news = self._seats[number]
        while position >= len(self._events):
            if self._ended:
                return None
            news.clear()
            await news.wait()
        return self._events[position]


class Seat:
    """One who listens to a flight. It is left with `leave`, at the end of `events`, or when it is
    let go of: an asker may be gone before the first event is fetched.
    """

    def __init__(self, flight: Flight, number: int) -> None:
        self.flight = flight
        self._number = number
        self._at_end = weakref.finalize(self, flight._let_go, number)
        self._at_end.atexit = False

    def leave(self) -> None:
        """Listen no longer; the flight goes on if others do."""
        self._at_end()

    async def opened(self) -> None:
        """Wait until the answer is begun. Raises what prevented it."""
        try:
            await self.flight._wait_opened()
        except BaseException:
            self.leave()
            raise

    async def events(self) -> AsyncGenerator[Event, None]:
        """All events from the first to `done`. To be read once."""
        position = 0
        try:
            while (event := await self.flight._event(self._number, position)) is not None:
                yield event
                if isinstance(event, Done):
                    return
                position += 1
        finally:
            self.leave()


class Flights:
    """All flights of a process: by their key, and in families that could share answers."""

    def __init__(self, failed: Callable[[Exception], Failed]) -> None:
        """`failed` tells an exception as an event."""
        self._failed = failed
        self._by_key: dict[str, Flight] = {}
        self._families: dict[str, dict[Flight, None]] = {}

    def __len__(self) -> int:
        return len(self._by_key)

    def __contains__(self, key: str) -> bool:
        return key in self._by_key

    def join(self, key: str) -> Seat | None:
        """A seat in the flight of this key, if there is one."""
        flight = self._by_key.get(key)
        return None if flight is None or flight.leaving else flight.listen()

    def begin(self, key: str, work: Work, *, family: str = "", text: str = "") -> Seat:
        """A flight that others can join by its key, and the first seat in it."""
        flight = Flight(text)
        self._by_key[key] = flight
        self._families.setdefault(family, {})[flight] = None
        seat = flight.listen()
        flight.start(work, self._failed, lambda ended: self._remove(key, family, ended))
        return seat

    def of(self, family: str) -> tuple[Flight, ...]:
        """The flights of a family, oldest first."""
        return tuple(f for f in self._families.get(family, ()) if not f.leaving)

    async def aclose(self) -> None:
        """Cancel all."""
        flights = [flight for family in self._families.values() for flight in family]
        await asyncio.gather(*(flight.aclose() for flight in flights))

    def _remove(self, key: str, family: str, flight: Flight) -> None:
        if self._by_key.get(key) is flight:
            del self._by_key[key]
        relatives = self._families[family]
        del relatives[flight]
        if not relatives:
            del self._families[family]
