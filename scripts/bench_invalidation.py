"""Change one row or one document: do exactly the answers that rest on it leave the cache?

The sample shop is indexed and asked the questions of its development set by the real pipeline;
what is answered is kept. As many further answers as it takes are kept whose questions are made up
but whose evidence is real: live rows, values, counts and lists read from the database through the
same calls, and passages of the index, drawn at random in the numbers that the real answers have.
Then one thing at a time is changed at its source, the sources are synced, and the cache is swept.

The judge does not use the sweep: for every kept answer it takes the version of each record from
the manifest, and makes each live read again, one by one. What it finds changed must be what the
sweep took: no more, no less. In the end all real questions whose answers are still kept are asked
of the pipeline again: none may be answered differently (`stale`).
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from invalidation_shop import SCOPE, Shop, make_up, open_shop

from data.shop.build import documents_dir
from evals.golden import load as load_golden
from nescio.answers import Answer
from nescio.events import Final
from nescio.types import Question
from retrieval.fact_sql import FactQuery
from retrieval.read_codec import read_from_json
from retrieval.reads import Read, result_print, row_print
from retrieval.things import CORPUS, Thing

SEED = 20_260_303


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Of one change: the answers that the judge and the sweep found, and the seconds of each."""

    name: str
    before: int
    expected: frozenset[int]
    swept: frozenset[int]
    sweep_s: float
    judge_s: float

    @property
    def exact(self) -> bool:
        return self.expected == self.swept

    def line(self) -> str:
        missed, extra = len(self.expected - self.swept), len(self.swept - self.expected)
        return (
            f"{self.name:34}{self.before:8}{len(self.expected):8}{len(self.swept):8}"
            f"{missed:8}{extra:8}{self.sweep_s * 1000:10.0f}{self.judge_s:10.1f}"
        )


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


async def main(answers: int, real: int, state: Path | None, report: Path | None) -> int:
    with tempfile.TemporaryDirectory(prefix="nescio-invalidation-") as folder:
        async with contextlib.AsyncExitStack() as stack:
            shop = await open_shop(Path(folder), state, stack)
            kept = await _ask(shop, real)
            await make_up(shop, answers - shop.store.count(), random.Random(SEED))  # noqa: S311 - no secret
            _say(f"{shop.store.count()} answers are kept, {len(kept)} of them of the pipeline")
            _say(
                f"\n{'change':34}{'kept':>8}{'rest on':>8}{'swept':>8}{'missed':>8}{'extra':>8}"
                f"{'sweep ms':>10}{'judge s':>10}"
            )
            outcomes = [await _change(shop, name, change) for name, change in _changes(shop)]
            stale = await _stale(shop, kept)
    _say(f"\nof the answers still kept, {stale} would be answered differently now")
    exact = all(outcome.exact for outcome in outcomes) and stale == 0
    _say("exact" if exact else "NOT exact")
    if report is not None:
        _write(report, outcomes, answers, len(kept), stale)
    return 0 if exact else 1


def _write(report: Path, outcomes: Sequence[Outcome], answers: int, real: int, stale: int) -> None:
    data = {
        "answers": answers,
        "real": real,
        "stale": stale,
        "changes": [
            {
                "name": o.name,
                "kept": o.before,
                "rest_on": len(o.expected),
                "swept": len(o.swept),
                "missed": len(o.expected - o.swept),
                "extra": len(o.swept - o.expected),
                "sweep_ms": round(o.sweep_s * 1000, 1),
            }
            for o in outcomes
        ],
    }
    report.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


def _changes(shop: Shop) -> Sequence[tuple[str, Callable[[], None]]]:
    care = sorted((shop.documents / "care").iterdir())
    policies = sorted((shop.documents / "policies").iterdir())

    def edit() -> None:
        text = care[0].read_text(encoding="utf-8")
        care[0].write_text(text + "\n\nAsk in the shop when in doubt.\n", encoding="utf-8")

    changes = {
        "a product's weight": """UPDATE products SET weight_g = weight_g + 1
            WHERE product_id = (SELECT min(product_id) FROM products)""",
        "a price, which is not indexed": """UPDATE prices SET price_eur = price_eur + 1
            WHERE price_id = (SELECT max(price_id) FROM prices WHERE valid_to IS NULL)""",
        "an order's status": """UPDATE orders SET status = 'lost'
            WHERE order_id = (SELECT max(order_id) FROM orders)""",
        "a store is added": """INSERT INTO stores
            SELECT 999, 'Northfold Nowhere', street, city, country, opening_hours, sunday_hours,
                opened_on, floor_m2, bike_workshop, warehouse_id FROM stores LIMIT 1""",
        "a return is deleted": """DELETE FROM return_cases
            WHERE return_id = (SELECT max(return_id) FROM return_cases)""",
    }
    return (
        ("nothing", lambda: None),
        *((name, partial(shop.write, statement)) for name, statement in changes.items()),
        ("a document is edited", edit),
        ("a document is deleted", policies[0].unlink),
    )


