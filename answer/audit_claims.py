"""What a statement of a document says of a row: claims, each an attribute with a stated value.

A claim is read only where the wording leaves little doubt which attribute a value belongs to and
whom it is said of; `answer.audit_statement` tells the latter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from answer import audit_words as say
from answer.audit_hours import TIMED, hours
from answer.audit_reading import GAP, LEAD, PART_OF, Reading, plain
from answer.audit_statement import Claim, Cue, Statement, Subject
from answer.audit_values import Figure, fits, relation_of
from retrieval.attribute import Attribute, concept_names

_NEAR = 9
_SOFT = 5
_IS = re.compile(r"\s*(?:is|are)\s+(?:only|just|about|around|a mere|roughly|almost|now)?\s*", re.I)
_APPOSED = re.compile(r"\s*[(,:–—-]\s*(?:now |only |at )?", re.IGNORECASE)
_ASIDE = re.compile(r"\s*[:(,–—-]\s*|[^,;:()]*,[^,;:()]*,[^,;:()]*")
_HAS = re.compile(
    r"\b(?:has|have|with|offers?|features?|includes?|runs|keeps|there is|there are"
    r"|you (?:will )?find"
    r"|boasts|comes with|equipped with)\s+(?:also |even )?(?:a|an|its|their|the|his|her|own)?\s*"
    r"(?:\w+ )?$",
    re.IGNORECASE,
)
_LACKS = re.compile(
    r"\b(?:no|without(?: a| an| any)?|lacks(?: a| an)?|not (?:yet )?have(?: a| an| any)?"
    r"|n't have(?: a| an| any)?|not offer(?: a| an)?)\s+(?:own )?$",
    re.IGNORECASE,
)
_FROM = re.compile(r"\s*,?\s*(?:(?:is|are)\s+(?:a|an|the|our|one)\b[^,;]*)?", re.IGNORECASE)
_TEXT_WINDOW = 8
_BACKWARD = re.compile(r"[\s-]*(?:(?:of|in|its|the|for|on|a|full|is)\s+){0,2}", re.IGNORECASE)
_DATED = re.compile(r"\s*,?\s*(?:we|our shop)\s+(?:have |had )?", re.IGNORECASE)
_PASSIVE = re.compile(r"\b(?:was|were|(?:has|have) been|got)\s+$", re.IGNORECASE)


def read(
    statement: Statement, subject: Subject, attributes: Sequence[Attribute], called: frozenset[str]
) -> list[Claim]:
    """The claims about one row; `called` are stems of words for such rows."""
    if statement.idle or _another(statement, subject):
        return []
    reading = Reading(statement, subject, attributes, called)
    return [*_numbers(reading), *hours(reading), *_texts(reading), *_flags(reading)]


def _numbers(reading: Reading) -> list[Claim]:
    """Figures, each bound to the attribute whose words are nearest."""
    bound: dict[str, list[tuple[Figure, Cue | None]]] = {}
    by_label = {a.label: a for a in reading.attributes}
    for figure in reading.statement.figures:
        if not reading.subject.begin <= figure.start < reading.subject.end:
            continue
        if figure.kind in ("hours", "time"):
            continue
        best: tuple[float, str, Cue | None] | None = None
        for attribute in reading.attributes:
            if attribute.column is None or not fits(figure, attribute.column):
                continue
            fit = _fit(reading, attribute, figure)
            if fit is not None and (best is None or fit[0] < best[0]):
                best = (fit[0], attribute.label, fit[1])
        if best is not None:
            attribute = by_label[best[1]]
            if not reading.dismissed(figure.start, figure.end, attribute, best[2], figure):
                bound.setdefault(best[1], []).append((figure, best[2]))
    return [_claim(reading, by_label[label], pairs) for label, pairs in bound.items()]


def _claim(
    reading: Reading, attribute: Attribute, pairs: Sequence[tuple[Figure, Cue | None]]
) -> Claim:
    stated = [figure for figure, _ in pairs]
    if reading.subject.among > 1 and len(stated) == reading.subject.among:
        stated = [stated[reading.subject.place]]
    negated = len(stated) == 1 and reading.negated(stated[0].start)
    if len(stated) > 1:
        stated = [f for f in stated if not reading.negated(f.start)] or stated[:1]
    kept = tuple((f, relation_of(reading.text, f)) for f in stated)
    start, end = min(f.start for f in stated), max(f.end for f in stated)
    return Claim(attribute=attribute, start=start, end=end, figures=kept, negated=negated)


def _fit(reading: Reading, attribute: Attribute, figure: Figure) -> tuple[float, Cue | None] | None:
    """How far the figure is from words for the attribute, if it is said of this row at all."""
    found: list[tuple[float, Cue | None]] = []
    for cue in reading.cues[attribute.label]:
        distance = _distance(reading, cue, figure)
        if distance is not None and reading.ours(cue, figure, attribute):
            found.append((distance + (0.5 if cue.soft else 0.0), cue))
    if not found and _implied(reading, attribute, figure):
        found.append((float(_NEAR), None))
    return min(found, key=lambda one: one[0]) if found else None


def _distance(reading: Reading, cue: Cue, figure: Figure) -> float | None:
    mention = reading.subject.mention
    if cue.end <= figure.start:
        start, limit = cue.end, _SOFT if cue.soft else _NEAR
        if mention and cue.end <= mention[0] and mention[1] <= figure.start:
            # The weight of the row: 390 g
            if not GAP.fullmatch(reading.text, cue.end, mention[0]):
                return None
            start, limit = mention[1], _NEAR - 3
        count = reading.statement.between(start, figure.start)
        gap = reading.text[start : figure.start]
        if count > limit or (
            reading.statement.broken(start, figure.start) and not _ASIDE.fullmatch(gap)
        ):
            return None
        return float(count)
    if figure.end <= cue.start:
        gap = reading.text[figure.end : cue.start]
        dated = figure.kind in ("date", "year") and _DATED.fullmatch(gap)
        if dated or _BACKWARD.fullmatch(gap):
            return 0.5
    return None


def _implied(reading: Reading, attribute: Attribute, figure: Figure) -> bool:
    """An amount beside a name with no word for it: its price, or its weight."""
    mention = reading.subject.mention
    names = concept_names(attribute)
    usual = (names & {"price"} and figure.kind == "money") or (
        names & {"weight"} and figure.kind == "quantity"
    )
    if mention is None or not usual:
        return False
    if figure.start >= mention[1]:
        gap = reading.text[mention[1] : figure.start]
        if not (_IS.fullmatch(gap) or _APPOSED.fullmatch(gap)):
            return figure.kind == "money" and reading.leads_to(figure, attribute)
        before = reading.text[: mention[0]]
        return not PART_OF.search(before) and not say.OLD_MODEL.search(before)
    gap = reading.text[figure.end : mention[0]]
    return bool(LEAD.match(reading.text[: figure.start]) and GAP.fullmatch(gap))


def _texts(reading: Reading) -> list[Claim]:
    """Columns of words (materials, places): where in the text their value would stand."""
    found = []
    for attribute in reading.attributes:
        column = attribute.column
        if column is None or column.kind != "text" or concept_names(attribute) & TIMED:
            continue
        if not column.categorical and not _placed(attribute):
            continue
        for cue in reading.cues[attribute.label]:
            window = _window(reading, attribute, cue)
            if window is not None and not reading.dismissed(*window, attribute, None):
                found.append(
                    Claim(attribute=attribute, start=window[0], end=window[1], window=window)
                )
    return found


def _placed(attribute: Attribute) -> bool:
    return bool(concept_names(attribute) & say.PLACES)


def _window(reading: Reading, attribute: Attribute, cue: Cue) -> tuple[int, int] | None:
    """The words after a cue in which a value is looked for."""
    mention, text = reading.subject.mention, reading.text
    if not reading.subject.begin <= cue.start < reading.subject.end:
        return None
    if text[cue.start : cue.end].casefold() == "from" and _placed(attribute):
        start = mention[1] if mention else 0
        if mention is None or not _FROM.fullmatch(text, start, cue.start):
            return None
    if not reading.ours(cue, None, attribute):
        return None
    start = cue.end
    if mention and cue.end <= mention[0]:
        if not GAP.fullmatch(text, cue.end, mention[0]):
            return None
        start = mention[1]
    tokens = [t for t in reading.statement.tokens if t.start >= start][:_TEXT_WINDOW]
    end = min(tokens[-1].end if tokens else start, reading.subject.end)
    for a, b in reading.statement.breaks:
        if a >= start and text[a:b].strip() not in (",", ":", "and", "or"):
            end = min(end, a)
    return (start, end) if end > start else None


def _flags(reading: Reading) -> list[Claim]:
    """Yes/no columns: still in the range or not, and whether the row has what the label says."""
    found = []
    for attribute in reading.attributes:
        column = attribute.column
        if column is None or column.kind != "bool":
            continue
        names = concept_names(attribute) & {"discontinued", "active"}
        claim = (
            _range_claim(reading, attribute, gone="discontinued" in names)
            if names
            else _has_claim(reading, attribute)
        )
        if claim is not None:
            found.append(claim)
    return found


def _range_claim(reading: Reading, attribute: Attribute, *, gone: bool) -> Claim | None:
    for pattern, kept in ((say.KEPT, True), (say.GONE, False)):
        match = pattern.search(reading.text, reading.subject.begin, reading.subject.end)
        if match is None:
            continue
        cue = Cue(start=match.start(), end=match.end(), soft=True)
        mention = reading.subject.mention
        if mention and match.start() < mention[1]:
            return _said_first(reading, attribute, match, gone=gone) if not kept else None
        if mention and reading.variant(mention[0]):
            return None
        passive = _PASSIVE.search(reading.text[: match.start()])
        start = passive.start() if passive else match.start()
        if not reading.ours(cue, None, attribute) or reading.dismissed(
            start, match.end(), attribute
        ):
            return None
        says_kept = kept if kept or not reading.negated(match.start()) else True
        return Claim(
            attribute=attribute, start=match.start(), end=match.end(), flag=says_kept is not gone
        )
    return None


def _said_first(
    reading: Reading, attribute: Attribute, match: re.Match[str], *, gone: bool
) -> Claim | None:
    """`We have discontinued the Kestrel.`"""
    mention = reading.subject.mention or (0, 0)
    between = reading.text[match.end() : mention[0]]
    active = re.search(r"\b(?:we(?: have|'ve)?|shop has)\s*$", reading.text[: match.start()], re.I)
    if not active or not re.fullmatch(r"\s*(?:the |our )?", between, re.IGNORECASE):
        return None
    span = match.span()
    if _another(reading.statement, reading.subject) or reading.dismissed(*span, attribute):
        return None
    return Claim(attribute=attribute, start=span[0], end=span[1], flag=gone)


def _has_claim(reading: Reading, attribute: Attribute) -> Claim | None:
    column = attribute.column
    if column is None:
        return None
    label = re.escape(column.label).replace("\\ ", "[ -]")
    for match in re.finditer(rf"\b{label}\b", reading.text, re.IGNORECASE):
        if not reading.subject.begin <= match.start() < reading.subject.end:
            continue
        before = reading.text[: match.start()]
        lacks = _LACKS.search(before)
        if lacks is None and not _HAS.search(before):
            continue
        span = (lacks.start() if lacks else match.start(), match.end())
        cue = Cue(start=span[0], end=span[1], soft=True)
        if _near_row(reading, cue) and not reading.dismissed(*span, attribute):
            return Claim(attribute=attribute, start=span[0], end=span[1], flag=lacks is None)
    return None


def _near_row(reading: Reading, cue: Cue) -> bool:
    """The row's name stands in the same clause, or nothing but a heading names it."""
    mention = reading.subject.mention
    first, last = reading.statement.clause(cue.start, cue.end)
    if mention is None:
        return True
    return first <= mention[0] < last


def _another(statement: Statement, subject: Subject) -> bool:
    """Whether the name is only part of a longer name for something else: `Kestrel rain cover`."""
    if subject.mention is None:
        return False
    after = [t for t in statement.tokens if t.start >= subject.mention[1]][:4]
    if not after or statement.text[subject.mention[1] : after[0].start] != " ":
        return False
    run = 0
    while (
        run < len(after) and not plain(after[run].form, frozenset()) and not _cued(after[run].form)
    ):
        run += 1
    return (
        0 < run < len(after)
        and run <= 3
        and after[run].form in say.VERBS
        and (statement.text[after[0].start].islower())
    )


def _cued(form: str) -> bool:
    return any(pattern.fullmatch(form) for pattern in say.CUES.values())
