"""A row that a clause names, and whether the words around the name speak of something else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from answer import audit_words as say
from answer.audit_reading import plain as small
from answer.check_words import MEASURE_NOUNS
from nescio.text import STOP_WORDS, stem, words
from nescio.types import Entity
from retrieval.attribute import (
    Attribute,
    concept_names,
    noun_stems,
)
from retrieval.concepts import VALUES
from retrieval.schema import Table

_OF = re.compile(
    r"\b(?:the|a|an|its|their|your|our|both|two|all)\s+((?:[\w'’-]+\s+){1,3})(?:of|on|in|from)"
    r"\s+(?:(?:the|our|a|an|this|your)\s+)?$",
    re.IGNORECASE,
)
# `Pump leather for the Kestrel` at the beginning; what is for a row is rarely an attribute of it.
_FOR = re.compile(
    r"(?:^\W*|\b(?:the|an?|its|their|your|our|both|two|all|any|each)\s+)((?:[\w'’-]+\s+){1,3})for"
    r"\s+(?:(?:the|our|an?|this|your)\s+)?$",
    re.IGNORECASE,
)
_OWNS = re.compile(r"\s*['’]s?\s+((?:[\w-]+\s+){1,3}?)(?=is|are|was|were|has|have|\w+s\b)", re.I)


@dataclass(frozen=True, kw_only=True)
class Named:
    """A row that a clause names; `start` is -1 where an earlier clause names it."""

    entity: Entity
    start: int = -1
    end: int = -1


def said_stems(text: str, table: Table) -> frozenset[str]:
    """Stems of the words of a clause, without the noun by which its row is called."""
    nouns = {*table.singular.split(), *table.plural.split()}
    return frozenset(stem(w.form) for w in words(text) if w.form not in nouns)


def blank(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with spans blanked, nothing moved."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def cued(attribute: Attribute, text: str) -> bool:
    """Whether a wording for what the attribute is about stands in a text."""
    names = concept_names(attribute)
    patterns = [say.CUES.get("place" if n in say.PLACES else n) for n in names]
    return any(pattern.search(text) for pattern in patterns if pattern)


def said_of_another(
    text: str,
    blanked: str,
    value: tuple[int, int],
    subject: Named,
    attribute: Attribute,
    table: Table,
) -> bool:
    """Whether the words around a row's name speak of a part of it or of something for it. `value`
    is the span of what is stated, which `blanked` is without, as it is without names."""
    if subject.start < 0:
        return False
    allowed = attribute.words | noun_stems(table) | frozenset().union(*attribute.roles, frozenset())
    allowed |= frozenset(one for c in attribute.concepts for one in c.cues | c.labels)
    allowed |= {stem(w.form) for w in words(subject.entity.label)}
    allowed |= noun_stems(attribute.end) | say.OWN_PARTS
    if attribute.column is not None:
        allowed |= {stem(word) for word in attribute.column.label.split()}
    if "material" in concept_names(attribute):
        allowed |= say.BODIES
    before = _OF.search(text[: subject.start])
    if before and not _own(before.group(1), before.start(1), blanked, allowed, attribute):
        return True
    meant = _FOR.search(text[: subject.start])
    if meant and _thing(meant.group(1), value, blanked, meant.start(1), allowed, attribute):
        return True
    after = _OWNS.match(text, subject.end)
    if after and not _own(after.group(1), after.start(1), blanked, allowed, attribute):
        return True
    return _longer_name(text, subject.end, allowed)


def _thing(
    part: str,
    own: tuple[int, int],
    blanked: str,
    at: int,
    allowed: frozenset[str],
    attribute: Attribute,
) -> bool:
    """Whether what is for a row is a thing of its own: also where its last word could be a value
    of the row (`bridge maple`), as long as a word before that is none for the attribute."""
    if not _own(part, at, blanked, allowed, attribute):
        return True
    *first, head = words(part)
    begin, end = own[0] - at, own[1] - at
    valued = begin <= head.start < end or any(head.form in values for values in VALUES.values())
    return valued and any(
        w.form not in STOP_WORDS and stem(w.form) not in allowed and not small(w.form, allowed)
        for w in first
        if not begin <= w.start < end
    )


def _own(
    part: str, start: int, blanked: str, allowed: frozenset[str], attribute: Attribute
) -> bool:
    """Whether the last noun of a phrase is a word for the attribute, or says nothing."""
    if not blanked[start : start + len(part)].strip():
        return True  # a name or the value itself
    head = words(part)[-1].form
    return (
        stem(head) in allowed
        or head in MEASURE_NOUNS
        or small(head, allowed)
        or cued(attribute, part)
        or any(head in values for values in VALUES.values())
    )


def _longer_name(text: str, end: int, allowed: frozenset[str]) -> bool:
    """`Kestrel rain cover costs`: the name is part of a longer one."""
    after = words(text[end:])[:4]
    if not after or text[end : end + after[0].start] != " ":
        return False
    run = 0
    while run < len(after) and not (
        small(after[run].form, allowed) or after[run].form in STOP_WORDS
    ):
        if not text[end + after[run].start].islower():
            return False
        run += 1
    known = any(p.match(text, end + after[0].start) for p in say.CUES.values())
    follows = run < len(after) and after[run].form in say.VERBS
    return 0 < run <= 3 and follows and not known
