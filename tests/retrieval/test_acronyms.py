"""Acronyms that texts define, and both ways from one form to the other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.acronyms import MOST_MEANINGS, Acronyms, Definition, definitions, is_short


def learnt(*texts: str) -> Acronyms:
    return Acronyms(one for text in texts for one in definitions(text))


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        (
            "Ask for a return merchandise authorisation (RMA) first.",
            "RMA",
            "return merchandise authorisation",
        ),
        (
            "Every RMA (return merchandise authorisation) has a number.",
            "RMA",
            "return merchandise authorisation",
        ),
        (
            "under the Treaty on the Functioning of the European Union (TFEU) and",
            "TFEU",
            "Treaty on the Functioning of the European Union",
        ),
        (
            "the Organization of Arab Petroleum Exporting Countries (OAPEC)",
            "OAPEC",
            "Organization of Arab Petroleum Exporting Countries",
        ),
        ("It spins at 90 revolutions per minute (RPM; measured cold).", "RPM",
         "revolutions per minute"),
        ("the “point of sale” (PoS) terminal", "PoS", "point of sale"),
        ("a light-emitting diode (LED)", "LED", "light-emitting diode"),
    ],
)  # fmt: skip
def test_a_definition_is_found_in_both_orders(text: str, short: str, long: str) -> None:
    assert list(definitions(text)) == [Definition(short=short, long=long)]


@pytest.mark.parametrize(
    "text",
    [
        "The tent (2 kg) is light.",
        "Open on Sunday (see below).",
        "The manager (Ada Morel) answers.",
        "Sent by courier (DHL).",
        "Parts for the stove. (RMA)",
        "the depot (in Lyon)",
        "a (A)",
    ],
)
def test_other_brackets_define_nothing(text: str) -> None:
    assert list(definitions(text)) == []


def test_both_forms_lead_to_the_other() -> None:
    known = learnt("A return merchandise authorisation (RMA) is needed.")
    assert list(known.other_forms("how long is an rma valid?")) == [
        "return merchandise authorisation"
    ]
    assert list(known.other_forms("Do I need a Return Merchandise Authorisation?")) == ["RMA"]
    assert list(known.other_forms("Do I need an authorisation?")) == []


def test_an_acronym_that_is_a_word_must_stand_in_capitals() -> None:
    known = learnt("Ask information technology (IT) for help.")
    assert list(known.other_forms("does it work")) == []
    assert list(known.other_forms("who runs IT")) == ["information technology"]


def test_the_long_form_of_an_acronym_in_use_is_left_out() -> None:
    found = [Definition(short="RMA", long="return merchandise authorisation")]
    rare, common = Acronyms(found, used={"rma": 2}), Acronyms(found, used={"rma": 3})
    assert list(rare.other_forms("an RMA")) == ["return merchandise authorisation"]
    assert list(common.other_forms("an RMA")) == []
    assert list(common.other_forms("a return merchandise authorisation")) == ["RMA"]


def test_of_several_meanings_the_most_frequent_are_kept() -> None:
    known = learnt(
        *["the point of sale (POS)"] * 3,
        *["a part of speech (POS)"] * 2,
        "the position of strength (POS)",
    )
    assert known.meanings("pos") == ["point of sale", "part of speech"]
    assert len(known.meanings("POS")) == MOST_MEANINGS


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retrieval.acronyms.MOST", 2)
    known = learnt("alpha beta (AB)", "gamma delta (GD)", "epsilon zeta (EZ)", "alpha beta (AB)")
    assert [bool(known.meanings(short)) for short in ("AB", "GD", "EZ")] == [True, True, False]


@given(st.text("aAbBcC ().,-\n", max_size=120) | st.text(max_size=120))
def test_what_is_found_stands_in_the_text(text: str) -> None:
    for one in definitions(text):
        assert is_short(one.short)
        assert one.short in text
        assert all(word in text for word in one.long.split())
        assert len(one.long) > len(one.short)


@given(st.lists(st.sampled_from("delta echo foxtrot golf hotel india".split()), min_size=2,
                max_size=5, unique=True))  # fmt: skip
def test_the_initials_of_words_are_their_acronym(said: list[str]) -> None:
    long = " ".join(said)
    short = "".join(word[0] for word in said).upper()
    assert list(definitions(f"Ask about the {long} ({short}) today")) == [
        Definition(short=short, long=long)
    ]
