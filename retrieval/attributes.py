"""Which attribute the words of a question mean: an own column, one over foreign keys, or a row.

Strict by design: every term has to be explained by the attribute, by the kind of row asked
about or by a short list of weak verbs. One word left over, and the question is not about this
attribute: "how do I clean the Kestrel" has no attribute at all.
"""

from __future__ import annotations

from collections.abc import Sequence

from nescio.text import stem
from retrieval.asking import WEAK_STEMS, Asked
from retrieval.attribute import (
    LATER,
    PLAIN,
    QUANTITY_WORDS,
    STATES,
    Attribute,
    Resolved,
    buyer,
    implied,
    in_state,
    kind_fits,
    label_stems,
    noun_stems,
    number_of_yes_no,
    role_stems,
    said_anyway,
    unit_word,
)
from retrieval.concepts import concepts_of
from retrieval.fact_sql import Hop, backward, forward, step_labels
from retrieval.schema import Column, DatabaseSchema, Table
from retrieval.wordings import (
    BEARING,
    MASSES,
    actor,
    bearing,
    elsewhen,
    goes_with,
    leads_away,
    needs,
    placed,
    serving,
)

__all__ = ["MARGIN", "Attribute", "AttributeResolver", "Resolved", "label_stems", "noun_stems"]

MARGIN = 0.05
MOST_STEPS = 4
MOST_WAYS = 60
_CITY = frozenset(stem(word) for word in "city town country location".split())


