"""The first look at a question: too long, empty, small talk, or aimed at the machine."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from answer.disguise import encoded, letters_apart, plain_letters
from answer.injection import first_match, suspicion
from answer.requests import ORDERS, PROMPT, SQL, TENANTS
from nescio.answers import AbstentionReason

_SMALL_TALK = re.compile(
    r"^\W*(?:(?:hi|hello|hey|hallo|good (?:morning|afternoon|evening|day)|thanks?|thank you|thx|"
    r"cheers|ok|okay|great|cool|nice|bye|goodbye|see you|how are you(?: doing)?(?: today)?|"
    r"who are you|what are you|what'?s up|are you (?:a )?(?:bot|robot|human|real)|what can you do|"
    r"tell me a joke|there|so much|very much|again|everyone|team|lol)\W*)+$",
    re.IGNORECASE,
)
_CREATIVE = re.compile(
    r"\b(?:write|compose|draft|generate|create|make up|tell|sing)\b(?: \w+){0,4} "
    r"\b(?:poem|haiku|sonnet|song|lyrics|story|joke|essay|limerick|rap|novel|python|javascript|"
    r"sql|code|script|function|program)\b"
    r"|\b(?:translate|proofread)\b.{0,60}\b(?:in)?to (?:\w+)\b",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Why a question goes no further."""

    reason: AbstentionReason
    rule: str
    message: str


def clean(text: str) -> str:
    """NFC, without control and invisible format characters, white space collapsed; letters that
    only look like Latin ones made Latin."""
    normal = plain_letters(unicodedata.normalize("NFC", text))
    kept = "".join(
        " " if c.isspace() else c
        for c in normal
        if c.isspace() or unicodedata.category(c)[0] != "C"
    )
    return " ".join(kept.split())


def _hostile(text: str) -> Refusal | None:
    """A refusal of what is aimed at the machine, at its data as such, or at others' data."""
    if first_match(TENANTS, text):
        return Refusal(
            reason="not_permitted",
            rule="others_data",
            message="I answer from what is open to you, not about what belongs to others.",
        )
    rule, message = "", ""
    if suspicion(text) or first_match(ORDERS, text):
        rule = "instruction_in_question"
        message = "I answer questions; I do not take instructions that change how I work."
    elif first_match(PROMPT, text):
        rule, message = "asks_for_instructions", "I do not tell how I was set up."
    elif first_match(SQL, text):
        rule, message = "query_language", "Please ask in plain words; I do not run queries."
    elif letters_apart(text) or next(encoded(text), None) is not None:
        rule, message = "encoded_question", "Please ask in plain words, without encoding."
    return Refusal(reason="unsafe_request", rule=rule, message=message) if rule else None


def inspect(text: str, *, max_chars: int) -> Refusal | None:
    """A refusal, or None when the question may go on."""
    if len(text) > max_chars:
        return Refusal(
            reason="out_of_scope",
            rule="question_too_long",
            message=f"The question is longer than {max_chars} characters; please shorten it.",
        )
    if not any(c.isalnum() for c in text):
        return Refusal(
            reason="out_of_scope", rule="empty_question", message="Please ask a question."
        )
    if _SMALL_TALK.match(text):
        return Refusal(
            reason="out_of_scope",
            rule="small_talk",
            message="I answer from the database and the documents. What is your question?",
        )
    hostile = _hostile(text)
    if hostile is not None:
        return hostile
    if _CREATIVE.search(text):
        return Refusal(
            reason="out_of_scope",
            rule="not_a_question_about_the_sources",
            message="That is outside what the database and the documents cover.",
        )
    return None
