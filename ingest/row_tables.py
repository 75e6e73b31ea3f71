"""Which tables of a database become records, and what ties their rows together.

1. Rows with a name or a code, rows that others refer to, and rows with free text are nodes: an
   entity with its names and foreign keys, and searchable text where there is a name or prose.
2. Rows of the other tables with two or more foreign keys (stock, order lines) only link.
3. Rows with none of that (a price, a log line) stay in the database: facts are read live.
Views are left out unless the settings name them, since they repeat rows of tables. A template
makes a table searchable, whatever it holds.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from ingest.row_template import Template, compile_template
from ingest.rows import may_speak
from nescio.settings_sources import DatabaseSource, TableSettings
from nescio.types import stable_id
from retrieval.schema import DatabaseSchema, ForeignKey, Table


@dataclass(frozen=True, kw_only=True)
class IndexedTable:
    """A table whose rows become records, without what is private of it.

    `node`: its rows are things of their own, else they only link. `keys`: foreign keys to nodes.
    """

    table: Table
    node: bool
    keys: tuple[ForeignKey, ...]
    view: bool = False
    template: Template | None = None


@dataclass(frozen=True, kw_only=True)
class Layout:
    """The tables that become records, and a line about each that is left out against its looks."""

    tables: Mapping[str, IndexedTable]
    notes: Mapping[str, str]

    @cached_property
    def signature(self) -> str:
        """Another one when rows become other documents: what was guessed of a schema counts."""
        said = []
        for entry in self.tables.values():
            table = entry.table
            names = (table.primary_key, table.name_columns, table.aliases, table.tenant)
            said.append(f"{table.name} {entry.node} {entry.view} {entry.keys} {names}")
            said += [f"{c.name} {c.kind} {c.unit} {c.private}" for c in table.columns]
        return stable_id("layout", *said)

    def pointing_at(self, name: str) -> list[tuple[IndexedTable, ForeignKey]]:
        """The tables whose rows say something of the rows of a table."""
        return [
            (entry, key)
            for entry in self.tables.values()
            for key in entry.keys
            if key.target == name and (entry.template is not None or may_speak(entry.table))
        ]

    def said_elsewhere(self, name: str) -> set[str]:
        """Columns of a table that the templates of other tables show."""
        return {
            column
            for entry, key in self.pointing_at(name)
            if entry.template is not None
            for column in entry.template.joined(key)
        }


def lay_out(schema: DatabaseSchema, source: DatabaseSource, views: Collection[str]) -> Layout:
    """What is read of a database. Raises ConfigError for a template that cannot be filled."""
    tables = {name: _public(table) for name, table in schema.tables.items()}
    schema = replace(schema, tables=tables)
    notes: dict[str, str] = {}
    roles: dict[str, bool] = {}
    templates: dict[str, Template | None] = {}
    for name, table in tables.items():
        if name in views and name not in source.include:
            continue
        written = source.tables.get(name, TableSettings()).template
        templates[name] = compile_template(written, schema, table, usable_keys(schema, table))
        role = True if templates[name] and _has_key(table) else _role(schema, table)
        note = _left_out(source.name, table, role)
        if note:
            notes[name] = note
        if role is not None and not _binary_key(table):
            roles[name] = role
    nodes = {name for name, node in roles.items() if node}
    indexed = {
        name: IndexedTable(
            table=tables[name],
            node=node,
            keys=tuple(k for k in usable_keys(schema, tables[name]) if k.target in nodes),
            view=name in views,
            template=templates[name],
        )
        for name, node in roles.items()
    }
    return Layout(tables=indexed, notes=notes)


def usable_keys(schema: DatabaseSchema, table: Table) -> list[ForeignKey]:
    """Foreign keys to rows of a known table that can be told apart, over public columns only."""
    private = {column.name for column in table.columns if column.private}
    found = []
    for key in table.foreign_keys:
        target = schema.tables.get(key.target)
        if target is None or private & set(key.columns) or not _has_key(target):
            continue
        hidden = {column.name for column in target.columns if column.private}
        if not hidden & set(key.target_columns):
            found.append(key)
    return found


def _role(schema: DatabaseSchema, table: Table) -> bool | None:
    """True: its rows are nodes. False: they only link. None: they are not indexed."""
    if not _has_key(table):
        return None
    prose = any(
        column.kind == "text"
        and not (column.private or column.categorical or column.name in table.structural)
        for column in table.columns
    )
    if table.name_columns or table.aliases or schema.references_to(table.name) or prose:
        return True
    return False if len(usable_keys(schema, table)) >= 2 else None


def _has_key(table: Table) -> bool:
    """Without a key a row cannot be told from another; a private key must not be shown."""
    private = {column.name for column in table.columns if column.private}
    return bool(table.primary_key) and not private & set(table.primary_key)


def _binary_key(table: Table) -> bool:
    return any(table.column(name).kind == "blob" for name in table.primary_key)


def _left_out(source: str, table: Table, role: bool | None) -> str:
    """One line about what cannot be read of the table, empty when there is nothing to say."""
    if role is None:
        return ""
    if _binary_key(table):
        return f"{source}/{table.name}: its key is binary, its rows are not indexed"
    binary = [c.name for c in table.columns if c.kind == "blob" and not c.private]
    return f"{source}/{table.name}: {', '.join(binary)} is binary, left out" if binary else ""


def _public(table: Table) -> Table:
    """The table as if private columns never named a row."""
    private = {column.name for column in table.columns if column.private}
    aliases = tuple(name for name in table.aliases if name not in private)
    if not private & set(table.name_columns):
        return replace(table, aliases=aliases)
    return replace(table, aliases=aliases, display=None, display_columns=())
