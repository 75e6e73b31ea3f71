"""What was found is kept: for the same asker, the same question and the same index only."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ingest.index import IndexWriter
from nescio.errors import ProviderFailed
from nescio.settings import RetrievalSettings
from nescio.types import Access, Passage, Scope
from retrieval.catalogue import Catalogue
from retrieval.corpus import Corpus
from retrieval.edge import EdgeVectorIndex
from retrieval.retriever import Retrieved, Retriever
from retrieval.vectors import Vector
from tests.ingest.samples import HashEmbedder
from tests.retrieval.samples import document, record

pytestmark = pytest.mark.anyio
KETTLE = "Descale the kettle with vinegar once a month."
VOUCHER = "Staff may descale the kettle with the blue powder."
STAFF = Scope(labels=frozenset({"staff"}))


@dataclass
class Flaky(HashEmbedder):
    """Down while `down`."""

    down: bool = False

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        if self.down:
            raise ProviderFailed(self.name, "down")
        return await super().embed(texts)


@dataclass
class Shop:
    """A small installation; `asked` is how often its searches had to embed a question."""

    catalogue: Catalogue
    index: EdgeVectorIndex
    embedder: Flaky = field(default_factory=Flaky)

    async def put(self, key: str, text: str, access: Access | None = None) -> None:
        item = record(document(key, text, title=key, access=access or Access()))
        async with self.writer() as writer:
            await writer.add(item)
            await writer.write()

    async def remove(self, key: str) -> None:
        async with self.writer() as writer:
            await writer.remove("s", [key])

    def writer(self) -> IndexWriter:
        return IndexWriter(self.catalogue, self.index, HashEmbedder())

    def retriever(self, **settings: object) -> Retriever:
        return Retriever(
            embedder=self.embedder,
            index=self.index,
            catalogue=self.catalogue,
            corpus=Corpus(self.catalogue),
            settings=RetrievalSettings.model_validate(settings),
        )

    @property
    def asked(self) -> int:
        return len(self.embedder.texts)


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    index = EdgeVectorIndex(tmp_path / "vectors")
    catalogue = Catalogue(f"sqlite:///{tmp_path}/catalogue.sqlite")
    made = Shop(catalogue, index)
    await index.ensure(made.embedder.dimensions, made.embedder.name)
    await made.put("kettle", KETTLE)
    await made.put("voucher", VOUCHER, Access(labels=STAFF.labels))
    yield made
    await index.aclose()
    catalogue.close()


def texts(retrieved: Retrieved) -> set[str]:
    return {e.item.chunk.text for e in retrieved.evidence if isinstance(e.item, Passage)}


async def test_the_same_question_is_not_searched_for_again(shop: Shop) -> None:
    retriever = shop.retriever()
    first = await retriever.retrieve("descale the kettle", Scope())
    again = await retriever.retrieve("descale the kettle", Scope())
    assert shop.asked == 1
    assert again.evidence == first.evidence
    assert texts(again) == {KETTLE}
    assert "sparse" not in again.timings_ms


async def test_another_asker_is_searched_for_apart(shop: Shop) -> None:
    retriever = shop.retriever()
    for scope, seen in (
        (STAFF, {KETTLE, VOUCHER}),
        (Scope(), {KETTLE}),
        (STAFF, {KETTLE, VOUCHER}),
    ):
        assert texts(await retriever.retrieve("descale the kettle", scope)) == seen
    assert texts(await retriever.retrieve("descale the kettle", Scope(tenant="b"))) == set()
    assert shop.asked == 3


async def test_sources_left_out_are_searched_for_apart(shop: Shop) -> None:
    retriever = shop.retriever()
    assert texts(await retriever.retrieve("descale the kettle", Scope())) == {KETTLE}
    assert texts(await retriever.retrieve("descale the kettle", Scope(), without=["s"])) == set()


async def test_a_change_of_the_index_is_seen_at_once(shop: Shop) -> None:
    retriever = shop.retriever()
    await retriever.retrieve("descale the kettle", Scope())
    await shop.put("kettle", "Descale the kettle with citric acid.")
    changed = await retriever.retrieve("descale the kettle", Scope())
    assert texts(changed) == {"Descale the kettle with citric acid."}
    await shop.remove("kettle")
    assert texts(await retriever.retrieve("descale the kettle", Scope())) == set()


async def test_what_a_stage_missed_is_not_kept(shop: Shop) -> None:
    retriever = shop.retriever()
    shop.embedder.down = True
    assert (await retriever.retrieve("kettle", Scope())).degraded == ("embed",)
    shop.embedder.down = False
    whole = await retriever.retrieve("kettle", Scope())
    assert whole.degraded == ()
    assert "dense" in whole.evidence[0].scores


async def test_the_one_used_least_lately_leaves_first(shop: Shop) -> None:
    retriever = shop.retriever(remembered=2)
    for question in ("kettle", "vinegar", "kettle", "month", "kettle", "vinegar"):
        await retriever.retrieve(question, Scope())
    assert shop.embedder.texts == ["kettle", "vinegar", "month", "vinegar"]


async def test_none_is_kept_where_the_settings_say_so(shop: Shop) -> None:
    retriever = shop.retriever(remembered=0)
    for _ in range(2):
        await retriever.retrieve("kettle", Scope())
    assert shop.asked == 2
