"""Earlier turns are read again before a follow-up to them is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from answer.earlier import EarlierTurns
from answer.route import FactRouter
from nescio.types import Question, Turn
from tests.retrieval import library

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[library.Library]:
    opened = library.build(tmp_path_factory.mktemp("db") / "l.sqlite")
    yield opened
    opened.close()


async def recalled(shelf: library.Library, *turns: Turn, most: int = 6) -> tuple[Turn, ...]:
    linker = library.given(shelf.linker)
    router = FactRouter({"library": shelf.schema}, shelf.store, linker)
    asked = Question(text="and where are they based?", history=turns)
    return (await EarlierTurns(linker, router, most=most).recalled(asked)).history


async def test_each_turn_is_whole_and_has_what_the_rows_reply(shelf: library.Library) -> None:
    first, second = await recalled(
        shelf,
        Turn(question="who published Northern Atlas 3?"),
        Turn(question="and The Glass Harbour?"),
    )
    assert "Nordlys Forlag" in first.answer
    assert second.question == "who published The Glass Harbour?"
    assert "Aubergine Press" in second.answer


async def test_an_answer_that_was_kept_stays(shelf: library.Library) -> None:
    turn = Turn(question="who published Northern Atlas 3?", answer="I could not say.")
    assert await recalled(shelf, turn) == (turn,)


async def test_only_the_latest_turns_are_read(shelf: library.Library) -> None:
    turns = Turn(question="is it long?"), Turn(question="how heavy is Northern Atlas 3?")
    assert len(await recalled(shelf, *turns, most=1)) == 1
    assert await recalled(shelf, *turns, most=0) == ()


async def test_what_is_private_or_unknown_gets_no_answer(shelf: library.Library) -> None:
    turns = Turn(question="what is the email of Mira Soto?"), Turn(question="is the bar open?")
    assert [turn.answer for turn in await recalled(shelf, *turns)] == ["", ""]


async def test_each_question_of_a_message_is_a_turn_of_its_own(shelf: library.Library) -> None:
    message = "I like old maps. Is the bar open? And who published Northern Atlas 3?"
    turns = await recalled(shelf, Turn(question=message), Turn(question="And The Glass Harbour?"))
    assert turns[-1].question.endswith("who published The Glass Harbour?")
    assert [bool(turn.answer) for turn in turns] == [False, True, True]


async def test_what_was_told_stays_with_a_question_that_names_nothing(
    shelf: library.Library,
) -> None:
    turn = Turn(question="My book arrived with a torn page, what do I do?")
    assert [t.question for t in await recalled(shelf, turn)] == [turn.question]


async def test_who_the_maker_is_asks_anew(shelf: library.Library) -> None:
    turns = await recalled(
        shelf,
        Turn(question="how many pages has Northern Atlas 3?"),
        Turn(question="ok, who's the publisher"),
    )
    assert "Nordlys Forlag" in turns[-1].answer
