"""Reranking: a cross-encoder reads the question with each passage and orders the first of them.

It sees what the fused ranking cannot (who did what to whom), and costs a model's pass per passage.
Hence a deadline: a model that is late or fails leaves the fused order as it is.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from nescio.errors import ConfigError, NescioError, ProviderFailed
from nescio.settings import RerankSettings
from nescio.types import Evidence, Passage
from retrieval.model_thread import ModelThread, cannot_load, model_place, prepare_torch

if TYPE_CHECKING:  # importing torch takes seconds: only the model's thread does it
    from sentence_transformers import CrossEncoder

STAGE = "rerank"
"""The name of the stage in `Evidence.scores` and in `degraded`."""

_TRAINED = ("ForSequenceClassification", "ForCausalLM")


class Reranker(Protocol):
    """A model that reads a question and a text together."""

    async def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """How well each text answers the question, in order; more is better.

        Once cancelled it soon stops working. Raises ConfigError and ProviderFailed.
        """


@dataclass(frozen=True, kw_only=True)
class Reranked:
    """The same evidence, the best first; `degraded` names the stage if the order is as it was."""

    evidence: tuple[Evidence, ...]
    degraded: tuple[str, ...] = ()


async def rerank(
    reranker: Reranker,
    question: str,
    evidence: Sequence[Evidence],
    *,
    settings: RerankSettings,
    linked: Collection[str] = (),
) -> Reranked:
    """The first `candidates` passages by the model's score, which is added to their scores.

    Equal scores keep the order given. Facts keep their places: a live value is not a matter of
    likeness. So do, as a group, the passages `linked`, which only the walk has found: what is one
    link away need not look like the question, and so they are ordered among themselves only.
    """
    given = tuple(evidence)
    passages = [(i, e.item) for i, e in enumerate(given) if isinstance(e.item, Passage)]
    passages = passages[: settings.candidates]
    if not passages:
        return Reranked(evidence=given)
    try:
        async with asyncio.timeout(settings.deadline_s):
            scores = await reranker.scores(question, [passage_text(p) for _, p in passages])
    except (NescioError, TimeoutError):
        return Reranked(evidence=given, degraded=(STAGE,))
    scored = {
        i: replace(given[i], scores={**given[i].scores, STAGE: score})
        for (i, _), score in zip(passages, scores, strict=True)
    }
    order = list(given)
    for group in (False, True):
        own = [i for i, _ in passages if (given[i].id in linked) is group]
        best = sorted(own, key=lambda i: -scored[i].scores[STAGE])
        for place, i in zip(own, best, strict=True):
            order[place] = scored[i]
    return Reranked(evidence=tuple(order))


def passage_text(passage: Passage) -> str:
    """What the model reads of a passage: where it stands, then its text."""
    path = dict.fromkeys((passage.title, *passage.chunk.heading_path))
    place = " > ".join(part for part in path if part)
    return f"{place}\n{passage.chunk.text}" if place else passage.chunk.text


class CrossEncoderReranker:
    """A sentence-transformers cross-encoder in one thread of its own, loaded at the first use."""

    def __init__(self, settings: RerankSettings) -> None:
        """Raises ConfigError when the settings name no model."""
        if settings.model is None:
            raise ConfigError("rerank.model", "no model is set")
        self._settings = settings
        self._name = name = settings.model
        self._thread = ModelThread(lambda: _load(name, settings), name="reranking")

    async def load(self) -> None:
        """Load the model now rather than at the first question. Raises ConfigError."""
        await self._thread.load()

    async def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        # Texts of a length share a batch, which is padded to its longest.
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        found = [0.0] * len(texts)
        for first in range(0, len(order), self._settings.batch_size):
            batch = order[first : first + self._settings.batch_size]
            pairs = [(question, texts[i]) for i in batch]
            # One batch per turn: who is cancelled gives up the batches not begun, so that the
            # thread is free for the next question after one of them.
            scored = await self._thread.run(partial(self._predict, pairs))
            for i, score in zip(batch, scored, strict=True):
                found[i] = score
        return found

    def close(self) -> None:
        """Drop what waits and end the thread."""
        self._thread.close()

    def _predict(self, pairs: list[tuple[str, str]], model: CrossEncoder) -> list[float]:
        try:
            found = model.predict(
                pairs,
                batch_size=self._settings.batch_size,
                show_progress_bar=False,
            )
        except (RuntimeError, ValueError, IndexError) as error:
            raise ProviderFailed(self._name, " ".join(str(error).split())) from error
        scores = [float(score) for score in found]
        if not all(map(math.isfinite, scores)):
            raise ProviderFailed(self._name, "it gives scores that are no numbers")
        return scores


def _load(name: str, settings: RerankSettings) -> CrossEncoder:
    """The model, from a folder, or the hub's cache or network."""
    place = model_place(name, "rerank.model")
    prepare_torch(settings.threads)
    from sentence_transformers import CrossEncoder

    try:
        model: CrossEncoder = CrossEncoder(
            str(place),
            device="cpu",
            local_files_only=isinstance(place, Path),
            max_length=settings.max_length,
        )
    except (OSError, ValueError, ImportError, RuntimeError) as error:
        raise cannot_load(name, "rerank.model", error) from error
    _check(model, name)
    return model


def _check(model: CrossEncoder, name: str) -> None:
    """Only a model that was trained to give one score per pair can rank.

    An embedding model loads as well, with a head of random numbers: nothing but its architecture
    tells.
    """
    if model.num_labels != 1:
        raise ConfigError(
            "rerank.model", f"{name!r} gives {model.num_labels} scores per pair; one is needed"
        )
    architectures = (model.config and model.config.architectures) or []
    if len(model) == 1 and not any(a.endswith(_TRAINED) for a in architectures):
        raise ConfigError(
            "rerank.model",
            f"{name!r} is no cross-encoder ({', '.join(architectures) or 'no architecture'})",
        )
