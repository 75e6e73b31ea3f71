"""Which server owns the state folder: `nescio serve` writes its address there while it runs."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FILE = "server.json"


@contextmanager
def announced(state: Path, url: str) -> Iterator[None]:
    """Leave `url` in the state folder for the length of the block."""
    state.mkdir(parents=True, exist_ok=True)
    file = state / FILE
    file.write_text(json.dumps({"url": url, "pid": os.getpid()}), encoding="utf-8")
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def server_of(state: Path) -> str | None:
    """The address of the server that owns `state`, or None when there is none alive."""
    try:
        data = json.loads((state / FILE).read_text(encoding="utf-8"))
        url, pid = str(data["url"]), int(data["pid"])
        os.kill(pid, 0)
    except PermissionError:
        return url
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return url
