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
    QUANTITY_WORDS,
    SENDING,
    Attribute,
    Resolved,
    label_stems,
    noun_stems,
    role_stems,
)
from retrieval.attribute_match import Matcher
from retrieval.concepts import concepts_of
from retrieval.fact_sql import Hop, backward, forward, step_labels
from retrieval.schema import Column, DatabaseSchema, Table
from retrieval.wordings import (
    placed,
)

__all__ = ["MARGIN", "Attribute", "AttributeResolver", "Resolved", "label_stems", "noun_stems"]

MARGIN = 0.05
_ITEMS = frozenset(stem(w) for w in "item article thing piece device gadget".split())
MOST_STEPS = 4
MOST_WAYS = 60


class AttributeResolver:
    """Knows every attribute of every table of one source."""

    def __init__(self, schema: DatabaseSchema) -> None:
        self.schema = schema
        # A weak word that is the noun of a table says something here: `placed in a store`.
        self.weak = WEAK_STEMS - {s for t in schema.tables.values() for s in noun_stems(t)}
        self._matcher = Matcher(schema, self.weak)
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
            one = self._matcher.match(asked, attribute, partial=partial)
            if one is not None:
                found.append(one)
        found = self._by_way(asked, found, table)
        found.sort(key=lambda r: (-r.score, len(r.attribute.path), r.attribute.label))
        return found

    def _by_way(self, asked: Asked, found: list[Resolved], table: str) -> list[Resolved]:
        """Without rows that another way leads to, where what is said is done on that way: the
        warehouse that sent an order is not the one of the store where it was placed."""
        if not {term.stem for term in asked.terms} & SENDING:
            return found
        sent = {
            a.end.name for a in self._attributes[table]
            if a.column is None and len(a.path) > 1 and a.way & SENDING
        }  # fmt: skip
        return [
            r for r in found
            if len(r.attribute.path) < 2 or r.attribute.end.name not in sent
            or r.attribute.way & SENDING
        ]  # fmt: skip

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
        own = label_stems(column.label).union(*map(label_stems, column.synonyms))
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
        if not table.name_columns and any(
            label_stems(c.label) & QUANTITY_WORDS for c in table.columns
        ):
            return _ITEMS  # an order line is spoken of as the item
        if table.name_columns or len(table.foreign_keys) != 1 or table.valid_from:
            return frozenset()
        owner = self.schema.tables[table.foreign_keys[0].target]
        return noun_stems(owner) if owner.name_columns else frozenset()
