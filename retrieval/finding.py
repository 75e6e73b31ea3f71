"""What the searches and the walk find for a question, and in which order it is to be read."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from nescio.settings import RetrievalSettings
from nescio.types import Evidence, Passage, Scope, stable_id
from retrieval import neighbourhood
from retrieval.catalogue import Catalogue
from retrieval.embedding import Embedder
from retrieval.fusion import take_turns
from retrieval.graph import Walk, walk, with_walk
from retrieval.hits import Hits, ranking
from retrieval.linking import Mention
from retrieval.search import Searcher
from retrieval.stages import Stages
from retrieval.understanding import Understood
from retrieval.vectors import Vector, VectorIndex

WALKED = 60
"""Chunks on which most walkers were: more are never read."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The question as it is searched for, and where the walk begins.

    `generation` is that of the catalogue it was understood with; None where it was not understood.
    """

    understood: Understood
    rows: Sequence[Mention] = ()
    seeds: Mapping[str, float] = field(default_factory=dict)
    generation: int | None = None

    @property
    def texts(self) -> list[str]:
        return [self.understood.text, *self.understood.parts]

    @property
    def expanded(self) -> list[str]:
        return [self.understood.sparse, *self.understood.parts]


@dataclass(frozen=True, kw_only=True)
class Found:
    """Ids in the order in which to read them, and the scores that each stage gave.

    `linked` are those that only the walk has found.
    """

    order: Sequence[str]
    by_stage: Mapping[str, Mapping[str, float]]
    walked: Walk
    linked: frozenset[str]

    def evidence(self, passage: Passage, paths: Mapping[str, tuple[str, ...]]) -> Evidence:
        """What is known of a passage; `paths` are those over a code."""
        own = {
            name: scores[passage.id]
            for name, scores in self.by_stage.items()
            if passage.id in scores
        }
        own.setdefault("fused", 0.0)
        path = self.walked.paths.get(passage.id) or paths.get(passage.id, ())
        return Evidence(item=passage, score=own["fused"], scores=own, path=path)


class Finder:
    """Searches and walks, each under a deadline, side by side."""

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
        self._searcher = Searcher(index, settings)
        self._kept = _Kept(settings.remembered)

    async def find(
        self, asked: Asked, scope: Scope, without: Collection[str], stages: Stages
    ) -> Found:
        """As it was found before, if the same asker asked the same of the same index."""
        key = _key(asked, scope, without)
        known = self._kept.get(asked.generation, key)
        if known is not None:
            return known
        degraded = len(stages.degraded)
        found = await self._find(asked, scope, without, stages)
        if len(stages.degraded) == degraded:
            self._kept.put(asked.generation, key, found)
        return found

    async def _find(
        self, asked: Asked, scope: Scope, without: Collection[str], stages: Stages
    ) -> Found:
        vectors: Sequence[Vector | None] = [None] * len(asked.texts)
        nothing = [Hits() for _ in asked.texts]
        none: list[dict[str, float]] = [{} for _ in asked.texts]
        async with asyncio.TaskGroup() as beside:
            # Words are searched for, and the graph is walked, while the model is at work.
            walking = beside.create_task(self._walked(asked, scope, without, stages))
            words = self._searcher.sparse(asked.texts, scope, without, expanded=asked.expanded)
            sparse = beside.create_task(stages.run("sparse", words, nothing))
            vectors = await stages.run("embed", self._embedder.embed(asked.texts), vectors)
            near = self._searcher.dense(vectors, scope, without)
            dense = await stages.run("dense", near, none)
        hits = [replace(one, dense=d) for one, d in zip(sparse.result(), dense, strict=True)]
        walked = walking.result()
        cosines = await self._cosines(stages, vectors, hits, walked)
        whole = self._searcher.scores(replace(hits[0], dense=cosines))
        further = [self._searcher.scores(one) for one in hits[1:]]
        fused = with_walk(whole, walked)
        order = take_turns([ranking(fused), *(ranking(scores) for scores in further)])
        for scores in further:
            fused = {**scores, **fused}
        return Found(
            order=order,
            by_stage={
                "dense": cosines,
                "sparse": hits[0].sparse,
                "fused": fused,
                "walk": walked.scores,
            },
            walked=walked,
            linked=frozenset(walked.scores) - frozenset(hits[0].dense) - frozenset(hits[0].sparse),
        )

    async def _walked(
        self, asked: Asked, scope: Scope, without: Collection[str], stages: Stages
    ) -> Walk:
        """The walk from what the question names; none where it names nothing to start from."""
        if not self._settings.walk or not asked.seeds:
            return Walk()

        def work() -> Walk:
            around = neighbourhood.load(
                self._catalogue,
                asked.seeds,
                scope,
                hops=self._settings.walk_hops,
                max_nodes=self._settings.walk_nodes,
                without=without,
            )
            return walk(around, asked.seeds).nearest(WALKED)

        return await stages.run("walk", asyncio.to_thread(work), Walk())

    async def _cosines(
        self, stages: Stages, vectors: Sequence[Vector | None], hits: Sequence[Hits], walked: Walk
    ) -> dict[str, float]:
        """To the question, of all that has been found."""
        known = dict(hits[0].dense)
        found = {id_ for one in hits for id_ in (*one.dense, *one.sparse)} | set(walked.scores)
        unknown = sorted(found - set(known))
        if vectors[0] is not None and unknown:
            known |= await stages.run("cosine", self._index.cosine(vectors[0], unknown), {})
        return known


class _Kept:
    """What was found lately, by a hash of what was asked: ids and scores, no text.

    Only of one generation of the catalogue: with any change of the index all of it goes. What a
    passage says, and whether the asker may read it, is looked up each time.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._generation: int | None = None
        self._found: OrderedDict[str, Found] = OrderedDict()

    def get(self, generation: int | None, key: str) -> Found | None:
        if generation is None or generation != self._generation or key not in self._found:
            return None
        self._found.move_to_end(key)
        return self._found[key]

    def put(self, generation: int | None, key: str, found: Found) -> None:
        if generation is None or not self._most:
            return
        if generation != self._generation:
            self._generation = generation
            self._found.clear()
        self._found[key] = found
        if len(self._found) > self._most:
            self._found.popitem(last=False)


def _key(asked: Asked, scope: Scope, without: Collection[str]) -> str:
    who = (scope.tenant, *sorted(scope.labels))
    start = (f"{id_}={weight!r}" for id_, weight in sorted(asked.seeds.items()))
    what = (asked.understood.sparse, *asked.texts)
    return stable_id("found", *map(repr, (who, sorted(without), [*start], what)))
