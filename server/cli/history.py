"""Conversations of `nescio ask --conversation`, kept in the state folder between runs."""

from __future__ import annotations

import json
import re
from pathlib import Path

from nescio.errors import UsageError
from nescio.types import Turn

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def check_id(conversation: str) -> str:
    """The id, if it is one. Raises UsageError."""
    if not _ID.fullmatch(conversation):
        raise UsageError("--conversation: letters, digits, - and _ only, at most 64")
    return conversation


def read(state: Path, conversation: str) -> tuple[Turn, ...]:
    """The turns so far, oldest first; none when there are none or the file is damaged."""
    try:
        turns = json.loads(_file(state, conversation).read_text(encoding="utf-8"))
        return tuple(Turn(question=str(t["question"]), answer=str(t["answer"])) for t in turns)
    except (OSError, ValueError, KeyError, TypeError):
        return ()


def append(state: Path, conversation: str, turn: Turn, *, keep: int) -> None:
    """Add a turn and forget all but the last `keep`."""
    turns = [*read(state, conversation), turn][-keep:] if keep else []
    file = _file(state, conversation)
    file.parent.mkdir(parents=True, exist_ok=True)
    data = [{"question": t.question, "answer": t.answer} for t in turns]
    file.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


def _file(state: Path, conversation: str) -> Path:
    return state / "conversations" / f"{check_id(conversation)}.json"
