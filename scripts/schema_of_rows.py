"""Questions about one row or two: its columns, what it refers to, yes or no, which has more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import schema_wordings as say
from schema_drafts import ENOUGH, PLACE, Draft, Drafts, bare, forms, truth
from schema_shape import Col, Tab


class RowQuestions(Drafts):
    """Drafts about one named row, or two that are compared."""

    def lookup(self) -> Iterator[Draft]:
        for tab in self.tabs():
            for col in tab.cols:
                if col.kind == "bool":
                    continue
                rows = [r for r in self.named(tab) if r[col.name] not in (None, "")]
                for row in rows[:ENOUGH]:
                    fill = {**self.of(tab, row), "l": col.label}
                    yield Draft(
                        (tab.name, col.name),
                        say.LOOKUP,
                        fill,
                        (forms(row[col.name]),),
                        own=self.own_frames(say.BY_LABEL, tab, col),
                    )

    def foreign(self) -> Iterator[Draft]:
        for tab in self.tabs():
            for link in tab.links:
                if link.target not in self.shape.tables:
                    continue
                target = self.shape.tables[link.target]
                frames: tuple[str, ...] = say.FOREIGN_PERSON if target.person else say.FOREIGN
                own = say.BY_ROLE.get(link.role, ())
                if link.role.split()[-1] in ("to", "via", "by"):
                    frames = own or ("{n}: {r}?",)
                for row in self.named(tab)[: ENOUGH * 3]:
                    other = self.shape.by_key(link, row)
                    name = target.name_of(other) if other else None
                    if name:
                        fill = {**self.of(tab, row), "r": link.role}
                        yield Draft(
                            (tab.name, *link.columns), frames, fill, ((bare(name),),), own=own
                        )

    def two_hops(self) -> Iterator[Draft]:
        for tab in self.tabs():
            for link in tab.links:
                if link.target not in self.shape.tables or link.role.split()[-1] in ("to", "via"):
                    continue
                target = self.shape.tables[link.target]
                for row in self.named(tab)[:ENOUGH]:
                    other = self.shape.by_key(link, row)
                    if other is None:
                        continue
                    base = {**self.of(tab, row), "r": link.role}
                    for col in target.cols:
                        if other[col.name] in (None, "") or col.kind == "bool":
                            continue
                        place = bool(PLACE.search(col.label))
                        yield Draft(
                            (tab.name, *link.columns, col.name),
                            say.TWO_HOPS,
                            {**base, "l": col.label},
                            (forms(other[col.name]),),
                            own=say.TWO_HOPS_PLACE if place else (),
                        )
                    for second in target.links:
                        last = self.shape.tables.get(second.target)
                        third = self.shape.by_key(second, other) if last else None
                        name = last.name_of(third) if last and third else None
                        if name and last and last.name != tab.name and " to" not in second.role:
                            yield Draft(
                                (tab.name, *link.columns, *second.columns),
                                say.TWO_HOPS,
                                {**base, "l": second.role},
                                ((bare(name),),),
                            )

    def yes_no(self) -> Iterator[Draft]:
        for tab in self.tabs():
            for col in tab.cols:
                for row in self.named(tab)[:ENOUGH]:
                    yield from self._yes_no(tab, col, row)
            for link in tab.links:
                target = self.shape.tables.get(link.target)
                if target is None or link.role.split()[-1] in ("to", "via"):
                    continue
                others = list(target.names.values())
                for row in self.named(tab)[:ENOUGH]:
                    other = self.shape.by_key(link, row)
                    name = target.name_of(other) if other else None
                    if name:
                        said = name if self.rng.random() < 0.5 else self.rng.choice(others)
                        fill = {**self.of(tab, row), "r": link.role, "v": said}
                        yield Draft(
                            (tab.name, *link.columns),
                            say.YES_LINK,
                            fill,
                            ((bare(name),),),
                            *truth(said == name),
                        )

    def _yes_no(self, tab: Tab, col: Col, row: dict[str, Any]) -> Iterator[Draft]:
        value = row[col.name]
        if value in (None, ""):
            return
        fill = {**self.of(tab, row), "l": col.label}
        about = (tab.name, col.name)
        if col.kind == "bool":
            true = value in (True, 1, "Y", "y")
            plain = col.label.removeprefix("is ").removeprefix("has ")
            negated = f"not {plain}"
            right = ((f"{plain}: {'yes' if true else 'no'}", plain if true else negated),)
            frames = say.HAS_FLAG if col.label.startswith("has ") else say.FLAG
            yield Draft(about, frames, {**fill, "l": plain}, right, *truth(true))
        elif col.few:
            said = value if self.rng.random() < 0.5 else self.rng.choice(tab.values(col))
            place = bool(PLACE.search(col.label)) and self.one_place(tab, col)
            yield Draft(
                about,
                say.YES_PLACE if place else say.YES_VALUE,
                {**fill, "v": said},
                (forms(value),),
                *truth(said == value),
            )
        elif col.kind == "number":
            mean = sum(tab.values(col)) / len(tab.values(col))
            said = f"{round(mean)}"
            if float(said) != value:
                yield Draft(
                    about,
                    say.YES_ABOVE,
                    {**fill, "v": said},
                    (forms(value),),
                    *truth(value > float(said)),
                )

    def compared(self) -> Iterator[Draft]:
        for tab in self.tabs():
            for col in tab.cols:
                rows = [r for r in self.named(tab) if r[col.name] is not None]
                for a, b in zip(rows[::2], rows[1::2], strict=False):
                    if col.kind not in ("number", "date") or a[col.name] == b[col.name]:
                        continue
                    names = tab.name_of(a) or "", tab.name_of(b) or ""
                    fill = {**self.of(tab, a), "m": names[1], "l": col.label}
                    own = say.COMPARE_PRICE if self.priced(tab, col) else ()
                    yield Draft(
                        (tab.name, col.name),
                        say.COMPARE if col.kind == "number" else say.COMPARE_DATE,
                        fill,
                        (forms(a[col.name]), forms(b[col.name])),
                        own=own,
                    )
                    break
