"""What is wrong with the modules of prompts, or with how models are configured for them.

A test and `nescio prompts check` run it: conflicts, modules that nothing uses, conditions that
never hold, unknown placeholders, data among the instructions, budgets that do not hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product
from typing import get_args

from answer.prompts.assembly import Slots, assemble
from answer.prompts.escaping import TAGS, tags
from answer.prompts.items import Item
from answer.prompts.module import CONDITIONS, Module, modules
from answer.prompts.tokens import at_most_tokens
from nescio.errors import UsageError
from nescio.settings_models import ModelSettings, Task

FIELDS: dict[str, frozenset[str]] = {
    "answer": frozenset({"question", "evidence", "history", "style"}),
    "judge": frozenset({"question", "reply", "accepted"}),
    "guard": frozenset({"question"}),
    "rewrite": frozenset(),
}
"""What prompts of each task show; those of `rewrite` are made by `retrieval.rewriting`."""
OF_OPERATORS = frozenset({"style"})
"""Data that may stand among the instructions: whoever runs the service wrote it."""
LAST = "policy"
"""Nothing among the instructions stands after it."""
MOST_FIXED = 600
"""Tokens that all modules of a prompt which are never shortened may take, without their data."""


def problems(among: Sequence[Module] | None = None) -> tuple[str, ...]:
    """All that is wrong with the modules, a line each."""
    found = modules() if among is None else among
    return (*_each(found), *_together(found))


def misfits(models: ModelSettings) -> tuple[str, ...]:
    """Tiers whose context does not hold the prompt of a task they are configured for, with the
    longest style that is configured and a short question."""
    tiers = {tier.name: tier for tier in models.tiers}
    style = max((models.style, *models.styles.values()), key=at_most_tokens)
    found = []
    for task, settings in models.tasks.items():
        if task == "rewrite":
            continue
        for tier in (tiers[name] for name in settings.tiers):
            try:
                assemble(
                    task, _sample(style), budget_tokens=tier.context_tokens - tier.max_output_tokens
                )
            except UsageError as error:
                found.append(f"tier {tier.name!r}: {error}")
    return tuple(found)


def _sample(style: str) -> Slots:
    item = Item(number=1, kind="passage", title="T", lines=("A short sentence.",), ids=("1",))
    return Slots(question="What is it?", evidence=(item,), style=style)


def _each(found: Sequence[Module]) -> Iterator[str]:
    for module in found:
        said = f"module {module.name!r}"
        known = [task for task in module.tasks if task in get_args(Task)]
        yield from (f"{said}: no such task: {t!r}" for t in module.tasks if t not in known)
        if not known:
            yield f"{said}: no task uses it"
        unknown = [name for name, _ in module.when if name not in CONDITIONS]
        yield from (f"{said}: no such condition: {name!r}" for name in unknown)
        if known and not unknown and not any(_times(module, task) for task in known):
            yield f"{said}: its condition never holds"
        yield from (f"{said}: {problem}" for problem in _content(module, known))


def _content(module: Module, known: Sequence[str]) -> Iterator[str]:
    for name in module.placeholders:
        missing = [task for task in known if name not in FIELDS[task]]
        if missing:
            yield f"no such placeholder for {', '.join(missing)}: {name!r}"
        if module.slot == "system" and name not in OF_OPERATORS:
            yield f"{name!r} is data, and stands among the instructions"
    written = tags(module.text)
    if module.slot == "system" and written:
        yield f"tags among the instructions: {', '.join(written)}"
    yield from (f"no such tag: {tag}" for tag in written if tag.strip("</>") not in TAGS)
    fixed = module.shorten is None
    if fixed and module.budget is not None and at_most_tokens(module.text) > module.budget:
        yield f"its words take {at_most_tokens(module.text)} tokens, its budget is {module.budget}"
    if not fixed and not set(module.placeholders) & {"evidence", "history"}:
        yield "nothing in it can be shortened"


def _together(found: Sequence[Module]) -> Iterator[str]:
    for one, other in combinations(found, 2):
        if one.name == other.name:
            yield f"two modules are called {one.name!r}"
    for task, fields in FIELDS.items():
        own = [module for module in found if task in module.tasks]
        shown = {name for module in own for name in module.placeholders}
        yield from (f"task {task!r}: no module shows {name!r}" for name in sorted(fields - shown))
        yield from dict.fromkeys(
            f"task {task!r}: {problem}"
            for held in _held(task)
            for problem in _prompt([module for module in own if module.holds(held)])
        )


def _prompt(used: Sequence[Module]) -> Iterator[str]:
    """What is wrong with the modules of one prompt."""
    for one, other in combinations(used, 2):
        if (one.slot, one.order) == (other.slot, other.order):
            yield f"{one.name!r} and {other.name!r} have the same place: {one.slot} {one.order}"
    instructions = [module for module in used if module.slot == "system"]
    if not used:
        return
    last = max(instructions, key=lambda module: module.order, default=None)
    if last is None or last.name != LAST:
        yield f"{LAST!r} is not the last of the instructions"
    if sum(at_most_tokens(m.text) for m in used if m.shorten is None) > MOST_FIXED:
        yield f"what is never shortened takes more than {MOST_FIXED} tokens"


def _times(module: Module, task: str) -> int:
    """In how many kinds of prompts of a task it is used."""
    return sum(module.holds(held) for held in _held(task))


def _held(task: str) -> Iterator[frozenset[str]]:
    """The conditions that may hold together. A task that rests on evidence always has some."""
    fields = FIELDS[task]
    kinds = [
        (True,) if name == "evidence" and name in fields else (False, True) for name in CONDITIONS
    ]
    for choice in product(*kinds):
        held = {name for name, holds in zip(CONDITIONS, choice, strict=True) if holds}
        if held - fields <= {"small"}:
            yield frozenset(held)
