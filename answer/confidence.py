"""How sure an extractive answer is: features of question, passages and quotes into one number.

Two things must hold, and the confidence is the product of their probabilities: that what was found
is near enough to what is asked (`NEAR`), and that it is not the answer to another question, told by
what a single word changes (`SAME`: a negation, an opposite, a name or a number, another of the
family) and by what is asked for and not told (an amount, a thing, what its form wants). What a
reader makes of the first quote speaks to both. The weights are those that make both together most
likely (logistic, no weight against the sense of its feature), fitted as `scripts/fit_confidence.py`
fits them, over the calibration half and the development set of the sample shop's questions and over
questions on passages that the reader did not learn from, each also with its passage left out. They
are held to weights fitted before over questions made from encyclopedia text: the reader is right
more often on questions of the hands that wrote those it learned from than it is elsewhere. The
weight of `token_match` was fitted last, with the biases alone (`--only token_match`).
No threshold on it is certified: the number orders answers, it promises no rate of error.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from answer.asked_for import amount_missing, feature_missing
from answer.contrast import denied, opposed, other_number
from answer.question import Analysis
from answer.quotes import Extract, Quote
from answer.records import of_another
from answer.told import (
    kind_untold,
    names_untold,
    numbers_untold,
    tells_scope,
    tells_sibling,
)

NEAR: Mapping[str, float] = {
    "sentence_cosine": 4.43,
    "coverage": 2.29,
    "token_match": 3.03,
    "score_margin": 3.96,
    "score_gap": 3.80,
    "cosine_gap": 3.24,
    "question_length": 4.16,
    "read": 0.71,
}
NEAR_BIAS = -8.31
SAME: Mapping[str, float] = {
    "negation": -2.68,
    "opposite": -1.59,
    "numbers_untold": -2.58,
    "names_untold": -2.14,
    "sibling": -2.30,
    "amount_missing": -1.59,
    "feature_missing": -3.54,
    "kind_untold": -3.04,
    "scope": -1.98,
    "read": 1.03,
}
SAME_BIAS = 1.69
ODDS = 1.7
"""By which the odds are multiplied, for the questions that are asked are seldom made up to have no
answer: chosen on the shop's questions (of the calibration half and the development set), so that
one half is a threshold to begin with."""
BESIDE = 20
"""Of the other sentences, best first, as many make up what is found anyway."""
LONG_QUESTION = 15
LIKELY_MATCH, MATCH_OF_WORDS = 0.33, 0.52
"""What the tokens of a passage are likely to match of a question of whose words the quote has none,
and by how much more where it has all (over the examples of the fit): for passages that were not
compared token by token."""
REPEATED = 0.6
_BEFORE = re.compile(r".*\bbut\b", re.IGNORECASE | re.DOTALL)


def features(
    analysis: Analysis,
    quotes: Sequence[Quote],
    *,
    others: Sequence[Quote] = (),
    scored: Sequence[Quote] = (),
) -> dict[str, float]:
    """Each feature is between 0 and 1. `quotes` are those chosen, at least one, the first of which
    counts most; `others` the runners-up; `scored` every sentence considered.

    Near in meaning and in words, and apart from what else was found, speaks for an answer: from
    the next best, and from the mean of the sentences that any question about the subject finds.
    What makes it another question speaks against: a name that the quote lacks, a number that
    nothing of its document has, a negation that it does not share, an opposite in a word's place,
    another kind of thing than is asked for. A long question, of which no sentence can hold every
    word, is given for that what it loses by its length.
    """
    first = quotes[0]
    covered = analysis.near(first.stems | first.context)
    scores = [q.score for q in (*quotes[1:], *others) if not _repeats(first, q)]
    beside = sorted(
        (q for q in scored if not _repeats(first, q)), key=lambda q: q.score, reverse=True
    )
    return {
        "sentence_cosine": max(0.0, *(q.cosine for q in quotes)),
        "coverage": covered,
        "token_match": LIKELY_MATCH + MATCH_OF_WORDS * covered
        if first.matched is None
        else max(0.0, first.matched),
        "score_margin": max(0.0, first.score - max(scores, default=first.score)),
        "score_gap": _gap(first.score, [q.score for q in beside[:BESIDE]]),
        "cosine_gap": _gap(first.cosine, sorted((q.cosine for q in beside), reverse=True)[:BESIDE]),
        "names_untold": names_untold(analysis, first),
        "numbers_untold": float(
            numbers_untold(analysis, first, scored) or other_number(analysis.text, first.text)
        ),
        "negation": float(denied(_asked(analysis.text), first.text)),
        "opposite": float(bool(opposed(analysis.text, first.text))),
        "sibling": float(tells_sibling(analysis, first) or of_another(first, analysis)),
        "amount_missing": float(amount_missing(analysis, quotes)),
        "feature_missing": float(feature_missing(analysis, first, scored)),
        "kind_untold": kind_untold(analysis, quotes),
        "scope": float(tells_scope(first)),
        "read": first.read,
        "question_length": min(1.0, len(analysis.weights) / LONG_QUESTION),
    }


def of_extract(analysis: Analysis, extract: Extract) -> dict[str, float]:
    """The features of what was chosen, which is at least one quote."""
    return features(analysis, extract.chosen, others=extract.others, scored=extract.scored)


def _repeats(first: Quote, other: Quote) -> bool:
    """Whether a sentence says what another says: that a fact is found twice is no doubt of it."""
    return len(first.stems & other.stems) > REPEATED * len(first.stems | other.stems)


def _gap(first: float, others: Sequence[float]) -> float:
    """By how much a value exceeds the mean of others; 0 where there are none."""
    return max(0.0, first - sum(others) / len(others)) if others else 0.0


def _asked(text: str) -> str:
    """What is said after the last `but`: `I'm no climber, but which rope is light?`."""
    return _BEFORE.sub("", text)


def confidence(values: Mapping[str, float]) -> float:
    """Of the features that `features` gives; 0 to 1."""
    near = NEAR_BIAS + sum(weight * values[name] for name, weight in NEAR.items())
    same = SAME_BIAS + sum(weight * values[name] for name, weight in SAME.items())
    both = _logistic(near) * _logistic(same)
    return ODDS * both / (1 + (ODDS - 1) * both)


def _logistic(z: float) -> float:
    return 1 / (1 + math.exp(-z))
