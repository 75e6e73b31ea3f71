"""A message taken apart: the questions it asks, and what it tells besides.

"My Ember is out. Which canister does it take, and what does one cost?" asks two questions; the
first sentence is background that both need.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from nescio.sentences import split
from nescio.text import STOP_WORDS, content_stems, stem, words
from retrieval.asides import plain
from retrieval.concepts import CONCEPTS
from retrieval.exchanged import ASIDE
from retrieval.itemised import asks_itself, itemised

_WH = r"(?:what|how|which|who|whose|whom|where|when|why)"
_AUX = r"(?:is|are|was|were|does|do|did|can|could|will|would|has|have|should|may|must|am)"
_PREP = (
    r"(?:up to|from|in|at|to|for|by|on|with|until|till|since|under|of|after|before|within|during"
    r"|over|into|through|about|above|below)"
)
_LEAD_IN = (
    r"^\W*(?:(?:and|also|ok(?:ay)?|so|but|then|well|hi|hello|hey|please|just|now|say|listen|quick"
    r" question|out of curiosity|by the way|btw|nice|thanks|great|help|sorry)\b[\s,:!.-]*)*"
)
_QUESTION = re.compile(
    rf"\?|{_LEAD_IN}(?:{_PREP}\s+)?(?:{_WH}(?:'s|s)?|{_AUX}(?:n't)?)\b"
    rf"|{_LEAD_IN}(?:tell|give|show|list|name|find|explain|describe|count|remind|let)\b"
    rf"|\b(?:i|we)(?:'d| would)? (?:need|want|like|wonder|have) (?:to know|the|a list)\b"
    rf"|\b(?:wondering|curious|no idea|not sure|know|tell me|see|find out|check) {_WH}\b",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    rf"(?:(?<=\?)|(?<=\?!)|(?<=\?\?))\s+(?=(?:and\s+|or\s+)?(?:{_WH}|{_AUX})\b|\w.*\?)"
    rf"|[,;]?\s+(?:and|also|plus|as well as|&|\+)\s+(?:also\s+)?"
    r"(?:if (?:so|not|yes|no|it does|it is|that (?:fails|works|is so))\b,?\s+)?"
    r"(?!by how (?:much|many)\b)"
    rf"(?=(?:{_PREP}\s+)?(?:(?:what|which one|who) (?:has )?(?:replaced|superseded|followed)\b"
    rf"|how \w+ly {_AUX}\b"
    rf"|(?:{_WH}(?:['’]?s)?|is|are|does|do|can|could|will|did|has|have|should)\b"
    # "... and are typically known to vary" goes on about the same.
    r"(?!\s+(?:\w{2,}ly|\w{2,}ed|known|made|not|no longer|still|sold|been)\b)))"
    rf"|[,;]\s+(?=(?:{_WH}|is|are|does|do|can)\b.{{8,}}\?)"
    # Without a mark at the end `who` and `which` may go on about the same.
    rf"|[,;]\s+(?=(?:what|how)(?:'?s| (?:\w+ )?(?:{_AUX}|it|they|that|this|you|i|we))\b.{{8,}})"
    rf"|\s+[-–—]+\s+(?={_WH}\b.{{8,}}\?)",
    re.IGNORECASE,
)
# "Sunleaf 14 - what category is that", "if the battery is flat, how long must it charge".
_CLAUSE = re.compile(
    rf"^(?P<told>(?!(?:(?:and|also|so|but|then|ok|now)\s+)*(?:{_PREP}\s+)?(?:{_WH}(?:'s|s)?|{_AUX})\b)"
    rf".{{3,}}?)(?:\s+[-–—]+\s+|\s*[:;]\s+|,\s+|\s+(?=so\b))"
    rf"(?:(?:so|but|then|or|ok|now)\s+)*"
    rf"(?P<asked>(?:{_PREP}\s+)?(?:{_WH}(?:'s|s)?|{_AUX}(?:n't)?)\b.+)$",
    re.IGNORECASE,
)
PERSON = (
    r"(?:customer|client|guest|visitor|buyer|lady|gentleman|guy|man|woman|boss|colleague|auditor"
    r"|inspector|neighbour|friend|wife|husband|son|daughter|mother|father|mum|dad)"
)
"""Who asks, or is asked for: as a shop speaks of people."""
# "..., I can't find it on the site", "... Need it for a form.", "..., customer is on the phone".
_AFTER = re.compile(
    r"^(?P<asked>.{8,}?)(?:,\s+(?:and\s+)?|\s+[-–—]+\s+)"
    r"(?P<told>(?:(?:i|we|my|our|he|she|they|because|cause|since|as|no need|just|need|it's|its)\b"
    rf"|(?:the |a |some )?{PERSON} (?:is|was|wants|asks|says|has|on|at|in|needs|waits|waiting)\b)"
    r"(?!.*\?\W*\w).+)$",
    re.IGNORECASE,
)
_VERBAL = re.compile(
    r"^\W*(?:\w+ed|\w+ing|bought|got|lost|went|need|want|theres?|help|sorry)\b"
    r"|\b(?:i|we|you|he|she|they|it|this|that|is|are|was|were|has|have|had|does|did|do|gets?|if"
    r"|when|since|because|after|before|says?|said|claims?|wants?|needs?|seems?|quit|gave|came)\b"
    r"|\w'(?:s|m|re|ve|d|ll)\b",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"^\W*(?:(?:hi|hello|hey|there|good (?:morning|afternoon|evening|day)|out of curiosity|dear \w+"
    r"|by the way|btw|(?:a |one |two |three |some )?(?:quick |short |small )?(?:questions?|things?)"
    r"(?: about| on| for)?|regarding|about|as for|concerning|for|on|re)\b[\s,:!.-]*)+",
    re.IGNORECASE,
)
# "What do we pay for labour and for the part itself?"
_FOR_BOTH = re.compile(
    rf"^(?P<asks>{_LEAD_IN}{_WH}\b.*?) (?P<first>for (?:(?!for\b)[^,;?])+?),? and "
    r"(?P<second>for [^,;?]+\?*)$",
    re.IGNORECASE,
)
# "Tell me the weight of the one and the maker of the other."
_OF_BOTH = re.compile(
    rf"^(?P<asks>{_LEAD_IN}(?:(?:tell|give|show|list|name|find)(?: (?:me|us))?|what(?: is| are)))"
    r" (?P<first>the [^,;?]+? of [^,;?]+?),? and (?P<second>the [^,;?]+? of [^,;?]+\?*)$",
    re.IGNORECASE,
)
# "Tell me what it weighs, how big it is": asks, and tells nothing.
_TELL_WHAT = re.compile(
    rf"{_LEAD_IN}(?:(?:can|could) you )?(?:tell|show|explain|remind)(?: (?:me|us))? {_WH}\b",
    re.IGNORECASE,
)
_NOUN_ONLY = re.compile(rf"(?:{_PREP}\s+)?(?:which|what)\s+\w+\W*$", re.IGNORECASE)
# "When the war ended, who ...", "What, along with toys, is ...", "both here and in which town ..."
_NO_QUESTION = re.compile(
    rf"^\W*(?:{_PREP}\s+)?(?:when(?:ever)?\b(?!\s+{_AUX}\b)|{_WH}\s*,)|\b(?:both|between|either)\b",
    re.IGNORECASE,
)
_LEAST_WORDS = 2
_LEAST_SAID = 3
_THINGS = re.compile(r"\b(?:have|got|are|sell|with|see|use|work)\b.*\b[a-z]{4,}s\b(?!\s*[.!]*$)")
_MEASURES = frozenset(
    stem(w) for w in "long time hour hours minute minutes day days often far soon exactly".split()
)
_NOUNS = frozenset().union(*(concept.labels for concept in CONCEPTS)) - {
    stem(word)
    for word in "about added built due expected found here hand open order pass since".split()
}
"""The stems of nouns by which columns are called."""
_LEADING = re.compile(_LEAD_IN, re.IGNORECASE)
# "Plus the weight of the Trail 2 itself": a noun of something, asked for.
_NOUN_OF = re.compile(
    rf"{_LEAD_IN}(?:(?:plus|as well as|lastly|finally)\b[\s,:]*)*(?:(?:the|its|your) )?"
    r"(?P<noun>[a-z]+(?: [a-z]+)?) (?:of|for) (?!(?:me|us|now|free|sure)\b)",
    re.IGNORECASE,
)
_CODE = re.compile(r"(?<![\w-])[A-Za-z]{1,3}-\d{1,4}(?![\w-])")
_BOTH = re.compile(
    r"\b(?:(?:the )?both(?: of (?:them|these|those))?|(?:these|those)(?: (?:two )?codes)?|they)\b",
    re.IGNORECASE,
)
_MEANS = re.compile(r"\b(?:mean(?:s|t|ing|ings)?|stands? for|signify)\b", re.IGNORECASE)
_NOT_FOUND = re.compile(
    r"^\W*(?:i|we) (?:can['’]?t|cannot|can not|couldn['’]?t|don['’]?t|do not) "
    r"(?:find|see|remember)\b"
    rf"(?!.*\b{_WH}\b)",
    re.IGNORECASE,
)
_PLUS = re.compile(r"^\W*(?:plus|as well as)\s+", re.IGNORECASE)
_OR = re.compile(r"^\W*or\b", re.IGNORECASE)
_POINTS = re.compile(r"\b(?:it|they|them|that|this|there|one)\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One question of a message, and what the message tells besides; both as they were written.

    `topic` is a noun phrase before the question (`Sundays at the mill: what are the hours?`): part
    of what is told, and part of what is asked. `before` is how many questions of the message were
    asked before the topic was told: it takes the place of what they were about.
    """

    question: str
    told: str = ""
    topic: str = ""
    before: int = 0


