"""A provider's limits are kept before they are hit."""

from __future__ import annotations

import pytest

from answer.models.chat import RateLimit
from answer.models.rates import UNKNOWN_RESET_S, Rates


class At:
    """The time, as tests set it."""

    now = 50.0


@pytest.fixture
def at() -> At:
    return At()


@pytest.fixture
def rates(at: At) -> Rates:
    return Rates(clock=lambda: at.now)


def test_nothing_known_nothing_waited_for(rates: Rates) -> None:
    assert rates.wait_s("m", None, 10_000) == 0
    assert rates.wait_s("m", RateLimit(at=50.0), 10_000) == 0


def test_no_request_is_left(rates: Rates, at: At) -> None:
    limit = RateLimit(at=49.0, requests_left=0, reset_s=6.0)
    assert rates.wait_s("m", limit, 1) == 5.0
    at.now = 55.0
    assert rates.wait_s("m", limit, 1) == 0


def test_too_few_tokens_are_left(rates: Rates) -> None:
    limit = RateLimit(at=50.0, tokens_left=100, reset_s=6.0)
    assert rates.wait_s("m", limit, 100) == 0
    assert rates.wait_s("m", limit, 101) == 6.0


def test_what_was_sent_since_counts(rates: Rates, at: At) -> None:
    limit = RateLimit(at=49.0, requests_left=2, tokens_left=100, reset_s=6.0)
    rates.sent(60)
    assert rates.wait_s("m", limit, 40) == 0
    assert rates.wait_s("m", limit, 41) == 5.0
    rates.sent(1)
    assert rates.wait_s("m", limit, 1) == 5.0
    at.now = 51.0
    assert rates.wait_s("m", RateLimit(at=50.5, requests_left=1, reset_s=6.0), 1) == 0


def test_without_a_time_of_reset_a_short_one_is_taken(rates: Rates) -> None:
    assert rates.wait_s("m", RateLimit(at=50.0, requests_left=0), 1) == UNKNOWN_RESET_S


def test_retry_after_closes_its_model_only(rates: Rates, at: At) -> None:
    rates.told_to_wait("m", 30.0)
    rates.told_to_wait("m", 3.0)
    assert rates.wait_s("m", None, 1) == 30.0
    assert rates.wait_s("other", None, 1) == 0
    at.now = 80.0
    assert rates.wait_s("m", None, 1) == 0
