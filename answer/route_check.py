"""What a sentence states of rows: the attributes it talks about, with their live values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from answer.route_types import StatedAttribute
from nescio.text import stem, words
from nescio.types import Entity, Scope
from retrieval.attributes import Attribute, AttributeResolver
from retrieval.fact_sql import FactQuery, Filter, key_condition
from retrieval.facts import FactStore
from retrieval.linking import EntityLinker
from retrieval.schema import DatabaseSchema

MOST_ENTITIES = 4
# What a running sentence says by the way: too common to state an attribute.
_LOOSE_CUES = frozenset(
    stem(w)
    for w in """long large big many where leave left start started begin began open close closed
    new old hold holds carry carries sent be will why call place made space head run join sum
    value worth out number about due light heavy deep wide high tall size""".split()
)


class FactLookup:
    """Finds the live facts that a sentence can be checked against."""

    def __init__(
        self,
        schemas: Mapping[str, DatabaseSchema],
        store: FactStore,
        linker: Callable[[], EntityLinker],
    ) -> None:
        self._store = store
        self._linker = linker
        self._resolvers = {name: AttributeResolver(s) for name, s in schemas.items()}

    async def values_in(
        self, sentence: str, scope: Scope, context_entities: Sequence[Entity] = ()
    ) -> tuple[StatedAttribute, ...]:
        """For each row that the sentence names (or, if it names none, of the context) and each
        attribute it talks about: the live facts. Ambiguous names give nothing.

        Raises SourceUnavailable and StageTimeout from the database.
        """
        mentions = self._linker().link(sentence, scope, fuzzy=False)
        named = [m for m in mentions if not m.ambiguous and m.best.score >= 0.8]
        entities = [m.best.entity for m in named] or list(context_entities)
        spans = [(m.start, m.end) for m in mentions]
        found: list[StatedAttribute] = []
        for entity in {e.id: e for e in entities if e.table}.values():
            for attribute, start, end in self.resolve_attributes(sentence, entity, spans):
                stated = await self._stated(entity, attribute, scope, start, end)
                if stated is not None:
                    found.append(stated)
            if len(found) > MOST_ENTITIES * 4:
                break
        return tuple(found)

    def resolve_attributes(
        self, text: str, entity: Entity, taken: Sequence[tuple[int, int]] = ()
    ) -> list[tuple[Attribute, int, int]]:
        """Public attributes of the entity's table whose label, or an unmistakable word for it,
        stands in the text outside the spans `taken`; each with the span of those words."""
        resolver = self._resolvers.get(entity.source)
        if resolver is None or entity.table not in resolver.schema.tables:
            return []
        said: dict[str, tuple[int, int]] = {}
        for word in words(text):
            if not any(a <= word.start < b for a, b in taken):
                said.setdefault(stem(word.form), (word.start, word.end))
        found = []
        for attribute in resolver.attributes(str(entity.table)):
            if attribute.private or attribute.column is None or not _checkable(attribute):
                continue
            hits = _hits(attribute, set(said))
            if hits:
                spans = [said[one] for one in hits]
                found.append((attribute, min(s for s, _ in spans), max(e for _, e in spans)))
        return found

    async def _stated(
        self, entity: Entity, attribute: Attribute, scope: Scope, start: int, end: int
    ) -> StatedAttribute | None:
        column = attribute.column
        if column is None:
            return None
        query = FactQuery(
            source=entity.source,
            table=str(entity.table),
            operator="value",
            filters=(Filter(conditions=key_condition(entity.key)),),
            path=attribute.path,
            column=column.name,
        )
        result = await self._store.run(query, scope)
        if not result.facts:
            return None
        return StatedAttribute(
            entity=entity,
            attribute=attribute.label,
            column=column.name,
            facts=result.facts,
            start=start,
            end=end,
        )


def _checkable(attribute: Attribute) -> bool:
    """Own columns, and what a validity column makes a single value (the price of today)."""
    return not attribute.path or (len(attribute.path) == 1 and bool(attribute.end.valid_from))


def _hits(attribute: Attribute, said: set[str]) -> frozenset[str]:
    if attribute.words <= said:
        return attribute.words
    cues = frozenset(cue for concept in attribute.concepts for cue in concept.cues)
    return (cues - _LOOSE_CUES) & said
