"""The last question asked again, with a part of it exchanged for what a follow-up says instead.

`And E-21?`, `and the cheapest?`, `and for a week?` keep all of the question but one part.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nescio.text import STOP_WORDS, words
from nescio.types import Scope, Turn
from retrieval.antecedent import clear, hyphened
from retrieval.lexicon import UNIT_WORDS
from retrieval.linking import EntityLinker, Mention
from retrieval.values import WORD_NUMBERS

ASIDE = frozenset(
    """sorry mean meant question questions please no nope yes oh actually oops ups whoops wait
    wrong rather typo correction right thanks ditto ok
    okay hm nice cool great""".split()
)
"""Words around a follow-up that ask for nothing."""
LOW_CONTENT = ASIDE | frozenset("one ones same too else also instead then thing things".split())
SORTS = frozenset("model models version versions variant edition size kind type".split())
# "And how long on the footprint?", after how long the warranty is on the tent.
_HOW_MUCH = re.compile(
    r"^\W*(?:(?:and|but|so)\s+)+how (?:long|much|many|heavy|big)\b", re.IGNORECASE
)
# "The One": a word for a number or a kind, written as a name is.
_CALLED = re.compile(r"(?<=[a-z] )(?:One|Thing|Same|Other|Model|Version|Edition)\b")
_THE_NUMBER = re.compile(
    rf"\bthe (?:\d[\d.]*|{'|'.join(WORD_NUMBERS)})(?!\w|[ -]?%)(?! (?:of|for|in|[^\W\d]+s)\b)",
    re.IGNORECASE,
)
# "The really big 45 one", "the 9.8, thicker one": what is said of the size that a number tells.
_SIZE = (
    r"(?:(?:really|very|much|quite|slightly|bit) )?"
    r"(?:big|large|small|long|short|thick|thin|heav|light|wide|tall|cheap|pric|strong|bright)"
    r"(?:y|ey|g?er|ier|r|g?est|iest)?"
)
_OF_SIZE = re.compile(
    rf"(?<=\bthe )(?:{_SIZE} )+(?=\d)|(?<=\d)(?:,| -)? (?:the )?{_SIZE}(?= one\b)", re.IGNORECASE
)
_MOST_PARTS = 3
_MOST_NEW_PARTS = 2
_TAKING = frozenset("take took go going choose chose pick buy get want need prefer".split())
# "Its bigger sister, the 30": the 30.
_SAID_OF_IT = re.compile(r"^.*\b(?:its|the|that) [^,]*, (?=the\b)", re.IGNORECASE)

# `E-21` after `error E-09`: letters, a hyphen or none, digits; or the digits alone.
_CODE = re.compile(r"\b[A-Z]{1,4}-?\d{1,6}\b")
_NUMBER = re.compile(r"(?<![\w.,-])\d{3,6}(?![\w.,-])")
_LEAD = (
    r"^\W*(?:(?:and|but|so|then|now|ok(?:ay)?|also|even|just|only|what about|how about|same)\b"
    r"[\s,]*)*"
)
_NO_MOST = "forest request interest guest chest latest"
_SUPERLATIVE = (
    rf"(?:(?:most|least) \w+|best|worst|(?!(?:{'|'.join(_NO_MOST.split())})\b)\w{{3,}}est)"
)
_THE_MOST = re.compile(rf"{_LEAD}the (?P<most>{_SUPERLATIVE})(?: ones?)?\W*$", re.IGNORECASE)
_MOST = re.compile(rf"\b{_SUPERLATIVE}\b", re.IGNORECASE)
_BEGINS = (
    r"(?:for|in|on|at|to|from|with|without|by|after|before|during|as|under|over|between|if|unless"
    r"|when(?! (?:is|are|was|were|do|does|did|can|could|will|would|should|has|have)\b))"
)
_PHRASE = re.compile(
    rf"{_LEAD}(?P<phrase>(?P<begins>{_BEGINS})\b(?!.*\b(?:what|which|how|who|whom|where|when|why|ones?)\b).+?)"
    r"(?: (?:alone|only|by (?:itself|themselves)))?\W*$",
    re.IGNORECASE,
)


_AMOUNT = r"[^\s\d]?\d[\d.,]*(?: ?(?!(?:in|from|with|for|at|and|or)\b)[^\W\d]+)?"
_BOUND = (
    r"(?:(?:less|more|fewer|lighter|heavier|cheaper|longer|shorter|larger|smaller) than|at least"
    r"|at most|up to|under|over|below|above)"
)
_NEW_BOUND = re.compile(rf"{_LEAD}(?P<bound>{_BOUND} {_AMOUNT})\W*$", re.IGNORECASE)
_OLD_BOUND = re.compile(rf"\b{_BOUND} {_AMOUNT}", re.IGNORECASE)
_UNIT = re.compile(r"\d( ?[^\W\d]+)$")
# "The price of the 45", "of the 4-person one": of which a thing before has another number.
_NUMBERED = re.compile(
    r"\bthe (?P<number>\d[\d.]*)(?:(?:[ -][a-z]+)? (?:one|model|version))?(?=\W|$)(?! ?%)"
    r"(?! [^\W\d]+s\b)",
    re.IGNORECASE,
)
# "When did the longer one, the 10, come out?": the 10, and nothing is compared.
_WHICH_ONE = re.compile(
    r"\bthe (?:other|\w{3,}er|more \w+) (?:one|model|version|sister|brother)\s*(?:,|[-–—]|\()\s*"
    r"(?=the \d)",
    re.IGNORECASE,
)
# "The 6-person one": the noun says what the number counts.
_COUNTING = re.compile(r"(?<=\d)[ -](?P<noun>[a-z]+)(?= (?:one|model|version)\b)", re.IGNORECASE)
_COMPARED = re.compile(r"\b(?:more|less|\w{3,}er)\b(?!.*\bthan\b)", re.IGNORECASE)


def asked_again(
    text: str, history: Sequence[Turn], linker: EntityLinker, scope: Scope
) -> str | None:
    """The question that `text` exchanges a part of; None when it does not, or asks more."""
    return (
        _with_code(text, history)
        or _with_superlative(text, history[-1].question)
        or _with_bound(text, history[-1].question)
        or with_phrase(text, history[-1].question, linker, scope)
    )


def _with_code(text: str, history: Sequence[Turn]) -> str | None:
    """`And E-21?`: the last question that had a code of this form, with the new one in its place;
    None when more than the code is asked."""
    codes = _CODE.findall(text) or _NUMBER.findall(text)
    left = _NUMBER.sub("", _CODE.sub("", text))
    if len(codes) != 1 or any(w.form not in STOP_WORDS | ASIDE for w in words(left)):
        return None
    form = re.sub(r"\d", "0", codes[0])
    for turn in reversed(history):
        for match in (*_CODE.finditer(turn.question), *_NUMBER.finditer(turn.question)):
            old = re.sub(r"\d", "0", match.group())
            number = form.isdigit() and (old == form or old.endswith(f"-{form}"))
            start = match.start() + (len(old) - len(form) if number else 0)
            if number or (not form.isdigit() and old.startswith(form[:-1])):
                return f"{turn.question[:start]}{codes[0]}{turn.question[match.end() :]}"
    return None


def _with_superlative(text: str, earlier: str) -> str | None:
    """`And the cheapest?` after `what is the most expensive one?`."""
    new, old = _THE_MOST.match(text), _MOST.search(earlier)
    if new is None or old is None:
        return None
    return f"{earlier[: old.start()]}{new['most']}{earlier[old.end() :]}"


def _with_bound(text: str, earlier: str) -> str | None:
    """`And less than 800 g?` after `which weigh less than 1 kg?`."""
    new, old = _NEW_BOUND.match(text), _OLD_BOUND.search(earlier)
    if new is None or old is None:
        return None
    unit = _UNIT.search(old.group())
    bare = unit and new["bound"][-1].isdigit()  # "and under 30?" after "under 50 euro"
    bound = f"{new['bound']}{unit[1]}" if unit and bare else new["bound"]
    return f"{earlier[: old.start()]}{bound}{earlier[old.end() :]}"


def with_phrase(text: str, earlier: str, linker: EntityLinker, scope: Scope) -> str | None:
    """`And for a week?` after `what does it cost for a day?`; a phrase that the question has no
    such of is put at its end."""
    new = _PHRASE.match(text)
    if new is None:
        return None
    earlier = earlier.rstrip(" ?.!")
    begins = new["begins"].casefold()
    old = None
    for match in re.finditer(rf"\b{begins}\b\s+.+?(?=,|\s+{_BEGINS}\b|$)", earlier, re.IGNORECASE):
        named = [m for m in linker.link(earlier, scope) if not m.text.islower()]
        if match.start() and not any(
            m.start < match.end() and match.start() < m.end for m in named
        ):
            old = match
    if old is None:
        return f"{earlier} {new['phrase']}?"
    return f"{earlier[: old.start()]}{new['phrase']}{earlier[old.end() :]}?"


def numbered(text: str, history: Sequence[Turn], linker: EntityLinker, scope: Scope) -> str | None:
    """`Is the 45 dearer?` after the Cove 30 was named, with the name of the Cove 45, which is
    compared with it; None when no one row is called so."""
    text = _WHICH_ONE.sub("", _OF_SIZE.sub("", text))
    match = _NUMBERED.search(text)
    if match is None or linker.link(text, scope, fuzzy=False):
        return None
    for turn in reversed(history):
        old = linker.link(turn.question, scope)
        if not old:
            continue
        label = old[0].best.entity.label
        name = neighbour(label, [match["number"]], linker, scope)
        if name is None or name == label or old[0].ambiguous:
            return None
        whole = f"{text[: match.start()]}the {name}{text[match.end() :]}"
        compared = f"{whole.rstrip(' ?.!')} than the {label}?"
        return compared if _COMPARED.search(text) else whole
    return None


def sibling(text: str, history: Sequence[Turn], linker: EntityLinker, scope: Scope) -> str | None:
    """`And the Pro model?`: the last named row's name with that word put in or exchanged, if
    exactly one row is called so; the last question is then asked of it."""
    text = _OF_SIZE.sub("", text)
    content = _parts_of_name(text)
    if not 1 <= len(content) <= _MOST_PARTS:
        return None
    for turn in reversed(history):
        linked = [m for m in linker.link(turn.question, scope) if not hyphened(turn.question, m)]
        old = clear(linked) or linked
        if not old:
            continue
        label = old[0].best.entity.label
        name = neighbour(label, content, linker, scope)
        if name is None and _THE_NUMBER.search(text):
            new = _new_parts(label, _parts_of_name(_uncounted(text, linker, scope)))
            name = neighbour(label, new, linker, scope) if new else None
            name = name or _unknown(label, new)
        if name is None:
            return None
        name = _as_short(name, old[0], linker, scope)
        return turn.question[: old[0].start] + name + turn.question[old[0].end :]
    return None


def _uncounted(text: str, linker: EntityLinker, scope: Scope) -> str:
    """A text without what a number in it counts, unless that is a part of names."""
    match = _COUNTING.search(text)
    if match is None or linker.link(match["noun"], scope, fuzzy=False):
        return text
    return f"{text[: match.start()]}{text[match.end() :]}"


def _new_parts(label: str, content: Sequence[str]) -> list[str]:
    """The words that a name does not have, numbers in figures: `the two-part one`, of a 4-Part
    Paddle, has a 2."""
    figures = [str(WORD_NUMBERS.get(form, form)) for form in content]
    return [form for form in figures if form not in forms_of(label)]


def _unknown(label: str, new: Sequence[str]) -> str | None:
    """The name that a row would have if it had another number, which none has: it is asked for,
    and not the row that was named before."""
    numbers = [w for w in words(label) if w.form.isdigit()]
    if len(numbers) != 1 or len(new) != 1 or not new[0].isdigit():
        return None
    return f"{label[: numbers[0].start]}{new[0]}{label[numbers[0].end :]}"


def _as_short(name: str, old: Mention, linker: EntityLinker, scope: Scope) -> str:
    """A name cut as the old one was said (`the Polar Multi`), where it still means the one row."""
    said, whole = forms_of(old.text), forms_of(old.best.entity.label)
    if len(said) == len(whole) or said != whole[: len(said)]:
        return name
    short = " ".join(name.split()[: len(old.text.split())])
    found = linker.link(short, scope, fuzzy=False)
    sure = len(found) == 1 and not found[0].ambiguous and found[0].best.entity.label == name
    return short if sure else name


def _parts_of_name(text: str) -> list[str]:
    """The words of a text that may be a part of a name: `the Pro`, `the One`, `the L`."""
    text = _HOW_MUCH.sub("", _SAID_OF_IT.sub("", text))
    skipped = STOP_WORDS | LOW_CONTENT | SORTS | UNIT_WORDS | _TAKING
    called = [m.span() for m in _CALLED.finditer(text)]
    return [
        w.form
        for w in words(text)
        if w.form not in skipped
        or _sized(w.form, text[w.start])
        or any(start <= w.start < end for start, end in called)
    ]


def neighbour(label: str, content: Sequence[str], linker: EntityLinker, scope: Scope) -> str | None:
    """The one row that is called by `label` with these words put in, or in place of one of it."""
    if len(content) > _MOST_NEW_PARTS:
        return None
    forms = forms_of(label)
    longer = [[*forms[:i], *content, *forms[i:]] for i in range(1, len(forms) + 1)]
    changed = [[*forms[:i], *content, *forms[i + 1 :]] for i in range(1, len(forms))]
    for tries in (longer, changed):
        names = {name for one in tries if (name := exactly(" ".join(one), linker, scope))}
        if len(names) == 1:
            return names.pop()
    return None


def _sized(form: str, first: str) -> bool:
    """`The L` is a size, where `l` is a litre."""
    return form in UNIT_WORDS and len(form) == 1 and first.isupper()


def exactly(name: str, linker: EntityLinker, scope: Scope) -> str | None:
    """The label of the one row that is called exactly this."""
    found = linker.link(name, scope, fuzzy=False)
    whole = len(found) == 1 and (found[0].start, found[0].end) == (0, len(name))
    if not whole or found[0].ambiguous or found[0].best.match != "exact":
        return None
    return found[0].best.entity.label


def forms_of(name: str) -> list[str]:
    return [word.form for word in words(name)]