class AttributeResolver:
    """Knows every attribute of every table of one source."""

    def __init__(self, schema: DatabaseSchema) -> None:
        self.schema = schema
        # A weak word that is the noun of a table says something here: `placed in a store`.
        self.weak = WEAK_STEMS - {s for t in schema.tables.values() for s in noun_stems(t)}
        people = [t for t in schema.tables.values() if t.person]
        self._people = frozenset(one for t in people for one in noun_stems(t))
        self._attributes = {name: tuple(self._of(t)) for name, t in schema.tables.items()}

    def attributes(self, table: str) -> tuple[Attribute, ...]:
        """Everything that can be asked of a row of `table`, private columns included."""
        return self._attributes[table]

    def resolve(self, asked: Asked, table: str, *, partial: bool = False) -> list[Resolved]:
        """Attributes that explain the question's terms, best first.

        With `partial`, terms may stay uncovered (they are listed), each for a lower score.
        """
        found = []
        for attribute in self._attributes[table]:
            one = self._match(asked, attribute, partial=partial)
            if one is not None:
                found.append(one)
        found.sort(key=lambda r: (-r.score, len(r.attribute.path), r.attribute.label))
        return found

    def _of(self, table: Table) -> list[Attribute]:
        found = self._columns(table, (), table)
        for steps in self._ways(table):
            target = self.schema.tables[steps[-1].target]
            found.append(self._related(table, steps, target))
            found += self._columns(table, steps, target)
            if target.name == table.name:
                # "The price of its successor": what is valid today of a row of the same table.
                for child, owner in self.schema.references_to(table.name):
                    if child.valid_from:
                        found += self._columns(table, (*steps, backward(child, owner)), child)
        for child, key in self.schema.references_to(table.name):
            if child.name != table.name:
                found += self._of_child(table, child, backward(child, key))
        return found

    def _ways(self, table: Table) -> list[tuple[Hop, ...]]:
        """Every way over foreign keys to one row, the shortest first: order line, variant,
        product, supplier. A table is met once; a way back to the start is not gone on from."""
        found: list[tuple[Hop, ...]] = []
        ways: list[tuple[Hop, ...]] = [()]
        for _ in range(MOST_STEPS):
            ways = [
                (*way, forward(key))
                for way in ways
                for key in (self.schema.tables[way[-1].target] if way else table).foreign_keys
                if key.target not in {hop.target for hop in way}
                and (not way or (key.target != table.name and way[-1].target != table.name))
            ][:MOST_WAYS]
            found += ways
        return found

    def _of_child(self, table: Table, child: Table, step: Hop) -> list[Attribute]:
        found = self._columns(table, (step,), child)
        for key in child.foreign_keys:
            if key.target in (table.name, child.name):
                continue
            target = self.schema.tables[key.target]
            found.append(self._related(table, (step, forward(key)), target))
            if not target.person:
                found += [
                    a for a in self._columns(table, (step, forward(key)), target) if placed(a)
                ]
            if not target.name_columns:  # a variant stands for its product
                found += [
                    self._related(table, (step, forward(key), forward(second)), beyond)
                    for second in target.foreign_keys
                    if (beyond := self.schema.tables[second.target]).name != table.name
                ]
        return found

    def _columns(self, table: Table, path: tuple[Hop, ...], end: Table) -> list[Attribute]:
        return [
            self._attribute(table, path, end, column)
            for column in end.columns
            if column.kind not in ("blob", "json")
            and column.name not in {c for key in end.foreign_keys for c in key.columns}
            and (not path or column.name not in end.primary_key)
        ]

    def _attribute(
        self, table: Table, path: tuple[Hop, ...], end: Table, column: Column
    ) -> Attribute:
        own = label_stems(column.label) | {stem(s) for s in column.synonyms}
        concepts = concepts_of(own, column.kind)
        if any(hop.reverse for hop in path) and own & QUANTITY_WORDS:
            # The quantity of a stock row is the stock; its reorder level is not.
            concepts += tuple(
                c for c in concepts_of(noun_stems(end), column.kind) if c not in concepts
            )
        if "level" in column.label.split() and "stock" not in column.label.split():
            concepts = tuple(c for c in concepts if c.name != "stock")
        return Attribute(
            source=self.schema.source,
            label=" of the ".join([column.label, *step_labels(self.schema, path)]),
            table=table.name,
            path=path,
            end=end,
            through=self.schema.tables[path[0].target] if path else table,
            column=column,
            words=own,
            roles=self._roles(path),
            concepts=concepts,
        )

    def _related(self, table: Table, path: tuple[Hop, ...], end: Table) -> Attribute:
        words = role_stems(path[-1], end)
        if end.name == table.name:
            # "The product's product" is nobody's words: only the role (successor) says it.
            words -= noun_stems(end)
        return Attribute(
            source=self.schema.source,
            label=" of the ".join(step_labels(self.schema, path)) or end.singular,
            table=table.name,
            path=path,
            end=end,
            through=self.schema.tables[path[0].target] if path else table,
            column=None,
            words=words,
            roles=self._roles(path[:-1]),
        )

    def _roles(self, path: Sequence[Hop]) -> tuple[frozenset[str], ...]:
        return tuple(
            role_stems(hop, self.schema.tables[hop.target]) | self._stands_for(hop) for hop in path
        )

    def _stands_for(self, hop: Hop) -> frozenset[str]:
        """A row without a name is spoken of as the thing it is one of: a variant as an item."""
        table = self.schema.tables[hop.target]
        if table.name_columns or len(table.foreign_keys) != 1 or table.valid_from:
            return frozenset()
        owner = self.schema.tables[table.foreign_keys[0].target]
        return noun_stems(owner) if owner.name_columns else frozenset()

    def _match(self, asked: Asked, attribute: Attribute, *, partial: bool) -> Resolved | None:
        if not kind_fits(asked, attribute) or needs(asked, attribute) or elsewhen(asked, attribute):
            return None
        nouns = noun_stems(self.schema.tables[attribute.table])
        said = {term.stem for term in asked.terms}
        cues = frozenset(cue for concept in attribute.concepts for cue in concept.cues)
        roles = frozenset(one for role in attribute.roles for one in role)
        base = self._strength(asked, attribute, said, cues)
        states = in_state(asked, attribute, said - nouns)
        text = attribute.column is None or attribute.column.kind == "text"
        if (
            asked.asks == "yes_no"
            and text
            and not states
            and not said - STATES - WEAK_STEMS - nouns
        ):
            return None  # "has it shipped" asks for no carrier
        borne = bearing(asked, attribute, said)
        base = max(base, states) if borne is None else borne
        base = max(base, serving(asked, attribute, said - nouns))
        if asked.asks == "yes_no" and attribute.column and attribute.column.kind == "date":
            base *= 0.85  # whether it was is a matter of the status, where there is one
        if base == 0:
            return None
        linked = [
            term
            for term in asked.terms
            if (attribute.column is None or attribute.path)
            and term.linking
            and not {term.stem, term.form} & (attribute.words | roles | nouns | cues)
        ]
        uncovered = [
            term
            for term in asked.terms
            if not (
                {term.stem, term.form} & (attribute.words | roles | nouns)
                or term.stem in cues
                or term.stem in self.weak
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
        if uncovered and not partial:
            return None
        unsaid = any(not said & role for role in attribute.roles)
        # A price, a parcel may go without saying; the hours of a warehouse's stores do not.
        plain = attribute.path and attribute.path[-1].reverse and not attribute.end.name_columns
        if unsaid and (base < 0.9 or attribute.private) and not plain:
            return None
        hours = any(concept.name == "hours" for concept in attribute.concepts)
        if unsaid and attribute.column and (attribute.path[-1].reverse or hours) and not plain:
            return None
        beyond = len(attribute.path) == 2 and attribute.path[0].reverse and placed(attribute)
        if beyond and (leads_away(asked) or not said & (attribute.roles[0] | attribute.roles[1])):
            return None
        if len(attribute.path) > 2 and attribute.column and not said & attribute.roles[-1]:
            return None  # so far away, the row whose value it is has to be named
        hops = sum(
            0.0 if said & role else 0.2 if self.schema.tables[hop.target].name_columns else 0.08
            for role, hop in zip(attribute.roles, attribute.path, strict=False)
        )
        if attribute.path and attribute.path[-1].reverse and attribute.column is not None:
            role = attribute.roles[-1]
            hops -= 0.0 if said & role else (0.17 if attribute.end.valid_from else 0.05)
        weak = 0.03 * sum(
            t.stem in self.weak and t.stem not in attribute.words for t in asked.terms
        )
        weak += 0.05 * len(linked)
        score = base - hops - weak - 0.25 * len(uncovered)
        if score <= 0.3:
            return None
        return Resolved(attribute=attribute, score=min(1.0, score), uncovered=tuple(uncovered))

    def _strength(
        self, asked: Asked, attribute: Attribute, said: set[str], cues: frozenset[str]
    ) -> float:
        """How strongly the terms ask for the attribute itself: 0 when nothing does."""
        # The noun of the row asked about names none of its attributes.
        table = self.schema.tables[attribute.table]
        nouns = noun_stems(table)
        named = said & attribute.words - nouns
        if attribute.column is None:
            if asked.asks == "yes_no" and not named & LATER:
                return 0.0
            if (
                asked.asks == "where"
                and named & noun_stems(attribute.end)
                and self._sited(attribute)
            ):
                return 0.0  # where a supplier is: its city, not its name
            head = stem(attribute.end.singular.split()[-1])
            modifier = named <= label_stems(attribute.end.singular) - {head}
            return 0.6 if named and modifier else 0.97 if named else buyer(asked, attribute, said)
        # "The value of order 7" names the row; "when did she order it" asks for its date.
        dated = attribute.column.kind in ("date", "datetime") and asked.asks != "when"
        if dated and not any(said_anyway(term, attribute) for term in asked.terms):
            said = said - nouns
        if attribute.words <= said:
            return 1.0
        if said & cues:
            named_by = frozenset(one for c in attribute.concepts for one in c.labels | c.cues)
            return 0.93 if attribute.words <= named_by | PLAIN | said else 0.86
        if attribute.path and attribute.path[-1].reverse:
            # "In her order" speaks of the child rows, not of their order number.
            named -= attribute.roles[-1]
        units = [term for term in asked.terms if unit_word(term, attribute)]
        if asked.asks in ("how_many", "how_much") and units and len(units) == len(asked.terms):
            usual = {c.name for c in attribute.concepts} & {"weight", "capacity"}
            return 0.0 if attribute.path else 0.88 if usual else 0.8
        head = stem(attribute.column.label.split()[-1])
        if named:
            return 0.88 if head in named else 0.7
        if not said - WEAK_STEMS - nouns:
            return implied(asked, attribute, person=table.person)
        there = all(said & role for role in attribute.roles) and placed(attribute)
        there = there and not attribute.end.person
        if there and not said - WEAK_STEMS - nouns - frozenset().union(*attribute.roles):
            city = any(concept.name == "city" for concept in attribute.concepts)
            return (0.92 if city else 0.85) if asked.asks == "where" else 0.0
        return 0.0

    def _sited(self, attribute: Attribute) -> bool:
        """Whether the rows at its end have a place of their own."""
        if attribute.end.person:
            return True  # where somebody is right now is in no column
        columns = (c for c in attribute.end.columns if not c.private and c.kind == "text")
        return any(label_stems(column.label) & _CITY for column in columns)
