"""Hybrid retrieval: dense and sparse search, rank fusion, the walk, access again, duplicates out.

Each stage has a deadline. One that fails or is late is named in `degraded`, and the rest goes on
with what the others found.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from nescio.errors import ServiceError
from nescio.settings import RetrievalSettings
from nescio.types import Evidence, Passage, Scope
from retrieval import neighbourhood
from retrieval.catalogue import Catalogue
from retrieval.duplicates import Copy, among, copies, without_duplicates
from retrieval.embedding import Embedder
from retrieval.fusion import fuse, take_turns
from retrieval.graph import Walk, walk
from retrieval.vectors import Vector, VectorHits, VectorIndex

T = TypeVar("T")

WALK_FROM = 5
"""First hits that the walk starts from, besides the entities of the question."""

WALK_WEIGHT = 0.5
"""Of the walk's ranking beside dense and sparse in the fused score, which orders nothing."""

LEAST_SHARE = 0.001
"""Of the walkers on a chunk: below it, the link to the question is too thin to be evidence."""

CODED = 10
"""Passages that hold a code of the question: that many take part in the fusion."""

_CODE = re.compile(r"\b(?=[\w-]*\d)(?!(?:19|20)\d\d\b)\w[\w-]{2,}")

SPARE = 3
"""Passages read per passage wanted, so that duplicates and forbidden ones leave enough."""


@dataclass(frozen=True, kw_only=True)
class Retrieved:
    """Evidence; the stages that failed or were late; milliseconds by stage.

    The order is that in which to read: the best direct hits first, then linked passages and
    further direct hits in turn, so that what is one link away is neither lost nor in the way.
    Scores of each: `dense` (cosine; always there unless `embed` or `cosine` is degraded),
    `sparse` (BM25) and `walk` (share of the walkers) where found so, `rrf` the fused score.
    """

    evidence: tuple[Evidence, ...]
    degraded: tuple[str, ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict)


class _Stages:
    """Runs stages under a deadline and remembers how they went."""

    def __init__(self, timeout_s: float) -> None:
        self._timeout_s = timeout_s
        self.degraded: list[str] = []
        self.timings_ms: dict[str, float] = {}

    async def run(self, name: str, work: Awaitable[T], otherwise: T) -> T:
        began = time.perf_counter()
        try:
            async with asyncio.timeout(self._timeout_s):
                return await work
        except (ServiceError, TimeoutError):
            self.degraded.append(name)
            return otherwise
        finally:
            self.timings_ms[name] = (time.perf_counter() - began) * 1000


