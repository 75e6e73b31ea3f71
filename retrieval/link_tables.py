"""The SQL tables of what passes over finished records keep: signatures, forms of names, usage.

A pass does what is missing here: rows go by cascade when their document is written anew. Only
`forms` stays, so that the pass can tell what a document was called before.
"""

from __future__ import annotations

import sqlalchemy as sa

from retrieval.tables import metadata, owner

MENTION = "mention"
"""Label of a `links` edge that rests on a title in the text; other links are an author's own."""


signatures = sa.Table(
    "signatures",
    metadata,
    owner(),
    sa.Column("signature", sa.LargeBinary, nullable=False),
    sa.Column("words", sa.LargeBinary, nullable=False),
    sa.Column("names", sa.LargeBinary, nullable=False),
)
"""Of each file: its MinHash, hashes of its words, and of those that make it another document."""

bands = sa.Table(
    "bands",
    metadata,
    owner(),
    sa.Column("value", sa.BigInteger, primary_key=True, autoincrement=False, index=True),
)
"""Parts of the signatures: documents that are alike share at least one."""

linked = sa.Table("linked", metadata, owner())
"""Documents whose names, and whose mentions of names, are up to date."""

forms = sa.Table(
    "forms",
    metadata,
    sa.Column("document_id", sa.Text, primary_key=True),
    sa.Column("entity_id", sa.Text, primary_key=True),
    sa.Column("form", sa.Text, primary_key=True, index=True),
    sa.Column("whole", sa.Boolean, primary_key=True),
    sa.Column("anchor", sa.Text, nullable=False, index=True),
    sa.Column("capital", sa.Boolean, nullable=False),
    sa.Column("distinctive", sa.Boolean, nullable=False),
    sa.Column("tenant", sa.Text, nullable=False),
    sa.Column("table_name", sa.Text, nullable=False),
)
"""How names are matched: `whole` names and beginnings of long ones; `table_name` is empty for a
title, else source and table. `document_id` is no foreign key: see above."""

form_usage = sa.Table(
    "form_usage",
    metadata,
    owner(),
    sa.Column("form", sa.Text, primary_key=True),
    sa.Column("tenant", sa.Text, nullable=False),
    sa.Column("seen", sa.Integer, nullable=False),
    sa.Column("lower", sa.Integer, nullable=False),
    sa.Index("form_usage_by_form", "tenant", "form", "seen", "lower"),
)
"""In how many chunks of a file a name of one word stands, and in how many in lower case."""

common_forms = sa.Table(
    "common_forms",
    metadata,
    sa.Column("tenant", sa.Text, primary_key=True),
    sa.Column("form", sa.Text, primary_key=True),
)
"""Names of one word that a tenant's texts use as ordinary words: they link nothing there."""

ALL = (signatures, bands, linked, forms, form_usage, common_forms)
