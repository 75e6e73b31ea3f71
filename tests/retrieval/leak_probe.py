"""Questions to the store of all tenants, and to one that holds only what the asker may read.

Both must say exactly the same: ids, scores, paths, names, suggestions, counts, and their order.
"""

from __future__ import annotations

import asyncio
import math
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from answer.reader import SourceReader
from answer.sources import FactLedger
from evals.hash_embedder import HashEmbedder
from ingest.linking import link_names
from nescio.settings import RetrievalSettings
from nescio.text import words
from nescio.types import Edge, Scope
from retrieval import neighbourhood
from retrieval.catalogue import Catalogue, Indexed
from retrieval.corpus import Corpus
from retrieval.edge import EdgeVectorIndex
from retrieval.facts import FactStore
from retrieval.graph import walk
from retrieval.link_tables import linked
from retrieval.linkage import MENTIONED, SAME, replace_edges
from retrieval.retriever import Retriever
from retrieval.tables import edges
from retrieval.understanding import understand
from retrieval.vectors import VectorPoint
from tests.retrieval.leak_world import TENANTS, World, scopes

PRECISION = 1e-5
"""Of scores, relative: what the index adds up in another order differs in the last digits."""

Said = Any
"""What a store says, as plain values: equal or not, and searchable for words."""


@dataclass(frozen=True, kw_only=True)
class Query:
    """One question of one asker."""

    kind: str
    scope: Scope
    text: str
    ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Stores:
    """Everything that questions are answered from."""

    catalogue: Catalogue
    index: EdgeVectorIndex
    embedder: HashEmbedder
    corpus: Corpus
    retriever: Retriever
    reader: SourceReader


@asynccontextmanager
async def opened(
    folder: Path, items: Sequence[Indexed], *, like: Catalogue | None = None
) -> AsyncIterator[Stores]:
    """Stores in `folder` that hold the items, linked by their names as ingestion does.

    With `like`, the links by names are those of that catalogue between what is here: which names
    a text holds is found out for each tenant, from all of its names.
    """
    await asyncio.to_thread(folder.mkdir, parents=True)
    async with AsyncExitStack() as stack:
        catalogue = Catalogue(f"sqlite:///{folder}/catalogue.sqlite")
        stack.callback(catalogue.close)
        index = EdgeVectorIndex(folder / "edge")
        stack.push_async_callback(index.aclose)
        embedder = HashEmbedder()
        await index.ensure(embedder.dimensions)
        catalogue.put(items)
        link_names(catalogue)
        if like is not None:
            _link_like(catalogue, like, items)
        await _embed(index, embedder, items)
        store = FactStore({}, {})
        stack.callback(store.close)
        corpus = Corpus(catalogue)
        yield Stores(
            catalogue=catalogue,
            index=index,
            embedder=embedder,
            corpus=corpus,
            retriever=Retriever(
                embedder=embedder,
                index=index,
                catalogue=catalogue,
                corpus=corpus,
                settings=RetrievalSettings(),
            ),
            reader=SourceReader(catalogue=catalogue, store=store, ledger=FactLedger()),
        )


def _link_like(catalogue: Catalogue, like: Catalogue, items: Sequence[Indexed]) -> None:
    known = {id_ for item in items for id_ in _ids(item)}
    for proved in (MENTIONED, SAME):
        found: dict[str, set[Edge]] = {item.document.id: set() for item in items}
        with like.reading() as connection:
            for row in connection.execute(sa.select(edges).where(proved)):
                if row.document_id in found and {row.start_id, row.end_id} <= known:
                    names = ("start_id", "end_id", "kind", "proof", "label")
                    found[row.document_id].add(Edge(**{name: getattr(row, name) for name in names}))
        with catalogue.writing(moves=False) as connection:
            connection.execute(sa.delete(linked))
        replace_edges(catalogue, {id_: frozenset(own) for id_, own in found.items()}, proved)


async def _embed(index: EdgeVectorIndex, embedder: HashEmbedder, items: Sequence[Indexed]) -> None:
    passages = [p for item in items for p in item.passages]
    vectors = await embedder.embed([p.chunk.text for p in passages])
    await index.upsert(
        [
            VectorPoint(
                id=p.id,
                dense=vector,
                text=f"{p.title} {p.chunk.text}",
                document_id=p.chunk.document_id,
                source=p.chunk.source,
                tenant=p.chunk.access.tenant,
                labels=p.chunk.access.labels,
            )
            for p, vector in zip(passages, vectors, strict=True)
        ]
    )


def queries(world: World, seed: int) -> Iterator[Query]:
    """Questions without end: about what is there for the asker, for others, and for nobody."""
    rng = random.Random(seed)
    ids = [id_ for item in world.items for id_ in _ids(item)]
    labels = sorted({label for own in TENANTS.values() for label in own} | {"nobody", ""})
    kinds, weights = [*PROBES], [weight for weight, _ in PROBES.values()]
    while True:
        chosen = rng.sample(labels, rng.choice([0, 0, 1, 1, 2, 3]))
        yield Query(
            kind=rng.choices(kinds, weights)[0],
            scope=Scope(tenant=rng.choice([*TENANTS]), labels=frozenset(chosen)),
            text=_text(rng, world),
            ids=tuple(rng.sample(ids, rng.randint(1, 4))),
        )


def _ids(item: Indexed) -> list[str]:
    chunks = [passage.id for passage in item.passages]
    return list(dict.fromkeys([item.document.id, *chunks, *(e.id for e in item.entities)]))


