"""The queries that a schema allows around a question, each as a canonical question.

Berant & Liang 2014 (Semantic Parsing via Paraphrasing): a question that no rule understands is
read by asking which canonical question it is a paraphrase of; that one stands for a query. Here
are the queries: a value of the row that is named, and counts, lists, extremes and sums of rows
that meet at most two conditions. The row that is named stands in them as `the order`, and so in
the question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from answer.route_conditions import Conditions, Extreme, Understood
from nescio.types import Entity
from retrieval.attributes import Attribute, AttributeResolver
from retrieval.fact_sql import Comparison, Condition, Filter, Hop, forward, key_condition
from retrieval.schema import Column, Table

Kind = Literal["value", "count", "list", "lowest", "highest", "sum"]
MOST_STEPS = 2
LONGEST_WAY = 3
_DAYS = ("date", "datetime")


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A condition that rows of a table may meet: a value that a column keeps, or `other` than
    that one."""

    column: Column
    value: str | bool
    other: bool = False

    @property
    def said(self) -> str:
        """`color: red`; `discontinued`; `status: other than open`."""
        if isinstance(self.value, bool):
            return self.column.label if self.value else f"not {self.column.label}"
        than = "other than " if self.other else ""
        return f"{self.column.label}: {than}{self.value}"

    @property
    def understood(self) -> Understood:
        """As the router has conditions."""
        operator: Comparison = "ne" if self.other else "eq"
        condition = Condition(column=self.column.name, operator=operator, value=self.value)
        kept = Filter(conditions=(condition,))
        return Understood(filter=kept, said=self.said, terms=frozenset())


@dataclass(frozen=True, kw_only=True)
class Canonical:
    """A query and the question that asks for it. `attribute` is the value asked for, the number
    that is added up or by which rows are ranked; `base` and `conditions` are the rows of a set."""

    text: str
    kind: Kind
    attribute: Attribute | None = None
    base: Table | None = None
    conditions: tuple[Understood, ...] = ()

    @property
    def extreme(self) -> Extreme | None:
        """By what its rows are ranked."""
        if self.attribute is None or self.kind not in ("lowest", "highest"):
            return None
        low = self.kind == "lowest"
        return Extreme(attribute=self.attribute, lowest=low, terms=frozenset())


def values(resolver: AttributeResolver, table: str, noun: str) -> Iterator[Canonical]:
    """What can be asked of one row of a table, private columns included."""
    for attribute in resolver.attributes(table):
        if attribute.many and not attribute.single and attribute.column is None:
            text = f"which {attribute.end.plural} of the {noun}"
            yield Canonical(text=text, kind="value", attribute=attribute)
        column = _each(attribute) if _steps(resolver, attribute.path) <= MOST_STEPS else None
        if column is not None:
            text = f"every {column.label} of the {attribute.end.plural} of the {noun}"
            yield Canonical(text=text, kind="value", attribute=attribute)
        if _steps(resolver, attribute.path) <= MOST_STEPS and askable(attribute):
            text = f"the {_called(attribute)} of the {noun}{_hint(attribute)}"
            yield Canonical(text=text, kind="value", attribute=attribute)


def _steps(resolver: AttributeResolver, path: Sequence[Hop]) -> int:
    """Of a way, without those to mere links (order lines), which have no name."""
    tables = [resolver.schema.tables[hop.target] for hop in path]
    return len(tables) - sum(not table.name_columns for table in tables[:-1])


def _called(attribute: Attribute) -> str:
    """What it is called, with the rows of its own that it stands in: `status of the shipment`."""
    back = [hop.label for hop in attribute.path if hop.reverse]
    if not back or attribute.path[-1].reverse is False or attribute.end.valid_from:
        return attribute.label
    return f"{attribute.label} of the {back[-1]}"


def _each(attribute: Attribute) -> Column | None:
    """The text of which each row that refers to a row has its own: the colour of its variants."""
    column, end = attribute.column, attribute.end
    if column is None or column.kind != "text" or attribute.single or not attribute.many:
        return None
    known = (*end.primary_key, *end.structural, *end.name_columns)
    return None if column.name in known else column


