"""The SQL tables of batches: in a file of their own beside a SQLite catalogue, so that an answer
never waits for an ingest that writes; in the same database as a PostgreSQL catalogue.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from retrieval.migrations import Steps, add_column, applied_table
from retrieval.sql_store import notes_table

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
    sa.Column("rests", sa.Text),
)
"""`outcome` and `result` (JSON) are null until the question is done, and then `rests` (JSON, what
the result rests on) only where there is no answer."""
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
notes = notes_table(metadata, "batch_notes")
applied = applied_table(metadata, "batch_migrations")


def _what_results_rest_on(connection: Connection) -> None:
    """Of results of before it is not known: they stay until their batch is forgotten."""
    add_column(connection, questions.c.rests)
    notes.create(connection, checkfirst=True)


MIGRATIONS: Steps = (
    ("batches", metadata.create_all),
    ("what results rest on", _what_results_rest_on),
)
"""In order, as in `retrieval.migrations`."""
