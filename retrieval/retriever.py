"""Hybrid retrieval: understanding, dense and sparse search, fusion, the walk, reranking.

Each stage has a deadline. One that fails or is late is named in `degraded`, and the rest goes on
with what the others found. Access is part of every search, of the graph and of what is read.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from nescio.settings import RerankSettings, RetrievalSettings
from nescio.types import Evidence, Passage, Scope
from retrieval.catalogue import Catalogue
from retrieval.codes import LOOKED_AT, held, new_codes, with_linked
from retrieval.corpus import Corpus
from retrieval.duplicates import Copy, among, copies, without_duplicates
from retrieval.embedding import Embedder
from retrieval.facts import FactStore
from retrieval.finding import Asked, Finder, Found
from retrieval.linking import Mention
from retrieval.live_rows import LiveRows, live_rows
from retrieval.reads import note_passages
from retrieval.rerank import Reranker, rerank
from retrieval.seeds import seeds
from retrieval.stages import Stages
from retrieval.understanding import QueryUnderstanding, RuleUnderstanding, Understood
from retrieval.vectors import Vector, VectorIndex

SPARE = 2
"""Passages read per passage wanted, so that duplicates and forbidden ones leave enough."""


ROWS_BESIDE = 3
"""Passages read per passage wanted of files, so that rows among them leave enough."""


@dataclass(frozen=True, kw_only=True)
class Retrieved:
    """Evidence; the stages that failed or were late; milliseconds by stage.

    Scores of each: `dense` (cosine; always there unless `embed` or `cosine` is degraded),
    `sparse` (BM25), `walk` (share of the walkers) and `rerank` where found so, `fused` what the
    order rests on. Of a question in several parts each part has its turn. `facts` are those of the
    rows named and found, read live.
    """

    evidence: tuple[Evidence, ...]
    facts: tuple[Evidence, ...] = ()
    degraded: tuple[str, ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict)


class Retriever:
    """Finds the passages that may ground an answer."""

    def __init__(
        self,
        *,
        embedder: Embedder,
        index: VectorIndex,
        catalogue: Catalogue,
        corpus: Corpus,
        settings: RetrievalSettings,
        understanding: QueryUnderstanding | None = None,
        reranker: Reranker | None = None,
        rerank_settings: RerankSettings | None = None,
        facts: FactStore | None = None,
    ) -> None:
        """`understanding` is by rules, and nothing is reranked or read live, unless given."""
        self._embedder = embedder
        self._index = index
        self._catalogue = catalogue
        self._corpus = corpus
        self._settings = settings
        self._understanding = understanding or RuleUnderstanding(corpus)
        self._finder = Finder(
            embedder=embedder, index=index, catalogue=catalogue, settings=settings
        )
        self._reranker = reranker
        self._rerank_settings = rerank_settings or RerankSettings()
        self._facts = facts

    async def retrieve(
        self,
        question: str,
        scope: Scope,
        *,
        mentions: Sequence[Mention] | None = None,
        limit: int | None = None,
        without: Collection[str] = (),
    ) -> Retrieved:
        """At most `limit` passages (default: `retrieval.passages`) that `scope` permits; without a
        `limit` as many of files, whatever else stands before them: the rows that a question names
        are read live, and must not crowd out what documents tell.

        `mentions` are the rows that the question names, where that is known; else they are found.
        Of the sources `without` nothing is used.
        """
        wanted = self._settings.passages if limit is None else limit
        stages = Stages(self._settings.stage_timeout_s)
        as_it_is = Asked(understood=Understood(text=question))
        asked = await stages.run("understand", self._asked(question, scope, mentions), as_it_is)
        found = await self._finder.find(asked, scope, without, stages)
        # A reranker can lift what stands below the passages wanted.
        read = max(wanted, self._rerank_settings.candidates) if self._reranker else wanted
        deep = read if limit is not None else ROWS_BESIDE * read
        passages = await stages.run(
            "passages", self._passages(found.order[: SPARE * deep], scope, deep), []
        )
        coded = self._by_codes(question, passages[:read], scope, without)
        by_code = await stages.run("codes", coded, {})
        passages = with_linked(passages, [passage for passage, _ in by_code.values()])[:deep]
        paths = {id_: path for id_, (_, path) in by_code.items()}
        evidence = tuple(found.evidence(passage, paths) for passage in passages)
        evidence = await self._reranked(question, evidence, found, stages)
        evidence = evidence[:wanted] if limit is not None else _with_files(evidence, wanted)
        live = LiveRows()
        if self._facts is not None:
            reading = live_rows(self._facts, self._catalogue, asked.rows, evidence, scope)
            live = await stages.run("facts", reading, live)
        note_passages(e.item for e in evidence if isinstance(e.item, Passage))
        return Retrieved(
            evidence=tuple(e for e in evidence if e.id not in live.gone),
            facts=live.facts,
            degraded=tuple(dict.fromkeys((*asked.understood.degraded, *stages.degraded))),
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
        found = [copy for copy in found if copy.passage.chunk.source not in without]
        note_passages(copy.passage for copy in found)
        return found

    async def alike(
        self,
        texts: Sequence[str],
        scope: Scope,
        *,
        limit: int,
        without: Collection[str] = (),
        vectors: Sequence[Vector] | None = None,
    ) -> list[list[Passage]]:
        """Of each text the passages nearest to it, at most `limit` by meaning and as many more by
        words, repetitions included; none of the sources `without`. `vectors` are those of the
        texts, if known.

        Raises what the index and the catalogue raise, and TimeoutError.
        """
        async with asyncio.timeout(self._settings.stage_timeout_s):
            if vectors is None:
                vectors = await self._embedder.embed(texts) if texts else []
            found = await asyncio.gather(
                *(
                    self._index.search(
                        dense=vector, text=text, scope=scope, limit=limit, without=without
                    )
                    for vector, text in zip(vectors, texts, strict=True)
                )
            )
            ids = [list(dict.fromkeys(h.id for h in (*f.dense, *f.sparse))) for f in found]
            every = list(dict.fromkeys(id_ for some in ids for id_ in some))
            passages = await asyncio.to_thread(self._catalogue.passages, every, scope)
        note_passages(passages.values())
        return [[passages[id_] for id_ in some if id_ in passages] for some in ids]

    def text_of(self, passage: Passage, scope: Scope) -> str:
        """The whole text of a passage's document; that of the passage if it is gone. Blocks.

        Raises StoreFailed.
        """
        document = self._catalogue.document(passage.chunk.document_id, scope)
        return passage.chunk.text if document is None else document.text

    async def tables(
        self, document_ids: Sequence[str], scope: Scope, *, without: Collection[str] = ()
    ) -> list[Passage]:
        """All passages of some documents, in order, but of the sources `without`.

        Raises StoreFailed.
        """
        found = await asyncio.to_thread(self._catalogue.chunks_of, document_ids, scope)
        kept = [passage for passage in found if passage.chunk.source not in without]
        note_passages(kept)
        return kept

    async def _asked(
        self, question: str, scope: Scope, mentions: Sequence[Mention] | None
    ) -> Asked:
        understood, snapshot = await asyncio.gather(
            self._understanding.understand(question, scope), self._corpus.snapshot(scope)
        )

        def work() -> Asked:
            rows = snapshot.linker.link(understood.text, scope) if mentions is None else mentions
            titles = snapshot.titles.link(understood.text, scope, fuzzy=False)
            start = seeds([*rows, *titles], snapshot.terms)
            return Asked(
                understood=understood, rows=rows, seeds=start, generation=snapshot.generation
            )

        return await asyncio.to_thread(work)

    async def _passages(self, ids: Sequence[str], scope: Scope, wanted: int) -> list[Passage]:
        def work() -> list[Passage]:
            found = self._catalogue.passages(ids, scope)
            files = [p.chunk.document_id for p in found.values() if p.kind == "file"]
            near = among(self._catalogue, files, scope)
            return without_duplicates([found[id_] for id_ in ids if id_ in found], wanted, near)

        return await asyncio.to_thread(work)

    async def _by_codes(
        self, question: str, first: Sequence[Passage], scope: Scope, without: Collection[str]
    ) -> dict[str, tuple[Passage, tuple[str, ...]]]:
        """Passages by id that hold a code which the first ones bring in, best first, with the way
        that led there: the title of the first, the code, the title."""
        brought = new_codes(question, first)
        if not brought:
            return {}
        text = " ".join((*brought, question))
        hits = await self._index.search(
            dense=None, text=text, scope=scope, limit=LOOKED_AT, without=without
        )
        ids = [hit.id for hit in hits.sparse]
        passages = await self._passages(ids, scope, LOOKED_AT)
        own = {passage.chunk.document_id for passage in brought.values()}
        linked: dict[str, tuple[Passage, tuple[str, ...]]] = {}
        for passage in passages:
            code = held(passage, list(brought))
            if code is not None and passage.chunk.document_id not in own:
                linked[passage.id] = (passage, (brought[code].title, code, passage.title))
        return linked

    async def _reranked(
        self, question: str, evidence: tuple[Evidence, ...], found: Found, stages: Stages
    ) -> tuple[Evidence, ...]:
        if self._reranker is None:
            return evidence
        settings, linked = self._rerank_settings, found.linked
        work = rerank(self._reranker, question, evidence, settings=settings, linked=linked)
        done = await stages.run("rerank", work, None)
        if done is None:
            return evidence
        stages.degraded += done.degraded
        return done.evidence


def _with_files(evidence: Sequence[Evidence], wanted: int) -> tuple[Evidence, ...]:
    """The first `wanted`, and of those after them the files, until there are as many files."""
    files = [e for e in evidence if isinstance(e.item, Passage) and e.item.kind == "file"][:wanted]
    kept = {e.id for e in (*evidence[:wanted], *files)}
    return tuple(e for e in evidence if e.id in kept)
