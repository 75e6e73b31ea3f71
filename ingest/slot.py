"""The statements behind `ingest.replication`: a replication slot, its publication, and waking up.

Everything goes over ordinary SQL on one connection of its own, in autocommit. It is read-only, as
the slot functions permit that; only a publication is made in a short session that may write.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from threading import Event
from typing import Any, TypeVar

import psycopg
from psycopg import pq, sql
from psycopg.adapt import Transformer
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.engine import make_url

from nescio.errors import ConfigError, SourceUnavailable
from nescio.settings_sources import DatabaseSource
from retrieval.database import CONNECT_TIMEOUT_S, one_line

_PAUSES_S = (0.2, 0.5, 1.0)
_FUNCTION_TIMEOUT_S = 600
"""Decoding a large transaction takes longer than a statement on tables may."""
_CREATION_TIMEOUT_S = 60
_SETTLE_S = 2.0
_SETTLE_PAUSE_S = 0.01
_COLUMNS = """
SELECT md5(coalesce(string_agg(concat_ws(' ', c.relname, c.relkind, c.relreplident,
           c.relpersistence, a.attname, a.atttypid, a.attnum, k.keys),
           ',' ORDER BY c.relname, a.attnum), ''))
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN LATERAL (
    SELECT string_agg(concat_ws(' ', contype, conkey::text, confrelid, confkey::text), ';'
                      ORDER BY conname) AS keys
    FROM pg_constraint WHERE conrelid = c.oid AND contype IN ('p', 'u', 'f')
) k ON true
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND c.relname <> ALL (%(exclude)s::text[])
  AND (%(include)s::text[] = '{}' OR c.relname = ANY (%(include)s::text[]))
"""
_IDENTITIES = """
SELECT c.relname, c.relkind IN ('r', 'p') AND c.relpersistence = 'p' AS logged,
       c.relreplident IN ('f', 'i') OR c.relreplident = 'd' AND EXISTS (
           SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary) AS identified
FROM pg_class c
WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = ANY (%s)
"""
_FLUSHED = """SELECT (CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
              ELSE pg_current_wal_flush_lsn() END - '0/0'::pg_lsn)::bigint"""
_STATE = """
SELECT (confirmed_flush_lsn - '0/0'::pg_lsn)::bigint AS confirmed, coalesce(wal_status, ''),
       plugin, database = current_database()
