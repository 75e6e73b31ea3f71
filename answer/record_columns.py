"""Columns of a table in a document, and which of them the words of a question mean.

A column is called by the words of its name or by others that mean the same; words such as `allowed`
or `eur` in a name need not be said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from answer.records import Record
from answer.route_bounds import Bound
from nescio.text import stem
from retrieval.attribute import also_called
from retrieval.fact_sql import Comparison

# Words of a column's name that say how it is meant, not what it is about.
_UNSAID = frozenset(
    stem(w)
    for w in """allowed needed offered possible available included required permitted accepted eur
    euro euros usd number no id code mm cm g kg days""".split()
)
# What is done, however the column or the question calls it: one family a line.
DEEDS = tuple(
    frozenset(stem(w) for w in line.split())
    for line in (
        "rent rental hire lend borrow loan",
        "wash washing clean cleaning launder laundering",
        "refill refilling fill",
        "repair repairing fix mend",
        "ship shipping shipment send deliver delivery post",
        "sharpen sharpening grind",
    )
)
_DEEDS = (
    *DEEDS,
    *(
        frozenset(stem(w) for w in line.split())
        for line in (
            "park parking",
            "fit fitting adjust",
            "test testing try",
            "price cost fee charge rate",
        )
    ),
)
# The same in two words.
_TAKEN = frozenset(stem(w) for w in "take back".split())
_TAKING = frozenset(stem(w) for w in "accept collect return recycle bring drop dispose".split())
NUMBER = re.compile(r"(?<![\w-])\d+(?:[.,]\d+)?(?![\w-])")
"""A number that stands alone: `GX-5` has none."""

NO = frozenset(("no", "not offered", "none", "not available", "not possible", "closed", "never"))


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column: the stems of its name, and whether it says yes or no of a record, or how."""

    name: frozenset[str]
    flag: bool

    @property
    def told(self) -> frozenset[str]:
        """The stems of its name that have to be said."""
        return self.name - _UNSAID or self.name

    def said(self, stems: frozenset[str]) -> frozenset[str]:
        """The stems of a question that call the column; empty unless all of its name is said."""
        found: set[str] = set()
        left = set(self.told)
        if left >= _TAKEN and not stems >= _TAKEN and stems & _TAKING:
            found |= stems & _TAKING
            left -= _TAKEN
        for word in left:
            one = alike(word) & stems
            if not one:
                return frozenset()
            found |= one
        return frozenset(found | (self.name & stems))


def alike(word: str) -> frozenset[str]:
    """A stem and those that mean the same."""
    return frozenset({word}).union(
        also_called(word), *(family for family in _DEEDS if word in family)
    )


def columns_of(records: Sequence[Record]) -> tuple[Column, ...]:
    """The columns of records of one table, in their order."""
    values: dict[frozenset[str], set[str]] = {}
    for record in records:
        for field in record.fields:
            values.setdefault(field.name, set()).add(field.value.casefold())
    return tuple(
        Column(name=name, flag=bool(found & NO) and name != records[0].fields[0].name)
        for name, found in values.items()
    )


def says(record: Record, column: Column) -> bool:
    """Whether a record says yes in a column, or how."""
    value = next((f.value for f in record.fields if f.name == column.name), "no")
    return value.casefold().strip() not in NO | {"", "-", "–"}


def has(record: Record, column: Column, number: str) -> bool:
    return any(
        number in {n.rstrip(".,") for n in NUMBER.findall(f.value)}
        for f in record.fields if f.name == column.name
    )  # fmt: skip


def within(record: Record, column: Column, bound: Bound) -> bool:
    for field in record.fields:
        match = NUMBER.match(field.value) if field.name == column.name else None
        if match is not None:
            value = float(match.group().replace(",", "."))
            return all(_holds(operator, value, number) for operator, number in bound.comparisons)
    return False


def _holds(operator: Comparison, value: float, number: float) -> bool:
    match operator:
        case "lt":
            return value < number
        case "le":
            return value <= number
        case "gt":
            return value > number
        case "ge":
            return value >= number
        case _:
            return value == number
