"""Questions about one attribute of one known row: own column, over foreign keys, child rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from answer import render
from answer.route_types import FactAnswer, FactRefusal, FactReply, FactSentence
from answer.route_values import ValueReading
from nescio.text import stem
from nescio.types import Entity, Fact, Scope
from retrieval.asking import Asked
from retrieval.attribute import STATES
from retrieval.attributes import MARGIN, Attribute, AttributeResolver, Resolved, noun_stems
from retrieval.fact_sql import FactQuery, Filter, Hop, forward, key_condition
from retrieval.facts import FactStore
from retrieval.schema import Table
from retrieval.wordings import gone_away

MANY_LIMIT = 30
_HAVING = re.compile(
    r"\b(?:(?:do|have) (?:you|we)(?: still)? (?:have|got|keep|hold)|(?:are|is) (?:there|left"
    r"|available|lying|sitting|stored|kept|still)|in (?:all|total|stock)"
    r"|(?:warehouses?|depots?|shops?|stores?|branches|hubs?) (?:have|hold|keep|got))\b",
    re.IGNORECASE,
)
_IN_ALL = frozenset(
    stem(w)
    for w in """taken together combined added total altogether left available stock have hold keep
    lying sitting kept still between summed unit piece around quantity""".split()
)
_KEPT = frozenset(
    stem(w)
    for w in """total altogether left available stock have hold keep lying sitting kept still unit
    piece copy item pair around store stillsold""".split()
)
_PRIVATE_MESSAGE = "The {label} of {entity} is private and is never shown."


@dataclass(frozen=True, kw_only=True)
class Subject:
    """The row asked about, how surely it was meant, and rows that narrow the question."""

    entity: Entity
    score: float
    others: tuple[Entity, ...] = ()


class SubjectAnswerer:
    """Answers attribute questions about a row."""

    def __init__(self, store: FactStore, resolver: AttributeResolver) -> None:
        self._store = store
        self._resolver = resolver
        self._values = ValueReading(store, resolver)

    def choose(self, asked: Asked, table: str) -> Resolved | None:
        """The attribute meant; None when none fits or two different ones fit equally well."""
        found = self._resolver.resolve(asked, table)
        if not found:
            return None
        best = found[0]
        for other in found[1:]:
            if best.score - other.score >= MARGIN:
                break
            if len(other.attribute.path) == len(best.attribute.path):
                return None
        return best

    async def answer(self, asked: Asked, subject: Subject, scope: Scope) -> FactReply | None:
        """The live value as a sentence; None when the question asks for no attribute of it."""
        resolved = self.choose(asked, str(subject.entity.table))
        if resolved is None or (subject.others and not resolved.attribute.many):
            # What a box holds is a column of it; what we hold of it in a place is its stock there.
            resolved = self._stock(asked, subject) or resolved
        if resolved is None:
            return await self._by_value(asked, subject, scope)
        attribute = resolved.attribute
        if attribute.private:
            return private(subject.entity, attribute)
        if _refers_itself(attribute):
            return None
        if asked.asks == "where" and not attribute.path and _is_place(attribute):
            return await self._place(asked, subject, scope, resolved)
        reply = await self.value(subject, attribute, resolved.score, scope, rule=_rule(attribute))
        if isinstance(reply, FactRefusal) and reply.rule == "no_value":
            reply = await self._state_instead(asked, subject, scope) or reply
        named = attribute.words <= {term.stem for term in asked.terms}
        own = not attribute.path and _is_status(attribute)
        if isinstance(reply, FactAnswer) and own and not named:
            return replace(
                reply, sentences=(*reply.sentences, *await self._further(subject, scope))
            )
        return reply

    async def _state_instead(
        self, asked: Asked, subject: Subject, scope: Scope
    ) -> FactReply | None:
        """`Was it refunded?` of a case without a refund: its status says what became of it."""
        if asked.asks != "yes_no" or not {t.stem for t in asked.terms} & STATES:
            return None
        options = [
            a for a in self._resolver.attributes(str(subject.entity.table))
            if not a.path and not a.private and _is_status(a)
        ]  # fmt: skip
        if len(options) != 1:
            return None
        return await self.value(subject, options[0], 0.85, scope, rule="own_column")

    def _stock(self, asked: Asked, subject: Subject) -> Resolved | None:
        """`How many Kestrels are in Lyon?` asks for the stock, where stock links the two; `how many
        do you have in all warehouses` for all of it."""
        if asked.asks != "how_many":
            return None
        tables = self._resolver.schema.tables
        others = {one for other in subject.others for one in noun_stems(tables[str(other.table)])}
        found = [
            a
            for a in self._resolver.attributes(str(subject.entity.table))
            if len(a.path) == 1 and a.column is not None and a.column.kind == "number"
            and any(c.name == "stock" for c in a.concepts)
        ]  # fmt: skip
        if len(found) != 1:
            return None
        if not subject.others:  # in all places that keep it
            if not _HAVING.search(asked.text):
                return None
            keys = tables[found[0].end.name].foreign_keys
            others = {one for key in keys for one in noun_stems(tables[key.target])} | _IN_ALL
        elif not gone_away(asked.text):
            others |= _KEPT
        plain = all(t.stem in others for t in asked.terms)
        return Resolved(attribute=found[0], score=0.85) if plain else None

    async def _further(self, subject: Subject, scope: Scope) -> tuple[FactSentence, ...]:
        """The status of the one row that belongs to this one: of the parcel of an order."""
        options = [
            a
            for a in self._resolver.attributes(str(subject.entity.table))
            if len(a.path) == 1 and a.path[0].reverse and _is_status(a) and not a.private
        ]
        if len(options) != 1 or subject.others:
            return ()
        reply = await self._many(subject, options[0], 1.0, scope)
        facts = reply.sentences[0].facts if isinstance(reply, FactAnswer) else ()
        if len(facts) != 1:
            return ()
        named = f"{options[0].end.singular} {options[0].label}"
        fact = replace(facts[0], attribute=named)
        return (FactSentence(text=render.attribute_sentence(fact), facts=(fact,)),)

    async def _by_value(self, asked: Asked, subject: Subject, scope: Scope) -> FactReply | None:
        """`Is it nylon?`: the live value of the attribute that may be nylon."""
        if subject.others:
            return None
        table = str(subject.entity.table)
        attribute = await self._values.attribute(asked, table, scope)
        if attribute is None:
            return None
        return await self.value(subject, attribute, 0.85, scope, rule=_rule(attribute))

    async def value(
        self, subject: Subject, attribute: Attribute, score: float, scope: Scope, *, rule: str
    ) -> FactReply | None:
        """The live value or values of an attribute of a row."""
        if attribute.many:
            return await self._many(subject, attribute, score, scope)
        if subject.others:
            return None
        query = self._query(subject.entity, attribute)
        if not self._store.permits(query, scope):
            return private(subject.entity, attribute)
        result = await self._store.run(query, scope)
        if result.rows_found == 0:
            return gone(subject.entity)
        if not result.facts:
            return missing(subject.entity, attribute)
        return _answer((render.values(result.facts),), subject, score * subject.score, rule)

    def _query(self, entity: Entity, attribute: Attribute) -> FactQuery:
        return FactQuery(
            source=entity.source,
            table=attribute.table,
            operator="value" if attribute.column else "related",
            filters=(Filter(conditions=key_condition(entity.key)),),
            path=attribute.path,
            column=attribute.column.name if attribute.column else None,
            limit=MANY_LIMIT,
        )

    async def _place(
        self, asked: Asked, subject: Subject, scope: Scope, resolved: Resolved
    ) -> FactReply | None:
        """Street, city and country together, as far as the row has them."""
        table = str(subject.entity.table)
        places = [one.attribute for one in self._resolver.resolve(asked, table)]
        places = [a for a in self._resolver.attributes(table) if _is_address(a)] + places
        facts: list[Fact] = []
        for attribute in places:
            if attribute.path or attribute.private:
                continue
            if not (_is_place(attribute) or _is_address(attribute)):
                continue
            result = await self._store.run(self._query(subject.entity, attribute), scope)
            if result.rows_found == 0:
                return gone(subject.entity)
            facts += result.facts
        if not facts:
            return missing(subject.entity, resolved.attribute)
        sentences = tuple(
            FactSentence(text=render.attribute_sentence(fact), facts=(fact,)) for fact in facts
        )
        return _answer(sentences, subject, resolved.score * subject.score, "own_column")

    async def _many(
        self, subject: Subject, attribute: Attribute, score: float, scope: Scope
    ) -> FactReply | None:
        """Values of child rows: the sum of quantities, the list of texts and related rows."""
        back, rest = attribute.path[0], attribute.path[1:]
        if attribute.column is None and attribute.end.name in {o.table for o in subject.others}:
            return None  # "the product in the warehouse" does not ask for the warehouse
        child = self._resolver.schema.tables[back.target]
        filters = self._child_filters(child, back, subject)
        if filters is None:
            return None
        query = FactQuery(
            source=subject.entity.source,
            table=child.name,
            operator="related" if attribute.column is None else "value",
            filters=filters,
            path=rest,
            column=attribute.column.name if attribute.column else None,
            limit=MANY_LIMIT,
        )
        result = await self._store.run(query, scope)
        label = " in ".join([subject.entity.label, *(o.label for o in subject.others)])
        facts = tuple(replace(f, entity=label, attribute=attribute.label) for f in result.facts)
        if not facts:
            alive = await self._store.row(subject.entity, scope)
            return gone(subject.entity) if alive is None else missing(subject.entity, attribute)
        column = attribute.column
        if column is not None and column.kind == "number" and any(
            c.name in ("stock", "quantity") for c in attribute.concepts
        ):  # fmt: skip
            if result.rows_found >= MANY_LIMIT:
                return None  # a sum over a whole warehouse is no answer to "how many are left?"
            return await self._sum(subject, attribute, query, facts, score, scope)
        distinct = {fact.display for fact in facts}
        if column is not None and column.kind != "text" and len(distinct) > 1:
            return None
        if result.rows_found >= MANY_LIMIT:
            return None
        unique = tuple({fact.display: fact for fact in facts}.values())
        return _answer((render.values(unique),), subject, score * subject.score, "child_rows")

    def _child_filters(
        self, child: Table, back: Hop, subject: Subject
    ) -> tuple[Filter, ...] | None:
        """The child rows of the subject, narrowed by the other rows; None when they do not fit."""
        owner = next(k for k in child.foreign_keys if k.columns == back.target_columns)
        found = [Filter(path=(forward(owner),), conditions=key_condition(subject.entity.key))]
        for other in subject.others:
            keys = [k for k in child.foreign_keys if k.target == other.table and k != owner]
            if len(keys) != 1:
                return None
            found.append(Filter(path=(forward(keys[0]),), conditions=key_condition(other.key)))
        return tuple(found)

    async def _sum(
        self,
        subject: Subject,
        attribute: Attribute,
        query: FactQuery,
        facts: Sequence[Fact],
        score: float,
        scope: Scope,
    ) -> FactReply | None:
        summed = await self._store.run(replace(query, operator="sum", path=()), scope)
        if not summed.facts:
            return missing(subject.entity, attribute)
        label = " in ".join([subject.entity.label, *(o.label for o in subject.others)])
        owner = attribute.end.singular
        named = attribute.label if owner in attribute.label else f"{owner} {attribute.label}"
        whole = replace(
            summed.facts[0],
            entity=label,
            attribute=f"{'total ' if len(facts) > 1 else ''}{named}",
            column=f"sum({query.column}) of {label}",
        )
        parts = await self._parts(query, attribute, scope)
        sentence = render.total(whole, parts if len(parts) == len(facts) else ())
        return _answer((sentence,), subject, score * subject.score, "child_sum")

    async def _parts(
        self, query: FactQuery, attribute: Attribute, scope: Scope
    ) -> tuple[Fact, ...]:
        """The single quantities, each called after the other row it belongs to."""
        taken = {one.path[0].columns for one in query.filters}
        others = [k for k in attribute.end.foreign_keys if k.columns not in taken]
        if len(others) != 1:
            return ()
        values = await self._store.run(query, scope)
        names = await self._store.run(
            replace(query, operator="related", path=(forward(others[0]),), column=None), scope
        )
        by_key = {row.entity.id: row.fact.display for row in names.rows}
        return tuple(
            replace(row.fact, attribute=by_key[row.entity.id])
            for row in values.rows
            if row.entity.id in by_key
        )


def private(entity: Entity, attribute: Attribute) -> FactRefusal:
    """A private column was asked for: it is not read at all."""
    return FactRefusal(
        reason="not_permitted",
        rule="private_column",
        message=_PRIVATE_MESSAGE.format(label=attribute.label, entity=entity.label),
        candidates=(entity,),
    )


def gone(entity: Entity) -> FactRefusal:
    """The row is no longer there."""
    return FactRefusal(
        reason="no_evidence",
        rule="row_gone",
        message=f"{entity.label} is no longer in the database.",
    )


def missing(entity: Entity, attribute: Attribute) -> FactRefusal:
    """The row is there, its value is not."""
    return FactRefusal(
        reason="no_evidence",
        rule="no_value",
        message=f"The database has no {attribute.label} for {entity.label}.",
        candidates=(entity,),
    )


def _refers_itself(attribute: Attribute) -> bool:
    """Whether rows reached over other ones refer to the row asked about by themselves: a doctor's
    patients are those, not the patients of her appointments."""
    way = attribute.path
    reached = attribute.column is None and len(way) > 1 and way[0].reverse
    return reached and any(key.target == attribute.table for key in attribute.end.foreign_keys)


def _is_place(attribute: Attribute) -> bool:
    return any(c.name in ("city", "country", "place") for c in attribute.concepts)


def _is_address(attribute: Attribute) -> bool:
    """Whether it is a street or an address of the row itself, in words."""
    text = attribute.column is not None and attribute.column.kind == "text"
    return text and not attribute.path and any(c.name == "address" for c in attribute.concepts)


def _is_status(attribute: Attribute) -> bool:
    return any(concept.name == "status" for concept in attribute.concepts)


def _rule(attribute: Attribute) -> str:
    if not attribute.path:
        return "own_column"
    return "child_row" if attribute.path[0].reverse else "foreign_key"


def _answer(
    sentences: tuple[FactSentence, ...], subject: Subject, confidence: float, rule: str
) -> FactAnswer:
    return FactAnswer(
        sentences=sentences,
        entities=(subject.entity, *subject.others),
        confidence=round(min(1.0, confidence), 4),
        rule=rule,
    )
