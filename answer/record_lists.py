"""All records of a document's table that a question asks for: `which stores take canisters back?`

A set of records is read like a set of rows: the question calls the column that it wants to know
(`which stores`), and every other word of it is a condition on the records, or the subject of the
table. One word left over, and it is another question. The whole table is read, not what a search
found of it: a list that lacks one is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from answer.question import stems_of
from answer.record_columns import NUMBER, Column, alike, columns_of, has, says, within
from answer.records import Field, Record
from answer.route_bounds import Bound, bounds
from nescio.text import STOP_WORDS, Word, stem, words
from retrieval.asking import read

MOST = 12
"""Records of one answer."""

_ASKING = re.compile(
    r"^\W*(?:(?:hi|hello|hey|please|so|and|ok|okay)\b[\s,!]*)*"
    r"(?:(?:to|in|at|from|for|of|with|on|by) )?(?:which|what)\b"
    r"(?! (?:is|are|was|were|am|do|does|did|can|could|will|would|should|may|has|have|if)\b)"
    r"|^\W*(?:(?:please )?(?:list|show|name|give|tell)(?: me| us)?(?: all| every)?|all|every)\b"
    r"|^\W*where (?:can|could|do|does|may|is|are)\b",
    re.IGNORECASE,
)
# `What does that cost?`: what is meant was said before, and has to fit as well.
_POINTING = re.compile(
    r"\b(?:it|its|they|them|their|this|these|those|that (?!(?:is|are|can|may|do|does|have|has|need|"
    r"cost|fit|you|we|i)\b)\w+)\b",
    re.IGNORECASE,
)
_WHICH = re.compile(
    r"^\W*(?:(?:to|in|at|from|for|with) )?which(?: of)?(?: the| your| our)? ", re.IGNORECASE
)
_HEAD = 3
_WHERE = tuple(stem(w) for w in "store shop branch country city town place location".split())
_IDLE = frozenset(
    stem(w)
    for w in """offer have get find need buy order sell carry exist apply mean come go belong use do
    work able possible available allowed permitted accepted there one thing stuff gear equipment kit
    empty full old whole single kind type sort different various exactly actually currently still
    customer people visitor please mine yours everything list show name give tell pick let make
    serve provide hold run see know want like any all every each many country number""".split()
)
_NEGATED = frozenset("not no never without cannot".split())
_SPELT = "zero _ two three four five six seven eight nine ten eleven twelve".split()
_DIGITS = {word: str(number) for number, word in enumerate(_SPELT)}
_COUNTED = frozenset(stem(w) for w in "eur euro euros usd day hour week month".split())
_MONEY = frozenset(stem(w) for w in "price cost eur euro fee rate charge".split())
_PAYING = frozenset(stem(w) for w in "cost price pay charge euro expensive cheap".split())
_HANDED = re.compile(r"\b(?:hand|give|turn)(?:ed|ing)? in\b", re.IGNORECASE)  # not out
_WORD = re.compile(r"\b(?:" + "|".join(_DIGITS) + r")\b")  # in a name (`Polar Two`) none
_CODE = re.compile(r"\b[A-Za-z]+-\d+\b")
_RANGE = re.compile(r"\b(\d{1,4}) ?(?:to|-|–) ?(\d{1,4})\b")
_LEADING = frozenset(stem(w) for w in "list show name give tell all every kind type sort".split())
_PARTS = re.compile(r",|;|\band\b|\bor\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Table:
    """The records of one table of a document, all of them, and what stands over it as stems:
    right above it, which says what its rows are, and anywhere."""

    records: tuple[Record, ...]
    heading: frozenset[str]
    over: frozenset[str]


def asks_for_list(text: str) -> bool:
    """Whether a question may ask for records by what they have in common."""
    if _POINTING.search(text) or "how m" in text.casefold():
        return False
    return _ASKING.match(text) is not None


def listed(text: str, table: Table, names: Iterable[frozenset[str]] = ()) -> tuple[Record, ...]:
    """The records of a table that a question asks for, in their order; empty when it asks for
    something else. `names` are the stems of the names of rows that the question may mean."""
    if not asks_for_list(text) or not table.records:
        return ()
    return _Reading(text, table, tuple(names)).records()


def untold(text: str, table: Table, said: frozenset[str], names: Callable[[str], bool]) -> bool:
    """Whether a question asks which of the things that a table lists by name (`names` tells), and
    what is `said` (stems) has none of them: `which shops sell gas` is not answered without a shop.
    """
    match = _WHICH.match(text)
    if match is None:
        return False
    head = [stem(word.form) for word in words(text[match.end() :])][:2]
    for column in columns_of(table.records):
        if column.flag or not any(s in alike(word) for s in head for word in column.told):
            continue
        fields = [f for r in table.records for f in r.fields if f.name == column.name]
        if not all(names(part.strip()) for f in fields for part in _PARTS.split(f.value)):
            continue
        values = [f.said for f in fields]
        distinct = frozenset().union(*values) - frozenset.intersection(*values)
        return len(values) > 1 and not said & distinct
    return False


class _Reading:
    """One question over one table: which of its words are explained, and which records are left."""

    def __init__(self, text: str, table: Table, names: Sequence[frozenset[str]]) -> None:
        text = _WORD.sub(lambda match: _DIGITS[match.group()], text)  # `four to eight days`
        text = _HANDED.sub("return", text)
        self._text = text
        self._table = table
        self._names = names
        self._columns = columns_of(table.records)
        self._tokens = [
            token for token in words(text)
            if token.form not in STOP_WORDS or token.form in _NEGATED or token.form.endswith("n't")
        ]  # fmt: skip
        self._stems = frozenset(stem(t.form) for t in self._tokens)
        self._used: set[str] = set()
        self._fits = list(table.records)
        self._conditions = 0

    def records(self) -> tuple[Record, ...]:
        """The records that meet all conditions, if every word is explained."""
        if not self._asked_for():
            return ()
        negated = self._negation()
        if negated is None or not self._flags(turned=negated):
            return ()
        if not self._written() or not self._bounds() or not self._numbers() or not self._values():
            return ()
        if not self._conditions or not 0 < len(self._fits) <= MOST:
            return ()
        return tuple(self._fits)

    def _asked_for(self) -> bool:
        """Whether the table has what is asked for: a column, or rows called as over the table."""
        head = [stem(t.form) for t in self._tokens if stem(t.form) not in _LEADING][:_HEAD]
        if re.match(r"\W*where\b", self._text, re.IGNORECASE):
            own = [c for c in self._columns if any(alike(w) & c.name for w in _WHERE)]
            return bool(own)
        for column in self._columns:
            called = {s for s in head for word in column.name if s in alike(word)}
            if called and not column.flag and not column.name & _MONEY:
                self._used |= called | (column.name & self._stems)
                return True
        called = set(head[:2]) & self._table.heading
        self._used |= called
        return bool(called)

    def _negation(self) -> bool | None:
        """Whether the question denies; a value that itself says so (`not offered`) is none."""
        denied = [p for p, t in enumerate(self._tokens)
                  if t.form in _NEGATED or t.form.endswith("n't")]  # fmt: skip
        if not denied:
            return False
        if len(denied) > 1:
            return None
        after = [t.form for t in self._tokens[denied[0] + 1 :]]
        self._used |= {stem(self._tokens[denied[0]].form), "not"}
        for form in after:
            told = [r for r in self._fits if any(
                f"not {form}" in f.value.casefold() for f in self._named(r))]  # fmt: skip
            if told:
                self._keep(told, {stem(form)} | self._name_words())
                return False
        return True

    def _named(self, record: Record) -> list[Field]:
        """The fields of a record whose column is called in the question."""
        called = {c.name for c in self._columns if c.said(self._stems)}
        return [f for f in record.fields if f.name in called]

    def _name_words(self) -> set[str]:
        return {s for c in self._columns for s in c.said(self._stems)}

    def _keep(self, records: Sequence[Record], explained: Iterable[str]) -> None:
        self._fits = [r for r in self._fits if r in records]
        self._used |= set(explained)
        self._conditions += 1

    def _flags(self, *, turned: bool) -> bool:
        """Columns that say yes or no, called by all of their name."""
        said = [c for c in self._columns if c.flag and (s := c.said(self._stems)) and
                not s <= self._used]  # fmt: skip
        said = [c for c in said if not any(c.told < other.told for other in said)]
        if turned and len(said) != 1:
            return False
        for column in said:
            fits = [r for r in self._fits if says(r, column) != turned]
            self._keep(fits, column.said(self._stems))
        return True

    def _written(self) -> bool:
        """Codes and ranges, which stand in records as they are written: `GX-5`, `2 to 4 days`."""
        for match in _CODE.finditer(self._text):
            fits = [r for r in self._fits if any(
                match.group().casefold() in f.value.casefold() for f in r.fields)]  # fmt: skip
            self._keep(fits, (stem(w.form) for w in words(match.group())))
        for match in _RANGE.finditer(self._text):
            fits = [r for r in self._fits if any(
                _RANGE.findall(f.value) == [match.groups()] for f in r.fields)]  # fmt: skip
            if fits:
                names = {n for r in fits for f in r.fields for n in f.name
                         if _RANGE.findall(f.value) == [match.groups()]}  # fmt: skip
                self._keep(fits, {*match.groups(), *(names & self._stems)})
        return bool(self._fits)

    def _bounds(self) -> bool:
        """`Less than 4 euro`: on the one column of such amounts."""
        for bound in bounds(read(self._text)):
            if bound.exact or {t.form for t in bound.terms} & self._used:
                continue
            columns = [c for c in self._columns if not c.flag and self._measured(c, bound)]
            if len(columns) != 1:
                return False
            (column,) = columns
            fits = [r for r in self._fits if within(r, column, bound)]
            self._keep(fits, {stem(t.form) for t in bound.terms} | {"less", "more", "than"})
            self._used |= (column.name & self._stems) | (self._stems & (_PAYING | _COUNTED))
        return True

    def _measured(self, column: Column, bound: Bound) -> bool:
        money = bound.unit is not None and stem(bound.unit) in _MONEY
        if money or column.name & _MONEY:
            return bool(column.name & _MONEY) and (money or bool(self._stems & _PAYING))
        return bool(column.told & self._stems) and any(
            NUMBER.match(f.value) for r in self._fits for f in r.fields if f.name == column.name
        )

    def _numbers(self) -> bool:
        """Each number is in a column of the record: one that the question calls, if it does."""
        for token in self._tokens:
            number = token.form
            if not NUMBER.fullmatch(number) or number in self._used or stem(number) in self._used:
                continue
            having = [c for c in self._columns if any(has(r, c, number) for r in self._fits)]
            beside = self._beside(token)  # `zone 3` is in no other column than that of zones
            having = [c for c in having if c in beside] if beside else having
            called = [c for c in having if c.name & self._stems]
            most = max((len(c.name & self._stems) for c in called), default=0)
            options = [c for c in called if len(c.name & self._stems) == most] or having
            if len(options) != 1:
                return False
            (column,) = options
            fits = [r for r in self._fits if has(r, column, number)]
            self._keep(fits, {number, *(column.name & self._stems)})
            self._used |= self._stems & _COUNTED
            if column.name & _MONEY:
                self._used |= self._stems & _PAYING
        return True

    def _beside(self, token: Word) -> list[Column]:
        """The columns that are called by the word before a number alone."""
        before = [stem(t.form) for t in words(self._text) if t.end <= token.start][-1:]
        return [c for c in self._columns if c.told == frozenset(before)]

    def _values(self) -> bool:
        """The words that are left are values of the records, or say what the table is about."""
        left = [t for t in self._tokens if stem(t.form) not in self._used]
        matched: set[str] = set()
        for token in left:
            one = stem(token.form)
            having = [r for r in self._fits if any(one in f.said for f in r.fields)]
            if one in self._table.over and not token.form[:1].isdigit() and not having:
                continue
            if having and self._most_said(having, one):
                names = {n for r in having for f in r.fields if one in f.said for n in f.name}
                self._keep(having, {one, *(names & self._stems)})
                matched.add(one)
        for token in left:
            one = stem(token.form)
            known = self._used | _IDLE | self._table.over
            if alike(one) & known or self._of_name(one, matched):
                continue
            return False
        return True

    def _most_said(self, records: Sequence[Record], one: str) -> bool:
        """Whether some value with the word is said, but for its numbers: all of it, or half of it
        and more in one piece."""
        said = [stem(t.form) for t in self._tokens]
        for part in (p for r in records for f in r.fields for p in _PARTS.split(f.value)):
            own = {s for s in stems_of(part) if not s[:1].isdigit()}
            places = [p for p, s in enumerate(said) if s in own]
            together = bool(places) and places[-1] - places[0] == len(places) - 1
            if one in own and (own <= self._stems or (together and 2 * len(places) >= len(own))):
                return True
        return False

    def _of_name(self, one: str, matched: set[str]) -> bool:
        """Whether a word only says what kind of thing a named one is: the stoves of `Ember`."""
        return any(one in name and name & (matched | self._used) for name in self._names)
