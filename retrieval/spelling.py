"""Misspelt words of a question, mended towards the words of the corpus.

Only a word is touched that is no English word and that neither the corpus nor a name knows, only
when one known word is near (one edit, two for long words) and stands out from all others, those
of English included, and never a word with a digit: "Trail 40" must not become another. A question
of mostly unknown words is in another language, or about something else, and stays as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, zip_longest

from spellchecker import SpellChecker

from nescio.text import STOP_WORDS, Word, stem, words
from retrieval.attribute import ALSO_CALLED_WORDS, STATE_WORDS
from retrieval.concepts import VOCABULARY
from retrieval.lexicon import ORDINARY_WORDS, UNIT_WORDS
from retrieval.near_words import NearWords
from retrieval.phrases import PHRASE_WORDS
from retrieval.slips import as_heard, conjunction, ease, of_i_and_e, slip, small_word

SHORTEST = 4
LONG = 8
"""Words from this length on may be two edits away."""

MARGIN = 3
"""As many times likelier than any other must a word be to be chosen."""

RARE = 1e-6
"""The share of English below which a word that the corpus does not use may be a slip."""

COMMON = 1e-5
"""The share of English from which on a word may be meant that the corpus does not use."""

LONG_UNDERSTOOD = 7
"""Words from this length on may be two edits away from those that questions are understood by."""

CORPUS_SHARE = 0.95
"""What a word's frequency in the corpus weighs against that in English."""

ASKED_SHARE = 1e-5
"""What a word that questions are understood by counts for besides."""

AS_WRITTEN = 5_000
"""As many times likelier than one easy slip is it that a word is meant as it stands."""

FEW = 5
"""Letters of a word of which one exchanged makes another word."""

SURE = 2e-5
"""The share of all words from which on one of few letters is meant by the key beside its own."""

VERY = 5
"""As much surer must that be of the shortest words."""

# Words that questions are understood by are spelt right, whether or not a document has them.
_UNDERSTOOD = VOCABULARY | ALSO_CALLED_WORDS | STATE_WORDS | PHRASE_WORDS | UNIT_WORDS
_ENGLISH = STOP_WORDS | ORDINARY_WORDS | {word.replace("'", "") for word in STOP_WORDS}
_ASKED = _UNDERSTOOD | _ENGLISH
_EASY = frozenset(("swapped", "doubled", "omitted", "key"))


@dataclass(frozen=True, kw_only=True)
class Correction:
    """A word of a text (`start:end`, code points) and the word that it is taken for."""

    start: int
    end: int
    written: str
    read: str


