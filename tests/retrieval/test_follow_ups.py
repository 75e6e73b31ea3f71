"""Follow-ups: which name a question leaves out, and which questions are left as they are."""

from __future__ import annotations

import pytest

from nescio.types import Entity, EntityName, Scope, Turn
from retrieval.follow_ups import standalone
from retrieval.linking import EntityLinker
from retrieval.pieces import Piece
from retrieval.reading import read_piece
from retrieval.repeated import repeated
from retrieval.topics import topic

NAMES = (
    ("Corvin 7 Cello", "instruments"), ("Corvin 9 Cello", "instruments"),
    ("Corvin 9 Case", "instruments"), ("Tarog Alto Recorder", "instruments"),
    ("Tarog Alto Pro Recorder", "instruments"), ("Tarog Kids Recorder", "instruments"),
    ("Lantern Hall", "halls"), ("Nimbus M Strap", "straps"), ("Nimbus L Strap", "straps"),
)  # fmt: skip


@pytest.fixture(scope="module")
def linker() -> EntityLinker:
    def named(name: str, table: str) -> tuple[EntityName, Entity]:
        entity = Entity(id=name, source="music", label=name, table=table, key=(("id", name),))
        return EntityName(name=name, entity_id=name, kind="name"), entity

    return EntityLinker([named(*pair) for pair in NAMES])


