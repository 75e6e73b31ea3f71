"""A kept answer as JSON, and as the events that it was first sent as."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import TypeAdapter

from answer.caches.keys import AnswerKey
from nescio.answers import Answer, Answered, SourceRef, Usage
from nescio.events import Checked, Cited, Delta, Done, Event, Final, Sources, Start
from nescio.types import Fact
from nescio.wire import decode_answer, decode_sources, encode_answer, encode_sources

_FACT = TypeAdapter(Fact)


@dataclass(frozen=True, kw_only=True)
class Given:
    """What was given out for a question: the answer, its sources, and the facts among them."""

    answer: Answer
    sources: tuple[SourceRef, ...] = ()
    facts: tuple[Fact, ...] = ()

    def now(self, at: dt.datetime) -> Given:
        """The same from the cache, once its facts were read again: no model was called."""
        before = self.answer.usage
        usage = Usage(currency=before.currency, tier=before.tier, cached=True)
        answer: Answer = replace(self.answer, usage=usage, timings_ms={})
        if not isinstance(answer, Answered):
            answer = replace(answer, nearest=_read_at(answer.nearest, at))
        return Given(
            answer=answer,
            sources=_read_at(self.sources, at),
            facts=tuple(replace(fact, as_of=at) for fact in self.facts),
        )

    def events(self, start: Start) -> Iterator[Event]:
        """From `start` to `done`, in the order of the protocol."""
        yield start
        yield Sources(sources=self.sources)
        sent = 0
        for claim in self.answer.claims:
            yield Delta(text=self.answer.text[sent : claim.end])
            sent = claim.end
            for citation in self.answer.citations:
                if (citation.claim_start, citation.claim_end) == (claim.start, claim.end):
                    yield Cited(citation=citation)
            verdict = claim.verdict
            yield Checked(
                claim_start=claim.start,
                claim_end=claim.end,
                status=verdict.status,
                score=verdict.score,
                rule=verdict.rule,
                source_ids=claim.evidence_ids,
            )
        yield Final(answer=self.answer)
        yield Done()


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A kept answer that holds. `expired`: its time is over, it may be given once more while it
    is made anew. `likeness` is 1 for the same question."""

    id: int
    key: AnswerKey
    question: str
    given: Given
    made_at: dt.datetime
    expired: bool = False
    likeness: float = 1.0


def to_json(given: Given) -> str:
    """What is kept. Of facts the values are not: a citation is opened by its place."""
    facts: list[Mapping[str, Any]] = [
        _FACT.dump_python(replace(fact, value=None), mode="json") for fact in given.facts
    ]
    return json.dumps(
        {
            "answer": encode_answer(given.answer),
            "sources": encode_sources(given.sources),
            "facts": facts,
        }
    )


def from_json(text: str) -> Given:
    """The reverse of `to_json`. Raises ProtocolError, ValidationError, ValueError."""
    data = json.loads(text)
    return Given(
        answer=decode_answer(data["answer"]),
        sources=decode_sources(data["sources"]),
        facts=tuple(_FACT.validate_python(fact) for fact in data["facts"]),
    )


def _read_at(sources: Sequence[SourceRef], at: dt.datetime) -> tuple[SourceRef, ...]:
    """Records were read again just now; passages are as old as they were."""
    return tuple(replace(s, as_of=at) if s.kind == "record" else s for s in sources)
