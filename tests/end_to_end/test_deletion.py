"""Nothing deleted can be had: the benchmark `make bench-deletion`, small and without a model."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.bench_deletion import bench

pytestmark = [pytest.mark.anyio, pytest.mark.slow]


async def test_nothing_of_deleted_records_can_be_had(tmp_path: Path) -> None:
    result = await bench(tmp_path, 30, quick=True)
    before = result["before"]
    assert before["told when asked"] > 3
    assert before["ids that led to a record"] >= 30
    assert before["chunks"] == 30
    assert result["conversations_with_removed_sources"] > 0
    assert result["found"].pop("ask") == 0
    assert not any(result["found"].values()), result["found"]
