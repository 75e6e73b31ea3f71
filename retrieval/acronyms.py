"""Acronyms and what they stand for, learnt from texts that define them: `long form (LF)`, `LF
(long form)`.

The long form is found as by Schwartz and Hearst (2003), "A simple algorithm for identifying
abbreviation definitions in biomedical text": the letters of the short form are sought from its end
backwards in the words before the bracket, and the first letter must begin a word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from nescio.text import STOP_WORDS, stem, words
from retrieval.lexicon import ORDINARY_WORDS, UNIT_WORDS

MOST = 20_000
"""Definitions kept at most; of those that come after it none is learnt."""

MOST_MEANINGS = 2
"""Of one acronym, the most frequent ones."""

IN_USE = 2
"""In more than so many texts per definition: the texts use the acronym."""

_BRACKETS = re.compile(r"(?<=\w)['’\"”]?\s+\(([^()]{2,100})\)")
_SHORT = re.compile(r"[A-Za-z0-9][\w&/.-]{1,9}")
_LAST_WORD = re.compile(r"[\w&/.-]+$")
_SENTENCE_END = re.compile(r"[.!?:;]\s|[\n()]")


@dataclass(frozen=True, slots=True)
class Definition:
    """An acronym and its long form, both as they were written."""

    short: str
    long: str


def definitions(text: str) -> Iterator[Definition]:
    """What `text` defines, in order."""
    for match in _BRACKETS.finditer(text):
        inside = match.group(1).strip(" '\"“”").split(",")[0].split(";")[0].strip(" '\"“”")
        before = _SENTENCE_END.split(text[max(0, match.start() - 200) : match.start()])[-1]
        if is_short(inside):
            long = _long_before(inside, before)
            if long is not None:
                yield Definition(short=inside, long=long)
            continue
        last = _LAST_WORD.search(before.rstrip(" '\"”’"))
        if last is not None and is_short(last.group()) and _matches(last.group(), inside):
            yield Definition(short=last.group(), long=inside)


def is_short(text: str) -> bool:
    """Whether a word is written as an acronym: two capitals, ten characters at most."""
    return bool(_SHORT.fullmatch(text)) and sum(c.isupper() for c in text) >= 2


def _long_before(short: str, before: str) -> str | None:
    """The words at the end of `before` that `short` stands for."""
    found = before.split()
    most = min(len(short) + 5, 2 * len(short))
    candidate = " ".join(found[-most:]).strip(" '\"“”")
    start = _begin(short, candidate)
    return None if start is None else _sensible(short, candidate[start:])


def _matches(short: str, long: str) -> bool:
    """Whether all of `long` is what `short` stands for."""
    return _begin(short, long) == 0 and _sensible(short, long) is not None


def _begin(short: str, long: str) -> int | None:
    """Where in `long` the form begins that `short` abbreviates; None when there is none."""
    place = len(long)
    letters = [c for c in short.casefold() if c.isalnum()]
    for number, letter in reversed(list(enumerate(letters))):
        place -= 1
        while place >= 0 and (
            long[place].casefold() != letter or (number == 0 and not _begins(long, place))
        ):
            place -= 1
        if place < 0:
            return None
    return place


def _begins(long: str, place: int) -> bool:
    """Whether a word begins here that a long form may begin with: not `of`, not `the`."""
    if place > 0 and long[place - 1].isalnum():
        return False
    return words(long[place : place + 20])[0].form not in STOP_WORDS


def _sensible(short: str, long: str) -> str | None:
    """The long form, unless it is no longer than the short one, or holds it."""
    forms = [word.form for word in words(long)]
    few = len(forms) > min(len(short) + 5, 2 * len(short))
    if few or len(forms) < 2 or short.casefold() in forms or len(long) <= len(short):
        return None
    return long


class Acronyms:
    """The acronyms of a corpus, both ways. Built once, shared by threads."""

    def __init__(
        self, found: Iterable[Definition] = (), *, used: Mapping[str, int] | None = None
    ) -> None:
        """`used` tells in how many texts a word (in lower case) stands. An acronym that texts use
        where they do not define it finds them by itself: the words of its long form, common ones
        for the most part, would only drown it.
        """
        counted: Counter[tuple[str, tuple[str, ...]]] = Counter()
        written: dict[tuple[str, tuple[str, ...]], Definition] = {}
        for one in found:
            key = one.short, tuple(stem(word.form) for word in words(one.long))
            if key in counted or len(counted) < MOST:
                counted[key] += 1
                written.setdefault(key, one)
        self._long: dict[str, list[str]] = {}
        self._short: dict[tuple[str, ...], list[str]] = {}
        for key, _ in sorted(counted.items(), key=lambda item: (-item[1], item[0])):
            short, stems = key
            meanings = self._long.setdefault(short.casefold(), [])
            if len(meanings) < MOST_MEANINGS:
                meanings.append(written[key].long)
                shorts = self._short.setdefault(stems, [])
                if short not in shorts:
                    shorts.append(short)
        defined: Counter[str] = Counter()
        for (short, _), count in counted.items():
            defined[short.casefold()] += count
        self._in_use = {
            short for short, count in defined.items() if (used or {}).get(short, 0) > IN_USE * count
        }
        self._longest = max((len(stems) for stems in self._short), default=0)

    def __len__(self) -> int:
        return len(self._long)

    def meanings(self, short: str) -> Sequence[str]:
        """What an acronym stands for, the most frequent first; case does not matter."""
        return self._long.get(short.casefold(), ())

    def other_forms(self, text: str) -> Iterator[str]:
        """Long forms of the acronyms in `text` that are hardly used, and acronyms of its long
        forms, in order.

        An acronym that is an ordinary word (`IT`) must stand in capitals.
        """
        tokens = words(text)
        stems = [stem(word.form) for word in tokens]
        for first, word in enumerate(tokens):
            written = text[word.start : word.end]
            plain = _ordinary(word.form) and not written.isupper()
            if not plain and word.form not in self._in_use:
                yield from self.meanings(word.form)
            for last in range(min(len(tokens), first + self._longest), first + 1, -1):
                shorts = self._short.get(tuple(stems[first:last]))
                if shorts is not None:
                    yield from shorts
                    break


def _ordinary(form: str) -> bool:
    return len(form) < 3 or form in STOP_WORDS or form in ORDINARY_WORDS or form in UNIT_WORDS
