"""Extractive question answering: a model that points at the answer inside a text.

Scores follow the convention of SQuAD 2.0 (Devlin et al. 2019, BERT, section 4.3): a span scores
the logit of its first token as a start plus that of its last token as an end; that there is no
answer scores the same of the [CLS] token. A text longer than a window is read in overlapping
windows: its span is the best of any window, its null score the lowest of all.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from nescio.errors import ConfigError, ProviderFailed
from nescio.settings import ReaderSettings
from retrieval.model_thread import ModelThread, cannot_load, model_place, prepare_torch

if TYPE_CHECKING:  # importing torch takes seconds: only the model's thread does it
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

_TRAINED = ("ForQuestionAnswering", "ForQuestionAnsweringSimple")
_HALVES = re.compile("[\ud800-\udfff]")
_JOINER = "\u200d"
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_KEY = "reader.model"


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


class SpanReader(Protocol):
    """A model that reads a question and a text together."""

    async def spans(self, question: str, texts: Sequence[str]) -> list[Span | None]:
        """The best span of each text, in order; None where a text holds no word.

        Once cancelled it soon stops working. Raises ConfigError and ProviderFailed.
        """


@dataclass(frozen=True, kw_only=True)
class _Window:
    """What the model is fed of one text, and where each token stands in it."""

    text: int
    ids: dict[str, list[int]]
    offsets: list[tuple[int, int]]
    inside: NDArray[np.bool_]
    """Which tokens are the text's own."""
    null: int
    """The place of the [CLS] token."""


@dataclass(frozen=True, kw_only=True)
class _Loaded:
    model: PreTrainedModel
    tokenizer: PreTrainedTokenizerBase
    length: int