@pytest.mark.parametrize(
    ("earlier", "text", "whole"),
    [
        ("How much is the Corvin 7 Cello?", "and the Corvin 9?", "How much is the Corvin 9 Cello?"),
        ("How heavy is the Tarog Alto Recorder?", "what about the Pro model?",
         "How heavy is the Tarog Alto Pro Recorder?"),
        ("price of the Tarog Alto Recorder?", "and the kids version?",
         "price of the Tarog Kids Recorder?"),
        ("is the Corvin 7 Cello discontinued?", "what replaced it?",
         "what replaced Corvin 7 Cello?"),
        ("opening hours of Lantern Hall?", "who is the manager there",
         "who is the manager at Lantern Hall"),
        ("how heavy is the Corvin 7 Cello?", "and where is the cello made?",
         "and where is the Corvin 7 Cello made?"),
        ("who makes the Corvin 7 Cello?", "where are they based?",
         "where are supplier of the Corvin 7 Cello based?"),
        ("who makes the Corvin 7 Cello?", "how heavy is it?", "how heavy is Corvin 7 Cello?"),
        ("how heavy are the Corvin 7 Cello and the Corvin 9 Cello?", "how much do they cost?",
         "how much do Corvin 7 Cello and Corvin 9 Cello cost?"),
        ("what is the successor of the Corvin 7 Cello?", "what does that one cost?",
         "what does successor of the Corvin 7 Cello cost?"),
        ("a strap for my Corvin 7 Cello", "how much is it?",
         "how much is it (strap Corvin 7 Cello)?"),
        # What a named thing needs or has a part of is what is asked about next.
        ("My Corvin 7 Cello needs a new endpin.", "How much is it?",
         "How much is it (Corvin 7 Cello needs new endpin)?"),
        ("The Corvin 7 Cello lost its endpin", "what does it cost?",
         "what does it cost (Corvin 7 Cello lost endpin)?"),
        ("I broke the endpin of my Corvin 7 Cello.", "how much is it?",
         "how much is it (broke endpin Corvin 7 Cello)?"),
        ("My son needs a Corvin 7 Cello.", "how much is it?", "how much is Corvin 7 Cello?"),
        ("what is the colour of my Corvin 7 Cello?", "how heavy is it?",
         "how heavy is Corvin 7 Cello?"),
        ("price of the Nimbus M Strap?", "and the L?", "price of the Nimbus L Strap?"),
        ("what came after the Corvin 7 Cello?", "how heavy is that one?",
         "how heavy is successor of the Corvin 7 Cello?"),
        ("which shops have a workshop?", "and which is the biggest?",
         "which of the shops that have a workshop is the biggest?"),
        ("how many cellos do you have?", "what's the cheapest one?",
         "which of the cellos is the cheapest?"),
        ("which shops do you have in France?", "which of the two has a workshop?",
         "which shops in France has a workshop?"),
        ("is the Corvin 7 Cello in stock?", "where?", "where is the Corvin 7 Cello in stock?"),
        ("is the Corvin 7 Cello discontinued?", "is there something newer?",
         "is there something newer than the Corvin 7 Cello?"),
        ("status of order NF-1?", "sorry, wrong number, it's NF-23", "status of order NF-23?"),
        ("Corvin 7 Cello or Corvin 9 Cello?", "what is the price of each?",
         "what is the price of the Corvin 7 Cello and the Corvin 9 Cello?"),
        ("what does code E-09 mean?", "And E-21?", "what does code E-21 mean?"),
        ("what does code E-09 mean?", "And Q-77?", "Q-77 (code E 09 mean)?"),
        ("How much is the Corvin 7 Cello?", "sorry, I mean the 9",
         "How much is the Corvin 9 Cello?"),
        ("How much is the Corvin 7 Cello?", "Same question for the 9.",
         "How much is the Corvin 9 Cello?"),
        ("How much is the Tarog Kids Recorder?", "which cello goes with it?",
         "which cello goes with Tarog Kids Recorder?"),
        ("what did you bring out instead of the Corvin 7 Cello?", "how heavy is it?",
         "how heavy is successor of the Corvin 7 Cello?"),
        ("which cello succeeded the Corvin 7 Cello?", "how heavy is it?",
         "how heavy is successor of the Corvin 7 Cello?"),
        ("what is the Corvin 7 Cello's successor?", "what does that one cost?",
         "what does successor of the Corvin 7 Cello cost?"),
        ("what is the Corvin 7 Cello's weight?", "what does it cost?",
         "what does Corvin 7 Cello cost?"),
        ("may I bring my cello to Lantern Hall?", "what's the address there?",
         "what's the address at Lantern Hall?"),
        ("How much is the Corvin 7 Cello?", "and its bigger sister, the 9?",
         "How much is the Corvin 9 Cello?"),
        ("How much is the Corvin 7 Cello?", "and what if I go for the 9?",
         "How much is the Corvin 9 Cello?"),
        ("How heavy is the Corvin 7 Cello?", "ok, who's the maker",
         "ok, who's the maker of the Corvin 7 Cello?"),
        ("How much is the Corvin 7 Cello?", "price of the 9 then?",
         "price of the Corvin 9 Cello then?"),
        ("How much is the Corvin 7 Cello?", "is the 9 one more expensive?",
         "is the Corvin 9 Cello more expensive than the Corvin 7 Cello?"),
        ("How much is the Corvin 7 Cello?", "is the 8 more expensive?",
         "is the 8 more expensive of the Corvin 7 Cello?"),
        ("can I hire a bow in summer?", "and at which shops?",
         "at which shops can I hire a bow in summer?"),
        ("Where can I hire a bow?", "from when until when?",
         "from when until when can I hire a bow?"),
        ("does the Corvin 7 Cello need oil?", "how often exactly?",
         "how often does the Corvin 7 Cello need oil?"),
        ("do you lend bows?", "up to how much?", "up to how much do you lend bows?"),
        ("How heavy is the Corvin 7 Cello?", "at which shops?",
         "at which shops of the Corvin 7 Cello?"),
        ("What does a bow cost?", "from when to when?", "from when to when (bow cost)?"),
        ("can I hire a bow?", "at which shops can I buy one?",
         "at which shops can I buy one?"),
        ("My bridge buzzes. Why?", "can I sort that out on my own?",
         "can I sort that out on my own (bridge buzzes)?"),
        ("My bridge buzzes. Why?", "is the varnish that you put on made from oil or spirit?",
         "is the varnish that you put on made from oil or spirit?"),
        ("How much is the Corvin 7 Cello?", "oops, I meant the 9 string one",
         "How much is the Corvin 9 Cello?"),
        ("How much is the Corvin 7 Cello?", "how heavy is the 9-string version?",
         "how heavy is the Corvin 9 Cello?"),
        ("How much is the Corvin 7 Cello?", "I mean the 12 string one",
         "How much is the Corvin 12 Cello?"),
        ("How much is the Corvin 7 Cello?", "how old is the 9 years old one?",
         "how old is the 9 years old one?"),
        ("How much is the Corvin 7 Cello?", "is it paid within the 9 days?",
         "is Corvin 7 Cello paid within the 9 days?"),
        ("How much is the Corvin 7 Cello?", "And if I take the 9 instead?",
         "How much is the Corvin 9 Cello?"),
        ("which shops open on Sunday?", "at what time in Lantern Hall?",
         "at what time in Lantern Hall (shops open Sunday)?"),
        ("when does the Corvin 9 Case ship?", "from what day for the Corvin 7 Cello?",
         "from what day for the Corvin 7 Cello (ship)?"),
        ("How heavy is the Corvin 7 Cello?", "What is your return policy?",
         "What is your return policy?"),
        ("How heavy is the Corvin 7 Cello?", "Do you sell vouchers?", "Do you sell vouchers?"),
        ("How heavy is the Corvin 7 Cello?", "Do you have shorter ones?",
         "Do you have shorter ones of the Corvin 7 Cello?"),
        ("opening hours of Lantern Hall?", "and on Sundays?",
         "opening hours of Lantern Hall on Sundays?"),
        ("how heavy is the Corvin 7 Cello?", "and the battery life?",
         "the battery life of the Corvin 7 Cello?"),
        ("may I play in Lantern Hall?", "How many suppliers do you have in France?",
         "How many suppliers do you have in France?"),
        # What is to be done costs apart, unless it is to be sold.
        ("can the Corvin 7 Cello get new pegs?", "what's the price for that?",
         "what's the price for that (Corvin 7 Cello new pegs)?"),
        ("do you mend a Corvin 7 Cello?", "what does that cost?",
         "what does that cost (mend Corvin 7 Cello)?"),
        ("do you sell the Corvin 7 Cello?", "what does that cost?",
         "what does Corvin 7 Cello cost?"),
        ("How much is the Nimbus M Strap?", "sorry, the L one I mean",
         "How much is the Nimbus L Strap?"),
        # What is asked for by a relation alone, or to be had in the place of what is gone.
        ("is the Corvin 7 Cello gone for good?", "Replacement?",
         "Replacement of the Corvin 7 Cello?"),
        ("is the Corvin 7 Cello gone for good?", "so what should I buy in its place?",
         "so what should I buy instead of the Corvin 7 Cello?"),
        ("is the Corvin 7 Cello gone for good?", "is it played in its place?",
         "is Corvin 7 Cello played in its place?"),
        ("Replacement of the Corvin 7 Cello?", "how heavy is it?",
         "how heavy is Replacement of the Corvin 7 Cello?"),
        ("How much is the Corvin 7 Cello?", "when did the longer one, the 9, come out",
         "when did the Corvin 9 Cello, come out"),
        ("How much is the Corvin 7 Cello?", "is the 9 longer, the 7 shorter?",
         "is the Corvin 9 Cello longer, the 7 shorter than the Corvin 7 Cello?"),
        ("how heavy are the Corvin 7 Cello and the Corvin 9 Cello?",
         "which one of the two is cheaper?",
         "which of the Corvin 7 Cello and the Corvin 9 Cello is cheaper?"),
        ("how many shops have a workshop?", "and in the netherlands alone",
         "how many shops have a workshop in the netherlands?"),
        ("list your cellos", "now just those below 350 euros", "which cellos below 350 euros?"),
        ("what are the weekday hours of Lantern Hall?", "can I come on a sunday then?",
         "can I come on a sunday then at Lantern Hall?"),
        ("where do I park near Lantern Hall?", "per hour that's how much?",
         "per hour that's how much (park near Lantern Hall)?"),
        ("where do I buy the Corvin 7 Cello?", "and how heavy is that?",
         "and how heavy is Corvin 7 Cello?"),
        # A place that no row is called by is where the question before ended.
        ("do you ship to Poland?", "what would a parcel there cost?",
         "what would a parcel to Poland cost?"),
        ("may I bring a cello into Lantern Hall?", "what would a parcel there cost?",
         "what would a parcel at Lantern Hall cost?"),
        ("how do I tune a steel string", "does it get any shorter from that?",
         "does a steel string get any shorter from that?"),
        ("after how many years is a string finished?", "could you mend one for me?",
         "could you mend a string for me?"),
        ("When did the Corvin 7 Cello come out?",
         "was the Corvin 9 Cello earlier or later than that?",
         "When did the Corvin 9 Cello come out?"),
        ("How heavy is the Corvin 7 Cello?",
         "was the Corvin 9 Cello earlier or later than that?",
         "was the Corvin 9 Cello earlier or later than that?"),
        # The M of a longer word is no strap.
        ("How heavy is the Corvin 7 Cello?", "what's its M-value?",
         "what's Corvin 7 Cello's M-value?"),
        ("is it cold?", "How much is the Corvin 7 Cello?", "How much is the Corvin 7 Cello?"),
        ("what did it cost last year?", "how heavy is the Corvin 9 Case",
         "how heavy is the Corvin 9 Case"),
        ("How heavy is the Corvin 7 Cello?", "is there a discount for students in summer",
         "is there a discount for students in summer"),
    ],
)  # fmt: skip
def test_a_follow_up_stands_alone(
    linker: EntityLinker, earlier: str, text: str, whole: str
) -> None:
    assert standalone(text, [Turn(question=earlier)], linker, Scope()) == whole