def pieces(text: str) -> tuple[Piece, ...]:
    """The questions of a message in their order; the whole message when it asks only one thing
    and tells nothing, or when no question can be seen in it."""
    text = plain(text)
    asked, told = _sentences(text)
    listed = _items(asked[0], told) if len(asked) == 1 else _items(text, "")
    if listed:
        return listed
    if not asked:
        return tuple(Piece(question=question) for question in parts(text))
    found: list[Piece] = []
    for sentence in asked:
        before, rest = _clause(sentence)
        asked_before = len(found) if before else 0
        asking = parts(rest)
        if len(asking) > 1 and _NOT_FOUND.match(asking[0]):  # "I can't find it?! What ..."
            told, asking = _joined(told, asking[0]), asking[1:]
        for question in asking:
            core, after = _after(_PLUS.sub("", question))
            if found and _mere_addition(core):
                found[-1] = replace(found[-1], question=f"{found[-1].question} {core}")
                continue
            topic = "" if _VERBAL.search(before) else _GREETING.sub("", before)
            said = _joined(told, before, after)
            place = asked_before if topic else 0
            found += _of_codes(Piece(question=core, told=said, topic=topic, before=place))
        told = _joined(told, before)
    return tuple(found)


def _items(text: str, told: str) -> tuple[Piece, ...]:
    """Each thing that a list asks of one thing (`Trail 2: price, weight`) as a question."""
    found = itemised(text) if len(split(text)) == 1 else None
    if found is None:
        return ()
    topic, items = found
    return tuple(
        Piece(question=item, told=_joined(told, topic), topic=topic)
        if asks_itself(item)
        else Piece(question=f"{item} of {topic}?", told=told)
        for item in items
    )


