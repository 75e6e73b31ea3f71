"""A pipeline that plays a script of real events, for tests of the HTTP server and the page."""

from __future__ import annotations

import asyncio
import datetime as dt
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from answer.caches.cache import AnswerCache
from nescio.answers import (
    Abstained,
    Answer,
    Answered,
    Citation,
    Claim,
    SourceDetail,
    SourceRef,
    SourceState,
    Verdict,
)
from nescio.errors import StoreFailed, UsageError
from nescio.events import Checked, Cited, Delta, Done, Event, Final, Sources, Start, Status
from nescio.settings import Settings, parse
from nescio.types import Fact, Question, Scope, SourceFreshness
from nescio.verification import CheckedClaim, ClaimEvidence, Verification
from retrieval.freshness import Freshness
from retrieval.kept_turns import Given
from server.readiness import Answerer, Opener

NOW = dt.datetime(2026, 3, 4, 10, 30, tzinfo=dt.UTC)
HOSTILE = '<img src=x onerror="window.hacked=1">'
MANUAL = (
    "Care of the Aurora kettle 🫖\n\nDescale the kettle every two months with citric acid. "
    "Never immerse the base in water.\n"
)
QUOTE = "Descale the kettle every two months with citric acid."
START = MANUAL.index(QUOTE)

PASSAGE = SourceRef(
    id="passage-1",
    kind="passage",
    title="Care guide",
    uri="help/care.md",
    locator={"start": START, "end": START + len(QUOTE), "heading_path": ["Care"]},
    snippet=QUOTE,
    score=0.91,
    as_of=NOW,
)
RECORD = SourceRef(
    id="record-1",
    kind="record",
    title="Aurora kettle",
    uri="products/7",
    locator={"table": "products", "key": "7", "column": "price"},
    snippet="price: 49.00 EUR",
    score=1.0,
    as_of=NOW,
)
DETAILS = {
    "passage-1": SourceDetail(ref=PASSAGE, text=MANUAL, start=START, end=START + len(QUOTE)),
    "record-1": SourceDetail(
        ref=RECORD,
        text="Aurora kettle: price 49.00 EUR",
        fields=(("name", "Aurora kettle"), ("price", "49.00 EUR"), ("note", HOSTILE)),
    ),
}


_STATES = tempfile.TemporaryDirectory(prefix="nescio-tests-")
AGES = (SourceFreshness(source="help", checked_at=NOW, changed_at=NOW, lag_ms=90_000),)


def make_settings(**overrides: object) -> Settings:
    """Settings of nothing but one database; each time with another state folder."""
    raw: dict[str, object] = {
        "sources": [{"name": "shop", "type": "database", "url": "sqlite:///shop.sqlite"}],
        "state": tempfile.mkdtemp(dir=_STATES.name),
    }
    return parse({**raw, **overrides}, where="test", folder=Path("/nowhere"))


def start(question: Question, new: str = "conversation-1") -> Start:
    conversation_id = question.conversation_id or new
    return Start(
        answer_id="answer-1",
        conversation_id=conversation_id,
        as_of=NOW,
        index_lag_ms=90_000,
        freshness=AGES,
    )


def answered(*sentences: tuple[str, SourceRef], notes: tuple[str, ...] = ()) -> list[Event]:
    """The events after `start` of an answer with these sentences."""
    sources = tuple(ref for _, ref in sentences)
    events: list[Event] = [
        Status(stage="route"),
        Status(stage="retrieve"),
        Sources(sources=sources),
    ]
    claims: list[Claim] = []
    citations: list[Citation] = []
    text = ""
    for sentence, ref in sentences:
        begin = len(text) + bool(text)
        text = f"{text} {sentence}" if text else sentence
        verdict = Verdict(status="supported", score=1.0, rule="quote", evidence_ids=(ref.id,))
        claims.append(
            Claim(
                text=sentence,
                start=begin,
                end=len(text),
                evidence_ids=(ref.id,),
                verdict=verdict,
            )
        )
        quoted = DETAILS[ref.id]
        citations.append(
            Citation(
                source_id=ref.id,
                claim_start=begin,
                claim_end=len(text),
                quote_start=quoted.start,
                quote_end=quoted.end,
            )
        )
        events += [
            Delta(text=sentence if begin == 0 else f" {sentence}"),
            Cited(citation=citations[-1]),
            Checked(
                claim_start=begin,
                claim_end=len(text),
                status="supported",
                score=1.0,
                rule="quote",
                source_ids=(ref.id,),
            ),
        ]
    answer = Answered(
        text=text,
        confidence=0.82,
        threshold=0.5,
        claims=tuple(claims),
        citations=tuple(citations),
        notes=notes,
        timings_ms={"total": 12.5},
    )
    return [*events, Final(answer=answer), Done()]


