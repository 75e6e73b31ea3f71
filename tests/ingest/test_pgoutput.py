"""Messages of the log taken apart, whatever is sent. Real ones are in test_replication."""

from __future__ import annotations

import contextlib
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.log_keys import LogKeys
from ingest.pgoutput import Change, Commit, Malformed, Relation, Truncate, parse
from ingest.records import FeedLost
from ingest.row_tables import IndexedTable, Layout
from retrieval.schema import Column, Table

TENTS = Table(
    name="tents",
    singular="tent",
    plural="tents",
    columns=(Column(name="id", label="id", kind="number"),),
    primary_key=("id",),
)


def relation(*columns: tuple[str, bool], schema: str = "public", id_: int = 7) -> bytes:
    parts = [struct.pack(">cI", b"R", id_), schema.encode() + b"\0tents\0d"]
    parts.append(struct.pack(">H", len(columns)))
    for name, identity in columns:
        parts.append(bytes([identity]) + name.encode() + b"\0" + struct.pack(">Ii", 23, -1))
    return b"".join(parts)


def row(kind: bytes, *values: bytes | None) -> bytes:
    said = [
        b"n" if value is None else b"u" if value == b"?" else b"t" + struct.pack(">I", len(value))
        for value in values
    ]
    texts = [b"" if value in (None, b"?") else value or b"" for value in values]
    pairs = b"".join(a + b for a, b in zip(said, texts, strict=True))
    return kind + struct.pack(">H", len(values)) + pairs


def change(letter: bytes, *rows: bytes, id_: int = 7) -> bytes:
    return letter + struct.pack(">I", id_) + b"".join(rows)


def collected(*messages: bytes, most_rows: int = 100) -> LogKeys:
    layout = Layout(tables={"tents": IndexedTable(table=TENTS, node=True, keys=())}, notes={})
    keys = LogKeys(layout=layout, schema="public", loader=lambda _: int, most_rows=most_rows)
    for message in messages:
        keys.take(parse(message))
    return keys


HEAD = relation(("name", False), ("id", True))


def test_messages_become_what_they_say() -> None:
    parsed = parse(HEAD)
    assert isinstance(parsed, Relation)
    assert (parsed.schema, parsed.name) == ("public", "tents")
    assert [(c.name, c.identity, c.type_oid) for c in parsed.columns] == [
        ("name", False, 23),
        ("id", True, 23),
    ]
    updated = parse(change(b"U", row(b"K", None, b"1"), row(b"N", b"Kestrel", b"2")))
    assert isinstance(updated, Change)
    assert updated.old is not None
    assert updated.new is not None
    assert (updated.old.values, updated.new.values) == ((None, b"1"), (b"Kestrel", b"2"))
    assert parse(b"C\0" + struct.pack(">QQQ", 1, 2**40, 3)) == Commit(end=2**40)
    assert parse(b"T" + struct.pack(">IBII", 2, 1, 7, 8)) == Truncate(relations=(7, 8))
    assert parse(b"B" + bytes(20)) is None


def test_keys_before_and_after_are_kept() -> None:
    keys = collected(
        HEAD,
        change(b"I", row(b"N", b"a", b"1")),
        change(b"U", row(b"K", None, b"1"), row(b"N", b"a", b"2")),
        change(b"U", row(b"N", b"b", b"2")),
        change(b"D", row(b"O", b"c", b"3")),
        b"C\0" + struct.pack(">QQQ", 1, 99, 3),
    )
    assert list(keys.keys["tents"]) == [(1,), (2,), (3,)]
    assert (keys.messages, keys.end) == (6, 99)


def test_a_value_that_was_not_logged_is_taken_from_the_old_row() -> None:
    updated = change(b"U", row(b"O", b"a", b"5"), row(b"N", b"b", b"?"))
    assert list(collected(HEAD, updated).keys["tents"]) == [(5,)]


def test_other_schemas_and_unknown_tables_are_passed_over() -> None:
    keys = collected(
        relation(("id", True), schema="archive"),
        change(b"I", row(b"N", b"1")),
        change(b"I", row(b"N", b"1"), id_=8),
        b"T" + struct.pack(">IBI", 1, 0, 8),
    )
    assert keys.keys == {}


def test_what_cannot_be_followed_is_said() -> None:
    with pytest.raises(FeedLost, match="tents was emptied by TRUNCATE"):
        collected(HEAD, b"T" + struct.pack(">IBI", 1, 0, 7))
    with pytest.raises(FeedLost, match="does not hold its key"):
        collected(relation(("name", True)))
    with pytest.raises(FeedLost, match="does not hold its key"):
        collected(HEAD, change(b"U", row(b"N", b"b", b"?")))
    with pytest.raises(FeedLost, match="more than 3 rows"):
        collected(HEAD, *(change(b"I", row(b"N", b"a", b"%d" % n)) for n in range(4)), most_rows=3)


def test_a_deletion_without_the_key_is_noted() -> None:
    keys = collected(relation(("name", True), ("id", False)), change(b"D", row(b"K", b"a", None)))
    assert keys.keys == {"tents": {}}
    assert len(keys.notes) == 1
    assert "replica identity" in keys.notes[0]


@given(st.binary(max_size=80), st.sampled_from([b"R", b"I", b"U", b"D", b"T", b"C", b""]))
def test_nonsense_is_malformed_and_nothing_else(data: bytes, letter: bytes) -> None:
    with contextlib.suppress(Malformed):
        message = parse(letter + data)
        assert message is None or isinstance(message, Relation | Change | Truncate | Commit)


@given(st.integers(min_value=1, max_value=len(HEAD) - 1))
def test_a_message_that_ends_early_is_malformed(length: int) -> None:
    with pytest.raises(Malformed):
        parse(HEAD[:length])
