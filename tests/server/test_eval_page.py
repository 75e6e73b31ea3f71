"""The report of an evaluation: nothing in it runs, each failure is there with its evidence."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from evals.golden import GoldenItem, GoldenTurn
from evals.outcome import CitedSource, Judged, Outcome, OutcomeStatus, Reply, judge
from evals.question_only import baseline
from evals.runner import summarise
from server.eval_page import About, kinds, page

pytestmark = pytest.mark.slow

EVIL = "<script>alert(1)</script>&\"'\u202e"
ABOUT = About(golden=f"gold{EVIL}.jsonl", tags=(EVIL,), at=dt.datetime(2026, 1, 31, tzinfo=dt.UTC))
SOURCE = CitedSource(
    kind="passage", uri=f"help/{EVIL}.md", locator={"heading_path": ["Care", EVIL]}, quote=EVIL
)
ALLOWED = frozenset(
    "html head meta title style body h1 h2 h3 p div table caption thead tbody tr th td figure"
    " figcaption svg polyline line circle text ul li article b span blockquote".split()
)


def outcome(
    number: int,
    status: OutcomeStatus,
    text: str = "yes",
    *,
    answerable: bool = True,
    confidence: float = 0.7,
) -> Outcome:
    item = GoldenItem(
        id=f"{number}{EVIL}",
        question=f"Is it {number}? {EVIL}",
        answers=("yes",) if answerable else (),
        forbidden=(f"never {EVIL}",),
        tags=(f"tag{EVIL}",),
        history=(GoldenTurn(question=f"Earlier {EVIL}"),),
    )
    reply = Reply(
        status=status, text=text, confidence=confidence, threshold=0.5, citations=(SOURCE,),
        nearest=(SOURCE,), reason=EVIL, rule=EVIL, first_text_ms=1.0,
    )  # fmt: skip
    return judge(item, reply)


class Reader(HTMLParser):
    """Every element with its attributes, and the text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def made(outcomes: list[Outcome]) -> tuple[str, Reader]:
    html = page(summarise(outcomes), baseline(outcomes, resamples=20), ABOUT)
    reader = Reader()
    reader.feed(html)
    return html, reader


RUN = [
    *[
        outcome(i, "answered", "yes" if i % 4 else f"no {EVIL}", confidence=i / 60)
        for i in range(60)
    ],
    outcome(60, "abstained", EVIL),
    outcome(61, "answered", answerable=False),
    outcome(62, "failed", EVIL),
]


def test_nothing_in_it_runs_or_is_fetched() -> None:
    html, reader = made(RUN)
    assert reader.tags <= ALLOWED | {"!doctype"}, reader.tags - ALLOWED
    assert not any(name.startswith("on") for name in reader.attributes)
    assert not reader.attributes & {"src", "href", "srcset", "action", "xlink:href", "style"}
    assert "url(" not in html
    assert "default-src 'none'" in html
    assert "\u202e" not in html
    text = "".join(reader.text)
    assert "<script>alert(1)</script>" in text  # shown as it is written


def test_each_failure_is_there_with_its_evidence() -> None:
    _, reader = made(RUN)
    text = "".join(reader.text)
    for failure in (o for o in RUN if kinds(o)):
        assert f"Is it {failure.item.id.split('<')[0]}? " in text
    assert "18 failures" in text
    for kind in ("wrong answer", "abstained wrongly", "answered without an answer", "failed"):
        assert kind in text
    assert text.count("Care › <script>") == 2 * 18
    assert "Earlier <script>" in text


def test_what_a_judge_said_is_shown_beside_the_failure() -> None:
    said = replace(RUN[0], judged=Judged(right=True, why=f"The same {EVIL}"))
    _, reader = made([said, *RUN[1:]])
    assert "judgeright: The same <script>" in "".join(reader.text)
    assert reader.tags <= ALLOWED | {"!doctype"}


def test_charts_are_drawn_and_the_question_alone_is_beside() -> None:
    html, reader = made(RUN)
    assert html.count("<svg ") == 2
    assert html.count("<polyline ") == 5
    assert "as served" in html
    assert "question only" in "".join(reader.text)
    for points in re.findall(r'points="([^"]*)"', html):
        for pair in points.split():
            x, y = map(float, pair.split(","))
            assert 0 <= x <= 520
            assert 0 <= y <= 340


@pytest.mark.parametrize(
    "outcomes",
    [
        [outcome(1, "answered")],
        [outcome(1, "abstained", answerable=False)],
        [outcome(1, "failed")],
    ],
)
def test_small_runs_have_a_page_too(outcomes: list[Outcome]) -> None:
    html, reader = made(outcomes)
    assert "nan" not in html.casefold()
    assert "h1" in reader.tags
