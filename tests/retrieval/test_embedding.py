"""The packaged model: unit vectors, order kept, meaning measured, plain errors."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from nescio.errors import ConfigError
from nescio.settings import EmbeddingSettings
from retrieval.embedding import SentenceTransformerEmbedder

pytestmark = pytest.mark.anyio


async def test_unit_vectors_in_the_order_of_the_texts(
    embedder: SentenceTransformerEmbedder,
) -> None:
    texts = ["a much longer text about cold rivers " * 9, "cat", "", "a kitten", "bank rates"] * 9
    vectors = await embedder.embed(texts)
    assert len(vectors) == len(texts)
    assert {(v.dtype.name, v.shape) for v in vectors} == {("float32", (embedder.dimensions,))}
    assert np.linalg.norm(np.stack(vectors), axis=1) == pytest.approx(1.0, abs=1e-5)
    for i, text in enumerate(texts[:5]):
        assert float(vectors[i] @ (await embedder.embed([text]))[0]) == pytest.approx(1, abs=1e-4)
    assert vectors[1] @ vectors[3] > 0.5 > vectors[1] @ vectors[4]


async def test_nothing_to_embed(embedder: SentenceTransformerEmbedder) -> None:
    assert await embedder.embed([]) == []
    assert embedder.name == "all-MiniLM-L6-v2"
    assert embedder.dimensions == 384


@pytest.mark.parametrize("model", ["/no/such/folder", "./nowhere"])
async def test_a_model_that_is_not_there(model: str) -> None:
    missing = SentenceTransformerEmbedder(EmbeddingSettings(model=model))
    with pytest.raises(ConfigError, match=r"embedding\.model") as error:
        await missing.embed(["x"])
    assert "\n" not in str(error.value)
    missing.close()


async def test_a_folder_that_holds_no_model(tmp_path: Path) -> None:
    empty = SentenceTransformerEmbedder(EmbeddingSettings(model=str(tmp_path)))
    with pytest.raises(ConfigError, match="cannot load"):
        await empty.load()
    empty.close()


def test_importing_the_module_does_not_import_torch() -> None:
    code = "import sys, retrieval.embedding, retrieval.retriever; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
