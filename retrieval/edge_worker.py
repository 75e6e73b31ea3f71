"""The child process that owns a Qdrant Edge shard: `python -m retrieval.edge_worker PATH OWNER`.

Edge holds the interpreter lock in every call, so it gets a process of its own. Requests and
replies are frames on stdin and stdout (`retrieval.frames`), answered strictly in order by
`retrieval.edge_operations`. The end of stdin is the end of the parent: the shard is flushed,
closed, and its lock falls with the process. Exit status 3 means that another process holds the
lock.
"""

from __future__ import annotations

import fcntl
import os
import sys
from pathlib import Path
from typing import BinaryIO

from retrieval.edge_operations import Worker
from retrieval.frames import read_frame, write_frame

BUSY_STATUS = 3


def serve(worker: Worker, requests: BinaryIO, replies: BinaryIO) -> None:
    """Answer until the parent closes its end. A failed request is a reply, not the end."""
    operations = worker.operations()
    while (frame := read_frame(requests)) is not None:
        head, blob = frame
        try:
            reply = operations[head["op"]](head, blob)
        except Exception as error:  # whatever the engine raises is the parent's to report
            reply = {"error": " ".join(str(error).split()) or type(error).__name__}
        try:
            write_frame(replies, {"id": head["id"], **reply})
        except BrokenPipeError:
            return


def main(path: Path, owner: str) -> int:
    """Take the lock, say so, and serve. The lock file names the process that uses the index."""
    path.mkdir(parents=True, exist_ok=True)
    with open(path / "lock", "a+", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return BUSY_STATUS
        lock.truncate(0)
        lock.write(owner)
        lock.flush()
        worker = Worker(path)
        # Frames own the real stdout; anything that prints goes to stderr instead.
        replies = os.fdopen(os.dup(1), "wb")
        os.dup2(2, 1)
        try:
            write_frame(replies, {"id": 0})
            serve(worker, sys.stdin.buffer, replies)
        except BrokenPipeError:
            return 0
        finally:
            worker.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
