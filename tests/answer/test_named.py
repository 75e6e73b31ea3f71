"""Names that neither the database nor a quote knows."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from answer.extract import Quote
from answer.named import misses_name
from answer.question import stems_of


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
