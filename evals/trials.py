"""What a service would answer at every threshold: the outcomes that a threshold is fitted to.

An item is asked with threshold 0: whatever has a draft is answered, and its confidence is known.
A message of one question is settled by that. Of a message of several, the least sure part goes
first when the threshold rises: it is asked again just above the confidence of what was answered,
until nothing is. So the steps say exactly what is answered at any threshold, and whether that is
right: what is left of a right answer is right. What is abstained from by a rule, whatever the
threshold, has no steps.
"""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from evals.golden import GoldenItem
from evals.hearing import ITEM_DEADLINE_S, hear
from evals.outcome import Step, judge
from nescio.events import Event
from nescio.types import Question

AskAt = Callable[[Question, float], AsyncIterator[Event]]
"""Asks a question with a threshold in place of the one in force."""


@dataclass(frozen=True, kw_only=True)
class Trial:
    """An item at all thresholds: its steps, by rising confidence."""

    id: str
    tags: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    failed: bool = False

    def at(self, threshold: float) -> Step | None:
        """What is answered at `threshold`; None: it is abstained from."""
        return next((step for step in self.steps if step.confidence >= threshold), None)

    def as_json(self) -> dict[str, Any]:
        steps = [[step.confidence, step.correct] for step in self.steps]
        return {"id": self.id, "tags": list(self.tags), "steps": steps, "failed": self.failed}

    @staticmethod
    def of_json(data: dict[str, Any]) -> Trial:
        """Raises KeyError, TypeError or ValueError for what `as_json` does not write."""
        steps = tuple(Step(confidence=float(c), correct=bool(right)) for c, right in data["steps"])
        return Trial(
            id=data["id"], tags=tuple(data["tags"]), steps=steps, failed=bool(data["failed"])
        )


async def run(
    items: Sequence[GoldenItem],
    ask_at: AskAt,
    *,
    on_progress: Callable[[int, int], None] | None = None,
    deadline_s: float = ITEM_DEADLINE_S,
) -> list[Trial]:
    """A trial of each item, in their order; one that fails is answered at no threshold."""
    trials: list[Trial] = []
    for item in items:
        trials.append(await trial(item, ask_at, deadline_s=deadline_s))
        if on_progress is not None:
            on_progress(len(trials), len(items))
    return trials


async def trial(item: GoldenItem, ask_at: AskAt, *, deadline_s: float = ITEM_DEADLINE_S) -> Trial:
    """One item at all thresholds, asked as often as its message has questions, at most."""
    question = item.as_question()
    steps: list[Step] = []
    threshold, failed = 0.0, False
    while True:

        def ask(asked: Question, at: float = threshold) -> AsyncIterator[Event]:
            return ask_at(asked, at)

        reply = await hear(question, ask, deadline_s=deadline_s)
        failed = reply.status == "failed"
        sure = reply.confidence or 0.0
        if not reply.answered or sure < threshold:
            break
        right = not judge(item, reply).wrong or any(step.correct for step in steps)
        steps.append(Step(confidence=sure, correct=right))
        threshold = math.nextafter(sure, math.inf)
        if reply.parts < 2:
            break
    return Trial(id=item.id, tags=item.tags, steps=tuple(steps), failed=failed)
