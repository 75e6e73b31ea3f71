"""Sources as clients see them, and the ledger of facts that were given out.

A passage can always be read again from the catalogue by its id. A fact exists only while it is
read, so the last ones given out are remembered, with who they were given to.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

from answer.quotes import Quote
from nescio.answers import SourceRef
from nescio.types import Fact, Passage, Scope, key_text

REMEMBERED = 10_000
SNIPPET = 240


def passage_ref(passage: Passage, quotes: Sequence[Quote] = ()) -> SourceRef:
    """A passage as a source; the snippet is what is quoted of it, in the order of the text."""
    chunk = passage.chunk
    ordered = sorted(quotes, key=lambda quote: quote.start)
    start = ordered[0].start if ordered else chunk.start
    end = ordered[-1].end if ordered else chunk.end
    score = max((quote.score for quote in ordered), default=0.0)
    text = " … ".join(dict.fromkeys(quote.text for quote in ordered)) or chunk.text
    return SourceRef(
        id=passage.id,
        kind="passage",
        title=passage.title,
        uri=passage.uri,
        locator={"start": start, "end": end, "heading_path": list(chunk.heading_path)},
        snippet=shorten(text),
        score=round(score, 4),
        as_of=passage.as_of,
    )


def fact_ref(fact: Fact, score: float = 1.0) -> SourceRef:
    """A live value as a source, located by table, key and column."""
    return SourceRef(
        id=fact.id,
        kind="record",
        title=fact.entity,
        uri=fact.uri,
        locator={"table": fact.table, "key": key_text(fact.key), "column": fact.column},
        snippet=shorten(f"{fact.attribute}: {fact.display}"),
        score=score,
        as_of=fact.as_of,
    )


def shorten(text: str) -> str:
    """One line of at most SNIPPET characters."""
    line = " ".join(text.split())
    return line if len(line) <= SNIPPET else line[: SNIPPET - 1] + "…"


class FactLedger:
    """The facts given out lately, by id and asker; the oldest leave first."""

    def __init__(self, size: int = REMEMBERED) -> None:
        self._size = size
        self._facts: OrderedDict[tuple[str, Scope], Fact] = OrderedDict()
        self._lock = threading.Lock()

    def give(self, fact: Fact, scope: Scope) -> None:
        """Remember that `fact` was shown to `scope`."""
        with self._lock:
            self._facts[fact.id, scope] = fact
            self._facts.move_to_end((fact.id, scope))
            while len(self._facts) > self._size:
                self._facts.popitem(last=False)

    def find(self, fact_id: str, scope: Scope) -> Fact | None:
        """The fact, if it was given to this very scope and is still remembered."""
        with self._lock:
            return self._facts.get((fact_id, scope))

    def forget(self, fact_id: str, scope: Scope) -> None:
        """Drop a fact whose row is gone for `scope`."""
        with self._lock:
            self._facts.pop((fact_id, scope), None)
