"""Vectors kept in memory: each text embedded once, the young ones longest, none for ever."""

from __future__ import annotations

import numpy as np
import pytest

from evals.hash_embedder import HashEmbedder
from retrieval.remembered import RememberedVectors

pytestmark = pytest.mark.anyio

SIZE = 4 * HashEmbedder.dimensions


async def test_each_text_is_embedded_once_and_order_is_kept() -> None:
    model = HashEmbedder()
    vectors = RememberedVectors(model)
    assert (vectors.name, vectors.dimensions) == ("hash", 384)
    first = await vectors.embed(["b", "a", "b"])
    assert model.embedded == 2
    again = await vectors.embed(["a", "c", "b"])
    assert model.embedded == 3
    plain = await model.embed(["b", "a", "b", "a", "c", "b"])
    assert all(np.array_equal(x, y) for x, y in zip([*first, *again], plain, strict=True))
    assert await vectors.embed([]) == []


async def test_what_two_turns_did_not_ask_for_is_gone() -> None:
    model = HashEmbedder()
    vectors = RememberedVectors(model)
    await vectors.embed(["used", "left"])
    vectors.turn()
    await vectors.embed(["used"])
    vectors.turn()
    await vectors.embed(["used"])
    assert model.embedded == 2
    await vectors.embed(["left"])
    assert model.embedded == 3


async def test_memory_is_bounded_and_batches_are_not_held() -> None:
    model = HashEmbedder()
    vectors = RememberedVectors(model, max_bytes=8 * SIZE)
    for number in range(40):
        [vector] = await vectors.embed([str(number)])
        assert vector.base is None
    model.embedded = 0
    await vectors.embed([str(number) for number in range(39, -1, -1)])
    assert 40 - 8 <= model.embedded <= 40 - 4
