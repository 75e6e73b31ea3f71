"""A thing that a question names only by a noun or a family, and the row that it belongs to: `the
mat in order 7`, `our Kestrel came with order 7`. The database knows which one that is; it is then
asked about by its name, and the row that says so is cited.
"""

from __future__ import annotations

import re
from dataclasses import replace

from answer.question import analyse, stems_of
from answer.route import FactRouter
from answer.route_held import HeldRow
from answer.route_types import FactAnswer
from answer.work import Work
from nescio.text import words
from nescio.types import Entity, Turn
from retrieval.follow_ups import standalone
from retrieval.linking import Mention

MOST_OWNERS = 2
MOST_NAMED = 4

# "... came with order NF-7": what stands between a thing and the row that has it.
_BEFORE = re.compile(
    r"(?:[\s,]*\b(?:(?:that |which )?(?:came|comes|arrived|was|is|were|are) )?"
    r"(?:in|from|of|with|on|for|under|by|as part of))?"
    r"\s*(?:\b(?:my|our|the|your|this|that) )?"
    r"(?:\b(?:order|case|number|no|parcel|delivery)\.? ?#?)*$",
    re.IGNORECASE,
)
_IN_IT = re.compile(
    r"^ (?:in|of|from|on|with) (?:it|there|this|that|them)\b(?! [a-z]+s\b)", re.IGNORECASE
)
_THE = re.compile(r"\b(?:the|that|this|my|our|your) (?:[a-z]+ )?$", re.IGNORECASE)
_ASKED = re.compile(r"\b(?:which|what|how many|how much|any) (?:[a-z]+ )?$", re.IGNORECASE)


class HeldThings:
    """Puts the name of the one row that belongs to another in place of what it is called."""

    def __init__(self, router: FactRouter) -> None:
        self._router = router

    async def find(self, work: Work) -> tuple[Work, FactAnswer] | None:
        """The work with that name in its question and in what was told, and the row that led to
        it; None where no named row has just one of what is said. The first of its `others` still
        names the row that has it: what is asked may be of both. Raises ServiceError."""
        for owner in _owners(work)[:MOST_OWNERS]:
            known: dict[str, tuple[HeldRow, ...]] = {}
            for mention in _loose(work, owner)[:MOST_NAMED]:
                held = await self._one(owner.best.entity, mention, work, known)
                if held is not None:
                    return _named(work, owner, mention.text, held.entity.label), held.link
            noun, held = await self._of_table(owner, work, known)
            if held is not None:
                return _named(work, owner, noun, held.entity.label), held.link
        return None

    async def _of_table(
        self, owner: Mention, work: Work, known: dict[str, tuple[HeldRow, ...]]
    ) -> tuple[str, HeldRow | None]:
        """The one row of the owner in the table whose noun is said: `the store of order 7`."""
        entity = owner.best.entity
        for word in words(work.search):
            said = work.search[word.start : word.end]
            if not said.islower() or not _THE.search(work.search[: word.start]):
                continue
            for table in self._router.held.called(entity, said):
                if table not in known:
                    known[table] = await self._router.held.of(entity, table, work.scope)
                if len(known[table]) == 1:
                    return said, known[table][0]
        return "", None

    async def _one(
        self, owner: Entity, mention: Mention, work: Work, known: dict[str, tuple[HeldRow, ...]]
    ) -> HeldRow | None:
        """The one row of the owner that is called so."""
        said = stems_of(mention.text)
        tables = [c.entity.table for c in mention.candidates if c.entity.table]
        if mention.text.islower():
            tables += self._router.held.named_tables(owner)
        found: dict[str, HeldRow] = {}
        for table in dict.fromkeys(tables):
            if table not in known:
                known[table] = await self._router.held.of(owner, table, work.scope)
            for row in known[table]:
                if said <= stems_of(row.entity.label):
                    found[row.entity.id] = row
        return next(iter(found.values())) if len(found) == 1 else None


def _owners(work: Work) -> list[Mention]:
    """The rows that are named whole by a code or a number: an order, a case."""
    return [
        m
        for m in work.mentions
        if m.best.match == "exact"
        and not m.ambiguous
        and m.best.entity.table
        and any(c.isdigit() for c in m.text)
    ]


def _loose(work: Work, owner: Mention) -> list[Mention]:
    """What is named by a family, or by a noun that several rows share; not what is asked for."""
    return [
        m
        for m in work.mentions
        if m.best.entity.table != owner.best.entity.table
        and (m.ambiguous or m.text.islower())
        and not _ASKED.search(work.search[: m.start])
    ]


def _named(work: Work, owner: Mention, said: str, label: str) -> Work:
    """The work with the label where the thing is named, and without the row that has it."""
    told, wording = (
        _without(_put(text, said, label), owner.text) for text in (work.told, work.analysis.text)
    )
    linker = work.snapshot.linker
    before = [Turn(question=told)] if told else []
    question = standalone(wording, before, linker, work.scope)
    search = f"{told} {wording}".strip()
    return replace(
        work,
        question=question,
        search=search,
        others=(_put(work.question, said, label),),
        mentions=linker.link(search, work.scope),
        analysis=analyse(wording, work.snapshot.terms, background=told),
    )


def _put(text: str, said: str, label: str) -> str:
    """The label for what is said, and for the noun beside it that the label has as well."""
    match = re.search(rf"(?<!\w){re.escape(said)}(?!\w)", text)
    if match is None:
        return text
    start, end = match.span()
    for word in words(text[end:])[:1]:
        same = stems_of(word.form)
        if not text[end : end + word.start].strip() and same and same <= stems_of(label):
            end += word.end
    return f"{text[:start]}{label}{_IN_IT.sub('', text[end:])}"


def _without(text: str, name: str) -> str:
    """The text without the row that has the thing, and what ties the two."""
    match = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)
    if match is None:
        return text
    before = _BEFORE.search(text[: match.start()])
    start = before.start() if before else match.start()
    rest = text[match.end() :].lstrip(" ,:;-") if not text[:start].strip() else text[match.end() :]
    return f"{text[:start]}{rest}".strip()
