"""Documents that disagree over an answer: told, or decided as configured; and false alarms."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from answer.pipeline import Pipeline
from nescio.answers import Abstained, Answer, Answered
from nescio.events import Cited, Event, Final, Sources
from nescio.settings import AnswerSettings, Settings
from nescio.settings_sources import FilesSource
from nescio.types import Question, Scope
from server.cli.ingest import bring_up_to_date
from server.wiring import open_pipeline

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
OFFICIAL = {
    "returns.md": "# Returns\n\nGoods may be returned within 30 days of delivery. Bring the"
    " receipt to any of our stores.\n\nLast updated on 3 March 2024.\n",
    "ferry.md": "# The ferry\n\nThe ferry to the island leaves from the north pier.\n",
    "kayaks.md": "# Renting a kayak\n\nStandard rental of a kayak costs 20 euros for a day.\n",
    "north.md": "# The north hall\n\nThe hall opens to all visitors at 10:00 on Sundays.\n",
    "lamp-x1.md": "# Lamp X1\n\nThe battery of the lamp lasts for 8 hours.\n",
    "prices-2024.md": "# Prices 2024\n\nA day ticket for the tram costs 9 euros.\n",
    "bridge.md": "# The Alder bridge\n\nThe Alder bridge was designed by Mary Doe.\n",
}
FORUM = {
    "answers.md": "# Questions of customers\n\nGoods may be returned within 14 days of the"
    " delivery. Ask for a form.\n\nLast updated on 9 May 2023.\n",
    "island.md": "# Going to the island\n\nIn winter a ferry to the island leaves at noon.\n",
    "boats.md": "# Boats\n\nGuided rental of a kayak costs 35 euros for a day.\n",
    "south.md": "# The south hall\n\nThe hall opens to all visitors at 11:00 on Sundays.\n",
    "lamp-z2.md": "# Lamp Z2\n\nThe battery of the lamp lasts for 20 hours.\n",
    "prices-2025.md": "# Prices 2025\n\nA day ticket for the tram costs 11 euros.\n",
    "history.md": "# History of the town\n\nThe Alder bridge was designed by Erik Holm.\n",
}


@pytest.fixture(scope="module")
async def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("town")
    for name, texts in (("official", OFFICIAL), ("forum", FORUM)):
        (made / name).mkdir()
        for file, text in texts.items():
            (made / name / file).write_text(text, encoding="utf-8")
    await bring_up_to_date(configured(made), full=False)
    return made


def configured(folder: Path, *, authority: int = 0, newest_wins: bool = False) -> Settings:
    """The installation; the official documents have this authority."""
    official = FilesSource(name="official", path=folder / "official", authority=authority)
    return Settings(
        sources=(official, FilesSource(name="forum", path=folder / "forum")),
        state=folder / "state",
        answer=AnswerSettings(newest_wins=newest_wins),
    )


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Pipeline]:
    async with open_pipeline(settings) as pipeline:
        yield pipeline


async def ask(
    pipeline: Pipeline, text: str, *, threshold: float | None = None
) -> tuple[Answer, list[Event]]:
    events = [e async for e in pipeline.stream(Question(text=text), threshold=threshold)]
    [answer] = [e.answer for e in events if isinstance(e, Final)]
    return answer, events


RETURNS = "Within how many days may goods be returned after delivery?"


async def test_both_are_quoted_and_cited_where_neither_is_believed(folder: Path) -> None:
    async with opened(configured(folder)) as pipeline:
        answer, events = await ask(pipeline, RETURNS)
        assert isinstance(answer, Answered)
        assert answer.text.startswith("The documents “")
        assert "disagree" in answer.text
        assert "30 days" in answer.text
        assert "14 days" in answer.text
        given = {ref.id for e in events if isinstance(e, Sources) for ref in e.sources}
        cited = [e.citation for e in events if isinstance(e, Cited)]
        assert {c.source_id for c in cited} == given
        assert len(given) == 2
        assert all(claim.verdict.status == "supported" for claim in answer.claims)
        quoted = [c for c in cited if c.quote_start is not None]
        assert len(quoted) == 2
        for citation in quoted:
            source = await pipeline.source(citation.source_id, Scope())
            assert source is not None
            said = source.text[citation.quote_start : citation.quote_end]
            claim = answer.text[citation.claim_start : citation.claim_end]
            assert " ".join(said.split()) == claim


async def test_below_the_threshold_the_reason_is_that_they_conflict(folder: Path) -> None:
    async with opened(configured(folder)) as pipeline:
        answer, _ = await ask(pipeline, RETURNS, threshold=1.0)
    assert isinstance(answer, Abstained)
    assert (answer.reason, answer.rule) == ("sources_conflict", "documents_disagree")
    assert {ref.title for ref in answer.nearest} == {"Returns", "Questions of customers"}
    assert "30 days" in answer.text
    assert "14 days" in answer.text


@pytest.mark.parametrize(
    ("authority", "newest_wins", "right", "wrong"),
    [(1, False, "30 days", "14 days"), (-1, True, "14 days", "30 days"),
     (0, True, "30 days", "14 days")],
)  # fmt: skip
async def test_the_one_of_authority_is_believed_then_the_newest(
    folder: Path, authority: int, newest_wins: bool, right: str, wrong: str
) -> None:
    settings = configured(folder, authority=authority, newest_wins=newest_wins)
    async with opened(settings) as pipeline:
        answer, _ = await ask(pipeline, RETURNS)
    assert isinstance(answer, Answered)
    assert right in answer.text
    assert wrong not in answer.text
    [note] = answer.notes
    other = "Questions of customers" if right == "30 days" else "Returns"
    assert f"“{other}” says otherwise" in note


async def test_without_dates_the_newest_is_not_known(folder: Path) -> None:
    async with opened(configured(folder, newest_wins=True)) as pipeline:
        answer, _ = await ask(pipeline, "Who designed the Alder bridge?")
    assert "Mary Doe" in answer.text
    assert "Erik Holm" in answer.text
    assert "disagree" in answer.text


async def test_the_newest_edition_is_believed(folder: Path) -> None:
    async with opened(configured(folder, newest_wins=True)) as pipeline:
        answer, _ = await ask(pipeline, "What does a day ticket for the tram cost?")
    assert "11 euros" in answer.text
    assert "9 euros" not in answer.text
    assert answer.notes == (
        "The document “Prices 2024” says otherwise; “Prices 2025” is believed.",
    )


@pytest.mark.parametrize(
    "text",
    [
        "Where does the ferry to the island leave from?",
        "What does standard rental of a kayak cost for a day?",
        "What do I bring to the stores to return goods?",
        "When does the north hall open to visitors on Sundays?",
        "How long does the battery of the lamp last?",
        "What does a day ticket for the tram cost?",
    ],
)
async def test_another_aspect_is_no_disagreement(folder: Path, text: str) -> None:
    async with opened(configured(folder)) as pipeline:
        answer, _ = await ask(pipeline, text)
    assert "disagree" not in answer.text
    assert not isinstance(answer, Abstained) or answer.reason != "sources_conflict"
    assert not answer.notes
