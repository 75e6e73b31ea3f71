"""Questions in the making compared: each embedded once, and only the same meaning is the same."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import numpy as np
import pytest

from answer.caches.likeness import Likeness
from nescio.types import Scope
from retrieval.linking import EntityLinker
from retrieval.vectors import Vector

pytestmark = pytest.mark.anyio
ASKED = "how long does a parcel to Oslo take"


class Counting:
    """Every text has the same vector but one that is told apart; what was embedded is counted."""

    name, dimensions = "counting", 2

    def __init__(self, *far: str) -> None:
        self.far = far
        self.embedded: list[str] = []
        self.fails = False

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        await asyncio.sleep(0)
        if self.fails:
            raise OSError("no model")
        self.embedded += texts
        return [np.array((0.0, 1.0) if t in self.far else (1.0, 0.0), np.float32) for t in texts]


def likeness(embedder: Counting) -> Likeness:
    linker = EntityLinker([])

    async def linked(_: Scope) -> EntityLinker:
        return linker

    return Likeness(embedder, linked, threshold=0.8)


async def test_the_first_that_means_the_same_is_told() -> None:
    others = [
        "how long does a parcel from Oslo take",
        "how long does a parcel to Rome take",
        "please, how long does the parcel to Oslo take",
        "how long does a parcel to Oslo take, thanks",
    ]
    compared = likeness(Counting())
    assert await compared.first(ASKED, others, Scope()) == 2
    assert await compared.first(ASKED, others[:2], Scope()) is None
    assert await compared.first(ASKED, [], Scope()) is None
    assert compared.counters.refused == {"names": 4}


async def test_what_is_far_by_its_vector_is_not_the_same() -> None:
    other = f"please, {ASKED}"
    assert await likeness(Counting(other)).first(ASKED, [other], Scope()) is None


async def test_each_text_is_embedded_once_however_many_compare_it() -> None:
    embedder = Counting()
    compared = likeness(embedder)
    texts = [f"question {number}" for number in range(30)]
    await asyncio.gather(
        *(compared.first(text, texts[:place], Scope()) for place, text in enumerate(texts))
    )
    assert sorted(embedder.embedded) == sorted(texts)


async def test_a_failure_is_not_remembered() -> None:
    embedder = Counting()
    compared = likeness(embedder)
    embedder.fails = True
    with pytest.raises(OSError, match="no model"):
        await compared.first(ASKED, [ASKED], Scope())
    embedder.fails = False
    assert await compared.first(ASKED, [ASKED], Scope()) == 0
