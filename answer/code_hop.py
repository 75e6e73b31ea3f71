"""The second hop over a code: what error 508 needs is part VB-14, and what that costs another
table tells.

A question that has a code of its own and asks for an amount may be answered by two records: one
that is called by the code, or a sentence about it, gives another code; the record that is called
by that one holds the amount. Both are quoted. Where the first gives several codes of which
records are called, or the second is not the only one, nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from answer.extract import Extractor
from answer.kinds import expected, fits
from answer.quotes import Extract, Quote
from answer.records import SURE, Record, asked_fields, called_by, codes_of, record_of
from answer.work import Match, Work, off_point
from nescio.errors import ServiceError
from retrieval.retriever import Retriever


class CodeHop:
    """Follows a code that leads from one record to another."""

    def __init__(self, retriever: Retriever, extractor: Extractor) -> None:
        self._retriever = retriever
        self._extractor = extractor

    async def follow(self, work: Work) -> Work:
        """The draft with both records; the same draft where there is no such second hop, or where
        it fails."""
        if work.record is not None or work.extract is None or not _amount(work):
            return work
        try:
            return await self._followed(work, work.extract)
        except ServiceError:
            return replace(work, degraded=(*work.degraded, "codes"))

    async def _followed(self, work: Work, extract: Extract) -> Work:
        own = codes_of(work.search, (m.text for m in work.mentions if m.candidates))
        links = [q for q in _with_code(own, work) if not _tells(q, work)]
        given = {code: link for link in reversed(links) for code in _given(link, own)}
        targets = [
            (given[code], record)
            for code in given
            for record in await self._called(code, work)
            if asked_fields(record, work.analysis) and _meant(record, work)
        ]
        if len(targets) != 1:
            return work
        link, record = targets[0]
        chosen = (link, record.quote)
        others = tuple(q for q in (*extract.chosen, *extract.others) if q not in chosen)
        return replace(
            work,
            extract=replace(extract, chosen=chosen, others=others),
            record=Match(quote=record.quote, confidence=_sure(work, link, record)),
        )

    async def _called(self, code: str, work: Work) -> list[Record]:
        """The records that are called by a code, one for each text."""
        known = work.extract.scored if work.extract else ()
        found = list(called_by(code, _records(known)))
        if not found:
            retrieved = await self._retriever.retrieve(code, work.scope, without=work.without)
            extract = await self._extractor.extract(
                code, work.analysis, retrieved.evidence, work.snapshot.terms,
                about_other=lambda _: False,
            )  # fmt: skip
            found = list(called_by(code, _records(extract.scored)))
        return list({record.quote.text: record for record in found}.values())


def _amount(work: Work) -> bool:
    return expected(work.analysis.text) in ("money", "duration")


def _tells(link: Quote, work: Work) -> bool:
    """Whether the first record has what is asked for itself."""
    record = record_of(link)
    if record is not None:
        return bool(asked_fields(record, work.analysis))
    return fits(expected(work.analysis.text), link.text)


def _meant(record: Record, work: Work) -> bool:
    """Whether the question speaks of what the second record is: the `part` that it needs."""
    return bool(record.quote.stems & work.analysis.weights.keys())


def _with_code(own: frozenset[str], work: Work) -> list[Quote]:
    """What is said of the question's codes; records that are called by one before sentences."""
    scored = work.extract.scored if work.extract else ()
    held = [q for q in scored if own & codes_of(q.text, ()) and not off_point(q, work)]
    called = [q for q in held if any(r.fields[0].value in own for r in _records([q]))]
    return called or held


def _given(link: Quote, own: frozenset[str]) -> frozenset[str]:
    """The codes with letters in them that a link has and the question does not."""
    return frozenset(c for c in codes_of(link.text, ()) - own if any(x.isalpha() for x in c))


def _records(quotes: Iterable[Quote]) -> list[Record]:
    return [record for record in map(record_of, quotes) if record is not None]


def _sure(work: Work, link: Quote, record: Record) -> float:
    """As sure as looking up one record is, by the words of the question that both have."""
    near = link.stems | link.context | record.quote.stems | record.quote.context
    return round(min(0.95, SURE + (1 - SURE) * work.analysis.coverage(near)), 4)
