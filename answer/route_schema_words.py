"""What the readings of schema questions share: words of sums, and verbs that say nothing more."""

from __future__ import annotations

from collections.abc import Sequence

from answer.route_conditions import Understood
from answer.route_narrow import Base
from answer.route_reading import RowSet
from nescio.text import stem

SUM = frozenset("total sum summed combined altogether overall add adding up together".split())
AVERAGE = frozenset("average mean avg averaged".split())
VERBS = frozenset(
    stem(w)
    for w in """deliver delivers provide provides supply supplies belong belongs fall falls assign
    assigned handle handled process processed use used sell sells place placed make makes made ship
    shipped contain contains offer offers produce produces run runs manage manages teach teaches
    write wrote written record recorded perform performed play played direct directed publish
    published bring brings drive drives drove responsible charge look after care order ordered buy
    bought come comes carry carries carried operate operates operated treat treated see
    saw""".split()
)
CONFIDENCE = 0.9


def row_set(base: Base, conditions: Sequence[Understood]) -> RowSet:
    """The rows of a base that meet conditions, all of them said."""
    return RowSet(
        base=base.table, conditions=tuple(conditions), extreme=None, left=(), plural=True,
        implied=False,
    )  # fmt: skip
