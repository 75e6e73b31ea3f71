"""The row that came after a named one, told by a clause: `the pair that replaced them`, `what you
sell instead`, `something newer`. It is read first; then the question is asked with its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from answer.descriptions import clause_first
from answer.held_wording import pointed
from answer.route import FactRouter
from answer.route_held import HeldRow
from answer.route_types import FactAnswer, together
from answer.work import Work
from retrieval.antecedent import clear
from retrieval.linking import Mention

MOST_NAMED = 3
"""Rows that may have the same successor."""

_DONE = (
    r"(?:came after|comes after|come after|came next|comes next|replaced|replaces|replace"
    r"|took over(?: from)?|takes over(?: from)?|took the place of|takes the place of|succeeded"
    r"|succeeds|superseded|supersedes|followed|follows)"
)
_WE = r"(?:you|they|we)(?:['’]ve| have| now| currently)?"
_NOUN = (
    r"(?:(?:the|its|their|your|a|that|this|any|whatever)\s+)?"
    r"(?:(?!(?:costs?|weighs?|come|comes|look|looks|has|have|is|are|do|does)\b)[\w-]+\s+){0,2}?"
)


class LaterRows:
    """Asks the rows of the successor of what a question names."""

    def __init__(self, router: FactRouter) -> None:
        self._router = router

    async def answer(self, work: Work) -> tuple[str, FactAnswer] | None:
        """What the rows say of it, after the row that says which one it is, and the question that
        was asked of them. Raises ServiceError."""
        named = [m for m in clear(work.mentions) if " " in m.text or not m.text.islower()]
        if not named or len(named) > MOST_NAMED:
            return None
        name = named[-1]
        phrase = _phrase(name.text)
        if not phrase.search(f"{work.told} {work.analysis.text}"):
            return None
        row = await self._after(named, work)
        if row is None:
            return None
        for asked in _wordings(work, name, phrase, row.entity.label):
            if not asked:
                return f"what is the successor of the {name.best.entity.label}?", row.link
            reply = await self._router.answer(asked, work.scope)
            if isinstance(reply, FactAnswer):
                return asked, together((row.link, reply))
        return None

    async def _after(self, named: Sequence[Mention], work: Work) -> HeldRow | None:
        """The row that came after the one named, or after all of them: two may have the same."""
        found = [await self._router.held.later(m.best.entity, work.scope) for m in named]
        rows = [row for row in found if row is not None]
        if len(rows) != len(named) or len({row.entity.label for row in rows}) != 1:
            return None
        return replace(rows[-1], link=together([row.link for row in rows]))


def _phrase(name: str) -> re.Pattern[str]:
    """What says that the row after the named one is meant."""
    it = rf"(?:(?:the|my|your) )?(?:{re.escape(name)}|it|them|that|those|this|these)"
    return re.compile(
        rf"\b(?:{_NOUN}(?:that|which|who|what)\s+(?:has |have |had |then )?{_DONE}(?:\s+{it}(?!\w)|"
        rf"(?<=next)|(?=\s*(?:[?.,;]|$)))"
        rf"|(?:what|which one|who)\s+(?:has |have )?{_DONE}\s+{it}(?!\w)"
        rf"|{_NOUN}(?:that |which )?{_WE}\s+(?:sell|offer|have|stock|carry|make|do|got)(?: now)?"
        rf"\s+(?:instead(?: of {it}(?!\w))?|in (?:its|their) place)"
        r"|(?:something|anything|a|the|any(?:thing)?)\s+newer(?: one| version| model)?"
        rf"(?: than {it}(?!\w))?(?: instead)?"
        r"|(?:the|which|what)\s+(?:[\w-]+\s+)?(?:is\s+)?(?:the\s+)?(?:one|model) after\s+"
        rf"{it}(?!\w)"
        r"|(?:the|its|their)\s+(?:same\s+)?(?:newer|next|new|follow-?up)\s+(?:one|version|model|generation)"
        r"|(?:its|their|the same)\s+(?:successor|replacement|follow-?up))\b",
        re.IGNORECASE,
    )


_ASIDE = re.compile(
    r"\b(?:and|so|ok|oh|is|are|was|there|do|does|you|have|got|what|which|who|one|a|the|it|please|now"
    r"|then|instead|pity|shame|too|bad)\b|\W",
    re.IGNORECASE,
)


def _wordings(work: Work, name: Mention, phrase: re.Pattern[str], label: str) -> Iterator[str]:
    """The question with the label for the phrase, or for what points at it; empty where nothing
    more is asked than which row it is."""
    for said in dict.fromkeys((work.analysis.text, work.question)):
        text, _ = clause_first(said)
        if phrase.search(text) is not None:
            asked = phrase.sub(lambda _: label, text, count=1)
            rest = re.sub(rf"(?<!\w)(?:of (?:the )?)?{re.escape(name.text)}(?!\w)", "", asked)
            if not _ASIDE.sub("", rest.replace(label, "")):
                yield ""
            yield rest
        elif phrase.search(work.told) is not None:
            yield pointed(text, label)
            if name.text in text:
                yield text.replace(name.text, label)
