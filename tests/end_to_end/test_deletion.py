"""Nothing deleted can be had: the benchmark `make bench-deletion`, small and without a model."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_nothing_of_deleted_records_can_be_had(tmp_path: Path) -> None:
    file = tmp_path / "counts.json"
    command = [sys.executable, str(ROOT / "scripts" / "bench_deletion.py"), "--json", str(file)]
    done = subprocess.run(
        [*command, "--deletions", "40", "--embedder", "hash"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    result = json.loads(file.read_text(encoding="utf-8"))
    before = result["before"]
    assert before["told when asked"] > 3
    assert before["ids that led to a record"] >= 30
    assert before["told in a batch"] > 0
    assert before["chunks"] == 40
    assert result["conversations_with_removed_sources"] > 0
    assert {
        "ask",
        "batch results",
        "id given out before",
        "embedding cache",
        "vector index",
    } <= set(result["found"])
    assert not any(result["found"].values())
