"""Fit the weights of `answer/confidence.py` anew, and print them.

    python scripts/fit_confidence.py GOLDEN... --config FILE [--reading DIR] [--limit N]
        [--only FEATURE]...

GOLDEN are golden sets over the installation of the configuration (of a set with a part tagged
`calibration` only that part is read), DIR the passages and questions of the reader, of which those
kept from its training are used. Of each question whose evidence answers it there is a further one
that nothing answers: the same without the passages that hold the answer. With `--only` all other
weights stay as they are, but for the biases.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from reading import load
from scipy.optimize import minimize
from scipy.special import expit

from answer.confidence import NEAR, NEAR_BIAS, SAME, SAME_BIAS, of_extract
from answer.extract import Extractor
from answer.span_reader import SpanQuotes
from answer.token_match import TokenMatch
from answer.work import Work, off_point
from evals import golden
from evals.bench_data import BenchPassage, BenchQuestion, BenchSet
from evals.normalise import holds
from evals.ranking import Floats
from ingest.progress import open_progress
from nescio.settings import Settings
from nescio.types import Evidence, Passage, Question
from server import bench_index
from server.answering import span_reader
from server.bench_systems import KnownQuestions, open_systems
from server.cli.common import load_settings
from server.wiring import open_stores

RIDGE = 0.05
"""How firmly the weights are held to those in force."""
HELD = 1e4
"""The same, for those that are to stay."""
LEAST = 1e-9
"""How far from certain an answer is taken to be at least."""
LEAST_LEFT = 4
"""Pieces of evidence without which nothing is like a search that found the wrong ones."""
OWN = 2.0
"""By which the questions of golden sets count, against those of other passages."""


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


async def examples(asked: Sequence[Asked], settings: Settings, *, weight: float) -> list[Example]:
    """Those of all questions over one index."""
    found: list[Example] = []
    async with AsyncExitStack() as stack:
        stores = await stack.enter_async_context(open_stores(settings))
        known = KnownQuestions(stores.embedder)
        pipeline = await stack.enter_async_context(open_systems(stores, known))
        reader = SpanQuotes(
            stack.enter_context(closing(span_reader(settings.reader))), settings.reader
        )
        extractor = Extractor(
            known,
            max_sentences=settings.answer.max_sentences,
            reader=reader,
            match=TokenMatch(stores.tokens) if stores.tokens else None,
        )
        for one in asked:
            works = await pipeline.evidence(Question(text=one.text))
            if len(works) == 1 and works[0].reply is None and works[0].retrieved is not None:
                for kind, evidence in _variants(one, works[0]):
                    right = kind == "asked" and bool(one.answers)
                    values = await _features(extractor, works[0], evidence, one if right else None)
                    if values is not None:
                        found.append(Example(kind=kind, values=values, right=right, weight=weight))
    return found


def _variants(asked: Asked, work: Work) -> Iterator[tuple[str, Sequence[Evidence]]]:
    assert work.retrieved is not None  # noqa: S101 - the caller has looked
    evidence = work.retrieved.evidence
    yield "asked", evidence
    left = [e for e in evidence if not _holds(e, asked.answers)]
    if asked.answers and len(left) >= LEAST_LEFT:
        yield "left out", left


def _holds(evidence: Evidence, answers: Sequence[str]) -> bool:
    text = evidence.item.chunk.text if isinstance(evidence.item, Passage) else ""
    return any(holds(text, answer) for answer in answers)


async def _features(
    extractor: Extractor, work: Work, evidence: Sequence[Evidence], right: Asked | None
) -> dict[str, float] | None:
    """Features; None where nothing is quoted, or not the answer where there is one to quote."""
    terms = work.snapshot.terms
    extract = await extractor.extract(
        work.search,
        work.analysis,
        evidence,
        terms,
        about_other=lambda quote: off_point(quote, work),
    )
    if not extract.chosen:
        return None
    if right and not any(holds(extract.chosen[0].text, answer) for answer in right.answers):
        return None
    return of_extract(work.analysis, extract)


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


def of_reading(folder: Path, limit: int | None) -> tuple[BenchSet, list[Asked]]:
    """The passages that the reader did not learn from, as a set to index, and their questions."""
    passages, questions = load(folder)
    places = {n: str(n) for n, passage in enumerate(passages) if passage.kept}
    kept = tuple(
        BenchPassage(id=id_, title=passages[n].article, text=passages[n].text)
        for n, id_ in places.items()
    )
    asked = [
        Asked(text=one.text, answers=(one.answer,) if one.answer else ())
        for one in questions
        if one.passage in places
    ]
    placeholder = BenchQuestion(id="none", text="none", needed=frozenset(), group="")
    return BenchSet(name="2wiki", passages=kept, questions=(placeholder,)), asked[:limit]


def fit(found: Sequence[Example], only: Collection[str] = ()) -> dict[str, float]:
    """The weights, and the two biases, that make all examples most likely; those of `only` are not
    held to what they were."""
    near, same = list(NEAR), list(SAME)
    names = (*near, *same)
    values = np.array([[e.values[n] for n in names] for e in found], dtype=np.float64)
    right = np.array([float(e.right) for e in found])
    share = np.array([e.weight for e in found])
    share *= np.where(right == 1, (share * (1 - right)).sum() / (share * right).sum(), 1.0)
    share /= share.sum()
    scale = values.std(axis=0) + 1e-9
    scaled, cut = values / scale, len(near)

    held = np.array([0.0 if n in only else HELD if only else RIDGE for n in names])

    start = np.array([*NEAR.values(), *SAME.values(), NEAR_BIAS, SAME_BIAS])
    start[:-2] *= scale

    def loss(b: Floats) -> tuple[float, Floats]:
        first, second = scaled[:, :cut] @ b[:cut] + b[-2], scaled[:, cut:] @ b[cut:-2] + b[-1]
        both = -np.logaddexp(0, -first) - np.logaddexp(0, -second)  # as logarithms
        neither = np.log(-np.expm1(np.minimum(both, -LEAST)))
        slope = share * ((1 - right) * np.exp(both - neither) - right)
        one, two = slope * expit(-first), slope * expit(-second)
        moved = (b - start)[:-2]
        gradient = np.concatenate(
            [scaled[:, :cut].T @ one, scaled[:, cut:].T @ two, [one.sum(), two.sum()]]
        )
        gradient[:-2] += 2 * held * moved
        value = -(share * (right * both + (1 - right) * neither)).sum()
        return float(value + (held * moved**2).sum()), gradient

    speaks_for = [at < cut or name == "read" for at, name in enumerate(names)]
    bounds: list[tuple[float | None, float | None]]
    bounds = [(0, None) if one else (None, 0) for one in speaks_for]
    bounds += [(None, None), (None, None)]
    best = minimize(loss, start, jac=True, bounds=bounds, method="L-BFGS-B").x
    labels = [*(f"NEAR {n}" for n in near), *(f"SAME {n}" for n in same), "NEAR_BIAS", "SAME_BIAS"]
    return dict(zip(labels, [*(best[:-2] / scale), *best[-2:]], strict=True))


async def run(given: argparse.Namespace) -> int:
    """Make the examples of both kinds, fit, print."""
    own = of_golden(given.golden, given.limit)
    settings = load_settings(given.config)
    found = await examples(own, settings, weight=OWN)
    data, asked = of_reading(given.reading, given.limit)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "index"
        inner = bench_index.settings_of(place, settings)
        index = await bench_index.prepare(data, place, inner, progress=open_progress(sys.stderr))
        found += await examples(asked, index.settings, weight=1.0)
    counts = Counter((e.kind, e.right) for e in found)
    sys.stdout.write(f"{dict(counts)}\n")
    for name, weight in fit(found, given.only).items():
        sys.stdout.write(f"{name}: {weight:.2f}\n")
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse the arguments and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("golden", type=Path, nargs="+")
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--reading", type=Path, default=Path("data/reading"))
    parser.add_argument("--limit", type=int)
    parser.add_argument("--only", action="append", choices=[*NEAR, *SAME], default=[])
    return asyncio.run(run(parser.parse_args(arguments)))


if __name__ == "__main__":
    sys.exit(main())