class ExtractiveReader:
    """A model of transformers in one thread of its own, loaded at the first use."""

    def __init__(self, settings: ReaderSettings) -> None:
        """Raises ConfigError when the settings name no model."""
        if settings.model is None:
            raise ConfigError(_KEY, "no model is set")
        self._settings = settings
        self._name = name = settings.model
        self._thread = ModelThread(lambda: _load(name, settings), name="reader")

    async def load(self) -> None:
        """Load the model now rather than at the first question. Raises ConfigError."""
        await self._thread.load()

    async def spans(self, question: str, texts: Sequence[str]) -> list[Span | None]:
        plain = [_HALVES.sub("\ufffd", text) for text in texts]  # they have no UTF-8
        windows = await self._thread.run(partial(self._windows, question, plain))
        windows.sort(key=lambda w: len(w.offsets))  # a batch is padded to its longest
        found: list[Span | None] = [None] * len(texts)
        for first in range(0, len(windows), self._settings.batch_size):
            batch = windows[first : first + self._settings.batch_size]
            # One batch per turn: who is cancelled gives up the batches not begun.
            for window, span in zip(
                batch, await self._thread.run(partial(self._read, batch)), strict=True
            ):
                found[window.text] = _better(found[window.text], span)
        return [s and _whole(text, s) for text, s in zip(plain, found, strict=True)]

    def close(self) -> None:
        """Drop what waits and end the thread."""
        self._thread.close()

    def _windows(self, question: str, texts: list[str], loaded: _Loaded) -> list[_Window]:
        texts_of = [i for i, text in enumerate(texts) if text.strip()]
        if not texts_of:
            return []
        tokenizer = loaded.tokenizer
        try:
            question = _shortened(_HALVES.sub("\ufffd", question), loaded)
            asked = len(tokenizer(question, add_special_tokens=False)["input_ids"])
            room = loaded.length - asked - tokenizer.num_special_tokens_to_add(pair=True)
            read: Any = tokenizer(
                [question] * len(texts_of), [texts[i] for i in texts_of],
                truncation="only_second", max_length=loaded.length,
                stride=min(self._settings.stride, room // 2), return_overflowing_tokens=True,
                return_offsets_mapping=True,
            )  # fmt: skip
        except (ValueError, RuntimeError, OverflowError) as error:
            raise ProviderFailed(self._name, " ".join(str(error).split())) from error
        fed = [name for name in tokenizer.model_input_names if name in read]
        found = []
        for row, place in enumerate(read["overflow_to_sample_mapping"]):
            ids, text = read["input_ids"][row], texts[texts_of[place]]
            cls = tokenizer.cls_token_id
            offsets = [(int(a), int(b)) for a, b in read["offset_mapping"][row]]
            inside = [
                sequence == 1 and bool(text[a:b].strip())
                for sequence, (a, b) in zip(read.sequence_ids(row), offsets, strict=True)
            ]
            if any(inside):
                found.append(
                    _Window(
                        text=texts_of[place], ids={name: read[name][row] for name in fed},
                        offsets=offsets, inside=np.array(inside),
                        null=ids.index(cls) if cls in ids else 0,
                    )
                )  # fmt: skip
        return found

    def _read(self, batch: list[_Window], loaded: _Loaded) -> list[Span]:
        import torch

        padded: Any = loaded.tokenizer.pad([w.ids for w in batch], return_tensors="pt")
        left = loaded.tokenizer.padding_side == "left"
        width = int(padded["input_ids"].shape[1])
        try:
            with torch.inference_mode():
                output: Any = loaded.model(**padded)
            starts = np.asarray(output.start_logits.float().numpy(), dtype=np.float64)
            ends = np.asarray(output.end_logits.float().numpy(), dtype=np.float64)
        except (RuntimeError, ValueError, IndexError, TypeError, AttributeError) as error:
            raise ProviderFailed(self._name, " ".join(str(error).split())) from error
        found = []
        for window, start, end in zip(batch, starts, ends, strict=True):
            size = len(window.offsets)
            own = slice(width - size, width) if left else slice(0, size)
            if not (np.isfinite(start[own]).all() and np.isfinite(end[own]).all()):
                raise ProviderFailed(self._name, "it gives scores that are no numbers")
            found.append(_best(window, start[own], end[own], self._settings.max_answer_tokens))
        return found


def _best(window: _Window, start: NDArray[np.float64], end: NDArray[np.float64], most: int) -> Span:
    """The best span of a window; of equal ones the first. Logits: one for each of its tokens."""
    null = float(start[window.null] + end[window.null])
    places = np.flatnonzero(window.inside)
    first, last = places[:, None], places[None, :]
    scores = start[first] + end[last]
    scores[(last < first) | (last - first >= most)] = -np.inf
    a, b = np.unravel_index(int(np.argmax(scores)), scores.shape)
    return Span(
        start=window.offsets[places[a]][0], end=window.offsets[places[b]][1],
        score=float(scores[a, b]), null_score=null,
    )  # fmt: skip


def _better(one: Span | None, other: Span) -> Span:
    """Two windows of a text as one."""
    if one is None:
        return other
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


def _shortened(question: str, loaded: _Loaded) -> str:
    """The end of a question that leaves half of the window to the text: what is told besides a
    question stands before it."""
    read: Any = loaded.tokenizer(question, add_special_tokens=False, return_offsets_mapping=True)
    offsets = read["offset_mapping"]
    most = loaded.length // 2 - loaded.tokenizer.num_special_tokens_to_add(pair=True)
    return question if len(offsets) <= most else question[offsets[-most][0] :]


def _load(name: str, settings: ReaderSettings) -> _Loaded:
    """The model and its tokenizer, from a folder, or the hub's cache or network."""
    place = model_place(name, _KEY)
    prepare_torch(settings.threads)
    from transformers import AutoConfig, AutoModelForQuestionAnswering, AutoTokenizer

    local = isinstance(place, Path)
    try:
        config: Any = AutoConfig.from_pretrained(str(place), local_files_only=local)
        architectures = config.architectures or []
        # A model without a trained head loads as well, and points anywhere.
        if not any(a.endswith(_TRAINED) for a in architectures):
            raise ConfigError(
                _KEY,
                f"{name!r} answers no questions ({', '.join(architectures) or 'no architecture'})",
            )
        tokenizer: Any = AutoTokenizer.from_pretrained(str(place), local_files_only=local)
        model: Any = AutoModelForQuestionAnswering.from_pretrained(
            str(place), local_files_only=local
        )
    except (OSError, ValueError, ImportError, RuntimeError, KeyError) as error:
        raise cannot_load(name, _KEY, error) from error
    if not tokenizer.is_fast:
        raise ConfigError(_KEY, f"the tokenizer of {name!r} does not tell where its tokens stand")
    if tokenizer.pad_token is None:
        raise ConfigError(_KEY, f"the tokenizer of {name!r} has no padding token")
    model.eval()
    length = min(settings.max_length, int(tokenizer.model_max_length), _positions(model, settings))
    return _Loaded(model=model, tokenizer=tokenizer, length=length)


def _positions(model: PreTrainedModel, settings: ReaderSettings) -> int:
    """How many tokens a model has places for. RoBERTa and its kind count on from the place of the
    padding token, so that the first ones are never used."""
    most = getattr(model.config, "max_position_embeddings", None) or settings.max_length
    unused = [
        module.padding_idx + 1
        for name, module in model.named_modules()
        if name.endswith("position_embeddings") and getattr(module, "padding_idx", None) is not None
    ]
    return int(most) - max(unused, default=0)