class Spelling:
    """The words of a corpus. Built once, shared by threads."""

    def __init__(
        self, forms: Mapping[str, int], stems: Collection[str], *, whole: bool = True
    ) -> None:
        """`forms` are the corpus's words with how often they occur, `stems` theirs.

        When they are not those of the `whole` corpus, an unknown word with a capital may well be
        a name in the rest.
        """
        self._forms = forms
        self._stems = stems
        self._whole = whole
        self._total = max(1, sum(forms.values()))
        self._words = _near_words(forms)
        _english_near()  # so that no question waits for it

    def corrections(
        self, text: str, protected: Collection[tuple[int, int]] = ()
    ) -> tuple[Correction, ...]:
        """What is misspelt in `text`, in order; spans in `protected` (names) are right."""
        plain = [
            w for w in words(text) if not any(start <= w.start < end for start, end in protected)
        ]
        joining = list(self._joining(text, plain))
        taken = {one.start for one in joining}
        plain = [w for w in plain if w.start not in taken]
        unknown = [w for w in plain if not self.knows(w.form) and small_word(w.form, "") is None]
        if 2 * len(unknown) > max(4, len([w for w in plain if len(w.form) >= SHORTEST])):
            return tuple(joining)
        rare = [w for w in plain if text[w.start].islower() and self._rare(w.form)]
        found = [*joining, *self._corrected(text, unknown), *self._slips(text, rare)]
        found += self._swapped(text, plain)
        return tuple(sorted(found, key=lambda one: one.start))

    def knows(self, form: str) -> bool:
        """Whether a word is spelt right, or cannot be said to be spelt wrong."""
        return (
            len(form) < SHORTEST
            or not form.isalpha()
            or form in self._forms
            or form in _ENGLISH
            or form in _UNDERSTOOD
            or form in _english()
            or (stem(form) in self._stems and not self._doubled(form))
        )

    def _doubled(self, form: str) -> bool:
        """Whether a word has one letter too often for one of the corpus: `laces`, not `lacees`."""
        return any(
            one == next_one and form[:place] + form[place + 1 :] in self._forms
            for place, (one, next_one) in enumerate(pairwise(form))
        )

    def _rare(self, form: str) -> bool:
        """Whether a word of English is so rare that one of questions is likelier meant, if near."""
        if len(form) < SHORTEST or form in self._forms or stem(form) in self._stems:
            return False
        if form in _ENGLISH or form in _UNDERSTOOD or form not in _english():
            return False
        return _english().word_usage_frequency(form) < RARE

    def _joining(self, text: str, plain: Sequence[Word]) -> Iterator[Correction]:
        """Words that join clauses, told by the word after them: `wether I took it`."""
        for word, after in pairwise(plain):
            meant = conjunction(word.form, after.form)
            if meant is not None:
                yield correction(text, word, meant)

    def _swapped(self, text: str, plain: Sequence[Word]) -> Iterator[Correction]:
        """Small words, too short or too ordinary for all else: `hwo`, `waht`."""
        for word, after in zip_longest(plain, plain[1:]):
            meant = small_word(word.form, after.form if after is not None else "")
            if meant and not (word.form in self._forms or word.form in _english()):
                yield correction(text, word, meant)

    def _slips(self, text: str, rare: Collection[Word]) -> Iterator[Correction]:
        """Rare words that are an easy slip away from one that the corpus or questions use, and
        far likelier that than meant as they stand: `mangers` for managers."""
        for word in rare:
            for form, ending in ((word.form, ""), (word.form.removesuffix("s"), "s")):
                better = self._meant(word.form, form)
                if better is not None:
                    yield correction(text, word, f"{better}{ending}")
                    break

    def _meant(self, written: str, form: str) -> str | None:
        known = _asked().within(form, 1) | self._words.within(form, 1)
        near = [
            other for other in known
            if (other in _ASKED or self._forms[other] > 1) and other[0] == form[0]
            and slip(form, other) in _EASY
        ]  # fmt: skip
        best = self._clear(form, near)
        meant_so = AS_WRITTEN * self._share(written)
        return best if best and self._likelihood(form, best) > MARGIN * meant_so else None

    def _corrected(self, text: str, unknown: list[Word]) -> Iterator[Correction]:
        for word in unknown:
            if not self._whole and text[word.start].isupper():
                continue
            better = self._better(word.form, named=_may_be_named(text, word))
            if better is not None:
                yield correction(text, word, better)

    def _better(self, form: str, *, named: bool) -> str | None:
        heard = as_heard(form)
        if heard != form and heard in self._forms:
            return heard
        better = self._nearest(form, named=named)
        if better is None and form.endswith("s") and len(form) > 5:
            one = self._nearest(form[:-1], named=named)
            return f"{one}s" if one is not None and not one.endswith("s") else None
        return better

    def _nearest(self, form: str, *, named: bool) -> str | None:
        """The one known word that is near enough, if one stands out; one that is but English only
        where no other is as near, and never of what may be a name (`named`)."""
        found = self._near(form)
        english = _english_near().within(form, 1)
        if not named and min(found.values(), default=LONG) > 1:
            found |= {other: 1 for other in english if self._plain_slip(form, other)}
        if not found:
            return None
        closest = min(found.values())
        rivals = {other for other, distance in found.items() if distance == closest}
        rivals |= english.keys()
        apart = [
            o for o in rivals if not (another_word(form, o) and (named or not _heard(form, o)))
        ]
        best = self._clear(form, apart)
        if best is None or found.get(best) != closest or self._doubtful(form, best):
            return None
        return best

    def _plain_slip(self, form: str, other: str) -> bool:
        """Whether a word is an easy slip away from one that is common in English."""
        if len(form) <= SHORTEST or slip(form, other) not in _EASY:
            return False
        return _english().word_usage_frequency(other) >= COMMON

    def _clear(self, form: str, near: Iterable[str]) -> str | None:
        """The likeliest of some words, if it stands out from all that are not forms of it."""
        ranked = sorted(((self._likelihood(form, other), other) for other in near), reverse=True)
        if not ranked:
            return None
        taught = [one for _, one in ranked if of_i_and_e(form, one) and self._plain_slip(form, one)]
        if len(taught) == 1:
            return taught[0]
        likeliest, best = ranked[0]
        if any(
            likelihood * MARGIN >= likeliest and stem(other) != stem(best)
            for likelihood, other in ranked
        ):
            return None
        forms = [one for one in ranked if stem(one[1]) == stem(best)]
        return max(forms, key=lambda one: (ease(form, one[1]), *one))[1]

    def _likelihood(self, form: str, other: str) -> float:
        """How likely `other` was meant: how often it is used and how easily it is so misspelt.
        Only good for comparing."""
        return ease(form, other) * self._share(other)

    def _share(self, form: str) -> float:
        """How often a word is used, here and in English."""
        used = CORPUS_SHARE * self._forms.get(form, 0) / self._total
        used += (1 - CORPUS_SHARE) * _english().word_usage_frequency(form)
        return used + (ASKED_SHARE if form in _ASKED else 0.0)

    def _doubtful(self, form: str, other: str) -> bool:
        """Whether a word of few letters would be another one by the key beside the right one, and
        is not used so much that it must be meant."""
        short = min(len(form), len(other)) <= FEW and len(form) == len(other)
        if not short or slip(form, other) != "key":
            return False
        return self._share(other) < SURE * (1 if len(form) > SHORTEST else VERY)

    def _near(self, form: str) -> dict[str, int]:
        """Known words near `form`, and by how many edits."""
        limit = 1 if len(form) < LONG else 2
        near = 1 if len(form) < LONG_UNDERSTOOD else 2
        return _asked().within(form, near) | self._words.within(form, limit)


