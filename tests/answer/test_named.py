"""Names that neither the database nor a quote knows."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from answer.named import mended, misses_name, told_codes
from answer.question import stems_of
from answer.quotes import Quote
from nescio.types import Scope
from retrieval.acronyms import Acronyms
from retrieval.corpus import Snapshot, count_terms
from retrieval.linking import EntityLinker
from retrieval.spelling import Spelling
from tests.retrieval import samples


def _quote(text: str, title: str = "Stoves") -> Quote:
    passage: Any = SimpleNamespace(title=title, chunk=SimpleNamespace(heading_path=()))
    quote = Quote(
        passage=cast("Any", None), start=0, end=len(text), text=text, block=0,
        stems=frozenset(stems_of(text)), context=frozenset(), cosine=1.0, coverage=1.0, score=1.0,
    )  # fmt: skip
    return replace(quote, passage=passage)


@pytest.mark.parametrize(
    ("text", "missed"),
    [
        ("The Okapi 1 takes the GX-5 canister.", True),
        ("The Okapi 1, 3 and 5 take every canister.", False),
        ("The Okapi-5 takes every canister.", False),
        ("The Okapi 1 weighs 2.5 kg.", True),
    ],
)
def test_a_number_within_a_code_is_no_part_of_a_name(text: str, *, missed: bool) -> None:
    assert misses_name(["Okapi 5"], [_quote(text)]) is missed


@pytest.mark.parametrize(
    ("code", "beside", "missed"),
    [
        ("E-17", "This mends E-17.", False),  # told once, elsewhere in the same notes
        ("E 17", "This mends E-17.", False),
        ("E-18", "This mends E-17.", True),
        ("E-17", "Part KE-17 or E-170.", True),
        ("Okapi 5", "The Okapi 5 is new.", True),  # no code: a quote has to tell it
    ],
)
def test_a_code_may_stand_elsewhere_in_the_document(
    code: str, beside: str, *, missed: bool
) -> None:
    chunk = SimpleNamespace(heading_path=(), document_id="notes", text=beside)
    passage: Any = SimpleNamespace(title="Notes", chunk=chunk)
    quote = replace(_quote("It needs 1.2 GB of free storage."), passage=passage)
    assert misses_name([code], [quote], [passage]) is missed
    assert misses_name([code], [quote]) is True


def test_codes_told_before_a_question_that_points_at_them() -> None:
    told = "my Okapi shows E-18, the display t-LO and error 505; it came as NF-7."
    assert told_codes(told, "what does that mean?", ["NF-7"]) == ("E-18", "t-LO", "505")
    assert told_codes(told, "what do you charge for repairs?", ["NF-7"]) == ()


ROWS = [samples.entity(label, key=(("id", n),)) for n, label in enumerate(
    ("Okapi 1 Trek Pole", "Okapi 3 Trek Pole", "Marlin Stove"))]  # fmt: skip
TERMS = count_terms(["The stove of the Okapi weighs 970 g.", "The warranty covers the pole."])
SNAPSHOT = Snapshot(
    generation=1,
    linker=EntityLinker([(samples.name(row), row) for row in ROWS]),
    titles=EntityLinker([]),
    terms=TERMS,
    spelling=Spelling({**TERMS.forms, "trek": 1, "marlin": 1}, TERMS.frequency),
    acronyms=Acronyms([]),
)


@pytest.mark.parametrize(
    ("text", "read", "unknown"),
    [
        ("how heavy is the Okpai pole", "how heavy is the Okapi pole", ()),
        ("weight of the Okapi 3 Trek Poel", "weight of the Okapi 3 Trek Pole", ()),
        ("weight of the Okpai 5", "weight of the Okapi 5", ("Okapi 5",)),
        ("Whih stvoe of Marlin weighs most", "Which stove of Marlin weighs most", ()),
        ("weight of the Tarsier 3 Trek Pole", None, ("Tarsier 3 Trek Pole",)),
    ],
)
def test_names_are_looked_for_in_what_was_mended(
    text: str, read: str | None, unknown: tuple[str, ...]
) -> None:
    assert mended(text, Scope(), SNAPSHOT) == (read or text, unknown)
