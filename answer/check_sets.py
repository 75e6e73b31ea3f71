"""Statements about sets of rows: how many there are, which has the least or the most."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import permutations

from answer.audit_holds import holds
from answer.audit_values import Figure
from answer.check_around import Named
from answer.check_rows import Held
from answer.check_values import Stated
from answer.check_words import COPULA, NONE_MORE, PREDICATES
from answer.route import FactRouter
from answer.route_types import FactAnswer
from nescio.text import STOP_WORDS, stem, words
from nescio.types import Entity, Fact, Scope
from retrieval.attribute import Attribute, noun_stems
from retrieval.attributes import AttributeResolver
from retrieval.concepts import CONCEPTS
from retrieval.fact_sql import FactQuery, Filter, forward, key_condition
from retrieval.facts import FactStore
from retrieval.schema import Column, ForeignKey, Table

_PEOPLE = frozenset("people persons colleagues staff members workers".split())
_EXTREME = frozenset(word for c in CONCEPTS for word in c.lowest | c.highest) | frozenset(
    "cheapest dearest heaviest lightest newest oldest biggest smallest largest longest shortest "
    "highest lowest".split()
)
_FACETS = re.compile(r"\b(?:most|least) (?:expensive|recent)\b", re.IGNORECASE)
_COUNTED_NOUN = 3
_TIES = 20
_NUMBER_OF = re.compile(r"\b(?:number|count|total) of (?:the |our |all )?", re.IGNORECASE)


class SetChecker:
    """Checks counts, and the least and the most, of rows of the databases."""

    def __init__(
        self, resolvers: Mapping[str, AttributeResolver], store: FactStore, router: FactRouter
    ) -> None:
        self._resolvers = resolvers
        self._store = store
        self._router = router

    async def count(
        self, text: str, value: Stated, named: Sequence[Named], scope: Scope
    ) -> Held | None:
        """Whether there are as many rows as a number before a noun says."""
        figure = value.figure
        if figure is None or figure.kind != "number" or not _of_things(text, value):
            return None
        facts = await self._counted(text, value, named, scope)
        if facts is None:
            question = "How many " + _without(text, value.start, value.end, question=True)
            facts = await self._asked(question, scope, attribute="count")
        return _count_held(figure, value, facts) if facts else None

    async def _counted(
        self, text: str, value: Stated, named: Sequence[Named], scope: Scope
    ) -> tuple[Fact, ...] | None:
        """The rows of a table that refer to the one row named: `has 12 employees`."""
        after = words(text[value.end :])[:_COUNTED_NOUN]
        number_of = _NUMBER_OF.search(text, 0, value.start)
        if number_of:
            after = words(text[number_of.end() : value.start])[:_COUNTED_NOUN]
        if after and after[0].form in ("times", "time"):  # `ordered 3 times`
            after = words(text[: value.start])[-_COUNTED_NOUN:][::-1]
        here = [one for one in named if one.start >= 0] or list(named)
        if len(here) != 1 or not after:
            return None
        entity = here[0].entity
        resolver = self._resolvers.get(entity.source)
        if resolver is None:
            return None
        child = _named_by([one.form for one in after], resolver.schema.tables.values(), entity)
        if child is None:
            return None
        table, key = child
        query = FactQuery(
            source=entity.source, table=table.name, operator="count",
            filters=(Filter(conditions=key_condition(entity.key), path=(forward(key),)),),
        )  # fmt: skip
        return (await self._store.run(query, scope)).facts

    async def extreme(
        self, text: str, named: Sequence[Named], scope: Scope
    ) -> tuple[Held, Named] | None:
        """`The heaviest tent is A`: the row that the database has there.

        Raises SourceUnavailable and StageTimeout.
        """
        if not self.is_extreme(text):
            return None
        own = await self._extreme_of(text, named, scope)
        if own is not None:
            return own
        for one in named:
            if one.start < 0:
                continue
            question = "What is " + _without(text, one.start, one.end, question=True)
            facts = await self._asked(question, scope)
            if facts:
                key = (str(one.entity.table), one.entity.key)
                same = tuple(f for f in facts if key in ((f.table, f.key), *f.about))
                return Held(holds=bool(same), facts=same or facts, rule="live_extreme"), one
        return None

    @staticmethod
    def is_extreme(text: str) -> bool:
        """Whether a clause speaks of the most or the least of something."""
        said = {w.form for w in words(text) if w.form.endswith("est")}
        return bool(_EXTREME & said or _FACETS.search(text) or NONE_MORE.search(text))

    async def _extreme_of(
        self, text: str, named: Sequence[Named], scope: Scope
    ) -> tuple[Held, Named] | None:
        """One row named, and the one that its set has in common: `the heaviest one in B is A`."""
        said = {w.form for w in words(text)}
        none_more = bool(NONE_MORE.search(text))
        for one, other in permutations([n for n in named if n.start >= 0], 2):
            resolver = self._resolvers.get(one.entity.source)
            if resolver is None or other.entity.source != one.entity.source:
                continue
            table = resolver.schema.tables[str(one.entity.table)]
            keys = [k for k in table.foreign_keys if k.target == other.entity.table]
            attributes = [
                (a, bool(lowest & said)) for a in resolver.attributes(table.name)
                if a.column is not None and not a.private
                and (not a.path or (len(a.path) == 1 and a.end.valid_from))
                for lowest, highest in [_ends(a, none_more=none_more)] if (lowest | highest) & said
            ]  # fmt: skip
            if len(keys) != 1 or len(attributes) != 1 or len(named) != 2:
                continue
            attribute, lowest_first = attributes[0]
            query = FactQuery(
                source=one.entity.source, table=table.name, path=attribute.path, limit=_TIES,
                operator="minimum" if lowest_first else "maximum",
                column=attribute.column.name if attribute.column else None,
                filters=(
                    Filter(conditions=key_condition(other.entity.key), path=(forward(keys[0]),)),
                ),
            )  # fmt: skip
            rows = (await self._store.run(query, scope)).rows
            same = tuple(r.fact for r in rows if r.entity.id == one.entity.id)
            if rows:
                facts = same or tuple(r.fact for r in rows)
                return Held(holds=bool(same), facts=facts, rule="live_extreme"), one
        return None

    async def _asked(
        self, question: str, scope: Scope, attribute: str | None = None
    ) -> tuple[Fact, ...] | None:
        """The facts of the router's answer; None when it takes it for no such question."""
        reply = await self._router.answer(question, scope)
        if not isinstance(reply, FactAnswer):
            return None
        if attribute is None and reply.rule not in (
            "extreme",
            "lowest",
            "highest",
            "minimum",
            "maximum",
        ):
            return None
        facts = tuple(f for s in reply.sentences for f in s.facts)
        if attribute is not None:
            numbers = [f for f in facts if isinstance(f.value, int)]
            facts = tuple(f for f in numbers if f.attribute.startswith((attribute, "total")))
        return facts or None


