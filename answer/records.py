"""The record of a table in a document that a question asks for: `zone: 2; standard eur: 6.95`.

Sentences are compared by meaning, records cannot be: all rows of a table mean nearly the same, and
what tells them apart is one value (`Italy`, `508`). So a record is looked up like a row: words of
the question that stand among its values say which one it is, and its columns say whether it holds
what is asked. It answers only when it is told apart from every other record of its table, has
every name and number of the question, and a value of the kind that is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise

from answer.kinds import AnswerType, expected, fits
from answer.question import Analysis, stems_of
from answer.quotes import Quote
from answer.work import Match, Work, off_point
from nescio.text import STOP_WORDS, stem, words
from retrieval.corpus import Terms
from retrieval.senses import same_sense
from retrieval.values import parse

LEAST_KEY = 0.15
"""Share of the weight of the question's words that the record's values have to hold."""

LEAST_MARGIN = 0.1
"""Of the same share, to the next record of the table."""

SURE = 0.55
"""Confidence in a record that holds nothing but what tells it apart."""

BETTER = 0.25
"""Of the weight of the question's words, by which a sentence has more than a record."""

MOST_RANGE = 30
LIST_COLUMNS = 2

_FIELD = re.compile(r"(?P<name>[^:;]{1,40}): (?P<value>.*)", re.DOTALL)
_RANGE = re.compile(r"\b(\d{1,4}) ?(?:to|-|–) ?(\d{1,4})\b")
# `522`, `P-ER`, `LO`, `E-17`; no bare number of one or two digits, which counts or ranks.
_CODE = re.compile(
    r"(?<![\w.,-])(?:\d{3,}|(?=[\w-]*[A-Z])(?=[\w-]{2})[A-Z\d]+(?:-[A-Z\d]+)*)(?![\w-]|[.,]\d)"
)
_ANYTHING = frozenset(("any", "yes_no", "procedure"))
_CALLED_FOR = re.compile(
    r"\b(?:which|what)(?: of (?:the|your|our|my|these|those))?(?P<nouns>(?: [\w-]+){1,2})",
    re.IGNORECASE,
)
_APPOSED = re.compile(r"\s?[(,]\s?")
_NO_SORT = frozenset(
    """new spare replacement single extra second another same right good cheap big small large old
    broken lost need buy order get want""".split()
)
_FLAGS = frozenset(("yes", "no"))
_DENIALS = frozenset(("no", "none"))
_EMPTY = frozenset(("", "-", "–", "n/a", "none", "unknown"))
_NOT_LOOKED_UP = frozenset(
    ("yes_no", "procedure", "frequency", "number", "temperature", "person", "time")
)
_MONEY = frozenset(map(stem, "price cost eur euro usd fee rate charge deposit amount".split()))
_TIME = frozenset(map(stem, "day week hour minute month year time duration term period".split()))
_MEASURES: Mapping[str, frozenset[str]] = {"money": _MONEY, "duration": _TIME}


@dataclass(frozen=True, kw_only=True)
class Field:
    """A column of a record and what stands in it."""

    name: frozenset[str]
    value: str

    @property
    def said(self) -> frozenset[str]:
        """The stems of the value; `1 to 4` says 2 and 3 as well."""
        found = set(stems_of(self.value))
        for first, last in _RANGE.findall(self.value):
            if int(first) < int(last) <= int(first) + MOST_RANGE:
                found |= {str(n) for n in range(int(first), int(last) + 1)}
        return frozenset(found)


@dataclass(frozen=True, kw_only=True)
class Record:
    """A quote that is a record, by its fields."""

    quote: Quote
    fields: tuple[Field, ...]

    @property
    def table(self) -> tuple[str, frozenset[str]]:
        """Records of one table have one document and the same first column."""
        return self.quote.passage.chunk.document_id, self.fields[0].name


@dataclass(frozen=True, kw_only=True)
class _Scored:
    record: Record
    key: float


def record_of(quote: Quote) -> Record | None:
    """The quote as a record; None when it is not written as one."""
    parts: list[tuple[str, str]] = []
    for piece in quote.text.split("; "):
        match = _FIELD.fullmatch(piece.strip(" ;"))
        if match is not None:
            parts.append((match["name"], match["value"]))
        elif parts:
            parts[-1] = (parts[-1][0], f"{parts[-1][1]}; {piece}")
        else:
            return None
    if len(parts) < 2:
        return None
    fields = tuple(Field(name=stems_of(name), value=value.strip()) for name, value in parts)
    return Record(quote=quote, fields=fields)


