"""One clause against the live rows: what it states of the rows it names, and whether that holds."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from answer import check_words as say
from answer.audit_values import figures
from answer.check_around import Named, blank
from answer.check_bind import Binder, Bound
from answer.check_flags import Flag, FlagReader, denied
from answer.check_names import Names
from answer.check_rows import Held, RowChecker, attribute_query
from answer.check_sets import SetChecker
from answer.check_text import Clause, idle, says_nothing
from answer.check_values import Stated, ValueIndex, stated_figures
from nescio.text import stem, words
from nescio.types import Fact, Scope, VerdictStatus
from retrieval.attribute import Attribute, label_stems
from retrieval.attributes import AttributeResolver
from retrieval.facts import FactStore

_AT = re.compile(r"\b(?:in|on|during|until|at the end of|as of|back in|since)\s+(?:early |late )?$")
_PART = re.compile(r"\s*\w+(?:ed|en)\s+(?:by|on|in|with|for|at|from|to|of|as)\b", re.IGNORECASE)
_BUT = re.compile(r"\bbut\b|\brather\b|\binstead\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Found:
    """What rows say of a clause; `status` None: nothing, the documents may. `values`: how many
    stated values were compared, `left` how many were not."""

    status: VerdictStatus | None = None
    rule: str = "no_row_covers_it"
    facts: tuple[Fact, ...] = ()
    values: int = 0
    left: int = 0


@dataclass(frozen=True, kw_only=True)
class _Outcome:
    start: int
    end: int
    holds: bool | None
    held: Held | None


class ClauseChecker:
    """Reads a clause and compares what it says with the rows."""

    def __init__(
        self,
        resolvers: Mapping[str, AttributeResolver],
        store: FactStore,
        values: ValueIndex,
        sets: SetChecker,
    ) -> None:
        self._binder = Binder(resolvers)
        self._rows = RowChecker(resolvers, store)
        self._flags = FlagReader(resolvers)
        self._store = store
        self._values = values
        self._sets = sets

    async def check(
        self, clause: Clause, names: Names, context: Sequence[Named], scope: Scope
    ) -> Found:
        """The verdict of the rows on one clause. `names` has spans of the clause; `context` are
        rows that an earlier clause names and this one may go on about.

        Raises SourceUnavailable and StageTimeout.
        """
        text = clause.text
        if idle(text) or say.IDLE.search(text) or say.FORMERLY.search(text):
            return Found(rule="not_a_plain_statement")
        untrue = bool(say.NOT_SO.search(text))
        text = say.NOT_SO.sub(lambda m: " " * len(m.group()), text)
        rows = [*names.rows]
        if not led(text, rows):
            rows += [replace(one, start=-1, end=-1) for one in context]
        outcomes = await self._set_outcomes(text, names, rows, scope)
        left = 0
        if not outcomes:
            if say.NONE.search(text):
                return Found(rule="not_a_plain_statement")
            outcomes, left = await self._values_of(text, names, rows, scope)
            outcomes += await self._flag_outcomes(text, rows, names, scope)
            left += self._sets.is_extreme(blank(text, names.spans))
        if not outcomes and not left and not rows and says_nothing(text):
            return Found(rule="nothing_stated")
        return _decide(outcomes, left, untrue=untrue)

    async def _set_outcomes(
        self, text: str, names: Names, rows: Sequence[Named], scope: Scope
    ) -> list[_Outcome]:
        none_more = bool(say.NONE_MORE.search(blank(text, names.spans)))
        compared = None if none_more else self._sets.comparison(text, rows, names.spans)
        if compared is not None:
            held = await self._sets.compare(compared, scope)
            no = bool(say.DENIED.search(blank(text, names.spans)))
            return [_outcome(compared.start, compared.end, held, no)]
        extreme = await self._sets.extreme(text, rows, scope)
        if extreme is not None:
            held, one = extreme
            no = denied(blank(text, names.spans)) and not say.NONE_MORE.search(text)
            return [_outcome(one.start, one.end, held, no)]
        return []

    async def _values_of(
        self, text: str, names: Names, rows: Sequence[Named], scope: Scope
    ) -> tuple[list[_Outcome], int]:
        """Outcomes of the stated values, and how many figures nothing could be said of."""
        stated = stated_figures(text, names.spans)
        surely = [(one.start, one.end) for one in names.rows]
        stated += await self._values.find(text, [*surely, *_spans(stated)], scope)
        stated += [
            Stated(start=one.start, end=one.end, entity=one.entity)
            for one in rows
            if one.start >= 0
        ]
        days = _days(text, stated)
        if days is not None:  # they say when, not what
            stated = [s for s in stated if not (s.figure and s.figure.kind in ("date", "year"))]
        counted = any(s.figure is not None and s.figure.kind == "number" for s in stated)
        reached: list[tuple[Stated, _Outcome, Bound | None]] = []
        left = 0
        for value in sorted(stated, key=lambda one: one.start):
            outcome, bound = await self._value(text, value, stated, names, rows, days, scope)
            as_word: list[tuple[Stated, _Outcome, Bound | None]] = []
            if value.entity is not None and not (outcome and bound and bound.cued):
                as_word = await self._as_word(text, value, stated, names, rows, scope)
            if as_word and (
                outcome is None or any(b is not None and b.cued for _, _, b in as_word)
            ):
                reached += as_word
            elif outcome is not None:
                reached.append((value, outcome, bound))
            elif value.figure is not None and days is None and value.figure.text[:1].isdigit():
                left += 1
        found: list[_Outcome] = []
        lists: dict[tuple[str, str], list[tuple[Bound, _Outcome]]] = {}
        for value, outcome, bound in reached:
            of_it = text[value.end :].lstrip().startswith("of ")
            if _by_the_way(value, bound, reached, counted=counted, of_it=of_it):
                continue
            found.append(outcome)
            if bound is not None and value.word:
                key = (bound.subject.entity.id, bound.attributes[0].label)
                lists.setdefault(key, []).append((bound, outcome))
        return await self._whole_lists(text, found, list(lists.values()), scope), left

    async def _as_word(
        self,
        text: str,
        value: Stated,
        stated: Sequence[Stated],
        names: Names,
        rows: Sequence[Named],
        scope: Scope,
    ) -> list[tuple[Stated, _Outcome, Bound | None]]:
        """A name of a row that is a word of another row's column here: a town, say."""
        others = [(o.start, o.end) for o in rows if o.start >= 0 and o.start != value.start]
        found = []
        for word in await self._values.find(text, [*others, *_spans(_figured(stated))], scope):
            if (word.start, word.end) != (value.start, value.end):
                continue
            subjects = [one for one in rows if one.start != value.start]
            outcome, bound = await self._value(text, word, stated, names, subjects, None, scope)
            if outcome is not None:
                found.append((word, outcome, bound))
        return found

    async def _value(
        self,
        text: str,
        value: Stated,
        stated: Sequence[Stated],
        names: Names,
        rows: Sequence[Named],
        days: tuple[dt.date, dt.date] | None,
        scope: Scope,
    ) -> tuple[_Outcome | None, Bound | None]:
        no = _denied_at(text, value, stated, names)
        if value.figure is not None and value.figure.kind == "number":
            held = await self._sets.count(text, value, rows, scope)
            if held is not None:
                return _outcome(value.start, value.end, held, no), None
        taken = [*names.spans, *_spans(_figured(stated))]
        for bound in self._binder.bind(text, rows, value, taken):
            others = [one for one in rows if one is not bound.subject and one.start >= 0]
            held = await self._rows.check(bound, scope, others=others, as_of=days)
            if held is not None:
                return _outcome(value.start, value.end, held, no), bound
            if bound.misfit and bound.cued:
                break  # said of this, in a unit that it does not have
        return None, None

    async def _whole_lists(
        self,
        text: str,
        found: list[_Outcome],
        lists: Sequence[Sequence[tuple[Bound, _Outcome]]],
        scope: Scope,
    ) -> list[_Outcome]:
        """`The colours are A and B` states all of them: one more or one less is wrong."""
        for group in lists:
            bound = group[0][0]
            attribute = bound.attributes[0]
            if not attribute.many or attribute.column is None or not _exhaustive(text, attribute):
                continue
            query = attribute_query(bound.subject.entity, attribute)
            facts = (await self._store.run(query, scope)).facts
            said = {o.held.facts[0].display for _, o in group if o.held and o.held.holds}
            whole = said == {f.display for f in facts} and all(o.holds for _, o in group)
            held = Held(holds=whole, facts=facts, rule="live_list")
            found = [o for o in found if o not in [other for _, other in group]]
            found.append(_outcome(group[0][1].start, group[-1][1].end, held, denied(text)))
        return found

    async def _flag_outcomes(
        self, text: str, rows: Sequence[Named], names: Names, scope: Scope
    ) -> list[_Outcome]:
        found = []
        for flag in self._flags.read(text, rows, names.spans):
            fact = await self._flag_fact(flag, scope)
            if fact is not None:
                held = Held(holds=fact.value is flag.says, facts=(fact,))
                found.append(_outcome(flag.start, flag.end, held, no=False))
        return found

    async def _flag_fact(self, flag: Flag, scope: Scope) -> Fact | None:
        query = attribute_query(flag.subject.entity, flag.attribute)
        facts = (await self._store.run(query, scope)).facts
        return facts[0] if len(facts) == 1 and isinstance(facts[0].value, bool) else None


