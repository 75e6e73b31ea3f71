"""Passages too old to be used: which sources they are of, and the abstention that says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from answer.drafts import PartResult
from answer.guard import Refusal
from nescio.text import duration
from nescio.types import SourceFreshness
from retrieval.freshness import Freshness

_NO_ANSWER = ("no_evidence", "insufficient_evidence", "unsupported_claims")
_NAMED = 5


@dataclass(frozen=True, kw_only=True)
class Stale:
    """The sources checked more than `limit_s` seconds ago; their passages are not used."""

    limit_s: float
    sources: frozenset[str]
    message: str


def stale(freshness: Freshness, limit_s: float | None) -> Stale | None:
    """What is too old for `limit_s`; None when nothing is, or any age will do."""
    if limit_s is None:
        return None
    sources = freshness.older_than(limit_s)
    if not sources:
        return None
    old = [source for source in freshness.sources if source.source in sources]
    return Stale(limit_s=limit_s, sources=sources, message=_message(old, limit_s))


def unless_stale(result: PartResult, left_out: Stale | None) -> PartResult:
    """The result; where nothing was found and passages were left out, that is the reason."""
    refusal = result.refusal
    if left_out is None or refusal is None or refusal.reason not in _NO_ANSWER:
        return result
    if refusal.rule == "row_gone":
        return result
    return replace(
        result,
        refusal=Refusal(reason="stale_index", rule="max_staleness", message=left_out.message),
    )


def _message(old: Sequence[SourceFreshness], limit_s: float) -> str:
    ages = [
        f"{source.source} was never read to its end"
        if source.lag_ms is None
        else f"{source.source} was last checked {duration(source.lag_ms / 1000)} ago"
        for source in sorted(old, key=lambda s: -1 if s.lag_ms is None else -s.lag_ms)
    ]
    more = f" and {len(ages) - _NAMED} more" if len(ages) > _NAMED else ""
    return (
        f"The live records hold no answer, and the index is older than the {duration(limit_s)} "
        f"allowed: {', '.join(ages[:_NAMED])}{more}. Run `nescio ingest`, or allow an older index."
    )
