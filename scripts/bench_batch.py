"""Kill -9 in the middle of a batch, again and again: which calls of a model are made twice.

A real `nescio serve` answers 200 questions about the shop's documents with a model, played by a
scripted provider in this process: it speaks the real protocol on loopback, takes its time, and
counts. The server is killed at random moments, and started again. Then the same questions are asked
once more without a kill, for the number of calls to hold it against. Needs the state of
`make demo`; exits with 1 when a result is lost or doubled, or a finished call was made again.

A call is finished when the server has written its whole reply down. What the provider had sent to
the last byte when the server was killed, but was not written down yet, is counted apart.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

import yaml

from nescio.batches import BatchItem, BatchResult, BatchStatus
from nescio.client import Client
from nescio.errors import NescioError
from nescio.sentences import split
from tests.fake_provider import FakeProvider, Reply, Request

ROOT = Path(__file__).resolve().parent.parent
DEMO = ROOT / ".nescio" / "demo"
QUESTIONS = ROOT / "data" / "shop" / "development.jsonl"
WORDINGS = ("{}", "Hello! {}", "{} Thank you.", "One more question. {}")
WITHIN_S = 120.0
_PASSAGE = re.compile(r'<passage source="(\d+)"[^>]*>\n(.*?)\n</passage>', re.DOTALL)


@dataclass(kw_only=True)
class Kill:
    """What was known when the server was killed. `written`: keys of replies in the journal;
    `sent`: those of calls that the provider had answered to the end; `open`: the others."""

    done: int
    written: set[str]
    sent: set[str]
    open: set[str]
    calls: int


@dataclass(kw_only=True)
class Found:
    """The counts of a run."""

    questions: int
    kills: int
    results: int = 0
    lost: int = 0
    doubled: int = 0
    failed: int = 0
    by_model: int = 0
    calls: int = 0
    different_calls: int = 0
    calls_without_kills: int = 0
    finished_made_again: int = 0
    replayed_from_the_journal: int = 0
    under_way_made_again: int = 0
    under_way_with_the_same_key: int = 0
    sent_but_not_written_made_again: int = 0
    most_calls_of_one: int = 0
    state: str = ""
    outcomes: dict[str, int] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        """All there once, and nothing that was finished made again."""
        whole = self.state == "done" and self.results == self.questions
        return whole and not (self.lost or self.doubled or self.finished_made_again or self.failed)


class Server:
    """`nescio serve` as a process of its own."""

    def __init__(self, config: Path, log: IO[bytes]) -> None:
        self._config = config
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None
        self.url = ""

    async def start(self) -> None:
        """Returns when it is ready."""
        command = [sys.executable, "-c", "from server.cli import main; main()", "serve"]
        self._process = await asyncio.to_thread(
            subprocess.Popen,
            [*command, "--config", str(self._config), "--host", "127.0.0.1", "--port", "0"],
            stdout=subprocess.PIPE,
            stderr=self._log,
        )
        assert self._process.stdout is not None  # noqa: S101
        line = await asyncio.to_thread(self._process.stdout.readline)
        self.url = line.decode().split()[-1]
        async with asyncio.timeout(WITHIN_S), Client(self.url) as client:
            while not await client.ready():  # noqa: ASYNC110 - it is another process
                await asyncio.sleep(0.05)

    def kill(self) -> None:
        """As a crash would: nothing is said to it."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


class Run:
    """A batch of questions at a server, killed at random."""

    def __init__(self, folder: Path, fake: FakeProvider, options: argparse.Namespace) -> None:
        self.fake = fake
        self.random = random.Random(options.seed)  # noqa: S311 - nothing is secret here
        self.folder = folder
        self.questions = questions(options.questions)
        self.thresholds = sorted(
            self.random.randrange(1, len(self.questions)) for _ in range(options.kills)
        )
        self.kills: list[Kill] = []

    async def killed(self, server: Server) -> tuple[BatchStatus, list[BatchResult]]:
        """The batch at its end, and its results."""
        async with Client(server.url) as client:
            batch = await client.batches.submit(self.questions)
        for threshold in self.thresholds:
            await self._until(server, batch.id, threshold)
            await asyncio.sleep(self.random.uniform(0, 0.5))
            server.kill()
            self.kills.append(self._known(batch.id))
            say(f"killed with {self.kills[-1].done} of {batch.total} done")
            await server.start()
        return await self._end(server, batch.id)

    async def undisturbed(self, server: Server) -> int:
        """The calls that the same questions take without a kill."""
        before = self.fake.calls
        async with Client(server.url) as client:
            batch = await client.batches.submit(self.questions)
        await self._end(server, batch.id)
        return self.fake.calls - before

    async def _until(self, server: Server, batch_id: str, threshold: int) -> None:
        async with asyncio.timeout(WITHIN_S), Client(server.url) as client:
            async for status in client.batches.follow(batch_id):
                if status.done >= threshold:
                    return

    async def _end(self, server: Server, batch_id: str) -> tuple[BatchStatus, list[BatchResult]]:
        async with asyncio.timeout(10 * WITHIN_S), Client(server.url) as client:
            told = [status async for status in client.batches.follow(batch_id)]
            return told[-1], [result async for result in client.batches.results(batch_id)]

    def _known(self, batch_id: str) -> Kill:
        # What was under way when the server died has been hung up by now, or is soon.
        time.sleep(0.2)
        with closing(sqlite3.connect(self.folder / "state" / "batches.sqlite")) as connection:
            kept = "SELECT key FROM batch_model_replies WHERE batch_id = ?"
            written = {key for (key,) in connection.execute(kept, (batch_id,))}
            count = "SELECT count(*) FROM batch_questions WHERE batch_id = ? AND outcome NOT NULL"
            [done] = connection.execute(count, (batch_id,)).fetchone()
        asked = list(self.fake.requests)
        return Kill(
            done=done,
            written=written,
            sent={key_of(request) for request in asked if request.finished} - written,
            open={key_of(request) for request in asked if not request.finished},
            calls=len(asked),
        )

    def count(self, found: Found) -> None:
        """The calls that were made again, by what was known of them at the kills."""
        keys = [key_of(request) for request in self.fake.requests]
        counts = Counter(keys)
        found.calls, found.different_calls = len(keys), len(counts)
        found.most_calls_of_one = max(counts.values(), default=0)
        ends = [kill.calls for kill in self.kills[1:]] + [len(keys)]
        for kill, end in zip(self.kills, ends, strict=True):
            again = set(keys[kill.calls : end])
            before = set(keys[: kill.calls])
            found.finished_made_again += len(again & kill.written)
            found.replayed_from_the_journal += len(kill.written - again)
            found.sent_but_not_written_made_again += len(again & kill.sent)
            found.under_way_with_the_same_key += len(again & (kill.open - kill.sent))
            found.under_way_made_again += len((again & before) - kill.written - kill.sent)