def _text(rng: random.Random, world: World) -> str:
    names = [rng.choice(world.names) for _ in range(rng.choice([1, 1, 2]))]
    names = [_misspelt(rng, name) if rng.random() < 0.4 else name for name in names]
    if rng.random() < 0.3:
        names = [rng.choice(name.split()) for name in names]
    asked = rng.choice(["How is {} repaired?", "{}", "what does the {} cost", "Is {} waterproof"])
    words_ = [asked.format(" and ".join(names))]
    if rng.random() < 0.3:
        words_.append(rng.choice([*world.canaries]))
    if rng.random() < 0.2:
        words_.append(rng.choice(["E-", "PR-", "products/"]) + str(rng.randint(1, 20)))
    return " ".join(words_)


def _misspelt(rng: random.Random, name: str) -> str:
    place = rng.randrange(len(name))
    one = rng.choice("aeioulnrst")
    return rng.choice([
        name[:place] + name[place + 1 :],
        name[:place] + one + name[place:],
        name[:place] + one + name[place + 1 :],
    ]) or name  # fmt: skip


async def _retrieve(stores: Stores, query: Query) -> Said:
    found = await stores.retriever.retrieve(query.text, query.scope)
    return [found.evidence, found.degraded]


async def _names(stores: Stores, query: Query) -> Said:
    snapshot = await stores.corpus.snapshot(query.scope)
    linked = snapshot.linker.analyse(query.text, query.scope)
    titles = snapshot.titles.analyse(query.text, query.scope)
    forms = [word.form for word in words(query.text)]
    weights = [(snapshot.terms.idf(f), snapshot.terms.known(f)) for f in forms]
    common = snapshot.linker.common(query.text)
    return [linked, titles, weights, common, understand(query.text, query.scope, snapshot)]


async def _walk(stores: Stores, query: Query) -> Said:
    around = neighbourhood.load(
        stores.catalogue, query.ids, query.scope, hops=2, max_nodes=len(query.text)
    )
    walked = walk(around, dict.fromkeys(query.ids, 1.0))
    common = sorted(around.commonness.items())
    return [[*around.nodes.items()], around.links, common, around.truncated, walked]


async def _by_id(stores: Stores, query: Query) -> Said:
    catalogue, scope, ids = stores.catalogue, query.scope, query.ids[:2]
    return [
        [*catalogue.passages(ids, scope).values()],
        catalogue.chunks_of(ids, scope),
        [catalogue.document(id_, scope) for id_ in ids],
        [catalogue.entity(id_, scope) for id_ in ids],
        [await stores.reader.read(id_, scope) for id_ in ids],
        await stores.reader.states(ids, scope),
    ]


async def _copies(stores: Stores, query: Query) -> Said:
    found = stores.catalogue.passages(query.ids, query.scope).values()
    return [
        await stores.retriever.copies(passage, passage.chunk.text, query.scope) for passage in found
    ]


async def _counts(stores: Stores, query: Query) -> Said:
    dense = (await stores.embedder.embed([query.text]))[0]
    hits = await stores.index.search(dense=dense, text=query.text, scope=query.scope, limit=1000)
    names = sum(1 for _ in stores.catalogue.names(query.scope))
    # By id: scores that differ in their last bit alone stand in either order.
    scores = [dict(sorted((h.id, h.score) for h in found)) for found in (hits.dense, hits.sparse)]
    return [await stores.index.count(query.scope), scores, names]


PROBES: dict[str, tuple[int, Callable[[Stores, Query], Awaitable[Said]]]] = {
    "retrieve": (5, _retrieve),
    "names": (45, _names),
    "walk": (15, _walk),
    "by id": (25, _by_id),
    "copies": (5, _copies),
    "counts": (5, _counts),
}
"""How often each is asked, and how."""


Everyone = dict[Scope | None, Stores]
"""The stores of all tenants under None, and those of each kind of asker alone."""


async def open_all(stack: AsyncExitStack, folder: Path, world: World) -> Everyone:
    """All stores of a world, until `stack` ends. Those of a whole tenant are made from nothing."""
    found: Everyone = {None: await stack.enter_async_context(opened(folder / "all", world.items))}
    for number, scope in enumerate(scopes()):
        whole = Scope(tenant=scope.tenant, labels=frozenset(TENANTS[scope.tenant]))
        like = found[whole].catalogue if scope != whole else None
        alone = opened(folder / str(number), world.readable(scope), like=like)
        found[scope] = await stack.enter_async_context(alone)
    return found


def same(one: Said, other: Said) -> bool:
    """Whether two things say the same; scores to single precision, in which the index sums them."""
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=PRECISION)
    if type(one) is not type(other):
        return False
    if isinstance(one, Mapping):
        return [*one] == [*other] and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if is_dataclass(one):
        return all(same(getattr(one, f.name), getattr(other, f.name)) for f in fields(one))
    return bool(one == other)


async def leak(query: Query, stores: Everyone, world: World) -> str | None:
    """What is wrong with what the stores of all say, in words; None: nothing."""
    _, probe = PROBES[query.kind]
    labels = query.scope.labels & set(TENANTS[query.scope.tenant])
    alone = stores[Scope(tenant=query.scope.tenant, labels=labels)]
    said, expected = await probe(stores[None], query), await probe(alone, query)
    if not same(said, expected):
        return f"{query}: said {said!r}, and alone {expected!r}"
    text, asked = repr(said), query.text.lower()
    told = [word for word in world.forbidden(query.scope) if word in text and word not in asked]
    return f"{query}: told of {told}: {said!r}" if told else None
