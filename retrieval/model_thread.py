"""A model in one thread of its own, which loads it at the first use and is what limits it.

What the optional models (reranking, entailment, reading) have in common: torch on the CPU, a folder
or a hub name from the settings, one piece of work at a time.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Generic, TypeVar

from nescio.errors import ConfigError

M = TypeVar("M")
T = TypeVar("T")


class ModelThread(Generic[M]):
    """Holds the model; nobody else touches it, for neither models nor tokenizers like threads."""

    def __init__(self, load: Callable[[], M], *, name: str) -> None:
        """`load` makes the model (blocks; raises ConfigError); `name` is the thread's."""
        self._load = load
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._model: M | None = None

    async def load(self) -> None:
        """Load the model now rather than at the first use. Raises ConfigError."""
        await self.run(lambda _: None)

    async def run(self, work: Callable[[M], T]) -> T:
        """What `work` makes of the model. Raises ConfigError, and what `work` raises.

        Who is cancelled gives up work not begun; what has begun goes on to its end, so that work
        is best handed over in small batches.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, lambda: work(self._loaded()))

    def close(self) -> None:
        """Drop what waits and end the thread."""
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _loaded(self) -> M:
        if self._model is None:
            self._model = self._load()
        return self._model


def prepare_torch(threads: int) -> None:
    """What has to be set before a model is loaded. Imports torch, which takes seconds."""
    # Waiting OpenMP threads that spin starve everything else on a small machine.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    import torch
    from transformers.utils import logging

    # Progress is the command line's to show.
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    torch.set_num_threads(threads)


def model_place(model: str, key: str) -> Path | str:
    """The folder of a model, or its hub name when it is no folder.

    Raises ConfigError, which names the `key` of the settings, for a path that leads nowhere.
    """
    folder = Path(model).expanduser()
    if folder.is_dir():
        return folder
    if folder.is_absolute() or model.startswith("."):
        raise ConfigError(key, f"no folder {model!r}")
    return model


def cannot_load(model: str, key: str, error: Exception) -> ConfigError:
    """In one line, why a model could not be loaded."""
    return ConfigError(
        key,
        f"cannot load {model!r} ({' '.join(str(error).split())[:200]})",
        "use a model folder, or a hub name that this machine can fetch",
    )
