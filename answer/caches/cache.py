"""Answers that are kept: given out again only if all that they rest on is as it was.

A kept answer is looked up by its key; the versions of the records that it rests on are compared,
and every live read that was made for it is made again: a cache hides no change of a row, indexed
or not. What does not hold any more is forgotten at once, and `sweep` forgets what nobody asks for.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from answer.caches.counters import CacheCounters
from answer.caches.encoding import Given, Kept, from_json, to_json
from answer.caches.evidence import Evidence, may_be_kept, time_to_live
from answer.caches.keys import AnswerKey, Variant, answer_key
from answer.caches.refresh import Refresher
from answer.sources import FactLedger
from answer.staleness import stale
from answer.thresholds import Thresholds
from nescio.answers import Answer, SourceRef
from nescio.errors import NescioError, ServiceError
from nescio.events import Event, Final, Sources
from nescio.settings import AnswerSettings
from nescio.settings_models import CacheSettings
from nescio.types import Question, Scope
from retrieval.catalogue import Catalogue
from retrieval.facts import FactStore
from retrieval.freshness import FreshnessReader
from retrieval.kept_answers import AnswerStore, Suspect
from retrieval.kept_rows import KeptAnswer
from retrieval.reads import Reads, again, recording

_log = logging.getLogger(__name__)
_AT_ONCE = 512
"""Doubtful reads that are made again at a time."""


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@dataclass
class Watched:
    """An answer in the making: `see` its events; what it reads is recorded meanwhile."""

    question: Question
    key: AnswerKey
    generation: str
    reads: Reads
    sources: dict[str, SourceRef] = field(default_factory=dict)
    answer: Answer | None = None
    vector: bytes | None = None

    def see(self, event: Event) -> None:
        if isinstance(event, Sources):
            self.sources |= {source.id: source for source in event.sources}
        elif isinstance(event, Final):
            self.answer = event.answer


class AnswerCache(Protocol):
    """What stands in front of the pipeline. A cache that fails has nothing and keeps nothing."""

    async def get(self, question: Question) -> Kept | None:
        """The kept answer, if there is one and all that it rests on is as it was."""

    def watch(self, question: Question) -> contextlib.AbstractAsyncContextManager[Watched]:
        """Around the making of an answer, in one task from its first read to its last."""

    async def put(self, watched: Watched) -> bool:
        """Keep what was made, if it may be; whether it was."""

    async def alike(self, asked: str, others: Sequence[str], scope: Scope) -> int | None:
        """The position of the first of some other questions that means the same as one.

        All are of one family and so of one asker, in the form of keys. None: none does, or
        meanings are not compared.
        """

    def refresh(self, kept: Kept, make: Callable[[], Awaitable[object]]) -> bool:
        """Have an expired answer made anew by `make`, which keeps it, unless somebody does."""

    def count(self, counters: CacheCounters) -> None:
        """From now on what is refused is counted there."""

    async def sweep(self) -> int:
        """Forget all that does not hold any more; how many answers went."""


class SqlAnswerCache:
    """Exact answers in SQL."""

    def __init__(
        self,
        *,
        store: AnswerStore,
        catalogue: Catalogue,
        facts: FactStore,
        ledger: FactLedger,
        freshness: FreshnessReader,
        thresholds: Thresholds,
        settings: CacheSettings,
        answers: AnswerSettings,
        fingerprint: str,
        clock: Callable[[], dt.datetime] = _now,
    ) -> None:
        """`fingerprint` is of settings, models, prompts and program."""
        self._store = store
        self._refresher = Refresher(store)
        self._catalogue = catalogue
        self._evidence = Evidence(catalogue, facts.schemas)
        self._facts = facts
        self._ledger = ledger
        self._freshness = freshness
        self._thresholds = thresholds
        self._settings = settings
        self._answers = answers
        self._fingerprint = fingerprint
        self._clock = clock

    async def key(self, question: Question) -> AnswerKey:
        """The key as of now. Raises StoreFailed."""
        bar = await self._thresholds.current(question.scope)
        limit_s = question.max_staleness_s
        limit_s = self._answers.max_staleness_s if limit_s is None else limit_s
        left_out = stale(await self._freshness.read(), limit_s)
        variant = Variant(
            fingerprint=self._fingerprint,
            threshold=bar.value,
            certified=bar.certified and not (left_out and left_out.sources),
            day=dt.date.today(),
            left_out=left_out.sources if left_out else frozenset(),
        )
        return answer_key(question, variant, history_turns=self._answers.history_turns)

    async def get(self, question: Question) -> Kept | None:
        try:
            key = await self.key(question)
            found = await asyncio.to_thread(self._store.find, key.exact)
            return await self.checked(found, question.scope) if found else None
        except (NescioError, ValueError) as error:
            self.failed(error)
            return None

    def failed(self, error: Exception) -> None:
        """A cache that cannot be read has nothing."""
        _log.error("kept answers cannot be read: %s", error)

    async def checked(self, found: KeptAnswer, scope: Scope) -> Kept | None:
        """A stored answer, once it was found to hold; else it is forgotten.

        Raises ServiceError, ValueError.
        """
        now = self._clock()
        late = now - found.expires_at
        good = late <= dt.timedelta(seconds=self._settings.stale_s)
        good = good and await asyncio.to_thread(self._evidence.holds, found.things)
        if good:
            prints = await again(self._facts, found.reads.keys(), scope)
            good = all(prints[read] == kept.found for read, kept in found.reads.items())
        if not good:
            await asyncio.to_thread(self._store.drop, [found.id])
            return None
        given = from_json(found.body).now(now)
        for fact in given.facts:
            self._ledger.give(fact, scope)
        await asyncio.to_thread(self._store.used, found, now)
        return Kept(
            id=found.id,
            key=AnswerKey(exact=found.key, family=found.family, text=found.question),
            question=found.question,
            given=given,
            made_at=found.made_at,
            expired=late > dt.timedelta(),
        )

    @contextlib.asynccontextmanager
    async def watch(self, question: Question) -> AsyncIterator[Watched]:
        key, generation = AnswerKey(exact="", family="", text=""), ""
        try:
            key = await self.key(question)
            generation = str(await asyncio.to_thread(self._catalogue.generation))
        except NescioError as error:
            _log.error("an answer will not be kept: %s", error)
        with recording() as reads:
            yield Watched(question=question, key=key, generation=generation, reads=reads)

    async def put(self, watched: Watched) -> bool:
        answer = watched.answer
        if answer is None or not watched.key.exact or not may_be_kept(answer):
            return False
        try:
            return await asyncio.to_thread(self._put, watched, answer)
        except (NescioError, ValueError) as error:
            _log.error("an answer was not kept: %s", error)
            return False

    async def alike(self, asked: str, others: Sequence[str], scope: Scope) -> int | None:
        return None

    def refresh(self, kept: Kept, make: Callable[[], Awaitable[object]]) -> bool:
        return self._refresher.refresh(kept, make)

    def count(self, counters: CacheCounters) -> None:
        pass

    async def aclose(self) -> None:
        """Stop what is being made anew."""
        await self._refresher.aclose()

    async def sweep(self) -> int:
        try:
            swept = await asyncio.to_thread(self._store.sweep, self._catalogue)
            suspects = await asyncio.to_thread(self._store.suspects)
            swept += await self._settle(suspects)
            over = self._clock() - dt.timedelta(seconds=self._settings.stale_s)
            swept += await asyncio.to_thread(self._store.expire, over)
        except ServiceError as error:
            _log.error("kept answers were not swept: %s", error)
            return 0
        return swept

    async def _settle(self, suspects: list[Suspect]) -> int:
        """Make the reads that are in doubt again: answers over what they find now otherwise go."""
        by_scope: defaultdict[Scope, list[Suspect]] = defaultdict(list)
        for suspect in suspects:
            by_scope[suspect.scope].append(suspect)
        found: dict[int, str] = {}
        for scope, some in by_scope.items():
            for start in range(0, len(some), _AT_ONCE):
                batch = some[start : start + _AT_ONCE]
                prints = await again(self._facts, {s.read for s in batch}, scope)
                found |= {s.id: prints[s.read] for s in batch}
        return await asyncio.to_thread(self._store.settle, suspects, found) if found else 0

    def _put(self, watched: Watched, answer: Answer) -> bool:
        scope = watched.question.scope
        facts = [self._ledger.find(id_, scope) for id_ in watched.sources]
        given = Given(
            answer=answer,
            sources=tuple(watched.sources.values()),
            facts=tuple(fact for fact in facts if fact is not None),
        )
        known = {fact.id for fact in given.facts}
        if any(s.kind == "record" and s.id not in known for s in given.sources):
            return False
        rests = self._evidence.of(given, watched.reads, watched.generation)
        if rests is None:
            return False
        things, reads = rests
        now = self._clock()
        self._store.put(
            KeptAnswer(
                key=watched.key.exact,
                family=watched.key.family,
                scope=scope,
                question=watched.key.text,
                body=to_json(given),
                made_at=now,
                expires_at=now + time_to_live(self._settings, things, reads),
                things=things,
                reads=reads,
                vector=watched.vector,
            )
        )
        return True
