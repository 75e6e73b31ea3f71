"""Texts that say the same thing: passages of which one is enough, and copies of whole files.

Files are near-duplicates when they share nearly all runs of words and neither has a number, a
name or a word in its title that the other lacks, nor mentions another row of the database: the
same sentence in the manuals of two products is two facts. `ingest.near_duplicates` signs them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, islice
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nescio.sentences import split
from nescio.text import normal_name, words
from nescio.types import Passage, Scope
from retrieval import link_tables, tables
from retrieval.catalogue import Catalogue
from retrieval.catalogue_writes import in_batches
from retrieval.tables import readable

SAME = 0.9
"""Share of common three-word runs from which two passages count as one."""
LIKELY = 0.6
"""Texts of which one is shorter than that beside the other cannot share so many."""
ALIKE = 0.7
"""The same for files, estimated from their signatures."""
MAX_COPIES = 16
_MAX_BAND_ROWS = 2_000
_MAX_COMPARED = 64
_MAX_CHUNKS = 500

Near = Mapping[str, Collection[str]]
"""By the id of a file, the ids of its near-duplicates."""


@dataclass(frozen=True, kw_only=True)
class Copy:
    """A sentence once more: `start:end` in the text of the document of `passage`."""

    passage: Passage
    start: int
    end: int


@dataclass(frozen=True)
class _Signed:
    signature: Any
    words: Any
    names: Any
    rows: frozenset[str]


def without_duplicates(
    passages: Sequence[Passage], limit: int, near: Near | None = None
) -> list[Passage]:
    """The first `limit` passages of which none repeats an earlier one.

    Two passages are one when they are of files that are near-duplicates or have the same title,
    differ in no number, and share nearly all runs of three words. Rows are never folded: each is
    a record of its own.
    """
    firsts = (passage for passage, first in repeats(passages, near) if passage is first)
    return list(islice(firsts, limit))


def repeats(
    passages: Iterable[Passage], near: Near | None = None
) -> Iterator[tuple[Passage, Passage]]:
    """Each passage with the earlier one that says the same, or with itself."""
    known: list[Passage] = []
    for passage in passages:
        first = passage
        if passage.kind == "file":
            first = next((p for p in known if _same(passage, p, near or {})), passage)
            if first is passage:
                known.append(passage)
        yield passage, first


def _same(one: Passage, other: Passage, near: Near) -> bool:
    """Cheap signs first: most passages of a ranking are of other titles or lengths."""
    alike = other.chunk.document_id in near.get(one.chunk.document_id, ())
    if not alike and _title(one.title) != _title(other.title):
        return False
    shorter, longer = sorted((len(one.chunk.text), len(other.chunk.text)))
    if shorter < LIKELY * longer:
        return False
    (numbers, runs), (others, other_runs) = _shape(one.chunk.text), _shape(other.chunk.text)
    return numbers == others and len(runs & other_runs) >= SAME * len(runs | other_runs)


_title = lru_cache(maxsize=4_096)(normal_name)


@lru_cache(maxsize=1_024)
def _shape(text: str) -> tuple[frozenset[str], frozenset[tuple[str, ...]]]:
    """The numbers of a text, and its runs of three words."""
    forms = [word.form for word in words(text)]
    numbers = frozenset(form for form in forms if any(c.isdigit() for c in form))
    runs = frozenset(tuple(forms[i : i + 3]) for i in range(max(1, len(forms) - 2)))
    return numbers, runs


def among(catalogue: Catalogue, document_ids: Iterable[str], scope: Scope) -> Near:
    """Which of the files are near-duplicates of each other, as far as `scope` permits them and
    the rows that they mention. Blocks."""
    bands = link_tables.bands
    sharing: defaultdict[int, list[str]] = defaultdict(list)
    with catalogue.reading() as connection:
        for batch in in_batches(document_ids):
            query = sa.select(bands).where(bands.c.document_id.in_(batch))
            for document_id, value in connection.execute(query):
                sharing[value].append(document_id)
        pairs = {pair for ids in sharing.values() for pair in combinations(sorted(set(ids)), 2)}
        signed = _signed(connection, (id_ for pair in pairs for id_ in pair), scope)
    found: defaultdict[str, set[str]] = defaultdict(set)
    for one, other in pairs:
        if one in signed and other in signed and _alike(signed[one], signed[other]):
            found[one].add(other)
            found[other].add(one)
    return found


def copies(catalogue: Catalogue, passage: Passage, sentence: str, scope: Scope) -> list[Copy]:
    """The same sentence in the near-duplicates of a file that `scope` permits. Blocks."""
    wanted = " ".join(sentence.split())
    if passage.kind != "file" or not wanted:
        return []
    with catalogue.reading() as connection:
        near = _near(connection, passage.chunk.document_id, scope)
        ids = _chunks_with(connection, near, max(wanted.split(), key=len), scope)
    passages = catalogue.passages(ids, scope)
    found: dict[str, Copy] = {}
    for other in (passages[id_] for id_ in ids if id_ in passages):
        chunk = other.chunk
        for said in split(chunk.text):
            if " ".join(said.text.split()) == wanted and chunk.document_id not in found:
                start, end = chunk.start + said.start, chunk.start + said.end
                found[chunk.document_id] = Copy(passage=other, start=start, end=end)
    return sorted(found.values(), key=lambda copy: copy.passage.uri)[:MAX_COPIES]


def _near(connection: Connection, document_id: str, scope: Scope) -> list[str]:
    """The near-duplicates of a file, as far as permitted; bounded where a text is everywhere."""
    bands, documents = link_tables.bands, tables.documents
    own = sa.select(bands.c.value).where(bands.c.document_id == document_id)
    query = (
        sa.select(bands.c.document_id)
        .join(documents, documents.c.id == bands.c.document_id)
        .where(
            bands.c.value.in_(own), bands.c.document_id != document_id, readable(documents, scope)
        )
        .order_by(bands.c.value, bands.c.document_id)
        .limit(_MAX_BAND_ROWS)
    )
    shared: defaultdict[str, int] = defaultdict(int)
    for other in connection.scalars(query):
        shared[other] += 1
    likely = sorted(shared, key=lambda id_: (-shared[id_], id_))[:_MAX_COMPARED]
    if not likely:
        return []
    signed = _signed(connection, [document_id, *likely], scope)
    if document_id not in signed:
        return []
    return [id_ for id_ in likely if id_ in signed and _alike(signed[document_id], signed[id_])]


def _chunks_with(
    connection: Connection, document_ids: Sequence[str], word: str, scope: Scope
) -> list[str]:
    chunks = tables.chunks
    if not document_ids:
        return []
    query = (
        sa.select(chunks.c.id)
        .where(
            chunks.c.document_id.in_(document_ids),
            chunks.c.text.contains(word, autoescape=True),
            readable(chunks, scope),
        )
        .order_by(chunks.c.document_id, chunks.c.start_at)
        .limit(_MAX_CHUNKS)
    )
    return list(connection.scalars(query))


def _signed(
    connection: Connection, document_ids: Iterable[str], scope: Scope
) -> dict[str, _Signed]:
    """Signatures by file, with the rows that the file mentions, as far as permitted."""
    table, edges, entities = link_tables.signatures, tables.edges, tables.entities
    documents = tables.documents
    found: dict[str, _Signed] = {}
    for batch in in_batches(document_ids):
        mentioned: defaultdict[str, set[str]] = defaultdict(set)
        query = (
            sa.select(edges.c.document_id, edges.c.end_id)
            .join(entities, entities.c.id == edges.c.end_id)
            .where(
                edges.c.document_id.in_(batch),
                edges.c.kind == "mentions",
                entities.c.table_name.is_not(None),
                readable(entities, scope),
            )
            .distinct()
        )
        for document_id, end_id in connection.execute(query):
            mentioned[document_id].add(end_id)
        signed = (
            sa.select(table)
            .join(documents, documents.c.id == table.c.document_id)
            .where(table.c.document_id.in_(batch), readable(documents, scope))
        )
        for row in connection.execute(signed):
            found[row.document_id] = _Signed(
                np.frombuffer(row.signature, dtype="<u4"),
                np.frombuffer(row.words, dtype="<u4"),
                np.frombuffer(row.names, dtype="<u4"),
                frozenset(mentioned[row.document_id]),
            )
    return found


def _alike(one: _Signed, other: _Signed) -> bool:
    if one.rows != other.rows or not one.signature.size or not other.signature.size:
        return False
    if float(np.mean(one.signature == other.signature)) < ALIKE:
        return False
    known = np.isin(one.names, other.words, assume_unique=True).all()
    return bool(known and np.isin(other.names, one.words, assume_unique=True).all())
