"""A database as a person sees it who writes questions about it: nouns, labels, names, values.

Read by SQLAlchemy's reflection and plain SQL, apart from nescio's own reading of a schema, so that
a mistake there does not hide itself here.
"""

from __future__ import annotations

import datetime as dt
import decimal
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Engine, MetaData, Table, select

Kind = Literal["text", "number", "date", "bool"]
MOST_ROWS = 5_000
LONGEST_TEXT = 60
# What a helpdesk does not give away, or nobody asks for.
_LEFT_OUT = re.compile(
    r"phone|fax|mail|address|addr\b|street|postal|post ?code|zip|birth|dob|password|passw|token"
    r"|salary|wage|photo|picture|path|extension|image|hash|iban|account|ssn|gender|insurance|\buuid\b"
    r"|last update|updated|modified|created"
)
_SHORT = {
    "qty": "quantity", "amt": "amount", "desc": "description", "dept": "department",
    "no": "number", "nr": "number", "num": "number", "dt": "date", "cust": "customer",
    "emp": "employee", "prod": "product", "cat": "category", "mgr": "manager", "yr": "year",
    "wt": "weight", "ht": "height", "len": "length", "loc": "location", "pat": "patient",
    "doc": "doctor", "veh": "vehicle", "drv": "driver", "mfr": "manufacturer",
    "reg": "registration",
    "cap": "capacity", "avg": "average", "max": "maximum", "min": "minimum", "tot": "total",
    "nm": "name", "cd": "code", "cnt": "count", "typ": "type", "grp": "group", "dur": "duration",
    "appt": "appointment", "rx": "prescription", "med": "medication", "stat": "status",
    "spec": "specialty", "fname": "first name", "lname": "last name", "st": "status",
    "ctry": "country",
}  # fmt: skip
_PARTS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
_PREFIXES = frozenset("tbl t tb dim fact vw lkp ref".split())
_UNITS = frozenset(
    "kg g mg km m cm mm l ml min mins minutes h hours days months eur usd gbp pct".split()
)
_PEOPLE = re.compile(
    r"employee|customer|patient|doctor|driver|person|people|staff|member|student|teacher|author"
    r"|artist|user|contact|nurse|passenger|captain|instructor|actor|client|physician|mechanic"
)


@dataclass(frozen=True, kw_only=True)
class Col:
    """A column worth a question; `label` is how a person says it, without the unit."""

    name: str
    label: str
    kind: Kind
    few: bool
    """Some of its values come more than once: they make groups of rows."""


@dataclass(frozen=True, kw_only=True)
class Link:
    """A foreign key; `role` is what a person calls the row it leads to."""

    columns: tuple[str, ...]
    target: str
    target_columns: tuple[str, ...]
    role: str


@dataclass(frozen=True, kw_only=True)
class Tab:
    """A table and its rows. `names` holds the name of each row that has one of its own."""

    name: str
    noun: str
    plural: str
    person: bool
    key: tuple[str, ...]
    cols: tuple[Col, ...]
    links: tuple[Link, ...]
    rows: tuple[dict[str, Any], ...]
    names: dict[tuple[Any, ...], str]
    """By key, only names that no other row of the database has."""

    def key_of(self, row: dict[str, Any]) -> tuple[Any, ...]:
        return tuple(row[name] for name in self.key)

    def name_of(self, row: dict[str, Any]) -> str | None:
        return self.names.get(self.key_of(row))

    def values(self, col: Col) -> list[Any]:
        return [row[col.name] for row in self.rows if row[col.name] is not None]


class Shape:
    """All tables of a database that have rows."""

    def __init__(self, engine: Engine) -> None:
        metadata = MetaData()
        metadata.reflect(bind=engine)
        with engine.connect() as connection:
            read = {t.name: _rows(connection, t) for t in metadata.sorted_tables}
        tables = [t for t in metadata.sorted_tables if 0 < len(read[t.name]) < MOST_ROWS]
        prefix = _common_prefix([_words(t.name) for t in tables])
        named = {t.name: _names(t, read[t.name]) for t in tables}
        counted = Counter(n.casefold() for names in named.values() for n in names.values())
        self.tables: dict[str, Tab] = {}
        for table in tables:
            words = _words(table.name)[prefix:]
            words = words[1:] if len(words) > 1 and words[0] in _PREFIXES else words
            words = [_SHORT.get(word, word) for word in words]
            keys = sorted(table.foreign_key_constraints, key=lambda key: tuple(key.column_keys))
            links = tuple(_link(key) for key in keys if key.referred_table.name in read)
            tied = {c for link in links for c in link.columns} | {c.name for c in table.primary_key}
            rows = read[table.name]
            noun = " ".join([*words[:-1], _singular(words[-1])])
            names = named[table.name]
            naming = _name_columns(table, rows)
            self.tables[table.name] = Tab(
                name=table.name,
                noun=noun,
                plural=" ".join([*words[:-1], _plural(_singular(words[-1]))]),
                person=bool(_PEOPLE.search(noun)) or len(naming) == 2,
                key=tuple(c.name for c in table.primary_key),
                cols=tuple(c for column in table.columns
                           if column.name not in tied and column.name not in naming
                           and (c := _col(column.name, [r[column.name] for r in rows]))),
                links=links,
                rows=tuple(rows),
                names={k: n for k, n in names.items() if counted[n.casefold()] == 1},
            )  # fmt: skip

    def by_key(self, link: Link, row: dict[str, Any]) -> dict[str, Any] | None:
        """The row that a row refers to."""
        wanted = tuple(row[name] for name in link.columns)
        for other in self.tables[link.target].rows if link.target in self.tables else ():
            if tuple(other[name] for name in link.target_columns) == wanted:
                return other
        return None

    def children(self, parent: Tab) -> list[tuple[Tab, Link]]:
        """The tables that refer to `parent` by one foreign key only."""
        found = []
        for tab in self.tables.values():
            links = [link for link in tab.links if link.target == parent.name]
            if len(links) == 1 and tab.name != parent.name:
                found.append((tab, links[0]))
        return found


