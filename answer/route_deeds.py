"""Wordings of a set of rows by what they do, by how often it happened, by parts of their names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from answer.route_conditions import Understood
from answer.route_nouns import UNLIKE, Named
from nescio.text import stem
from retrieval.asking import Asked, Term
from retrieval.attribute import MAKERS, noun_stems
from retrieval.attributes import AttributeResolver
from retrieval.concepts import agent_stems
from retrieval.fact_sql import Condition, Filter
from retrieval.schema import DatabaseSchema, Table

_NAMED = r"(?:the|their|its|his|her) (?:\w+ )?(?:names?|titles?)\b"
_LETTERED = re.compile(
    rf"\b(?:with|have|has|having|carry|bear)(?: the word)? [\"']?(?P<one>[\w-]+)[\"']?"
    rf"(?: somewhere| anywhere)? in {_NAMED}"
    r"|\bwhose (?:names?|titles?) (?:contains?|has|have|includes?|mentions?)(?: the word)?"
    r" [\"']?(?P<other>[\w-]+)[\"']?",
    re.IGNORECASE,
)
_OFTEN = re.compile(r"\bhow (?:often|many times)\b", re.IGNORECASE)
_THINGS = re.compile(
    r"\b(?:how|have|has|had|did|do|were|are|that) many "
    r"(?:things|items|articles|pieces|people|persons)\b",
    re.IGNORECASE,
)
_PEOPLE = frozenset(stem(w) for w in "people person somebody".split())
_WORKING = frozenset(stem(w) for w in "hire hired employ employed work".split())
_SOURCING = frozenset(stem(w) for w in "buy get order purchase source import procure".split())
_SOURCES = MAKERS | {stem(w) for w in "vendor publisher distributor wholesaler".split()}
_GIVING = frozenset(stem(w) for w in "sell ship send deliver supply provide".split())
_OBTAINED = re.compile(
    r"^\W*what(?: all| else)? (?:do|did|can|have) (?:you|we|they|i) (?:\w+ )?(?:get|got|buy|bought"
    r"|order|source|have|sell|stock|carry|import)\b[^,;?]*\bfrom "
    r"(?:the |your |our |any |all )*(?:[a-z]+ )?$",
    re.IGNORECASE,
)
_SOLD_IN = re.compile(
    r"\b(?:sell\w*|sold|offer\w*|sale|available|stocked)\b[^,;.?]*\bin (?:the )?$", re.IGNORECASE
)
_BY = re.compile(r"\bby (?:the |a |an |our |your )?$", re.IGNORECASE)
_FROM = re.compile(r"\bfrom\b", re.IGNORECASE)
_OURS = re.compile(r"\b(?:you|we|they)(?: all| \w+ly)? $", re.IGNORECASE)
UNNAMED = frozenset(
    stem(w) for w in "thing anything everything something stuff item article goods".split()
)
_WHAT_HAVE = re.compile(
    r"\bwhat(?: all)? (?:have (?:you|we) got|do (?:you|we) (?:have|sell|stock|offer|carry))\b"
    # Nothing is called between `what` and the verb: `what was launched in 2026`.
    r"|^\W*(?:and |so )?what(?: all| else)? (?:was|were|did (?:you|we|they)|have (?:you|we|been)"
    r"|has been|came)\b",
    re.IGNORECASE,
)
_ANYBODY = frozenset(
    stem(w)
    for w in """often times many people person customer client everybody anybody item article
    piece""".split()
)


def happened(schema: DatabaseSchema, asked: Asked) -> list[tuple[Table, list[Term]]]:
    """`How often did people return things`, `how many things came back`: the rows whose noun has
    the verb in it. Things are counted by rows that hold one each: none refer to them."""
    often, things = _OFTEN.search(asked.text), _THINGS.search(asked.text)
    found = []
    for table in schema.tables.values() if often or things else ():
        own = {stem(word) for word in table.singular.split()}
        said = [t for t in asked.terms if t.stem in own]
        if said and (often or not schema.references_to(table.name)):
            found.append((table, said))
    return found if len(found) == 1 else []


def things_meant(asked: Asked) -> bool:
    """Whether rows are asked for that nobody calls by a noun of theirs: `everything you have that`,
    `what have you got`."""
    plain = any(t.stem in UNNAMED for t in asked.terms) or _WHAT_HAVE.search(asked.text)
    return bool(plain) and asked.asks in ("what", "list", "how_many", "yes_no", "other")


def workers(resolver: AttributeResolver, asked: Asked) -> list[tuple[Table, list[Term]]]:
    """`How many people started working here`: the rows of people that have been hired."""
    said = [t for t in asked.terms if t.stem in _PEOPLE]
    found = []
    for table in resolver.schema.tables.values() if said else ():
        own = [a for a in resolver.attributes(table.name) if not a.path]
        hired = any(concept.name == "hired" for a in own for concept in a.concepts)
        if table.person and hired and any(t.stem in _WORKING for t in asked.terms):
            found.append((table, said))
    return found if len(found) == 1 else []


def anybody(asked: Asked) -> set[Term]:
    """Who did it, where only how often is asked."""
    if not _OFTEN.search(asked.text) and not _THINGS.search(asked.text):
        return set()
    return {t for t in asked.terms if t.stem in _ANYBODY}


def defining(
    schema: DatabaseSchema, asked: Asked, named: Sequence[Named], base: Table
) -> set[Term]:
    """`Firms that deliver products to you` are all of them: what such rows do by their name, to
    the rows that refer to them."""
    deeds = {s for word in base.singular.split() for s in agent_stems(word)}
    done = {t for t in asked.terms if t.stem in deeds - noun_stems(base)}
    if not done or named:
        return set()
    if any(sold_to(asked, t, base) for t in done):
        return set()
    things = {s for table, _ in schema.references_to(base.name) for s in noun_stems(table)}
    return done | {t for t in asked.terms if t.stem in things - noun_stems(base)}


def doers(schema: DatabaseSchema, asked: Asked, base: Table) -> set[Term]:
    """`Returns where the customer changed their mind`: people that each such row belongs to, told
    as those who did it, are no condition; what is said of them is left to explain."""
    seen, tables = {base.name}, [base]
    for table in tables:
        for key in table.foreign_keys:
            free = any(c.nullable for c in table.columns if c.name in key.columns)
            if not free and key.target not in seen:
                seen.add(key.target)
                tables.append(schema.tables[key.target])
    people = {one for table in tables[1:] if table.person for one in noun_stems(table)}
    return {
        t
        for t in asked.terms
        if t.stem in people - noun_stems(base)
        and t.form not in UNLIKE
        and not _BY.search(asked.text[: t.start])
    }


def sourced(asked: Asked, base: Table) -> set[Term]:
    """`The firms that you buy from` are all firms that supply; those that you sell to are not."""
    if not noun_stems(base) & _SOURCES or not _FROM.search(asked.text):
        return set()
    return {t for t in asked.terms if t.stem in _SOURCING and _OURS.search(asked.text[: t.start])}


def sold_in(schema: DatabaseSchema, asked: Asked, one: Understood) -> bool:
    """Whether a place is one that things are sold in, not the one that their maker is in: `which
    tents do you sell in France`."""
    path = one.filter.path
    made = bool(path) and noun_stems(schema.tables[path[-1].target]) & _SOURCES
    return bool(made) and any(_SOLD_IN.search(asked.text[: t.start]) for t in one.terms)


def sources(schema: DatabaseSchema, asked: Asked) -> list[tuple[Table, list[Term]]]:
    """`Who do you buy ropes from`: the rows of firms that supply."""
    said = [t for t in asked.terms if t.stem in _SOURCING and _OURS.search(asked.text[: t.start])]
    if asked.asks != "who" or not said or not _FROM.search(asked.text):
        return []
    found = [t for t in schema.tables.values() if noun_stems(t) & _SOURCES and not t.person]
    return [(found[0], said)] if len(found) == 1 else []


def obtained(
    schema: DatabaseSchema, asked: Asked, nouns: list[tuple[Table, list[Term]]]
) -> list[tuple[Table, list[Term]]]:
    """`What do you get from suppliers in Japan`: not those firms, but the rows that refer to
    them."""
    if asked.asks != "what" or not nouns or not noun_stems(nouns[0][0]) & _SOURCES:
        return nouns
    table, said = nouns[0]
    if not _OBTAINED.match(asked.text[: said[0].start]):
        return nouns
    things = {
        other.name: other for other, _ in schema.references_to(table.name)
        if other.name_columns and other.name != table.name
    }  # fmt: skip
    return [(one, said) for one in things.values()] if len(things) == 1 else nouns


def sold_to(asked: Asked, term: Term, base: Table) -> bool:
    """Whether firms that supply are asked for as those that something is sold or sent to."""
    giving = term.stem in _GIVING and noun_stems(base) & _SOURCES
    return bool(giving) and _OURS.search(asked.text[: term.start]) is not None


def without_parts(asked: Asked, named: Sequence[Named]) -> list[Named]:
    """The names but those that are quoted as a part of other names."""
    match = _LETTERED.search(asked.text)
    return [
        one for one in named if match is None or not match.start() <= one[1][0] < match.end()
    ]  # fmt: skip


def lettered(asked: Asked, base: Table) -> Understood | None:
    """`With winter in the name`: the name of the rows has that word in it."""
    match = _LETTERED.search(asked.text)
    if match is None or len(base.name_columns) != 1:
        return None
    word = match["one"] or match["other"]
    condition = Condition(column=base.name_columns[0], operator="like", value=word)
    return Understood(
        filter=Filter(conditions=(condition,)),
        said=f"name with {word}",
        terms=frozenset(t for t in asked.terms if match.start() <= t.start < match.end()),
    )
