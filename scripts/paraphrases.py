"""The questions of `data/paraphrase`, each with the canonical questions of its database.

A domain is `NAME.sql` (tables and rows) and three files of questions, each with the query that
answers it, or null where none does: `NAME.jsonl`; `NAME.chat.jsonl`, as people chat, some with the
question `before` that they go on from; `NAME.none.jsonl`, those that documents would answer. The
canonical questions are those that `answer/canonical.py` makes of the reflected schema, as at the
time of answering.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import create_engine

from answer.canonical import Canonical, choices, sets, values
from answer.paraphrased import after, asked_of
from answer.route_nouns import called
from nescio.settings_sources import DatabaseSource
from nescio.types import Entity
from retrieval.attributes import AttributeResolver
from retrieval.reflection import reflect
from retrieval.schema import DatabaseSchema, Table

Target = dict[str, Any]
_KINDS = {"count": "count", "list": "list", "max": "highest", "min": "lowest", "sum": "sum"}
_ENDINGS = (".jsonl", ".chat.jsonl", ".none.jsonl")
_DISTINCT = 'SELECT DISTINCT "{column}" FROM "{table}"'
SHORTEST = 3
"""Letters of a part of a name that may stand for it."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question with the name in it masked, the canonical questions there are, and the places of
    those that ask for the same: none where the database does not answer it."""

    domain: str
    text: str
    canonical: Sequence[str]
    meant: tuple[int, ...]

    def right(self, place: int) -> bool:
        """Whether the canonical question at a place asks for the same, or says the same as one."""
        return self.canonical[place] in {self.canonical[one] for one in self.meant}


def load(folder: Path) -> Iterator[Question]:
    """All questions of a folder that a canonical question answers, or that none does."""
    for sql in sorted(folder.glob("*.sql")):
        yield from _Domain(sql).questions()


class _Domain:
    """A database and the questions about it."""

    def __init__(self, sql: Path) -> None:
        self._name = sql.stem
        files = [sql.with_suffix(ending) for ending in _ENDINGS]
        self._lines = [
            line
            for file in files
            if file.exists()
            for line in file.read_text(encoding="utf-8").splitlines()
        ]
        with TemporaryDirectory() as folder:
            file = Path(folder) / "rows.sqlite"
            with sqlite3.connect(file) as rows:
                rows.executescript(sql.read_text(encoding="utf-8"))
            url = f"sqlite:///{file}"
            source = DatabaseSource(name="rows", type="database", url=url)
            engine = create_engine(url)
            self._schema = reflect(engine, source)
            engine.dispose()
            with sqlite3.connect(file) as rows:
                self._called = list(_names(self._schema, rows))
                self._choices = {
                    name: list(choices(table, _kept(table, rows)))
                    for name, table in self._schema.tables.items()
                }
        self._resolver = AttributeResolver(self._schema)
        self._canonical: dict[str, list[Canonical]] = {}

    def questions(self) -> Iterator[Question]:
        for line in self._lines:
            given = json.loads(line)
            target = given["target"]
            wanted = _row(target) if target else None
            free = target is not None and wanted is None  # of rows of which none is named
            entity, text = (None, given["q"]) if free else self._masked(given["q"], wanted)
            if "before" in given:
                earlier, said = self._masked(given["before"], None if entity else wanted)
                entity, text = entity or earlier, after(said, text)
            options = self._options(entity)
            same = partial(_same, target=target, schema=self._schema)
            meant = tuple(p for p, one in enumerate(options) if target and same(one))
            if target and (not meant or (wanted and entity is None)):
                continue  # it names its row otherwise, or has more conditions
            canonical = [one.text for one in options]
            yield Question(domain=self._name, text=text, canonical=canonical, meant=meant)

    def _options(self, entity: Entity | None) -> list[Canonical]:
        key = entity.id if entity else ""
        if key not in self._canonical:
            found: list[Canonical] = []
            if entity is not None:
                noun = self._schema.tables[str(entity.table)].singular
                found += values(self._resolver, str(entity.table), noun)
            for table in self._schema.tables.values():
                found += sets(self._resolver, table, self._choices[table.name], entity)
            self._canonical[key] = found
        return self._canonical[key]

    def _masked(self, text: str, wanted: tuple[str, str] | None) -> tuple[Entity | None, str]:
        """The row that a question names (`wanted`, or the one of the longest name) and the
        question without the name."""
        rows = [e for e in self._called if wanted is None or (e.table, e.label) == wanted]
        places = [(place, e) for e in rows if (place := _place(e.label, text)) is not None]
        if not places:
            return None, text
        (start, end), entity = max(places, key=lambda one: one[0][1] - one[0][0])
        table = self._schema.tables[str(entity.table)]
        return entity, asked_of(text, start, end, table.singular, called(table))


def _names(schema: DatabaseSchema, rows: sqlite3.Connection) -> Iterator[Entity]:
    """All rows by their names and codes, and by every other text that may call one."""
    for table in schema.tables.values():
        groups = [table.name_columns, *((alias,) for alias in table.aliases)]
        groups += [(c.name,) for c in table.columns if c.kind == "text" and not c.private]
        for group in dict.fromkeys(group for group in groups if group):
            columns = ", ".join(f'"{name}"' for name in (*table.primary_key, *group))
            size = len(table.primary_key)
            select = f'SELECT {columns} FROM "{table.name}"'  # noqa: S608 - names of our own files
            for row in rows.execute(select):
                label = " ".join(str(value) for value in row[size:] if value is not None)
                key = tuple(zip(table.primary_key, row[:size], strict=True))
                yield Entity(
                    id=f"{table.name}/{row[:size]}", source=schema.source, label=label,
                    table=table.name, key=key,
                )  # fmt: skip


def _kept(table: Table, rows: sqlite3.Connection) -> dict[str, list[str]]:
    """The values of the columns that choose from a few."""
    return {
        column.name: sorted(
            str(value)
            for (value,) in rows.execute(_DISTINCT.format(column=column.name, table=table.name))
            if value is not None
        )
        for column in table.columns
        if column.categorical and not column.private
    }


def _place(name: str, text: str) -> tuple[int, int] | None:
    """Where a name stands in a text, whole or by its longest beginning or end that tells."""
    parts = name.split()
    for size in range(len(parts), 0, -1):
        for first in {0, len(parts) - size}:
            part = " ".join(parts[first : first + size])
            telling = any(c.isdigit() for c in part) or part[0].isupper()
            if size < len(parts) and not (telling and len(part) >= SHORTEST):
                continue
            found = re.search(rf"(?<!\w){re.escape(part)}(?!\w)", text, re.IGNORECASE)
            if found and (size == len(parts) or (telling and found[0] == part)):
                return found.span()
    return None


def _row(target: Target) -> tuple[str, str] | None:
    """The table and the name of the row that the question names."""
    if "row" in target:
        table, name = target["row"]
        return table, str(name)
    for told, value in target.get("where", []):
        if "." not in told:
            return told, str(value)
    return None


def _same(one: Canonical, target: Target, schema: DatabaseSchema) -> bool:
    """Whether a canonical question asks for a target."""
    attribute = one.attribute
    if "row" in target:
        each = one.text.startswith("every ")
        if one.kind != "value" or attribute is None or each != (target["op"] == "values"):
            return False
        table, _, column = target["ask"].partition(".")
        hops = {name for hop in attribute.path for name in (*hop.columns, *hop.target_columns)}
        own = attribute.column.name if attribute.column else ""
        named = column in ("", *attribute.end.name_columns)
        fits = own == column or (not own and named)
        return attribute.end.name == table and fits and target.get("via", "") in {"", *hops}
    if one.kind != _KINDS[target["op"]] or one.base is None or one.base.name != target["of"]:
        return False
    if "by" in target:
        by = (
            f"{attribute.end.name}.{attribute.column.name}"
            if attribute and attribute.column
            else ""
        )
        if by != target["by"]:
            return False
    return sorted(_told(one, schema)) == sorted(_wanted(target, one.base))


def _told(one: Canonical, schema: DatabaseSchema) -> list[tuple[str, str]]:
    """The conditions of a canonical question, as targets have them."""
    found = []
    for condition in one.conditions:
        kept, path = condition.filter.conditions[0], condition.filter.path
        end = path[-1].target if path else str(one.base and one.base.name)
        row = bool(path) and kept.column in schema.tables[end].primary_key
        other = "!" if kept.operator == "ne" else ""
        found.append((end, "") if row else (f"{end}.{kept.column}", f"{other}{kept.value}"))
    return found


def _wanted(target: Target, base: Table) -> list[tuple[str, str]]:
    found = []
    for told, value in target.get("where", []):
        table, _, name = told.partition(".")
        flag = name and table == base.name and base.column(name).kind == "bool"
        found.append((told, str(bool(int(value))) if flag else str(value)) if name else (table, ""))
    return found


def by_domain(questions: Sequence[Question]) -> Mapping[str, list[Question]]:
    """The questions of each domain."""
    found: dict[str, list[Question]] = {}
    for one in questions:
        found.setdefault(one.domain, []).append(one)
    return found
