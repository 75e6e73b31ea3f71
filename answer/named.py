"""Names in a question: those that nothing is called by, and the question without its names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from answer.question import stems_of
from answer.quotes import Quote
from nescio.text import stem, words
from nescio.types import Passage, Scope
from retrieval.corpus import Snapshot
from retrieval.spelling import corrected
from retrieval.understanding import spelling_corrections

# `Falcon 2` names a thing, `Christmas 2025` does not.
_CODED = re.compile(r"\b(?!(?:19|20)\d\d\b)\w*\d")
_SHORT_CODE = re.compile(r"[A-Za-z]{1,3}[ -]\d{1,4}")
_WRITTEN_CODE = re.compile(r"(?<![\w-])(?:[A-Za-z]{1,3}-\d{1,4}|[A-Za-z]-[A-Z]{2})(?![\w-])")
_ERROR = re.compile(
    r"\b(?:(?:error|fault)(?: code| number| no\.?)?|shows?|says?|displays|reads|flashes)"
    r" (?P<number>\d{2,4})\b(?![.,]\d| [a-z]{2,}s\b| ?%)",
    re.IGNORECASE,
)
_POINTING = re.compile(r"\b(?:that|this|it|these|those)\b", re.IGNORECASE)
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
    spans = [(m.start, m.end) for m in linked.mentions]
    unknown += _unknown_models(text, spans)
    unknown += [one for one in _codes(text, spans) if not any(one in name for name in unknown)]
    return text, tuple(unknown)


def told_codes(told: str, wording: str, names: Sequence[str]) -> tuple[str, ...]:
    """Codes that were told before a question which points at them (`it says E-17. What is that?`),
    beside those that rows are called by (`names`)."""
    if not told or not _POINTING.search(wording) or _codes(wording, ()):
        return ()
    spans = [m.span() for name in names for m in re.finditer(re.escape(name), told)]
    return tuple(_codes(told, spans))


def _codes(text: str, named: Sequence[tuple[int, int]]) -> list[str]:
    """Codes that name no row: `E-17`, `t-LO`, the number of an error."""
    found = [match.span() for match in _WRITTEN_CODE.finditer(text)]
    found += [match.span("number") for match in _ERROR.finditer(text)]
    return [text[a:b] for a, b in found if not any(c < b and a < d for c, d in named)]


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


def misses_name(
    names: Sequence[str], quotes: Sequence[Quote], found: Sequence[Passage] = ()
) -> bool:
    """Whether the question has a name that neither the database nor any one quote knows. A code
    may also stand elsewhere in what was found of a quote's document: notes on an update say once
    which fault it mends."""
    said = [q.stems | stems_of(q.passage.title, *q.passage.chunk.heading_path) for q in quotes]
    texts = [" ".join((q.passage.title, *q.passage.chunk.heading_path, q.text)) for q in quotes]
    quoted = {q.passage.chunk.document_id for q in quotes} if found else frozenset[str]()
    beside = " ".join(p.chunk.text for p in found if p.chunk.document_id in quoted)
    names = [name for name in names if not (_is_code(name) and _written(name, beside))]
    return any(
        not any(
            stems_of(name) <= stems and _numbered(name, text)
            for stems, text in zip(said, texts, strict=True)
        )
        for name in names
    )


def _is_code(name: str) -> bool:
    """`E-17`, read as `E 17` as well: a letter or a few, and a number."""
    return _SHORT_CODE.fullmatch(name) is not None


def _written(code: str, text: str) -> bool:
    letters, number = (re.escape(part) for part in re.split(r"[ -]", code, maxsplit=1))
    return re.search(rf"(?<![\w-]){letters}[ -]?{number}(?![\w-])", text, re.I) is not None


def _numbered(name: str, text: str) -> bool:
    """Whether the number that a name ends with stands in a text, and not only within a code:
    `Ember 5` is not known from `GX-5`."""
    match = _MODEL.fullmatch(name)
    if match is None:
        return True
    word, number = (re.escape(part) for part in match.groups())
    known = rf"\b{word}[ -]?{number}\b|(?<![\w.,-]){number}(?![\w-])"
    return re.search(known, text, re.IGNORECASE) is not None
