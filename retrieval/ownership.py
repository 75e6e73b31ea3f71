"""One ingest at a time: a lock beside the catalogue, let go by the system when its holder dies.

A file lock beside an SQLite catalogue, an advisory lock of the session on PostgreSQL.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Protocol

import sqlalchemy as sa
from filelock import FileLock, Timeout
from sqlalchemy.engine import Connection, Engine

from nescio.errors import IngestRunning
from retrieval.catalogue import Catalogue

_ADVISORY = 0x6E65696E
_AGAIN_S = 0.25


class _Lock(Protocol):
    """Taken and let go in worker threads, one call at a time."""

    def take(self) -> bool: ...
    def release(self) -> None: ...
    def holder(self) -> str: ...


@asynccontextmanager
async def one_at_a_time(
    catalogue: Catalogue, *, wait_s: float, waiting: Callable[[str], None]
) -> AsyncIterator[None]:
    """Hold the lock of the catalogue for the length of the block.

    When another has it, `waiting` is told who, once. Raises IngestRunning after `wait_s`.
    """
    lock = _lock(catalogue.engine)
    loop = asyncio.get_running_loop()
    give_up = loop.time() + wait_s
    told = False
    while not await asyncio.to_thread(lock.take):
        holder = await asyncio.to_thread(lock.holder)
        if loop.time() >= give_up:
            raise IngestRunning(holder)
        if not told:
            told = True
            waiting(holder)
        await asyncio.sleep(_AGAIN_S)
    try:
        yield
    finally:
        await asyncio.shield(asyncio.to_thread(lock.release))


def _lock(engine: Engine) -> _Lock:
    if engine.dialect.name == "postgresql":
        return _AdvisoryLock(engine)
    return _LockFile(str(engine.url.database) + ".ingest")


class _LockFile:
    """A locked file; beside it the process id of who holds it, for the message only."""

    def __init__(self, path: str) -> None:
        self._named = path + "-pid"
        self._lock = FileLock(path + "-lock", thread_local=False)

    def take(self) -> bool:
        try:
            self._lock.acquire(blocking=False)
        except Timeout:
            return False
        with open(self._named, "w", encoding="ascii") as file:
            file.write(str(os.getpid()))
        return True

    def release(self) -> None:
        self._lock.release()

    def holder(self) -> str:
        try:
            with open(self._named, encoding="ascii") as file:
                return f"pid {int(file.read())}"
        except (OSError, ValueError):
            return "another process"


class _AdvisoryLock:
    """A session's advisory lock: the connection is held for as long as the lock."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None

    def take(self) -> bool:
        connection = self._engine.connect()
        taken = bool(connection.scalar(sa.select(sa.func.pg_try_advisory_lock(_ADVISORY))))
        connection.commit()
        if taken:
            self._connection = connection
        else:
            connection.close()
        return taken

    def release(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            # The session itself ends: a pooled one would keep the lock.
            connection.invalidate()
            connection.close()

    def holder(self) -> str:
        return "another process, over the same PostgreSQL catalogue"
