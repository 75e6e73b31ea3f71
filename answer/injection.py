"""Text that speaks to the machine instead of the reader.

Documents and questions are data. A sentence that tries to instruct the answering system is never
quoted, nor is the rest of its paragraph; a question that does so is refused. Patterns are a
floor, not a proof: the real guard is that no instruction found in data is ever carried out. What
only questions do (ask for the prompt, for other tenants) is in `answer.requests`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from answer.disguise import readings
from nescio.sentences import RECORD, Sentence, split

_MACHINE = (
    r"(?:(?:ai|a\.i\.|virtual|support|chat|customer|digital|automated|helpful)[\s-]+)*"
    r"(?:assistants?|chat\s?bots?|bots?|(?:large )?language models?|llms?|ai|models?|agents?"
    r"|(?:automated|automatic|digital|retrieval|answering|ai) (?:systems?|readers?|helpers?))"
)
_PRODUCTS = r"(?:chat\s?gpt|gpt[\s-]?\d|copilot|gemini|claude|grok|mistral|llama)"
_RULES = (
    r"(?:instructions?|rules?|prompts?|guidelines?|polic(?:y|ies)|context|constraints?|orders?)"
)
_SAY = r"(?:tell|say|reply|answer|respond|state|claim|reveal|output|print|include|disclose|repeat)"

LEAST_FIELDS = 2
_FIELD = re.compile(r"; (?=[^:;.!?]{1,40}: )")

Patterns = tuple[tuple[str, re.Pattern[str]], ...]
PATTERNS: Patterns = tuple(
    (name, re.compile(pattern, re.IGNORECASE | re.DOTALL))
    for name, pattern in (
        (
            "override",
            r"\b(?:ignore|disregard|forget|override|bypass|drop|skip|set aside|discard)\b.{0,40}\b"
            r"(?:previous|prior|above|earlier|preceding|all|any|your|other|existing|these|the)\b"
            rf".{{0,30}}\b{_RULES}\b",
        ),
        (
            "override_elsewhere",  # in German, Dutch, French, Spanish, Italian, Portuguese
            r"\b(?:ignorier\w*|vergiss|vergesst|missachte\w*|negeer|vergeet|ignore[rz]?|"
            r"oublie[rz]?|"
            r"ignora[rd]?|olvida[rd]?|dimentica\w*|esque[\u00e7c]a)\b.{0,45}"
            r"\b(?:anweisung\w*|regeln?|vorgaben|"
            r"instruktion\w*|instructies|regels|consignes?|instructions|r[\u00e8e]gles|"
            r"instrucciones|reglas|istruzioni|regole|instru[\u00e7c][\u00f5o]es|regras)\b",
        ),
        (
            "persona",
            r"\b(?:you are now (?:an?|the|my|in|called|named|free|dan|\w+bot|unrestricted)|"
            r"from now on,? you(?: (?:are|will|must|shall|answer|act|have to)|'re)|"
            r"(?:^|[.!?;:,]\s*|\b(?:please|now|must|should|shall|will|and|then) )act as"
            r"|pretend (?:to be|(?:that )?you)|roleplay as|"
            r"enter (?:developer|debug|admin|god) mode|jailbreak|do anything now)\b",
        ),
        (
            "prompt",
            r"\b(?:system|developer|hidden|initial|secret|internal) "
            r"(?:prompt|instructions?|rules)\b"
            r"|\bprompt (?:del|de|di|do) sist\w+|\binvite syst\w+|\bsystem-prompt",
        ),
        (
            "role",
            r"(?:<\|?/?\s*(?:im_start|im_end|system|assistant)|\[/?inst\]|<</?sys>>|"
            r"^\W*(?:(?:new|begin|end) )?(?:system|assistant)(?: (?:message|prompt))?\s*:|"
            r"\[\[?/?(?:system|admin)\]|\"role\"\s*:\s*\"system\"|"
            r"\bbegin system\b)",
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
            r"chat\s?bots?|language models?|llms?|ai|asistente|ki-assistenten|"
            rf"{_PRODUCTS}(?:\s*(?:,|and|or)\s*{_PRODUCTS})*)\s*[,:]",
        ),
        (
            "dictated_reply",
            r"\b(?:whoever|anyone who|any system that|the one who) "
            r"(?:answers|replies|summari[sz]es)\b"
            r"|\bthe (?:correct|right|only|verified|official) (?:reply|response|answer)"
            r"(?: to .{1,80})? (?:is|reads|must be)\b|\bmust be given as\b",
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
    """The name of the first pattern that `text` matches, in whatever disguise, or None."""
    return first_match(PATTERNS, text)


def first_match(patterns: Patterns, text: str) -> str | None:
    """The name of the first pattern that a reading of `text` matches."""
    for reading in readings(text):
        for name, pattern in patterns:
            if pattern.search(reading):
                return name
    return None


def trusted(sentences: Sequence[Sentence]) -> list[Sentence]:
    """The sentences outside every paragraph in which one of them speaks to the machine. Of a
    record (`column: value; ...`) the fields before those that do are kept."""
    found = [_before(s) or s for s in sentences]
    tainted = {s.block for s in found if suspicion(s.text) or _in_a_field(s.text)}
    tainted |= {block + 1 for block in tainted if _orphan(found, block + 1)}
    return [s for s in found if s.block not in tainted]


def _in_a_field(text: str) -> bool:
    """Whether the rest of a record, which a question mark cut in two (`; note: Assistant: ...`),
    has a value that speaks to the machine."""
    if not text.lstrip().startswith(";"):
        return False
    values = (field.partition(": ")[2] for field in text.split(";"))
    return any(suspicion(value) for value in values if value.strip())


def _before(sentence: Sentence) -> Sentence | None:
    """The fields of a record before those that speak to the machine, which do so by themselves."""
    cuts = [m.start() for m in _FIELD.finditer(sentence.text)]
    if len(cuts) < LEAST_FIELDS or not RECORD.match(sentence.text):
        return None
    for cut in reversed(cuts[LEAST_FIELDS - 1 :]):
        kept, rest = sentence.text[:cut], sentence.text[cut:]
        if suspicion(rest):
            return None if suspicion(kept) else replace(
                sentence, end=sentence.start + cut, text=kept
            )  # fmt: skip
    return None


@lru_cache(maxsize=4_096)
def trusted_sentences(text: str) -> tuple[Sentence, ...]:
    """The trusted sentences of a passage: those found most often are read for many questions."""
    return tuple(trusted(split(text)))


def _orphan(sentences: Sequence[Sentence], block: int) -> bool:
    """A one-sentence paragraph right after a tainted one goes with it: payloads are split so.

    A record (`column: value; ...`) stands on its own.
    """
    own = [s.text for s in sentences if s.block == block]
    return len(own) == 1 and not (": " in own[0] and ";" in own[0])
