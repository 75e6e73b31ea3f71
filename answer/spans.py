"""Extractive question answering: a model that points at the answer inside a text.

Scores follow the convention of SQuAD 2.0 (Devlin et al. 2019, BERT, section 4.3): a span scores
the logit of its first token as a start plus that of its last token as an end; that there is no
answer scores the same of the [CLS] token. A text longer than a window is read in overlapping
windows: its span is the best of any window, its null score the lowest of all.
"""

from __future__ import annotations

import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from nescio.settings import ReaderSettings
from retrieval.model_thread import ModelThread

M = TypeVar("M")
Logits = NDArray[np.float64]
KEY = "reader.model"
_HALVES = re.compile("[\ud800-\udfff]")
_JOINER = "\u200d"
_SKIN_TONES = range(0x1F3FB, 0x1F400)


@dataclass(frozen=True, kw_only=True)
class Span:
    """`text[start:end]` (code points) answers best; higher scores are surer, on a logit scale."""

    start: int
    end: int
    score: float
    null_score: float

    @property
    def margin(self) -> float:
        """Above 0: an answer is likelier than none."""
        return self.score - self.null_score


@dataclass(frozen=True, kw_only=True)
class Page:
    """A text to read, and the `parts` of it (start, end) in each of which a span is wanted.

    `lead` tells where it stands, as a title does, and is read before it.
    """

    text: str
    parts: tuple[tuple[int, int], ...]
    lead: str = ""


class SpanReader(Protocol):
    """A model that reads a question and a text together."""

    async def load(self) -> None:
        """Load the model now rather than at the first question. Raises ConfigError."""

    async def spans(self, question: str, pages: Sequence[Page]) -> list[list[Span | None]]:
        """The best span of each part of each page, in order; None where it holds no word.

        Once cancelled it soon stops working. Raises ConfigError and ProviderFailed.
        """

    def close(self) -> None:
        """Drop what waits and end the thread."""


@dataclass(frozen=True, kw_only=True)
class Window:
    """What the model is fed of one page, and where each token stands in its text."""

    page: int
    ids: dict[str, list[int]]
    offsets: list[tuple[int, int]]
    inside: NDArray[np.bool_]
    """Which tokens are the text's own."""
    null: int
    """The place of the [CLS] token."""


class WindowReader(ABC, Generic[M]):
    """A model in one thread of its own, loaded at the first use, that reads windows."""

    def __init__(self, load: Callable[[], M], settings: ReaderSettings) -> None:
        """`load` makes the model (blocks; raises ConfigError)."""
        self._settings = settings
        self._thread = ModelThread(load, name="reader")

    async def load(self) -> None:
        """Load the model now rather than at the first question. Raises ConfigError."""
        await self._thread.load()

    async def spans(self, question: str, pages: Sequence[Page]) -> list[list[Span | None]]:
        """As `SpanReader` has it."""
        plain = [_clean(page) for page in pages]
        asked = _HALVES.sub("\ufffd", question)
        windows = await self._thread.run(partial(self.windows, asked, plain))
        windows.sort(key=lambda w: len(w.offsets))  # a batch is padded to its longest
        found: list[list[Span | None]] = [[None] * len(page.parts) for page in plain]
        for first in range(0, len(windows), self._settings.batch_size):
            batch = windows[first : first + self._settings.batch_size]
            # One batch per turn: who is cancelled gives up the batches not begun.
            read = await self._thread.run(partial(self._read, batch, plain))
            for window, spans in zip(batch, read, strict=True):
                known = found[window.page]
                found[window.page] = [_better(a, b) for a, b in zip(known, spans, strict=True)]
        return [
            [span and _whole(page.text, span) for span in spans]
            for page, spans in zip(plain, found, strict=True)
        ]

    def close(self) -> None:
        """Drop what waits and end the thread."""
        self._thread.close()

    def _read(
        self, batch: Sequence[Window], pages: Sequence[Page], model: M
    ) -> list[list[Span | None]]:
        """Of each window the best span in each part of its page."""
        most = self._settings.max_answer_tokens
        return [
            [_best(window, start, end, part, most) for part in pages[window.page].parts]
            for window, (start, end) in zip(batch, self.logits(batch, model), strict=True)
        ]

    @abstractmethod
    def windows(self, question: str, pages: Sequence[Page], model: M) -> list[Window]:
        """What is fed of each page, cut where it is too long. Raises ProviderFailed."""

    @abstractmethod
    def logits(self, batch: Sequence[Window], model: M) -> list[tuple[Logits, Logits]]:
        """Of each window how likely each of its tokens is the start and the end of an answer.
        Raises ProviderFailed."""


