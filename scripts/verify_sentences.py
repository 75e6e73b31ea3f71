"""Sentences for `bench_verify`: true ones from rows, and falsified ones, said in several styles."""

from __future__ import annotations

import datetime as dt
import random
import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from verify_cases import Case

WORDINGS = Path(__file__).resolve().parent.parent / "data" / "shop" / "claims.toml"
COMPOUND = 0.12
_ARTICLE = frozenset(
    """price weight warranty capacity waterproof load battery material launched discontinued
    supplier supplier_country category colour colours stock total_stock successor heavier
    cheaper""".split()
)
_SMALL = frozenset(
    """The At On You We One Buyers There In For Return Order Orders Expect Yes With How If Weight
    Our Fully Battery Launch Since It Available Altogether Our Floor Opening Delivery Compared No
    As Do A""".split()
)
_MONTHS = """January February March April May June July August September October November
December""".split()
_OTHER_UNITS = {"g": "kg", "months": "years", "l": "ml", "mm": "cm", "kg": "g", "h": "days",
                "days": "weeks", "m²": "cm", "EUR": "USD"}  # fmt: skip
_TIMES = ("10:30", "11:00", "12:30", "13:00", "16:00", "17:30")


@dataclass(frozen=True)
class Said:
    """A sentence, whether it is true, what was done to make it false, and its attributes."""

    text: str
    true: bool
    change: str
    attributes: tuple[str, ...]


