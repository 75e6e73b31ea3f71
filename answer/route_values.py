"""Words of a question that are values of rows: `is the tent nylon?`, `does it come in sand?`

Such a question is answered with what the row has, whether or not it is what was asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from nescio.text import STOP_WORDS, Word, stem, words
from nescio.types import Scope
from retrieval.asking import GLUE, WEAK_STEMS, Asked, Term
from retrieval.attribute import STATES, label_stems
from retrieval.attributes import Attribute, AttributeResolver, noun_stems
from retrieval.concepts import VALUES, agent_stems, concepts_of
from retrieval.facts import FactStore
from retrieval.name_index import token_key
from retrieval.places import countries_of
from retrieval.schema import Column, DatabaseSchema, Table

_IDLE = frozenset("else something anything real really true either instead proper".split())
_NEAR = 2
_NUMBERED = re.compile(r"(?P<street>[A-Z][^\d,;]{3,}?),? (?P<number>\d+ ?[a-zA-Z]?)")
_WANTED = re.compile(
    r"^\W*(?:can|could|do|may) (?:i|we|you) (?:still )?(?:get|have|buy|order|sell)\b"
)


class ValueWords:
    """The values of several words in columns about people: `boot fitter` names no boot."""

    def __init__(self, schemas: Mapping[str, DatabaseSchema], store: FactStore) -> None:
        self._store = store
        self._columns: list[tuple[str, Table, Column]] = [
            (source, table, column)
            for source, schema in schemas.items()
            for table in schema.tables.values()
            for column in table.columns
            if table.person and column.categorical and not column.private
            and column.name not in table.name_columns
        ]  # fmt: skip
        self._choices: list[tuple[str, Table, Column]] = [
            (source, table, column)
            for source, schema in schemas.items()
            for table in schema.tables.values()
            for column in table.columns
            if column.categorical and not column.private
        ]
        self._looks: list[tuple[str, Table, Column]] = [
            (source, table, column)
            for source, schema in schemas.items()
            for table in schema.tables.values()
            for column in table.columns
            if column.categorical and not column.private
            and any(c.name in VALUES for c in concepts_of(label_stems(column.label), column.kind))
        ]  # fmt: skip
        self._streets = [
            (source, table, column)
            for source, table, column in self._choices
            if any(c.name == "address" for c in concepts_of(label_stems(column.label), column.kind))
        ]

    async def addressed(self, text: str, scope: Scope) -> str:
        """The text with the house number of a street that rows have once: `the shop in Quay Lane`.

        Raises SourceUnavailable and StageTimeout from the database.
        """
        for source, table, column in self._streets:
            numbered: dict[str, set[str]] = {}
            for value in await self._store.distinct(source, table.name, column.name, scope):
                match = _NUMBERED.fullmatch(value)
                if match is not None:
                    numbered.setdefault(match["street"], set()).add(match["number"])
            for street, numbers in numbered.items():
                if len(numbers) == 1:
                    said = re.compile(rf"\b{re.escape(street)}\b(?!,? ?\d)")
                    text = said.sub(f"{street} {next(iter(numbers))}", text)
        return text

    async def plain(self, text: str, scope: Scope) -> list[tuple[int, int]]:
        """Where words stand that are a colour or a material of rows: `in teal` names no vest."""
        known = {token_key(v) for values in VALUES.values() for v in values}
        for source, table, column in self._looks:
            for value in await self._store.distinct(source, table.name, column.name, scope):
                known |= {token_key(word.form) for word in words(value)}
        return [(w.start, w.end) for w in words(text) if token_key(w.form) in known]

    async def kept(self, text: str, scope: Scope) -> bool:
        """Whether a text is one of the values that rows choose from, whole: no misspelt name."""
        said = [token_key(word.form) for word in words(text)]
        for source, table, column in self._choices:
            for value in await self._store.distinct(source, table.name, column.name, scope):
                if [token_key(word.form) for word in words(value)] == said:
                    return True
        return False

    async def phrases(self, text: str, scope: Scope) -> list[tuple[int, int]]:
        """Where a value of several words stands whole: `carbon fibre` names no carbon bike."""
        tokens = words(text)
        keys = [token_key(token.form) for token in tokens]
        found = []
        for source, table, column in self._choices:
            if column.name in table.name_columns:
                continue
            for value in await self._store.distinct(source, table.name, column.name, scope):
                wanted = [token_key(word.form) for word in words(value)]
                size = len(wanted)
                found += [
                    (tokens[first].start, tokens[first + size - 1].end)
                    for first in range(len(keys) - size + 1 if size > 1 else 0)
                    if keys[first : first + size] == wanted
                ]
        return found

    async def spans(self, text: str, scope: Scope) -> list[tuple[int, int]]:
        """Where such values stand in the text, in any number. Raises what FactStore raises."""
        tokens = words(text)
        keys = [token_key(token.form) for token in tokens]
        found = []
        for source, table, column in self._columns:
            for value in await self._store.distinct(source, table.name, column.name, scope):
                wanted = [token_key(word.form) for word in words(value)]
                size = len(wanted)
                if size > 1:
                    found += [
                        (tokens[first].start, tokens[first + size - 1].end)
                        for first in range(len(keys) - size + 1)
                        if keys[first : first + size] == wanted
                    ]
                    found += _deed(tokens, value)
        return found


def _deed(tokens: Sequence[Word], value: str) -> Iterator[tuple[int, int]]:
    """Where a role is told by what it does: `fits boots`, `boots fitted` of a boot fitter."""
    *things, agent = words(value)
    deeds = agent_stems(agent.form) - {stem(agent.form)}
    if len(things) != 1:
        return
    for place, token in enumerate(tokens):
        if stem(token.form) not in deeds:
            continue
        for other in range(max(0, place - _NEAR), min(len(tokens), place + _NEAR + 1)):
            if other != place and token_key(tokens[other].form) == token_key(things[0].form):
                first, last = min(place, other), max(place, other)
                yield tokens[first].start, tokens[last].end


class ValueReading:
    """Finds the attribute of a row whose values the words of a yes/no question are."""

    def __init__(self, store: FactStore, resolver: AttributeResolver) -> None:
        self._store = store
        self._resolver = resolver

    async def attribute(self, asked: Asked, table: str, scope: Scope) -> Attribute | None:
        """The one attribute that every word left is a value of, or a word for; else None.

        Raises SourceUnavailable and StageTimeout from the database.
        """
        if asked.asks != "yes_no" and not _WANTED.match(asked.text.casefold()):
            return None
        nouns = noun_stems(self._resolver.schema.tables[table])
        left = [t for t in asked.terms if t.form not in _IDLE and t.stem not in nouns]
        if not left or any(term.form == "not" for term in left):
            return None
        found: list[tuple[int, int, Attribute]] = []
        for attribute in self._options(table):
            known = await self._known(attribute, scope)
            asking = attribute.words | {cue for c in attribute.concepts for cue in c.cues}
            roles = frozenset(one for role in attribute.roles for one in role)
            country = any(concept.name == "country" for concept in attribute.concepts)
            told = [
                t for t in left
                if token_key(t.form) in known or (country and countries_of(t.form))
            ]  # fmt: skip
            rest = [t for t in left if t not in told and not self._idle(t, asking | roles)]
            plain = [t for t in told if t.linking or t.stem in WEAK_STEMS | asking]
            forward = any(not hop.reverse for hop in attribute.path)
            if not told or rest or len(plain) == len(told):
                continue
            if forward and not {t.stem for t in left} & roles:
                continue  # where its maker sits is not where it is made
            found.append((len(told), -len(attribute.path), attribute))
        found.sort(key=lambda one: one[:2], reverse=True)
        if not found or (len(found) > 1 and found[0][:2] == found[1][:2]):
            return None
        return found[0][2]

    def _idle(self, term: Term, said: frozenset[str]) -> bool:
        idle = said | self._resolver.weak | STATES
        return term.stem in idle or term.linking

    def _options(self, table: str) -> list[Attribute]:
        return [
            a
            for a in self._resolver.attributes(table)
            if a.choice and not (a.path and a.path[-1].reverse and a.end.name_columns)
        ]

    async def _known(self, attribute: Attribute, scope: Scope) -> frozenset[str]:
        """The words of all values of the column, and what else such a column may hold."""
        if attribute.column is None:
            return frozenset()
        kept = await self._store.distinct(
            attribute.source, attribute.end.name, attribute.column.name, scope
        )
        usual: Iterable[str] = (v for c in attribute.concepts for v in VALUES.get(c.name, ()))
        forms = {word.form for value in (*kept, *usual) for word in words(value)}
        return frozenset(
            token_key(form) for form in forms - STOP_WORDS - GLUE if not form.isdigit()
        )
