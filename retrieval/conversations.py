"""Conversations in SQL: turns with what they rest on, bounded, expiring, gone when deleted.

All methods block: call them in a worker thread. They are thread-safe, and each is one transaction;
what was added stays when the process is killed. Nobody but its asker gets at a conversation.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nescio.conversations import ConversationEntry
from nescio.settings import Settings
from nescio.settings_server import ConversationSettings
from nescio.types import Scope
from retrieval import conversation_rows as rows
from retrieval.catalogue import Catalogue
from retrieval.catalogue_writes import in_batches
from retrieval.conversation_tables import (
    MIGRATIONS,
    applied,
    conversations,
    nodes,
    notes,
    sources,
    turns,
)
from retrieval.kept_turns import KeptTurn
from retrieval.sql_store import ErasingStore, moment, never_written, url_beside
from retrieval.things import missing_nodes, missing_passages

FILE = "conversations.sqlite"


def conversations_url(settings: Settings) -> str:
    """Where they are: the URL set, beside a PostgreSQL catalogue, or a file in `state`."""
    return settings.conversations.url or url_beside(settings, FILE)


@dataclass(frozen=True, kw_only=True)
class Asker:
    """Whose conversations: everyone with the same labels in a tenant, as long as there is no
    authentication."""

    tenant: str
    name: str

    @classmethod
    def of(cls, scope: Scope) -> Asker:
        return cls(tenant=scope.tenant, name=json.dumps(sorted(scope.labels)))


class ConversationStore(ErasingStore):
    """Conversations at an SQLAlchemy URL, created or migrated when opened.

    Raises ConfigError for a URL that cannot be used, StoreFailed when the database fails.
    """

    def __init__(self, url: str, settings: ConversationSettings) -> None:
        self._settings = settings
        super().__init__(
            url,
            called="conversations",
            of="conversations",
            steps=MIGRATIONS,
            applied=applied,
            notes=notes,
        )

    def add(self, asker: Asker, conversation_id: str, turn: KeptTurn) -> None:
        """Append a turn; what is too old or too much goes."""
        with self._writing() as connection:
            rows.insert_turn(connection, asker.tenant, asker.name, conversation_id, turn)
            self._bound(connection, asker, conversation_id, turn.asked_at)

    def turns(self, asker: Asker, conversation_id: str, last: int | None = None) -> list[KeptTurn]:
        """The turns, oldest first, all or the `last` ones; empty when there is no such thing."""
        query = sa.select(turns).where(_of(asker, conversation_id)).order_by(turns.c.id.desc())
        with self._reading() as connection:
            return rows.read_turns(connection, query.limit(last))[::-1]

    def replace(self, changed: Sequence[KeptTurn]) -> None:
        """Overwrite stored turns, those that are still there, after sources of them were lost."""
        with self._writing() as connection:
            for turn in changed:
                rows.update_turn(connection, turn)
            self._note_owed(connection)

    def page(
        self, asker: Asker, limit: int, before: tuple[str, str] | None = None
    ) -> list[ConversationEntry]:
        """Conversations, the one used last first, from the one after `before` (`updated_at` as it
        stands in the store, and id)."""
        table = conversations
        query = sa.select(table).where(table.c.tenant == asker.tenant, table.c.asker == asker.name)
        if before is not None:
            query = query.where(sa.tuple_(table.c.updated_at, table.c.id) < sa.tuple_(*before))
        query = query.order_by(table.c.updated_at.desc(), table.c.id.desc()).limit(limit)
        with self._reading() as connection:
            return rows.entries(connection, connection.execute(query).all())

    def delete(self, asker: Asker, conversation_id: str) -> bool:
        """Forget a conversation; whether there was one. Its bytes go with `remove_residue`."""
        table = conversations
        where = sa.and_(
            table.c.tenant == asker.tenant,
            table.c.asker == asker.name,
            table.c.id == conversation_id,
        )
        return self._delete(
            lambda connection: connection.execute(sa.delete(table).where(where)).rowcount
        )

    def expire(self, now: dt.datetime) -> bool:
        """Forget what was not used for `keep_days`; whether there was anything."""
        return self._delete(lambda connection: self._expire(connection, now))

    def sweep(self, catalogue: Catalogue) -> int:
        """Overwrite the turns that rest on what the catalogue does not have any more.

        Where the whole document or row is gone, the question goes too: it may name what it was
        about. Returns how many turns were overwritten. Raises StoreFailed.
        """
        changed = [(old, new) for old, new in self._swept(catalogue) if new != old]
        if changed:
            self.replace([new for _, new in changed])
        return len(changed)

    def resting_on_nothing(self, catalogue: Catalogue) -> int:
        """How many turns `sweep` would overwrite."""
        return sum(new != old for old, new in self._swept(catalogue))

    def _swept(self, catalogue: Catalogue) -> Iterator[tuple[KeptTurn, KeptTurn]]:
        gone = self._missing(catalogue, sa.select(nodes.c.node_id).distinct(), "node")
        passages = (
            sa.select(sources.c.id)
            .distinct()
            .where(sources.c.kind == "passage", sources.c.state != "source removed")
        )
        lost = self._missing(catalogue, passages, "passage")
        touched: set[int] = set()
        with self._reading() as connection:
            for batch in in_batches(gone):
                query = sa.select(nodes.c.turn_id).where(nodes.c.node_id.in_(batch))
                touched.update(connection.scalars(query))
            for batch in in_batches(lost):
                query = sa.select(sources.c.turn_id).where(sources.c.id.in_(batch))
                touched.update(connection.scalars(query))
        for some in in_batches(sorted(touched)):
            with self._reading() as connection:
                found = rows.read_turns(connection, sa.select(turns).where(turns.c.id.in_(some)))
            for turn in found:
                yield turn, turn.without(gone).seen(dict.fromkeys(lost, "source removed"))

    def _missing(self, catalogue: Catalogue, query: sa.Select[str], kind: str) -> set[str]:
        """Those of the ids that the catalogue does not have."""
        with self._reading() as connection:
            wanted = set(connection.scalars(query))
        missing = missing_passages if kind == "passage" else missing_nodes
        return missing(catalogue, wanted)

    def _bound(
        self, connection: Connection, asker: Asker, conversation_id: str, now: dt.datetime
    ) -> None:
        gone = self._expire(connection, now)
        mine = sa.select(turns.c.id).where(_of(asker, conversation_id))
        over = mine.order_by(turns.c.id.desc()).offset(self._settings.max_turns)
        gone += connection.execute(sa.delete(turns).where(turns.c.id.in_(over))).rowcount
        table = conversations
        oldest = (
            sa.select(table.c.asker, table.c.id)
            .where(table.c.tenant == asker.tenant)
            .order_by(table.c.updated_at.desc(), table.c.id.desc())
            .offset(self._settings.max_conversations)
        )
        for found in connection.execute(oldest).all():
            where = (table.c.tenant == asker.tenant, table.c.asker == found.asker)
            connection.execute(sa.delete(table).where(*where, table.c.id == found.id))
            gone += 1
        if gone:
            self._note_owed(connection)

    def _expire(self, connection: Connection, now: dt.datetime) -> int:
        limit = moment(now - dt.timedelta(days=self._settings.keep_days))
        old = sa.delete(conversations).where(conversations.c.updated_at < limit)
        return connection.execute(old).rowcount

    def _delete(self, delete: Callable[[Connection], int]) -> bool:
        with self._writing() as connection:
            gone = delete(connection)
            if gone:
                self._note_owed(connection)
        return gone > 0


def sweep_conversations(settings: Settings, catalogue: Catalogue) -> int:
    """`sweep` the conversations of an installation, if there are any; how many turns changed.

    Raises ConfigError and StoreFailed.
    """
    store = _existing(settings)
    if store is None:
        return 0
    with contextlib.closing(store):
        swept = store.sweep(catalogue)
        store.remove_residue()
        return swept


def resting_on_nothing(settings: Settings, catalogue: Catalogue) -> int:
    """How many turns `sweep_conversations` would change; raises what it does."""
    store = _existing(settings)
    if store is None:
        return 0
    with contextlib.closing(store):
        return store.resting_on_nothing(catalogue)


def _existing(settings: Settings) -> ConversationStore | None:
    """The conversations of an installation, None while there can be none: no file is made."""
    url = conversations_url(settings)
    return None if never_written(url) else ConversationStore(url, settings.conversations)


def _of(asker: Asker, conversation_id: str) -> sa.ColumnElement[bool]:
    return sa.and_(
        turns.c.tenant == asker.tenant,
        turns.c.asker == asker.name,
        turns.c.conversation_id == conversation_id,
    )
