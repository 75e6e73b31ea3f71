"""Whether what a sentence says is said of a row, now, and meant: else it is no claim about it.

What is told of a part, of another shop, of the past or of an imagined case is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from answer import audit_words as say
from answer.audit_statement import Cue, Statement, Subject
from answer.audit_values import Figure
from nescio.text import stem, words
from retrieval.attribute import Attribute, concept_names

GAP = re.compile(
    r"[\s,:–—-]*(?:(?:of|for|on|in|the|our|a|an|your|is|what|buys|gets you|at|you can have"
    r"|you get|will buy|makes|gives|period|term|time|rating|limit|figure|level|value)"
    r"\b[\s,:–—-]*)*",
    re.IGNORECASE,
)
LEAD = re.compile(r"^\W*(?:at|for|only|just|now|still)\b[\s\w]{0,14}$", re.IGNORECASE)
_COPULA = re.compile(r"\s*,?\s*(?:is|are|remains?)\s+(?:a|an|the|our|one)\b", re.IGNORECASE)
PART_OF = re.compile(
    r"([\w-]+)\s+(?:of|for|in|on|to|with|from|at|by|after|into|inside|onto|under|behind|beside)\s+"
    r"(?:(?:the|our|a|an|your|this|both|one|every|each)\s+)*$",
    re.IGNORECASE,
)
_ACTIVITY = re.compile(
    r"(?:^|[,;:.]\s*)\W*(?:[\w-]+ )?(?P<doing>\w{3,}ing)\s+(?:(?:of|up|out|the|our|a|an"
    r"|your)\s+)*$",
    re.I,
)
_COUNT = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|several|many|\d+)(?:\s*x|\s+of)?\s+"
    r"(?:new |our |the )?$",
    re.IGNORECASE,
)
_IMPLIED = 6
_ANOTHER_ONE = re.compile(
    r"\b(?:a|an|another|the other|any other)\s+(?:\w+\s+){0,2}(?:one|ones|set|spare|second)\b",
    re.IGNORECASE,
)
_MADE = re.compile(r"[\w ]*\b(?:of|from|in)\b", re.IGNORECASE)
_RELATIVE = re.compile(r"(?:which|whose|where|when)\b", re.IGNORECASE)
_ADDRESSED = re.compile(r"(?:you|we|get|only|now)\b", re.IGNORECASE)


class Reading:
    """A statement read as one about a row: where it speaks of its attributes."""

    def __init__(
        self,
        statement: Statement,
        subject: Subject,
        attributes: Sequence[Attribute],
        called: frozenset[str],
    ) -> None:
        self.statement, self.subject, self.text = statement, subject, statement.text
        self.attributes = attributes
        self.own = called | {stem(w.form) for w in words(subject.entity.label)} | say.OWN_PARTS
        self.cues = {a.label: self._cues_of(a) for a in attributes}
        self.cue_places = {c.start for cues in self.cues.values() for c in cues}

    def _cues_of(self, attribute: Attribute) -> list[Cue]:
        """Where the text speaks of the attribute, strong words first."""
        spans: dict[int, Cue] = {}
        label = attribute.words - {stem("name")}
        for token in self.statement.tokens:
            if self.statement.inside(token.start, self.statement.taken):
                continue
            if stem(token.form) in label and len(label) == 1:
                spans[token.start] = Cue(start=token.start, end=token.end, soft=False)
        said = {stem(t.form): t for t in self.statement.tokens}
        if len(label) > 1 and label <= set(said):
            last = max(said[one].start for one in label)
            end = max(said[one].end for one in label)
            spans[last] = Cue(start=last, end=end, soft=False)
        for name in concept_names(attribute):
            pattern = say.CUES.get("place" if name in say.PLACES else name)
            for match in pattern.finditer(self.text) if pattern else ():
                if not self.statement.inside(match.start(), self.statement.taken):
                    spans.setdefault(
                        match.start(), Cue(start=match.start(), end=match.end(), soft=True)
                    )
        return sorted(spans.values(), key=lambda cue: cue.start)

    def ours(self, cue: Cue, figure: Figure | None, attribute: Attribute) -> bool:
        """Whether what is said at a cue is said of this row, not of a part of it or a bystander."""
        allowed = self._allowed(cue, attribute)
        mention = self.subject.mention
        first = self.statement.clause(cue.start, cue.end)[0]
        if self._other_antecedent(first):
            return False
        if mention is None and _ADDRESSED.match(self.text, cue.start):
            return False
        if mention is None or not first <= mention[0]:
            return self._head_ours(first, cue.start, allowed)
        before = self.text[: mention[0]]
        activity = _ACTIVITY.search(before)
        if activity and stem(activity["doing"].casefold()) not in allowed:
            return False
        if _COUNT.search(before) or say.OLD_MODEL.search(before):
            return False
        part = PART_OF.search(before, first)
        if part and not self._all_ours(first, part.end(1), figure, attribute, allowed):
            return False
        if cue.start >= mention[1]:
            if _COPULA.match(self.text, mention[1], cue.start):
                return True
            hangs = self._noun_before(cue, mention[1], allowed)
            return not hangs and self._head_ours(mention[1], cue.start, allowed)
        if figure is not None and figure.end <= mention[0]:
            return self._led_by(first, cue, figure, mention[0], allowed)
        return True

    def _allowed(self, cue: Cue, attribute: Attribute) -> frozenset[str]:
        """Stems of words that do not change whom the attribute is said of."""
        said = frozenset(stem(w.form) for w in words(self.text[cue.start : cue.end]))
        names = concept_names(attribute)
        goods = say.GOODS if "lead time" in names else frozenset[str]()
        bodies = say.BODIES if "material" in names else frozenset[str]()
        return self.own | attribute.words | said | goods | bodies

    def _led_by(
        self, first: int, cue: Cue, figure: Figure, name: int, allowed: frozenset[str]
    ) -> bool:
        """Whether a figure and its cue lead up to the name: `Launched in 2018, the Kestrel`."""
        gap = self.text[max(figure.end, cue.end) : name]
        if figure.kind in ("date", "year"):
            return bool(re.fullmatch(r"\s*,?\s*(?:(?:the|our)\s*)?", gap))
        before = self._head_ours(first, min(cue.start, figure.start), allowed)
        return bool(GAP.fullmatch(gap)) and before

    def variant(self, start: int) -> bool:
        """Whether a word before a name picks out some of it: `the green Kestrel`."""
        before = [t for t in self.statement.tokens if t.end <= start][-2:]
        if len(before) < 2 or before[0].form not in ("the", "our", "a"):
            return False
        last = before[1]
        return self.text[last.start].islower() and not plain(last.form, self.own)

    def leads_to(self, figure: Figure, attribute: Attribute) -> bool:
        """Whether nothing but plain words stands between the row's name and a figure."""
        end = self.subject.mention[1] if self.subject.mention else 0
        between = [t for t in self.statement.tokens if end <= t.start and t.end <= figure.start]
        cue = Cue(start=figure.start, end=figure.start, soft=True)
        return (
            len(between) <= _IMPLIED
            and all(plain(t.form, self.own) for t in between)
            and not self.statement.broken(end, figure.start)
            and self.ours(cue, figure, attribute)
        )

    def _noun_before(self, cue: Cue, start: int, allowed: frozenset[str]) -> bool:
        """Whether `made of`, `based in` hangs on another noun: `goes with poles made of`."""
        if not _MADE.fullmatch(self.text, cue.start, cue.end):
            return False
        tokens = [t for t in self.statement.tokens if start <= t.start and t.end <= cue.start]
        return bool(tokens) and not plain(tokens[-1].form, allowed)

    def _other_antecedent(self, first: int) -> bool:
        """Whether a clause hangs on something else: `a service each year, which costs 75 euro`."""
        opened = [a for a, b in self.statement.breaks if b == first]
        if not opened or not _RELATIVE.match(self.text, opened[0]):
            return False
        mention = self.subject.mention
        return mention is None or bool(self.text[mention[1] : opened[0]].strip(" ,"))

    def _all_ours(
        self,
        start: int,
        end: int,
        figure: Figure | None,
        attribute: Attribute,
        allowed: frozenset[str],
    ) -> bool:
        """Whether words before `of` or `with` and the row's name speak of no other thing."""
        spoken = [t for t in self.statement.tokens if start <= t.start and t.end <= end]
        return all(
            plain(t.form, allowed)
            or self._said_by(t.start, attribute)
            or (figure is not None and figure.start <= t.start < figure.end)
            for t in spoken
        )

    def _said_by(self, place: int, attribute: Attribute) -> bool:
        return any(cue.start <= place < cue.end for cue in self.cues[attribute.label])

    def _head_ours(self, start: int, end: int, allowed: frozenset[str]) -> bool:
        """Whether the subject in a stretch of text up to a cue is the row: its own words, a pronoun
        or nothing."""
        tokens = [
            t for t in self.statement.tokens
            if start <= t.start and t.end <= end
            and not any(f.start <= t.start < f.end for f in self.statement.figures)
        ]  # fmt: skip
        if any(start <= a < end for a, b in self.statement.taken if (a, b) != self.subject.mention):
            by = re.search(r"\b(?:by|from|of|at|in|with)\s+(?:the |our )?$", self.text[start:end])
            if by is None and not self._by_others(start, end):
                return False
        if _ANOTHER_ONE.search(self.text[start:end]):
            return False
        if re.search(r"\b(?:its|their)\s+$", self.text[start:end], re.IGNORECASE):
            return True
        verb = next((n for n, t in enumerate(tokens) if t.form in say.VERBS), len(tokens))
        named = [t for t in tokens if not self.statement.inside(t.start, self.statement.taken)]
        heads = [t for t in tokens[:verb] if t in named and not plain(t.form, allowed)]
        return not heads

    def _by_others(self, start: int, end: int) -> bool:
        """Whether other names in the stretch come after `by` or `from`."""
        return all(
            re.search(r"\b(?:by|from|of|at|in|with|to)\s+(?:the |our )?$", self.text[:a], re.I)
            for a, _ in self.statement.taken
            if start <= a < end
        )

    def dismissed(
        self,
        start: int,
        end: int,
        attribute: Attribute,
        cue: Cue | None = None,
        figure: Figure | None = None,
    ) -> bool:
        """Whether the words around a value take it back: the past, other money, a difference."""
        statement, text = self.statement, self.text
        near = min(start, cue.start) if cue else start
        far = max(end, cue.end) if cue else end
        first, last = statement.clause(near, far)
        clause = _without(text, (*statement.taken, (start, end)), first, last)
        dated = attribute.column is not None and attribute.column.kind in ("date", "datetime")
        if statement.conditional(start) or say.ELSEWHERE.search(clause):
            return True
        if not dated and (say.PAST.search(clause) or say.FUTURE.search(clause)):
            return not (cue and _negative_past(clause))
        if say.TOGETHER.search(clause):
            return True
        if figure is None:
            return False
        holding = bool(concept_names(attribute) & {"capacity", "load"})
        if not holding and say.CONTENTS.match(text, figure.end):
            return True
        if say.DIFFERENCE.match(text, figure.end) and not re.match(
            r"\s*(?:or|and) (?:more|less)", text[figure.end :]
        ):
            return True
        if figure.kind == "money":
            return bool(
                say.OTHER_MONEY.search(clause)
                or say.PER.match(text, figure.end)
                or (say.LEADING_CONDITION.match(text) and not LEAD.match(text[: figure.start]))
            )
        return False

    def negated(self, place: int) -> bool:
        """Whether a value is denied: `does not weigh`, `not 36 but 24 months`."""
        first = self.statement.clause(place, place)[0]
        mention = self.subject.mention
        if mention and first <= mention[0] < place:
            first = mention[1]
        part = say.NOT_REALLY.sub("", self.text[first:place])
        return bool(say.NEGATED.search(part))


def _negative_past(clause: str) -> bool:
    return bool(re.search(r"\bno longer costs?\b", clause, re.IGNORECASE))


def plain(form: str, allowed: frozenset[str]) -> bool:
    """Whether a word does not change whom something is said of."""
    return (
        form in say.PLAIN
        or form in say.VERBS
        or stem(form) in allowed
        or form.endswith("ly")
        or form[0].isdigit()
    )


def _without(text: str, spans: Sequence[tuple[int, int]], start: int, end: int) -> str:
    """A stretch of text with the names in it blanked: `Sunday Shop` is no day."""
    for a, b in spans:
        text = text[:a] + "x" * (b - a) + text[b:]
    return text[start:end]


def denied(text: str, start: int, place: int) -> bool:
    """Whether the words of a clause before a cue deny what follows: `is not based in`."""
    first = max((m.end() for m in say.BREAK.finditer(text, 0, start)), default=0)
    return bool(say.NEGATED.search(say.NOT_REALLY.sub("", text[first:place])))