def correction(text: str, word: Word, better: str) -> Correction:
    """`word` of `text` taken for `better`, which gets its capitals."""
    written = text[word.start : word.end]
    if written.isupper():
        better = better.upper()
    elif written[0].isupper():
        better = better[0].upper() + better[1:]
    return Correction(start=word.start, end=word.end, written=written, read=better)


def corrected(text: str, corrections: Collection[Correction]) -> str:
    """The text with what was misspelt replaced."""
    for one in sorted(corrections, key=lambda c: -c.start):
        text = text[: one.start] + one.read + text[one.end :]
    return text


def _may_be_named(text: str, word: Word) -> bool:
    """Whether a word has a capital that no sentence begins with."""
    before = text[: word.start].rstrip()
    return text[word.start].isupper() and bool(before) and before[-1] not in ".!?:"


def another_word(form: str, other: str) -> bool:
    """Whether one letter stands for another, or the first is wrong: of short words that is mostly
    another word (`loud` and `load`, `bpost` and `post`), while letters left out, doubled or swapped
    and the key beside the right one are slips."""
    if min(len(form), len(other)) > FEW or sorted(form) == sorted(other):
        return False
    if len(form) == len(other):
        return slip(form, other) != "key"
    return form[0] != other[0]


def _heard(form: str, other: str) -> bool:
    """Whether one vowel stands for another in a word that asks for a column: `totel`."""
    return len(form) > SHORTEST and other in VOCABULARY and slip(form, other) == "vowel"


def _near_words(forms: Iterable[str]) -> NearWords:
    return NearWords(form for form in forms if len(form) >= SHORTEST and form.isalpha())


@lru_cache(maxsize=1)
def _asked() -> NearWords:
    return _near_words(_ASKED)


@lru_cache(maxsize=1)
def _english() -> SpellChecker:
    """English words; only asked which words it knows."""
    return SpellChecker(language="en")


def is_english(form: str) -> bool:
    """Whether a folded word is one of general English."""
    return form in _english()


@lru_cache(maxsize=1)
def _english_near() -> NearWords:
    return _near_words(_english().word_frequency.words())
