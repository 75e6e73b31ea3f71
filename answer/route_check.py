"""What a sentence states of rows: the attributes it talks about, with their live values."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace

from answer.route_stated import Sentence
from answer.route_types import StatedAttribute
from nescio.text import STOP_WORDS, stem, words
from nescio.types import Entity, Scope
from retrieval.attribute import noun_stems
from retrieval.attributes import Attribute, AttributeResolver
from retrieval.fact_sql import value_query
from retrieval.facts import FactStore
from retrieval.linking import EntityLinker, Mention
from retrieval.places import other_countries
from retrieval.schema import DatabaseSchema

MOST_ENTITIES = 4
_PRONOUNS = frozenset("it its they their this these".split())
_ENUMERATED = re.compile(r"(?:,| and| or|/) ?\d")


class FactLookup:
    """Finds the live facts that a sentence can be checked against."""

    def __init__(
        self,
        schemas: Mapping[str, DatabaseSchema],
        store: FactStore,
        linker: Callable[[Scope], Awaitable[EntityLinker]],
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
        mentions = (await self._linker(scope)).link(sentence, scope, fuzzy=False)
        named = [m for m in mentions if not m.ambiguous and m.best.score >= 0.8]
        spans = [(m.start, m.end) for m in mentions]
        found: list[StatedAttribute] = []
        whole = [(entity, 0, len(sentence)) for entity in context_entities]
        for entity, begin, end_ in _segments(sentence, named) if named else whole:
            if not entity.table:
                continue
            taken = [*spans, (0, begin), (end_, len(sentence))]
            said = Sentence(sentence, taken, named=bool(named))
            for attribute, start, end in self._attributes(said, entity):
                if not named and not self._points_back(sentence, entity, start):
                    continue
                stated = await self._stated(entity, attribute, scope, start, end)
                if stated is not None:
                    places = any(c.name == "country" for c in attribute.concepts)
                    found.append(
                        replace(
                            stated,
                            states=said.polarity(attribute),
                            peers=self._peers(attribute),
                            others=other_countries(stated.facts[0].display) if places else (),
                        )
                    )
            if len(found) > MOST_ENTITIES * 4:
                break
        return tuple(found)

    def _points_back(self, sentence: str, entity: Entity, start: int) -> bool:
        """Whether a sentence that names no row speaks of the row of its heading: it begins with
        the attribute (`Weight: 2 kg`), with what the row is called, or has a pronoun. "A new set
        of strings costs 89 euro" speaks of the strings."""
        before = [w.form for w in words(sentence) if w.start < start]
        subject = next((form for form in before if form not in STOP_WORDS), None)
        table = self._resolvers[entity.source].schema.tables[str(entity.table)]
        called = noun_stems(table) | {stem(w.form) for w in words(entity.label)}
        return subject is None or stem(subject) in called or bool(_PRONOUNS & set(before))

    def _attributes(self, said: Sentence, entity: Entity) -> list[tuple[Attribute, int, int]]:
        resolver = self._resolvers.get(entity.source)
        if resolver is None or entity.table not in resolver.schema.tables:
            return []
        return said.attributes(
            [
                attribute
                for attribute in resolver.attributes(str(entity.table))
                if not attribute.private and attribute.column is not None and _checkable(attribute)
            ]
        )

    def _peers(self, attribute: Attribute) -> tuple[tuple[str, str], ...]:
        """Public columns of the whole database that hold countries (or cities) as well."""
        mine = {concept.name for concept in attribute.concepts} & {"country", "city"}
        resolver = self._resolvers[attribute.source]
        return tuple(
            (table, other.column.name)
            for table in (resolver.schema.tables if mine else ())
            for other in resolver.attributes(table)
            if other.column is not None and other.column.categorical and not other.path
            and not other.private and mine & {concept.name for concept in other.concepts}
        )  # fmt: skip

    async def _stated(
        self, entity: Entity, attribute: Attribute, scope: Scope, start: int, end: int
    ) -> StatedAttribute | None:
        column = attribute.column
        if column is None:
            return None
        query = value_query(entity, attribute.path, column.name)
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


def _segments(text: str, named: Sequence[Mention]) -> list[tuple[Entity, int, int]]:
    """The part of a sentence that speaks of each row: all of it, or, when several rows of one
    table are named, from the name to the next one. A name with more numbers after it
    (`Atlas 3, 4 and 5`) stands for several rows and is left out."""
    found = []
    for mention in named:
        entity = mention.best.entity
        same = [m for m in named if m.best.entity.table == entity.table]
        later = [m.start for m in same if m.start > mention.start]
        if not _ENUMERATED.match(text, mention.end):
            begin = mention.start if len(same) > 1 else 0
            found.append((entity, begin, min(later, default=len(text))))
    return found


def _checkable(attribute: Attribute) -> bool:
    """Own columns, and what a validity column makes a single value (the price of today)."""
    return not attribute.path or (len(attribute.path) == 1 and bool(attribute.end.valid_from))
