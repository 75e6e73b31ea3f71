"""Foreign keys of a schema: the declared ones, and those that names leave no doubt about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Table as SqlTable

from nescio.settings_sources import RelationSettings
from retrieval import naming
from retrieval.schema import ForeignKey


def foreign_keys(
    tables: Sequence[SqlTable], relations: Mapping[str, Sequence[RelationSettings]]
) -> dict[str, tuple[ForeignKey, ...]]:
    """The foreign keys of each table, in the order of their columns; `relations` by settings."""
    known = {table.name: table for table in tables}
    result: dict[str, tuple[ForeignKey, ...]] = {}
    for table in tables:
        keys = []
        for constraint in sorted(table.foreign_key_constraints, key=lambda c: list(c.column_keys)):
            target = constraint.referred_table.name
            if target in known:
                columns = tuple(constraint.column_keys)
                targets = tuple(element.column.name for element in constraint.elements)
                keys.append(_foreign_key(columns, target, targets))
        for said in relations.get(table.name, ()):
            if all(key.columns != said.columns for key in keys):
                keys.append(_foreign_key(said.columns, said.table, said.target_columns))
        taken = {column for key in keys for column in key.columns}
        keys += _guessed_keys(table, taken, known)
        order = {column.name: place for place, column in enumerate(table.columns)}
        result[table.name] = tuple(sorted(keys, key=lambda k: order[k.columns[0]]))
    return result


def _foreign_key(
    columns: tuple[str, ...], target: str, target_columns: tuple[str, ...]
) -> ForeignKey:
    words = naming.identifier_words(columns[0])
    if len(words) > 1 and words[-1] in ("id", "key", "fk", "code", "no", "number", "ref", "uuid"):
        words = words[:-1]
    label = " ".join(words)
    if len(columns) > 1 or label in ("id", ""):
        label = naming.singular_phrase(naming.identifier_words(target))
    return ForeignKey(columns=columns, target=target, target_columns=target_columns, label=label)


def _guessed_keys(
    table: SqlTable, taken: set[str], known: Mapping[str, SqlTable]
) -> list[ForeignKey]:
    """`supplier_id` points at `suppliers` when nothing is declared and only one table fits."""
    own = [column.name for column in table.primary_key]
    found = []
    for column in table.columns:
        words = naming.identifier_words(column.name)
        lone_key = own == [column.name] or (not own and _names_itself(table, words))
        if words == ("parent", "id") and len(own) == 1 and column.name not in taken:
            found.append(_foreign_key((column.name,), table.name, (own[0],)))
            continue
        if column.name in taken or lone_key or len(words) < 2 or words[-1] not in ("id", "fk"):
            continue
        stem = " ".join(words[:-1])
        fits = []
        for target in known.values():
            key = _lone_key(target, column.name)
            name = naming.singular_phrase(naming.identifier_words(target.name))
            if key is not None and target is not table and stem in (name, name.split(" ")[-1]):
                fits.append((name == stem, target.name, key))
        best = [fit for fit in fits if fit[0]] or fits
        if len(best) == 1:
            found.append(_foreign_key((column.name,), best[0][1], (best[0][2],)))
    return found


def _names_itself(table: SqlTable, words: tuple[str, ...]) -> bool:
    return " ".join(words[:-1]) == naming.singular_phrase(naming.identifier_words(table.name))


def _lone_key(target: SqlTable, name: str) -> str | None:
    """The single key column of `target`; where none is declared, its column called `name`."""
    key = [column.name for column in target.primary_key]
    if not key:
        key = [column.name for column in target.columns if column.name.lower() in (name, "id")][:1]
    return key[0] if len(key) == 1 else None
