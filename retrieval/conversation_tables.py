"""The SQL tables of conversations: in a file of their own beside a SQLite catalogue, so that an
answer never waits for an ingest that writes, and that the file is small enough to be written anew
when something is deleted; in the same database as a PostgreSQL catalogue.
"""

from __future__ import annotations

import sqlalchemy as sa

from retrieval.migrations import Steps, applied_table
from retrieval.sql_store import notes_table

metadata = sa.MetaData()
_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")

conversations = sa.Table(
    "conversations",
    metadata,
    sa.Column("tenant", sa.Text, primary_key=True),
    sa.Column("asker", sa.Text, primary_key=True),
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("created_at", sa.Text, nullable=False),
    sa.Column("updated_at", sa.Text, nullable=False),
    sa.Index("ix_conversations_used", "tenant", "updated_at"),
)
turns = sa.Table(
    "conversation_turns",
    metadata,
    sa.Column("id", _NUMBER, primary_key=True, autoincrement=True),
    sa.Column("tenant", sa.Text, nullable=False),
    sa.Column("asker", sa.Text, nullable=False),
    sa.Column("conversation_id", sa.Text, nullable=False),
    sa.Column("answer_id", sa.Text, nullable=False),
    sa.Column("asked_at", sa.Text, nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("answer", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("reason", sa.Text),
    sa.Column("claims", sa.Text, nullable=False),
    sa.ForeignKeyConstraint(
        ["tenant", "asker", "conversation_id"],
        ["conversations.tenant", "conversations.asker", "conversations.id"],
        ondelete="CASCADE",
    ),
    sa.Index("ix_conversation_turns_of", "tenant", "asker", "conversation_id", "id"),
)
sources = sa.Table(
    "conversation_sources",
    metadata,
    sa.Column(
        "turn_id", sa.ForeignKey("conversation_turns.id", ondelete="CASCADE"), primary_key=True
    ),
    sa.Column("id", sa.Text, primary_key=True, index=True),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("uri", sa.Text, nullable=False),
    sa.Column("cited", sa.Boolean, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("fact", sa.Text),
)
nodes = sa.Table(
    "conversation_nodes",
    metadata,
    sa.Column(
        "turn_id", sa.ForeignKey("conversation_turns.id", ondelete="CASCADE"), primary_key=True
    ),
    sa.Column("source_id", sa.Text, primary_key=True),
    sa.Column("node_id", sa.Text, primary_key=True, index=True),
)
"""The documents and rows of the catalogue that a source of a turn came from."""
notes = notes_table(metadata, "conversation_notes")
applied = applied_table(metadata, "conversation_migrations")


MIGRATIONS: Steps = (("conversations", metadata.create_all),)
"""In order, as in `retrieval.migrations`."""
