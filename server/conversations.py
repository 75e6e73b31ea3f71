"""Conversations of the server: what a follow-up question refers to, and what can be read again.

They are kept in SQL (`retrieval.conversations`). A turn rests on the sources that its answer
cited, and goes with them: whenever a conversation is used, its citations are looked up, and the
text of a turn whose source is gone is overwritten; an ingest does the same for all of them.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from nescio.answers import Abstained, Answer, Answered, SourceRef, SourceState
from nescio.conversations import (
    Conversation,
    ConversationEntry,
    ConversationPage,
    ConversationTurn,
    TurnCitation,
)
from nescio.errors import ServiceError, UsageError
from nescio.settings import Settings
from nescio.types import Fact, Scope, Turn
from retrieval.conversations import Asker, ConversationStore, conversations_url
from retrieval.kept_turns import Given, KeptSource, KeptTurn
from retrieval.sql_store import moment

ANSWER_CHARS = 20_000


class Sources(Protocol):
    """What tells whether sources that were given out are still there."""

    async def given(self, source_ids: Sequence[str], scope: Scope) -> Mapping[str, Given]:
        """What is to be kept of each; those that are gone are left out. Raises ServiceError."""

    async def states(
        self, source_ids: Sequence[str], scope: Scope, known: Mapping[str, Fact] | None = None
    ) -> Mapping[str, SourceState]:
        """The state of each id. Raises ServiceError when it cannot be told."""


class Conversations:
    """Turns by asker and conversation id. The store is opened when it is first needed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._store: ConversationStore | None = None
        self._opening = asyncio.Lock()
        self._cleaning = asyncio.Lock()

    async def close(self) -> None:
        """Give the store's connections back."""
        if self._store is not None:
            await asyncio.to_thread(self._store.close)
            self._store = None

    async def add(
        self,
        scope: Scope,
        conversation_id: str,
        turn: KeptTurn,
        sources: Sources,
    ) -> None:
        """Append a turn, durably. Raises ServiceError."""
        if not self._settings.conversations.keep_days:
            return
        given = await sources.given([source.id for source in turn.sources], scope)
        known = tuple(_with(source, given) for source in turn.sources)
        lost = [source.id for source in known if source.id not in given]
        turn = replace(turn, sources=known).seen(dict.fromkeys(lost, "source removed"))
        store = await self._open()
        await asyncio.to_thread(store.add, Asker.of(scope), conversation_id, turn)

    async def history(
        self, scope: Scope, conversation_id: str | None, sources: Sources
    ) -> tuple[Turn, ...]:
        """The turns that a follow-up may refer to, oldest first; empty when it is not known.

        They begin after the last one whose source is gone: what a follow-up to that one means
        is gone with it. While the sources cannot be looked up, only the questions are used.
        """
        last = self._settings.answer.history_turns
        if conversation_id is None or not last:
            return ()
        store = await self._open()
        before = await asyncio.to_thread(store.turns, Asker.of(scope), conversation_id, last)
        try:
            turns = await self._seen(store, before, scope, sources)
        except ServiceError:
            return tuple(Turn(question=turn.question) for turn in before)
        usable: list[Turn] = []
        for turn in turns:
            if turn.state == "source removed":
                usable = []
                continue
            answer = turn.answer if turn.state == "alive" else ""
            usable.append(Turn(question=turn.question, answer=answer))
        return tuple(usable)

    async def read(
        self, scope: Scope, conversation_id: str, sources: Sources
    ) -> Conversation | None:
        """The turns with the state of what they cite, looked up now; None when it is not known.

        Raises ServiceError when the store fails or the sources cannot be looked up.
        """
        store = await self._open()
        before = await asyncio.to_thread(store.turns, Asker.of(scope), conversation_id)
        if not before:
            return None
        turns = await self._seen(store, before, scope, sources)
        return Conversation(
            conversation_id=conversation_id, turns=tuple(_shown(turn) for turn in turns)
        )

    async def page(self, scope: Scope, limit: int, before: str | None) -> ConversationPage:
        """A part of the list. Raises UsageError for a cursor that was not given out."""
        place = None if before is None else _place(before)
        store = await self._open()
        found = await asyncio.to_thread(store.page, Asker.of(scope), limit + 1, place)
        shown, more = found[:limit], found[limit:]
        following = _cursor(shown[-1]) if more else None
        return ConversationPage(conversations=tuple(shown), next=following)

    async def delete(self, scope: Scope, conversation_id: str) -> bool:
        """Forget a conversation, in the file too; whether there was one."""
        store = await self._open()
        gone = await asyncio.to_thread(store.delete, Asker.of(scope), conversation_id)
        if gone:
            async with self._cleaning:  # one is enough for all that were deleted meanwhile
                await asyncio.to_thread(store.remove_residue)
        return gone

    async def _seen(
        self, store: ConversationStore, before: Sequence[KeptTurn], scope: Scope, sources: Sources
    ) -> list[KeptTurn]:
        kept = [source for turn in before for source in turn.cited]
        ids = [source.id for source in kept if source.state != "source removed"]
        facts = {source.id: source.given.fact for source in kept if source.given.fact is not None}
        states: Mapping[str, SourceState] = {}
        if ids:
            states = await sources.states(list(dict.fromkeys(ids)), scope, facts)
        after = [turn.seen(states) for turn in before]
        changed = [new for old, new in zip(before, after, strict=True) if new != old]
        if changed:
            await asyncio.to_thread(store.replace, changed)
        return after

    async def _open(self) -> ConversationStore:
        """The store. Raises ConfigError and StoreFailed."""
        async with self._opening:
            if self._store is None:
                self._store = await asyncio.to_thread(_opened, self._settings)
            return self._store


