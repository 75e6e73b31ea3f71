"""Questions about the rows of any database, with the answers that plain arithmetic over the rows
gives, and questions that nothing in it answers.

Every kind offers its questions by what they are about (a table and a column, say); they are drawn
in turns over those, so that a table of many columns does not crowd out the others.
"""

from __future__ import annotations

import datetime as dt
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import schema_wordings as say
from schema_shape import Col, Link, Shape, Tab

MOST_LISTED = 8
ENOUGH = 4
_PLACE = re.compile(r"(?:^| )(?:city|country|town)$")
_PRICE = re.compile(r"(?:^| )price$")


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


@dataclass
class Draft:
    """A question before its wording is drawn: frames, what fills them, and what is right."""

    about: tuple[str, ...]
    frames: tuple[str, ...]
    fill: dict[str, str]
    all_of: tuple[tuple[str, ...], ...] = ()
    wrong: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()
    own: tuple[str, ...] = field(default=())
    """Frames of the label's or the role's own, drawn as often as all the others."""


class Generator:
    """Draws questions from a database's rows; the same ones from the same seed."""

    def __init__(self, shape: Shape, seed: int) -> None:
        self.shape = shape
        self.rng = random.Random(seed)  # noqa: S311 - no secret
        self.kinds: dict[str, Callable[[], Iterator[Draft]]] = {
            "lookup": self.lookup,
            "foreign-key": self.foreign,
            "two-hops": self.two_hops,
            "count": self.count,
            "min-max": self.extremes,
            "list": self.lists,
            "sum-average": self.totals,
            "yes-no": self.yes_no,
            "comparison": self.compared,
            "filter": self.filtered,
            "unknown-entity": self.unknown,
            "no-attribute": self.missing,
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

    # What is there to ask about.

    def _named(self, tab: Tab) -> list[dict[str, Any]]:
        # What a row above others stands for, itself or all below it, is open.
        above = {
            row[link.columns[0]]
            for link in tab.links
            if link.target == tab.name and "parent" in link.role
            for row in tab.rows
        }
        rows = [row for row in tab.rows if tab.name_of(row) and not above & set(tab.key_of(row))]
        self.rng.shuffle(rows)
        return rows

    def _tabs(self) -> list[Tab]:
        return [tab for tab in self.shape.tables.values() if tab.names]

    def _of(self, tab: Tab, row: dict[str, Any]) -> dict[str, str]:
        return {"n": tab.name_of(row) or "", "t": tab.noun, "p": tab.plural}

    def lookup(self) -> Iterator[Draft]:
        for tab in self._tabs():
            for col in tab.cols:
                if col.kind == "bool":
                    continue
                rows = [r for r in self._named(tab) if r[col.name] not in (None, "")]
                for row in rows[:ENOUGH]:
                    fill = {**self._of(tab, row), "l": col.label}
                    yield Draft(
                        (tab.name, col.name),
                        say.LOOKUP,
                        fill,
                        (forms(row[col.name]),),
                        own=self._own(say.BY_LABEL, tab, col),
                    )

    def _own(self, known: dict[str, tuple[str, ...]], tab: Tab, col: Col) -> tuple[str, ...]:
        """The wordings that a label's last words have, if they mean this column alone."""
        for ending, frames in known.items():
            same = [c for c in tab.cols if c.label.split()[-1] == ending.split()[-1]]
            if (col.label == ending or col.label.endswith(" " + ending)) and len(same) == 1:
                return frames
        return ()

    def foreign(self) -> Iterator[Draft]:
        for tab in self._tabs():
            for link in tab.links:
                if link.target not in self.shape.tables:
                    continue
                target = self.shape.tables[link.target]
                frames: tuple[str, ...] = say.FOREIGN_PERSON if target.person else say.FOREIGN
                own = say.BY_ROLE.get(link.role, ())
                if link.role.split()[-1] in ("to", "via", "by"):
                    frames = own or ("{n}: {r}?",)
                for row in self._named(tab)[: ENOUGH * 3]:
                    other = self.shape.by_key(link, row)
                    name = target.name_of(other) if other else None
                    if name:
                        fill = {**self._of(tab, row), "r": link.role}
                        yield Draft(
                            (tab.name, *link.columns), frames, fill, ((bare(name),),), own=own
                        )

    def two_hops(self) -> Iterator[Draft]:
        for tab in self._tabs():
            for link in tab.links:
                if link.target not in self.shape.tables or link.role.split()[-1] in ("to", "via"):
                    continue
                target = self.shape.tables[link.target]
                for row in self._named(tab)[:ENOUGH]:
                    other = self.shape.by_key(link, row)
                    if other is None:
                        continue
                    base = {**self._of(tab, row), "r": link.role}
                    for col in target.cols:
                        if other[col.name] in (None, "") or col.kind == "bool":
                            continue
                        place = bool(_PLACE.search(col.label))
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
        for parent, child, link in self._families():
            for row in self._named(parent)[:ENOUGH]:
                number = len(self._children(child, link, parent, row))
                if number:
                    fill = {**self._of(parent, row), "p": child.plural}
                    yield Draft((parent.name, child.name), say.COUNT_OF, fill, (forms(number),))

    def _counts_by_value(self, tab: Tab) -> Iterator[Draft]:
        for col in tab.cols:
            if not tab.names or not col.few:
                continue
            groups = list(Counter(tab.values(col)).items())
            self.rng.shuffle(groups)
            frames = say.COUNT_PLACE if _PLACE.search(col.label) else say.COUNT_VALUE
            for value, number in groups[:ENOUGH]:
                if value and self._one_place(tab, col):
                    yield Draft(
                        (tab.name, col.name),
                        frames,
                        {"p": tab.plural, "l": col.label, "v": value},
                        (forms(number),),
                    )

    def _one_place(self, tab: Tab, col: Col) -> bool:
        """`In Spain` says which column it is about where a table has one country only."""
        last = col.label.split()[-1]
        return not _PLACE.search(col.label) or (
            sum(c.label.split()[-1] == last for c in tab.cols) == 1 and len(col.label.split()) == 1
        )

    def _families(self) -> Iterator[tuple[Tab, Tab, Link]]:
        for parent in self._tabs():
            for child, link in self.shape.children(parent):
                if child.names:
                    yield parent, child, link

    def _children(
        self, child: Tab, link: Link, parent: Tab, row: dict[str, Any]
    ) -> list[dict[str, Any]]:
        wanted = tuple(row[name] for name in link.target_columns)
        return [r for r in child.rows if tuple(r[name] for name in link.columns) == wanted]

    def extremes(self) -> Iterator[Draft]:
        for tab in self._tabs():
            for col in tab.cols:
                if col.kind not in ("number", "date"):
                    continue
                rows = [r for r in tab.rows if r[col.name] is not None and tab.name_of(r)]
                yield from self._extremes(tab, col, rows, (tab.name, col.name), {})
        for parent, child, link in self._families():
            yield from self._most(parent, child, link)
            for row in self._named(parent)[:2]:
                rows = self._children(child, link, parent, row)
                for col in child.cols:
                    held = [r for r in rows if r[col.name] is not None and child.name_of(r)]
                    if col.kind == "number" and len(held) > 2:
                        fill = {**self._of(parent, row), "t": child.noun, "p": child.plural}
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
        price = self._own({"price": ("x",)}, tab, col)
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
            {parent.name_of(r): len(self._children(child, link, parent, r)) for r in parent.rows}
        )
        ranked = [(n, k) for n, k in numbers.most_common(2) if n]
        if len(ranked) == 2 and ranked[0][1] > ranked[1][1]:
            fill = {"t": parent.noun, "p": child.plural}
            yield Draft((parent.name, child.name, "most"), say.MOST, fill, ((bare(ranked[0][0]),),))

    def lists(self) -> Iterator[Draft]:
        for parent, child, link in self._families():
            for row in self._named(parent)[:20]:
                names = self._all_named(child, self._children(child, link, parent, row))
                if names:
                    fill = {**self._of(parent, row), "p": child.plural}
                    yield Draft((parent.name, child.name), say.LIST_OF, fill, names)
        for tab in self._tabs():
            for col in tab.cols:
                if not col.few or not self._one_place(tab, col):
                    continue
                place = bool(_PLACE.search(col.label))
                for value in sorted(set(tab.values(col)), key=str)[:20]:
                    names = self._all_named(tab, [r for r in tab.rows if r[col.name] == value])
                    if names and value:
                        yield Draft(
                            (tab.name, col.name),
                            say.LIST_PLACE if place else say.LIST_VALUE,
                            {"p": tab.plural, "l": col.label, "v": value},
                            names,
                        )

    def _all_named(self, tab: Tab, rows: list[dict[str, Any]]) -> tuple[tuple[str, ...], ...]:
        """What an answer that lists the rows has to hold; nothing where there are too many."""
        names = [tab.name_of(row) for row in rows]
        if not 1 < len(names) <= MOST_LISTED or not all(names):
            return ()
        return tuple((bare(name),) for name in names if name)

    def totals(self) -> Iterator[Draft]:
        for tab in self._tabs():
            for col in self._amounts(tab):
                values = tab.values(col)
                fill = {"p": tab.plural, "t": tab.noun, "l": col.label}
                yield Draft((tab.name, col.name), say.SUM_ALL, fill, (forms(sum(values)),))
                mean = sum(values) / len(values)
                yield Draft((tab.name, col.name), say.AVERAGE_ALL, fill, (forms(mean),))
        for parent, child, link in self._families():
            for row in self._named(parent)[:ENOUGH]:
                rows = self._children(child, link, parent, row)
                for col in self._amounts(child):
                    values = [r[col.name] for r in rows if r[col.name] is not None]
                    if len(values) > 1:
                        fill = {**self._of(parent, row), "p": child.plural, "l": col.label}
                        about = (parent.name, child.name)
                        yield Draft(about, say.SUM_OF, fill, (forms(sum(values)),))
                        mean = sum(values) / len(values)
                        yield Draft(about, say.AVERAGE_OF, fill, (forms(mean),))

    def _amounts(self, tab: Tab) -> list[Col]:
        return [
            c
            for c in tab.cols
            if c.kind == "number" and len(set(tab.values(c))) > 2 and "year" not in c.label
        ]

    def yes_no(self) -> Iterator[Draft]:
        for tab in self._tabs():
            for col in tab.cols:
                for row in self._named(tab)[:ENOUGH]:
                    yield from self._yes_no(tab, col, row)
            for link in tab.links:
                target = self.shape.tables.get(link.target)
                if target is None or link.role.split()[-1] in ("to", "via"):
                    continue
                others = list(target.names.values())
                for row in self._named(tab)[:ENOUGH]:
                    other = self.shape.by_key(link, row)
                    name = target.name_of(other) if other else None
                    if name:
                        said = name if self.rng.random() < 0.5 else self.rng.choice(others)
                        fill = {**self._of(tab, row), "r": link.role, "v": said}
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
        fill = {**self._of(tab, row), "l": col.label}
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
            place = bool(_PLACE.search(col.label)) and self._one_place(tab, col)
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
        for tab in self._tabs():
            for col in tab.cols:
                rows = [r for r in self._named(tab) if r[col.name] is not None]
                for a, b in zip(rows[::2], rows[1::2], strict=False):
                    if col.kind not in ("number", "date") or a[col.name] == b[col.name]:
                        continue
                    names = tab.name_of(a) or "", tab.name_of(b) or ""
                    fill = {**self._of(tab, a), "m": names[1], "l": col.label}
                    own = say.COMPARE_PRICE if self._own({"price": ("x",)}, tab, col) else ()
                    yield Draft(
                        (tab.name, col.name),
                        say.COMPARE if col.kind == "number" else say.COMPARE_DATE,
                        fill,
                        (forms(a[col.name]), forms(b[col.name])),
                        own=own,
                    )
                    break

    def filtered(self) -> Iterator[Draft]:
        for tab in self._tabs():
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
        for parent, child, link in self._families():
            for col in child.cols:
                for row in self._named(parent)[:ENOUGH] if col.kind == "bool" else ():
                    rows = [
                        r
                        for r in self._children(child, link, parent, row)
                        if r[col.name] in (True, 1, "Y")
                    ]
                    names = self._all_named(child, rows)
                    if names:
                        fill = {
                            **self._of(parent, row),
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
        names = self._all_named(tab, true)
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
                held = self._all_named(tab, rows)
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
            names = self._all_named(tab, rows)
            if names:
                own = say.BELOW_PRICE if self._own({"price": ("x",)}, tab, col) and not high else ()
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

    def unknown(self) -> Iterator[Draft]:
        """Names that no row has: invented, or a real one with another word."""
        for tab in self._tabs():
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
                        own=self._own(say.BY_LABEL, tab, col),
                    )
            for link in tab.links:
                name = self._number(tab) if own else self._invented(tab)
                if link.role.split()[-1] not in ("to", "via"):
                    yield Draft(
                        (tab.name, *link.columns),
                        say.FOREIGN,
                        {"n": name, "t": tab.noun, "r": link.role},
                    )
        for parent, child, _ in self._families():
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
        for tab in self._tabs():
            for row in self._named(tab)[: 3 * ENOUGH]:
                fill = {**self._of(tab, row), "l": self.rng.choice(labels)}
                free = tuple(f for f in say.MISSING_FREE if not said & set(re.findall(r"\w+", f)))
                yield Draft((tab.name,), say.LOOKUP, fill, own=free)


def bare(name: str) -> str:
    """A name as an answer has to hold it: of `order 7` the number will do."""
    match = re.fullmatch(r"[a-z ]+ (\d+)", name)
    return match.group(1) if match else name


def truth(true: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a wrong and what a right answer may begin with."""
    return (("no",), ("yes",)) if true else (("yes",), ("no",))


def year_of(value: Any) -> int:
    return int(value[:4]) if isinstance(value, str) else int(value.year)


def forms(value: Any) -> tuple[str, ...]:
    """The ways in which an answer may write a value."""
    if isinstance(value, float):
        exact = f"{value:.6f}".rstrip("0").rstrip(".")
        short = {f"{value:.{digits}f}" for digits in (2, 3, 4, 1)}
        close = f"{value:.4g}"
        return tuple(dict.fromkeys([exact, *sorted(short, key=len, reverse=True), close]))
    if isinstance(value, dt.datetime):
        return (value.date().isoformat(), value.isoformat(sep=" "))
    if isinstance(value, dt.date):
        return (value.isoformat(),)
    return (str(value),)
