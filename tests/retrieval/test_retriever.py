"""Retrieval end to end: the real model, the real index, the real catalogue."""

from __future__ import annotations

import os
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

import pytest

from nescio.errors import ProviderFailed
from nescio.settings import RetrievalSettings
from nescio.types import Access, Passage, Scope
from retrieval.catalogue import Catalogue, Indexed
from retrieval.corpus import Corpus
from retrieval.edge import EdgeVectorIndex
from retrieval.embedding import Embedder, LocalEmbedder
from retrieval.retriever import Retrieved, Retriever
from retrieval.vectors import Vector, VectorPoint
from tests.retrieval.samples import document, entity, record

pytestmark = pytest.mark.anyio

ORCHARD, MILL = entity("Orchard Tea"), entity("Grey Mill")
STAFF = Access(labels=frozenset({"staff"}))
WASHING = "Wash the wool blanket by hand in cold water, never above 20 degrees."


def corpus() -> list[Indexed]:
    texts = {
        "tea": "Orchard Tea is blended with dried apples by Grey Mill for the winter season.",
        "visit": "A day at Grey Mill\nGrey Mill stands on the river Ouse and welcomes visitors.",
        "blanket": WASHING,
        "copy/blanket": WASHING,
        "returns": "Unused goods may be returned within 30 days for a full refund.",
        "lamp": "The desk lamp takes a bulb with an E27 socket of at most 40 watts.",
        "sockets": "We sell adapters from E27 to the smaller thread.",
        "bicycle": "Oil the chain of the bicycle after riding in the rain.",
        "chair": "The oak chair carries up to 120 kg and is delivered in one parcel.",
        "garden": "Plant tulips in autumn, ten centimetres deep, in loose soil.",
        "kettle": "Descale the kettle with vinegar once a month.",
        "newsletter": "In May we open a new shop with a small café in Leeds.",
    }
    items = [
        record(document(key, text, title=key.split("/")[-1]), mentions=(ORCHARD, MILL))
        for key, text in texts.items()
    ]
    for name in (ORCHARD, MILL):
        row = document(f"things/{name.label}", f"thing: {name.label}", kind="row")
        items.append(record(row, about=(name,)))
    secret = document("secret", "Staff only: goods returned late get a voucher.", access=STAFF)
    other = document("foreign", "Goods may be returned within 90 days.", access=Access(tenant="b"))
    return [*items, record(secret), record(other)]


async def put(
    items: Sequence[Indexed], embedder: Embedder, index: EdgeVectorIndex, catalogue: Catalogue
) -> None:
    found = [p for item in items for p in item.passages]
    vectors = await embedder.embed([p.chunk.text for p in found])
    await index.ensure(embedder.dimensions, embedder.name)
    await index.upsert(
        [
            VectorPoint(
                id=p.id,
                dense=vector,
                text=p.chunk.text,
                document_id=p.chunk.document_id,
                source=p.chunk.source,
                tenant=p.chunk.access.tenant,
                labels=p.chunk.access.labels,
            )
            for p, vector in zip(found, vectors, strict=True)
        ]
    )
    catalogue.put(items)


@pytest.fixture(scope="module")
async def stores(
    embedder: LocalEmbedder, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[EdgeVectorIndex, Catalogue]]:
    folder: Path = tmp_path_factory.mktemp("state")
    index = EdgeVectorIndex(folder / "vectors")
    catalogue = Catalogue(f"sqlite:///{folder}/catalogue.sqlite")
    await put(corpus(), embedder, index, catalogue)
    yield index, catalogue
    await index.aclose()
    catalogue.close()


Make = Callable[..., Retriever]


@pytest.fixture
def make(stores: tuple[EdgeVectorIndex, Catalogue], embedder: LocalEmbedder) -> Make:
    def make(embed: Embedder = embedder, **settings: object) -> Retriever:
        chosen = RetrievalSettings.model_validate({"candidates": 4, "passages": 3} | settings)
        return Retriever(
            embedder=embed,
            index=stores[0],
            catalogue=stores[1],
            corpus=Corpus(stores[1]),
            settings=chosen,
        )

    return make


def texts(retrieved: Retrieved) -> list[str]:
    return [e.item.chunk.text for e in retrieved.evidence if isinstance(e.item, Passage)]


async def test_a_direct_question(make: Make) -> None:
    found = await make().retrieve("How warm may I wash a wool blanket?", Scope())
    assert texts(found)[0] == WASHING
    assert found.degraded == ()
    assert found.timings_ms.keys() >= {"understand", "embed", "sparse", "dense", "passages"}
    assert "walk" not in found.timings_ms
    best = found.evidence[0]
    assert best.scores["dense"] > 0.5
    assert best.scores["sparse"] > 0
    assert best.score == best.scores["fused"]
    assert best.score == max(e.score for e in found.evidence)


