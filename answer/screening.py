"""Sentences of a model that are no answer, whatever they rest on: they are never shown.

These are wordings, found by patterns. What a sentence states is for the checks.
"""

from __future__ import annotations

import re
from itertools import pairwise

from answer.injection import suspicion
from nescio.text import normal_name, words

_SELF = re.compile(
    r"\b(?:as an? (?:ai|assistant|language model|chat ?bot|model)\b"
    r"|i(?:['’]m| am) (?:an? |the |sorry|afraid|unable|not able|just|here|happy|glad)"
    r"|i (?:do not|don['’]t|cannot|can['’]t|could not|couldn['’]t|did not|didn['’]t|will|would"
    r"|hope|apologi[sz]e|have no|was not|wasn['’]t|have been|think|believe|can|found|see|know)\b"
    r"|(?:my|your) (?:instructions|prompt|training|knowledge|system prompt|question)\b"
    r"|let me (?:know|explain|help|see|check)\b|(?:feel free|if you have) (?:to ask|any)\b"
    r"|the (?:user|assistant|question|prompt)(?:['’]s)? (?:asks?|is asking|wants?|was|said)\b)",
    re.IGNORECASE,
)
_UNKNOWN = re.compile(
    r"\b(?:i|we) (?:do not|don['’]t|cannot|can['’]t) (?:know|tell|say|answer)\b"
    r"|\b(?:evidence|context|documents?|passages?|sources?|records?|information"
    r"|text)(?: (?:provided|given|above))? (?:do(?:es)? not|don['’]t|doesn['’]t) "
    r"(?:\w+ )?(?:say|tell|mention|contain|state|provide|specify|include|give)\b"
    r"|\b(?:is|are) not (?:mentioned|stated|given|provided|specified|told|known|available) in the"
    r" (?:evidence|context|documents?|passages?|sources?|records?|text)\b",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"</?\w+(?:\s[^<>]*)?>|\b(?:source|title|place)=\"|https?://|www\.|[{}|]")
_LEAST_WORDS = 2
_STAMMERS = 2


def unfit(sentence: str, question: str) -> str | None:
    """Why a sentence is not shown, or None: the name of what is wrong with it."""
    if suspicion(sentence) is not None:
        return "instruction"
    if _UNKNOWN.search(sentence):
        return "unknown"
    if _SELF.search(sentence):
        return "about_the_system"
    if _MARKUP.search(sentence):
        return "markup"
    if sentence.rstrip(" \"'”’)").endswith("?") or _repeats(sentence, question):
        return "question"
    if len(words(sentence)) < _LEAST_WORDS:
        return "fragment"
    return "stammer" if _stammers(sentence) else None


def _repeats(sentence: str, question: str) -> bool:
    """Whether a sentence is the question, or a part of it."""
    return f" {normal_name(sentence)} " in f" {normal_name(question)} "


def _stammers(sentence: str) -> bool:
    """Whether words are written twice in a row, as where parts of a stream came twice."""
    forms = [w.form for w in words(sentence)]
    return sum(a == b for a, b in pairwise(forms)) >= _STAMMERS
