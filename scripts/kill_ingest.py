"""Kill -9 in the middle of ingests, again and again; after each, resume and verify.

A database and a folder are changed at random (rows and files added, changed, deleted), an ingest
begins in a process of its own and is killed after a random time, in half of the rounds together
with the process of the vector index. The next ingest must end, and then all stores must hold
exactly what the sources hold: 0 orphans, 0 gaps, 0 duplicates, nothing left to do.

`--postgres URL` keeps the database of record and the catalogue in databases of that server that are
made for the run and dropped afterwards; otherwise both are SQLite files. The embedder is a hash:
what is tested is the order of writing, not the model. Needs a system with fork.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

# All that the children need, so that each begins with its work.
from evals.hash_embedder import HashEmbedder
from ingest.embed import open_index
from ingest.plan import plan
from ingest.sync import sync
from ingest.verify import disagreements
from nescio.settings import Settings, parse
from server.wiring import open_ingest

ROWS, FILES, CHANGES = 120, 120, 12
SCHEMA = (
    "CREATE TABLE makers (id INTEGER PRIMARY KEY, name VARCHAR(80) NOT NULL)",
    "CREATE TABLE goods (id INTEGER PRIMARY KEY, name VARCHAR(80) NOT NULL, story TEXT, "
    "maker_id INTEGER REFERENCES makers (id))",
)


class World:
    """The sources, and random changes of them."""

    def __init__(self, folder: Path, url: str, seed: int) -> None:
        self.folder = folder
        self.engine = sa.create_engine(url)
        self.random = random.Random(seed)  # noqa: S311 - nothing is secret here
        self.next = 1
        self.rows: list[int] = []
        self.files: list[Path] = []

    def build(self) -> None:
        with self.engine.begin() as connection:
            for statement in SCHEMA:
                connection.exec_driver_sql(statement)
            for number in range(1, 9):
                self._run(connection, "INSERT INTO makers VALUES (:id, :name)", id=number)
        (self.folder / "docs").mkdir()
        self.change(adds=ROWS + FILES)

    def change(self, adds: int = CHANGES) -> None:
        """Add, change and delete rows and files."""
        choose = self.random
        with self.engine.begin() as connection:
            for _ in range(adds // 2):
                self.rows.append(self.next)
                insert = "INSERT INTO goods VALUES (:id, :name, :story, :maker)"
                self._run(connection, insert, id=self.next, maker=choose.randint(1, 8))
                self.files.append(self.folder / "docs" / f"page-{self.next}.md")
                self._page(self.files[-1])
                self.next += 1
            for _ in range(CHANGES):
                row = choose.choice(self.rows)
                self._run(connection, "UPDATE goods SET story = :story WHERE id = :id", id=row)
                self._page(choose.choice(self.files))
            maker = "UPDATE makers SET name = :name WHERE id = :id"
            self._run(connection, maker, id=choose.randint(1, 8))
            for _ in range(CHANGES // 2 if len(self.rows) > CHANGES else 0):
                row = self.rows.pop(choose.randrange(len(self.rows)))
                self._run(connection, "DELETE FROM goods WHERE id = :id", id=row)
                self.files.pop(choose.randrange(len(self.files))).unlink()

    def _run(self, connection: sa.Connection, statement: str, **values: object) -> None:
        words = self._words(12)
        values = {"name": f"Thing {words[:18]} {self.next}", "story": words, **values}
        named = {name: value for name, value in values.items() if f":{name}" in statement}
        connection.execute(sa.text(statement), named)

    def _page(self, path: Path) -> None:
        parts = [f"## Part {n}\n\n{self._words(30)}." for n in range(self.random.randint(1, 4))]
        path.write_text(f"# Page {self._words(2)}\n\n" + "\n\n".join(parts), encoding="utf-8")

    def _words(self, count: int) -> str:
        letters = "abcdefghijklmnopqrstuvwxyz"
        return " ".join("".join(self.random.choices(letters, k=6)) for _ in range(count))


async def ingest(settings: Settings) -> None:
    async with open_ingest(settings) as stores:
        await sync(settings, stores.catalogue, stores.index, HashEmbedder())


async def resume(settings: Settings) -> None:
    """Ingest to the end; raise AssertionError when anything is wrong then."""
    embedder = HashEmbedder()
    async with open_ingest(settings) as stores:
        await sync(settings, stores.catalogue, stores.index, embedder)
        await open_index(stores.catalogue, stores.index, embedder)
        found = await disagreements(settings, stores.catalogue, stores.index)
        if found:
            raise AssertionError("; ".join(f"{f.kind}: {f.count} {f.text}" for f in found))
        for each in await plan(settings, stores.catalogue):
            if each.unavailable or each.add or each.change or each.delete:
                raise AssertionError(f"{each.name} is not as the source: {each}")


def in_child(work: object, settings: Settings) -> int:
    """Start `work(settings)` in a new process group. Returns its process id."""
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        os.setsid()
        asyncio.run(work(settings))  # type: ignore[operator]
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def wait(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def rounds(world: World, settings: Settings, options: argparse.Namespace) -> Counter[str]:
    """Change, ingest, kill, resume, verify. Returns how many rounds ended how."""
    seen: Counter[str] = Counter()
    world.build()
    began = time.monotonic()
    if wait(in_child(ingest, settings)):
        raise SystemExit("the first ingest failed")
    usual = time.monotonic() - began
    for number in range(options.rounds):
        world.change()
        pid = in_child(ingest, settings)
        began = time.monotonic()
        time.sleep(world.random.uniform(0, 1.1 * usual))
        with_index = world.random.random() < 0.5
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            seen["ended before the kill"] += 1
            usual = 0.5 * usual + 0.5 * (time.monotonic() - began)
            if os.waitstatus_to_exitcode(status):
                seen["FAILED without a kill"] += 1
        else:
            (os.killpg if with_index else os.kill)(pid, signal.SIGKILL)
            wait(pid)
            seen["killed with its index" if with_index else "killed"] += 1
        if wait(in_child(resume, settings)):
            seen["FAILED to resume or verify"] += 1
        if (number + 1) % 10 == 0:
            say(f"{number + 1} rounds: {dict(seen)}")
    return seen


@contextmanager
def databases(server: str | None, folder: Path) -> Iterator[tuple[str, str]]:
    """URLs of an empty database of record and of an empty catalogue."""
    if server is None:
        yield f"sqlite:///{folder}/source.sqlite", f"sqlite:///{folder}/state/catalogue.sqlite"
        return
    url = sa.make_url(server)
    admin = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    names = [f"nescio_kill_{kind}_{os.getpid()}" for kind in ("source", "catalogue")]
    try:
        with admin.connect() as connection:
            for name in names:
                connection.exec_driver_sql(f"CREATE DATABASE {name}")
        source, catalogue = (
            url.set(database=name).render_as_string(hide_password=False) for name in names
        )
        yield source, catalogue
    finally:
        with admin.connect() as connection:
            for name in names:
                connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--rounds", type=int, default=100, help="how many (default 100)")
    parser.add_argument("--seed", type=int, default=1, help="of changes and times")
    parser.add_argument("--postgres", metavar="URL", help="a server where databases may be made")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="nescio-kill-") as name,
        databases(options.postgres, Path(name)) as (source, catalogue),
    ):
        folder = Path(name)
        raw = {
            "sources": [
                {"name": "shop", "type": "database", "url": source},
                {"name": "docs", "type": "files", "path": "docs"},
            ],
            "state": "state",
            "catalogue_url": catalogue,
        }
        settings = parse(raw, where="kill_ingest", folder=folder)
        world = World(folder, source, options.seed)
        seen = rounds(world, settings, options)
        world.engine.dispose()
    failed = sum(count for what, count in seen.items() if what.startswith("FAILED"))
    say(f"{options.rounds} rounds, {failed} failed: {dict(seen)}")
    return 1 if failed else 0


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
