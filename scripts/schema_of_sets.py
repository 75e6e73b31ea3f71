"""Questions about sets of rows: how many there are, and which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import schema_wordings as say
from schema_drafts import ENOUGH, PLACE, Draft, Drafts, forms, year_of
from schema_shape import Col, Tab


class SetQuestions(Drafts):
    """Drafts whose answers are counts or lists."""

    def count(self) -> Iterator[Draft]:
        for tab in self.shape.tables.values():
            if tab.names:
                yield Draft(
                    (tab.name,),
                    say.COUNT_ALL,
                    {"p": tab.plural, "t": tab.noun},
                    (forms(len(tab.rows)),),
                )
            yield from self._counts_by_value(tab)
        for parent, child, link in self.families():
            for row in self.named(parent)[:ENOUGH]:
                number = len(self.children(child, link, parent, row))
                if number:
                    fill = {**self.of(parent, row), "p": child.plural}
                    yield Draft((parent.name, child.name), say.COUNT_OF, fill, (forms(number),))

    def _counts_by_value(self, tab: Tab) -> Iterator[Draft]:
        for col in tab.cols:
            if not tab.names or not col.few:
                continue
            groups = list(Counter(tab.values(col)).items())
            self.rng.shuffle(groups)
            frames = say.COUNT_PLACE if PLACE.search(col.label) else say.COUNT_VALUE
            for value, number in groups[:ENOUGH]:
                if value and self.one_place(tab, col):
                    yield Draft(
                        (tab.name, col.name),
                        frames,
                        {"p": tab.plural, "l": col.label, "v": value},
                        (forms(number),),
                    )

    def lists(self) -> Iterator[Draft]:
        for parent, child, link in self.families():
            for row in self.named(parent)[:20]:
                names = self.all_named(child, self.children(child, link, parent, row))
                if names:
                    fill = {**self.of(parent, row), "p": child.plural}
                    yield Draft((parent.name, child.name), say.LIST_OF, fill, names)
        for tab in self.tabs():
            for col in tab.cols:
                if not col.few or not self.one_place(tab, col):
                    continue
                place = bool(PLACE.search(col.label))
                for value in sorted(set(tab.values(col)), key=str)[:20]:
                    names = self.all_named(tab, [r for r in tab.rows if r[col.name] == value])
                    if names and value:
                        yield Draft(
                            (tab.name, col.name),
                            say.LIST_PLACE if place else say.LIST_VALUE,
                            {"p": tab.plural, "l": col.label, "v": value},
                            names,
                        )

    def filtered(self) -> Iterator[Draft]:
        for tab in self.tabs():
            for col in tab.cols:
                if col.kind == "number":
                    yield from self._bounds(tab, col)
                elif col.kind == "date":
                    years = list(Counter(year_of(v) for v in tab.values(col)).items())
                    self.rng.shuffle(years)
                    for year, number in years[:2]:
                        fill = {"p": tab.plural, "l": col.label, "v": str(year)}
                        yield Draft((tab.name, col.name), say.COUNT_YEAR, fill, (forms(number),))
                elif col.kind == "bool":
                    yield from self._flagged(tab, col)
        for parent, child, link in self.families():
            for col in child.cols:
                for row in self.named(parent)[:ENOUGH] if col.kind == "bool" else ():
                    rows = [
                        r
                        for r in self.children(child, link, parent, row)
                        if r[col.name] in (True, 1, "Y")
                    ]
                    names = self.all_named(child, rows)
                    if names:
                        fill = {
                            **self.of(parent, row),
                            "p": child.plural,
                            "#": str(len(rows)),
                            "l": col.label.removeprefix("is "),
                        }
                        yield Draft((parent.name, child.name), say.FLAGGED_OF, fill, names)

    def _flagged(self, tab: Tab, col: Col) -> Iterator[Draft]:
        true = [r for r in tab.rows if r[col.name] in (True, 1, "Y")]
        false = [r for r in tab.rows if r[col.name] in (False, 0, "N")]
        label = col.label.removeprefix("is ")
        if col.label.startswith("has "):
            return
        fill = {"p": tab.plural, "t": tab.noun, "l": label, "#": str(len(true))}
        names = self.all_named(tab, true)
        if names:
            yield Draft((tab.name, col.name), say.FLAGGED, fill, names)
        yield Draft(
            (tab.name, col.name),
            say.NOT_FLAGGED,
            {**fill, "#": str(len(false))},
            (forms(len(false)),),
        )
        for number in tab.cols:
            values = sorted(v for v in tab.values(number)) if number.kind == "number" else []
            for place in (len(values) // 4, len(values) // 2):
                if not values:
                    continue
                bound = round(values[place])
                rows = [r for r in true if r[number.name] is not None and r[number.name] < bound]
                held = self.all_named(tab, rows)
                if held:
                    yield Draft(
                        (tab.name, col.name, number.name),
                        say.BELOW_FLAGGED,
                        {**fill, "f": label, "l": number.label, "v": str(bound)},
                        held,
                    )

    def _bounds(self, tab: Tab, col: Col) -> Iterator[Draft]:
        values = sorted(tab.values(col))
        if len(set(values)) < 4 or len(values) < 6:
            return
        fill = {"p": tab.plural, "t": tab.noun, "l": col.label}
        for bound, high in (
            (values[-4], True),
            (values[4], False),
            (values[len(values) // 2], True),
        ):
            bound = round(bound)
            rows = [
                r
                for r in tab.rows
                if r[col.name] is not None
                and (r[col.name] > bound if high else r[col.name] < bound)
            ]
            names = self.all_named(tab, rows)
            if names:
                own = say.BELOW_PRICE if self.priced(tab, col) and not high else ()
                yield Draft(
                    (tab.name, col.name),
                    say.ABOVE if high else say.BELOW,
                    {**fill, "v": str(bound)},
                    names,
                    own=own,
                )
            elif high and rows:
                yield Draft(
                    (tab.name, col.name),
                    say.COUNT_ABOVE,
                    {**fill, "v": str(bound)},
                    (forms(len(rows)),),
                )
