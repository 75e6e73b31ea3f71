"""Which entities a text names: exact, by alias, in part, or misspelt; ambiguity is kept.

A span links only to names that hold every word of it. A word with a digit is never guessed:
when "Kestrel 9" stands in the text and no name has that 9, the span is a near miss, which is a
name that the database does not have, and not a mention of a neighbour.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from rapidfuzz.distance import OSA

from nescio.text import STOP_WORDS, Word, words
from nescio.types import Entity, EntityName, Scope
from retrieval.capitals import loose_names, shouts
from retrieval.concepts import VALUES
from retrieval.lexicon import ORDINARY_WORDS, UNIT_WORDS
from retrieval.name_index import Hit, NameIndex, token_key
from retrieval.naming import identifier_words
from retrieval.spelling import is_english

MatchKind = Literal["exact", "partial", "fuzzy"]
MARGIN = 0.05
MAX_CANDIDATES = 12
REMEMBERED = 256
"""Texts of which the names are kept."""
_LONGEST_PARTIAL = 8
LEAST_TITLE = 4
"""Letters of a unit's word that may begin a name: no `L 40`."""
_SPELT = frozenset(value for values in VALUES.values() for value in values)
_NUMBER_WORDS = frozenset("one ones two three four five six seven eight nine ten twelve".split())


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """An entity that a span may name. `score` is 0 to 1; `name` is the name that matched."""

    entity: Entity
    name: str
    score: float
    match: MatchKind


@dataclass(frozen=True, kw_only=True)
class Mention:
    """A span (code points) of a text and the entities it may name, best first."""

    start: int
    end: int
    text: str
    candidates: tuple[Candidate, ...]

    @property
    def best(self) -> Candidate:
        return self.candidates[0]

    @property
    def ambiguous(self) -> bool:
        """No candidate stands out from the next by a margin."""
        if len(self.candidates) < 2:
            return False
        return self.candidates[0].score - self.candidates[1].score < MARGIN


@dataclass(frozen=True, kw_only=True)
class Linked:
    """What a text names, and spans that look like names which the database does not have."""

    mentions: tuple[Mention, ...]
    near_misses: tuple[Mention, ...]


