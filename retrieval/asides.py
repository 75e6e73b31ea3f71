"""What stands around a question and is no part of it: the frame of a letter, the occasion for which
something is asked; and `that day` as the day that was told before.

Text only, in general English; a question without any of these is left as it is.
"""

from __future__ import annotations

import re

_WHO = (
    r"(?:all|team|everyone|everybody|folks|people|colleagues|support|sirs?|madam|sir or madam"
    r"|sir/madam|customer (?:service|support|care)|service team|support team|shop team|staff"
    r"|friends|you lot|guys)"
)
_SALUTATION = re.compile(rf"^\W*(?:dear|hi|hello|hey|good \w+) {_WHO}\b[\s,!.:-]*", re.IGNORECASE)
_CLOSED = (
    r"(?:(?:with )?(?:kind|kindest|best|warm|warmest|many) (?:regards|wishes|greetings|thanks)"
    r"|regards|greetings|cheers|sincerely(?: yours)?|yours(?: sincerely| truly| faithfully)?"
    r"|all the best|(?:many )?thanks(?: a lot| so much| in advance| again)?"
    r"|thank you(?: so much| very much| in advance)?|thx|best)"
)
# "... for the bike? Kind regards, Ada": after the end of a sentence or a comma only.
_CLOSING = re.compile(
    rf"(?<=[.?!,;\n])\s*(?i:{_CLOSED})"
    r"(?:\s*[,.!\n-]+\s*(?:[^\W\d_][\w'’.-]*)(?: [A-Z][\w'’.-]*){0,2})?\W*$"
)
_OCCASION = (
    r"(?:party|anniversary|birthday|wedding|farewell|jubilee|speech|article|newsletter"
    r"|blog(?: post)?|presentation|slides?|report|press release|quiz|sat ?nav|navi(?:gation)?"
    r"|address book|records?|files|notes|diary|calendar|(?:address |parcel )?labels?|spreadsheet"
    r"|paperwork|bookkeeping|books|tax return|taxes|accountant|expenses|to-?do list|planning"
    r"|school project|homework|thesis|poster|website|price list|curiosity)"
)
_FOR = (
    rf"for (?:(?:the|my|our|a|an|his|her|their) )?(?:[a-z]+['’]?s? )?{_OCCASION}"
)  # fmt: skip
# "For the staff party: when did she start?", "the address of the shop for my satnav".
_PURPOSE_FIRST = re.compile(rf"^\W*(?:(?:i|we) need (?:it|this|that) )?{_FOR}\s*[:;,–-]\s*", re.I)
_PURPOSE_LAST = re.compile(
    rf",?\s+(?:(?:(?:i|we) )?need (?:it|this|that) )?{_FOR}"
    r"(?=\s*(?:please|pls|plz|thanks|thx)?\s*[?.!]*\s*$)",
    re.IGNORECASE,
)
# "... he took it in... on which date was it": the dots end what is told.
_TRAILING_OFF = re.compile(
    r"\s*(?:\.{2,}|…)\s+(?P<next>(?:(?:on|at|in|from|by|to|for|since|until|till|and|so|but)\s+)?"
    r"(?:what|how|which|who|whom|whose|where|when|why|is|are|was|were|does|do|did|can|could|has"
    r"|have|will)\b)",
    re.IGNORECASE,
)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DATE = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH},? \d{{4}}|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?"
    r",? \d{4}|\d{4}-\d{2}-\d{2})(?!\d)",
    re.IGNORECASE,
)
_THAT_DAY = re.compile(
    r"\b(?:on )?(?:that|the same) (?:very )?(?:day|date)\b|\b(?:back then|at (?:that|the) time)\b"
    r"(?=\s*[?.!]*\s*$)",
    re.IGNORECASE,
)


def plain(text: str) -> str:
    """The text without the frame of a letter and without the occasion; the day that `that day`
    points at in its place."""
    bare = _SALUTATION.sub("", _CLOSING.sub("", text))
    if not bare.strip(" ,.!?"):
        return text
    bare = _PURPOSE_LAST.sub("", _PURPOSE_FIRST.sub("", bare))
    bare = _TRAILING_OFF.sub(lambda m: f". {_capital(m['next'])}", bare)
    return _dated(bare)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _dated(text: str) -> str:
    """`He bought it on 3 May 2024. What was the price that day?`: the price on 3 May 2024."""
    dates = list(_DATE.finditer(text))
    if len({one.group().casefold() for one in dates}) != 1:
        return text
    pointing = _THAT_DAY.search(text, dates[0].end())
    if pointing is None:
        return text
    return f"{text[: pointing.start()]}on {dates[0].group()}{text[pointing.end() :]}"
