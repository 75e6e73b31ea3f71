"""Questions that nothing in a database answers: names that no row has, attributes of no column."""

from __future__ import annotations

import re
from collections.abc import Iterator

import schema_wordings as say
from schema_drafts import ENOUGH, Draft, Drafts
from schema_shape import Tab


class Unanswerable(Drafts):
    """Drafts to be abstained from."""

    def unknown(self) -> Iterator[Draft]:
        """Names that no row has: invented, or a real one with another word."""
        for tab in self.tabs():
            by_name = bool(re.search(r"[^\W\d]{2}", next(iter(tab.names.values()))))
            own = next(iter(tab.names.values())).startswith(tab.noun)
            for col in tab.cols:
                if col.kind != "bool" and by_name:
                    name = self._number(tab) if own else self._invented(tab)
                    yield Draft(
                        (tab.name, col.name),
                        say.LOOKUP,
                        {
                            "n": name,
                            "t": tab.noun,
                            "p": tab.plural,
                            "l": col.label,
                        },
                        own=self.own_frames(say.BY_LABEL, tab, col),
                    )
            for link in tab.links:
                name = self._number(tab) if own else self._invented(tab)
                if link.role.split()[-1] not in ("to", "via"):
                    yield Draft(
                        (tab.name, *link.columns),
                        say.FOREIGN,
                        {"n": name, "t": tab.noun, "r": link.role},
                    )
        for parent, child, _ in self.families():
            if not next(iter(parent.names.values())).startswith(parent.noun):
                frames = self.rng.choice((say.COUNT_OF, say.LIST_OF))
                yield Draft(
                    (parent.name, child.name, "of"),
                    frames,
                    {"n": self._invented(parent), "p": child.plural, "t": parent.noun},
                )

    def _number(self, tab: Tab) -> str:
        used = {int(name.split()[-1]) for name in tab.names.values()}
        return f"{tab.noun} {max(used) + self.rng.randint(1000, 90_000)}"

    def _invented(self, tab: Tab) -> str:
        words = [
            "".join(self.rng.choices(say.SYLLABLES, k=self.rng.randint(2, 3))).title()
            for _ in range(2 if tab.person else self.rng.randint(1, 2))
        ]
        real = self.rng.choice(list(tab.names.values())).split()
        if not tab.person and self.rng.random() < 0.3:
            words = [words[0], real[-1]]
        elif tab.person and len(real) == 2 and self.rng.random() < 0.3:
            words = [real[0], words[1]]
        return " ".join(words)

    def missing(self) -> Iterator[Draft]:
        """Attributes that no column of the database has."""
        said = {
            word
            for tab in self.shape.tables.values()
            for text in (tab.name, *(c for row in tab.rows[:1] for c in row))
            for word in re.split(r"[\W_]+|(?<=[a-z])(?=[A-Z])", text.lower())
        }
        labels = [m for m in say.MISSING if not said & set(m.split())]
        for tab in self.tabs():
            for row in self.named(tab)[: 3 * ENOUGH]:
                fill = {**self.of(tab, row), "l": self.rng.choice(labels)}
                free = tuple(f for f in say.MISSING_FREE if not said & set(re.findall(r"\w+", f)))
                yield Draft((tab.name,), say.LOOKUP, fill, own=free)
