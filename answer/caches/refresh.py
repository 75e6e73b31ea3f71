"""Kept answers whose time is over: given once more while one task makes them anew."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable

from answer.caches.encoding import Kept
from nescio.errors import NescioError
from retrieval.kept_answers import AnswerStore

_log = logging.getLogger(__name__)
CLAIM_S = 60.0
"""For so long no other process makes an answer anew that one has begun with."""


class Refresher:
    """One refresh at a time of each answer, in a task that outlives who asked for it.

    The claim is kept with the answer, so that of several processes over one store only one begins.
    """

    def __init__(self, store: AnswerStore) -> None:
        self._store = store
        self._tasks: dict[int, asyncio.Task[None]] = {}

    def refresh(self, kept: Kept, make: Callable[[], Awaitable[object]]) -> bool:
        """Begin to make an expired answer anew with `make`, which keeps it; False when it is not
        expired, or is being made."""
        if not kept.expired or kept.id in self._tasks:
            return False
        task = asyncio.create_task(self._run(kept.id, make))
        self._tasks[kept.id] = task
        task.add_done_callback(lambda _: self._tasks.pop(kept.id, None))
        return True

    async def aclose(self) -> None:
        """Stop what is being made."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self, answer_id: int, make: Callable[[], Awaitable[object]]) -> None:
        try:
            now = dt.datetime.now(dt.UTC)
            if await asyncio.to_thread(self._store.claim, answer_id, now, CLAIM_S):
                await make()
        except NescioError as error:
            _log.error("a kept answer was not made anew: %s", error)
