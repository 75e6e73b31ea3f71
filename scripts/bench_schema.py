"""Questions about the rows of a database that nobody prepared, asked through the pipeline.

A PostgreSQL dump is loaded into a fresh database (dropped at the end), or a database is given by
its URL; `nescio init` and an ingest make everything else. The questions are drawn from the rows by
a seed (`schema_questions`), in many wordings, some of them without an answer. Beside nescio stands
the naive way: the sentence of the nearest passage, dense search alone, always answered.

    python scripts/bench_schema.py --dump DUMP.sql [--postgres URL] [--questions 120] [--seed 1]
    python scripts/bench_schema.py --world clinic [--postgres URL] [--json FILE] [--failures]
    python scripts/bench_schema.py --url URL [--state DIR]

Exits with 1 when accuracy over the answerable is under .90 or more than 5 % of the unanswerable
are answered.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import re
import subprocess
import sys
import tempfile
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import schema_worlds
from schema_questions import Generator, Item
from schema_shape import Shape
from sqlalchemy import create_engine, make_url, text

from evals.normalise import holds
from ingest.sync import sync
from nescio.answers import Abstained
from nescio.events import Final
from nescio.settings import Settings, load
from nescio.types import Question, Scope
from server.cli.init import configuration
from server.stores import Stores
from server.wiring import open_pipeline, open_stores

LOCAL = "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
LEAST_ACCURACY, MOST_WRONG = 0.90, 0.05
Z = 1.959964


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A question, what was said to it, and whether that is right."""

    item: Item
    status: str
    text: str
    reason: str | None
    right: bool
    naive: str
    naive_right: bool

    @property
    def wrong(self) -> bool:
        return self.status != "abstained" and not self.right


@contextlib.contextmanager
def fresh(postgres: str) -> Iterator[str]:
    """The URL of a database of its own on a PostgreSQL server; dropped afterwards."""
    server = make_url(postgres)
    name = f"nescio_bench_{uuid.uuid4().hex[:10]}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        try:
            yield server.set(database=name).render_as_string(hide_password=False)
        finally:
            with engine.connect() as connection:
                connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    finally:
        engine.dispose()


