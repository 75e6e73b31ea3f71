"""Answers to askers: from what was kept, with others who ask the same, or made anew.

Identical questions share one flight (`answer.caches.inflight`), whatever becomes of the first
asker. In it the kept answers are looked up; then whether a question that means the same is being
answered since before; only who is left waits for a turn and has the pipeline work. Turns are for
work: neither hits nor followers take any.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace
from functools import partial

from answer.caches.cache import AnswerCache
from answer.caches.counters import CacheCounters, Layer
from answer.caches.encoding import Kept
from answer.caches.inflight import Flight, Flights, Seat
from answer.caches.keys import AnswerKey, Variant, answer_key
from nescio.answers import Usage
from nescio.events import Event, Final, Start
from nescio.settings import Settings
from nescio.types import Question, Scope
from server.admission import Admission
from server.readiness import Answerer
from server.sse import closing, failure


class Answers:
    """All answers of a server; usable until `aclose`."""

    def __init__(self, settings: Settings, admission: Admission) -> None:
        self._settings = settings
        self._admission = admission
        self._flights = Flights(failure)
        self.counters = CacheCounters()

    @property
    def flights(self) -> int:
        """How many answers are in the making."""
        return len(self._flights)

    async def ask(self, question: Question, answerer: Answerer) -> AsyncIterator[Event]:
        """The events of the answer, once it is begun.

        Raises TooBusy when nobody else may wait, and what else prevents it before that.
        """
        key = self._key(question)
        seat = self._flights.join(key.exact)
        if seat is not None:
            self.counters.joins["exact"] += 1
            await seat.opened()
            return _shared(seat, question)
        work = partial(self._work, question, answerer, self._flights.of(key.family))
        seat = self._flights.begin(key.exact, work, family=key.family, text=key.text)
        await seat.opened()
        return seat.events() if seat.flight.own else _shared(seat, question)

    async def aclose(self) -> None:
        """Cancel all that is in the making."""
        await self._flights.aclose()

    def _key(self, question: Question) -> AnswerKey:
        """What questions have in common that this process would answer alike now."""
        variant = Variant(fingerprint="", day=dt.date.today())
        turns = self._settings.answer.history_turns
        return answer_key(question, variant, history_turns=turns)

    async def _work(
        self, question: Question, answerer: Answerer, earlier: Sequence[Flight], flight: Flight
    ) -> None:
        """The work of a flight: `earlier` are those that were under way when it was begun.

        They are looked at once nothing was kept: an answer that was being made when this looked
        for it is either found there or kept by then.
        """
        cache, kept = answerer.cache, None
        if cache is not None:
            cache.count(self.counters)
            kept = await cache.get(question)
        if cache is not None and kept is not None:
            await self._give(kept, question, answerer, flight)
            self._refresh(kept, question, answerer, cache)
        elif (leader := await self._leader(flight, earlier, cache, question.scope)) is not None:
            await self._follow(leader, flight)
        else:
            self.counters.misses["answer"] += 1
            await self._make(question, answerer, flight)

    async def _give(
        self, kept: Kept, question: Question, answerer: Answerer, flight: Flight
    ) -> None:
        layer: Layer = "exact" if kept.likeness == 1 else "semantic"
        self.counters.hits[layer] += 1
        flight.answers = kept.question
        for event in kept.given.events(await answerer.start(question)):
            flight.emit(event)

    async def _leader(
        self,
        flight: Flight,
        earlier: Sequence[Flight],
        cache: AnswerCache | None,
        scope: Scope,
    ) -> Flight | None:
        """An earlier flight whose answer is one to this question too.

        It is compared with the question that the flight's answer is really of as well: likeness
        does not add up. Only younger flights wait for older ones, so that none wait for each other.
        """
        if cache is None or not self._settings.cache.semantic:
            return None
        while earlier:
            place = await cache.alike(flight.text, [other.text for other in earlier], scope)
            if place is None:
                return None
            leader, earlier = earlier[place], earlier[place + 1 :]
            await leader.decided()
            near = leader.answers == leader.text
            near = near or await cache.alike(flight.text, [leader.answers], scope) is not None
            if near and leader.open_to_others:
                return leader
        return None

    async def _follow(self, leader: Flight, flight: Flight) -> None:
        self.counters.joins["semantic"] += 1
        flight.own, flight.answers = False, leader.answers
        seat = leader.listen()
        await seat.opened()
        async with aclosing(seat.events()) as events:
            async for event in events:
                flight.emit(event)

    async def _make(self, question: Question, answerer: Answerer, flight: Flight) -> None:
        self._admission.check()
        flight.open()
        cache = answerer.cache
        async with self._admission.turn():
            if cache is None:
                await _stream(question, answerer, flight)
                return
            async with cache.watch(question) as watched:
                await _stream(question, answerer, flight, watched.see)
        await cache.put(watched)

    def _refresh(
        self, kept: Kept, question: Question, answerer: Answerer, cache: AnswerCache
    ) -> None:
        """Have an answer past its time made anew, with nobody waiting for it."""

        async def make() -> None:
            self.counters.misses["refresh"] += 1
            key = f"refresh {kept.id}"
            seat = self._flights.begin(key, partial(self._make, question, answerer), family=key)
            async for _ in seat.events():
                pass

        cache.refresh(kept, make)


async def _stream(
    question: Question,
    answerer: Answerer,
    flight: Flight,
    see: Callable[[Event], None] = lambda _: None,
) -> None:
    events = answerer.stream(question)
    async with closing(events):
        async for event in events:
            see(event)
            flight.emit(event)


async def _shared(seat: Seat, question: Question) -> AsyncIterator[Event]:
    """The events of an answer that was made for another asker, as they are for this one."""
    async with aclosing(seat.events()) as events:
        async for event in events:
            match event:
                case Start():
                    conversation_id = question.conversation_id or uuid.uuid4().hex
                    ids = {"answer_id": uuid.uuid4().hex, "conversation_id": conversation_id}
                    yield event.model_copy(update=ids)
                case Final():
                    before = event.answer.usage
                    usage = Usage(currency=before.currency, tier=before.tier, cached=True)
                    yield Final(answer=replace(event.answer, usage=usage, timings_ms={}))
                case _:
                    yield event
