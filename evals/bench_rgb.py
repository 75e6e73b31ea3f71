"""RGB's counterfactual questions: what is said where true and false passages are both indexed.

Chen et al., "Benchmarking Large Language Models in Retrieval-Augmented Generation" (AAAI 2024).
Of each question there are passages that hold its answer, the same passages edited to a false one,
and passages that hold neither. An item of the answer is a list of ways to write it; of several
items all are wanted. Only what is used of the file is checked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from evals.bench_data import FOLDERS, BenchDataError, BenchPassage, BenchSet
from evals.bench_metrics import means
from evals.normalise import holds
from evals.outcome import OutcomeStatus
from evals.report import aligned, long

FILE = "en_fact.jsonl"
Setting = Literal["both", "true"]
SETTINGS: tuple[Setting, ...] = ("both", "true")
"""What is indexed besides the noise: true and false passages, or only the true ones."""
COUNTS = ("right", "tells", "right_or_tells", "repeats_false", "abstains")
CONFLICT = "sources_conflict"
TELLING = "disagree"


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True)

    id: int | str
    query: str = Field(min_length=1)
    answer: str | tuple[str | tuple[str, ...], ...]
    fakeanswer: str | tuple[str, ...]
    positive: tuple[str, ...] = Field(min_length=1)
    positive_wrong: tuple[str, ...] = Field(min_length=1)
    negative: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RgbQuestion:
    """A question. Of each of `answers` one way to write it is wanted, of `fakes` none."""

    id: int | str
    text: str
    answers: tuple[tuple[str, ...], ...]
    fakes: tuple[str, ...]
    true: tuple[str, ...]
    false: tuple[str, ...]
    noise: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a system said to a question."""

    status: OutcomeStatus
    text: str
    reason: str | None = None
    notes: tuple[str, ...] = ()
    confidence: float | None = None


@dataclass(frozen=True, kw_only=True)
class Judged:
    """`right`: the answer and nothing of the false one. `tells`: that documents disagree.

    `repeats_false`: the false answer, as if nothing were said against it.
    """

    right: bool
    tells: bool
    repeats_false: bool
    abstains: bool

    @property
    def right_or_tells(self) -> bool:
        """What is wanted where documents disagree."""
        return self.right or self.tells


def load(data: Path) -> tuple[RgbQuestion, ...]:
    """The questions in the folder `data`, or in its folder there. Raises BenchDataError."""
    inner = data / FOLDERS["rgb"]
    path = (inner if inner.is_dir() else data) / FILE
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BenchDataError(path, f"cannot be read: {error}") from None
    found = [_question(path, n, line) for n, line in enumerate(lines, 1) if line.strip()]
    if not found:
        raise BenchDataError(path, "holds no question")
    return tuple(found)


def _question(path: Path, number: int, line: str) -> RgbQuestion:
    try:
        read = _Line.model_validate(json.loads(line))
    except (json.JSONDecodeError, RecursionError, ValidationError) as error:
        problem = " ".join(str(error).split())
        raise BenchDataError(path, f"line {number}: {problem:.200}") from None
    items = (read.answer,) if isinstance(read.answer, str) else read.answer
    return RgbQuestion(
        id=read.id,
        text=read.query,
        answers=tuple((item,) if isinstance(item, str) else item for item in items),
        fakes=(read.fakeanswer,) if isinstance(read.fakeanswer, str) else read.fakeanswer,
        true=read.positive,
        false=read.positive_wrong,
        noise=read.negative,
    )


def corpus(questions: Sequence[RgbQuestion], setting: Setting) -> BenchSet:
    """One index of the passages of all questions, each once. They have no titles."""
    held = [
        (q.true, q.false, q.noise) if setting == "both" else (q.true, q.noise) for q in questions
    ]
    texts = dict.fromkeys(text for groups in held for group in groups for text in group)
    passages = (BenchPassage(id=str(n), title="", text=t) for n, t in enumerate(texts))
    return BenchSet(name="rgb", passages=tuple(passages), questions=())


def judge(question: RgbQuestion, said: Said) -> Judged:
    """Hold what was said against the question, by its text and its reason alone."""
    told = said.reason == CONFLICT or any(TELLING in text for text in (said.text, *said.notes))
    answered = said.status in ("answered", "partial")
    false = answered and any(holds(said.text, fake) for fake in question.fakes)
    true = answered and all(any(holds(said.text, a) for a in ways) for ways in question.answers)
    return Judged(
        right=true and not false,
        tells=told,
        repeats_false=false and not told,
        abstains=not answered,
    )


def result(
    questions: Sequence[RgbQuestion],
    said: Mapping[str, Mapping[Setting, Sequence[Said]]],
    *,
    passages: Mapping[Setting, int],
    machine: Mapping[str, Any],
) -> dict[str, Any]:
    """The form that `nescio bench --json FILE` writes; `metrics` and `items` are those of `both`.

    `said` by system and setting: one for each question, in order.
    """
    judged = {
        name: {
            setting: [judge(q, s) for q, s in zip(questions, all_said, strict=True)]
            for setting, all_said in settings.items()
        }
        for name, settings in said.items()
    }
    return {
        "name": "rgb",
        "n": len(questions),
        "passages": dict(passages),
        "systems": {
            name: {
                "metrics": _shares(judged[name]["both"]),
                "by_setting": {setting: _shares(found) for setting, found in by_setting.items()},
                "items": _items(questions, said[name]["both"]),
                "items_true": _items(questions, said[name]["true"]),
            }
            for name, by_setting in judged.items()
        },
        "machine": dict(machine),
    }


def report(found: Mapping[str, Any]) -> str:
    """The same for a terminal."""
    lines = [f"{found['n']} questions, 95 % intervals"]
    titles = {"both": "true and false passages", "true": "only true passages"}
    for setting, title in titles.items():
        lines += ["", f"{title}: {found['passages'][setting]} passages with the noise"]
        lines += aligned(
            [["", *(name.replace("_", " ") for name in COUNTS)]]
            + [
                [name, *(long(system["by_setting"][setting][count]) for count in COUNTS)]
                for name, system in found["systems"].items()
            ]
        )
    return "\n".join(lines)


def _shares(judged: Sequence[Judged]) -> dict[str, Any]:
    rows = np.array([[float(getattr(j, count)) for count in COUNTS] for j in judged])
    return means(rows, COUNTS)


def _items(questions: Sequence[RgbQuestion], said: Sequence[Said]) -> list[dict[str, Any]]:
    return [
        {
            "id": q.id,
            "status": s.status,
            "reason": s.reason,
            "text": s.text,
            "notes": list(s.notes),
            "confidence": s.confidence,
        }
        for q, s in zip(questions, said, strict=True)
    ]
