"""What a document's subject is called besides its title, as titles and first sentences tell it.

"Kettle (2 litres)" is spoken of as "Kettle"; "The Return Slip, also known as RS-1, ..." has a
second name. Several documents may share a name: whoever mentions it is linked to all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nescio.text import STOP_WORDS, words

OPENING = 400
"""Code points at the beginning of a text in which it says what it is about."""
MOST = 4
LEAST_ALONE = 5
"""Letters of a name of one word."""

_BRACKET = re.compile(r"^(?P<name>.*\w.*?)\s*\((?P<kind>[^()]+)\)\s*$")
_NAME = r"[A-Z0-9][\w’'-]*(?:[ ]+(?:(?:of|the|de|von|van)[ ]+)?[A-Z0-9][\w’'-]*)"
_SUBJECT = re.compile(rf"\W*(?:The +)?(?P<name>{_NAME}{{1,5}}) *(?:\(|,? +(?:is|was|are|were)\b)")
"""A text that begins with what it is about: `Frederick Barbarossa (1122-1190) was ...`."""
_CALLED = re.compile(
    r"\b(?:(?:also|better|commonly|formerly|previously|originally|sometimes|often|popularly)\s+"
    r"(?:(?:and\s+)?\w+\s+)?(?:known|called|named|spelled|referred\s+to)|aka|a\.k\.a\.|alias)"
    r"(?:\s+(?:simply\s+)?as)?\s+(?:the\s+)?"
    rf"[\"“'‘]?(?P<name>{_NAME}{{0,5}})",
)


def aliases(title: str, text: str) -> tuple[str, ...]:
    """Other names than `title`, at most `MOST`, in the order in which they were found."""
    own = _normal(title)
    opening = text.lstrip().removeprefix(title)[:OPENING]
    found = dict.fromkeys(name for name in _candidates(title, opening) if _is_name(name))
    return tuple(name for name in found if _normal(name) != own)[:MOST]


def _candidates(title: str, opening: str) -> Iterator[str]:
    bracket = _BRACKET.match(title)
    if bracket is not None:
        yield bracket["name"].strip()
    subject = _SUBJECT.match(opening)
    if subject is not None:
        yield subject["name"]
    for match in _CALLED.finditer(opening):
        yield match["name"].strip(" '’")


def _is_name(name: str) -> bool:
    """Not a number nor a word of grammar; alone, a short word is too often something else."""
    forms = [word.form for word in words(name)]
    telling = [form for form in forms if form not in STOP_WORDS and not form.isdigit()]
    return bool(telling) and (len(forms) > 1 or len(forms[0]) >= LEAST_ALONE)


def _normal(name: str) -> str:
    return " ".join(word.form for word in words(name))
