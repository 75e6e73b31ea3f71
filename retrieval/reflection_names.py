"""Which columns name a row, which are codes for it, and which bound its validity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from retrieval import naming
from retrieval.schema import Column, ForeignKey

_WHOLE_NAMES = ("name", "full name", "display name", "company name", "company", "product name")
_TITLES = ("title", "label", "subject", "headline", "caption", "description")
_PAIRS = (("first name", "last name"), ("firstname", "lastname"), ("given name", "family name"),
          ("forename", "surname"), ("first name", "surname"), ("fname", "lname"))  # fmt: skip
_NOT_NAMES = frozenset("contact user file ship shipping host path middle nick login domain".split())
_CODES = frozenset(
    """sku code number no num nr slug ean isbn issn upc gtin barcode ref reference handle abbr
    abbreviation symbol serial vin mpn asin article iata icao iso tag""".split()
)
_NOT_CODES = frozenset("postal post zip area dialing country currency language".split())
_LONGEST_CODE = 40
_FROM = ("valid from", "start date", "effective from", "from date", "effective date", "starts on")
_TO = ("valid to", "end date", "effective to", "to date", "valid until", "ends on", "expires on")


def display_columns(
    table: str, columns: Sequence[Column], sample: Sequence[Mapping[str, Any]]
) -> tuple[str, ...]:
    """The column(s) that name a row of `table`, best guess; empty when none looks like a name."""
    by_words = {" ".join(naming.identifier_words(c.name)): c for c in columns if _nameable(c)}
    words = naming.identifier_words(table)
    own = naming.singular_phrase(words)
    for first, last in _PAIRS:
        if first in by_words and last in by_words:
            return by_words[first].name, by_words[last].name
    last_word = own.split(" ")[-1] if own else ""
    wanted = ["name", f"{own} name", f"{last_word} name", *_WHOLE_NAMES, own]
    wanted += ["title", *(f"{n} {t}" for n in (own, last_word) for t in _TITLES), *_TITLES[:-2]]
    for label in wanted:
        if label in by_words and _distinct(by_words[label], sample) > 0.5:
            return (by_words[label].name,)
    for label, column in by_words.items():
        parts = label.split(" ")
        if parts[-1] == "name" and not _NOT_NAMES & set(parts) and _distinct(column, sample) > 0.9:
            return (column.name,)
    return ()


def alias_columns(
    columns: Sequence[Column],
    primary: tuple[str, ...],
    keys: Sequence[ForeignKey],
    display: tuple[str, ...],
    sample: Sequence[Mapping[str, Any]],
) -> tuple[str, ...]:
    """Columns whose short unique text also identifies a row: SKU, slug, order number."""
    foreign = {name for key in keys for name in key.columns}
    return tuple(
        c.name
        for c in columns
        if c.name not in display
        and c.name not in foreign
        and _nameable(c)
        and (_is_code(c) or primary == (c.name,))
        and (c.unique or _distinct(c, sample) == 1.0)
        and _short(c, sample)
    )


def validity_columns(columns: Sequence[Column]) -> tuple[str | None, str | None]:
    """The dates between which a row holds; both None unless a start is there with an end,
    or the start says outright that it is one (`valid_from`, `effective_from`)."""
    dated = {" ".join(naming.identifier_words(c.name)): c for c in columns if _datable(c)}
    start = next((dated[label].name for label in _FROM if label in dated), None)
    end = next((dated[label].name for label in _TO if label in dated), None)
    outright = any(label in dated for label in ("valid from", "effective from"))
    if start and (end or outright):
        return start, end
    return (None, end) if "valid to" in dated or "valid until" in dated else (None, None)


def guessed_key(
    table: str,
    columns: Sequence[Column],
    keys: Sequence[ForeignKey],
    sample: Sequence[Mapping[str, Any]],
) -> tuple[str, ...]:
    """The key of a table that declares none: `id`, `<table>_id`, a unique column, or else all
    its foreign keys together; always unique in the sample, empty when nothing is."""
    own = naming.singular_phrase(naming.identifier_words(table))
    foreign = tuple(dict.fromkeys(name for key in keys for name in key.columns))
    by_words = {" ".join(naming.identifier_words(c.name)): c.name for c in columns}
    tries: list[tuple[str, ...]] = [
        (by_words[w],) for w in ("id", f"{own} id", "uuid") if w in by_words
    ]
    tries += [(c.name,) for c in columns if c.unique and not c.nullable]
    tries += [(c.name,) for c in columns[:1] if c.name.lower().endswith("id")]
    tries += [foreign] if len(foreign) > 1 else []
    for names in tries:
        seen = {tuple(row[name] for name in names) for row in sample}
        if len(seen) == len(sample):
            return names
    return ()


def _datable(column: Column) -> bool:
    # An all-NULL TEXT column (no end date yet) shows nothing of its kind in the sample.
    return column.kind in ("date", "datetime", "text")


def _nameable(column: Column) -> bool:
    return column.kind == "text" and not column.private


def _is_code(column: Column) -> bool:
    words = naming.identifier_words(column.name)
    return bool(words) and words[-1] in _CODES and not _NOT_CODES & set(words)


def _distinct(column: Column, sample: Sequence[Mapping[str, Any]]) -> float:
    values = [row[column.name] for row in sample if row[column.name] is not None]
    return len(set(values)) / len(values) if values else 1.0


def _short(column: Column, sample: Sequence[Mapping[str, Any]]) -> bool:
    return all(len(str(row[column.name] or "")) <= _LONGEST_CODE for row in sample)