def led(text: str, rows: Sequence[Named]) -> bool:
    """Whether a clause has a subject of its own: a name, and it does not begin with a verb."""
    tokens = words(text)
    if not rows or not tokens:
        return False
    first = tokens[0]
    elliptic = first.form in say.PREDICATES or first.form in say.POINTING or _PART.match(text)
    return not elliptic or rows[0].start <= first.start


def _outcome(start: int, end: int, held: Held | None, no: bool) -> _Outcome:
    if held is None:
        return _Outcome(start=start, end=end, holds=None, held=None)
    holds: bool | None = held.holds is not no
    if held.open:
        holds = None  # rows that are not there say nothing
    return _Outcome(start=start, end=end, holds=holds, held=held)


def _decide(outcomes: Sequence[_Outcome], left: int, *, untrue: bool) -> Found:
    """One wrong value makes a clause wrong; all have to agree for it to be right."""
    known = [o for o in outcomes if o.holds is not None and o.held is not None]
    if not known:
        open_ = next((o.held for o in outcomes if o.held is not None and o.held.open), None)
        return Found(rule="row_not_there" if open_ else "no_row_covers_it", left=left)
    wrong = [o for o in known if not o.holds]
    right = not wrong
    if untrue:
        right = bool(wrong)
    decisive = wrong or known
    facts = tuple({f.id: f for o in decisive if o.held for f in o.held.facts}.values())
    rule = decisive[0].held.rule if decisive[0].held else "live_row"
    if right and (left or len(known) < len(outcomes)) and not untrue:
        return Found(
            status=None, rule="part_not_covered", facts=facts, values=len(known), left=left
        )
    return Found(
        status="supported" if right else "contradicted", rule=rule, facts=facts,
        values=len(known), left=left,
    )  # fmt: skip