def matching(
    analysis: Analysis,
    quotes: Iterable[Quote],
    terms: Terms,
    *,
    codes: frozenset[str] = frozenset(),
) -> Match | None:
    """The record that is told apart from all others of its table and holds what is asked.

    `codes` are words of what was asked that name no row. A record that is called by one (`522`) is
    the one that is asked for, where anything about it may be the answer.
    """
    records = [r for r in map(record_of, quotes) if r is not None]
    kind = expected(analysis.text)
    total = sum(analysis.weights.values())
    if not records or not total:
        return None
    coded = _coded(records, codes, analysis, terms) if kind in _ANYTHING else None
    if coded is not None:
        return coded
    scored: list[_Scored] = []
    for record in records:
        asked = _asked(record, analysis, kind)
        key = sum(
            analysis.weights.get(s, 0.0)
            for s in frozenset().union(*(f.said for f in record.fields if f not in asked))
        )
        scored.append(_Scored(record=record, key=key / total))
    scored.sort(key=lambda one: -one.key)
    best = scored[0]
    asked = _asked(best.record, analysis, kind)
    if best.key < LEAST_KEY or not asked or not _led_by(best.record, analysis):
        return None
    if not _holds_names(best.record, analysis, terms) or _denies(best.record, analysis):
        return None
    if of_another(best.record.quote, analysis):
        return None
    rivals = [one.key for one in scored[1:] if one.record.table == best.record.table]
    if rivals and best.key - rivals[0] < LEAST_MARGIN:
        return None
    return _match(best.record, analysis)


def _match(record: Record, analysis: Analysis) -> Match:
    near = record.quote.stems | record.quote.context
    sure = SURE + (1 - SURE) * analysis.coverage(near)
    return Match(quote=record.quote, confidence=round(min(0.95, sure), 4))


def _coded(
    records: Sequence[Record], codes: frozenset[str], analysis: Analysis, terms: Terms
) -> Match | None:
    """The only record of all that is called by a code of the question: its first value as it is."""
    found = [
        record
        for code in codes
        for record in called_by(code, records)
        if _holds_names(record, analysis, terms)
    ]
    return _match(found[0], analysis) if len(found) == 1 else None


def is_code(value: str) -> bool:
    """Whether a value is a code and nothing else."""
    return _CODE.fullmatch(value) is not None


def codes_of(text: str, named: Iterable[str]) -> frozenset[str]:
    """What looks like a code in a text (`522`, `P-ER`), but for amounts and words of names."""
    taken = {word for name in named for word in name.split()}
    amounts = [(v.start, v.end) for v in parse(text) if v.kind != "number"]
    return frozenset(
        match.group()
        for match in _CODE.finditer(text)
        if match.group() not in taken and not any(a <= match.start() < b for a, b in amounts)
    )


def called_by(code: str, records: Iterable[Record]) -> Iterator[Record]:
    """The records whose first value is the code, as it is."""
    return (r for r in records if r.fields[0].value == code and _CODE.fullmatch(code))


def asked_fields(record: Record, analysis: Analysis) -> list[Field]:
    """The fields of a record that a question asks for."""
    return _asked(record, analysis, expected(analysis.text))


def of_another(quote: Quote, analysis: Analysis) -> bool:
    """Whether a quote is a record that has no word of the question in what it is called by, its
    first two values: the rent of a kayak, for that of a tent. Where it is asked what it is called
    by (`which store`), it has none. Nor does it tell what is asked where its columns are of
    another sort: the days of standard delivery, for those of express."""
    record = record_of(quote)
    if record is None or _called_for(analysis) & record.fields[0].name:
        return False
    kind = expected(analysis.text)
    if kind in _MEASURES:
        measured = _measured(record.fields, kind)
        if measured and all(_qualified(f, record.fields, analysis) for f in measured):
            return True
    said = frozenset().union(*(f.said for f in record.fields[:2]))
    return analysis.near(said) == 0 or _of_another_sort(record, analysis.text)


def _of_another_sort(record: Record, question: str) -> bool:
    """Whether a question has another word before the noun that a record is called by: `a strap
    buckle`, of a hip buckle."""
    known = frozenset().union(*(f.said for f in record.fields))
    for before, noun in pairwise(words(question)):
        sort = stem(before.form)
        if before.form in STOP_WORDS | _NO_SORT or before.form[0].isdigit() or sort in known:
            continue
        for own, called in chain.from_iterable(
            pairwise(words(field.value)) for field in record.fields[:2]
        ):
            if stem(called.form) == stem(noun.form) and own.form.isalpha():
                return stem(own.form) not in same_sense(sort)
    return False


def _asked(record: Record, analysis: Analysis, kind: AnswerType) -> list[Field]:
    """The fields that are asked for: by the kind of their value, else by all of their name."""
    filled = [f for f in record.fields if f.value.casefold() not in _EMPTY]
    if kind in _MEASURES:
        return [f for f in _measured(filled, kind) if not _qualified(f, filled, analysis)]
    if kind in _NOT_LOOKED_UP:
        return []
    own = stems_of(analysis.text)
    return [
        f
        for f in filled
        if f.name and f.name <= own and f.value.casefold() not in _FLAGS and not _told(f, analysis)
    ]


def _measured(fields: Sequence[Field], kind: AnswerType) -> list[Field]:
    """The fields with a value of a kind that is measured."""
    measured = [f for f in fields if f.name & _MEASURES[kind]]
    more = [f for f in fields if f not in measured and _priced(f)]
    return measured + (more if kind == "money" else [])


