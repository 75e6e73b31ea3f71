"""Records of a document's table that are rows of the database as well, of one country: `which
French shops take canisters back?`

The table tells which shops do, the rows where they are. The question without its country is asked
of the table; of what that lists, those are kept that live rows have in the country. Both are cited.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from answer.records import Record
from answer.route import FactAnswer, FactRouter
from answer.route_types import together
from nescio.types import Scope
from retrieval.places import countries_of, every_country

_CAPITAL = frozenset(("polish", "kiwi", "swiss", "danes", "finns"))
"""What is no country when it is written small, or no adjective."""

_PEOPLE = re.compile(r"\b(?P<word>[A-Za-z]+) (?=[a-z])")
_IN = re.compile(
    r",? (?:in|from|across|within) (?:the )?(?P<name>"
    + "|".join(re.escape(name) for name in every_country())
    + r")\b"
)


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A question without the country that it names, and the names (folded) of that country."""

    text: str
    country: frozenset[str]


def placed(text: str) -> Placed | None:
    """The question `which French shops ...` without its one country."""
    found: list[Placed] = []
    for match in _IN.finditer(text):
        rest = text[: match.start()] + text[match.end() :]
        found.append(Placed(text=rest, country=frozenset((match["name"].casefold(),))))
    for match in _PEOPLE.finditer(text):
        names = countries_of(match["word"].casefold())
        if names and match["word"] not in _CAPITAL:
            rest = text[: match.start()] + text[match.end() :]
            found.append(Placed(text=rest, country=frozenset(names)))
    return found[0] if len(found) == 1 else None


async def within_country(
    records: Sequence[Record], country: frozenset[str], router: FactRouter, scope: Scope
) -> tuple[tuple[Record, ...], FactAnswer | None] | None:
    """The records called by a row that is in the country, and what the rows say of that; None
    where they do not say it of every record. Raises ServiceError."""
    kept: list[Record] = []
    told: list[FactAnswer] = []
    for record in records:
        name = record.fields[0].value
        reply = await router.answer(f"in which country is {name}?", scope)
        if not isinstance(reply, FactAnswer) or [e.label for e in reply.entities] != [name]:
            return None
        facts = [fact for sentence in reply.sentences for fact in sentence.facts]
        if len(facts) != 1:
            return None
        if str(facts[0].value).casefold() in country:
            kept.append(record)
            told.append(reply)
    return tuple(kept), together(told) if told else None