async def _change(shop: Shop, name: str, change: Callable[[], None]) -> Outcome:
    before = _ids(shop)
    await asyncio.to_thread(change)
    await shop.index()
    began = time.perf_counter()
    expected = await _judge(shop, before)
    judged = time.perf_counter()
    await shop.cache.sweep()
    swept = time.perf_counter()
    outcome = Outcome(
        name=name,
        before=len(before),
        expected=expected,
        swept=before - _ids(shop),
        sweep_s=swept - judged,
        judge_s=judged - began,
    )
    _say(outcome.line())
    return outcome


def _ids(shop: Shop) -> frozenset[int]:
    return frozenset(shop.store.ids())


async def _judge(shop: Shop, ids: frozenset[int]) -> frozenset[int]:
    """The answers of which any record or read is not as it was, looked at one by one."""
    catalogue = shop.stores.catalogue
    manifest = {name: catalogue.versions(name) for name in catalogue.sources()}
    generation = str(catalogue.generation())
    again: dict[Read, str] = {}

    async def found(read: Read) -> str:
        if read not in again:
            if isinstance(read, FactQuery):
                again[read] = result_print(await shop.facts.run(read, SCOPE))
            else:
                rows = await shop.facts.rows([read.entity], SCOPE, current=read.current)
                again[read] = row_print(rows.get(read.entity.id))
        return again[read]

    def version(thing: Thing) -> str:
        if thing == CORPUS:
            return generation
        return manifest.get(thing.source, {}).get(thing.name, "")

    wrong = {id_ for id_, thing, was in _rests(shop) if version(thing) != was}
    for id_, read, was in _reads(shop):
        if await found(read) != was:
            wrong.add(id_)
    return frozenset(wrong) & ids


def _rests(shop: Shop) -> Iterator[tuple[int, Thing, str]]:
    """Every answer with every record that it rests on, and the version that it had."""
    query = """SELECT l.answer_id, t.kind, t.source, t.name, l.version
        FROM kept_answer_things AS l JOIN kept_things AS t ON t.id = l.thing_id"""
    for id_, kind, source, name, was in _rows(shop.kept, query):
        yield id_, Thing(kind=kind, source=source, name=name), was


def _reads(shop: Shop) -> Iterator[tuple[int, Read, str]]:
    """Every answer with every live read that was made for it, and what was found."""
    bodies = {id_: (read_from_json(body), was) for id_, body, was in _rows(
        shop.kept, "SELECT id, body, found FROM kept_reads")}  # fmt: skip
    for answer_id, read_id in _rows(shop.kept, "SELECT answer_id, read_id FROM kept_answer_reads"):
        yield answer_id, *bodies[read_id]


def _rows(file: Path, query: str) -> list[tuple[Any, ...]]:
    with contextlib.closing(sqlite3.connect(file)) as connection:
        return connection.execute(query).fetchall()


async def _ask(shop: Shop, most: int) -> dict[str, Answer]:
    """Answers of the pipeline, those that are kept, by their questions."""
    items = load_golden(documents_dir().parent / "development.jsonl")
    kept: dict[str, Answer] = {}
    for item in [item for item in items if not item.history][:most]:
        question = Question(text=item.question, scope=SCOPE)
        async with shop.cache.watch(question) as watched:
            async for event in shop.pipeline.stream(question):
                watched.see(event)
        if await shop.cache.put(watched) and watched.answer is not None:
            kept[item.question] = watched.answer
    return kept


async def _stale(shop: Shop, kept: dict[str, Answer]) -> int:
    """How many answers that are still kept the pipeline would not give now."""
    stale = 0
    for text, before in kept.items():
        question = Question(text=text, scope=SCOPE)
        found = await shop.cache.get(question)
        if found is None:
            continue
        events = [event async for event in shop.pipeline.stream(question)]
        [now] = [event.answer for event in events if isinstance(event, Final)]
        if (now.status, now.text) != (before.status, before.text):
            stale += 1
            _say(f"stale: {text}\n  {before.text}\n  {now.text}")
    return stale


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--answers", type=int, default=10_000)
    parser.add_argument("--real", type=int, default=400, help="questions asked of the pipeline")
    parser.add_argument("--state", type=Path, help="what `make demo` has built (.nescio/demo)")
    parser.add_argument("--report", type=Path, help="write the numbers there as JSON")
    given = parser.parse_args()
    sys.exit(asyncio.run(main(given.answers, given.real, given.state, given.report)))
