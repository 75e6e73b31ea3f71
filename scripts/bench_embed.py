"""How to run the packaged embedding model: ways to do it, side by side, and how true each is.

Each way runs in a process of its own: torch (sentence-transformers, the original), st-onnx (its own
ONNX backend), int8 (onnxruntime over 8-bit weights), fp32 (onnxruntime in full precision, shipped).
One question at a time, idle and beside a process that keeps one core busy; passages in batches;
memory; loading with imports; and the cosine to the original over texts of many kinds and lengths.

sentence-transformers' ONNX backend (optimum-onnx) wants transformers below 4.58, which nescio's
environment does not have: `make onnx-venv` builds one that does, in .venv-onnx, or name another
interpreter by `--onnx-python`. Without either that row is left out.

Exits with 1 unless what ships is within 10 % of the fastest way, for a question beside a busy core,
whose cosine reaches the bar for every single text, and reaches it itself.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.embedding import PACKAGED, packaged_folder

BAR = 0.999
SHIPPED = "fp32"
SLACK = 1.1
ORIGINAL = "torch"
PASSAGE_CHARS = 730
"""About the size of a chunk."""
WITHIN_S = 1800
SEED = 4
ROOT = Path(__file__).resolve().parent.parent
SHOP = ROOT / "data" / "shop"
ONNX_PYTHON = ROOT / ".venv-onnx" / "bin" / "python"
CHILD = Path(__file__).with_name("embed_systems.py")
ODD = [
    "",
    " ",
    "?",
    "x" * 600,
    "寒い川の上で",
    "👩‍👩‍👧 🏔️",
    "e\u0301 \u202egnirts\u202c",
    "NF-21570 €1,299.00",
]

Numbers = dict[str, float]


def questions_of_shop() -> list[str]:
    """Those for development."""
    lines = (SHOP / "development.jsonl").read_text(encoding="utf-8").splitlines()
    return [str(json.loads(line)["question"]) for line in lines]


def documents_of_shop() -> list[str]:
    """Markdown, as it stands."""
    files = sorted([*(SHOP / "docs").rglob("*.md"), *(SHOP / "doc_sources").rglob("*.md")])
    return [file.read_text(encoding="utf-8") for file in files]


def passages_of(documents: Sequence[str], count: int, rng: random.Random) -> list[str]:
    """Pieces of about the size of a chunk."""
    text = "\n\n".join(documents)
    starts = [rng.randrange(len(text) - PASSAGE_CHARS) for _ in range(count)]
    return [
        text[start : start + rng.randint(PASSAGE_CHARS // 2, PASSAGE_CHARS)] for start in starts
    ]


def texts_of(
    questions: Sequence[str], documents: Sequence[str], count: int, rng: random.Random
) -> list[str]:
    """Two fifths questions, the rest sentences, passages of all lengths, and odd ones."""
    asked = rng.sample(questions, min(len(questions), 2 * count // 5))
    whole = "\n\n".join(documents)
    lines = [line.strip("#-* ") for line in whole.splitlines()]
    sentences = [s for line in lines for s in line.split(". ") if s]
    said = rng.sample(sentences, min(len(sentences), 3 * count // 10))
    texts = [*asked, *said, *ODD][:count]
    while len(texts) < count:
        start = rng.randrange(len(whole))
        texts.append(whole[start : start + int(10 ** rng.uniform(1, 3.6))])
    return texts


def run(python: Path, name: str, job: Path) -> Numbers:
    """Measure one way. Raises CalledProcessError."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(  # noqa: S603 - our own script
        [str(python), str(CHILD), name, str(job)],
        env=environment, check=True, timeout=WITHIN_S, capture_output=True, text=True,
    )  # fmt: skip
    last = ran.stdout.strip().splitlines()[-1:]
    return dict(json.loads(last[0])) if name != "export" else {}


def cosines(vectors: NDArray[np.float32], originals: NDArray[np.float32]) -> Numbers:
    """How near the vectors are to those of the original."""
    found = (vectors.astype(np.float64) * originals.astype(np.float64)).sum(axis=1)
    return {
        "cosine_min": float(found.min()),
        "cosine_mean": float(found.mean()),
        "cosine_share": float((found >= BAR).mean()),
    }


