"""Edges from names in the text of files: no model, no token, only the names that are indexed.

A name is matched on whole words in the form that question linking uses (case, accents and plural
folded), the longest match first. A name that belongs to several entities links to all of them: a
reader decides. Single words that the corpus uses as ordinary words are left out.
Long names are also found by how they begin (`Kestrel 2` or `the Kestrel` for `Kestrel 2 Tent`),
written with a capital: that is how manuals speak of a product or of a family of them.

The pass runs after the records are written, over the documents that changed, or over all files
when a name came, went or changed. Two notes in the catalogue, the generation and the names of the
last complete pass, tell which; after a crash they do not match, and everything is looked at again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import ahocorasick

from ingest.near_duplicates import sign_files
from nescio.text import STOP_WORDS, Word, words
from nescio.types import Edge, Entity, EntityName, stable_id
from retrieval import linkage
from retrieval.catalogue import Catalogue
from retrieval.lexicon import ORDINARY_WORDS, UNIT_WORDS
from retrieval.linkage import MENTION, ChunkText
from retrieval.name_index import token_key

MAX_SENSES = 8
"""A name of more entities than this tells nothing about which is meant."""
_LONG = 3
_COMMON_SHARE = 0.05
_COMMON_LEAST = 20
_LINKED = "linked_generation"
_NAMES = "linked_names"
_WRITE_BATCH = 100


@dataclass(frozen=True, slots=True)
class Found:
    """A name in a text, as code points, with the form it was matched by."""

    start: int
    end: int
    form: str


@dataclass
class Names:
    """All indexed names, ready to be found in texts."""

    entities: dict[str, dict[str, Entity]] = field(default_factory=dict)
    capital: set[str] = field(default_factory=set)
    beginnings: set[str] = field(default_factory=set)
    digest: int = 0
    _automaton: ahocorasick.Automaton = field(default_factory=ahocorasick.Automaton)

    @classmethod
    def of(cls, names: Iterable[tuple[EntityName, Entity]]) -> Names:
        """Index `names`; those that could mean anything (a number, a stop word) are left out."""
        found = cls()
        for name, entity in names:
            access = (entity.access.tenant, *sorted(entity.access.labels))
            # A sum does not depend on the order in which the catalogue gives the names.
            hashed = stable_id("name", name.name, entity.id, entity.label, *access)
            found.digest = (found.digest + int(hashed[:15].replace("-", ""), 16)) % 2**62
            form = name_form(name.name)
            if form:
                found.entities.setdefault(form, {})[entity.id] = entity
                if not name.name.islower():
                    found.capital.add(form)
        found._add_beginnings()
        for form in found.entities:
            found._automaton.add_word(f" {form} ", form)
        if found.entities:
            found._automaton.make_automaton()
        return found

    def _add_beginnings(self) -> None:
        """Beginnings of names of three words or more, unless they are a name or begin too many."""
        begun: dict[str, dict[str, Entity]] = {}
        for form, entities in self.entities.items():
            keys = form.split(" ")
            if len(keys) < _LONG or all(entity.table is None for entity in entities.values()):
                continue
            for size in range(1, len(keys)):
                begun.setdefault(" ".join(keys[:size]), {}).update(entities)
        for form, entities in begun.items():
            if form not in self.entities and len(entities) <= MAX_SENSES and name_form(form):
                self.entities[form] = entities
                self.beginnings.add(form)

    def find(self, text: str) -> list[Found]:
        """The names in `text`, in order, not overlapping, the longest first."""
        if not self.entities:
            return []
        tokens = words(text)
        starts: dict[int, int] = {}
        ends: dict[int, int] = {}
        parts: list[str] = []
        length = 0
        for place, token in enumerate(tokens):
            key = token_key(token.form)
            starts[length] = place
            parts.append(f" {key}")
            length += len(key) + 1
            ends[length] = place
        joined = "".join(parts) + " "
        matches = []
        for last, form in self._automaton.iter(joined):
            first = last - len(form) - 1
            if first in starts and last in ends:
                matches.append((starts[first], ends[last], form))
        return [
            Found(tokens[first].start, tokens[last].end, form)
            for first, last, form in _longest(matches)
            if form not in self.beginnings or self._begins(text, tokens, first, last)
        ]

    def _begins(self, text: str, tokens: Sequence[Word], first: int, last: int) -> bool:
        """Whether a beginning is meant: a capital, and no number after it of another name."""
        following = tokens[last + 1].form if last + 1 < len(tokens) else ""
        number = any(c.isdigit() for c in following)
        near = number and text[tokens[last].end : tokens[last + 1].start] in (" ", "-")
        return text[tokens[first].start].isupper() and not near


@dataclass
class Usage:
    """How the corpus uses single-word names: in how many chunks, and how often in lower case."""

    chunks: int = 0
    seen: Counter[str] = field(default_factory=Counter)
    lower: Counter[str] = field(default_factory=Counter)

    def add(self, names: Names, text: str) -> None:
        self.chunks += 1
        plain: set[str] = set()
        found: set[str] = set()
        for match in names.find(text):
            if " " not in match.form:
                found.add(match.form)
                if text[match.start : match.end].islower():
                    plain.add(match.form)
        self.seen.update(found)
        self.lower.update(plain)

    def common(self, names: Names) -> frozenset[str]:
        """Single words that are too common to name anything here."""
        limit = max(_COMMON_LEAST, _COMMON_SHARE * self.chunks)
        return frozenset(
            form
            for form, count in self.seen.items()
            if count > limit or (form in names.capital and 2 * self.lower[form] > count)
        )


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


def link_names(catalogue: Catalogue, changed: Iterable[str], since: int) -> int:
    """Bring `mentions` edges and mentioned titles up to date. Blocks.

    `changed` are ids of documents written in this run, `since` the generation before it. Returns
    how many documents got other edges.
    """
    sign_files(catalogue)
    before = linkage.note(catalogue, _LINKED)
    generation = catalogue.generation()
    if before == generation:
        return 0
    names = Names.of(catalogue.names())
    files = linkage.file_documents(catalogue)
    complete = before == since and linkage.note(catalogue, _NAMES) == names.digest
    usage = Usage()
    for chunks in linkage.chunk_texts(catalogue, files):
        for chunk in chunks:
            usage.add(names, chunk.text)
    wanted = sorted(set(changed) & set(files)) if complete else files
    rewritten = _write(catalogue, names, usage.common(names), wanted)
    linkage.set_notes(catalogue, {_LINKED: catalogue.generation(), _NAMES: names.digest})
    return rewritten


def mention_edges(
    names: Names, common: frozenset[str], chunks: Sequence[ChunkText]
) -> frozenset[Edge]:
    """Edges that the chunks of one document prove: to what they name, and to titles."""
    edges: set[Edge] = set()
    for chunk in chunks:
        # A chunk is about what its headings name, though its own words may not repeat it.
        for text in (chunk.text, *chunk.heading_path):
            for entity in _named(names, common, text, chunk):
                edges.update(_edges(chunk, entity))
    for chunk in chunks[:1]:
        for entity in _named(names, common, chunk.title, chunk):
            edges.add(
                Edge(start_id=chunk.document_id, end_id=entity.id, kind="mentions", proof=chunk.id)
            )
    return frozenset(edges)


def _named(names: Names, common: frozenset[str], text: str, chunk: ChunkText) -> Iterator[Entity]:
    """What a text of the chunk's document names, in the tenant of the chunk."""
    for found in names.find(text):
        senses = [
            entity
            for entity in names.entities[found.form].values()
            if entity.access.tenant == chunk.tenant and entity.id != chunk.document_id
        ]
        if found.form not in common and len(senses) <= MAX_SENSES:
            yield from senses


def _edges(chunk: ChunkText, entity: Entity) -> Iterator[Edge]:
    yield Edge(start_id=chunk.id, end_id=entity.id, kind="mentions", proof=chunk.id)
    if entity.table is None:
        yield Edge(
            start_id=chunk.document_id,
            end_id=entity.id,
            kind="links",
            proof=chunk.id,
            label=MENTION,
        )


def _write(
    catalogue: Catalogue, names: Names, common: frozenset[str], document_ids: Sequence[str]
) -> int:
    rewritten = 0
    # A document whose chunks are all gone must lose its edges too: every id gets an entry.
    for first in range(0, len(document_ids), _WRITE_BATCH):
        batch = document_ids[first : first + _WRITE_BATCH]
        found: defaultdict[str, frozenset[Edge]] = defaultdict(frozenset)
        found.update({owner: frozenset() for owner in batch})
        for chunks in linkage.chunk_texts(catalogue, batch):
            found[chunks[0].document_id] = mention_edges(names, common, chunks)
        rewritten += linkage.replace_mentions(catalogue, found)
    return rewritten


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
