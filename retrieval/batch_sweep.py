"""Results of batches go with the sources that they rest on, at each ingest that loses some."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from nescio.settings import Settings
from retrieval.batch_results import DoneQuestion
from retrieval.batches import BatchStore, batches_url
from retrieval.catalogue import Catalogue
from retrieval.sql_store import never_written
from retrieval.things import missing_nodes, missing_passages

Change = tuple[DoneQuestion, DoneQuestion]


def sweep_batches(settings: Settings, catalogue: Catalogue) -> int:
    """Withhold the results that rest on what the catalogue does not have any more, and forget
    replies of models that nothing is done with; how many results changed.

    Where the whole document or row is gone, the question goes too. Blocks. Raises ConfigError and
    StoreFailed.
    """
    store = _existing(settings)
    if store is None:
        return 0
    changed = 0
    with contextlib.closing(store):
        for some in _changes(store, catalogue):
            store.replace([new for _, new in some])
            changed += len(some)
        store.drop_idle_replies()
        store.remove_residue()
    return changed


def left_in_batches(settings: Settings, catalogue: Catalogue) -> tuple[int, int]:
    """How many results and how many replies of models `sweep_batches` would change or forget;
    raises what it does."""
    store = _existing(settings)
    if store is None:
        return 0, 0
    with contextlib.closing(store):
        return sum(len(some) for some in _changes(store, catalogue)), store.idle_replies()


def _changes(store: BatchStore, catalogue: Catalogue) -> Iterator[list[Change]]:
    after = ("", -1)
    while found := store.resting(after):
        after = (found[-1].batch_id, found[-1].number)
        sources = [s for done in found if done.rests is not None for s in done.rests.sources]
        gone = missing_nodes(catalogue, {node for s in sources for node in s.given.nodes})
        passages = {source.id for source in sources if source.kind == "passage"}
        lost = missing_passages(catalogue, passages)
        swept = [(done, done.swept(gone, lost)) for done in found]
        changed = [(old, new) for old, new in swept if new != old]
        if changed:
            yield changed


def _existing(settings: Settings) -> BatchStore | None:
    """The batches of an installation, None while there can be none: no file is made."""
    url = batches_url(settings)
    return None if never_written(url) else BatchStore(url)
