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


async def said(
    shelf: library.Library, model: ParaphraseEmbedder, question: str, before: str = ""
) -> str | None:
    schemas = {"library": shelf.schema}
    router = FactRouter(schemas, shelf.store, library.given(shelf.linker))
    facts = ParaphrasedFacts(router, shelf.store, schemas, Paraphrases(model))
    found = await facts.answer(question, SCOPE, before)
    if found is None:
        return None
    assert LEAST <= found.answer.confidence <= 1
    assert found.answer.rule == "paraphrase"
    return " ".join(sentence.text for sentence in found.answer.sentences)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("I want to know who put The Glass Harbour on paper, which writer was it",
         "The author of The Glass Harbour is Ada Morel."),
        ("my bag is full already, how much would The Glass Harbour add on the scales?",
         "The weight of The Glass Harbour is 410 g."),
        ("how many of the things people borrowed came home again, status returned?",
         "Number of loans (status: returned): 1."),
        ("our auditor asks when the membership of Mira Soto with us began",
         "Mira Soto: joined on 2020-01-02."),
        ("How many loans are not open?", "Number of loans (status: other than open): 1."),
        ("how many loans have some status other than open, would you know",
         "Number of loans (status: other than open): 1."),
        ("How many of the loans lack the status returned?",
         "Number of loans (status: other than returned): 2."),
        # The row is only the topic, and the model very sure.
        ("how heavy is it then, roughly (The Glass Harbour)?",
         "The weight of The Glass Harbour is 410 g."),
    ],
)  # fmt: skip
async def test_what_is_meant_is_answered(
    shelf: library.Library, model: ParaphraseEmbedder, question: str, text: str
) -> None:
    assert await said(shelf, model, question) == text


@pytest.mark.parametrize(
    "question",
    [
        "How do I wrap The Glass Harbour as a present?",
        "Did the critics like The Glass Harbour?",
        "How many windows has The Glass Harbour got on its cover?",
        "What is the e-mail address of Mira Soto?",
        "Under which number may I ring up Mira Soto at home?",
        "and The Glass Harbour?",
        "Which loans are open of people who joined after 2020?",
        "Is a dog allowed with The Glass Harbour?",
        "Number of books of Osktav?",
        "How many books has Osktav written?",
        "I'd like to know The Glass Harbour's slogan.",
        "Tell me the altitude of The Glass Harbour",
        "How many loans has nobody returned?",
        "How many of the loans may I keep, status open?",
        "Which branch put The Glass Harbour out in the world?",
        "may one lend it to children (The Glass Harbour)?",
        "whose pen did it come from (The Glass Harbour)?",
        "In which town is the press that prints in colour at home?",
    ],
)
async def test_what_no_query_says_is_left(
    shelf: library.Library, model: ParaphraseEmbedder, question: str
) -> None:
    assert await said(shelf, model, question) is None


@pytest.mark.parametrize(
    ("before", "question", "text"),
    [
        ("How heavy is The Glass Harbour?", "ok. and whose pen was it, remind me?",
         "The author of The Glass Harbour is Ada Morel."),
        ("How heavy is The Glass Harbour?", "and the Northern Atlas 3? my bag is full",
         "The weight of Northern Atlas 3 is 2100 g."),
        ("Who wrote The Glass Harbour?", "Which country are they from? just being nosy",
         "The country of the author of The Glass Harbour is France."),
        ("How heavy is The Glass Harbour?", "will it get wet in the rain?", None),
    ],
)  # fmt: skip
async def test_a_follow_up_is_read_with_the_question_before_it(
    shelf: library.Library, model: ParaphraseEmbedder, before: str, question: str, text: str | None
) -> None:
    assert await said(shelf, model, question, before) == text


async def test_the_softmax_leaves_room_for_nothing(model: ParaphraseEmbedder) -> None:
    asked = ["the weight of the book (g)", "the author of the book", "how many books"]
    found = await Paraphrases(model).likely("how heavy is the book?", asked)
    assert found[0][1] == 0
    assert 0 < sum(p for p, _ in found) < 1
    assert await Paraphrases(model).likely("how heavy is the book?", []) == []
