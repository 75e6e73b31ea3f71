"""What names in a schema say: words of an identifier, number forms, units, privacy.

General knowledge of how people name tables and columns; nothing about any one database.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_CAMEL = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+\d*|[A-Z]+\d*|\d+|[^\W_A-Za-z]+")

UNITS: dict[str, str] = {
    **{u: u for u in "g kg mg lb oz ml cl dl l cm mm m km w kw wh kwh mah v hz mhz ghz".split()},
    **{u: u for u in "h min bar lm gb mb tb kb px days weeks months years knots mph".split()},
    "lbs": "lb", "m2": "m²", "sqm": "m²", "m3": "m³", "ft": "ft", "inch": "in", "inches": "in",
    "grams": "g", "kilograms": "kg", "litres": "l", "liters": "l", "metres": "m", "meters": "m",
    "watts": "W", "watt": "W", "volts": "V", "hours": "h", "hrs": "h", "minutes": "min",
    "mins": "min", "seconds": "s", "secs": "s", "sec": "s", "ms": "ms", "lumens": "lm",
    "lumen": "lm", "pct": "%", "percent": "%", "percentage": "%", "cents": "cents",
    "day": "days", "month": "months", "year": "years", "week": "weeks", "kmh": "km/h",
}  # fmt: skip
UNITS |= {"w": "W", "kw": "kW", "wh": "Wh", "kwh": "kWh", "mah": "mAh", "v": "V"}
UNITS |= {"hz": "Hz", "mhz": "MHz", "ghz": "GHz", "gb": "GB", "mb": "MB", "tb": "TB", "kb": "KB"}
_SHORT: dict[str, str] = {
    "qty": "quantity", "amt": "amount", "desc": "description", "descr": "description",
    "dept": "department", "addr": "address", "nm": "name", "cd": "code", "cnt": "count",
    "nbr": "number", "num": "number", "cust": "customer", "emp": "employee", "empl": "employee",
    "prod": "product", "mgr": "manager", "yr": "year", "wt": "weight", "ht": "height",
    "lname": "last name", "fname": "first name", "grp": "group", "typ": "type",
    "appt": "appointment", "dur": "duration", "ctry": "country", "cntry": "country",
    "mfr": "manufacturer", "tot": "total", "acct": "account", "lvl": "level", "whse": "warehouse",
    "supp": "supplier", "usr": "user", "inv": "invoice", "loc": "location", "avg": "average",
    "lang": "language", "stat": "status", "rx": "prescription", "veh": "vehicle",
}  # fmt: skip
# Words of their own, but at the end of a name of several words a short form.
_SHORT_LAST = {
    "dt": "date", "no": "number", "nr": "number", "cat": "category",
    "cap": "capacity", "ord": "order", "len": "length",
}  # fmt: skip
_TABLE_MARKS = frozenset("tbl tb t dim fact vw lkp".split())
CURRENCIES = frozenset(
    "eur usd gbp chf sek nok dkk pln czk huf jpy cad aud nzd inr brl cny mxn zar try ron".split()
)
MONEY_WORDS = frozenset(
    """price cost amount total subtotal fee freight salary wage refund revenue budget balance msrp
    rrp payment charge tax discount_amount spend deposit rent fare tariff""".split()
)
PERSON_WORDS = frozenset(
    """person people employee customer client user member patient student teacher contact staff
    author agent rep guest passenger applicant candidate subscriber visitor worker driver doctor
    owner attendee resident lead participant volunteer""".split()
)
_PRIVATE_WORDS = frozenset(
    """email mail emails phone telephone mobile fax password passwd pwd passphrase hash token
    secret iban bic cvv cvc ssn passport dob birthdate birthday credential
    credentials otp""".split()
)
_PRIVATE_PHRASES = (
    "api key", "private key", "access key", "secret key", "card number", "credit card",
    "debit card", "bank account", "account number", "birth date", "date of birth", "born on",
    "social security", "tax number", "national id", "driving licence", "drivers license",
    "security question", "security answer", "ip address", "two factor", "phone number",
)  # fmt: skip
_ADDRESS_WORDS = frozenset("address street postal postcode zip zipcode addr".split())
_DELIVERY_WORDS = frozenset("ship shipping delivery billing bill invoice home".split())
_PERSONAL_WORDS = frozenset(
    "salary wage income gender religion ethnicity extension birth card account tax".split()
)
_IRREGULAR = {
    "people": "person", "children": "child", "men": "man", "women": "woman", "feet": "foot",
    "mice": "mouse", "geese": "goose", "teeth": "tooth", "criteria": "criterion",
    "media": "medium", "indices": "index", "matrices": "matrix", "analyses": "analysis",
    "shelves": "shelf", "knives": "knife", "lives": "life", "wolves": "wolf", "halves": "half",
    "leaves": "leaf", "loaves": "loaf", "calves": "calf", "wives": "wife", "selves": "self",
    "buses": "bus", "statuses": "status", "viruses": "virus", "bonuses": "bonus",
    "movies": "movie", "cookies": "cookie", "pies": "pie", "ties": "tie",
}  # fmt: skip
_PLURALS = {one: many for many, one in _IRREGULAR.items()}
_UNCOUNTABLE = frozenset(
    """stock staff inventory news series species equipment information status address class
    process access business progress glass analysis basis bus gas lens virus bonus canvas atlas
    campus census chaos corpus focus menus gross loss boss cross dress press mess pass grass
    success express abs jeans chess mass""".split()
)


def identifier_words(name: str) -> tuple[str, ...]:
    """Lower-case words of `UnitPrice`, `unit_price`, `unit price` or `productID`, with what is
    commonly cut short written out: `qty` is quantity, `hired_dt` a date."""
    found = [word.casefold() for part in re.split(r"[\W_]+", name) for word in _CAMEL.findall(part)]
    if len(found) > 1:
        found[-1] = _SHORT_LAST.get(found[-1], found[-1])
    return tuple(one for word in found for one in written_out(word).split())


def written_out(word: str) -> str:
    """The word, or the words, that an abbreviation stands for; other words as they are."""
    return _SHORT.get(word, word)


def table_words(name: str, prefix: str | None = None) -> tuple[str, ...]:
    """The words of a table's name without `prefix` or what marks it as a table (`tbl_order`)."""
    words = identifier_words(name)
    marked = len(words) > 1 and (words[0] == prefix or words[0] in _TABLE_MARKS)
    return words[1:] if marked else words


