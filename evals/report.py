"""A run as plain text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from evals.bootstrap import Metrics, Value
from evals.runner import EvalResult, point

Columns = tuple[tuple[str, str], ...]
COLUMNS: Columns = (
    ("n", "n"),
    ("answer_accuracy", "accuracy"),
    ("coverage", "coverage"),
    ("selective_risk", "risk"),
    ("abstention_recall", "abst. recall"),
    ("false_abstention_rate", "false abst."),
    ("contradictions", "contradictions"),
)


def summary(result: EvalResult) -> str:
    """Metrics with their 95 % intervals, then one line a tag and a baseline."""
    lines = [f"{len(result.outcomes)} questions", ""]
    width = max(len(name) for name in result.metrics)
    lines += [f"{name:<{width}}  {long(value)}" for name, value in result.metrics.items()]
    everything: Metrics = {"n": len(result.outcomes), **result.metrics}
    rows = [("all", everything), *result.tags.items(), *result.baselines.items()]
    shown = columns(result)
    head = ["", *(title for _, title in shown)]
    cells = [[name, *(short(own.get(key)) for key, _ in shown)] for name, own in rows]
    lines += ["", *aligned([head, *cells])]
    return "\n".join(lines)


def columns(result: EvalResult) -> Columns:
    """The metrics of a table with a line a tag; a judge's only if there is one."""
    if "judged_accuracy" not in result.metrics:
        return COLUMNS
    return (*COLUMNS[:2], ("judged_accuracy", "judged"), *COLUMNS[2:])


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows of cells as lines: the first column to the left, numbers to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def long(value: Value) -> str:
    """A value with its interval."""
    if isinstance(value, dict):
        return f"{short(value)}  [{short(value['low'])}, {short(value['high'])}]"
    return short(value)


def short(value: Value) -> str:
    """A value without its interval."""
    number = point(value)
    if number is None:
        return "-"
    if isinstance(number, int):
        return str(number)
    return f"{number:.0f}" if abs(number) >= 100 else f"{number:.3f}"
