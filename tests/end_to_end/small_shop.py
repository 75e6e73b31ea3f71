"""A database and a few documents of a test's own, as an installation that answers everything."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path

from answer.pipeline import Pipeline
from nescio.events import Final
from nescio.settings import Settings, parse
from nescio.types import Question, Turn


def settings(folder: Path, sql: str, documents: Mapping[str, str]) -> Settings:
    """`documents` are Markdown by the name of their file."""
    with sqlite3.connect(folder / "rows.sqlite") as connection:
        connection.executescript(sql)
    (folder / "docs").mkdir()
    for name, text in documents.items():
        (folder / "docs" / f"{name}.md").write_text(text)
    return parse(
        {
            "sources": [
                {"name": "rows", "type": "database", "url": "sqlite:///rows.sqlite"},
                {"name": "docs", "type": "files", "path": "docs"},
            ],
            "state": "state",
            "answer": {"threshold": 0.0},
        },
        where="test",
        folder=folder,
    )


async def answered(pipeline: Pipeline, question: str, *earlier: str) -> str:
    """The text of the answer, after earlier questions of the same conversation."""
    asked = Question(text=question, history=tuple(Turn(question=one) for one in earlier))
    events = [event async for event in pipeline.stream(asked)]
    return next(event.answer.text for event in events if isinstance(event, Final))
