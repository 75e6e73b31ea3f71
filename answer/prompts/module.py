"""The modules that prompts are made of: one small file each, with a head that declares its use.

A head has six lines and ends with `---`:

- `slot`: `system` (instructions, the same for many prompts) or `user` (data, and a reminder);
- `order`: its place among the modules of its slot;
- `tasks`: what it is for;
- `when`: conditions that must all hold, of CONDITIONS, each perhaps after `not`; or `always`;
- `budget`: tokens at most, of its own words for a module that is never shortened, else with its
  data; `rest`: only the whole prompt bounds it;
- `shorten`: `never`, or when its turn comes once the prompt is too long, 1 first.

The text follows, with `{{name}}` where data comes in. A module's version is the hash of its file.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from typing import Literal, cast, get_args

from nescio.settings_models import Task

Slot = Literal["system", "user"]
Condition = Literal["evidence", "history", "style", "small"]
CONDITIONS: tuple[Condition, ...] = get_args(Condition)
"""What a module may depend on: whether there is any of it; `small`: the model is a small one."""
HEAD = ("slot", "order", "tasks", "when", "budget", "shorten")
_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")
_SHOWN = 12


@dataclass(frozen=True, kw_only=True)
class Module:
    """A part of prompts. `when` maps conditions to whether they must hold or must not."""

    name: str
    slot: Slot
    order: int
    tasks: tuple[str, ...]
    when: tuple[tuple[str, bool], ...]
    budget: int | None
    shorten: int | None
    text: str
    version: str

    def holds(self, conditions: Iterable[str]) -> bool:
        """Whether it is used when these conditions hold."""
        held = set(conditions)
        return all((name in held) is wanted for name, wanted in self.when)

    @cached_property
    def placeholders(self) -> tuple[str, ...]:
        """The data that it shows, by name."""
        return tuple(_PLACEHOLDER.findall(self.text))

    def filled(self, data: dict[str, str]) -> str:
        """Its text with the data, in which nothing is replaced any more. Raises KeyError."""
        return _PLACEHOLDER.sub(lambda match: data[match[1]], self.text)


@lru_cache(maxsize=1)
def modules() -> tuple[Module, ...]:
    """All modules, in the order in which they stand in prompts."""
    folder = resources.files("answer.prompts").joinpath("modules")
    files = sorted(folder.iterdir(), key=lambda file: file.name)
    found = [
        read(file.name.removesuffix(".md"), file.read_text(encoding="utf-8"))
        for file in files
        if file.name.endswith(".md")
    ]
    return tuple(sorted(found, key=lambda m: (m.slot, m.order, m.name)))


def read(name: str, text: str) -> Module:
    """A module from the text of its file. Raises ValueError, which names it and the bad line."""
    top, mark, body = text.partition("\n---\n")
    lines = dict(_line(name, line) for line in top.splitlines())
    if not mark or tuple(lines) != HEAD:
        raise ValueError(f"prompt module {name!r}: its head must be {', '.join(HEAD)}, then `---`")
    if lines["slot"] not in get_args(Slot):
        raise ValueError(f"prompt module {name!r}: slot: no such slot: {lines['slot']!r}")
    return Module(
        name=name,
        slot=cast("Slot", lines["slot"]),
        order=_number(name, "order", lines["order"]),
        tasks=tuple(filter(None, (task.strip() for task in lines["tasks"].split(",")))),
        when=_conditions(lines["when"]),
        budget=None if lines["budget"] == "rest" else _number(name, "budget", lines["budget"]),
        shorten=None if lines["shorten"] == "never" else _number(name, "shorten", lines["shorten"]),
        text=body.strip(),
        version=version_of(text),
    )


def of_task(task: Task, among: Iterable[Module] | None = None) -> tuple[Module, ...]:
    """The modules of a task, whatever their conditions."""
    return tuple(m for m in (modules() if among is None else among) if task in m.tasks)


def version_of(text: str) -> str:
    """A short hash of a content."""
    return hashlib.sha256(text.encode()).hexdigest()[:_SHOWN]


def task_version(task: Task, style: str = "") -> str:
    """Changes whenever prompts of a task may: for keys of what is kept of its replies."""
    return version_of("\n".join((*(f"{m.name} {m.version}" for m in of_task(task)), style)))


def _line(name: str, line: str) -> tuple[str, str]:
    key, colon, value = line.partition(":")
    if not colon or not value.strip():
        raise ValueError(f"prompt module {name!r}: not `key: value`: {line!r}")
    return key.strip(), value.strip()


def _number(name: str, key: str, value: str) -> int:
    try:
        return int(value)
    except ValueError:
        raise ValueError(f"prompt module {name!r}: {key}: no number: {value!r}") from None


def _conditions(text: str) -> tuple[tuple[str, bool], ...]:
    if text == "always":
        return ()
    parts = [part.strip() for part in text.split(",")]
    return tuple((part.removeprefix("not ").strip(), not part.startswith("not ")) for part in parts)