FROM pg_replication_slots WHERE slot_name = %s
"""
_PEEK = """SELECT data FROM pg_logical_slot_peek_binary_changes(
           %s, %s, %s, 'proto_version', '1', 'publication_names', %s)"""
Answer = TypeVar("Answer")


@dataclass(frozen=True, kw_only=True)
class SlotState:
    """How a slot stands: read up to `confirmed` (bytes of log), and whether its log is kept."""

    confirmed: int
    wal_status: str
    usable: bool


@dataclass
class Slot:
    """A slot over a connection that is made when it is needed, and again when it was lost."""

    source: DatabaseSource
    stopping: Event = field(default_factory=Event)
    _connection: psycopg.Connection[Any] | None = None

    @property
    def name(self) -> str:
        return self.source.slot or f"nescio_{self._plain}"[:63]

    @property
    def publication(self) -> str:
        return self.source.publication or self.name

    @property
    def channel(self) -> str:
        """Where a NOTIFY wakes the follower."""
        return f"nescio_{self._plain}"[:63]

    @property
    def _plain(self) -> str:
        return self.source.name.lower().replace("-", "_")

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def ask(
        self, work: Callable[[psycopg.Connection[Any]], Answer], *, patient: bool = True
    ) -> Answer:
        """Do something over the connection; lost ones are made again, a few times if `patient`.

        Raises SourceUnavailable. What psycopg says of a wrong statement passes through.
        """
        pauses: Sequence[float | None] = (*_PAUSES_S, None) if patient else (None,)
        for pause in pauses:
            try:
                return work(self._open())
            except psycopg.OperationalError as error:
                self.close()
                ended = isinstance(error, psycopg.errors.QueryCanceled)
                if pause is None or ended or self.stopping.wait(pause):
                    raise SourceUnavailable(self.source.name, one_line(error)) from None
        raise AssertionError

    def tables_hash(self) -> str:
        """A hash of the tables' columns and keys: another one when the schema has changed."""
        chosen = {"exclude": list(self.source.exclude), "include": list(self.source.include)}
        return str(self._value(_COLUMNS, chosen))

    def schema_name(self) -> str:
        """The schema whose tables are read."""
        return str(self._value("SELECT current_schema()"))

    def flushed(self) -> int:
        """The end of the log that is safely written, in bytes."""
        return int(self._value(_FLUSHED))

    def state(self) -> SlotState | None:
        """How the slot stands; None when there is none."""
        row = self.ask(lambda c: c.execute(_STATE, (self.name,)).fetchone())
        if row is None:
            return None
        confirmed, wal_status, plugin, here = row
        usable = plugin == "pgoutput" and here and confirmed is not None
        return SlotState(confirmed=confirmed or 0, wal_status=wal_status, usable=usable)

    def create(self) -> None:
        """Make the slot. Raises ConfigError, and SourceUnavailable while old transactions last."""
        self._check_level()
        statement = "SELECT pg_create_logical_replication_slot(%s, 'pgoutput')"

        def make(connection: psycopg.Connection[Any]) -> None:
            # It waits for every transaction that is open, so that nothing is missed.
            connection.execute(f"SET statement_timeout = '{_CREATION_TIMEOUT_S}s'".encode())
            connection.execute(statement, (self.name,))
            connection.execute(f"SET statement_timeout = '{_FUNCTION_TIMEOUT_S}s'".encode())

        try:
            self.ask(make)
        except psycopg.errors.InsufficientPrivilege:
            raise self._no_privilege() from None
        except psycopg.Error as error:
            raise self._wrong(one_line(error), "see docs/operations.md") from None

    def drop(self) -> None:
        """Remove the slot, if it is there."""
        statement = """SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots
                       WHERE slot_name = %s"""
        try:
            self.ask(lambda c: c.execute(statement, (self.name,)))
        except psycopg.errors.InsufficientPrivilege:
            raise self._no_privilege() from None

    def advance(self, to: int) -> None:
        """Let the server forget the log up to there."""
        statement = "SELECT pg_replication_slot_advance(%s, '0/0'::pg_lsn + %s)"
        self.ask(lambda c: c.execute(statement, (self.name, to)))

    def peek(self, upto: int | None, limit: int) -> Iterator[bytes]:
        """Messages of whole transactions, until there are `limit` or `upto` is reached.

        They are streamed from the server. Raises what psycopg raises.
        """
        with self._open().cursor() as cursor:
            lsn = None if upto is None else f"{upto >> 32:X}/{upto & 0xFFFFFFFF:X}"
            asked = (self.name, lsn, limit, self.publication)
            for (data,) in cursor.stream(_PEEK, asked, binary=True):
                yield data

    def pending(self) -> bool:
        """Whether the log holds a change of a published table."""
        return self.ask(lambda _: next(self.peek(None, 1), None) is not None, patient=False)

    def loader(self, type_oid: int) -> Callable[[bytes], Any]:
        """What turns text of the log into the value that the driver would give."""
        return Transformer.from_context(self._open()).get_loader(type_oid, pq.Format.TEXT).load

    def settle(self) -> None:
        """Wait a little for transactions that are just being committed to become visible.

        One that is in the log already may still wait for a standby: a reader would miss it.
        """
        active = "SELECT array(SELECT pg_snapshot_xip(pg_current_snapshot())::text)"
        before = set(self._value(active))
        until = time.monotonic() + _SETTLE_S
        while before and time.monotonic() < until:
            before &= set(self._value(active))
            self.stopping.wait(_SETTLE_PAUSE_S)

    def nap(self, seconds: float) -> bool:
        """Sleep until a NOTIFY; false when none came."""

        def listen(connection: psycopg.Connection[Any]) -> bool:
            return any(True for _ in connection.notifies(timeout=seconds, stop_after=1))

        return self.ask(listen, patient=False)

    def publish(self, tables: Collection[str]) -> list[str]:
        """See that the publication holds the tables; lines about those that it cannot hold.

        A table without identity is never published: its updates would fail from then on.
        Raises ConfigError when it is missing and may not be made.
        """
        rows = self.ask(lambda c: c.execute(_IDENTITIES, (list(tables),)).fetchall())
        notes, fit = [], []
        for name, logged, identified in sorted(rows):
            if logged and identified:
                fit.append(name)
                continue
            why = "it is a view, or not logged"
            if logged:
                why = f"it has no primary key; run ALTER TABLE {name} REPLICA IDENTITY FULL"
            line = f"{self.source.name}/{name}: changes wait for a full read (reconcile_s): {why}"
            notes.append(line)
        held = self._published()
        missing = [name for name in fit if held is None or name not in held]
        if held is None:
            self._make_publication(missing, anew=True)
        elif missing:
            try:
                self._make_publication(missing, anew=False)
            except ConfigError as error:
                notes.append(f"{', '.join(missing)} wait for a full read (reconcile_s): {error}")
        return notes

    def _published(self) -> set[str] | None:
        exists = "SELECT 1 FROM pg_publication WHERE pubname = %s"
        if self._value(exists, (self.publication,)) is None:
            return None
        query = """SELECT tablename FROM pg_publication_tables
                   WHERE pubname = %s AND schemaname = current_schema()"""
        rows = self.ask(lambda c: c.execute(query, (self.publication,)).fetchall())
        return {name for (name,) in rows}

    def _make_publication(self, tables: Sequence[str], *, anew: bool) -> None:
        name = sql.Identifier(self.publication)
        if not tables:
            raise self._wrong("no table has a primary key, nothing can be followed", "use snapshot")
        listed = sql.SQL(", ").join(sql.Identifier(table) for table in tables)
        root = "WITH (publish_via_partition_root = true)"
        form = f"CREATE PUBLICATION {{}} FOR TABLE {{}} {root}"
        statement = sql.SQL(form if anew else "ALTER PUBLICATION {} ADD TABLE {}").format(
            name, listed
        )

        def make(connection: psycopg.Connection[Any]) -> None:
            with connection.transaction():
                connection.execute("SET TRANSACTION READ WRITE")
                connection.execute(statement)

        try:
            self.ask(make)
        except psycopg.Error as error:
            said = statement.as_string(None)
            raise self._wrong(one_line(error), f"let the tables' owner run: {said}") from None

    def _check_level(self) -> None:
        level = self._value("SHOW wal_level")
        if level != "logical":
            mend = "run ALTER SYSTEM SET wal_level = logical and restart the server"
            raise self._wrong(f"wal_level is {level}", mend)

    def _no_privilege(self) -> ConfigError:
        role = self._value("SELECT quote_ident(current_user)")
        return self._wrong(
            f"the role {role} may not use replication slots", f"run ALTER ROLE {role} REPLICATION"
        )

    def _wrong(self, problem: str, mend: str) -> ConfigError:
        return ConfigError(f"sources.{self.source.name}.capture", problem, mend)

    def _value(self, statement: str, values: Any = ()) -> Any:
        row = self.ask(lambda c: c.execute(statement, values).fetchone())
        return row[0] if row is not None else None

    def _open(self) -> psycopg.Connection[Any]:
        if self.stopping.is_set():
            raise SourceUnavailable(self.source.name, "its feed was closed")
        if self._connection is None or self._connection.closed:
            url = make_url(self.source.url).set(drivername="postgresql+psycopg")
            _, address = PGDialect_psycopg().create_connect_args(url)  # type: ignore[no-untyped-call]
            address.setdefault("connect_timeout", CONNECT_TIMEOUT_S)
            options = (
                f"-c default_transaction_read_only=on -c statement_timeout={_FUNCTION_TIMEOUT_S}s"
            )
            address["options"] = f"{address.get('options', '')} {options} -c client_encoding=UTF8"
            self._connection = psycopg.connect(**address, autocommit=True)
            self._connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(self.channel)))
        return self._connection
