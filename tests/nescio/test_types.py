"""Identifiers are derived; scopes permit what they should."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nescio.types import Access, Scope, key_text, stable_id

PARTS = st.lists(st.text(max_size=6), max_size=4)


@given(PARTS, PARTS)
def test_ids_are_equal_exactly_when_the_parts_are(one: list[str], other: list[str]) -> None:
    assert (stable_id(*one) == stable_id(*other)) == (one == other)


def test_ids_never_change_between_releases() -> None:
    assert stable_id("chunk", "help", "a.md", 0, 5, "hello") == stable_id(
        "chunk", "help", "a.md", "0", "5", "hello"
    )


def test_keys_as_text() -> None:
    assert key_text((("id", 7),)) == "7"
    assert key_text((("order_id", 7), ("line", 2))) == "order_id=7,line=2"


def test_scope() -> None:
    staff = Scope(labels=frozenset({"staff"}))
    assert Scope().permits(Access())
    assert staff.permits(Access(labels=frozenset({"staff", "board"})))
    assert not Scope().permits(Access(labels=frozenset({"staff"})))
    assert not staff.permits(Access(tenant="other"))
