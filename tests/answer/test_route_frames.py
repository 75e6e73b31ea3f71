"""The one question of a text: whose name it takes from what is told beside it."""

from __future__ import annotations

import pytest

from answer.route_frames import focus

LABELS = {"Corvin 7": frozenset(("corvin", "7", "cello", "bow"))}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Another thing is asked about than the one named beside it.
        ("endpin for a Corvin 7, what does it cost?", None),
        ("the endpin of my Corvin 7, how much is that?", None),
        ("my Corvin 7 needs a new endpin. how much is one?", None),
        ("an endpin for the Corvin 7. price?", None),
        # The one named is asked about.
        ("looking for a Corvin 7, what does it cost?", "what does it cost: Corvin 7?"),
        ("the Corvin 7 is on my list. how heavy is it?", "how heavy is it: Corvin 7?"),
        ("a question on the Corvin 7. how heavy is it?", "how heavy is it: Corvin 7?"),
        # A row of that name is called so.
        ("a bow for my Corvin 7. what does it cost?", "what does it cost: Corvin 7?"),
    ],
)
def test_the_name_beside_another_thing_is_not_what_is_asked_about(
    text: str, expected: str | None
) -> None:
    start = text.index("Corvin 7")
    assert focus(text, [(start, start + len("Corvin 7"))], (), LABELS) == expected
