"""What is promised of every answer, over generated rows, documents and questions.

No claim is sent without a verdict `supported`; nothing is cited that was not given out; a quote is
its source's text, byte for byte; offsets are code points, whatever characters are around.
"""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from answer.pipeline import Pipeline
from nescio.answers import Abstained, Answered, PartiallyAnswered
from nescio.events import Checked, Cited, Delta, Event, Final, Sources
from nescio.settings import AnswerSettings, Settings
from nescio.settings_sources import DatabaseSource, FilesSource
from nescio.types import Question, Scope
from tests.quick import quick_pipeline

pytestmark = pytest.mark.slow
NAMES = ("Aurora Kettle", "Bára Lamp", "Zoë 2 Tent", "Ostrý Nůž", "Cafe\u0301 Press")
ODD = ("🫖", "👩‍🔧", "e\u0301", "\U00020000", "\u200b", "ﬁ", "Ω", "\u2028", "—", "“so”")
TOPICS = ("descaling", "the handle", "storage", "the zip", "varnish")


@dataclass(frozen=True)
class World:
    """Rows (name, price, weight), documents by file name, and questions."""

    rows: tuple[tuple[str, int, int], ...]
    documents: tuple[tuple[str, str], ...]
    questions: tuple[str, ...]


@st.composite
def sentences(draw: st.DrawFn, rows: tuple[tuple[str, int, int], ...]) -> str:
    """A sentence of a document, about a row (rightly or not) or about care."""
    name, price, weight = draw(st.sampled_from(rows))
    odd = draw(st.sampled_from(ODD))
    topic = draw(st.sampled_from(TOPICS))
    other = draw(st.integers(1, 900))
    gap = draw(st.sampled_from((" ", "  ", "\r\n", "\n", "\u00a0")))
    return draw(
        st.sampled_from(
            (
                f"The {name} costs {price} EUR {odd}.",
                f"The {name} costs {other} EUR.",
                f"{odd} The {name}{gap}weighs {weight} g.",
                f"For {topic} use a dry cloth{gap}and {other} ml of water {odd}.",
                f"With {topic} of the {name} wait {other} days{gap}{odd} before the next use.",
                f"{odd} Never use bleach for {topic}.",
            )
        )
    )


@st.composite
def worlds(draw: st.DrawFn) -> World:
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True))
    rows = tuple((n, draw(st.integers(5, 900)), draw(st.integers(10, 9000))) for n in names)
    newline = draw(st.sampled_from(("\n\n", "\r\n\r\n")))
    documents = []
    for number in range(draw(st.integers(1, 3))):
        parts = draw(st.lists(sentences(rows), min_size=1, max_size=6))
        title = draw(st.sampled_from(TOPICS)).capitalize()
        documents.append((f"{number}.md", newline.join([f"# {title} {number}", *parts])))
    name, topic = draw(st.sampled_from(names)), draw(st.sampled_from(TOPICS))
    questions = (
        f"How much is the {name}?",
        f"How heavy is the {name} 🫖, and what does it cost?",
        f"What do I use for {topic}?",
        f"How long do I wait with {topic} of the {name}?",
        f"May I use bleach for {topic}?",
    )
    return World(rows, tuple(documents), questions)


@given(worlds())
@settings(
    max_examples=5,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),  # an example takes a second: too long to shrink
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_keeps_the_promises(world: World) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_keeps(world, Path(folder)))


async def _keeps(world: World, folder: Path) -> None:
    _write(world, folder)
    where = Settings(
        sources=(
            DatabaseSource(name="shop", url=f"sqlite:///{folder / 'shop.sqlite'}"),
            FilesSource(name="docs", path=folder / "docs"),
        ),
        state=folder / "state",
        answer=AnswerSettings(threshold=0.05),
    )
    async with quick_pipeline(where) as pipeline:
        for text in world.questions:
            events = [event async for event in pipeline.stream(Question(text=text))]
            await _check(events, pipeline, world)


def _write(world: World, folder: Path) -> None:
    connection = sqlite3.connect(folder / "shop.sqlite")
    connection.execute(
        "CREATE TABLE products (product_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,"
        " price_eur NUMERIC(10, 2) NOT NULL, weight_g INTEGER NOT NULL)"
    )
    connection.executemany(
        "INSERT INTO products (name, price_eur, weight_g) VALUES (?, ?, ?)", world.rows
    )
    connection.commit()
    connection.close()
    (folder / "docs").mkdir()
    for name, text in world.documents:
        (folder / "docs" / name).write_bytes(text.encode())


async def _check(events: list[Event], pipeline: Pipeline, world: World) -> None:
    [answer] = [event.answer for event in events if isinstance(event, Final)]
    given_out = {ref.id for event in events if isinstance(event, Sources) for ref in event.sources}
    sent = "".join(event.text for event in events if isinstance(event, Delta))
    checks = [event for event in events if isinstance(event, Checked)]
    cited = [event.citation for event in events if isinstance(event, Cited)]
    assert {check.status for check in checks} <= {"supported"}
    assert {id_ for check in checks for id_ in check.source_ids} <= given_out
    assert {citation.source_id for citation in cited} <= given_out
    if isinstance(answer, Abstained):
        assert not checks
        assert not cited
        return
    assert isinstance(answer, (Answered, PartiallyAnswered))
    assert sent == answer.text[: len(sent)]
    assert [(c.start, c.end) for c in answer.claims] == [
        (check.claim_start, check.claim_end) for check in checks
    ]
    for claim in answer.claims:
        assert claim.verdict.status == "supported"
        assert claim.evidence_ids
        assert answer.text[claim.start : claim.end] == claim.text
    covered = {place for claim in answer.claims for place in range(claim.start, claim.end)}
    assert all(sent[place].isspace() for place in range(len(sent)) if place not in covered)
    spans = {(claim.start, claim.end) for claim in answer.claims}
    raw = [_visible(text) for _, text in world.documents]
    for citation in cited:
        assert (citation.claim_start, citation.claim_end) in spans
        source = await pipeline.source(citation.source_id, Scope())
        assert source is not None
        if citation.quote_start is None:
            # A passage without a quote is one of those that are said to disagree.
            said = answer.text[citation.claim_start : citation.claim_end]
            assert source.ref.kind == "record" or said.endswith(":")
            continue
        quote = source.text[citation.quote_start : citation.quote_end]
        claim = answer.text[citation.claim_start : citation.claim_end]
        assert " ".join(quote.split()) == claim
        if source.ref.uri.startswith("docs/"):
            assert any(_visible(claim) in text for text in raw)
    found = await pipeline.verify(sent, Scope())
    assert not [claim for claim in found.claims if claim.status == "contradicted"], sent
    for claim in found.claims:
        assert sent[claim.start : claim.end] == claim.text
        for evidence in claim.evidence:
            assert evidence.source_id in {ref.id for ref in found.sources}
            source = await pipeline.source(evidence.source_id, Scope())
            assert source is not None
            if evidence.start is not None:
                assert source.text[evidence.start : evidence.end] == evidence.value


def _visible(text: str) -> str:
    """Composed, without characters that show nothing, which ingestion drops."""
    composed = unicodedata.normalize("NFC", text)
    shown = "".join(c for c in composed if unicodedata.category(c) != "Cf")
    return " ".join(shown.split())
