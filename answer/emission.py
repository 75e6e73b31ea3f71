"""A composed answer as the events of the protocol, whole or sentence by sentence."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import replace

from answer.compose import Composition, Sentence
from answer.staleness import Stale
from nescio.errors import NescioError
from nescio.events import Checked, Cited, Delta, Event, Failed, Final, Sources, Start
from nescio.types import Question
from retrieval.freshness import Freshness


def whole(composition: Composition) -> Iterator[Event]:
    """All of an answer of which nothing has been sent."""
    yield Sources(sources=composition.sources)
    for sentence in composition.sentences:
        yield from spoken(sentence)
    yield Final(answer=composition.answer)


def spoken(sentence: Sentence) -> Iterator[Event]:
    """One sentence, checked."""
    claim = sentence.claim
    yield Delta(text=sentence.sent)
    for citation in sentence.citations:
        yield Cited(citation=citation)
    yield Checked(
        claim_start=claim.start,
        claim_end=claim.end,
        status=claim.verdict.status,
        score=claim.verdict.score,
        rule=claim.verdict.rule,
        source_ids=claim.evidence_ids,
    )


def failed(error: NescioError) -> Failed:
    """What a client is told of a failure."""
    return Failed(code=error.code, message=str(error), retryable=error.retryable)


def begun(question: Question, freshness: Freshness, too_old: Stale | None) -> Start:
    """The first event; sources that are too old are left out."""
    left_out = too_old.sources if too_old else frozenset()
    used = [source for source in freshness.sources if source.source not in left_out]
    return Start(
        answer_id=uuid.uuid4().hex,
        conversation_id=question.conversation_id or uuid.uuid4().hex,
        as_of=dt.datetime.now(dt.UTC),
        index_lag_ms=freshness.lag_ms(without=left_out),
        freshness=tuple(replace(source, problem="") for source in used),
    )
