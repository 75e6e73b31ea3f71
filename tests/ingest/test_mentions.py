"""Names in texts: whole words, longest first, ambiguity kept, ordinary words left out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.file_words import Reading, words_of
from ingest.mentions import Names, forms_of, mention_edges, name_form, scan
from nescio.types import Access, Edge, Entity, EntityName, stable_id
from retrieval.linkage import ChunkText
from tests.ingest.samples import FILES, Shop
from tests.ingest.test_sync import document_id, entity_id


def entity(name: str, table: str | None = "things", tenant: str = "default") -> Entity:
    return Entity(
        id=stable_id(name, table, tenant),
        source="s",
        label=name,
        table=table,
        access=Access(tenant=tenant),
    )


def names_of(*entities: Entity) -> Names:
    return Names.of(
        form
        for e in entities
        for form in forms_of(EntityName(entity_id=e.id, name=e.label, kind="name"), e)
    )


def edges_of(names: Names, *chunks: ChunkText, common: frozenset[str] = frozenset()) -> set[Edge]:
    return set(mention_edges(scan(Reading(chunks), names), names.senses, common))


def found(names: Names, text: str) -> list[str]:
    return [text[match.start : match.end] for match in names.find(words_of(text))]


def chunk(text: str, title: str = "t", heading_path: tuple[str, ...] = ()) -> ChunkText:
    return ChunkText(
        id="chunk",
        document_id="doc",
        tenant="default",
        title=title,
        heading_path=heading_path,
        text=text,
    )


def test_the_longest_name_on_whole_words_wins() -> None:
    names = names_of(entity("Kestrel 2 Tent"), entity("Kestrel 2 Tent Footprint"), entity("Ölund"))
    text = "KESTREL 2 tents, the Kestrel 2 Tent footprint, Olund's; Kestrels 20, unKestrel 2 Tent."
    assert found(names, text) == ["KESTREL 2 tents", "Kestrel 2 Tent footprint", "Olund's"]


def test_long_names_are_found_by_how_they_begin() -> None:
    names = names_of(entity("Kestrel 2 Tent"), entity("Kestrel 3 Tent"), entity("Anna Berg"))
    assert found(names, "The Kestrel 2 and Kestrels; a kestrel flew; Anna called.") == [
        "Kestrel 2",
        "Kestrels",
    ]
    assert len(names.senses["kestrel"]) == 2


@pytest.mark.parametrize("name", ["", "A", "12", "The", "of the", "2024", "Price"])
def test_names_that_could_mean_anything_are_left_out(name: str) -> None:
    assert name_form(name) == ""


@given(st.text(max_size=80), st.lists(st.text(max_size=12), max_size=5))
def test_matches_are_spans_in_order(text: str, labels: list[str]) -> None:
    last = 0
    for match in names_of(*map(entity, labels)).find(words_of(text)):
        assert last <= match.start < match.end <= len(text)
        last = match.end


def test_an_ambiguous_name_links_to_all_of_its_entities() -> None:
    names = names_of(entity("Mercury", "planets"), entity("Mercury", "metals"))
    edges = edges_of(names, chunk("Mercury is heavy."))
    assert len(edges) == 2
    assert {edge.proof for edge in edges} == {"chunk"}


def test_names_of_another_tenant_are_not_linked() -> None:
    names = names_of(entity("Mercury", tenant="other"))
    assert edges_of(names, chunk("Mercury is heavy.")) == set()


def test_titles_and_headings_name_things_too() -> None:
    names = names_of(entity("Mercury"), entity("Saturnus"))
    edges = edges_of(names, chunk("Heavy.", "On Mercury", ("Saturnus",)))
    assert {(e.start_id, e.end_id) for e in edges} == {
        ("doc", entity("Mercury").id),
        ("chunk", entity("Saturnus").id),
    }


def test_how_a_file_uses_names_of_one_word() -> None:
    names = names_of(entity("Merino"), entity("Mercury"))
    texts = ("wash merino cold", "Merino is wool, merino dries", "Mercury", "on Mercury")
    found = scan(Reading([chunk(text) for text in texts]), names)
    assert found.usage == {"merino": (2, 2), "mercuri": (2, 0)}


def test_a_word_too_common_names_nothing() -> None:
    names = names_of(entity("Mercury"))
    assert edges_of(names, chunk("Mercury"), common=frozenset({"mercuri"})) == set()


@pytest.mark.anyio
async def test_edges_of_the_shop(shop: Shop) -> None:
    await shop.sync()
    edges = set(shop.rows("SELECT start_id, end_id, kind, label FROM edges"))
    care, warranty, notes = (
        document_id("help", key) for key in ("care.md", "legal/warranty.md", "notes.txt")
    )
    dry, _ = shop.catalogue.chunk_ids("help", ["care.md"])
    (note,) = shop.catalogue.chunk_ids("help", ["notes.txt"])
    tent, supplier, product = entity_id("products", 1), entity_id("suppliers", 1), "products/1"
    assert (dry, tent, "mentions", "") in edges
    assert (care, warranty, "links", "link") in edges
    assert (notes, care, "links", "mention") in edges
    assert (note, care, "mentions", "") in edges
    assert (care, dry, "contains", "") in edges
    assert (tent, supplier, "foreign_key", "supplier") in edges
    assert (tent, document_id("shop", product), "contains", "") in edges
    assert (tent, entity_id("warehouses", 1), "foreign_key", "stock") in edges
    nodes = shop.rows("SELECT id FROM documents UNION SELECT id FROM chunks")
    known = {id_ for (id_,) in nodes + shop.rows("SELECT id FROM entities")}
    assert {end for start, end, *_ in edges} | {start for start, *_ in edges} <= known


@pytest.mark.anyio
async def test_a_new_name_is_found_in_documents_already_indexed(shop: Shop) -> None:
    shop.write("notes.txt", "The Osprey 9 Pack is heavy. Read Winter letter.")
    await shop.sync()
    (chunk_id,) = shop.catalogue.chunk_ids("help", ["notes.txt"])
    mentions = "SELECT end_id FROM edges WHERE kind = 'mentions' AND start_id = ?"
    assert shop.rows(mentions, chunk_id) == []
    shop.sql("INSERT INTO products VALUES (9, 'OS-9', 'Osprey 9 Pack', 1, 1)")
    shop.write("letter.md", "# Winter letter\n\nCold.")
    report = await shop.sync()
    assert report.relinked == 1
    assert set(shop.rows(mentions, chunk_id)) == {
        (entity_id("products", 9),),
        (document_id("help", "letter.md"),),
    }
    assert not any("Osprey 9 Pack is heavy" in text for text in shop.embedder.texts)


@pytest.mark.anyio
async def test_a_pass_that_was_cut_short_is_done_again(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise RuntimeError("cut short")

    with monkeypatch.context() as patched:
        patched.setattr("retrieval.linkage.replace_edges", crash)
        with pytest.raises(RuntimeError):
            await shop.sync()
    assert shop.rows("SELECT 1 FROM edges WHERE kind = 'mentions'") == []
    report = await shop.sync()
    assert report.relinked == 2
    assert report.chunks_embedded == 0
    assert FILES
    assert shop.rows("SELECT 1 FROM edges WHERE kind = 'mentions'")
