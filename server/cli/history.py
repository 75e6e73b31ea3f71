"""Conversations of `nescio ask --conversation`, kept in the state folder between runs.

An answer is kept with the generation of the index that it came from, and only as long as that is
the generation: what it quotes may be gone in the next. The questions stay.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Protocol

from nescio.errors import UsageError
from nescio.types import Turn

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_FOLDER = "conversations"


def check_id(conversation: str) -> str:
    """The id, if it is one. Raises UsageError."""
    if not _ID.fullmatch(conversation):
        raise UsageError("--conversation: letters, digits, - and _ only, at most 64")
    return conversation


def read(state: Path, conversation: str, generation: int) -> tuple[Turn, ...]:
    """The turns so far, oldest first; none when there are none or the file is damaged."""
    return tuple(
        Turn(question=turn["question"], answer=turn["answer"])
        for turn in _turns(_file(state, conversation), generation)
    )


def append(state: Path, conversation: str, turn: Turn, generation: int, *, keep: int) -> None:
    """Add a turn and forget all but the last `keep`."""
    file = _file(state, conversation)
    new = {"question": turn.question, "answer": turn.answer, "generation": generation}
    turns = [*_turns(file, generation), new][-keep:] if keep else []
    file.parent.mkdir(parents=True, exist_ok=True)
    _write(file, turns)


class Index(Protocol):
    """What knows the generation of the index."""

    def generation(self) -> int: ...


def sweep(state: Path, index: Index) -> None:
    """Remove the answers of other generations than that of `index` from all files."""
    generation = index.generation()
    for file in sorted((state / _FOLDER).glob("*.json")):
        turns = _turns(file, generation)
        if _dump(turns) != file.read_text(encoding="utf-8", errors="replace"):
            _write(file, turns)


def _turns(file: Path, generation: int) -> list[dict[str, Any]]:
    try:
        return [
            {
                "question": str(turn["question"]),
                "answer": str(turn["answer"]) if turn.get("generation") == generation else "",
                "generation": generation,
            }
            for turn in json.loads(file.read_text(encoding="utf-8"))
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return []


def _write(file: Path, turns: list[dict[str, Any]]) -> None:
    file.write_text(_dump(turns), encoding="utf-8")


def _dump(turns: list[dict[str, Any]]) -> str:
    return json.dumps(turns, ensure_ascii=False)


def _file(state: Path, conversation: str) -> Path:
    return state / _FOLDER / f"{check_id(conversation)}.json"
