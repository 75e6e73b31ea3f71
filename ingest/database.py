"""A database as a source: one Record per row that is a thing of its own or that links things.

Which rows:
1. Rows with a name or a code, rows that others refer to, and rows with free text are nodes: an
   entity with its names and foreign keys, and searchable text where there is a name or prose.
2. Rows of the other tables with two or more foreign keys (stock, order lines) only link.
3. Rows with none of that (a price, a log line) stay in the database: facts are read live.
Views are left out unless the settings name them, since they repeat rows of tables.

Rows are read in pages by primary key, each a short statement: no transaction stays open in the
database of record while the index is written. Private columns are not even selected, unless they
tie rows together, and then they do not leave this module.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from ingest.records import Found, Known, Problem
from ingest.rows import Reference, RowContent, build_row, public_values, row_record
from nescio.errors import SourceUnavailable
from nescio.settings import DatabaseSource
from nescio.types import Record, key_text, stable_id
from retrieval.catalogue import Indexed
from retrieval.database import one_line, open_read_only
from retrieval.display import to_scalar
from retrieval.reflection import reflect
from retrieval.rows import row_entity, row_label, row_name, sql_table
from retrieval.schema import DatabaseSchema, ForeignKey, Table

PAGE = 500
Row = Mapping[str, Any]


@dataclass
class RowSource:
    """The rows of a database. See `ingest.records.Source`."""

    settings: DatabaseSource
    _engine: Engine | None = None
    _schema: DatabaseSchema | None = None
    _chosen: list[tuple[Table, bool]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.settings.name

    def count(self) -> int:
        engine = self._open()
        try:
            with engine.connect() as connection:
                return sum(
                    connection.scalar(sa.select(sa.func.count()).select_from(sql_table(table))) or 0
                    for table, _ in self._chosen
                )
        except SQLAlchemyError as error:
            raise SourceUnavailable(self.name, one_line(error)) from None

    def close(self) -> None:
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    def records(self, known: Mapping[str, Known]) -> Iterator[Found]:
        engine = self._open()
        try:
            for table, node in self._chosen:
                for page in pages(engine, table):
                    yield from self._page(engine, table, page, node)
        except SQLAlchemyError as error:
            raise SourceUnavailable(self.name, one_line(error)) from None

    def build(self, record: Record) -> Indexed | Problem:
        return build_row(record)

    def _open(self) -> Engine:
        """Connect and reflect, once. Raises SourceUnavailable."""
        if self._engine is None:
            engine = open_read_only(self.settings)
            schema = reflect(engine, self.settings)
            if not schema.tables:
                # An empty file must not look like a database whose rows were all deleted.
                raise SourceUnavailable(self.name, "it has no tables that may be read")
            views = set(sa.inspect(engine).get_view_names()) - set(self.settings.include)
            tables = {name: _public(table) for name, table in schema.tables.items()}
            schema = replace(schema, tables=tables)
            self._chosen = [
                (table, node)
                for name, table in tables.items()
                if name not in views and (node := _role(schema, table)) is not None
            ]
            self._engine, self._schema = engine, schema
        return self._engine

    def _page(
        self, engine: Engine, table: Table, page: Sequence[Row], node: bool
    ) -> Iterator[Record]:
        now = dt.datetime.now(dt.UTC)
        references = self._references(engine, table, page)
        for row, found in zip(page, references, strict=True):
            if not node and len(found) < 2:
                continue
            entity, names = row_entity(self.name, table, row)
            content = RowContent(
                table=table,
                entity=entity,
                names=names,
                values=public_values(table, row),
                references=found,
                node=node,
            )
            yield row_record(self.name, content, now)

    def _references(
        self, engine: Engine, table: Table, page: Sequence[Row]
    ) -> list[tuple[Reference, ...]]:
        """For each row of a page, what its foreign keys point at, by one query per key."""
        found: list[list[Reference]] = [[] for _ in page]
        if self._schema is None:
            return [() for _ in page]
        nodes = {chosen.name for chosen, node in self._chosen if node}
        for key in usable_keys(self._schema, table):
            target = self._schema.tables[key.target]
            if target.name not in nodes:
                continue
            wanted = [_pointed(target, key, row) for row in page]
            labels = self._labels(engine, target, [w for w in wanted if w is not None])
            for place, values in enumerate(wanted):
                text = key_text(values) if values is not None else ""
                if values is not None and text in labels:
                    entity_id = stable_id("entity", self.name, target.name, text)
                    found[place].append(
                        Reference(role=key.label, label=labels[text], entity_id=entity_id)
                    )
        return [tuple(references) for references in found]

    def _labels(
        self, engine: Engine, target: Table, keys: Sequence[tuple[tuple[str, Any], ...]]
    ) -> dict[str, str]:
        """Names of rows of `target` by the text of their key; only rows that exist."""
        source = sql_table(target)
        columns = [source.c[name] for name in target.primary_key]
        values = sorted({tuple(value for _, value in key) for key in keys}, key=str)
        if not values:
            return {}
        condition = (
            columns[0].in_([value for (value,) in values])
            if len(columns) == 1
            else sa.tuple_(*columns).in_(values)
        )
        with engine.connect() as connection:
            rows = connection.execute(sa.select(source).where(condition)).mappings().all()
        return {_key_of(target, dict(row)): _shown(target, dict(row)) for row in rows}


def pages(engine: Engine, table: Table, size: int = PAGE) -> Iterator[list[dict[str, Any]]]:
    """All rows of a table in lists, by primary key; rows without a key are passed over. Blocks."""
    source = sql_table(table)
    keys = [source.c[name] for name in table.primary_key]
    base = sa.select(source).where(*(key.is_not(None) for key in keys)).order_by(*keys).limit(size)
    statement = base
    while True:
        with engine.connect() as connection:
            page = [dict(row) for row in connection.execute(statement).mappings()]
        if page:
            yield page
        if len(page) < size:
            return
        statement = base.where(_after(keys, [page[-1][key.name] for key in keys]))


def _after(keys: Sequence[sa.ColumnClause[Any]], last: Sequence[Any]) -> sa.ColumnElement[bool]:
    """Rows after `last` in the order of the keys, spelled out: not all databases compare rows."""
    return sa.or_(
        *(
            sa.and_(
                *(key == value for key, value in zip(keys[:place], last[:place], strict=True)),
                keys[place] > last[place],
            )
            for place in range(len(keys))
        )
    )


def usable_keys(schema: DatabaseSchema, table: Table) -> list[ForeignKey]:
    """Foreign keys to the primary key of a known table, over public columns only."""
    private = {column.name for column in table.columns if column.private}
    found = []
    for key in table.foreign_keys:
        target = schema.tables.get(key.target)
        if target is None or private & set(key.columns) or not target.primary_key:
            continue
        hidden = {column.name for column in target.columns if column.private}
        if set(key.target_columns) == set(target.primary_key) and not hidden & set(
            target.primary_key
        ):
            found.append(key)
    return found


def _role(schema: DatabaseSchema, table: Table) -> bool | None:
    """True: its rows are nodes. False: they only link. None: they are not indexed."""
    private = {column.name for column in table.columns if column.private}
    if not table.primary_key or private & set(table.primary_key):
        # Without a key a row cannot be told from another; a private key must not be shown.
        return None
    prose = any(
        column.kind == "text"
        and not (column.private or column.categorical or column.name in table.structural)
        for column in table.columns
    )
    if table.name_columns or table.aliases or schema.references_to(table.name) or prose:
        return True
    return False if len(usable_keys(schema, table)) >= 2 else None


def _public(table: Table) -> Table:
    """The table as if private columns never named a row."""
    private = {column.name for column in table.columns if column.private}
    aliases = tuple(name for name in table.aliases if name not in private)
    if not private & set(table.name_columns):
        return replace(table, aliases=aliases)
    return replace(table, aliases=aliases, display=None, display_columns=())


def _pointed(target: Table, key: ForeignKey, row: Row) -> tuple[tuple[str, Any], ...] | None:
    """The primary key that a row's foreign key holds, in the order of the target's key."""
    by_target = dict(zip(key.target_columns, (row[c] for c in key.columns), strict=True))
    values = tuple((name, by_target[name]) for name in target.primary_key)
    return None if any(value is None for _, value in values) else values


def _key_of(target: Table, row: Row) -> str:
    return key_text(tuple((name, to_scalar(row[name])) for name in target.primary_key))


def _shown(target: Table, row: Row) -> str:
    """What a sentence calls the row; nothing when only its internal key could be said."""
    named = row_name(target, row) or any(row[alias] is not None for alias in target.aliases)
    return row_label(target, row) if named else ""
