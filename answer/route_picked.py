"""Which of several rows with alike names is meant: the one that a word beside the name tells.

`The large Fireside skillet` is the one whose name has an L, `750 cargo Volta` the one whose name
has that number, wherever it stands there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from answer.route_names import Named
from nescio.text import Word, words
from nescio.types import Entity
from retrieval.lexicon import UNIT_WORDS
from retrieval.name_index import token_key
from retrieval.naming import singular

_SIZES = {
    "s": "small smaller smallest little", "m": "medium middle mid",
    "l": "large larger largest big bigger biggest", "xl": "extralarge",
}  # fmt: skip
_SAID_FOR = {word: size for size, said in _SIZES.items() for word in said.split()}
_FILLERS = frozenset("size sized in the a an of model version one".split())
_GAP = re.compile(r"[\s,()-]*")
_BEFORE = 3
"""Words between the name and the word that tells which is meant, at most, that one included."""


def told_apart(entities: Sequence[Entity]) -> dict[str, Entity]:
    """The words that only one of the rows has in its name, and the sizes they stand for."""
    names = {entity.id: {token_key(w.form) for w in words(entity.label)} for entity in entities}
    found: dict[str, Entity] = {}
    for entity in entities:
        others = set().union(*(names[e.id] for e in entities if e.id != entity.id))
        for key in names[entity.id] - others:
            found[key] = entity
    sizes = {key for key in found if key in _SIZES}
    if len(sizes) > 1:
        found |= {word: found[size] for word, size in _SAID_FOR.items() if size in sizes}
    return found


def picked(entities: Sequence[Entity], forms: Iterable[str]) -> list[Entity]:
    """The rows that words of a question tell, in the order of the words."""
    apart = told_apart(entities)
    told = (form for form in forms if form not in _FILLERS)
    hits = (apart.get(form) or apart.get(token_key(form)) for form in told)
    return list({hit.id: hit for hit in hits if hit is not None}.values())


def narrowed(text: str, named: Sequence[Named]) -> list[Named]:
    """The names, those of several rows narrowed to the one that words beside them tell."""
    tokens = words(text)
    taken = {i for n in named for i, t in enumerate(tokens) if n.start <= t.start < n.end}
    told = [_narrow(text, tokens, taken, one) if len(one.entities) > 1 else one for one in named]
    told = [_other_than(one, told) if len(one.entities) > 1 else one for one in told]
    return [_like(one, told) if len(one.entities) > 1 else one for one in told]


def _other_than(one: Named, named: Sequence[Named]) -> Named:
    """A name beside a longer one that begins with it, as the row that is not called by that: `the
    Kestrel 2 and the Kestrel 2 Plus`."""
    longer = {
        n.entities[0].id
        for n in named
        if len(n.entities) == 1 and n.text.casefold().startswith(f"{one.text.casefold()} ")
    }
    left = tuple(e for e in one.entities if e.id not in longer)
    if not longer or len(left) != 1:
        return one
    return replace(one, entities=left, score=max(one.score, 0.85))


def _like(one: Named, named: Sequence[Named]) -> Named:
    """A name beside others, as the row whose name ends as all of theirs do: `the Kestrel 2 or the
    Kestrel 3 Tent`."""
    ends = {_end(n.entities[0].label) for n in named if len(n.entities) == 1}
    alike = [e for e in one.entities if _end(e.label) in ends]
    if len(ends) != 1 or len(alike) != 1:
        return one
    return replace(one, entities=(alike[0],), score=max(one.score, 0.8))


def _end(name: str) -> str:
    return token_key(words(name)[-1].form) if words(name) else ""


def _narrow(text: str, tokens: Sequence[Word], taken: set[int], one: Named) -> Named:
    inside = [i for i, t in enumerate(tokens) if one.start <= t.start < one.end]
    if not inside:
        return one
    apart = told_apart(one.entities)
    for step, edge in ((-1, inside[0]), (1, inside[-1])):
        for place in range(edge + step, edge + step * (_BEFORE + 1), step):
            if not 0 <= place < len(tokens) or place in taken:
                break
            near, far = sorted((place, place - step))
            if not _GAP.fullmatch(text, tokens[near].end, tokens[far].start):
                break
            form = tokens[place].form
            entity = apart.get(form) or apart.get(token_key(form))
            counts = _count(tokens, place, inside[-1]) if step < 0 else _measure(tokens, place)
            if entity is not None and not counts:
                return replace(
                    one,
                    start=min(one.start, tokens[place].start),
                    end=max(one.end, tokens[place].end),
                    entities=(entity,),
                    score=max(one.score, 0.85),
                )
            if form not in _FILLERS:
                break
    return one


def _count(tokens: Sequence[Word], place: int, last: int) -> bool:
    """Whether it is a number of things: `2 Kestrel tents` are two."""
    return tokens[place].form.isdigit() and singular(tokens[last].form) != tokens[last].form


def _measure(tokens: Sequence[Word], place: int) -> bool:
    """Whether a number has a unit after it: `Volta E-Bike 500 euro` is no Volta 500."""
    after = tokens[place + 1].form if place + 1 < len(tokens) else ""
    return tokens[place].form[0].isdigit() and after in UNIT_WORDS
