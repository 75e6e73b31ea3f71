"""The judge of nescio eval: a model over real HTTP, one that knows, that lies, that breaks off."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from evals.golden import GoldenItem, GoldenTurn
from evals.judging import SAMPLE, put_to
from evals.outcome import Outcome, judge
from evals.outcome import Reply as Said
from evals.runner import EvalResult, summarise
from nescio.errors import ConfigError
from nescio.settings import Settings
from server.judging import judge_settings, open_judge
from server.wiring import choose_provider
from tests.fake_provider import FakeProvider, Reply, Request, Status, Step
from tests.models_server import CONTEXT_TOKENS, MODEL, SmolLM2Server
from tests.server.scripted import make_settings

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
YEARS = 'Two "years", both in all.'
WHY = "It says the same."


def item(name: str, answer: str, **more: Any) -> GoldenItem:
    return GoldenItem(id=name, question=f"How long is {name}?", answers=(answer,), **more)


def said(of: GoldenItem, text: str) -> Outcome:
    return judge(of, Said(status="answered", text=text, confidence=0.8))


def outcomes() -> list[Outcome]:
    """Six right, one right in other words, one wrong, one with a forbidden string, two that have
    nothing for a judge."""
    right = [said(item(f"right{n}", f"{n + 30} days"), f"{n + 30} days.") for n in range(6)]
    open_ = item("open", "24 months", tags=("words",), history=(GoldenTurn(question="And now?"),))
    nothing = GoldenItem(id="nothing", question="Who?", answers=())
    return [
        *right,
        said(open_, YEARS),
        said(item("wrong", "7 weeks"), "It is made of oak."),
        said(item("hit", "9 hours", forbidden=("8 hours",)), "9 hours, or 8 hours."),
        judge(item("held", "5 minutes"), Said(status="abstained", text="")),
        said(nothing, "Somebody."),
    ]


def settings(url: str, **judging: object) -> Settings:
    tiers = [
        {"name": "small", "provider": "fake", "model": "fake-model",
         "price": {"input": 1.0, "output": 2.0}},
        {"name": "large", "provider": "elsewhere", "model": "unused"},
    ]  # fmt: skip
    models = {
        "providers": [
            {"name": "fake", "base_url": url},
            {"name": "elsewhere", "base_url": "http://127.0.0.1:9/v1"},
        ],
        "tiers": tiers,
        "tasks": {"judge": {"tiers": ["large"], "least_quality": 0.9, **judging}},
        "retries": {"attempts": 1, "base_s": 0.01, "cap_s": 0.02},
        "breaker": {"failures": 1000},
    }
    made = make_settings(models=models)
    made.state.mkdir(exist_ok=True)
    return made


async def judged(url: str, **judging: object) -> tuple[EvalResult, str]:
    async with open_judge(settings(url, **judging), "small", choose_provider) as one:
        return await put_to(one, summarise(outcomes())), one.problem


def verdict(right: bool) -> Reply:
    word = "correct" if right else "incorrect"
    return Reply(json.dumps({"reason": WHY, "verdict": word}))


def told(request: Request, tag: str) -> str:
    found = re.search(rf"<{tag}>\n(.*?)\n</{tag}>", request.messages[1][1], re.DOTALL)
    assert found is not None
    return found[1]


def knows(request: Request) -> Step:
    reply, accepted = told(request, "reply"), told(request, "accepted").removeprefix("- ")
    same = reply == f"{accepted}." or (accepted, reply[:3]) == ("24 months", "Two")
    return verdict(same)


async def test_a_judge_that_knows() -> None:
    with FakeProvider(then=knows) as fake:
        result, problem = await judged(fake.url)
    before = summarise(outcomes())
    assert problem == ""
    assert {name: result.metrics[name] for name in before.metrics} == before.metrics
    assert result.value("answer_accuracy") == 6 / 10
    assert result.value("judged_accuracy") == 7 / 10
    assert result.tags["words"]["judged_accuracy"] == {"value": 1.0, "low": 1.0, "high": 1.0}
    assert result.value("judge_agreement") == 1.0
    # Two open ones, six right, one forbidden string, six right answers to other questions.
    assert result.metrics["judge_asked"] == fake.calls == 15
    assert result.metrics["judge_failures"] == result.metrics["judge_broken_replies"] == 0
    tokens, cost = result.value("judge_tokens"), result.value("judge_cost")
    assert tokens is not None
    assert cost is not None
    assert 0 < tokens / 1e6 < cost < 2 * tokens / 1e6
    asked = next(r for r in fake.requests if "And now?" in told(r, "question"))
    assert told(asked, "question").endswith("How long is open?")
    assert asked.messages[0][0] == "system"
    written = {one["id"]: one for one in result.as_json()["items"]}
    assert written["open"]["judged"] == {"right": True, "why": WHY}
    assert written["open"]["correct"] is False
    assert written["wrong"]["judged"] == {"right": False, "why": WHY}
    assert written["held"]["judged"] is written["nothing"]["judged"] is None
    assert all(one["judged"] is None for one in before.as_json()["items"])


async def test_a_judge_that_finds_everything_right_is_seen_to_be_weak() -> None:
    with FakeProvider(then=verdict(True)) as fake:
        result, _ = await judged(fake.url)
    assert result.value("judged_accuracy") == 8 / 10  # a forbidden string stays wrong
    assert result.value("answer_accuracy") == 6 / 10
    assert result.value("judge_agreement_right") == 1.0
    assert result.value("judge_agreement_wrong") == 0.0
    agreement = result.metrics["judge_agreement"]
    assert isinstance(agreement, dict)
    assert agreement["value"] == 6 / 13
    assert agreement["low"] < 0.25
    assert agreement["high"] < 0.8


async def test_a_judge_that_breaks_the_schema_says_nothing() -> None:
    with FakeProvider(then=Reply('{"verdict": "I agree"}')) as fake:
        result, problem = await judged(fake.url)
    assert result.value("judged_accuracy") == result.value("answer_accuracy")
    assert result.metrics["judge_failures"] == 15
    assert result.metrics["judge_broken_replies"] == fake.calls == 30  # each once more
    assert result.value("judge_agreement") == 0.0
    assert result.metrics["judge_tokens"]
    assert "it is no Judgement" in problem
    assert all(one["judged"] is None for one in result.as_json()["items"])


async def test_a_provider_that_is_down_ends_no_run() -> None:
    with FakeProvider(then=Status(500)) as fake:
        result, problem = await judged(fake.url)
    assert result.metrics["judge_failures"] == 15
    assert result.metrics["judge_broken_replies"] == result.metrics["judge_tokens"] == 0
    assert "no tier is left" in problem


async def test_the_sample_is_bounded_and_half_of_it_right() -> None:
    many = [said(item(f"i{n}", f"{n + 100} days"), f"{n + 100} days.") for n in range(80)]
    with FakeProvider(then=verdict(True)) as fake:
        async with open_judge(settings(fake.url), "small", choose_provider) as one:
            result = await put_to(one, summarise(many))
        assert result.metrics["judge_asked"] == fake.calls == SAMPLE
    assert result.value("judge_agreement") == 0.5


async def test_nothing_to_judge_and_nothing_to_compare() -> None:
    with FakeProvider() as fake:
        async with open_judge(settings(fake.url), "small", choose_provider) as one:
            held = judge(item("held", "x"), Said(status="abstained", text=""))
            result = await put_to(one, summarise([held]))
        assert fake.calls == 0
    assert result.value("judged_accuracy") == 0.0
    assert result.metrics["judge_agreement"] is None


def test_a_tier_that_is_not_configured_is_named_with_those_that_are() -> None:
    with pytest.raises(ConfigError) as error:
        judge_settings(settings("http://127.0.0.1:9/v1"), "huge")
    assert str(error.value) == "--judge: no tier 'huge' in models.tiers; there are: small, large"
    with pytest.raises(ConfigError, match="there are: none is configured"):
        judge_settings(make_settings(), "huge")


def test_the_tier_asked_for_is_the_only_one() -> None:
    own = judge_settings(settings("http://127.0.0.1:9/v1", total_s=7.0), "small").models
    assert [tier.name for tier in own.tiers] == ["small"]
    assert [provider.name for provider in own.providers] == ["fake"]
    assert set(own.tasks) == {"judge"}
    assert own.tasks["judge"].tiers == ("small",)
    assert (own.tasks["judge"].total_s, own.tasks["judge"].least_quality) == (7.0, 0.0)


@pytest.mark.model
@pytest.mark.slow
async def test_a_real_small_model_is_asked_and_counted(tmp_path: Path) -> None:
    """Whatever it says: it is far too weak to judge."""
    right = item("right", "30 days")
    with SmolLM2Server() as server:
        models = {
            "providers": [{"name": "local", "base_url": server.url}],
            "tiers": [{"name": "small", "provider": "local", "model": MODEL,
                       "context_tokens": CONTEXT_TOKENS, "max_output_tokens": 100}],
            "tasks": {"judge": {"tiers": ["small"], "first_token_s": 60, "attempt_s": 60,
                                "total_s": 150}},
        }  # fmt: skip
        made = make_settings(models=models, state=str(tmp_path))
        async with open_judge(made, "small", choose_provider) as one:
            run = [said(right, "30 days."), said(item("open", "24 months"), YEARS)]
            result = await put_to(one, summarise(run))
    assert result.metrics["judge_asked"] == 2
    assert result.metrics["judge_tokens"]
    known = [o.judged for o in result.outcomes if o.judged is not None]
    assert len(known) + int(result.value("judge_failures") or 0) == 2
