"""Several things asked of one thing in a list: `Trail 2: price, weight + colour`.

Each item is a question of its own, so that what is known is answered and the rest is not. Text
only. A list counts as one of attributes when one of its items has a word by which attributes are
called (`retrieval.concepts`): `parcel: gas, matches` has none.
"""

from __future__ import annotations

import re

from nescio.text import STOP_WORDS, words
from retrieval.concepts import VOCABULARY

MOST_ITEMS = 4
_LONGEST_TOPIC = 7
_LONGEST_ITEM = 5
_WH = r"(?:what|how|which|who|whose|whom|where|when|why|is|are|was|does|do|did|can|has|have)"
_JOIN = re.compile(r"\s*,\s*(?:and\s+|plus\s+)?|\s+(?:and|plus)\s+|\s*[+&]\s*|\s+/\s+", re.I)
_TOPIC = re.compile(r"^(?P<topic>[^:?!,;]+?)(?:\s*:\s+|\s+[-–—]+\s+)(?P<items>.+)$", re.DOTALL)
_OF = re.compile(
    r"^(?:(?:what(?:'s| is| are)|i(?:'d| would)? (?:need|want|like)"
    r"|(?:please )?(?:give|tell|show|send) me|need) )?(?P<items>[^:?!;]+?) (?:of|for) "
    r"(?P<topic>(?:the|my|your|our|this) "
    r"[^,:?!;+&]+|[A-Z][^,:?!;+&]+)$",
    re.IGNORECASE,
)
_FOR = re.compile(r"^(?:(?:and|so|ok|hi|hello|hey)\b[\s,]*)*(?:for|about|on|re|of) ", re.I)
_SAYS = re.compile(
    r"^(?:\w+ed|\w+ing|in|at|with|from|to|by|if|when)\b|\b(?:i|we|you|he|she|they|it|is|are|was"
    r"|were|has|have|had|does|do|did|can|could|need|needs|want|wants|question|questions|things?"
    r"|please|info|details)\b|'(?:s|m|re|ve|d|ll)\b",
    re.IGNORECASE,
)
_VERB = re.compile(r"\b(?:i|we|you|is|are|was|were|has|have|does|do|did|or|not|no|without)\b", re.I)
_LEAD = re.compile(r"^(?:the|its|their|his|her|also|both|and|your|my) ", re.IGNORECASE)
_ITS = re.compile(r"\b(?:its|their)\b", re.IGNORECASE)
_END = re.compile(r"[\s,;]*\b(?:please|pls|plz|thanks|thank you|thx|cheers)?[\s.?!]*$", re.I)
_ASKS = re.compile(rf"^(?:(?:for|in|from|by|at|on|to) )?{_WH}\b", re.IGNORECASE)
_FIRST_ONLY = re.compile(r"(?!The |My |Our |Your |A |An )[A-Z][a-z]+ [a-z]")
_TITLE = re.compile(r"[A-Z][a-z]")


def itemised(sentence: str) -> tuple[str, tuple[str, ...]] | None:
    """What is asked about, and each thing asked of it as it was written; None for other texts."""
    text = _END.sub("", sentence.strip())
    for pattern, least in ((_TOPIC, 2), (_OF, 3)):
        match = pattern.match(text)
        if match is None:
            continue
        topic = _plain(_FOR.sub("", match["topic"].strip()))
        items = [_ITS.sub("the", _LEAD.sub("", i.strip())) for i in _JOIN.split(match["items"])]
        if len(items) >= least and _names(topic) and _attributes(items):
            return topic, tuple(items)
    return None


def _plain(topic: str) -> str:
    """`Spare lid for the Trail 2` as it stands inside a sentence: its capital names nothing."""
    if _FIRST_ONLY.match(topic) is None:
        return topic
    return f"the {topic[0].lower()}{topic[1:]}"


def asks_itself(item: str) -> bool:
    """Whether an item is a question with a verb of its own: `who builds it`."""
    return _ASKS.match(item) is not None


def _names(topic: str) -> bool:
    """Whether it may be what a thing is called: short, no clause, not all small words."""
    forms = [word.form for word in words(topic)]
    known = [form for form in forms if form not in STOP_WORDS]
    return 0 < len(forms) <= _LONGEST_TOPIC and bool(known) and not _SAYS.search(topic)


def _attributes(items: list[str]) -> bool:
    """Whether they may be attributes: short nouns, at least one of them known, or questions."""
    nouns = [item for item in items if not asks_itself(item)]
    if not 1 < len(items) <= MOST_ITEMS or not nouns or asks_itself(items[0]):
        return False
    if any(_VERB.search(noun) or _TITLE.match(noun) for noun in nouns[1:]):
        return False
    if any(not 0 < len(words(noun)) <= _LONGEST_ITEM for noun in nouns):
        return False
    return any(word.form in VOCABULARY for noun in nouns for word in words(noun))
