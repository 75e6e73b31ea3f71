"""Estimates of tokens beside what a real tokenizer makes of the texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import mean

import pytest
from httpx import Client
from hypothesis import given
from hypothesis import strategies as st

from answer.models.chat import Message
from answer.prompts.tokens import MESSAGE_TOKENS, about_tokens, at_most_tokens, prompt_tokens
from tests.models_server import NoModel, SmolLM2Server

DOCS = Path(__file__).resolve().parents[3] / "data" / "shop" / "docs"
ROW = (
    "Selkie 20 Dry Bag is a product. Category: Dry Bags. Sku: SEDRB-20-243. Weight: 145 g."
    " Waterproof: 5000 mm. Launched on: 2021-04-27. Discontinued: yes."
)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", 0),
        ("a word or two", 4),
        ("returning", 2),
        ("Kestrel", 2),
        ("in 30 days", 5),
        ("日本", 2),
    ],
)
def test_the_estimate_counts_words_digits_and_signs(text: str, tokens: int) -> None:
    assert about_tokens(text) == tokens


@given(st.text(max_size=30))
def test_the_safe_estimate_is_never_the_lower_one(text: str) -> None:
    assert about_tokens(text) <= at_most_tokens(text)


def test_messages_cost_more_than_their_texts() -> None:
    messages = (Message(role="system", content="Be."), Message(role="user", content="Is it?"))
    assert prompt_tokens(messages, about_tokens) == 2 + 3 + 3 * MESSAGE_TOKENS


@pytest.fixture(scope="module")
def real_count() -> Iterator[Callable[[str], int]]:
    """How many tokens SmolLM2 makes of a text."""
    try:
        with SmolLM2Server(slots=1, context_tokens=256) as server, Client() as client:

            def count(text: str) -> int:
                reply = client.post(f"{server.root}/tokenize", json={"content": text})
                return len(reply.raise_for_status().json()["tokens"])

            yield count
    except NoModel as error:
        pytest.skip(str(error))


@pytest.mark.model
def test_estimates_beside_the_tokenizer_of_a_model(real_count: Callable[[str], int]) -> None:
    texts = [ROW, *(file.read_text(encoding="utf-8") for file in sorted(DOCS.rglob("*.md")))]
    counts = [real_count(text) for text in texts]
    assert len(texts) > 20
    assert all(at_most_tokens(t) >= n for t, n in zip(texts, counts, strict=True))
    assert abs(sum(map(about_tokens, texts)) / sum(counts) - 1) < 0.05
    assert mean(abs(about_tokens(t) / n - 1) for t, n in zip(texts, counts, strict=True)) < 0.08
