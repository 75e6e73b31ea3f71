"""Sentences of a row by template: `{name} is a {category.name} that weighs {weight_g} g`.

Only names of columns may stand in braces, with one step over a relation: no attributes, indexes,
conversions or formats, so that a template can reach nothing but public columns. A value that
holds braces stays as it is. A sentence with a value that is missing is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from string import Formatter
from typing import Any

from nescio.errors import ConfigError
from retrieval.schema import Column, DatabaseSchema, ForeignKey, Table

_FIELD = re.compile(r"(?:([^\W\d]\w*)\.)?([^\W\d]\w*)")
Show = Callable[[Any, Column], str]
"""A value as a reader sees it; empty when there is none."""


@dataclass(frozen=True, kw_only=True)
class Field:
    """A column of the row, or of the row that a foreign key points at."""

    column: Column
    key: ForeignKey | None = None


@dataclass(frozen=True, kw_only=True)
class Template:
    """Sentences, each of literal texts and fields."""

    sentences: tuple[tuple[str | Field, ...], ...]

    def joined(self, key: ForeignKey) -> set[str]:
        """Columns that are read over a foreign key."""
        return {
            part.column.name
            for sentence in self.sentences
            for part in sentence
            if isinstance(part, Field) and part.key == key
        }

    def render(
        self, row: Mapping[str, Any], linked: Mapping[ForeignKey, Mapping[str, Any]], show: Show
    ) -> str:
        """The sentences that have all their values, joined by spaces."""
        said = (self._sentence(parts, row, linked, show) for parts in self.sentences)
        return " ".join(sentence for sentence in said if sentence)

    def _sentence(
        self,
        parts: Sequence[str | Field],
        row: Mapping[str, Any],
        linked: Mapping[ForeignKey, Mapping[str, Any]],
        show: Show,
    ) -> str:
        said = []
        for part in parts:
            if isinstance(part, str):
                said.append(part)
                continue
            held = row if part.key is None else linked.get(part.key, {})
            value = show(held.get(part.column.name), part.column)
            if not value:
                return ""
            said.append(value)
        return "".join(said)


def compile_template(
    written: str | tuple[str, ...], schema: DatabaseSchema, table: Table, keys: Sequence[ForeignKey]
) -> Template | None:
    """The template of a table, None when none is written. Raises ConfigError."""
    texts = (written,) if isinstance(written, str) else written
    sentences = [_parse(text, schema, table, keys) for text in texts if text.strip()]
    return Template(sentences=tuple(sentences)) if sentences else None


def _parse(
    text: str, schema: DatabaseSchema, table: Table, keys: Sequence[ForeignKey]
) -> tuple[str | Field, ...]:
    where = f"sources.{schema.source}.tables.{table.name}.template"
    try:
        parsed = list(Formatter().parse(text))
    except ValueError as error:
        raise ConfigError(where, f"{text!r}: {error}", "write {{ for a brace") from None
    parts: list[str | Field] = []
    for literal, name, form, conversion in parsed:
        if literal:
            parts.append(literal)
        if name is None:
            continue
        match = _FIELD.fullmatch(name)
        if match is None or form or conversion:
            raise ConfigError(
                where, f"{{{name}}}: only {{column}} or {{relation.column}} may stand"
            )
        parts.append(_field(match.group(1), match.group(2), where, schema, table, keys))
    return tuple(parts)


def _field(
    relation: str | None,
    name: str,
    where: str,
    schema: DatabaseSchema,
    table: Table,
    keys: Sequence[ForeignKey],
) -> Field:
    key, target = None, table
    if relation is not None:
        fits = [k for k in keys if relation in (k.label.replace(" ", "_"), *k.columns)]
        fits = fits or [k for k in keys if relation == k.target]
        if len(fits) != 1:
            known = ", ".join(sorted(k.label.replace(" ", "_") for k in keys)) or "none"
            raise ConfigError(where, f"no relation {relation!r}", f"there are: {known}")
        key = fits[0]
        target = schema.tables[key.target]
    try:
        column = target.column(name)
    except KeyError:
        raise ConfigError(where, f"the table {target.name} has no column {name!r}") from None
    if column.private:
        raise ConfigError(
            where, f"{target.name}.{name} is private", "list it under facts to show it"
        )
    if column.kind == "blob":
        raise ConfigError(where, f"{target.name}.{name} is binary")
    # The template says the unit, if it wants one.
    return Field(column=replace(column, unit=None), key=key)
