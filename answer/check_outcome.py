"""What the rows say of each thing that a clause states, and the verdict on the clause from that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from answer.check_rows import Held
from nescio.answers import VerdictStatus
from nescio.types import Fact


@dataclass(frozen=True, kw_only=True)
class Found:
    """What rows say of a clause; `status` None: nothing, the documents may. `values`: how many
    stated values were compared, `left` how many were not."""

    status: VerdictStatus | None = None
    rule: str = "no_row_covers_it"
    facts: tuple[Fact, ...] = ()
    values: int = 0
    left: int = 0


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Whether what stands at a span holds; None where no row says."""

    start: int
    end: int
    holds: bool | None
    held: Held | None


def outcome_of(start: int, end: int, held: Held | None, no: bool) -> Outcome:
    """What rows say of a span; `no` when the clause denies it."""
    if held is None:
        return Outcome(start=start, end=end, holds=None, held=None)
    holds: bool | None = held.holds is not no
    if held.open:
        holds = None  # rows that are not there say nothing
    return Outcome(start=start, end=end, holds=holds, held=held)


def decide(outcomes: Sequence[Outcome], left: int, *, untrue: bool) -> Found:
    """One wrong value makes a clause wrong; all have to agree for it to be right."""
    known = [o for o in outcomes if o.holds is not None and o.held is not None]
    if not known:
        open_ = next((o.held for o in outcomes if o.held is not None and o.held.open), None)
        return Found(rule="row_not_there" if open_ else "no_row_covers_it", left=left)
    wrong = [o for o in known if not o.holds]
    right = not wrong
    if untrue:
        right = bool(wrong)
    decisive = wrong or known
    facts = tuple({f.id: f for o in decisive if o.held for f in o.held.facts}.values())
    rule = decisive[0].held.rule if decisive[0].held else "live_row"
    if right and (left or len(known) < len(outcomes)) and not untrue:
        return Found(
            status=None, rule="part_not_covered", facts=facts, values=len(known), left=left
        )
    return Found(
        status="supported" if right else "contradicted", rule=rule, facts=facts,
        values=len(known), left=left,
    )  # fmt: skip
