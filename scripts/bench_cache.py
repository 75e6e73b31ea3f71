"""Caches and coalescing over HTTP: calls to a model that identical and paraphrased questions cost.

A real `nescio serve` answers from the sample shop (`--config`, the demo's by default, from a copy
of its state), asking a scripted model on loopback that replies with a sentence of its evidence;
clients stream over HTTP. Prints a table, then one line of JSON; `--json FILE` writes it too. Exits
with 1 where a promise is not kept: one call for identical questions, at most 5 calls for a hundred
paraphrases, no near miss that gets the other's answer. The questions: `scripts/cache_questions.py`.

The time of a miss is without the time of a model, which replies at once here.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import platform
import re
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import yaml
from bench_start import DEMO, free_port
from cache_questions import Pair, near_misses, paraphrases, rewordings

from tests.fake_provider import FakeProvider, Reply, Request

WITHIN_S = 300.0
AT_ONCE = 500
SHARE = 0.05
"""Calls for a paraphrase, at most."""
PAIRS_AT_ONCE = 6
_PASSAGE = re.compile(r'<passage source="(\d+)"[^>]*>\n(.*?)\n</passage>', re.DOTALL)
_ASKED = re.compile(r"<question>\n(.*?)\n</question>", re.DOTALL)
_WORD = re.compile(r"[a-z]{4,}")


@dataclass(frozen=True)
class Seen:
    """What a client saw of one answer."""

    outcome: str
    cached: bool
    text: str
    tier: str
    seconds: float


def reply(request: Request) -> Reply:
    """The sentence of the passages that shares most words with the question, and its source."""
    asked = set(_WORD.findall((_ASKED.search(request.prompt) or [""])[0].lower()))
    sentences = [
        (len(asked & set(_WORD.findall(sentence.lower()))), sentence.strip(), number)
        for number, text in _PASSAGE.findall(request.prompt)
        for sentence in re.split(r"(?<=[.!?])\s+", text)
    ]
    if not sentences:
        return Reply("I do not know.")
    _, sentence, number = max(sentences, key=lambda each: each[0])
    return Reply(f"{sentence} [{number}]")


@contextmanager
def configured(config: Path, model_url: str) -> Iterator[Path]:
    """A configuration over a copy of the state, in which nothing is kept yet."""
    with tempfile.TemporaryDirectory(prefix="nescio-bench-") as folder:
        copy = Path(folder) / "shop"
        shutil.copytree(config.parent, copy)
        for old in (copy / "state").glob("answers.sqlite*"):
            old.unlink()
        settings = yaml.safe_load(config.read_text(encoding="utf-8"))
        settings |= {
            "cache": {"exact": True, "semantic": True},
            "server": {"max_queued": AT_ONCE},
            "answer": {"deadline_s": WITHIN_S},
            "models": {
                "providers": [{"name": "fake", "base_url": model_url, "api_key": "none"}],
                "tiers": [{"name": "fake", "provider": "fake", "model": "fake-model"}],
                "tasks": {"answer": {"tiers": ["fake"]}},
            },
        }
        written = copy / "bench.yaml"
        written.write_text(yaml.safe_dump(settings), encoding="utf-8")
        yield written


@asynccontextmanager
async def serving(config: Path, model_url: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a server that is ready."""
    port = free_port()
    limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=0)
    base_url = f"http://127.0.0.1:{port}"
    with configured(config, model_url) as written:
        server = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", "from server.cli import main; main()", "serve"),
            *("--config", str(written), "--host", "127.0.0.1", "--port", str(port)),
            stdout=asyncio.subprocess.DEVNULL,
        )
        try:
            async with httpx.AsyncClient(
                base_url=base_url, timeout=WITHIN_S, limits=limits
            ) as client:
                await _ready(client, server)
                yield client
        finally:
            if server.returncode is None:
                server.terminate()
            await server.wait()


async def _ready(client: httpx.AsyncClient, server: asyncio.subprocess.Process) -> None:
    for _ in range(1200):
        if server.returncode is not None:
            raise SystemExit(f"nescio serve ended with status {server.returncode}")
        try:
            if (await client.get("/readyz")).status_code == 200:
                return
        except httpx.TransportError:
            pass  # it does not listen yet
        await asyncio.sleep(0.1)
    raise SystemExit("nescio serve did not become ready")


async def ask(client: httpx.AsyncClient, question: str) -> Seen:
    """Stream one answer to its end."""
    began, name, final = time.perf_counter(), "", {}
    async with client.stream("POST", "/v1/ask", json={"question": question, "stream": True}) as got:
        if got.status_code != 200:
            return Seen(str(got.status_code), False, "", "", time.perf_counter() - began)
        async for line in got.aiter_lines():
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: ") and name in ("answered", "partial", "abstained"):
                final = json.loads(line.removeprefix("data: "))
    seconds = time.perf_counter() - began
    if not final:
        return Seen("failed", False, "", "", seconds)
    usage = final["usage"]
    return Seen(final["status"], usage["cached"], final["text"], usage["tier"], seconds)


