"""The scripts that train: they write what is read at the time of answering."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from answer.paraphrase import TRAINED as PARAPHRASES
from answer.span_onnx import TRAINED
from answer.weights import trained

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
SCALE = 20.0
"""That the training of the paraphrase model begins with."""


def run(folder: Path, start: Path) -> subprocess.CompletedProcess[str]:
    lines = (ROOT / "data" / "reading" / "train.jsonl").read_text(encoding="utf-8").splitlines()
    (folder / "train.jsonl").write_text("\n".join(lines[:2]), encoding="utf-8")
    given = ["--data", folder, "--start", start, "--out", folder / "out", "--steps", "2"]
    return subprocess.run(
        [sys.executable, ROOT / "scripts" / "train_reader.py", *map(str, given)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_it_goes_on_from_what_it_wrote(tmp_path: Path) -> None:
    done = run(tmp_path, TRAINED)
    assert done.returncode == 0, done.stderr
    before, after = trained(TRAINED), trained(tmp_path / "out")
    assert after.keys() == before.keys()
    moved = [float(np.abs(after[name] - before[name]).max()) for name in before]
    assert 0 < max(moved) < 0.01


def test_the_weights_of_another_model_are_refused(tmp_path: Path) -> None:
    save_file({"head.weight": np.zeros((2, 384), dtype=np.float32)}, tmp_path / "other")
    done = run(tmp_path, tmp_path / "other")
    assert done.returncode != 0
    assert "holds the weights of another model" in done.stderr


def mean(out: Path, *files: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, ROOT / "scripts" / "mean_weights.py", "--out", out, *files],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_mean_of_two_trainings_lies_between_them(tmp_path: Path) -> None:
    ours = trained(PARAPHRASES)
    save_file({name: 3 * value for name, value in ours.items()}, tmp_path / "other")
    done = mean(tmp_path / "mean", PARAPHRASES, tmp_path / "other")
    assert done.returncode == 0, done.stderr
    found = trained(tmp_path / "mean")
    assert found.keys() == ours.keys()
    for name, value in ours.items():
        np.testing.assert_allclose(found[name], 2 * value, atol=np.abs(value).max() / 50)


def test_weights_of_different_models_have_no_mean(tmp_path: Path) -> None:
    done = mean(tmp_path / "mean", PARAPHRASES, TRAINED)
    assert done.returncode != 0
    assert "weights of different models" in done.stderr
    assert not (tmp_path / "mean").exists()


def test_variants_of_a_question(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    from paraphrases import Question
    from train_paraphrase import varied

    canonical = ["the weight of the tent (g)", "the price of the tent (EUR)"]
    one = Question(domain="shop", text="How heavy is the tent?", canonical=canonical, meant=(0,))
    other = Question(domain="shop", text="who wrote letters", canonical=canonical, meant=())
    found = [varied(one, other, random.Random(seed)) for seed in range(200)]
    beside = [v for v in found if "(" in v.text]
    parts = [v for v in found if not v.meant]
    assert found.count(one) + len(beside) + len(parts) == len(found)
    assert beside
    assert parts
    for variant in beside:
        assert variant.meant == one.meant
        assert set(variant.text.partition("(")[2].rstrip(")?").split()) <= set(other.text.split())
    for variant in parts:
        assert variant.text.endswith(("of the tent?", "for the tent?"))


def test_the_paraphrase_model_learns_from_databases_and_questions(tmp_path: Path) -> None:
    for part in ("train", "kept"):
        (tmp_path / part).mkdir()
        for ending in (".sql", ".jsonl"):
            file = ROOT / "data" / "paraphrase" / "kept" / f"zoo{ending}"
            lines = file.read_text(encoding="utf-8").splitlines()
            some = lines if ending == ".sql" else [*lines[:12], *lines[-4:]]
            (tmp_path / part / file.name).write_text("\n".join(some), encoding="utf-8")
    given = ["--data", tmp_path, "--out", tmp_path / "out", "--epochs", "1"]
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "train_paraphrase.py", *map(str, given)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "the likeliest is right for" in done.stdout
    ships, after = trained(PARAPHRASES), trained(tmp_path / "out")
    assert after.keys() == ships.keys()
    assert all(after[name].shape == ships[name].shape for name in ships)
    assert float(after["scale"][0]) != SCALE
