"""Fit the weights of `answer/confidence.py` anew, and print them.

    python scripts/fit_confidence.py GOLDEN... --config FILE --passages DIR [--limit N]

GOLDEN are golden sets over the installation of the configuration (of a set with a part tagged
`calibration` only that part is read), DIR a data set of passages as `nescio bench 2wiki` takes it:
only its passages are used. Of each question whose evidence answers it there are further ones that
nothing answers: the same without the passages that hold the answer, and with a word changed.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from confidence_examples import CHANGES, questions, reworded
from scipy.optimize import minimize
from scipy.special import expit

from answer.confidence import NEAR, NEAR_BIAS, SAME, SAME_BIAS, of_extract
from answer.extract import Extractor
from answer.question import analyse
from answer.work import Work
from evals import golden
from evals.bench_data import BenchPassage, BenchQuestion, BenchSet, load
from evals.normalise import holds
from evals.ranking import Floats
from ingest.progress import open_progress
from nescio.settings import EmbeddingSettings, RetrievalSettings, Settings
from nescio.types import Evidence, Passage, Question
from server import bench_index
from server.bench_systems import KnownQuestions, open_systems
from server.cli.common import load_settings
from server.wiring import open_stores

RIDGE = 0.01
LEAST = 1e-9
"""How far from certain an answer is taken to be at least."""
PASSAGES = 400
LEAST_LEFT = 4
"""Pieces of evidence without which nothing is like a search that found the wrong ones."""
WEIGHTS = {"own": 4.0, "changed": 0.3}
"""By which the questions of golden sets, and each changed one, count."""


@dataclass(frozen=True, kw_only=True)
class Example:
    """The features of a question and what was quoted, whether it answers, and what it counts."""

    kind: str
    values: dict[str, float]
    right: bool
    weight: float


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question as it is searched for; no answers where it has none."""

    text: str
    answers: tuple[str, ...]


async def examples(
    asked: Sequence[Asked], settings: Settings, *, weight: float, chance: random.Random
) -> list[Example]:
    """Those of all questions over one index."""
    found: list[Example] = []
    async with AsyncExitStack() as stack:
        stores = await stack.enter_async_context(open_stores(settings))
        known = KnownQuestions(stores.embedder)
        pipeline = await stack.enter_async_context(open_systems(stores, known))
        extractor = Extractor(known, max_sentences=settings.answer.max_sentences)
        texts = [one.text for one in asked]
        for one in asked:
            works = await pipeline.evidence(Question(text=one.text))
            if len(works) == 1 and works[0].reply is None and works[0].retrieved is not None:
                for kind, text, evidence in _variants(one, works[0], texts, chance):
                    right = kind == "asked" and bool(one.answers)
                    made = await _example(
                        extractor, works[0], text, evidence, one if right else None
                    )
                    share = WEIGHTS["changed"] if kind in CHANGES else 1.0
                    if made is not None:
                        found.append(
                            Example(kind=kind, values=made, right=right, weight=share * weight)
                        )
    return found


def _variants(
    asked: Asked, work: Work, others: Sequence[str], chance: random.Random
) -> Iterator[tuple[str, str, Sequence[Evidence]]]:
    assert work.retrieved is not None  # noqa: S101 - the caller has looked
    evidence = work.retrieved.evidence
    yield "asked", work.search, evidence
    if not asked.answers:
        return
    left = [e for e in evidence if not _holds(e, asked.answers)]
    if len(left) >= LEAST_LEFT:
        yield "left out", work.search, left
    for kind, change in CHANGES.items():
        if (text := change(work.search, others, chance)) is not None:
            yield kind, text, evidence


def _holds(evidence: Evidence, answers: Sequence[str]) -> bool:
    text = evidence.item.chunk.text if isinstance(evidence.item, Passage) else ""
    return any(holds(text, answer) for answer in answers)


async def _example(
    extractor: Extractor, work: Work, text: str, evidence: Sequence[Evidence], right: Asked | None
) -> dict[str, float] | None:
    """Features; None where nothing is quoted, or not the answer where there is one to quote."""
    terms = work.snapshot.terms
    analysis = analyse(text, terms)
    extract = await extractor.extract(text, analysis, evidence, terms, about_other=lambda _: False)
    if not extract.chosen:
        return None
    if right and not any(holds(extract.chosen[0].text, answer) for answer in right.answers):
        return None
    return of_extract(analysis, extract)


