"""Claims against live rows: what the database holds of the attribute now, and whether it agrees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from answer.audit_holds import holds
from answer.audit_reading import denied
from answer.audit_statement import Claim
from nescio.text import normal_name, words
from nescio.types import Entity, Fact, Scope
from retrieval.attribute import Attribute, concept_names
from retrieval.attributes import AttributeResolver
from retrieval.concepts import VALUES
from retrieval.fact_sql import value_query
from retrieval.facts import FactStore
from retrieval.places import other_countries
from retrieval.schema import DatabaseSchema

_SAME = {"aluminum": "aluminium", "gray": "grey", "colour": "color", "fiber": "fibre"}


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A claim that could be compared; the span is that of the value in the text of the claim."""

    entity: Entity
    attribute: str
    said: str
    start: int
    end: int
    agrees: bool
    facts: tuple[Fact, ...]


class Comparer:
    """Reads the live value of a claim's attribute and compares."""

    def __init__(self, schemas: Mapping[str, DatabaseSchema], store: FactStore) -> None:
        self._store = store
        self._resolvers = {name: AttributeResolver(schema) for name, schema in schemas.items()}

    async def compare(
        self, entity: Entity, claim: Claim, text: str, scope: Scope
    ) -> Outcome | None:
        """The outcome; None when the row has no value, or the two cannot be compared.

        Raises SourceUnavailable and StageTimeout from the database.
        """
        facts = await self._facts(entity, claim.attribute, scope)
        if len({fact.display for fact in facts}) != 1:
            return None
        fact, start, end = facts[0], claim.start, claim.end
        agrees: bool | None
        if claim.flag is not None:
            agrees = fact.value is claim.flag if isinstance(fact.value, bool) else None
        elif claim.window is not None:
            found = await self._word(claim, fact, text, scope)
            if found is None:
                return None
            start, end, agrees = found
        else:
            agrees = _figures_hold(claim, fact)
        if agrees is None:
            return None
        return Outcome(
            entity=entity, attribute=claim.attribute.label, said=text[start:end], start=start,
            end=end, agrees=agrees, facts=facts,
        )  # fmt: skip

    async def _facts(self, entity: Entity, attribute: Attribute, scope: Scope) -> tuple[Fact, ...]:
        column = attribute.column
        if column is None or column.private:
            return ()
        query = value_query(entity, attribute.path, column.name)
        return (await self._store.run(query, scope)).facts

    async def _word(
        self, claim: Claim, fact: Fact, text: str, scope: Scope
    ) -> tuple[int, int, bool] | None:
        """The first word of the column's kind in the claim's window; is it the row's?"""
        start, end = claim.window or (0, 0)
        spoken = f" {_plain(text[start:end])} "
        options = [*await self._options(claim.attribute, fact, scope), str(fact.value)]
        places = [
            (spoken.index(f" {name} "), -len(name), name)
            for name in dict.fromkeys(_plain(option) for option in options)
            if name and f" {name} " in spoken
        ]
        if not places:
            return None
        live = _plain(str(fact.value))
        whole = [name for _, _, name in places]
        # `leather` inside `full-grain leather` is not said by itself.
        said = [n for n in whole if not any(n != o and f" {n} " in f" {o} " for o in whole)]
        first = min(one for one in places if one[2] in said)
        agrees = any(_one_of(name, live) for name in said)
        where = _find(text, first[2], start, end)
        negated = denied(text, start, where[0])
        if negated:
            agrees = not _one_of(first[2], live)
        return (*where, agrees)

    async def _options(self, attribute: Attribute, fact: Fact, scope: Scope) -> list[str]:
        """Values of the same kind: of the column, of other columns of the kind, and known ones."""
        names = concept_names(attribute)
        found = list(await self._store.distinct(fact.source, fact.table, fact.column, scope))
        for name in names & set(VALUES):
            found += VALUES[name]
        if "country" in names:
            found += other_countries(fact.display)
        resolver = self._resolvers[attribute.source]
        for table in resolver.schema.tables if names & {"country", "city"} else ():
            for other in resolver.attributes(table):
                column = other.column
                same = names & {"country", "city"} & concept_names(other)
                if column and not other.path and not other.private and same:
                    found += await self._store.distinct(fact.source, table, column.name, scope)
        return found


def _figures_hold(claim: Claim, fact: Fact) -> bool | None:
    column = claim.attribute.column
    if column is None:
        return None
    verdicts: list[bool] = []
    for figure, relation in claim.figures:
        if figure.kind == "hours" and not figure.times:  # `closed`
            if not isinstance(fact.value, str):
                return None
            verdicts.append(fact.value.strip().isalpha())
            continue
        verdict = holds(figure, relation, fact.value, column)
        if verdict is not None:
            verdicts.append(verdict)
    if not verdicts:
        return None
    return any(verdicts) is not claim.negated


def _plain(text: str) -> str:
    return " ".join(_SAME.get(word, word) for word in normal_name(text).split())


def _one_of(said: str, live: str) -> bool:
    """Whether two names mean the same, one in more words: nylon and ripstop nylon."""
    return f" {said} " in f" {live} " or f" {live} " in f" {said} "


def _find(text: str, name: str, start: int, end: int) -> tuple[int, int]:
    """Where the words of a normal name stand in a text."""
    tokens = [t for t in words(text) if start <= t.start and t.end <= end]
    wanted = name.split()
    for place in range(len(tokens)):
        part = [_SAME.get(t.form, t.form) for t in tokens[place : place + len(wanted)]]
        if part == wanted:
            return tokens[place].start, tokens[place + len(wanted) - 1].end
    return start, end
