"""Is the cost of a walk that of its neighbourhood, or does it grow with the graph?

Makes catalogues of a smaller and a larger graph (documents, chunks, rows, mentions by Zipf's law
with hubs, foreign keys), written straight into the tables, and times loading and walking from the
same kind of seeds: five chunks, a row, and a name that some text mentions. Exits with 1 when the
p95 over the larger graph is more than `--ratio` times that over the smaller one.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import sqlalchemy as sa

from nescio.settings import RetrievalSettings
from nescio.types import Scope, stable_id
from retrieval import neighbourhood, tables
from retrieval.catalogue import Catalogue
from retrieval.graph import walk

CHUNKS = 3
MENTIONS = 5
"""Chunks of a document, names in a chunk: with its rows, a document makes about 20 edges."""
EDGES_PER_DOCUMENT = 20
WARM_UP = 20
ROWS_AT_ONCE = 20_000

Rows = Iterator[tuple[sa.Table, dict[str, Any]]]


@dataclass(frozen=True, kw_only=True)
class Graph:
    """What seeds are drawn from: ids of chunks and of rows, and the rows that chunks mention."""

    chunks: list[str]
    rows: list[str]
    mentioned: list[str]


def write(catalogue: Catalogue, edges: int, seed: int) -> Graph:
    """Fill an empty catalogue with about so many edges."""
    rng = np.random.default_rng(seed)
    documents = max(10, edges // EDGES_PER_DOCUMENT)
    rows = documents // 2
    graph = Graph(
        chunks=[_id("chunk", n) for n in range(documents * CHUNKS)],
        rows=[_id("row", n) for n in range(rows)],
        mentioned=[],
    )
    shares = 1 / np.arange(1, rows + 1)
    drawn = rng.choice(rows, size=(documents * CHUNKS, MENTIONS), p=shares / shares.sum())
    _store(catalogue, _files(graph, drawn))
    _store(catalogue, _rows(graph, rng.integers(0, rows, size=(rows, 2))))
    graph.mentioned.extend(graph.rows[n] for n in drawn.ravel()[:100_000])
    with catalogue.writing() as connection:
        connection.exec_driver_sql("ANALYZE")
    return graph


def _id(kind: str, number: int) -> str:
    return stable_id(kind, str(number))


def _files(graph: Graph, mentions: Any) -> Rows:
    for number in range(len(graph.chunks) // CHUNKS):
        owner = _id("document", number)
        yield tables.documents, _document(owner, "help", number, CHUNKS)
        for place in range(number * CHUNKS, (number + 1) * CHUNKS):
            chunk = graph.chunks[place]
            yield tables.chunks, _chunk(owner, chunk, place % CHUNKS)
            yield tables.edges, _edge(owner, owner, chunk, "contains", chunk)
            for row in sorted({int(n) for n in mentions[place]}):
                yield tables.edges, _edge(owner, chunk, graph.rows[row], "mentions", chunk)


def _rows(graph: Graph, references: Any) -> Rows:
    for number, row in enumerate(graph.rows):
        owner, chunk = _id("record", number), _id("row chunk", number)
        yield tables.documents, _document(owner, "shop", number, 1)
        yield tables.chunks, _chunk(owner, chunk, 0)
        entity: dict[str, Any] = {"document_id": owner, "id": row, "source": "shop"}
        entity |= {"label": f"Row {number}"}
        entity |= {"table_name": "things", "row_key": "[]", "tenant": "default", "labelled": False}
        yield tables.entities, entity
        yield tables.edges, _edge(owner, row, owner, "contains", row)
        yield tables.edges, _edge(owner, owner, chunk, "contains", chunk)
        for end in sorted({int(n) for n in references[number]} - {number}):
            yield tables.edges, _edge(owner, row, graph.rows[end], "foreign_key", row)


def _document(id_: str, source: str, number: int, chunks: int) -> dict[str, Any]:
    plain = {"kind": "file", "version": "1", "media_type": "text/plain", "observed_at": ""}
    text = "All work and no play. " * 30 * chunks
    own = {"id": id_, "source": source, "key": str(number), "title": f"{source} {number}"}
    access = {"sections": "[]", "tenant": "default", "labelled": False}
    return {**own, **plain, "text": text, **access}


def _chunk(owner: str, id_: str, place: int) -> dict[str, Any]:
    text = "All work and no play. " * 30
    own = {"id": id_, "document_id": owner, "start_at": place * len(text), "text": text}
    access = {"heading_path": '["Title", "Part"]', "tenant": "default", "labelled": False}
    return {**own, "end_at": (place + 1) * len(text), **access, "embedding_key": ""}


def _edge(owner: str, start: str, end: str, kind: str, proof: str) -> dict[str, Any]:
    ends = {"document_id": owner, "start_id": start, "end_id": end, "kind": kind}
    return {**ends, "proof": proof, "label": "", "tenant": "default", "labelled": False}


def _store(catalogue: Catalogue, rows: Rows) -> None:
    order = (tables.documents, tables.chunks, tables.entities, tables.edges)
    while some := list(islice(rows, ROWS_AT_ONCE)):
        with catalogue.writing() as connection:
            for table in order:
                values = [value for of, value in some if of is table]
                if values:
                    connection.execute(sa.insert(table), values)


def seeds(graph: Graph, seed: int) -> Iterator[dict[str, float]]:
    """As retrieval gives them: the first hits by rank, and what the question names."""
    rng = random.Random(seed)  # noqa: S311 - not for secrets
    while True:
        first = rng.sample(graph.chunks, 5)
        named = {rng.choice(graph.rows): 0.5, rng.choice(graph.mentioned): 0.5}
        yield {**{id_: 1 / rank for rank, id_ in enumerate(first, start=1)}, **named}


def measure(catalogue: Catalogue, graph: Graph, walks: int, settings: RetrievalSettings) -> Any:
    """Milliseconds of loading, walking and both; sizes of what was loaded."""
    load_ms: list[float] = []
    walk_ms: list[float] = []
    nodes: list[int] = []
    links: list[int] = []
    for home in islice(seeds(graph, 1), WARM_UP + walks):
        begun = time.perf_counter()
        around = neighbourhood.load(
            catalogue, home, Scope(), hops=settings.walk_hops, max_nodes=settings.walk_nodes
        )
        loaded = time.perf_counter()
        walk(around, home)
        walked = time.perf_counter()
        load_ms.append((loaded - begun) * 1000)
        walk_ms.append((walked - loaded) * 1000)
        nodes.append(len(around.nodes))
        links.append(len(around.links))
    both = [a + b for a, b in zip(load_ms, walk_ms, strict=True)]
    figures: dict[str, Any] = {
        name: _quantiles(values[WARM_UP:])
        for name, values in (("load", load_ms), ("walk", walk_ms), ("both", both))
    }
    return figures | {"nodes": float(np.median(nodes)), "links": float(np.median(links))}


def _quantiles(values: Sequence[float]) -> dict[str, float]:
    p50, p95 = np.percentile(values, [50, 95])
    return {"p50_ms": round(float(p50), 2), "p95_ms": round(float(p95), 2)}


def run(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Make and measure each graph. Sizes are those that were really written."""
    settings = RetrievalSettings()
    graphs = []
    for edges in options.edges:
        url = options.url or f"sqlite:///{folder}/{edges}.sqlite"
        catalogue = Catalogue(url)
        begun = time.perf_counter()
        graph = write(catalogue, edges, options.seed)
        made_s = time.perf_counter() - begun
        figures = measure(catalogue, graph, options.walks, settings)
        figures = {"edges": catalogue.stats().edges, "made_s": round(made_s, 1), **figures}
        sys.stdout.write(json.dumps(figures) + "\n")
        graphs.append(figures)
        catalogue.close()
    ratio = graphs[-1]["both"]["p95_ms"] / graphs[0]["both"]["p95_ms"]
    return {
        "machine": platform.platform(),
        "walks": options.walks,
        "hops": settings.walk_hops,
        "max_nodes": settings.walk_nodes,
        "graphs": graphs,
        "p95_ratio": round(ratio, 2),
        "bar": options.ratio,
    }


def main() -> int:
    """Run as asked; the exit status says whether the bar was met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edges", type=int, nargs="+", default=[10_000, 1_000_000])
    parser.add_argument("--walks", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--ratio", type=float, default=2.0)
    parser.add_argument("--url", default="", help="an empty PostgreSQL database, for one size")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report = run(options, Path(folder))
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    met = bool(report["p95_ratio"] <= options.ratio)
    sys.stdout.write(f"p95 grows {report['p95_ratio']} times from the first graph to the last\n")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
