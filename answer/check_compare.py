"""Statements that compare two rows: `A is heavier than B`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from answer import audit_words as say
from answer.check_around import Named, blank
from answer.check_rows import Held, attribute_query
from answer.check_words import COMPARED, OBJECT, SAME
from nescio.text import stem, words
from nescio.types import Entity, Fact, Scope
from retrieval.attribute import Attribute, concept_names
from retrieval.attributes import AttributeResolver
from retrieval.facts import FactStore

_MORE = frozenset("more higher greater larger longer bigger".split())
_LESS = frozenset("less lower smaller shorter fewer".split())


@dataclass(frozen=True, kw_only=True)
class Compared:
    """`left` is said to have more (`sign` 1), less (-1) or as much (0) of something as `right`."""

    left: Entity
    right: Entity
    attributes: tuple[Attribute, ...]
    sign: int
    start: int
    end: int


class ComparisonChecker:
    """Checks comparisons of two rows of one table."""

    def __init__(self, resolvers: Mapping[str, AttributeResolver], store: FactStore) -> None:
        self._resolvers = resolvers
        self._store = store

    def comparison(
        self, text: str, named: Sequence[Named], taken: Sequence[tuple[int, int]]
    ) -> Compared | None:
        """`A is heavier than B`, `the price of A is lower than that of B`."""
        rows = [one for one in named if one.start >= 0]
        if len(rows) != 2 or rows[0].entity.table != rows[1].entity.table:
            return None
        blanked = blank(text, taken)
        match = COMPARED.search(blanked) or SAME.search(blanked)
        if match is None:
            return None
        objects = [one for one in rows if OBJECT.search(text[: one.start])]
        if len(objects) != 1:
            return None
        right = objects[0].entity
        left = next(one for one in rows if one is not objects[0]).entity
        found = self._compared(match, blanked, left)
        if found is None:
            return None
        attributes, sign = found
        return Compared(
            left=left, right=right, attributes=attributes, sign=sign, start=match.start(),
            end=match.end(),
        )  # fmt: skip

    def _compared(
        self, match: re.Match[str], text: str, entity: Entity
    ) -> tuple[tuple[Attribute, ...], int] | None:
        resolver = self._resolvers.get(entity.source)
        if resolver is None:
            return None
        word = words(match.group())[0].form
        said = frozenset(stem(w.form) for w in words(text))
        found: list[tuple[Attribute, int]] = []
        for attribute in resolver.attributes(str(entity.table)):
            column = attribute.column
            if column is None or column.kind not in ("number", "money", "date", "datetime"):
                continue
            if attribute.path and not attribute.end.valid_from:
                continue
            if column.private or column.name in attribute.end.structural:
                continue
            sign = _sign(match, word, attribute, said, text)
            if sign is not None:
                found.append((attribute, sign))
        signs = {sign for _, sign in found}
        return (tuple(a for a, _ in found), signs.pop()) if len(signs) == 1 else None

    async def compare(self, one: Compared, scope: Scope) -> Held | None:
        """Whether the live rows compare as is said; None when a value is missing.

        Raises SourceUnavailable and StageTimeout.
        """
        outcomes: list[Held] = []
        for attribute in one.attributes:
            facts = [await self._value(e, attribute, scope) for e in (one.left, one.right)]
            left, right = facts
            if left is None or right is None:
                continue
            a, b = left.value, right.value
            try:
                sign = (a > b) - (a < b)  # type: ignore[operator]
            except TypeError:
                continue
            outcomes.append(
                Held(holds=sign == one.sign, facts=(left, right), rule="live_comparison")
            )
        return next((o for o in outcomes if o.holds), outcomes[0] if outcomes else None)

    async def _value(self, entity: Entity, attribute: Attribute, scope: Scope) -> Fact | None:
        facts = (await self._store.run(attribute_query(entity, attribute), scope)).facts
        return facts[0] if len(facts) == 1 else None


def _sign(
    match: re.Match[str], word: str, attribute: Attribute, said: frozenset[str], text: str
) -> int | None:
    """Whether the words compare by this attribute, upwards (1) or downwards (-1)."""
    groups = match.groupdict()
    if match.re is SAME:
        named = groups.get("same") or groups.get("as") or ""
        return 0 if _about(attribute, frozenset((stem(named.casefold()),)), named) else None
    forms = {w.form for w in words(match.group())}
    for concept in attribute.concepts:
        if word in concept.higher:
            return 1
        if word in concept.lower:
            return -1
    quality = groups.get("quality") or ""
    late = [w.form for w in words(groups.get("late") or "")]
    if len(late) == 2:
        quality = late[1]
    about = _about(attribute, said, text) or (
        quality and _about(attribute, frozenset((stem(quality),)), quality)
    )
    if not about:
        return None
    if forms & _MORE:
        return 1
    return -1 if forms & _LESS else None


def _about(attribute: Attribute, said: frozenset[str], text: str) -> bool:
    """Whether words speak of the attribute."""
    if attribute.words <= said:
        return True
    cues = frozenset(cue for c in attribute.concepts for cue in c.cues | c.labels)
    return bool(cues & said) or any(
        say.CUES[n].search(text) for n in concept_names(attribute) if n in say.CUES and n != "price"
    )
