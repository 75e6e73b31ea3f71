"""The packaged model by either backend: the same unit vectors, order kept, plain errors."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answer.span_onnx import GRAPH as READER
from nescio.errors import ConfigError
from nescio.settings import EmbeddingSettings
from retrieval.embedding import (
    PACKAGED,
    LocalEmbedder,
    SentenceTransformerEmbedder,
    packaged_folder,
)
from retrieval.embedding_onnx import GRAPH, MAX_TOKENS, OnnxEmbedder, OnnxEncoder
from server.wiring import choose_embedder

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

ROOT = Path(__file__).resolve().parents[2]
LONG = "The stove burns white gas, and cold makes it slower. " * 90
ODD = [
    "",
    " \n\t",
    "?",
    "x",
    "Ünïcödé, naïve café",
    "寒い川の上で",
    "👩‍👩‍👧 🏔️",
    "e\u0301 = \u00e9",
    "\u202egnirts\u202c \x00\x07",
    "\ufffd\ufeff",
    "supercalifragilistic" * 60,
    LONG,
    "[CLS] [SEP] [PAD] [MASK]",
    "€1,299.00 on 2026-03-14; NF-21570",
]


@pytest.fixture(scope="module")
def original() -> Iterator[SentenceTransformerEmbedder]:
    """The packaged model on torch."""
    model = SentenceTransformerEmbedder(EmbeddingSettings(threads=1))
    yield model
    model.close()


@pytest.fixture(params=["onnx", "torch"])
def either(
    request: pytest.FixtureRequest, embedder: LocalEmbedder, original: LocalEmbedder
) -> LocalEmbedder:
    """The packaged model by each backend in turn."""
    return embedder if request.param == "onnx" else original


@pytest.fixture(scope="module")
def encoder() -> OnnxEncoder:
    """The packaged model on onnxruntime, without its thread."""
    folder = packaged_folder(PACKAGED)
    assert folder is not None
    return OnnxEncoder(folder, EmbeddingSettings(threads=1))


async def test_unit_vectors_in_the_order_of_the_texts(either: LocalEmbedder) -> None:
    texts = ["a much longer text about cold rivers " * 9, "cat", "", "a kitten", "bank rates"] * 9
    vectors = await either.embed(texts)
    assert len(vectors) == len(texts)
    assert {(v.dtype.name, v.shape) for v in vectors} == {("float32", (either.dimensions,))}
    assert np.linalg.norm(np.stack(vectors), axis=1) == pytest.approx(1.0, abs=1e-5)
    for i, text in enumerate(texts[:5]):
        assert float(vectors[i] @ (await either.embed([text]))[0]) == pytest.approx(1, abs=1e-4)
    assert vectors[1] @ vectors[3] > 0.5 > vectors[1] @ vectors[4]


async def test_nothing_to_embed(either: LocalEmbedder) -> None:
    assert await either.embed([]) == []
    assert either.name == "all-MiniLM-L6-v2"
    assert either.dimensions == 384


@pytest.mark.slow
async def test_both_backends_give_the_same_vectors(
    embedder: LocalEmbedder, original: SentenceTransformerEmbedder
) -> None:
    ours, theirs = np.stack(await embedder.embed(ODD)), np.stack(await original.embed(ODD))
    assert (ours * theirs).sum(axis=1).min() > 0.99999


async def test_half_a_surrogate_pair_is_no_failure(
    embedder: LocalEmbedder, original: SentenceTransformerEmbedder
) -> None:
    broken = ["cold \ud83d rivers"]
    (ours,), (theirs,) = await embedder.embed(broken), await original.embed(broken)
    assert ours @ theirs > 0.99999


async def test_texts_are_cut_where_the_original_cuts_them(embedder: LocalEmbedder) -> None:
    words = "river " * (MAX_TOKENS - 2)  # a token each, beside the two that frame a text
    full, longer, shorter = await embedder.embed([words, words + "bank rates", words[6:] + "bank"])
    assert full @ longer == pytest.approx(1, abs=1e-6)
    assert full @ shorter < 0.9999


@pytest.mark.slow
@given(
    texts=st.lists(st.sampled_from(ODD) | st.text(max_size=60), min_size=1, max_size=6),
    data=st.data(),
)
@settings(max_examples=25, deadline=None)
def test_neighbours_and_padding_do_not_change_a_vector(
    encoder: OnnxEncoder, texts: list[str], data: st.DataObject
) -> None:
    texts = [text.encode("utf-8", "replace").decode() for text in texts]
    order = data.draw(st.permutations(range(len(texts))))
    together = encoder.encode([texts[i] for i in order])
    for place, i in enumerate(order):
        assert float(together[place] @ encoder.encode([texts[i]])[0]) > 1 - 1e-5


@pytest.mark.slow
def test_the_same_question_has_the_same_vector_to_the_bit(encoder: OnnxEncoder) -> None:
    question = "Which stove burns longest in the cold?"
    first = encoder.encode([question])
    encoder.encode(ODD)
    assert encoder.encode([question]).tobytes() == first.tobytes()


@pytest.mark.parametrize(("name", "graph"), [("embedding", GRAPH), ("reader", READER)])
def test_the_graph_is_what_its_script_builds(tmp_path: Path, name: str, graph: Path) -> None:
    made = tmp_path / "graph.onnx"
    command = [sys.executable, "-m", "scripts.minilm_graph", name, str(made)]
    subprocess.run(command, check=True, cwd=ROOT)
    assert made.read_bytes() == graph.read_bytes()


@pytest.mark.parametrize("embedder_type", [SentenceTransformerEmbedder, OnnxEmbedder])
@pytest.mark.parametrize("model", ["/no/such/folder", "./nowhere"])
async def test_a_model_that_is_not_there(model: str, embedder_type: type[LocalEmbedder]) -> None:
    missing = embedder_type(EmbeddingSettings(model=model))
    with pytest.raises(ConfigError, match=r"embedding\.(model|backend)") as error:
        await missing.embed(["x"])
    assert "\n" not in str(error.value)
    missing.close()


async def test_a_folder_that_holds_no_model(tmp_path: Path) -> None:
    empty = SentenceTransformerEmbedder(EmbeddingSettings(model=str(tmp_path)))
    with pytest.raises(ConfigError, match="cannot load"):
        await empty.load()
    empty.close()


def test_a_damaged_package_is_named(tmp_path: Path) -> None:
    folder = packaged_folder(PACKAGED)
    assert folder is not None
    (tmp_path / "tokenizer.json").write_bytes((folder / "tokenizer.json").read_bytes())
    (tmp_path / "model.safetensors").write_bytes(b"\x00" * 64)
    with pytest.raises(ConfigError, match="cannot load 'all-MiniLM-L6-v2'") as error:
        OnnxEncoder(tmp_path, EmbeddingSettings())
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("backend", "model", "chosen"),
    [
        ("auto", "all-MiniLM-L6-v2", OnnxEmbedder),
        ("auto", "sentence-transformers/all-MiniLM-L6-v2", OnnxEmbedder),
        ("auto", "BAAI/bge-small-en-v1.5", SentenceTransformerEmbedder),
        ("auto", "/some/folder/all-MiniLM-L6-v2", SentenceTransformerEmbedder),
        ("torch", "all-MiniLM-L6-v2", SentenceTransformerEmbedder),
        ("onnx", "all-MiniLM-L6-v2", OnnxEmbedder),
    ],
)
def test_the_backend_chosen(backend: str, model: str, chosen: type[LocalEmbedder]) -> None:
    embedder = choose_embedder(
        EmbeddingSettings.model_validate({"backend": backend, "model": model})
    )
    assert type(embedder) is chosen
    assert embedder.name == model.rpartition("/")[2]
    embedder.close()


async def test_onnx_runs_no_other_model() -> None:
    other = OnnxEmbedder(EmbeddingSettings(backend="onnx", model="BAAI/bge-small-en-v1.5"))
    with pytest.raises(ConfigError, match=r"embedding\.backend.*bge-small"):
        await other.load()
    other.close()


async def test_calls_at_once_get_their_own_vectors(embedder: LocalEmbedder) -> None:
    words = ["river", "stove", "tent", "rope"]
    alone = [(await embedder.embed([word]))[0] for word in words]
    together = await asyncio.gather(*(embedder.embed([word]) for word in words))
    for expected, (found,) in zip(alone, together, strict=True):
        assert found.tobytes() == expected.tobytes()


@pytest.mark.slow
def test_embedding_by_the_default_imports_no_torch() -> None:
    code = (
        "import asyncio, sys, retrieval.retriever;"
        "from nescio.settings import EmbeddingSettings; from server.wiring import choose_embedder;"
        "heavy = {'torch', 'transformers', 'sentence_transformers'};"
        "early = sorted((heavy | {'onnxruntime'}) & set(sys.modules));"
        "model = choose_embedder(EmbeddingSettings());"
        "asyncio.run(model.embed(['x'])); model.close();"
        "print(early, sorted(heavy & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert ran.stdout.strip() == "[] []"