def _count_held(figure: Figure, value: Stated, facts: Sequence[Fact]) -> Held | None:
    column = Column(name="count", label="count", kind="number")
    verdict = holds(figure, value.relation, facts[0].value, column)
    if verdict is None:
        return None
    return Held(holds=verdict, facts=tuple(facts[:1]), rule="live_count")


def _ends(attribute: Attribute, *, none_more: bool) -> tuple[frozenset[str], frozenset[str]]:
    """Words for the least and for the most of an attribute; with `none_more`, those of the rest:
    nothing is lighter than the lightest."""
    concepts = attribute.concepts
    if none_more:
        lowest = frozenset(word for c in concepts for word in c.lower)
        return lowest, frozenset(word for c in concepts for word in c.higher)
    lowest = frozenset(word for c in concepts for word in c.lowest)
    return lowest, frozenset(word for c in concepts for word in c.highest)


def _of_things(text: str, value: Stated) -> bool:
    """Whether a number counts: a noun follows it, or `the number of` leads to it."""
    if _NUMBER_OF.search(text, 0, value.start):
        return True
    after = words(text[value.end :])[:1]
    if not after or text[value.end : value.end + after[0].start].strip():
        return False
    form = after[0].form
    return form in ("of", "different") or not (form in STOP_WORDS or form in PREDICATES)


def _named_by(
    forms: Sequence[str], tables: Iterable[Table], entity: Entity
) -> tuple[Table, ForeignKey] | None:
    """The table of rows that refer to an entity's by one key, and are called by the words after a
    number: the longest name first (`employee territories` are no employees)."""
    found: list[tuple[int, int, Table, ForeignKey]] = []
    for table in tables:
        keys = [key for key in table.foreign_keys if key.target == entity.table]
        if len(keys) != 1:
            continue
        for name in (table.singular, table.plural):
            wanted = [stem(word) for word in name.split()]
            if [stem(form) for form in forms[: len(wanted)]] == wanted:
                found.append((-len(wanted), 0, table, keys[0]))
        places = [place for place, form in enumerate(forms) if _called(form, table)]
        if places:
            found.append((0, places[0], table, keys[0]))
    if not found:
        return None
    best = min(found, key=lambda one: one[:2])
    return best[2], best[3]


def _called(form: str, table: Table) -> bool:
    """Whether rows of a table are called so."""
    return stem(form) in noun_stems(table) or (table.person and form in _PEOPLE)


def _without(text: str, start: int, end: int, *, question: bool) -> str:
    rest = f"{text[:start]} {text[end:]}"
    rest = re.sub(r"[\"“”.;:!]+\s*$", "", rest.strip())
    rest = COPULA.sub(" ", rest) if question else rest
    rest = re.sub(r"\b(?:there|not|n['’]t)\b", " ", rest, flags=re.IGNORECASE)
    return re.sub(r"\s+", " ", rest).strip(" ,;:-") + "?"
