"""From ranked evidence to what a model, or a person, is given: few tokens, nothing twice.

Near-duplicates are folded, neighbouring chunks of a document joined, and what the budget does not
hold is listed. Facts asked for come first, never cut in favour of passages: they are live, short
and checked; those of rows merely found take their turn. What is given keeps its number and its
span, so that it can be cited.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from nescio.text import normal_name
from nescio.types import Evidence, Fact, Passage, Scope
from retrieval.catalogue import Catalogue
from retrieval.duplicates import Near, among, repeats
from retrieval.live_rows import asked_for

LONG = 10
"""Blocks of passages from which on the best ones stand at both ends.

Models read the ends of a long context better than its middle (Liu et al., "Lost in the Middle",
2023), from ten documents on in what they measured. Below that, the best come first.
"""

GAP = 200
"""Characters between two chunks of a document that are joined: white space, a heading or two."""

_PIECE = re.compile(r"[a-zA-Z]+|[^\sa-zA-Z]|\s{2,}|[^\S ]| (?=\d)")

Count = Callable[[str], int]
"""How many tokens of the target model a text has."""


@dataclass(frozen=True, kw_only=True)
class Span:
    """One piece of evidence in a block: `block.text[start:end]` is its text."""

    number: int
    evidence: Evidence
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Block:
    """A stretch of one document, or one fact.

    `place` is the title and the heading path. `start` is where `text` begins in the document's
    text; None for a fact, which has no document.
    """

    place: str
    uri: str
    text: str
    start: int | None
    spans: tuple[Span, ...]

    @property
    def rendered(self) -> str:
        """The place, then the text with the number of each piece of evidence before it."""
        parts = [f"{self.place}\n"] if self.place else []
        done = 0
        for span in self.spans:
            parts += [self.text[done : span.start], f"[{span.number}] "]
            done = span.start
        return "".join([*parts, self.text[done:]])


@dataclass(frozen=True, kw_only=True)
class Packed:
    """What is given, and what became of everything else.

    `numbers` has every id of the evidence. `folded` maps the ids of repetitions to the id of what
    they repeat, whose number they share. `left_out` is what the budget did not hold, best first.
    """

    blocks: tuple[Block, ...]
    numbers: Mapping[str, int]
    tokens: int
    folded: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[Evidence, ...] = ()

    @property
    def text(self) -> str:
        """All blocks as one text."""
        return _joined(self.blocks)


def at_most_tokens(text: str) -> int:
    """An estimate of the tokens of a text, on the safe side for usual tokenizers.

    Three letters a token, every other character one, so the space before a digit, and one a byte
    outside of ASCII: in English prose half as much again as WordPiece or the tokenizers of large
    models find.
    """
    return sum(_cost(piece) for piece in _PIECE.findall(text))


def pack(
    evidence: Sequence[Evidence],
    *,
    budget: int,
    texts: Mapping[str, str] | None = None,
    near: Near | None = None,
    count: Count = at_most_tokens,
) -> Packed:
    """As much of the evidence, given best first, as `budget` tokens hold once rendered.

    `texts` are those of documents by their id: chunks of others are not joined. `near` are files
    that are near-duplicates of each other. Numbers follow the fused score alone, so that the same
    evidence has the same numbers under any budget and whether or not it was reranked in time.
    """
    unique = _unique(evidence)
    folded = _folded(sorted(unique, key=_by_score), near)
    numbers = _numbers(unique, folded)
    places = {e.id: place for place, e in reversed(list(enumerate(unique)))}
    for id_, first in folded.items():
        places[first] = min(places[first], places[id_])
    kept = [e for e in unique if e.id not in folded]
    kept.sort(key=lambda e: (not asked_for(e), places[e.id]))
    room = _Room(budget=budget, texts=texts or {}, numbers=numbers, count=count)
    for item in kept:
        room.add(item)
    while (tokens := count(_joined(blocks := room.blocks()))) > budget and room.taken:
        room.drop_last()  # tokens of the parts do not always sum up to those of the whole
    taken = {e.id for e in room.taken}
    return Packed(
        blocks=blocks,
        numbers=numbers,
        tokens=tokens if blocks else 0,
        folded=folded,
        left_out=tuple(e for e in kept if e.id not in taken),
    )


def pack_from(
    catalogue: Catalogue,
    evidence: Sequence[Evidence],
    scope: Scope,
    *,
    budget: int,
    count: Count = at_most_tokens,
) -> Packed:
    """`pack` with the texts and the near-duplicates that the catalogue knows. Blocks.

    Raises StoreFailed.
    """
    passages = [e.item for e in evidence if isinstance(e.item, Passage)]
    ids = [p.chunk.document_id for p in passages]
    documents = {id_: catalogue.document(id_, scope) for id_ in set(ids) if ids.count(id_) > 1}
    texts = {id_: document.text for id_, document in documents.items() if document is not None}
    near = among(catalogue, {p.chunk.document_id for p in passages if p.kind == "file"}, scope)
    return pack(evidence, budget=budget, texts=texts, near=near, count=count)


def fact_text(fact: Fact) -> str:
    """A fact as a line of text."""
    return f"{fact.entity}, {fact.attribute}: {fact.display}"


class _Room:
    """What is taken so far, and what it costs, by document."""

    def __init__(
        self, *, budget: int, texts: Mapping[str, str], numbers: Mapping[str, int], count: Count
    ) -> None:
        self.taken: list[Evidence] = []
        self._budget, self._texts, self._numbers, self._count = budget, texts, numbers, count
        self._groups: dict[str, list[Evidence]] = {}
        self._costs: dict[str, int] = {}
        self._facts_cut = False

    def add(self, evidence: Evidence) -> None:
        """Take it if there is room, and no fact had to stay out for want of room."""
        group = _group(evidence)
        trial = [*self._groups.get(group, []), evidence]
        cost = sum(self._count(f"{b.rendered}\n\n") for b in self._blocks(trial))
        total = sum(self._costs.values()) - self._costs.get(group, 0) + cost
        if self._facts_cut or total > self._budget:
            self._facts_cut |= asked_for(evidence)
            return
        self._groups[group], self._costs[group] = trial, cost
        self.taken.append(evidence)

    def drop_last(self) -> None:
        """Give back what was taken last."""
        last = self.taken.pop()
        self._groups[_group(last)].remove(last)

    def blocks(self) -> tuple[Block, ...]:
        """Facts first, then passages by their best piece, in the order that suits their number."""
        rank = {e.id: place for place, e in enumerate(self.taken)}
        found = [b for group in self._groups.values() for b in self._blocks(group)]
        found.sort(key=lambda b: min(rank[s.evidence.id] for s in b.spans))
        facts = [b for b in found if b.start is None]
        passages = [b for b in found if b.start is not None]
        if len(passages) >= LONG:
            passages = passages[::2] + passages[1::2][::-1]
        return (*facts, *passages)

    def _blocks(self, group: Sequence[Evidence]) -> list[Block]:
        facts = [self._fact(e, e.item) for e in group if isinstance(e.item, Fact)]
        pieces = [(e, e.item) for e in group if isinstance(e.item, Passage)]
        pieces.sort(key=lambda piece: (piece[1].chunk.start, piece[1].chunk.end))
        runs: list[list[tuple[Evidence, Passage]]] = []
        for piece in pieces:
            if runs and self._neighbours(runs[-1], piece[1]):
                runs[-1].append(piece)
            else:
                runs.append([piece])
        return [*facts, *(self._passages(run) for run in runs)]

    def _neighbours(self, run: Sequence[tuple[Evidence, Passage]], passage: Passage) -> bool:
        end = max(p.chunk.end for _, p in run)
        if passage.chunk.start - end > GAP:
            return False
        text = self._texts.get(passage.chunk.document_id)
        # A document that was indexed anew in the meantime has other spans.
        return text is not None and all(
            text[p.chunk.start : p.chunk.end] == p.chunk.text
            for p in (*(p for _, p in run), passage)
        )

    def _passages(self, run: Sequence[tuple[Evidence, Passage]]) -> Block:
        first = run[0][1]
        start = first.chunk.start
        text = first.chunk.text
        if len(run) > 1:
            text = self._texts[first.chunk.document_id][start : max(p.chunk.end for _, p in run)]
        path = dict.fromkeys((first.title, *first.chunk.heading_path))
        return Block(
            place=" > ".join(part for part in path if part),
            uri=first.uri,
            text=text,
            start=start,
            spans=tuple(
                Span(
                    number=self._numbers[evidence.id],
                    evidence=evidence,
                    start=passage.chunk.start - start,
                    end=passage.chunk.end - start,
                )
                for evidence, passage in run
            ),
        )

    def _fact(self, evidence: Evidence, fact: Fact) -> Block:
        text = fact_text(fact)
        span = Span(number=self._numbers[evidence.id], evidence=evidence, start=0, end=len(text))
        return Block(place="", uri=fact.uri, text=text, start=None, spans=(span,))


def _joined(blocks: Iterable[Block]) -> str:
    return "\n\n".join(block.rendered for block in blocks)


def _group(evidence: Evidence) -> str:
    item = evidence.item
    return item.chunk.document_id if isinstance(item, Passage) else item.id


def _unique(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Each id once, at its first place, with its best score."""
    found: dict[str, Evidence] = {}
    for item in evidence:
        if item.id not in found or item.score > found[item.id].score:
            found[item.id] = item
    return list(found.values())


