"""Questions that no rule explains, on a schema nobody prepared: the likely value, or nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from answer.likely import LEAST, LikelyFacts
from answer.route import FactRouter
from nescio.types import Scope
from retrieval.embedding import LocalEmbedder
from tests.retrieval import library

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
SCOPE = Scope()


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[library.Library]:
    opened = library.build(tmp_path_factory.mktemp("db") / "l.sqlite")
    yield opened
    opened.close()


async def likely(shelf: library.Library, embedder: LocalEmbedder, question: str) -> str | None:
    router = FactRouter({"library": shelf.schema}, shelf.store, library.given(shelf.linker))
    found = await LikelyFacts(router, embedder).answer(question, SCOPE)
    if found is None:
        return None
    assert LEAST <= found.likeness <= 1
    assert found.answer.confidence <= found.likeness
    assert found.answer.rule == "likely"
    return " ".join(sentence.text for sentence in found.answer.sentences)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How heavy would The Glass Harbour be to lug around?",
         "The weight of The Glass Harbour is 410 g."),
        ("what do I have to shell out for The Glass Harbour",
         "The price of The Glass Harbour is 24.00 EUR."),
        ("who on earth sat down and wrote The Glass Harbour",
         "The author of The Glass Harbour is Ada Morel."),
        ("which firm has brought out Northern Atlas 3",
         "The publisher of Northern Atlas 3 is Nordlys Forlag."),
        ("which country does the publisher who brought out Northern Atlas 4 come from",
         "The country of the publisher of Northern Atlas 4 is Norway."),
        ("since when has Mira Soto been one of the readers here",
         "Mira Soto: joined on 2020-01-02."),
    ],
)  # fmt: skip
async def test_what_is_meant_is_answered(
    shelf: library.Library, embedder: LocalEmbedder, question: str, text: str
) -> None:
    assert await likely(shelf, embedder, question) == text


@pytest.mark.parametrize(
    "question",
    [
        "What did The Glass Harbour cost in 2016?",
        "What did The Glass Harbour cost before?", "When did you stop selling Northern Atlas 3?",
        "What was The Glass Harbour's last price?",
        "Does the price of The Glass Harbour include delivery?",
        "How heavy is The Glass Harbour and who wrote it?",
        "Which celebrity uses The Glass Harbour?", "What does Mira Soto do on weekends?",
        "How many people read The Glass Harbour?", "How do I borrow The Glass Harbour?",
        "What is The Glass Harbour about?", "Is The Glass Harbour suitable for children?",
        "How much does it cost to ship The Glass Harbour?",
        "What is the phone number of Nordlys Forlag?", "When was Mira Soto born?",
        "Who founded Nordlys Forlag?", "How tall is Mira Soto?",
        "What is the price of the cover for The Glass Harbour?",
        "How heavy is a box of The Glass Harbour?", "How much is The Glass Kettle?",
        "How heavy is the atlas?",
        "Is The Glass Harbour heavier than Northern Atlas 3?",
        "Who is the neighbour of the author of The Glass Harbour?",
        "Who is the author's neighbour in The Glass Harbour?",
    ],
)  # fmt: skip
async def test_what_rows_do_not_say_is_left_alone(
    shelf: library.Library, embedder: LocalEmbedder, question: str
) -> None:
    assert await likely(shelf, embedder, question) is None
