"""The embedded index made faster: HNSW built on a copy of its shard, which then takes its place.

Searches and writes go on meanwhile. The process that owns the index copies the shard, notes what
is written after that, carries it over and changes over in one step (`retrieval.edge_shards`); the
graph is built by a third process (`retrieval.edge_builder`). Whatever dies in between, the index
stays whole: the old one until the change, the new one from then on. A copy whose owner died
cannot know what was written since; it is refused and made again.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from nescio.errors import StoreFailed
from retrieval.edge_child import environment, last_words

Ask = Callable[[str, dict[str, Any]], Awaitable[dict[str, Any]]]
Tell = Callable[[str], None]
_LOOK_S = 0.05
_TELL_S = 5.0
_ATTEMPTS = 3


class _Refused(Exception):
    """The copy is of an owner that has died since."""


async def optimize(ask: Ask, path: Path, dimensions: int, tell: Tell) -> None:
    """Build and change over; `tell` gets a line per step.

    `ask` has the owner do one operation. Raises StoreFailed and what `ask` raises; the index is
    then as it was.
    """
    for _ in range(_ATTEMPTS):
        try:
            await _once(ask, path, dimensions, tell)
            return
        except _Refused:
            tell("the process of the index was started again; the copy is made anew")
    raise StoreFailed("vector index", f"its process died {_ATTEMPTS} times; see worker.log")


async def _once(ask: Ask, path: Path, dimensions: int, tell: Tell) -> None:
    begun = await ask("copy", {})
    name, points = begun["name"], begun["points"]
    tell(f"copying the index of {points:,} passages")
    while True:
        if (await _asked(ask, "copied", name))["done"]:
            break
        await asyncio.sleep(_LOOK_S)
    tell("building the graph")
    status = await _build(path, name, dimensions, tell)
    # Asked in any case: when the owner died, it has swept the copy away and the builder failed.
    await _asked(ask, "copied", name)
    if status != 0:
        raise StoreFailed("vector index", f"the graph could not be built ({last_words(path)})")
    tell("changing over")
    while (await _asked(ask, "carry_over", name))["left"]:
        pass
    await _asked(ask, "adopt", name)


async def _asked(ask: Ask, operation: str, name: str) -> dict[str, Any]:
    reply = await ask(operation, {"name": name})
    if reply.get("refused"):
        raise _Refused
    return reply


async def _build(path: Path, name: str, dimensions: int, tell: Tell) -> int:
    """The exit status of the builder, which does not outlive this call."""
    with open(path / "worker.log", "ab") as log:  # noqa: ASYNC230 - opened, not read
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "retrieval.edge_builder", str(path / name), str(dimensions)),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=environment(),
            start_new_session=True,
        )
    began = time.monotonic()
    ended = asyncio.ensure_future(process.wait())
    try:
        while not (await asyncio.wait([ended], timeout=_TELL_S))[0]:
            tell(f"building the graph: {time.monotonic() - began:.0f} s")
        return ended.result()
    finally:
        if process.returncode is None:
            process.kill()
            await ended
