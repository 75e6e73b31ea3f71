"""The SQL tables that ingestion keeps for itself: states, failures, pushed records, embeddings.

They lie beside the catalogue, so that one transaction covers both.
"""

from __future__ import annotations

import sqlalchemy as sa

from retrieval.tables import metadata

source_states = sa.Table(
    "source_states",
    metadata,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("position", sa.Text, nullable=False),
    sa.Column("checked_at", sa.Text),
    sa.Column("read_whole_at", sa.Text),
    sa.Column("changed_at", sa.Text),
    sa.Column("problem", sa.Text, nullable=False),
)
failures = sa.Table(
    "failures",
    metadata,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("line", sa.Text, nullable=False),
    sa.Column("fingerprint", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("first_at", sa.Text, nullable=False),
    sa.Column("retry_at", sa.Text, nullable=False),
)
embeddings = sa.Table(
    "embeddings",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("vector", sa.LargeBinary, nullable=False),
)
pushed = sa.Table(
    "pushed",
    metadata,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("payload", sa.Text, nullable=False),
    sa.Column("received_at", sa.Text, nullable=False),
)
push_receipts = sa.Table(
    "push_receipts",
    metadata,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("idempotency_key", sa.Text, primary_key=True),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("reply", sa.Text, nullable=False),
    sa.Column("received_at", sa.Text, nullable=False),
)
