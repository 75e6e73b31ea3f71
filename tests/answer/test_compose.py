"""Composition: offsets, citations and sources fit together whatever the text is."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.compose import Composition, compose, refused
from answer.drafts import Draft, PartResult
from answer.guard import Refusal
from answer.quotes import Quote
from answer.thresholds import Threshold
from nescio.answers import Abstained, Answered, PartiallyAnswered, Verdict
from nescio.types import Chunk, Fact, Passage

NOW = dt.datetime(2025, 5, 1, tzinfo=dt.UTC)
REFUSAL = Refusal(reason="no_evidence", rule="nothing_found", message="Nothing was found.")
PIECES = st.sampled_from(
    ["🏔️", "e\u0301", "👩‍🚒", "ß", "日本", "a", " ", "\n", "12 €", "\u0300", "."]
)
SENTENCES = st.lists(PIECES, min_size=1, max_size=12).map("".join).filter(lambda t: t.strip())


def passage(text: str, key: str) -> Passage:
    chunk = Chunk(document_id=key, source="help", key=key, start=0, end=len(text), text=text)
    return Passage(chunk=chunk, title=key, uri=f"help/{key}", kind="file", as_of=NOW)


def fact(number: int) -> Fact:
    return Fact(
        entity="Kettle", attribute="price", value=number, display=str(number), unit=None,
        source="shop", table="products", key=(("id", number),), column="price", as_of=NOW,
    )  # fmt: skip


def verdict(*ids: str) -> Verdict:
    return Verdict(status="supported", score=1.0, rule="quote", evidence_ids=ids)


def quoted(text: str, number: int, lead: str = "🏔️ before ") -> Draft:
    source = passage(lead + text + " after", f"{number}.md")
    start = len(lead)
    quote = Quote(
        passage=source, start=start, end=start + len(text), text=text, block=0,
        stems=frozenset(), context=frozenset(), cosine=0.5, coverage=0.5, score=0.5,
    )  # fmt: skip
    return Draft(text=text, verdict=verdict(source.id), quote=quote)


def stated(text: str, number: int) -> Draft:
    row = fact(number)
    return Draft(text=text, verdict=verdict(row.id), facts=(row,))


DRAFTS = st.lists(
    st.one_of(
        st.builds(quoted, SENTENCES, st.integers(0, 3)),
        st.builds(stated, SENTENCES, st.integers(0, 3)),
    ),
    max_size=4,
)


def part(drafts: list[Draft], confidence: float = 0.8) -> PartResult:
    refusal = None if drafts else REFUSAL
    return PartResult(
        question="what?", drafts=tuple(drafts), refusal=refusal, confidence=confidence
    )


def composed(*parts: PartResult) -> Composition:
    return compose(parts, threshold=Threshold(value=0.5), timings_ms={"total": 1.0})


@given(st.lists(DRAFTS, min_size=1, max_size=3))
def test_everything_fits_together(groups: list[list[Draft]]) -> None:
    made = composed(*(part(drafts) for drafts in groups))
    answer = made.answer
    sent = "".join(sentence.sent for sentence in made.sentences)
    if isinstance(answer, Abstained):
        assert sent == ""
        assert not any(groups)
    else:
        assert sent == answer.text
        assert isinstance(answer, Answered) == all(groups)
    listed = {source.id for source in made.sources}
    assert len(listed) == len(made.sources)
    drafted = [" ".join(draft.text.split()) for drafts in groups for draft in drafts]
    assert {claim.text for claim in answer.claims} == set(drafted)
    assert len(answer.claims) <= len(drafted)
    spans = {(claim.start, claim.end) for claim in answer.claims}
    for claim in answer.claims:
        assert answer.text[claim.start : claim.end] == claim.text
        assert set(claim.evidence_ids) <= listed
    for citation in answer.citations:
        assert citation.source_id in listed
        assert (citation.claim_start, citation.claim_end) in spans
    cited = {(citation.claim_start, citation.claim_end) for citation in answer.citations}
    assert cited == spans


@given(SENTENCES, st.text(max_size=20))
def test_quote_span_opens_the_very_sentence(text: str, lead: str) -> None:
    draft = quoted(text, 1, lead)
    (citation,) = composed(part([draft])).answer.citations
    assert draft.quote is not None
    whole = draft.quote.passage.chunk.text
    assert whole[citation.quote_start : citation.quote_end].encode("utf-8", "surrogatepass") == (
        text.encode("utf-8", "surrogatepass")
    )


def test_a_source_shows_all_that_is_quoted_of_it_in_reading_order() -> None:
    source = passage("Wash it cold. Never spin it. Dry it flat.", "care.md")

    def quote(text: str) -> Draft:
        start = source.chunk.text.index(text)
        made = Quote(
            passage=source, start=start, end=start + len(text), text=text, block=0,
            stems=frozenset(), context=frozenset(), cosine=0.5, coverage=0.5, score=0.5,
        )  # fmt: skip
        return Draft(text=text, verdict=verdict(source.id), quote=made)

    made = composed(part([quote("Dry it flat."), quote("Wash it cold.")]))
    [shown] = made.sources
    assert shown.snippet == "Wash it cold. … Dry it flat."
    assert (shown.locator["start"], shown.locator["end"]) == (0, 41)


@pytest.mark.parametrize(("counted", "shown"), [(2, 2), (12, 2), (0, 0)])
def test_a_count_is_cited_where_its_rows_are_not_all_cited(counted: int, shown: int) -> None:
    count = replace(fact(counted), key=(), column="count(category: Tents)")
    rows = tuple(fact(number) for number in range(1, shown + 1))
    draft = Draft(text="So many.", verdict=verdict(count.id), facts=(count, *rows))
    cited = {c.source_id for c in composed(part([draft])).answer.citations}
    ids = {row.id for row in rows}
    assert cited == (ids if counted == shown > 0 else {count.id, *ids})


def test_partial_names_what_is_open_and_why() -> None:
    made = composed(part([stated("It is 12.", 12)], 0.9), part([], 0.1))
    assert isinstance(made.answer, PartiallyAnswered)
    assert made.answer.unanswered == ("what?",)
    assert made.answer.reason == "no_evidence"
    assert made.answer.confidence == 0.9


def test_confidence_is_that_of_the_weakest_part() -> None:
    made = composed(part([stated("It is 12.", 12)], 0.9), part([stated("It is 13.", 13)], 0.6))
    assert made.answer.confidence == 0.6


def test_notes_are_given_once() -> None:
    noted = PartResult(
        question="q", drafts=(stated("It is 1.", 1),), confidence=0.7, notes=("old", "old")
    )
    assert composed(noted, noted).answer.notes == ("old",)


def test_what_is_degraded_is_not_certified() -> None:
    certified = Threshold(value=0.7, certified=True)
    whole, poorer = part([stated("It is 12.", 12)]), replace(part([]), degraded=("facts",))
    made = compose([whole], threshold=certified, timings_ms={}).answer
    assert (made.certified, made.threshold) == (True, 0.7)
    assert not compose([whole, poorer], threshold=certified, timings_ms={}).answer.certified
    assert not composed(whole).answer.certified


def test_facts_that_were_not_sure_enough_are_the_nearest_evidence() -> None:
    row = stated("It is 12.", 12).facts
    made = composed(replace(part([], 0.3), facts=row)).answer
    assert isinstance(made, Abstained)
    assert [ref.id for ref in made.nearest] == [row[0].id]


def test_refused_is_an_abstention_without_evidence() -> None:
    made = refused(REFUSAL, threshold=Threshold(value=0.5), timings_ms={})
    assert isinstance(made.answer, Abstained)
    assert made.answer.rule == "nothing_found"
    assert (made.sources, made.sentences) == ((), ())


def test_runners_up_of_an_abstention_are_listed_as_sources() -> None:
    quote = quoted("Nearly.", 1).quote
    assert quote is not None
    made = composed(PartResult(question="q", refusal=REFUSAL, quotes=(quote,)))
    assert isinstance(made.answer, Abstained)
    assert [ref.id for ref in made.answer.nearest] == [quote.passage.id]
    assert made.sources == made.answer.nearest
