"""How long retrieval takes, by stage, at several sizes, exact and after `nescio optimize`.

A made-up corpus (`query_corpus`) is written straight into the stores. The first passages
are embedded by the real model, the vectors of the others lie around those. Each question is
embedded, linked to the names it holds, searched for by the real Retriever, and the rows of its
entities are read from the database of record. Exits with 1 when a bar is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from query_corpus import QueryCorpus

from nescio.settings import EmbeddingSettings, RetrievalSettings, parse
from nescio.types import Scope
from retrieval.catalogue import Catalogue
from retrieval.corpus import Corpus
from retrieval.database import open_read_only
from retrieval.edge import EdgeVectorIndex
from retrieval.embedding import LocalEmbedder
from retrieval.facts import FactStore
from retrieval.reflection import reflect
from retrieval.retriever import Retriever
from retrieval.vectors import Vector, VectorPoint
from server.wiring import choose_embedder

SIZES = (10_000, 50_000, 200_000)
QUESTIONS = 200
WARM = 20
"""Questions before those that count."""
SPREAD = 0.5
"""Length of what is added to an embedded passage to make another: they are .89 alike."""
RECALL_AT = 20
BARS = {(50_000, "exact"): 25.0, (200_000, "optimized"): 15.0}
"""Milliseconds of a question in all but its embedding, at the median."""
Result = dict[str, Any]


def main() -> int:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="nescio-bench-") as temporary:
        results = asyncio.run(_measure(Path(options.state or temporary), options))
    report = {"machine": _machine(), "questions": options.questions, "sizes": results}
    missed = _judge(results)
    report["missed"] = missed
    if options.json:
        Path(options.json).write_text(json.dumps(report, indent=2), encoding="utf-8")
    for line in missed:
        _say(f"MISSED: {line}")
    return 1 if missed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="passages")
    parser.add_argument("--questions", type=int, default=QUESTIONS, help="per measurement")
    parser.add_argument("--sample", type=int, default=1000, help="passages embedded by the model")
    parser.add_argument("--state", metavar="DIR", help="keep the stores there, and use them again")
    parser.add_argument("--json", metavar="FILE", help="write all figures there")
    return parser.parse_args()


def _machine() -> Result:
    return {"python": platform.python_version(), "cpus": os.cpu_count(), "load": os.getloadavg()}


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


async def _measure(state: Path, options: argparse.Namespace) -> dict[str, Result]:
    embedder = choose_embedder(EmbeddingSettings())
    await embedder.load()
    results: dict[str, Result] = {}
    try:
        for size in options.sizes:
            corpus, folder = QueryCorpus(size), state / str(size)
            await _prepare(corpus, folder, embedder, options.sample)
            questions = [corpus.question() for _ in range(WARM + options.questions)]
            result: Result = {"optimize_s": float((folder / "optimized").read_text())}
            found: dict[str, list[set[str]]] = {}
            for how in ("exact", "optimized"):
                async with _Bench(folder, how, embedder) as bench:
                    result[how] = await bench.run(questions)
                    found[how] = bench.nearest
                _show(f"{size:,} {how}", result[how])
            result["recall"] = _recall(found["exact"], found["optimized"])
            _say(
                f"{size:,}: recall {result['recall']:.4f} of exact, {RECALL_AT} nearest; "
                f"optimized in {result['optimize_s']:.0f} s"
            )
            results[str(size)] = result
    finally:
        embedder.close()
    return results


async def _prepare(corpus: QueryCorpus, folder: Path, embedder: LocalEmbedder, sample: int) -> None:
    """Fill the stores, unless an earlier run did: an exact index and an optimized one."""
    if (folder / "optimized").exists():
        return
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    began = time.perf_counter()
    await _fill(corpus, folder, embedder, sample)
    _say(f"{corpus.size:,} passages written in {time.perf_counter() - began:.0f} s")
    shutil.copytree(folder / "exact", folder / "graph")
    index = EdgeVectorIndex(folder / "graph", timeout_s=600.0)
    await index.ensure(embedder.dimensions, embedder.name)
    began = time.perf_counter()
    await index.optimize()
    (folder / "optimized").write_text(str(time.perf_counter() - began))
    await index.aclose()


async def _fill(corpus: QueryCorpus, folder: Path, embedder: LocalEmbedder, sample: int) -> None:
    index = EdgeVectorIndex(folder / "exact", timeout_s=60.0)
    await index.ensure(embedder.dimensions, embedder.name)
    random = np.random.default_rng(corpus.size)
    known: list[Vector] = []
    for passages in corpus.write(folder):
        wanted = passages[: max(0, sample - len(known))]
        fresh = await embedder.embed([f"{p.title}\n{p.chunk.text}" for p in wanted])
        known += fresh
        vectors = fresh + [_near(known, random) for _ in passages[len(fresh) :]]
        points = [
            VectorPoint(
                id=passage.id,
                dense=vector,
                text=f"{passage.title}\n{passage.chunk.text}",
                document_id=passage.chunk.document_id,
                source=passage.chunk.source,
                tenant=passage.chunk.access.tenant,
            )
            for passage, vector in zip(passages, vectors, strict=True)
        ]
        await index.upsert(points)
    await index.aclose()


def _near(known: list[Vector], random: np.random.Generator) -> Vector:
    noise = random.standard_normal(known[0].size)
    vector = known[random.integers(len(known))] + SPREAD * noise / np.linalg.norm(noise)
    return (vector / np.linalg.norm(vector)).astype(np.float32)


@dataclass
class _Bench:
    """The stores of one size, open, and the questions asked of them."""

    folder: Path
    how: str
    embedder: LocalEmbedder
    nearest: list[set[str]] = field(default_factory=list)
    _times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    async def __aenter__(self) -> _Bench:
        settings = parse(
            {"sources": [{"name": "shop", "type": "database", "url": "sqlite:///shop.sqlite"}]},
            where="bench",
            folder=self.folder,
        )
        [source] = settings.databases
        self._engine = open_read_only(source)
        self._facts = FactStore({"shop": reflect(self._engine, source)}, {"shop": self._engine})
        self._catalogue = Catalogue(f"sqlite:///{self.folder}/catalogue.sqlite")
        self._index = EdgeVectorIndex(self.folder / ("exact" if self.how == "exact" else "graph"))
        await self._index.ensure(self.embedder.dimensions, self.embedder.name)
        began = time.perf_counter()
        corpus = Corpus(self._catalogue)
        self._linker = (await corpus.snapshot(Scope())).linker
        self._names_s = time.perf_counter() - began
        self._retriever = Retriever(
            embedder=self.embedder,
            index=self._index,
            catalogue=self._catalogue,
            corpus=corpus,
            settings=RetrievalSettings(remembered=0),
            facts=self._facts,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._index.aclose()
        self._catalogue.close()
        self._facts.close()
        self._engine.dispose()

    async def run(self, questions: list[str]) -> Result:
        """Percentiles in milliseconds by stage."""
        for number, question in enumerate(questions):
            if number == WARM:
                self._times.clear()
            await self._ask(question)
        for number, question in enumerate(questions):
            if number == WARM:
                for name in ("dense", "sparse"):
                    self._times.pop(name, None)
            await self._apart(question)
        stages = {
            name: {"p50": float(np.percentile(each, 50)), "p95": float(np.percentile(each, 95))}
            for name, each in self._times.items()
        }
        stats = await self._index.stats()
        return {"stages": stages, "search": stats.detail["search"], "names_s": self._names_s}

    async def _ask(self, question: str) -> None:
        began = time.perf_counter()
        mentions = self._linker.link(question, Scope())
        self._took("link", began)
        retrieved = await self._retriever.retrieve(question, Scope(), mentions=mentions)
        self._took("total", began)
        if retrieved.degraded or not retrieved.evidence or not retrieved.facts:
            raise RuntimeError(f"degraded: {retrieved.degraded}, {question!r}")
        for name, took in retrieved.timings_ms.items():
            self._times[name].append(took)
        self._times["total without embed"].append(
            self._times["total"][-1] - retrieved.timings_ms["embed"]
        )

    async def _apart(self, question: str) -> None:
        """The searches of one question, each by itself."""
        limit = RetrievalSettings().candidates
        [query] = await self.embedder.embed([question])
        began = time.perf_counter()
        hits = await self._index.search(dense=query, text=None, scope=Scope(), limit=limit)
        self._took("dense", began)
        self.nearest.append({hit.id for hit in hits.dense[:RECALL_AT]})
        began = time.perf_counter()
        await self._index.search(dense=None, text=question, scope=Scope(), limit=limit)
        self._took("sparse", began)

    def _took(self, name: str, began: float) -> None:
        self._times[name].append((time.perf_counter() - began) * 1000)


def _recall(exact: list[set[str]], found: list[set[str]]) -> float:
    return float(np.mean([len(a & b) / len(a) for a, b in zip(exact, found, strict=True)]))


def _show(title: str, result: Result) -> None:
    _say(f"{title} ({result['search']}): milliseconds, p50 and p95")
    for name, each in result["stages"].items():
        _say(f"  {name:20} {each['p50']:8.2f} {each['p95']:8.2f}")


def _judge(results: dict[str, Result]) -> list[str]:
    """The bars that were measured and missed."""
    missed = []
    for (size, how), most in BARS.items():
        if str(size) in results:
            took = results[str(size)][how]["stages"]["total without embed"]["p50"]
            if took > most:
                missed.append(f"{size:,} {how}: {took:.1f} ms without embedding, not {most:g}")
    return missed


if __name__ == "__main__":
    sys.exit(main())
