"""Messages of PostgreSQL's logical decoding plugin `pgoutput`, protocol version 1.

Only what says which rows changed is kept. The format:
https://www.postgresql.org/docs/current/protocol-logicalrep-message-formats.html
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

NAMES = "utf-8"
Value = bytes | None
"""A column's text form; None for NULL, and for what the log leaves out (see `Tuple.known`)."""


class Malformed(Exception):
    """What the server sent is not a message of protocol version 1."""


@dataclass(frozen=True, kw_only=True)
class RelationColumn:
    """A column of a table; `identity`: part of what identifies a row in the log."""

    name: str
    identity: bool
    type_oid: int


@dataclass(frozen=True, kw_only=True)
class Relation:
    """A table as it was when the changes that follow were made."""

    id: int
    schema: str
    name: str
    columns: tuple[RelationColumn, ...]


@dataclass(frozen=True, kw_only=True)
class Tuple:
    """The values of a row in the order of the relation's columns.

    `known` is false where the log does not say: a long value that was not changed.
    """

    values: tuple[Value, ...]
    known: tuple[bool, ...]


@dataclass(frozen=True, kw_only=True)
class Change:
    """A row inserted (`new`), updated (`new`, `old` if its identity changed) or deleted (`old`)."""

    relation: int
    old: Tuple | None = None
    new: Tuple | None = None


@dataclass(frozen=True, kw_only=True)
class Truncate:
    """Tables that were emptied."""

    relations: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Commit:
    """The end of a transaction, and the position after it."""

    end: int


Message = Relation | Change | Truncate | Commit


def parse(data: bytes) -> Message | None:
    """One message; None for kinds that say nothing of rows. Raises Malformed."""
    reader = _Reader(data)
    try:
        match reader.letter():
            case "R":
                return _relation(reader)
            case "I" | "U" | "D":
                return _change(reader)
            case "T":
                count = reader.int32()
                reader.int8()
                return Truncate(relations=tuple(reader.int32() for _ in range(count)))
            case "C":
                reader.int8()
                reader.int64()
                return Commit(end=reader.int64())
            case _:
                return None
    except (struct.error, IndexError, ValueError) as error:
        raise Malformed(f"message {data[:1]!r} of {len(data)} bytes: {error}") from None


def _relation(reader: _Reader) -> Relation:
    id_, schema, name = reader.int32(), reader.text(), reader.text()
    reader.int8()
    columns = []
    for _ in range(reader.int16()):
        identity = bool(reader.int8() & 1)
        column, oid = reader.text(), reader.int32()
        reader.int32()
        columns.append(RelationColumn(name=column, identity=identity, type_oid=oid))
    return Relation(id=id_, schema=schema, name=name, columns=tuple(columns))


def _change(reader: _Reader) -> Change:
    relation = reader.int32()
    old = new = None
    while reader.more():
        kind = reader.letter()
        if kind == "N":
            new = _tuple(reader)
        elif kind in ("K", "O"):
            old = _tuple(reader)
        else:
            raise Malformed(f"a tuple of kind {kind!r}")
    return Change(relation=relation, old=old, new=new)


def _tuple(reader: _Reader) -> Tuple:
    values: list[Value] = []
    known = []
    for _ in range(reader.int16()):
        kind = reader.letter()
        if kind not in ("n", "u", "t"):
            raise Malformed(f"a value of kind {kind!r}")
        values.append(reader.bytes(reader.int32()) if kind == "t" else None)
        known.append(kind != "u")
    return Tuple(values=tuple(values), known=tuple(known))


class _Reader:
    """Takes a message apart from left to right."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def more(self) -> bool:
        return self._at < len(self._data)

    def letter(self) -> str:
        return chr(self.int8())

    def int8(self) -> int:
        return self._number(">B", 1)

    def int16(self) -> int:
        return self._number(">H", 2)

    def int32(self) -> int:
        return self._number(">I", 4)

    def int64(self) -> int:
        return self._number(">Q", 8)

    def text(self) -> str:
        end = self._data.index(b"\0", self._at)
        found = self._data[self._at : end].decode(NAMES)
        self._at = end + 1
        return found

    def bytes(self, count: int) -> bytes:
        if self._at + count > len(self._data):
            raise Malformed(f"ends {self._at + count - len(self._data)} bytes early")
        found = self._data[self._at : self._at + count]
        self._at += count
        return found

    def _number(self, form: str, size: int) -> int:
        (number,) = struct.unpack_from(form, self._data, self._at)
        self._at += size
        return int(number)
