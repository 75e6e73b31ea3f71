"""Does a text hold an accepted answer? Matching after normalisation, token by token.

Two texts that differ only in case, accents, white space, punctuation, the form of a number
(1,299.00 = 1299), of a date (2025-03-01 = 1 March 2025 = March 1, 2025) or the spacing and plural
of a unit (24 months = 24-month) have the same tokens. A needle is held when its tokens stand in
the text's tokens in a row, so that `24` is not in `240`, nor in `KX-24`, and `no` not in `note`.

A date becomes year, month and day tokens, in that order and with only what it says, so that
`March 2025` and `1 March` are both held by `2025-03-01`, and the number 1 is not.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re

from nescio.text import fold

_MONTHS = {name.casefold(): number for number, name in enumerate(calendar.month_name) if name}
_SHORT = {name[:3]: number for name, number in _MONTHS.items()} | {"sept": 9}
_MONTH = "|".join(sorted([*_MONTHS, *_SHORT], key=len, reverse=True))
_WORDS = {
    name: str(number)
    for number, name in enumerate(
        "two three four five six seven eight nine ten eleven twelve".split(), start=2
    )
}
_CURRENCIES = {"$": "usd", "€": "eur", "£": "gbp", "dollar": "usd", "euro": "eur", "pound": "gbp"}
_CURRENCY_CODES = frozenset("usd eur gbp chf jpy aud cad sek nok dkk pln czk inr cny".split())
_UNITS = {
    "y": "year", "yr": "year", "year": "year", "month": "month", "week": "week", "day": "day",
    "h": "hour", "hr": "hour", "hour": "hour", "min": "minute", "minute": "minute",
    "s": "second", "sec": "second", "second": "second", "ms": "ms",
    "kg": "kg", "kilo": "kg", "kilogram": "kg", "g": "g", "gram": "g", "mg": "mg", "lb": "lb",
    "km": "km", "kilometer": "km", "kilometre": "km", "m": "m", "meter": "m", "metre": "m",
    "cm": "cm", "centimeter": "cm", "centimetre": "cm", "mm": "mm", "millimeter": "mm",
    "millimetre": "mm", "in": "inch", "inch": "inch", "ft": "foot", "foot": "foot", "feet": "foot",
    "l": "l", "liter": "l", "litre": "l", "ml": "ml", "milliliter": "ml", "millilitre": "ml",
    "w": "w", "watt": "w", "kw": "kw", "wh": "wh", "kwh": "kwh", "v": "v", "volt": "v",
    "a": "a", "ah": "ah", "mah": "mah", "hz": "hz", "khz": "khz", "mhz": "mhz", "ghz": "ghz",
    "kb": "kb", "mb": "mb", "gb": "gb", "tb": "tb", "lm": "lumen", "lumen": "lumen",
    "bar": "bar", "psi": "psi", "rpm": "rpm", "db": "db", "c": "c", "f": "f",
}  # fmt: skip
_ORDINALS = frozenset({"st", "nd", "rd", "th"})

_TOKEN = re.compile(
    rf"""
      (?<![\w-])(?P<iy>\d{{4}})[-/](?P<im>\d{{1,2}})[-/](?P<id>\d{{1,2}})(?=$|[^\w/-]|t\d|-\D)
    | (?<![\w/.])(?P<a>\d{{1,2}})(?P<s>[/.])(?P<b>\d{{1,2}})(?P=s)(?P<ny>\d{{4}})(?![\w/])
    | (?<![\w.,-])(?P<dd>\d{{1,2}})(?:st|nd|rd|th)?[ ](?:of[ ])?(?P<dm>{_MONTH})\b\.?
        (?:,?[ ](?P<dy>\d{{4}})\b)?
    | \b(?P<mm>{_MONTH})\b\.?[ ](?P<md>\d{{1,2}})(?:st|nd|rd|th)?(?![\w%]|[.,]\d)
        (?:,?[ ](?P<my>\d{{4}})\b)?
    | \b(?P<om>{_MONTH})\b\.?,?[ ](?P<oy>\d{{4}})\b
    | (?P<dots>\d+(?:\.\d+){{2,}}[^\W_]*)
    | (?P<number>(?:(?<![\w.,)\]])-)?(?:\d{{1,3}}(?:,\d{{3}})+(?![\d])|\d+)(?:\.\d+)?)
        (?P<tail>[^\W_]*)
    | (?P<word>[^\W\d_][^\W_]*(?:'[^\W_]+)*(?:-\d[^\W_]*)*)
    | (?P<sign>[$€£%])
    """,
    re.VERBOSE,
)


def tokens(text: str) -> tuple[str, ...]:
    """The normalised tokens of `text`; empty when it holds nothing but punctuation."""
    plain = " ".join(fold(text).replace("−", "-").replace("per cent", "percent").split())
    found: list[str] = []
    position = 0
    while match := _TOKEN.search(plain, position):
        read = _date(match)
        position = match.end()
        if read is None:
            # Not a day of the calendar: read its first part as what it is, then go on after it.
            read, position = _plain(plain, match.start())
        for token in read:
            unit = _UNITS.get(token) if found and _is_number(found[-1]) else None
            found.append(unit or token)
    return tuple(_currency_last(found))


def holds(text: str, needle: str) -> bool:
    """Whether the tokens of `needle` stand in those of `text` in a row; blank needles never do."""
    wanted = tokens(needle)
    if not wanted:
        bare = needle.strip()
        return bool(bare) and bare in text
    return _contains(tokens(text), wanted)


def _contains(tokens_: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    width = len(wanted)
    return any(
        tokens_[start : start + width] == wanted for start in range(len(tokens_) - width + 1)
    )


def _date(match: re.Match[str]) -> list[str] | None:
    """Tokens of a match; None when it looks like a date and is none."""
    part = match.groupdict()
    if part["iy"]:
        return _day(part["iy"], int(part["im"]), part["id"])
    if part["ny"]:
        first, second = int(part["a"]), int(part["b"])
        if first <= 12 and second <= 12 and first != second:
            return None  # day or month first: nobody can tell
        day, month = (first, second) if first > 12 else (second, first)
        return _day(part["ny"], month, str(day))
    for month_key, day_key, year_key in (("dm", "dd", "dy"), ("mm", "md", "my"), ("om", "", "oy")):
        if part[month_key]:
            name = part[month_key]
            month = _MONTHS.get(name) or _SHORT[name]
            return _day(part[year_key], month, part[day_key] if day_key else None)
    return _token(match)


def _day(year: str | None, month: int, day: str | None) -> list[str] | None:
    try:
        # 2000 is a leap year: 29 February without a year is a day.
        dt.date(int(year or 2000), month, int(day or 1))
    except ValueError:
        return None
    return [*([year] if year else []), f"m{month:02d}", *([f"d{int(day):02d}"] if day else [])]


_SIMPLE = re.compile(r"(?P<number>\d+)(?P<tail>(?:st|nd|rd|th)?)|(?P<word>[^\W\d_]+)")


def _plain(text: str, start: int) -> tuple[list[str], int]:
    match = _SIMPLE.match(text, start)
    assert match is not None  # noqa: S101 - every form of a date begins with one of the two
    word = match.groupdict().get("word")
    return ([_word(word)] if word else [_number(match["number"])]), match.end()


def _token(match: re.Match[str]) -> list[str]:
    if match["sign"]:
        return ["percent" if match["sign"] == "%" else _CURRENCIES[match["sign"]]]
    if match["dots"]:
        return [match["dots"]]
    if match["word"]:
        return [_word(match["word"])]
    number, tail = match["number"], match["tail"]
    if not tail or tail in _ORDINALS:
        return [_number(number)]
    unit = _UNITS.get(tail) or _UNITS.get(_singular(tail))
    return [_number(number), unit] if unit else [number + tail]


def _number(text: str) -> str:
    digits = text.replace(",", "")
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
        head, _, rest = digits.partition(".")
        return (head.lstrip("0") or "0") + (f".{rest}" if rest else "")
    return digits  # leading zeros stay: 00123 is a code, not the number 123


def _word(text: str) -> str:
    word = text.removesuffix("'s").replace("'", "").replace("-", "")
    if word in _MONTHS:
        return f"m{_MONTHS[word]:02d}"
    word = _singular(word)
    return _WORDS.get(word) or _CURRENCIES.get(word) or word


def _singular(word: str) -> str:
    plural = len(word) > 3 and word.endswith("s") and not word.endswith("ss")
    return word[:-1] if plural else word


def _is_number(token: str) -> bool:
    return token.lstrip("-")[:1].isdigit()


def _currency_last(found: list[str]) -> list[str]:
    """`€ 5` as `5 €`: where a currency stands before its number, the two change places."""
    result = list(found)
    index = 0
    while index + 1 < len(result):
        leads = result[index] in _CURRENCY_CODES and _is_number(result[index + 1])
        if leads and not (index > 0 and _is_number(result[index - 1])):
            result[index], result[index + 1] = result[index + 1], result[index]
            index += 1
        index += 1
    return result
