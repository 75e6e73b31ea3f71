"""Prompts assembled from modules: what stands in them, in which order, within how many tokens.

The system message holds instructions alone and begins with what is the same for every question of
a task, then of a tenant: a provider that caches prefixes meets it again. Data stands in the user
message, each kind between tags of its own, escaped. The same slots make the same prompt.

When it does not fit, evidence goes from the last and then earlier turns from the oldest, by the
`shorten` of their modules; in the end the one item left loses its last sentences. Instructions and
the question are never cut.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from answer.models.chat import Message, Role
from answer.prompts.escaping import data
from answer.prompts.items import Item, trusted_turns, turns_text
from answer.prompts.module import Condition, Module, Slot, of_task
from answer.prompts.tokens import Count, at_most_tokens, prompt_tokens
from nescio.errors import UsageError
from nescio.settings_models import Task
from nescio.types import Turn

UNKNOWN = "I do not know."
"""What the model is told to write when the evidence does not tell."""
SMALL = 2048
"""A budget up to this is one of a small model, which follows few and short instructions only."""
_SHAPES: dict[Slot, tuple[Role, str]] = {"system": ("system", "\n\n"), "user": ("user", "\n")}


@dataclass(frozen=True, kw_only=True)
class Slots:
    """What a prompt is about. `evidence`: best first; `history`: oldest first. `style`: how the
    tenant wants answers to sound. `reply` and `accepted`: an answer that is judged, and what it is
    judged by."""

    question: str
    evidence: tuple[Item, ...] = ()
    history: tuple[Turn, ...] = ()
    style: str = ""
    reply: str = ""
    accepted: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """An assembled prompt, and what it was made of.

    `modules` are (name, version); `evidence` is what is in it, perhaps cut, in order. `tokens`
    are counted on the safe side. `hash` is that of the messages.
    """

    task: Task
    messages: tuple[Message, ...]
    modules: tuple[tuple[str, str], ...]
    evidence: tuple[Item, ...]
    history: tuple[Turn, ...]
    tokens: int

    @property
    def hash(self) -> str:
        """Of all that the model reads."""
        texts = [[message.role, message.content] for message in self.messages]
        return hashlib.sha256(json.dumps(texts).encode()).hexdigest()

    @property
    def evidence_ids(self) -> tuple[str, ...]:
        """Of the evidence that the model is given, in order."""
        return tuple(id_ for item in self.evidence for id_ in item.ids)


def assemble(
    task: Task,
    slots: Slots,
    *,
    budget_tokens: int,
    small: bool | None = None,
    count: Count = at_most_tokens,
) -> Prompt:
    """The prompt for a task within a budget, which is the model's context less its reply.

    `small`: the short instructions; None: by the budget. Raises UsageError when not even the
    shortest fits, or when a task that rests on evidence has none.
    """
    short = budget_tokens <= SMALL if small is None else small
    among = of_task(task)
    if not slots.evidence and any("evidence" in m.placeholders for m in among):
        raise UsageError(f"prompt for {task!r}: there is no evidence to answer from")
    slots = replace(slots, history=trusted_turns(slots.history))

    def made(tried: Slots) -> Prompt:
        return _put_together(task, tried, among, small=short, count=count)

    def fits(tried: Slots) -> bool:
        return made(tried).tokens <= budget_tokens

    steps = _fewer_and_fewer(_within(slots, among, count), among)
    if not fits(steps[-1]):
        steps = _shorter_and_shorter(steps[-1])
    # Each step is shorter than the one before, so that few of them need to be put together.
    prompt = made(steps[min(bisect_left(steps, True, key=fits), len(steps) - 1)])
    if prompt.tokens > budget_tokens:
        raise UsageError(
            f"prompt for {task!r}: {prompt.tokens} tokens at least, and {budget_tokens} are there;"
            " choose a model with a larger context, or ask a shorter question"
        )
    return prompt


def conditions(slots: Slots, *, small: bool) -> frozenset[Condition]:
    """What holds of a prompt, for the `when` of modules."""
    held: dict[Condition, bool] = {
        "evidence": bool(slots.evidence),
        "history": bool(slots.history),
        "style": bool(slots.style.strip()),
        "small": small,
    }
    return frozenset(name for name, holds in held.items() if holds)


def _put_together(
    task: Task, slots: Slots, among: Sequence[Module], *, small: bool, count: Count
) -> Prompt:
    held = conditions(slots, small=small)
    used = [module for module in among if module.holds(held)]
    messages = tuple(_messages(used, slots))
    return Prompt(
        task=task,
        messages=messages,
        modules=tuple((module.name, module.version) for module in used),
        evidence=slots.evidence,
        history=slots.history,
        tokens=prompt_tokens(messages, count),
    )


def _messages(used: Sequence[Module], slots: Slots) -> Iterator[Message]:
    for slot, (role, between) in _SHAPES.items():
        texts = [_filled(module, slots) for module in used if module.slot == slot]
        if texts:
            yield Message(role=role, content=between.join(texts), stable=slot == "system")


def _filled(module: Module, slots: Slots) -> str:
    return module.filled({name: _shown(name, slots) for name in module.placeholders})


def _shown(name: str, slots: Slots) -> str:
    """What stands for a placeholder. Raises KeyError."""
    match name:
        case "evidence":
            return "\n".join(item.rendered for item in slots.evidence)
        case "history":
            return turns_text(slots.history)
        case "accepted":
            return "\n".join(f"- {' '.join(data(text).split())}" for text in slots.accepted)
        case "question" | "style" | "reply":
            return data(getattr(slots, name))
    raise KeyError(name)


def _within(slots: Slots, among: Sequence[Module], count: Count) -> Slots:
    """No more of each kind of data than its module may show."""
    for module in among:
        budget = module.budget
        if module.shorten is None or budget is None:
            continue
        for name in module.placeholders:
            while count(_filled(module, slots)) > budget and (fewer := _fewer(slots, name)):
                slots = fewer
    return slots


def _fewer_and_fewer(slots: Slots, among: Sequence[Module]) -> list[Slots]:
    """The slots, then with less and less, in the order in which modules are to be shortened."""
    steps = [slots]
    for _, name in sorted((m.shorten, name) for m in among if m.shorten for name in m.placeholders):
        while fewer := _fewer(steps[-1], name):
            steps.append(fewer)
    return steps


def _shorter_and_shorter(slots: Slots) -> list[Slots]:
    """The slots, then with less and less of the last item of evidence."""
    steps = [slots]
    while steps[-1].evidence and (last := steps[-1].evidence[-1].shorter()):
        steps.append(replace(slots, evidence=(*slots.evidence[:-1], last)))
    return steps


def _fewer(slots: Slots, name: str) -> Slots | None:
    """Without the last item of evidence, if it is not the only one, or the oldest turn."""
    if name == "evidence" and len(slots.evidence) > 1:
        return replace(slots, evidence=slots.evidence[:-1])
    if name == "history" and slots.history:
        return replace(slots, history=slots.history[1:])
    return None
