"""The packaged model on onnxruntime: the same vectors as on torch, without importing torch.

The weights are those of the package, in full precision. `minilm.onnx` holds the graph alone, with
onnxruntime's fused operators; `scripts/minilm_graph.py` writes it.
"""

from __future__ import annotations

import asyncio
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nescio.errors import ConfigError
from nescio.settings import EmbeddingSettings
from retrieval import minilm
from retrieval.embedding import (
    PACKAGED,
    Encoder,
    LocalEmbedder,
    Tokens,
    packaged_folder,
    whole,
)

GRAPH = Path(__file__).with_name("minilm.onnx")
MAX_TOKENS = 256
"""What the model was trained on; longer texts are cut there, as sentence-transformers does."""
LEAST = 1e-12
"""The least length of a token's vector."""


class OnnxEmbedder(LocalEmbedder):
    """The packaged model on onnxruntime; no other."""

    def _load(self) -> Encoder:
        folder = packaged_folder(self._settings.model)
        if folder is None:
            raise ConfigError(
                "embedding.backend",
                f"'onnx' runs {PACKAGED!r} from its package only, not {self._settings.model!r}",
                "use 'auto' or 'torch' for other models",
            )
        self._tokens = OnnxEncoder(folder, self._settings)
        return self._tokens

    async def tokens(self, text: str) -> Tokens:
        """As `TokenEncoder` has it; a text is cut where `embed` cuts it."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._read, text)

    def _read(self, text: str) -> Tokens:
        self._loaded()
        try:
            return self._tokens.tokens(whole(text))
        except Exception as error:  # what the libraries raise has no common base
            raise self._failed(error) from error


class OnnxEncoder:
    """The session and its tokenizer as an `Encoder`. Raises ConfigError."""

    def __init__(
        self, folder: Path, settings: EmbeddingSettings, layers: minilm.Weights | None = None
    ) -> None:
        """`layers`: those of the model trained further, by their names in the package."""
        try:
            self._tokenizer = minilm.tokenizer(folder)
            self._tokenizer.enable_truncation(MAX_TOKENS)
            self._tokenizer.enable_padding()  # to the longest of the batch
            self._weights = _weights(folder, layers)
            self._session = minilm.session(GRAPH, self._weights, settings.threads)
            self._run = minilm.run_options()
        except Exception as error:  # what the libraries raise has no common base
            raise ConfigError(
                "embedding.backend",
                f"cannot load {settings.model!r} ({' '.join(str(error).split())[:200]})",
                "install its package anew, or use 'torch'",
            ) from error
        self.dimensions = int(self._session.get_outputs()[0].shape[-1])

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        read = self._tokenizer.encode_batch(texts)
        ids = np.array([text.ids for text in read], dtype=np.int32)
        mask = np.array([text.attention_mask for text in read], dtype=np.int32)
        (vectors,) = self._session.run(["vectors"], {"ids": ids, "mask": mask}, self._run)
        return np.asarray(vectors, dtype=np.float32)

    def tokens(self, text: str) -> Tokens:
        """The vectors that are pooled, each of unit length. Blocks."""
        read = self._tokenizer.encode(text)
        ids = np.array([read.ids], dtype=np.int32)
        (found,) = self._session.run(["tokens"], {"ids": ids, "mask": np.ones_like(ids)}, self._run)
        own = [place for place, special in enumerate(read.special_tokens_mask) if not special]
        vectors = np.asarray(found, dtype=np.float32)[0, own]
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), LEAST)
        return Tokens(vectors=vectors, spans=tuple(read.offsets[place] for place in own))


def _weights(folder: Path, layers: minilm.Weights | None) -> minilm.Weights:
    given = minilm.packaged(folder)
    named = minilm.contiguous(chain(minilm.embeddings(given), minilm.layers(layers or given)))
    # All tokens are of the first segment.
    named["positions"] = named["positions"] + named.pop("segments.weight")[0]
    return named
