"""The sparse encoder: one set of BM25 parameters for every engine, kept with the index.

Term weights come from here, IDF from the engine. An index made with other parameters cannot be
searched with these: engines compare `PARAMETERS` with what the index says it was made with.
"""

from __future__ import annotations

from typing import Final

from qdrant_edge import Bm25, Bm25Config

PARAMETERS: Final[dict[str, str | float]] = {
    "language": "english",
    "k": 1.2,
    "b": 0.75,
    "avg_len": 100.0,
}


def encoder() -> Bm25:
    """A new encoder; it holds no state of the corpus."""
    return Bm25(
        Bm25Config(
            k=float(PARAMETERS["k"]),
            b=float(PARAMETERS["b"]),
            avg_len=float(PARAMETERS["avg_len"]),
            language=str(PARAMETERS["language"]),
            ascii_folding=True,
        )
    )