def _rows(connection: Connection, table: Table) -> list[dict[str, Any]]:
    rows = connection.execute(select(table).limit(MOST_ROWS)).mappings()
    return [{k: _plain(v) for k, v in row.items()} for row in rows]


def _plain(value: Any) -> Any:
    if isinstance(value, decimal.Decimal):
        return float(value)
    return value.strip() if isinstance(value, str) else value


def _words(name: str) -> list[str]:
    return [w.casefold() for part in re.split(r"[\W_]+", name) for w in _PARTS.findall(part)]


def _common_prefix(names: list[list[str]]) -> int:
    """How many words all table names begin with: a prefix of the application."""
    if len(names) < 3 or any(len(words) < 2 for words in names):
        return 0
    return 1 if len({words[0] for words in names}) == 1 else 0


def label_of(name: str) -> str:
    """`unit_price` as a person says it: without unit and key endings, abbreviations written out."""
    words = _words(name)
    if len(words) > 1 and words[-1] in (*_UNITS, "yn"):
        words = words[:-1]
    return " ".join(_SHORT.get(word, word) for word in words)


def _col(name: str, values: list[Any]) -> Col | None:
    label = label_of(name)
    held = [v for v in values if v is not None and v != ""]
    if not held or _LEFT_OUT.search(label):
        return None
    kind = _kind(held, label)
    if kind is None:
        return None
    few = kind == "text" and 1 < len(set(held)) < len(held) * 0.7
    return Col(name=name, label=label, kind=kind, few=few)


def _kind(values: list[Any], label: str) -> Kind | None:
    if all(isinstance(v, bool) for v in values):
        return "bool"
    if all(v in (0, 1) for v in values) and len(values) >= 5 and _flag(label):
        return "bool"
    if all(isinstance(v, (int, float)) for v in values):
        return "number"
    if all(isinstance(v, (dt.date, dt.datetime)) for v in values):
        return "date"
    if all(isinstance(v, str) for v in values):
        if all(re.fullmatch(r"\d{4}-\d\d-\d\d", v) for v in values):
            return "date"
        if all(v.upper() in ("Y", "N") for v in values):
            return "bool"
        return "text" if max(len(v) for v in values) <= LONGEST_TEXT else None
    return None


def _flag(label: str) -> bool:
    words = label.split()
    return words[0] in ("is", "has") or words[-1].endswith("ed") or words[-1] in ("active", "flag")


def _link(key: Any) -> Link:
    columns = tuple(key.column_keys)
    words = _words(columns[0])
    while len(words) > 1 and words[-1] in ("id", "key", "fk", "code", "cd", "no", "nr", "number"):
        words = words[:-1]
    role = " ".join(_SHORT.get(word, word) for word in words)
    if len(columns) > 1:
        role = _singular(" ".join(_words(key.referred_table.name)))
    return Link(
        columns=columns,
        target=key.referred_table.name,
        target_columns=tuple(e.column.name for e in key.elements),
        role=role,
    )


def _name_columns(table: Table, rows: list[dict[str, Any]]) -> tuple[str, ...]:
    by_label = {label_of(c.name): c.name for c in table.columns}
    if {"first name", "last name"} <= by_label.keys():
        return by_label["first name"], by_label["last name"]
    noun = _singular(_words(table.name)[-1])
    for label in ("name", f"{noun} name", "company name", "full name", "title", f"{noun} title",
                  f"{noun} description"):  # fmt: skip
        if label in by_label:
            values = [row[by_label[label]] for row in rows]
            texts = [v for v in values if isinstance(v, str) and v]
            if texts and len(set(texts)) > 0.5 * len(values):
                return (by_label[label],)
    for label, name in by_label.items():
        texts = [row[name] for row in rows if isinstance(row[name], str)]
        if label.endswith(" name") and "contact" not in label and texts \
                and "ship" not in label and len(set(texts)) == len(rows):  # fmt: skip
            return (name,)
    return ()


def _names(table: Table, rows: list[dict[str, Any]]) -> dict[tuple[Any, ...], str]:
    """The name of each row by key; an order without a name is `order 7`."""
    key = [c.name for c in table.primary_key]
    columns = _name_columns(table, rows)
    if not key:
        return {}
    if columns:
        return {
            tuple(r[k] for k in key): " ".join(str(r[c]) for c in columns)
            for r in rows
            if all(r[c] for c in columns)
        }
    words = [_SHORT.get(word, word) for word in _words(table.name) if word not in _PREFIXES]
    noun = " ".join([*words[:-1], _singular(words[-1])])
    linked = {c for k in table.foreign_key_constraints for c in k.column_keys}
    if len(key) == 1 and key[0] not in linked and isinstance(rows[0][key[0]], int):
        return {(r[key[0]],): f"{noun} {r[key[0]]}" for r in rows}
    return {}


def _singular(word: str) -> str:
    if word in ("people",):
        return "person"
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is", "news")):
        return word[:-1]
    return word


def _plural(word: str) -> str:
    if word == "person":
        return "people"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "sh", "ch")) else "s")
