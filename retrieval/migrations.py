"""The schema of the catalogue brought up to date: named steps, each applied once and recorded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.schema import CreateColumn

from nescio.errors import ConfigError
from retrieval import edge_access, ingest_tables, link_tables, tables

_LOCK = 0x6E657363
Steps = tuple[tuple[str, Callable[[Connection], None]], ...]


def applied_table(metadata: sa.MetaData, name: str) -> sa.Table:
    """The steps that were applied, and when."""
    return sa.Table(
        name,
        metadata,
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("applied_at", sa.Text, nullable=False),
    )


applied = applied_table(tables.metadata, "migrations")


def _first_tables(connection: Connection) -> None:
    tables.metadata.create_all(connection)
    connection.execute(tables.meta.insert().values(name="generation", value=0))


def _ingestion_state(connection: Connection) -> None:
    for table in (
        ingest_tables.source_states,
        ingest_tables.failures,
        ingest_tables.embeddings,
        ingest_tables.pushed,
        ingest_tables.push_receipts,
    ):
        table.create(connection, checkfirst=True)
    add_column(connection, tables.manifest.c.fingerprint)
    add_column(connection, tables.chunks.c.embedding_key)


def _linking(connection: Connection) -> None:
    for table in link_tables.ALL:
        table.create(connection, checkfirst=True)


def _access_of_edges(connection: Connection) -> None:
    edges = tables.edges
    for name in ("ix_edges_start_id", "ix_edges_end_id"):
        connection.exec_driver_sql(f"DROP INDEX IF EXISTS {name}")
    add_column(connection, edges.c.tenant, index=False)
    add_column(connection, edges.c.labelled, index=False)
    edge_access.take_tenants(connection)
    edge_access.mark_edges_of(connection)
    for table in (edges, tables.labels):
        for index in table.indexes:
            index.create(connection, checkfirst=True)


def _node_indexes(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        for table in (tables.documents, tables.chunks):
            for index in table.indexes:
                index.create(connection, checkfirst=True)


def _usage_by_tenant(connection: Connection) -> None:
    """What is counted per tenant is counted anew, by the next pass over the names."""
    for table in (link_tables.form_usage, link_tables.common_forms):
        table.drop(connection, checkfirst=True)
        table.create(connection)
    connection.execute(sa.delete(link_tables.linked))
    notes = tables.meta.c.name.in_(["linked_up_to", "signed_files"])
    connection.execute(sa.delete(tables.meta).where(notes))


def add_column(connection: Connection, column: sa.Column[Any], *, index: bool = True) -> None:
    """Add a column with its default in the rows that exist, unless it is there; with its index.

    A new catalogue has it from the first step, which creates all tables as they are now.
    """
    table = column.table
    have = {found["name"] for found in sa.inspect(connection).get_columns(table.name)}
    if column.name in have:
        return
    specification = CreateColumn(column).compile(dialect=connection.dialect)
    connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {specification}")
    for found in table.indexes if index else ():
        if column.name in found.columns:
            found.create(connection, checkfirst=True)


MIGRATIONS: Steps = (
    ("first tables", _first_tables),
    ("state of ingestion", _ingestion_state),
    ("tables of signatures and linking", _linking),
    ("access of edges", _access_of_edges),
    ("indexes of nodes", _node_indexes),
    ("usage of names by tenant", _usage_by_tenant),
)
"""In order. Never change one that was released; each must bear tables that are newer than it."""


def migrate(engine: Engine) -> None:
    """Bring the schema up to date. Raises ConfigError for a schema that is newer than this code."""
    apply_steps(engine, MIGRATIONS, applied, "the catalogue")


def apply_steps(engine: Engine, steps: Steps, done_in: sa.Table, what: str) -> None:
    """Apply the steps that `done_in` does not have yet; raises as `migrate` does."""
    with tables.for_writing(engine).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        done_in.create(connection, checkfirst=True)
        done = set(connection.scalars(sa.select(done_in.c.name)))
        unknown = done - {name for name, _ in steps}
        if unknown:
            raise ConfigError(
                engine.url.render_as_string(),
                f"{what} was written by a newer nescio ({', '.join(sorted(unknown))})",
                "update nescio, or choose another state folder",
            )
        for name, apply in steps:
            if name not in done:
                apply(connection)
                now = dt.datetime.now(dt.UTC).isoformat()
                connection.execute(done_in.insert().values(name=name, applied_at=now))
