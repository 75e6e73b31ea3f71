"""What a column's comment in the database says: what else the column is called, and its unit.

`COMMENT ON COLUMN items.wt IS 'net weight in grams'`: another name is `net weight`, the unit `g`.
Prose says what is done with a value and is no name: only a short phrase is taken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from nescio.text import STOP_WORDS, words
from retrieval import naming

MOST_WORDS = 4
"""Of a name; what is longer is prose."""

_ARTICLE = re.compile(r"^(?:the|an?|its|their)\s+", re.IGNORECASE)
_UNIT = re.compile(
    r"\s*[(\[](?P<inside>[^()\[\]]+)[)\]]$|,?\s+in\s+(?P<after>[^\s,]+)$", re.IGNORECASE
)
_POSSESSIVE = re.compile(r"['’]s?$")
_END = re.compile(r"[.;:\n]")


@dataclass(frozen=True, kw_only=True)
class Said:
    """`name` in small letters, empty where the comment is none; `unit` as `naming` writes it."""

    name: str = ""
    unit: str | None = None


def said_by(comment: str | None, thing: str) -> Said:
    """Of the comment of a column of a table whose rows are each a `thing` (`order line`)."""
    first = _END.split((comment or "").strip(), maxsplit=1)[0].strip()
    unit = None
    if (match := _UNIT.search(first)) is not None:
        said = (match["inside"] or match["after"]).casefold()
        unit = naming.UNITS.get(said) or (said.upper() if said in naming.CURRENCIES else None)
        if unit is not None or match["inside"]:
            first = first[: match.start()]
    whose = re.compile(
        rf"\s+(?:of|for) (?:the|an?|this|each|one) {re.escape(thing)}$", re.IGNORECASE
    )
    name = _ARTICLE.sub("", whose.sub("", first)).strip().casefold()
    forms = [_POSSESSIVE.sub("", word.form) for word in words(name)]
    plain = all(form.isalpha() for form in forms) and not set(forms) <= STOP_WORDS
    if not plain or len(forms) > MOST_WORDS or set(forms) & STOP_WORDS - {"of", "per"}:
        return Said(unit=unit)
    return Said(name=" ".join(forms), unit=unit)
