"""Things said by how they differ from what was named before: `the bigger one`, `without the RC`,
`the Cargo one` of what an answer listed, `which one is the smallest?`.

Rows called alike but for one word are kin; only a number or a size orders them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nescio.text import STOP_WORDS, words
from nescio.types import Scope, Turn
from retrieval.antecedent import clear, last_name, listed_in, replaced_by
from retrieval.exchanged import LOW_CONTENT, SORTS, exactly, forms_of
from retrieval.linking import EntityLinker, Mention

_SORT = r"(?:one|version|model|variant|size)"
_SIZED = re.compile(
    rf"\b(?:the (?P<size>big(?:ger)?|larger?|small(?:er)?|little)(?: {_SORT}\b|(?=\W*$))"
    rf"|(?P<any>an?|any) (?P<next>bigger|larger|smaller)(?: {_SORT}s?\b|(?=\W*$)))",
    re.IGNORECASE,
)
_UP = frozenset("big bigger large larger".split())
_NEXT = frozenset("bigger larger smaller".split())
_LETTERS = tuple("xxs xs s m l xl xxl".split())
_WITHOUT = re.compile(
    rf"\b(?:without|minus|not)(?: (?:the|an?))? (?P<part>[\w.-]+)(?: {_SORT})?\W*$"
    rf"|\bthe non-(?P<non>\w+)(?: {_SORT}\b)?"
    rf"|\bthe (?:plain|normal|regular|ordinary|basic) {_SORT}\b",
    re.IGNORECASE,
)
_PART = re.compile(
    rf"\bthe (?P<part>[^\W_][\w.-]*)(?P<one> {_SORT}\b)?(?P<end>\W*$)?", re.IGNORECASE
)
_NO_PART = frozenset("same other old new first second third last next former latter".split())
_OLD = re.compile(r"\bthe (?:old|older|previous) (?:one|model|version)\b", re.IGNORECASE)
_IT = re.compile(
    r"\b(?:it|that one|this one|the new(?:er)? (?:one|model|version))\b", re.IGNORECASE
)
_THE_MOST = re.compile(
    r"^\W*(?:(?:and|but|so|then|ok(?:ay)?)\b[\s,]*)*(?:which|what)(?: one)?"
    r"(?P<rest> (?:is|are) (?:the|your) (?:(?:most|least) [a-z]+|[a-z]{3,}est))(?: one)?\W*$",
    re.IGNORECASE,
)
_NOUN = re.compile(r"\s+(?P<noun>[a-z]{3,})\b")


def of_kin(text: str, history: Sequence[Turn], linker: EntityLinker, scope: Scope) -> str | None:
    """`text` with the name that its words point out among kin; None when they point out none."""
    return (
        _old_one(text, history, linker, scope)
        or _listed(text, history, linker, scope)
        or _other(text, history, linker, scope)
        or _most_of_noun(text, history, linker, scope)
    )


def differs(text: str) -> bool:
    """Whether a text means one that differs from what was named: `the bigger one`."""
    return bool(_SIZED.search(text) or _WITHOUT.search(text))


def sized(text: str) -> bool:
    """Whether a text means one of another size than what was named."""
    return bool(_SIZED.search(text))


def left_open(history: Sequence[Turn], linker: EntityLinker, scope: Scope) -> bool:
    """Whether the last question meant one of another size, and it is not known which."""
    if not history or not sized(history[-1].question):
        return False
    return not clear(linker.link(history[-1].question, scope, fuzzy=False))


def _old_one(text: str, history: Sequence[Turn], linker: EntityLinker, scope: Scope) -> str | None:
    """`Is it dearer than the old one?` after it was asked what replaced that."""
    match = _OLD.search(text)
    if match is None:
        return None
    for turn in reversed(history):
        old = clear(linker.link(turn.question, scope)) if replaced_by(turn) else []
        if old and not old[0].ambiguous:
            whole = f"{text[: match.start()]}the {old[0].text}{text[match.end() :]}"
            new, it = last_name(history, linker, scope), _IT.search(whole)
            if new is None or it is None:
                return whole
            return f"{whole[: it.start()]}the {new}{whole[it.end() :]}"
    return None


def _listed(text: str, history: Sequence[Turn], linker: EntityLinker, scope: Scope) -> str | None:
    """`What does the Cargo one cost?` of the rows that the last answer listed."""
    labels = listed_in(history[-1].answer, linker, scope)
    if len(labels) < 2:
        return None
    for match in _PART.finditer(text):
        part = match["part"]
        named = part[0].isupper() or part[0].isdigit() or match["one"] or match["end"] is not None
        if not named or part.casefold() in STOP_WORDS | LOW_CONTENT | _NO_PART:
            continue
        having = [label for label in labels if set(forms_of(part)) <= set(forms_of(label))]
        if len(having) == 1:
            end = match.end("one") if match["one"] else match.end("part")
            return f"{text[: match.start()]}the {having[0]}{text[end:]}"
    return None


def _other(text: str, history: Sequence[Turn], linker: EntityLinker, scope: Scope) -> str | None:
    """`The bigger one`, `without the RC`: of the row named last, its one kin that is so."""
    sized, without = _SIZED.search(text), _WITHOUT.search(text)
    match = sized or without
    if match is None or linker.link(text[: match.start()], scope, fuzzy=False):
        return None
    for turn in reversed(history):
        old = clear(linker.link(turn.question, scope))
        if not old:
            continue
        if old[0].ambiguous:
            return None
        label = old[0].best.entity.label
        if sized is not None:
            name = _by_size(label, (sized["size"] or sized["next"]).casefold(), linker, scope)
        else:
            name = _shorter(label, match["part"] or match["non"], linker, scope)
        return name and _put(text, match, name, turn.question, old[0])
    return None


def _put(text: str, match: re.Match[str], name: str, earlier: str, old: Mention) -> str:
    """The name in its place where something is asked of it; else what was asked before, of it."""
    rest = f"{text[: match.start()]} {text[match.end() :]}"
    if match.groupdict().get("any") or any(
        w.form not in STOP_WORDS | LOW_CONTENT | SORTS for w in words(rest)
    ):
        return f"{text[: match.start()]}the {name}{text[match.end() :]}"
    return earlier[: old.start] + name + earlier[old.end :]


def _by_size(label: str, size: str, linker: EntityLinker, scope: Scope) -> str | None:
    """The kin of a row that is bigger or smaller by the number or size in its name: the only such,
    or the last of all for `the big one`."""
    forms = forms_of(label)
    for place, form in enumerate(forms):
        own = _order(form)
        if own is None:
            continue
        rest = " ".join([*forms[:place], *forms[place + 1 :]])
        found: dict[float, str] = {}
        for mention in linker.link(rest, scope, fuzzy=False):
            for candidate in mention.candidates:
                kin = forms_of(candidate.entity.label)
                order = _order(kin[place]) if len(kin) == len(forms) else None
                if order is not None and [*kin[:place], *kin[place + 1 :]] == rest.split():
                    found[order] = candidate.entity.label
        up = size in _UP
        further = {o: name for o, name in found.items() if (o > own if up else o < own)}
        if len(further) == 1 or (further and size not in _NEXT):
            return further[max(further) if up else min(further)]
    return None


def _order(form: str) -> float | None:
    """Where a number or a size stands among others of its sort."""
    if form in _LETTERS:
        return float(_LETTERS.index(form))
    try:
        return float(form)
    except ValueError:
        return None


def _shorter(label: str, part: str | None, linker: EntityLinker, scope: Scope) -> str | None:
    """The one row that is called so without a word: the one given, or any one."""
    forms = forms_of(label)
    places = [p for p, f in enumerate(forms) if part is None or [f] == forms_of(part)]
    names = {exactly(" ".join([*forms[:p], *forms[p + 1 :]]), linker, scope) for p in places}
    names.discard(None)
    return names.pop() if len(names) == 1 else None


def _most_of_noun(
    text: str, history: Sequence[Turn], linker: EntityLinker, scope: Scope
) -> str | None:
    """`Which one is the smallest?` after `how big is the Utrecht warehouse?`: which warehouse."""
    asked = _THE_MOST.match(text)
    if asked is None:
        return None
    earlier = history[-1].question
    named = clear(linker.link(earlier, scope))
    if len(named) != 1:
        return None
    beside = _NOUN.match(earlier, named[0].end)
    if beside is not None and beside["noun"] not in STOP_WORDS:
        return f"which {beside['noun']}{asked['rest']}?"
    noun = named[0].text.split()[-1]
    shared = noun.isalpha() and len(linker.headed(noun.casefold(), scope)) > 1
    return f"which {noun.casefold()}{asked['rest']}?" if shared else None