class EntityLinker:
    """Finds names in texts. Built once from all names; safe to share between threads."""

    def __init__(
        self,
        names: Iterable[tuple[EntityName, Entity]],
        *,
        ordinary: frozenset[str] = frozenset(),
    ) -> None:
        """`ordinary` adds words (of tables and columns) that are never misspelt names."""
        self._index = NameIndex(names)
        self._ordinary = ORDINARY_WORDS | UNIT_WORDS | STOP_WORDS | ordinary
        self._latest: dict[tuple[str, Scope, bool], Linked] = {}

    @property
    def size(self) -> int:
        """How many names it knows."""
        return self._index.size

    def link(self, text: str, scope: Scope, *, fuzzy: bool = True) -> tuple[Mention, ...]:
        """The entities named in `text` that `scope` may see, in order, not overlapping."""
        return self.analyse(text, scope, fuzzy=fuzzy).mentions

    def headed(self, form: str, scope: Scope) -> list[Entity]:
        """The entities whose names end with a noun, whatever its number: `jackets`."""
        return self._index.headed(token_key(form), scope)

    def near_misses(self, text: str, scope: Scope) -> tuple[Mention, ...]:
        """Spans that look like names but are none; their candidates are the nearest names."""
        return self.analyse(text, scope).near_misses

    def analyse(self, text: str, scope: Scope, *, fuzzy: bool = True) -> Linked:
        """Mentions and near misses of one text, from one pass.

        A question and its parts are asked for again and again on their way to an answer: the
        latest results are kept.
        """
        key = (text, scope, fuzzy)
        linked = self._latest.get(key)
        if linked is None:
            linked = self._analyse(text, scope, fuzzy=fuzzy)
            if len(self._latest) >= REMEMBERED:
                self._latest.clear()
            self._latest[key] = linked
        return linked

    def _analyse(self, text: str, scope: Scope, *, fuzzy: bool) -> Linked:
        tokens = self._index.as_written(words(text))
        exact = self._exact(text, tokens, scope)
        partial = self._partial(text, tokens, scope, fuzzy=fuzzy)
        spans = exact + [s for s in partial if not any(_noun_beside(tokens, s, e) for e in exact)]
        chosen: list[_Span] = []
        for span in sorted(spans, key=lambda s: (-s.weight, s.first)):
            if all(span.last <= other.first or other.last <= span.first for other in chosen):
                chosen.append(span)
        mentions: list[Mention] = []
        near: list[Mention] = []
        taken: list[_Span] = []
        for span in sorted(chosen, key=lambda s: s.first):
            if taken and span.first < taken[-1].last:
                continue  # the name before has grown over it
            span = self._misspelt_end(text, tokens, span) if fuzzy else span
            wider = self._wider(text, tokens, span, asked=fuzzy)
            if wider is None and self._misspelt_start(text, tokens, span):
                span = _Span(first=span.first - 1, last=span.last, hits=span.hits, exact=False)
            if wider is not None and taken and wider.first < taken[-1].last:
                wider = None
            taken.append(wider or span)
            mention = self._mention(text, tokens, taken[-1])
            (near if wider else mentions).append(mention)
        used = {place for span in taken for place in range(span.first, span.last)}
        near += [
            Mention(start=start, end=end, text=text[start:end], candidates=())
            for start, end in loose_names(text, tokens, used, self._ordinary)
        ]
        return Linked(mentions=tuple(mentions), near_misses=tuple(near))

    def _exact(self, text: str, tokens: list[Word], scope: Scope) -> list[_Span]:
        keys = [token_key(word.form) for word in tokens]
        found = []
        for first in range(len(tokens)):
            longest = min(self._index.longest, len(tokens) - first)
            for size in range(longest, 0, -1):
                hits = self._index.exact(keys[first : first + size], scope)
                if size == 1 and self._only_alike(text, tokens[first]):
                    continue
                if hits and not self._too_plain(tokens[first : first + size], hits):
                    found.append(_Span(first=first, last=first + size, hits=hits, exact=True))
                    break
        return found

    def _too_plain(self, tokens: list[Word], hits: list[Hit]) -> bool:
        """Whether a match says nothing: stop words alone, a bare short number, one letter."""
        forms = [token.form for token in tokens]
        if all(form in STOP_WORDS or len(form) < 2 for form in forms):
            return True
        return len(forms) == 1 and forms[0].isdigit() and len(forms[0]) < 5

    def _partial(self, text: str, tokens: list[Word], scope: Scope, *, fuzzy: bool) -> list[_Span]:
        # A word of English in small letters is no misspelt name.
        options = [
            self._options(t, fuzzy=fuzzy and not (text[t.start].islower() and is_english(t.form)))
            for t in tokens
        ]
        found = []
        for first in range(len(tokens)):
            if not options[first]:
                continue
            last = first
            while last < len(tokens) and options[last] and last - first < _LONGEST_PARTIAL:
                last += 1
            for end in range(last, first, -1):
                if self._ends_badly(text, tokens[first:end]):
                    continue
                if end - first == 1 and self._only_alike(text, tokens[first]):
                    continue
                hits = self._index.containing(options[first:end], scope)
                if hits:
                    found.append(_Span(first=first, last=end, hits=hits, exact=False))
                    break
        return found

    def _only_alike(self, text: str, token: Word) -> bool:
        """Whether a word of English in small letters shares but its stem with a name."""
        small = text[token.start].islower() and is_english(token.form)
        return small and not self._index.spells(token.form)

    def _ends_badly(self, text: str, tokens: list[Word]) -> bool:
        """A name in part neither begins nor ends with a stop word, nor is it all ordinary."""
        if tokens[0].form in STOP_WORDS or tokens[-1].form in STOP_WORDS:
            return True
        return all(self._plain(token.form) for token in tokens) and not _titled(text, tokens)

    def _plain(self, form: str) -> bool:
        """A word that alone is no part of a name: ordinary, in any number, or a number."""
        plain = form in self._ordinary or token_key(form) in self._ordinary
        return plain or form.isdigit() or form in _NUMBER_WORDS

    def common(self, text: str) -> bool:
        """Whether all words of `text` stand in every name of a table: they tell no row apart."""
        keys = [token_key(word.form) for word in words(text)]
        return bool(keys) and all(self._index.common(key) for key in keys)

    def _options(self, token: Word, *, fuzzy: bool) -> list[tuple[str, float]]:
        """The words of names that a word of the text may stand for, with their likeness."""
        key = token_key(token.form)
        if self._index.knows(key):
            return [(key, 1.0)]
        if not fuzzy or token.form in _SPELT or self._ordinary & {token.form, key}:
            return []
        return self._index.similar(token.form.removesuffix("'s").removesuffix("’s"))

    def _wider(self, text: str, tokens: list[Word], span: _Span, *, asked: bool) -> _Span | None:
        """The span with the word beside it that makes it another name, if there is one."""
        if span.last < len(tokens):
            after = tokens[span.last]
            beside = text[tokens[span.last - 1].end : after.start]
            if beside in (" ", "-", "") and self._model(text, tokens, span.last):
                return _Span(first=span.first, last=span.last + 1, hits=span.hits, exact=False)
        first = span.first
        if self._misspelt_start(text, tokens, span):
            return None
        if asked and span.exact and first > 1 and self._stranger(text, tokens, first - 1):
            first -= 1
        while not span.exact and first > 0 and self._leads(text, tokens, first - 1):
            first -= 1
        if first < span.first:
            return _Span(first=first, last=span.last, hits=span.hits, exact=False)
        return None

    def _misspelt_start(self, text: str, tokens: list[Word], span: _Span) -> bool:
        """Whether the word before is the word before in the one name that fits, misspelt."""
        if span.exact or span.first == 0 or len(span.hits) != 1:
            return False
        word, after = tokens[span.first - 1], tokens[span.first]
        plain = word.form.isalpha() and len(word.form) >= 3 and word.form not in self._ordinary
        if not plain or text[word.end : after.start] not in (" ", "-"):
            return False
        if self._index.knows(token_key(word.form)):
            return False
        forms = [one.form for one in words(span.hits[0].name)]
        return any(
            later == after.form and len(form) > 3 and OSA.distance(form, word.form) == 1
            for form, later in pairwise(forms)
        )

    def _misspelt_end(self, text: str, tokens: list[Word], span: _Span) -> _Span:
        """The span with the word after it, where that is the word after it in the one name that
        goes on so, misspelt: `Sling Duo Hamock`."""
        if span.exact or span.last >= len(tokens):
            return span
        before, word = tokens[span.last - 1], tokens[span.last]
        plain = word.form.isalpha() and len(word.form) >= 4
        if not plain or text[before.end : word.start] not in (" ", "-"):
            return span
        if self._index.knows(token_key(word.form)) or text[word.start : word.end].islower():
            return span
        hits = []
        for hit in span.hits:
            forms = [one.form for one in words(hit.name)]
            if any(
                first == before.form and len(form) > 3 and OSA.distance(form, word.form) == 1
                for first, form in pairwise(forms)
            ):
                hits.append(Hit(entity=hit.entity, name=hit.name, score=hit.score, fuzzy=True))
        if len({hit.entity.id for hit in hits}) != 1:
            return span
        return _Span(first=span.first, last=span.last + 1, hits=hits[:1], exact=False)

    def _stranger(self, text: str, tokens: list[Word], place: int) -> bool:
        """Whether the word before a whole name is a capital word that neither English nor any name
        knows: `Vexfrol Trisomin` is not `Trisomin`."""
        word, after = tokens[place], tokens[place + 1]
        written = text[word.start : word.end]
        if text[word.end : after.start] != " " or not written.istitle() or len(written) < 4:
            return False
        if text[: word.start].rstrip()[-1:] in ("", ".", "!", "?", ":"):
            return False
        return self._leads(text, tokens, place) and not (
            is_english(word.form) or self._index.knows(token_key(word.form))
        )

    def _leads(self, text: str, tokens: list[Word], place: int) -> bool:
        """Whether the word before a part of a name belongs to the name: then no row has it."""
        word, after = tokens[place], tokens[place + 1]
        if text[word.end : after.start] not in (" ", "-"):
            return False
        if word.form in self._ordinary or token_key(word.form) in self._ordinary:
            return False
        return text[word.start].isupper() or (
            word.form.isdigit() and place > 0 and text[tokens[place - 1].start].isupper()
        )

    def _model(self, text: str, tokens: list[Word], place: int) -> bool:
        """Whether the word after a name belongs to a name: a model number, or a capital word."""
        word = tokens[place]
        following = tokens[place + 1].form if place + 1 < len(tokens) else ""
        if any(c.isdigit() for c in word.form):
            plain_number = word.form.replace(".", "").replace(",", "").isdigit()
            return not (plain_number and (following in UNIT_WORDS or len(word.form) > 5))
        if word.form in self._ordinary or token_key(word.form) in self._ordinary:
            return False
        return text[word.start].isupper() and not shouts(text, tokens)

    def _mention(self, text: str, tokens: list[Word], span: _Span) -> Mention:
        start, end = tokens[span.first].start, tokens[span.last - 1].end
        if text[start:end].endswith(("'s", "’s")):
            end -= 2
        kind: MatchKind = "exact" if span.exact else "partial"
        candidates = [
            Candidate(
                entity=hit.entity,
                name=hit.name,
                score=hit.score,
                match="fuzzy" if hit.fuzzy else kind,
            )
            for hit in span.hits[:MAX_CANDIDATES]
        ]
        return Mention(start=start, end=end, text=text[start:end], candidates=tuple(candidates))


