"""A cross-encoder named in the settings takes part in answering, and is done without when late."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from nescio.errors import ConfigError
from nescio.events import Final
from nescio.settings import Settings, load
from nescio.types import Question
from server.cli.ingest import bring_up_to_date
from server.wiring import open_pipeline
from tests.retrieval.cross_encoder import save_model

pytestmark = pytest.mark.slow
LINES = ("Wash the wool by hand.", "The lamp is cold.", "The kettle is washed with vinegar.")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("installation")
    (made / "docs").mkdir()
    for i, line in enumerate(LINES):
        (made / "docs" / f"{i}.md").write_text(f"# Page {i}\n\n{line}\n", encoding="utf-8")
    save_model(made / "model")
    asyncio.run(bring_up_to_date(configured(made), full=False))
    return made


def configured(folder: Path, **rerank: object) -> Settings:
    """The installation with these settings of `rerank`."""
    sources = [{"name": "docs", "type": "files", "path": "docs"}]
    file = folder / "nescio.yaml"
    file.write_text(json.dumps({"sources": sources, "state": "state", "rerank": rerank}))
    return load(file)


async def ask(settings: Settings) -> tuple[list[dict[str, float]], tuple[str, ...]]:
    """The scores of the evidence, in its order, and what the answer says is degraded."""
    async with open_pipeline(settings) as pipeline:
        question = Question(text="How is the kettle washed?")
        [work] = await pipeline.evidence(question)
        finals = [e.answer async for e in pipeline.stream(question) if isinstance(e, Final)]
    assert work.retrieved is not None
    return [dict(e.scores) for e in work.retrieved.evidence], finals[0].degraded


def test_the_model_of_the_settings_orders(folder: Path) -> None:
    scores, degraded = asyncio.run(ask(configured(folder, model=str(folder / "model"))))
    given = [s["rerank"] for s in scores]
    assert len(given) == len(LINES)
    assert given == sorted(given, reverse=True)
    assert len(set(given)) == len(LINES)
    assert degraded == ()


def test_a_late_model_is_said_and_done_without(folder: Path) -> None:
    settings = configured(folder, model=str(folder / "model"), deadline_s=1e-9)
    scores, degraded = asyncio.run(ask(settings))
    assert len(scores) == len(LINES)
    assert all("rerank" not in s for s in scores)
    assert degraded == ("rerank",)


def test_a_model_that_is_not_there_stops_the_start(folder: Path) -> None:
    with pytest.raises(ConfigError, match=r"rerank\.model: no folder"):
        asyncio.run(ask(configured(folder, model=str(folder / "nowhere"))))


def test_no_model_is_the_default(folder: Path) -> None:
    scores, degraded = asyncio.run(ask(configured(folder)))
    assert len(scores) == len(LINES)
    assert all("rerank" not in s for s in scores)
    assert degraded == ()
