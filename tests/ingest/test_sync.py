"""One run after another: only what changed is done, what is gone leaves nothing behind."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import pytest

from nescio.errors import StoreFailed
from nescio.settings_sources import TableSettings
from nescio.types import stable_id
from retrieval.catalogue import Catalogue
from tests.ingest.samples import FILES, PRIVATE, Shop

pytestmark = [pytest.mark.anyio, pytest.mark.slow]


def document_id(source: str, key: str) -> str:
    return stable_id("document", source, key)


def entity_id(table: str, key: object) -> str:
    return stable_id("entity", "shop", table, key)


async def test_everything_is_indexed_once(shop: Shop) -> None:
    first = await shop.sync()
    by_name = {report.name: report for report in first.sources}
    assert by_name["shop"].added == by_name["shop"].seen == 6
    assert by_name["help"].added == 3
    assert by_name["help"].failed == ()
    assert ["photo" in line or ".png" in line for line in by_name["help"].skipped] == [True]
    assert first.chunks_embedded == len(shop.embedder.texts) == len(shop.chunk_ids()) > 0
    assert await shop.vector_ids() == shop.chunk_ids()

    second = await shop.sync()
    assert shop.embedder.texts == []
    assert second.chunks_embedded == second.relinked == second.repaired == 0
    assert {r.name: r.unchanged for r in second.sources} == {"shop": 6, "help": 3}


async def test_full_embeds_everything_again(shop: Shop) -> None:
    first = await shop.sync()
    again = await shop.sync(full=True)
    assert again.chunks_embedded == first.chunks_embedded
    assert {r.name: r.changed for r in again.sources} == {"shop": 6, "help": 3}


async def test_a_changed_file_embeds_only_its_changed_chunks(shop: Shop) -> None:
    await shop.sync()
    before = shop.chunk_ids()
    shop.write("care.md", FILES["care.md"].replace("nobody's friend", "a fungus"))
    reports = await shop.reports()
    assert (reports["help"].changed, reports["help"].unchanged) == (1, 2)
    assert [text.split("\n")[-1] for text in shop.embedder.texts] == [
        "See the warranty. Mould is a fungus."
    ]
    assert len(before - shop.chunk_ids()) == len(shop.chunk_ids() - before) == 1
    assert await shop.vector_ids() == shop.chunk_ids()


async def test_a_new_title_embeds_the_chunks_under_it(shop: Shop) -> None:
    shop.write("a.md", "---\ntitle: Old\n---\nThe same words.")
    await shop.sync()
    shop.write("a.md", "---\ntitle: New\n---\nThe same words.")
    await shop.sync()
    assert shop.embedder.texts == ["New\nThe same words."]


async def test_a_deleted_file_leaves_nothing(shop: Shop) -> None:
    await shop.sync()
    gone = document_id("help", "care.md")
    chunks = set(shop.catalogue.chunk_ids("help", ["care.md"]))
    assert chunks
    (shop.folder / "docs" / "care.md").unlink()
    reports = await shop.reports()
    assert reports["help"].deleted == 1
    assert not chunks & (await shop.vector_ids())
    _nothing_of(shop, {gone, *chunks})
    assert shop.rows("SELECT 1 FROM names WHERE name = 'Caring for tents'") == []


async def test_a_deleted_row_leaves_nothing(shop: Shop) -> None:
    await shop.sync()
    chunks = set(shop.catalogue.chunk_ids("shop", ["products/1"]))
    gone = entity_id("products", 1)
    assert shop.rows("SELECT 1 FROM edges WHERE kind = 'mentions' AND end_id = ?", gone)
    shop.sql("DELETE FROM stock WHERE product_id = 1; DELETE FROM products WHERE product_id = 1")
    reports = await shop.reports()
    assert reports["shop"].deleted == 2
    assert not chunks & (await shop.vector_ids())
    _nothing_of(shop, {gone, document_id("shop", "products/1"), *chunks})
    assert shop.rows("SELECT 1 FROM names WHERE name LIKE 'Kestrel%'") == []


def _nothing_of(shop: Shop, ids: set[str]) -> None:
    queries = (
        "SELECT 1 FROM documents WHERE id = ?",
        "SELECT 1 FROM manifest WHERE document_id = ?",
        "SELECT 1 FROM chunks WHERE ? IN (id, document_id)",
        "SELECT 1 FROM entities WHERE ? IN (id, document_id)",
        "SELECT 1 FROM names WHERE ? IN (entity_id, document_id)",
        "SELECT 1 FROM edges WHERE ? IN (start_id, end_id, proof, document_id)",
    )
    for id_ in ids:
        for query in queries:
            assert shop.rows(query, id_) == [], query


async def test_private_values_are_nowhere(shop: Shop) -> None:
    await shop.sync()
    await shop.vectors.flush()
    assert not any(value in text for text in shop.embedder.texts for value in PRIVATE)
    contents = {p: p.read_bytes() for p in (shop.folder / "state").rglob("*") if p.is_file()}
    assert any(b"Fjellvik Textil" in content for content in contents.values())
    for path, content in contents.items():
        assert not any(value.encode() in content for value in PRIVATE), path


async def test_a_column_that_becomes_private_leaves_the_index(shop: Shop) -> None:
    await shop.sync()
    assert any("Norway" in text for text in shop.embedder.texts)
    tables = {"suppliers": TableSettings(private=("country",))}
    database = shop.settings.databases[0].model_copy(update={"tables": tables})
    shop.settings = shop.settings.model_copy(update={"sources": (database, *shop.settings.files)})
    reports = await shop.reports()
    assert reports["shop"].changed == 1
    assert shop.rows("SELECT 1 FROM chunks WHERE text LIKE '%Norway%'") == []
    assert await shop.vector_ids() == shop.chunk_ids()


async def test_a_renamed_row_changes_the_rows_that_refer_to_it(shop: Shop) -> None:
    await shop.sync()
    shop.sql("UPDATE suppliers SET name = 'Nordvik' WHERE supplier_id = 1")
    reports = await shop.reports()
    assert reports["shop"].changed == 3
    assert shop.rows("SELECT 1 FROM chunks WHERE text LIKE '%Fjellvik%'") == []


async def test_broken_files_are_reported_and_stop_nothing(shop: Shop) -> None:
    shop.write("broken.pdf", "%PDF-1.7 broken")
    shop.write("empty.md", "")
    (shop.folder / "docs" / "lost.md").symlink_to(shop.folder / "nothing.md")
    reports = await shop.reports()
    (failed,) = reports["help"].failed
    assert failed.startswith("help/broken.pdf: cannot be parsed: ")
    assert "\n" not in failed
    assert any("empty.md: holds no text" in line for line in reports["help"].skipped)
    assert any("lost.md" in line for line in reports["help"].skipped)
    assert reports["help"].added == 4
    assert not reports["help"].unavailable


async def test_a_file_that_breaks_loses_its_old_text(shop: Shop) -> None:
    shop.write("care.html", "<p>old words</p>")
    await shop.sync()
    shop.write("care.html", "a\0b")
    reports = await shop.reports()
    assert reports["help"].deleted == 1
    assert shop.rows("SELECT 1 FROM chunks WHERE text LIKE '%old words%'") == []


async def test_a_file_that_cannot_be_opened_keeps_what_is_indexed(shop: Shop) -> None:
    await shop.sync()
    path = shop.folder / "docs" / "care.md"
    path.unlink()
    path.symlink_to(path)  # a link in a circle is there, and cannot be read by anybody
    reports = await shop.reports()
    (line,) = reports["help"].failed
    assert line.startswith("help/care.md: cannot be read: ")
    assert reports["help"].deleted == 0
    assert "care.md" in shop.catalogue.versions("help")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
async def test_unreadable_files_keep_what_is_indexed(shop: Shop) -> None:
    await shop.sync()
    (shop.folder / "docs" / "care.md").chmod(0)
    (shop.folder / "docs" / "legal").chmod(0)
    reports = await shop.reports()
    (shop.folder / "docs" / "legal").chmod(0o700)
    assert reports["help"].deleted == 0
    assert len(reports["help"].failed) == 2


async def test_a_source_that_cannot_be_read_loses_nothing(shop: Shop) -> None:
    await shop.sync()
    before = shop.chunk_ids()
    (shop.folder / "docs").rename(shop.folder / "elsewhere")
    (shop.folder / "shop.sqlite").rename(shop.folder / "elsewhere.sqlite")
    report = await shop.sync()
    assert not report.complete
    for source in report.sources:
        assert source.unavailable
        assert source.deleted == 0
        (line,) = source.failed
        assert "cannot be read" in line
        assert "\n" not in line
    assert shop.chunk_ids() == before


async def test_an_emptied_database_file_is_not_a_database_without_rows(shop: Shop) -> None:
    await shop.sync()
    (shop.folder / "shop.sqlite").write_bytes(b"")
    reports = await shop.reports()
    assert reports["shop"].unavailable
    assert reports["shop"].deleted == 0


async def test_a_source_that_the_settings_drop_is_removed(shop: Shop) -> None:
    await shop.sync()
    shop.settings = shop.settings.model_copy(update={"sources": shop.settings.files})
    reports = await shop.reports()
    assert reports["shop"].deleted == 6
    assert shop.catalogue.versions("shop") == {}
    assert await shop.vector_ids() == shop.chunk_ids()


async def test_a_crash_before_the_manifest_is_repaired_by_the_next_run(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    await shop.sync()
    shop.write("care.md", "# Caring for tents\n\nAll is new.")
    shop.write("later.md", "# Later\n\nTo come.")

    def crash(*_: object) -> None:
        raise StoreFailed("catalogue", "the power went")

    with monkeypatch.context() as patched:
        patched.setattr(Catalogue, "put", crash)
        with pytest.raises(StoreFailed):
            await shop.sync()
    assert await shop.vector_ids() > shop.chunk_ids()
    # The next run must also clear what a file left that went away in between.
    (shop.folder / "docs" / "later.md").unlink()
    report = await shop.sync()
    assert report.repaired > 0
    assert await shop.vector_ids() == shop.chunk_ids()
    assert shop.rows("SELECT text FROM chunks WHERE text LIKE 'All is new%'")


async def test_lost_vectors_come_back(shop: Shop) -> None:
    await shop.sync()
    lost = sorted(shop.chunk_ids())[:2]
    await shop.vectors.delete(lost)
    report = await shop.sync()
    assert report.repaired == 2
    assert await shop.vector_ids() == shop.chunk_ids()


async def test_files_outside_the_folder_are_not_read(shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("the secret")
    (shop.folder / "docs" / "link.md").symlink_to(tmp_path / "secret.md")
    reports = await shop.reports()
    assert any("link.md" in line for line in reports["help"].skipped)
    assert shop.rows("SELECT 1 FROM chunks WHERE text LIKE '%secret%'") == []


async def test_globs_and_sizes(shop: Shop) -> None:
    shop.write("big.md", "x" * 200)
    files = shop.settings.files[0].model_copy(
        update={"include": ("**/*.md",), "exclude": ("legal/",), "max_bytes": 150}
    )
    shop.settings = shop.settings.model_copy(update={"sources": (files,)})
    reports = await shop.reports()
    assert set(shop.catalogue.versions("help")) == {"care.md"}
    assert any("big.md: 200 bytes" in line for line in reports["help"].skipped)


async def test_changed_access_rewrites_the_vectors(shop: Shop) -> None:
    await shop.sync()
    files = shop.settings.files[0].model_copy(update={"access": ("staff",)})
    shop.settings = shop.settings.model_copy(update={"sources": (*shop.settings.databases, files)})
    report = await shop.sync()
    assert report.reused == len(shop.catalogue.chunk_ids("help", FILES))
    assert dataclasses.asdict(report)["repaired"] == 0
