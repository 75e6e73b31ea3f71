"""An outage of a provider under load: what reaches it, and what the clients get.

A provider on loopback fails every call for a minute while questions come in, a burst at first and
then evenly. The real gateway has two tiers at it; a client that gets no reply falls back, as the
extractive answerer would. Then the provider is well again. Printed: calls that reached it per
question until the breakers were open, probes a second after that, and how clients fared.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from answer.models.calls import Allowance, Attempt, Call, Completed, Tier
from answer.models.chat import ChatRequest, Message
from answer.models.counters import Counters, Labels
from answer.models.gateway import ModelGateway
from nescio.errors import ProviderFailed, TooBusy
from nescio.settings_models import ModelSettings, Task
from nescio.types import Scope
from tests.fake_provider import FakeProvider, Hang, Reply, Request, Reset, Status, Step
from tests.gateways import open_gateway

FAULTS: dict[str, Step] = {"500": Status(500), "429": Status(429), "reset": Reset(), "hang": Hang()}
TENANTS = 4
MOST_CALLS = 1.2
"""Upstream, for each question, until the breakers are open."""
MOST_PROBES = 1
"""In any second after that."""
NEARLY_S = 0.98
"""A second, less what two calls may differ by in how long they take to arrive."""
IN_FLIGHT_S = 2.0
"""Calls that arrive so soon after a breaker has opened were sent before: no probe is due yet."""
AFTER = 20
"""Questions when the provider is well again."""


class Timed(Counter[Labels]):
    """Remembers when each count changed first."""

    def __init__(self) -> None:
        super().__init__()
        self.first: dict[Labels, float] = {}

    def __setitem__(self, key: Labels, value: int) -> None:
        self.first.setdefault(key, time.monotonic())
        super().__setitem__(key, value)


class FreeMeter:
    """Allows everything and keeps nothing: what is measured here are calls."""

    async def allowance(self, scope: Scope) -> Allowance:
        return "any"

    async def record(self, scope: Scope, task: Task, attempt: Attempt) -> None:
        pass


@dataclass
class Clients:
    """What the askers saw."""

    got: Counter[str] = field(default_factory=Counter)
    asked_at: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    async def ask(self, gateway: ModelGateway, number: int) -> None:
        began = time.monotonic()
        self.asked_at.append(began)
        scope = Scope(tenant=f"t{number % TENANTS}")
        call = Call(task="answer", scope=scope, build=partial(_prompt, number))
        try:
            async for item in gateway.stream(call):
                if isinstance(item, Completed):
                    self.got["answered by a model"] += 1
        except ProviderFailed:
            self.got["answered by the last resort"] += 1
        except TooBusy:
            self.got["told to come again"] += 1
        self.seconds.append(time.monotonic() - began)


def main() -> int:
    options = _options()
    report = asyncio.run(_storm(options))
    _say(report)
    if options.json:
        Path(options.json).write_text(json.dumps(report, indent=2), encoding="utf-8")
    kept = report["calls_per_question"] <= MOST_CALLS and report["most_probes"] <= MOST_PROBES
    return 0 if kept and not report["without_a_reply"] else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--questions", type=int, default=1000, help="how many")
    parser.add_argument("--burst", type=int, default=200, help="how many of them at once at first")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long the outage lasts")
    parser.add_argument("--fault", choices=FAULTS, default="500", help="how every call fails")
    parser.add_argument("--json", metavar="FILE", help="write everything there")
    return parser.parse_args()


async def _storm(options: argparse.Namespace) -> dict[str, Any]:
    changes = Timed()
    clients, later = Clients(), Clients()
    with _outage(FAULTS[options.fault]) as fake:
        counters = Counters(breaker_changes=changes)
        async with open_gateway(_settings(fake.url), FreeMeter(), counters=counters) as gateway:
            if gateway is None:
                raise SystemExit("no gateway")
            async with asyncio.TaskGroup() as group:
                began = time.monotonic()
                spread = max(1, options.questions - options.burst)
                for number in range(options.questions):
                    due = began + options.seconds * max(0, number - options.burst) / spread
                    await asyncio.sleep(max(0.0, due - time.monotonic()))
                    group.create_task(clients.ask(gateway, number))
            during = list(fake.requests)
            fake.then = Reply("Fine.")
            well = time.monotonic()
            while not later.got["answered by a model"]:
                await later.ask(gateway, 0)
                await asyncio.sleep(0.05)
            recovered_s = time.monotonic() - well
            for number in range(AFTER):
                await later.ask(gateway, number)
    return {
        **_upstream(during, changes, clients),
        "fault": options.fault,
        "questions": options.questions,
        "seconds": options.seconds,
        "clients": dict(clients.got),
        "without_a_reply": options.questions - clients.got.total(),
        "client_seconds": _quantiles(clients.seconds),
        "retries": counters.retries.total(),
        "recovered_s": recovered_s,
        "afterwards": dict(later.got),
    }


def _upstream(requests: list[Request], changes: Timed, clients: Clients) -> dict[str, Any]:
    """Calls until a model's breaker was open, and after it: those are probes."""
    opened = {model: at for (_, model, state), at in changes.first.items() if state == "open"}
    never = time.monotonic()
    before: list[Request] = []
    probes: list[Request] = []
    for request in requests:
        early = request.at <= opened.get(request.body["model"], never) + IN_FLIGHT_S
        (before if early else probes).append(request)
    times = sorted(request.at for request in probes)
    until = max(opened.values(), default=never)
    # Not all that were asked by then: those that waited or were turned away cost the provider
    # nothing, and would make the figure look better than it is.
    questions = len({r.idempotency_key for r in before})
    return {
        "calls": len(requests),
        "calls_before_open": len(before),
        "questions_before_open": questions,
        "opened_after_s": until - clients.asked_at[0] if opened else None,
        "calls_per_question": len(before) / max(1, questions),
        "probes": len(probes),
        "most_probes": max((sum(a <= b < a + NEARLY_S for b in times) for a in times), default=0),
    }


