"""Fixtures that several packages share. The embedding model is the real one, loaded once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from nescio.settings import EmbeddingSettings
from retrieval.embedding import SentenceTransformerEmbedder


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Tests marked `anyio` run on asyncio."""
    return "asyncio"


@pytest.fixture(scope="session")
def embedder() -> Iterator[SentenceTransformerEmbedder]:
    """The packaged model, ready to use."""
    model = SentenceTransformerEmbedder(EmbeddingSettings(threads=1))
    asyncio.run(model.load())
    yield model
    model.close()
