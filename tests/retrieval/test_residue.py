"""Deleted text is not in the files either, and housekeeping is not done again and again."""

from __future__ import annotations

from pathlib import Path

from retrieval import linkage
from retrieval.catalogue import Catalogue
from retrieval.residue import remove_residue
from tests.retrieval.samples import document, entity, record

CANARY = "zqvcanary"


def fill(catalogue: Catalogue, count: int) -> list[str]:
    keys = [f"key{number}" for number in range(count)]
    catalogue.put(
        [
            record(
                document(key, f"{CANARY}{key} is the word. " + "Filler. " * 20),
                about=(entity(f"{CANARY} name {key}"),),
            )
            for key in keys
        ]
    )
    return keys


def held(folder: Path) -> bool:
    return any(CANARY.encode() in file.read_bytes() for file in folder.iterdir())


def test_nothing_deleted_is_left_in_any_file(catalogue: Catalogue, tmp_path: Path) -> None:
    keys = fill(catalogue, 200)
    assert held(tmp_path)
    catalogue.remove("s", keys)
    assert remove_residue(catalogue, deleted=True)
    assert not held(tmp_path)


def test_what_cannot_be_done_now_is_done_later(catalogue: Catalogue, tmp_path: Path) -> None:
    keys = fill(catalogue, 50)
    with catalogue.reading() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM chunks").fetchall()
        catalogue.remove("s", keys)
        assert not remove_residue(catalogue, deleted=True, now=False)
    assert held(tmp_path)
    assert remove_residue(catalogue, deleted=False)
    assert not held(tmp_path)


def test_it_takes_a_small_part_of_the_time(catalogue: Catalogue) -> None:
    assert remove_residue(catalogue, deleted=True)
    linkage.set_notes(catalogue, {"residue_took_ms": 1_000_000})
    assert not remove_residue(catalogue, deleted=True)
    linkage.set_notes(catalogue, {"residue_removed_at_ms": 0})
    assert remove_residue(catalogue, deleted=False)
    assert linkage.note(catalogue, "residue") == 0


def test_nothing_is_done_when_nothing_was_deleted(catalogue: Catalogue) -> None:
    assert remove_residue(catalogue, deleted=False)
    assert linkage.note(catalogue, "residue_removed_at_ms") is None
