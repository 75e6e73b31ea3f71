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
from functools import cache, lru_cache
from typing import Any

import numpy as np
import sqlalchemy as sa

from ingest.file_words import Reading, Words, words_of
from nescio.text import STOP_WORDS
from retrieval import link_tables
from retrieval.catalogue import Catalogue
from retrieval.catalogue_writes import in_batches
from retrieval.lexicon import ORDINARY_WORDS, UNIT_WORDS

RUN = 3
BANDS, ROWS = 16, 4
"""Of files that share .7 of their runs, 98.8 % meet in a band; of those that share .8, 99.98 %."""
_RUNS_AT_ONCE = 4_096
"""The library holds 256 bytes for each run that it is given."""
_PLAIN = STOP_WORDS | ORDINARY_WORDS | UNIT_WORDS
_NUMBERING = re.compile(
    r"^[ \t]*(?:\d{1,3}[.)](?=\s)|(?:page[ \t]+)?\d{1,4}(?:[ \t]*(?:/|of)[ \t]*\d{1,4})?[ \t]*$)",
    re.IGNORECASE | re.MULTILINE,
)
"""Numbers of list items and pages: a format may have them or not."""
_COPY = re.compile(r"\s*(?:\(\d{1,2}\)|[-_ ]+copy(?:[-_ ]+\d{1,2})?)\s*$", re.IGNORECASE)
"""What a file system adds to the name of a copy, which is the title of a file without any."""


def sign(catalogue: Catalogue, readings: Sequence[Reading]) -> None:
    """Sign those of the files that have no signature. Blocks."""
    signed = link_tables.signatures.c.document_id
    known: set[str] = set()
    with catalogue.reading() as connection:
        for batch in in_batches(reading.document_id for reading in readings):
            known.update(connection.scalars(sa.select(signed).where(signed.in_(batch))))
    values = [signature_values(each) for each in readings if each.document_id not in known]
    if not values:
        return
    bands = [
        {"document_id": row["document_id"], "value": value}
        for row in values
        for value in _bands(row["signature"])
    ]
    with catalogue.writing(moves=False) as connection:
        connection.execute(sa.insert(link_tables.signatures), values)
        if bands:
            connection.execute(sa.insert(link_tables.bands), bands)


def signature_values(reading: Reading) -> dict[str, Any]:
    """The row of `signatures` for a file; without words it is like nothing else."""
    texts = [*reading.bodies, *reading.headings]
    own = {key for each in texts for key in each.keys}
    names = {key for each in texts for key in _names(each)}
    title = words_of(_COPY.sub("", reading.title.text))
    names |= {
        key
        for word, key in zip(title.words, title.keys, strict=True)
        if _tells(word.form)
        if key in own or _numeric(key) or title.text[word.start].isupper()
    }
    return {
        "document_id": reading.document_id,
        "signature": _minhash(_runs(reading.bodies)) if own else b"",
        "words": hashes(own | set(reading.title.keys)),
        "names": hashes(names),
    }


def hashes(keys: Iterable[str]) -> bytes:
    """Sorted 32-bit hashes of words, little-endian: the form in which sets of them are kept."""
    return np.unique(np.array([key_hash(key) for key in keys], dtype="<u4")).tobytes()


def key_hash(key: str) -> int:
    """The hash of one word; it must never change, as it is stored."""
    return zlib.crc32(key.encode("utf-8", "surrogatepass"))


def _names(each: Words) -> Iterator[str]:
    """Numbers, and words with a capital that no sentence, heading or item begins with."""
    text = each.text
    skipped = [match.span() for match in _NUMBERING.finditer(text)]
    before = 0
    for place, (word, key) in enumerate(zip(each.words, each.keys, strict=True)):
        if _numeric(word.form):
            if not any(start <= word.start < end for start, end in skipped):
                yield key
        elif (
            place
            and text[word.start].isupper()
            and _goes_on(text[before : word.start])
            and _tells(word.form)
        ):
            yield key
        before = word.end


@lru_cache(maxsize=50_000)
def _numeric(form: str) -> bool:
    return any(c.isdigit() for c in form)


def _goes_on(between: str) -> bool:
    return not any(c in between for c in ".!?:;•|") and "\n\n" not in between


def _tells(form: str) -> bool:
    return form not in _PLAIN and len(form) > 1


def _runs(bodies: Sequence[Words]) -> Iterator[bytes]:
    forms = [word.form for each in bodies for word in each.words]
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

    # All of this is part of what is stored; the scheme mixes the bits of a weak hash itself.
    return MinHash(num_perm=BANDS * ROWS, seed=1, scheme="affine32", hashfunc=zlib.crc32)


def _bands(signature: bytes) -> Iterator[int]:
    """One number per band, of 63 bits, different for the same values in another band."""
    width = 4 * ROWS
    for band in range(len(signature) // width):
        part = signature[band * width : (band + 1) * width]
        low, high = zlib.crc32(part, band), zlib.crc32(part[::-1], band + 1)
        yield (high << 32 | low) % 2**63
