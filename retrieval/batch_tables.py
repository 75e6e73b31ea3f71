"""The SQL tables of batches: in a file of their own beside a SQLite catalogue, so that an answer
never waits for an ingest that writes; in the same database as a PostgreSQL catalogue.
"""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.engine import Connection

metadata = sa.MetaData()

batches = sa.Table(
    "batches",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("tenant", sa.Text, nullable=False),
    sa.Column("labels", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("total", sa.Integer, nullable=False),
    sa.Column("problem", sa.Text, nullable=False),
    sa.Column("estimate", sa.Text),
    sa.Column("created_at", sa.Text, nullable=False),
    sa.Column("ended_at", sa.Text),
    sa.Index("ix_batches_of", "tenant", "labels", "created_at"),
)
questions = sa.Table(
    "batch_questions",
    metadata,
    sa.Column("batch_id", sa.ForeignKey("batches.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("id", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("history", sa.Text, nullable=False),
    sa.Column("outcome", sa.Text),
    sa.Column("result", sa.Text),
)
"""`outcome` and `result` (JSON) are null until the question is done."""
replies = sa.Table(
    "batch_model_replies",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("batch_id", sa.ForeignKey("batches.id", ondelete="CASCADE"), nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("reply", sa.Text, nullable=False),
    sa.Index("ix_batch_model_replies_of", "batch_id", "number"),
)
"""Finished replies of models for questions that are not done."""
applied = sa.Table(
    "batch_migrations",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("applied_at", sa.Text, nullable=False),
)


def _first_tables(connection: Connection) -> None:
    metadata.create_all(connection)


MIGRATIONS: tuple[tuple[str, Callable[[Connection], None]], ...] = (("batches", _first_tables),)
"""In order, as in `retrieval.migrations`."""