class Speaker:
    """Says cases in the wordings of one set; the same seed says the same."""

    def __init__(self, cases: dict[str, list[Case]], wordings: str, seed: int) -> None:
        self._cases = {name: found for name, found in cases.items() if found}
        self._set = wordings
        self._random = random.Random(f"{wordings}-{seed}")  # noqa: S311 - sample data
        self._wordings = tomllib.loads(WORDINGS.read_text("utf-8"))
        self._names = [name for name in self._cases if name in self._wordings]

    def sentences(self, count: int) -> list[Said]:
        """`count` different sentences, half of them falsified."""
        found: dict[str, Said] = {}
        while len(found) < count:
            true = sum(one.true for one in found.values()) < count / 2
            said = self._compound(true=true) if self._random.random() < COMPOUND else None
            said = said or self._single(self._pick(), true=true)
            if said is not None:
                found.setdefault(said.text, said)
        return list(found.values())

    def _pick(self) -> Case:
        return self._random.choice(self._cases[self._random.choice(self._names)])

    def _single(self, case: Case, *, true: bool, lead: bool = True) -> Said | None:
        change = "" if true else self._random.choice(self._changes(case))
        negative = change == "negation"
        if not change and self._random.random() < 0.15:
            # A true denial: of a value that the row does not have.
            other = self._valued(case)
            if other is not None and self._list(case, denying=True):
                case, negative = other, True
        elif change and change != "negation":
            changed = self._changed(case, change)
            if changed is None:
                return None
            case = changed
        templates = self._list(case, denying=negative)
        if not templates:
            return None
        text = self._fill(self._random.choice(templates), case)
        if lead:
            start = self._random.choice(self._wordings["leads"][self._set])
            text = start + _lower(text) if start.endswith((": ", ", ")) else start + text
        return Said(_sentence(text), true, change, (case.attribute,))

    def _list(self, case: Case, *, denying: bool) -> Sequence[str]:
        if case.kind == "flag":
            denying = denying is bool(case.value)
        wordings: list[str] = self._wordings[case.attribute][("no_" if denying else "") + self._set]
        return wordings

    def _changes(self, case: Case) -> list[str]:
        kinds = {
            "quantity": ["value", "value", "unit", "entity"], "money": ["value", "unit", "entity"],
            "count": ["value", "entity"], "date": ["date", "date", "entity"], "flag": ["negation"],
            "compare": ["entity"], "extreme": ["entity"], "words": ["value"],
        }.get(case.kind, ["value", "entity"])  # fmt: skip
        if self._wordings[case.attribute][f"no_{self._set}"] and case.kind != "flag":
            kinds = [*kinds, "negation"]
        return kinds

    def _changed(self, case: Case, change: str) -> Case | None:
        if change == "unit":
            return replace(case, unit="!" + _OTHER_UNITS[case.unit])
        if change != "entity":
            return self._valued(case)
        if case.kind == "compare":
            return replace(case, entity=str(case.value), value=case.entity)
        if case.kind == "extreme":
            return replace(case, value=self._random.choice(case.accepted))
        others = [
            one for one in self._cases[case.attribute]
            if one.entity != case.entity and one.place == case.place
        ]  # fmt: skip
        other = self._random.choice(others) if others else None
        if other is None or self._near(other.value, case.value):
            return None
        if str(case.value) in other.accepted:
            return None
        return replace(case, entity=other.entity)

    def _valued(self, case: Case) -> Case | None:
        """The case with another value, none that is true of the row."""
        pick, value = self._random, case.value
        other: str | float | int
        if case.kind in ("quantity", "money"):
            factor = pick.choice((0.5, 0.7, 0.8, 1.25, 1.4, 1.5, 2.0))
            other = round(float(value) * factor, 2 if case.kind == "money" else 0) or 1
        elif case.kind == "count":
            other = int(value) + pick.choice((-2, -1, 1, 2, 3, 7))
            other = other if other > 1 else int(value) + 2
        elif case.kind == "date":
            days = pick.choice((-400, -70, -33, -9, 2, 11, 40, 95, 366))
            other = (dt.date.fromisoformat(str(value)) + dt.timedelta(days)).isoformat()
        elif case.kind == "time":
            other = pick.choice(_TIMES)
        elif case.kind == "hours":
            start, end = str(value).split("-")
            other = pick.choice((f"{start}-{_later(end)}", f"{_later(start)}-{end}"))
        elif case.kind == "flag":
            return None
        else:
            other = pick.choice(self._cases[case.attribute]).value
        if self._near(other, value) or str(other) in case.accepted:
            return None
        if case.kind == "extreme":
            return replace(case, value=pick.choice(case.accepted))
        if case.kind == "compare":
            return replace(case, entity=str(case.value), value=case.entity)
        return replace(case, value=other)

    def _near(self, one: object, other: object) -> bool:
        """Whether two values could be taken for the same when one is rounded."""
        if isinstance(one, (int, float)) and isinstance(other, (int, float)):
            return abs(one - other) <= 0.08 * abs(other)
        words, others = (set(re.findall(r"\w+", str(v).casefold())) for v in (one, other))
        return words <= others or others <= words

    def _compound(self, *, true: bool) -> Said | None:
        first = self._single(self._pick(), true=True, lead=False)
        second = self._single(self._pick(), true=true, lead=False)
        if first is None or second is None:
            return None
        parts = [first, second] if self._random.random() < 0.5 else [second, first]
        if any("?" in one.text or ". " in one.text for one in parts):
            return None
        left = parts[0].text.removesuffix(".")
        right = parts[1].text.removesuffix(".")
        join = self._random.choice(self._wordings["joins"][self._set])
        right = right if join.startswith("{a}. ") else _lower(right)
        text = join.replace("{a}", left).replace("{b}", right)
        names = tuple(name for one in parts for name in one.attributes)
        return Said(_sentence(text + "."), true, second.change, names)

    def _fill(self, template: str, case: Case) -> str:
        entity = case.entity
        if case.attribute in _ARTICLE and self._random.random() < 0.75:
            entity = f"the {entity}"
        text = template.replace("{v}", self._value(case)).replace("{w}", case.place)
        return text.replace("{e}", entity)

    def _value(self, case: Case) -> str:
        value, pick = case.value, self._random.choice
        if case.kind == "money":
            unit = case.unit.lstrip("!")
            sign = {"EUR": "€", "USD": "$"}[unit]
            word = {"EUR": "euros", "USD": "dollars"}[unit]
            amount = f"{float(value):,.2f}"
            return pick(
                (f"{unit} {amount}", f"{amount} {unit}", f"{sign}{amount}", f"{amount} {word}")
            )
        if case.kind == "quantity":
            return self._quantity(float(value), case.unit)
        if case.kind == "date":
            return spoken_date(dt.date.fromisoformat(str(value)), self._random.choice)
        if case.kind == "hours":
            start, end = str(value).split("-")
            return pick((f"{start} to {end}", f"{start}-{end}", f"{start} until {end}"))
        if case.kind == "time":
            return str(value)
        if case.kind == "words":
            *head, last = str(value).split("|")
            return f"{', '.join(head)} and {last}"
        return str(value)

    def _quantity(self, value: float, unit: str) -> str:
        pick = self._random.choice
        if unit.startswith("!"):
            return f"{value:g} {unit[1:]}" if value < 1000 else f"{value:,.0f} {unit[1:]}"
        plain = f"{value:g}" if value < 1000 else pick((f"{value:.0f}", f"{value:,.0f}"))
        forms = {
            "g": [f"{plain} g", f"{plain} grams", f"{value / 1000:g} kg"],
            "months": [f"{plain} months"],
            "l": [f"{plain} litres", f"{plain} l"],
            "mm": [f"{plain} mm", f"{plain} millimetres"],
            "kg": [f"{plain} kg", f"{plain} kilograms", f"{plain} kilos"],
            "h": [f"{plain} hours", f"{plain} h"],
            "days": [f"{plain} days"],
            "m²": [f"{plain} m²", f"{plain} square metres", f"{plain} m2"],
        }[unit]  # fmt: skip
        if unit == "months" and value % 12 == 0:
            years = int(value // 12)
            forms.append(f"{years} year{'s' if years > 1 else ''}")
        return pick(forms)


def _lower(text: str) -> str:
    """With a small first letter where the first word is no name."""
    first = text.split(" ", 1)[0]
    return text[:1].lower() + text[1:] if first in _SMALL else text


def spoken_date(day: dt.date, pick: Callable[[tuple[str, ...]], str]) -> str:
    """A day as people write it."""
    month = _MONTHS[day.month - 1]
    return pick(
        (f"{day.day} {month} {day.year}", f"{month} {day.day}, {day.year}", day.isoformat(),
         f"{month} {_ordinal(day.day)}, {day.year}",
         f"the {_ordinal(day.day)} of {month} {day.year}")
    )  # fmt: skip


def _later(time: str) -> str:
    hour, minute = time.split(":")
    return f"{(int(hour) + 1) % 24:02d}:{minute}"


def _ordinal(day: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(day % 10 if day not in (11, 12, 13) else 0, "th")
    return f"{day}{ending}"


def _sentence(text: str) -> str:
    """With a capital at its start and after a full stop."""
    text = re.sub(r"(?<=[.!?] )[a-z]", lambda m: m.group().upper(), text)
    return text[:1].upper() + text[1:]
