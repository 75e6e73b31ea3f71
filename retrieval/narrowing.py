"""Follow-ups to a question about a set, or about two things: which of them, the other one.

`Which stores have a workshop?` and then `which of them are open on Sunday?` asks about stores that
have a workshop; after two things were named, `the second one` is one of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nescio.text import words
from nescio.types import Entity, Scope, Turn
from retrieval.antecedent import MOST_NAMES, clear, listed_in
from retrieval.linking import EntityLinker, Mention

_LEAD = r"^\W*(?:(?:and|but|so|ok(?:ay)?|then|now|also|right|thanks)\b[\s,]*)*"
_SET = re.compile(
    rf"{_LEAD}(?:which|what|how many|(?:list|show|name|give|tell)(?: me)?)(?: all)?(?: of)?"
    r"(?: the| your| our)? (?P<noun>(?:[^\W\d][\w-]* ){0,2}?[^\W\d][\w-]+s)\b"
    # "Gas canisters do you have": the gas is no set.
    r"(?! (?!(?:does|has|is|was)\b)[a-z-]{3,}s\b(?: (?:do|can|did|are|in|from|with|for)\b|\W*$))"
    r"(?: (?:do|can|did) (?:you|we|i) (?:have|sell|offer|carry|stock|rent|get|buy)\b| are there\b)?"
    r"(?P<rest>.*?)\W*$",
    re.IGNORECASE,
)
_NO_NOUN = frozenset("is was does has times hours days colours colors sizes".split())
_OF_SET = re.compile(
    rf"{_LEAD}(?:(?P<asks>how many) of (?:them|those|these|which)"
    r"|(?:which|what|who) (?:ones?|of"
    r" (?:them|those|these|which|(?:the|those|these) (?:two|three|four)))(?: ones?)?"
    r"|(?:only|just) (?:those|these|the ones)(?: that| which)?)"
    r"(?: (?P<rest>.+?))?\W*$",
    re.IGNORECASE,
)
_FIRST_OF_SET = re.compile(
    rf"{_LEAD}(?:(?:which|what|who)(?:'s| is| are|s)? (?:one (?:is|has) )?)?"
    r"(?P<rest>the (?!best\b|worst\b|rest\b|latest\b)(?:\w{3,}est|most \w+|least \w+))(?: ones?)?"
    r"(?: of (?:them|those|these|all))?"
    r"(?:, (?:which|what)(?: one)?(?:'s| is) (?:that|it)(?: one)?)?\W*$",
    re.IGNORECASE,
)
# "What does the lightest one cost?", "the oldest of them, who built it?"
_MOST = r"(?:(?!best\b|worst\b|rest\b|latest\b|nearest\b)\w{3,}est|most \w+|least \w+)"
_MOST_ONE = re.compile(
    rf"\bthe (?P<most>{_MOST})(?: ones?(?: (?:of|among) (?:them|those|these|all))?"
    r"| (?:of|among) (?:them|those|these))\b(?! (?:of|in|from|with|for|under|over)\b)",
    re.IGNORECASE,
)
_POINTED_MOST = re.compile(
    rf"{_LEAD}the (?P<most>{_MOST})(?: ones?)?(?: (?:of|among) (?:them|those|these|all))?\W*$",
    re.IGNORECASE,
)
_POINTS = re.compile(r"\b(?:it|they|that|this)(?: ones?)?\b", re.IGNORECASE)
_WHICH_IS_THAT = re.compile(
    rf"{_LEAD}(?:what|which)(?: ones?)?(?:'?s| is| are| would) (?:that|it|they)(?: be)?(?: ones?)?"
    r"(?: called)?\W*$",
    re.IGNORECASE,
)
_NAMES = re.compile(
    rf"{_LEAD}(?:which|what|who) are (?:they|those|these)(?: called| named)?\W*$"
    rf"|{_LEAD}(?:list|name) (?:them|those)\W*$",
    re.IGNORECASE,
)
_COUNT = re.compile(
    rf"{_LEAD}how many (?:is|are|would) (?:that|they|those|these|there)(?: be)?"
    r"(?: in (?:total|all)| altogether)?\W*$",
    re.IGNORECASE,
)
_ADDED = re.compile(r"^(?:in|from|at|with|without|under|over|below|above|for|of|by|on|that)\b")
_ORDINALS = {"first": 0, "former": 0, "second": 1, "latter": 1, "third": 2}
_ORDINAL = re.compile(
    r"\bthe (?P<which>first|former|second|latter|third|other)(?: one\b|(?=\W*$))", re.IGNORECASE
)
_BOTH = re.compile(
    r"\b(?:both|all three)(?: of (?:them|these|those))?\b|\b(?:those|these) two\b"
    r"|\beach(?: one)?(?: of (?:them|these|those)\b|(?=\s*(?:[?.,;!]|$)))",
    re.IGNORECASE,
)
# `They`, where two things were named in one sentence.
_THEY = re.compile(r"\b(?:they|them)\b", re.IGNORECASE)
_COMPARES = re.compile(
    rf"{_LEAD}(?:which|who)(?: one)?(?: of (?:the two|the three|them|these|those))?(?: ones?)?"
    r" (?P<rest>(?:is|are|has|weighs?|costs?|lasts?|runs?|was|can|carr(?:y|ies)|holds?|takes?"
    r"|bears?|opens?|opened|comes?|goes)\b.*\b(?:\w{2,}er|more|less)\b"
    r"(?!.*\bthan\b).*?)\W*$",
    re.IGNORECASE,
)
# "And the difference?", "by how much do they differ?": of the value asked for before.
_DIFFERENCE = re.compile(
    rf"{_LEAD}(?:(?:what(?:'?s| is| would be)|how (?:big|large|great|much) is) )?the"
    r"(?: (?P<of>(?!(?:main|key|real|biggest|other)\b)[a-z-]+))?"
    r" difference(?: (?:in|of) (?:the |their )?(?P<in>[a-z-]+(?: [a-z-]+)?))?"
    r"(?: (?:between|of) (?:them|both|(?:(?:these|those|the) )?two|these|those"
    r"|(?:the )?one and the other)(?: of (?:them|these|those))?)?(?: then)?\W*$"
    rf"|{_LEAD}(?:by )?how much do (?:they|both|these|those|the two)(?: two)? differ"
    r"(?: (?:by|in (?:the |their )?(?P<by>[a-z-]+(?: [a-z-]+)?)))?\W*$",
    re.IGNORECASE,
)
_NO_AMOUNT = re.compile(
    rf"{_LEAD}(?:is|are|was|were|does|do|did|has|have|can|could|will|would|who|where|when|which)\b",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"^(?:is|are|was) (?:the )?(?:(?P<how>\w{3,})er|(?P<much>more|less) (?P<so>\w+))$"
)


def of_set(text: str, history: Sequence[Turn]) -> str | None:
    """`text` asked of the set that the question before was about; None when it asks of none."""
    asked, before = _OF_SET.match(text), _SET.match(history[-1].question)
    if before is None or before["noun"].casefold().split()[-1] in _NO_NOUN:
        return None
    noun, rest = before["noun"], before["rest"].strip()
    if _COUNT.match(text):
        return f"how many {noun} {rest}".strip() + "?"
    if _NAMES.match(text) or (asked and not asked["rest"]):
        return f"which {noun} {rest}".strip() + "?"
    first = None if asked else _FIRST_OF_SET.match(text)
    if first is not None:
        added = rest if not rest or _ADDED.match(rest) else f"that {rest}"
        return " ".join(filter(None, ("which of the", noun, added, "is", first["rest"]))) + "?"
    if asked is None:
        one = _MOST_ONE.search(text)
        whole = one and _most_of(one["most"], history)
        return f"{text[: one.start()]}{whole}{text[one.end() :]}" if one and whole else None
    condition = rest if not rest or _ADDED.match(rest) else f"that {rest}"
    words = (asked["asks"] or "which", noun, condition, _most(asked["rest"]))
    return " ".join(filter(None, words)) + "?"


def pointed_most(told: str, text: str, history: Sequence[Turn]) -> str | None:
    """`The lightest of them, what does it cost?`: the question of the one of the set that the
    question before was about; None where `told` points at none."""
    match = _POINTED_MOST.match(told)
    if match is None:
        return None
    if _WHICH_IS_THAT.match(text):
        return of_set(told, history)
    whole, it = _most_of(match["most"], history), _POINTS.search(text)
    return f"{text[: it.start()]}{whole}{text[it.end() :]}" if whole and it else None


def _most_of(most: str, history: Sequence[Turn]) -> str | None:
    before = _SET.match(history[-1].question)
    if before is None or before["noun"].casefold().split()[-1] in _NO_NOUN:
        return None
    rest = before["rest"].strip().removeprefix("are ")
    if rest and not _ADDED.match(rest):
        return None  # what rows do makes no short condition
    return " ".join(filter(None, ("the", most, "of the", before["noun"], rest)))


def _most(rest: str) -> str:
    """Of a set, the bigger one is the biggest."""
    match = _MORE.match(rest.casefold())
    if match is None:
        return rest
    most = "most" if match["much"] == "more" else "least"
    return f"is the {match['how']}est" if match["how"] else f"is the {most} {match['so']}"


def of_several(
    text: str, history: Sequence[Turn], linker: EntityLinker, scope: Scope
) -> str | None:
    """`text` with the names for `the first one`, `both` and `which of the two`; None without such
    words, or when they point at nothing."""
    apart = _DIFFERENCE.match(text)
    if apart is not None:
        return _apart(apart, history, linker, scope)
    ordinal, compares, both = _ORDINAL.search(text), _COMPARES.match(text), _BOTH.search(text)
    they = None if ordinal or compares or both else _THEY.search(text)
    if not (ordinal or compares or both or they) or linker.link(text, scope, fuzzy=False):
        return None
    names = _last_named(history[-1:] if they else history, linker, scope)
    if they is not None and len(names) < 2:
        return None
    if they is not None:
        return f"{text[: they.start()]}{' and '.join(names)}{text[they.end() :]}"
    if len(names) < 2:
        names = listed_in(history[-1].answer, linker, scope)
    if not 2 <= len(names) <= MOST_NAMES:
        return None
    if both is not None:
        return f"{text[: both.start()]}the {' and the '.join(names)}{text[both.end() :]}"
    if ordinal is None:
        rest = compares["rest"] if compares else ""
        return f"which of the {' and the '.join(names)} {rest}?"
    name = _chosen(ordinal["which"].casefold(), names, history, linker, scope)
    return name and f"{text[: ordinal.start()]}the {name}{text[ordinal.end() :]}"


def _apart(
    match: re.Match[str], history: Sequence[Turn], linker: EntityLinker, scope: Scope
) -> str | None:
    """`What's the difference?` of the two rows named last: in what is said, else in what was asked
    of them before; None when they are not two, or no amount was asked for."""
    names = _last_named(history, linker, scope)[-2:]
    if len(names) < 2:
        return None
    between = f"difference between the {' and the '.join(names)}"
    value = match["of"] or match["in"] or match["by"]
    if value is not None:
        return f"what is the {value} {between}?"
    earlier = history[-1].question
    named = sorted(clear(linker.link(earlier, scope)), key=lambda m: m.start)
    if not named or _NO_AMOUNT.match(earlier):
        return None
    before = re.sub(r"\bthe\s+$", "", earlier[: named[0].start], flags=re.IGNORECASE)
    return f"{before}the {between}{earlier[named[-1].end :]}"


def _chosen(
    which: str, names: Sequence[str], history: Sequence[Turn], linker: EntityLinker, scope: Scope
) -> str | None:
    if which != "other":
        place = _ORDINALS[which]
        return names[place] if place < len(names) else None
    last = [m.best.entity.label for m in clear(linker.link(history[-1].question, scope))]
    return names[1 - names.index(last[0])] if len(last) == 1 and len(names) == 2 else None


def _last_named(history: Sequence[Turn], linker: EntityLinker, scope: Scope) -> list[str]:
    """The things of one table named last, in the order of their naming: those of the last turn
    which named several, or of the last turns which named one each."""
    found: list[str] = []
    table: str | None = None
    for turn in reversed(history):
        mentions = sorted(clear(linker.link(turn.question, scope)), key=lambda m: m.start)
        entities = [m.best.entity for m in mentions if not m.ambiguous]
        if not entities or (table and entities[0].table != table):
            break
        table = entities[0].table
        labels = [e.label for e in entities if e.table == table]
        labels += _of_family(entities[0], mentions)
        found = list(dict.fromkeys([*labels, *found]))
        if len(found) > 1 and len(labels) > 1:
            break
    return found if len(found) <= MOST_NAMES else []


def _of_family(entity: Entity, mentions: Sequence[Mention]) -> list[str]:
    """Beside the Wayfinder 80, `the Solar` is of the one row so called that begins like it."""
    first = words(entity.label)[0].form
    found: list[str] = []
    for mention in mentions:
        labels = {c.entity.label for c in mention.candidates if c.entity.table == entity.table}
        alike = [one for one in labels if words(one)[0].form == first]
        if mention.ambiguous and len(alike) == 1:
            found += alike
    return found
