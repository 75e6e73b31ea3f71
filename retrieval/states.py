"""States and reasons said in other words than rows keep them: `called off` for cancelled.

General English only. A row's value is what it says; a family of wordings that mean the same lets a
question say it otherwise, where no row keeps the wording itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from nescio.text import stem

# One family a line: single words that stand for each other.
_WORDS = """
cancelled canceled aborted scrapped annulled revoked
rejected refused declined denied dismissed
approved accepted granted
refunded reimbursed repaid
processing preparing prepared
delivered arrived
shipped dispatched despatched
lost missing vanished disappeared
open unresolved unsettled
closed settled resolved
completed finished
inspection inspected inspecting inspectors inspector checked examined
defective faulty broken defect fault malfunctioning
"""
# The same for the words of longer values only: alone they say too little, or something else.
_INSIDE = """
damaged damage broken
transit transport transportation shipping shipment delivery
item product article thing
sent shipped delivered supplied
changed change
"""
# Several words that mean a value as a whole: as terms stand in a question, without small words.
_PHRASES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("cancelled", ("called off", "backed out")),
    ("rejected", ("turned down", "knocked back")),
    ("refunded", ("paid back", "money returned")),
    ("lost", ("gone astray", "went astray")),
    ("defective", ("not work", "not working", "not function", "stopped working")),
    ("wrong size", ("not fit", "too small", "too big", "too large", "too tight", "too loose",
                    "too short", "too long", "too wide", "too narrow", "badly fitting")),
    ("changed mind", ("second thoughts", "not want", "not wanted", "not like", "not liked")),
    ("wrong item", ("different item", "another item")),
)  # fmt: skip


_HOLDING = frozenset(map(stem, "held hold kept stuck lying sitting stopped detained".split()))
_WAITING = frozenset(map(stem, "waiting being".split()))


def _key(text: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in text.split())


def _families(lines: str) -> dict[str, frozenset[str]]:
    families = [frozenset(map(stem, line.split())) for line in lines.split("\n")]
    return {word: family for family in families for word in family}


_ALIKE, _ALIKE_INSIDE = _families(_WORDS), _families(_INSIDE)
_WHOLE: dict[tuple[str, ...], tuple[tuple[str, ...], ...]] = {
    _key(value): tuple(_key(one) for one in said) for value, said in _PHRASES
}


def says(run: Sequence[str], value: Sequence[str]) -> bool:
    """Whether words (stems) mean the value (stems): its own in any order, or others for them."""
    if tuple(run) in _WHOLE.get(tuple(value), ()):
        return True
    families = _ALIKE if len(value) == 1 else _ALIKE_INSIDE
    left = list(run)
    for word in value:
        alike = families.get(word, frozenset())
        one = word if word in left else next((said for said in left if said in alike), None)
        if one is None:
            return False
        left.remove(one)
    return not left


def without_holding(value: Sequence[str]) -> list[str]:
    """The words of a value (stems) without the verb that says only that something is there: of
    `held at customs` the customs. The value as it is where nothing else is left."""
    core = [word for word in value if word not in _HOLDING]
    return core or [*value]


def holding(word: str) -> bool:
    """Whether a stem says only that something is where it is: `lying` at customs."""
    return word in _HOLDING | _WAITING


def longest(value: Sequence[str]) -> int:
    """The number of words in the longest wording of a value."""
    return max(len(value), *(len(said) for said in _WHOLE.get(tuple(value), ((),))))
