"""Which rows a stretch of PostgreSQL's log is about: messages to keys, by table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ingest.pgoutput import Change, Commit, Message, Relation, Truncate, Tuple
from ingest.records import FeedLost
from ingest.row_reading import Values
from ingest.row_tables import Layout

Load = Callable[[bytes], Any]


@dataclass(frozen=True, kw_only=True)
class _Tracked:
    """A table that is indexed: where its key stands, and how its values are read."""

    name: str
    places: tuple[int, ...]
    loads: tuple[Load, ...]
    identified: bool
    """Whether the log names the key of a row that is deleted."""


@dataclass(kw_only=True)
class LogKeys:
    """Collects the keys of the messages that it is given.

    `loader` gives for the number of a type what reads its text; `schema` is the one whose tables
    count; more than `most_rows` keys are not kept. `messages` counts, `end` is after the last
    transaction.
    """

    layout: Layout
    schema: str
    loader: Callable[[int], Load]
    most_rows: int
    keys: dict[str, dict[Values, None]] = field(default_factory=dict)
    messages: int = 0
    end: int = 0
    _rows: int = 0
    _notes: dict[str, None] = field(default_factory=dict)
    _tracked: dict[int, _Tracked | None] = field(default_factory=dict)

    @property
    def notes(self) -> list[str]:
        """Lines about changes that the log does not tell well enough."""
        return list(self._notes)

    def take(self, message: Message | None) -> None:
        """Raises FeedLost for what cannot be followed row by row."""
        self.messages += 1
        match message:
            case Relation():
                self._tracked[message.id] = self._track(message)
            case Change():
                table = self._tracked.get(message.relation)
                if table is not None:
                    self._change(table, message)
            case Truncate():
                for id_ in message.relations:
                    table = self._tracked.get(id_)
                    if table is not None:
                        raise FeedLost(f"{table.name} was emptied by TRUNCATE")
            case Commit():
                self.end = message.end

    def _track(self, relation: Relation) -> _Tracked | None:
        entry = self.layout.tables.get(relation.name)
        if entry is None or relation.schema != self.schema:
            return None
        order = {column.name: place for place, column in enumerate(relation.columns)}
        key = entry.table.primary_key
        if not set(key) <= set(order):
            raise FeedLost(f"the log of {relation.name} does not hold its key")
        places = tuple(order[name] for name in key)
        columns = [relation.columns[place] for place in places]
        return _Tracked(
            name=relation.name,
            places=places,
            loads=tuple(self.loader(column.type_oid) for column in columns),
            identified=all(column.identity for column in columns),
        )

    def _change(self, table: _Tracked, change: Change) -> None:
        """Note the keys of a change: of the row as it is, and as it was."""
        held = self.keys.setdefault(table.name, {})
        for row in (change.old, change.new):
            if row is None:
                continue
            if row is change.old and not table.identified:
                line = f"{table.name}: deletions wait for a full read (reconcile_s): "
                self._notes[f"{line}its replica identity is not its key"] = None
                continue
            key = _key(table, row, change.old)
            if key is None:
                raise FeedLost(f"the log of {table.name} does not hold its key")
            if key not in held:
                held[key] = None
                self._rows += 1
        if self._rows > self.most_rows:
            raise FeedLost(f"one transaction changed more than {self.most_rows:,} rows")


def _key(table: _Tracked, row: Tuple, old: Tuple | None) -> Values | None:
    """The key of a row; None when the log leaves it out."""
    values: list[Any] = []
    for place, load in zip(table.places, table.loads, strict=True):
        value = row.values[place]
        if not row.known[place] and old is not None:
            value = old.values[place]
        if value is None:
            return None
        values.append(load(value))
    return tuple(values)
