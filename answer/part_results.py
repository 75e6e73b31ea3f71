"""What becomes of a part: how sure it is, what it goes after, why nothing is said to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from answer import disputes
from answer.checks import live
from answer.confidence import confidence, of_extract
from answer.disputes import Dispute
from answer.drafts import Draft, PartResult
from answer.guard import Refusal
from answer.quotes import Extract, Quote
from answer.route import FactAnswer
from answer.work import Work
from nescio.answers import AbstentionReason

NOT_FOUND = "I could not find an answer to this in the database or the documents."


def after(result: PartResult, link: FactAnswer | None) -> PartResult:
    """A result after the rows that led to what it is about; they are in its confidence."""
    if link is None or not result.drafts:
        return result
    first = tuple(
        Draft(text=s.text, facts=s.facts, verdict=live(s.facts, link.rule)) for s in link.sentences
    )
    return replace(result, drafts=(*first, *result.drafts))


def sure(work: Work, extract: Extract) -> float:
    """The confidence in the quotes chosen; in a record it is that of looking it up. What rests on
    rows is no surer than they are."""
    score = confidence(of_extract(work.analysis, extract))
    score = max(score, work.record.confidence) if work.record else score
    return bounded(work, score)


def bounded(work: Work, score: float) -> float:
    """A confidence, no surer than the rows that led to what is asked about."""
    return min(score, work.related.confidence) if work.related else score


def believing(
    chosen: Sequence[Quote], disputed: Dispute | None
) -> tuple[Sequence[Quote], tuple[str, ...]]:
    """The quotes without what is not believed, or disputed; and the note that says so."""
    if disputed is None:
        return chosen, ()
    if disputed.believed is None or disputed.other is None:
        return [quote for quote in chosen if quote not in disputed.quotes], ()
    believed, other = disputed.believed, disputed.other
    kept = [q for q in chosen if q.text not in (believed.text, other.text)]
    return (believed, *kept), (disputes.note(believed, other),)


def nothing(rule: str, reason: AbstentionReason = "unsupported_claims") -> Refusal:
    return Refusal(reason=reason, rule=rule, message=NOT_FOUND)


def refused(work: Work, refusal: Refusal) -> PartResult:
    return PartResult(question=work.question, refusal=refusal, degraded=work.degraded)