def of_golden(paths: Sequence[Path], limit: int | None) -> list[Asked]:
    """Questions of golden sets, without history, in the order of the files."""
    items = []
    for path in paths:
        read = golden.load(path)
        part = [item for item in read if "calibration" in item.tags]
        items += part or read
    return [
        Asked(text=item.question, answers=item.answers or item.all_of)
        for item in items
        if not item.history
    ][:limit]


def of_passages(
    data: BenchSet, limit: int | None, chance: random.Random
) -> tuple[Any, list[Asked]]:
    """A set of halves of passages, and one question on each passage."""
    chosen = [p for p in data.passages if 350 < len(p.text) < 1800]
    chance.shuffle(chosen)
    halves: list[BenchPassage] = []
    asked: list[Asked] = []
    for passage in chosen[: limit or PASSAGES]:
        middle = passage.text.find(". ", len(passage.text) // 2) + 1
        for number, text in enumerate((passage.text[:middle], passage.text[middle:])):
            if text.strip():
                halves.append(
                    BenchPassage(id=f"{passage.title}/{number}", title=passage.title, text=text)
                )
        made = list(questions(passage.title, passage.text))
        if made:
            question, answer, _ = chance.choice(made)
            asked.append(Asked(text=reworded(question, chance), answers=(answer,)))
    placeholder = BenchQuestion(id="none", text="none", needed=frozenset(), group="")
    return BenchSet(name="2wiki", passages=tuple(halves), questions=(placeholder,)), asked


def fit(found: Sequence[Example]) -> dict[str, float]:
    """The weights, and the two biases, that make all examples most likely."""
    near, same = list(NEAR), list(SAME)
    values = np.array([[e.values[n] for n in (*near, *same)] for e in found], dtype=np.float64)
    right = np.array([float(e.right) for e in found])
    share = np.array([e.weight for e in found])
    share *= np.where(right == 1, (share * (1 - right)).sum() / (share * right).sum(), 1.0)
    share /= share.sum()
    scale = values.std(axis=0) + 1e-9
    scaled, cut = values / scale, len(near)

    def loss(b: Floats) -> tuple[float, Floats]:
        first, second = scaled[:, :cut] @ b[:cut] + b[-2], scaled[:, cut:] @ b[cut:-2] + b[-1]
        both = -np.logaddexp(0, -first) - np.logaddexp(0, -second)  # as logarithms
        neither = np.log(-np.expm1(np.minimum(both, -LEAST)))
        slope = share * ((1 - right) * np.exp(both - neither) - right)
        one, two = slope * expit(-first), slope * expit(-second)
        ridge = 2 * RIDGE * b[:-2]
        gradient = np.concatenate(
            [scaled[:, :cut].T @ one, scaled[:, cut:].T @ two, [one.sum(), two.sum()]]
        )
        gradient[:-2] += ridge
        value = -(share * (right * both + (1 - right) * neither)).sum()
        return float(value + RIDGE * (b[:-2] ** 2).sum()), gradient

    bounds = [(0, None)] * cut + [(None, 0)] * len(same) + [(None, None)] * 2
    # Two factors have several optima: the one by the weights in force is taken.
    start = np.array([*NEAR.values(), *SAME.values(), NEAR_BIAS, SAME_BIAS])
    start[:-2] *= scale
    best = minimize(loss, start, jac=True, bounds=bounds, method="L-BFGS-B").x
    names = (*near, *same, "NEAR_BIAS", "SAME_BIAS")
    return dict(zip(names, [*(best[:-2] / scale), *best[-2:]], strict=True))


async def run(given: argparse.Namespace) -> int:
    """Make the examples of both kinds, fit, print."""
    chance = random.Random(11)  # noqa: S311 - the same examples each time
    own = of_golden(given.golden, given.limit)
    settings = load_settings(given.config)
    found = await examples(own, settings, weight=WEIGHTS["own"], chance=chance)
    data, asked = of_passages(load("2wiki", given.passages), given.limit, chance)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "index"
        inner = bench_index.settings_of(place, EmbeddingSettings(), RetrievalSettings())
        index = await bench_index.prepare(data, place, inner, progress=open_progress(sys.stderr))
        found += await examples(asked, index.settings, weight=1.0, chance=chance)
    counts = Counter((e.kind, e.right) for e in found)
    sys.stdout.write(f"{dict(counts)}\n")
    for name, weight in fit(found).items():
        sys.stdout.write(f"{name}: {weight:.2f}\n")
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse the arguments and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("golden", type=Path, nargs="+")
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--passages", type=Path, required=True)
    parser.add_argument("--limit", type=int)
    return asyncio.run(run(parser.parse_args(arguments)))


if __name__ == "__main__":
    sys.exit(main())