def common_prefix(names: Sequence[str]) -> str | None:
    """The word that the names of all tables begin with: that of an application."""
    words = [identifier_words(name) for name in names]
    first = {one[0] for one in words if one}
    return first.pop() if len(first) == 1 and len(words) > 2 and min(map(len, words)) > 1 else None


def singular(word: str) -> str:
    """The singular of an English noun; words that look singular are returned as they are."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word in _UNCOUNTABLE or len(word) < 4 or not word.endswith("s"):
        return word
    if word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return word[:-2]
    return word[:-1]


def plural(word: str) -> str:
    """The plural of an English noun given in the singular."""
    if word in _PLURALS:
        return _PLURALS[word]
    if word in ("stock", "staff", "inventory", "news", "equipment", "information"):
        return word
    if word.endswith("y") and len(word) > 1 and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    if word.endswith(("s", "sh", "ch", "x", "z")):
        return word + "es"
    return word + "s"


def singular_phrase(words: tuple[str, ...]) -> str:
    """A table's name as one row is called: only the last word changes."""
    return " ".join((*words[:-1], singular(words[-1]))) if words else ""


def plural_phrase(words: tuple[str, ...]) -> str:
    """A table's name as several rows are called."""
    return " ".join((*words[:-1], plural(singular(words[-1])))) if words else ""


def unit_suffix(words: tuple[str, ...]) -> tuple[tuple[str, ...], str | None]:
    """Split `("weight", "g")` into its label and unit; a lone word is never a unit."""
    if len(words) < 2:
        return words, None
    last = words[-1]
    if last in CURRENCIES:
        return words[:-1], last.upper()
    if last in UNITS:
        return words[:-1], UNITS[last]
    return words, None


def is_private(words: tuple[str, ...], *, person: bool) -> bool:
    """Whether a column of this name holds contact data, a secret, or a person's private data."""
    text, parts = " ".join(words), frozenset(words)
    if parts & _PRIVATE_WORDS or any(f" {p} " in f" {text} " for p in _PRIVATE_PHRASES):
        return True
    if parts & _ADDRESS_WORDS and (person or parts & _DELIVERY_WORDS):
        return True
    return person and bool(parts & _PERSONAL_WORDS)
