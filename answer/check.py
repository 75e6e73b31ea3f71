"""Any text against the database and the documents: a verdict for each of its claims.

Live facts come first. What they do not cover is looked for in passages. Private columns are never
read: whether a private value that a text gives is right cannot be told from its verdict.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from answer.check_around import Named
from answer.check_claim import ClauseChecker
from answer.check_names import NameFinder, Names
from answer.check_outcome import Found
from answer.check_passages import Judged, PassageChecker, Quote, Says
from answer.check_text import Clause, Line, clauses, is_record, lines
from answer.render import correction
from answer.route import FactRouter
from answer.sources import FactLedger, fact_ref, passage_ref, shorten
from nescio.answers import SourceRef, VerdictStatus
from nescio.errors import ServiceError, StageTimeout, UsageError
from nescio.types import Fact, Passage, Scope, key_text
from nescio.verification import CheckedClaim, ClaimEvidence, Verification
from retrieval.freshness import FreshnessReader

MOST_SENTENCES = 200
_BACK = re.compile(r"\b(?:it|its|they|them|their|this|these)\b", re.IGNORECASE)
_OPEN = frozenset(("row_not_there", "nothing_stated"))
_UNCHECKED = frozenset(("private_column", "database_unavailable", "not_a_plain_statement"))
STATUSES: tuple[VerdictStatus, ...] = (
    "supported", "contradicted", "unsupported", "not_checkable"
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Decided:
    """The verdict on one claim, and what it rests on: live facts, or a sentence of a document."""

    text: str
    status: VerdictStatus
    rule: str
    score: float = 0.0
    facts: tuple[Fact, ...] = ()
    quote: Quote | None = None
    degraded: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Claim:
    """A claim on its way: its span in the text, what rows say of it, and what it goes on about."""

    text: str
    start: int
    end: int
    found: Found
    about: str = ""


class TextChecker:
    """Checks texts; one instance serves all of them."""

    def __init__(
        self,
        *,
        names: NameFinder,
        clauses: ClauseChecker,
        passages: PassageChecker,
        router: FactRouter,
        ledger: FactLedger,
        freshness: FreshnessReader,
        max_chars: int,
        deadline_s: float,
    ) -> None:
        self._names = names
        self._clauses = clauses
        self._passages = passages
        self._router = router
        self._ledger = ledger
        self._freshness = freshness
        self._max_chars = max_chars
        self._deadline_s = deadline_s

    async def verify(self, text: str, scope: Scope) -> Verification:
        """The verdicts of all claims of a text.

        Raises UsageError when the text is too long, StageTimeout when the time is up.
        """
        if len(text) > self._max_chars:
            raise UsageError(f"text: longer than {self._max_chars} characters")
        found = lines(text)
        if len(found) > MOST_SENTENCES:
            raise UsageError(f"text: more than {MOST_SENTENCES} sentences")
        try:
            async with asyncio.timeout(self._deadline_s):
                return await self._verify(found, scope)
        except TimeoutError:
            raise StageTimeout("verify", self._deadline_s) from None

    async def decide(
        self, text: str, scope: Scope, *, among: Sequence[Passage], says: Says
    ) -> tuple[Decided, ...]:
        """The verdicts on the claims of a short text. What rows do not cover is looked for in the
        passages `among` alone, and must be said there as `says` wants it."""
        claims = await self._claims(lines(text), scope)
        return tuple([await self._decision(one, scope, among, says) for one in claims])

    async def _verify(self, found: Sequence[Line], scope: Scope) -> Verification:
        freshness = await self._freshness.read()
        as_of = dt.datetime.now(dt.UTC)
        claims = await self._claims(found, scope)
        verdicts = [await self._decided(claim, scope) for claim in claims]
        checked = tuple(claim for claim, _, _ in verdicts)
        sources = {ref.id: ref for _, refs, _ in verdicts for ref in refs}
        return Verification(
            claims=checked,
            sources=tuple(sources.values()),
            as_of=as_of,
            index_lag_ms=freshness.lag_ms(),
            freshness=tuple(replace(one, problem="") for one in freshness.sources),
            degraded=tuple(dict.fromkeys(one for _, _, names in verdicts for one in names)),
            counts={status: sum(c.status == status for c in checked) for status in STATUSES},
        )

    async def _claims(self, found: Sequence[Line], scope: Scope) -> list[_Claim]:
        """What a text claims, and what rows say of it."""
        claims: list[_Claim] = []
        context: tuple[Named, ...] = ()
        block = -1
        for line in found:
            if line.block != block:
                block, context = line.block, ()
            more, context = await self._line(line, context, scope)
            claims += more
        return claims

    async def _line(
        self, line: Line, context: tuple[Named, ...], scope: Scope
    ) -> tuple[list[_Claim], tuple[Named, ...]]:
        """The claims of one sentence, and the rows that the next one may go on about."""
        try:
            names = await self._names.find(line.text, scope)
            private = await self._router.private(line.text, scope) is not None
            parts = [] if private else clauses(line.text, names.spans)
            record = is_record(parts)
            context = () if record else context
            found = Found(rule="private_column" if private else "no_row_covers_it")
            claims: list[_Claim] = []
            last: tuple[Named, ...] = context
            subject = context[:1]
            for part in parts:
                inside = within(names, part)
                about = (
                    (last[-1:] if part.relative else subject)
                    if part.joined
                    else (context if points_back(part.text) else ())
                )
                found = await self._clauses.check(part, inside, about, scope)
                claims.append(_claim(line, part, found, about))
                last = inside.rows or last
                if not record or part is parts[0]:
                    subject = (inside.rows or subject)[:1]
        except ServiceError:
            found = Found(rule="database_unavailable")
            return [_whole(line, found)], context
        if private or not parts:
            return [_whole(line, found)], context
        rows = subject if record else names.rows
        rows = tuple(replace(one, start=-1, end=-1) for one in rows)
        return merged(claims, line), rows[:1] or context

    async def _decided(
        self, claim: _Claim, scope: Scope
    ) -> tuple[CheckedClaim, tuple[SourceRef, ...], tuple[str, ...]]:
        """The claim with its evidence as a client sees it."""
        found = await self._decision(claim, scope)
        evidence = tuple(_of_fact(fact) for fact in found.facts)
        refs = tuple(fact_ref(fact) for fact in found.facts)
        right = ""
        for fact in found.facts:
            self._ledger.give(fact, scope)
        if found.quote is not None:
            evidence = (_of_quote(found.quote),)
            ref = passage_ref(found.quote.passage)
            refs = (replace(ref, snippet=shorten(found.quote.text), score=found.score),)
        if found.status == "contradicted":
            right = found.quote.text if found.quote is not None else correction(found.facts)
        checked = CheckedClaim(
            text=claim.text, start=claim.start, end=claim.end, status=found.status,
            score=found.score, rule=found.rule, evidence=evidence, correction=right,
        )  # fmt: skip
        return checked, refs, found.degraded

    async def _decision(
        self,
        claim: _Claim,
        scope: Scope,
        among: Sequence[Passage] | None = None,
        says: Says = lambda claim, quote: True,
    ) -> Decided:
        """The verdict on a claim; what rows do not cover is looked for in passages."""
        found = claim.found
        if found.status is not None:
            return Decided(
                text=claim.text, status=found.status, rule=found.rule, score=1.0, facts=found.facts
            )
        if found.rule in _UNCHECKED:
            failed = ("facts",) if found.rule == "database_unavailable" else ()
            return Decided(
                text=claim.text, status="not_checkable", rule=found.rule, degraded=failed
            )
        judged = await self._passages.judge(
            claim.text, scope, heading=claim.about, among=among, says=says
        )
        status, rule = (judged.status, judged.rule)
        if judged.quote is None:
            status, rule = _without_quote(found, judged)
        return Decided(
            text=claim.text, status=status, rule=rule, score=judged.score, quote=judged.quote,
            degraded=judged.degraded,
        )  # fmt: skip


def within(names: Names, part: Clause) -> Names:
    """The names of a sentence that stand in a clause, with their spans in it."""

    def moved(one: Named) -> Named:
        return replace(one, start=one.start - part.start, end=one.end - part.start)

    def inside(start: int, end: int) -> bool:
        return part.start <= start and end <= part.end

    return Names(
        rows=tuple(moved(one) for one in names.rows if inside(one.start, one.end)),
        parts=tuple(moved(one) for one in names.parts if inside(one.start, one.end)),
        unclear=tuple((a - part.start, b - part.start) for a, b in names.unclear if inside(a, b)),
        absent=tuple((a - part.start, b - part.start) for a, b in names.absent if inside(a, b)),
    )


def points_back(text: str) -> bool:
    """Whether a sentence without a name of its own speaks of what was named before."""
    return bool(_BACK.search(text))


def merged(claims: Sequence[_Claim], line: Line) -> list[_Claim]:
    """Clauses that state nothing of a row join the one before them, so that no half sentence
    stands alone; where no clause does, the sentence is one claim."""
    if all(one.found.status is None for one in claims):
        rule = next((o.found.rule for o in claims if o.found.rule != "no_row_covers_it"), None)
        return [_whole(line, Found(rule=rule or "no_row_covers_it"), claims[0].about)]
    return list(claims)


def _claim(line: Line, part: Clause, found: Found, about: Sequence[Named]) -> _Claim:
    lead = len(part.text) - len(part.text.lstrip())
    start = line.start + part.start + lead
    text = part.text.strip()
    label = "; ".join(one.entity.label for one in about)
    return _Claim(text=text, start=start, end=start + len(text), found=found, about=label)


def _whole(line: Line, found: Found, about: str = "") -> _Claim:
    return _Claim(text=line.text, start=line.start, end=line.end, found=found, about=about)


def _without_quote(found: Found, judged: Judged) -> tuple[VerdictStatus, str]:
    """The verdict where neither rows nor passages decide: rows that need not be there say why."""
    if found.rule in _OPEN and judged.status == "unsupported":
        return "not_checkable", found.rule
    return judged.status, found.rule if found.rule == "part_not_covered" else judged.rule


def _of_fact(fact: Fact) -> ClaimEvidence:
    return ClaimEvidence(
        source_id=fact.id, kind="record", title=fact.entity, uri=fact.uri, value=fact.display,
        as_of=fact.as_of, table=fact.table, key=key_text(fact.key), column=fact.column,
        attribute=fact.attribute,
    )  # fmt: skip


def _of_quote(quote: Quote) -> ClaimEvidence:
    passage = quote.passage
    return ClaimEvidence(
        source_id=passage.id, kind="passage", title=passage.title, uri=passage.uri,
        value=quote.text, as_of=passage.as_of, start=quote.start, end=quote.end,
    )  # fmt: skip
