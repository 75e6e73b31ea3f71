"""A small `make bench-schema`: databases that nobody prepared, questions drawn from their rows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

ROOT = Path(__file__).resolve().parents[2]


def run(file: Path, *arguments: str) -> dict[str, Any]:
    """The figures of a run that met its bounds."""
    command = [sys.executable, str(ROOT / "scripts" / "bench_schema.py"), "--json", str(file)]
    done = subprocess.run(
        [*command, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    figures: dict[str, Any] = json.loads(file.read_text())
    return figures


def held(figures: dict[str, Any]) -> None:
    assert figures["accuracy"]["value"] >= 0.9
    assert figures["wrong_unanswerable"]["hits"] == 0
    assert figures["naive_accuracy"]["value"] < figures["accuracy"]["value"]
    kinds = {item["item"]["kind"] for item in figures["items"]}
    assert kinds == set(figures["by_kind"])
    assert {"lookup", "foreign-key", "two-hops", "count", "min-max", "list", "sum-average"} <= kinds
    assert {"yes-no", "comparison", "filter", "unknown-entity", "no-attribute"} <= kinds


@pytest.mark.slow
def test_ferries_in_sqlite(tmp_path: Path) -> None:
    held(run(tmp_path / "figures.json", "--world", "ferries", "--questions", "60", "--seed", "5"))


@pytest.mark.slow
@pytest.mark.postgres
def test_a_clinic_of_short_names_in_postgres(tmp_path: Path) -> None:
    server = os.environ.get("NESCIO_TEST_POSTGRES", "")
    if not server:
        pytest.skip("no PostgreSQL server: NESCIO_TEST_POSTGRES is not set")
    held(
        run(
            tmp_path / "figures.json", "--world", "clinic", "--postgres", server,
            "--questions", "60", "--seed", "5",
        )
    )  # fmt: skip


def test_what_is_drawn_does_not_hang_on_the_order_of_foreign_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    from schema_shape import Shape  # type: ignore[import-not-found]

    # SQLAlchemy keeps the foreign keys of a table in a set: eight of them never come sorted twice.
    columns = [f"c{number}" for number in range(8)]
    engine = sa.create_engine(f"sqlite:///{tmp_path}/keys.sqlite")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE ports (id INTEGER PRIMARY KEY, name TEXT)")
        keys = ", ".join(f"{column} INTEGER REFERENCES ports(id)" for column in columns)
        connection.exec_driver_sql(f"CREATE TABLE trips (id INTEGER PRIMARY KEY, {keys})")
        connection.exec_driver_sql("INSERT INTO ports VALUES (1, 'Aabenraa')")
        connection.exec_driver_sql(f"INSERT INTO trips VALUES (1{', 1' * 8})")
    links = Shape(engine).tables["trips"].links
    engine.dispose()
    assert [link.columns for link in links] == [(column,) for column in columns]
