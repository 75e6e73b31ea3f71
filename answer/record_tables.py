"""Tables of documents read as a whole, for questions that ask for all records of a kind."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from answer.extract import quotes_of
from answer.question import stems_of
from answer.quotes import Extract
from answer.record_lists import Table, asks_for_list, listed, untold
from answer.record_places import Placed, placed, within_country
from answer.records import Record, is_code, record_of
from answer.route import FactRouter
from answer.work import Match, Work
from nescio.errors import ServiceError
from nescio.types import Passage
from retrieval.places import every_country
from retrieval.retriever import Retriever

SURE = 0.85
"""Confidence in a list of which every word is explained."""

LOOKED_AT = 40
"""Passages by meaning, and as many by words, among which tables are looked for: a record alone is
seldom near a question about all of them."""

MOST_DOCUMENTS = 8
MOST_RECORDS = 300
FEWEST = 2
_RECORD = re.compile(r"^[^:;\n]{1,40}: [^;\n]*; [^:;\n]{1,40}: ", re.MULTILINE)


async def with_list(work: Work, retriever: Retriever, router: FactRouter) -> Work:
    """The same draft with all records that are asked for, if the question asks for a list that a
    table of the documents found has; of one country, if rows tell where its records are."""
    place = placed(work.analysis.text) if router.has_rows else None
    texts = (work.analysis.text, *((place.text,) if place else ()))
    if work.extract is None or work.retrieved is None or not any(map(asks_for_list, texts)):
        return work
    found = [e.item for e in work.retrieved.evidence if isinstance(e.item, Passage)]
    try:
        (more,) = await retriever.alike(
            [work.search], work.scope, limit=LOOKED_AT, without=work.without,
            vectors=None if work.extract.question is None else [work.extract.question],
        )  # fmt: skip
        ids = [
            p.chunk.document_id for p in (*found, *more)
            if p.kind == "file" and _RECORD.search(p.chunk.text)
        ]  # fmt: skip
        ids = list(dict.fromkeys(ids))[:MOST_DOCUMENTS]
        passages = await retriever.tables(ids, work.scope, without=work.without) if ids else []
        tables = await asyncio.to_thread(_tables, work, passages)
        of_place = await _of_place(work, tables, place, router)
    except (ServiceError, TimeoutError):
        return replace(work, degraded=(*work.degraded, "tables"))
    if of_place is not None:
        return of_place
    return await asyncio.to_thread(_listed, work, tables)


async def _of_place(
    work: Work, tables: Sequence[Table], place: Placed | None, router: FactRouter
) -> Work | None:
    """The same draft with the records that are asked for by a country that only rows know of."""
    if place is None or work.extract is None or _answers(work, work.analysis.text, tables):
        return None
    answers = _answers(work, place.text, tables)
    if len(answers) != 1:
        return None
    found = await within_country(answers[0], place.country, router, work.scope)
    if found is None:
        return None
    records, told = found
    if not records or told is None:  # such there are, but none there
        return replace(work, extract=replace(work.extract, chosen=(), scored=()))
    return replace(_with_records(work, work.extract, records), related=told)


def _answers(work: Work, text: str, tables: Sequence[Table]) -> list[tuple[Record, ...]]:
    names = [
        stems_of(candidate.entity.label) for m in work.mentions for candidate in m.candidates
    ]  # fmt: skip
    return [records for table in tables if (records := listed(text, table, names))]


def _listed(work: Work, tables: Sequence[Table]) -> Work:
    text = work.analysis.text
    answers = _answers(work, text, tables)
    if work.extract is None or len(answers) > 1:
        return work
    if not answers:
        said = frozenset().union(*(q.stems | q.context for q in work.extract.chosen))
        if any(untold(text, table, said, _namer(work)) for table in tables):
            return replace(work, extract=replace(work.extract, chosen=(), scored=()))
        return work
    return _with_records(work, work.extract, answers[0])


def _with_records(work: Work, extract: Extract, records: Sequence[Record]) -> Work:
    chosen = tuple(record.quote for record in records)
    own = {(q.passage.id, q.start) for q in chosen}
    others = tuple(
        q for q in (*extract.chosen, *extract.others) if (q.passage.id, q.start) not in own
    )
    extract = replace(extract, chosen=chosen, others=others)
    return replace(work, extract=extract, record=Match(quote=chosen[0], confidence=SURE))


def _namer(work: Work) -> Callable[[str], bool]:
    """Tells names and codes, of which there is a closed set, from what else stands in cells."""
    countries = {name.casefold() for name in every_country()}

    def names(value: str) -> bool:
        if is_code(value) or value.casefold() in countries:
            return True
        found = work.snapshot.linker.link(value, work.scope, fuzzy=False)
        return any(m.text == value and m.best.entity.label == value for m in found)

    return names


def _tables(work: Work, passages: Sequence[Passage]) -> list[Table]:
    """The tables in some passages, those of a document with one first column together."""
    records: dict[tuple[str, frozenset[str]], list[Record]] = {}
    over: dict[tuple[str, frozenset[str]], tuple[str, ...]] = {}
    for quote in quotes_of(work.analysis, passages):
        record = record_of(quote)
        if record is not None:
            records.setdefault(record.table, []).append(record)
            over.setdefault(record.table, (quote.passage.title, *quote.passage.chunk.heading_path))
    return [
        Table(records=tuple(found), heading=stems_of(over[table][-1]), over=stems_of(*over[table]))
        for table, found in records.items()
        if FEWEST <= len(found) <= MOST_RECORDS
    ]
