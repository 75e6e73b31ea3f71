"""What in a sentence can be the answer to a question: names, dates, amounts, negation.

Spans are found by form alone (capitals, digits, months), and two of them are compared in
canonical form: `compatible` tells whether both can be true of one thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from answer.kinds import AnswerType
from answer.values import in_unit
from nescio.text import STOP_WORDS, Word, fold, words
from retrieval.values import MONTHS, Value, parse

SpanKind = Literal["name", "date", "money", "percent", "quantity", "time", "number", "negation"]

_AMOUNTS: frozenset[SpanKind] = frozenset({"money", "percent", "quantity", "time", "number"})
_ALL: frozenset[SpanKind] = _AMOUNTS | {"name", "date", "negation"}
WANTED: Mapping[AnswerType, frozenset[SpanKind]] = {
    "person": frozenset({"name"}),
    "place": frozenset({"name"}),
    "time": frozenset({"date", "time", "quantity"}),
    "duration": frozenset({"quantity", "number", "date", "time"}),
    "money": frozenset({"money", "percent", "number"}),
    "temperature": frozenset({"quantity", "number"}),
    "frequency": _AMOUNTS,
    "number": _AMOUNTS,
    "yes_no": _AMOUNTS | {"date", "negation"},
    "procedure": _AMOUNTS | {"negation"},
    "any": _ALL,
}
"""The kinds of span that answer each kind of question."""

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DATE = re.compile(
    r"\b(?P<y1>\d{4})-(?P<m1>\d{2})-(?P<d1>\d{2})\b"
    rf"|\b(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m2>{_MONTH})\b\.?"
    r"(?:,?\s+(?P<y2>\d{4})\b)?"
    rf"|\b(?P<m3>{_MONTH})\b\.?\s+(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\s*%|[.,:]\d)"
    r"(?:,?\s+(?P<y3>\d{4})\b)?"
    rf"|\b(?P<m4>{_MONTH})\b\.?,?\s+(?P<y4>\d{{4}})\b"
    r"|(?<![\w.,$€£-])(?P<y5>1[5-9]\d\d|20\d\d)(?![\w-]|[.,]\d|\s?(?:%|€))",
    re.IGNORECASE,
)
_TOGETHER = re.compile(r"[\s'’.&-]*")
"""What may stand between two words of one name."""
_NOT = frozenset("not no never cannot nor neither none without".split())
_JOINS = frozenset("of the de la van von der den del di da le du".split())


@dataclass(frozen=True, kw_only=True)
class Span:
    """`text[start:end]` of a sentence.

    `forms` are its folded words; `day` is (year, month, day) of a date, with None for what it
    does not say; `value` is an amount. `initial`: a capital that only begins the sentence.
    """

    kind: SpanKind
    start: int
    end: int
    text: str
    forms: tuple[str, ...]
    value: Value | None = None
    day: tuple[int | None, int | None, int | None] = (None, None, None)
    initial: bool = False

    @property
    def canonical(self) -> object:
        """Equal for two ways to write the same date or amount."""
        if self.kind == "date":
            return self.day
        if self.value is not None:
            return self.kind, self.value.number, self.value.unit, self.value.time
        return self.forms


@lru_cache(maxsize=8_192)
def spans(text: str) -> tuple[Span, ...]:
    """The spans of a sentence in order; none overlaps another. Remembered: the sentences of a
    passage are held against many others."""
    found: list[Span] = []
    tokens = words(text)
    for reader in (_dates, _amounts, _names, _negations):
        for span in reader(text, tokens):
            if not any(span.start < other.end and other.start < span.end for other in found):
                found.append(span)
    return tuple(sorted(found, key=lambda span: span.start))


def joined(parts: Sequence[Span]) -> Span:
    """Spans of one kind that stand in a row, as one."""
    return replace(
        parts[0],
        end=parts[-1].end,
        text=", ".join(part.text for part in parts),
        forms=tuple(form for part in parts for form in part.forms),
        initial=False,
    )


def compatible(one: Span, other: Span) -> bool | None:
    """Whether both can be true of one thing; None when they cannot be compared.

    A name is that of another if its words are among the other's, if it is the other's initials,
    or if they differ by a slip; a date if what both say of it is the same; amounts are compared
    in one unit.
    """
    if one.kind != other.kind:
        return None
    match one.kind:
        case "name":
            return _same_name(one, other)
        case "date":
            pairs = [(a, b) for a, b in zip(one.day, other.day, strict=True) if a and b]
            return all(a == b for a, b in pairs) if pairs else None
        case "negation":
            return True
        case _:
            return _same_amount(one.value, other.value)


def _dates(text: str, tokens: Sequence[Word]) -> Iterator[Span]:
    for match in _DATE.finditer(text):
        part = {key: found for key, found in match.groupdict().items() if found}
        year = next((int(v) for k, v in part.items() if k[0] == "y"), None)
        month = next((v.casefold() for k, v in part.items() if k[0] == "m"), None)
        day = next((int(v) for k, v in part.items() if k[0] == "d"), None)
        number = None if month is None else int(month) if month.isdigit() else MONTHS[month]
        yield _span("date", text, match.start(), match.end(), tokens, day=(year, number, day))


def _amounts(text: str, tokens: Sequence[Word]) -> Iterator[Span]:
    for value in parse(text):
        if value.kind != "date":
            yield _span(value.kind, text, value.start, value.end, tokens, value=value)


def _names(text: str, tokens: Sequence[Word]) -> Iterator[Span]:
    """Runs of capital words, with the small words between them; `I` and stop words are none."""
    run: list[int] = []
    for place, word in enumerate(tokens):
        joins = bool(run) and word.form in _JOINS and _capital_next(text, tokens, place)
        named = joins or (_capital(text, word) and word.form not in STOP_WORDS)
        if run and not (named and _TOGETHER.fullmatch(_between(text, tokens, run[-1], place))):
            yield _name(text, tokens, run)
            run = []
        if named:
            run.append(place)
    if run:
        yield _name(text, tokens, run)


def _name(text: str, tokens: Sequence[Word], run: Sequence[int]) -> Span:
    first, last = tokens[run[0]], tokens[run[-1]]
    before = text[: first.start].rstrip(" \"'“‘(…")
    initial = len(run) == 1 and (not before or before[-1] in ".!?:")
    return _span("name", text, first.start, last.end, tokens, initial=initial)


def _negations(text: str, tokens: Sequence[Word]) -> Iterator[Span]:
    for word in tokens:
        if word.form in _NOT or word.form.endswith("n't"):
            yield _span("negation", text, word.start, word.end, tokens)


def _span(
    kind: SpanKind,
    text: str,
    start: int,
    end: int,
    tokens: Sequence[Word],
    *,
    value: Value | None = None,
    day: tuple[int | None, int | None, int | None] = (None, None, None),
    initial: bool = False,
) -> Span:
    forms = tuple(w.form.removesuffix("'s") for w in tokens if w.start < end and start < w.end)
    return Span(
        kind=kind, start=start, end=end, text=text[start:end], forms=forms, value=value, day=day,
        initial=initial,
    )  # fmt: skip


def _between(text: str, tokens: Sequence[Word], last: int, place: int) -> str:
    return text[tokens[last].end : tokens[place].start]


def _capital(text: str, word: Word) -> bool:
    return text[word.start].isupper()


def _capital_next(text: str, tokens: Sequence[Word], place: int) -> bool:
    after = tokens[place + 1 : place + 3]
    return bool(after) and (
        _capital(text, after[0])
        or (after[0].form in _JOINS and len(after) > 1 and _capital(text, after[1]))
    )


def _same_name(one: Span, other: Span) -> bool:
    a, b = set(one.forms) - _JOINS, set(other.forms) - _JOINS
    if a <= b or b <= a:
        return True
    if _initials(one) == _letters(other) or _initials(other) == _letters(one):
        return True
    first, second = _letters(one), _letters(other)
    return min(len(first), len(second)) >= 5 and _slip(first, second)


def _letters(span: Span) -> str:
    return re.sub(r"[^\w]|_", "", fold(span.text))


def _initials(span: Span) -> str:
    kept = [form for form in span.forms if form not in _JOINS]
    return "".join(form[0] for form in kept) if len(kept) > 1 else ""


def _slip(one: str, other: str) -> bool:
    """Whether one letter was changed, left out or put in."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return one == other
    shorter, longer = sorted((one, other), key=len)
    place = next((i for i, c in enumerate(shorter) if c != longer[i]), len(shorter))
    return shorter[place:] == longer[place + 1 :] or shorter[place + 1 :] == longer[place + 1 :]


def _same_amount(one: Value | None, other: Value | None) -> bool | None:
    if one is None or other is None:
        return None
    if one.time is not None or other.time is not None:
        return one.time == other.time
    if one.number is None or other.number is None:
        return None
    if one.unit == other.unit:
        return one.number == other.number
    if one.kind != "quantity" or one.unit is None:
        return None
    converted = in_unit(float(one.number), one.unit, other.unit)
    if converted is None:
        return None
    return abs(converted - float(other.number)) <= 0.02 * max(1.0, abs(converted))
