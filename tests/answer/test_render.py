"""Facts as sentences."""

from __future__ import annotations

import datetime as dt

import pytest

from answer import render
from nescio.types import Fact, Scalar


def fact(attribute: str, value: Scalar, display: str, entity: str = "Lamp") -> Fact:
    return Fact(
        entity=entity, attribute=attribute, value=value, display=display, unit=None, source="s",
        table="t", key=(("id", 1),), column="c", as_of=dt.datetime.now(dt.UTC),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("one", "text"),
    [
        (fact("warranty", 24, "24 months"), "The warranty of Lamp is 24 months."),
        (fact("supplier", "Acme Inc.", "Acme Inc."), "The supplier of Lamp is Acme Inc."),
        (fact("discontinued", True, "yes"), "Lamp is discontinued."),
        (fact("discontinued", False, "no"), "Lamp is not discontinued."),
        (fact("bike workshop", True, "yes"), "Lamp: bike workshop: yes."),
        (fact("opening hours", "9-17", "9-17"), "Lamp: opening hours: 9-17."),
        (fact("launched on", "x", "2024-01-02"), "Lamp: launched on 2024-01-02."),
        (fact("status", "open", "open"), "The status of Lamp is open."),
    ],
)
def test_one_sentence_for_a_fact(one: Fact, text: str) -> None:
    assert render.attribute_sentence(one) == text
    assert render.correction([one, one]) == text


def test_lists_are_bounded_and_state_the_full_count() -> None:
    count = fact("count", 25, "25", entity="lamps")
    rows = [fact("name", f"Lamp {i}", f"Lamp {i}") for i in range(25)]
    sentence = render.listed(count, rows)
    assert sentence.text.startswith("25 lamps, among them Lamp 0; Lamp 1;")
    assert len(sentence.facts) == render.SHOWN + 1
    assert render.listed(count, []).text == "Number of lamps: 25."


def test_several_values_are_one_sentence() -> None:
    facts = [fact("color", "red", "red"), fact("color", "blue", "blue")]
    assert render.values(facts).text == "Lamp: color: red; blue."
    assert render.values(facts[:1]).text == "The color of Lamp is red."
