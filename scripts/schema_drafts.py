"""What all questions about rows are drawn from: named rows, families of tables, forms of values."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from schema_shape import Col, Link, Shape, Tab

MOST_LISTED = 8
ENOUGH = 4
PLACE = re.compile(r"(?:^| )(?:city|country|town)$")


@dataclass
class Draft:
    """A question before its wording is drawn: frames, what fills them, and what is right."""

    about: tuple[str, ...]
    frames: tuple[str, ...]
    fill: dict[str, str]
    all_of: tuple[tuple[str, ...], ...] = ()
    wrong: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()
    own: tuple[str, ...] = field(default=())
    """Frames of the label's or the role's own, drawn as often as all the others."""


class Drafts:
    """Rows, columns and links of a database that questions can be asked about."""

    def __init__(self, shape: Shape, rng: random.Random) -> None:
        self.shape = shape
        self.rng = rng

    def named(self, tab: Tab) -> list[dict[str, Any]]:
        """Rows with a name, shuffled."""
        # What a row above others stands for, itself or all below it, is open.
        above = {
            row[link.columns[0]]
            for link in tab.links
            if link.target == tab.name and "parent" in link.role
            for row in tab.rows
        }
        rows = [row for row in tab.rows if tab.name_of(row) and not above & set(tab.key_of(row))]
        self.rng.shuffle(rows)
        return rows

    def tabs(self) -> list[Tab]:
        """The tables whose rows have names."""
        return [tab for tab in self.shape.tables.values() if tab.names]

    def of(self, tab: Tab, row: dict[str, Any]) -> dict[str, str]:
        """What a row fills into a frame."""
        return {"n": tab.name_of(row) or "", "t": tab.noun, "p": tab.plural}

    def own_frames(self, known: dict[str, tuple[str, ...]], tab: Tab, col: Col) -> tuple[str, ...]:
        """The wordings that a label's last words have, if they mean this column alone."""
        for ending, frames in known.items():
            same = [c for c in tab.cols if c.label.split()[-1] == ending.split()[-1]]
            if (col.label == ending or col.label.endswith(" " + ending)) and len(same) == 1:
                return frames
        return ()

    def priced(self, tab: Tab, col: Col) -> bool:
        """Whether a column is the one price of its table."""
        return bool(self.own_frames({"price": ("price",)}, tab, col))

    def one_place(self, tab: Tab, col: Col) -> bool:
        """`In Spain` says which column it is about where a table has one country only."""
        last = col.label.split()[-1]
        return not PLACE.search(col.label) or (
            sum(c.label.split()[-1] == last for c in tab.cols) == 1 and len(col.label.split()) == 1
        )

    def families(self) -> Iterator[tuple[Tab, Tab, Link]]:
        """Tables with the tables that refer to them, and by which key."""
        for parent in self.tabs():
            for child, link in self.shape.children(parent):
                if child.names:
                    yield parent, child, link

    def children(
        self, child: Tab, link: Link, parent: Tab, row: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """The rows that refer to a row by a key."""
        wanted = tuple(row[name] for name in link.target_columns)
        return [r for r in child.rows if tuple(r[name] for name in link.columns) == wanted]

    def all_named(self, tab: Tab, rows: list[dict[str, Any]]) -> tuple[tuple[str, ...], ...]:
        """What an answer that lists the rows has to hold; nothing where there are too many."""
        names = [tab.name_of(row) for row in rows]
        if not 1 < len(names) <= MOST_LISTED or not all(names):
            return ()
        return tuple((bare(name),) for name in names if name)

    def amounts(self, tab: Tab) -> list[Col]:
        """Columns that it makes sense to add up."""
        return [
            c
            for c in tab.cols
            if c.kind == "number" and len(set(tab.values(c))) > 2 and "year" not in c.label
        ]


def bare(name: str) -> str:
    """A name as an answer has to hold it: of `order 7` the number will do."""
    match = re.fullmatch(r"[a-z ]+ (\d+)", name)
    return match.group(1) if match else name


def truth(true: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a wrong and what a right answer may begin with."""
    return (("no",), ("yes",)) if true else (("yes",), ("no",))


def year_of(value: Any) -> int:
    """The year of a date, or of its text."""
    return int(value[:4]) if isinstance(value, str) else int(value.year)


def forms(value: Any) -> tuple[str, ...]:
    """The ways in which an answer may write a value."""
    if isinstance(value, float):
        exact = f"{value:.6f}".rstrip("0").rstrip(".")
        short = {f"{value:.{digits}f}" for digits in (2, 3, 4, 1)}
        close = f"{value:.4g}"
        return tuple(dict.fromkeys([exact, *sorted(short, key=len, reverse=True), close]))
    if isinstance(value, dt.datetime):
        return (value.date().isoformat(), value.isoformat(sep=" "))
    if isinstance(value, dt.date):
        return (value.isoformat(),)
    return (str(value),)
