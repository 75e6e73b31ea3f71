"""A thing that a question names only by a noun or a family, and the row that it belongs to: `the
mat in order 7`, `our Kestrel came with order 7`. The database knows which one that is; it is then
asked about by its name, and the row that says so is cited.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from answer.held_wording import (
    of_owner,
    pointed,
    points,
    put,
    states,
    unstated,
    without,
    wordings,
)
from answer.question import analyse, stems_of
from answer.route import FactRouter
from answer.route_held import HeldRow
from answer.route_types import FactAnswer, FactReply, together
from answer.work import Work
from nescio.text import stem, words
from nescio.types import Entity, Turn
from retrieval.follow_ups import standalone
from retrieval.linking import Mention

MOST_OWNERS = 2
MOST_NAMED = 4
MOST_ASKED = 6
"""Things that a question may be about, of which the rows are asked."""

_THE = re.compile(
    r"\b(?:the|that|this|my|our|your|its|which|one of your) (?:[a-z]+ )?$", re.IGNORECASE
)
_A = re.compile(r"\b(?:an?|some|the|my|our|this|that|these|those) (?:[a-z-]+ )?$", re.IGNORECASE)
_ASKED = re.compile(r"\b(?:which|what|how many|how much|any) (?:[a-z]+ )?$", re.IGNORECASE)
_TOPIC = re.compile(
    r"^\W*(?:the|that|your|our) (?P<noun>[a-z]+) (?P<told>[^.?!]+?)\W*$", re.IGNORECASE
)
_ONCE = re.compile(r"\b(?:did|was|were|paid|charged|had|back then|at the time)\b", re.IGNORECASE)
_ANY_THING = frozenset(
    stem(w) for w in "item thing article product goods stuff piece device gadget".split()
)


@dataclass(frozen=True, kw_only=True)
class _Thing:
    """What is said of a thing, the row that it is, and the row that has it."""

    said: str
    held: HeldRow
    owner: Mention


class HeldThings:
    """Puts the name of the one row that belongs to another in place of what it is called."""

    def __init__(self, router: FactRouter) -> None:
        self._router = router

    async def answer(self, work: Work) -> tuple[str, FactAnswer] | None:
        """What the rows say of such a thing, after the row that says which one it is, and the
        question that was asked of them. Raises ServiceError."""
        plain = await self._unstated(work)
        if plain is not None:
            work = replace(
                work, question=plain, others=(), analysis=replace(work.analysis, text=plain)
            )
            reply = await self._router.answer(plain, work.scope)
            if isinstance(reply, FactAnswer):
                return plain, reply
        async for thing in self._things(work):
            over = await self._between(thing, work)
            if over is not None:
                return over
            for asked in self._wordings(thing, work):
                reply = await self._router.answer(asked, work.scope)
                if isinstance(reply, FactAnswer):
                    return asked, together((thing.held.link, reply))
        return None

    async def _unstated(self, work: Work) -> str | None:
        """The question without a clause that tells what the row that has the thing says itself:
        `the item that was reported as broken in case 7`, whose reason that is."""
        text = work.analysis.text
        for owner in self._owners(work)[:MOST_OWNERS] if states(text) else []:
            kept = await self._router.held.texts(owner.best.entity, work.scope)
            plain = unstated(text, kept)
            if plain is not None:
                return plain
        return None

    def topic(self, work: Work) -> str | None:
        """The question with what was put before it in the place of what points there, where that
        is a row told by another one: `the warehouse that supplies Lille, how big is it?`"""
        match = _TOPIC.match(work.told)
        if match is None or not points(work.analysis.text):
            return None
        named = [m for m in work.mentions if m.text in match["told"] and m.best.entity.table]
        if len(named) != 1 or not self._router.held.called(named[0].best.entity, match["noun"]):
            return None
        return pointed(work.analysis.text, work.told.strip(" ,:;-"))

    def instead(self, work: Work, reply: FactReply | None) -> bool:
        """Whether a reply may be of the row named, and not of the thing of it that is asked about:
        what the line of an order says where `that vest` was told, unless of what was once."""
        if not isinstance(reply, FactAnswer):
            return reply is None or reply.reason == "ambiguous_entity"
        if reply.confidence < work.threshold:
            return True
        facts = [fact for sentence in reply.sentences for fact in sentence.facts]
        owners = self._owners(work)
        between = len(owners) == 1 and all(
            self._router.held.nameless(owners[0].best.entity, fact) for fact in facts
        )
        return between and not _ONCE.search(work.analysis.text) and bool(_loose(work, owners[0]))

    async def find(self, work: Work) -> tuple[Work, FactAnswer] | None:
        """The work with that name in its question and in what was told, and the row that led to
        it; None where no named row has just one of what is said. The first of its `others` still
        names the row that has it: what is asked may be of both. Raises ServiceError."""
        async for thing in self._things(work):
            if thing.held.named:
                return _named(work, thing), thing.held.link
        return None

    async def _between(self, thing: _Thing, work: Work) -> tuple[str, FactAnswer] | None:
        """What rows without a name say that lead to the thing: the colour of the boots in case 7
        is that of the variant that was sent back, not those in which the boots come."""
        asked = of_owner(work.analysis.text, thing.owner.text, thing.said)
        if asked is None or not thing.held.named:
            return None
        reply = await self._router.answer(asked, work.scope)
        if not isinstance(reply, FactAnswer) or reply.rule != "foreign_key":
            return None
        facts = [fact for sentence in reply.sentences for fact in sentence.facts]
        owner, once = thing.owner.best.entity, _ONCE.search(work.analysis.text) is not None
        of_link = self._router.held.nameless if once else self._router.held.link
        if all(of_link(owner, fact) for fact in facts):
            return asked, together((thing.held.link, reply))
        return None

    def _owners(self, work: Work) -> list[Mention]:
        """The rows that are named whole, and have no name but a number: an order, a case."""
        return [
            m
            for m in work.mentions
            if m.best.match == "exact"
            and not m.ambiguous
            and any(c.isdigit() for c in m.text)
            and self._router.held.numbered(m.best.entity)
        ]

    def _wordings(self, thing: _Thing, work: Work) -> list[str]:
        label, owner = thing.held.entity.label, thing.owner.text
        asked = [
            one
            for text in dict.fromkeys((work.analysis.text, work.question))
            for one in wordings(text, owner, thing.said, label)
        ]
        return list(dict.fromkeys(asked))

    async def _things(self, work: Work) -> AsyncIterator[_Thing]:
        """What the question may be about, what it speaks of itself before what is told."""
        for owner in self._owners(work)[:MOST_OWNERS]:
            known: dict[str, tuple[HeldRow, ...]] = {}
            count = 0
            for said, tables in self._said(work, owner):
                if count >= MOST_ASKED:
                    break
                held = await self._one(owner.best.entity, said, tables, work, known)
                if held is not None:
                    count += 1
                    yield _Thing(said=said, held=held, owner=owner)

    def _said(self, work: Work, owner: Mention) -> list[tuple[str, list[str]]]:
        """Nouns that may call a thing of the owner, each with the tables where it may be."""
        entity, asked = owner.best.entity, work.analysis.text
        loose = _loose(work, owner)
        inside = [m for m in loose if m.text in asked]
        found = self._nouns(asked, entity)
        found += [(m.text, self._tables(m, entity)) for m in inside[:MOST_NAMED]]
        found += [(m.text, self._tables(m, entity)) for m in loose[:MOST_NAMED] if m not in inside]
        found += self._nouns(work.told, entity)
        return found

    def _nouns(self, text: str, owner: Entity) -> list[tuple[str, list[str]]]:
        """The nouns after an article: of the rows of a table, or of a kind of named rows."""
        found = []
        for word in words(text):
            said = text[word.start : word.end]
            if not said.islower():
                continue
            tables = (
                self._router.held.called(owner, said) if _THE.search(text[: word.start]) else []
            )
            if tables:
                found.append((said, tables))
            elif _A.search(text[: word.start]):
                found.append((said, self._router.held.named_tables(owner)))
        return found

    def _tables(self, mention: Mention, owner: Entity) -> list[str]:
        tables = [c.entity.table for c in mention.candidates if c.entity.table]
        if mention.text.islower():
            tables += self._router.held.named_tables(owner)
        return list(dict.fromkeys(tables))

    async def _one(
        self,
        owner: Entity,
        said: str,
        tables: list[str],
        work: Work,
        known: dict[str, tuple[HeldRow, ...]],
    ) -> HeldRow | None:
        """The one row of the owner that is called so: by its name, its kind, or its table."""
        stems = stems_of(said)
        found: dict[str, HeldRow] = {}
        for table in tables:
            if table not in known:
                known[table] = await self._router.held.of(owner, table, work.scope)
            rows = known[table]
            anything = bool(stems & _ANY_THING) and self._router.held.counted(owner, table)
            if len(rows) == 1 and (anything or table in self._router.held.called(owner, said)):
                found[rows[0].entity.id] = rows[0]
            for row in rows:
                if stems and stems <= row.called:
                    found[row.entity.id] = row
        return next(iter(found.values())) if len(found) == 1 else None


def _loose(work: Work, owner: Mention) -> list[Mention]:
    """What is named by a family, or by a noun that several rows share; not what is asked for."""
    return [
        m
        for m in work.mentions
        if m.best.entity.table != owner.best.entity.table
        and (m.ambiguous or m.text.islower())
        and not _ASKED.search(work.search[: m.start])
    ]


def _named(work: Work, thing: _Thing) -> Work:
    """The work with the label where the thing is named, and without the row that has it."""
    said, label, owner = thing.said, thing.held.entity.label, thing.owner.text
    told, wording = (
        without(put(text, said, label), owner) for text in (work.told, work.analysis.text)
    )
    linker = work.snapshot.linker
    before = [Turn(question=told)] if told else []
    question = standalone(wording, before, linker, work.scope)
    search = f"{told} {wording}".strip()
    return replace(
        work,
        question=question,
        search=search,
        others=(put(work.question, said, label),),
        mentions=linker.link(search, work.scope),
        analysis=analyse(wording, work.snapshot.terms, background=told),
    )
