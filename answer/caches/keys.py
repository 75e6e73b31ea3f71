"""The key of a kept answer: all that decides what is answered, but the state of the sources.

Two questions have one key only where no reader could tell them apart: white space, the form of
quotation marks, the capital of a function word at its beginning, and a question mark that a
question word makes needless. Capitals of other words stay: `May` and `US` are not `may` and `us`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from nescio.types import Question, Turn

_SPACE = re.compile(r"\s+")
_BEFORE = re.compile(r"\s+(?=[?!.,;:]+(?:\s|$))")
_END = re.compile(r"[?!.\s]+$")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_SAME = str.maketrans(dict.fromkeys("‘’‛′`´", "'") | dict.fromkeys("“”„‟″", '"'))
# No word of these is also a name, a month or a code when it is written with a capital.
_ASKING = frozenset(
    """what which where when how who whose why is are was were does did do has have had can could
    should would what's where's when's how's who's""".split()
)
_FUNCTION = _ASKING | frozenset(
    """a an the of for from to in on at by with about and or i my your you our we there this that
    these those please tell show give list""".split()
)


@dataclass(frozen=True, kw_only=True)
class AnswerKey:
    """`exact` is of the question too, `family` of all else; `text` is the question as compared."""

    exact: str
    family: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Variant:
    """What else decides an answer: hashes of settings, models, prompts and program, the threshold
    in force, the day (`how many this month`), and sources that are too old to be used."""

    fingerprint: str
    threshold: float = 0.0
    certified: bool = False
    day: dt.date
    left_out: frozenset[str] = frozenset()


def answer_key(question: Question, variant: Variant, *, history_turns: int) -> AnswerKey:
    """The key of a question as it is asked now. Of its history the last turns count."""
    turns = question.history[-history_turns:] if history_turns else ()
    text = normal_question(question.text)
    family = _hash(
        {
            "tenant": question.scope.tenant,
            "labels": sorted(question.scope.labels),
            "history": _history(turns),
            "max_staleness_s": question.max_staleness_s,
            "fingerprint": variant.fingerprint,
            "threshold": variant.threshold,
            "certified": variant.certified,
            "day": variant.day.isoformat(),
            "left_out": sorted(variant.left_out),
        }
    )
    return AnswerKey(exact=_hash([family, text]), family=family, text=text)


def normal_question(text: str) -> str:
    """A question with what makes no difference made the same."""
    text = unicodedata.normalize("NFC", text).translate(_SAME)
    text = _BEFORE.sub("", _SPACE.sub(" ", text).strip())
    first = _WORD.match(text)
    if first is None:
        return text
    word = first.group()
    if word.casefold() in _FUNCTION and word in (word.lower(), word.capitalize()):
        text = word.lower() + text[first.end() :]
    if word.casefold() in _ASKING:
        bare = _END.sub("", text)
        # Several sentences: which of them asks, the marks tell.
        text = bare if not re.search(r"[?!.]\s", bare) else text
    return text


def _history(turns: Sequence[Turn]) -> list[list[str]]:
    return [[normal_question(turn.question), turn.answer] for turn in turns]


def _hash(value: object) -> str:
    text = json.dumps(value, sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=20).hexdigest()
