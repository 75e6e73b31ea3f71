"""Questions that no rule explains, read by paraphrase on a schema that the model never saw."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from answer.paraphrase import ParaphraseEmbedder, Paraphrases
from answer.paraphrased import LEAST, ParaphrasedFacts
from answer.route import FactRouter
from nescio.types import Scope
from tests.retrieval import library

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
SCOPE = Scope()


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[library.Library]:
    opened = library.build(tmp_path_factory.mktemp("db") / "l.sqlite")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def model() -> Iterator[ParaphraseEmbedder]:
    opened = ParaphraseEmbedder(threads=2)
    yield opened
    opened.close()


async def said(shelf: library.Library, model: ParaphraseEmbedder, question: str) -> str | None:
    schemas = {"library": shelf.schema}
    router = FactRouter(schemas, shelf.store, library.given(shelf.linker))
    facts = ParaphrasedFacts(router, shelf.store, schemas, Paraphrases(model))
    found = await facts.answer((question,), SCOPE)
    if found is None:
        return None
    assert LEAST <= found.likeness <= 1
    assert found.answer.confidence <= found.likeness
    assert found.answer.rule == "paraphrase"
    return " ".join(sentence.text for sentence in found.answer.sentences)
