"""Whether one text follows from another: a cross-encoder trained for natural language inference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

from nescio.errors import ConfigError, ProviderFailed
from nescio.settings import EntailmentSettings
from retrieval.model_thread import ModelThread, cannot_load, model_place, prepare_torch

if TYPE_CHECKING:  # importing torch takes seconds: only the model's thread does it
    from sentence_transformers import CrossEncoder

Label = Literal["entailment", "neutral", "contradiction"]
_Loaded: TypeAlias = "tuple[CrossEncoder, tuple[Label, ...]]"


class Entailment(Protocol):
    """A model that reads a premise and a hypothesis together."""

    async def labels(self, pairs: Sequence[tuple[str, str]]) -> list[tuple[Label, float]]:
        """Of each (premise, hypothesis) the likeliest label with its probability.

        Raises ConfigError and ProviderFailed.
        """


def label_order(names: Mapping[int, str]) -> tuple[Label, ...]:
    """What a model's outputs mean, from its `id2label`: every model has an order of its own.

    Raises ConfigError when the names do not tell which one is entailment.
    """
    found = tuple(_label(names[place].casefold()) for place in sorted(names))
    if found.count("entailment") != 1 or len(found) < 2:
        raise ConfigError(
            "entailment.model", f"its labels are {', '.join(names[p] for p in sorted(names))}",
            "use a model whose id2label names entailment",
        )  # fmt: skip
    return found


def _label(name: str) -> Label:
    if name.startswith("entail"):
        return "entailment"
    return "contradiction" if name.startswith("contradict") else "neutral"


class CrossEncoderEntailment:
    """A sentence-transformers cross-encoder in one thread of its own, loaded at the first use."""

    def __init__(self, settings: EntailmentSettings) -> None:
        """Raises ConfigError when the settings name no model."""
        if settings.model is None:
            raise ConfigError("entailment.model", "no model is set")
        self._settings = settings
        self._name = name = settings.model
        self._thread = ModelThread(lambda: _load(name, settings), name="entailment")

    async def load(self) -> None:
        """Load the model now rather than at the first claim. Raises ConfigError."""
        await self._thread.load()

    async def labels(self, pairs: Sequence[tuple[str, str]]) -> list[tuple[Label, float]]:
        return await self._thread.run(partial(self._predict, list(pairs)))

    def close(self) -> None:
        """Drop what waits and end the thread."""
        self._thread.close()

    def _predict(self, pairs: list[tuple[str, str]], loaded: _Loaded) -> list[tuple[Label, float]]:
        model, order = loaded
        try:
            rows = model.predict(
                pairs, batch_size=self._settings.batch_size, show_progress_bar=False,
                apply_softmax=True,
            )  # fmt: skip
        except (RuntimeError, ValueError, IndexError) as error:
            raise ProviderFailed(self._name, " ".join(str(error).split())) from error
        found: list[tuple[Label, float]] = []
        for row in rows:
            best = max(range(len(order)), key=lambda place: float(row[place]))
            found.append((order[best], float(row[best])))
        return found


def _load(name: str, settings: EntailmentSettings) -> _Loaded:
    place = model_place(name, "entailment.model")
    prepare_torch(settings.threads)
    from sentence_transformers import CrossEncoder

    try:
        model: CrossEncoder = CrossEncoder(
            str(place), device="cpu", local_files_only=isinstance(place, Path),
            max_length=settings.max_length,
        )  # fmt: skip
    except (OSError, ValueError, ImportError, RuntimeError) as error:
        raise cannot_load(name, "entailment.model", error) from error
    names = dict(getattr(model.config, "id2label", None) or {})
    return model, label_order({int(place): str(name) for place, name in names.items()})
