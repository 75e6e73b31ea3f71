"""Numbers that a question compares with: `under 2 kg`, `100 to 200 euros`, `20 or more`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.asking import Asked, Term
from retrieval.fact_sql import Comparison
from retrieval.measures import CURRENCY_SIGNS, is_unit

BELOW = frozenset("under below atmost within cheaper lighter shorter smaller lower less".split())
ABOVE = frozenset(
    "above over atleast exceeding heavier longer bigger larger pricier dearer higher more".split()
)
_AT_MOST = frozenset("atmost within max maximum".split())
_EXTREMES = frozenset("max maximum min minimum".split())
_AT_LEAST = frozenset("atleast min minimum".split())
_WITHOUT: dict[str, Comparison] = {"lt": "ge", "gt": "le", "le": "gt", "ge": "lt"}
BOUNDING = BELOW | ABOVE | _AT_MOST | _AT_LEAST
"""Words that compare with a number."""
_HOW = {"lt": "under", "le": "at most", "gt": "over", "ge": "at least", "eq": "of"}
NEUTRAL = frozenset("than but".split())
_NUMBER = re.compile(r"^\d+(?:[.,]\d+)*$")
_TO = re.compile(r"\s*(?:and|to|-|–)\s*[€$£¥]?\s*", re.IGNORECASE)
_FROM = re.compile(r"\b(?:from|between)\s+[€$£¥]?\s*$", re.IGNORECASE)
_OR = re.compile(r"\s*(?:or|and)\s+$", re.IGNORECASE)
_WINDOW = 3


@dataclass(frozen=True, kw_only=True)
class Bound:
    """A number, or two, to compare with: what is compared and how a reader says it. `word` is the
    comparing word, if there is one; `exact`: the number alone, with no comparing word."""

    comparisons: tuple[tuple[Comparison, float], ...]
    said: str
    unit: str | None
    word: str | None
    terms: frozenset[Term]

    @property
    def exact(self) -> bool:
        return self.comparisons[0][0] == "eq"

    @property
    def end(self) -> int:
        """Where its last word ends."""
        return max(term.end for term in self.terms)


def bounds(asked: Asked) -> list[Bound]:
    """The bounds in a question, in order."""
    terms = asked.terms
    places = [p for p, term in enumerate(terms) if _NUMBER.match(term.form)]
    found: list[Bound] = []
    while places:
        place = places.pop(0)
        both = _range(asked, place, places[0]) if places else None
        if both is not None:
            places.pop(0)
            found.append(both)
            continue
        first = max([0, place - _WINDOW, *(q + 1 for q in range(place) if _NUMBER.match(
            terms[q].form))])  # fmt: skip
        found.append(_single(asked, place, terms[first:place]))
    return found


def _single(asked: Asked, place: int, before: Sequence[Term]) -> Bound:
    """One number, with the comparing word before or after it."""
    terms, number = asked.terms, asked.terms[place]
    unit, unit_term = _unit(asked, place)
    used = {number, *([unit_term] if unit_term else []), *(t for t in before if t.form in NEUTRAL)}
    word = next((t for t in reversed(before) if t.form in BOUNDING), None)
    last = unit_term or number
    after = next((t for t in terms if t.start >= last.end), None)
    operator: Comparison = "eq"
    turned_over = after is not None and after.form in _AT_LEAST | _AT_MOST - _EXTREMES
    if word is not None and word.form in _EXTREMES and turned_over:
        word = None  # "a maximum load of 120 kg or more": so the column is called
    if word is not None:
        operator = _operator(word.form)
        turned = next((t for t in before if t.form == "not" and t.end <= word.start
                       and asked.text[t.end : word.start].isspace()), None)  # fmt: skip
        if turned is not None:
            operator = _WITHOUT[operator]
            used.add(turned)
    elif after is not None and after.form in BOUNDING:
        either = _OR.fullmatch(asked.text[last.end : after.start])
        if either or after.form in _AT_MOST | _AT_LEAST:
            word = after
            operator = _inclusive(_operator(word.form))
    used |= {word} if word is not None else set()
    value = _value(number)
    return Bound(
        comparisons=((operator, value),),
        said=f"{_HOW[operator]} {plain(value)}" + (f" {unit}" if unit else ""),
        unit=unit,
        word=word.form if word is not None else None,
        terms=frozenset(used),
    )


def _range(asked: Asked, place: int, other: int) -> Bound | None:
    """`Between 100 and 200 euros`, `20 to 30 litres`."""
    low, high = asked.terms[place], asked.terms[other]
    unit, unit_term = _unit(asked, other)
    first_unit, first_term = _unit(asked, place)
    begins = first_term.end if first_term is not None else low.end
    between = next((t for t in asked.terms[:place][-1:] if t.form == "between"), None)
    joined = _TO.fullmatch(asked.text[begins : high.start].strip("€$£¥"))
    opened = between is not None or _FROM.search(asked.text[: low.start]) is not None
    plainly = joined is not None and joined.group().strip().casefold() != "and"
    if joined is None or not (opened or (plainly and unit is not None)):
        return None
    if opened and between is None and not plainly:
        return None
    values = _value(low), _value(high)
    unit = unit or first_unit
    own = {low, high, *(t for t in (between, unit_term, first_term) if t is not None)}
    return Bound(
        comparisons=(("ge", values[0]), ("le", values[1])),
        said=f"between {plain(values[0])} and {plain(values[1])}" + (f" {unit}" if unit else ""),
        unit=unit,
        word=None,
        terms=frozenset(own),
    )


def _unit(asked: Asked, place: int) -> tuple[str | None, Term | None]:
    """The unit after a number, or the sign of a currency beside it."""
    number = asked.terms[place]
    term = next((t for t in asked.terms[place + 1 : place + 2] if is_unit(t.form)), None)
    if term is not None:
        return term.form, term
    before = asked.text[: number.start].rstrip()[-1:]
    after = asked.text[number.end :].lstrip()[:1]
    return CURRENCY_SIGNS.get(before) or CURRENCY_SIGNS.get(after), None


def _operator(word: str) -> Comparison:
    if word in _AT_MOST:
        return "le"
    if word in _AT_LEAST:
        return "ge"
    return "lt" if word in BELOW else "gt"


def _inclusive(operator: Comparison) -> Comparison:
    match operator:
        case "lt":
            return "le"
        case "gt":
            return "ge"
    return operator


def segments(asked: Asked, found: Sequence[Bound]) -> Iterator[tuple[Bound, list[Term]]]:
    """Each bound with the terms beside it: those after the bound before it, and for the last one
    those after it as well."""
    start = 0
    for place, one in enumerate(found, start=1):
        end = one.end if place < len(found) else len(asked.text)
        yield one, [t for t in asked.terms if start <= t.start < end]
        start = one.end


def plain(number: float) -> str:
    """A number as one would write it."""
    return f"{number:g}" if number < 1e6 else f"{number:.0f}"


def _value(term: Term) -> float:
    return float(term.form.replace(",", ""))
