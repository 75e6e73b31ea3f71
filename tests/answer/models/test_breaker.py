"""The circuit breaker: opens after failures in a row, probes one at a time, at a bounded rate."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.models.breaker import Breaker, Health, Permit, Probes, State
from nescio.settings_models import BreakerSettings

SETTINGS = BreakerSettings(failures=3, open_s=5.0, probe_interval_s=1.0)


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def a_breaker(clock: Clock, probes: Probes | None = None) -> tuple[Breaker, list[State]]:
    states: list[State] = []
    made = Breaker(SETTINGS, probes or Probes(), clock=clock, changed=states.append)
    return made, states


def admitted(breaker: Breaker) -> Permit:
    permit = breaker.admit()
    assert permit is not None
    return permit


def fail(breaker: Breaker, times: int = 3) -> None:
    for _ in range(times):
        breaker.report(admitted(breaker), "unhealthy")


def test_failures_in_a_row_open_it() -> None:
    breaker, states = a_breaker(Clock())
    fail(breaker, 2)
    breaker.report(admitted(breaker), "healthy")
    fail(breaker, 2)
    breaker.report(admitted(breaker), "unknown")
    assert breaker.state == "closed"
    fail(breaker, 1)
    assert breaker.admit() is None
    assert (breaker.wait_s, states) == (5.0, ["open"])


def test_one_probe_at_a_time_and_its_success_closes() -> None:
    clock = Clock()
    breaker, states = a_breaker(clock)
    fail(breaker)
    clock.now += 5.0
    probe = admitted(breaker)
    clock.now += 60.0
    assert (breaker.admit(), breaker.wait_s) == (None, math.inf)
    breaker.report(probe, "healthy")
    assert admitted(breaker)
    assert admitted(breaker)
    assert states == ["open", "half_open", "closed"]


@pytest.mark.parametrize("health", ["unhealthy", "unknown"])
def test_a_probe_that_shows_no_health_is_followed_by_another_after_the_interval(
    health: Health,
) -> None:
    clock = Clock()
    breaker, _ = a_breaker(clock)
    fail(breaker)
    clock.now += 5.0
    breaker.report(admitted(breaker), health)
    assert (breaker.admit(), breaker.wait_s) == (None, 1.0)
    clock.now += 1.0
    assert admitted(breaker).probe


def test_the_interval_begins_when_a_probe_has_ended() -> None:
    clock = Clock()
    breaker, _ = a_breaker(clock)
    fail(breaker)
    clock.now += 5.0
    probe = admitted(breaker)
    clock.now += 8.0
    breaker.report(probe, "unhealthy")
    assert breaker.wait_s == 1.0


def test_calls_from_before_it_opened_change_nothing() -> None:
    clock = Clock()
    breaker, _ = a_breaker(clock)
    early = [admitted(breaker) for _ in range(5)]
    fail(breaker)
    breaker.report(early[0], "healthy")
    for permit in early[1:]:
        breaker.report(permit, "unhealthy")
    assert (breaker.state, breaker.wait_s) == ("open", 5.0)
    clock.now += 5.0
    breaker.report(admitted(breaker), "healthy")
    assert breaker.state == "closed"
    fail(breaker, 2)
    assert breaker.state == "closed"


def test_two_models_of_a_provider_take_turns_at_probing() -> None:
    clock, probes = Clock(), Probes()
    pair = [a_breaker(clock, probes)[0] for _ in range(2)]
    for breaker in pair:
        fail(breaker)
    clock.now += 5.0
    probed = []
    for _ in range(8):
        for place, breaker in enumerate(pair):
            if permit := breaker.admit():
                breaker.report(permit, "unhealthy")
                probed.append(place)
        clock.now += 1.0
    assert probed == [0, 1] * 4


STEPS = st.lists(
    st.tuples(
        st.integers(0, 1),  # which model
        st.floats(0.0, 3.0),  # seconds before
        st.booleans(),  # a call begins, or the oldest that is under way ends
        st.sampled_from(["healthy", "unhealthy", "unhealthy", "unhealthy", "unknown"]),
    ),
    max_size=120,
)


@given(steps=STEPS)
def test_probes_keep_their_rate_whatever_happens(
    steps: list[tuple[int, float, bool, Health]],
) -> None:
    clock, probes = Clock(), Probes()
    breakers = [a_breaker(clock, probes)[0] for _ in range(2)]
    under_way: list[list[Permit]] = [[], []]
    times: list[float] = []
    for model, seconds, begins, health in steps:
        clock.now += seconds
        if not begins and under_way[model]:
            breakers[model].report(under_way[model].pop(0), health)
        elif begins and (permit := breakers[model].admit()) is not None:
            under_way[model].append(permit)
            assert sum(each.probe for each in under_way[model]) <= 1
            if permit.probe:
                times.append(clock.now)
    assert all(b - a >= SETTINGS.probe_interval_s - 1e-9 for a, b in itertools.pairwise(times))
    # Whatever happened, a provider that is well again is used again.
    for breaker, permits in zip(breakers, under_way, strict=True):
        for permit in permits:
            breaker.report(permit, "unknown")
        clock.now += 10.0
        if permit_now := breaker.admit():
            breaker.report(permit_now, "healthy")
        assert breaker.state == "closed"
    assert probes.open_breakers == 0
