"""Server-sent events from bytes in pieces."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nescio import server_events
from nescio.errors import ProtocolError
from nescio.server_events import EventParser, ServerEvent

NEWLINES = st.sampled_from(["\n", "\r\n", "\r"])
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"), max_size=20)


def parse(*pieces: bytes) -> list[ServerEvent]:
    parser = EventParser()
    return [event for piece in pieces for event in parser.feed(piece)]


@given(
    st.lists(st.tuples(TEXT.filter(bool), st.lists(TEXT, min_size=1, max_size=3)), max_size=4),
    NEWLINES,
    st.data(),
)
def test_pieces_of_any_size_give_the_same_events(
    events: list[tuple[str, list[str]]], newline: str, data: st.DataObject
) -> None:
    lines = []
    for number, (name, parts) in enumerate(events):
        lines += [": ping", f"id: {number}", f"event: {name}"]
        lines += [f"data: {part}" for part in parts] + [""]
    whole = "".join(line + newline for line in lines).encode() + b"\n"
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=12)))
    edges = [0, *cuts, len(whole)]
    pieces = [whole[a:b] for a, b in itertools.pairwise(edges)]
    assert parse(*pieces) == [
        ServerEvent(event=name, data="\n".join(parts), id=str(number))
        for number, (name, parts) in enumerate(events)
    ]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"\xef\xbb\xbfdata: a\n\n", [("message", "a", "")]),
        (b"data:a\ndata:  b\n\n", [("message", "a\n b", "")]),
        (b"data\n\n", [("message", "", "")]),
        (b"event: x\n\ndata: a\n\n", [("message", "a", "")]),
        (b"id: 1\n\ndata: a\n\n", [("message", "a", "1")]),
        (b"id: a\0b\ndata: a\n\n", [("message", "a", "")]),
        (b": comment\nretry: 10\nunknown: x\ndata: a\n\n", [("message", "a", "")]),
        (b"data: cut off\n", []),
    ],
)
def test_corners_of_the_standard(raw: bytes, expected: list[tuple[str, str, str]]) -> None:
    assert [(e.event, e.data, e.id) for e in parse(raw)] == expected


@given(st.binary(max_size=200))
def test_any_bytes_are_survived(raw: bytes) -> None:
    assert all(event.event and "\n\n" not in event.event for event in parse(raw))


def test_an_endless_event_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_events, "MAX_EVENT_CHARS", 100)
    with pytest.raises(ProtocolError, match="event stream"):
        parse(b"data: a\n" * 200)
    with pytest.raises(ProtocolError, match="event stream"):
        parse(b"a" * 200)