def test_a_relation_is_carried_and_its_answer_preferred(linker: EntityLinker) -> None:
    asked = "is the Corvin 7 Cello discontinued?"
    chain = [Turn(question=asked), Turn(question="what is its successor?")]
    found = standalone("ok and what does that cost?", chain, linker, Scope())
    assert found == "ok and what does successor of the Corvin 7 Cello cost?"
    answer = "The successor of Corvin 7 Cello is Corvin 9 Cello."
    answer = "The successor of Corvin 7 Cello is Corvin 9 Cello."
    known = [chain[0], Turn(question="what is its successor?", answer=answer)]
    found = standalone("ok and what does that cost?", known, linker, Scope())
    assert found == "ok and what does Corvin 9 Cello cost?"


def test_what_was_asked_of_a_relation_is_asked_of_it_again(linker: EntityLinker) -> None:
    chain = [
        Turn(question="who makes the Corvin 7 Cello?"),
        Turn(question="Where are supplier of the Corvin 7 Cello?"),
    ]
    found = standalone("how quickly do they deliver?", chain, linker, Scope())
    assert found == "how quickly do supplier of the Corvin 7 Cello deliver?"


def test_without_history_nothing_changes(linker: EntityLinker) -> None:
    assert standalone("what about it?", [], linker, Scope()) == "what about it?"


