"""What nescio knows of a database's schema: tables, what names a row, what is private.

`reflect` guesses all of it from the live schema; a configuration may overrule each guess.
Values are never kept here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from nescio.text import words

ColumnKind = Literal["text", "number", "money", "date", "datetime", "time", "bool", "json", "blob"]


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column as a reader would call it: `weight_g` is labelled `weight` with the unit `g`."""

    name: str
    label: str
    kind: ColumnKind
    unit: str | None = None
    synonyms: tuple[str, ...] = ()
    private: bool = False
    nullable: bool = True
    unique: bool = False
    categorical: bool = False
    """Few distinct values (status, colour, country): words of a question may be one of them."""
    storage: Literal["native", "text", "integer"] = "native"
    """How dates (as text) and flags (as integers) are kept where the type is not native."""
    truth: tuple[str, str] | None = None
    """How a flag that is kept as text says yes and no."""


@dataclass(frozen=True, kw_only=True)
class ForeignKey:
    """A reference from this table to another; `label` is the role (`supplier`, `shipped by`)."""

    columns: tuple[str, ...]
    target: str
    target_columns: tuple[str, ...]
    label: str


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table. `display` names a row (None: rows of it have no name of their own).

    `display_columns` holds all columns that make up the name, first and last name for example;
    `display` is the first of them. `person` marks tables of people (customers, employees).
    """

    name: str
    singular: str
    plural: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...] = ()
    display: str | None = None
    aliases: tuple[str, ...] = ()
    valid_from: str | None = None
    valid_to: str | None = None
    complete: bool = False
    access: tuple[str, ...] = ()
    tenant: str | None = None
    synonyms: tuple[str, ...] = ()
    display_columns: tuple[str, ...] = ()
    person: bool = False

    def column(self, name: str) -> Column:
        """The column of that name. Raises KeyError."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name}.{name}")

    @property
    def name_columns(self) -> tuple[str, ...]:
        """The columns whose values, joined by spaces, name a row; empty when none do."""
        return self.display_columns or ((self.display,) if self.display else ())

    @property
    def structural(self) -> frozenset[str]:
        """Columns that only tie rows together: the key and the foreign keys."""
        return frozenset(self.primary_key) | {c for fk in self.foreign_keys for c in fk.columns}


@dataclass(frozen=True, kw_only=True)
class DatabaseSchema:
    """All tables of one database source, by name."""

    source: str
    tables: dict[str, Table] = field(default_factory=dict)

    def references_to(self, table: str) -> tuple[tuple[Table, ForeignKey], ...]:
        """Every (table, foreign key) that points at `table`."""
        return tuple(
            (other, key)
            for other in self.tables.values()
            for key in other.foreign_keys
            if key.target == table
        )


def schema_words(schemas: Iterable[DatabaseSchema]) -> frozenset[str]:
    """The folded words by which tables and columns are called: spelt right, and never names."""
    said = [
        text
        for schema in schemas
        for table in schema.tables.values()
        for text in (
            table.singular,
            table.plural,
            *table.synonyms,
            *(label for c in table.columns for label in (c.label, *c.synonyms)),
        )
    ]
    return frozenset(word.form for text in said for word in words(text))
