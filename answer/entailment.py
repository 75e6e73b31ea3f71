"""Whether one text follows from another: a cross-encoder trained for natural language inference."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from nescio.errors import ConfigError, ProviderFailed
from nescio.settings import EntailmentSettings

if TYPE_CHECKING:  # importing torch takes seconds: only the model's thread does it
    from sentence_transformers import CrossEncoder

Label = Literal["entailment", "neutral", "contradiction"]


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
        self._name = settings.model
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="entailment")
        self._model: CrossEncoder | None = None
        self._order: tuple[Label, ...] = ()

    async def load(self) -> None:
        """Load the model now rather than at the first claim. Raises ConfigError."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._loaded)

    async def labels(self, pairs: Sequence[tuple[str, str]]) -> list[tuple[Label, float]]:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._predict, list(pairs))

    def close(self) -> None:
        """Drop what waits and end the thread."""
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _predict(self, pairs: list[tuple[str, str]]) -> list[tuple[Label, float]]:
        model = self._loaded()
        try:
            rows = model.predict(
                pairs, batch_size=self._settings.batch_size, show_progress_bar=False,
                apply_softmax=True,
            )  # fmt: skip
        except (RuntimeError, ValueError, IndexError) as error:
            raise ProviderFailed(self._name, " ".join(str(error).split())) from error
        found: list[tuple[Label, float]] = []
        for row in rows:
            best = max(range(len(self._order)), key=lambda place: float(row[place]))
            found.append((self._order[best], float(row[best])))
        return found

    def _loaded(self) -> CrossEncoder:
        if self._model is None:
            self._model = _load(self._name, self._settings)
            names = dict(getattr(self._model.config, "id2label", None) or {})
            self._order = label_order({int(place): str(name) for place, name in names.items()})
        return self._model


def _load(name: str, settings: EntailmentSettings) -> CrossEncoder:
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    folder = Path(name).expanduser()
    import torch
    from sentence_transformers import CrossEncoder

    torch.set_num_threads(settings.threads)
    try:
        model: CrossEncoder = CrossEncoder(
            str(folder) if folder.is_dir() else name, device="cpu",
            local_files_only=folder.is_dir(), max_length=settings.max_length,
        )  # fmt: skip
    except (OSError, ValueError, ImportError, RuntimeError) as error:
        raise ConfigError(
            "entailment.model",
            f"cannot load {name!r} ({' '.join(str(error).split())[:200]})",
            "use a model folder, or a hub name that this machine can fetch",
        ) from error
    return model
