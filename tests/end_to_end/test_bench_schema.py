"""A small `make bench-schema`: databases that nobody prepared, questions drawn from their rows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

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