def key_of(request: Request) -> str:
    """What a call is known by, here and at a provider that heeds it."""
    return request.idempotency_key or "without a key"


def questions(count: int) -> list[BatchItem]:
    """Questions that documents answer, in several wordings to make so many."""
    items = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    asked = [item["question"] for item in items if "document" in item["tags"]]
    worded = [wording.format(text) for wording in WORDINGS for text in asked]
    if count > len(worded):
        raise SystemExit(f"there are {len(worded)} questions")
    return [BatchItem(id=f"q{number}", question=text) for number, text in enumerate(worded[:count])]


def prepared(demo: Path, folder: Path, url: str) -> Path:
    """A copy of the demo's state whose configuration names the provider."""
    shutil.copytree(demo, folder, dirs_exist_ok=True)
    config = folder / "nescio.yaml"
    raw = yaml.safe_load(config.read_text(encoding="utf-8"))
    raw["models"] = {
        "providers": [{"name": "fake", "base_url": url, "api_key": "none"}],
        "tiers": [{"name": "fake", "provider": "fake", "model": "fake-model"}],
        "tasks": {"answer": {"tiers": ["fake"]}},
    }
    raw["batches"] = {"concurrent": 8}
    config.write_text(yaml.safe_dump(raw), encoding="utf-8")
    return config


async def measure(options: argparse.Namespace) -> Found:
    """Ask, kill, and count."""
    draw = random.Random(options.seed)  # noqa: S311 - nothing is secret here

    def behaviour(request: Request) -> Reply:
        passages = _PASSAGE.findall(request.prompt)
        number, text = passages[0] if passages else ("1", "Nothing is known of it.")
        sentence = split(text)[0].text if split(text) else text
        said = f"{' '.join(sentence.split()).rstrip('.')} [{number}]."
        return Reply(said, first_s=draw.uniform(0.2, 1.5), piece_s=0.01)

    with (
        tempfile.TemporaryDirectory(prefix="nescio-batch-", ignore_cleanup_errors=True) as name,
        FakeProvider(then=behaviour) as fake,
        options.log.open("wb") as log,
    ):
        folder = Path(name) / "shop"
        config = await asyncio.to_thread(prepared, options.state, folder, fake.url)
        run, server = Run(folder, fake, options), Server(config, log)
        found = Found(questions=options.questions, kills=options.kills)
        try:
            await server.start()
            status, results = await run.killed(server)
            run.count(found)
            found.calls_without_kills = await run.undisturbed(server)
        finally:
            server.kill()
    ids = Counter(result.id for result in results)
    found.state, found.outcomes, found.results = status.state, status.counts, len(results)
    found.lost = sum(item.id not in ids for item in run.questions)
    found.doubled = sum(count > 1 for count in ids.values())
    found.failed = status.counts.get("failed", 0)
    found.by_model = sum(
        result.reply is not None and result.reply.answer.usage.tier == "fake" for result in results
    )
    return found


def main() -> int:
    """Print what was found; the exit status says whether it is as promised."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--questions", type=int, default=200, help="of the batch (default 200)")
    parser.add_argument("--kills", type=int, default=6, help="how often (default 6)")
    parser.add_argument("--seed", type=int, default=1, help="of the moments and the provider")
    parser.add_argument("--state", type=Path, default=DEMO, help="folder that `nescio demo` made")
    parser.add_argument("--log", type=Path, default=Path(os.devnull), help="what the server says")
    parser.add_argument("--json", type=Path, help="write the counts to this file too")
    options = parser.parse_args()
    if not (options.state / "nescio.yaml").is_file():
        parser.error(f"no demo in {options.state}: run `make demo ARGS=--once` first")
    try:
        found = asyncio.run(measure(options))
    except NescioError as error:
        say(str(error))
        return 1
    for name, value in asdict(found).items():
        say(f"{name.replace('_', ' ')}: {value}")
    if options.json is not None:
        options.json.write_text(json.dumps(asdict(found), indent=2), encoding="utf-8")
    return 0 if found.good else 1


def say(line: str) -> None:
    """A line on standard output, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
