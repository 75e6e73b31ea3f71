"""Evidence as it stands in a prompt: passages and records, numbered, each between tags of ours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

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

    @property
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
    place of the first; what has no row is a record of its own."""
    groups: dict[object, list[Passage | Fact]] = {}
    for one in evidence:
        row = (one.source, one.table, one.key) if isinstance(one, Fact) and one.key else one.id
        group = groups.setdefault(row, [])
        if all(one.id != other.id for other in group):
            group.append(one)
    return tuple(_item(number, group) for number, group in enumerate(groups.values(), start=1))


def turns_text(history: Sequence[Turn]) -> str:
    """Earlier turns, the oldest first."""
    lines = []
    for turn in history:
        lines.append(f"<asked>{data(turn.question)}</asked>")
        if turn.answer:
            lines.append(f"<answered>{data(turn.answer)}</answered>")
    return "\n".join(lines)


def _item(number: int, group: Sequence[Passage | Fact]) -> Item:
    first = group[0]
    if isinstance(first, Passage):
        headings = [h for h in first.chunk.heading_path if h != first.title]
        return Item(
            number=number, kind="passage", title=first.title, place=" › ".join(headings),
            lines=(first.chunk.text,), ids=(first.id,),
        )  # fmt: skip
    facts = [one for one in group if isinstance(one, Fact)]
    return Item(
        number=number,
        kind="record",
        title=first.entity,
        place=first.table,
        lines=tuple(" ".join(f"{fact.attribute}: {fact.display}".split()) for fact in facts),
        ids=tuple(fact.id for fact in facts),
    )
