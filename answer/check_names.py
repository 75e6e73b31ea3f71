"""The rows that a sentence names: by name or code exactly as written, or by their key."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace

from answer.check_around import Named
from answer.route_names import NameReader
from answer.route_values import ValueWords
from nescio.types import Entity, Scope
from retrieval.facts import FactStore
from retrieval.keys import KeyFinder
from retrieval.linking import EntityLinker, Mention
from retrieval.schema import DatabaseSchema

_COMMA = re.compile(r"[,;:]\s")


@dataclass(frozen=True, kw_only=True)
class Names:
    """Rows named, spans of names that may mean several rows, and keys that no row has."""

    rows: tuple[Named, ...]
    unclear: tuple[tuple[int, int], ...] = ()
    absent: tuple[tuple[int, int], ...] = ()
    parts: tuple[Named, ...] = ()
    """Rows that are named in part: `Rotterdam` for the Rotterdam store. It may be the town."""

    @property
    def spans(self) -> list[tuple[int, int]]:
        """All spans that are surely names."""
        return [(one.start, one.end) for one in self.rows] + list(self.unclear)


class NameFinder:
    """Links the names of a sentence; misspelt ones are not guessed."""

    def __init__(
        self,
        schemas: Mapping[str, DatabaseSchema],
        store: FactStore,
        linker: Callable[[Scope], Awaitable[EntityLinker]],
    ) -> None:
        self._linker = linker
        self._schemas = dict(schemas)
        self._keys = KeyFinder(schemas, store)
        self._reader = NameReader(schemas)
        self._values = ValueWords(schemas, store)

    async def find(self, text: str, scope: Scope) -> Names:
        """The names of a text. Raises SourceUnavailable and StageTimeout."""
        linker = await self._linker(scope)
        mentions = _linked(linker, text, scope)
        keyed = await self._keys.find(text, scope)
        values = await self._values.spans(text, scope) if mentions else ()
        named = self._reader.read(text, mentions, keyed, values)
        exact = {
            (m.start, m.end) for m in mentions
            if m.best.match == "exact" and (not m.text.islower() or m.best.name.islower())
        } | {(k.start, k.end) for k in keyed}  # fmt: skip
        rows: list[Named] = []
        parts: list[Named] = []
        unclear: list[tuple[int, int]] = []
        for one in named:
            span = (one.start, one.end)
            if len(one.entities) > 1:
                if any(c.isupper() for c in one.text):
                    unclear.append(span)
                continue
            row = Named(entity=one.entities[0], start=one.start, end=one.end)
            known = " " in one.text and any(c.isupper() or c.isdigit() for c in one.text)
            (rows if span in exact or known else parts).append(row)
        absent = tuple((k.start, k.end) for k in keyed if not k.entities)
        return Names(
            rows=tuple(rows), parts=tuple(parts), unclear=tuple(unclear),
            absent=absent,
        )  # fmt: skip

    def known(self, entity: Entity) -> bool:
        """Whether the entity is a row of a database that is open."""
        schema = self._schemas.get(entity.source)
        return schema is not None and entity.table in schema.tables


def _linked(linker: EntityLinker, text: str, scope: Scope) -> list[Mention]:
    """The mentions of a text; a name in part that a comma runs through is cut there."""
    mentions = list(linker.link(text, scope, fuzzy=False))
    for mention in mentions:
        comma = _COMMA.search(mention.text) if mention.best.match != "exact" else None
        if comma is not None:
            cut = mention.start + comma.start()
            after = _linked(linker, text[cut:], scope)
            moved = [replace(m, start=m.start + cut, end=m.end + cut) for m in after]
            return _linked(linker, text[:cut], scope) + moved
    return mentions
