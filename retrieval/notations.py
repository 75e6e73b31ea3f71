"""Other forms in which documents may write the dates, numbers and units of a question.

"3 May 2024" is also 2024-05-03 and 03.05.2024, "1,299.50" also 1299.5, "5kg" also 5 kg. The forms
are for a search by words: one that consists of words already there is left out. A code or a model
number has no other form, nor has a date that two countries read differently.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal

from nescio.text import fold
from retrieval.values import MONTHS, UNITS, Value, parse

MOST = 16
"""Forms of one text at most."""

_MOST_VALUES = 6
_TOKEN = re.compile(r"[^\W_]+")
_MONTH_NAMES = {number: name.capitalize() for name, number in MONTHS.items() if len(name) > 3} | {
    5: "May",
    9: "September",
}
_SPELLINGS: dict[str, list[str]] = {}
for _written, _unit in UNITS.items():
    _SPELLINGS.setdefault(_unit, []).append(_written)
_CURRENCIES = {"EUR": "euro", "USD": "dollar", "GBP": "pound"}
# Forms that are common in questions and rare in the documents that `parse` is made for.
_DOTTED = re.compile(r"(?<![\w.])(\d{1,2})\.\s?(\d{1,2})\.\s?((?:19|20)\d\d)(?!\w)")
_SLASHED = re.compile(r"(?<![\w/])(\d{1,2})/(\d{1,2})/((?:19|20)\d\d)(?![\w/])")
_CONTINENTAL = re.compile(r"(?<![\w.,])\d{1,3}(?:\.\d{3})+,\d{1,2}(?![\w,])")
_THOUSANDS = re.compile(r"(?<![\w.,-])(\d{1,4}(?:\.\d)?)\s?k\b(?!-)", re.IGNORECASE)
_LARGEST = 10**12
_LEAST_ROUND = 10_000
_LEAST_WORD = 11
_SYMBOL = 3
"""Letters of the longest unit that is written to its number: 5kg, 20min."""


def other_forms(text: str) -> list[str]:
    """Other forms of the values of `text`, at most `MOST`, in the order of the values."""
    seen = {frozenset([token]) for token in _tokens(text)}
    known = frozenset().union(*seen)
    found: list[str] = []
    for forms in _forms_of_all(text):
        for form in forms:
            tokens = _tokens(form)
            if tokens <= known or tokens in seen:
                continue
            seen.add(tokens)
            found.append(form)
            if len(found) == MOST:
                return found
    return found


def _tokens(text: str) -> frozenset[str]:
    return frozenset(_TOKEN.findall(fold(text)))


def _forms_of_all(text: str) -> Iterator[list[str]]:
    special = list(_special(text))
    spans = [(start, end) for start, end, _ in special]
    usual = [
        (value.start, value.end, _forms(value))
        for value in parse(text)
        if not any(value.start < end and start < value.end for start, end in spans)
    ]
    found = [forms for _, _, forms in sorted(special + usual) if forms]
    yield from found[:_MOST_VALUES]


def _special(text: str) -> Iterator[tuple[int, int, list[str]]]:
    """Values that `parse` does not know: 03.05.2024, 1.299,50, 12k."""
    for match in _DOTTED.finditer(text):
        yield match.start(), match.end(), _day(*(int(part) for part in match.groups()))
    for match in _SLASHED.finditer(text):
        first, second, year = (int(part) for part in match.groups())
        forms: list[str] = []
        if first > 12 or first == second:
            forms = _day(first, second, year)
        elif second > 12:
            forms = _day(second, first, year)
        yield match.start(), match.end(), forms
    for match in _CONTINENTAL.finditer(text):
        number = Decimal(match.group().replace(".", "").replace(",", "."))
        forms = _numbers(number, cents=True) if number < _LARGEST else []
        yield match.start(), match.end(), forms
    for match in _THOUSANDS.finditer(text):
        yield match.start(), match.end(), _numbers(Decimal(match.group(1)) * 1000)


def _day(day: int, month: int, year: int) -> list[str]:
    try:
        return _dates(dt.date(year, month, day))
    except ValueError:
        return []


def _forms(value: Value) -> list[str]:
    if value.date is not None:
        return _dates(value.date) if value.precision == "day" else _months(value.date)
    if value.time is not None:
        return _times(value.time)
    if value.number is None or value.number >= _LARGEST:
        return []
    match value.kind:
        case "percent":
            return [f"{_plain(value.number)} percent"]
        case "money":
            word = _CURRENCIES.get(value.unit or "", "")
            numbers = _numbers(value.number, cents=True)
            return [f"{n} {u}" for n in numbers for u in (value.unit, word) if u]
        case "quantity":
            return _quantities(value)
        case _:
            return _bare(value)


def _dates(date: dt.date) -> list[str]:
    month = _MONTH_NAMES[date.month]
    return [
        f"{date.isoformat()}",
        f"{date.day} {month} {date.year}",
        f"{month} {date.day}, {date.year}",
        f"{date.day:02}.{date.month:02}.{date.year}",
        f"{date.day} {month[:3]} {date.year}",
    ]


def _months(date: dt.date) -> list[str]:
    month = _MONTH_NAMES[date.month]
    return [f"{month} {date.year}", f"{date.year}-{date.month:02}", f"{month[:3]} {date.year}"]


def _times(time: dt.time) -> list[str]:
    half, hour = ("pm" if time.hour >= 12 else "am"), time.hour % 12 or 12
    short = f"{hour}" if time.minute == 0 else f"{hour}:{time.minute:02}"
    return [f"{time.hour:02}:{time.minute:02}", f"{short} {half}", f"{short}{half}"]


def _quantities(value: Value) -> list[str]:
    spellings = _SPELLINGS[value.unit or ""]
    units = dict.fromkeys((spellings[0], spellings[-1]))
    numbers = _numbers(value.number or Decimal(0))
    forms = [f"{number} {unit}" for number in numbers[:1] for unit in units]
    if len(spellings[0]) <= _SYMBOL:
        forms += [f"{number}{spellings[0]}" for number in numbers[:1]]
    return forms + [f"{number} {spellings[0]}" for number in numbers[1:]]


def _bare(value: Value) -> list[str]:
    """Of a number without a unit: it may be that of a model or a year, or a word that says little
    (`two of them`), unless it is large, or written with a comma or a point."""
    number = value.number or Decimal(0)
    small = number < _LEAST_WORD if value.text[0].isalpha() else number < _LEAST_ROUND
    if small and (value.text[0].isalpha() or value.text.isdigit()):
        return []
    if number % 1000 != 0 and value.text.isdigit():
        return []
    return _numbers(number, cents=number.as_tuple().exponent == -2)


def _numbers(number: Decimal, *, cents: bool = False) -> list[str]:
    """The same number without and with groups, with a point and a comma, short if it is round."""
    forms = [_plain(number)]
    if number != number.to_integral_value():
        full = number.quantize(Decimal("0.01"))
        shown = full if cents and full == number else number.normalize()
        grouped = f"{shown:,f}"
        forms += [f"{shown:f}", grouped, grouped.translate(str.maketrans(",.", ".,"))]
    elif number >= 1000:
        forms += [f"{int(number):,}", f"{int(number):,}".replace(",", ".")]
        if number % 1000 == 0:
            forms.append(f"{int(number) // 1000}k")
    return list(dict.fromkeys(forms))


def _plain(number: Decimal) -> str:
    whole = number.to_integral_value()
    return f"{int(whole)}" if number == whole else f"{number.normalize():f}"
