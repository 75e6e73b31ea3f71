"""Which server owns the state folder: `nescio serve` leaves its address there while it runs.

Beside the address lies the admin token of that run, in a file that only its owner may read: who
can read the state folder may have the index brought up to date.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

FILE = "server.json"


@dataclass(frozen=True, kw_only=True)
class Owner:
    """A running server."""

    url: str
    token: str = field(repr=False)


def new_token() -> str:
    """An admin token that nobody can guess."""
    return secrets.token_urlsafe(32)


@contextmanager
def announced(state: Path, url: str, token: str = "") -> Iterator[None]:
    """Leave `url` and `token` in the state folder for the length of the block."""
    state.mkdir(parents=True, exist_ok=True)
    file = state / FILE
    text = json.dumps({"url": url, "pid": os.getpid(), "token": token})
    temporary = state / f".{FILE}-{os.getpid()}"
    temporary.unlink(missing_ok=True)
    # The mode is set before there is anything to read.
    opened = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(opened, "w", encoding="utf-8") as stream:
        stream.write(text)
    os.replace(temporary, file)
    try:
        yield
    finally:
        if _read(state).get("pid") == os.getpid():
            file.unlink(missing_ok=True)


def owner_of(state: Path) -> Owner | None:
    """The server that owns `state`, or None when there is none alive."""
    data = _read(state)
    try:
        owner = Owner(url=str(data["url"]), token=str(data.get("token", "")))
        os.kill(int(str(data["pid"])), 0)
    except PermissionError:
        return owner
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return owner


def server_of(state: Path) -> str | None:
    """The address of the server that owns `state`, or None when there is none alive."""
    owner = owner_of(state)
    return None if owner is None else owner.url


def _read(state: Path) -> dict[str, object]:
    try:
        data = json.loads((state / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}
