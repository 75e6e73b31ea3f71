"""The thread of a model: loaded once, one piece of work at a time, what waits can be dropped."""

from __future__ import annotations

import asyncio
import threading

import pytest

from nescio.errors import ConfigError
from retrieval.model_thread import ModelThread


def test_it_is_loaded_once_and_off_the_event_loop() -> None:
    made: list[int] = []

    def load() -> list[int]:
        made.append(threading.get_ident())
        return made

    async def used() -> list[int]:
        thread = ModelThread(load, name="model")
        assert made == []
        await thread.load()
        found = [await thread.run(lambda _: threading.get_ident()) for _ in range(2)]
        thread.close()
        return found

    assert asyncio.run(used()) == made * 2
    assert made != [threading.get_ident()]


def test_what_has_not_begun_is_dropped_when_cancelled() -> None:
    began, go, done = threading.Event(), threading.Event(), []

    def slow(_: None) -> None:
        began.set()
        go.wait()
        done.append("slow")

    async def used() -> None:
        thread = ModelThread(lambda: None, name="model")
        first = asyncio.create_task(thread.run(slow))
        await asyncio.to_thread(began.wait)
        second = asyncio.create_task(thread.run(lambda _: done.append("second")))
        await asyncio.sleep(0)  # it is queued now
        second.cancel()
        with pytest.raises(asyncio.CancelledError):
            await second
        go.set()
        await first
        await thread.run(lambda _: done.append("third"))
        thread.close()

    asyncio.run(used())
    assert done == ["slow", "third"]


def test_a_load_that_fails_is_tried_again() -> None:
    loads = iter([ConfigError("model", "not there yet"), None])

    def load() -> str:
        error = next(loads)
        if error is not None:
            raise error
        return "model"

    async def used() -> str:
        thread = ModelThread(load, name="model")
        with pytest.raises(ConfigError, match="not there yet"):
            await thread.load()
        found = await thread.run(lambda model: model)
        thread.close()
        return found

    assert asyncio.run(used()) == "model"