def measure(options: argparse.Namespace) -> dict[str, Numbers]:
    """All ways, one after the other."""
    folder = packaged_folder(PACKAGED)
    if folder is None:
        raise FileNotFoundError("the package of the model is not installed")
    rng = random.Random(SEED)  # noqa: S311 - samples
    questions, documents = questions_of_shop(), documents_of_shop()
    given = options.texts.read_text(encoding="utf-8").splitlines() if options.texts else None
    results: dict[str, Numbers] = {}
    with tempfile.TemporaryDirectory() as made:
        job = {
            "model": str(folder),
            "exported": f"{made}/exported",
            "threads": options.threads,
            "batch": options.batch,
            "questions": rng.sample(questions, min(len(questions), options.questions)),
            "passages": passages_of(documents, options.passages, rng),
            "texts": given or texts_of(questions, documents, options.count, rng),
        }
        for name, python in ways(options.onnx_python).items():
            file = Path(made, f"{name}.json")
            vectors = Path(made, f"{name}.npy")
            file.write_text(json.dumps({**job, "vectors": str(vectors)}), encoding="utf-8")
            sys.stderr.write(f"{name} ...\n")
            if name == "st-onnx":
                run(python, "export", file)
            results[name] = run(python, name, file)
            original = np.load(Path(made, f"{ORIGINAL}.npy"))
            results[name] |= cosines(np.load(vectors), original)
    return results


def ways(onnx_python: Path | None) -> dict[str, Path]:
    """Names of the ways, the original first, and the interpreter of each."""
    own = Path(sys.executable)
    other = onnx_python or (ONNX_PYTHON if ONNX_PYTHON.is_file() else None)
    if other is None:
        sys.stderr.write("st-onnx is left out: run `make onnx-venv` or give --onnx-python\n")
    return {ORIGINAL: own, **({"st-onnx": other} if other else {}), "int8": own, SHIPPED: own}


def verdict(results: dict[str, Numbers]) -> tuple[bool, str]:
    """Does the right one ship, and why."""
    allowed = [name for name, found in results.items() if found["cosine_min"] >= BAR]
    fastest = min(allowed, key=lambda name: results[name]["busy_p50_ms"])
    bound = results[fastest]["busy_p50_ms"] * SLACK
    held = SHIPPED in allowed and results[SHIPPED]["busy_p50_ms"] <= bound
    said = f"at least {BAR} for every text: {', '.join(allowed)}; fastest of them: {fastest}"
    return held, f"{said}; shipped: {SHIPPED}; {'held' if held else 'MISSED'}"


def table(results: dict[str, Numbers]) -> str:
    """A row per number, a column per way."""
    rows = [f"{'':<16}" + "".join(f"{name:>11}" for name in results)]
    for number in next(iter(results.values())):
        digits = 6 if number in ("cosine_min", "cosine_mean") else 3 if "cosine" in number else 1
        cells = [f"{found[number]:>11.{digits}f}" for found in results.values()]
        rows.append(f"{number:<16}" + "".join(cells))
    return "\n".join(rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; 0 if what ships is right, 1 if not, 2 if it cannot be measured."""
    parser = argparse.ArgumentParser(prog="make bench-embed", description=__doc__)
    parser.add_argument("--texts", type=Path, help="one text a line, instead of the sample shop's")
    parser.add_argument("--count", type=int, default=1000, help="texts whose cosine is taken")
    parser.add_argument("--questions", type=int, default=300, help="questions that are timed")
    parser.add_argument("--passages", type=int, default=256, help="passages for the throughput")
    parser.add_argument("--batch", type=int, default=32, help="passages per batch")
    parser.add_argument("--threads", type=int, default=2, help="CPU threads of each")
    parser.add_argument("--onnx-python", type=Path, help="interpreter for st-onnx")
    parser.add_argument("--json", type=Path, help="write the numbers to this file")
    options = parser.parse_args(arguments)
    try:
        results = measure(options)
    except subprocess.CalledProcessError as error:
        said = str(error.stderr).strip().splitlines()[-1:]
        sys.stderr.write(f"{error.cmd[2]}: {' '.join(said)}\n")
        return 2
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    held, why = verdict(results)
    sys.stdout.write(f"{table(results)}\n{why}\n")
    if options.json:
        machine = {"cpus": os.cpu_count(), "python": platform.python_version()}
        found = {"systems": results, "bar": BAR, "held": held, "verdict": why, "machine": machine}
        options.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
