"""Which sentences are quoted beside the best one."""

from __future__ import annotations

import datetime as dt

from answer.extract import Quote, select
from answer.question import analyse, stems_of
from nescio.types import Chunk, Passage
from retrieval.corpus import count_terms

NOW = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
TEXT = "Claws go through the film. Use foam for the dog. Patches are in the kit. Air it weekly."
TERMS = count_terms([TEXT])
CHUNK = Chunk(document_id="mats", source="help", key="mats", text=TEXT, start=0, end=len(TEXT))
PASSAGE = Passage(chunk=CHUNK, title="Mats", uri="help/mats", kind="file", as_of=NOW)


def quote(text: str, score: float) -> Quote:
    start = TEXT.index(text)
    return Quote(
        passage=PASSAGE, start=start, end=start + len(text), text=text, block=0,
        stems=stems_of(text), context=frozenset(), cosine=0.5, coverage=0.5, score=score,
    )  # fmt: skip


def test_a_sentence_beside_the_best_one_is_chosen_before_one_further_away() -> None:
    best = quote("Use foam for the dog.", 0.6)
    before, far = quote("Claws go through the film.", 0.42), quote("Air it weekly.", 0.44)
    chosen = select(analyse("may my dog use it?", TERMS), [best, far, before], TERMS, limit=3)
    assert chosen == (best, before)
