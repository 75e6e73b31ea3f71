"""The packaged model on onnxruntime: the same vectors as on torch, without importing torch.

The weights are those of the package, in full precision. `minilm.onnx` holds the graph alone, with
onnxruntime's fused operators; `scripts/minilm_graph.py` writes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nescio.errors import ConfigError
from nescio.settings import EmbeddingSettings
from retrieval.embedding import PACKAGED, Encoder, LocalEmbedder, packaged_folder

if TYPE_CHECKING:
    from onnxruntime import InferenceSession, RunOptions
    from tokenizers import Tokenizer

GRAPH = Path(__file__).with_name("minilm.onnx")
LAYERS = 6
MAX_TOKENS = 256
"""What the model was trained on; longer texts are cut there, as sentence-transformers does."""

_LINEAR = {
    "output": "attention.output.dense",
    "up": "intermediate.dense",
    "down": "output.dense",
}
_NORMS = {"attention": "attention.output.LayerNorm", "final": "output.LayerNorm"}


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
        return OnnxEncoder(folder, self._settings)


class OnnxEncoder:
    """The session and its tokenizer as an `Encoder`. Raises ConfigError."""

    def __init__(self, folder: Path, settings: EmbeddingSettings) -> None:
        try:
            self._tokenizer = _tokenizer(folder)
            # The session reads the weights where they lie.
            self._weights = _weights(folder / "model.safetensors")
            self._session = _session(self._weights, settings.threads)
            self._run = _run()
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
        (vectors,) = self._session.run(None, {"ids": ids, "mask": mask}, self._run)
        return np.asarray(vectors, dtype=np.float32)


def _tokenizer(folder: Path) -> Tokenizer:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.enable_padding()  # to the longest of the batch; the file says a fixed length
    return tokenizer


def _session(weights: dict[str, NDArray[np.float32]], threads: int) -> InferenceSession:
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
    return ort.InferenceSession(str(GRAPH), options, providers=["CPUExecutionProvider"])


def _run() -> RunOptions:
    """Options of a call: its memory goes back, or the largest batch of an ingest would stay."""
    import onnxruntime as ort

    options = ort.RunOptions()
    options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
    return options


def _weights(file: Path) -> dict[str, NDArray[np.float32]]:
    from safetensors.numpy import load_file

    return {name: np.ascontiguousarray(array) for name, array in _renamed(load_file(file))}


def _renamed(
    given: dict[str, NDArray[np.float32]],
) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """The weights under the names, and in the layout, of the graph."""
    yield "words", given["embeddings.word_embeddings.weight"]
    # All tokens are of the first segment.
    segment = given["embeddings.token_type_embeddings.weight"][0]
    yield "positions", given["embeddings.position_embeddings.weight"] + segment
    yield "embeddings.gamma", given["embeddings.LayerNorm.weight"]
    yield "embeddings.beta", given["embeddings.LayerNorm.bias"]
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
