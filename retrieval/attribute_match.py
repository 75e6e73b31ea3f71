"""How well the words of a question fit one attribute of a row.

Every word has to be explained by the attribute, the way to it, the kind of row or a wording that
asks for it; a word left over rules the attribute out.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet

from nescio.text import stem
from retrieval.asking import WEAK_STEMS, Asked, Term
from retrieval.attribute import (
    CONTENTS,
    COUNTED,
    LATER,
    PLAIN,
    STATES,
    Attribute,
    Resolved,
    agents,
    buyer,
    comparing,
    implied,
    in_state,
    kind_fits,
    label_stems,
    noun_stems,
    number_of_yes_no,
    said_anyway,
    unit_word,
)
from retrieval.concepts import CONCEPTS, agent_stems
from retrieval.measures import converted, is_unit
from retrieval.schema import Column, DatabaseSchema
from retrieval.wordings import (
    BEARING,
    MASSES,
    actor,
    bearing,
    elsewhen,
    goes_with,
    is_open,
    leads_away,
    needs,
    not_bound_for,
    placed,
    serving,
)

_WHICH = re.compile(r"^(?:.*[.!,;:]\s*)?\W*(?:which|what)\s+$", re.IGNORECASE)
DATED = frozenset(cue for c in CONCEPTS if c.kinds == {"date", "datetime"} for cue in c.cues)
"""Stems that say which date is meant: they link nothing in a question about another one."""
_TRADING = frozenset(stem(word) for word in "buy bought sell sold order purchase list".split())
"""What else is done with a thing (rent, ship, cover) has a price of its own."""
_CITY = frozenset(stem(word) for word in "city town country location".split())


class Matcher:
    """Fits questions to attributes of one source; `weak` are stems that need no explanation."""

    def __init__(self, schema: DatabaseSchema, weak: AbstractSet[str]) -> None:
        self.schema = schema
        self.weak = weak
        people = [t for t in schema.tables.values() if t.person]
        self._people = frozenset(one for t in people for one in noun_stems(t))

    def match(self, asked: Asked, attribute: Attribute, *, partial: bool) -> Resolved | None:
        """The fit, or None. With `partial`, terms may stay uncovered, for a lower score."""
        if not kind_fits(asked, attribute) or needs(asked, attribute) or elsewhen(asked, attribute):
            return None
        said = {term.stem for term in asked.terms}
        base, borne, states = self._base(asked, attribute, said)
        if base == 0:
            return None
        linked, uncovered = self._unexplained(asked, attribute, borne=bool(borne), states=states)
        if (uncovered and not partial) or not self._reachable(asked, attribute, said, base):
            return None
        weak = 0.03 * sum(
            t.stem in self.weak and t.stem not in attribute.words for t in asked.terms
        )
        weak += 0.05 * len(linked)
        score = base - self._distance(attribute, said) - weak - 0.25 * len(uncovered)
        if score <= 0.3:
            return None
        return Resolved(attribute=attribute, score=min(1.0, score), uncovered=tuple(uncovered))

    def _base(
        self, asked: Asked, attribute: Attribute, said: set[str]
    ) -> tuple[float, float | None, float]:
        """How strongly the attribute is asked for before its distance counts; what a question
        about bearing loads and one about a state say of it (see `bearing`, `in_state`)."""
        nouns = noun_stems(self.schema.tables[attribute.table])
        base = self._strength(asked, attribute, said, _cues(attribute))
        states = in_state(asked, attribute, said - nouns)
        column = attribute.column
        plain = not said - STATES - WEAK_STEMS - nouns and not states
        if is_open(asked) and any(c.name == "hours" for c in attribute.concepts):
            plain = False
        if asked.asks == "yes_no" and (column is None or column.kind == "text") and plain:
            return 0.0, None, 0.0  # "has it shipped" asks for no carrier
        borne = bearing(asked, attribute, said)
        base = max(base, states) if borne is None else borne
        base = max(base, serving(asked, attribute, said - nouns))
        if asked.asks == "yes_no" and column and column.kind == "date":
            base *= 0.85  # whether it was is a matter of the status, where there is one
        return base, borne, states

    def _unexplained(
        self, asked: Asked, attribute: Attribute, *, borne: bool, states: float
    ) -> tuple[list[Term], list[Term]]:
        """The verbs that only link the row to the attribute, and the terms nothing explains."""
        cues = _cues(attribute)
        own = attribute.words | noun_stems(self.schema.tables[attribute.table])
        own |= frozenset(one for role in attribute.roles for one in role)
        column = attribute.column
        if column is not None and column.label.endswith(("er", "or")):
            own |= frozenset(one for word in column.label.split() for one in agent_stems(word))
        dated = asked.asks == "when" and column is not None and column.kind in ("date", "datetime")
        priced = column is not None and column.kind == "money"
        linked = [
            term
            for term in asked.terms
            if (attribute.column is None or attribute.path)
            and term.linking
            and not (priced and term.stem not in _TRADING)
            and not {term.stem, term.form} & (own | cues)
            and not (dated and term.stem in DATED)
        ]
        uncovered = [
            term
            for term in asked.terms
            if not (
                {term.stem, term.form} & own
                or term.stem in cues
                or term.stem in self.weak
                or (attribute.column is None and attribute.holds and term.stem in CONTENTS)
                or term in linked
                or goes_with(term, attribute)
                or (borne and (term.stem in BEARING or term.form in MASSES))
                or (not attribute.path and actor(term, asked, self._people))
                or unit_word(term, attribute)
                or number_of_yes_no(term, asked, attribute)
                or said_anyway(term, attribute)
                or (states and term.stem in STATES)
            )
        ]
        return linked, uncovered

    def _reachable(self, asked: Asked, attribute: Attribute, said: set[str], base: float) -> bool:
        """Whether enough of the way to the attribute is said."""
        path, roles = attribute.path, attribute.roles
        unsaid = any(not said & role for role in roles)
        own = any(
            hop.target == attribute.table and not said & role
            for role, hop in zip(roles, path, strict=False)
        )
        if own:
            return False  # another row of the same table has to be spoken of
        # A price, a parcel may go without saying; the hours of a warehouse's stores do not.
        plain = path and path[-1].reverse and not attribute.end.name_columns
        nouns = noun_stems(self.schema.tables[attribute.table])
        plain = plain or self._of_its_line(asked, attribute, said - nouns)
        if unsaid and (base < 0.9 or attribute.private) and not plain:
            return False
        if unsaid and not_bound_for(asked, attribute):
            return False
        hours = any(concept.name == "hours" for concept in attribute.concepts)
        if unsaid and attribute.column and (path[-1].reverse or hours) and not plain:
            return False
        beyond = len(path) == 2 and path[0].reverse and placed(attribute)
        if beyond and (leads_away(asked) or not said & (roles[0] | roles[1])):
            return False
        # So far away, the row whose value it is has to be named.
        return len(path) <= 2 or not attribute.column or bool(said & roles[-1])

    def _distance(self, attribute: Attribute, said: set[str]) -> float:
        """What the steps to the attribute cost: those that the question does not say."""
        hops = sum(
            0.0 if said & role else 0.2 if self.schema.tables[hop.target].name_columns else 0.08
            for role, hop in zip(attribute.roles, attribute.path, strict=False)
        )
        if attribute.path and attribute.path[-1].reverse and attribute.column is not None:
            near = said & attribute.roles[-1]
            hops -= 0.0 if near else (0.17 if attribute.end.valid_from else 0.05)
        return hops

    def _strength(
        self, asked: Asked, attribute: Attribute, said: set[str], cues: frozenset[str]
    ) -> float:
        """How strongly the terms ask for the attribute itself: 0 when nothing does."""
        # The noun of the row asked about names none of its attributes.
        table = self.schema.tables[attribute.table]
        nouns = noun_stems(table)
        named = said & attribute.words - nouns
        if attribute.column is None:
            return self._row_strength(asked, attribute, said, nouns)
        # "The value of order 7" names the row; "when did she order it" asks for its date.
        dated = attribute.column.kind in ("date", "datetime") and asked.asks != "when"
        if dated and not any(said_anyway(term, attribute) for term in asked.terms):
            said = said - nouns
        if attribute.words <= said:
            return 1.0
        if asked.asks == "where" and not attribute.path and placed(attribute):
            # "Where was it shipped" asks for the city it was shipped to.
            of = frozenset(one for c in attribute.concepts for one in c.labels)
            if attribute.words - of and attribute.words - of <= said:
                city = any(concept.name == "city" for concept in attribute.concepts)
                return 0.99 if city else 0.9
        if any(comparing(term, asked, attribute) for term in asked.terms):
            return 0.9
        deeds = agents(attribute) if asked.asks == "who" else frozenset[str]()
        if said & deeds and not said - self.weak - deeds:
            return 0.86  # "by whom is it delivered": what a carrier does
        if said & cues:
            named_by = frozenset(one for c in attribute.concepts for one in c.labels | c.cues)
            return 0.93 if attribute.words <= named_by | PLAIN | said else 0.86
        if attribute.path and attribute.path[-1].reverse:
            # "In her order" speaks of the child rows, not of their order number.
            named -= attribute.roles[-1]
        units = [term for term in asked.terms if unit_word(term, attribute)]
        amount = asked.asks in ("how_many", "how_much", "other")
        if amount and units and len(units) == len(asked.terms):
            if any(_rougher(attribute.column, term) for term in units):
                return 0.0
            usual = {c.name for c in attribute.concepts} & {"weight", "capacity", "price"}
            far = attribute.path and not attribute.end.valid_from
            return 0.0 if far else 0.88 if usual else 0.8 if asked.asks != "other" else 0.0
        if self._of_its_line(asked, attribute, said - nouns):
            return 0.8
        head = stem(attribute.column.label.split()[-1])
        if named:
            return 0.88 if head in named else 0.7
        if not said - WEAK_STEMS - nouns:
            return implied(asked, attribute, person=table.person)
        led = bool(attribute.roles) and bool(said & attribute.roles[0])
        beyond = said - WEAK_STEMS - nouns - frozenset().union(*attribute.roles)
        if asked.asks == "how_much" and led and not beyond:
            return implied(asked, attribute, person=table.person)
        there = all(said & role for role in attribute.roles) and placed(attribute)
        there = there and not attribute.end.person
        if there and not said - WEAK_STEMS - nouns - frozenset().union(*attribute.roles):
            city = any(concept.name == "city" for concept in attribute.concepts)
            return (0.92 if city else 0.85) if asked.asks == "where" else 0.0
        return 0.0

    def _of_its_line(self, asked: Asked, attribute: Attribute, said: set[str]) -> bool:
        """`How many pairs were sent back in case 7?`: the amount of the one line that a row refers
        to, where nothing is said but what is counted by pieces."""
        if asked.asks != "how_many" or not said & COUNTED or said - COUNTED - self.weak:
            return False
        line = attribute.end
        return (
            len(attribute.path) == 1
            and not attribute.path[0].reverse
            and not line.name_columns
            and any(concept.name == "quantity" for concept in attribute.concepts)
        )

    def _row_strength(
        self, asked: Asked, attribute: Attribute, said: set[str], nouns: frozenset[str]
    ) -> float:
        """The same for an attribute that is another row; `nouns` are of the row asked about."""
        named = said & attribute.words - nouns
        if asked.asks == "yes_no" and not named & LATER:
            return 0.0
        if asked.asks == "where" and named & noun_stems(attribute.end) and self._sited(attribute):
            return 0.0  # where a supplier is: its city, not its name
        if self._another(asked, attribute):
            return 0.0
        if said - nouns == CONTENTS:
            named, said = named - CONTENTS, said - nouns
        head = stem(attribute.end.singular.split()[-1])
        modifier = named <= label_stems(attribute.end.singular) - {head}
        return 0.6 if named and modifier else 0.97 if named else buyer(asked, attribute, said)

    def _another(self, asked: Asked, attribute: Attribute) -> bool:
        """Whether the noun after `which` calls for other rows: `which order did the item come
        from` asks for no item."""
        match = _WHICH.match(asked.text[: asked.terms[0].start]) if asked.terms else None
        if match is None:
            return False
        head = stem(asked.terms[0].form)
        beside = [
            t.stem for t in asked.terms[1:2] if asked.text[asked.terms[0].end : t.start] == " "
        ]
        others = (t for t in self.schema.tables.values() if t.name != attribute.end.name)
        called = {stem(word) for t in others for word in t.singular.split()[-1:]}
        return head in called - attribute.words and not set(beside) & attribute.words

    def _sited(self, attribute: Attribute) -> bool:
        """Whether the rows at its end have a place of their own."""
        if attribute.end.person:
            return True  # where somebody is right now is in no column
        columns = (c for c in attribute.end.columns if not c.private and c.kind == "text")
        return any(label_stems(column.label) & _CITY for column in columns)


def _rougher(column: Column, unit: Term) -> bool:
    """Whether a column is kept in a unit of the same kind that the one said is no part of: what
    alone is asked for in days is nothing that counts months."""
    return (
        is_unit(unit.form) and column.kind == "number" and converted(1, unit.form, column) is None
    )


def _cues(attribute: Attribute) -> frozenset[str]:
    return frozenset(cue for concept in attribute.concepts for cue in concept.cues)
