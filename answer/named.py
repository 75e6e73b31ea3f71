"""Names in a question: those that nothing is called by, and the question without its names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from answer.extract import Quote
from answer.question import stems_of
from nescio.text import stem, words
from nescio.types import Scope
from retrieval.corpus import Snapshot
from retrieval.spelling import corrected
from retrieval.understanding import spelling_corrections

# `Falcon 2` names a thing, `Christmas 2025` does not.
_CODED = re.compile(r"\b(?!(?:19|20)\d\d\b)\w*\d")
_MODEL = re.compile(r"\b([^\W\d]\w*) (?!(?:19|20)\d\d\b)(\d+)\b(?![.,:]\d)")


def mended(text: str, scope: Scope, snapshot: Snapshot) -> tuple[str, tuple[str, ...]]:
    """The text with its spelling mended, and the names in it that nothing is called by."""
    text = corrected(text, spelling_corrections(text, scope, snapshot))
    linked = snapshot.linker.analyse(text, scope)
    unknown = [
        m.text
        for m in linked.near_misses
        if (m.candidates and m.text[:1].isupper()) or _CODED.search(m.text)
    ]
    unknown += _unknown_models(text, [(m.start, m.end) for m in linked.mentions])
    return text, tuple(unknown)


def _unknown_models(text: str, named: Sequence[tuple[int, int]]) -> list[str]:
    """`Lumen 500` where only other Lumens are known: a number after a name, outside of it."""
    return [
        match.group()
        for match in _MODEL.finditer(text)
        if any(a <= match.start() < b <= match.start(2) for a, b in named)
    ]


def without(text: str, stems: frozenset[str]) -> str:
    """The text without the words of these stems."""
    out = text
    for word in reversed(words(text)):
        if stem(word.form) in stems:
            out = out[: word.start] + out[word.end :]
    return " ".join(out.split())


def misses_name(names: Sequence[str], quotes: Sequence[Quote]) -> bool:
    """Whether the question has a name that neither the database nor any one quote knows."""
    said = [q.stems | stems_of(q.passage.title, *q.passage.chunk.heading_path) for q in quotes]
    texts = [" ".join((q.passage.title, *q.passage.chunk.heading_path, q.text)) for q in quotes]
    return any(
        not any(
            stems_of(name) <= stems and _numbered(name, text)
            for stems, text in zip(said, texts, strict=True)
        )
        for name in names
    )


def _numbered(name: str, text: str) -> bool:
    """Whether the number that a name ends with stands in a text, and not only within a code:
    `Ember 5` is not known from `GX-5`."""
    match = _MODEL.fullmatch(name)
    if match is None:
        return True
    word, number = (re.escape(part) for part in match.groups())
    known = rf"\b{word}[ -]?{number}\b|(?<![\w.,-]){number}(?![\w-])"
    return re.search(known, text, re.IGNORECASE) is not None
