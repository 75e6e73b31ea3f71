"""Waits with full jitter, and a budget that retries never exceed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.models.chat import RETRYABLE, FailureKind, ModelFailed
from answer.models.retrying import LATELY_S, RetryBudget, backoff, retry_wait
from nescio.settings_models import RetrySettings

SETTINGS = RetrySettings(attempts=3, base_s=0.5, cap_s=8.0)


def wait_after(
    kind: FailureKind, retry_after_s: float | None = None, **more: float
) -> float | None:
    failure = ModelFailed("one", kind, "as told", retry_after_s)
    tries, left_s = int(more.get("tries", 1)), more.get("left_s", 20.0)
    return retry_wait(SETTINGS, failure, tries=tries, left_s=left_s, draw=lambda: 0.5)[0]


@given(tries=st.integers(1, 10_000), draw=st.floats(0, 1), base=st.floats(0.01, 5))
def test_a_wait_is_between_nothing_and_its_bound(tries: int, draw: float, base: float) -> None:
    settings = RetrySettings(base_s=base, cap_s=8.0)
    wait = backoff(settings, tries, lambda: draw)
    assert 0 <= wait <= 8.0
    assert wait <= base * 2.0 ** min(tries - 1, 64) * draw + 1e-9


def test_bounds_double_up_to_the_cap() -> None:
    bounds = [backoff(SETTINGS, tries, lambda: 1.0) for tries in range(1, 8)]
    assert bounds == [0.5, 1.0, 2.0, 4.0, 8.0, 8.0, 8.0]
    assert backoff(SETTINGS, 3, lambda: 0.0) == 0.0


def test_what_is_tried_again() -> None:
    assert wait_after("server_error") == 0.25
    assert wait_after("server_error", tries=3) is None
    assert wait_after("server_error", left_s=0.2) is None
    for kind in ("tls", "bad_request", "not_authorized"):
        assert kind not in RETRYABLE
        assert wait_after(kind) is None  # type: ignore[arg-type]


def test_the_providers_wish_comes_before_ours_if_it_fits() -> None:
    assert wait_after("rate_limited") == 1.25
    assert wait_after("rate_limited", 3.0) == 3.25
    assert wait_after("rate_limited", 0.0) == 0.25
    assert wait_after("rate_limited", 9.0) is None
    assert wait_after("rate_limited", 3.0, left_s=3.0) is None


EVENTS = st.lists(st.tuples(st.floats(0, 4), st.booleans()), max_size=200)


@given(events=EVENTS, share=st.floats(0, 1), reserve=st.integers(0, 3))
def test_retries_never_exceed_their_share(
    events: list[tuple[float, bool]], share: float, reserve: int
) -> None:
    now = 0.0
    budget = RetryBudget(share=share, reserve=reserve, clock=lambda: now)
    calls: list[float] = []
    retries: list[float] = []
    for seconds, first in events:
        now += seconds
        if first:
            budget.deposit()
            calls.append(now)
        elif budget.withdraw():
            retries.append(now)
        lately = now - LATELY_S
        allowed = reserve + share * sum(at > lately for at in calls)
        if retries and retries[-1] == now:
            assert sum(at > lately for at in retries) <= allowed


def test_a_budget_is_filled_by_calls_and_empties_with_time() -> None:
    now = 0.0
    budget = RetryBudget(share=0.1, reserve=1, clock=lambda: now)
    for _ in range(20):
        budget.deposit()
    assert [budget.withdraw() for _ in range(4)] == [True, True, True, False]
    now = LATELY_S
    assert [budget.withdraw() for _ in range(2)] == [True, False]


def test_no_budget_no_retry() -> None:
    assert not RetryBudget(share=0.0, reserve=0, clock=lambda: 0.0).withdraw()


@pytest.mark.parametrize("kind", ["timeout", "cut", "empty", "malformed", "connection"])
def test_passing_failures_are_tried_again(kind: FailureKind) -> None:
    assert wait_after(kind) is not None
