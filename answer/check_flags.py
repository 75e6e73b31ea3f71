"""Yes/no columns in a clause: has it a workshop, is it discontinued?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from answer.check_around import Named, blank, said_of_another
from answer.check_words import DENIED, GONE, KEPT, NO_DENIAL
from nescio.text import stem, words
from retrieval.attribute import Attribute, concept_names
from retrieval.attributes import AttributeResolver

_RANGE = frozenset(("discontinued", "active"))


@dataclass(frozen=True, kw_only=True)
class Flag:
    """What a clause says of a yes/no column of a row, with the words that say it."""

    subject: Named
    attribute: Attribute
    says: bool
    start: int
    end: int


class FlagReader:
    """Finds statements about yes/no columns."""

    def __init__(self, resolvers: Mapping[str, AttributeResolver]) -> None:
        self._resolvers = resolvers

    def read(
        self, text: str, subjects: Sequence[Named], taken: Sequence[tuple[int, int]]
    ) -> list[Flag]:
        """The flags of the rows of a clause, in the order of the rows."""
        blanked = blank(text, taken)
        found = []
        for subject in subjects:
            resolver = self._resolvers.get(subject.entity.source)
            if resolver is None or subject.entity.table not in resolver.schema.tables:
                continue
            table = resolver.schema.tables[str(subject.entity.table)]
            for attribute in resolver.attributes(table.name):
                column = attribute.column
                if column is None or column.kind != "bool" or column.private or attribute.path:
                    continue
                flag = _flag(blanked, subject, attribute)
                if flag is None:
                    continue
                span = (flag.start, flag.end)
                if not said_of_another(text, blanked, span, subject, attribute, table):
                    found.append(flag)
        return found


def denied(text: str, start: int = 0, end: int | None = None) -> bool:
    """Whether a stretch of a clause denies what it says."""
    part = NO_DENIAL.sub(" ", text[start : len(text) if end is None else end])
    return len(DENIED.findall(part)) % 2 == 1


def _flag(text: str, subject: Named, attribute: Attribute) -> Flag | None:
    names = concept_names(attribute) & _RANGE
    if names:
        for pattern, kept in ((KEPT, True), (GONE, False)):
            match = pattern.search(text)
            if match:
                says = kept is ("active" in names)
                return Flag(
                    subject=subject, attribute=attribute, says=says, start=match.start(),
                    end=match.end(),
                )  # fmt: skip
    label = re.escape(attribute.column.label if attribute.column else "").replace(r"\ ", r"[\s-]+")
    match = re.search(rf"\b{label}s?\b", text, re.IGNORECASE)
    if match is None:
        return _by_stems(text, subject, attribute)
    return Flag(
        subject=subject, attribute=attribute, says=not denied(text), start=match.start(),
        end=match.end(),
    )  # fmt: skip


def _by_stems(text: str, subject: Named, attribute: Attribute) -> Flag | None:
    """All words of the label somewhere in the clause, in any form: `the workshop for bikes`."""
    spans = {stem(w.form): (w.start, w.end) for w in words(text)}
    label = attribute.words - {stem("name"), "is"}
    if not label or not label <= spans.keys():
        return None
    start = min(spans[one][0] for one in label)
    end = max(spans[one][1] for one in label)
    return Flag(subject=subject, attribute=attribute, says=not denied(text), start=start, end=end)
