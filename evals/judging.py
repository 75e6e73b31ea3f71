"""A model's opinion where the exact rule has none, kept apart from what that rule decides.

An answer that holds no accepted string may say the same in other words. A judge is asked of those
(`judged_accuracy`), and of a sample that the exact rule has decided, to see how far it can be
trusted (`judge_agreement`). One half of that sample is right. The other is wrong: it holds a
forbidden string, or it is the right answer to another question; a judge that finds everything
right, or everything wrong, agrees on one half only.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from evals.bootstrap import LEVEL, SEED, Metrics, Value, draw, interval, taken
from evals.outcome import Judged, Outcome, Reply, judge
from evals.risk import upper_bound
from evals.runner import EvalResult

SAMPLE = 50
"""Decided cases that are put to the judge, at most."""
CONCURRENT = 4


@dataclass(frozen=True, kw_only=True)
class Case:
    """What a judge is asked: does the reply say the same as one of the accepted answers?"""

    question: str
    reply: str
    accepted: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """What came of it: no verdict where the judge did not give one. Cost in the configured
    currency."""

    judged: Judged | None
    tokens: int = 0
    cost: float = 0.0


class Judge(Protocol):
    """Says whether answers are right. Any number of cases at a time."""

    @property
    def broken(self) -> int:
        """Replies so far that were not what was asked for."""
        ...

    async def rule(self, case: Case) -> Ruling:
        """Raises nothing of a model's."""
        ...


Progress = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class _Check:
    """A case that the exact rule has decided; `own`: the item's own answer."""

    item_id: str
    case: Case
    right: bool
    own: bool


async def put_to(
    judge: Judge, result: EvalResult, *, on_progress: Progress | None = None
) -> EvalResult:
    """The result with the judge's verdicts and their metrics; those of the exact rule stay."""
    open_ = [o for o in result.outcomes if undecided(o)]
    checks = _checks(result.outcomes)
    cases = [*(case_of(o, o.reply) for o in open_), *(check.case for check in checks)]
    rulings = await _rulings(judge, cases, on_progress)
    said = [ruling.judged for ruling in rulings]
    verdicts = {o.item.id: one for o, one in zip(open_, said[: len(open_)], strict=True)}
    checked = list(zip(checks, said[len(open_) :], strict=True))
    verdicts |= {check.item_id: one for check, one in checked if check.own}
    outcomes = tuple(replace(o, judged=verdicts.get(o.item.id)) for o in result.outcomes)
    metrics: Metrics = {
        "judged_accuracy": _accuracy(outcomes),
        **_agreement([(c.right, one is not None and one.right == c.right) for c, one in checked]),
        "judge_asked": len(cases),
        "judge_failures": sum(one is None for one in said),
        "judge_broken_replies": judge.broken,
        "judge_tokens": sum(ruling.tokens for ruling in rulings),
        "judge_cost": sum(ruling.cost for ruling in rulings),
    }
    return replace(
        result,
        outcomes=outcomes,
        metrics={**result.metrics, **metrics},
        tags={tag: _with_tag(tag, own, outcomes) for tag, own in result.tags.items()},
    )


def undecided(outcome: Outcome) -> bool:
    """Answered, and neither an accepted string nor a forbidden one is in it."""
    return outcome.item.answerable and outcome.wrong and not outcome.forbidden_hit


def case_of(outcome: Outcome, reply: Reply) -> Case:
    """A reply to an item. The strings that all have to be there belong to each accepted answer."""
    item = outcome.item
    every = "; ".join(item.all_of)
    accepted = [f"{answer}; {every}" if every else answer for answer in item.answers] or [every]
    turns = [turn.question for turn in item.history]
    question = "\n".join([*turns, item.question])
    return Case(question=question, reply=reply.text, accepted=tuple(accepted))


async def _rulings(
    judge: Judge, cases: Sequence[Case], on_progress: Progress | None
) -> list[Ruling]:
    places = asyncio.Semaphore(CONCURRENT)
    done = 0

    async def one(case: Case) -> Ruling:
        nonlocal done
        async with places:
            ruling = await judge.rule(case)
        done += 1
        if on_progress is not None:
            on_progress(done, len(cases))
        return ruling

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(case)) for case in cases]
    return [task.result() for task in tasks]


def _checks(outcomes: Sequence[Outcome]) -> list[_Check]:
    """The same sample each time, half of it right as far as there are wrong ones."""
    drawn = random.Random(SEED)  # noqa: S311 - a sample
    right = [o for o in outcomes if o.item.answerable and o.correct]
    hits = [o for o in outcomes if o.item.answerable and o.answered and o.forbidden_hit]
    drawn.shuffle(right)
    drawn.shuffle(hits)
    half = SAMPLE // 2
    found = [_check(o, o, right=True) for o in right[:half]]
    found += [_check(o, o, right=False) for o in hits[:half]]
    for place, outcome in enumerate(right[: half - len(hits[:half])]):
        others = (*right[place + 1 :], *right[:place])
        if (other := next((o for o in others if _misses(outcome, o)), None)) is not None:
            found.append(_check(outcome, other, right=False))
    return found


def _misses(outcome: Outcome, other: Outcome) -> bool:
    """Whether the answer to another item is wrong here by the exact rule."""
    held = judge(outcome.item, other.reply)
    return not (held.correct or held.partly)


def _check(outcome: Outcome, answer: Outcome, *, right: bool) -> _Check:
    case = case_of(outcome, answer.reply)
    return _Check(item_id=outcome.item.id, case=case, right=right, own=answer is outcome)


def _accuracy(outcomes: Sequence[Outcome]) -> Value:
    """Right among the answerable: by the exact rule, or by the judge where that has decided
    nothing."""
    right = [o.correct or (undecided(o) and o.judged is not None and o.judged.right)
             for o in outcomes]  # fmt: skip
    asked = np.array([float(o.item.answerable) for o in outcomes])
    found = np.array(right, dtype=np.float64) * asked
    counts = taken(draw(len(outcomes)))
    with np.errstate(divide="ignore", invalid="ignore"):
        return interval(float(found.sum() / asked.sum()), (counts @ found) / (counts @ asked))


def _with_tag(tag: str, own: Metrics, outcomes: Sequence[Outcome]) -> Metrics:
    return {**own, "judged_accuracy": _accuracy([o for o in outcomes if tag in o.item.tags])}


def _agreement(found: Sequence[tuple[bool, bool]]) -> Metrics:
    """Of pairs (right by the exact rule, the judge agrees). No verdict is no agreement."""
    return {
        "judge_agreement": _share([agrees for _, agrees in found]),
        "judge_agreement_right": _share([agrees for right, agrees in found if right]),
        "judge_agreement_wrong": _share([agrees for right, agrees in found if not right]),
    }


def _share(held: Sequence[bool]) -> Value:
    """With an exact interval: resampling few cases that all agree would show no doubt at all."""
    if not held:
        return None
    count, total, tail = sum(held), len(held), (1 - LEVEL) / 2
    return {
        "value": count / total,
        "low": 1 - upper_bound(total - count, total, tail),
        "high": upper_bound(count, total, tail),
    }