def load_dump(dump: Path, url: str) -> None:
    """Fill a database with a plain-text dump, by psql. Exits when that fails."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    command = ["psql", "-q", "-f", str(dump), plain]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        raise SystemExit(f"psql could not load {dump}: {done.stderr[-300:]}")


def database(given: argparse.Namespace, stack: contextlib.ExitStack) -> str:
    """The URL of the database asked for, made and filled where it is not there."""
    if given.url:
        return str(given.url)
    if given.world and not given.postgres:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        url = f"sqlite:///{folder}/{given.world}.sqlite"
    else:
        url = stack.enter_context(fresh(given.postgres or LOCAL))
    if given.world:
        schema_worlds.build(given.world, url)
    else:
        load_dump(given.dump, url)
    return url


def prepared(url: str, state: Path) -> Settings:
    """What `nescio init` writes for the database, with its state in `state`."""
    state.mkdir(parents=True, exist_ok=True)
    config = state / "nescio.yaml"
    config.write_text(configuration(url, [], state), encoding="utf-8")
    return load(config)


async def indexed(settings: Settings) -> None:
    """An ingest of everything."""
    async with open_stores(settings) as stores:
        await sync(settings, stores.catalogue, stores.index, stores.embedder)


async def asked(settings: Settings, items: Sequence[Item]) -> list[Outcome]:
    """Each question through the pipeline, in this process, and past the naive way."""
    kept: list[Stores] = []

    @contextlib.asynccontextmanager
    async def keeping(stores: Stores):  # type: ignore[no-untyped-def]
        kept.append(stores)
        yield

    found = []
    async with open_pipeline(settings, keeping) as pipeline:
        for item in items:
            answer = None
            async for event in pipeline.stream(Question(text=item.text)):
                if isinstance(event, Final):
                    answer = event.answer
            said = answer.text if answer else ""
            abstained = answer is None or isinstance(answer, Abstained)
            naive = await _nearest(kept[0], item.text)
            found.append(
                Outcome(
                    item=item,
                    status="failed" if answer is None else answer.status,
                    text=said,
                    reason=answer.reason if isinstance(answer, Abstained) else None,
                    right=abstained if not item.answerable else not abstained and right(item, said),
                    naive=naive,
                    naive_right=item.answerable and right(item, naive),
                )
            )
    return found


async def _nearest(stores: Stores, question: str) -> str:
    """The text of the passage nearest to the question by dense search."""
    vector = (await stores.embedder.embed([question]))[0]
    hits = await stores.index.search(dense=vector, text=None, scope=Scope(), limit=1)
    ids = [hit.id for hit in hits.dense]
    passages = await asyncio.to_thread(stores.catalogue.passages, ids, Scope())
    return next((passage.chunk.text for passage in passages.values()), "")


def right(item: Item, said: str) -> bool:
    """Whether a text answers the question."""
    begins = re.match(r"\W*(\w+)", said.casefold())
    first = begins.group(1) if begins else ""
    if first in item.wrong:
        return False
    if first in item.instead:
        return True
    return all(any(holds(said, form) for form in choice) for choice in item.all_of)


def wilson(hits: int, total: int) -> tuple[float, float, float]:
    """A share with its 95 % interval (Wilson's)."""
    if total == 0:
        return 0.0, 0.0, 0.0
    share = hits / total
    middle = share + Z * Z / (2 * total)
    spread = Z * (share * (1 - share) / total + Z * Z / (4 * total * total)) ** 0.5
    scale = 1 + Z * Z / total
    return share, max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def report(outcomes: Sequence[Outcome], *, failures: bool) -> dict[str, Any]:
    """Print the figures; the same as JSON."""
    answerable = [o for o in outcomes if o.item.answerable]
    others = [o for o in outcomes if not o.item.answerable]
    figures: dict[str, Any] = {"n": len(outcomes), "by_kind": {}}
    for kind in dict.fromkeys(o.item.kind for o in outcomes):
        mine = [o for o in outcomes if o.item.kind == kind]
        figures["by_kind"][kind] = _line(kind, sum(o.right for o in mine), len(mine),
                                         f"  wrong {sum(o.wrong for o in mine)}")  # fmt: skip
    figures["accuracy"] = _line(
        "accuracy over the answerable", sum(o.right for o in answerable), len(answerable)
    )
    figures["wrong_answerable"] = _line(
        "wrong answers to the answerable", sum(o.wrong for o in answerable), len(answerable)
    )
    figures["wrong_unanswerable"] = _line(
        "answers to the unanswerable", sum(o.wrong for o in others), len(others)
    )
    figures["naive_accuracy"] = _line(
        "naive: nearest passage, accuracy", sum(o.naive_right for o in answerable), len(answerable)
    )
    figures["naive_wrong_unanswerable"] = _line(
        "naive: answers to the unanswerable", len(others), len(others)
    )
    reasons = Counter(o.reason for o in outcomes if o.reason)
    figures["reasons"] = dict(reasons)
    _say("abstained because: " + ", ".join(f"{r} {n}" for r, n in reasons.most_common()))
    figures["items"] = [{**asdict(o), "wrong": o.wrong} for o in outcomes]
    for outcome in (o for o in outcomes if failures and not o.right):
        sign = "WRONG" if outcome.wrong else outcome.reason
        wanted = [choice[0] for choice in outcome.item.all_of][:6]
        _say(f"[{outcome.item.kind}] {outcome.item.text}\n    {sign}: {outcome.text[:150]!r}"
              f"\n    wanted {wanted}")  # fmt: skip
    return figures


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def _line(what: str, hits: int, total: int, more: str = "") -> dict[str, float]:
    share, low, high = wilson(hits, total)
    _say(f"{what:36} {share:6.3f}  [{low:.3f}, {high:.3f}]  {hits}/{total}{more}")
    return {"value": share, "low": low, "high": high, "hits": hits, "n": total}


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; 1 when a figure is out of bounds."""
    parser = argparse.ArgumentParser(
        prog="bench_schema", description=(__doc__ or "").split("\n")[0]
    )
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--dump", type=Path, help="plain SQL for psql")
    source.add_argument("--world", choices=schema_worlds.WORLDS, help="a made-up database")
    source.add_argument("--url", help="a database that is there")
    parser.add_argument("--postgres", metavar="URL", help=f"a server for them (else {LOCAL}; "
                        "made-up ones are SQLite files without it)")  # fmt: skip
    parser.add_argument("--state", type=Path, help="keep the index here, and use it again")
    parser.add_argument("--questions", type=int, default=120)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--failures", action="store_true", help="print what was not right")
    given = parser.parse_args(arguments)
    with contextlib.ExitStack() as stack:
        url = database(given, stack)
        state = given.state or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        figures = run(url, state, questions=given.questions, seed=given.seed,
                      failures=given.failures)  # fmt: skip
    if given.json:
        given.json.write_text(json.dumps(figures, indent=1, default=str), encoding="utf-8")
    good = figures["accuracy"]["value"] >= LEAST_ACCURACY
    return 0 if good and figures["wrong_unanswerable"]["value"] <= MOST_WRONG else 1


def run(
    url: str, state: Path, *, questions: int, seed: int, failures: bool = False
) -> dict[str, Any]:
    """Index the database, draw questions, ask them, print and return the figures."""
    engine = create_engine(url)
    try:
        items = Generator(Shape(engine), seed).items(questions)
    finally:
        engine.dispose()
    settings = prepared(url, state)
    asyncio.run(indexed(settings))
    return report(asyncio.run(asked(settings, items)), failures=failures)


if __name__ == "__main__":
    sys.exit(main())
