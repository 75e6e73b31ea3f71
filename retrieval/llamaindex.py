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

from nescio.types import Evidence, Fact, Passage, key_text, stable_id
from retrieval.packing import Block, Packed, fact_text

Search = Callable[[str], Coroutine[Any, Any, list[NodeWithScore]]]
"""A question to nodes, by `as_nodes` or `as_context`."""

SHOWN = frozenset({"title", "as_of"})
"""Metadata that a model reads with the text; the rest is for programs."""


class NescioRetriever(BaseRetriever):
    """Passages and live facts as nodes of LlamaIndex, in the order in which to read them.

    The search runs in the event loop of `portal`, a thread of its own: so `retrieve` works inside
    of a running loop too (it blocks it, as every synchronous call does), and `aretrieve` in any.
    Both raise what the search raises.
    """

    def __init__(self, search: Search, portal: BlockingPortal) -> None:
        super().__init__()
        self._search = search
        self._portal = portal

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return self._portal.call(self._search, query_bundle.query_str)

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        # Cancelling the future cancels the search.
        found = self._portal.start_task_soon(self._search, query_bundle.query_str)
        return await asyncio.wrap_future(found)


def as_nodes(evidence: Sequence[Evidence]) -> list[NodeWithScore]:
    """A node for each, its id that of the evidence, its score the one it was found with."""
    return [NodeWithScore(node=_node(e), score=e.score) for e in evidence]


def as_context(packed: Packed) -> list[NodeWithScore]:
    """A node for each block of what was packed.

    Its text has the number of each source before it, and is all that a model is shown of it, so
    that the budget holds. `sources` of its metadata are number, id and span of each, in the text
    without the numbers.
    """
    return [
        NodeWithScore(node=_block(b), score=max(s.evidence.score for s in b.spans))
        for b in packed.blocks
    ]


def _block(block: Block) -> TextNode:
    first = block.spans[0].evidence
    metadata: dict[str, Any] = {
        "kind": _kind(first.item),
        "title": block.place or _title(first.item),
        "uri": block.uri,
        "as_of": first.item.as_of.isoformat(),
        "text": block.text,
        "sources": [
            {"number": s.number, "id": s.evidence.id, "start": s.start, "end": s.end}
            for s in block.spans
        ],
    }
    return TextNode(
        id_=first.id if len(block.spans) == 1 else stable_id(*(s.evidence.id for s in block.spans)),
        text=block.rendered,
        metadata=metadata,
        excluded_llm_metadata_keys=list(metadata),
        excluded_embed_metadata_keys=list(metadata),
    )


def _node(evidence: Evidence) -> TextNode:
    item = evidence.item
    metadata: dict[str, Any] = {
        "kind": _kind(item),
        "title": _title(item),
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


def _kind(item: Passage | Fact) -> str:
    return "record" if isinstance(item, Fact) else "passage"


def _title(item: Passage | Fact) -> str:
    return item.entity if isinstance(item, Fact) else item.title


def _locator(item: Passage | Fact) -> dict[str, Any]:
    """Where in its source it stands, as `SourceRef` has it."""
    if isinstance(item, Fact):
        return {"table": item.table, "key": key_text(item.key), "column": item.column}
    chunk = item.chunk
    return {"start": chunk.start, "end": chunk.end, "heading_path": list(chunk.heading_path)}
