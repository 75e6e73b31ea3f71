"""Kept answers for the same question in other words.

The question's vector finds kept questions of the same family (asker, history, settings); one whose
cosine is at least `THRESHOLD` and whose meaning is the same by the rules of `nearmiss` is taken.
Its answer is given out under the same conditions as any kept answer.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from answer.caches.cache import SqlAnswerCache, Watched
from answer.caches.counters import CacheCounters
from answer.caches.encoding import Kept
from answer.caches.likeness import Likeness, LinkerProvider, difference, said
from nescio.errors import NescioError
from nescio.types import Question, Scope
from retrieval.embedding import Embedder
from retrieval.kept_answers import AnswerStore

THRESHOLD = 0.875
"""Least cosine, see `scripts/fit_semantic_cache.py`: of its near misses that pass the rules none is
nearer, of its paraphrases that pass them nearly all are."""
_FAMILIES = 32
_MOST = 20_000
"""Vectors in memory, of all families together: 31 MB."""
_LOOKED_AT = 8


@dataclass
class _Family:
    """The questions of one family: a row of `matrix` each."""

    ids: list[int] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    matrix: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 0), np.float32))


class SemanticAnswerCache:
    """Exact answers first, then those of questions that mean the same."""

    def __init__(
        self,
        *,
        exact: SqlAnswerCache,
        store: AnswerStore,
        embedder: Embedder,
        linker: LinkerProvider,
        threshold: float = THRESHOLD,
    ) -> None:
        self._exact = exact
        self._store = store
        self._embedder = embedder
        self._linker = linker
        self._threshold = threshold
        self._likeness = Likeness(embedder, linker, threshold=threshold)
        self._families: OrderedDict[str, _Family] = OrderedDict()

    async def get(self, question: Question) -> Kept | None:
        kept = await self._exact.get(question)
        if kept is not None:
            return kept
        try:
            return await self._alike(question)
        except (NescioError, ValueError) as error:
            self._exact.failed(error)
            return None

    @contextlib.asynccontextmanager
    async def watch(self, question: Question) -> AsyncIterator[Watched]:
        async with self._exact.watch(question) as watched:
            yield watched

    async def put(self, watched: Watched) -> bool:
        with contextlib.suppress(NescioError):
            [vector] = await self._embedder.embed([watched.key.text])
            watched.vector = np.asarray(vector, np.float32).tobytes()
        return await self._exact.put(watched)

    async def alike(self, asked: str, others: Sequence[str], scope: Scope) -> int | None:
        try:
            return await self._likeness.first(asked, others, scope)
        except NescioError as error:
            self._exact.failed(error)
            return None

    def refresh(self, kept: Kept, make: Callable[[], Awaitable[object]]) -> bool:
        return self._exact.refresh(kept, make)

    def count(self, counters: CacheCounters) -> None:
        self._likeness.counters = counters

    async def sweep(self) -> int:
        return await self._exact.sweep()

    async def _alike(self, question: Question) -> Kept | None:
        key = await self._exact.key(question)
        family = await asyncio.to_thread(self._family, key.family)
        if not family.ids:
            return None
        [vector] = await self._embedder.embed([key.text])
        cosines = family.matrix @ np.asarray(vector, np.float32)
        linker = await self._linker(question.scope)
        asked = said(key.text, linker, question.scope)
        for place in np.argsort(-cosines)[:_LOOKED_AT]:
            likeness = float(cosines[place])
            if likeness < self._threshold:
                return None
            differs = difference(asked, said(family.questions[place], linker, question.scope))
            if differs is not None:
                self._likeness.counters.refused[differs] += 1
                continue
            found = await asyncio.to_thread(self._store.get, family.ids[place])
            kept = await self._exact.checked(found, question.scope) if found else None
            if kept is not None:
                return replace(kept, likeness=min(likeness, 1.0))
        return None

    def _family(self, name: str) -> _Family:
        """The kept questions of a family; those that came since it was last asked for are read.
        What was forgotten meanwhile is found out when it is looked for in the store."""
        family = self._families.setdefault(name, _Family())
        self._families.move_to_end(name)
        new = self._store.vectors(name, family.ids[-1] if family.ids else 0)
        if new:
            rows = np.stack([np.frombuffer(one.vector, np.float32) for one in new])
            family.matrix = np.vstack([family.matrix, rows]) if family.ids else rows
            family.ids += [one.id for one in new]
            family.questions += [one.question for one in new]
        if len(family.ids) > _MOST:
            family.matrix = family.matrix[-_MOST:].copy()
            del family.ids[:-_MOST], family.questions[:-_MOST]
        while len(self._families) > 1 and self._too_much():
            self._families.popitem(last=False)
        return family

    def _too_much(self) -> bool:
        count = sum(len(family.ids) for family in self._families.values())
        return count > _MOST or len(self._families) > _FAMILIES