def _by_score(evidence: Evidence) -> tuple[bool, float, str]:
    return isinstance(evidence.item, Passage), -evidence.score, evidence.id


def _folded(ranked: Sequence[Evidence], near: Near | None) -> dict[str, str]:
    """Ids of what repeats something better, with the id of that."""
    passages = [e.item for e in ranked if isinstance(e.item, Passage)]
    found = {p.id: first.id for p, first in repeats(passages, near) if p is not first}
    told: dict[tuple[object, ...], str] = {}
    for fact in (e.item for e in ranked if isinstance(e.item, Fact)):
        value = (fact.source, fact.table, fact.key, normal_name(fact.attribute), fact.display)
        # An aggregate is over rows of its own, which it does not name.
        first = told.setdefault(value, fact.id) if fact.key else fact.id
        if first != fact.id:
            found[fact.id] = first
    return found


def _numbers(evidence: Iterable[Evidence], folded: Mapping[str, str]) -> dict[str, int]:
    ranked = [e.id for e in sorted(evidence, key=_by_score)]
    kept = {id_: n for n, id_ in enumerate((i for i in ranked if i not in folded), start=1)}
    return {id_: kept[folded.get(id_, id_)] for id_ in ranked}


def _cost(piece: str) -> int:
    if piece.isascii():
        return 1 + (len(piece) - 1) // 3 if piece.isalpha() else 1
    return len(piece.encode("utf-8", "surrogatepass"))
