"""Whether questions that are being asked mean the same as others, by vectors and by rules.

Several hundred may be compared with each other at once: each is embedded and read once.
"""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import fields
from typing import Any, TypeVar

import numpy as np

from answer.caches.counters import CacheCounters
from answer.caches.nearmiss import Meaning, Span, meaning, same
from nescio.types import Scope
from retrieval.embedding import Embedder
from retrieval.linking import EntityLinker
from retrieval.vectors import Vector

K = TypeVar("K")
LinkerProvider = Callable[[Scope], Awaitable[EntityLinker]]
REMEMBERED = 2_000
"""Questions whose vector and meaning are in memory, those asked last."""

# `The Heron 2's price`, `what's`: neither says more than the word without it.
_POSSESSIVE = re.compile(r"(?<=\w)'s\b", re.IGNORECASE)


class Likeness:
    """Compares questions of one family; `threshold` is the least cosine."""

    def __init__(self, embedder: Embedder, linker: LinkerProvider, *, threshold: float) -> None:
        self._embedder = embedder
        self._linker = linker
        self._threshold = threshold
        self.counters = CacheCounters()
        self._vectors: OrderedDict[str, asyncio.Future[list[Vector]]] = OrderedDict()
        self._meanings: OrderedDict[tuple[str, Scope], tuple[EntityLinker, Meaning]] = OrderedDict()

    async def first(self, asked: str, others: Sequence[str], scope: Scope) -> int | None:
        """The position of the first of the others that means the same.

        Raises what embedding and linking raise.
        """
        [own, *vectors] = await asyncio.gather(*map(self._vector, (asked, *others)))
        linker = await self._linker(scope)
        near = np.flatnonzero(np.stack(vectors) @ own >= self._threshold) if vectors else ()
        for place in map(int, near):
            meant = self._meaning(others[place], linker, scope)
            differs = difference(self._meaning(asked, linker, scope), meant)
            if differs is None:
                return place
            self.counters.refused[differs] += 1
        return None

    async def _vector(self, text: str) -> Vector:
        """One call of the model for a text, however many wait for it."""
        known = self._vectors.get(text)
        if known is None or (known.done() and (known.cancelled() or known.exception())):
            known = asyncio.ensure_future(self._embedder.embed([text]))
            self._vectors[text] = known
        _keep(self._vectors, text)
        return (await asyncio.shield(known))[0]

    def _meaning(self, text: str, linker: EntityLinker, scope: Scope) -> Meaning:
        read_by, found = self._meanings.get((text, scope), (None, None))
        if found is None or read_by is not linker:
            found = said(text, linker, scope)
            self._meanings[text, scope] = (linker, found)
        _keep(self._meanings, (text, scope))
        return found


def _keep(kept: OrderedDict[K, Any], key: K) -> None:
    kept.move_to_end(key)
    while len(kept) > REMEMBERED:
        kept.popitem(last=False)


def difference(one: Meaning, other: Meaning) -> str | None:
    """In which respect two questions differ, by the rules; None if they mean the same."""
    if same(one, other):
        return None
    parts = (part.name for part in fields(Meaning))
    return next((part for part in parts if getattr(one, part) != getattr(other, part)), "rules")


def said(text: str, linker: EntityLinker, scope: Scope) -> Meaning:
    """The meaning of a question, with the names that an asker may know. Blocks, for little."""
    text = _POSSESSIVE.sub("", text)
    return meaning(text, spans(text, linker, scope))


def spans(text: str, linker: EntityLinker, scope: Scope) -> Sequence[Span]:
    """The names in a text; what they may stand for is a part of each."""
    return [
        (m.start, m.end, ",".join(sorted(c.entity.id for c in m.candidates)))
        for m in linker.link(text, scope, fuzzy=False)
    ]