def abstained() -> list[Event]:
    answer: Answer = Abstained(
        text="",
        confidence=0.12,
        threshold=0.5,
        reason="no_evidence",
        rule="score_gate",
        nearest=(PASSAGE,),
    )
    return [Sources(sources=(PASSAGE,)), Final(answer=answer), Done()]


Script = Callable[[Question], Sequence[Event | Exception]]


class ScriptedPipeline:
    """Plays what `script` returns for a question. An exception in the list is raised.

    Holds before the event whose position is `hold_at` (after `start`) until `release` is set;
    `held`, `cancelled` and `finished` tell what has happened.
    """

    def __init__(
        self,
        script: Script,
        *,
        hold_at: int | None = None,
        only: Callable[[Question], bool] = lambda _: True,
    ) -> None:
        """Holds only the questions for which `only` is true."""
        self._script = script
        self._hold_at = hold_at
        self._only = only
        self.release = asyncio.Event()
        self.held = asyncio.Event()
        self.cancelled = asyncio.Event()
        self.finished = asyncio.Event()
        self.questions: list[Question] = []
        self.gone: set[str] = set()
        self.changed: set[str] = set()
        self.unreachable = False
        self.cache: AnswerCache | None = None
        self.new_conversation: Callable[[], str] = lambda: "conversation-1"

    async def start(self, question: Question) -> Start:
        return start(question, self.new_conversation())

    async def stream(self, question: Question) -> AsyncIterator[Event]:
        self.questions.append(question)
        try:
            new = "" if question.conversation_id else self.new_conversation()
            yield start(question, new)
            for position, event in enumerate(self._script(question)):
                if position == self._hold_at and self._only(question):
                    self.held.set()
                    await self.release.wait()
                if isinstance(event, Exception):
                    raise event
                yield event
        except (asyncio.CancelledError, GeneratorExit):
            self.cancelled.set()
            raise
        finally:
            self.finished.set()

    async def source(self, source_id: str, scope: Scope) -> SourceDetail | None:
        return None if source_id in self.gone else DETAILS.get(source_id)

    async def given(self, source_ids: Sequence[str], scope: Scope) -> dict[str, Given]:
        if self.unreachable:
            raise StoreFailed("catalogue", "it is locked")
        return {id_: Given(nodes=(f"of {id_}",)) for id_ in source_ids if id_ not in self.gone}

    async def states(
        self, source_ids: Sequence[str], scope: Scope, known: Mapping[str, Fact] | None = None
    ) -> dict[str, SourceState]:
        if self.unreachable:
            raise StoreFailed("catalogue", "it is locked")
        found: dict[str, SourceState] = {}
        for id_ in source_ids:
            found[id_] = "source removed" if id_ in self.gone else "alive"
            if id_ in self.changed:
                found[id_] = "source changed"
        return found

    async def verify(self, text: str, scope: Scope) -> Verification:
        if text == "too long":
            raise UsageError("text: longer than 20000 characters")
        evidence = ClaimEvidence(
            source_id=RECORD.id, kind="record", title=RECORD.title, uri=RECORD.uri, as_of=NOW,
            value="49.00 EUR", table="products", key="7", column="price", attribute="price",
        )  # fmt: skip
        claim = CheckedClaim(
            text=text, start=0, end=len(text), status="supported", score=1.0, rule="live_row",
            evidence=(evidence,),
        )  # fmt: skip
        return Verification(
            claims=(claim,), sources=(RECORD,), as_of=NOW, index_lag_ms=90_000, freshness=AGES,
            counts={"supported": 1, "contradicted": 0, "unsupported": 0, "not_checkable": 0},
        )  # fmt: skip

    async def freshness(self) -> Freshness:
        unread = SourceFreshness(source="shop", problem="shop: cannot be read")
        return Freshness(at=NOW, sources=(*AGES, unread))


def opener(pipeline: Answerer) -> Opener:
    """Opens `pipeline` at once."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[Answerer]:
        yield pipeline

    return opened
