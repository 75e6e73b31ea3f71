"""Which rows a question is about: the table, the conditions on it, and the words left over."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from answer.route_about import NameConditions
from answer.route_absent import lacking, online, top_most
from answer.route_bounds import BOUNDING
from answer.route_combined import combined, placed, settled, uncontradicted
from answer.route_conditions import Conditions, Extreme, Understood
from answer.route_dates import date_column, dated, time_said
from answer.route_deeds import (
    UNNAMED,
    anybody,
    defining,
    doers,
    happened,
    lettered,
    obtained,
    sold_in,
    sold_to,
    sourced,
    sources,
    things_meant,
    without_parts,
    workers,
)
from answer.route_groups import Group
from answer.route_kept import KeptValues
from answer.route_nouns import PEOPLE, Named, implied_base, nouns_in
from answer.route_ranks import SUPERLATIVES, rank
from answer.route_superlative import superlatives
from nescio.text import stem
from nescio.types import Scope
from retrieval.asking import Asked, Term
from retrieval.attribute import noun_stems
from retrieval.attributes import AttributeResolver
from retrieval.fact_sql import Filter
from retrieval.facts import FactStore
from retrieval.schema import Table
from retrieval.wordings import gone_away

# How much is left is a matter of quantities, not of rows.
_STOCK = frozenset(stem(w) for w in "stock stocked available availability left inventory".split())
# Of these `left` says that they have gone out.
_SENT = frozenset(stem(w) for w in "order purchase shipment parcel package consignment".split())
_ALL = re.compile(r"\ball(?: of)?(?: the| your| our)? $", re.IGNORECASE)
_IDLE = frozenset(
    stem(w)
    for w in """still everything anything something stuff things goods because hold holds reach
    reached site properly during came went happened among already""".split()
)
_PLACED = frozenset(("first", "last"))
_WHICH = re.compile(r"\b(?:which|what) $", re.IGNORECASE)
_LENDING = frozenset(stem(w) for w in "rent hire lend borrow".split())
_RUNNING = frozenset(stem(w) for w in "run own operate".split())
# "The shops that you run" are all of them.
_OURS = re.compile(r"\b(?:you|we|they)(?: all| \w+ly)? $", re.IGNORECASE)
# `Tents for sale` are those that a shop has rows of.
_FOR_SALE = re.compile(r"\b(?:for|on) $", re.IGNORECASE)
_EMPLOYING = frozenset(
    stem(w) for w in "employ employed work working hire payroll team staff crew".split()
)


@dataclass(frozen=True, kw_only=True)
class RowSet:
    """Rows of `base` that meet the conditions; `left` are the terms nobody explained."""

    base: Table
    conditions: tuple[Understood, ...]
    extreme: Extreme | None
    left: tuple[Term, ...]
    plural: bool
    implied: bool
    by_role: bool = False
    """Called by what people do (`the boot fitters`), not by the noun of their table."""

    @property
    def described(self) -> str:
        """`products (category: Tents; weight under 2 kg)`"""
        return self.called(self.base.plural)

    def called(self, noun: str) -> str:
        """The noun of the rows with the conditions on them."""
        said = "; ".join(condition.said for condition in self.conditions)
        return f"{noun} ({said})" if said else noun

    @property
    def filters(self) -> tuple[Filter, ...]:
        return tuple(condition.filter for condition in self.conditions)


class SetReader:
    """Reads questions about rows of one source."""

    def __init__(self, store: FactStore, resolver: AttributeResolver) -> None:
        self._store = store
        self._resolver = resolver
        self._schema = resolver.schema
        self._weak = resolver.weak
        self._conditions = Conditions(resolver)
        self._kept = KeptValues(store, resolver)
        self.names = NameConditions(store, resolver)

    async def read(
        self, asked: Asked, named: Sequence[Named], scope: Scope, group: Group | None = None
    ) -> RowSet | None:
        """The set meant; None when no rows, or contradicting ones, are. The words of a `group` are
        no terms."""
        named = without_parts(asked, named)
        nouns, role = await self._called(asked, named, scope)
        if role is not None and self._elsewhere(asked, *role):
            return None
        called = nouns[0][0] if nouns else role[0] if role else None
        base = self._base(asked, named, called, group)
        if base is not None:
            return await self._of(base, asked, named, nouns, role, scope, group)
        unnamed = called is None and group is None and not named and things_meant(asked)
        return await self._of_any(asked, scope) if unnamed else None

    async def _of_any(self, asked: Asked, scope: Scope) -> RowSet | None:
        """`Everything launched in 2026`, `anything made of bamboo`: rows of the only table whose
        own columns explain all that is said of them."""
        found = []
        for table in self._schema.tables.values():
            if table.person or not table.name_columns:
                continue
            rows = await self._of(table, asked, (), [], None, scope)
            own = rows is not None and all(
                all(self._schema.tables[hop.target].valid_from for hop in one.filter.path)
                for one in rows.conditions
            )
            if rows is None or not own or rows.left or rows.extreme:
                continue
            told = {t for one in rows.conditions for t in one.terms}
            if told and all(
                t in told or t.stem in self._weak | _IDLE | UNNAMED for t in asked.terms
            ):
                found.append(rows)
        return found[0] if len(found) == 1 else None

    async def _of(
        self, base: Table, asked: Asked, named: Sequence[Named],
        nouns: Sequence[tuple[Table, list[Term]]], role: tuple[Table, frozenset[Term]] | None,
        scope: Scope, group: Group | None = None,
    ) -> RowSet | None:  # fmt: skip
        """The rows of a table that meet what is said of them."""
        used: set[Term] = set(nouns[0][1]) if nouns else set()
        conditions = await self.names.conditions(base, asked, named, used, scope)
        if conditions is None:
            return None
        conditions += [group.one] if group else []
        conditions += [one for one in (lettered(asked, base), top_most(asked, base)) if one]
        beside = online(self._schema, asked, base, named)
        beside = beside or lacking(self._schema, asked, base, named)
        asked = _without(asked, beside)
        time = self._time(asked, base, named)
        beside += [time] if time is not None else []
        conditions += beside
        asked = _without(asked, beside)
        ranked = rank(asked)
        asked = replace(asked, terms=tuple(t for t in asked.terms if t not in ranked.terms))
        compared = self._conditions.comparisons(asked, base.name)
        hours = await self._kept.open_on(asked, base.name, scope)
        conditions += [*compared, *([hours] if hours else [])]
        bounded = {t for one in compared for t in one.terms if t.form in BOUNDING}
        rest = replace(asked, terms=tuple(t for t in asked.terms if t not in bounded))
        extreme = self._conditions.extreme(rest, base.name)
        extreme = replace(extreme, rank=ranked) if extreme else None
        used |= {t for condition in conditions for t in condition.terms}
        used |= extreme.terms if extreme else set()
        unused = [t for t in asked.terms if t not in used]
        flags = self._conditions.flags(asked, unused, base.name)
        conditions += flags
        used |= {t for flag in flags for t in flag.terms}
        roles = {t for condition in conditions for t in condition.terms}
        idle = self._idle(asked, named, base)
        open_terms = [t for t in asked.terms if t in roles or t not in used]
        values = await self._kept.values(open_terms, base.name, scope, roles | idle)
        if values is None:
            return None
        values = [one for one in values if not sold_in(self._schema, asked, one)]
        values, passed = settled(asked, values)
        used |= passed
        values = combined(asked, [placed(asked, value) for value in values])
        conditions = uncontradicted(asked, conditions + values)
        used |= idle | {t for value in values for t in value.terms}
        used |= role[1] if role is not None and role[0].name == base.name else set()
        used |= set() if named else self._everywhere(asked, base, by_role=role is not None)
        nouns_of = noun_stems(base)
        return RowSet(
            base=base,
            conditions=tuple(conditions),
            extreme=extreme,
            left=tuple(t for t in open_terms if t not in used and t.stem not in nouns_of),
            implied=not nouns and role is None and group is None,
            by_role=not nouns and role is not None,
            plural=_plural(nouns, group),
        )

    def _base(
        self, asked: Asked, named: Sequence[Named], called: Table | None, group: Group | None
    ) -> Table | None:
        """The table whose rows are meant; None where a group is of another, or stock is asked
        for."""
        base = called or (group.base if group else implied_base(self._schema, asked, named))
        if group is not None and base is not group.base:
            return None
        sent = base is not None and noun_stems(base) & _SENT and gone_away(asked.text)
        away = frozenset(("left",)) if sent else frozenset[str]()
        stock = {term.stem for term in asked.terms if term.form not in away} & _STOCK
        return None if stock else base

    async def _called(
        self, asked: Asked, named: Sequence[Named], scope: Scope
    ) -> tuple[list[tuple[Table, list[Term]]], tuple[Table, frozenset[Term]] | None]:
        """The tables called by their noun, and the one called by what its people do."""
        nouns = nouns_in(self._schema, asked, named)
        if not named:
            nouns = happened(self._schema, asked) or nouns or workers(self._resolver, asked)
        nouns = obtained(self._schema, asked, nouns or sources(self._schema, asked))
        if asked.asks == "who" and named and not sources(self._schema, asked):
            nouns = [noun for noun in nouns if noun[0].person]
        role = await self._role_table(asked, named, scope)
        sought = role is not None and (asked.asks == "who" or _of_a_role(asked, role[1]))
        if sought:  # "who is the mechanic in the store at ...", "which manager runs that store"
            nouns = [noun for noun in nouns if noun[0].person]
        if role is not None:  # "store managers" are no stores
            nouns = [noun for noun in nouns if not role[1].issuperset(noun[1])]
            everywhere = set() if named else self._everywhere(asked, role[0])
            nouns = [noun for noun in nouns if not everywhere.issuperset(noun[1])]
        return nouns, role

    def _elsewhere(self, asked: Asked, people: Table, role: frozenset[Term]) -> bool:
        """Whether a word of a role is that of a row told by its place: the manager of the newest
        store is not the newest store manager."""
        nouns = {
            one for t in self._schema.tables.values() if t.name != people.name
            for one in noun_stems(t)
        }  # fmt: skip
        inside = [t for t in role if t.stem in nouns]
        return len(inside) < len(role) and any(
            one.start <= t.start < one.end for one in superlatives(asked.text) for t in inside
        )

    def _idle(self, asked: Asked, named: Sequence[Named], base: Table) -> set[Term]:
        """Terms that need no explanation in a question about a set of rows."""
        return (
            {
                t
                for t in asked.terms
                if (t.stem in self._weak | _IDLE and not sold_to(asked, t, base))
                or (named and t.linking and not self._lent(asked, t))
                or (t.stem in _RUNNING and _OURS.search(asked.text[: t.start]))
                or (base.person and t.stem in _EMPLOYING | PEOPLE)
                or (t.form == "sale" and _FOR_SALE.search(asked.text[: t.start]))
            }
            | anybody(asked)
            | doers(self._schema, asked, base)
            | defining(self._schema, asked, named, base)
            | sourced(asked, base)
        )

    def _lent(self, asked: Asked, term: Term) -> bool:
        """`The bikes that you rent` are not those that you sell, unless the rows are of rentals."""
        if term.stem not in _LENDING or not _OURS.search(asked.text[: term.start]):
            return False
        nouns = {noun for table in self._schema.tables.values() for noun in noun_stems(table)}
        return not any(noun.startswith(term.stem) for noun in nouns)

    def _everywhere(self, asked: Asked, base: Table, *, by_role: bool = False) -> set[Term]:
        """`All branches` is no condition on rows that each belong to a branch; nor is the branch
        of people who are asked for by what they do there."""
        owners = [
            self._schema.tables[key.target]
            for key in base.foreign_keys
            if not any(c.nullable for c in base.columns if c.name in key.columns)
        ]
        nouns = {one for owner in owners for one in noun_stems(owner)} - noun_stems(base)
        ranked = any(t.form in SUPERLATIVES | _PLACED for t in asked.terms)
        doing = by_role and base.person and asked.asks == "who" and not ranked
        return {
            t for t in asked.terms
            if t.stem in nouns and (doing or _ALL.search(asked.text[: t.start]))
        }  # fmt: skip

    async def _role_table(
        self, asked: Asked, named: Sequence[Named], scope: Scope
    ) -> tuple[Table, frozenset[Term]] | None:
        """The one table of people that a role in the question belongs to, and the role's words."""
        found = []
        for table in self._schema.tables.values():
            terms = await self._kept.role(asked.terms, table.name, scope)
            if table.person and terms:
                found.append((table, terms))
        return found[0] if len(found) == 1 else None

    def _time(self, asked: Asked, base: Table, named: Sequence[Named]) -> Understood | None:
        """The condition that a date in the question puts on a date of the rows."""
        when = dated(asked.text)
        if when is None or any(a < when.end and when.start < b for _, (a, b) in named):
            return None
        found = date_column(asked, when, self._resolver, base.name)
        if found is None or found[0].column is None:
            return None
        attribute, terms = found
        return Understood(
            filter=Filter(conditions=when.conditions(found[0].column.name)),
            said=time_said(attribute.label, when),
            terms=terms,
        )


def _of_a_role(asked: Asked, role: frozenset[Term]) -> bool:
    """`Which manager runs that store?` asks for the one who does it."""
    return any(_WHICH.search(asked.text[: term.start]) for term in role)


def _without(asked: Asked, understood: Sequence[Understood]) -> Asked:
    """What is asked, less the words that are understood."""
    gone = {t for one in understood for t in one.terms}
    return replace(asked, terms=tuple(t for t in asked.terms if t not in gone))


def _plural(nouns: Sequence[tuple[Table, list[Term]]], group: Group | None) -> bool:
    """Whether the rows are called by a plural, or by what a name implies."""
    if nouns:
        return nouns[0][1][-1].form.endswith(("s", "people", "children"))
    return group is None or group.plural
