"""What a running sentence says of one row: which attributes, in words that leave no doubt.

A loose word (`runs`, `carries`, `open`) states an attribute only beside a value of its dimension,
a place or a material only beside a value that the column knows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from answer.values import agrees
from nescio.text import stem
from retrieval.asking import terms
from retrieval.attributes import Attribute
from retrieval.values import parse

# What a running sentence says by the way: too common to state an attribute.
_LOOSE_CUES = frozenset(
    stem(w)
    for w in """long large big many where leave left start started begin began open close closed
    new old hold holds carry carries sent be will why call place made space head run join sum
    value worth out number about due light heavy deep wide high tall size until late dispatch
    covered cover breaks back stop stopped after before progress far news door""".split()
)
_WITH_VALUE = frozenset(stem(w) for w in "run carry hold bear open close until".split())
_PLACED = frozenset(stem(w) for w in "based located headquartered sits".split())
_OTHER_MONEY = re.compile(
    r"\b(?:discount|off|sav(?:e|es|ed|ings?)|voucher|deposit|fees?|shipping|postage|delivery|refund"
    r"|deduct\w*|rent\w*|hire|was|used to|from|over|above|below|under|up to|at least|repair\w*"
    r"|charge[sd]?|spare|per|extra|insur\w*|instead|before|until 20\d\d|in 20\d\d)\b",
    re.IGNORECASE,
)
_PART_MADE_OF = re.compile(
    r"\b(?:the|its)\s+(?!(?:frame|body|shell|fabric|material|housing|outside)\b)[\w-]+\s+of\b"
    r"|\b(?:poles?|soles?|lining|zips?|handles?|lids?|pegs?|straps?|floor|inner)\b",
    re.IGNORECASE,
)
_WEEKDAYS = re.compile(r"\b(mon|tues|wednes|thurs|fri|satur|sun)days?\b", re.IGNORECASE)
_EXCEPTION = re.compile(
    r"\b(?:holidays?|christmas|easter|eve|except"
    r"|workshop|\d{1,2} (?:of )?(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)\w*)\b",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"\b(?:discontinued|phased out|out of production|no longer (?:sold|made|produced|available|"
    r"part of)|not (?:sold|made|produced|part of (?:our|the)[\w ]* range))\b",
    re.IGNORECASE,
)
_STILL = re.compile(
    r"\b(?:(?:is|are|remains?|stays?) (?:still )?(?:part of|in) (?:our|the) (?:current )?"
    r"(?:range|assortment|catalogue|catalog|line-?up)|still (?:sold|made|produced|in production|"
    r"in our range)|(?:not|never been) discontinued)\b",
    re.IGNORECASE,
)  # fmt: skip
_GONE_CONCEPTS = frozenset(("discontinued", "active"))


class Sentence:
    """A sentence with the spans of its names taken out."""

    def __init__(self, text: str, taken: Sequence[tuple[int, int]], *, named: bool) -> None:
        self.text = text
        self._named = named
        self._values = [
            v for v in parse(text) if not any(a <= v.start < b for a, b in taken)
        ]  # fmt: skip
        self._said: dict[str, tuple[int, int]] = {}
        for term in terms(text, taken):
            self._said.setdefault(term.stem, (term.start, term.end))

    def attributes(self, options: Sequence[Attribute]) -> list[tuple[Attribute, int, int]]:
        """The attributes among `options` that the sentence states, with where it says so."""
        found = [(a, *span) for a in options if (span := self._span(a)) is not None]
        if self._named and not any(a.column and a.column.kind == "money" for a, _, _ in found):
            found += self._price(options)
        return [one for one in found if not self._nearer(one[0], [a for a, _, _ in found])]

    def polarity(self, attribute: Attribute) -> bool | None:
        """What the sentence says of a yes/no column about still being sold; else None."""
        names = {c.name for c in attribute.concepts} & _GONE_CONCEPTS
        column = attribute.column
        if not names or column is None or column.kind != "bool":
            return None
        gone, still = _GONE.search(self.text), _STILL.search(self.text)
        if still is not None:
            return "active" in names
        return None if gone is None else "discontinued" in names

    def _span(self, attribute: Attribute) -> tuple[int, int] | None:
        if attribute.column is not None and attribute.column.kind == "bool":
            return (0, len(self.text)) if self.polarity(attribute) is not None else None
        cues = frozenset(cue for concept in attribute.concepts for cue in concept.cues)
        said = frozenset(self._said)
        hits = attribute.words if attribute.words <= said else (cues - _LOOSE_CUES) & said
        if not hits and self._has_value(attribute):
            hits = cues & _WITH_VALUE & said
        names = {concept.name for concept in attribute.concepts}
        if not hits and self._named and names & {"country", "city", "place"}:
            hits = _PLACED & said
        if "hours" in names and hits and not self._ordinary_day(attribute):
            return None
        if "material" in names and _PART_MADE_OF.search(self.text):
            return None
        spans = [self._said[one] for one in hits]
        return (min(s for s, _ in spans), max(e for _, e in spans)) if spans else None

    def _has_value(self, attribute: Attribute) -> bool:
        """Whether the sentence holds a value in the dimension of the column."""
        column = attribute.column
        if column is None:
            return False
        if column.kind in ("text", "time") and {c.name for c in attribute.concepts} & {
            "hours", "cutoff",
        }:  # fmt: skip
            return any(v.kind == "time" for v in self._values)
        if column.kind != "number" or column.unit is None:
            return False
        return any(
            v.kind == "quantity" and agrees(v, 1, column.unit) is not None for v in self._values
        )

    def _ordinary_day(self, attribute: Attribute) -> bool:
        """Hours of one weekday, of a date or of a holiday are not the usual hours."""
        days = {day.casefold() for day in _WEEKDAYS.findall(self.text)}
        own = any(stem(day + "day") in attribute.words for day in days)
        dated = any(v.kind == "date" for v in self._values)
        return not dated and not _EXCEPTION.search(self.text) and (own or len(days) != 1)

    def _price(self, options: Sequence[Attribute]) -> list[tuple[Attribute, int, int]]:
        """An amount of money in a sentence about one row is its price, unless a word says no."""
        money = [v for v in self._values if v.kind == "money"]
        prices = [
            a
            for a in options
            if a.column is not None
            and a.column.kind == "money"
            and any(c.name == "price" for c in a.concepts)
        ]
        if len(money) != 1 or len(prices) != 1 or _OTHER_MONEY.search(self.text):
            return []
        return [(prices[0], money[0].start, money[0].end)]

    def _nearer(self, attribute: Attribute, found: Sequence[Attribute]) -> bool:
        """Whether another attribute of the same concept is named by more words of its own:
        the Sunday hours, not the opening hours, or the other way round."""
        said = frozenset(self._said)
        names = {concept.name for concept in attribute.concepts}
        mine = attribute.words & said
        for other in found:
            same = names & {concept.name for concept in other.concepts}
            if other is attribute or not same:
                continue
            generic = frozenset(
                one for c in (*attribute.concepts, *other.concepts) for one in c.labels | c.cues
            )
            missing = attribute.words - generic - said
            if (other.words - generic) & said and not (mine - generic):
                return True
            if missing and not (other.words - generic - said):
                return True
        return False