@pytest.mark.parametrize(
    ("asked", "answer", "text", "whole"),
    [
        ("Is there a case for the Corvin 7 Cello?", "Use the Corvin 9 Case for it.",
         "how much is it?", "how much is Corvin 9 Case?"),
        ("who makes the Corvin 7 Cello?", "The maker is Lantern Hall.",
         "how heavy is it?", "how heavy is Corvin 7 Cello?"),
        ("who makes the Corvin 7 Cello?", "The maker is Lantern Hall.",
         "where are they based?", "where are Lantern Hall based?"),
        ("who runs Lantern Hall?", "The manager is Corvin 9 Case.",
         "how long has he worked there?", "how long has Corvin 9 Case worked there?"),
        ("who runs Lantern Hall?", "The manager is Corvin 9 Case.",
         "how big is it?", "how big is Lantern Hall?"),
        ("which cellos are new?", "2 cellos: Corvin 7 Cello; Corvin 9 Cello.",
         "how heavy is it?", "how heavy is it (cellos new)?"),
        ("name of the bass player in Lantern Hall?", "1 player: Corvin 9 Case.",
         "when was that person hired?", "when was Corvin 9 Case hired?"),
        ("in which room is the Corvin 7 Cello?", "The room of Corvin 7 Cello is Lantern Hall.",
         "how many seats do you have in that?", "how many seats do you have in Lantern Hall?"),
        ("in which room is the Corvin 7 Cello?", "The room of Corvin 7 Cello is Lantern Hall.",
         "how heavy is it?", "how heavy is Corvin 7 Cello?"),
        ("which room is behind the Corvin 7 Cello?", "The room of it is Lantern Hall.",
         "how big is that one?", "how big is Lantern Hall?"),
        ("how old is the Corvin 7 Cello?", "The age of it is 7 years.", "weight?",
         "weight of the Corvin 7 Cello?"),
        ("what's in the Lantern Hall?", "Lantern Hall: Corvin 7 Cello; Tarog Kids Recorder.",
         "how many of the recorders", "how many Tarog Kids Recorder are in Lantern Hall?"),
        ("what's in the Lantern Hall?", "Lantern Hall: Corvin 7 Cello; Corvin 9 Cello.",
         "how many of the cellos", "what's in the cellos?"),
        # Of several names, the one that has the noun that was asked for.
        ("which recorder takes the Nimbus strap?",
         "The Tarog Kids Recorder takes the Nimbus M Strap.",
         "how heavy is it?", "how heavy is Tarog Kids Recorder?"),
        ("which of your straps fit a recorder?",
         "The Nimbus M Strap is for the Tarog Kids Recorder.",
         "what does it cost?", "what does Nimbus M Strap cost?"),
        ("which cellos are new?", "2 cellos: Corvin 7 Cello; Corvin 9 Cello.",
         "how heavy are they?", "how heavy are Corvin 7 Cello and Corvin 9 Cello?"),
    ],
)  # fmt: skip
def test_what_an_answer_found_is_talked_about_next(
    linker: EntityLinker, asked: str, answer: str, text: str, whole: str
) -> None:
    turn = Turn(question=asked, answer=answer)
    assert standalone(text, [turn], linker, Scope()) == whole


