"""Words of one meaning, and the words to search for in place of those that no document has."""

from __future__ import annotations

import pytest

from nescio.text import stem
from retrieval.senses import in_other_words, same_sense


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("guarantee", "warranty", True),
        ("bill", "invoice", True),
        ("stinks", "smelly", False),
        ("stink", "smell", True),
        ("guarantee", "invoice", False),
        ("torch", "lamp", True),
        ("torch", "stove", False),
    ],
)
def test_words_of_one_meaning(one: str, other: str, same: bool) -> None:
    assert (stem(other) in same_sense(stem(one))) is same
    assert (stem(one) in same_sense(stem(other))) is same


def test_only_words_that_no_document_has_are_put_in_other_words() -> None:
    known = {stem(word) for word in ("warranty", "shop", "store")}.__contains__
    assert in_other_words("Does the guarantee hold in every shop?", known) == ("warranty",)
    assert in_other_words("Does the assurance hold?", known) == ()
