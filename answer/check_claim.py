"""One clause against the live rows: what it states of the rows it names, and whether that holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from answer import check_words as say
from answer.check_around import Named, blank
from answer.check_bind import Binder, Bound
from answer.check_clause import (
    Reached,
    by_the_way,
    denied_at,
    exhaustive,
    figured,
    led,
    span_of_days,
    spans,
)
from answer.check_compare import ComparisonChecker
from answer.check_flags import Flag, FlagReader, denied
from answer.check_names import Names
from answer.check_outcome import Found, Outcome, decide, outcome_of
from answer.check_rows import Held, RowChecker, attribute_query
from answer.check_sets import SetChecker
from answer.check_text import Clause, idle, says_nothing
from answer.check_values import Stated, ValueIndex, stated_figures
from nescio.types import Fact, Scope
from retrieval.attributes import AttributeResolver
from retrieval.facts import FactStore


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
        self._comparisons = ComparisonChecker(resolvers, store)
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
        return decide(outcomes, left, untrue=untrue)

    async def _set_outcomes(
        self, text: str, names: Names, rows: Sequence[Named], scope: Scope
    ) -> list[Outcome]:
        none_more = bool(say.NONE_MORE.search(blank(text, names.spans)))
        compared = None if none_more else self._comparisons.comparison(text, rows, names.spans)
        if compared is not None:
            held = await self._comparisons.compare(compared, scope)
            no = bool(say.DENIED.search(blank(text, names.spans)))
            return [outcome_of(compared.start, compared.end, held, no)]
        extreme = await self._sets.extreme(text, rows, scope)
        if extreme is not None:
            held, one = extreme
            no = denied(blank(text, names.spans)) and not say.NONE_MORE.search(text)
            return [outcome_of(one.start, one.end, held, no)]
        return []

    async def _values_of(
        self, text: str, names: Names, rows: Sequence[Named], scope: Scope
    ) -> tuple[list[Outcome], int]:
        """Outcomes of the stated values, and how many figures nothing could be said of."""
        stated = await self._stated(text, names, rows, scope)
        days = span_of_days(text, stated)
        if days is not None:  # they say when, not what
            stated = [s for s in stated if not (s.figure and s.figure.kind in ("date", "year"))]
        reached: list[Reached] = []
        left = 0
        for value in sorted(stated, key=lambda one: one.start):
            outcome, bound = await self._value(text, value, stated, names, rows, days, scope)
            as_word: list[Reached] = []
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
        return await self._kept(text, stated, reached, scope), left

    async def _stated(
        self, text: str, names: Names, rows: Sequence[Named], scope: Scope
    ) -> list[Stated]:
        """The figures, the words that are values, and the names of rows."""
        stated = stated_figures(text, names.spans)
        surely = [(one.start, one.end) for one in names.rows]
        stated += await self._values.find(text, [*surely, *spans(stated)], scope)
        stated += [
            Stated(start=one.start, end=one.end, entity=one.entity)
            for one in rows
            if one.start >= 0
        ]
        return stated

    async def _kept(
        self, text: str, stated: Sequence[Stated], reached: Sequence[Reached], scope: Scope
    ) -> list[Outcome]:
        """The outcomes of what is stated in earnest; lists are one outcome each."""
        counted = any(s.figure is not None and s.figure.kind == "number" for s in stated)
        found: list[Outcome] = []
        lists: dict[tuple[str, str], list[tuple[Bound, Outcome]]] = {}
        for value, outcome, bound in reached:
            of_it = text[value.end :].lstrip().startswith("of ")
            if by_the_way(value, bound, reached, counted=counted, of_it=of_it):
                continue
            found.append(outcome)
            if bound is not None and value.word:
                key = (bound.subject.entity.id, bound.attributes[0].label)
                lists.setdefault(key, []).append((bound, outcome))
        return await self._whole_lists(text, found, list(lists.values()), scope)

    async def _as_word(
        self,
        text: str,
        value: Stated,
        stated: Sequence[Stated],
        names: Names,
        rows: Sequence[Named],
        scope: Scope,
    ) -> list[Reached]:
        """A name of a row that is a word of another row's column here: a town, say."""
        others = [(o.start, o.end) for o in rows if o.start >= 0 and o.start != value.start]
        found = []
        for word in await self._values.find(text, [*others, *spans(figured(stated))], scope):
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
    ) -> tuple[Outcome | None, Bound | None]:
        no = denied_at(text, value, stated, names)
        if value.figure is not None and value.figure.kind == "number":
            held = await self._sets.count(text, value, rows, scope)
            if held is not None:
                return outcome_of(value.start, value.end, held, no), None
        taken = [*names.spans, *spans(figured(stated))]
        for bound in self._binder.bind(text, rows, value, taken):
            others = [one for one in rows if one is not bound.subject and one.start >= 0]
            held = await self._rows.check(bound, scope, others=others, as_of=days)
            if held is not None:
                return outcome_of(value.start, value.end, held, no), bound
            if bound.misfit and bound.cued:
                break  # said of this, in a unit that it does not have
        return None, None

    async def _whole_lists(
        self,
        text: str,
        found: list[Outcome],
        lists: Sequence[Sequence[tuple[Bound, Outcome]]],
        scope: Scope,
    ) -> list[Outcome]:
        """`The colours are A and B` states all of them: one more or one less is wrong."""
        for group in lists:
            bound = group[0][0]
            attribute = bound.attributes[0]
            if not attribute.many or attribute.column is None or not exhaustive(text, attribute):
                continue
            query = attribute_query(bound.subject.entity, attribute)
            facts = (await self._store.run(query, scope)).facts
            said = {o.held.facts[0].display for _, o in group if o.held and o.held.holds}
            whole = said == {f.display for f in facts} and all(o.holds for _, o in group)
            held = Held(holds=whole, facts=facts, rule="live_list")
            found = [o for o in found if o not in [other for _, other in group]]
            found.append(outcome_of(group[0][1].start, group[-1][1].end, held, denied(text)))
        return found

    async def _flag_outcomes(
        self, text: str, rows: Sequence[Named], names: Names, scope: Scope
    ) -> list[Outcome]:
        found = []
        for flag in self._flags.read(text, rows, names.spans):
            fact = await self._flag_fact(flag, scope)
            if fact is not None:
                held = Held(holds=fact.value is flag.says, facts=(fact,))
                found.append(outcome_of(flag.start, flag.end, held, no=False))
        return found

    async def _flag_fact(self, flag: Flag, scope: Scope) -> Fact | None:
        query = attribute_query(flag.subject.entity, flag.attribute)
        facts = (await self._store.run(query, scope)).facts
        return facts[0] if len(facts) == 1 and isinstance(facts[0].value, bool) else None