@pytest.mark.parametrize(
    ("earlier", "text", "words"),
    [
        ("How heavy is the Corvin 7 Cello", "how much rosin does Corvin 7 Cello take?", ""),
        ("How many years is a voucher good for", "what is the most on one?", "voucher good"),
        ("How do I tune a cello", "at what pitch?", "tune cello"),
        ("weight of the Corvin 7 Cello", "what fits a case?", "weight Corvin 7 Cello"),
    ],
)
def test_the_topic_is_what_was_talked_about_not_what_was_asked(
    linker: EntityLinker, earlier: str, text: str, words: str
) -> None:
    assert topic(text, earlier, linker, Scope()) == words


def test_a_noun_that_many_names_share_leaves_a_question_about_the_one_before(
    linker: EntityLinker,
) -> None:
    before = [Turn(question="weight of the Corvin 7 Cello")]
    piece = Piece(question="how many strings do cello players buy a year?")
    reading = read_piece(piece, [], before, linker, Scope())
    assert reading.background == "weight Corvin 7"


def test_of_what_an_answer_names_the_one_that_is_not_there_for_it_is_meant(
    linker: EntityLinker,
) -> None:
    turn = Turn(
        question="Which strap goes on the Corvin 7 Cello?",
        answer="Use the Nimbus M Strap for the Corvin 9 Cello, and for others of that size.",
    )
    assert standalone("how much is it?", [turn], linker, Scope()) == "how much is Nimbus M Strap?"


