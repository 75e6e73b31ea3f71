"""What is written down of drafts: counts since the start, a line per draft, what it used."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from answer.models.calls import Call, Tier
from answer.prompts.assembly import Prompt
from nescio.answers import Usage

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class DraftCounts:
    """Totals since the start. A fate is `drafted` (every sentence), then `supported`,
    `contradicted`, `unsupported` or `dropped`, and `emitted` of what was shown for any."""

    fates: Counter[tuple[str, str]] = field(default_factory=Counter)  # tier, fate
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)  # fate, reason


def write_down(
    call: Call, prompt: Prompt | None, sentences: Mapping[str, int], degraded: str | None
) -> None:
    """One line of JSON, with no word of the question, the evidence or the reply."""
    attempts = [
        {
            "tier": one.tier, "outcome": one.outcome, "reason": one.reason,
            "failure": one.failure, "ms": round(one.duration_ms),
        }
        for one in call.trace
    ]  # fmt: skip
    line = {
        "task": call.task,
        "prompt": prompt.hash if prompt else None,
        "modules": dict(prompt.modules) if prompt else {},
        "attempts": attempts,
        "sentences": dict(sentences),
        "degraded": degraded,
    }
    log.info("draft %s", json.dumps(line, ensure_ascii=False))


def usage_of(call: Call, currency: str, tier: Tier | None) -> Usage:
    """What a call used, attempts that failed included; `tier` wrote the answer, if any did."""
    trace = call.trace
    return Usage(
        prompt_tokens=sum(attempt.usage.prompt for attempt in trace),
        completion_tokens=sum(attempt.usage.completion for attempt in trace),
        cost=sum(attempt.cost for attempt in trace),
        currency=currency,
        tier=tier.name if tier else Usage().tier,
    )
