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
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from answer.models.chat import Message, Role
from answer.prompts.escaping import data
from answer.prompts.items import Item, turns_text
from answer.prompts.modules import Condition, Module, Slot, of_task
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
    for tried in _shorter_and_shorter(_within(slots, among, count), among):
        prompt = _put_together(task, tried, among, small=short, count=count)
        if prompt.tokens <= budget_tokens:
            return prompt
    raise UsageError(
        f"prompt for {task!r}: {prompt.tokens} tokens at least, and {budget_tokens} are there;"
        " choose a model with a larger context, or ask a shorter question"
    )


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
    filling = _filling(slots)
    messages = tuple(_messages(used, filling))
    return Prompt(
        task=task,
        messages=messages,
        modules=tuple((module.name, module.version) for module in used),
        evidence=slots.evidence,
        history=slots.history,
        tokens=prompt_tokens(messages, count),
    )


def _messages(used: Sequence[Module], filling: dict[str, str]) -> Iterator[Message]:
    for slot, (role, between) in _SHAPES.items():
        texts = [module.filled(filling) for module in used if module.slot == slot]
        if texts:
            yield Message(role=role, content=between.join(texts), stable=slot == "system")


def _filling(slots: Slots) -> dict[str, str]:
    """What stands for each placeholder."""
    return {
        "question": data(slots.question),
        "evidence": "\n".join(item.rendered for item in slots.evidence),
        "history": turns_text(slots.history),
        "style": data(slots.style),
        "reply": data(slots.reply),
        "accepted": "\n".join(f"- {' '.join(data(text).split())}" for text in slots.accepted),
    }


def _within(slots: Slots, among: Sequence[Module], count: Count) -> Slots:
    """No more of each kind of data than its module may show."""
    for module in among:
        if module.shorten is None or module.budget is None:
            continue
        while count(module.filled(_filling(slots))) > module.budget:
            fewer = next((f for n in module.placeholders if (f := _fewer(slots, n))), None)
            if fewer is None:
                break
            slots = fewer
    return slots


def _shorter_and_shorter(slots: Slots, among: Sequence[Module]) -> Iterator[Slots]:
    """The slots, then with less and less, in the order in which modules are to be shortened."""
    yield slots
    turns = sorted((m.shorten, name) for m in among if m.shorten for name in m.placeholders)
    for _, name in turns:
        while fewer := _fewer(slots, name):
            slots = fewer
            yield slots
    while slots.evidence and (last := slots.evidence[-1].shorter()):
        slots = replace(slots, evidence=(*slots.evidence[:-1], last))
        yield slots


def _fewer(slots: Slots, name: str) -> Slots | None:
    """Without the last item of evidence, if it is not the only one, or the oldest turn."""
    if name == "evidence" and len(slots.evidence) > 1:
        return replace(slots, evidence=slots.evidence[:-1])
    if name == "history" and slots.history:
        return replace(slots, history=slots.history[1:])
    return None
