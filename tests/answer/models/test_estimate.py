"""Estimates: by what was measured, else by the largest prompts."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from answer.models.estimate import LEAST, Estimate, estimate
from answer.models.spending import NANO, Questions
from answer.models.tiers import tiers_of
from nescio.settings import Settings, parse

PRICE = {"input": 1.0, "output": 10.0}


def settings_of(**models: Any) -> Settings:
    raw = {
        "sources": [{"name": "shop", "type": "database", "url": "sqlite:///shop.sqlite"}],
        "models": {
            "providers": [{"name": "one", "base_url": "http://x"}],
            "tiers": [
                {"name": "small", "provider": "one", "model": "a", "price": PRICE},
                {"name": "own", "provider": "one", "model": "b"},
            ],
            "tasks": {"answer": {"tiers": ["small"]}},
            **models,
        },
    }
    return parse(raw, where="test", folder=Path("/nowhere"))


def of(questions: int, earlier: Questions | None = None, **models: Any) -> Estimate:
    settings = settings_of(**models)
    texts = ["What does the kettle cost?"] * questions
    return estimate(texts, settings, tiers_of(settings.models), earlier or Questions())


def asked(tokens: list[int], price: float = 2e-6) -> Questions:
    return Questions(
        questions=len(tokens),
        prompt=sum(tokens),
        squared=sum(each**2 for each in tokens),
        nano=round(sum(tokens) * price * NANO),
    )


def test_without_earlier_questions_the_largest_prompts_count() -> None:
    found = of(10)
    assert (found.basis, found.tokens_low, found.cost_low) == ("prompts", 0, 0.0)
    assert 10 * 1_000 < found.tokens_high <= 10 * 8_192
    prompt = found.tokens_high - 10 * 400
    assert found.cost_high == pytest.approx((prompt * 1.0 + 10 * 400 * 10.0) / 1e6)


def test_a_prompt_is_no_larger_than_the_context() -> None:
    tiers = [{"name": "small", "provider": "one", "model": "a", "context_tokens": 1_000}]
    assert of(10, tiers=tiers).tokens_high == 10_000


def test_every_task_of_a_question_counts() -> None:
    tasks = {"answer": {"tiers": ["small"]}, "rewrite": {"tiers": ["small", "own"]}}
    found = of(10, tasks=tasks)
    assert found.tokens_high > of(10).tokens_high
    assert found.unpriced == ("own",)
    judged = {"answer": {"tiers": ["small"]}, "judge": {"tiers": ["small"]}}
    assert of(10, tasks=judged) == of(10)


def test_few_earlier_questions_are_not_relied_on() -> None:
    assert of(10, asked([100] * (LEAST - 1))).basis == "prompts"


def test_like_questions_take_the_like() -> None:
    found = of(10, asked([100] * LEAST))
    assert (found.basis, found.earlier) == ("measured", LEAST)
    assert (found.tokens_low, found.tokens_high) == (1_000, 1_000)
    assert found.cost_high == pytest.approx(0.002)


def test_nine_in_ten_sets_lie_within() -> None:
    draw = random.Random(7)

    def some(count: int) -> list[int]:
        return [draw.choice([0, 0, 900, 1_500, 2_400]) for _ in range(count)]

    hits = 0
    for _ in range(400):
        found = of(50, asked(some(200)))
        hits += found.tokens_low <= sum(some(50)) <= found.tokens_high
    assert hits / 400 == pytest.approx(0.9, abs=0.05)


def test_questions_that_took_nothing_will_take_nothing() -> None:
    found = of(10, asked([0] * LEAST))
    assert (found.tokens_high, found.cost_high) == (0, 0.0)


def test_no_models_no_cost() -> None:
    found = of(10, tasks={})
    assert (found.tokens_high, found.cost_high) == (0, 0.0)


def test_it_is_json() -> None:
    assert json.loads(json.dumps(of(3).encoded()))["questions"] == 3
