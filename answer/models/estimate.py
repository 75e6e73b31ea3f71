"""What questions will take of models, before they are asked.

By what earlier questions took, where there are enough of them; else by what the longest prompts of
the configured tasks would take.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from answer.models.calls import Tier
from answer.models.chat import TokenUsage
from answer.models.spending import NANO, Questions
from answer.models.usage import cost_of
from answer.prompts.check import MOST_FIXED
from answer.prompts.tokens import about_tokens
from nescio.settings import Settings
from nescio.settings_models import Task

DAYS = 7
"""So many days back earlier questions count."""
LEAST = 20
"""Earlier questions from which on their mean is used."""
PASSAGE = 400
"""Tokens of a passage in a prompt, at most."""
_Z = 1.645
_TASKS: tuple[Task, ...] = ("guard", "rewrite", "answer")
"""What a question may be the cause of."""


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """Tokens (prompt and completion together) and cost of so many questions.

    `measured`: 90 % of such sets of questions lie within, if they are like the `earlier` ones.
    `prompts`: from no call at all to the largest prompt for each, in the dearest tier; what is
    called again after a failure comes on top. `unpriced` tiers count nothing. `completion_high` of
    `tokens_high` are of replies.
    """

    questions: int
    tokens_low: int
    tokens_high: int
    completion_high: int
    cost_low: float
    cost_high: float
    currency: str
    basis: Literal["measured", "prompts"]
    earlier: int
    unpriced: tuple[str, ...] = ()

    def encoded(self) -> dict[str, Any]:
        """As JSON has it."""
        return {**asdict(self), "unpriced": list(self.unpriced)}


def total(sums: Iterable[Questions]) -> Questions:
    """Of earlier questions, for `estimate`."""
    return sum(sums, start=Questions())


def estimate(
    questions: Sequence[str], settings: Settings, tiers: Iterable[Tier], earlier: Questions
) -> Estimate:
    """Of questions that have not been asked. `earlier`: the sum over those of the last days."""
    named = {tier.name: tier for tier in tiers}
    used = [
        (task, [named[name] for name in settings.models.tasks[task].tiers])
        for task in _TASKS
        if task in settings.models.tasks
    ]
    unpriced = {tier.name for _, all_ in used for tier in all_ if tier.input_price is None}
    measured = earlier.questions >= LEAST
    tokens, costs, replies = (
        _measured(len(questions), earlier) if measured else _largest(questions, settings, used)
    )
    return Estimate(
        questions=len(questions),
        tokens_low=math.floor(tokens[0]),
        tokens_high=math.ceil(tokens[1]),
        completion_high=math.ceil(replies),
        cost_low=costs[0],
        cost_high=costs[1],
        currency=settings.models.currency,
        basis="measured" if measured else "prompts",
        earlier=earlier.questions,
        unpriced=tuple(sorted(unpriced)),
    )


Range = tuple[float, float]


def _measured(count: int, earlier: Questions) -> tuple[Range, Range, float]:
    """The normal interval of a sum of further draws, the mean's own uncertainty included."""
    tokens = earlier.prompt + earlier.completion
    mean = tokens / earlier.questions
    variance = max(0.0, earlier.squared / earlier.questions - mean**2)
    margin = _Z * math.sqrt(variance * count * (1 + count / earlier.questions))
    low, high = max(0.0, count * mean - margin), count * mean + margin
    price = earlier.nano / NANO / tokens if tokens else 0.0
    replies = high * earlier.completion / tokens if tokens else 0.0
    return (low, high), (low * price, high * price), replies


def _largest(
    questions: Sequence[str], settings: Settings, used: Sequence[tuple[Task, Sequence[Tier]]]
) -> tuple[Range, Range, float]:
    tokens = replies = cost = 0.0
    for question in questions:
        for task, tiers in used:
            usages = [(tier, _largest_call(question, task, tier, settings)) for tier in tiers]
            tokens += max(usage.prompt + usage.completion for _, usage in usages)
            replies += max(usage.completion for _, usage in usages)
            cost += max(cost_of(tier, usage) for tier, usage in usages)
    return (0.0, tokens), (0.0, cost), replies


def _largest_call(question: str, task: Task, tier: Tier, settings: Settings) -> TokenUsage:
    passages = settings.retrieval.passages if task == "answer" else 0
    prompt = MOST_FIXED + about_tokens(question) + passages * PASSAGE
    room = max(0, tier.context_tokens - tier.max_output_tokens)
    return TokenUsage(prompt=min(prompt, room), completion=tier.max_output_tokens)
