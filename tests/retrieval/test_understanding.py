"""How a question is searched for: by rules alone, over what its asker may read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nescio.types import Access, Scope
from retrieval.acronyms import Acronyms, Definition
from retrieval.catalogue import Catalogue
from retrieval.corpus import Corpus, Snapshot, count_terms
from retrieval.linking import EntityLinker
from retrieval.notations import MOST
from retrieval.spelling import Spelling
from retrieval.understanding import MOST_ACRONYMS, MOST_PARTS, RuleUnderstanding, understand
from tests.retrieval import samples

pytestmark = pytest.mark.anyio
SCOPE = Scope()
ROWS = [samples.entity(label, key=(("id", n),)) for n, label in enumerate(
    ("Kestrel 2 Tent", "Kestrel 3 Tent", "Marlin Stove"))]  # fmt: skip
TEXTS = [
    "Kestrel 2 Tent. The tent weighs 1970 g and costs 399 EUR.",
    "Kestrel 3 Tent. The warranty covers the zipper.",
    "Marlin Stove. Made by Corvin in Ghent. Refunds need the receipt of the shop.",
]
TERMS = count_terms(TEXTS)
SNAPSHOT = Snapshot(
    generation=1,
    linker=EntityLinker([(samples.name(row), row) for row in ROWS]),
    titles=EntityLinker([]),
    terms=TERMS,
    spelling=Spelling(TERMS.forms, TERMS.frequency),
    acronyms=Acronyms([Definition(short="RMA", long="return merchandise authorisation")]),
)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("how heavy is the Kesterl 3 Tent", "how heavy is the Kestrel 3 Tent"),
        ("waranty of the kestral", "warranty of the kestrel"),
        ("price of the Marlni Stvoe", "price of the Marlin Stove"),
        ("how heavy is the Kesterl tent", "how heavy is the Kestrel tent"),
        ("is the Kestrel 2 Tebt warm", "is the Kestrel 2 Tent warm"),
        ("how heavy is the Kesterl 4 Tent", "how heavy is the Kestrel 4 Tent"),
        ("how heavy is the Kolibri 3 Tent", "how heavy is the Kolibri 3 Tent"),
        ("how heavy is the Kestrel 4 Tent", "how heavy is the Kestrel 4 Tent"),
        ("do you sell kayaks", "do you sell kayaks"),
    ],
)
def test_names_and_words_are_spelt_as_in_the_corpus(question: str, text: str) -> None:
    understood = understand(question, SCOPE, SNAPSHOT)
    assert understood.text == text
    assert bool(understood.corrections) == (question != text)


def test_a_correction_names_both_words() -> None:
    (one,) = understand("the waranty", SCOPE, SNAPSHOT).corrections
    assert (one.written, one.read) == ("waranty", "warranty")


def test_other_forms_are_for_the_sparse_search_alone() -> None:
    understood = understand("is an RMA of 3 May 2024 for 5kg valid", SCOPE, SNAPSHOT)
    assert understood.text == "is an RMA of 3 May 2024 for 5kg valid"
    assert understood.expansions == (
        "2024-05-03", "5 kg", "5 kilograms", "return merchandise authorisation",
    )  # fmt: skip
    assert understood.sparse.split() == [
        *understood.text.split(), *" ".join(understood.expansions).split(),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("What does the Kestrel 2 Tent cost and who makes it?",
         ("What does the Kestrel 2 Tent cost", "who makes Kestrel 2 Tent?")),
        ("how heavy is the Marlin Stove, and what is its price?",
         ("how heavy is the Marlin Stove", "what is Marlin Stove's price?")),
        ("My Marlin Stove leaks. How do I return it and what does a new one cost?",
         ("My Marlin Stove leaks. How do I return it",
          "My Marlin Stove leaks. what does a new one cost (Marlin Stove)?")),
        ("waranty of the Marlni Stove? what does it cost?",
         ("warranty of the Marlin Stove?", "what does Marlin Stove cost?")),
        ("How heavy is the Marlin Stove?", ()),
        ("When the tent leaked, what was covered?", ()),
        ("Which is older, the Kestrel 2 Tent! or the Marlin Stove?", ()),
    ],
)  # fmt: skip
def test_every_question_of_a_message_is_understandable_alone(
    question: str, parts: tuple[str, ...]
) -> None:
    assert understand(question, SCOPE, SNAPSHOT).parts == parts


@given(
    st.text(max_size=200) | st.text("what does it cost and, who? Kestrl 12.5kg May24", max_size=90)
)
def test_understanding_is_idempotent_and_bounded(question: str) -> None:
    once = understand(question, SCOPE, SNAPSHOT)
    again = understand(once.text, SCOPE, SNAPSHOT)
    assert (again.text, again.corrections) == (once.text, ())
    assert (again.parts, again.expansions) == (once.parts, once.expansions)
    assert len(once.expansions) <= MOST + MOST_ACRONYMS
    assert len(once.parts) <= MOST_PARTS
    assert not any(c.isdigit() for one in once.corrections for c in one.written)


ASKED = ("what does the Kestrel 2 Tent cost", "who makes the Marlin Stove", "is it covered",
         "where is the shop", "how long is its warranty")  # fmt: skip


@given(st.lists(st.sampled_from(ASKED), min_size=2, max_size=6))
def test_a_part_is_what_was_written_or_carries_what_was_talked_about(asked: list[str]) -> None:
    question = "? ".join(asked) + "?"
    parts = understand(question, SCOPE, SNAPSHOT).parts
    assert len(parts) == min(len(asked), MOST_PARTS)
    said: set[str] = set()
    for written, part in zip(asked, parts, strict=False):
        own = set(written.split())
        words = set(re.sub(r"'s\b|[?()]", "", part).split())
        assert own - {"it", "its"} <= words
        assert words <= own | said | {"of", "the"}
        pointing = bool(own & {"it", "its"})
        assert not (pointing and said & {"Tent", "Stove"}) or words & {"Tent", "Stove"}
        said |= words


async def test_it_knows_no_word_that_the_asker_may_not_read(tmp_path: Path) -> None:
    catalogue = Catalogue(f"sqlite:///{tmp_path / 'catalogue.sqlite'}")
    secret = Access(tenant="default", labels=frozenset({"board"}))
    catalogue.put(
        [
            samples.record(samples.document("open", "The shop sells stoves and tents.")),
            samples.record(
                samples.document(
                    "closed", "Project Halberdier needs a total cost review (TCR).", access=secret
                )
            ),
        ]
    )
    rules = RuleUnderstanding(Corpus(catalogue))
    question = "what is halberdierr, and its TCR"
    anyone = await rules.understand(question, SCOPE)
    board = await rules.understand(question, Scope(labels=frozenset({"board"})))
    assert (anyone.text, anyone.expansions) == (question, ())
    assert board.text == "what is halberdier, and its TCR"
    assert board.expansions == ("total cost review",)
    catalogue.close()
