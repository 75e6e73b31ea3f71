"""Turns of conversations as rows and back, inside a transaction of `retrieval.conversations`."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.engine import Connection, Row

from nescio.conversations import ConversationEntry
from nescio.types import Fact
from retrieval.conversation_tables import conversations, nodes, sources, turns
from retrieval.kept_turns import Given, KeptSource, KeptTurn
from retrieval.sql_store import moment

TITLE_CHARS = 120
_FACT = TypeAdapter(Fact)


def insert_turn(
    connection: Connection, tenant: str, asker: str, conversation_id: str, turn: KeptTurn
) -> None:
    """Store a turn, the first one with its conversation."""
    at = moment(turn.asked_at)
    table = conversations
    mine = sa.and_(table.c.tenant == tenant, table.c.asker == asker, table.c.id == conversation_id)
    if not connection.execute(sa.update(table).where(mine).values(updated_at=at)).rowcount:
        row = {"tenant": tenant, "asker": asker, "id": conversation_id}
        connection.execute(sa.insert(table).values(**row, created_at=at, updated_at=at))
    made = connection.execute(
        sa.insert(turns).values(
            tenant=tenant,
            asker=asker,
            conversation_id=conversation_id,
            answer_id=turn.answer_id,
            asked_at=at,
            **_said(turn),
        )
    )
    key = made.inserted_primary_key
    _insert_sources(connection, replace(turn, id=int(key[0]) if key else 0))


def update_turn(connection: Connection, turn: KeptTurn) -> None:
    """Write a stored turn anew, if it is still there."""
    written = sa.update(turns).where(turns.c.id == turn.id).values(**_said(turn))
    if connection.execute(written).rowcount:
        connection.execute(sa.delete(sources).where(sources.c.turn_id == turn.id))
        connection.execute(sa.delete(nodes).where(nodes.c.turn_id == turn.id))
        _insert_sources(connection, turn)


def read_turns(connection: Connection, query: sa.Select[Any]) -> list[KeptTurn]:
    """The turns of a query over their table, in its order, with their sources."""
    found = connection.execute(query).all()
    ids = [row.id for row in found]
    origins: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
    for row in connection.execute(sa.select(nodes).where(nodes.c.turn_id.in_(ids))):
        origins[row.turn_id, row.source_id].append(row.node_id)
    kept: defaultdict[int, list[KeptSource]] = defaultdict(list)
    query = sa.select(sources).where(sources.c.turn_id.in_(ids)).order_by(sources.c.place)
    for row in connection.execute(query):
        kept[row.turn_id].append(_source(row, tuple(sorted(origins[row.turn_id, row.id]))))
    return [_turn(row, tuple(kept[row.id])) for row in found]


def entries(connection: Connection, found: Sequence[Row[Any]]) -> list[ConversationEntry]:
    """Rows of conversations as entries of a list, with their titles and counts."""
    same = sa.and_(
        turns.c.tenant == conversations.c.tenant,
        turns.c.asker == conversations.c.asker,
        turns.c.conversation_id == conversations.c.id,
    )
    counted = (
        sa.select(conversations.c.id, sa.func.count().label("turns"), sa.func.min(turns.c.id))
        .join(turns, same)
        .where(
            conversations.c.tenant.in_({row.tenant for row in found}),
            conversations.c.asker.in_({row.asker for row in found}),
            conversations.c.id.in_([row.id for row in found]),
        )
        .group_by(conversations.c.id)
    )
    counts = {row[0]: (row[1], row[2]) for row in connection.execute(counted)}
    first = sa.select(turns.c.id, turns.c.question).where(
        turns.c.id.in_([place for _, place in counts.values()])
    )
    asked = {row.id: row.question for row in connection.execute(first)}
    return [
        ConversationEntry(
            conversation_id=row.id,
            title=_title(asked.get(place, "")),
            turns=count,
            created_at=dt.datetime.fromisoformat(row.created_at),
            updated_at=dt.datetime.fromisoformat(row.updated_at),
        )
        for row in found
        for count, place in [counts.get(row.id, (0, 0))]
    ]


def _title(question: str) -> str:
    line = " ".join(question.split())
    return line if len(line) <= TITLE_CHARS else line[: TITLE_CHARS - 1] + "…"


def _said(turn: KeptTurn) -> dict[str, Any]:
    return {
        "question": _text(turn.question),
        "answer": _text(turn.answer),
        "status": turn.status,
        "reason": turn.reason,
        "claims": json.dumps(turn.claims),
    }


def _text(text: str) -> str:
    """What both databases can hold: PostgreSQL takes no NUL, neither takes lone surrogates."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def _insert_sources(connection: Connection, turn: KeptTurn) -> None:
    origins = [
        {"turn_id": turn.id, "source_id": source.id, "node_id": node}
        for source in turn.sources
        for node in dict.fromkeys(source.given.nodes)
    ]
    values = [
        {
            "turn_id": turn.id,
            "id": source.id,
            "place": place,
            "kind": source.kind,
            "title": _text(source.title),
            "uri": _text(source.uri),
            "cited": source.cited,
            "state": source.state,
            "fact": None if source.given.fact is None else _fact_text(source.given.fact),
        }
        for place, source in enumerate(turn.sources)
    ]
    if values:
        connection.execute(sa.insert(sources), values)
    if origins:
        connection.execute(sa.insert(nodes), origins)


def _fact_text(fact: Fact) -> str:
    # The value is not needed to tell whether the row still says what was shown. Escapes keep what
    # a column cannot hold.
    data = _FACT.dump_python(replace(fact, value=None), mode="json")
    return json.dumps(data)


def _source(row: Row[Any], origins: tuple[str, ...]) -> KeptSource:
    fact = None if row.fact is None else _FACT.validate_json(row.fact)
    return KeptSource(
        id=row.id,
        kind=row.kind,
        title=row.title,
        uri=row.uri,
        cited=row.cited,
        state=row.state,
        given=Given(nodes=origins, fact=fact),
    )


def _turn(row: Row[Any], kept: tuple[KeptSource, ...]) -> KeptTurn:
    return KeptTurn(
        id=row.id,
        answer_id=row.answer_id,
        asked_at=dt.datetime.fromisoformat(row.asked_at),
        question=row.question,
        answer=row.answer,
        status=row.status,
        reason=row.reason,
        claims=tuple((tuple(needed), tuple(copies)) for needed, copies in json.loads(row.claims)),
        sources=kept,
    )
