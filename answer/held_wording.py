"""The wordings of a question once it is known which thing of a row is meant: `the mat in order 7`
is called by its own name, and the row that has it is left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from answer.question import stems_of
from nescio.text import words

_CALLED = (
    r"(?:\b(?:my|our|the|your|this|that|a|an)\s+)?"
    r"(?:\b(?:orders?|return|case|number|no|nr|parcel|delivery|shipment|package|purchase|tracking"
    r"|code|ticket)\.?\s*[#:]?\s*)*"
)
# "... which came with order NF-7": what stands between a thing and the row that has it.
_BEFORE = re.compile(
    r"(?:[\s,(-]*\b(?:(?:that|which|who)\s+)?"
    r"(?:(?:i|we|he|she|they|(?:a|the|my|our) customer)\s+"
    r"(?:got|bought|ordered|returned|sent back|received|have|had)\s+)?"
    r"(?:(?:came|comes|arrived|was|is|were|are|got|has been|have been)\s+)?"
    r"(?:(?:ordered|bought|sold|sent|sent back|returned|brought back|delivered|part|filed|listed"
    r"|registered|contained|included|inside)\s+)?"
    r"(?:in|from|of|with|on|for|under|by|as part of|as|through|via|behind))?"
    rf"[\s,:(-]*{_CALLED}$",
    re.IGNORECASE,
)
_SUBJECT = re.compile(rf"\b(?:that|which)\s+{_CALLED}$", re.IGNORECASE)
_CLAUSE = re.compile(
    r"^\s+(?:belongs?|belonged|is|was|came|comes|refers?|goes|went|has|had|contains?|holds?|covers?"
    r"|concerns?)(?:\s+(?:about|part|made|opened|bought|sent|shipped|filed|raised))?"
    r"(?:\s+(?:to|from|of|in|for|about|with|on|under|out of))?(?=\s*(?:[?.,;:!]|$))",
    re.IGNORECASE,
)
_IN_IT = re.compile(
    r"^ (?:in|of|from|on|with) (?:it|there|this|that|them)\b(?! [a-z]+s\b)", re.IGNORECASE
)
_DETERMINED = (
    r"(?:\b(?:the|that|this|those|these|my|our|your|its|their|a|an|another|one of your)\s+)?"
)
_OWN = re.compile(r"\b(?:its|their)\b", re.IGNORECASE)
_POINTING = re.compile(
    r"\b(?:(?:another|a new|a second|a replacement|the same|a fresh|that|this) one"
    r"|one(?: more)? of (?:those|these|them)|it|they|them|one"
    r"|(?:that|this|those|these)(?=\s*(?:[?.,!]|$|(?:is|are|was|has|have|cost|costs|weigh|weighs|come"
    r"|comes|made|last|lasts|today|now|in|from|for|again)\b)))\b",
    re.IGNORECASE,
)


# "The item that was reported as broken": up to the state itself.
_STATED = (
    r",?\s*\b(?:that|which|who) (?:is|are|was|were|has been|have been|had been|came back|arrived)"
    r"(?: (?!(?:not|never)\b)[a-z]+){0,2}?(?: (?:as|for|with|because of|due to|on account of))?"
)


def states(text: str) -> bool:
    """Whether a clause may tell a state of something."""
    return re.search(rf"{_STATED} [a-z]", text, re.IGNORECASE) is not None


def unstated(text: str, values: Iterable[str]) -> str | None:
    """The text without a clause that tells one of some values; None where none does."""
    for value in values:
        clause = rf"{_STATED} {re.escape(value)}(?!\w)" if value.strip() else "(?!)"
        plain, count = re.subn(clause, "", text, count=1, flags=re.IGNORECASE)
        if count:
            return plain
    return None


def put(text: str, said: str, label: str) -> str:
    """The label for what is said, and for the noun beside it that the label has as well."""
    match = re.search(rf"(?<!\w){re.escape(said)}(?!\w)", text)
    if match is None:
        return text
    start, end = match.span()
    for word in words(text[end:])[:1]:
        same = stems_of(word.form)
        if not text[end : end + word.start].strip() and same and same <= stems_of(label):
            end += word.end
    return f"{text[:start]}{label}{_IN_IT.sub('', text[end:])}"


def without(text: str, name: str) -> str:
    """The text without the row that has the thing, and what ties the two."""
    match = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)
    if match is None:
        return text
    head, tail = text[: match.start()], text[match.end() :]
    clause = _CLAUSE.match(tail)
    subject = _SUBJECT.search(head)
    if subject is not None and clause is not None:
        return f"{head[: subject.start()].rstrip()}{tail[clause.end() :]}".strip()
    before = _BEFORE.search(head)
    start = before.start() if before else match.start()
    rest = tail.lstrip(" ,:;-)") if not text[:start].strip() else tail.lstrip(")")
    return f"{text[:start]}{rest}".strip()


def of_owner(asked: str, owner: str, said: str) -> str | None:
    """The question about the row that has the thing, where the thing is called by it: `the boots
    in case 7`."""
    match = re.search(rf"(?<!\w){re.escape(owner)}(?!\w)", asked)
    before = _BEFORE.search(asked[: match.start()]) if match else None
    if match is None or before is None:
        return None
    noun = re.search(rf"{_DETERMINED}(?<!\w){re.escape(said)}$", asked[: before.start()], re.I)
    if noun is None:
        return None
    return f"{asked[: noun.start()]}{owner}{asked[match.end() :]}"


def points(asked: str) -> bool:
    """Whether a word of the question points at a thing that was told before."""
    return bool(_OWN.search(asked) or _POINTING.search(asked))


def pointed(asked: str, label: str) -> str:
    """The question with the label for the word that points at the thing, or at its end."""
    if _OWN.search(asked):
        return _OWN.sub(lambda _: f"{label}'s", asked, count=1)
    if _POINTING.search(asked):
        return _POINTING.sub(lambda _: label, asked, count=1)
    return f"{asked.rstrip(' ?.!')} of the {label}?"


def wordings(asked: str, owner: str, said: str, label: str) -> Iterator[str]:
    """Ways to ask the question with the label in it, the likeliest first.

    `owner` is what the row that has the thing is called, `said` what the thing is called.
    """
    alone = without(asked, owner)
    noun = re.compile(rf"{_DETERMINED}(?<!\w){re.escape(said)}(?!\w)", re.IGNORECASE)
    if noun.search(alone):
        yield put(noun.sub(lambda m: m.group().split()[-1], alone, count=1), said, label)
        yield put(alone, said, label)
    elif _OWN.search(alone) or _POINTING.search(alone) or alone == asked:
        yield pointed(alone, label)
    else:
        whole = re.search(rf"{_CALLED}{re.escape(owner)}", asked, re.IGNORECASE)
        if whole is not None:
            yield f"{asked[: whole.start()]}{label}{asked[whole.end() :]}"
