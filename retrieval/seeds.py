"""Where the walk begins: the entities that a question names, and how surely it names them.

A name weighs as much as its rarest word is rare among the texts, and as much of it as the
question says: "Billy Elliot" is a place to start from, "born" in "Didi (footballer, born 1985)"
is not. Names that fit a span equally well share its weight.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from nescio.text import STOP_WORDS, stem, words
from retrieval.corpus import Terms
from retrieval.linking import Candidate, Mention

LEAST_WEIGHT = 0.35
"""Below it a name is too common, or too little of it was said, to start from."""
IN_PART = 0.5
"""Of a name that was not said in full, beside how much of it was."""
AS_GOOD = 0.05
MOST = 3
"""A span that fits more names than this equally well says nothing about where to start."""


def seeds(mentions: Iterable[Mention], terms: Terms) -> dict[str, float]:
    """Weights (0 to 1) by the ids of the entities that are worth starting from."""
    found: dict[str, float] = {}
    for mention in mentions:
        said = _weights(mention.text, terms)
        if not said:
            continue
        best = mention.candidates[0].score
        likely = [c for c in mention.candidates if c.score >= best - AS_GOOD]
        for candidate in likely if len(likely) <= MOST else ():
            weight = max(said) * _share(candidate, said, terms)
            id_ = candidate.entity.id
            if weight >= LEAST_WEIGHT:
                found[id_] = max(found.get(id_, 0.0), weight / len(likely))
    return found


def _share(candidate: Candidate, said: Sequence[float], terms: Terms) -> float:
    """How much of the name was said, squared: half a name is another name more often than not."""
    name = sum(_weights(candidate.name, terms))
    share = min(1.0, sum(said) / name) if name else 0.0
    return share**2 * (1.0 if candidate.match == "exact" else IN_PART)


def _weights(text: str, terms: Terms) -> list[float]:
    """How rare the words of `text` are, 1 for one that stands nowhere else; no stop words."""
    rarest = math.log(1 + max(terms.chunks, 1))
    forms = [word.form for word in words(text) if word.form not in STOP_WORDS]
    return [min(1.0, terms.idf(stem(form)) / rarest) for form in forms]
