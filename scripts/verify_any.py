"""True and falsified sentences about the rows of any database, for `bench_verify --database`.

The database is read as `schema_shape` does, apart from nescio's own reading of a schema. Wordings
are the plain ones that fit any label; half of them were kept aside until the others were read well.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from schema_shape import Col, Link, Shape, Tab
from sqlalchemy import create_engine
from verify_sentences import Said, spoken_date

_ATTRIBUTE = {
    "dev": (
        "The {label} of {e} is {v}.", "{e} has the {label} {v}.", "{e}'s {label} is {v}.",
        "{e}: {label} {v}.",
    ),
    "held_out": (
        "{v} is the {label} of {e}.", "For {e} we have {v} as {label}.", "{label}: {v} ({e}).",
        "As to {e}, its {label} is {v}.",
    ),
}  # fmt: skip
_DENIED = {
    "dev": ("The {label} of {e} is not {v}.", "{e}'s {label} isn't {v}."),
    "held_out": (
        "{v} is not the {label} of {e}.",
        "It is not true that the {label} of {e} is {v}.",
    ),
}
_FAR = {
    "dev": ("The {label} of the {role} of {e} is {v}.",),
    "held_out": ("The {role} of {e} has the {label} {v}.",),
}
_COUNT = {
    "dev": ("{e} has {v} {plural}.", "There are {v} {plural} of {e}."),
    "held_out": ("The number of {plural} of {e} is {v}.", "We have {v} {plural} for {e}."),
}
_FLAG = {
    "dev": ("{e} is {label}.", "{e} is not {label}."),
    "held_out": ("{e} has been {label}.", "{e} has not been {label}."),
}
_LONGEST = 40


@dataclass(frozen=True)
class Fact:
    """What is true: a value of a row, or of the row that it refers to."""

    name: str
    noun: str
    value: Any
    col: Col | None = None
    role: str = ""
    plural: str = ""


class AnySpeaker:
    """Says facts of a database; the same seed says the same."""

    def __init__(self, url: str, wordings: str, seed: int) -> None:
        engine = create_engine(url)
        self._shape = Shape(engine)
        engine.dispose()
        self._set = wordings
        self._random = random.Random(f"{wordings}-{seed}")  # noqa: S311 - sample data
        self._groups = [
            group
            for tab in self._shape.tables.values() if tab.names
            for group in self._facts(tab) if len(group) > 1
        ]  # fmt: skip

    def sentences(self, count: int) -> list[Said]:
        """`count` different sentences, half of them falsified."""
        found: dict[str, Said] = {}
        while len(found) < count:
            true = sum(one.true for one in found.values()) < count / 2
            group = self._random.choice(self._groups)
            said = self._said(group, true=true)
            if said is not None:
                found.setdefault(said.text, said)
        return list(found.values())

    def _facts(self, tab: Tab) -> list[list[Fact]]:
        """Facts of the named rows of a table, one group for each column, link and kind of child."""
        rows = [(row, name) for row in tab.rows if (name := tab.name_of(row))]
        found = [
            [Fact(name, tab.noun, row[col.name], col) for row, name in rows if _sayable(row, col)]
            for col in tab.cols
        ]
        for link in tab.links:
            other = self._shape.tables.get(link.target)
            if other is not None and other.name != tab.name:
                found += self._linked(tab, rows, link, other)
        for child, link in self._shape.children(tab):
            counts = [
                (name, sum(_refers(one, link, row) for one in child.rows)) for row, name in rows
            ]
            found.append([Fact(n, tab.noun, c, plural=child.plural) for n, c in counts if c > 1])
        return found

    def _linked(
        self, tab: Tab, rows: list[tuple[dict[str, Any], str]], link: Link, other: Tab
    ) -> list[list[Fact]]:
        ends = [(name, end) for row, name in rows if (end := self._shape.by_key(link, row))]
        found = [[Fact(n, tab.noun, v, role=link.role) for n, e in ends if (v := other.name_of(e))]]
        return found + [
            [Fact(n, tab.noun, e[c.name], c, link.role) for n, e in ends if _sayable(e, c)]
            for c in other.cols if c.few
        ]  # fmt: skip

    def _said(self, group: list[Fact], *, true: bool) -> Said | None:
        fact = self._random.choice(group)
        kind = fact.col.kind if fact.col else "count" if fact.plural else "name"
        if kind == "bool":
            return self._flag(fact, true=true) if not fact.role else None
        changes = ["date" if kind == "date" else "value", "entity", "negation"]
        change = "" if true else self._random.choice(changes)
        if (fact.role and fact.col) or kind == "count":
            change = change.replace("negation", "value")
        denying = change == "negation"
        other = self._random.choice(group)
        deny_right = true and not fact.plural and not (fact.role and fact.col)
        if change in ("value", "date", "entity") or (deny_right and self._random.random() < 0.15):
            if other.value == fact.value or _close(other.value, fact.value):
                return None
            denying = not change
            name = other.name if change == "entity" else fact.name
            value = fact.value if change == "entity" else other.value
            fact = Fact(name, fact.noun, value, fact.col, fact.role, fact.plural)
        text = self._random.choice(self._wordings(fact, denying=denying))
        text = text.replace("{v}", self._value(fact.value)).replace("{plural}", fact.plural)
        text = text.replace("{label}", fact.col.label if fact.col else fact.role)
        text = text.replace("{role}", fact.role).replace("{e}", fact.name)
        return Said(text[:1].upper() + text[1:], true, change, (kind,))

    def _wordings(self, fact: Fact, *, denying: bool) -> tuple[str, ...]:
        if fact.plural:
            return _COUNT[self._set]
        if fact.role and fact.col:
            return _FAR[self._set]
        return (_DENIED if denying else _ATTRIBUTE)[self._set]

    def _flag(self, fact: Fact, *, true: bool) -> Said | None:
        label = fact.col.label.removeprefix("is ") if fact.col else ""
        if not label.endswith("ed"):
            return None
        held = fact.value in (1, True, "Y", "y")
        says, denies = _FLAG[self._set]
        text = (says if held is true else denies).replace("{e}", fact.name)
        return Said(text.replace("{label}", label), true, "" if true else "negation", ("bool",))

    def _value(self, value: Any) -> str:
        if isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-":
            value = dt.date.fromisoformat(value)
        if isinstance(value, dt.datetime):
            value = value.date()
        if isinstance(value, dt.date):
            return spoken_date(value, self._random.choice)
        if isinstance(value, float):
            return f"{value:g}" if value < 1000 else f"{value:.2f}"
        return str(value)


def _sayable(row: dict[str, Any], col: Col) -> bool:
    value = row[col.name]
    if isinstance(value, str):
        return 0 < len(value) <= _LONGEST and (col.few or col.kind != "text")
    return value is not None


def _refers(row: dict[str, Any], link: Link, parent: dict[str, Any]) -> bool:
    pairs = zip(link.columns, link.target_columns, strict=True)
    return all(row[a] == parent[b] for a, b in pairs)


def _close(one: Any, other: Any) -> bool:
    """Whether two values could be taken for the same when one is rounded, or is part of it."""
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return abs(one - other) <= 0.08 * abs(other)
    fold: Callable[[Any], set[str]] = lambda v: set(str(v).casefold().split())  # noqa: E731
    return fold(one) <= fold(other) or fold(other) <= fold(one)
