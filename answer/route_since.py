"""Since when what is valid now is valid: `since when does the price of the Okapi apply?`

Tables with validity columns keep the day on which each value begins; of other values nobody knows
it, and nothing is said.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

from answer import render
from answer.route_names import Named, spans_of
from answer.route_types import FactAnswer, FactReply
from answer.route_valid import DatedValues
from nescio.types import Scope
from retrieval.asking import Asked, read

_CONFIDENCE = 0.9
_DAY = r"(?:when|(?:what|which) (?:day|date|month|year))"
_SINCE = re.compile(
    rf"\b(?:since|from|as (?:of|from)|starting (?:from )?) {_DAY}(?: on(?:wards)?)?\b"
    rf"|\b(?:how long (?=(?:has|have)\b)|(?:on )?{_DAY} (?=(?:did|was|were|has)\b.*\blast\b))",
    re.IGNORECASE,
)
# What such a value does: it holds, or it began to.
_HOLDS = re.compile(
    r"\b(?:(?:been )?(?:valid|in (?:force|effect|place)|effective|the same|unchanged)"
    r"|appl(?:y|ies|ied)|hold(?:s|ing)?|held"
    r"|last (?:been )?(?:changed?|adjusted|raised|lowered|set)"
    r"|(?:cost|costed) (?:what|as much as) (?:it|they) (?:costs?|do|does|is|are)"
    r"|(?P<costs>costs?|costing) (?:this|that) much|(?P<at>at) (?:this|that|its|the) "
    r"(?=(?:\w+ )?price\b)|had (?:its|the|this|that)(?= (?:\w+ )?price\b))",
    re.IGNORECASE,
)


class Since(DatedValues):
    """Answers about the day on which a value of one row of one source began to be valid."""

    async def answer(self, asked: Asked, named: Sequence[Named], scope: Scope) -> FactReply | None:
        """The value of today and its first day; None where none is asked for, or nothing that has
        a validity."""
        entity = self._row(named)
        plain = _value_of(asked.text, spans_of(named)[0]) if entity else None
        if entity is None or plain is None:
            return None
        dated = self._value(read(plain, spans_of(named)), entity)
        if dated is None:
            return None
        query = replace(dated.query, as_of=dt.date.today())
        began = replace(query, column=dated.valid_from)
        if not self._store.permits(began, scope):
            return None
        value = (await self._store.run(query, scope)).facts
        first = (await self._store.run(began, scope)).facts
        if len(value) != 1 or len(first) != 1:
            return None
        label = dated.attribute.label
        told = replace(first[0], entity=entity.label, attribute=f"{label} valid from")
        now = replace(value[0], entity=entity.label, attribute=label)
        return FactAnswer(
            sentences=(render.values((now,)), render.values((told,))),
            entities=(entity,),
            confidence=round(_CONFIDENCE * named[0].score, 4),
            rule="since",
        )


def _value_of(text: str, name: tuple[int, int]) -> str | None:
    """The question for the value itself, each word where it stood: `what` for `since when`, and
    blanks for what says that it holds; None where nothing asks since when."""
    asks = _SINCE.search(text)
    if asks is None or asks.end() > name[0] > asks.start():
        return None
    holds = [m for m in _HOLDS.finditer(text) if m.end() <= name[0] or name[1] <= m.start()]
    priced = re.search(r"\bprices?\b", text[asks.end() :], re.IGNORECASE)
    if not holds and priced is None:
        return None
    for match in holds:
        kept = "price" if "cost" in match.group().casefold() else ""
        size = match.end() - match.start()
        text = f"{text[: match.start()]}{kept.ljust(size)}{text[match.end() :]}"
    size = asks.end() - asks.start()
    return f"{text[: asks.start()]}{'what'.ljust(size)}{text[asks.end() :]}"
