"""What an earlier question was about, as words that are added to one that lacks them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nescio.text import STOP_WORDS, words
from nescio.types import Scope
from retrieval.antecedent import clear
from retrieval.linking import EntityLinker

_HOW = re.compile(
    r"\bhow (?!(?:do|does|did|is|are|was|were|can|could|should|would|will|may|must|to)\b)"
    r"(?:(?:much|many)\s+)?\w+",
    re.IGNORECASE,
)
# "A down bag", "the off switch": no particle of a verb.
_A_DOWN = re.compile(r"\b(?:a|an|the|my|our|your) (?:down|off)$", re.IGNORECASE)
_APPENDED = re.compile(r" (\([^()]*\))\?$")


def topic(text: str, earlier: str, linker: EntityLinker, scope: Scope) -> str:
    """The content words of an earlier question that a new one does not repeat, without names
    when the new one has its own; nothing when the new one is the earlier one asked anew.

    `How heavy` and `how many years` say what was asked then, not what it was asked about.
    """
    if text.split()[:2] == earlier.split()[:2]:
        return ""
    own = clear(linker.link(text, scope, fuzzy=False))
    named = linker.link(earlier, scope) if own else ()
    left_out = [(m.start, m.end) for m in named] + [m.span() for m in _HOW.finditer(earlier)]
    return _topic(text, earlier, left_out)


def _topic(text: str, earlier: str, left_out: Sequence[tuple[int, int]] = ()) -> str:
    mine = {w.form for w in words(text)}
    return " ".join(
        earlier[w.start : w.end]
        for w in words(earlier)
        if (w.form not in STOP_WORDS or _A_DOWN.search(earlier[: w.end]))
        and w.form not in mine
        and not any(start <= w.start < end for start, end in left_out)
    )


def with_topic(text: str, earlier: str, known: str = "") -> str:
    """The question with the content words of an earlier one, or of a topic, that it lacks, and
    that are not in what is `known` besides."""
    words_of = _topic(f"{text} {known}", earlier)
    return f"{text.rstrip(' ?.')} ({words_of})?" if words_of else text


def without_topic(text: str, said: str) -> str:
    """A question without what `with_topic` has appended to what was `said`."""
    appended = _APPENDED.search(text)
    return text if appended is None or appended[1] in said else f"{text[: appended.start()]}?"