def shortened(question: str, offsets: Sequence[tuple[int, int]], most: int) -> str:
    """The end of a question, of at most so many tokens: what is told besides a question stands
    before it. `offsets` are those of all its tokens."""
    return question if len(offsets) <= most else question[offsets[-most][0] :]


def _clean(page: Page) -> Page:
    """Without halves of surrogate pairs, which have no UTF-8."""
    return replace(
        page, text=_HALVES.sub("\ufffd", page.text), lead=_HALVES.sub("\ufffd", page.lead)
    )


def placed(
    page: Page,
    number: int,
    ids: dict[str, list[int]],
    sequences: Sequence[int | None],
    offsets: Sequence[tuple[int, int]],
    *,
    null: int,
) -> Window | None:
    """A window on a page, `sequences` and `offsets` being those of lead and text as one; None if it
    shows no word of the text."""
    lead = len(page.lead)
    own = [(int(a) - lead, int(b) - lead) for a, b in offsets]
    inside = [
        sequence == 1 and a >= 0 and bool(page.text[a:b].strip())
        for sequence, (a, b) in zip(sequences, own, strict=True)
    ]
    if not any(inside):
        return None
    return Window(page=number, ids=ids, offsets=own, inside=np.array(inside), null=null)


def _best(
    window: Window, start: Logits, end: Logits, part: tuple[int, int], most: int
) -> Span | None:
    """The best span of a window in a part, of at most `most` tokens; of equal ones the first."""
    null = float(start[window.null] + end[window.null])
    places = np.array(
        [
            i
            for i in np.flatnonzero(window.inside)
            if part[0] <= window.offsets[i][0] and window.offsets[i][1] <= part[1]
        ]
    )
    if not places.size:
        return None
    first, last = places[:, None], places[None, :]
    scores = start[first] + end[last]
    scores[(last < first) | (last - first >= most)] = -np.inf
    a, b = np.unravel_index(int(np.argmax(scores)), scores.shape)
    return Span(
        start=window.offsets[places[a]][0], end=window.offsets[places[b]][1],
        score=float(scores[a, b]), null_score=null,
    )  # fmt: skip


def _better(one: Span | None, other: Span | None) -> Span | None:
    """Two windows of a page as one."""
    if one is None or other is None:
        return one or other
    best = other if other.score > one.score else one
    null = min(one.null_score, other.null_score)
    return Span(start=best.start, end=best.end, score=best.score, null_score=null)


def _whole(text: str, span: Span) -> Span:
    """The span without white space at its ends, and with the whole of its first and last
    character: a tokenizer may leave out accents that stand apart, or halve a joined emoji."""
    start, end = span.start, span.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while start > 0 and _joined(text, start):
        start -= 1
    while end < len(text) and _joined(text, end):
        end += 1
    return Span(start=start, end=end, score=span.score, null_score=span.null_score)


def _joined(text: str, place: int) -> bool:
    """Whether the character at `place` belongs to the one before it."""
    here, before = text[place], text[place - 1]
    return (
        unicodedata.category(here).startswith("M")
        or here == _JOINER
        or before == _JOINER
        or ord(here) in _SKIN_TONES
    )
