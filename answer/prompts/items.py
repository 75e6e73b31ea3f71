"""Evidence as it stands in a prompt: passages and records, numbered, each between tags of ours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import Literal

from answer.injection import suspicion, trusted_sentences
from answer.prompts.escaping import attribute, data
from nescio.sentences import split
from nescio.types import Fact, Passage, Turn


@dataclass(frozen=True, kw_only=True)
class Item:
    """A source with its number, which the model cites.

    `lines` are the text of a passage (one), or a line for each fact of a record; `ids` those of
    the evidence, one for each line.
    """

    number: int
    kind: Literal["passage", "record"]
    title: str
    place: str = ""
    lines: tuple[str, ...]
    ids: tuple[str, ...]

    @cached_property
    def rendered(self) -> str:
        """With its tags, and nothing in it that could pass for one."""
        shown = (("title", attribute(self.title)), ("place", attribute(self.place)))
        named = "".join(f' {name}="{value}"' for name, value in shown if value)
        text = data("\n".join(self.lines))
        return f'<{self.kind} source="{self.number}"{named}>\n{text}\n</{self.kind}>'

    def shorter(self) -> Item | None:
        """Without its last fact, or its last sentence; None when it has but one."""
        if self.kind == "record":
            if len(self.lines) < 2:
                return None
            return replace(self, lines=self.lines[:-1], ids=self.ids[:-1])
        text = "\n".join(self.lines)
        sentences = split(text)
        if len(sentences) < 2:
            return None
        return replace(self, lines=(text[: sentences[-2].end],))


def items_of(evidence: Iterable[Passage | Fact]) -> tuple[Item, ...]:
    """Evidence, the best first, as numbered items: the facts of a row are one record, in the
    place of the first; what has no row is a record of its own.

    What speaks to the machine is left out: paragraphs, values, titles.
    """
    groups: dict[object, list[Passage | Fact]] = {}
    for one in evidence:
        if not _told(one):
            continue
        row = (one.source, one.table, one.key) if isinstance(one, Fact) and one.key else one.id
        group = groups.setdefault(row, [])
        if all(one.id != other.id for other in group):
            group.append(one)
    return tuple(_item(number, group) for number, group in enumerate(groups.values(), start=1))


def trusted_turns(history: Iterable[Turn]) -> tuple[Turn, ...]:
    """Without the turns that speak to the machine: a client can make up whole conversations."""
    return tuple(t for t in history if not suspicion(t.question) and not suspicion(t.answer))


def turns_text(history: Sequence[Turn]) -> str:
    """Earlier turns, the oldest first."""
    lines = []
    for turn in history:
        lines.append(f"<asked>{data(turn.question)}</asked>")
        if turn.answer:
            lines.append(f"<answered>{data(turn.answer)}</answered>")
    return "\n".join(lines)


def _told(one: Passage | Fact) -> str:
    """What a model is given of it, which may be nothing."""
    if isinstance(one, Fact):
        line = " ".join(f"{one.attribute}: {one.display}".split())
        return "" if suspicion(line) else line
    text = one.chunk.text
    sentences = trusted_sentences(text)
    if len(sentences) == len(split(text)):
        return text
    blocks = groupby(sentences, key=lambda sentence: sentence.block)
    return "\n".join(" ".join(s.text for s in block) for _, block in blocks)


def _item(number: int, group: Sequence[Passage | Fact]) -> Item:
    first = group[0]
    title = first.title if isinstance(first, Passage) else first.entity
    return Item(
        number=number,
        kind="passage" if isinstance(first, Passage) else "record",
        title="" if suspicion(title) else title,
        place=_place(first),
        lines=tuple(map(_told, group)),
        ids=tuple(one.id for one in group),
    )


def _place(one: Passage | Fact) -> str:
    if isinstance(one, Fact):
        return one.table
    headings = [h for h in one.chunk.heading_path if h != one.title and not suspicion(h)]
    return " › ".join(headings)
