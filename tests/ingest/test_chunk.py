"""Chunks are exact spans, whole, in order and within the budget."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from ingest.chunk import BUDGET, chunk_document, embedding_text, passages, word_pieces
from nescio.types import Document, Section

NOW = dt.datetime(2024, 5, 1, tzinfo=dt.UTC)
WORDS = st.sampled_from(
    ["tent", "Kestrel", "3.5", "kg.", "e.g.", "Ünïcode", "🎒", "“Really?”", "\n", "\n\n", "1.", "a"]
)
TEXTS = st.one_of(st.text(max_size=400), st.lists(WORDS, max_size=900).map(" ".join))


def make(text: str, sections: tuple[Section, ...] = (), media_type: str = "text/plain") -> Document:
    return Document(
        source="s",
        kind="file",
        key="a.txt",
        version="1",
        title="A guide",
        text=text,
        media_type=media_type,
        observed_at=NOW,
        sections=sections,
    )


@given(TEXTS)
def test_chunks_are_spans_that_cover_every_word(text: str) -> None:
    document = make(text)
    chunks = chunk_document(document)
    last = 0
    for chunk in chunks:
        assert document.text[chunk.start : chunk.end] == chunk.text
        assert chunk.text == chunk.text.strip() != ""
        assert text[last : chunk.start].strip() == ""
        last = chunk.end
    assert text[last:].strip() == ""
    assert len({chunk.id for chunk in chunks}) == len(chunks)


@given(TEXTS)
def test_chunks_keep_the_budget(text: str) -> None:
    assert all(word_pieces(chunk.text) <= BUDGET for chunk in chunk_document(make(text)))


@given(TEXTS)
def test_chunking_is_repeatable(text: str) -> None:
    assert chunk_document(make(text)) == chunk_document(make(text))


def test_a_word_longer_than_the_budget_is_cut() -> None:
    chunks = chunk_document(make("x" * 5_000))
    assert len(chunks) > 1
    assert "".join(chunk.text for chunk in chunks) == "x" * 5_000


def test_chunks_do_not_cross_headings_and_keep_their_path() -> None:
    text = "Care\n\nWash it.\n\nDrying\n\nHang it up."
    sections = (
        Section(heading_path=("Care",), start=4, end=16),
        Section(heading_path=("Care", "Drying"), start=24, end=len(text)),
    )
    chunks = chunk_document(make(text, sections))
    assert [(c.heading_path, c.text) for c in chunks] == [
        (("Care",), "Wash it."),
        (("Care", "Drying"), "Hang it up."),
    ]


def test_paragraphs_stay_whole_where_they_fit() -> None:
    paragraph = "The pole goes into the sleeve and the clips go over the pole. " * 6
    text = "\n\n".join([paragraph.strip()] * 6)
    assert all(
        chunk.text.count("\n\n") + 1 == chunk.text.count("The pole goes") / 6
        for chunk in chunk_document(make(text))
    )


def test_rows_of_a_table_are_never_cut() -> None:
    text = "\n".join(
        f"code: E{n}; meaning: the motor is too hot; cure: let it rest" for n in range(60)
    )
    chunks = chunk_document(make(text, media_type="text/csv"))
    assert len(chunks) > 4
    for chunk in chunks:
        assert all(
            line.startswith("code: ") and line.endswith("rest") for line in chunk.text.split("\n")
        )


def test_what_is_embedded_says_where_it_stands() -> None:
    text = "Wash it."
    section = Section(heading_path=("A guide", "Care"), start=0, end=len(text))
    (passage,) = passages(make(text, (section,)))
    assert embedding_text(passage) == "A guide > Care\nWash it."


def test_a_document_of_headings_is_one_chunk_of_headings() -> None:
    text = "Opening hours: 9 to 18"
    section = Section(heading_path=(text,), start=len(text), end=len(text))
    assert [c.text for c in chunk_document(make(text, (section,)))] == [text]


def test_blank_text_has_no_chunks() -> None:
    assert chunk_document(make(" \n\n\t")) == []
