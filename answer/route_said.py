"""A question taken apart by the words of the schema: labels of columns, values, rows, numbers.

What is left over besides these and words without a meaning of their own (`FILLING`) is for the
reader of a frame to explain, or to refuse.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from answer.route_names import Named
from nescio.text import STOP_WORDS, Word, fold, stem, words
from nescio.types import Entity, Scalar, Scope
from retrieval.asking import Asked, Term
from retrieval.attribute import noun_stems
from retrieval.attributes import AttributeResolver
from retrieval.fact_sql import Comparison, Condition
from retrieval.facts import FactStore
from retrieval.labels import Label, Labels
from retrieval.phrases import GLUE, WEAK_STEMS
from retrieval.schema import Column

FILLING = (
    GLUE
    | frozenset(
        """sorry bother but please whether among amongst across whose being record recorded listed
    registered stored held set given one other two both compare compared comparison between curious
    need looking need's overall entire whole it'd hiya greetings there'd question kindly""".split()
    )
) - frozenset("or".split())
NEGATED = frozenset("not never without except no neither nor".split())
_LINKS = frozenset("is are was were equal equals to the named called being as set be".split())
_BELOW = (("less", "than"), ("lower", "than"), ("fewer", "than"), ("smaller", "than"),
          ("cheaper", "than"), ("under",), ("below",), ("beneath",))  # fmt: skip
_ABOVE = (("more", "than"), ("greater", "than"), ("higher", "than"), ("larger", "than"),
          ("bigger", "than"), ("over",), ("above",), ("exceeding",), ("exceeds",))  # fmt: skip
_AT_LEAST = (("at", "least"), ("minimum", "of"), ("no", "less", "than"))
_AT_MOST = (("at", "most"), ("up", "to"), ("no", "more", "than"), ("maximum", "of"))
_COMPARING: tuple[tuple[tuple[tuple[str, ...], ...], Comparison, str], ...] = (
    (_AT_LEAST, "ge", "at least"), (_AT_MOST, "le", "at most"), (_BELOW, "lt", "under"),
    (_ABOVE, "gt", "over"),
)  # fmt: skip
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?$")
_LONGEST_VALUE = 8


@dataclass(frozen=True, kw_only=True)
class Told:
    """A value told of a labelled column, `with the title Clerk`; its words [first, last)."""

    label: Label
    table: str
    value: str
    first: int
    last: int


