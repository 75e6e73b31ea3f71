"""What an answer rests on: the records it cites or that were retrieved for it, and live reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from answer.caches.encoding import Given
from nescio.answers import AbstentionReason, Answer, Answered
from nescio.settings_models import CacheSettings
from nescio.types import Fact, key_text
from retrieval.catalogue import Catalogue
from retrieval.kept_rows import KeptRead
from retrieval.read_codec import touched
from retrieval.reads import Read, Reads
from retrieval.schema import DatabaseSchema
from retrieval.things import CORPUS, Thing, missing_passages, record_of_row, versions

_KEPT_REASONS: frozenset[AbstentionReason] = frozenset(
    {
        "no_evidence",
        "insufficient_evidence",
        "contradicts_record",
        "sources_conflict",
        "unsupported_claims",
        "ambiguous_entity",
        "out_of_scope",
    }
)
"""Not: what is private or unsafe, and what is true of a moment only (an old index, no model)."""


def may_be_kept(answer: Answer) -> bool:
    """Whether an answer would be the same for whoever asks next: nothing failed, was left out or
    refused."""
    reason = None if isinstance(answer, Answered) else answer.reason
    return not answer.degraded and (reason is None or reason in _KEPT_REASONS)


class Evidence:
    """What answers rest on, in the versions of the catalogue. Its methods block."""

    def __init__(self, catalogue: Catalogue, schemas: Mapping[str, DatabaseSchema]) -> None:
        self._catalogue = catalogue
        self._schemas = schemas

    def of(
        self, given: Given, reads: Reads, generation: str
    ) -> tuple[dict[Thing, str], dict[Read, KeptRead]] | None:
        """The versions of all records, and the live reads with what they touch. None: some of it
        has changed since it was read, so that its version is not known.

        `generation` is that of the catalogue before anything was read. Raises StoreFailed.
        """
        cited = {source.id for source in given.sources if source.kind == "passage"}
        if reads.unsettled or not cited <= reads.passages.keys():
            return None
        things = {_of_passage(p.chunk.source, p.chunk.key) for p in reads.passages.values()}
        things |= {thing for fact in given.facts for thing in _of_fact(fact)}
        touching = {
            read: touched(read, self._schemas.get(read.source), reads.seen.get(read, ()))
            for read in reads.live
        }
        found = versions(self._catalogue, things.union(*touching.values()))
        if missing_passages(self._catalogue, reads.passages.keys()):
            return None
        rests = {thing: found[thing] for thing in things}
        if not isinstance(given.answer, Answered):
            rests[CORPUS] = generation
        live = {
            read: KeptRead(found=reads.live[read], touches={t: found[t] for t in some})
            for read, some in touching.items()
        }
        return rests, live

    def holds(self, things: Mapping[Thing, str]) -> bool:
        """Whether the catalogue has all of them in these versions. Raises StoreFailed."""
        return versions(self._catalogue, things.keys()) == things


def time_to_live(
    settings: CacheSettings, things: Collection[Thing], reads: Collection[Read]
) -> dt.timedelta:
    """The least of the times of the sources that an answer rests on."""
    sources = {thing.source for thing in things} | {read.source for read in reads}
    times = [settings.ttl_by_source[s] for s in sources if s in settings.ttl_by_source]
    return dt.timedelta(seconds=min((settings.ttl_s, *times)))


def _of_passage(source: str, key: str) -> Thing:
    return Thing(kind="record", source=source, name=key)


def _of_fact(fact: Fact) -> set[Thing]:
    rows = [(fact.table, fact.key), *fact.about]
    return {record_of_row(fact.source, table, key_text(key)) for table, key in rows if key}
