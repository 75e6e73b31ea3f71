"""What a question that no rule understands asks of rows, read by paraphrase.

The canonical questions around the row that it names, or over all rows where it names none
(`answer.canonical`), are held against it (`answer.paraphrase`); the query of the one it means is
read live like any other. What a canonical question cannot say (a second thing, a number to compare
with, another time than now) is left to documents.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from answer.canonical import Canonical, Choice, choices, sets, values
from answer.descriptions import clause_first
from answer.likely import Likely, by_the_way, of_a_part
from answer.paraphrase import Paraphrases
from answer.route import FactAnswer, FactReply, FactRouter, OneRow, Unread
from nescio.text import stem, words
from nescio.types import Scope
from retrieval.asking import NOT_WHETHER, PERMITTED
from retrieval.attribute import WEEKDAYS
from retrieval.attributes import Attribute, AttributeResolver, noun_stems
from retrieval.facts import FactStore
from retrieval.places import countries_of
from retrieval.schema import DatabaseSchema, Table

LEAST = 0.5
"""Probability from which on a canonical question is taken for what is asked."""
VERY_SURE = 0.9
"""From which on a noun before the row's name is not taken for a part of it (`when the cooperation
with Ada Morel began`), and a row that is only the topic for the one that is meant."""
PLAINLY = 0.8
"""From which on a noun that is asked for by itself (`the order's slogan`) is taken for an attribute
of which it is no word."""
FEWEST = 3
"""Words that a question has beside the name in it: `and the Mini?` asks for nothing of its own."""
FEW = 24
"""A column that keeps no more values than that is asked about by each of them, others by those of
which the question has a word."""
_ARTICLE = r"\b(?:the|a|an|my|our|your|this|that|{noun})\s+(?=the {noun}\b)"
_WEEKEND = frozenset((stem("weekend"),))
_ITS_NOUN = r"\bthe {noun}['’]s (?P<its>[a-z]+)\W*$|\bthe (?P<of>[a-z]+) (?:of|for) the {noun}\W*$"
_GOES_ON = re.compile(r"^\W*(?:and|but|so|or)\b", re.IGNORECASE)
_NARROWED = re.compile(r"\s+(?:that|which|who|whom|whose)\b", re.IGNORECASE)
_NOUN = re.compile(r" (?P<noun>[\w-]+)")
_BEYOND = re.compile(
    r"\d|\b(?:more|less|fewer|most|least|between|over|under|above|below|except|without|other"
    r"|than|before|(?<!look )(?<!looks )(?<!looking )after|until|not|never|no|nobody|none|nowhere"
    r"|lack|lacks|lacking|both|and|or)\b"
    r"|n['’]t\b|(?<!^)\b(?:where|whose)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:other than|not|never|no|nobody|none|nowhere|lack|lacks|lacking|except|without|other)\b"
    r"|n['’]t\b",
    re.IGNORECASE,
)
_WHICH_ROWS = re.compile(
    r"\W*(?:(?:in|at|from|by) )?(?:which|what) (?P<noun>[a-z]+)\b", re.IGNORECASE
)
_COUNTED = re.compile(r"\b(?:how|number|count|total|many|amount)\b", re.IGNORECASE)
_LISTED = re.compile(
    r"\b(?:which|what|who|where|whom|list|name|names|show|tell|give|read|all|every)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """A question as it is held against canonical ones, its own words without the name of its row,
    and the text that names that."""

    text: str
    around: str
    unread: Unread

    @property
    def source(self) -> str | None:
        return self.unread.source

    @property
    def row(self) -> OneRow | None:
        return self.unread.row


class ParaphrasedFacts:
    """Answers by the canonical question that is meant."""

    def __init__(
        self,
        router: FactRouter,
        store: FactStore,
        schemas: Mapping[str, DatabaseSchema],
        paraphrases: Paraphrases,
    ) -> None:
        self._router = router
        self._store = store
        self._resolvers = {name: AttributeResolver(schema) for name, schema in schemas.items()}
        self._paraphrases = paraphrases

    async def answer(self, text: str, scope: Scope, before: str = "") -> Likely | None:
        """What rows say to a question. One that goes on from another is to be read together with
        that: `before`, which may name the row that is meant.

        Raises SourceUnavailable, StageTimeout, ProviderFailed, and TimeoutError after the
        model's deadline.
        """
        asked = await self._asked(text, before, scope)
        if asked is None:
            return None
        options: dict[str, tuple[str, Canonical]] = {}
        for name in [asked.source] if asked.source else self._resolvers:
            for one in await self._options(self._resolvers[name], asked, scope):
                options.setdefault(one.text, (name, one))
        ranked = await self._paraphrases.likely(asked.text, list(options))
        if not ranked or ranked[0][0] < LEAST:
            return None
        sure, place = ranked[0]
        name, canonical = list(options.values())[place]
        row = asked.row
        in_doubt = row is not None and (of_a_part(row) or by_the_way(row))
        if canonical.kind == "value" and sure < VERY_SURE and in_doubt:
            return None
        if sure < PLAINLY and _called_otherwise(asked, canonical.attribute):
            return None
        if _of_another_table(asked, canonical, self._resolvers[name].schema):
            return None
        reply = await self._reply(name, canonical, asked, scope)
        if not isinstance(reply, FactAnswer):
            return None
        sure = round(min(sure, reply.confidence), 4)
        answer = replace(reply, confidence=sure, rule="paraphrase")
        # Of rows documents may speak as well: they are asked first.
        return Likely(answer=answer, likeness=sure if canonical.kind == "value" else 0.0)

    async def _asked(self, text: str, before: str, scope: Scope) -> _Asked | None:
        unread = await self._router.unread(text, scope)
        if unread is None:
            return None
        if unread.row is not None and _bare(unread.row):
            if _narrowed(unread.row):
                return None
            unread = Unread(text=text) if before else unread
        own, around = self._masked(unread), _around(unread)
        if not before:
            long_enough = len(words(around)) >= FEWEST
            return _Asked(text=own, around=around, unread=unread) if long_enough else None
        earlier = await self._router.unread(before, scope)
        if earlier is None:
            return None
        meant = unread if unread.row else earlier
        return _Asked(text=after(self._masked(earlier), own), around=around, unread=meant)

    def _masked(self, unread: Unread) -> str:
        row = unread.row
        return masked(unread, self._router.called(row.subject.entity) if row else frozenset())

    async def _reply(
        self, source: str, canonical: Canonical, asked: _Asked, scope: Scope
    ) -> FactReply | None:
        row = asked.row
        if canonical.kind != "value":
            if _nameless(canonical):
                return None
            called_for = _COUNTED if canonical.kind in ("count", "sum") else _LISTED
            said = _DENIED.sub(" ", asked.around) if _denies(canonical) else asked.around
            if not called_for.search(said) or _BEYOND.search(said) or PERMITTED.search(said):
                return None
            if await self._untold(source, canonical, asked.around, scope):
                return None
            return await self._router.rows(source, canonical, asked.unread.entities, scope)
        attribute = canonical.attribute
        if row is None or attribute is None or attribute.private or _unsaid(asked, attribute):
            return None
        return await self._router.value(row, attribute, scope)

    async def _untold(self, source: str, canonical: Canonical, text: str, scope: Scope) -> bool:
        """Whether a question says a value that rows keep, or a country, and the canonical question
        does not: `the mechanic at the Danish branch` asks for more than mechanics."""
        told = (
            {stem(word.form) for one in canonical.conditions for word in words(one.said)}
            | noun_stems(canonical.base)
            if canonical.base
            else set()
        )
        said = [stem(word.form) for word in words(text)]
        for word in words(text):
            countries = countries_of(word.form)
            if countries and not any({stem(w.form) for w in words(c)} <= told for c in countries):
                return True
        schema = self._resolvers[source].schema
        for table in schema.tables.values():
            for choice in await self._kept(schema, table, set(said), scope):
                own = [stem(word.form) for word in words(str(choice.value))]
                if isinstance(choice.value, bool) or set(own) <= told:
                    continue
                if any(said[at : at + len(own)] == own for at in range(len(said))):
                    return True
        return False

    async def _options(
        self, resolver: AttributeResolver, asked: _Asked, scope: Scope
    ) -> list[Canonical]:
        found: list[Canonical] = []
        said = {stem(word.form) for word in words(asked.text)}
        entity = asked.unread.entities[0] if asked.unread.entities else None
        for table in resolver.schema.tables.values():
            kept = await self._kept(resolver.schema, table, said, scope)
            found += sets(resolver, table, kept, entity)
        if entity is not None:
            noun = resolver.schema.tables[str(entity.table)].singular
            found += values(resolver, str(entity.table), noun)
        return found

    async def _kept(
        self, schema: DatabaseSchema, table: Table, said: set[str], scope: Scope
    ) -> list[Choice]:
        kept: dict[str, Sequence[str]] = {}
        for column in table.columns:
            if not column.categorical or column.private:
                continue
            values_of = await self._store.distinct(schema.source, table.name, column.name, scope)
            if len(values_of) > FEW:
                values_of = tuple(
                    one for one in values_of if said & {stem(w.form) for w in words(one)}
                )
            kept[column.name] = values_of
        return list(choices(table, kept))


def masked(unread: Unread, called: AbstractSet[str]) -> str:
    """The question with `the order` for the order that it names."""
    row = unread.row
    return asked_of(row.text, row.start, row.end, row.noun, called) if row else unread.text


def after(before: str, question: str) -> str:
    """A question with the one that it goes on from, both with `the order` for their rows."""
    return f"{before.rstrip(' ?!.')}? {question}"


def asked_of(text: str, start: int, end: int, noun: str, called: AbstractSet[str]) -> str:
    """A question with `the order` for the order that it names; `called` are the stems of the nouns
    of such rows, of which one after the name goes with it (`the Lyon store`)."""
    rest = text[end:]
    after = _NOUN.match(rest)
    if after is not None and stem(after["noun"].casefold()) in called:
        rest = rest[after.end() :]
    article = re.compile(_ARTICLE.format(noun=re.escape(noun)), re.IGNORECASE)
    return article.sub("", text[:start] + f"the {noun}" + rest)


def _denies(canonical: Canonical) -> bool:
    """Whether it asks for rows that keep another value than one, or not what a flag says."""
    conditions = [c for one in canonical.conditions for c in one.filter.conditions]
    return any(c.operator == "ne" or c.value is False for c in conditions)


def _called_otherwise(asked: _Asked, attribute: Attribute | None) -> bool:
    """Whether a question names what it asks of a row by a noun that is no word of the attribute."""
    if asked.row is None or attribute is None:
        return False
    pattern = _ITS_NOUN.format(noun=re.escape(asked.row.noun))
    match = re.search(pattern, asked.text, re.IGNORECASE)
    if match is None:
        return False
    concepts = frozenset().union(*(one.labels | one.cues for one in attribute.concepts))
    known = attribute.words.union(concepts, *attribute.roles)
    return stem((match["its"] or match["of"]).casefold()) not in known


def _of_another_table(asked: _Asked, canonical: Canonical, schema: DatabaseSchema) -> bool:
    """Whether a question asks which rows of one table (`which shops`), and its paraphrase for rows
    of others: for the supplier."""
    match = _WHICH_ROWS.match(asked.around)
    attribute = canonical.attribute
    if match is None or canonical.kind not in ("value", "list"):
        return False
    noun = stem(match["noun"].casefold())
    meant = {table.name for table in schema.tables.values() if noun in noun_stems(table)}
    if not meant:
        return False
    if attribute is None:
        return canonical.base is not None and canonical.base.name not in meant
    told = attribute.words.union(*attribute.roles)
    return attribute.end.name not in meant and noun not in told


def _nameless(canonical: Canonical) -> bool:
    """Whether it asks which rows, and they have no name to tell: prices, order lines."""
    counted = canonical.kind in ("count", "sum")
    return canonical.base is not None and not counted and not canonical.base.name_columns


def _bare(row: OneRow) -> bool:
    """Whether a row is named by a mere noun: `the boot person` is none of the Boots."""
    said = row.text[row.start : row.end]
    return said.islower() and said.isalpha()


def _narrowed(row: OneRow) -> bool:
    """Whether a clause tells which of those that a noun calls are meant: `the boots that my brother
    bought` are not all boots."""
    told_last = clause_first(row.text)[0] != row.text
    return told_last or _NARROWED.match(row.text[row.end :]) is not None


def _unsaid(asked: _Asked, attribute: Attribute) -> bool:
    """Whether it is a flag of which a question has no word, or that asks for more: a yes or no
    says too little to show that something else was asked. Or of a day of the week that it does not
    say."""
    flag = attribute.column is not None and attribute.column.kind == "bool"
    said = {stem(word.form) for word in words(asked.around)}
    day = attribute.words & WEEKDAYS
    if flag and (not attribute.words & said or NOT_WHETHER.match(asked.around)):
        return True
    return bool(day) and not said & (day | _WEEKEND)


def _around(unread: Unread) -> str:
    """The question without the name, and without the word that goes on with an earlier one."""
    row = unread.row
    text = unread.text if row is None else row.text[: row.start] + " " + row.text[row.end :]
    return _GOES_ON.sub("", text)
