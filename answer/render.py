"""Live facts as readable sentences. Nothing stands in a sentence that is not in its facts."""

from __future__ import annotations

from collections.abc import Sequence

from answer.route_types import FactSentence
from nescio.types import Fact
from retrieval.naming import singular

SHOWN = 10
_DANGLING = frozenset("on at since to by via for until from in".split())


def attribute_sentence(fact: Fact) -> str:
    """One value of one row: `The warranty of the Kestrel 2 Tent is 24 months.`"""
    label = fact.attribute
    if isinstance(fact.value, bool):
        if " " not in label and label.endswith(("ed", "ive", "able")):
            return f"{fact.entity} is {'' if fact.value else 'not '}{label}."
        return f"{fact.entity}: {label}: {fact.display}."
    first, head = label.split(" ", 1)[0], label.split(" of ", 1)[0].rsplit(" ", 1)[-1]
    if any(singular(word) != word for word in (first, head)):
        return ended(f"{fact.entity}: {label}: {fact.display}")
    if label.rsplit(" ", 1)[-1] in _DANGLING or first.endswith("ed"):
        return ended(f"{fact.entity}: {label} {fact.display}")
    return ended(f"The {label} of {fact.entity} is {fact.display}")


def correction(facts: Sequence[Fact]) -> str:
    """What the database says instead of a claim that it contradicts."""
    return " ".join(dict.fromkeys(attribute_sentence(fact) for fact in facts))


def values(facts: Sequence[Fact]) -> FactSentence:
    """Several values of one attribute of one row: `Kestrel 2 Tent: color: sand; rust orange.`"""
    if len(facts) == 1:
        return FactSentence(text=attribute_sentence(facts[0]), facts=tuple(facts))
    shown = list(dict.fromkeys(fact.display for fact in facts))
    first = facts[0]
    if len(shown) == 1:
        return FactSentence(text=attribute_sentence(first), facts=tuple(facts))
    return FactSentence(
        text=ended(f"{first.entity}: {first.attribute}: {'; '.join(shown)}"), facts=tuple(facts)
    )


def total(fact: Fact, parts: Sequence[Fact]) -> FactSentence:
    """A sum with the parts that it is the sum of; each part's attribute says where it is from."""
    text = f"{fact.entity}: {fact.attribute} {fact.display}"
    if len(parts) > 1:
        text += f" ({'; '.join(f'{p.attribute}: {p.display}' for p in parts[:SHOWN])})"
    return FactSentence(text=ended(text), facts=(fact, *parts[:SHOWN]))


def counted(fact: Fact) -> FactSentence:
    """`Number of products (category: Tents): 19.`"""
    return FactSentence(text=f"Number of {fact.entity}: {fact.display}.", facts=(fact,))


def listed(count: Fact, rows: Sequence[Fact]) -> FactSentence:
    """Names of rows, at most ten, after the full count."""
    if not rows:
        return counted(count)
    shown = rows[:SHOWN]
    how = ", among them" if len(rows) < _number(count) or len(rows) > SHOWN else ":"
    text = f"{count.display} {count.entity}{how} {'; '.join(row.display for row in shown)}"
    return FactSentence(text=ended(text), facts=(count, *shown))


def different(number: Fact, facts: Sequence[Fact]) -> FactSentence:
    """`Atlas: different values of color: 2 (sand; moss green).`"""
    shown = facts[:SHOWN]
    how = "among them " if len(facts) > SHOWN else ""
    text = f"{number.entity}: {number.attribute}: {number.display}"
    text += f" ({how}{'; '.join(fact.display for fact in shown)})"
    return FactSentence(text=ended(text), facts=(number, *shown))


def counted_up(fact: Fact) -> FactSentence:
    """`Average unit price of products (category: Tea): 12.5.`"""
    text = f"{fact.attribute[:1].upper()}{fact.attribute[1:]} of {fact.entity}: {fact.display}"
    return FactSentence(text=ended(text), facts=(fact,))


