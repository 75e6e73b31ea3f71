"""Questions about the rows of any database, with the answers that plain arithmetic over the rows
gives, and questions that nothing in it answers.

Every kind offers its questions by what they are about (a table and a column, say); they are drawn
in turns over those, so that a table of many columns does not crowd out the others.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import schema_wordings as say
from schema_drafts import ENOUGH, Draft
from schema_of_amounts import AmountQuestions
from schema_of_rows import RowQuestions
from schema_of_sets import SetQuestions
from schema_shape import Shape
from schema_unanswerable import Unanswerable


@dataclass(frozen=True, kw_only=True)
class Item:
    """A question. Right is a text that holds every one of `all_of` (each a choice of forms) and
    does not begin with one of `wrong`; an item without `all_of` is to be abstained from."""

    kind: str
    text: str
    all_of: tuple[tuple[str, ...], ...] = ()
    wrong: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()
    """Beginnings that are as good as `all_of`: a plain yes or no."""

    @property
    def answerable(self) -> bool:
        return bool(self.all_of)


class Generator:
    """Draws questions from a database's rows; the same ones from the same seed."""

    def __init__(self, shape: Shape, seed: int) -> None:
        self.shape = shape
        self.rng = random.Random(seed)  # noqa: S311 - no secret
        rows, sets = RowQuestions(shape, self.rng), SetQuestions(shape, self.rng)
        amounts, none = AmountQuestions(shape, self.rng), Unanswerable(shape, self.rng)
        self.kinds: dict[str, Callable[[], Iterator[Draft]]] = {
            "lookup": rows.lookup,
            "foreign-key": rows.foreign,
            "two-hops": rows.two_hops,
            "count": sets.count,
            "min-max": amounts.extremes,
            "list": sets.lists,
            "sum-average": amounts.totals,
            "yes-no": rows.yes_no,
            "comparison": rows.compared,
            "filter": sets.filtered,
            "unknown-entity": none.unknown,
            "no-attribute": none.missing,
        }

    def items(self, total: int) -> list[Item]:
        """About `total` questions, evenly over the kinds that the database allows."""
        found: list[Item] = []
        for place, (kind, drafts) in enumerate(self.kinds.items()):
            turns: defaultdict[tuple[str, ...], list[Draft]] = defaultdict(list)
            for draft in drafts():
                turns[draft.about].append(draft)
            groups = sorted(turns.items())
            self.rng.shuffle(groups)
            wanted = (total + place) // len(self.kinds)
            drawn: list[Item] = []
            for turn in range(wanted):
                for _, options in groups:
                    if len(drawn) < wanted and turn < len(options) and turn < ENOUGH * 3:
                        drawn.append(self._worded(kind, options[turn]))
            found += drawn
        return found

    def _worded(self, kind: str, draft: Draft) -> Item:
        frames = draft.own if draft.own and self.rng.random() < 0.5 else draft.frames
        fill = dict(draft.fill)
        for plural in ("people",):
            if fill.get("p") == plural:
                fill["t"] = "person"
        frame = self.rng.choice(frames)
        if fill.get("n", "").endswith("s") and "{n}'s" in frame and self.rng.random() < 0.5:
            frame = frame.replace("{n}'s", "{n}'")
        text = frame.format_map(defaultdict(str, fill))
        text = re.sub(r"\b([Aa]) (?=[aeiou])", r"\1n ", text)
        text = say.styled(text, fill.get("n", text[:3]), self.rng)
        every = draft.all_of
        if "{p}" in frame and frame.lower().startswith("how many") and "#" in fill:
            every = ((fill["#"],),)
        wrong, instead = draft.wrong, draft.instead
        if not re.match(r"(?:\W*\w+[,!:] (?:but )?)?(?:is|does|has|are|do)\b", text, re.I):
            wrong, instead = (), ()
        return Item(kind=kind, text=text, all_of=every, wrong=wrong, instead=instead)