async def test_copies_are_folded(make: Make) -> None:
    found = await make(candidates=20, passages=10).retrieve("wash the wool blanket", Scope())
    assert texts(found).count(WASHING) == 1


async def test_the_second_hop_comes_over_the_graph(make: Make) -> None:
    question = "Which river is near the maker of Orchard Tea?"
    target = "Grey Mill stands on the river Ouse and welcomes visitors."
    flat = await make(walk=False, candidates=2, passages=6).retrieve("Orchard Tea", Scope())
    assert target not in texts(flat)
    walked = await make(candidates=2, passages=6, walk_hops=3).retrieve("Orchard Tea", Scope())
    by_text = dict(zip(texts(walked), walked.evidence, strict=True))
    assert by_text[target].path[-2:] == ("Grey Mill", "visit")
    assert by_text[target].scores["walk"] > 0
    assert "sparse" not in by_text[target].scores
    assert all("dense" in e.scores for e in walked.evidence)
    assert target in texts(await make(passages=6, walk_hops=3).retrieve(question, Scope()))


async def test_the_walk_leaves_good_direct_hits_in_place(make: Make) -> None:
    question = "Within how many days may goods be returned?"
    flat = await make(walk=False).retrieve(question, Scope())
    walked = await make().retrieve(question, Scope())
    assert texts(walked)[0] == texts(flat)[0]
    assert "30 days" in texts(walked)[0]


async def test_parts_of_a_question_have_their_turns(make: Make) -> None:
    question = "Which socket does the desk lamp take? And how often do I descale the kettle?"
    found = texts(await make(passages=2).retrieve(question, Scope()))
    assert any("E27" in text for text in found)
    assert any("vinegar" in text for text in found)


async def test_a_code_leads_on(make: Make) -> None:
    found = await make(passages=8, candidates=1).retrieve("bulb of the desk lamp", Scope())
    assert "E27" in texts(found)[0]
    linked = next(e for e in found.evidence if e.path)
    assert linked.path == ("lamp", "E27", "sockets")


async def test_fusion_by_ranks(make: Make) -> None:
    question = "How warm may I wash a wool blanket?"
    found = await make(fusion="rrf").retrieve(question, Scope())
    assert texts(found)[0] == WASHING
    assert 0 < found.evidence[0].score <= 1


async def test_only_what_the_asker_may_see(make: Make) -> None:
    question = "may goods be returned late for a voucher?"
    retriever = make(candidates=40, passages=40)
    public = texts(await retriever.retrieve(question, Scope()))
    assert not [t for t in public if "Staff only" in t or "90 days" in t]
    staff = Scope(labels=frozenset({"staff"}))
    assert "Staff only" in texts(await retriever.retrieve(question, staff))[0]
    assert texts(await retriever.retrieve(question, Scope(tenant="b"))) == [
        "Goods may be returned within 90 days."
    ]
    assert texts(await retriever.retrieve(question, Scope(tenant="nobody"))) == []


async def test_same_question_same_evidence(make: Make) -> None:
    runs = [await make().retrieve("refund", Scope()) for _ in range(3)]
    assert all(run.evidence == runs[0].evidence for run in runs)


class BrokenEmbedder:
    """An embedder whose provider is down."""

    name, dimensions = "broken", 384

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        raise ProviderFailed(self.name, f"down, {len(texts)} texts refused")


async def test_without_the_model_words_still_find(make: Make) -> None:
    found = await make(BrokenEmbedder()).retrieve("wool blanket", Scope())
    assert found.degraded == ("embed",)
    assert texts(found)[0] == WASHING
    assert "dense" not in found.evidence[0].scores


async def test_a_hung_index_leaves_the_walk(
    make: Make, stores: tuple[EdgeVectorIndex, Catalogue]
) -> None:
    index = stores[0]
    assert index.pid is not None
    os.kill(index.pid, signal.SIGSTOP)
    try:
        retriever = make(stage_timeout_s=0.5)
        found = await retriever.retrieve("Orchard Tea", Scope())
    finally:
        os.kill(index.pid, signal.SIGCONT)
    assert found.degraded == ("sparse", "dense", "cosine")
    assert "thing: Orchard Tea" in texts(found)


async def test_rows_do_not_crowd_out_files(make: Make) -> None:
    retriever = make(passages=1)
    found = await retriever.retrieve("thing: Grey Mill", Scope())
    kinds = [e.item.kind for e in found.evidence if isinstance(e.item, Passage)]
    assert kinds == ["row", "file"]
    assert len((await retriever.retrieve("thing: Grey Mill", Scope(), limit=1)).evidence) == 1
