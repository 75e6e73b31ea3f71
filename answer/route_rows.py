"""Questions about named rows: one row, several of a table, a name that several rows have."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from answer.route_domain import Domains
from answer.route_groups import Group
from answer.route_joint import Joints
from answer.route_names import Named, of_source, spans_of
from answer.route_sets import SetAnswerer, is_plural
from answer.route_subject import Subject, SubjectAnswerer
from answer.route_trees import Trees
from answer.route_types import (
    FactAnswer,
    FactRefusal,
    FactReply,
    together,
)
from answer.route_variants import Variants
from nescio.types import Entity, Scope
from retrieval.asking import Asked, read
from retrieval.linking import MAX_CANDIDATES

MOST_MEANT = 5
_JOINED = re.compile(r"\W*(?:and|or|nor|,|&|/)\W*(?:the |your )?", re.IGNORECASE)
# "How many bags does the tent need": one thing of a sort, not all rows that are called so.
_OF_ONE = re.compile(
    r"\b(?:do|does|did|will|can|would|could|should|must) "
    r"(?:the|a|an|my|our|your|this|that|each|every|one) $",
    re.IGNORECASE,
)
SURE_OF_GROUP = 0.95
"""Of the confidence in what is said of rows that are called by a word of their names."""


class RowReadings:
    """Tries what rows are named as subjects, then as what narrows a set."""

    def __init__(
        self,
        subjects: Mapping[str, SubjectAnswerer],
        sets: Mapping[str, SetAnswerer],
        domains: Mapping[str, Domains],
        trees: Mapping[str, Trees],
        joints: Mapping[str, Joints],
        variants: Mapping[str, Variants],
    ) -> None:
        self._subjects = subjects
        self._sets = sets
        self._domains = domains
        self._trees = trees
        self._joints = joints
        self._variants = variants

    async def answer(
        self, asked: Asked, named: Sequence[Named], scope: Scope, group: Group | None = None
    ) -> FactReply | None:
        """The rows of a group; else read source by source, and the first that has an answer.

        Raises like FactRouter.answer.
        """
        if group is not None:
            others = [n for n in named if n.end <= group.start or group.end <= n.start]
            reply = await self._grouped(asked, others, group, scope)
            if reply is not None:
                return reply
            alone = any((n.start, n.end) == (group.start, group.end) for n in named)
            if alone and group.size > MOST_MEANT:  # no single row of it is meant
                asked, named = read(asked.text, spans_of(others)), others
        for source in self._sources(named):
            clear = [n for n in named if len(of_source(n, source)) == 1]
            entities = [of_source(n, source)[0] for n in clear]
            spans = [(n.start, n.end) for n in clear]
            if len(clear) == len(named):
                tree = await self._trees[source].answer(asked, entities, scope, _lowest(named))
                if tree is not None:
                    return tree
                reply = await self._about_rows(asked, source, entities, named, scope)
                if reply is not None:
                    return reply
                by_set = await self._sets[source].answer(
                    asked, list(zip(entities, spans, strict=True)), scope, _lowest(named)
                )
                if by_set is not None:
                    return by_set
                pairs = list(zip(entities, spans, strict=True))
                domain = await self._domains[source].answer(asked, pairs, scope, _lowest(named))
                if domain is not None:
                    return domain
            else:
                plain = read(asked.text, spans)
                pairs = list(zip(entities, spans, strict=True))
                by_set = await self._sets[source].answer(plain, pairs, scope, 0.9)
                if by_set is not None:
                    return by_set
                reply = await self._ambiguous(asked, source, named, scope)
                if reply is not None:
                    return reply
        return None

    async def _grouped(
        self, asked: Asked, named: Sequence[Named], group: Group, scope: Scope
    ) -> FactReply | None:
        """Rows that are called by a word of their names: `which jackets are red`."""
        if any(len(of_source(n, group.source)) != 1 or _listed(asked, n, group) for n in named):
            return None
        if any(n.text.islower() and _OF_ONE.search(asked.text[: n.start]) for n in named):
            return None
        pairs = [(of_source(n, group.source)[0], (n.start, n.end)) for n in named]
        told = read(asked.text, [*spans_of(named), (group.start, group.end)])
        return await self._sets[group.source].answer(told, pairs, scope, SURE_OF_GROUP, group)

    def _sources(self, named: Sequence[Named]) -> list[str]:
        if not named:
            return list(self._subjects)
        return [s for s in self._subjects if all(of_source(n, s) for n in named)]

    async def _about_rows(
        self,
        asked: Asked,
        source: str,
        entities: Sequence[Entity],
        named: Sequence[Named],
        scope: Scope,
    ) -> FactReply | None:
        """One row is asked about, and others narrow the question; or several rows of a table."""
        if not entities:
            return None
        # "Your mill shop (Quillmere Tolby)" names one row twice.
        entities = list({entity.id: entity for entity in entities}.values())
        subjects, score = self._subjects[source], _lowest(named)
        if len(entities) > 1 and len({entity.table for entity in entities}) == 1:
            return await self._each(asked, source, entities, score, scope)
        for place, entity in enumerate(entities):
            others = tuple(e for p, e in enumerate(entities) if p != place)
            subject = Subject(entity=entity, score=score, others=others)
            reply = await subjects.answer(asked, subject, scope)
            if reply is not None:
                return reply
        if len(entities) == 1:
            subject = Subject(entity=entities[0], score=score)
            return await self._variants[source].answer(asked, subject, scope)
        return await self._together(asked, source, entities, score, scope)

    async def _together(
        self, asked: Asked, source: str, entities: Sequence[Entity], score: float, scope: Scope
    ) -> FactReply | None:
        """What two rows share; or one of them where the other only says what sort it is of."""
        if len(entities) != 2:
            return None
        described = await self._joints[source].described(entities, scope)
        if described is not None:
            subject = Subject(entity=described, score=score * 0.95)
            reply = await self._subjects[source].answer(asked, subject, scope)
            return reply if isinstance(reply, FactAnswer) else None
        return await self._joints[source].answer(asked, entities, scope, score)

    async def _each(
        self, asked: Asked, source: str, entities: Sequence[Entity], score: float, scope: Scope
    ) -> FactReply | None:
        """The same attribute of several rows: all of them, or nothing."""
        answers: list[FactAnswer] = []
        for entity in entities:
            subject = Subject(entity=entity, score=score)
            reply = await self._subjects[source].answer(asked, subject, scope)
            if not isinstance(reply, FactAnswer):
                return reply
            answers.append(reply)
        return together(answers)

    async def _having(
        self, asked: Asked, source: str, entities: Sequence[Entity], score: float, scope: Scope
    ) -> FactReply | None:
        """The attribute of rows of which any may be meant; not of those that have no value of it,
        where others have one."""
        replies: list[FactReply | None] = []
        for entity in entities:
            subject = Subject(entity=entity, score=score)
            replies.append(await self._subjects[source].answer(asked, subject, scope))
        answers = [one for one in replies if isinstance(one, FactAnswer)]
        lacking = [r for r in replies if isinstance(r, FactRefusal) and r.rule == "no_value"]
        if answers and len(answers) + len(lacking) == len(replies):
            return together(answers)
        return next((one for one in replies if not isinstance(one, FactAnswer)), None)

    async def _ambiguous(
        self, asked: Asked, source: str, named: Sequence[Named], scope: Scope
    ) -> FactReply | None:
        """A name of several rows: the attribute may decide; a few are all answered for, each by
        its full name; of more, the asker is told."""
        if len(named) > 1:
            return await self._one_fits(asked, source, named, scope)
        only = await self._only_set(asked, source, named[0], scope)
        if only is not None:
            return only
        family = await self._sets[source].family(asked, named[0], scope)
        family = family or await self._of_family(asked, source, named[0], scope)
        if family is not None:
            return family
        fits = [
            entity
            for entity in of_source(named[0], source)
            if self._subjects[source].choose(asked, str(entity.table)) is not None
        ]
        if not fits:
            return None
        same = await self._agreed(asked, source, named[0], scope)
        if same is not None:
            return same
        if len(fits) <= MOST_MEANT:
            reply = await self._having(asked, source, fits, named[0].score * 0.95, scope)
            if not isinstance(reply, FactRefusal):
                return reply
        labels = "; ".join(entity.label for entity in fits[:6])
        return FactRefusal(
            reason="ambiguous_entity",
            rule="several_rows",
            message=f"{named[0].text!r} may mean several: {labels}. Which one?",
            candidates=tuple(fits),
        )

    async def _only_set(
        self, asked: Asked, source: str, named: Named, scope: Scope
    ) -> FactAnswer | None:
        """`Who works in Lille`, where a shop and a depot are called so: of rows of different tables
        the one that the rows asked for belong to."""
        rows = of_source(named, source)
        if len(rows) > MOST_MEANT or len({e.table for e in rows}) != len(rows):
            return None
        replies = [
            await self._sets[source].answer(asked, [(e, (named.start, named.end))], scope, 0.9)
            for e in rows
        ]
        told = [one for one in replies if isinstance(one, FactAnswer)]
        return told[0] if len(told) == 1 else None

    async def _of_family(
        self, asked: Asked, source: str, named: Named, scope: Scope
    ) -> FactReply | None:
        """`Which Kestrel tents come in sand?`: of the rows called so those that meet it."""
        rows = of_source(named, source)
        if (
            not is_plural(named.text, rows)
            or len({e.table for e in rows}) != 1
            or any(len(e.key) != 1 for e in rows)
        ):
            return None
        group = self._sets[source].group(rows, named)
        return await self._grouped(asked, [], group, scope)

    async def _agreed(
        self, asked: Asked, source: str, named: Named, scope: Scope
    ) -> FactAnswer | None:
        """What holds of every row that is called so, whichever of them is meant."""
        called = [e for e in named.called if e.source == source]
        if not 1 < len(called) == len(named.called) < MAX_CANDIDATES:
            return None
        reply = await self._each(asked, source, called, SURE_OF_GROUP, scope)
        if not isinstance(reply, FactAnswer) or len(reply.sentences) != len(called):
            return None
        told = {tuple((f.attribute, f.display) for f in s.facts) for s in reply.sentences}
        if len(told) != 1:
            return None
        return replace(reply, sentences=reply.sentences[:MOST_MEANT])

    async def _one_fits(
        self, asked: Asked, source: str, named: Sequence[Named], scope: Scope
    ) -> FactReply | None:
        """One name among several is open: the row that gives an answer is meant, if one does."""
        unclear = [n for n in named if len(of_source(n, source)) > 1]
        if len(unclear) != 1 or len(of_source(unclear[0], source)) > MOST_MEANT:
            return None
        answers = []
        for entity in of_source(unclear[0], source):
            rows = [entity if n is unclear[0] else of_source(n, source)[0] for n in named]
            reply = await self._about_rows(asked, source, rows, named, scope)
            answers += [reply] if isinstance(reply, FactAnswer) else []
        return answers[0] if len(answers) == 1 else None


def _listed(asked: Asked, one: Named, group: Group) -> bool:
    """Whether a name and a noun are told one after the other: rows of either sort are meant."""
    first, last = (one.end, group.start) if one.end <= group.start else (group.end, one.start)
    return _JOINED.fullmatch(asked.text[first:last]) is not None


def _lowest(named: Sequence[Named]) -> float:
    return min((one.score for one in named), default=1.0)