class Retriever:
    """Finds the passages that may ground an answer."""

    def __init__(
        self,
        *,
        embedder: Embedder,
        index: VectorIndex,
        catalogue: Catalogue,
        settings: RetrievalSettings,
    ) -> None:
        self._embedder = embedder
        self._index = index
        self._catalogue = catalogue
        self._settings = settings

    async def retrieve(
        self,
        question: str,
        scope: Scope,
        *,
        seeds: Sequence[str] = (),
        limit: int | None = None,
        without: Collection[str] = (),
    ) -> Retrieved:
        """At most `limit` passages (default: `retrieval.passages`) that `scope` permits.

        `seeds` are ids of the entities that the question names. Of the sources `without` nothing
        is used.
        """
        wanted = self._settings.passages if limit is None else limit
        stages = _Stages(self._settings.stage_timeout_s)
        query = await stages.run("embed", self._embed(question), None)
        hits = await stages.run(
            "search",
            self._index.search(
                dense=query,
                text=question,
                scope=scope,
                limit=self._settings.candidates,
                without=without,
            ),
            VectorHits(dense=(), sparse=()),
        )
        coded = await stages.run("codes", self._coded(question, scope, without), ())
        dense, sparse = [h.id for h in hits.dense], [h.id for h in hits.sparse]
        direct = [id_ for id_, _ in fuse([dense, sparse, coded])]
        walked = Walk()
        if self._settings.walk and (direct or seeds):
            walk_from = self._walk(direct[:WALK_FROM], seeds, scope, without)
            walked = await stages.run("walk", walk_from, walked)
        order = take_turns(direct, _linked(walked, direct))
        passages = await stages.run(
            "passages", self._passages(order[: SPARE * wanted], scope, wanted), []
        )
        cosines = {h.id: h.score for h in hits.dense}
        unknown = [p.id for p in passages if p.id not in cosines]
        if query is not None and unknown:
            cosines |= await stages.run("cosine", self._index.cosine(query, unknown), {})
        scores = {
            "dense": cosines,
            "sparse": {h.id: h.score for h in hits.sparse},
            "rrf": dict(
                fuse([dense, sparse, coded, walked.ranking()], weights=[1, 1, 1, WALK_WEIGHT])
            ),
            "walk": walked.scores,
        }
        return Retrieved(
            evidence=tuple(_evidence(p, scores, walked.paths.get(p.id, ())) for p in passages),
            degraded=tuple(stages.degraded),
            timings_ms=stages.timings_ms,
        )

    async def copies(
        self, passage: Passage, sentence: str, scope: Scope, *, without: Collection[str] = ()
    ) -> list[Copy]:
        """The same sentence in near-duplicates of the passage's document that `scope` permits,
        except in those of the sources `without`.

        Raises StoreFailed, TimeoutError.
        """
        async with asyncio.timeout(self._settings.stage_timeout_s):
            found = await asyncio.to_thread(copies, self._catalogue, passage, sentence, scope)
        return [copy for copy in found if copy.passage.chunk.source not in without]

    async def _embed(self, question: str) -> Vector | None:
        return (await self._embedder.embed([question]))[0]

    async def _coded(self, question: str, scope: Scope, without: Collection[str]) -> Sequence[str]:
        """Passages that hold the codes of a question (`501`, `E-17`), best first: in a long
        question its other words would drown them."""
        codes = " ".join(_CODE.findall(question))
        if not codes:
            return ()
        hits = await self._index.search(
            dense=None, text=codes, scope=scope, limit=CODED, without=without
        )
        return [hit.id for hit in hits.sparse]

    async def _walk(
        self, first: Sequence[str], seeds: Sequence[str], scope: Scope, without: Collection[str]
    ) -> Walk:
        home = {id_: 1.0 / len(seeds) for id_ in seeds}
        total = sum(1 / rank for rank in range(1, len(first) + 1))
        home |= {id_: 1 / rank / total for rank, id_ in enumerate(first, start=1)}

        def work() -> Walk:
            around = neighbourhood.load(
                self._catalogue,
                home,
                scope,
                hops=self._settings.walk_hops,
                max_nodes=self._settings.walk_nodes,
                without=without,
            )
            return walk(around, home)

        return await asyncio.to_thread(work)

    async def _passages(self, ids: Sequence[str], scope: Scope, wanted: int) -> list[Passage]:
        def work() -> list[Passage]:
            found = self._catalogue.passages(ids, scope)
            files = [p.chunk.document_id for p in found.values() if p.kind == "file"]
            near = among(self._catalogue, files, scope)
            return without_duplicates([found[id_] for id_ in ids if id_ in found], wanted, near)

        return await asyncio.to_thread(work)


def _evidence(
    passage: Passage, scores: Mapping[str, Mapping[str, float]], path: tuple[str, ...]
) -> Evidence:
    own = {name: by_id[passage.id] for name, by_id in scores.items() if passage.id in by_id}
    return Evidence(item=passage, score=own["rrf"], scores=own, path=path)


def _linked(walked: Walk, direct: Sequence[str]) -> list[str]:
    """What only the walk has found, as far as it was there often enough."""
    begun = direct[:WALK_FROM]
    return [
        id_ for id_ in walked.ranking() if id_ not in begun and walked.scores[id_] >= LEAST_SHARE
    ]
