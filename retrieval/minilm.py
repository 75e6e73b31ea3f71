"""What runs on the packaged model's weights: its tokenizer, its weights by name, a session.

A graph (`scripts/minilm_graph.py` writes them) holds onnxruntime's fused operators and no weights:
those are handed over by name, in full precision, without importing torch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from onnxruntime import InferenceSession, RunOptions
    from tokenizers import Tokenizer

LAYERS = 6
Weight = tuple[str, NDArray[np.float32]]
Weights = dict[str, NDArray[np.float32]]
Given = Mapping[str, NDArray[np.float32]]

_LINEAR = {
    "output": "attention.output.dense",
    "up": "intermediate.dense",
    "down": "output.dense",
}
_NORMS = {"attention": "attention.output.LayerNorm", "final": "output.LayerNorm"}


def tokenizer(folder: Path) -> Tokenizer:
    """The packaged tokenizer, which neither pads nor cuts."""
    from tokenizers import Tokenizer

    read = Tokenizer.from_file(str(folder / "tokenizer.json"))
    read.no_truncation()
    read.no_padding()  # the file says a fixed length
    return read


def session(graph: Path, weights: Weights, threads: int) -> InferenceSession:
    """A session that reads the weights where they lie: keep them as long."""
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Waiting threads that spin starve everything else on a small machine.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    float32 = 1  # of onnx.TensorProto
    options.add_external_initializers(
        list(weights),
        [ort.OrtValue.ortvalue_from_numpy_with_onnx_type(w, float32) for w in weights.values()],
    )
    return ort.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])


def run_options() -> RunOptions:
    """Options of a call: its memory goes back, or the largest batch of an ingest would stay."""
    import onnxruntime as ort

    options = ort.RunOptions()
    options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
    return options


def packaged(folder: Path) -> Weights:
    """The weights of the package, by their names there."""
    from safetensors.numpy import load_file

    return load_file(folder / "model.safetensors")


def embeddings(given: Given) -> Iterator[Weight]:
    """The weights of words and places under the names of a graph."""
    yield "words", given["embeddings.word_embeddings.weight"]
    yield "positions", given["embeddings.position_embeddings.weight"]
    yield "segments.weight", given["embeddings.token_type_embeddings.weight"]
    yield "embeddings.gamma", given["embeddings.LayerNorm.weight"]
    yield "embeddings.beta", given["embeddings.LayerNorm.bias"]


def layers(given: Given) -> Iterator[Weight]:
    """The weights of the layers under the names, and in the layout, of a graph."""
    for layer in range(LAYERS):
        prefix = f"encoder.layer.{layer}."
        parts = [f"{prefix}attention.self.{part}" for part in ("query", "key", "value")]
        joined = np.concatenate([given[f"{part}.weight"].T for part in parts], axis=1)
        yield f"{layer}.qkv.weight", joined
        yield f"{layer}.qkv.bias", np.concatenate([given[f"{part}.bias"] for part in parts])
        for name, place in _LINEAR.items():
            yield f"{layer}.{name}.weight", given[f"{prefix}{place}.weight"].T
            yield f"{layer}.{name}.bias", given[f"{prefix}{place}.bias"]
        for name, place in _NORMS.items():
            yield f"{layer}.{name}.gamma", given[f"{prefix}{place}.weight"]
            yield f"{layer}.{name}.beta", given[f"{prefix}{place}.bias"]


def contiguous(weights: Iterable[Weight]) -> Weights:
    """As a session takes them."""
    return {name: np.ascontiguousarray(array) for name, array in weights}
