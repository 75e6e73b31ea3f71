"""The parent's side of the Qdrant Edge process: start it, talk to it, notice its death.

Replies come in the order of the requests, so requests may be sent before earlier replies are in.
Two threads per child move the bytes; nothing here depends on an event loop.
"""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import threading
import time
from concurrent.futures import Future, InvalidStateError
from pathlib import Path
from typing import Any, BinaryIO, cast

from nescio.errors import StoreBusy, StoreFailed
from retrieval.edge_worker import BUSY_STATUS
from retrieval.frames import read_frame, write_frame

Reply = dict[str, Any]
START_TIMEOUT_S = 60.0
ORPHAN_GRACE_S = 10.0
"""How long the child of a dead parent may take to flush and let go of the lock."""


class ChildDied(Exception):
    """The child ended with requests unanswered; they may or may not have been carried out."""


class Child:
    """One running child process. Thread-safe."""

    def __init__(self, path: Path) -> None:
        path.mkdir(parents=True, exist_ok=True)
        with open(path / "worker.log", "ab") as log:
            # A session of its own: Ctrl-C is for the parent, which then closes the child's stdin.
            self._process = subprocess.Popen(  # noqa: S603 - own module, no shell
                [sys.executable, "-m", "retrieval.edge_worker", str(path), f"pid {os.getpid()}"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=environment(),
                start_new_session=True,
            )
        self._lock = threading.Lock()
        self._dead = False
        self._last = 0
        self.greeting: Future[Reply] = Future()
        self._pending: dict[int, Future[Reply]] = {0: self.greeting}
        self._outbox: queue.SimpleQueue[tuple[Reply, bytes] | None] = queue.SimpleQueue()
        self._threads = [
            threading.Thread(target=target, daemon=True, name=f"edge-{target.__name__}")
            for target in (self._write, self._read)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return not self._dead

    def ask(self, operation: str, head: Reply, blob: bytes = b"") -> Future[Reply]:
        """Queue a request. The future fails with ChildDied when the child does not answer."""
        answer: Future[Reply] = Future()
        with self._lock:
            if self._dead:
                answer.set_exception(ChildDied())
                return answer
            self._last += 1
            self._pending[self._last] = answer
            self._outbox.put(({**head, "id": self._last, "op": operation}, blob))
        return answer

    def close(self, timeout_s: float) -> int:
        """Let the child finish what it was sent, flush and end; killed after `timeout_s`.

        Returns its exit status.
        """
        self._outbox.put(None)
        try:
            status = self._process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        for thread in self._threads:
            thread.join()
        cast(BinaryIO, self._process.stdout).close()
        return status

    def _write(self) -> None:
        pipe = cast(BinaryIO, self._process.stdin)
        try:
            while (item := self._outbox.get()) is not None:
                write_frame(pipe, *item)
        except BrokenPipeError:
            pass  # the reader sees the end of stdout and fails every request
        finally:
            with contextlib.suppress(BrokenPipeError):
                pipe.close()

    def _read(self) -> None:
        pipe = cast(BinaryIO, self._process.stdout)
        while (frame := read_frame(pipe)) is not None:
            reply, _ = frame
            with self._lock:
                answer = self._pending.pop(reply["id"])
            _settle(answer, reply)
        with self._lock:
            self._dead = True
            unanswered = list(self._pending.values())
            self._pending.clear()
        self._outbox.put(None)
        for answer in unanswered:
            _settle(answer, None)


def _settle(answer: Future[Reply], reply: Reply | None) -> None:
    """Give the answer to a caller who may have stopped waiting."""
    try:
        if reply is None:
            answer.set_exception(ChildDied())
        else:
            answer.set_result(reply)
    except InvalidStateError:
        pass  # cancelled: its deadline passed


def start(path: Path) -> Child:
    """A child that holds the lock of `path`. Blocks.

    Raises StoreBusy when a living process has it, StoreFailed when the child does not start.
    """
    give_up = time.monotonic() + ORPHAN_GRACE_S
    while True:
        child = Child(path)
        try:
            child.greeting.result(START_TIMEOUT_S)
            return child
        except TimeoutError:
            child.close(0)
            raise StoreFailed("vector index", "its process did not start in time") from None
        except ChildDied:
            status = child.close(START_TIMEOUT_S)
        if status != BUSY_STATUS:
            raise StoreFailed("vector index", f"its process ended ({last_words(path)})")
        owner = _owner(path)
        if _running(owner) or time.monotonic() > give_up:
            raise StoreBusy(str(path), owner)


def environment() -> dict[str, str]:
    """Of a child: it finds the same packages."""
    root = str(Path(__file__).resolve().parent.parent)
    inherited = os.environ.get("PYTHONPATH")
    path = root if not inherited else os.pathsep.join((root, inherited))
    return os.environ | {"PYTHONPATH": path}


def last_words(path: Path) -> str:
    """The last line that a child wrote to its log, for error messages."""
    try:
        lines = (path / "worker.log").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    return lines[-1].strip()[:300] if lines else "no message"


def _owner(path: Path) -> str:
    try:
        return (path / "lock").read_text(encoding="ascii").strip() or "unknown"
    except OSError:
        return "unknown"


def _running(owner: str) -> bool:
    """Whether the process named in the lock file lives; an unreadable name counts as living."""
    pid = owner.removeprefix("pid ")
    if not pid.isdigit():
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
