"""A database as a source: one Record per row that is a thing of its own or that links things.

Which rows these are says `ingest.row_tables`; how they are read `ingest.row_reading`. Private
columns are not even selected, unless they tie rows together, and then they do not leave this
module. A row's document also holds the names of the rows that it points at: `rows_at` therefore
gives with a row those that point at it, when what they say of it may have changed.
"""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.exc import DataError, OperationalError, ProgrammingError, SQLAlchemyError

from ingest.records import Found, Gone, Known, Problem
from ingest.row_reading import Row, Values, batched, holds, pages, rows_where
from ingest.row_tables import IndexedTable, Layout, lay_out
from ingest.rows import Reference, RowContent, build_row, public_values, row_record, said_value
from nescio.errors import SourceUnavailable
from nescio.settings_sources import DatabaseSource
from nescio.types import Record, key_text, stable_id
from retrieval.catalogue import Indexed
from retrieval.database import one_line, open_read_only
from retrieval.display import to_scalar
from retrieval.reflection import reflect
from retrieval.rows import row_entity, row_label, row_name
from retrieval.schema import ForeignKey, Table

_LABELS = 50_000
Links = dict[ForeignKey, tuple[Reference, Row]]


@dataclass
class RowSource:
    """The rows of a database. See `ingest.records.Source`."""

    settings: DatabaseSource
    _engine: Engine | None = None
    _layout: Layout = field(default_factory=lambda: Layout(tables={}, notes={}))
    _said: OrderedDict[tuple[str, str], str] = field(default_factory=OrderedDict)

    @property
    def name(self) -> str:
        return self.settings.name

    @property
    def layout(self) -> Layout:
        """The tables that become records. Raises SourceUnavailable."""
        self._open()
        return self._layout

    @property
    def engine(self) -> Engine:
        """The connections, which cannot write. Raises SourceUnavailable."""
        return self._open()

    def count(self) -> int:
        engine = self._open()
        with self._failures(), engine.connect() as connection:
            tables = [sa.table(name) for name in self._layout.tables]
            count = sa.func.count()
            return sum(connection.scalar(sa.select(count).select_from(t)) or 0 for t in tables)

    def close(self) -> None:
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None
        self.forget()

    def forget(self) -> None:
        """Forget what other rows were told of each row: all that point at it are read next time."""
        self._said.clear()

    def records(self, known: Mapping[str, Known]) -> Iterator[Found]:
        """All rows. They are told apart by their content alone: `known` spares no reading."""
        self._open()
        for name, line in self._layout.notes.items():
            yield Problem(key=f"{name}/", line=line, keep=False, skipped=True)
        with self._failures():
            for entry in self._layout.tables.values():
                for page in pages(self._open(), entry.table, cursor=entry.view):
                    for found in self._page(entry, page):
                        if not isinstance(found, Gone):
                            yield found

    def rows_at(self, keys: Mapping[str, Iterable[Values]]) -> Iterator[Found]:
        """These rows as they are now, and the rows whose text speaks of them. Blocks.

        `keys`: for each table, keys of rows as the driver gives them, in the order of the table's
        key; tables that are not indexed are passed over. Raises SourceUnavailable.
        """
        self._open()
        wanted = {t: dict.fromkeys(keys[t]) for t in self._layout.tables if t in keys}
        with self._failures():
            for name, values in wanted.items():
                entry = self._layout.tables[name]
                for batch in batched(values):
                    yield from self._rows(entry, batch, wanted)

    def build(self, record: Record) -> Indexed | Problem:
        return build_row(record)

    def _open(self) -> Engine:
        """Connect and reflect, once. Raises SourceUnavailable."""
        if self._engine is None:
            engine = open_read_only(self.settings)
            try:
                schema = reflect(engine, self.settings)
                if not schema.tables:
                    # An empty file must not look like a database whose rows were all deleted.
                    raise SourceUnavailable(self.name, "it has no tables that may be read")
                views = set(sa.inspect(engine).get_view_names())
                self._layout = lay_out(schema, self.settings, views)
            except BaseException:
                engine.dispose()
                raise
            self._engine = engine
        return self._engine

    def _failures(self) -> _Failures:
        return _Failures(self.name)

    def _rows(
        self,
        entry: IndexedTable,
        batch: Sequence[Values],
        wanted: Mapping[str, Mapping[Values, Any]],
    ) -> Iterator[Found]:
        """One batch of rows of a table, and then what depends on them."""
        table = entry.table
        rows = list(rows_where(self._open(), table, table.primary_key, batch))
        yield from self._page(entry, rows)
        present = {_key_of(table, row): row for row in rows}
        asked = {_text(table.primary_key, values): values for values in batch}
        for text in asked:
            if text not in present:
                yield Gone(key=f"{table.name}/{text}")
        moved = [text for text in asked if self._moved(entry, text, present.get(text))]
        for child, key in self._layout.pointing_at(table.name):
            targets = [_target(table, key, asked[text], present.get(text)) for text in moved]
            yield from self._dependents(child, key, [t for t in targets if t is not None], wanted)

    def _dependents(
        self,
        child: IndexedTable,
        key: ForeignKey,
        targets: Sequence[Values],
        wanted: Mapping[str, Mapping[Values, Any]],
    ) -> Iterator[Found]:
        """Rows that point at one of `targets`, but for those that are asked for themselves."""
        asked = wanted.get(child.table.name, {})
        names = child.table.primary_key
        for batch in batched(targets):
            try:
                where = holds(key.columns, batch)
                for page in pages(self._open(), child.table, where=where):
                    rest = [row for row in page if tuple(row[n] for n in names) not in asked]
                    yield from self._page(child, rest)
            except OperationalError as error:
                # Without an index on the foreign key this can take longer than a statement may.
                columns = ", ".join(key.columns)
                line = (
                    f"{self.name}/{child.table.name}: rows of a changed {key.label} not read again "
                    f"({one_line(error)}); an index on {columns} helps"
                )
                yield Problem(key=f"{child.table.name}/", line=line, keep=True)

    def _moved(self, entry: IndexedTable, text: str, row: Row | None) -> bool:
        """Whether what other rows say of this one may be other than when it was last asked."""
        table = entry.table
        columns = sorted(self._layout.said_elsewhere(table.name))
        shown = [_shown(table, row), *(str(row[c]) for c in columns)] if row is not None else []
        said = stable_id("said", *shown)
        before = self._said.pop((table.name, text), None)
        self._said[table.name, text] = said
        if len(self._said) > _LABELS:
            self._said.popitem(last=False)
        return before != said

    def _page(self, entry: IndexedTable, page: Sequence[Row]) -> Iterator[Found]:
        now = dt.datetime.now(dt.UTC)
        table = entry.table
        for row, links in zip(page, self._links(entry, page), strict=True):
            references = tuple(reference for reference, _ in links.values())
            if not entry.node and len(references) < 2:
                yield Gone(key=f"{table.name}/{_key_of(table, row)}")
                continue
            entity, names = row_entity(self.name, table, row)
            said = ""
            if entry.template is not None:
                rows = {key: linked for key, (_, linked) in links.items()}
                said = entry.template.render(row, rows, said_value)
            content = RowContent(
                table=table,
                entity=entity,
                names=names,
                values=public_values(table, row),
                references=references,
                node=entry.node,
                said=said,
            )
            yield row_record(self.name, content, now)

    def _links(self, entry: IndexedTable, page: Sequence[Row]) -> list[Links]:
        """For each row of a page, what its foreign keys point at, by one query per key."""
        found: list[Links] = [{} for _ in page]
        for key in entry.keys:
            target = self._layout.tables[key.target].table
            pointed = [tuple(row[column] for column in key.columns) for row in page]
            held = self._targets(target, entry, key, [v for v in pointed if None not in v])
            for place, values in enumerate(pointed):
                row = held.get(_text(key.columns, values))
                if row is None or None in values:
                    continue
                entity_id = stable_id("entity", self.name, target.name, _key_of(target, row))
                reference = Reference(
                    role=key.label, label=_shown(target, row), entity_id=entity_id
                )
                found[place][key] = reference, row
        return found

    def _targets(
        self, target: Table, entry: IndexedTable, key: ForeignKey, values: Sequence[Values]
    ) -> dict[str, Row]:
        """Rows of `target` by the text of what points at them; only rows that exist."""
        joined = entry.template.joined(key) if entry.template is not None else set()
        only = {*target.name_columns, *target.aliases, *joined}
        try:
            rows = list(rows_where(self._open(), target, key.target_columns, values, only))
        except (ProgrammingError, DataError):
            # A key that was guessed, of another type than what it seems to point at.
            return {}
        # The first by key where several fit.
        return {_text(key.columns, [row[c] for c in key.target_columns]): row for row in rows[::-1]}


@dataclass(frozen=True)
class _Failures:
    """Turns what SQLAlchemy raises into SourceUnavailable."""

    source: str

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, SQLAlchemyError):
            raise SourceUnavailable(self.source, one_line(error)) from None


def _target(table: Table, key: ForeignKey, values: Values, row: Row | None) -> Values | None:
    """What rows that point at a row hold; None when that is not known of a row that is gone."""
    held = dict(zip(table.primary_key, values, strict=True)) if row is None else row
    if not set(key.target_columns) <= set(held):
        return None
    found = tuple(held[name] for name in key.target_columns)
    return None if None in found else found


def _key_of(table: Table, row: Row) -> str:
    return _text(table.primary_key, [row[name] for name in table.primary_key])


def _text(names: Sequence[str], values: Sequence[Any]) -> str:
    return key_text(tuple(zip(names, (to_scalar(value) for value in values), strict=True)))


def _shown(target: Table, row: Row) -> str:
    """What a sentence calls the row; nothing when only its internal key could be said."""
    named = row_name(target, row) or any(row[alias] is not None for alias in target.aliases)
    return row_label(target, row) if named else ""
