"""Conditions that name a value which rows keep: a status, a country, a role, hours of a day."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace

from answer.route_conditions import Understood, cues_of
from answer.route_negation import negation
from nescio.text import stem, words
from nescio.types import Entity, Scope
from retrieval.asking import GLUE, Asked, Term
from retrieval.attribute import role_stems
from retrieval.attributes import Attribute, AttributeResolver, noun_stems
from retrieval.concepts import agent_stems
from retrieval.display import display_value
from retrieval.fact_sql import Condition, Filter
from retrieval.facts import FactStore
from retrieval.name_index import token_key
from retrieval.places import countries_of
from retrieval.schema import Table
from retrieval.states import holding, longest, says, without_holding

_RANKS = frozenset(
    token_key(w)
    for w in "deputy assistant chief trainee apprentice intern vice junior senior".split()
)
# After a value that rows choose from they say no more: `gold status`.
_SORTS = frozenset("status level tier class grade rank type kind category".split())
# Between the words of a value they say no more: `damage during shipping`.
_BETWEEN = frozenset("during while whilst".split())
_WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())


class KeptValues:
    """Finds values of text columns of one source in the words of a question."""

    def __init__(self, store: FactStore, resolver: AttributeResolver) -> None:
        self._store = store
        self._resolver = resolver

    async def open_on(self, asked: Asked, table: str, scope: Scope) -> Understood | None:
        """`Open on Sundays`, `not shut`: the hours of that day are not `closed`."""
        days = [t for t in asked.terms if t.form.removesuffix("s") in _WEEKDAYS]
        told = [t for t in asked.terms if t.form in ("open", "opens", "opening")]
        turned = [t for t in asked.terms if t.form == "not"]
        if turned:  # "not shut on Sundays"
            told = [t for t in asked.terms if t.form in ("shut", "closed", "close", "shuts")]
            told = [*told, *turned] if told and negation(asked, told[0].start) else []
        if len(days) != 1 or not told:
            return None
        for attribute in self._categorical(table):
            column = attribute.column
            names = {c.name for c in attribute.concepts}
            day = stem(days[0].form) in attribute.words
            if column is None or attribute.path or "hours" not in names or not day:
                continue
            kept = await self._store.distinct(
                attribute.source, attribute.end.name, column.name, scope
            )
            shut = [value for value in kept if value.casefold() in ("closed", "-", "")]
            if len(shut) == 1:
                shown = Condition(column=column.name, operator="ne", value=shut[0])
                return Understood(
                    filter=Filter(conditions=(shown,)),
                    said=f"{column.label} not {shut[0]}",
                    terms=frozenset([*days, *told]),
                )
        return None

    async def values(
        self, terms: Sequence[Term], table: str, scope: Scope, idle: Set[Term] = frozenset()
    ) -> list[Understood] | None:
        """Words that are values of text columns: `cancelled`, `rust orange`, `Norway`.

        A value has two words at least, or one that is not `idle` (needs no explanation). None
        when the words may be values of several columns that are equally near.
        """
        found: list[Understood] = []
        left = [t for t in terms if t.form not in _BETWEEN]
        while left:
            hits = await self._value_hits(left, table, scope)
            hits = [
                h for h in hits
                if not h[1].terms <= idle or (len(h[1].terms) > 1 and _spelt_out(h[1], left))
            ]  # fmt: skip
            if not hits:
                return found
            best = max(hits, key=lambda h: (len(h[1].terms), -h[0]))
            equal = [h for h in hits if h[1].terms == best[1].terms and h[0] == best[0]]
            chosen = best[1] if len(equal) == 1 else self._owned([h[1] for h in equal], left)
            if chosen is None:
                return None
            found.append(chosen)
            left = [t for t in left if t not in chosen.terms]
        return found

    def _owned(self, found: Sequence[Understood], terms: Sequence[Term]) -> Understood | None:
        """Of values of rows of several tables the one whose rows the question speaks of: `orders by
        customers from France`, where stores are in France as well."""
        tables = self._resolver.schema.tables
        spoken = []
        for one in found:
            roles = {s for hop in one.filter.path for s in role_stems(hop, tables[hop.target])}
            owners = {t for t in terms if t.stem in roles}
            spoken += [replace(one, terms=one.terms | owners)] if owners else []
        return spoken[0] if len(spoken) == 1 else None

    async def _value_hits(
        self, terms: Sequence[Term], table: str, scope: Scope
    ) -> list[tuple[int, Understood]]:
        keys = [token_key(term.form) for term in terms]
        hits = []
        for attribute in self._categorical(table):
            column = attribute.column
            if column is None:
                continue
            kept = await self._store.distinct(
                attribute.source, attribute.end.name, column.name, scope
            )
            countries = any(c.name == "country" for c in attribute.concepts)
            own = {token_key(word.form) for value in kept for word in words(value)}
            for value in kept:
                if countries:
                    hits += [
                        (len(attribute.path), _value(attribute, value, frozenset({term})))
                        for term in terms
                        if value.casefold() in countries_of(term.form)
                    ]
                wanted = [token_key(w.form) for w in words(value) if w.form not in GLUE]
                if any(c.name == "role" for c in attribute.concepts):
                    # "The manager" of a store is the store manager.
                    alike = [v for v in kept if self._plain_role(v, wanted[-1])]
                    wanted = wanted[-1:] if alike == [value] else wanted
                    hits += [
                        (len(attribute.path), _value(attribute, value, frozenset({term})))
                        for term, key in zip(terms, keys, strict=True)
                        if len(wanted) > 1 and _only_role(key, value, kept)
                    ]
                    done = _deed(terms, value)
                    if done and sum(bool(_deed(terms, other)) for other in kept) == 1:
                        hits.append((len(attribute.path), _value(attribute, value, done)))
                said = _told(keys, wanted, own)
                core = without_holding(wanted)
                if (
                    not said
                    and core != wanted
                    and sum(set(core) <= _keys(other) for other in kept) == 1
                ):
                    said += _told(keys, core, own)
                for first, last in said:
                    asking = attribute.words | cues_of(attribute)
                    labelled = {t for t in terms if t.stem in asking}
                    used = frozenset(terms[first:last]) | labelled
                    used |= {t for t in terms[last:][:1] if t.form in _SORTS}
                    if core != wanted:
                        used |= {t for t in terms[:first][-1:] if holding(t.stem)}
                    hits.append((len(attribute.path), _value(attribute, value, used)))
        return hits

    async def place(
        self, text: str, table: Table, entity: Entity, scope: Scope
    ) -> Understood | None:
        """`Employees in Seattle`: the city of the row itself, where a row that it does not refer to
        happens to be called the same, or one has the word in its name."""
        wanted = [word.form for word in words(text)]
        whole = [word.form for word in words(entity.label)] == wanted
        refers = any(key.target == entity.table for key in table.foreign_keys)
        if whole and (refers or entity.table == table.name):
            return None
        for attribute in self._categorical(table.name):
            column, names = attribute.column, {c.name for c in attribute.concepts}
            if attribute.path or column is None or not names & {"city", "country"}:
                continue
            for value in await self._store.distinct(
                attribute.source, table.name, column.name, scope
            ):
                if [word.form for word in words(value)] == wanted:
                    return _value(attribute, value, frozenset())
        return None

    async def role(self, terms: Sequence[Term], table: str, scope: Scope) -> frozenset[Term]:
        """The terms that are a role of a row of this table itself: `boot fitters`, `deputy`."""
        hits = await self._value_hits(terms, table, scope) if self._has_role(table) else []
        names = {
            a.column.name
            for a in self._categorical(table)
            if a.column is not None and not a.path and any(c.name == "role" for c in a.concepts)
        }
        held = []
        for steps, one in hits:
            condition = one.filter.conditions[0]
            if steps == 0 and condition.column in names:
                own = {token_key(word.form) for word in words(str(condition.value))}
                held.append(one.terms | {t for t in terms if token_key(t.form) in own})
        return max(held, key=len, default=frozenset())

    def _has_role(self, table: str) -> bool:
        return self._resolver.schema.tables[table].person

    def _plain_role(self, value: str, last: str) -> bool:
        """Whether a role is its last word with nothing but a noun of a table before it."""
        *before, end = [word.form for word in words(value)]
        nouns = {n for t in self._resolver.schema.tables.values() for n in noun_stems(t)}
        return token_key(end) == last and all(stem(form) in nouns for form in before)

    def _categorical(self, table: str) -> list[Attribute]:
        return [a for a in self._resolver.attributes(table) if a.choice]


def _told(keys: Sequence[str], wanted: Sequence[str], own: Set[str]) -> list[tuple[int, int]]:
    """Where words of a question are a value's words in any order ("the size was wrong"), or, where
    no other value has them for its `own`, mean it."""
    found = []
    for size in {len(wanted), longest(wanted)} - {0}:
        for first in range(len(keys) - size + 1):
            run = keys[first : first + size]
            same = sorted(run) == sorted(wanted)
            other = set(run) - {*wanted, "not"}
            if same or (not other & own and says(run, wanted)):
                found.append((first, first + size))
    return found


def _keys(value: str) -> set[str]:
    return {token_key(word.form) for word in words(value)}


def _only_role(key: str, value: str, kept: Sequence[str]) -> bool:
    """Whether a word alone can mean but one of the roles: its last word, or `deputy`."""
    own = [token_key(word.form) for word in words(value)]
    if key != own[-1] and not (key in _RANKS and key in own):
        return False
    return sum(key in (token_key(w.form) for w in words(other)) for other in kept) == 1


def _spelt_out(one: Understood, terms: Sequence[Term]) -> bool:
    """Whether the words of a value are said, not only what it stands for."""
    said = {token_key(term.form) for term in terms}
    value = str(one.filter.conditions[0].value)
    return any(token_key(w.form) in said for w in words(value)[-1:])


def _deed(terms: Sequence[Term], value: str) -> frozenset[Term]:
    """The terms that tell a role by what it does: `fits boots` of a boot fitter."""
    *things, agent = [word.form for word in words(value)]
    deeds = agent_stems(agent) - {stem(agent)}
    verbs = [t for t in terms if t.stem in deeds]
    objects = [t for t in terms if token_key(t.form) in {token_key(one) for one in things}]
    if len(things) != 1 or not verbs or not objects:
        return frozenset()
    return frozenset((*verbs, *objects))


def _value(attribute: Attribute, value: str, used: frozenset[Term]) -> Understood:
    column = attribute.column
    name = column.name if column else ""
    return Understood(
        filter=Filter(path=attribute.path, conditions=(Condition(column=name, value=value),)),
        said=f"{attribute.label}: {display_value(value)}",
        terms=used,
        stage=any(concept.name == "status" for concept in attribute.concepts),
    )