def _qualified(field: Field, fields: Sequence[Field], analysis: Analysis) -> bool:
    """Whether a column is of another sort than the one asked for, which a column beside it has:
    `standard days`, for how many days express takes, where there is `express eur`."""
    own = stems_of(analysis.text)
    sort = field.name - _MONEY - _TIME
    others = [f.name - _MONEY - _TIME for f in fields if f.name & (_MONEY | _TIME) or _priced(f)]
    return bool(sort) and not sort & own and any(other and other <= own for other in others)


def _told(field: Field, analysis: Analysis) -> bool:
    """Whether a question tells the value of a column itself (`the Ghent shop`), which it then does
    not ask for, unless by `which`."""
    told = field.said & (analysis.names | analysis.numbers)
    return bool(told) and not _called_for(analysis) & field.name


def _called_for(analysis: Analysis) -> frozenset[str]:
    """The words that it is asked for by: `which store`, `what store`."""
    return stems_of(*(match["nouns"] for match in _CALLED_FOR.finditer(analysis.text)))


def _led_by(record: Record, analysis: Analysis) -> bool:
    """Whether the words before the first comma of a list's heading are (half) in the question: of
    `Bike workshop, per hour: 58 euro` not the hour alone."""
    heading = stems_of(record.fields[0].value.split(",")[0])
    if len(record.fields) > LIST_COLUMNS or not heading:
        return True
    return len(heading & analysis.weights.keys()) * 2 >= len(heading)


def _denies(record: Record, analysis: Analysis) -> bool:
    """Whether a record has another number in the column that the question calls beside one (`zone
    9`), or says no in the column that it calls: `which stores wash` of one that does not."""
    tokens = words(analysis.text)
    pairs = [(stem(a.form), b.form) for a, b in pairwise(tokens) if b.form.isdigit()]
    for field in record.fields:
        if any(field.name == {name} and number not in stems_of(field.value)
               for name, number in pairs):  # fmt: skip
            return True
    denied = [f for f in record.fields if f.value.casefold() in _DENIALS]
    held = frozenset().union(*(f.said | f.name for f in record.fields if f not in denied))
    called = frozenset().union(*(f.name for f in denied))
    return bool((called & stems_of(analysis.text)) - held - record.quote.context)


def _priced(field: Field) -> bool:
    return fits("money", field.value) and any(c.isdigit() for c in field.value)


def _holds_names(record: Record, analysis: Analysis, terms: Terms) -> bool:
    """Whether the record, or what stands over it, has every name and number of the question; of
    two that stand side by side (`Rome (Italy)`) one is enough, of a place that no document knows
    (`Rome in Italy`) the one that it is in."""
    said = record.quote.stems | record.quote.context
    said |= frozenset().union(*(f.said for f in record.fields))
    names = [
        w
        for w in words(analysis.text)[1:]
        if (analysis.text[w.start].isupper() and stem(w.form) in analysis.names)
        or w.form in analysis.numbers
    ]
    held = [stem(w.form) in said for w in names]
    for place, name in enumerate(names):
        sides = [n for n in (place - 1, place + 1) if 0 <= n < len(names) and held[n]]
        between = [analysis.text[min(name.end, names[n].end) : max(name.start, names[n].start)]
                   for n in sides]  # fmt: skip
        if held[place] or any(_APPOSED.fullmatch(gap) for gap in between):
            continue
        known = terms.known(stem(name.form)) or name.form in analysis.numbers
        if known or not (sides and sides[-1] > place and between[-1].strip() == "in"):
            return False
    return True


def told_better(analysis: Analysis, chosen: Sequence[Quote], record: Quote) -> bool:
    """Whether a sentence has what is asked for and much more of the question than the record: the
    price of the lock, where the table has that of its bracket."""
    if not chosen or record_of(chosen[0]) is not None or not fits(analysis.expects, chosen[0].text):
        return False
    asked = _MONEY | _TIME  # a record has no such words but in the name of a column
    first, other = (q.stems | q.context for q in (chosen[0], record))
    return analysis.coverage(first - asked) >= BETTER + analysis.coverage(other - asked)


def with_record(work: Work) -> Work:
    """The same draft with the record that is asked for alone, if there is one."""
    if work.extract is None or not work.extract.scored:
        return work
    own = [q for q in work.extract.scored if not off_point(q, work)]
    named = [m.text for m in work.mentions if m.candidates]
    match = None
    told = (work.search,) if work.analysis.expects != "any" else ()
    for text in (work.analysis.text, *told):
        codes = codes_of(text, named)
        match = match or matching(work.analysis, own, work.snapshot.terms, codes=codes)
    if match is None or told_better(work.analysis, work.extract.chosen, match.quote):
        return work
    known = (*work.extract.chosen, *work.extract.others)
    others = tuple(q for q in known if q != match.quote)
    extract = replace(work.extract, chosen=(match.quote,), others=others)
    return replace(work, extract=extract, record=match)
