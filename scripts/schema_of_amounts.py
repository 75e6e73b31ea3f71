"""Questions about the highest, the lowest, the most, sums and means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import schema_wordings as say
from schema_drafts import ENOUGH, Draft, Drafts, bare, forms
from schema_shape import Col, Link, Tab


class AmountQuestions(Drafts):
    """Drafts whose answers take arithmetic over many rows."""

    def extremes(self) -> Iterator[Draft]:
        for tab in self.tabs():
            for col in tab.cols:
                if col.kind not in ("number", "date"):
                    continue
                rows = [r for r in tab.rows if r[col.name] is not None and tab.name_of(r)]
                yield from self._extremes(tab, col, rows, (tab.name, col.name), {})
        for parent, child, link in self.families():
            yield from self._most(parent, child, link)
            for row in self.named(parent)[:2]:
                rows = self.children(child, link, parent, row)
                for col in child.cols:
                    held = [r for r in rows if r[col.name] is not None and child.name_of(r)]
                    if col.kind == "number" and len(held) > 2:
                        fill = {**self.of(parent, row), "t": child.noun, "p": child.plural}
                        yield from self._extremes(child, col, held, (parent.name, child.name), fill)

    def _extremes(
        self,
        tab: Tab,
        col: Col,
        rows: list[dict[str, Any]],
        about: tuple[str, ...],
        within: dict[str, str],
    ) -> Iterator[Draft]:
        rows = sorted(rows, key=lambda r: r[col.name])
        if len(rows) < 3 or rows[0][col.name] == rows[-1][col.name]:
            return
        price = self.priced(tab, col)
        for row, next_, high in ((rows[-1], rows[-2], True), (rows[0], rows[1], False)):
            if row[col.name] == next_[col.name]:
                continue
            fill = {"t": tab.noun, "p": tab.plural, "l": col.label, **within}
            named = ((bare(tab.name_of(row) or ""),),)
            if within:
                if high:
                    yield Draft(about, say.HIGHEST_OF, fill, named)
                continue
            if col.kind == "date":
                yield Draft(about, say.LATEST if high else say.EARLIEST, fill, named)
                continue
            own = (say.PRICIEST if high else say.CHEAPEST) if price else ()
            yield Draft(about, say.HIGHEST if high else say.LOWEST, fill, named, own=own)
            if high:
                yield Draft((*about, "value"), say.HIGHEST_VALUE, fill, (forms(row[col.name]),))

    def _most(self, parent: Tab, child: Tab, link: Link) -> Iterator[Draft]:
        numbers = Counter(
            {parent.name_of(r): len(self.children(child, link, parent, r)) for r in parent.rows}
        )
        ranked = [(n, k) for n, k in numbers.most_common(2) if n]
        if len(ranked) == 2 and ranked[0][1] > ranked[1][1]:
            fill = {"t": parent.noun, "p": child.plural}
            yield Draft((parent.name, child.name, "most"), say.MOST, fill, ((bare(ranked[0][0]),),))

    def totals(self) -> Iterator[Draft]:
        for tab in self.tabs():
            for col in self.amounts(tab):
                values = tab.values(col)
                fill = {"p": tab.plural, "t": tab.noun, "l": col.label}
                yield Draft((tab.name, col.name), say.SUM_ALL, fill, (forms(sum(values)),))
                mean = sum(values) / len(values)
                yield Draft((tab.name, col.name), say.AVERAGE_ALL, fill, (forms(mean),))
        for parent, child, link in self.families():
            for row in self.named(parent)[:ENOUGH]:
                rows = self.children(child, link, parent, row)
                for col in self.amounts(child):
                    values = [r[col.name] for r in rows if r[col.name] is not None]
                    if len(values) > 1:
                        fill = {**self.of(parent, row), "p": child.plural, "l": col.label}
                        about = (parent.name, child.name)
                        yield Draft(about, say.SUM_OF, fill, (forms(sum(values)),))
                        mean = sum(values) / len(values)
                        yield Draft(about, say.AVERAGE_OF, fill, (forms(mean),))