@contextmanager
def _outage(step: Step) -> Iterator[FakeProvider]:
    with FakeProvider(then=step) as fake:
        yield fake


def _settings(url: str) -> ModelSettings:
    tiers = ("small", "large")
    return ModelSettings.model_validate(
        {
            "providers": [{"name": "one", "base_url": url}],
            "tiers": [{"name": t, "provider": "one", "model": f"{t}-model"} for t in tiers],
            "tasks": {"answer": {"tiers": tiers}},
        }
    )


def _prompt(number: int, tier: Tier) -> ChatRequest:
    return ChatRequest(
        model=tier.model,
        messages=(Message(role="user", content="How are you?"),),
        max_tokens=tier.max_output_tokens,
        idempotency_key=f"question {number}",
    )


def _quantiles(seconds: list[float]) -> dict[str, float]:
    ordered = sorted(seconds)
    return {
        "p50": ordered[len(ordered) // 2],
        "p95": ordered[int(len(ordered) * 0.95)],
        "max": ordered[-1],
    }


def _say(report: dict[str, Any]) -> None:
    seen = ", ".join(f"{count} {what}" for what, count in report["clients"].items())
    later = ", ".join(f"{count} {what}" for what, count in report["afterwards"].items())
    times = report["client_seconds"]
    sys.stdout.write(
        f"{report['questions']} questions, a provider that fails every call "
        f"({report['fault']}) for {report['seconds']:g} s\n"
        f"until the breakers were open ({_when(report['opened_after_s'])}): "
        f"{report['calls_before_open']} calls by {report['questions_before_open']} questions, "
        f"{report['calls_per_question']:.2f} each (at most {MOST_CALLS})\n"
        f"after that: {report['probes']} probes, at most {report['most_probes']} in a second "
        f"(at most {MOST_PROBES})\n"
        f"in all: {report['calls']} calls, {report['retries']} of them paid as retries\n"
        f"clients: {seen}; {report['without_a_reply']} without a reply; seconds: "
        f"p50 {times['p50']:.3f}, p95 {times['p95']:.3f}, max {times['max']:.3f}\n"
        f"well again: used after {report['recovered_s']:.2f} s; {later}\n"
    )


def _when(seconds: float | None) -> str:
    return "they never were" if seconds is None else f"after {seconds:.2f} s"


if __name__ == "__main__":
    sys.exit(main())
