"""Questions to fit the confidence with: made from sentences, and changed into other questions.

A question is made of a sentence `SUBJECT VERB REST` by asking for its subject, its date or a name
after a preposition. It is then worded a little differently: words are dropped. A changed question
has a negation, an opposite, another name, number or word in it, so that what answered it no longer
does. The questions are clumsy; what they have in common with a passage, and lack, is what counts.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from answer.contrast import OPPOSITES
from nescio.sentences import split
from nescio.text import STOP_WORDS, stem, words

_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATE = re.compile(
    rf",? ?\b(?:in|on|since|until|from|during) (?:the )?(?:(?:\d{{1,2}} )?(?:{_MONTH})"
    r"(?: \d{1,2},?)?(?: \d{4})?|\d{4}s?)\b"
)
_VERB = re.compile(
    r" (was|is|were|are|had|has|became|served|won|played|directed|wrote|released|produced|founded|"
    r"moved|died|includes|included|features|featured|made|began|received|lived|worked|led|took) "
)
_AFTER = {"by": "Who", "in": "Where", "at": "Where", "of": "What", "for": "What", "with": "Who"}
_NAME = re.compile(r"[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*")
_PLACE = re.compile(rf"\b({'|'.join(_AFTER)}) ((?:the )?{_NAME.pattern})")
_PRONOUN = re.compile(r"^(?:He|She|It|They)\b")
_AUXILIARY = re.compile(
    r"\b(?:is|are|was|were|can|could|may|must|should|will|does|do|did|has|have|had)\b", re.I
)
_LONGEST = 14
Change = Callable[[str, Sequence[str], random.Random], str | None]


def questions(title: str, text: str) -> Iterator[tuple[str, str, str]]:
    """Question, answer and the sentence that it was made of."""
    for sentence in split(text):
        plain = re.sub(r" ?\([^)]*\)", "", sentence.text).strip().rstrip(".")
        plain = _PRONOUN.sub(title, plain)
        found = _VERB.search(plain)
        if found is None or found.start() > 60:
            continue
        subject, verb, rest = plain[: found.start()], found[1], plain[found.end() :]
        clause = re.split(r", |; ", rest)[0]
        if date := _DATE.search(clause):
            around = clause[: date.start()] + clause[date.end() :]
            yield _asked("When", subject, verb, around), date[0].split()[-1], sentence.text
        if place := _PLACE.search(clause):
            asked = _asked(_AFTER[place[1]], subject, verb, clause[: place.start()])
            yield asked, place[2], sentence.text
        if len(clause.split()) > 4:
            yield f"Who {verb} {_cut(clause)}?", subject, sentence.text


def _asked(wh: str, subject: str, verb: str, rest: str) -> str:
    if verb in ("was", "is", "were", "are", "has", "had"):
        return f"{wh} {verb} {subject} {_cut(rest)}?"
    return f"{wh} did {subject} {verb} {_cut(rest)}?"


def _cut(text: str) -> str:
    return " ".join(text.split()[:_LONGEST])


def reworded(text: str, chance: random.Random) -> str:
    """Without some of its plain words."""
    kept = text
    for word in reversed(words(text)):
        plain = text[word.start].islower() and word.form not in STOP_WORDS
        if plain and chance.random() < 0.2:
            kept = kept[: word.start] + kept[word.end :]
    return " ".join(kept.split())


def negation(text: str, others: Sequence[str], chance: random.Random) -> str | None:
    """With `not` after the auxiliary and what is likely its subject."""
    found = _AUXILIARY.search(text)
    after = text[found.end() :].split(" ") if found else []
    if found is None or len(after) < 4:
        return None
    return " ".join([text[: found.end()] + " ".join(after[:2]), "not", *after[2:]])


def opposite(text: str, others: Sequence[str], chance: random.Random) -> str | None:
    """With an opposite in a word's place."""
    there = [word for word in words(text) if stem(word.form) in OPPOSITES]
    if not there:
        return None
    word = chance.choice(there)
    return _put(text, word.start, word.end, chance.choice(sorted(OPPOSITES[stem(word.form)])))


def name(text: str, others: Sequence[str], chance: random.Random) -> str | None:
    """With a name from another question."""
    there = list(_NAME.finditer(text, 5))
    pool = [m.group() for other in others for m in _NAME.finditer(other, 5)]
    pool = [one for one in pool if one not in text]
    if not there or not pool:
        return None
    place = chance.choice(there)
    return _put(text, place.start(), place.end(), chance.choice(pool))


def number(text: str, others: Sequence[str], chance: random.Random) -> str | None:
    """With another number."""
    found = re.search(r"\b\d{2,4}\b", text)
    if found is None:
        return None
    other = int(found[0]) + chance.choice([-7, -3, 2, 5, 11])
    return _put(text, found.start(), found.end(), str(abs(other)))


def word(text: str, others: Sequence[str], chance: random.Random) -> str | None:
    """With a plain word from another question."""

    def plain(of: str) -> list[tuple[int, int]]:
        found = [w for w in words(of) if w.form not in STOP_WORDS and w.form.isalpha()]
        return [(w.start, w.end) for w in found if of[w.start].islower()]

    there = plain(text)
    pool = [other[a:b] for other in others for a, b in plain(other) if other[a:b] not in text]
    if not there or not pool:
        return None
    return _put(text, *chance.choice(there), chance.choice(pool))


CHANGES: Mapping[str, Change] = {
    "negation": negation, "opposite": opposite, "name": name, "number": number, "word": word,
}  # fmt: skip


def _put(text: str, start: int, end: int, other: str) -> str:
    return text[:start] + other + text[end:]
