"""The statements that the audit is measured on say what the sample shop's rows say, or do not."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

from data.shop.build import build

SHOP = Path(__file__).resolve().parents[2] / "data" / "shop"


def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (SHOP / name).read_text("utf-8").splitlines()]


def test_planted_values_differ_from_rows_that_exist(tmp_path: Path) -> None:
    build(tmp_path / "shop.sqlite")
    planted = lines("audit.jsonl")
    with sqlite3.connect(tmp_path / "shop.sqlite") as connection:
        for one in planted:
            ((key, value),) = one["key"].items()
            query = f"SELECT {one['column']} FROM {one['table']} WHERE {key} = ?"
            (held,) = connection.execute(query, (value,)).fetchone()
            assert held == one["database_value"], one["id"]
            assert held != one["document_value"], one["id"]
    connection.close()
    assert {one["split"] for one in planted} == {"dev", "held_out", "fresh"}
    assert len({one["id"] for one in planted}) == len(planted) >= 40


def test_there_are_enough_consistent_statements_of_many_kinds() -> None:
    consistent = lines("consistent.jsonl")
    assert len({one["text"] for one in consistent}) >= 200
    assert len({one["kind"] for one in consistent}) >= 12
    assert not {one["text"] for one in consistent} & {one["text"] for one in lines("audit.jsonl")}
