"""Values that a text states, in canonical form. Spans are code points of the given text."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

ValueKind = Literal["number", "quantity", "money", "date", "time", "percent"]

_CURRENCY = {
    "€": "EUR",
    "$": "USD",
    "£": "GBP",
    "¥": "JPY",
    "euro": "EUR",
    "euros": "EUR",
    "dollar": "USD",
    "dollars": "USD",
    "pound": "GBP",
    "pounds": "GBP",
}
CODES = "EUR|USD|GBP|CHF|JPY|SEK|NOK|DKK|PLN|CZK|CAD|AUD"
UNITS = {
    "mg": "milligram", "g": "gram", "gram": "gram", "grams": "gram", "gramme": "gram",
    "grammes": "gram", "kg": "kilogram", "kilo": "kilogram", "kilos": "kilogram",
    "kilogram": "kilogram", "kilograms": "kilogram", "lb": "pound", "lbs": "pound", "oz": "ounce",
    "mm": "millimeter", "cm": "centimeter", "m": "meter", "metre": "meter", "metres": "meter",
    "meter": "meter", "meters": "meter", "km": "kilometer", "inch": "inch", "inches": "inch",
    "millimetre": "millimeter", "millimetres": "millimeter", "millimeter": "millimeter",
    "millimeters": "millimeter", "centimetre": "centimeter", "centimetres": "centimeter",
    "centimeter": "centimeter", "centimeters": "centimeter", "kilometre": "kilometer",
    "kilometres": "kilometer", "kilometer": "kilometer", "kilometers": "kilometer",
    "millilitre": "milliliter", "millilitres": "milliliter", "milliliter": "milliliter",
    "milliliters": "milliliter", "milligram": "milligram", "milligrams": "milligram",
    "ml": "milliliter", "l": "liter", "litre": "liter", "litres": "liter", "liter": "liter",
    "liters": "liter", "second": "second", "seconds": "second", "min": "minute",
    "minute": "minute", "minutes": "minute", "h": "hour", "hour": "hour", "hours": "hour",
    "hrs": "hour", "day": "day", "days": "day", "week": "week", "weeks": "week",
    "month": "month", "months": "month", "year": "year", "years": "year", "yr": "year",
    "w": "watt", "watt": "watt", "watts": "watt", "kw": "kilowatt", "wh": "watt_hour",
    "kwh": "kilowatt_hour", "mah": "milliampere_hour", "v": "volt", "volts": "volt",
    "lm": "lumen", "lumen": "lumen", "lumens": "lumen", "mb": "megabyte", "gb": "gigabyte",
}  # fmt: skip
WORD_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fourteen": 14, "fifteen": 15,
    "eighteen": 18, "twenty": 20, "twenty-four": 24, "thirty": 30, "thirty-six": 36, "forty": 40,
    "fifty": 50, "sixty": 60, "ninety": 90, "hundred": 100,
}  # fmt: skip
MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may may", "jun june",
         "jul july", "aug august", "sep september sept", "oct october", "nov november",
         "dec december"), 1)
    for name in names.split()
}  # fmt: skip
_NUMBER = r"\d{1,3}(?:[,\s'’]\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?"
_MONEY = re.compile(
    rf"(?:(?P<symbol>[€$£¥])|\b(?P<code>{CODES})\s?)\s?(?P<amount>{_NUMBER})"
    rf"|(?P<amount2>{_NUMBER})\s?(?:(?P<symbol2>[€$£¥])|(?P<code2>(?:{CODES}|euros?|dollars?)\b))",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\b(?P<h>[01]?\d|2[0-3])[:.](?P<m>[0-5]\d)(?:\s?(?P<half>[ap])\.?m\b\.?)?"
    r"|\b(?P<h2>1[0-2]|0?[1-9])\s?(?P<half2>[ap])\.?m\b\.?",
    re.IGNORECASE,
)
_PERCENT = re.compile(rf"(?P<amount>{_NUMBER})\s?(?:%|per ?cent\b)", re.IGNORECASE)
_QUANTITY = re.compile(
    rf"(?<![\w.])(?P<amount>{_NUMBER}|(?:{'|'.join(WORD_NUMBERS)})\b)[\s-]?"
    rf"(?P<unit>{'|'.join(sorted(UNITS, key=len, reverse=True))})\b",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\b(?P<iso>\d{4}-\d{2}-\d{2})\b"
    rf"|\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>{'|'.join(MONTHS)})\.?,?"
    r"(?:\s+(?P<year>\d{4}))?\b"
    rf"|\b(?P<month2>{'|'.join(MONTHS)})\.?\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?"
    r"(?:,?\s+(?P<year2>\d{4}))?\b"
    rf"|\b(?P<month3>{'|'.join(MONTHS)})\s+(?P<year3>\d{{4}})\b",
    re.IGNORECASE,
)
_PLAIN = re.compile(rf"(?<![\w.,-])(?:{_NUMBER})(?![\w-])")
_PLAIN_WORD = re.compile(rf"\b(?:{'|'.join(WORD_NUMBERS)})\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Value:
    """A stated value. `unit` is a pint unit, an ISO currency, or None; dates carry `precision`."""

    kind: ValueKind
    start: int
    end: int
    text: str
    number: Decimal | None = None
    unit: str | None = None
    date: dt.date | None = None
    time: dt.time | None = None
    precision: Literal["day", "month"] = "day"


def parse(text: str) -> list[Value]:
    """Values of `text` in order, the most specific reading of each span."""
    found: list[Value] = []
    for reader in (_dates, _money, _percents, _quantities, _times, _numbers):
        for value in reader(text):
            if not any(value.start < o.end and o.start < value.end for o in found):
                found.append(value)
    return sorted(found, key=lambda v: v.start)


def decimal(text: str) -> Decimal | None:
    """A number as people write it: 1,299.00, 1 299, 12,5, twelve."""
    word = WORD_NUMBERS.get(text.casefold())
    if word is not None:
        return Decimal(word)
    plain = re.sub(r"[\s'’]", "", text)
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", plain):
        plain = plain.replace(",", "")
    try:
        return Decimal(plain.replace(",", "."))
    except InvalidOperation:
        return None


def unit_name(unit: str) -> str:
    """The name by which `in_unit` knows a unit as people write it."""
    return UNITS.get(unit.casefold(), unit)


def _dates(text: str) -> list[Value]:
    found = []
    for match in _DATE.finditer(text):
        group = match.groupdict()
        date, precision = _date(group)
        if date is not None:
            found.append(
                Value(kind="date", start=match.start(), end=match.end(), text=match.group(),
                      date=date, precision=precision)
            )  # fmt: skip
    return found


def _date(group: dict[str, Any]) -> tuple[dt.date | None, Literal["day", "month"]]:
    try:
        if group["iso"]:
            return dt.date.fromisoformat(group["iso"]), "day"
        if group["month3"]:
            return dt.date(int(group["year3"]), MONTHS[group["month3"].casefold()], 1), "month"
        year = group["year"] or group["year2"]
        if not year:
            return None, "day"
        month = MONTHS[(group["month"] or group["month2"]).casefold()]
        return dt.date(int(year), month, int(group["day"] or group["day2"])), "day"
    except ValueError:
        return None, "day"


def _money(text: str) -> list[Value]:
    found = []
    for match in _MONEY.finditer(text):
        group = match.groupdict()
        name = group["symbol"] or group["code"] or group["symbol2"] or group["code2"]
        currency = _CURRENCY.get(name.casefold(), name.upper())
        number = decimal(group["amount"] or group["amount2"])
        found.append(
            Value(kind="money", start=match.start(), end=match.end(), text=match.group(),
                  number=number, unit=currency)
        )  # fmt: skip
    return found


def _percents(text: str) -> list[Value]:
    return [
        Value(kind="percent", start=m.start(), end=m.end(), text=m.group(),
              number=decimal(m["amount"]), unit="%")
        for m in _PERCENT.finditer(text)
    ]  # fmt: skip


def _quantities(text: str) -> list[Value]:
    return [
        Value(kind="quantity", start=m.start(), end=m.end(), text=m.group(),
              number=decimal(m["amount"]), unit=UNITS[m["unit"].casefold()])
        for m in _QUANTITY.finditer(text)
    ]  # fmt: skip


def _times(text: str) -> list[Value]:
    found = []
    for match in _TIME.finditer(text):
        group = match.groupdict()
        half = (group["half"] or group["half2"] or "").casefold()
        if not half and "." in match.group():
            continue
        hour = int(group["h"] or group["h2"]) % (12 if half else 24) + (12 if half == "p" else 0)
        if hour < 24:
            time = dt.time(hour, int(group["m"] or 0))
            found.append(
                Value(kind="time", start=match.start(), end=match.end(), text=match.group(),
                      time=time)
            )  # fmt: skip
    return found


def _numbers(text: str) -> list[Value]:
    matches = [*_PLAIN.finditer(text), *_PLAIN_WORD.finditer(text)]
    return [
        Value(
            kind="number", start=m.start(), end=m.end(), text=m.group(), number=decimal(m.group())
        )
        for m in matches
    ]
