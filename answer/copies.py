"""One sentence, all the documents that say it: a quote is cited from near-duplicates too."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from answer.drafts import Draft
from nescio.errors import ServiceError
from nescio.types import Scope
from retrieval.retriever import Retriever


async def with_copies(
    drafts: Sequence[Draft],
    retriever: Retriever,
    scope: Scope,
    *,
    without: Collection[str] = (),
) -> tuple[tuple[Draft, ...], tuple[str, ...]]:
    """The drafts, each quote with its copies as far as `scope` permits them, none of the sources
    `without`; and what failed."""
    found: list[Draft] = []
    for draft in drafts:
        quote = draft.quote
        if quote is None:
            found.append(draft)
            continue
        try:
            copies = await retriever.copies(quote.passage, quote.text, scope, without=without)
        except (ServiceError, TimeoutError):
            return tuple(drafts), ("copies",)
        quotes = tuple(replace(quote, passage=c.passage, start=c.start, end=c.end) for c in copies)
        ids = (*draft.verdict.evidence_ids, *(copy.passage.id for copy in quotes))
        verdict = replace(draft.verdict, evidence_ids=ids)
        found.append(replace(draft, copies=quotes, verdict=verdict))
    return tuple(found), ()
