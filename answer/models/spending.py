"""What models cost, in SQL: sums by day, tenant, task and tier, and of the questions asked.

In a file of its own beside a SQLite catalogue, so that counting never waits for an ingest that
writes; in the same database as a PostgreSQL catalogue. Any number of processes add to the same
sums. Costs are whole billionths of the currency: sums are exact. No text is kept.

Methods block: call them in a worker thread. Each is one transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import astuple, dataclass, fields
from typing import Any, Self, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from nescio.settings import Settings
from retrieval.migrations import Steps, applied_table
from retrieval.sql_store import SqlStore, url_beside

FILE = "costs.sqlite"
NANO = 1_000_000_000
_Number = sa.BigInteger


@dataclass(frozen=True, kw_only=True)
class _Summed:
    """Numbers that are added up, one by one."""

    def __add__(self, other: Self) -> Self:
        mine, yours = astuple(self), astuple(other)
        names = [field.name for field in fields(self)]
        return type(self)(**{n: a + b for n, a, b in zip(names, mine, yours, strict=True)})


@dataclass(frozen=True, kw_only=True, order=True)
class Use:
    """What calls were for. `day` is the day in UTC."""

    day: dt.date
    tenant: str
    task: str
    tier: str
    currency: str


@dataclass(frozen=True, kw_only=True)
class Calls(_Summed):
    """Calls to models. `finished` of them gave a whole reply; `unpriced` of them have no known
    price and count nothing in `nano`. `estimated` of the tokens were not told by the provider."""

    calls: int = 0
    finished: int = 0
    unpriced: int = 0
    prompt: int = 0
    completion: int = 0
    cached: int = 0
    estimated: int = 0
    nano: int = 0


@dataclass(frozen=True, kw_only=True, order=True)
class Asked:
    """Which questions: those of a day that this tier answered."""

    day: dt.date
    tenant: str
    tier: str
    currency: str


@dataclass(frozen=True, kw_only=True)
class Questions(_Summed):
    """Questions and what they took together; `squared` is the sum of the squares of their tokens,
    of prompt and completion together."""

    questions: int = 0
    answered: int = 0
    prompt: int = 0
    completion: int = 0
    squared: int = 0
    nano: int = 0


metadata = sa.MetaData()


def _table(name: str, key: type[Use | Asked], sums: type[_Summed]) -> sa.Table:
    return sa.Table(
        name,
        metadata,
        *(sa.Column(field.name, sa.Text, primary_key=True) for field in fields(key)),
        *(sa.Column(field.name, _Number, nullable=False) for field in fields(sums)),
    )


calls_table = _table("model_calls", Use, Calls)
questions_table = _table("model_questions", Asked, Questions)
applied = applied_table(metadata, "model_migrations")
MIGRATIONS: Steps = (("calls and questions", metadata.create_all),)
"""In order, as in `retrieval.migrations`."""
K = TypeVar("K", Use, Asked)
S = TypeVar("S", Calls, Questions)


def spending_url(settings: Settings) -> str:
    """Where the sums are: beside a PostgreSQL catalogue, or a file in `state`."""
    return url_beside(settings, FILE)


class SpendingStore(SqlStore):
    """Sums at an SQLAlchemy URL, created or migrated when opened.

    Raises ConfigError for a URL that cannot be used, StoreFailed when the database fails.
    """

    def __init__(self, url: str) -> None:
        super().__init__(url, called="costs", of="costs", steps=MIGRATIONS, applied=applied)

    def add(self, used: Mapping[Use, Calls], asked: Mapping[Asked, Questions]) -> None:
        """Add to the sums, all or nothing. Raises StoreFailed."""
        with self._writing() as connection:
            _add(connection, calls_table, used)
            _add(connection, questions_table, asked)

    def spent(self, day: dt.date, tenant: str, currency: str) -> int:
        """What a tenant's calls of a day cost, in billionths. Raises StoreFailed."""
        table = calls_table
        query = sa.select(sa.func.coalesce(sa.func.sum(table.c.nano), 0)).where(
            table.c.day == day.isoformat(),
            table.c.tenant == tenant,
            table.c.currency == currency,
        )
        with self._reading() as connection:
            return int(connection.scalar(query) or 0)

    def calls(self, since: dt.date) -> dict[Use, Calls]:
        """All sums from that day on. Raises StoreFailed."""
        return self._read(calls_table, Use, Calls, since)

    def questions(self, since: dt.date) -> dict[Asked, Questions]:
        """All sums from that day on. Raises StoreFailed."""
        return self._read(questions_table, Asked, Questions, since)

    def _read(self, table: sa.Table, key: type[K], sums: type[S], since: dt.date) -> dict[K, S]:
        query = sa.select(table).where(table.c.day >= since.isoformat())
        query = query.order_by(*table.primary_key.columns)
        with self._reading() as connection:
            return {
                key(**_named(row, key, day=dt.date.fromisoformat(row["day"]))): sums(
                    **_named(row, sums)
                )
                for row in connection.execute(query).mappings()
            }


def _named(row: Mapping[Any, Any], kind: type[Any], **instead: Any) -> dict[str, Any]:
    return {field.name: row[field.name] for field in fields(kind)} | instead


def _add(connection: Connection, table: sa.Table, amounts: Mapping[Any, Any]) -> None:
    """Insert or add. The keys in order: two processes never wait for each other's rows."""
    if not amounts:
        return
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(table)
    numbers = [column for column in table.columns if not column.primary_key]
    statement = statement.on_conflict_do_update(
        index_elements=list(table.primary_key.columns),
        set_={column.name: column + statement.excluded[column.name] for column in numbers},
    )
    rows = [
        {**vars(key), "day": key.day.isoformat(), **vars(amounts[key])} for key in sorted(amounts)
    ]
    connection.execute(statement, rows)
