"""Golden sets: JSON lines of questions with accepted answers.

One object a line: `id`, `question`, `answers` (accepted strings; empty: must abstain), and
optionally `all_of` (strings that must all appear), `forbidden`, `sources`, `tags`, `history`
(earlier turns: strings, or objects with `question` and `answer`). Unknown keys are refused. An
item with the tag `tenant:NAME` is asked for that tenant.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from nescio.errors import UsageError
from nescio.types import Question, Scope, Turn

TENANT = "tenant:"


class GoldenError(UsageError):
    """A golden set cannot be read; names the file and the line."""

    code = "bad_golden"

    def __init__(self, path: Path, line: int, problem: str) -> None:
        super().__init__(f"{path}:{line}: {problem}")


class GoldenTurn(BaseModel):
    """An earlier exchange; `answer` is empty when the set does not fix it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    question: str = Field(min_length=1)
    answer: str = ""


class GoldenItem(BaseModel):
    """One question and what counts as right."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str = Field(min_length=1)
    question: str = Field(min_length=1)
    answers: tuple[str, ...]
    all_of: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    history: tuple[GoldenTurn, ...] = ()

    @field_validator("history", mode="before")
    @classmethod
    def _strings_are_questions(cls, value: object) -> object:
        if isinstance(value, list):
            return [{"question": turn} if isinstance(turn, str) else turn for turn in value]
        return value

    @field_validator("answers", "all_of", "forbidden", "sources", "tags")
    @classmethod
    def _no_blank(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if any(not text.strip() for text in value):
            raise ValueError("holds an empty string, which everything would match")
        return value

    @property
    def answerable(self) -> bool:
        """False: the only right outcome is to abstain."""
        return bool(self.answers or self.all_of)

    def as_question(self) -> Question:
        """The question as the pipeline takes it, from the tenant that a tag `tenant:NAME` names."""
        turns = tuple(Turn(question=turn.question, answer=turn.answer) for turn in self.history)
        tenants = [tag.removeprefix(TENANT) for tag in self.tags if tag.startswith(TENANT)]
        scope = Scope(tenant=tenants[0]) if tenants else Scope()
        return Question(text=self.question, history=turns, scope=scope)


def load(path: Path, *, tags: Iterable[str] = ()) -> list[GoldenItem]:
    """The items of `path` in their order; with `tags`, those that carry every one of them.

    Raises GoldenError with file and line on the first item that is wrong, and when nothing is left.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise GoldenError(path, 0, f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise GoldenError(path, line, "is not UTF-8") from None
    items: list[GoldenItem] = []
    seen: dict[str, int] = {}
    # Not splitlines: JSON may hold U+2028 and the like unescaped.
    for number, line_text in enumerate(text.split("\n"), start=1):
        if not line_text.strip():
            continue
        item = _item(path, number, line_text)
        if item.id in seen:
            raise GoldenError(path, number, f"id {item.id!r} is taken by line {seen[item.id]}")
        seen[item.id] = number
        items.append(item)
    wanted = frozenset(tags)
    chosen = [item for item in items if wanted <= set(item.tags)]
    if not chosen:
        problem = f"no item carries the tags {', '.join(sorted(wanted))}" if items else "no items"
        raise GoldenError(path, 0, problem)
    return chosen


def _item(path: Path, number: int, line: str) -> GoldenItem:
    try:
        return GoldenItem.model_validate(json.loads(line))
    except json.JSONDecodeError as error:
        problem = f"not JSON: {error.msg} at column {error.colno}"
    except RecursionError:
        problem = "not JSON: nested too deeply"
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "the line"
        problem = f"{key}: {first['msg']} (got {first['input']!r:.60})"
    raise GoldenError(path, number, problem)