def _of_codes(piece: Piece) -> tuple[Piece, ...]:
    """What codes that were told mean (`It shows E-03, then E-21. Meaning of both?`), asked of
    each: no sentence tells it of both."""
    codes = list(dict.fromkeys(_CODE.findall(piece.told)))
    both = _BOTH.search(piece.question) if _MEANS.search(piece.question) else None
    if both is None or len(codes) != len(("one", "other")):
        return (piece,)
    before, after = piece.question[: both.start()], piece.question[both.end() :]
    return tuple(
        replace(piece, question=f"{before}{code}{after}", told=piece.told.replace(other, ""))
        for code, other in zip(codes, reversed(codes), strict=True)
    )


def _mere_addition(question: str) -> bool:
    """`How long?`, `and at what time?`, `or the other one?`: asks for no thing of its own."""
    if _OR.match(question):
        return True
    return len(words(question)) <= 5 and not (
        set(content_stems(question)) - _MEASURES or _POINTS.search(question)
    )


def _joined(*texts: str) -> str:
    return " ".join(text for text in texts if text)


def parts(text: str) -> tuple[str, ...]:
    """The questions that a sentence asks, in order; itself when it asks one."""
    found = [piece.strip(" ,;") for piece in _SPLIT.split(text)]
    found = [p for p in found if len(words(p)) >= _LEAST_WORDS or _noun_asked(p)]
    if any(_NOUN_ONLY.match(p) or _NO_QUESTION.search(p) for p in found[:-1]):
        return (text,)  # "which warehouse and which carrier handled it" is for one reading
    if len(found) > 1:
        return tuple(found)
    both = _FOR_BOTH.match(text) or _OF_BOTH.match(text)
    if both is not None:
        return f"{both['asks']} {both['first']}", f"{both['asks']} {both['second']}"
    return (text,)


