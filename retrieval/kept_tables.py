"""The SQL tables of answers that are kept, and of what each rests on.

In a file of their own beside a SQLite catalogue, for the reasons that conversations have one; in
the same database as a PostgreSQL catalogue.
"""

from __future__ import annotations

import sqlalchemy as sa

from retrieval.migrations import Steps, applied_table
from retrieval.sql_store import notes_table

metadata = sa.MetaData()
_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _id() -> sa.Column[int]:
    return sa.Column("id", _NUMBER, primary_key=True, autoincrement=True)


def _of(table: str, name: str) -> sa.Column[int]:
    target = sa.ForeignKey(f"{table}.id", ondelete="CASCADE")
    return sa.Column(name, _NUMBER, target, primary_key=True)


answers = sa.Table(
    "kept_answers",
    metadata,
    _id(),
    sa.Column("key", sa.Text, nullable=False, unique=True),
    sa.Column("family", sa.Text, nullable=False),
    sa.Column("tenant", sa.Text, nullable=False),
    sa.Column("labels", sa.Text, nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("vector", sa.LargeBinary),
    sa.Column("made_at", sa.Text, nullable=False),
    sa.Column("expires_at", sa.Text, nullable=False, index=True),
    sa.Column("used_at", sa.Text, nullable=False),
    sa.Column("claimed_until", sa.Text, nullable=False, server_default=""),
    sa.Index("ix_kept_answers_used", "tenant", "used_at", "id"),
    sa.Index("ix_kept_answers_family", "family", "id"),
)
"""`key` is of all that decides an answer, `family` of all that but the question."""
things = sa.Table(
    "kept_things",
    metadata,
    _id(),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("current", sa.Text),
    sa.UniqueConstraint("name", "source", "kind"),
)
"""What any answer rests on; `current` is the version at the last sweep, NULL: not looked up yet."""
answer_things = sa.Table(
    "kept_answer_things",
    metadata,
    _of("kept_answers", "answer_id"),
    _of("kept_things", "thing_id"),
    sa.Column("version", sa.Text, nullable=False),
    sa.Index("ix_kept_answer_things", "thing_id", "version", "answer_id"),
)
reads = sa.Table(
    "kept_reads",
    metadata,
    _id(),
    sa.Column("digest", sa.Text, nullable=False, unique=True),
    sa.Column("tenant", sa.Text, nullable=False),
    sa.Column("labels", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("found", sa.Text, nullable=False),
)
"""Live reads of an asker, each once with what it `found`; `digest` is of all of that."""
answer_reads = sa.Table(
    "kept_answer_reads",
    metadata,
    _of("kept_answers", "answer_id"),
    _of("kept_reads", "read_id"),
    sa.Index("ix_kept_answer_reads", "read_id", "answer_id"),
)
read_things = sa.Table(
    "kept_read_things",
    metadata,
    _of("kept_reads", "read_id"),
    _of("kept_things", "thing_id"),
    sa.Column("version", sa.Text, nullable=False),
    sa.Index("ix_kept_read_things", "thing_id", "version", "read_id"),
)
"""What a read touches, in the version in which it was last known to find the same."""
notes = notes_table(metadata, "kept_notes")
applied = applied_table(metadata, "kept_migrations")


MIGRATIONS: Steps = (("kept answers", metadata.create_all),)
"""In order, as in `retrieval.migrations`."""
