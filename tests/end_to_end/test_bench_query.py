"""A small run of `make bench-query`: what it measures and writes, not how fast."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_a_small_run_and_the_same_stores_again(tmp_path: Path) -> None:
    file, state = tmp_path / "figures.json", tmp_path / "state"
    command = [sys.executable, str(ROOT / "scripts" / "bench_query.py")]
    command += ["--sizes", "500", "--questions", "10", "--sample", "40"]
    command += ["--state", str(state), "--json", str(file)]
    for again in (False, True):
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert ("passages written" in done.stdout) != again
    report = json.loads(file.read_text())
    assert report["missed"] == []
    measured = report["sizes"]["500"]
    assert (measured["exact"]["search"], measured["optimized"]["search"]) == ("exact", "hnsw")
    assert measured["recall"] >= 0.99
    wanted = {"embed", "dense", "sparse", "walk", "facts", "passages", "total"}
    for how in ("exact", "optimized"):
        stages = measured[how]["stages"]
        assert stages.keys() >= {*wanted, "total without embed"}
        assert all(0 < each["p50"] <= each["p95"] for each in stages.values())