def _noun_asked(piece: str) -> bool:
    """Whether a lone word is what is asked for: `Price, and what metal is it?`"""
    said = words(_LEADING.sub("", piece))
    return len(said) == 1 and said[0].form not in STOP_WORDS and stem(said[0].form) in _NOUNS


def _sentences(text: str) -> tuple[list[str], str]:
    """The sentences that ask, and those that only tell, joined."""
    sentences = [s.text for s in split(text)]
    asked = [s for s in sentences if _asks(s) and (len(words(s)) >= _LEAST_WORDS or "?" in s)]
    if len(asked) == len(sentences):
        return asked, ""
    return asked, " ".join(s for s in sentences if s not in asked and _says_something(s))


def _says_something(sentence: str) -> bool:
    """Not a mere `nice.` or `hm ok.`; a code, a number or a name says something."""
    named = any(sentence[w.start].isupper() for w in words(sentence)[1:])
    content = [w.form for w in words(sentence) if w.form not in STOP_WORDS | ASIDE]
    # "You have suppliers all over": things, in a sentence.
    things = bool(content) and len(words(sentence)) > _LEAST_SAID and bool(_THINGS.search(sentence))
    return named or any(c.isdigit() for c in sentence) or len(content) > 1 or things


def _asks(sentence: str) -> bool:
    if _QUESTION.search(sentence) or _CLAUSE.match(sentence):
        return True
    wanted = _NOUN_OF.match(sentence)
    if wanted is None or _VERBAL.search(sentence):
        return False
    return stem(words(wanted["noun"])[-1].form) in _NOUNS


def _clause(sentence: str) -> tuple[str, str]:
    """What a sentence tells before it asks, and the question."""
    match = _CLAUSE.match(sentence)
    if match is None or len(words(match["asked"])) < _LEAST_WORDS + 1:
        return "", sentence
    if _TELL_WHAT.match(match["told"]):
        return "", sentence
    return match["told"].strip(" ,"), match["asked"]


def _after(question: str) -> tuple[str, str]:
    """The question without what it tells at its end, and that."""
    match = _AFTER.match(question)
    if match is None or len(words(match["asked"])) < _LEAST_WORDS + 1:
        return question, ""
    return match["asked"].strip(" ,"), match["told"]


def is_phrase(text: str) -> bool:
    """Whether a text says nothing of a thing, but only which one: `the smaller one`."""
    return not _VERBAL.search(text)