@pytest.mark.parametrize(
    ("before", "background"),
    [
        ("How long does a string last?", "My cello squeaks."),
        ("Which strings do you suggest?", "My cello squeaks. strings suggest"),
    ],
)
def test_a_value_asked_of_what_was_told_is_not_what_the_next_question_is_about(
    linker: EntityLinker, before: str, background: str
) -> None:
    piece = Piece(question="what does a pack of rosin cost?", told="My cello squeaks.")
    reading = read_piece(piece, [], [Turn(question=before)], linker, Scope())
    assert reading.background == background


CELLO_AND_HALL = (
    Turn(question="How heavy is the Corvin 7 Cello?"),
    Turn(question="opening hours of Lantern Hall?"),
)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("how old is that instrument?", "how old is Corvin 7 Cello?"),
        ("when did this hall open?", "when did the Lantern Hall open?"),
        ("who has the instrument?", None),  # it may be asked of the hall
        ("how old is that violin?", None),
    ],
)
def test_that_and_what_rows_are_is_the_one_named_last(
    linker: EntityLinker, text: str, whole: str | None
) -> None:
    found = standalone(text, CELLO_AND_HALL, linker, Scope())
    assert found == whole if whole else "Corvin" not in found


@pytest.mark.parametrize(
    ("told", "whole"),
    [
        ("back to the cello", "how old is Corvin 7 Cello?"),
        ("and the cello", "how old is Corvin 7 Cello?"),
        ("about that instrument again", "how old is Corvin 7 Cello?"),
        ("back to the hall", "how old is Lantern Hall?"),
        ("back to the violin", None),
        ("the cello is scratched", None),  # tells something, and it may be of another
    ],
)
def test_what_is_gone_back_to_is_the_one_named_before(
    linker: EntityLinker, told: str, whole: str | None
) -> None:
    piece = Piece(question="how old is it?", told=told)
    found = read_piece(piece, CELLO_AND_HALL, (), linker, Scope()).question
    assert found == whole if whole else "Corvin" not in found


def test_an_appended_topic_is_background_and_not_looked_for_as_what_is_asked(
    linker: EntityLinker,
) -> None:
    before = [Turn(question="What does a new set of strings cost?")]
    reading = read_piece(Piece(question="what cleans varnish?"), [], before, linker, Scope())
    assert reading.question == "what cleans varnish (new set strings cost)?"
    assert (reading.wording, reading.background) == ("what cleans varnish?", "new set strings cost")
    own = Piece(question="what cleans varnish (the dark one)?")
    assert read_piece(own, [], before, linker, Scope()).wording == own.question


def test_a_thing_is_meant_though_it_is_there_for_another() -> None:
    entity = Entity(id="r", source="music", label="Rosin", table="goods", key=(("id", "r"),))
    linker = EntityLinker([(EntityName(name="Rosin", entity_id="r", kind="name"), entity)])
    before = [Turn(question="Which shop has a melting pot for rosin?")]
    found = standalone("what does it cost per hour?", before, linker, Scope())
    assert found == "what does a melting pot cost per hour?"
    named = [Turn(question="how heavy is the Rosin?")]
    assert standalone("what does it cost?", named, linker, Scope()) == "what does Rosin cost?"


def test_a_noun_that_is_in_the_name_is_not_added_to_it() -> None:
    entity = Entity(id="7", source="music", label="hire H-7001", table="hires", key=(("id", "7"),))
    name = EntityName(name="H-7001", entity_id="7", kind="name")
    piece = Piece(question="when does it end?", told="hire H-7001", topic="hire H-7001")
    reading = read_piece(piece, [], [], EntityLinker([(name, entity)]), Scope())
    assert reading.question == "when does H-7001 end?"
    assert reading.others == ()


@pytest.mark.parametrize(
    ("earlier", "text", "whole"),
    [
        ("which country is Lantern Hall in?", "and the hall of the Corvin 7 Cello?",
         "which country is the hall of the Corvin 7 Cello in?"),
        ("which country is Lantern Hall in?", "and the strings of the Corvin 7 Cello?", None),
        ("who is the deputy head of Lantern Hall?", "and the boss of the hall?",
         "who is the boss of the Lantern Hall?"),
        ("how big is Lantern Hall?", "and the boss of the hall?",
         "and the boss of the Lantern Hall?"),
    ],
)  # fmt: skip
def test_a_row_told_by_another_takes_the_place_of_one_of_its_kind(
    linker: EntityLinker, earlier: str, text: str, whole: str | None
) -> None:
    found = standalone(text, [Turn(question=earlier)], linker, Scope())
    assert found == whole if whole else "country is the strings" not in found


