"""How much of a question a passage holds, token by token."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.question import analyse, stems_of
from answer.quotes import Extract, Quote
from answer.token_match import TokenMatch, likeness, token_weights
from nescio.settings import EmbeddingSettings
from nescio.types import Chunk, Passage
from retrieval.corpus import count_terms
from retrieval.embedding import Tokens
from retrieval.embedding_onnx import OnnxEmbedder

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
FLOUR = "The mill at Orlow grinds rye into flour and sells it by the sack."
HARBOUR = "The harbour of Tarn freezes in January, when no ship can leave."
ASKED = "How much grain does the mill process?"


@pytest.fixture(scope="module")
def embedder() -> Iterator[OnnxEmbedder]:
    model = OnnxEmbedder(EmbeddingSettings(threads=1))
    yield model
    model.close()


def quote(text: str, name: str) -> Quote:
    chunk = Chunk(document_id=name, source="docs", key=name, start=0, end=len(text), text=text)
    passage = Passage(chunk=chunk, title="Notes", uri=name, kind="file", as_of=NOW)
    return Quote(
        passage=passage, start=0, end=len(text), text=text, block=0, stems=stems_of(text),
        context=frozenset(), cosine=0.6, coverage=0.8, score=0.7,
    )  # fmt: skip


def tokens(*rows: tuple[float, float]) -> Tokens:
    vectors = np.array(rows, dtype=np.float32).reshape(-1, 2)
    return Tokens(vectors=vectors, spans=tuple((n, n + 1) for n in range(len(rows))))


async def test_the_passage_that_says_it_in_other_words_holds_more(embedder: OnnxEmbedder) -> None:
    analysis = analyse(ASKED, count_terms((FLOUR, HARBOUR)))
    match = TokenMatch(embedder)
    near = await match.matched(analysis, Extract(chosen=(quote(FLOUR, "a"),)))
    far = await match.matched(analysis, Extract(chosen=(quote(HARBOUR, "b"),)))
    held, other = near.chosen[0].matched, far.chosen[0].matched
    assert held is not None
    assert other is not None
    assert 1 >= held > other + 0.1


async def test_quotes_of_the_same_passage_are_told_and_no_others(embedder: OnnxEmbedder) -> None:
    first, beside = quote(FLOUR, "a"), quote(HARBOUR, "b")
    found = await TokenMatch(embedder).matched(
        analyse(ASKED, count_terms((FLOUR,))),
        Extract(chosen=(first, beside), scored=(beside, first)),
    )
    assert found.chosen[0].matched == found.scored[1].matched is not None
    assert found.chosen[1].matched is found.scored[0].matched is None


async def test_nothing_quoted_is_nothing_compared(embedder: OnnxEmbedder) -> None:
    nothing = Extract(chosen=())
    assert await TokenMatch(embedder).matched(analyse(ASKED, count_terms(())), nothing) == nothing


async def test_a_token_counts_as_the_word_it_is_part_of(embedder: OnnxEmbedder) -> None:
    text = "Is Grzymałkowice 😀 near the mill?"
    analysis = analyse(text, count_terms((FLOUR,)))
    asked = await embedder.tokens(text)
    weights = dict.fromkeys(analysis.weights, 0)
    for (start, end), weight in zip(asked.spans, token_weights(analysis, asked), strict=True):
        piece = text[start:end]
        if piece.casefold() in ("is", "near", "the", "?"):
            assert (weight == 0) == (piece.casefold() not in weights)
        elif start >= text.index("G") and end <= text.index("😀"):
            assert weight == max(analysis.weights.values())


async def test_vectors_of_tokens_are_those_that_are_pooled(embedder: OnnxEmbedder) -> None:
    read = await embedder.tokens(FLOUR)
    assert np.linalg.norm(read.vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert [FLOUR[a:b].casefold() for a, b in read.spans[:3]] == ["the", "mill", "at"]
    same = await embedder.tokens(FLOUR)
    assert np.array_equal(read.vectors, same.vectors)
    assert (await embedder.tokens("")).spans == ()
    assert (await embedder.tokens("cold \ud83d rivers")).spans


def test_the_nearest_counts_by_its_weight() -> None:
    asked, text = tokens((1, 0), (0, 1)), tokens((0.6, 0.8), (1, 0))
    assert likeness(asked, [1, 1], text) == pytest.approx(0.9)
    assert likeness(asked, [3, 1], text) == pytest.approx(0.95)
    assert likeness(asked, [0, 0], text) == likeness(asked, [1, 1], tokens()) == 0


@given(st.lists(st.floats(0, 9), min_size=3, max_size=3), st.integers(0, 2**31))
def test_a_text_holds_all_of_itself(weights: list[float], seed: int) -> None:
    rows = np.random.default_rng(seed).normal(size=(3, 8)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    one = Tokens(vectors=rows, spans=((0, 1), (1, 2), (2, 3)))
    assert likeness(one, weights, one) == pytest.approx(1 if any(weights) else 0, abs=1e-5)
