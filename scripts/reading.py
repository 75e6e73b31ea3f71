"""The passages and questions that the reader learns from, and what it is fed of them.

`data/reading` holds a JSON line a passage: `article`, `text`, and `questions`, each `q` with `a`, a
piece of the text that answers it, or null where the text does not. What is in files called `kept`
is kept from training: with it the confidence is fitted (`scripts/fit_confidence.py`).
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

KEPT = "kept"
NEAR = 14
"""Of the passages nearest to a question, as many may be read in vain."""
TITLED, CROPPED, UNMARKED = 0.7, 0.65, 0.1
"""Shares of the examples with a title, cut to a few sentences, without a question mark."""
_SENTENCE = re.compile(r"(?<=[.!?]) +(?=[A-Z0-9])")


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """A passage, and whether it is kept from training."""

    article: str
    text: str
    kept: bool


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question on the passage of that number; no answer where the passage has none."""

    text: str
    passage: int
    answer: str | None


@dataclass(frozen=True, kw_only=True)
class Example:
    """A question and a text to read, and where the answer is (start, end), if anywhere."""

    question: str
    lead: str
    text: str
    answer: tuple[int, int] | None


def load(folder: Path) -> tuple[list[Paragraph], list[Asked]]:
    """Everything in the folder, in the order of its files. Raises OSError, ValueError, KeyError."""
    passages: list[Paragraph] = []
    asked: list[Asked] = []
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            read = json.loads(line)
            number = len(passages)
            kept = file.stem.startswith(KEPT)
            passages.append(Paragraph(article=read["article"], text=read["text"], kept=kept))
            asked += (Asked(text=q["q"], passage=number, answer=q["a"]) for q in read["questions"])
    return passages, asked


def misleading(
    asked: Asked, passages: Sequence[Paragraph], likeness: NDArray[np.float32]
) -> list[int]:
    """Passages that are nearest to a question and do not hold its answer, nearest first."""
    if asked.answer is None:
        return []
    near = np.argsort(-likeness, kind="stable")[:NEAR]
    answer = asked.answer.casefold()
    return [
        int(i)
        for i in near
        if i != asked.passage and not passages[i].kept and answer not in passages[i].text.casefold()
    ]


def examples(
    asked: Iterable[Asked],
    others: Iterable[Sequence[int]],
    passages: Sequence[Paragraph],
    chance: random.Random,
) -> Iterator[Example]:
    """Each question with its passage; where that answers it, then with one near to it as well."""
    for one, near in zip(asked, others, strict=True):
        yield _example(one.text, passages[one.passage], one.answer, chance)
        if near:
            place = min(int(chance.expovariate(0.5)), len(near) - 1)
            yield _example(one.text, passages[near[place]], None, chance)


def _example(
    question: str, passage: Paragraph, answer: str | None, chance: random.Random
) -> Example:
    lead = f"{passage.article}: " if chance.random() < TITLED else ""
    text = _cropped(passage.text, answer, chance) if chance.random() < CROPPED else passage.text
    start = text.index(answer) if answer is not None else 0
    return Example(
        question=question.rstrip("?") if chance.random() < UNMARKED else question,
        lead=lead,
        text=text,
        answer=(start, start + len(answer)) if answer is not None else None,
    )


def _cropped(text: str, answer: str | None, chance: random.Random) -> str:
    """Two to four sentences in a row, with the answer if there is one."""
    cuts = [0, *(match.end() for match in _SENTENCE.finditer(text)), len(text)]
    count, size = len(cuts) - 1, chance.randint(2, 4)
    if count <= size:
        return text
    low, high = 0, count - size
    if answer is not None:
        start = text.index(answer)
        first = max(i for i in range(count) if cuts[i] <= start)
        last = min(i for i in range(count) if cuts[i + 1] >= start + len(answer))
        size = max(size, last - first + 1)
        low, high = max(0, last - size + 1), min(first, count - size)
    begin = chance.randint(low, high)
    return text[cuts[begin] : cuts[begin + size]].rstrip()
