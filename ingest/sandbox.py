"""Reading files of others in a child process that is kept warm between them.

A parser that crashes, hangs or eats memory on a hostile file takes the child down and nothing
else: that file is reported, the next one gets a fresh child. The child has no secrets: of the
environment it gets the few variables that an interpreter needs.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, cast

from ingest.markdown import Link
from ingest.parsed import DEADLINE_S, Parsed, ParseFailed
from nescio.types import Section
from retrieval.frames import read_frame, write_frame

MEMORY = 1_500_000_000
"""Bytes of address space that a child may have."""
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "SYSTEMROOT")


@dataclass
class Sandbox:
    """One child, started when it is first needed. Calls from several threads wait in line."""

    deadline_s: float = DEADLINE_S
    memory: int = MEMORY
    _child: subprocess.Popen[bytes] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def parse(
        self, data: bytes, key: str, *, kind: str | None = None, charset: str | None = None
    ) -> Parsed:
        """What `ingest.parse.parse_file` gives. Raises ParseFailed."""
        with self._lock:
            head, text = self._ask({"key": key, "kind": kind, "charset": charset}, data)
        if "problem" in head:
            raise ParseFailed(head["problem"])
        return _parsed(head, text.decode())

    def warm(self) -> None:
        """Start the child, which takes a moment, before it is needed."""
        with self._lock:
            if self._child is None:
                self._child = _start(self.memory)

    def close(self) -> None:
        """End the child."""
        with self._lock:
            self._end()

    @property
    def pid(self) -> int | None:
        """Of the child, while there is one."""
        return self._child.pid if self._child is not None else None

    def _ask(self, request: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
        if self._child is None or self._child.poll() is not None:
            self._end()
            self._child = _start(self.memory)
        child = self._child
        give_up = time.monotonic() + self.deadline_s
        with contextlib.suppress(BrokenPipeError):
            write_frame(cast(BinaryIO, child.stdin), request, data)
        late = not _readable(cast(BinaryIO, child.stdout), give_up - time.monotonic())
        reply = None if late else read_frame(cast(BinaryIO, child.stdout))
        if reply is None:
            if late:
                child.kill()
            status = child.wait()
            self._end()
            raise ParseFailed(self._why(status, late))
        if reply[0].pop("last", False):
            self._end()
        return reply

    def _why(self, status: int, late: bool) -> str:
        if late or status == -signal.SIGXCPU:
            return f"reading it took more than {self.deadline_s:g} s"
        if status > 0:
            return f"the parser's process ended (status {status})"
        return "the parser crashed on it, or ran out of memory"

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            with contextlib.suppress(BrokenPipeError):
                cast(BinaryIO, pipe).close()


def _readable(pipe: BinaryIO, timeout_s: float) -> bool:
    """Wait for the first byte of a reply, or for the end of the pipe; false when it is too late."""
    with selectors.DefaultSelector() as waiting:
        waiting.register(pipe, selectors.EVENT_READ)
        return bool(waiting.select(max(timeout_s, 0.0)))


def _start(memory: int) -> subprocess.Popen[bytes]:
    root = str(Path(__file__).resolve().parent.parent)
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    # One arena for all threads: otherwise each reserves address space, which is limited.
    environment |= {"PYTHONPATH": root, "MALLOC_ARENA_MAX": "2"}
    return subprocess.Popen(  # noqa: S603 - own module, no shell
        [sys.executable, "-P", "-m", "ingest.parse_child", str(memory)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        # A session of its own: Ctrl-C is for the parent, which then ends the child.
        start_new_session=True,
    )


def _parsed(head: dict[str, Any], text: str) -> Parsed:
    access = head["access"]
    return Parsed(
        title=head["title"],
        text=text,
        media_type=head["media_type"],
        sections=tuple(
            Section(heading_path=tuple(path), start=start, end=end)
            for path, start, end in head["sections"]
        ),
        links=tuple(Link(target=target, offset=offset) for target, offset in head["links"]),
        access=tuple(access) if access is not None else None,
    )
