"""Only copies are folded: never two records, two numbers or two products."""

from __future__ import annotations

from nescio.types import Passage
from retrieval.duplicates import without_duplicates
from tests.retrieval.samples import document, passages

LINE = "Keep the appliance dry and clean it with a soft cloth after every single use at home."


def one(key: str, text: str, title: str = "Care", kind: str = "file") -> Passage:
    return passages(document(key, text, title=title, kind="row" if kind == "row" else "file"))[0]


def test_copies_are_folded_into_the_first() -> None:
    first, copy = one("a", LINE), one("b", LINE.upper().replace(" and", ", and"))
    assert without_duplicates([first, copy], 9) == [first]
    assert without_duplicates([copy, first], 9) == [copy]


def test_what_differs_is_kept() -> None:
    kept = [
        one("a", f"{LINE} Warranty: 2 years."),
        one("b", f"{LINE} Warranty: 3 years."),
        one("c", f"{LINE} Warranty: 3 years.", title="Kettle"),
        one("d", "id: 1", kind="row"),
        one("e", "id: 1", kind="row"),
        one("f", "Short."),
        one("g", ""),
    ]
    assert without_duplicates(kept, 9) == kept
    assert without_duplicates(kept, 2) == kept[:2]


def test_copies_under_another_title_are_folded_when_their_files_are_alike() -> None:
    first, other = one("a", LINE), one("b", LINE, title="Leaflet")
    ids = [passage.chunk.document_id for passage in (first, other)]
    near = {ids[0]: {ids[1]}, ids[1]: {ids[0]}}
    assert without_duplicates([first, other], 9) == [first, other]
    assert without_duplicates([first, other], 9, near) == [first]
    assert without_duplicates([first, one("b", LINE + " For 2 years.", title="Leaflet")], 9, near)[
        1:
    ]
