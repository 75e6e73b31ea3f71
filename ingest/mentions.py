"""Names in the text of files: no model, no token, only the names that are indexed.

A name is matched on whole words in the form that question linking uses (case, accents and plural
folded), the longest match first. A name that belongs to several entities links to all of them: a
reader decides. Single words that the corpus uses as ordinary words are left out.
Long names of rows are also found by how they begin (`Kestrel 2` or `the Kestrel` for `Kestrel 2
Tent`), written with a capital: that is how manuals speak of a product or of a family of them.

`ingest.linking` decides which files are searched, and for which names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import ahocorasick

from ingest.file_words import Reading, Words
from nescio.text import STOP_WORDS, words
from nescio.types import Edge, Entity, EntityName
from retrieval.lexicon import ORDINARY_WORDS, UNIT_WORDS
from retrieval.link_tables import MENTION
from retrieval.name_forms import Form, Use
from retrieval.name_index import token_key

MAX_SENSES = 8
"""A name of more entities than this tells nothing about which is meant."""
_LONG = 3

Senses = Mapping[str, Sequence[Form]]
"""By form, one entry for each entity that it may mean."""


@dataclass(frozen=True, slots=True)
class Found:
    """A name in a text, as code points, with the form it was matched by."""

    start: int
    end: int
    form: str


@dataclass(frozen=True, kw_only=True)
class Scan:
    """The names in a file: by chunk, in its title, and how those of one word are used."""

    document_id: str
    tenant: str
    first_chunk: str
    mentioned: frozenset[tuple[str, str]]
    titled: frozenset[str]
    usage: Mapping[str, Use]

    @property
    def forms(self) -> frozenset[str]:
        """Every name that was found."""
        return self.titled | {form for _, form in self.mentioned}


@dataclass
class Names:
    """Names ready to be found in texts."""

    senses: Senses = field(default_factory=dict)
    beginnings: frozenset[str] = frozenset()
    _automaton: ahocorasick.Automaton = field(default_factory=ahocorasick.Automaton)

    @classmethod
    def of(cls, forms: Iterable[Form]) -> Names:
        """Index the forms. All entities of each must be among them."""
        senses = senses_of(forms)
        begun = frozenset(form for form, found in senses.items() if not found[0].whole)
        names = cls(senses=senses, beginnings=begun)
        for form in senses:
            names._automaton.add_word(f" {form} ", form)
        if senses:
            names._automaton.make_automaton()
        return names

    def find(self, text: Words) -> list[Found]:
        """The names in `text`, in order, not overlapping, the longest first."""
        if not self.senses:
            return []
        joined = f" {' '.join(text.keys)} "
        matches = list(self._automaton.iter(joined))
        if not matches:
            return []
        starts: dict[int, int] = {}
        ends: dict[int, int] = {}
        length = 0
        for place, key in enumerate(text.keys):
            starts[length] = place
            length += len(key) + 1
            ends[length] = place
        tokens = text.words
        whole = [
            (starts[last - len(form) - 1], ends[last], form)
            for last, form in matches
            if last - len(form) - 1 in starts and last in ends
        ]
        return [
            Found(tokens[first].start, tokens[last].end, form)
            for first, last, form in _longest(whole)
            if form not in self.beginnings or self._begins(text, first, last)
        ]

    def _begins(self, text: Words, first: int, last: int) -> bool:
        """Whether a beginning is meant: a capital, and no number after it of another name."""
        tokens = text.words
        following = tokens[last + 1].form if last + 1 < len(tokens) else ""
        number = any(c.isdigit() for c in following)
        near = number and text.text[tokens[last].end : tokens[last + 1].start] in (" ", "-")
        return text.text[tokens[first].start].isupper() and not near


def scan(reading: Reading, names: Names) -> Scan:
    """Look for the names in a file."""
    mentioned: set[tuple[str, str]] = set()
    seen: Counter[str] = Counter()
    lower: Counter[str] = Counter()
    for chunk, texts in reading.texts():
        # A chunk is about what its headings name, though its own words may not repeat it.
        for place, each in enumerate(texts):
            found = names.find(each)
            mentioned.update((chunk.id, match.form) for match in found)
            if place == 0:
                single = [match for match in found if " " not in match.form]
                seen.update({match.form for match in single})
                lower.update({m.form for m in single if each.text[m.start : m.end].islower()})
    return Scan(
        document_id=reading.document_id,
        tenant=reading.chunks[0].tenant,
        first_chunk=reading.chunks[0].id,
        mentioned=frozenset(mentioned),
        titled=frozenset(match.form for match in names.find(reading.title)),
        usage={form: Use(count, lower[form]) for form, count in seen.items()},
    )


def senses_of(forms: Iterable[Form]) -> dict[str, list[Form]]:
    """What each form may mean: entities called so, else those whose name begins so, if few."""
    found: dict[str, dict[tuple[bool, str, str], Form]] = {}
    for form in forms:
        found.setdefault(form.form, {})[form.whole, form.entity_id, form.tenant] = form
    senses: dict[str, list[Form]] = {}
    for text, by_key in found.items():
        whole = [form for form in by_key.values() if form.whole]
        if whole or len(by_key) <= MAX_SENSES:
            senses[text] = whole or list(by_key.values())
    return senses


def forms_of(name: EntityName, entity: Entity) -> list[Form]:
    """How a name is found; none for one that could mean anything (a number, a stop word)."""
    whole = name_form(name.name)
    if not whole:
        return []
    keys = whole.split(" ")
    table = "" if entity.table is None else f"{entity.source}/{entity.table}"
    digit = any(c.isdigit() for c in whole)

    def form(text: str, *, is_whole: bool) -> Form:
        return Form(
            entity_id=entity.id,
            form=text,
            whole=is_whole,
            anchor=anchor(text),
            capital=is_whole and not name.name.islower(),
            distinctive=is_whole and (digit or len(keys) > 1),
            tenant=entity.access.tenant,
            table_name=table,
        )

    found = [form(whole, is_whole=True)]
    if table and len(keys) >= _LONG:
        begun = [" ".join(keys[:size]) for size in range(1, len(keys))]
        found += [form(text, is_whole=False) for text in begun if name_form(text)]
    return found


def anchor(form: str) -> str:
    """The word by which a form is looked up: the longest, which is likely the rarest."""
    return max(form.split(" "), key=len)


def name_form(name: str) -> str:
    """The form in which a name is matched; empty for one that could mean anything."""
    forms = [word.form for word in words(name)]
    # Two ordinary words together (`Gift cards`) already name something.
    plain = STOP_WORDS if len(forms) > 1 else STOP_WORDS | ORDINARY_WORDS | UNIT_WORDS
    if all(form in plain or len(form) < 2 for form in forms):
        return ""
    joined = "".join(forms)
    if len(joined) < 3 or (joined.isdigit() and len(joined) < 5):
        return ""
    return " ".join(token_key(form) for form in forms)


def mention_edges(scan: Scan, senses: Senses, common: frozenset[str]) -> frozenset[Edge]:
    """Edges that the chunks of one file prove: to what they name, and to titles."""
    edges: set[Edge] = set()
    for chunk_id, form in scan.mentioned:
        for sense in _meant(form, scan, senses, common):
            edges.update(_edges(chunk_id, scan.document_id, sense))
    for form in scan.titled:
        for sense in _meant(form, scan, senses, common):
            edges.add(
                Edge(
                    start_id=scan.document_id,
                    end_id=sense.entity_id,
                    kind="mentions",
                    proof=scan.first_chunk,
                )
            )
    return frozenset(edges)


def _meant(form: str, scan: Scan, senses: Senses, common: frozenset[str]) -> Sequence[Form]:
    """What a form in a file means, in the tenant of the file."""
    if form in common:
        return ()
    own = [
        sense
        for sense in senses.get(form, ())
        if sense.tenant == scan.tenant and sense.entity_id != scan.document_id
    ]
    return own if len(own) <= MAX_SENSES else ()


def _edges(chunk_id: str, document_id: str, sense: Form) -> Iterator[Edge]:
    yield Edge(start_id=chunk_id, end_id=sense.entity_id, kind="mentions", proof=chunk_id)
    if not sense.table_name:
        yield Edge(
            start_id=document_id,
            end_id=sense.entity_id,
            kind="links",
            proof=chunk_id,
            label=MENTION,
        )


def _longest(matches: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Of overlapping matches the longest, of equal ones the first; in the order of the text."""
    chosen: list[tuple[int, int, str]] = []
    taken: set[int] = set()
    for first, last, form in sorted(matches, key=lambda m: (m[0] - m[1], m[0])):
        span = range(first, last + 1)
        if taken.isdisjoint(span):
            taken.update(span)
            chosen.append((first, last, form))
    return sorted(chosen)
