"""Text that speaks to the machine instead of the reader.

Documents and questions are data. A sentence that tries to instruct the answering system is never
quoted, nor is the rest of its paragraph; a question that does so is refused. Patterns are a
floor, not a proof: the real guard is that no instruction found in data is ever carried out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nescio.sentences import Sentence

_MACHINE = (
    r"(?:(?:ai|a\.i\.|virtual|support|chat|customer|digital|automated|helpful)[\s-]+)*"
    r"(?:assistants?|chat\s?bots?|bots?|(?:large )?language models?|llms?|ai|models?|agents?)"
)
_RULES = (
    r"(?:instructions?|rules?|prompts?|guidelines?|polic(?:y|ies)|context|constraints?|orders?)"
)
_SAY = r"(?:tell|say|reply|answer|respond|state|claim|reveal|output|print|include|disclose|repeat)"

PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.IGNORECASE | re.DOTALL))
    for name, pattern in (
        (
            "override",
            r"\b(?:ignore|disregard|forget|override|bypass|drop|skip|set aside|discard)\b.{0,40}\b"
            r"(?:previous|prior|above|earlier|preceding|all|any|your|other|existing|these|the)\b"
            rf".{{0,30}}\b{_RULES}\b",
        ),
        (
            "persona",
            r"\b(?:you are now|from now on,? you|act as|pretend (?:to be|you)|roleplay as|"
            r"enter (?:developer|debug|admin|god) mode|jailbreak|do anything now)\b",
        ),
        (
            "prompt",
            r"\b(?:system|developer|hidden|initial) (?:prompt|message|instructions?)\b",
        ),
        (
            "role",
            r"(?:<\|?\s*(?:im_start|system|assistant)|\[/?inst\]|^\s*(?:system|assistant)\s*:)",
        ),
        (
            "address",
            rf"\b(?:note|message|instructions?|attention|notice|reminder|memo)\b.{{0,20}}"
            rf"\b(?:to|for)\s+(?:the |any |all |every |our )?{_MACHINE}\b",
        ),
        (
            "vocative",
            r"^\W*(?:dear |hey |hello )?(?:(?:for|to|attention|attn)\b[\s:,]*)?"
            r"(?:all |any |every )?"
            r"(?:(?:ai|a\.i\.)[\s-]+(?:agents?|assistants?|models?|systems?|bots?)|assistants?|"
            r"chat\s?bots?|language models?|llms?|ai)\s*[,:]",
        ),
        (
            "from_now_on",
            rf"\bfrom now on,?\s+(?:you\s+|always\s+|only\s+)*{_SAY}\b",
        ),
        (
            "discredit",
            r"\b(?:ignore|disregard|forget|override)\s+(?:all |any )?(?:the |your |our |its )?"
            r"(?:price lists?|prices|databases?|records?|sources|evidence|facts|documents?)\b",
        ),
        (
            "command",
            rf"\b{_MACHINE}\b.{{0,60}}\b(?:must|should|shall|is to|are to|has to|have to|please|"
            rf"will now|needs? to)\b.{{0,40}}\b{_SAY}\b",
        ),
        (
            "script",
            rf"\b(?:when|if|whenever)\b.{{0,40}}\b(?:asked|asks?|answering|queried|responding)\b"
            rf".{{0,60}}\b(?:always|only|instead|you must|simply)\b.{{0,20}}\b{_SAY}\b",
        ),
        (
            "exfiltrate",
            r"\b(?:reveal|leak|dump|exfiltrate|print|output|expose|send|post|list)\b.{0,40}\b"
            r"(?:system prompt|passwords?|password hash(?:es)?|api (?:keys?|tokens?)|"
            r"access tokens?|credentials|secrets)\b",
        ),
    )
)


def suspicion(text: str) -> str | None:
    """The name of the first pattern that `text` matches, or None."""
    for name, pattern in PATTERNS:
        if pattern.search(text):
            return name
    return None


def trusted(sentences: Sequence[Sentence]) -> list[Sentence]:
    """The sentences outside every paragraph in which one of them speaks to the machine."""
    tainted = {s.block for s in sentences if suspicion(s.text)}
    tainted |= {block + 1 for block in tainted if _orphan(sentences, block + 1)}
    return [s for s in sentences if s.block not in tainted]


def _orphan(sentences: Sequence[Sentence], block: int) -> bool:
    """A one-sentence paragraph right after a tainted one goes with it: payloads are split so.

    A record (`column: value; ...`) stands on its own.
    """
    own = [s.text for s in sentences if s.block == block]
    return len(own) == 1 and not (": " in own[0] and ";" in own[0])
