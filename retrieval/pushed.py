"""Records that other systems sent, kept until they are deleted, and what was replied to them.

A push is one transaction: its records, and the receipt that makes the same request, sent twice,
happen once. All functions block, and none moves the generation: nothing is indexed yet.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nescio.types import stable_id
from retrieval.catalogue import Catalogue
from retrieval.catalogue_writes import in_batches
from retrieval.ingest_tables import push_receipts, pushed

RECEIPTS_KEPT = dt.timedelta(days=1)
PAGE = 200
Reply = dict[str, Any]


class OtherRequest(Exception):
    """The idempotency key was used before, for a request with another body."""


@dataclass(frozen=True, kw_only=True)
class PushedRecord:
    """A record as it was sent. `payload` is JSON; `version` changes when it does."""

    key: str
    version: str
    payload: Mapping[str, Any]
    received_at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One change: the record is now `payload`, or is no more when that is None."""

    key: str
    payload: Mapping[str, Any] | None


def apply(
    catalogue: Catalogue,
    source: str,
    operations: Sequence[Operation],
    *,
    idempotency_key: str | None = None,
    digest: str = "",
) -> tuple[Reply, bool]:
    """Carry the operations out in their order, durably. Returns the reply, and whether it is old.

    An old reply is the one that was given to the same request before. Raises OtherRequest.
    """
    now = dt.datetime.now(dt.UTC)
    with catalogue.writing(moves=False) as connection:
        expired = push_receipts.c.received_at < (now - RECEIPTS_KEPT).isoformat()
        connection.execute(sa.delete(push_receipts).where(expired))
        if idempotency_key is not None:
            before = _receipt(connection, source, idempotency_key, digest)
            if before is not None:
                return before, True
        reply = _write(connection, source, operations, now)
        if idempotency_key is not None:
            row = {
                "source": source,
                "idempotency_key": idempotency_key,
                "digest": digest,
                "reply": json.dumps(reply),
                "received_at": now.isoformat(),
            }
            connection.execute(sa.insert(push_receipts), row)
        return reply, False


def keep_reply(catalogue: Catalogue, source: str, idempotency_key: str, reply: Reply) -> None:
    """Replace the reply that a repetition of the request gets."""
    receipts = push_receipts
    where = sa.and_(receipts.c.source == source, receipts.c.idempotency_key == idempotency_key)
    with catalogue.writing(moves=False) as connection:
        connection.execute(sa.update(receipts).where(where).values(reply=json.dumps(reply)))


def count(catalogue: Catalogue, source: str) -> int:
    """How many records there are of a source."""
    query = sa.select(sa.func.count()).select_from(pushed).where(pushed.c.source == source)
    with catalogue.reading() as connection:
        return int(connection.scalar(query) or 0)


def records(catalogue: Catalogue, source: str) -> Iterator[PushedRecord]:
    """The records of a source by key, read in pages so that no transaction stays open."""
    last = ""
    while True:
        query = (
            sa.select(pushed)
            .where(pushed.c.source == source, pushed.c.key > last)
            .order_by(pushed.c.key)
            .limit(PAGE)
        )
        with catalogue.reading() as connection:
            rows = connection.execute(query).all()
        for row in rows:
            yield PushedRecord(
                key=row.key,
                version=row.version,
                payload=json.loads(row.payload),
                received_at=dt.datetime.fromisoformat(row.received_at),
            )
        if len(rows) < PAGE:
            return
        last = rows[-1].key


def _receipt(connection: Connection, source: str, key: str, digest: str) -> Reply | None:
    query = sa.select(push_receipts).where(
        push_receipts.c.source == source, push_receipts.c.idempotency_key == key
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    if row.digest != digest:
        raise OtherRequest
    reply: Reply = json.loads(row.reply)
    return reply


def _write(
    connection: Connection, source: str, operations: Sequence[Operation], now: dt.datetime
) -> Reply:
    """Write the last operation of each key; the counts."""
    last = {operation.key: operation.payload for operation in operations}
    held: dict[str, str] = {}
    for batch in in_batches(last):
        query = sa.select(pushed.c.key, pushed.c.version).where(
            pushed.c.source == source, pushed.c.key.in_(batch)
        )
        held |= {row.key: row.version for row in connection.execute(query)}
    rows = [
        {
            "source": source,
            "key": key,
            "version": stable_id("pushed", text),
            "payload": text,
            "received_at": now.isoformat(),
        }
        for key, payload in last.items()
        if payload is not None
        # Escapes keep what a column cannot hold, such as the character NUL.
        for text in [json.dumps(payload, sort_keys=True)]
    ]
    fresh = [row for row in rows if held.get(row["key"]) != row["version"]]
    deleted = [key for key, payload in last.items() if payload is None and key in held]
    for batch in in_batches([*deleted, *(row["key"] for row in fresh)]):
        where = sa.and_(pushed.c.source == source, pushed.c.key.in_(batch))
        connection.execute(sa.delete(pushed).where(where))
    if fresh:
        connection.execute(sa.insert(pushed), fresh)
    return {
        "upserted": len(fresh),
        "deleted": len(deleted),
        "unchanged": len(last) - len(fresh) - len(deleted),
    }
