"""Which rows a piece of a document speaks of: by name, by a pronoun, or by the heading above it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from answer.audit_statement import Subject
from answer.audit_text import Piece
from nescio.text import normal_name, words
from nescio.types import Entity, Scope
from retrieval.linking import EntityLinker, Mention

LEAST_LINK = 0.8
MOST_NAMED = 12
"""A sentence of more names is a list of them."""
_JOINED = re.compile(
    r"\s*(?:,|and|or|&|/|, and|as well as)\s*(?:the |our |both )?\s*", re.IGNORECASE
)
_MORE_NUMBERS = re.compile(
    r"(?:,| and| or|/| to|-)\s?\d+\b(?!\s?(?:g|kg|mm|cm|m|l|h|ml|litres?|euro?)\b)"
)
_ALL = re.compile(r"^\W*(?:both|they|all (?:of them|three|four)|these|each)\b|\bof both\b", re.I)
_ONE = re.compile(r"\b(?:it|its|this|they|their|these)\b", re.IGNORECASE)


class Subjects:
    """Finds the rows of one document's pieces, which have to be given in order."""

    def __init__(self, linker: EntityLinker, scope: Scope) -> None:
        self._linker = linker
        self._scope = scope
        self._block = -1
        self._last: tuple[Entity, ...] = ()
        self._headed: dict[tuple[str, ...], tuple[Entity, ...]] = {}

    def of(self, piece: Piece) -> tuple[list[Subject], list[tuple[int, int]]]:
        """The rows that a sentence speaks of, and the spans of all names in it."""
        linked = self._linked(piece.text)
        if len(linked) > MOST_NAMED:
            linked = []
        mentions = [m for m in linked if _clear(m)]
        spans = [(m.start, m.end) for m in linked]
        if piece.block != self._block:
            self._block, self._last = piece.block, ()
        if mentions:
            self._last = tuple(dict.fromkeys(m.best.entity for m in mentions))
            return _named(piece.text, mentions), spans
        if spans and not self._called_so(piece, spans):  # a name that may mean several
            self._last = ()
            return [], spans
        return self._unnamed(piece), []

    def _called_so(self, piece: Piece, spans: Sequence[tuple[int, int]]) -> bool:
        """Whether names that may mean several are only words of the row spoken of: `the tent`."""
        rows = self._last or self.headed(piece.headings)
        own = {w.form for row in rows for w in words(row.label)}
        said = {w.form for a, b in spans for w in words(piece.text[a:b])}
        return bool(own) and said <= own

    def mentions(self, text: str) -> list[Mention]:
        """Names that mean one row: a name in full, or the one name that holds all its words."""
        return [m for m in self._linked(text) if _clear(m)]

    def _linked(self, text: str) -> list[Mention]:
        """Names in a text; a common noun that is also some row's name (`tents`) is none."""
        linked = self._linker.link(text, self._scope, fuzzy=False)
        return [m for m in linked if not m.text.islower() or m.best.name.islower()]

    def whole(self, text: str) -> Entity | None:
        """The row whose name a text is, nothing else."""
        mentions = self.mentions(text)
        if len(mentions) != 1:
            return None
        rest = text[: mentions[0].start] + text[mentions[0].end :]
        return mentions[0].best.entity if not normal_name(rest) else None

    def headed(self, headings: Sequence[str]) -> tuple[Entity, ...]:
        """The row that the nearest heading names which names any."""
        key = tuple(headings)
        if key not in self._headed:
            self._headed[key] = self._heading(key)
        return self._headed[key]

    def _heading(self, headings: tuple[str, ...]) -> tuple[Entity, ...]:
        for heading in reversed(headings):
            linked = self._linked(heading)
            if linked:
                clear = {m.best.entity.id: m.best.entity for m in linked if _clear(m)}
                return tuple(clear.values()) if len(clear) == len(linked) == 1 else ()
        return ()

    def _unnamed(self, piece: Piece) -> list[Subject]:
        whole = (0, len(piece.text))
        if (self._last and _ONE.search(piece.text)) or _ALL.search(piece.text):
            entities = self._last
            if len(entities) > 1 and not _ALL.search(piece.text):
                entities = ()
        else:
            entities = self.headed(piece.headings)
        return [
            Subject(entity=entity, begin=whole[0], end=whole[1], place=place, among=len(entities))
            for place, entity in enumerate(entities)
        ]


def _clear(mention: Mention) -> bool:
    best = mention.best
    if mention.ambiguous or best.score < LEAST_LINK or best.entity.table is None:
        return False
    if best.match == "exact":
        return True
    known = any(c.isupper() or c.isdigit() for c in mention.text)
    return known and len(mention.candidates) == 1 and len(words(mention.text)) > 1


def _named(text: str, mentions: Sequence[Mention]) -> list[Subject]:
    """Rows that stand together (`A and B weigh`) share what follows, up to the next of the
    table."""
    found: list[Subject] = []
    for table in dict.fromkeys(m.best.entity.table for m in mentions):
        same = [m for m in mentions if m.best.entity.table == table]
        groups: list[list[Mention]] = []
        for mention in same:
            if groups and _JOINED.fullmatch(text[groups[-1][-1].end : mention.start]):
                groups[-1].append(mention)
            else:
                groups.append([mention])
        for number, group in enumerate(groups):
            begin = 0 if number == 0 else group[0].start
            end = groups[number + 1][0].start if number + 1 < len(groups) else len(text)
            found += _group(text, group, begin, end)
    return found


def _group(text: str, group: Sequence[Mention], begin: int, end: int) -> list[Subject]:
    if any(_MORE_NUMBERS.match(text, m.end) for m in group):
        return []  # `Atlas 3, 4 and 5` are several rows
    last = group[-1]
    return [
        Subject(
            entity=mention.best.entity,
            begin=begin,
            end=end,
            mention=(group[0].start, last.end) if len(group) > 1 else (mention.start, mention.end),
            place=place,
            among=len(group),
        )
        for place, mention in enumerate(group)
    ]