def _titled(text: str, tokens: list[Word]) -> bool:
    """Whether a unit's word with a capital stands before a number: the Lumen 400 is a name, 400
    lumen are an amount."""
    first, second = tokens[:2] if len(tokens) > 1 else (tokens[0], tokens[0])
    unit = first.form in UNIT_WORDS and len(first.form) >= LEAST_TITLE
    return unit and text[first.start].isupper() and second.form.isdigit()


def _noun_beside(tokens: list[Word], part: _Span, whole: _Span) -> bool:
    """Whether a name in part is but a whole name with the noun of its table: `the port Dover` is
    no `Dover - Port Said`."""
    if not (part.first <= whole.first and whole.last <= part.last):
        return False
    nouns = {token_key(w) for h in whole.hits for w in identifier_words(h.entity.table or "")}
    beside = [*range(part.first, whole.first), *range(whole.last, part.last)]
    return bool(beside) and all(token_key(tokens[place].form) in nouns for place in beside)


@dataclass(frozen=True, kw_only=True)
class _Span:
    """Words [first, last) of a text and the names that fit."""

    first: int
    last: int
    hits: list[Hit]
    exact: bool

    @property
    def weight(self) -> float:
        """More words first; an exact name before a name in part of the same length."""
        return self.last - self.first + (0.5 if self.exact else self.hits[0].score * 0.4)
