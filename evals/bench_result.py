"""What a benchmark of retrieval comes to: metrics of each system, differences, and a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from evals import bench_answers
from evals.bench_answers import Attempt
from evals.bench_data import BenchQuestion, BenchSet
from evals.bench_metrics import NAMES, RANKED, by_group, means, table
from evals.bootstrap import Metrics, Value
from evals.ranking import Floats
from evals.report import aligned, long, short

OURS = "nescio"
COMPARED = ("fusion", "nescio_no_walk")
"""Systems that ours is held against, question by question."""
_COLUMNS: Mapping[str, Sequence[str]] = {
    "2wiki": ("recall@2", "recall@5", "recall@8", "all_recall@5", "all_recall@8"),
    "squad2": ("hits@1", "hits@5", "recall@8", "mrr"),
}


def result(
    data: BenchSet,
    rankings: Mapping[str, Sequence[Sequence[str]]],
    *,
    measured: Mapping[str, Metrics],
    machine: Mapping[str, Any],
) -> dict[str, Any]:
    """The form that `nescio bench --json FILE` writes.

    `rankings` by system: for each question of `data` ids of passages, best first, each once.
    `measured` are further metrics by system.
    """
    cut = {name: [list(ids)[:RANKED] for ids in ranked] for name, ranked in rankings.items()}
    rows = {name: table(ranked, _needed(data)) for name, ranked in cut.items()}
    counted = np.array([_counts(data, question) for question in data.questions])
    groups = [question.group for question in data.questions]
    systems = {
        name: {
            "metrics": {**means(rows[name][counted]), **measured.get(name, {})},
            "by_group": by_group(rows[name], groups),
            "items": [
                _item(data, question, ids)
                for question, ids in zip(data.questions, ranked, strict=True)
            ],
        }
        for name, ranked in cut.items()
    }
    return {
        "name": data.name,
        "n": len(data.questions),
        "passages": len(data.passages),
        "systems": systems,
        "differences": _differences(rows, counted),
        "order_changed_by_walk": _changed(cut),
        "published": _published(data, counted),
        "machine": dict(machine),
    }


def with_answers(
    found: Mapping[str, Any], attempts: Mapping[str, Sequence[Attempt]]
) -> dict[str, Any]:
    """The same with answers: their metrics and items, which take the place of the ranked ones."""
    systems = dict(found["systems"])
    for name, tried in attempts.items():
        metrics = bench_answers.measure(tried)
        systems[name] = {
            **systems[name],
            "metrics": {**systems[name]["metrics"], **metrics},
            "answers": metrics,
            "items": [attempt.item() for attempt in tried],
        }
    return {**found, "systems": systems}


def report(found: Mapping[str, Any]) -> str:
    """The same for a terminal."""
    columns = _COLUMNS[found["name"]]
    groups = sorted({g for system in found["systems"].values() for g in system["by_group"]})
    lines = [f"{found['n']} questions over {found['passages']} passages, 95 % intervals", ""]
    lines += aligned(
        [["", *columns]]
        + [
            [name, *(long(system["metrics"].get(column)) for column in columns)]
            for name, system in found["systems"].items()
        ]
        + [
            [f"{name} (published, smaller corpus)"]
            + [long(metrics.get(column)) for column in columns]
            for name, metrics in found["published"].items()
        ]
    )
    for group in groups:
        sizes = {system["by_group"][group]["n"] for system in found["systems"].values()}
        lines += ["", f"{group}: {max(sizes)} questions"]
        lines += aligned(
            [["", *columns]]
            + [
                [name, *(short(system["by_group"][group].get(column)) for column in columns)]
                for name, system in found["systems"].items()
            ]
        )
    for name, metrics in found["differences"].items():
        shown = ", ".join(f"{column} {long(metrics.get(column))}" for column in columns)
        lines += ["", f"{name}: {shown}"]
    if found["order_changed_by_walk"] is not None:
        changed = found["order_changed_by_walk"]
        lines += ["", f"the walk changed the first {RANKED} of {changed} of {found['n']} questions"]
    answers = {name: s["answers"] for name, s in found["systems"].items() if "answers" in s}
    if answers:
        lines += ["", *bench_answers.report(answers)]
    ours: Metrics = found["systems"][OURS]["metrics"]
    known = {*NAMES, *answers.get(OURS, ())}
    further = {name: value for name, value in ours.items() if name not in known}
    lines += ["", ", ".join(f"{name} {short(value)}" for name, value in further.items())]
    return "\n".join(lines)


def _needed(data: BenchSet) -> list[frozenset[str]]:
    return [question.needed for question in data.questions]


def _counts(data: BenchSet, question: BenchQuestion) -> bool:
    return not data.headline or question.group == data.headline


def _item(data: BenchSet, question: BenchQuestion, ranked: Sequence[str]) -> dict[str, Any]:
    if data.name == "2wiki":
        return {"question": question.text, "ranked": list(ranked)}
    return {
        "id": question.id,
        "setting": "present",
        "answerable": question.group == "answerable",
        "ranked": list(ranked),
    }


def _differences(rows: Mapping[str, Floats], counted: Any) -> dict[str, Metrics]:
    """Of ours and another, paired by question."""
    if OURS not in rows:
        return {}
    return {
        f"{OURS} - {other}": means((rows[OURS] - rows[other])[counted])
        for other in COMPARED
        if other in rows
    }


def _changed(rankings: Mapping[str, Sequence[Sequence[str]]]) -> int | None:
    if OURS not in rankings or "nescio_no_walk" not in rankings:
        return None
    pairs = zip(rankings[OURS], rankings["nescio_no_walk"], strict=True)
    return sum(list(one) != list(other) for one, other in pairs)


def _published(data: BenchSet, counted: Any) -> dict[str, dict[str, Value]]:
    """Rankings that others published, for the same questions over a corpus of theirs."""
    needed = _needed(data)
    return {
        name: means(table([list(ids)[:RANKED] for ids in ranked], needed)[counted])
        for name, ranked in data.published.items()
    }
