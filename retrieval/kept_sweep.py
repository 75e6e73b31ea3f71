"""Which kept answers have lost what they rest on: joins over indexes, inside a transaction of
`retrieval.kept_answers`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from retrieval.catalogue_writes import in_batches
from retrieval.kept_tables import (
    answer_reads,
    answer_things,
    answers,
    notes,
    read_things,
    reads,
    things,
)
from retrieval.things import Thing

OWED = "residue"
"""How often something was forgotten since the file was written anew."""


def moved(connection: Connection, now: Mapping[Thing, str]) -> list[int]:
    """The things whose version is another than at the last sweep; it is noted."""
    found: list[dict[str, Any]] = []
    for row in connection.execute(sa.select(things)):
        thing = Thing(kind=row.kind, source=row.source, name=row.name)
        if thing in now and row.current != now[thing]:
            found.append({"of": row.id, "now": now[thing]})
    if found:
        changed = sa.update(things).where(things.c.id == sa.bindparam("of"))
        connection.execute(changed.values(current=sa.bindparam("now")), found)
    return [row["of"] for row in found]


def resting_on(connection: Connection, moved_ids: Collection[int]) -> set[int]:
    """The answers that rest on one of the things in another version than it has now, or that have
    read a record which is gone."""
    found: set[int] = set()
    gone = sa.and_(things.c.kind == "record", things.c.current == "", read_things.c.version != "")
    for batch in in_batches(moved_ids):
        mine = things.c.id.in_(batch)
        rest = sa.select(answer_things.c.answer_id)
        rest = rest.join(things, things.c.id == answer_things.c.thing_id)
        other = answer_things.c.version != things.c.current
        found.update(connection.scalars(rest.where(mine, other)))
        read = sa.select(answer_reads.c.answer_id)
        read = read.join(read_things, read_things.c.read_id == answer_reads.c.read_id)
        read = read.join(things, things.c.id == read_things.c.thing_id)
        found.update(connection.scalars(read.where(mine, gone)))
    return found


def doubtful() -> sa.Select[Any]:
    """The live reads that touch what is not known to be as it was: because it has changed, or
    because it is not indexed."""
    other = sa.or_(read_things.c.version != things.c.current, read_things.c.version == "")
    touching = sa.select(read_things.c.read_id)
    touching = touching.join(things, things.c.id == read_things.c.thing_id).where(other)
    return sa.select(reads).where(reads.c.id.in_(touching))


def drop(connection: Connection, ids: Collection[int]) -> int:
    """Forget answers, and what no other one rests on; how many answers there were."""
    dropped = 0
    for batch in in_batches(ids):
        mine = answer_reads.c.answer_id.in_(batch)
        read = set(connection.scalars(sa.select(answer_reads.c.read_id).where(mine)))
        mine = answer_things.c.answer_id.in_(batch)
        rested = set(connection.scalars(sa.select(answer_things.c.thing_id).where(mine)))
        gone = sa.delete(answers).where(answers.c.id.in_(batch))
        dropped += connection.execute(gone).rowcount
        _tidy(connection, read, rested)
    if dropped:
        note(connection, {OWED: noted(connection).get(OWED, 0) + 1})
    return dropped


def _tidy(connection: Connection, read: Collection[int], rested: Collection[int]) -> None:
    """Of these reads and things, those that nothing needs any more go."""
    used = sa.exists().where(answer_reads.c.read_id == reads.c.id)
    loose = set(rested)
    for batch in in_batches(read):
        unused = sa.select(reads.c.id).where(reads.c.id.in_(batch), ~used)
        gone = connection.scalars(unused).all()
        touching = sa.select(read_things.c.thing_id).where(read_things.c.read_id.in_(gone))
        loose.update(connection.scalars(touching))
        connection.execute(sa.delete(reads).where(reads.c.id.in_(gone)))
    rests = sa.exists().where(answer_things.c.thing_id == things.c.id)
    touched = sa.exists().where(read_things.c.thing_id == things.c.id)
    for batch in in_batches(loose):
        connection.execute(sa.delete(things).where(things.c.id.in_(batch), ~rests, ~touched))


def noted(connection: Connection) -> dict[str, int]:
    """The numbers that are kept beside the answers."""
    return {row.name: row.value for row in connection.execute(sa.select(notes))}


def note(connection: Connection, values: Mapping[str, int]) -> None:
    """Keep numbers."""
    for name, value in values.items():
        mine = notes.c.name == name
        if not connection.execute(sa.update(notes).where(mine).values(value=value)).rowcount:
            connection.execute(sa.insert(notes).values(name=name, value=value))