@pytest.mark.parametrize(
    ("earlier", "text", "whole"),
    [
        (("price of the Tarog Kids Recorder?", "how big is Lantern Hall?"),
         "how old is the Tarog?", "how old is the Tarog Kids Recorder?"),
        (("Corvin 7 Cello or Corvin 9 Case?",), "how old is the Corvin?", "how old is the Corvin?"),
        (("price of the Tarog Alto Pro Recorder?",), "is a Tarog Kids ready?",
         "is a Tarog Kids ready?"),
    ],
)  # fmt: skip
def test_a_part_of_a_name_is_of_the_row_named_before(
    linker: EntityLinker, earlier: tuple[str, ...], text: str, whole: str
) -> None:
    turns = [Turn(question=one) for one in earlier]
    assert standalone(text, turns, linker, Scope()) == whole


def test_a_new_name_is_asked_what_was_asked_of_its_sort(linker: EntityLinker) -> None:
    asked = ("How heavy is the Corvin 7 Cello?", "When does Lantern Hall open?")
    turns = [Turn(question=one) for one in (*asked, "the Corvin 7 Cello")]
    found = standalone("and the Corvin 9 Cello?", turns, linker, Scope())
    assert found == "How heavy is the Corvin 9 Cello?"
    found = standalone("and the Nimbus M Strap?", turns, linker, Scope())
    assert found == "When does Nimbus M Strap open?"


@pytest.mark.parametrize(
    ("piece", "whole"),
    [
        (Piece(question="what would that be?", told="another option is the Corvin 9 Case"),
         "How much is the Corvin 9 Case?"),
        (Piece(question="what would that hold?", told="another option is the Corvin 9 Case"),
         "what would that hold of the Corvin 9 Case?"),
    ],
)  # fmt: skip
def test_what_is_told_beside_a_question_leans_on_the_one_before_too(
    linker: EntityLinker, piece: Piece, whole: str
) -> None:
    earlier = [Turn(question="How much is the Corvin 7 Cello?")]
    assert read_piece(piece, earlier, (), linker, Scope()).question == whole


def test_what_came_after_it_is_told_with_the_name_before(linker: EntityLinker) -> None:
    earlier = [Turn(question="Is the Corvin 7 Cello still made?")]
    piece = Piece(question="what do you want for it?", told="the one that came after it")
    found = read_piece(piece, earlier, (), linker, Scope())
    assert found.background.startswith("the one that came after Corvin 7 Cello")


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("same two questions for the Corvin 9 Cello",
         ["How much is the Corvin 9 Cello?", "How old is the Corvin 9 Cello?"]),
        ("ok now both for the Corvin 9 Cello please",
         ["How much is the Corvin 9 Cello?", "How old is the Corvin 9 Cello?"]),
        ("same questions for the 9",
         ["How much is the Corvin 9 Cello?", "How old is the Corvin 9 Cello?"]),
        ("all three for the Corvin 9 Cello", []),  # the first was about another thing
        ("two tickets for the Lantern Hall", []),
        ("and two for the Corvin 9 Cello", []),
        ("do both for the Corvin 9 Cello exist?", []),
        ("both for the Corvin 12 Cello", []),  # there is none
    ],
)  # fmt: skip
def test_the_last_questions_are_asked_again_of_another_thing(
    linker: EntityLinker, text: str, asked: list[str]
) -> None:
    earlier = ("How big is Lantern Hall?", "How much is the Corvin 7 Cello?",
               "How old is the Corvin 7 Cello?")  # fmt: skip
    found = repeated(text, [Turn(question=one) for one in earlier], linker, Scope())
    assert [piece.question for piece in found] == asked
