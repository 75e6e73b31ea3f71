"""Signatures of files, by which near-duplicates are found: copies, other formats, small edits.

MinHash over runs of three words (datasketch), cut into bands for locality-sensitive hashing.
Beside it the words of a file, and those of them that make it another document however alike the
rest is: numbers, names, the words of its title. `retrieval.duplicates` compares.

A signature depends on nothing but its file, so that a run costs what changed, in any order. The
words are kept in the form that names are matched in: `ingest.mentions` finds with them the files
that a name may stand in.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

import numpy as np
import sqlalchemy as sa

from nescio.text import STOP_WORDS, Word, words
from retrieval import link_tables, linkage, tables
from retrieval.catalogue import Catalogue
from retrieval.lexicon import ORDINARY_WORDS, UNIT_WORDS
from retrieval.linkage import ChunkText
from retrieval.name_index import token_key

RUN = 3
BANDS, ROWS = 20, 5
"""Of files that share .7 of their runs, 97.5 % meet in a band; of those that share .8, 99.96 %."""
_AT_ONCE = 50
_RUNS_AT_ONCE = 4096
"""The library holds 400 bytes for each run that it is given."""
_PLAIN = STOP_WORDS | ORDINARY_WORDS | UNIT_WORDS
_NUMBERING = re.compile(
    r"^[ \t]*(?:\d{1,3}[.)](?=\s)|(?:page[ \t]+)?\d{1,4}(?:[ \t]*(?:/|of)[ \t]*\d{1,4})?[ \t]*$)",
    re.IGNORECASE | re.MULTILINE,
)
"""Numbers of list items and pages: a format may have them or not."""
_COPY = re.compile(r"\s*(?:\(\d{1,2}\)|[-_ ]+copy(?:[-_ ]+\d{1,2})?)\s*$", re.IGNORECASE)
"""What a file system adds to the name of a copy, which is the title of a file without any."""


def sign_files(catalogue: Catalogue) -> int:
    """Sign the files that have no signature, in bounded batches. Blocks. Returns how many."""
    ids = _unsigned(catalogue)
    for first in range(0, len(ids), _AT_ONCE):
        batch = ids[first : first + _AT_ONCE]
        texts: dict[str, list[ChunkText]] = {owner: [] for owner in batch}
        for chunks in linkage.chunk_texts(catalogue, batch):
            texts[chunks[0].document_id] = chunks
        _write(catalogue, [signature_values(owner, found) for owner, found in texts.items()])
    return len(ids)


def signature_values(document_id: str, chunks: Sequence[ChunkText]) -> dict[str, Any]:
    """The row of `signatures` for the chunks of a file; without words it is like nothing else."""
    title = _COPY.sub("", chunks[0].title) if chunks else ""
    headings = list(dict.fromkeys(part for chunk in chunks for part in chunk.heading_path))
    bodies = [(chunk.text, words(chunk.text)) for chunk in chunks]
    others = [(text, words(text)) for text in headings]
    own = {token_key(word.form) for _, found in bodies + others for word in found}
    title_words = words(title)
    held = own | {token_key(word.form) for word in words(chunks[0].title if chunks else "")}
    names = {key for text, found in bodies + others for key in _names(text, found)}
    names |= {
        key
        for word in title_words
        if (key := token_key(word.form)) and _tells(word)
        if key in own or any(c.isdigit() for c in key) or title[word.start].isupper()
    }
    runs = _runs([word.form for _, found in bodies for word in found])
    return {
        "document_id": document_id,
        "signature": _minhash(runs) if own else b"",
        "words": hashes(held),
        "names": hashes(names),
    }


def hashes(keys: Iterable[str]) -> bytes:
    """Sorted 32-bit hashes of words, little-endian: the form in which sets of them are kept."""
    return np.unique(np.array([key_hash(key) for key in keys], dtype="<u4")).tobytes()


def key_hash(key: str) -> int:
    """The hash of one word; it must never change, as it is stored."""
    return zlib.crc32(key.encode("utf-8", "surrogatepass"))


def _unsigned(catalogue: Catalogue) -> list[str]:
    documents, signed = tables.documents, link_tables.signatures
    query = (
        sa.select(documents.c.id)
        .outerjoin(signed, signed.c.document_id == documents.c.id)
        .where(documents.c.kind == "file", signed.c.document_id.is_(None))
        .order_by(documents.c.id)
    )
    with catalogue.reading() as connection:
        return list(connection.scalars(query))


def _write(catalogue: Catalogue, values: list[dict[str, Any]]) -> None:
    bands = [
        {"document_id": row["document_id"], "value": value}
        for row in values
        for value in _bands(row["signature"])
    ]
    with catalogue.writing(moves=False) as connection:
        connection.execute(sa.insert(link_tables.signatures), values)
        if bands:
            connection.execute(sa.insert(link_tables.bands), bands)


def _names(text: str, found: Sequence[Word]) -> Iterator[str]:
    """Numbers, and words with a capital that no sentence, heading or item begins with."""
    skipped = [match.span() for match in _NUMBERING.finditer(text)]
    before = 0
    for place, word in enumerate(found):
        between = text[before : word.start]
        before = word.end
        if any(c.isdigit() for c in word.form):
            if not any(start <= word.start < end for start, end in skipped):
                yield token_key(word.form)
        elif place and text[word.start].isupper() and _goes_on(between) and _tells(word):
            yield token_key(word.form)


def _goes_on(between: str) -> bool:
    return not any(c in between for c in ".!?:;•|") and "\n\n" not in between


def _tells(word: Word) -> bool:
    return word.form not in _PLAIN and len(word.form) > 1


def _runs(forms: Sequence[str]) -> Iterator[bytes]:
    for place in range(max(1, len(forms) - RUN + 1)):
        yield " ".join(forms[place : place + RUN]).encode("utf-8", "surrogatepass")


def _minhash(runs: Iterable[bytes]) -> bytes:
    found = _blank().copy()
    batch: list[bytes] = []
    for run in runs:
        batch.append(run)
        if len(batch) == _RUNS_AT_ONCE:
            found.update_batch(batch)
            batch.clear()
    if batch:
        found.update_batch(batch)
    return bytes(found.hashvalues.astype("<u4").tobytes())


@cache
def _blank() -> Any:
    # Imported late: it takes most of a second, and only ingestion of files needs it.
    from datasketch import MinHash

    # Seed and scheme are part of what is stored.
    return MinHash(num_perm=BANDS * ROWS, seed=1, scheme="affine32")


def _bands(signature: bytes) -> Iterator[int]:
    """One number per band, of 63 bits, different for the same values in another band."""
    width = 4 * ROWS
    for band in range(len(signature) // width):
        part = signature[band * width : (band + 1) * width]
        low, high = zlib.crc32(part, band), zlib.crc32(part[::-1], band + 1)
        yield (high << 32 | low) % 2**63
