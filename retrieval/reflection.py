"""What a live schema suggests: `reflect` guesses everything that `retrieval.schema` holds.

Types and names come from SQLAlchemy's reflection; a bounded sample of rows settles what they
leave open (a TEXT column of ISO dates, a 0/1 flag, whether names are unique). A configuration
overrules every guess. Values are looked at and forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Engine, MetaData, Select, UniqueConstraint, select, text
from sqlalchemy import Table as SqlTable
from sqlalchemy.exc import SQLAlchemyError

from nescio.errors import ConfigError, SourceUnavailable
from nescio.settings_sources import DatabaseSource, RelationSettings, TableSettings
from retrieval import naming
from retrieval.database import one_line
from retrieval.reflection_comments import said_by
from retrieval.reflection_keys import foreign_keys
from retrieval.reflection_kinds import checked_flag, kind_of, repeats, storage_of, truth_of
from retrieval.reflection_names import (
    alias_columns,
    display_columns,
    guessed_key,
    validity_columns,
)
from retrieval.schema import Column, DatabaseSchema, ForeignKey, Table

SAMPLE_ROWS = 200
_FLAG_ENDINGS = frozenset("yn flag flg ind indicator".split())
Sample = Sequence[Mapping[str, Any]]


def reflect(engine: Engine, source: DatabaseSource) -> DatabaseSchema:
    """Describe every table of the source. Blocks; reads at most 200 rows a table.

    Raises SourceUnavailable when the database fails, ConfigError for unknown tables or columns.
    """
    metadata = MetaData()
    try:
        metadata.reflect(bind=engine, views=True)
        parts = _partitions(engine) - set(source.include)
        named = [t for t in metadata.sorted_tables if t.name not in parts]
        chosen = [t for t in named if _wanted(t.name, source)]
        samples = {table.name: _sample(engine, table) for table in chosen}
    except SQLAlchemyError as error:
        raise SourceUnavailable(source.name, one_line(error)) from None
    _check_settings(source, {t.name: t for t in chosen})
    keys = foreign_keys(chosen, {name: t.relations for name, t in source.tables.items()})
    people = {t.name for t in chosen if _is_person(t)}
    prefix = naming.common_prefix([t.name for t in chosen])
    tables: dict[str, Table] = {}
    for table in chosen:
        settings = source.tables.get(table.name, TableSettings())
        tables[table.name] = _describe_table(
            table, samples[table.name], keys[table.name], settings, table.name in people, prefix
        )
    return DatabaseSchema(source=source.name, tables=tables)


def describe(schema: DatabaseSchema) -> list[tuple[str, str, str, str, str]]:
    """Rows to show a person: table, display, aliases, foreign keys, private columns."""
    return [
        (
            table.name,
            " + ".join(table.name_columns),
            ", ".join(table.aliases),
            ", ".join(f"{'+'.join(k.columns)} -> {k.target}" for k in table.foreign_keys),
            ", ".join(column.name for column in table.columns if column.private),
        )
        for table in schema.tables.values()
    ]


def _wanted(name: str, source: DatabaseSource) -> bool:
    if name in source.exclude or name.startswith(("sqlite_", "pg_")):
        return False
    return not source.include or name in source.include


def _partitions(engine: Engine) -> set[str]:
    """Tables that only hold a part of the rows of another one."""
    if engine.dialect.name != "postgresql":
        return set()
    query = "SELECT relname FROM pg_class WHERE relispartition AND pg_table_is_visible(oid)"
    with engine.connect() as connection:
        return set(connection.scalars(text(query)))


def _sample(engine: Engine, table: SqlTable) -> Sample:
    statement: Select[Any] = select(table).limit(SAMPLE_ROWS)
    with engine.connect() as connection:
        try:
            rows = connection.execute(statement).mappings()
            return [{name: _flat(value) for name, value in row.items()} for row in rows]
        except (ValueError, TypeError):
            # A DATE column of SQLite that holds something else: go without a sample.
            return []


def _flat(value: Any) -> Any:
    """Values are compared and counted: lists, sets and JSON by their text."""
    return str(value) if isinstance(value, (list, set, dict)) else value


def _check_settings(source: DatabaseSource, tables: Mapping[str, SqlTable]) -> None:
    for name, settings in source.tables.items():
        where = f"sources.{source.name}.tables.{name}"
        if name not in tables:
            raise ConfigError(where, "the database has no such table", "check the spelling")
        used = [*settings.aliases, *settings.private, *(settings.facts or ()), *settings.synonyms]
        used += [c for c in (settings.title, settings.tenant, settings.watermark) if c]
        used += [column for relation in settings.relations for column in relation.columns]
        for column in used:
            if column not in tables[name].columns:
                raise ConfigError(where, f"the table has no column {column!r}")
        for relation in settings.relations:
            _check_relation(relation, tables, f"{where}.relations")


def _check_relation(relation: RelationSettings, tables: Mapping[str, SqlTable], where: str) -> None:
    if relation.table not in tables:
        raise ConfigError(where, f"the database has no table {relation.table!r}")
    if len(relation.columns) != len(relation.target_columns):
        raise ConfigError(where, "columns and target_columns differ in number")
    for column in relation.target_columns:
        if column not in tables[relation.table].columns:
            raise ConfigError(where, f"the table {relation.table} has no column {column!r}")


def _is_person(table: SqlTable) -> bool:
    words = naming.identifier_words(table.name)
    if words and naming.singular(words[-1]) in naming.PERSON_WORDS:
        return True
    names = {naming.identifier_words(c.name) for c in table.columns}
    return {("first", "name"), ("last", "name")} <= names


def _describe_table(
    table: SqlTable,
    sample: Sample,
    keys: tuple[ForeignKey, ...],
    settings: TableSettings,
    person: bool,
    prefix: str | None,
) -> Table:
    words = naming.table_words(table.name, prefix)
    structural = {c for key in keys for c in key.columns} | set(table.primary_key.columns.keys())
    columns = tuple(
        _describe_column(table, column, sample, settings, person, column.name in structural)
        for column in table.columns
    )
    primary = tuple(column.name for column in table.primary_key)
    primary = primary or guessed_key(table.name, columns, keys, sample)
    display = (settings.title,) if settings.title else display_columns(table.name, columns, sample)
    aliases = settings.aliases or alias_columns(columns, primary, keys, display, sample)
    valid_from, valid_to = validity_columns(columns)
    if settings.facts is not None:
        kept = structural | {*display, *aliases, *settings.facts}
        columns = tuple(replace(c, private=c.private or c.name not in kept) for c in columns)
    return Table(
        name=table.name,
        singular=naming.singular_phrase(words),
        plural=naming.plural_phrase(words),
        columns=columns,
        primary_key=primary,
        foreign_keys=keys,
        display=display[0] if display else None,
        display_columns=display,
        aliases=aliases,
        valid_from=valid_from,
        valid_to=valid_to,
        complete=settings.complete,
        access=settings.access,
        tenant=settings.tenant,
        person=person,
    )


def _describe_column(
    table: SqlTable,
    column: Any,
    sample: Sample,
    settings: TableSettings,
    person: bool,
    structural: bool,
) -> Column:
    words = naming.identifier_words(column.name)
    thing = naming.singular_phrase(naming.table_words(table.name))
    said = said_by(column.comment, thing)
    values = [row[column.name] for row in sample if row[column.name] is not None]
    kind = kind_of(column.type, words, values, checked_flag(table, column.name))
    if structural and kind in ("bool", "money"):
        kind = "number"
    label_words, unit = naming.unit_suffix(words) if kind in ("number", "money") else (words, None)
    if kind == "bool" and len(words) > 1 and words[-1] in _FLAG_ENDINGS:
        label_words = words[:-1]
    if kind in ("number", "money"):
        unit = unit or said.unit
    if kind == "number" and unit in {c.upper() for c in naming.CURRENCIES}:
        kind = "money"
    label = " ".join(label_words) or column.name
    also = (said.name,) if said.name not in ("", label) else ()
    names = (words, tuple(said.name.split()))
    return Column(
        name=column.name,
        label=label,
        kind=kind,
        unit=unit,
        synonyms=(*settings.synonyms.get(column.name, ()), *also),
        private=any(_private(column.name, n, settings, person, structural) for n in names),
        nullable=bool(column.nullable),
        unique=_unique(table, column.name),
        storage=storage_of(kind, column.type),
        truth=truth_of(values) if kind == "bool" and isinstance(values[0], str) else None,
        categorical=kind == "text" and not structural and repeats(words, values),
    )


def _private(
    name: str, words: tuple[str, ...], settings: TableSettings, person: bool, structural: bool
) -> bool:
    if name in settings.private:
        return True
    if settings.facts is not None and name in settings.facts:
        return False
    return not structural and naming.is_private(words, person=person)


def _unique(table: SqlTable, name: str) -> bool:
    if [column.name for column in table.primary_key] == [name]:
        return True
    groups = [set(c.columns.keys()) for c in table.constraints if isinstance(c, UniqueConstraint)]
    groups += [set(index.columns.keys()) for index in table.indexes if index.unique]
    return {name} in groups
