"""The reader that comes with nescio, on onnxruntime.

It points at the answer to a question in a passage, or at none. It is all-MiniLM-L6-v2 of the
package, whose layers `scripts/train_reader.py` trained further on `data/reading`: its words are
those of the package, its layers lie in `reader.safetensors`, a byte a weight, and are computed in
full precision. `reader.onnx` is the graph alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from answer.spans import KEY, Logits, Page, Window, WindowReader, placed, shortened
from answer.weights import trained
from nescio.errors import ConfigError, ProviderFailed
from nescio.settings import OWN_READER, ReaderSettings
from retrieval import minilm
from retrieval.embedding import PACKAGED, packaged_folder

if TYPE_CHECKING:
    from onnxruntime import InferenceSession, RunOptions
    from tokenizers import Tokenizer

GRAPH = Path(__file__).with_name("reader.onnx")
TRAINED = Path(__file__).with_name("reader.safetensors")
LONGEST = 512
"""Tokens of a question and a text that the model has places for."""


@dataclass(frozen=True, kw_only=True)
class _Loaded:
    session: InferenceSession
    run: RunOptions
    tokenizer: Tokenizer
    weights: minilm.Weights
    """The session reads them where they lie."""


class PackagedReader(WindowReader[_Loaded]):
    """The trained model."""

    def __init__(self, settings: ReaderSettings) -> None:
        super().__init__(lambda: _load(settings), settings)

    def windows(self, question: str, pages: Sequence[Page], model: _Loaded) -> list[Window]:
        """As `WindowReader` has it."""
        tokenizer, length = model.tokenizer, min(self._settings.max_length, LONGEST)
        tokenizer.no_truncation()
        offsets = tokenizer.encode(question, add_special_tokens=False).offsets
        question = shortened(
            question, offsets, length // 2 - tokenizer.num_special_tokens_to_add(True)
        )
        asked = len(tokenizer.encode(question).ids)
        stride = min(self._settings.stride, (length - asked - 1) // 2)
        tokenizer.enable_truncation(length, stride=stride, strategy="only_second")
        found: list[Window] = []
        for number, page in enumerate(pages):
            if page.text.strip():
                read = tokenizer.encode(question, page.lead + page.text)
                for part in (read, *read.overflowing):
                    ids = {"ids": part.ids, "segments": part.type_ids}
                    window = placed(page, number, ids, part.sequence_ids, part.offsets, null=0)
                    if window is not None:
                        found.append(window)
        return found

    def logits(self, batch: Sequence[Window], model: _Loaded) -> list[tuple[Logits, Logits]]:
        """As `WindowReader` has it."""
        sizes = [len(window.offsets) for window in batch]
        fed = {
            name: np.zeros((len(batch), max(sizes)), dtype=np.int32)
            for name in ("ids", "segments", "mask")
        }
        for row, (window, size) in enumerate(zip(batch, sizes, strict=True)):
            fed["mask"][row, :size] = 1
            for name, ids in window.ids.items():
                fed[name][row, :size] = ids
        try:
            (read,) = model.session.run(None, fed, model.run)
        except Exception as error:  # what onnxruntime raises has no common base
            raise ProviderFailed(OWN_READER, " ".join(str(error).split())[:200]) from error
        scores = np.asarray(read, dtype=np.float64)
        return [(scores[row, :size, 0], scores[row, :size, 1]) for row, size in enumerate(sizes)]


def _load(settings: ReaderSettings) -> _Loaded:
    try:
        folder = packaged_folder(PACKAGED)
        if folder is None:
            raise ConfigError(KEY, f"{OWN_READER!r} needs the package of {PACKAGED!r}")
        ours = trained(TRAINED)
        words = dict(minilm.embeddings(minilm.packaged(folder)))
        head = [("head.weight", ours["head.weight"].T), ("head.bias", ours["head.bias"])]
        weights = minilm.contiguous(chain(words.items(), minilm.layers(ours), head))
        return _Loaded(
            session=minilm.session(GRAPH, weights, settings.threads),
            run=minilm.run_options(),
            tokenizer=minilm.tokenizer(folder),
            weights=weights,
        )
    except ConfigError:
        raise
    except Exception as error:  # what the libraries raise has no common base
        problem = f"cannot load {OWN_READER!r} ({' '.join(str(error).split())[:200]})"
        raise ConfigError(KEY, problem, "install nescio anew") from error