def kept_turn(
    question: str,
    answer: Answer,
    given_out: Sequence[SourceRef],
    *,
    answer_id: str,
    asked_at: dt.datetime,
) -> KeptTurn:
    """What is kept of an answer; a long one is cut.

    Of an abstention no text is kept: it may name records, and cites none by which to tell that
    they are gone. The nearest evidence is remembered with it: when that goes, so does the question.
    """
    spans: defaultdict[tuple[int, int], tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for citation in answer.citations:
        needed, copies = spans[citation.claim_start, citation.claim_end]
        (needed if citation.quote_start is None else copies).append(citation.source_id)
    cited = {citation.source_id for citation in answer.citations}
    nearest = () if isinstance(answer, Answered) else answer.nearest
    refs = {ref.id: ref for ref in (*nearest, *given_out)}
    near = dict.fromkeys(ref.id for ref in nearest if ref.id not in cited)
    return KeptTurn(
        answer_id=answer_id,
        asked_at=asked_at,
        question=question,
        answer="" if isinstance(answer, Abstained) else answer.text[:ANSWER_CHARS],
        status=answer.status,
        reason=None if isinstance(answer, Answered) else answer.reason,
        claims=tuple((tuple(needed), tuple(copies)) for needed, copies in spans.values()),
        sources=tuple(
            KeptSource(id=id_, kind=ref.kind, title=ref.title, uri=ref.uri, cited=id_ in cited)
            for id_ in (*dict.fromkeys(c.source_id for c in answer.citations), *near)
            for ref in [refs[id_]]
        ),
    )


def _with(source: KeptSource, given: Mapping[str, Given]) -> KeptSource:
    return replace(source, given=given.get(source.id, Given()))


def _opened(settings: Settings) -> ConversationStore:
    """Open, with what has expired in the meantime removed. Blocks."""
    store = ConversationStore(conversations_url(settings), settings.conversations)
    store.expire(dt.datetime.now(dt.UTC))
    store.remove_residue()
    return store


def _shown(turn: KeptTurn) -> ConversationTurn:
    return ConversationTurn(
        question=turn.question,
        answer=turn.answer,
        status=turn.status,
        answer_id=turn.answer_id,
        asked_at=turn.asked_at,
        reason=turn.reason,
        citations=tuple(
            TurnCitation(
                source_id=source.id,
                state=source.state,
                kind=source.kind,
                title=source.title,
                uri=source.uri,
            )
            for source in turn.cited
        ),
    )


def _cursor(last: ConversationEntry) -> str:
    place = f"{moment(last.updated_at)} {last.conversation_id}"
    return base64.urlsafe_b64encode(place.encode()).decode()


def _place(cursor: str) -> tuple[str, str]:
    try:
        at, _, conversation_id = base64.urlsafe_b64decode(cursor.encode()).decode().partition(" ")
        dt.datetime.fromisoformat(at)
    except (binascii.Error, UnicodeError, ValueError):
        raise UsageError("before: not a cursor that was given out") from None
    return at, conversation_id
