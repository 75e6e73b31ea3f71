"""All names of all entities, indexed by word: exact lookup, containment, similar spelling."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from nescio.text import STOP_WORDS, Word, stem, words
from nescio.types import Entity, EntityName, Scope
from retrieval.naming import singular
from retrieval.near_words import NearWords

MAX_HITS = 25
_SHORTEST_FUZZY = 5
_LEAST_COMMON = 3
_LONGEST_CODE = 2


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A name that fits a span, and how well."""

    entity: Entity
    name: str
    score: float
    fuzzy: bool


@dataclass(frozen=True, slots=True)
class _Name:
    text: str
    keys: tuple[str, ...]
    entity: Entity


@lru_cache(maxsize=100_000)
def token_key(form: str) -> str:
    """One form for the numbers of a noun: `stoves` and `stove`; codes and numbers stay."""
    bare = form.removesuffix("'s").removesuffix("'")
    return bare if any(c.isdigit() for c in bare) else stem(singular(bare))


class NameIndex:
    """Built once; never changes afterwards."""

    def __init__(self, names: Iterable[tuple[EntityName, Entity]]) -> None:
        self._names: list[_Name] = []
        self._whole: dict[tuple[str, ...], array[int]] = {}
        self._postings: dict[str, array[int]] = {}
        self.longest = 0
        self._common: set[str] = set()
        self._joined: dict[str, int] = {}
        spelled: set[str] = set()
        for name, entity in names:
            forms = [word.form for word in words(name.name)]
            keys = tuple(token_key(form) for form in forms)
            if keys:
                self._add(_Name(name.name, keys, entity))
                spelled.update(forms)
                for first, second in pairwise(forms):
                    if first.isalpha() and second.isalpha():
                        self._joined.setdefault(first + second, len(first))
        self._find_common()
        self._singulars = frozenset(singular(form) for form in spelled)
        self._spelled = NearWords(
            form for form in spelled if form.isalpha() and len(form) >= _SHORTEST_FUZZY - 1
        )

    @property
    def size(self) -> int:
        """How many names there are."""
        return len(self._names)

    def _add(self, name: _Name) -> None:
        place = len(self._names)
        self._names.append(name)
        self._whole.setdefault(name.keys, array("l")).append(place)
        self.longest = max(self.longest, len(name.keys))
        for key in dict.fromkeys(name.keys):
            self._postings.setdefault(key, array("l")).append(place)

    def _find_common(self) -> None:
        """Words that begin the name of every row of a table: the name of the company itself."""
        rows: dict[tuple[str, str | None], set[str]] = {}
        for name in self._names:
            rows.setdefault((name.entity.source, name.entity.table), set()).add(name.entity.id)
        for key, places in self._postings.items():
            if key.isalpha() and len(places) >= _LEAST_COMMON:
                names = [self._names[place] for place in places]
                begun = {n.entity.id for n in names if n.keys[0] == key and len(n.keys) > 1}
                first = names[0].entity
                if begun == rows[first.source, first.table]:
                    self._common.add(key)

    def as_written(self, tokens: Sequence[Word]) -> list[Word]:
        """The words of a text parted and joined as names have them: `ebike` where a name has
        `E-Bike`, `head lamp` where names have but `Headlamp`."""
        found: list[Word] = []
        for token in tokens:
            cut = 0 if self.knows(token_key(token.form)) else self._cut(token)
            before = found[-1] if found else None
            if cut:
                middle = token.start + cut
                found.append(Word(token.start, middle, token.form[:cut]))
                found.append(Word(middle, token.end, token.form[cut:]))
            elif before is not None and self._one(before, token):
                found[-1] = Word(before.start, token.end, before.form + token.form)
            else:
                found.append(token)
        return found

    def _cut(self, token: Word) -> int:
        """Where a word falls into two that stand one after the other in a name; else 0."""
        if len(token.form) < _SHORTEST_FUZZY or len(token.form) != token.end - token.start:
            return 0
        return self._joined.get(token.form) or self._joined.get(singular(token.form), 0)

    def _one(self, first: Word, second: Word) -> bool:
        """Whether two words side by side, unknown each, are one word of names."""
        if second.start - first.end != 1 or not (first.form + second.form).isalpha():
            return False
        if self.knows(token_key(first.form)) or self.knows(token_key(second.form)):
            return False
        joined = first.form + second.form
        return len(joined) >= _SHORTEST_FUZZY and self.knows(token_key(joined))

    def common(self, key: str) -> bool:
        """Whether every name of a table of some rows begins with this word."""
        return key in self._common

    def knows(self, key: str) -> bool:
        """Whether any name has this word."""
        return key in self._postings

    def spells(self, form: str) -> bool:
        """Whether any name has this very word, in either number: `provides` is no `Providence`."""
        return singular(form) in self._singulars

    def exact(self, keys: Sequence[str], scope: Scope) -> list[Hit]:
        """The entities called exactly this."""
        found: dict[str, Hit] = {}
        for place in self._whole.get(tuple(keys), ()):
            name = self._names[place]
            if scope.permits(name.entity.access):
                hit = Hit(entity=name.entity, name=name.text, score=1.0, fuzzy=False)
                found.setdefault(name.entity.id, hit)
        return list(found.values())

    def headed(self, key: str, scope: Scope) -> list[Entity]:
        """The entities with a name of several words that ends with this one, but for codes at its
        end, and codes for names (`MOFL-VEST`)."""
        found: dict[str, Entity] = {}
        for place in self._postings.get(key, ()):
            name = self._names[place]
            if " " not in name.text.strip() or not scope.permits(name.entity.access):
                continue
            last = [one for one in name.keys if len(one) > _LONGEST_CODE and one.isalpha()][-1:]
            if last == [key]:
                found.setdefault(name.entity.id, name.entity)
        return list(found.values())

    def containing(self, options: Sequence[Sequence[tuple[str, float]]], scope: Scope) -> list[Hit]:
        """Entities whose name holds a word of every option, best first; none when the words are
        so common that they would name half of the database."""
        rarest = min(options, key=self._frequency)
        if self._frequency(rarest) > max(MAX_HITS, len(self._names) // 200):
            return []
        best: dict[str, Hit] = {}
        for key, _ in rarest:
            for place in self._postings[key]:
                name = self._names[place]
                if not scope.permits(name.entity.access):
                    continue
                hit = self._fit(name, options)
                known = best.get(name.entity.id)
                if hit is not None and (known is None or hit.score > known.score):
                    best[name.entity.id] = hit
        hits = sorted(best.values(), key=lambda hit: (-hit.score, hit.name, hit.entity.id))
        if len(hits) == 1:
            return [self._alone(hits[0])]
        return hits if len(hits) <= MAX_HITS else []

    def _frequency(self, option: Sequence[tuple[str, float]]) -> int:
        return sum(len(self._postings[key]) for key, _ in option)

    def _fit(self, name: _Name, options: Sequence[Sequence[tuple[str, float]]]) -> Hit | None:
        likeness, used = 1.0, []
        for option in options:
            held = [(like, key) for key, like in option if key in name.keys]
            if not held:
                return None
            like, key = max(held)
            likeness *= like
            used.append(key)
        # "2 tents" is a number of tents, not the tent of that number.
        if len(set(used)) < len(used) or (used[0].isdigit() and used[0] != name.keys[0]):
            return None
        total = sum(self._weight(key) for key in dict.fromkeys(name.keys))
        covered = sum(self._weight(key) for key in used) / total if total else 0.0
        places = [name.keys.index(key) for key in used]
        together = places == list(range(places[0], places[0] + len(places)))
        score = (0.5 + 0.45 * covered) * (1.0 if together else 0.88) * likeness
        return Hit(entity=name.entity, name=name.text, score=score, fuzzy=likeness < 1)

    def _alone(self, hit: Hit) -> Hit:
        """A part that only one name has is worth more: nothing else can be meant."""
        score = min(0.97, hit.score + 0.1)
        return Hit(entity=hit.entity, name=hit.name, score=score, fuzzy=hit.fuzzy)

    def _weight(self, key: str) -> float:
        if key in STOP_WORDS:
            return 0.1
        return math.log(1 + len(self._names) / len(self._postings[key]))

    def similar(self, form: str) -> list[tuple[str, float]]:
        """Words of names within a spelling mistake or two of `form`, at most three."""
        if len(form) < _SHORTEST_FUZZY or not form.isalpha():
            return []
        limit = 1 if len(form) < 8 else 2
        near = [
            (distance + (0.5 if other[0] != form[0] else 0.0), other)
            for other, distance in self._spelled.within(form, limit).items()
        ]
        near.sort()
        best = [item for item in near if item[0] <= near[0][0] + 0.1][:3]
        keys = dict.fromkeys((token_key(o), 1 - d / (len(form) + 2)) for d, o in best)
        return list(keys)
