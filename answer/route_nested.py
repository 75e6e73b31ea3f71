"""A question about a row that another, named one leads to: `the order that case 7 belongs to`.

The row that is led to is read first; then the question is asked once more, with its name in place
of the words that led there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nescio.text import stem
from nescio.types import Entity, Scope
from retrieval.attribute import SENDING
from retrieval.attributes import Attribute, AttributeResolver
from retrieval.fact_sql import FactQuery, Filter, key_condition
from retrieval.facts import FactStore

_NOUN = r"\b(?:the|that|this|whatever|which) (?P<noun>[\w-]+(?: [\w-]+)?)"
_BEFORE = re.compile(
    rf"{_NOUN} (?:(?:that|which|where|who)\s+(?:(?:my|the|your)\s+)?(?:[\w-]+\s+)?"
    r"|(?:of|for|behind|from|in|on)\s+(?:(?:the|my|your)\s+)?(?:[\w-]+\s+)?)$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"^\s+(?:belongs?|belonged|is|was|comes?|came|works?|worked|refers?|goes|went|got|gets|are|were)"
    r"(?:\s+(?:part|sent|made|bought|ordered|shipped|supplied|filed|kept|based|about))?"
    r"\s+(?:to|of|in|on|from|at|about|for|by|with|under)\b",
    re.IGNORECASE,
)
# "The warehouse that sent order 7", "the warehouse that order 7 left from".
_SENT = re.compile(
    rf"{_NOUN} (?:that|which|who) (?:has |have )?(?P<verb>[a-z]+)(?: out| off)? "
    r"(?:(?:the|my|your|our) )?(?:[\w-]+ )?$",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"^\s+(?:was |were |has been )?(?P<verb>left|leaves|sent|shipped|ships|dispatched)"
    r"(?: out| off)?(?: from)?\b",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"\b(?:the|that|whatever|which) (?P<noun>[\w-]+(?: [\w-]+)??) (?:(?:that|which|where) )?"
    r"(?:(?:my|the|your|our) )?$",
    re.IGNORECASE,
)
# "The shop Ada works in": no word between the noun and the clause.
_UNSAID = re.compile(
    r"\b(?:the|that|whatever|which) (?P<noun>[\w-]+) (?:(?:my|the|your|our) )?$", re.IGNORECASE
)
_ENDS = re.compile(
    r"^\s+(?:belongs|belonged|is|was|comes|came|works|worked|lives|lived|sits|went|got|are|were)"
    r"(?:\s+(?:part|sent|made|bought|ordered|shipped|supplied|filed|kept|based|placed|employed))?"
    r"\s+(?:to|of|in|on|from|at|for|by|with|under)(?=\s*(?:[?.,;:!)]|$)"
    r"|\s(?:is|are|was|were|has|have|does|do|open|opens|close|closes|cost|costs|weigh|weighs)\b)",
    re.IGNORECASE,
)
# "The branch Ada manages".
_DOES = re.compile(
    r"^\s+(?:manages|managed|runs|heads|leads)(?=\s*(?:[?.,;:!)]|$)"
    r"|\s(?:is|are|has|have|does|do|open|opens|close|closes)\b)",
    re.IGNORECASE,
)
# What is done to a thing by a row that there is one of: `the shop that sold order 7`.
_DEALING = frozenset(
    stem(w) for w in "sold sell sells made make makes produced produces wrote write writes".split()
)
# "The shop where Ada works".
_THERE = re.compile(
    r"^\s+(?:works?|worked|is employed|was employed|is based|lives?|sits?|studies|was bought"
    r"|was ordered|was placed|was sold|was made)(?=\s*(?:[?.,;:!)]|$)"
    r"|\s(?:is|are|has|have|does|do|open|opens|close|closes)\b)",
    re.IGNORECASE,
)
_OWNED = re.compile(r"^['’]s? (?P<noun>[\w-]+)\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Led:
    """The row that is led to, and the question about it."""

    attribute: Attribute
    question: str


class Nested:
    """Resolves such phrases over one source."""

    def __init__(self, store: FactStore, resolver: AttributeResolver) -> None:
        self._store = store
        self._resolver = resolver

    async def lead(
        self, text: str, span: tuple[int, int], entity: Entity, scope: Scope
    ) -> Led | None:
        """What the phrase around the name at `span` leads to; None when nothing, or several."""
        for start, end, noun, verb in phrases(text, span):
            attribute = self._attribute(str(entity.table), noun, verb)
            if attribute is None:
                continue
            query = FactQuery(
                source=entity.source, table=attribute.table, operator="related",
                filters=(Filter(conditions=key_condition(entity.key)),),
                path=attribute.path, limit=2,
            )  # fmt: skip
            if not self._store.permits(query, scope):
                return None
            facts = (await self._store.run(query, scope)).facts
            if len(facts) != 1:
                return None
            return Led(
                attribute=attribute, question=f"{text[:start]}{facts[0].display}{text[end:]}"
            )
        return None

    def _attribute(self, table: str, noun: str, verb: str = "") -> Attribute | None:
        """The one row, not of many, that the noun calls for, on the way that the verb is done
        on; the nearest."""
        head, done = stem(noun.split()[-1].casefold()), stem(verb.casefold())
        fits = [
            a for a in self._resolver.attributes(table)
            if a.column is None and (not a.many or a.single) and head in _called(a)
        ]  # fmt: skip
        if verb:
            fits = [a for a in fits if done in a.way]
        fits.sort(key=lambda a: len(a.path))
        if not fits or (len(fits) > 1 and len(fits[0].path) == len(fits[1].path)):
            return None
        return fits[0]


def _called(attribute: Attribute) -> frozenset[str]:
    """What the row at its end is called by: an order line is a line, not an order."""
    *others, head = attribute.end.singular.split()
    modifiers = {stem(word) for word in others} - {stem(head)}
    return attribute.words - modifiers


def phrases(text: str, span: tuple[int, int]) -> Iterator[tuple[int, int, str, str]]:
    """Where a phrase around a name begins and ends, the noun that it is about, and the verb that
    says by which way."""
    before, after = text[: span[0]], text[span[1] :]
    owned = _OWNED.match(after)
    if owned is not None:
        yield span[0], span[1] + owned.end(), owned["noun"], ""
    sent, left = _SENT.search(before), _FROM.match(after)
    if sent is not None and stem(sent["verb"].casefold()) in SENDING:
        yield sent.start(), span[1], sent["noun"], sent["verb"]
    bare = _BARE.search(before)
    if bare is not None and left is not None:
        yield bare.start(), span[1] + left.end(), bare["noun"], left["verb"]
    if sent is not None and stem(sent["verb"].casefold()) in _DEALING:
        yield sent.start(), span[1], sent["noun"], ""
    unsaid, ends = _UNSAID.search(before), _ENDS.match(after) or _DOES.match(after)
    if unsaid is not None and ends is not None:
        yield unsaid.start(), span[1] + ends.end(), unsaid["noun"], ""
    match = _BEFORE.search(before)
    if match is None:
        return
    clause = _AFTER.match(after)
    relative = re.search(r"\b(?:that|which|where|who)\s+(?:\S+\s+){0,2}$", match.group(), re.I)
    if clause is None and relative is not None and "where" in relative.group().casefold():
        clause = _THERE.match(after)
    if relative is not None and clause is None:
        return
    end = span[1] + (clause.end() if clause is not None and relative is not None else 0)
    yield match.start(), end, match["noun"], ""
