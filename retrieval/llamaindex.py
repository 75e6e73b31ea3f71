"""nescio as a retriever of LlamaIndex, for any of its query and chat engines.

Only who imports this module pays for the import of LlamaIndex. `server.llamaindex` opens it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from anyio.from_thread import BlockingPortal
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from nescio.types import Evidence, Fact, Passage, key_text
from retrieval.packing import fact_text

Search = Callable[[str], Coroutine[Any, Any, Sequence[Evidence]]]
"""A question to its evidence, best first."""

SHOWN = frozenset({"title", "as_of"})
"""Metadata that a model reads with the text; the rest is for programs."""


class NescioRetriever(BaseRetriever):
    """Passages and live facts as nodes, in the order in which to read them.

    The search runs in the event loop of `portal`, a thread of its own: so `retrieve` works inside
    of a running loop too (it blocks it, as every synchronous call does), and `aretrieve` in any.
    Both raise what the search raises.
    """

    def __init__(self, search: Search, portal: BlockingPortal) -> None:
        super().__init__()
        self._search = search
        self._portal = portal

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return as_nodes(self._portal.call(self._search, query_bundle.query_str))

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        # Cancelling the future cancels the search.
        found = self._portal.start_task_soon(self._search, query_bundle.query_str)
        return as_nodes(await asyncio.wrap_future(found))


def as_nodes(evidence: Sequence[Evidence]) -> list[NodeWithScore]:
    """A node for each, its id that of the evidence, its score the one it was found with."""
    return [NodeWithScore(node=_node(e), score=e.score) for e in evidence]


def _node(evidence: Evidence) -> TextNode:
    item = evidence.item
    metadata: dict[str, Any] = {
        "kind": "record" if isinstance(item, Fact) else "passage",
        "title": item.entity if isinstance(item, Fact) else item.title,
        "uri": item.uri,
        "locator": _locator(item),
        "as_of": item.as_of.isoformat(),
        "scores": dict(evidence.scores),
        "path": list(evidence.path),
    }
    hidden = [key for key in metadata if key not in SHOWN]
    return TextNode(
        id_=evidence.id,
        text=fact_text(item) if isinstance(item, Fact) else item.chunk.text,
        start_char_idx=None if isinstance(item, Fact) else item.chunk.start,
        end_char_idx=None if isinstance(item, Fact) else item.chunk.end,
        metadata=metadata,
        excluded_llm_metadata_keys=hidden,
        excluded_embed_metadata_keys=hidden,
    )


def _locator(item: Passage | Fact) -> dict[str, Any]:
    """Where in its source it stands, as `SourceRef` has it."""
    if isinstance(item, Fact):
        return {"table": item.table, "key": key_text(item.key), "column": item.column}
    chunk = item.chunk
    return {"start": chunk.start, "end": chunk.end, "heading_path": list(chunk.heading_path)}
