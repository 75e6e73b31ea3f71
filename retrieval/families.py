"""A part of a name that only together with one said before names a row: `the Duo`, of the Loons;
or of which one row was named before: `the C7`, of the two Ramblers.

"My Loon is dirty. What may I load on the Duo?": many rows are called Duo, and several Loon, but
one both.
"""

from __future__ import annotations

from collections.abc import Sequence

from nescio.types import Scope, Turn
from retrieval.exchanged import forms_of, neighbour
from retrieval.linking import EntityLinker, Mention


def of_family(
    text: str,
    history: Sequence[Turn],
    linker: EntityLinker,
    scope: Scope,
    *,
    beside: bool = True,
) -> str | None:
    """`text` with the name of the one row that has both the part of a name said in it and one
    said before, the last first; None when it names no such part, or none or several have both.
    `beside`: a row that is called like one named before, but for the part, counts as well."""
    loose = [m for m in linker.link(text, scope, fuzzy=False) if _loose(m)]
    if len(loose) != 1:
        return None
    (part,) = loose
    mine = _ids(part)
    for turn in reversed(history):
        families = [m for m in linker.link(turn.question, scope, fuzzy=False) if _loose(m)]
        for family in families:
            both = mine & _ids(family)
            if len(both) == 1 and len(mine) > 1 and family.text != part.text:
                label = next(c.entity.label for c in part.candidates if c.entity.id in both)
                return f"{text[: part.start]}{label}{text[part.end :]}"
        named = _named_so(part, turn, linker, scope)
        if named is None and beside:
            named = _beside(part, turn, linker, scope)
        if named is not None:
            return f"{text[: part.start]}{named}{text[part.end :]}"
        if families:
            return None
    return None


def _named_so(part: Mention, turn: Turn, linker: EntityLinker, scope: Scope) -> str | None:
    """The one row named in a turn whose name has the part."""
    having = {
        m.best.entity.label
        for m in linker.link(turn.question, scope, fuzzy=False)
        if not m.ambiguous and set(forms_of(part.text)) <= set(forms_of(m.best.entity.label))
    }
    return having.pop() if len(having) == 1 else None


def _beside(part: Mention, turn: Turn, linker: EntityLinker, scope: Scope) -> str | None:
    """The row called like the one that a turn names, but for the part: after the Cinder Solo, the
    Trio is the Cinder Trio."""
    named = {
        m.best.entity.label
        for m in linker.link(turn.question, scope, fuzzy=False)
        if not m.ambiguous and m.best.match != "fuzzy" and " " in m.text
    }
    if len(named) != 1:
        return None
    label = neighbour(named.pop(), forms_of(part.text), linker, scope)
    return label if label in {c.entity.label for c in part.candidates} else None


def _loose(mention: Mention) -> bool:
    """A capitalised part of several names."""
    return mention.ambiguous and mention.text[:1].isupper()


def _ids(mention: Mention) -> frozenset[str]:
    return frozenset(c.entity.id for c in mention.candidates)