def askable(attribute: Attribute) -> bool:
    """Not a key, nor the name of the row, which the question has already; one value at a time."""
    column = attribute.column
    if attribute.many and not attribute.single:
        return False
    if column is None:
        return True
    structural = column.name in (*attribute.end.primary_key, *attribute.end.structural)
    return not structural and column.name not in attribute.end.name_columns


def sets(
    resolver: AttributeResolver, base: Table, choices: Sequence[Choice], entity: Entity | None
) -> Iterator[Canonical]:
    """What can be asked of rows of `base`: of those that refer to the named row, if there is one,
    and of those that keep one of the values."""
    conditions = Conditions(resolver)
    ranked = conditions.ordered(base.name)
    added = [a for a in ranked if not a.path and a.column and a.column.kind in ("number", "money")]
    for owner, told in _owners(resolver, base, entity):
        for choice in (None, *choices):
            both = (*told, *((choice.understood,) if choice else ()))
            said = f"{_kept(choice)}{owner}"
            if base.plural != base.singular:  # of stock there is a sum, no number
                yield Canonical(
                    text=f"how many {base.plural}{said}", kind="count", base=base, conditions=both
                )
            yield Canonical(
                text=f"which {base.plural}{said}", kind="list", base=base, conditions=both
            )
        for attribute in ranked:
            for kind, word in _ends(attribute):
                text = f"which {base.singular}{owner} has the {word} {attribute.label}"
                yield Canonical(
                    text=text, kind=kind, attribute=attribute, base=base, conditions=told
                )
        for attribute in added:
            text = f"the total {attribute.label} of all {base.plural}{owner}"
            yield Canonical(text=text, kind="sum", attribute=attribute, base=base, conditions=told)


def choices(base: Table, kept: Mapping[str, Sequence[str]]) -> Iterator[Choice]:
    """The values that rows of `base` may be told by; `kept` are those of its columns."""
    for column in base.columns:
        if column.private or column.name in (*base.structural, *base.name_columns):
            continue
        if column.kind == "bool":
            yield Choice(column=column, value=True)
            yield Choice(column=column, value=False)
        for value in kept.get(column.name, ()):
            yield Choice(column=column, value=value)
            yield Choice(column=column, value=value, other=True)


def _owners(
    resolver: AttributeResolver, base: Table, entity: Entity | None
) -> Iterator[tuple[str, tuple[Understood, ...]]]:
    """How rows of `base` can belong to the named row, over at most two steps; all rows
    where none is named."""
    if entity is None:
        yield "", ()
        return
    ways: list[tuple[Hop, ...]] = [()]
    for _ in range(LONGEST_WAY):
        ways = [
            (*way, forward(key))
            for way in ways
            for key in (resolver.schema.tables[way[-1].target] if way else base).foreign_keys
            if not way or key.target not in (base.name, way[-1].target)
        ]
        ways = [way for way in ways if _steps(resolver, way) <= MOST_STEPS]
        arrived = [way for way in ways if way[-1].target == entity.table]
        for way in arrived:
            noun = resolver.schema.tables[str(entity.table)].singular
            role = way[-1].label
            owner = f" of the {noun}" if role == noun else f" with the {noun} as {role}"
            condition = Filter(path=way, conditions=key_condition(entity.key))
            said = f"{role}: {entity.label}"
            yield owner, (Understood(filter=condition, said=said, terms=frozenset()),)
        if arrived:
            return


def _kept(choice: Choice | None) -> str:
    if choice is None:
        return ""
    return f", {choice.said}"


def _ends(attribute: Attribute) -> tuple[tuple[Kind, str], tuple[Kind, str]]:
    dated = attribute.column is not None and attribute.column.kind in _DAYS
    low, high = ("earliest", "latest") if dated else ("lowest", "highest")
    return ("lowest", low), ("highest", high)


def _hint(attribute: Attribute) -> str:
    """What the value is, where the label does not say it."""
    column = attribute.column
    if column is None:
        return ""
    if column.kind == "bool":
        return " (yes or no)"
    if column.kind in _DAYS:
        return " (when)"
    return f" ({column.unit})" if column.unit else ""
