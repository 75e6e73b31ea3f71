"""A sentence that a model drafted against the rows, the passages it was given, and the question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from answer.check import Decided, TextChecker
from answer.check_passages import Quote as Found
from answer.checks import Checks, live
from answer.confidence import confidence, features
from answer.drafts import Draft, PartResult
from answer.question import stems_of
from answer.quotes import Extract, Quote
from answer.render import correction
from answer.screening import unfit
from answer.sentences_stream import Said
from answer.support import says_so, trustworthy, verbatim
from answer.verify import rendered
from answer.work import Work, about_other
from nescio.answers import Verdict
from nescio.errors import ServiceError
from nescio.types import Fact, Passage

Fate = Literal["supported", "contradicted", "unsupported", "dropped"]
LEAST_ON_POINT = 0.5
"""Of the words of the question that the first quote has, a sentence about rows has to have."""


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What came of a sentence. `draft`: what is emitted for it, which for one that is contradicted
    is what the row says. `confidence`: in what it rests on, as an answer to the question."""

    fate: Fate
    why: str
    draft: Draft | None = None
    confidence: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Given:
    """What a model was given: the passages by number, in the order of the prompt."""

    passages: tuple[tuple[int, Passage], ...]

    def first(self, numbers: Sequence[int]) -> list[Passage]:
        """All of them, those that are cited first. Numbers not given out are passed over."""
        cited = [passage for number, passage in self.passages if number in numbers]
        return cited + [passage for _, passage in self.passages if passage not in cited]


class SentenceChecks:
    """Judges drafted sentences; one instance serves all questions."""

    def __init__(self, checker: TextChecker, checks: Checks) -> None:
        self._checker = checker
        self._checks = checks

    async def judge(self, said: Said, work: Work, extractive: PartResult, given: Given) -> Judged:
        """The fate of a sentence. What cannot be checked is not emitted.

        `extractive` is the answer without a model, whose quotes the confidence is in.
        """
        why = unfit(said.text, work.search)
        if why is not None:
            return Judged(fate="dropped", why=why)
        try:
            return await self._judge(said, work, extractive, given)
        except ServiceError as error:
            return Judged(fate="unsupported", why=f"not checked: {error.code}")

    async def _judge(self, said: Said, work: Work, extractive: PartResult, given: Given) -> Judged:
        passages = given.first(said.numbers)
        asked = stems_of(work.search)
        exact = verbatim(said.text, passages)
        decided = await self._checker.decide(
            said.text, work.scope, among=passages,
            says=lambda claim, quote: says_so(claim, quote, asked) and trustworthy(quote),
        )  # fmt: skip
        wrong = tuple(f for one in decided if one.status == "contradicted" for f in one.facts)
        found = exact or _quote_of(decided)
        passage = found.passage if found else (passages[0] if passages else None)
        if passage is None:
            return Judged(fate="unsupported", why="nothing was given")
        finding = await self._checks.finding(said.text, passage, work)
        if finding.verdict.status == "unsupported":
            return Judged(fate="dropped", why=finding.verdict.rule)
        if wrong or finding.verdict.status == "contradicted":
            return self._contradicted(said, work, extractive, wrong or finding.facts)
        if exact is None:
            if not decided or any(one.status == "contradicted" for one in decided):
                return Judged(fate="contradicted", why="passages say otherwise")
            if any(one.status != "supported" for one in decided) or _scattered(decided):
                return Judged(fate="unsupported", why=decided[-1].rule)
        facts = tuple(f for one in decided if one.status == "supported" for f in one.facts)
        return self._supported(said, work, extractive, found, facts, decided)

    def _supported(
        self,
        said: Said,
        work: Work,
        extractive: PartResult,
        found: Found | None,
        facts: tuple[Fact, ...],
        decided: Sequence[Decided],
    ) -> Judged:
        if found is None:
            if not facts or not _on_point(said.text, work, extractive):
                return Judged(fate="dropped", why="off_point")
            draft = Draft(text=said.text, facts=facts, verdict=live(facts))
            return Judged(
                fate="supported", why="live_row", draft=draft, confidence=extractive.confidence
            )
        quote = _scored(found, work.extract)
        if quote is None or about_other(said.text, work, quote.passage.title):
            return Judged(fate="dropped", why="off_point")
        sure = _confidence(quote, work, extractive)
        if sure < work.threshold:
            return Judged(fate="dropped", why="off_point")
        rule, score = "quote", 1.0
        if said.text != quote.text:
            judged = [one for one in decided if one.quote is not None]
            rule, score = (judged[0].rule, judged[0].score) if judged else ("passage", 1.0)
        ids = (quote.passage.id, *(fact.id for fact in facts))
        verdict = Verdict(status="supported", score=score, rule=rule, evidence_ids=ids)
        draft = Draft(text=said.text, quote=quote, facts=facts, verdict=verdict)
        return Judged(fate="supported", why=rule, draft=draft, confidence=sure)

    def _contradicted(
        self, said: Said, work: Work, extractive: PartResult, facts: tuple[Fact, ...]
    ) -> Judged:
        """What the row says instead, where that answers the question."""
        text = correction(facts)
        told = facts and rendered(text, facts) and _on_point(text, work, extractive)
        if not told or about_other(text, work):
            return Judged(fate="contradicted", why="live_row")
        draft = Draft(text=text, facts=facts, verdict=live(facts))
        return Judged(
            fate="contradicted", why="live_row", draft=draft, confidence=extractive.confidence
        )


def _quote_of(decided: Sequence[Decided]) -> Found | None:
    return next(
        (one.quote for one in decided if one.status == "supported" and one.quote is not None), None
    )


def _scattered(decided: Sequence[Decided]) -> bool:
    """Whether a sentence puts together what several sentences of documents say."""
    spans = {(one.quote.passage.id, one.quote.start) for one in decided if one.quote is not None}
    return len(spans) > 1


def _scored(found: Found, extract: Extract | None) -> Quote | None:
    """The sentence as it was scored for the question; None if it was not even considered."""
    document = found.passage.chunk.document_id
    for quote in (*extract.chosen, *extract.scored) if extract else ():
        same = quote.passage.chunk.document_id == document
        if same and quote.start <= found.start and found.end <= quote.end:
            return quote
    return None


def _confidence(quote: Quote, work: Work, extractive: PartResult) -> float:
    """That of the answer without a model where it rests on the same, else in this sentence alone;
    never more because a model has written it."""
    if any(quote == one for draft in extractive.drafts for one in draft.quotes):
        return extractive.confidence
    extract = work.extract
    if extract is None:
        return 0.0
    values = features(work.analysis, (quote,), others=extract.others, scored=extract.scored)
    return min(extractive.confidence, confidence(values))


def _on_point(text: str, work: Work, extractive: PartResult) -> bool:
    """Whether a sentence about rows has about as many words of the question as the quotes."""
    quotes = [quote for draft in extractive.drafts for quote in draft.quotes]
    least = max((quote.coverage for quote in quotes), default=1.0)
    return work.analysis.coverage(stems_of(text)) >= LEAST_ON_POINT * least
