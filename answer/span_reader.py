"""The reader's part in an answer: how much surer it is of a span of a sentence than of no answer
takes part in which sentence is quoted first, and in the confidence (`answer.confidence`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from answer.quotes import MOST, Quote, place_of
from answer.spans import Page, SpanReader
from nescio.errors import NescioError
from nescio.settings import ReaderSettings

STAGE = "reader"
"""The name of the stage in `degraded`."""


class SpanQuotes:
    """Asks the reader what it finds in the passages of the likeliest sentences."""

    def __init__(self, model: SpanReader, settings: ReaderSettings) -> None:
        self._model = model
        self._settings = settings

    async def read(self, question: str, quotes: Sequence[Quote]) -> list[Quote] | None:
        """The quotes, best first, with their margins; None where the reader is late or fails.

        Those of passages that are not read are none that it found."""
        chunks: dict[str, list[int]] = {}
        for place, quote in enumerate(quotes):
            id_ = quote.passage.chunk.id
            if id_ in chunks or len(chunks) < self._settings.passages:
                chunks.setdefault(id_, []).append(place)
        pages = [_page([quotes[place] for place in places]) for places in chunks.values()]
        try:
            async with asyncio.timeout(self._settings.deadline_s):
                found = await self._model.spans(question, pages)
        except (NescioError, TimeoutError):
            return None
        read = [replace(quote, margin=-MOST) for quote in quotes]
        for places, spans in zip(chunks.values(), found, strict=True):
            for place, span in zip(places, spans, strict=True):
                if span is not None:
                    read[place] = replace(read[place], margin=span.margin)
        return read


def _page(quotes: Sequence[Quote]) -> Page:
    """A passage whose sentences, of which there is one at least, are wanted."""
    passage = quotes[0].passage
    start = passage.chunk.start
    parts = tuple((quote.start - start, quote.end - start) for quote in quotes)
    return Page(text=passage.chunk.text, parts=parts, lead=f"{place_of(passage)}: ")
