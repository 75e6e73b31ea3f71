"""By how much two named rows differ in one column, and what named rows come to together.

`How much heavier is A than B`, `what do A and B cost together`: the values of the rows are read
live, and the difference or the sum is told beside them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from answer import render
from answer.route_names import Named, of_source
from answer.route_picked import picked
from answer.route_subject import Subject, SubjectAnswerer
from answer.route_types import FactAnswer, FactReply
from nescio.text import stem, words
from nescio.types import Entity, Fact, Scope
from retrieval.asking import WEAK_STEMS, Asked, Asks, Term, read
from retrieval.attribute import noun_stems, unit_word
from retrieval.attributes import Attribute, AttributeResolver
from retrieval.concepts import CONCEPTS
from retrieval.display import display_value

_CONFIDENCE = 0.9
MOST_ADDED = 5
_HOW = re.compile(r"\bhow (?:much|many)\b", re.IGNORECASE)
_APART = re.compile(
    r"\bby how (?:much|many)\b|\bdifferen(?:ce|t)\b|\bdiffer\b|\bsav(?:e|es|ing|ings)\b"
    r"|\bgap\b|\bon top\b|\b(?:extra|additional|additionally|surcharge|premium)\b",
    re.IGNORECASE,
)
_TOGETHER = re.compile(
    r"\b(?:together|combined|altogether|plus|add up|in (?:total|all|sum)|all told|taken as one"
    r"|as a pair|(?:sum|total) of|total \w+ of|add(?:s|ed)? up to)\b"
    r"|\bboth\b.*\b(?:come|cost|add)\b",
    re.IGNORECASE,
)
_PAID = re.compile(r"\b(?:come|comes|add up|adds up|amount|amounts) to\b", re.IGNORECASE)
# "If I take A instead of B": which row is taken says nothing of what is asked.
_CHOICE = re.compile(
    r"\b(?:if|when|were|should) (?:i|we|you|one|somebody) (?:\w+ )?(?:to )?(?:take|choose|pick|buy"
    r"|get|go|went|took|bought|chose|opt|switch|upgrade|order|swap)(?: (?:for|with|to|from|up))?\b"
    r"|\bfor (?:taking|choosing|buying|picking)\b|\b(?:by|for) (?:going for|going with)\b",
    re.IGNORECASE,
)
_MORE = frozenset(
    """more less fewer above under extra additional higher lower greater smaller larger bigger
    longer shorter""".split()
)
_PLAIN = frozenset("more less above under extra additional pricier cheaper dearer".split())
_COMPARING = _MORE | frozenset(w for c in CONCEPTS for w in c.lower | c.higher)
_FRAME = frozenset(
    """instead rather between compared comparison opposed against difference different differ gap
    save saves saving savings apart together combined sum total altogether pair one than by if plus
    up top surcharge premium
    additionally travel give gives gain
    exactly add adds added another""".split()
)
# Of these a sum says nothing.
_NEVER_ADDED = frozenset(
    ("warranty", "waterproof", "rating", "year", "lead time", "speed", "battery", "population")
)
# `Longer` alone is said of how long a thing is, not of these.
_NEVER_BARE = frozenset(("warranty", "lead time", "duration", "battery"))


class Differences:
    """Subtracts and adds values of named rows of one source."""

    def __init__(self, resolver: AttributeResolver, subjects: SubjectAnswerer) -> None:
        self._resolver = resolver
        self._subjects = subjects
        self._source = resolver.schema.source

    async def answer(self, asked: Asked, named: Sequence[Named], scope: Scope) -> FactReply | None:
        """The difference or the sum; None where the question asks for neither of named rows."""
        comparing = [t for t in asked.terms if t.form in _COMPARING]
        apart = _APART.search(asked.text) or (comparing and _HOW.search(asked.text))
        added = None if apart else _TOGETHER.search(asked.text)
        if not apart and not added:
            return None
        rows = self._rows(asked, named)
        if not rows or len({one.table for one in rows}) > 1 or asked.asks in ("why", "who"):
            return None
        attribute = self._attribute(asked, named, rows, added=bool(added))
        if attribute is None:
            return None
        facts: list[Fact] = []
        score = min(one.score for one in named)
        for row in rows:
            subject = Subject(entity=row, score=score)
            reply = await self._subjects.value(subject, attribute, 1.0, scope, rule="difference")
            if not isinstance(reply, FactAnswer):
                return reply
            facts += reply.sentences[0].facts[:1]
        return self._told(facts, rows, attribute, score, added=bool(added))

    def _rows(self, asked: Asked, named: Sequence[Named]) -> list[Entity]:
        """The rows compared: two named ones, or two of a name that several have."""
        if len(named) == 1:
            both = picked(self._family(named[0]), (w.form for w in words(asked.text)))
            return both if len(both) == 2 else []
        meant = [of_source(one, self._source) for one in named]
        if not 2 <= len(meant) <= MOST_ADDED or any(len(one) != 1 for one in meant):
            return []
        rows = list({one[0].id: one[0] for one in meant}.values())
        return rows if len(rows) == len(meant) else []

    def _family(self, one: Named) -> list[Entity]:
        return [e for e in one.called or one.entities if e.source == self._source]

    def _attribute(
        self, asked: Asked, named: Sequence[Named], rows: Sequence[Entity], *, added: bool
    ) -> Attribute | None:
        """The one number that all words of the question but those of the frame ask for."""
        if not added and len(rows) != 2:
            return None
        table = str(rows[0].table)
        nouns = noun_stems(self._resolver.schema.tables[table])
        counted = re.search(r"\bhow many (\w+)", asked.text, re.IGNORECASE)
        if counted and stem(counted.group(1).casefold()) in nouns:
            return None  # rows are counted
        spans = [(n.start, n.end) for n in named]
        spans += [match.span() for match in _CHOICE.finditer(asked.text)]
        terms = [t for t in read(asked.text, spans).terms if t.form not in _FRAME]
        if len(named) == 1:  # "the small one" tells the other row
            family = self._family(named[0])
            terms = [t for t in terms if t.form != "size" and not picked(family, (t.form,))]
        compared = [t for t in terms if t.form in _COMPARING]
        rest = [t for t in terms if t not in compared and t.stem not in nouns]
        bare = all(t.stem in WEAK_STEMS for t in rest)
        if compared and (bare or any(t.form not in _MORE for t in compared)):
            one = self._by_word(compared, rest, table)
            if one is not None or any(t.form not in _PLAIN for t in compared):
                return one
        how = _HOW.search(asked.text) or _PAID.search(asked.text)
        if bare and (not how or "difference" in asked.text.casefold()):
            return None
        asks: Asks = "how_many" if re.search(r"\bhow many\b", asked.text, re.I) else "how_much"
        plain = replace(asked, terms=tuple(rest), procedure=False, asks=asks)
        number = self._number(plain, table, added=added)
        return number or (self._by_word(compared, rest, table) if compared else None)

    def _by_word(
        self, compared: Sequence[Term], rest: Sequence[Term], table: str
    ) -> Attribute | None:
        """The one number that a comparing word is said of: `heavier`, `cheaper`."""
        forms = {t.form for t in compared} - {"more", "less", "above", "under", "extra"}
        said = {t.stem for t in rest}
        found = [
            a for a in self._resolver.attributes(table)
            if forms and _of_the_row(a) and all(
                any(form in c.lower | c.higher for c in a.concepts) for form in forms
            ) and (said & a.words or not {c.name for c in a.concepts} & _NEVER_BARE)
        ]  # fmt: skip
        if len(found) != 1:
            return None
        (attribute,) = found
        cues = {cue for c in attribute.concepts for cue in c.cues}
        known = attribute.words | cues | WEAK_STEMS
        left = [t for t in rest if t.stem not in known and not unit_word(t, attribute)]
        return None if left else attribute

    def _number(self, plain: Asked, table: str, *, added: bool) -> Attribute | None:
        resolved = self._subjects.choose(plain, table)
        if resolved is None or not _of_the_row(resolved.attribute):
            return None
        names = {concept.name for concept in resolved.attribute.concepts}
        return None if added and names & _NEVER_ADDED else resolved.attribute

    def _told(
        self, facts: Sequence[Fact], rows: Sequence[Entity], attribute: Attribute, score: float,
        *, added: bool,
    ) -> FactAnswer | None:  # fmt: skip
        if len(facts) != len(rows) or any(f.value is None for f in facts):
            return None
        value = sum(_exact(f) for f in facts) if added else abs(_exact(facts[0]) - _exact(facts[1]))
        what = "sum" if added else "difference"
        whole = replace(
            facts[0],
            entity=" and ".join(row.label for row in rows),
            attribute=f"{facts[0].attribute} together" if added else "difference",
            value=value,
            display=display_value(value, attribute.column),
            key=(),
            column=f"{what}({facts[0].column}) of {' and '.join(row.label for row in rows)}",
            about=tuple((f.table, f.key) for f in facts),
        )
        sentence = render.added(facts, whole) if added else render.apart(facts, whole)
        return FactAnswer(
            sentences=(sentence,),
            entities=tuple(rows),
            confidence=round(_CONFIDENCE * score, 4),
            rule=what,
        )


def _exact(fact: Fact) -> Decimal:
    """The value as it is shown, without the noise of binary fractions."""
    return Decimal(str(fact.value))


def _of_the_row(attribute: Attribute) -> bool:
    """A public number of which a row has one at a time: its own, or what is valid today."""
    column, way = attribute.column, attribute.path
    if column is None or column.private or column.kind not in ("number", "money"):
        return False
    if column.name in attribute.end.structural:
        return False
    return not way or (len(way) == 1 and way[0].reverse and bool(attribute.end.valid_from))
