"""What was valid before what is valid now: `the old price of the Okapi`, `before it went up`.

Tables with validity columns keep what was. A change that is told (up or down, in which month) has
to be the one that the rows know of; else nothing is said, and the value of today least of all.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from answer import render
from answer.as_of import first_day, valid_between
from answer.route_dates import MONTHS
from answer.route_names import Named, spans_of
from answer.route_types import FactAnswer, FactRefusal, FactReply
from answer.route_valid import DatedValue, DatedValues
from nescio.text import stem
from nescio.types import Entity, Fact, Scope
from retrieval.asking import Asked, read
from retrieval.attributes import Attribute

_CONFIDENCE = 0.9
_ASKING = frozenset(("what", "how_much", "how_many", "other"))
_UP = (
    r"(?:up|higher|increased?|increase|rise|rose|raised?|hike|jump(?:ed)?|dearer|pricier"
    r"|more expensive)"
)
_DOWN = r"(?:down|lower(?:ed)?|cut|reduced|reduction|drop(?:ped)?|fell|fall|cheaper|less expensive)"
_IT = r"(?:it|they|that|this|you|(?:the|its|your) (?:price|cost|fee|rate|value)s?)"
_WENT = r"(?:(?:last |just )?(?:went|got|has gone|have gone|had gone|was|were|became|came|put) )?"
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
# "Before it went up in May", "before the last increase", "before the current price".
_BEFORE = re.compile(
    rf"\s*\bbefore (?:{_IT} {_WENT}(?:it |them )?(?:(?P<up>{_UP})|(?P<down>{_DOWN})|changed?)"
    r"(?: (?:it|them|(?:the|its) (?:price|cost)s?))?"
    r"|(?:the|its|this|that|your|their) (?:(?:last|latest|current|recent|new|present|price) )*"
    rf"(?:(?P<rise>{_UP})|(?P<fall>{_DOWN})|change|price|one|cost|value))\b"
    rf"(?: (?:in|last|this) (?P<month>{_MONTH})\b)?(?: (?:in )?(?P<year>(?:19|20)\d\d)\b)?"
    r"(?=\W*$)",
    re.IGNORECASE,
)
_BEFORE_NAME = re.compile(r"\bbefore (?:the )?$", re.IGNORECASE)
_OLD = re.compile(r"\b(?:old|previous|former|prior|earlier) (?=(?P<noun>[a-z]+)\b)", re.IGNORECASE)
_ONCE = re.compile(
    r"\s*\b(?:use[d]? to(?= (?:cost|be|sell|go)\b)|previously|formerly|before(?=\W*$))",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class _Told:
    """What says that an earlier value is meant, and what it says of the change."""

    blank: str
    """The question without it."""
    name: tuple[int, int]
    noun: str = ""
    up: bool | None = None
    month: int | None = None
    year: int | None = None

    def fits(self, day: dt.date, *, rose: bool) -> bool:
        """Whether the change on that day is the one told."""
        if self.up is not None and self.up is not rose:
            return False
        return self.month in (None, day.month) and self.year in (None, day.year)


class Previous(DatedValues):
    """Answers about one row of one source as it was before its last change."""

    async def answer(self, asked: Asked, named: Sequence[Named], scope: Scope) -> FactReply | None:
        """The value before the one of today; None where none is asked for, or nothing that has a
        validity."""
        entity = self._row(named) if asked.asks in _ASKING else None
        told = _told(asked.text, spans_of(named)[0]) if entity else None
        if entity is None or told is None:
            return None
        value = self._value(read(told.blank, [told.name]), entity)
        if value is None:
            return None
        attribute = value.attribute
        if not _changes(attribute) or (told.noun and not _says(attribute, told)):
            return None
        found = await self._before(entity, value, told, scope)
        if found is None:
            return FactRefusal(
                reason="no_evidence",
                rule="no_value",
                message=f"The database has no such earlier {attribute.label} for {entity.label}.",
                candidates=(entity,),
            )
        return FactAnswer(
            sentences=(render.values((found,)),),
            entities=(entity,),
            confidence=round(_CONFIDENCE * named[0].score, 4),
            rule="previous",
        )

    async def _before(
        self, entity: Entity, value: DatedValue, told: _Told, scope: Scope
    ) -> Fact | None:
        """The one value on the day before that of today began."""
        query, attribute = value.query, value.attribute
        if not self._store.permits(query, scope):
            return None
        today = dt.date.today()
        now = await valid_between(self._store, query, attribute.end, (today, today), scope)
        first = await first_day(self._store, query, attribute.end, today, scope)
        if len(now) != 1 or first is None:
            return None
        last = first - dt.timedelta(days=1)
        old = await valid_between(self._store, query, attribute.end, (last, last), scope)
        if len(old) != 1 or not told.fits(first, rose=_number(now[0]) > _number(old[0])):
            return None
        label = f"{attribute.label} before {first.isoformat()}"
        return replace(old[0], entity=entity.label, attribute=label)


def _told(text: str, name: tuple[int, int]) -> _Told | None:
    """What of a question says that an earlier value is meant; None where nothing does."""
    begins, ends = name
    before = _BEFORE_NAME.search(text[:begins])
    if before is not None:  # "the price before the Okapi went up"
        match = _BEFORE.search(f"{text[: before.end()].removesuffix('the ')}it{text[ends:]}")
        head = f"{text[: before.start()]}of "
        blank = f"{head}{text[begins:ends]}"
        return _changed(match, blank, (len(head), len(blank))) if match else None
    for pattern in (_BEFORE, _OLD, _ONCE):
        match = pattern.search(text)
        if match is not None and (ends <= match.start() or match.end() <= begins):
            blank = f"{text[: match.start()]}{' ' * len(match.group())}{text[match.end() :]}"
            return _changed(match, blank, name)
    return None


def _changed(match: re.Match[str], blank: str, name: tuple[int, int]) -> _Told:
    groups = match.groupdict()
    month, year = groups.get("month"), groups.get("year")
    rose, fell = (
        (groups.get("up") or groups.get("rise")),
        (groups.get("down") or groups.get("fall")),
    )
    return _Told(
        blank=blank,
        name=name,
        noun=groups.get("noun") or "",
        up=True if rose else False if fell else None,
        month=MONTHS[month.casefold()] if month else None,
        year=int(year) if year else None,
    )


def _changes(attribute: Attribute) -> bool:
    """Whether its values are numbers, which rise and fall."""
    return attribute.column is not None and attribute.column.kind in ("number", "money")


def _says(attribute: Attribute, told: _Told) -> bool:
    """Whether the word after `old` calls the attribute: `my old Okapi` is no old price."""
    cues = {cue for concept in attribute.concepts for cue in concept.cues | concept.labels}
    return stem(told.noun.casefold()) in attribute.words | cues


def _number(fact: Fact) -> float:
    return float(fact.value)  # type: ignore[arg-type]
