"""Deletion: after records are deleted at the source and an ingest ran, is anything of them left?

Builds the sample shop with records that hold canaries, serves it, asks about each record that will
be deleted, deletes them, ingests while the server runs, and then tries to get any canary: by
asking, by every id that was given out, from conversations and results of a batch, from the tables
of the catalogue and of conversations, the vector index and the bytes of all files in the state
folder. Exits with 1 if anything is found.

    python scripts/bench_deletion.py [--deletions 1000] [--embedder hash] [--json FILE]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from bench_start import free_port
from deletion_corpus import delete, make
from deletion_probe import (
    Kept,
    Probe,
    in_conversations,
    in_files,
    in_tables,
    look_up,
    vectors_left,
)

from evals.hash_embedder import HashEmbedder
from ingest.sync import sync
from nescio.errors import NescioError, ServiceError
from nescio.settings import Settings, load
from retrieval.catalogue import Catalogue
from retrieval.edge import EdgeVectorIndex

READY_WITHIN_S = 180.0
ANSWER_WITHIN_S = 120.0
SEED = 20


@dataclass(frozen=True, kw_only=True)
class Serving:
    """A running server: a client of it, and how to have the index brought up to date."""

    client: httpx.AsyncClient
    ingest: Callable[[], Awaitable[None]]


@asynccontextmanager
async def real_server(config: Path) -> AsyncIterator[Serving]:
    """`nescio ingest` and `nescio serve` as processes of their own, with the real model."""
    await _command("ingest", "--config", str(config))
    port = free_port()
    where = ["--host", "127.0.0.1", "--port", str(port), "--config", str(config)]
    server = await asyncio.create_subprocess_exec(
        *_nescio("serve", *where), stdout=subprocess.DEVNULL
    )
    try:
        url = f"http://127.0.0.1:{port}"
        async with httpx.AsyncClient(base_url=url, timeout=ANSWER_WITHIN_S) as client:
            await _ready(client, server)
            yield Serving(client=client, ingest=lambda: _command("ingest", "--config", str(config)))
    finally:
        if server.returncode is None:
            server.send_signal(signal.SIGTERM)
        await server.wait()


async def _ready(client: httpx.AsyncClient, server: asyncio.subprocess.Process) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline and server.returncode is None:
        try:
            if (await client.get("/readyz")).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            pass
        await asyncio.sleep(0.2)
    raise ServiceError("the server did not become ready")


def _nescio(*arguments: str) -> list[str]:
    return [sys.executable, "-c", "from server.cli import main; main()", *arguments]


async def _command(*arguments: str) -> None:
    process = await asyncio.create_subprocess_exec(
        *_nescio(*arguments), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    if await process.wait() != 0:
        raise ServiceError(f"nescio {arguments[0]} failed")


@asynccontextmanager
async def quick_server(config: Path) -> AsyncIterator[Serving]:
    """The same application in this process, over vectors that mean nothing."""
    from retrieval.database import open_read_only
    from retrieval.reflection import reflect
    from server.answering import build_pipeline
    from server.app import create_app
    from server.batches import Batches
    from server.jobs import Jobs
    from server.readiness import Answerer
    from server.stores import Stores

    settings = load(config)
    embedder = HashEmbedder()
    async with AsyncExitStack() as stack:
        catalogue = Catalogue(f"sqlite:///{settings.state / 'catalogue.sqlite'}")
        stack.callback(catalogue.close)
        index = EdgeVectorIndex(settings.state / "vectors")
        stack.push_async_callback(index.aclose)

        async def ingest() -> None:
            await sync(settings, catalogue, index, embedder)

        jobs = Jobs(settings)
        batches = Batches(settings, jobs)

        @asynccontextmanager
        async def opened() -> AsyncIterator[Answerer]:
            engines = {source.name: open_read_only(source) for source in settings.databases}
            schemas = {s.name: reflect(engines[s.name], s) for s in settings.databases}
            stores = Stores(
                settings=settings,
                schemas=schemas,
                engines=engines,
                embedder=embedder,
                index=index,
                catalogue=catalogue,
            )
            async with (
                build_pipeline(stores) as pipeline,
                jobs.over(stores),
                batches.over(pipeline),
            ):
                yield pipeline
            for engine in engines.values():
                engine.dispose()

        await ingest()
        settled = asyncio.Event()
        app = create_app(
            settings, opened, on_settled=lambda _: settled.set(), jobs=jobs, batches=batches
        )
        await stack.enter_async_context(app.router.lifespan_context(app))
        transport = httpx.ASGITransport(app=app)
        client = httpx.AsyncClient(
            transport=transport, base_url="http://test", timeout=ANSWER_WITHIN_S
        )
        await stack.enter_async_context(client)
        await settled.wait()
        yield Serving(client=client, ingest=ingest)


async def bench(folder: Path, deletions: int, *, quick: bool, seed: int = SEED) -> dict[str, Any]:
    """The counts. `found` is by channel; all of them must be zero."""
    records = make(folder, 2 * deletions, seed, documents=not quick)
    gone = random.Random(seed).sample(records, deletions)  # noqa: S311 - sample data
    settings = load(folder / "nescio.yaml")
    async with (quick_server if quick else real_server)(folder / "nescio.yaml") as serving:
        probe = Probe(serving.client, gone)
        given = await probe.before(in_conversations=max(1, deletions // 5))
        kept = await asyncio.to_thread(look_up, settings.state, probe)
        await asyncio.to_thread(delete, folder, records, gone)
        began = time.monotonic()
        await serving.ingest()
        took = time.monotonic() - began
        removed = await probe.removed_turns(given)
        found = await probe.after(given)
        found["bytes of conversations"] = in_conversations(settings.state, probe)
        await probe.forget(given)
        found |= await asyncio.to_thread(in_tables, settings.state, probe, kept)
        running = await asyncio.to_thread(in_files, settings.state, probe)
    found["vector index"] = await _in_vectors(settings, kept, quick=quick)
    stopped = await asyncio.to_thread(in_files, settings.state, probe)
    found |= {f"bytes of {name}": count for name, count in (running | stopped).items()}
    return {
        "deleted": deletions,
        "before": {
            "told when asked": given.told,
            "ids given out": len(given.ids),
            "ids that led to a record": given.opened,
            "conversations": len(given.conversations),
            "told in a batch": given.told_in_batch,
            "chunks": len(kept.chunks),
        },
        "ingest_s": took,
        "found": found,
        "conversations_with_removed_sources": removed,
        "vectors_left_in_files": vectors_left(settings.state, kept),
    }


async def _in_vectors(settings: Settings, kept: Kept, *, quick: bool) -> int:
    """Deleted chunks that the vector index still has, by its own account."""
    index = EdgeVectorIndex(settings.state / "vectors")
    try:
        await index.ensure(384, HashEmbedder.name if quick else settings.embedding.model)
        return len(await index.present(sorted(kept.chunks)))
    finally:
        await index.aclose()


def show(result: dict[str, Any]) -> None:
    """A table on standard output."""
    lines = [f"{result['deleted']} records deleted; before that:"]
    lines += [f"  {name:28} {count:6}" for name, count in result["before"].items()]
    lines += [f"after an ingest of {result['ingest_s']:.1f} s, found by:"]
    lines += [f"  {name:28} {count:6}" for name, count in result["found"].items()]
    lines += [
        f"conversations that now say `source removed`: "
        f"{result['conversations_with_removed_sources']}",
        f"vectors (numbers, no text) whose bytes are still in files of the embedded index: "
        f"{result['vectors_left_in_files']}",
    ]
    sys.stdout.write("\n".join(lines) + "\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--deletions", type=int, default=1000)
    parser.add_argument("--embedder", choices=("model", "hash"), default="model")
    parser.add_argument("--json", type=Path, help="write the counts there")
    options = parser.parse_args()
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    with tempfile.TemporaryDirectory(prefix="nescio-deletion-") as folder:
        quick = options.embedder == "hash"
        try:
            result = asyncio.run(bench(Path(folder), options.deletions, quick=quick))
        except (NescioError, httpx.HTTPError) as error:
            sys.stderr.write(f"bench-deletion: {error}\n")
            return 1
    show(result)
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return 1 if any(result["found"].values()) else 0


if __name__ == "__main__":
    sys.exit(main())
