"""Questions about a set of rows: how many, which ones, the lowest and the highest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from answer import render, route_names
from answer.canonical import Canonical
from answer.route_conditions import Conditions, Extreme, Understood
from answer.route_groups import Group
from answer.route_nouns import Named, visited
from answer.route_reading import RowSet, SetReader
from answer.route_sums import Sums
from answer.route_types import FactAnswer, FactRefusal, FactReply
from nescio.text import fold, stem, words
from nescio.types import Entity, Fact, Scope
from retrieval.asking import WEAK_STEMS, Asked, Term
from retrieval.attributes import MARGIN, AttributeResolver
from retrieval.fact_sql import Condition, FactQuery, Filter, Operator
from retrieval.facts import FactStore
from retrieval.linking import MAX_CANDIDATES
from retrieval.naming import singular
from retrieval.schema import Column

_HAVING = re.compile(
    r"\b(?:have|has|got|in|within|under|sell|offer|carry|stock|belong|supply|make|produce|deliver"
    r"|(?:buy|get|order|purchase|source) (?:\w+ )?from|(?:comes?|coming|came) from)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"\bnames?\b", re.IGNORECASE)
_WHICH = re.compile(r"\W*(?:in |at |from )?(?:which|whose)\b", re.IGNORECASE)
_POINTS = re.compile(r"\b(?:it|its|they|them)\b", re.IGNORECASE)
_SORTS = re.compile(r"\b(?:versions|models|kinds|types|variants|sorts) of\b", re.IGNORECASE)
_WHO_ARE = re.compile(r"\W*who are (?:all )?(?:your|the|our)\b", re.IGNORECASE)
_EVERY = re.compile(r"\W*(?:every|each|all)\b", re.IGNORECASE)
_DESIGNATION = re.compile(r"[A-Z]{1,3}|\S*\d\S*")
_NO_EXTREME = frozenset(("how_many", "yes_no", "where", "when"))
_TIES = 20
_READ = 60
_PLACES = " first second third fourth fifth sixth seventh".split(" ")


class SetAnswerer:
    """Answers questions about rows of one source."""

    def __init__(self, store: FactStore, resolver: AttributeResolver) -> None:
        self._store = store
        self._resolver = resolver
        self._schema = resolver.schema
        self._reader = SetReader(store, resolver)
        self._conditions = Conditions(resolver)
        self._sums = Sums(store, resolver)

    async def answer(
        self, asked: Asked, named: Sequence[Named], scope: Scope, link_score: float,
        group: Group | None = None,
    ) -> FactReply | None:  # fmt: skip
        """A count, a list or an extreme with its conditions said; None for anything else."""
        summed = self._sums.asked(asked)
        rows = self._sums.rows_of(asked) if summed else asked
        found = await self._reader.read(rows, named, scope, group)
        if found is not None and summed:
            own = tuple(entity for entity, _ in named)
            reply = await self._sums.answer(asked, found, own, scope, link_score)
            if reply is not None or self._sums.only(asked, found):
                return reply
        if group is not None and (found is None or found.left):
            return None
        sited = found is not None and found.conditions and found.plural and visited(found.base)
        if found is None or found.left or (asked.asks == "where" and not sited):
            return await self._each(asked, found, scope) if found and not named else None
        entities = tuple(entity for entity, _ in named)
        confidence = 0.95 * link_score
        if asked.asks == "who" and not (found.base.person or found.base.name_columns):
            return None  # "who has the parcel" asks for no parcel
        if found.by_role and not (
            asked.asks in ("who", "how_many", "list")
            or (asked.asks in ("other", "yes_no") and named)
            or (asked.asks == "what" and (_WHICH.match(asked.text) or _NAME.search(asked.text)))
        ):
            return None
        if found.extreme is not None:
            if asked.asks in ("how_many", "yes_no"):
                return None
            return await self.extreme(found, found.extreme, entities, scope, confidence)
        if asked.asks == "how_many":
            return await self.count(found, entities, scope, confidence)
        negated = any(one.filter.negated for one in found.conditions)
        bare = found.implied and len(found.conditions) == len(named) and not negated
        if bare and not (asked.asks in ("list", "who") or _HAVING.search(asked.text)):
            return None
        if asked.asks in ("list", "what", "who", "yes_no", "other", "where"):
            firms = not found.base.person and _WHO_ARE.match(asked.text) is not None
            bare = asked.asks == "other" or (asked.asks == "who" and not firms)
            if not found.conditions and (not found.plural or bare):
                return None
            if asked.asks == "other":
                confidence *= 0.85
            return await self.list(found, entities, scope, confidence)
        return None

    async def canonical(
        self, asked: Canonical, entities: tuple[Entity, ...], scope: Scope
    ) -> FactReply | None:
        """The answer to a canonical question about rows."""
        if asked.base is None:
            return None
        found = RowSet(
            base=asked.base, conditions=asked.conditions, extreme=asked.extreme, left=(),
            plural=True, implied=False,
        )  # fmt: skip
        if found.extreme is not None:
            return await self.extreme(found, found.extreme, entities, scope, 1.0)
        if asked.attribute is not None:
            return await self._sums.of(found, asked.attribute, entities, scope, 1.0)
        give = self.count if asked.kind == "count" else self.list
        return await give(found, entities, scope, 1.0)

    async def _each(self, asked: Asked, found: RowSet, scope: Scope) -> FactReply | None:
        """`Which towns are your warehouses in?`: one column of all rows of a small table."""
        plain = found.plural and not found.conditions and found.extreme is None
        if not plain or found.by_role or asked.asks not in ("where", "what", "list", "other"):
            return None
        fits = self._resolver.resolve(asked, found.base.name)
        if not fits or (len(fits) > 1 and fits[0].score - fits[1].score < MARGIN):
            return None
        attribute = fits[0].attribute
        if attribute.path or attribute.private or attribute.column is None:
            return None
        query = FactQuery(
            source=self._schema.source,
            table=found.base.name,
            operator="value",
            column=attribute.column.name,
            limit=render.SHOWN + 1,
        )
        facts = (await self._store.run(query, scope)).facts
        if not 0 < len(facts) <= render.SHOWN:
            return None
        return FactAnswer(
            sentences=(render.each(facts, found.base.plural),),
            entities=(),
            confidence=0.85,
            rule="column",
        )

    async def family(
        self, asked: Asked, named: route_names.Named, scope: Scope
    ) -> FactReply | None:
        """`Which Kestrel tents do you have?`, `the cheapest skillet`: the rows that a name in the
        plural may mean, and of those that are so called the one with the lowest value."""
        called = named.called or named.entities
        rows = [e for e in called if e.source == self._schema.source]
        if len(called) >= MAX_CANDIDATES:
            return None  # more than were linked
        ended = headed(rows, named.text)
        extreme = self._conditions.extreme(asked, str(ended[0].table)) if ended else None
        rows = rows if extreme is None else [*ended]
        used = extreme.terms if extreme else frozenset[Term]()
        left = [
            t for t in asked.terms
            if t.stem not in WEAK_STEMS and not _HAVING.fullmatch(t.form) and t not in used
        ]  # fmt: skip
        every = _EVERY.match(asked.text) is not None
        plural = is_plural(named.text, rows) or every or _SORTS.search(asked.text) is not None
        if left or not (plural or extreme) or any(len(row.key) != 1 for row in rows):
            return None
        if len({row.table for row in rows}) != 1 or _POINTS.search(asked.text):
            return None
        confidence = 0.9 * named.score
        if extreme is not None:
            if asked.asks in _NO_EXTREME:
                return None
            found = self._called(rows, named.text)
            return await self.extreme(found, extreme, tuple(rows), scope, confidence)
        if asked.asks not in ("list", "what", "how_many", "yes_no"):
            return None
        give = self.count if asked.asks == "how_many" else self.list
        return await give(self._called(rows, named.text), tuple(rows), scope, confidence)

    def group(self, rows: Sequence[Entity], named: route_names.Named) -> Group:
        """Rows of one table, each of one key, by the name in the plural that they share."""
        return Group(
            source=self._schema.source,
            base=self._schema.tables[str(rows[0].table)],
            one=_so_named(rows, named.text),
            start=named.start,
            end=named.end,
            plural=True,
            size=len(rows),
        )

    def _called(self, rows: Sequence[Entity], name: str) -> RowSet:
        """Some rows as a set, by the name that they share."""
        return RowSet(
            base=self._schema.tables[str(rows[0].table)],
            conditions=(_so_named(rows, name),),
            extreme=None,
            left=(),
            plural=True,
            implied=False,
        )

    async def _counted(self, found: RowSet, scope: Scope) -> Fact | None:
        query = FactQuery(
            source=self._schema.source,
            table=found.base.name,
            operator="count",
            filters=found.filters,
        )
        facts = (await self._store.run(query, scope)).facts
        said = "; ".join(condition.said for condition in found.conditions)
        return replace(facts[0], entity=found.described, column=f"count({said})") if facts else None

    async def count(
        self, found: RowSet, entities: tuple[Entity, ...], scope: Scope, confidence: float
    ) -> FactReply | None:
        """How many rows there are."""
        fact = await self._counted(found, scope)
        if fact is None:
            return None
        if fact.value == 0 and (refusal := await self._anyone_gone(entities, scope)):
            return refusal
        return FactAnswer(
            sentences=(render.counted(fact),),
            entities=entities,
            confidence=round(confidence, 4),
            rule="count",
        )

    async def list(
        self, found: RowSet, entities: tuple[Entity, ...], scope: Scope, confidence: float
    ) -> FactReply | None:
        """The names of the rows, after their number."""
        count = await self._counted(found, scope)
        if count is None:
            return None
        if count.value == 0 and (refusal := await self._anyone_gone(entities, scope)):
            return refusal
        if count.value == 1:
            count = replace(count, entity=found.called(found.base.singular))
        query = FactQuery(
            source=self._schema.source,
            table=found.base.name,
            operator="list",
            filters=found.filters,
            limit=_READ if entities else render.SHOWN,
        )
        rows = (await self._store.run(query, scope)).facts
        rows = _so_called(rows, entities)
        return FactAnswer(
            sentences=(render.listed(count, rows),),
            entities=entities,
            confidence=round(confidence, 4),
            rule="list",
        )

    async def extreme(
        self,
        found: RowSet,
        extreme: Extreme,
        entities: tuple[Entity, ...],
        scope: Scope,
        confidence: float,
    ) -> FactReply | None:
        """The row, or rows, with the lowest or the highest value."""
        attribute = extreme.attribute
        if attribute.column is None:
            return None
        rows = await self._ranked(found, extreme, attribute.column, scope)
        if not rows:
            refusal = await self._anyone_gone(entities, scope)
            return refusal or FactRefusal(
                reason="no_evidence",
                rule="no_rows",
                message=f"The database has no {attribute.label} for {found.described}.",
            )
        word = "lowest" if extreme.lowest else "highest"
        if attribute.column.kind in ("date", "datetime"):
            word = "earliest" if extreme.lowest else "latest"
        rows = tuple(replace(f, attribute=attribute.label) for f in rows)
        if extreme.rank.many:
            sentence = render.first_of(rows, found.described, word)
        else:
            place = _PLACES[extreme.rank.place] if extreme.rank.place > 1 else ""
            sentence = render.extreme(rows, found.described, f"{place} {word}".strip())
        return FactAnswer(
            sentences=(sentence,),
            entities=entities,
            confidence=round(confidence, 4),
            rule="minimum" if extreme.lowest else "maximum",
        )

    async def _ranked(
        self, found: RowSet, extreme: Extreme, column: Column, scope: Scope
    ) -> tuple[Fact, ...]:
        """The rows at the place asked for; the rows up to it where several are."""
        rank = extreme.rank
        first = rank.place == 1 and not rank.many
        low: Operator = "minimum" if first else "ascending"
        high: Operator = "maximum" if first else "descending"
        query = FactQuery(
            source=self._schema.source,
            table=found.base.name,
            operator=low if extreme.lowest else high,
            filters=found.filters,
            path=extreme.attribute.path,
            column=column.name,
            limit=_TIES,
        )
        rows = (await self._store.run(query, scope)).facts
        if first:
            return rows
        if rank.many:  # those that come equal with the last one as well
            last = rows[: rank.many][-1:]
            rest = rows[rank.many :]
            return (*rows[: rank.many], *(r for r in rest if last and r.value == last[0].value))
        at = rows[rank.place - 1 : rank.place]
        return tuple(row for row in rows if at and row.value == at[0].value)

    async def _anyone_gone(self, entities: Sequence[Entity], scope: Scope) -> FactRefusal | None:
        for entity in entities:
            if await self._store.row(entity, scope) is None:
                return FactRefusal(
                    reason="no_evidence",
                    rule="row_gone",
                    message=f"{entity.label} is no longer in the database.",
                )
        return None


def headed(rows: Sequence[Entity], name: str) -> Sequence[Entity]:
    """Of rows with a word in their names those that it ends, as what they are is said there
    (`Teal 50 Buoyancy Vest`, not `Moss Vest Fleece`), a designation aside; all of them where it
    begins a name (`the cheapest Moss`), or ends none."""
    asked = [stem(word.form) for word in words(name)]
    ending = []
    for row in rows:
        own = [
            stem(word.casefold()) for word in row.label.split() if not _DESIGNATION.fullmatch(word)
        ]
        if own and own[0] == asked[0]:
            return rows
        if own and own[-1] in asked:
            ending.append(row)
    return ending or rows


def _so_named(rows: Sequence[Entity], name: str) -> Understood:
    keys = tuple(row.key[0][1] for row in rows)
    condition = Condition(column=rows[0].key[0][0], operator="in", value=keys)
    return Understood(
        filter=Filter(conditions=(condition,)), said=f"called {name}", terms=frozenset()
    )


def _so_called(rows: tuple[Fact, ...], entities: Sequence[Entity]) -> tuple[Fact, ...]:
    """Rows of a sort (tents), those first that are called so in the end: no tent is a footprint."""
    nouns = {singular(fold(e.label).split()[-1]) for e in entities}
    return tuple(sorted(rows, key=lambda fact: not nouns & {*fold(fact.display).split()[-1:]}))


def is_plural(name: str, rows: Sequence[Entity]) -> bool:
    """Whether the last word of a name is the plural of what the rows are called."""
    last = name.casefold().split()[-1]
    return last.endswith("s") and not any(last in e.label.casefold().split() for e in rows)
