"""What is encoded comes back the same."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nescio.answers import (
    Abstained,
    Answered,
    Citation,
    Claim,
    PartiallyAnswered,
    SourceDetail,
    SourceRef,
    Usage,
    Verdict,
)
from nescio.errors import ProtocolError
from nescio.events import Checked, Cited, Delta, Done, Event, Failed, Final, Sources, Start, Status
from nescio.types import SourceFreshness
from nescio.wire import decode_detail, decode_event, encode_detail, encode_event

TEXT = st.text(max_size=20)
AT = st.integers(0, 10_000)
SHARE = st.floats(0, 1)
WHEN = st.datetimes(
    min_value=dt.datetime(1970, 1, 1), max_value=dt.datetime(2100, 1, 1), timezones=st.just(dt.UTC)
)
IDS = st.lists(TEXT, max_size=2).map(tuple)
REFS = st.builds(
    SourceRef,
    id=TEXT,
    kind=st.sampled_from(["passage", "record"]),
    title=TEXT,
    uri=TEXT,
    locator=st.dictionaries(TEXT, TEXT | AT | st.lists(TEXT, max_size=2), max_size=2),
    snippet=TEXT,
    score=SHARE,
    as_of=WHEN,
)
QUOTED = st.tuples(AT, AT) | st.just((None, None))
CITATIONS = st.builds(
    lambda source_id, start, end, quote: Citation(
        source_id=source_id,
        claim_start=start,
        claim_end=end,
        quote_start=quote[0],
        quote_end=quote[1],
    ),
    TEXT,
    AT,
    AT,
    QUOTED,
)
STATUSES = st.sampled_from(["supported", "contradicted", "unsupported", "not_checkable"])
VERDICTS = st.builds(Verdict, status=STATUSES, score=SHARE, rule=TEXT, evidence_ids=IDS)
CLAIMS = st.builds(Claim, text=TEXT, start=AT, end=AT, evidence_ids=IDS, verdict=VERDICTS)
REASONS = st.sampled_from(["no_evidence", "ambiguous_entity", "budget_exceeded"])
COMMON = {
    "text": TEXT,
    "confidence": SHARE,
    "threshold": SHARE,
    "claims": st.lists(CLAIMS, max_size=2).map(tuple),
    "citations": st.lists(CITATIONS, max_size=2).map(tuple),
    "notes": IDS,
    "usage": st.builds(Usage, prompt_tokens=AT, cost=SHARE, tier=TEXT),
    "timings_ms": st.dictionaries(TEXT, SHARE, max_size=2),
}
NEAREST = st.lists(REFS, max_size=2).map(tuple)
ANSWERS = (
    st.builds(Answered, **COMMON)
    | st.builds(PartiallyAnswered, **COMMON, reason=REASONS, unanswered=IDS, nearest=NEAREST)
    | st.builds(Abstained, **COMMON, reason=REASONS, rule=TEXT, nearest=NEAREST)
)
AGES = st.builds(
    SourceFreshness,
    source=TEXT,
    checked_at=st.none() | WHEN,
    changed_at=st.none() | WHEN,
    lag_ms=st.none() | AT,
)
EVENTS = (
    st.builds(
        Start,
        answer_id=TEXT,
        conversation_id=TEXT,
        as_of=WHEN,
        index_lag_ms=st.none() | AT,
        freshness=st.lists(AGES, max_size=2).map(tuple),
        protocol=st.just(1),
    )
    | st.builds(Status, stage=st.sampled_from(["guard", "check"]))
    | st.builds(Sources, sources=NEAREST)
    | st.builds(Delta, text=TEXT)
    | st.builds(Cited, citation=CITATIONS)
    | st.builds(
        Checked,
        claim_start=AT,
        claim_end=AT,
        status=STATUSES,
        score=SHARE,
        rule=TEXT,
        source_ids=IDS,
    )
    | st.builds(Final, answer=ANSWERS)
    | st.builds(Failed, code=TEXT, message=TEXT, retryable=st.booleans())
    | st.just(Done())
)


@settings(max_examples=150)
@given(EVENTS)
def test_events_come_back(event: Event) -> None:
    name, data = encode_event(event)
    assert decode_event(name, json.loads(json.dumps(data, allow_nan=False))) == event


@settings(max_examples=150)
@given(EVENTS)
def test_a_newer_server_may_send_more(event: Event) -> None:
    name, data = encode_event(event)
    assert decode_event(name, {**data, "new_field": {"x": 1}}) == event


def test_the_start_of_an_older_and_of_a_newer_server() -> None:
    start = Start(
        answer_id="a",
        conversation_id="c",
        as_of=dt.datetime(2026, 3, 4, tzinfo=dt.UTC),
        index_lag_ms=7,
        freshness=(SourceFreshness(source="help", lag_ms=7, problem="/srv/help: not mounted"),),
    )
    name, data = encode_event(start)
    assert "not mounted" not in json.dumps(data)  # that is not for every asker
    newer = {**data, "freshness": [{**data["freshness"][0], "more": 1}]}
    decoded = decode_event(name, newer)
    assert isinstance(decoded, Start)
    assert decoded.freshness == (SourceFreshness(source="help", lag_ms=7),)
    older = {key: value for key, value in data.items() if key != "freshness"}
    decoded = decode_event(name, older)
    assert isinstance(decoded, Start)
    assert (decoded.freshness, decoded.index_lag_ms) == ((), 7)


def test_a_newer_server_may_send_other_events() -> None:
    assert decode_event("progress", {"x": 1}) is None


@given(
    st.builds(
        lambda ref, text, span, fields: SourceDetail(
            ref=ref, text=text, start=span[0], end=span[1], fields=fields
        ),
        REFS,
        TEXT,
        QUOTED,
        st.lists(st.tuples(TEXT, TEXT), max_size=2).map(tuple),
    )
)
def test_details_come_back(detail: SourceDetail) -> None:
    assert decode_detail(json.loads(json.dumps(encode_detail(detail)))) == detail


@pytest.mark.parametrize("name", ["start", "sources", "citation", "verdict", "answered", "failed"])
def test_malformed_events_are_one_clear_line(name: str) -> None:
    with pytest.raises(ProtocolError, match=name if name != "answered" else "answer"):
        decode_event(name, {"claim": 3})
