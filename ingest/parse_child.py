"""The child process that reads files: `python -m ingest.parse_child MEMORY`.

Requests and replies are frames on stdin and stdout (`retrieval.frames`), one at a time; the end of
stdin is the end of the parent. Memory is limited for good, processor time for each file: what is
over a limit ends the process, and the parent says so of that file.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ingest.parse import parse_file
from ingest.parsed import DEADLINE_S, Parsed, ParseFailed
from retrieval.frames import read_frame, write_frame

_TIRED = 400_000_000
"""Bytes held after a file, with which the process makes way for a fresh one."""


def main() -> None:
    """Answer until stdin ends."""
    memory = int(sys.argv[1])
    _limit(resource.RLIMIT_AS, memory)
    _limit(resource.RLIMIT_CORE, 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    requests = sys.stdin.buffer
    # Whatever a parser prints must not get between the replies.
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    while (frame := read_frame(requests)) is not None:
        _limit_time()
        head, text = _reply(*frame, memory)
        head["last"] = _resident() > _TIRED
        write_frame(replies, head, text)


def _reply(request: Mapping[str, Any], data: bytes, memory: int) -> tuple[dict[str, Any], bytes]:
    try:
        parsed = parse_file(data, request["key"], kind=request["kind"], charset=request["charset"])
    except ParseFailed as error:
        return {"problem": str(error)}, b""
    except MemoryError:
        return {"problem": f"reading it takes more than {memory // 1_000_000} MB of memory"}, b""
    except Exception as error:
        return {"problem": f"the parser failed on it ({type(error).__name__})"}, b""
    return _told(parsed), parsed.text.encode()


def _told(parsed: Parsed) -> dict[str, Any]:
    return {
        "title": parsed.title,
        "media_type": parsed.media_type,
        "sections": [[list(s.heading_path), s.start, s.end] for s in parsed.sections],
        "links": [[link.target, link.offset] for link in parsed.links],
        "access": parsed.access,
    }


def _resident() -> int:
    """Bytes of memory held now. (The peak would be the parent's: it survives fork and exec.)"""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0
    return pages * resource.getpagesize()


def _limit(what: int, most: int) -> None:
    """Lower a limit; systems that know it not, or have a lower one, keep theirs."""
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(what, (most, most))


def _limit_time() -> None:
    """Processor time for the next file; of all threads, so somewhat more than the deadline."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime) + DEADLINE_S * 2
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))


if __name__ == "__main__":
    main()
