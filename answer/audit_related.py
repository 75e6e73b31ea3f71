"""What a statement says of the rows that a row refers to: who makes it, which store it belongs to.

Two names have to stand in one of a few plain phrases: `A is made by B`, `B supplies A`, `the
supplier of A is B`, `A's supplier is B`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from answer import audit_words as say
from answer.audit_compare import Outcome
from answer.audit_statement import Statement
from nescio.text import stem
from nescio.types import Entity, Scope
from retrieval.attribute import Attribute
from retrieval.fact_sql import FactQuery, Filter, key_condition
from retrieval.facts import FactStore
from retrieval.linking import Mention

_MADE = (
    r"(?:made|built|sewn|woven|knitted|produced|manufactured|assembled|supplied|delivered|brewed)"
)
_BY = re.compile(
    rf"\s*(?P<verb>(?:is|are)\s+(?P<no>not\s+)?(?:still\s+|all\s+)?{_MADE}(?:\s+for us)?\s+by)\s+"
    r"(?:the |our )?(?:(?:maker|supplier|partner)s? )?",
    re.IGNORECASE,
)
_MAKES = re.compile(
    r"\s*(?P<verb>(?P<no>does not |doesn't )?(?:makes?|builds?|sews?|produces?|manufactures?"
    r"|supplies|supply))\s+(?:us (?:with )?)?(?:the |our )?",
    re.IGNORECASE,
)
_IS = re.compile(r"\s*(?P<verb>is(?: still)?(?P<no> not)?)\s+(?:the |our )?", re.IGNORECASE)
_MAKERS = frozenset(stem(w) for w in "supplier maker manufacturer producer brand vendor".split())


@dataclass(frozen=True, kw_only=True)
class Relation:
    """`entity` is said to refer to `other` over the attribute's foreign key, or (`negated`) not."""

    entity: Entity
    other: Entity
    attribute: Attribute
    start: int
    end: int
    negated: bool


def relations(
    statement: Statement, mentions: Sequence[Mention], attributes: Sequence[Attribute]
) -> list[Relation]:
    """What neighbouring names of a statement are said to be to each other.

    `attributes` are those of any table that lead to one row over one foreign key.
    """
    if statement.idle or say.PAST.search(statement.text) or say.FUTURE.search(statement.text):
        return []
    found: list[Relation] = []
    for left, right in pairwise(mentions):
        for near, far in ((left, right), (right, left)):
            relation = _relation(statement.text, near, far, attributes)
            if relation is not None:
                found.append(relation)
    return found


def _relation(
    text: str, near: Mention, far: Mention, attributes: Sequence[Attribute]
) -> Relation | None:
    entity, other = near.best.entity, far.best.entity
    fitting = [
        a for a in attributes
        if a.source == entity.source and a.table == entity.table and a.end.name == other.table
    ]  # fmt: skip
    if len(fitting) != 1 or entity.table == other.table:
        return None
    said = _phrase(text, near, far, fitting[0])
    if said is None:
        return None
    return Relation(
        entity=entity, other=other, attribute=fitting[0], start=far.start, end=far.end,
        negated=bool(said["no"]),
    )  # fmt: skip


def _phrase(text: str, near: Mention, far: Mention, attribute: Attribute) -> re.Match[str] | None:
    """The phrase between two names that ties the first (`near`) to the second."""
    makers = bool(attribute.words & _MAKERS)
    if far.end <= near.start:
        opens = not text[: far.start].strip(' "').removesuffix("The").strip()
        return _MAKES.fullmatch(text, far.end, near.start) if makers and opens else None
    if not re.fullmatch(r"\W*(?:the |our |all )?", text[: near.start], re.IGNORECASE):
        role = re.search(r"(\w+) of (?:the |our )?$", text[: near.start], re.IGNORECASE)
        if role is None or stem(role[1].casefold()) not in attribute.words:
            return None
        return _IS.fullmatch(text, near.end, far.start)
    by = _BY.fullmatch(text, near.end, far.start) if makers else None
    role = re.match(r"\s*['’]s (\w+)(?=\s+is\b)", text[near.end : far.start])
    if by is None and role and stem(role[1].casefold()) in attribute.words:
        return _IS.fullmatch(text, near.end + role.end(), far.start)
    return by


async def compare_relation(
    relation: Relation, text: str, store: FactStore, scope: Scope
) -> Outcome | None:
    """Whether the live row refers to the other one; None when it refers to none.

    Raises SourceUnavailable and StageTimeout.
    """
    query = FactQuery(
        source=relation.entity.source,
        table=str(relation.entity.table),
        operator="related",
        filters=(Filter(conditions=key_condition(relation.entity.key)),),
        path=relation.attribute.path,
    )
    rows = (await store.run(query, scope)).rows
    if len(rows) != 1 or rows[0].end is None:
        return None
    fact = replace(
        rows[0].fact,
        table=str(relation.entity.table),
        key=relation.entity.key,
        column=relation.attribute.path[0].columns[0],
    )
    same = rows[0].end.id == relation.other.id
    return Outcome(
        entity=relation.entity, attribute=relation.attribute.label,
        said=text[relation.start : relation.end], start=relation.start, end=relation.end,
        agrees=same is not relation.negated, facts=(fact,),
    )  # fmt: skip
