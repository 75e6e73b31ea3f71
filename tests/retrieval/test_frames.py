"""Messages come out as they went in, and a torn one is the end."""

from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st

from retrieval.frames import read_frame, write_frame

heads = st.dictionaries(st.text(), st.one_of(st.text(), st.integers(), st.none()))


@given(st.lists(st.tuples(heads, st.binary()), min_size=1, max_size=4), st.data())
def test_whole_messages_or_none(
    messages: list[tuple[dict[str, object], bytes]], data: st.DataObject
) -> None:
    pipe = io.BytesIO()
    for head, blob in messages:
        write_frame(pipe, head, blob)
    whole = io.BytesIO(pipe.getvalue())
    assert [read_frame(whole) for _ in messages] == messages
    assert read_frame(whole) is None
    cut = data.draw(st.integers(0, len(pipe.getvalue()) - 1))
    torn = io.BytesIO(pipe.getvalue()[:cut])
    read = [read_frame(torn) for _ in messages]
    assert read[-1] is None
    assert all(frame in (None, message) for frame, message in zip(read, messages, strict=True))
