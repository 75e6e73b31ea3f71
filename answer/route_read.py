"""What a text asks of rows, and what it names: rows, keys, and names that are of neither."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from answer.route_kept import KeptValues
from answer.route_names import Named, NameReader, of_source, spans_of, without_idioms
from answer.route_nouns import called, called_so, nouns_in
from answer.route_picked import narrowed
from answer.route_values import ValueWords
from nescio.text import stem, words
from nescio.types import Scope
from retrieval.asking import Asked, as_we, read
from retrieval.facts import FactStore
from retrieval.keys import KeyFinder, KeyMention
from retrieval.linking import EntityLinker, Linked, Mention
from retrieval.places import countries_of, every_country
from retrieval.schema import DatabaseSchema

LinkerProvider = Callable[[Scope], Awaitable[EntityLinker]]
"""The names that an asker may know."""
_COUNTRIES = frozenset(name.casefold() for name in every_country())
# After these words a capital word is a circumstance (`ship to Norway`), not what is asked about.
_WITHIN = re.compile(r"\b(?:in|from|at)\s+(?:the\s+)?$", re.I)


@dataclass(frozen=True, kw_only=True)
class TextRead:
    """What a text asks, the rows and the keys it names, and what was linked in it."""

    asked: Asked
    named: list[Named]
    keyed: Sequence[KeyMention]
    linked: Linked

    @property
    def absent(self) -> list[KeyMention]:
        """Keys that no row has."""
        return [key for key in self.keyed if not key.entities]


class TextReader:
    """Reads texts over all sources."""

    def __init__(
        self,
        schemas: Mapping[str, DatabaseSchema],
        store: FactStore,
        linker: LinkerProvider,
        kept: Mapping[str, KeptValues],
    ) -> None:
        self._schemas = dict(schemas)
        self._linker = linker
        self._kept = kept
        self._keys = KeyFinder(schemas, store)
        self._values = ValueWords(schemas, store)
        self._names = NameReader(schemas)

    async def renamed(self, text: str, scope: Scope) -> str:
        """The text with names, and streets, as rows have them."""
        linker = await self._linker(scope)
        text = self._names.unmistaken(await self._values.addressed(text, scope), linker, scope)
        return self._names.otherwise_called(text, linker, scope)

    async def read(self, text: str, scope: Scope) -> TextRead:
        """Raises SourceUnavailable and StageTimeout from the database."""
        linker = await self._linker(scope)
        linked = linker.analyse(text, scope)
        linked = replace(linked, mentions=without_idioms(text, linked.mentions))
        fillers = [m for m in linked.mentions if m.best.match != "exact" and linker.common(m.text)]
        keyed = await self._keys.find(text, scope)
        mentions = await self._meant(text, [m for m in linked.mentions if m not in fillers], scope)
        values = await self._values.spans(text, scope) if mentions else ()
        plain = await self._values.plain(text, scope) if len(mentions) > 1 else ()
        mentions = [
            m for m in mentions if m.best.match == "exact" or m.text.casefold() not in _COUNTRIES
        ]
        named = self._names.read(text, mentions, keyed, values, plain)
        named = [one for one in named if not await self._place(text, one, named, scope)]
        named = narrowed(text, named)
        ours = [(m.start, m.end) for m in fillers]
        asked = read(as_we(text, ours), [*spans_of(named), *ours])
        return TextRead(asked=asked, named=named, keyed=keyed, linked=linked)

    async def misspelt(self, found: TextRead, scope: Scope) -> bool:
        """Whether it has what looks like a name that is written otherwise."""
        for miss in found.linked.near_misses:
            unknown = miss.candidates and not self._people(miss.text)
            if unknown and not await self._values.kept(miss.text, scope):
                return True
        return False

    async def _meant(self, text: str, mentions: list[Mention], scope: Scope) -> list[Mention]:
        """Without parts of names that are part of a longer value that is kept."""
        if all(m.best.match == "exact" for m in mentions):
            return mentions
        whole = await self._values.phrases(text, scope)
        return [m for m in mentions if m.best.match == "exact" or not _inside(m, whole)]

    async def _place(self, text: str, one: Named, named: Sequence[Named], scope: Scope) -> bool:
        """Whether a name after `in` or `from` is the place of the rows asked about (`employees in
        Seattle`), though a row elsewhere is called the same."""
        if not _WITHIN.search(text[: one.start]):
            return False
        others = [n for n in named if n is not one]
        for source, schema in self._schemas.items():
            entity = next((e for e in one.entities if e.source == source), None)
            if entity is None or called_so(
                text, one.start, one.end, schema.tables[str(entity.table)]
            ):
                continue
            called = nouns_in(schema, read(text, spans_of(named)), [])
            tables = [table for table, _ in called]
            tables += [schema.tables[str(e.table)] for n in others for e in of_source(n, source)]
            for table in (t for t in tables if t.name != entity.table):
                if await self._kept[source].place(one.text, table, entity, scope):
                    return True
        return False

    def _people(self, text: str) -> bool:
        """`French makers`: rows called by their noun and where they are, no misspelt name."""
        first, *rest = words(text)
        nouns = {n for s in self._schemas.values() for t in s.tables.values() for n in called(t)}
        return bool(countries_of(first.form) and rest) and all(stem(w.form) in nouns for w in rest)


def _inside(mention: Mention, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a name is but a part of one of the spans."""
    size = mention.end - mention.start
    return any(a <= mention.start and mention.end <= b and b - a > size for a, b in spans)
