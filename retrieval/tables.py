"""The SQL tables of the catalogue and the graph, and the engine over them.

Every row of a table of what is indexed belongs to a document (`document_id`) and goes with it by
cascade. Ends of edges are not foreign keys: an edge may name a node of a record that comes later.
What ingestion keeps for itself is in `retrieval.ingest_tables`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from nescio.errors import ConfigError
from nescio.types import Scope

metadata = sa.MetaData()
_IMMEDIATE = "nescio_write"


def owner(*, key: bool = True) -> sa.Column[str]:
    """The document that a row belongs to: part of the primary key, or indexed beside it."""
    return sa.Column(
        "document_id",
        sa.Text,
        sa.ForeignKey("documents.id", ondelete="CASCADE"),
        primary_key=key,
        nullable=False,
        index=None if key else True,
    )


documents = sa.Table(
    "documents",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("observed_at", sa.Text, nullable=False),
    sa.Column("sections", sa.Text, nullable=False),
    sa.Column("tenant", sa.Text, nullable=False),
    sa.Column("labelled", sa.Boolean, nullable=False),
    sa.UniqueConstraint("source", "key"),
    # The text before them makes the columns after it slow to get at in a row of SQLite. A title
    # may be longer than an index of PostgreSQL takes, which keeps long texts apart anyway.
    sa.Index("ix_documents_node", "id", "tenant", "labelled", "source", "title").ddl_if("sqlite"),
)
manifest = sa.Table(
    "manifest",
    metadata,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("version", sa.Text, nullable=False),
    owner(key=False),
    sa.Column("indexed_at", sa.Text, nullable=False),
    sa.Column("fingerprint", sa.Text, nullable=False, server_default=""),
)
chunks = sa.Table(
    "chunks",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    owner(key=False),
    sa.Column("start_at", sa.Integer, nullable=False),
    sa.Column("end_at", sa.Integer, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("heading_path", sa.Text, nullable=False),
    sa.Column("tenant", sa.Text, nullable=False),
    sa.Column("labelled", sa.Boolean, nullable=False),
    sa.Column("embedding_key", sa.Text, nullable=False, server_default="", index=True),
    sa.Index("ix_chunks_node", "id", "tenant", "labelled", "document_id", "heading_path").ddl_if(
        "sqlite"
    ),
)
entities = sa.Table(
    "entities",
    metadata,
    owner(),
    sa.Column("id", sa.Text, primary_key=True, index=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("label", sa.Text, nullable=False),
    sa.Column("table_name", sa.Text),
    sa.Column("row_key", sa.Text, nullable=False),
    sa.Column("tenant", sa.Text, nullable=False),
    sa.Column("labelled", sa.Boolean, nullable=False),
)
labels = sa.Table(
    "access_labels",
    metadata,
    owner(),
    sa.Column("item_id", sa.Text, primary_key=True, index=True),
    sa.Column("label", sa.Text, primary_key=True),
)
names = sa.Table(
    "names",
    metadata,
    owner(),
    sa.Column("entity_id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("normal", sa.Text, nullable=False, index=True),
)
edges = sa.Table(
    "edges",
    metadata,
    owner(),
    sa.Column("start_id", sa.Text, primary_key=True),
    sa.Column("end_id", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("proof", sa.Text, primary_key=True, index=True),
    sa.Column("label", sa.Text, primary_key=True),
    sa.Column("tenant", sa.Text, nullable=False, server_default=""),
    sa.Column("labelled", sa.Boolean, nullable=False, server_default=sa.false()),
    # All that the walk reads stands in the indexes, in the order in which it counts.
    sa.Index("ix_edges_from", "start_id", "tenant", "labelled", "kind", "end_id"),
    sa.Index("ix_edges_to", "end_id", "tenant", "labelled", "kind", "start_id"),
)
"""`tenant` is that of the document. `labelled` tells that access labels decide who may know of the
edge: that must then be looked up, see `retrieval.edge_access`."""
meta = sa.Table(
    "meta",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.BigInteger, nullable=False),
)


def open_engine(url: str) -> Engine:
    """An engine for SQLite (WAL) or PostgreSQL. Raises ConfigError for any other URL."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise ConfigError("catalogue_url", f"not an SQLAlchemy URL: {url!r}") from None
    backend = parsed.get_backend_name()
    try:
        if backend == "sqlite" and parsed.database:
            return _sqlite(parsed)
        if backend == "postgresql":
            if parsed.drivername == "postgresql":
                parsed = parsed.set(drivername="postgresql+psycopg")
            return sa.create_engine(parsed, pool_pre_ping=True, connect_args={"connect_timeout": 5})
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise ConfigError("catalogue_url", f"no driver for {parsed.drivername}: {error}") from None
    raise ConfigError(
        "catalogue_url", f"cannot keep a catalogue in {url!r}", "use a SQLite file or PostgreSQL"
    )


def for_writing(engine: Engine) -> Engine:
    """The same engine; its transactions take SQLite's write lock when they begin.

    A transaction that reads first and writes later fails at once when another has written in
    between; one that waits for the lock at its beginning only waits.
    """
    return engine.execution_options(**{_IMMEDIATE: True})


def _sqlite(url: URL) -> Engine:
    Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(url, connect_args={"timeout": 10.0})

    def connected(connection: Any, _: object) -> None:
        # sqlite3 must not begin transactions by itself: `began` does.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "busy_timeout=10000",
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "foreign_keys=ON",
            # The walk looks all over the indexes: 32 MB a connection, and no copy of what the
            # system has in memory.
            "cache_size=-32768",
            "mmap_size=1073741824",
            "secure_delete=ON",  # what was deleted is overwritten, not only unlinked
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def began(connection: Connection) -> None:
        immediate = connection.get_execution_options().get(_IMMEDIATE, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    sa.event.listen(engine, "connect", connected)
    sa.event.listen(engine, "begin", began)
    return engine


def readable(table: sa.Table, scope: Scope) -> sa.ColumnElement[bool]:
    """The condition that `scope` permits a row: its tenant, and no labels or one of them."""
    document = table.c.id if table is documents else table.c.document_id
    permitted: sa.ColumnElement[bool] = table.c.labelled.is_(False)
    if scope.labels:
        shares = sa.exists().where(
            labels.c.document_id == document,
            labels.c.item_id == table.c.id,
            labels.c.label.in_(sorted(scope.labels)),
        )
        permitted = sa.or_(permitted, shares)
    return sa.and_(table.c.tenant == scope.tenant, permitted)
