"""Which canonical question a question is a paraphrase of, by a small trained model.

A bi-encoder (Reimers & Gurevych 2019, Sentence-BERT): all-MiniLM-L6-v2 of the package, whose layers
`scripts/train_paraphrase.py` trained further on `data/paraphrase`, so that a question is near the
canonical question (`answer/canonical.py`) that asks for the same. That none does is a class of its
own, with a logit that is a linear function of the question's vector.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from answer.weights import trained
from nescio.errors import ConfigError
from nescio.settings import EmbeddingSettings
from retrieval.embedding import PACKAGED, Encoder, packaged_folder
from retrieval.embedding_onnx import OnnxEmbedder, OnnxEncoder
from retrieval.vectors import Vector

TRAINED = Path(__file__).with_name("paraphrase.safetensors")
MOST_KEPT = 16384
COMPARED = 64
"""Of the canonical questions the nearest, among which there is a choice: as in training."""


@dataclass(frozen=True, kw_only=True)
class _Head:
    scale: float
    null: Vector
    bias: float


class ParaphraseEmbedder(OnnxEmbedder):
    """The trained model; other weights than those of the index, and so another name."""

    head: _Head

    def __init__(self, *, threads: int, file: Path = TRAINED) -> None:
        super().__init__(EmbeddingSettings(model=PACKAGED, threads=threads))
        self._file = file

    @property
    def name(self) -> str:
        return f"{PACKAGED}-{self._file.stem}"

    def _load(self) -> Encoder:
        folder = packaged_folder(PACKAGED)
        if folder is None:
            key, problem = "reader.paraphrases", f"needs the package of {PACKAGED!r}"
            raise ConfigError(key, problem, "install it, or say false")
        ours = trained(self._file)
        self.head = _Head(
            scale=float(ours["scale"][0]),
            null=ours["null.weight"],
            bias=float(ours["null.bias"][0]),
        )
        self._tokens = OnnxEncoder(folder, self._settings, ours)
        return self._tokens


class Paraphrases:
    """Tells the canonical question that is meant."""

    def __init__(self, embedder: ParaphraseEmbedder, *, deadline_s: float = 10.0) -> None:
        self._embedder = embedder
        self._deadline_s = deadline_s
        self._vectors: dict[str, Vector] = {}

    async def likely(self, question: str, canonical: Sequence[str]) -> list[tuple[float, int]]:
        """The probability of each of the nearest canonical questions and its place, best first;
        what is missing to 1 is that none is meant. Raises ProviderFailed, and TimeoutError after
        the deadline."""
        if not canonical:
            return []
        async with asyncio.timeout(self._deadline_s):
            known = await self._known(canonical)
            (asked,) = await self._embedder.embed([question])
        head = self._embedder.head
        near = np.stack([known[text] for text in canonical]) @ asked
        places = np.argsort(-near, kind="stable")[:COMPARED]
        logits = head.scale * np.append(near[places], head.null @ asked + head.bias)
        odds = np.exp(logits - logits.max())
        return [(float(p), int(place)) for p, place in zip(odds / odds.sum(), places, strict=False)]

    async def _known(self, texts: Sequence[str]) -> dict[str, Vector]:
        """Vectors of canonical questions; those of a schema are few, and kept."""
        new = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        if new:
            if len(self._vectors) + len(new) > MOST_KEPT:
                self._vectors.clear()
                new = list(dict.fromkeys(texts))
            self._vectors |= dict(zip(new, await self._embedder.embed(new), strict=True))
        return self._vectors