def _denied_at(text: str, value: Stated, stated: Sequence[Stated], names: Names) -> bool:
    """Whether the value is denied: `not 36 but 24 months` denies the first alone."""
    blanked = blank(text, [*names.spans, *_spans(one for one in stated if one.entity is None)])
    before = [one for one in stated if one.end <= value.start and one.entity is None]
    if before and _BUT.search(text, before[-1].end, value.start):
        return denied(blanked, before[-1].end)
    later = [one for one in stated if one.start >= value.end and one.entity is None]
    if later and _BUT.search(text, value.end, later[0].start):
        return denied(blanked, 0, value.end)
    return denied(blanked)


def _by_the_way(
    value: Stated,
    bound: Bound | None,
    reached: Sequence[tuple[Stated, _Outcome, Bound | None]],
    *,
    counted: bool,
    of_it: bool,
) -> bool:
    """Whether a value states nothing itself: `was shipped on 3 May` tells of the day, not of the
    state of today; in `61 units of A at B`, B is only where."""
    if bound is None:
        return False
    if value.entity is not None:
        return counted and bound.attributes[0].many
    said = {stem(word) for word in value.word.split()}
    labels = {a.label for a in bound.attributes}
    everyone = [other for _, _, other in reached if other is not None]
    if (
        len(reached) > 1
        and value.word
        and any(
            said <= _roles(other.attributes) and (of_it or not _mutual(other, bound))
            for other in everyone
        )
    ):
        return True  # `the rank of the captain of`
    return any(
        other is not None and said & _asking(other.attributes)
        and not labels & {a.label for a in other.attributes}
        for one, _, other in reached
        if one is not value
    )  # fmt: skip


def _mutual(one: Bound, other: Bound) -> bool:
    """Whether each value is a word for the steps to the other: one of them is a value."""
    said = {stem(word) for word in one.value.word.split()}
    return bool(said) and one is not other and said <= _roles(other.attributes)


def _roles(attributes: Iterable[Attribute]) -> frozenset[str]:
    """Stems of the words for the steps to attributes."""
    return frozenset(one for a in attributes for hop in a.path for one in label_stems(hop.label))


def _asking(attributes: Iterable[Attribute]) -> frozenset[str]:
    """Stems of words that speak of attributes."""
    return frozenset(
        one
        for a in attributes
        for one in (*a.words, *(cue for c in a.concepts for cue in c.cues | c.labels))
    )


def _exhaustive(text: str, attribute: Attribute) -> bool:
    """Whether a list claims to be whole: `the colours of`, `only in`."""
    if say.SOME.search(text):
        return False
    if say.ONLY.search(text):
        return True
    labels = {w for c in attribute.concepts for w in c.labels} | attribute.words
    plural = "|".join(re.escape(one) for one in sorted(labels))
    return bool(re.search(rf"\b(?:the|available|all|its)\s+(?:{plural}|colour)s\b", text, re.I))


def _spans(stated: Iterable[Stated]) -> list[tuple[int, int]]:
    return [(one.start, one.end) for one in stated]


def _figured(stated: Iterable[Stated]) -> list[Stated]:
    return [one for one in stated if one.figure is not None]


def _days(text: str, stated: Sequence[Stated]) -> tuple[dt.date, dt.date] | None:
    """The span of days that a statement about a value is of: `in 2023 it cost 249 euro`."""
    if not any(one.figure is not None and one.figure.kind == "money" for one in stated):
        return None
    dated = [f for f in figures(text) if f.kind in ("date", "year") and f.date is not None]
    first = dated[0].date if len(dated) == 1 else None
    if first is None or not _AT.search(text[: dated[0].start].casefold()):
        return None
    if dated[0].precision == "year":
        return first, first.replace(month=12, day=31)
    if dated[0].precision == "month":
        later = (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
        return first, later - dt.timedelta(days=1)
    return first, first
