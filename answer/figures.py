"""Figures as texts write them: a number as a digit or a word, a measure in feet or miles."""

from __future__ import annotations

import re
from collections.abc import Collection

from answer.values import in_unit
from retrieval.values import parse

_CARDINALS = """zero one two three four five six seven eight nine ten eleven twelve thirteen
fourteen fifteen sixteen seventeen eighteen nineteen twenty""".split()
_ORDINALS = """zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh
twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth
twentieth""".split()
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)")
_COUNT = (
    r"(?:\d[\d.,]*|\b(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|"
    r"twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|half|few|"
    r"several))[\s-]+(?:and a half |hundred |thousand |million )?"
)
# Units that tables seldom have and encyclopedias often.
_UNCOMMON = {
    "meter": re.compile(
        rf"{_COUNT}(?:square |cubic |nautical )?(?:feet|foot|ft|miles?|mi|yards?|yds?|fathoms?|"
        r"leagues?|light[ -]years?|parsecs?|micromet\w+|nanomet\w+|acres?|hectares?)\b",
        re.IGNORECASE,
    ),
    "gram": re.compile(
        rf"{_COUNT}(?:metric |short |long )?(?:tons?|tonnes?|pounds?|ounces?|stones?|carats?)\b",
        re.IGNORECASE,
    ),
}


# The length of a thing: beside a word that says of which sort, or how near something is.
_SORTS = (
    ("deep", "depth"),
    ("high", "tall", "height"),
    ("thick", "thickness"),
    ("wide", "broad", "width", "across", "diameter"),
    ("long", "length"),
    ("far", "away", "apart", "distance"),
)
_SORT = re.compile(
    r"[\s-](?:in )?(?P<sort>deep|depth|high|tall|height|thick|thickness|wide|broad|width|across|"
    r"diameter|long|length|away|apart)\b",
    re.IGNORECASE,
)
_WITHIN = re.compile(r"\bwithin (?:about |some )?$", re.IGNORECASE)
_RATE = re.compile(
    r" ?/ ?(?:h|s|min|hour|second|minute)s?\b|ph\b| (?:per|an?|each) (?:hour|second|minute)\b",
    re.IGNORECASE,
)


def measured(text: str, unit: str, *, least: float = 0.0, sort: str = "") -> bool:
    """Whether a text has a measure of the kind of a unit, at least such a share of it; no speed
    where a length is asked for, and of a `sort` (`deep`) none that is called of another (`six
    metres high`, `within eight metres`)."""
    for value in parse(text):
        if value.kind != "quantity" or not value.unit:
            continue
        if unit == "meter" and (
            is_rate(text, value.end) or _of_other_sort(text, value.start, value.end, sort)
        ):
            continue
        number = float(value.number or 0)
        inside = number if value.unit == unit else in_unit(number, value.unit, unit)
        if inside is not None and inside >= least:
            return True
    return unit in _UNCOMMON and bool(_UNCOMMON[unit].search(text))


def is_rate(text: str, end: int) -> bool:
    """Whether a quantity that ends there is one per time: `6 km/h`, `4 m per second`."""
    return _RATE.match(text, end) is not None


def _of_other_sort(text: str, start: int, end: int, sort: str) -> bool:
    family = next((one for one in _SORTS if sort in one), None)
    if family is None:
        return False
    match = _SORT.match(text, end)
    if match is not None:
        return match["sort"].casefold() not in family
    return "far" not in family and bool(_WITHIN.search(text[:start]))


def said_otherwise(number: str, forms: Collection[str]) -> bool:
    """Whether a number of digits (`5`, `19th`, `1000`) is among folded words in another way."""
    match = _ORDINAL.fullmatch(number)
    digits = match[1] if match else number.replace(",", "")
    if not digits.isdigit():
        return False
    names = _ORDINALS if match else _CARDINALS
    if int(digits) < len(names) and names[int(digits)] in forms:
        return True
    return not match and any(form.replace(",", "") == digits for form in forms)
