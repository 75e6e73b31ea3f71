"""Kept answers as rows and back, inside a transaction of `retrieval.kept_answers`."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from nescio.types import Scope, stable_id
from retrieval.catalogue_writes import in_batches
from retrieval.kept_tables import answer_reads, answer_things, answers, read_things, reads, things
from retrieval.read_codec import read_from_json, read_json
from retrieval.reads import Read
from retrieval.sql_store import moment
from retrieval.things import Thing


@dataclass(frozen=True, kw_only=True)
class KeptRead:
    """What a live read found, and the versions of what it touches."""

    found: str
    touches: Mapping[Thing, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class KeptAnswer:
    """An answer with what it rests on. `id` is 0 until it is stored; of one that is read from the
    store the reads do not tell what they touch. `vector` is that of the question."""

    key: str
    family: str
    scope: Scope
    question: str
    body: str
    made_at: dt.datetime
    expires_at: dt.datetime
    things: Mapping[Thing, str] = field(default_factory=dict)
    reads: Mapping[Read, KeptRead] = field(default_factory=dict)
    vector: bytes | None = None
    id: int = 0


def insert_answer(connection: Connection, answer: KeptAnswer) -> int:
    """Store an answer in the place of the one with its key, with all that it rests on."""
    connection.execute(sa.delete(answers).where(answers.c.key == answer.key))
    made = connection.execute(
        sa.insert(answers).values(
            key=answer.key,
            family=answer.family,
            question=_text(answer.question),
            body=answer.body,
            vector=answer.vector,
            made_at=moment(answer.made_at),
            expires_at=moment(answer.expires_at),
            used_at=moment(answer.made_at),
            **_scope(answer.scope),
        )
    )
    key = made.inserted_primary_key
    id_ = int(key[0]) if key else 0
    wanted = dict(answer.things)
    for read in answer.reads.values():
        wanted |= read.touches
    numbers = _thing_ids(connection, wanted)
    _insert(
        connection,
        answer_things,
        [
            {"answer_id": id_, "thing_id": numbers[thing], "version": version}
            for thing, version in answer.things.items()
        ],
    )
    _insert_reads(connection, id_, answer, numbers)
    return id_


def read_answer(connection: Connection, where: sa.ColumnElement[bool]) -> KeptAnswer | None:
    """The one answer that meets a condition, with what it rests on."""
    row = connection.execute(sa.select(answers).where(where)).one_or_none()
    if row is None:
        return None
    rests = sa.select(things.c.kind, things.c.source, things.c.name, answer_things.c.version)
    rests = rests.join(answer_things, answer_things.c.thing_id == things.c.id)
    read = sa.select(reads.c.body, reads.c.found)
    read = read.join(answer_reads, answer_reads.c.read_id == reads.c.id)
    return KeptAnswer(
        id=row.id,
        key=row.key,
        family=row.family,
        scope=scope_of(row),
        question=row.question,
        body=row.body,
        vector=row.vector,
        made_at=dt.datetime.fromisoformat(row.made_at),
        expires_at=dt.datetime.fromisoformat(row.expires_at),
        things={
            Thing(kind=kind, source=source, name=name): version
            for kind, source, name, version in connection.execute(
                rests.where(answer_things.c.answer_id == row.id)
            )
        },
        reads={
            read_from_json(body): KeptRead(found=found)
            for body, found in connection.execute(read.where(answer_reads.c.answer_id == row.id))
        },
    )


def scope_of(row: Any) -> Scope:
    """The asker of a row of answers or reads."""
    return Scope(tenant=row.tenant, labels=frozenset(json.loads(row.labels)))


def _scope(scope: Scope) -> dict[str, str]:
    return {"tenant": scope.tenant, "labels": json.dumps(sorted(scope.labels))}


def _insert_reads(
    connection: Connection, answer_id: int, answer: KeptAnswer, numbers: Mapping[Thing, int]
) -> None:
    scope = _scope(answer.scope)
    rows: dict[str, dict[str, str]] = {}
    touches: dict[str, Mapping[Thing, str]] = {}
    for read, kept in answer.reads.items():
        body = read_json(read)
        digest = stable_id("read", scope["tenant"], scope["labels"], body, kept.found)
        rows[digest] = {"digest": digest, "body": body, "found": kept.found, **scope}
        touches[digest] = kept.touches
    known = _read_ids(connection, rows)
    new = [row for digest, row in sorted(rows.items()) if digest not in known]
    _insert(connection, reads, new)
    numbered = _read_ids(connection, rows)
    _insert(
        connection,
        read_things,
        [
            {"read_id": numbered[row["digest"]], "thing_id": numbers[thing], "version": version}
            for row in new
            for thing, version in touches[row["digest"]].items()
        ],
    )
    links = [{"answer_id": answer_id, "read_id": number} for number in numbered.values()]
    _insert(connection, answer_reads, links)


def _read_ids(connection: Connection, digests: Collection[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for batch in in_batches(digests):
        query = sa.select(reads.c.digest, reads.c.id).where(reads.c.digest.in_(batch))
        found.update((digest, number) for digest, number in connection.execute(query))
    return found


def _thing_ids(connection: Connection, wanted: Mapping[Thing, str]) -> dict[Thing, int]:
    """The number of each. A sweep only looks at what it finds changed: what is kept in another
    version than the last sweep saw is marked, so that the next one does look."""
    found = _numbered(connection, wanted)
    new = sorted(thing for thing in wanted if thing not in found)
    rows = [{"kind": t.kind, "source": t.source, "name": t.name, "current": wanted[t]} for t in new]
    _insert(connection, things, rows)
    differing = [number for t, (number, current) in found.items() if current != wanted[t]]
    for batch in in_batches(differing):
        connection.execute(sa.update(things).where(things.c.id.in_(batch)).values(current=None))
    found |= _numbered(connection, new)
    return {thing: number for thing, (number, _) in found.items()}


def _numbered(
    connection: Connection, wanted: Iterable[Thing]
) -> dict[Thing, tuple[int, str | None]]:
    known = set(wanted)
    found: dict[Thing, tuple[int, str | None]] = {}
    for batch in in_batches(thing.name for thing in known):
        for row in connection.execute(sa.select(things).where(things.c.name.in_(batch))):
            thing = Thing(kind=row.kind, source=row.source, name=row.name)
            if thing in known:
                found[thing] = (row.id, row.current)
    return found


def _insert(connection: Connection, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        connection.execute(make(table).on_conflict_do_nothing(), rows)


def _text(text: str) -> str:
    """What both databases can hold: PostgreSQL takes no NUL, neither takes lone surrogates."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")