def ranked(facts: Sequence[Fact], word: str, plural: str) -> FactSentence:
    """`Most products: Tea, 12.`: the row, or rows, with the most (or fewest) rows."""
    names = "; ".join(fact.entity for fact in facts[:SHOWN])
    text = f"{word.capitalize()} {plural}: {names}, {facts[0].display}"
    return FactSentence(text=ended(text), facts=tuple(facts[:SHOWN]))


def compared(facts: Sequence[Fact], word: str, begins: str | None) -> FactSentence:
    """`Higher price: Tea, 4; Milk: 2.`, or `Yes: price: Tea: 4; Milk: 2.`"""
    first, second = facts
    label = first.attribute
    if begins is not None:
        text = f"{begins}: {label} of {first.entity}: {first.display}"
    else:
        text = f"{word.capitalize()} {label}: {first.entity}, {first.display}"
    return FactSentence(
        text=ended(f"{text}; {second.entity}: {second.display}"), facts=tuple(facts)
    )


def apart(facts: Sequence[Fact], difference: Fact) -> FactSentence:
    """`Weight: Tea: 40 g; Milk: 10 g; difference: 30 g.`"""
    label = facts[0].attribute
    shown = "; ".join(f"{fact.entity}: {fact.display}" for fact in facts)
    text = f"{label[:1].upper()}{label[1:]}: {shown}; difference: {difference.display}"
    return FactSentence(text=ended(text), facts=(*facts, difference))


def added(facts: Sequence[Fact], whole: Fact) -> FactSentence:
    """`Weight: Tea: 40 g; Milk: 10 g; together: 50 g.`"""
    label = facts[0].attribute
    shown = "; ".join(f"{fact.entity}: {fact.display}" for fact in facts)
    text = f"{label[:1].upper()}{label[1:]}: {shown}; together: {whole.display}"
    return FactSentence(text=ended(text), facts=(*facts, whole))


def affirmed(fact: Fact, *, true: bool) -> FactSentence:
    """`No: the title of Ann is Clerk.`"""
    said = attribute_sentence(fact)
    if said.startswith("The ") and not said.startswith(fact.entity):
        said = said[:1].lower() + said[1:]
    return FactSentence(text=f"{'Yes' if true else 'No'}: {said}", facts=(fact,))


def each(facts: Sequence[Fact], plural: str) -> FactSentence:
    """One column of all rows of a table: `City of the warehouses: Dock One: Lyon; Gate: Ghent.`"""
    label = facts[0].attribute
    shown = "; ".join(f"{fact.entity}: {fact.display}" for fact in facts)
    text = f"{label[:1].upper()}{label[1:]} of the {plural}: {shown}"
    return FactSentence(text=ended(text), facts=tuple(facts))


def extreme(rows: Sequence[Fact], described: str, word: str) -> FactSentence:
    """The row, or rows, with the lowest or highest value: `described` names the set."""
    first = rows[0]
    names = list(dict.fromkeys(row.entity for row in rows))[:SHOWN]
    text = f"{word.capitalize()} {first.attribute} of {described}: {'; '.join(names)}"
    text += f", {first.display}"
    return FactSentence(text=ended(text), facts=tuple(rows[:SHOWN]))


def first_of(rows: Sequence[Fact], described: str, word: str) -> FactSentence:
    """`3 lowest by price of products (category: Tents): Ant, 10 EUR; Bee, 12 EUR; ...`"""
    shown = "; ".join(f"{row.entity}, {row.display}" for row in rows[:SHOWN])
    text = f"{len(rows)} {word} by {rows[0].attribute} of {described}: {shown}"
    return FactSentence(text=ended(text), facts=tuple(rows[:SHOWN]))


def ended(text: str) -> str:
    """The text with exactly one full stop at its end."""
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _number(fact: Fact) -> int:
    return int(fact.value) if isinstance(fact.value, int) else 0
