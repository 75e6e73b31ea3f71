"""What it says of rows that they refer to none: an order placed online was placed in no shop, the
top category is in no other."""

from __future__ import annotations

import re
from collections.abc import Sequence

from answer.route_conditions import Understood
from answer.route_negation import negation
from answer.route_nouns import Named, visited
from nescio.text import stem
from retrieval.asking import Asked
from retrieval.attribute import label_stems, noun_stems
from retrieval.fact_sql import Condition, Filter, backward
from retrieval.schema import DatabaseSchema, ForeignKey, Table

_ONLINE = re.compile(
    r"\b(?:online|on-line|(?:on|over|via|through|from|in) (?:the |our |your )?"
    r"(?:web|internet|web ?site|web ?shop|online (?:shop|store)))\b",
    re.IGNORECASE,
)
_AT_TILL = (
    r"(?:(?:rung|rang) up )?(?:at|over) (?:the|a|any|your|our) (?:till|counter|cash desk|checkout)"
    r"|in person|offline"
)
# `In one of our shops`, `in a branch`, `in shops`; `in your shop` is said of the whole business.
_IN_PLACE = re.compile(
    r"\b(?:in|at|inside) (?:(?:one|any|some) of (?:your|our|the) |an? (?:real |physical )?|any "
    r"|(?:your |our |the )?(?=\w+s\b)|(?=store\b))(?P<noun>[a-z]+)\b"
    r"(?! (?:in|of|at|from|with|without|that|which|where|called|named)\b)",
    re.IGNORECASE,
)
_TILL = re.compile(rf"\b(?:{_AT_TILL})\b", re.IGNORECASE)
_DONE = frozenset("paid bought made placed ordered purchased".split())
_INSTEAD = re.compile(r"\b(?:rather than|instead of|as opposed to)\s*$", re.IGNORECASE)
_HAVING_NO = re.compile(r"\b(?:without(?: an?| any)?|(?:have|has|with|had|got) no|lacking) $", re.I)
_NO_MORE = re.compile(
    r"^(?:\s+(?:yet|so far|at all|are there|do you have))?"
    r"(?:\W*$|\s+(?:from|in|since|before|after)\s+(?:\w+\s+)?(?:19|20)\d\d\W*$)",
    re.IGNORECASE,
)
_PARENTS = frozenset("parent above super broader".split())
_ROOTS = frozenset("main root topmost toplevel uppermost overarching".split())
_LEVELS = frozenset(stem(w) for w in "level only just big broad general".split())
_OF_OURS = re.compile(r"\bof (?:your|our|the) $", re.IGNORECASE)
_SHOPS = frozenset(stem(w) for w in "shop store site website catalogue range assortment".split())


def online(
    schema: DatabaseSchema, asked: Asked, base: Table, named: Sequence[Named]
) -> list[Understood]:
    """`Orders placed on the web`, `rung up at the till`: rows that need not belong to a shop, and
    do not, or do."""
    keys = [key for key in base.foreign_keys if _may_be_sited(schema, base, key)]
    if len(keys) != 1:
        return []
    (key,) = keys
    nouns = noun_stems(schema.tables[key.target])
    there = any(entity.table == key.target for entity, _ in named)
    told: list[tuple[int, int, bool]] = [(*m.span(), True) for m in _ONLINE.finditer(asked.text)]
    told += [(*m.span(), False) for m in _TILL.finditer(asked.text)]
    told += [
        (*m.span(), False) for m in _IN_PLACE.finditer(asked.text)
        if stem(m["noun"].casefold()) in nouns and not there
        and not any(a < m.end() and m.start() < b for a, b, _ in told)
    ]  # fmt: skip
    said, terms = set(), set()
    for start, end, without in told:
        turned = negation(asked, start)
        opposed = turned is not None or _INSTEAD.search(asked.text[:start]) is not None
        said.add(without != opposed)
        terms |= {t for t in asked.terms if start <= t.start < end}
        terms |= {t for t in [t for t in asked.terms if t.end <= start][-1:] if t.form in _DONE}
        terms |= {turned} if turned is not None else set()
        terms |= {t for t in asked.terms if opposed and t.form in ("rather", "instead", "opposed")}
    if len(said) != 1:
        return []
    (none,) = said
    condition = Condition(column=key.columns[0], operator="null" if none else "not_null")
    return [
        Understood(
            filter=Filter(conditions=(condition,)),
            said=f"{'without' if none else 'with'} a {key.label}",
            terms=frozenset(terms),
        )
    ]


def lacking(
    schema: DatabaseSchema, asked: Asked, base: Table, named: Sequence[Named]
) -> list[Understood]:
    """`Books without a sequel`, `orders that have no parcel`: rows that refer to none of a kind, or
    to which none refers. Nothing more may be said of what they lack."""
    options: list[tuple[frozenset[str], Filter, str]] = []
    for key in base.foreign_keys:
        if any(column.nullable for column in base.columns if column.name in key.columns):
            target = schema.tables[key.target]
            called = label_stems(key.label) | (
                noun_stems(target) if key.target != base.name else frozenset()
            )
            gone = Condition(column=key.columns[0], operator="null")
            options.append((called, Filter(conditions=(gone,)), key.label))
    for child, key in schema.references_to(base.name):
        if child.name != base.name:
            back = Filter(path=(backward(child, key),), conditions=(), negated=True)
            options.append((noun_stems(child), back, child.singular))
    for term in asked.terms if not named else ():
        turned = negation(asked, term.start)
        plain = turned is not None and _HAVING_NO.search(asked.text[: term.start])
        if not plain or not _NO_MORE.match(asked.text[term.end :]):
            continue
        fits = [one for one in options if term.stem in one[0] - noun_stems(base)]
        if turned is not None and len(fits) == 1:
            _, condition, label = fits[0]
            said = f"without {label}"
            return [Understood(filter=condition, said=said, terms=frozenset((term, turned)))]
    return []


def _may_be_sited(schema: DatabaseSchema, base: Table, key: ForeignKey) -> bool:
    """Whether rows of a table may belong to a place, and need not."""
    free = any(column.nullable for column in base.columns if column.name in key.columns)
    target = schema.tables[key.target]
    return free and key.target != base.name and visited(target) and not target.person


def top_most(asked: Asked, base: Table) -> Understood | None:
    """`The main categories`, `top level only`: rows that have none above them."""
    keys = [k for k in base.foreign_keys if k.target == base.name]
    if base.person or len(keys) != 1 or not _PARENTS & set(keys[0].label.split()):
        return None
    levels = {t for t in asked.terms if t.stem in _LEVELS}
    top = {t for t in asked.terms if t.form in _ROOTS}
    if any(t.form == "level" for t in levels):
        top |= {t for t in asked.terms if t.form in ("top", "highest", "first")}
    if not top or any(t.form == "not" for t in asked.terms):
        return None
    around = {t for t in asked.terms if t.stem in _SHOPS and _OF_OURS.search(asked.text[: t.start])}
    condition = Condition(column=keys[0].columns[0], operator="null")
    return Understood(
        filter=Filter(conditions=(condition,)),
        said=f"no {keys[0].label}",
        terms=frozenset(top | levels | around),
    )
