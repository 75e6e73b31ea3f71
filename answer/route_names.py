"""The rows that a question names: which of the linked names can be trusted here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from nescio.text import stem, words
from nescio.types import Entity, Scope
from retrieval.asking import in_idioms
from retrieval.attributes import noun_stems
from retrieval.concepts import VOCABULARY
from retrieval.keys import KeyMention
from retrieval.linking import MARGIN, Candidate, EntityLinker, Mention
from retrieval.name_index import token_key
from retrieval.naming import singular
from retrieval.schema import DatabaseSchema, Table
from retrieval.synonyms import other_nouns

LEAST_LINK = 0.7
_INTRODUCES = re.compile(r"^[\s\"'(:]*(?:called|named|in|of)?[\s\"'(:]*$")


# "(not RC)", ", not the RC one".
_NOT_THAT = re.compile(
    r"\s*[(,]\s*(?:not|without|no) (?:the |a |an )?(?P<word>[\w-]+)"
    r"(?: (?:one|version|model|variant|edition))?\s*(?:\)|,|(?=[?.!:;]|$))",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Named:
    """A span and the rows it may mean, best first; several only when none stands out. `called`
    are all rows with these words in their names, the longer names among them."""

    start: int
    end: int
    text: str
    entities: tuple[Entity, ...]
    score: float
    called: tuple[Entity, ...] = ()


class NameReader:
    """Turns mentions into rows; leaves out what is but a word of the schema."""

    def __init__(self, schemas: Mapping[str, DatabaseSchema]) -> None:
        self._schemas = dict(schemas)
        self._words = frozenset(
            one for schema in schemas.values() for t in schema.tables.values()
            for one in (*noun_stems(t), *(stem(w) for c in t.columns for w in c.label.split()))
        )  # fmt: skip
        self._long_labels = _any_of(
            c.label for s in schemas.values() for t in s.tables.values() for c in t.columns
        )

    def _labels(self, text: str) -> list[tuple[int, int]]:
        """Spans of column labels of several words: `bike workshop` names no bike."""
        return [match.span() for match in self._long_labels.finditer(text)]

    def otherwise_called(self, text: str, linker: EntityLinker, scope: Scope) -> str:
        """The question with the nouns that rows are named by in the place of others that mean the
        same and name none: `rucksacks` where there are backpacks."""
        for word in reversed(words(text)):
            others = () if self._said(word.form) else other_nouns(word.form)
            if not others or _names(word.form, linker, scope):
                continue
            named = [other for other in others if _names(other, linker, scope)]
            if len(named) == 1:
                ending = "s" if singular(word.form) != word.form else ""
                text = f"{text[: word.start]}{named[0]}{ending}{text[word.end :]}"
        return text

    def unmistaken(self, text: str, linker: EntityLinker, scope: Scope) -> str:
        """The question without what says which other row is not meant: `the Lumen 4 (not RC)`
        where there is a Lumen 4 RC as well."""
        for mention in reversed(linker.link(text, scope, fuzzy=False)):
            match = _NOT_THAT.match(text, mention.end)
            if match is None or mention.best.match != "exact":
                continue
            other = linker.link(f"{mention.text} {match['word']}", scope, fuzzy=False)
            if any(
                m.best.match == "exact" and len(m.text) > len(mention.text)
                and m.best.entity.id != mention.best.entity.id for m in other
            ):  # fmt: skip
                text = f"{text[: mention.end]} {text[match.end() :].lstrip()}"
        return text

    def _said(self, form: str) -> bool:
        """Whether a word is one of the schema, or asks for a column."""
        return form in VOCABULARY or stem(form) in self._words

    def read(
        self,
        text: str,
        mentions: Sequence[Mention],
        keyed: Sequence[KeyMention],
        values: Sequence[tuple[int, int]] = (),
        plain: Sequence[tuple[int, int]] = (),
    ) -> list[Named]:
        """The rows that the text names, by key or by name, in the order of the text. `values` are
        spans of values of rows: a name inside one (`boot fitter`) is none; `plain` are words that
        are values by themselves, and a part of a name only where nothing else is named."""
        found = [
            Named(start=k.start, end=k.end, text=k.text, entities=k.entities, score=1.0)
            for k in keyed
            if k.entities
        ]
        labels = [*self._labels(text), *values]
        for mention in mentions:
            if any(a <= mention.start and mention.end <= b and b - a > mention.end - mention.start
                   for a, b in labels):  # fmt: skip
                continue
            if (
                len(mentions) + len(keyed) > 1
                and mention.best.match != "exact"
                and (mention.start, mention.end) in plain
            ):
                continue
            if any(mention.start < k.end and k.start < mention.end for k in keyed):
                continue
            if mention.best.match != "exact" and self._schema_words(mention.text):
                continue
            rows = [c for c in mention.candidates if c.entity.source in self._schemas]
            rows = [c for c in rows if c.entity.table in self._schemas[c.entity.source].tables]
            if rows and (rows[0].score >= LEAST_LINK or len(rows) > 1):
                found.append(_from_candidates(mention, self._introduced(text, mention, rows)))
        return sorted(found, key=lambda one: one.start)

    def _introduced(self, text: str, mention: Mention, rows: list[Candidate]) -> list[Candidate]:
        """Of several rows, those of the one table whose noun stands beside the name."""
        beside = {
            stem(word.form)
            for word in words(text)
            if (word.start >= mention.end and not text[mention.end : word.start].strip(" -'s"))
            or (
                word.end <= mention.start
                and not _INTRODUCES.sub("", text[word.end : mention.start])
            )
        }
        of = [c for c in rows if beside & noun_stems(self._table(c))]
        return of if of and len({c.entity.table for c in of}) == 1 else rows

    def _table(self, candidate: Candidate) -> Table:
        return self._schemas[candidate.entity.source].tables[str(candidate.entity.table)]

    def _schema_words(self, text: str) -> bool:
        """Whether a part of a name is but the noun of a table or the label of a column."""
        return all(stem(word.form) in self._words for word in words(text))


def without_idioms(text: str, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """The mentions without single small words inside an idiom: `on the shelf` names no shelf."""
    begins = len(text) - len(text.lstrip())
    small = [
        m for m in mentions
        if " " not in m.text and (m.text.islower() or m.start == begins)
    ]  # fmt: skip
    idioms = in_idioms(text, [(m.start, m.end) for m in mentions if m not in small])
    return tuple(
        m
        for m in mentions
        if m not in small or not any(a <= m.start and m.end <= b for a, b in idioms)
    )


def _from_candidates(mention: Mention, rows: list[Candidate]) -> Named:
    near = [c for c in rows if rows[0].score - c.score < MARGIN or _as_well(mention, rows[0], c)]
    return Named(
        start=mention.start,
        end=mention.end,
        text=mention.text,
        entities=tuple(c.entity for c in near),
        score=rows[0].score,
        called=tuple(c.entity for c in rows),
    )


def _as_well(mention: Mention, best: Candidate, other: Candidate) -> bool:
    """Whether a part of a name begins both names, which have as many words: the one with a hyphen
    in a word is no less likely to be meant (`Volta 500`: Battery or E-Bike)."""
    if best.match != "partial" or other.match != "partial":
        return False
    if best.entity.table != other.entity.table:
        return False
    said, first, second = (
        [token_key(word.form) for word in words(text)]
        for text in (mention.text, best.name, other.name)
    )
    begun = first[: len(said)] == said == second[: len(said)]
    return begun and len(best.name.split()) == len(other.name.split())


def _any_of(labels: Iterable[str]) -> re.Pattern[str]:
    """Matches any of the labels that have more than one word; the longest first."""
    longest = sorted({one for one in labels if " " in one}, key=len, reverse=True)
    either = "|".join(re.escape(one).replace(r"\ ", r"\s+") for one in longest)
    return re.compile(rf"\b(?:{either})s?\b" if either else r"(?!)", re.IGNORECASE)


def spans_of(named: Sequence[Named]) -> list[tuple[int, int]]:
    """Where names stand."""
    return [(one.start, one.end) for one in named]


def of_source(named: Named, source: str) -> list[Entity]:
    """The rows of one source that a name may mean."""
    return [entity for entity in named.entities if entity.source == source]


def _names(noun: str, linker: EntityLinker, scope: Scope) -> bool:
    """Whether rows are named by a noun, alone or at the end."""
    return bool(linker.headed(noun, scope) or linker.link(noun, scope, fuzzy=False))
