"""The least cosine at which two questions of the same meaning are taken for one.

Pairs are made from the questions of the development set (those without a conversation) and from
the rows of the sample shop (`scripts/semantic_pairs.py`). Half of the questions and rows are for
fitting, the other half only for what is printed as held out. A pair is a hit when the rules of
`answer/caches/nearmiss.py` find no difference and the cosine is at least the threshold. Printed
too: what the vectors would do without the rules.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from semantic_pairs import Pair, about_rows, near_misses, paraphrases

from answer.caches.likeness import said
from answer.caches.nearmiss import same
from answer.caches.semantic import THRESHOLD
from data.shop.build import documents_dir
from evals.golden import load as load_golden
from nescio.settings import load
from nescio.types import Scope
from retrieval.corpus import Corpus
from retrieval.embedding import Embedder
from retrieval.linking import EntityLinker
from server.stores import Stores
from server.wiring import open_stores

SEED = 20_260_304
ATTRIBUTES = ("price", "weight", "warranty", "material", "sku", "supplier", "category", "capacity")
KEPT = 0.995
"""Share of the fitted paraphrases (of those that pass the rules) that must stay hits."""


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A pair with its cosine, and whether the rules let it through."""

    pair: Pair
    cosine: float
    passed: bool


def _say(text: str = "") -> None:
    sys.stdout.write(text + "\n")


async def main(config: Path, show: bool) -> int:
    settings = await asyncio.to_thread(load, config)
    async with open_stores(settings) as stores:
        fitted, held = await pairs(stores)
        linker = await Corpus(stores.catalogue).linker(Scope())
        first = await judge(fitted, stores.embedder, linker)
        second = await judge(held, stores.embedder, linker)
    threshold = fit(first)
    _say(f"threshold {threshold:.3f} (in use: {THRESHOLD})")
    for name, judged in (("fitted", first), ("held out", second)):
        _report(name, judged, THRESHOLD, show)
    misses = [
        j for j in (*first, *second) if not j.pair.same and j.passed and j.cosine >= THRESHOLD
    ]
    return 1 if misses else 0


async def pairs(stores: Stores) -> tuple[list[Pair], list[Pair]]:
    """Pairs for fitting, and pairs of other questions and rows."""
    items = load_golden(documents_dir().parent / "development.jsonl")
    questions = sorted({item.question for item in items if not item.history})
    draw = random.Random(SEED)  # noqa: S311 - samples
    draw.shuffle(questions)
    linker = await Corpus(stores.catalogue).linker(Scope())
    by_table: defaultdict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    table_of: dict[str, tuple[str, str]] = {}
    for name, entity in stores.catalogue.names(Scope()):
        if entity.table and name.kind == "name":
            table_of[entity.id] = (entity.source, entity.table)
            by_table[entity.source, entity.table].add((name.name, entity.id))
    ordered = {key: sorted(found) for key, found in by_table.items()}
    names = {id_: ordered[key] for id_, key in table_of.items()}
    products = [name for name, _ in ordered["shop", "products"]]
    draw.shuffle(products)
    halves = []
    for half in (0, 1):
        asked = questions[half::2]
        rows = about_rows(products[half::2], ATTRIBUTES, draw, 150)
        halves.append([*paraphrases(asked, draw), *near_misses(asked, names, linker, draw), *rows])
    return halves[0], halves[1]


async def judge(pairs_: Sequence[Pair], embedder: Embedder, linker: EntityLinker) -> list[Judged]:
    """What rules and vectors make of pairs."""
    texts = sorted({text for pair in pairs_ for text in (pair.one, pair.other)})
    vectors = dict(zip(texts, await embedder.embed(texts), strict=True))
    meanings = {text: said(text, linker, Scope()) for text in texts}
    return [
        Judged(
            pair=pair,
            cosine=float(np.dot(vectors[pair.one], vectors[pair.other])),
            passed=same(meanings[pair.one], meanings[pair.other]),
        )
        for pair in pairs_
    ]


def fit(judged: Sequence[Judged]) -> float:
    """Low enough for nearly all paraphrases that pass the rules, above all near misses that do."""
    alike = sorted(j.cosine for j in judged if j.pair.same and j.passed)
    wrong = [j.cosine for j in judged if not j.pair.same and j.passed]
    low = alike[int((1 - KEPT) * len(alike))]
    return max([low, *(cosine + 0.001 for cosine in wrong)])


def _report(name: str, judged: Sequence[Judged], threshold: float, show: bool) -> None:
    alike = [j for j in judged if j.pair.same]
    misses = [j for j in judged if not j.pair.same]
    hits = [j for j in alike if j.passed and j.cosine >= threshold]
    false = [j for j in misses if j.passed and j.cosine >= threshold]
    alone = max(j.cosine for j in misses)
    recall = sum(j.cosine > alone for j in alike) / len(alike)
    near = sum(j.cosine >= threshold for j in misses)
    _say(f"\n{name}: {len(alike)} paraphrases, {len(misses)} near misses")
    _say(f"  hits of paraphrases   {len(hits)} ({len(hits) / len(alike):.1%})")
    _say(f"  hits of near misses   {len(false)}; without the rules {near}")
    _say(f"  vectors alone, with no near miss hit: {recall:.1%} of the paraphrases")
    by_kind = Counter(j.pair.how for j in alike)
    kinds = {how: sum(j.pair.how == how for j in hits) / n for how, n in by_kind.items()}
    _say(
        "  paraphrases by kind   " + ", ".join(f"{how} {share:.0%}" for how, share in kinds.items())
    )
    counts = Counter(j.pair.how for j in misses)
    _say("  near misses by kind   " + ", ".join(f"{how} {n}" for how, n in counts.items()))
    for j in false:
        _say(f"  FALSE {j.cosine:.3f} [{j.pair.how}] {j.pair.one} | {j.pair.other}")
    for j in [j for j in alike if j not in hits][:40] if show else ():
        _say(f"  missed {j.cosine:.3f} {j.passed} [{j.pair.how}] {j.pair.one} | {j.pair.other}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--config", type=Path, default=Path(".nescio/demo/nescio.yaml"))
    parser.add_argument("--show", action="store_true", help="paraphrases that were missed")
    given = parser.parse_args()
    sys.exit(asyncio.run(main(given.config, given.show)))