@dataclass(frozen=True, kw_only=True)
class Bound:
    """A number with a comparing word before it, `more than 20`, or two of them (`between 5 and
    20`: at least `number`, at most `upper`); its words [first, last)."""

    operator: Comparison
    how: str
    number: float
    first: int
    last: int
    upper: float | None = None

    @property
    def said(self) -> str:
        """As a reader says it: `over 20`."""
        if self.upper is not None:
            return f"between {self.number:g} and {self.upper:g}"
        return f"{self.how} {self.number:g}"

    def conditions(self, column: str) -> tuple[Condition, ...]:
        """As conditions on a column."""
        first = Condition(column=column, operator=self.operator, value=self.number)
        if self.upper is None:
            return (first,)
        return first, Condition(column=column, operator="le", value=self.upper)

    def holds(self, value: float) -> bool:
        """Whether a value is within it."""
        if self.upper is not None:
            return self.number <= value <= self.upper
        match self.operator:
            case "lt":
                return value < self.number
            case "le":
                return value <= self.number
            case "gt":
                return value > self.number
            case _:
                return value >= self.number


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row that is named, and its words [first, last)."""

    entity: Entity
    first: int
    last: int


@dataclass(frozen=True, kw_only=True)
class Said:
    """The parts of a question. `score` is that of the least sure name."""

    asked: Asked
    tokens: tuple[Word, ...]
    labels: tuple[Label, ...]
    told: tuple[Told, ...]
    rows: tuple[Row, ...]
    bounds: tuple[Bound, ...]
    score: float

    def taken(self) -> set[int]:
        """The words of all parts."""
        found: set[int] = set()
        parts: tuple[Label | Told | Row | Bound, ...]
        parts = (*self.labels, *self.told, *self.rows, *self.bounds)
        for part in parts:
            found |= set(range(part.first, part.last))
        return found

    def left(self, weak: Iterable[str] = WEAK_STEMS, also: Iterable[str] = ()) -> list[int]:
        """The words that no part has and that mean something; `also` are forms that do not."""
        taken, idle = self.taken(), FILLING | frozenset(also)
        weak = frozenset(weak)
        return [
            place
            for place, token in enumerate(self.tokens)
            if place not in taken
            and _plain(token.form) not in idle
            and (token.form in NEGATED or stem(_plain(token.form)) not in weak)
        ]

    def free(self, forms: Iterable[str]) -> list[int]:
        """The places of words of `forms` outside all parts."""
        taken, wanted = self.taken(), frozenset(forms)
        return [
            place
            for place, token in enumerate(self.tokens)
            if place not in taken and token.form in wanted
        ]

    def terms(self, places: Iterable[int]) -> tuple[Term, ...]:
        """Words as terms of a question."""
        found = (self.tokens[place] for place in places)
        return tuple(
            Term(form=_plain(t.form), stem=stem(_plain(t.form)), start=t.start, end=t.end)
            for t in found
        )

    def plain(self) -> Asked:
        """The question with the words that no part has as its terms."""
        taken = self.taken()
        places = [p for p in range(len(self.tokens)) if p not in taken]
        return replace(self.asked, terms=self.terms(places))


class SaidReader:
    """Takes questions about one source apart."""

    def __init__(self, store: FactStore, resolver: AttributeResolver) -> None:
        self._store = store
        self._schema = resolver.schema
        self._labels = Labels(resolver.schema)
        self._nouns = frozenset(
            one for table in resolver.schema.tables.values() for one in noun_stems(table)
        )

    async def told(self, text: str, scope: Scope) -> list[tuple[int, int]]:
        """Spans (code points) of values told of labelled columns."""
        tokens = words(text)
        found = await self._told(text, tokens, self._labels.find(tokens), scope)
        return [(tokens[t.first].start, tokens[t.last - 1].end) for t in found]

    def labels(self, text: str) -> list[Label]:
        """The labels that stand in a text."""
        return self._labels.find(words(text))

    def ambiguous(self, tokens: Sequence[Word], label: Label) -> bool:
        """Whether a label is what rows of a table are called, too."""
        return label.last - label.first == 1 and stem(tokens[label.first].form) in self._nouns

    async def read(
        self, asked: Asked, named: Sequence[Named], scope: Scope, *, nouns: bool = False
    ) -> Said | None:
        """The parts; None when a name that stays may mean several rows of the source. Labels that
        are nouns of tables as well are left out with `nouns`."""
        tokens = words(asked.text)
        labels = self._labels.find(tokens)
        if nouns:
            labels = [one for one in labels if not self.ambiguous(tokens, one)]
        spans = [(n, *_places(tokens, n.start, n.end)) for n in named]
        # A label inside a name is none; a name that is but a word of a label is none either.
        labels = [
            one for one in labels
            if not any(a <= one.first and one.last <= b and b - a > one.last - one.first
                       for _, a, b in spans)
        ]  # fmt: skip
        spans = [s for s in spans if not any(o.first <= s[1] and s[2] <= o.last for o in labels)]
        told = await self._told(asked.text, tokens, labels, scope)
        told = [t for t in told if not any(a <= t.first and t.last <= b and b - a > t.last - t.first
                                           for _, a, b in spans)]  # fmt: skip
        spans = [s for s in spans if not any(t.first < s[2] and s[1] < t.last for t in told)]
        rows = []
        for name, first, last in spans:
            of = [e for e in name.entities if e.source == self._schema.source]
            if len(of) != 1:
                return None
            rows.append(Row(entity=of[0], first=first, last=last))
        kept: tuple[Told | Row, ...] = (*told, *rows)
        covered = {p for one in kept for p in range(one.first, one.last)}
        labels = [one for one in labels if not covered & set(range(one.first, one.last))]
        covered |= {p for one in labels for p in range(one.first, one.last)}
        return Said(
            asked=asked,
            tokens=tuple(tokens),
            labels=tuple(labels),
            told=tuple(told),
            rows=tuple(rows),
            bounds=tuple(_bounds(tokens, covered)),
            score=min((s[0].score for s in spans), default=1.0),
        )

    async def _told(
        self, text: str, tokens: Sequence[Word], labels: Sequence[Label], scope: Scope
    ) -> list[Told]:
        found: list[Told] = []
        for label in labels:
            start = label.last
            article = label.first > 0 and tokens[label.first - 1].form in ("a", "an")
            if article and start < len(tokens) and tokens[start].form == "of":
                start += 1
            hits: list[Told] = []
            for place in range(start, min(len(tokens), start + 4)):
                hits = await self._values_at(text, tokens, label, place, scope)
                if hits or tokens[place].form not in _LINKS:
                    break
            if not hits:  # "is the city of order 7 Lyon": the value comes last
                last = label.last + 1
                for place in range(last, len(tokens)):
                    ends = await self._values_at(text, tokens, label, place, scope)
                    hits = [h for h in ends if h.last == len(tokens)]
                    if hits:
                        break
            found += hits
        return found

    async def _values_at(
        self, text: str, tokens: Sequence[Word], label: Label, place: int, scope: Scope
    ) -> list[Told]:
        """The longest value of the labelled columns that begins at a word, one for each table."""
        found = []
        for table, column in label.columns.items():
            if column.kind != "text":
                continue
            best: Told | None = None
            for value in await self._kept(table, column, scope):
                forms = [word.form for word in words(value)]
                last = place + len(forms)
                if not 0 < len(forms) <= _LONGEST_VALUE or last > len(tokens):
                    continue
                if [_plain(t.form) for t in tokens[place:last]] != [_plain(f) for f in forms]:
                    continue
                cut = text[tokens[place].start : tokens[last - 1].end]
                # A value that is but a small word (`OR`, `IN`) has to be written as the row has it.
                if any(f in STOP_WORDS for f in forms) and len(forms) == 1 and cut != value:
                    continue
                if best is None or last > best.last:
                    best = Told(label=label, table=table, value=value, first=place, last=last)
            found += [best] if best else []
        return found

    async def _kept(self, table: str, column: Column, scope: Scope) -> Sequence[str]:
        return await self._store.distinct(self._schema.source, table, column.name, scope)


def number_of(form: str) -> float | None:
    """The number that a word is."""
    return float(form.replace(",", "")) if _NUMBER.match(form) else None


def _bounds(tokens: Sequence[Word], covered: set[int]) -> list[Bound]:
    found = []
    for place, token in enumerate(tokens):
        number = number_of(token.form)
        if number is None or place in covered:
            continue
        upper = number_of(tokens[place + 2].form) if place + 2 < len(tokens) else None
        if (
            upper is not None
            and place > 0
            and tokens[place - 1].form == "between"
            and tokens[place + 1].form in ("and", "to")
        ):
            found.append(
                Bound(operator="ge", how="", number=number, upper=upper, first=place - 1,
                      last=place + 3)
            )  # fmt: skip
            continue
        for phrases, operator, said in _COMPARING:
            for phrase in phrases:
                first = place - len(phrase)
                if first >= 0 and tuple(t.form for t in tokens[first:place]) == phrase:
                    found.append(Bound(operator=operator, how=said, number=number,
                                       first=first, last=place + 1))  # fmt: skip
                    break
            else:
                continue
            break
    return found


def _places(tokens: Sequence[Word], start: int, end: int) -> tuple[int, int]:
    inside = [p for p, token in enumerate(tokens) if start <= token.start < end]
    return (inside[0], inside[-1] + 1) if inside else (0, 0)


def _plain(form: str) -> str:
    return fold(form).removesuffix("'s").removesuffix("'")


def same(value: Scalar, text: str) -> bool:
    """Whether a row's value is the one told, but for case and accents."""
    return [w.form for w in words(str(value))] == [w.form for w in words(text)]
