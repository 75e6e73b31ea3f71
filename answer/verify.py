"""Claims against the database of record, and quotes against their documents.

Facts come first: a sentence that names an entity and one of its attributes is compared with the
live row. Contradicted: the row's value replaces it. Then private values, then the quote itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from answer.route import FactLookup, StatedAttribute
from answer.values import agrees
from nescio.answers import Verdict
from nescio.text import fold, normal_name
from nescio.types import Entity, Fact, Scope
from retrieval.facts import FactStore
from retrieval.private import PrivateColumns
from retrieval.values import parse

_BETWEEN_TIMES = re.compile(r"\s*(?:-|–|—|to|till?|until|and)\s*", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A verdict and, when a row decided, the facts that did."""

    verdict: Verdict
    facts: tuple[Fact, ...] = ()


class Verifier:
    """Checks sentences against live rows and private columns."""

    def __init__(self, lookup: FactLookup, store: FactStore, private: PrivateColumns) -> None:
        self._lookup = lookup
        self._store = store
        self._private = private

    async def check(
        self, sentence: str, scope: Scope, *, context: Sequence[Entity] = ()
    ) -> Finding:
        """`contradicted`, `supported` or `not_checkable` by rows; `unsupported` if private."""
        if await self._private.holds(sentence):
            return Finding(verdict=Verdict(status="unsupported", score=0.0, rule="private_value"))
        stated = await self._lookup.values_in(sentence, scope, context_entities=tuple(context))
        findings = [f for s in stated if (f := await self._compare(sentence, s, scope)) is not None]
        for finding in findings:
            if finding.verdict.status == "contradicted":
                return finding
        if findings:
            return findings[0]
        return Finding(verdict=Verdict(status="not_checkable", score=0.0, rule="no_row_covers_it"))

    async def _compare(
        self, sentence: str, stated: StatedAttribute, scope: Scope
    ) -> Finding | None:
        """The verdict of one attribute's live facts; None when the sentence states no value."""
        if any(isinstance(fact.value, bool) for fact in stated.facts):
            return _yes_no(stated)
        domains: dict[str, tuple[str, ...]] = {}
        for fact in stated.facts:
            if isinstance(fact.value, str) and fact.id not in domains:
                domains[fact.id] = await self._store.distinct(
                    fact.source, fact.table, fact.column, scope
                )
                domains[fact.id] += stated.others
                for table, column in stated.peers:
                    domains[fact.id] += await self._store.distinct(
                        fact.source, table, column, scope
                    )
        return compare(sentence, stated.facts, domains)


def compare(
    sentence: str, facts: Sequence[Fact], domains: Mapping[str, Sequence[str]]
) -> Finding | None:
    """Facts against a sentence; several (one per child row) support it when one of them agrees.

    `domains` gives, by fact id, the values that a text column holds: naming another of them
    contradicts.
    """
    outcomes = [(fact, _agreement(sentence, fact, domains.get(fact.id, ()))) for fact in facts]
    known = [(fact, outcome) for fact, outcome in outcomes if outcome is not None]
    if not known:
        return None
    agreeing = tuple(fact for fact, outcome in known if outcome)
    decided = agreeing or tuple(fact for fact, _ in known)
    ids = tuple(fact.id for fact in decided)
    if agreeing:
        verdict = Verdict(status="supported", score=1.0, rule="live_row", evidence_ids=ids)
    else:
        verdict = Verdict(status="contradicted", score=1.0, rule="live_row", evidence_ids=ids)
    return Finding(verdict=verdict, facts=decided)


def _yes_no(stated: StatedAttribute) -> Finding | None:
    """A yes/no column against what the sentence says of it."""
    if stated.states is None:
        return None
    status: Literal["supported", "contradicted"] = (
        "supported" if any(f.value is stated.states for f in stated.facts) else "contradicted"
    )
    ids = tuple(fact.id for fact in stated.facts)
    verdict = Verdict(status=status, score=1.0, rule="live_row", evidence_ids=ids)
    return Finding(verdict=verdict, facts=stated.facts)


def _agreement(sentence: str, fact: Fact, domain: Sequence[str]) -> bool | None:
    """True when the sentence states the fact's value, False when it states another, else None."""
    if _says(sentence, fact.display):
        return True
    if isinstance(fact.value, str):
        ranges = _ranges(sentence)
        if ranges and _ranges(fact.value):
            return bool(ranges & _ranges(fact.value))
        if any(_says(sentence, other) for other in domain if not _says(fact.display, other)):
            return False
    verdicts = [
        v for value in parse(sentence) if (v := agrees(value, fact.value, fact.unit)) is not None
    ]
    if not verdicts:
        return None
    return any(verdicts)


def _ranges(text: str) -> frozenset[tuple[object, object]]:
    """Pairs of times with nothing but `to` or a dash between them: opening hours."""
    times = [value for value in parse(text) if value.kind == "time"]
    return frozenset(
        (first.time, second.time)
        for first, second in pairwise(times)
        if _BETWEEN_TIMES.fullmatch(text[first.end : second.start])
    )


def _says(sentence: str, value: str) -> bool:
    name = normal_name(value)
    return bool(name) and f" {name} " in f" {normal_name(sentence)} "


def rendered(sentence: str, facts: Sequence[Fact]) -> bool:
    """Whether each value that a rendered sentence states stands in its facts."""
    shown = " ".join(f"{f.entity} {f.attribute} {f.display} {f.unit or ''}" for f in facts)
    numbers = {v.number for v in parse(shown)} | {v.date for v in parse(shown)}
    folded = fold(shown)
    return all(
        fold(value.text) in folded or (value.number or value.date) in numbers
        for value in parse(sentence)
    )
