"""Everyday turns of phrase, as the terms that they stand for."""

from __future__ import annotations

import pytest

from retrieval.idioms import idioms_in


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("when will it be here", {"eta"}),
        ("when will it be with us by bus", {"eta"}),
        ("can it be here in the shop", set()),
        ("what did i pay in total", {"total"}),
        ("what did i pay", set()),
        ("how long do we wait for a reorder", {"lead"}),
        ("what does it take on a trip", set()),
        ("how late are you open during the week", {""}),
        ("which day in the week suits", set()),
        ("who is bringing it over to us", {"carrier"}),
        ("what does it bring to the scales", {"weight"}),
        ("whats the damage for", {"pay"}),
        ("what is the damage", {"pay"}),
        ("what damage is covered", set()),
        ("has it got stuck anywhere", {"status"}),
        ("how long must we wait for a reorder", {"lead"}),
        ("how heavy is the pot that follows", {"successor"}),
        ("the pot that follows the rules", set()),
        ("what does it measure in square metres", {"area"}),
        ("on which day did it get to the customer's door", {"delivered"}),
        ("everything that is inside order", {"contents"}),
        ("what was in the box", {"contents"}),
        ("what was in the shop", set()),
        ("how many hours before i must charge again", {"battery"}),
        ("was it accepted or not", {""}),
        ("does it work or not in the rain", set()),
        ("where are order and order stuck", {""}),
        ("is the zip stuck in the cloth", {"held"}),
        ("weekday opening hours of the", {""}),
        ("on which weekday does it open", set()),
        ("price of the to compare", {""}),
        ("which one to compare with", set()),
        ("what had they sent back at", {"item"}),
        ("what went back under", {"item"}),
        ("can i come to on a sunday", {"hours"}),
        ("can i come with my dog", set()),
        ("and what leather is", {"material"}),
        ("what leather do you sell", set()),
        ("why did they send it back", set()),
        ("how much weight is successor of allowed to carry", {"load"}),
        ("how much weight does it have", set()),
        ("how many shoes does a box hold", set()),
        ("and when did really show up", {"delivered"}),
        ("when did it come out", set()),
        ("what is the parcel stuck on", {"status"}),
        ("is the price stuck on the box", set()),
        ("what colours is painted in", {""}),
        ("what did order", {"contents"}),
        ("what did the order cost", set()),
        ("which depot is behind the shop", {""}),
    ],
)
def test_an_idiom_stands_for_a_term(text: str, terms: set[str]) -> None:
    assert {term for _, term in idioms_in(text.split()).values()} == terms