async def at_once(
    client: httpx.AsyncClient, fake: FakeProvider, questions: Sequence[str]
) -> dict[str, Any]:
    """All of them together."""
    before = fake.calls
    seen = await asyncio.gather(*(ask(client, question) for question in questions))
    return {
        "questions": len(questions),
        "answered": sum(each.outcome == "answered" for each in seen),
        "refused_or_failed": sum(not each.tier for each in seen),
        "different_texts": len({each.text for each in seen}),
        "made": sum(not each.cached for each in seen),
        "calls": fake.calls - before,
    }


async def answered_by_a_model(
    client: httpx.AsyncClient, fake: FakeProvider, questions: Sequence[str]
) -> str:
    """The first that is: of one that is abstained from, no call could be saved."""
    for question in questions:
        before = fake.calls
        seen = await ask(client, question)
        if seen.outcome == "answered" and fake.calls > before:
            return question
    raise SystemExit("bench-cache: none of the questions is answered by the model")


async def near(client: httpx.AsyncClient, pairs: Sequence[Pair]) -> dict[str, Any]:
    """Every other pair at the same time, the rest one question after the other's end.

    No two of all these questions mean the same: whatever is given from the cache is a false hit.
    """
    gate = asyncio.Semaphore(PAIRS_AT_ONCE)

    async def both(place: int, pair: Pair) -> tuple[Seen, ...]:
        async with gate:
            if place % 2:
                return await asyncio.gather(ask(client, pair.one), ask(client, pair.other))
            return (await ask(client, pair.one), await ask(client, pair.other))

    seen = await asyncio.gather(*(both(place, pair) for place, pair in enumerate(pairs)))
    again = [await ask(client, pair.one) for pair in pairs]
    hits = [pair for pair, each in zip(pairs, seen, strict=True) if any(s.cached for s in each)]
    return {
        "pairs": len(pairs),
        "false_hits": len(hits),
        "which": [f"{pair.one} | {pair.other}" for pair in hits],
        "failed": sum(not one.tier for each in seen for one in each),
        "kept": sum(each.cached for each in again),
    }


async def timed(client: httpx.AsyncClient, questions: Sequence[str]) -> dict[str, Any]:
    """One after the other, each made and then asked again; those that were kept count."""
    misses, hits = [], []
    for question in questions:
        first, again = await ask(client, question), await ask(client, question)
        if again.cached and not first.cached:
            misses.append(first.seconds)
            hits.append(again.seconds)
    miss, hit = statistics.median(misses), statistics.median(hits)
    return {
        "questions": len(hits),
        "miss_p50_ms": round(1000 * miss, 1),
        "hit_p50_ms": round(1000 * hit, 1),
        "hit_to_miss": round(hit / miss, 3),
    }


def product_names(config: Path) -> list[str]:
    """Of the sample shop."""
    with sqlite3.connect(config.parent / "shop.sqlite") as shop:
        return [name for (name,) in shop.execute("SELECT name FROM products ORDER BY product_id")]


async def run(config: Path, pairs: int, seed: int) -> dict[str, Any]:
    """Everything, each part over an empty cache."""
    names = product_names(config)
    topics = paraphrases()
    with FakeProvider(then=reply) as fake:
        async with serving(config, fake.url) as client:
            asked = await answered_by_a_model(client, fake, [q for _, q in topics[::25]])
        async with serving(config, fake.url) as client:
            identical = await at_once(client, fake, [asked] * AT_ONCE)
        async with serving(config, fake.url) as client:
            alike = await at_once(client, fake, [question for _, question in topics])
            reworded = await at_once(client, fake, [question for _, question in rewordings()])
        async with serving(config, fake.url) as client:
            missed = await near(client, near_misses(names, pairs, seed))
        async with serving(config, fake.url) as client:
            times = await timed(client, [q for _, q in [*topics[::25], *rewordings()]])
    return {
        "identical": identical,
        "paraphrases": alike,
        "rewordings": reworded,
        "near_misses": missed,
        "times": times,
        "machine": platform.platform(),
    }


def kept_promises(found: dict[str, Any]) -> bool:
    """One call for identical questions, few for paraphrases, no false hit."""
    alike = found["paraphrases"]
    return bool(
        found["identical"]["calls"] == 1
        and found["identical"]["made"] == 1
        and found["identical"]["answered"] == found["identical"]["questions"]
        and max(alike["calls"], alike["made"]) <= SHARE * alike["questions"]
        and found["near_misses"]["false_hits"] == 0
    )


def main() -> None:
    """Run all parts; print and write what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, default=DEMO)
    parser.add_argument("--pairs", type=int, default=300, help="near misses")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, help="write the result to this file too")
    options = parser.parse_args()
    if not options.config.is_file():
        raise SystemExit(f"no {options.config}; run `make demo ARGS=--once`")
    found = asyncio.run(run(options.config, options.pairs, options.seed))
    for part, values in found.items():
        told = values if isinstance(values, dict) else {"": values}
        sys.stdout.write(f"{part:12}" + "  ".join(f"{k} {v}" for k, v in told.items()) + "\n")
    text = json.dumps(found)
    sys.stdout.write(text + "\n")
    if options.json is not None:
        options.json.write_text(text, encoding="utf-8")
    raise SystemExit(not kept_promises(found))


if __name__ == "__main__":
    main()
