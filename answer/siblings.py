"""Sentences that tell of a thing of the same family by another designation than the one asked for.

`The Corvin 5 weighs 300 g` is no answer for the Corvin 7, nor is `of the 500 battery` one for the
400 battery: where a designation (a number, capitals, one more capitalised word) stood in the
question, beside the same word, the sentence has another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from nescio.text import STOP_WORDS, Word, stem, words
from retrieval.senses import same_sense
from retrieval.values import parse

_ALL = re.compile(
    r"\b(?:all|any|both|each|every|either|whole|entire|older|newer|other|others)\b", re.IGNORECASE
)
_RANGE = re.compile(r"\b(\d+)\s*(?:to|-|–|until|through)\s*(\d+)\b")
_SENTENCES = re.compile(r"(?<=[a-z0-9][.!?]) +(?=[A-Z])")
_CAPITALS = re.compile(r"[A-Z]{1,3}")
_CAPITALS_ONLY = re.compile(rf"\b{_CAPITALS.pattern}\b")
_LISTED = frozenset({"and", "or"})
_MOST_LISTED = 8
# What may stand beside a number and calls no thing by it: `the 400 model`, `does the 400 cost`.
_NO_NOUN = frozenset(
    stem(word)
    for word in """model version type variant edition series size product item unit device thing
    code error fault message one cost weigh run last take need have hold carry fit come work charge
    support go get use mean""".split()
)
LEAST_NUMBER = 2
"""Digits of a number that calls something by itself: the 400 battery."""


def of_sibling(question: str, sentence: str, title: str = "", around: str = "") -> bool:
    """Whether the sentence, or its document's title, names another of the family that the question
    names one of.

    One that names the asked one too, a range around it, or all of them, does not count, nor one
    of a document whose `title` has the asked one and no other. A title does so by a number, where
    nothing `around` the sentence has the asked one: `Winter 2025`, for the winter of 2026.
    """
    nearest = _nearest(question, sentence)
    if _named(question, nearest, title) or _in_clause_of_other(question, sentence):
        return True
    numbered = _CAPITALS_ONLY.sub("", title)
    return bool(around) and _named(question, numbered, title, beside=f"{sentence} {around}")


def _nearest(question: str, quoted: str) -> str:
    """Of several sentences the one that has the most words of the question; all where two have:
    `The R weighs 300 g, the S 400 g. Do not load more than 9 kg on the R.`"""
    parts = _SENTENCES.split(quoted)
    keys = {stem(w.form) for w in words(question) if w.form not in STOP_WORDS}
    shared = [len(keys & {stem(w.form) for w in words(part)}) for part in parts]
    best = max(shared)
    return parts[shared.index(best)] if shared.count(best) == 1 else quoted


def _named(question: str, sentence: str, title: str, *, beside: str = "") -> bool:
    titled = {word.form for word in words(title) if _designates(title, word)}
    said = words(sentence)
    forms = {word.form for word in (*said, *words(beside))}
    asked = words(question)
    known = {word.form for word in asked}
    for designation, before, after in _designated(question, asked):
        if _of_other_name(designation, (before, after), sentence, said, known, title):
            return True
        if designation in forms or titled == {designation} or _covered(designation, sentence):
            continue
        for at, word in enumerate(said):
            near = stem(word.form)
            follows = near == before and any(
                _other(sentence, one, known) for one in _list_after(sentence, said, at)
            )
            leads = (
                near == after and at > 0 and _other(sentence, said[at - 1], known)
                and not (word.form.endswith("s") and said[at - 1].form.isdigit())
            )  # fmt: skip
            if follows or leads:
                return True
    return False


def _in_clause_of_other(question: str, sentence: str) -> bool:
    """Whether what is asked of one is said of another, later in the sentence: `The Corvin Base
    seats two, and the Corvin Max weighs 90 kg`, for what the Corvin Base weighs.

    Not where the later clause has the same verb: it may end what both began.
    """
    clauses = _CLAUSE.split(sentence)
    asked = _called(question)
    names = [_called(clause) for clause in clauses]
    told = asked & frozenset[str]().union(*names)
    first = next((at for at, one in enumerate(names) if told and told <= one), None)
    if first is None or not _valued(clauses[first], names[first]):
        return False
    keys = {stem(w.form) for w in words(question) if w.form not in STOP_WORDS | asked}
    own = {stem(w.form) for w in words(clauses[first])}
    verb = _after_name(clauses[first], names[first])
    for clause, one in zip(clauses[first + 1 :], names[first + 1 :], strict=True):
        said = {stem(w.form) for w in words(clause)}
        kin = bool(one & told) and bool(one - asked) and not told <= one
        if kin and keys & said - own and not keys & own - said:
            return _after_name(clause, one) != verb
    return False


_CLAUSE = re.compile(r"[;:] |,? (?:and|but|while|whereas) (?=(?:the |an? )?[A-Z])")


def _called(text: str) -> set[str]:
    """The words of the names in a text: with a capital, and numbers that follow one."""
    found: set[str] = set()
    after = False
    for word in words(text):
        raw = text[word.start]
        after = word.form not in STOP_WORDS and (raw.isupper() or (after and raw.isdigit()))
        found |= {word.form} if after else set()
    return found


def _valued(clause: str, names: set[str]) -> bool:
    """Whether a clause states a value that is no part of a name."""
    forms = {w.form for w in words(clause)}
    return any(v.text.casefold() in forms - names or v.unit for v in parse(clause))


def _after_name(clause: str, names: set[str]) -> str:
    """The word after the first name of a clause."""
    said = [w.form for w in words(clause)]
    at = next((n for n, form in enumerate(said) if form in names), len(said))
    return next((form for form in said[at:] if form not in names), "")


def _designated(text: str, tokens: Sequence[Word]) -> Iterator[tuple[str, str, str]]:
    """Each designation, with the stems of the telling words on its two sides (or nothing)."""
    amounts = [(v.start, v.end) for v in parse(text) if v.kind in _AMOUNTS]
    for at, word in enumerate(tokens):
        if not _designates(text, word) or any(a <= word.start < b for a, b in amounts):
            continue
        before = tokens[at - 1] if at else None
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        beside = (_anchor(text, before, word), _anchor(text, word, after))
        if any(beside):
            yield word.form, *beside
        owner = _OWNER.search(text[: word.start])
        if owner is not None:
            yield word.form, "", stem(owner["noun"].casefold())


# `The battery of the Volta 400`: the 400 battery.
_OWNER = re.compile(r"\b(?P<noun>[a-z]{3,}) of (?:the|my|our|your|an?) [A-Z][\w-]+ $")
_AMOUNTS = frozenset({"quantity", "money", "time", "percent"})


def _of_other_name(
    designation: str,
    beside: tuple[str, str],
    sentence: str,
    said: Sequence[Word],
    known: set[str],
    title: str,
) -> bool:
    """Whether a sentence has a number only in another name: `the Lumen 400`, for the 400 battery.

    It has not, where it or its title has a word that stands beside the number in the question.
    """
    places = [at for at, word in enumerate(said) if word.form == designation]
    if not places or len(designation) < LEAST_NUMBER or not designation.isdigit():
        return False
    nouns = [one for one in beside if one and one not in _NO_NOUN]
    stems = {stem(word.form) for word in (*said, *words(title))}
    if not nouns or any(one in stems or same_sense(one) & stems for one in nouns):
        return False
    if any(other.endswith(one) for one in nouns for other in stems):
        return False
    return all(
        at > 1 and sentence[said[at - 1].start].isupper() and said[at - 1].form not in known
        and said[at - 1].form not in STOP_WORDS
        for at in places
    )  # fmt: skip


def _anchor(text: str, one: Word | None, other: Word | None) -> str:
    """The stem of the word that stands directly beside a designation, if it says something."""
    if one is None or other is None or text[one.end : other.start].strip(" -\"'“”"):
        return ""
    word = one if _designates(text, other) and not _designates(text, one) else other
    return "" if word.form in STOP_WORDS or _designates(text, word) else stem(word.form)


def _designates(text: str, word: Word) -> bool:
    raw = text[word.start : word.end]
    return raw[:1].isdigit() or bool(_CAPITALS.fullmatch(raw) and raw not in ("I", "A"))


def _list_after(text: str, tokens: Sequence[Word], at: int) -> Iterator[Word]:
    """The designations that follow a word: `R, RW and XL`."""
    end = tokens[at].end
    for word in tokens[at + 1 : at + 1 + _MOST_LISTED]:
        if text[end : word.start].strip(" ,-"):
            return
        if word.form not in _LISTED:
            if not _designates(text, word):
                return
            yield word
        end = word.end


def _other(text: str, word: Word, known: set[str]) -> bool:
    return _designates(text, word) and word.form not in known


def _covered(designation: str, sentence: str) -> bool:
    if _ALL.search(sentence):
        return True
    ranges = ((int(a), int(b)) for a, b in _RANGE.findall(sentence))
    return designation.isdigit() and any(a <= int(designation) <= b for a, b in ranges)
