"""What the form of a question asks for and a sentence has or lacks."""

from __future__ import annotations

import pytest

from answer.lacking import ROLE_ONLY, lacks, unplaced


@pytest.mark.parametrize(
    ("question", "sentence", "share"),
    [
        ("Name of the pilot in Ghent please", "The pilot works on the first floor.", 1.0),
        ("Name of the pilot in Ghent please", "The pilot is Ada Brandt.", 0.0),
        ("In the name of whom is it sold?", "It is sold by the crew.", 0.0),
        ("What is the boat called?", "The boat is of oak.", 1.0),
        ("What is the boat called?", "She is the Corvin.", 0.0),
        ("Who is your safety officer?", "Ask for a copy under “My data”.", 1.0),
        ("Who is your safety officer?", "Safety is with Ada Brandt.", 0.0),
        ("Who mends sails?", "Sails are mended by the rigger.", ROLE_ONLY),
        ("Who mends sails?", "Sails need mending.", 1.0),
        ("Who mends sails?", "Sails go to the loft behind the Ghent yard.", 1.0),
        ("How old must I be to steer?", "Old sails were sold on 1 May 2024.", 1.0),
        ("How old is the yard?", "The yard opened in 1924.", 0.0),
        ("How old must I be to steer?", "You must be 16 and able to swim.", 0.0),
        ("How old must I be to steer?", "Up to six may steer.", 1.0),
        ("At what age is a mast replaced?", "A mast is replaced after seven years.", 0.0),
        ("What percentage of the hulls leak?", "Hulls leak at times.", 1.0),
        ("What percentage of the hulls leak?", "A third of them leak.", 0.0),
        ("Capacity of the bank in mAh?", "It holds 74 Wh.", 1.0),
        ("Weight of the mast in kg?", "It weighs 900 g.", 0.0),
        ("How fast does it boil?", "It weighs 420 g, and its warranty is 60 months.", 1.0),
        ("How fast does it boil?", "It takes 3 minutes and weighs 420 g.", 0.0),
        ("How fast may it go?", "It may go 6 km/h.", 0.0),
        ("How fast may it spin?", "Spin at 800.", 0.0),
        ("Does it float?", "It floats.", 0.0),
        ("Who is the rigger?", "The rigger works here on the first Monday in May.", 1.0),
        ("Who is the rigger?", "On Monday the rigger is Ada.", 0.0),
        ("Are you hiring riggers in Ghent?", "Riggers work in the loft.", 1.0),
        ("Are you looking for staff?", "Our staff check the knots.", 1.0),
        ("Any vacancies for riggers?", "Riggers may apply by letter.", 0.0),
        ("Are you hiring out boats?", "Boats are rented by the day.", 0.0),
        ("Is the yard open on Boxing Day?", "On Sundays the yard is closed.", 1.0),
        ("Is the yard open at Easter?", "The yard may open in March.", 1.0),
        ("Is the yard open at Easter?", "On public holidays the yard is closed.", 0.0),
        ("When is the yard open at Christmas?", "It is closed from 20 December on.", 0.0),
        ("What can I give her for Christmas?", "Buy her a rope.", 0.0),
        ("When does the sauna close?", "12 May: sauna for all, bring a towel.", 1.0),
        ("When does the sauna close?", "The sauna is open until nine.", 0.0),
        ("How much fuel does the tank hold?", "It runs for 20 hours.", 1.0),
        ("How much fuel does the tank hold?", "It holds 30 litres, for 20 hours.", 0.0),
        ("How much time does it take?", "It takes 20 hours.", 0.0),
    ],
)
def test_what_the_form_of_a_question_asks_for(question: str, sentence: str, share: float) -> None:
    assert lacks(question, sentence) == share


def test_which_place_is_told_by_a_sentence_that_names_one() -> None:
    asked = "Which of your shops has a wall for climbing?"
    assert unplaced(asked, "The store has a climbing wall six metres high.")
    assert not unplaced(asked, "store: Corvin Ghent; remark: climbing wall")
    assert unplaced("Which shop apart from Ghent has one?", "There is one as in Ghent.")
    assert not unplaced("Has the shop a wall?", "The store has a wall.")
