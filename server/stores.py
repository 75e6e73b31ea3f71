"""The stores of an installation, open: what ingestion and answering share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Engine

from nescio.settings import Settings
from retrieval.catalogue import Catalogue
from retrieval.embedding import Embedder, TokenEncoder
from retrieval.schema import DatabaseSchema
from retrieval.vectors import VectorIndex


@dataclass(frozen=True, kw_only=True)
class Stores:
    """Sources, model, index and catalogue; who opened them closes them."""

    settings: Settings
    engines: Mapping[str, Engine]
    schemas: Mapping[str, DatabaseSchema]
    embedder: Embedder
    index: VectorIndex
    catalogue: Catalogue
    tokens: TokenEncoder | None = None
    """The embedding model as what tells the vectors of tokens, where it does."""
