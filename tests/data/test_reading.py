"""The passages and questions that the reader learns from."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from evals import golden
from scripts.reading import Asked, Paragraph, examples, load

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def read() -> tuple[list[Paragraph], list[Asked]]:
    return load(DATA / "reading")


def test_an_answer_stands_in_its_passage(read: tuple[list[Paragraph], list[Asked]]) -> None:
    passages, asked = read
    assert all(one.answer in passages[one.passage].text for one in asked if one.answer)
    assert not any(one.answer == "" for one in asked)


def test_each_passage_has_questions_of_both_kinds(
    read: tuple[list[Paragraph], list[Asked]],
) -> None:
    passages, asked = read
    kinds = Counter((one.passage, one.answer is None) for one in asked)
    for number in range(len(passages)):
        assert kinds[number, False] >= 4
        assert kinds[number, True] >= 3


def test_what_is_kept_shares_nothing_with_what_is_learned(
    read: tuple[list[Paragraph], list[Asked]],
) -> None:
    passages, asked = read
    kept = {p.article for p in passages if p.kept}
    assert kept
    assert not kept & {p.article for p in passages if not p.kept}
    texts = Counter(one.text.casefold() for one in asked)
    both = {one.text.casefold() for one in asked if passages[one.passage].kept}
    assert not any(count > 1 for text, count in texts.items() if text in both)


def test_no_question_of_the_shop_is_learned(read: tuple[list[Paragraph], list[Asked]]) -> None:
    learned = {one.text.casefold() for one in read[1]}
    for name in ("golden", "unseen"):
        for item in golden.load(DATA / "shop" / f"{name}.jsonl"):
            assert item.question.casefold() not in learned


def test_an_example_holds_its_answer_however_it_is_cut(
    read: tuple[list[Paragraph], list[Asked]],
) -> None:
    passages, asked = read
    chance = random.Random(3)
    chosen = chance.sample(asked, 400)
    made = list(examples(chosen, [[0]] * len(chosen), passages, chance))
    assert len(made) == 2 * len(chosen)
    for one, example in zip(chosen, made[::2], strict=True):
        if one.answer is None:
            assert example.answer is None
        else:
            assert example.answer is not None
            assert example.text[slice(*example.answer)] == one.answer
    assert all(example.answer is None for example in made[1::2])
