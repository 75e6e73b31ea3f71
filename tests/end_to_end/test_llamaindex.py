"""The retriever in LlamaIndex's hands: nodes, both ways of calling, engines, the example."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from runpy import run_path

import pytest
from llama_index.core import get_response_synthesizer
from llama_index.core.llms import MockLLM
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.response_synthesizers import ResponseMode
from llama_index.core.schema import MetadataMode, NodeWithScore

from nescio.settings import load
from nescio.types import Scope
from retrieval.catalogue import Catalogue
from retrieval.llamaindex import NescioRetriever
from server.cli.ingest import bring_up_to_date
from server.llamaindex import open_retriever
from server.wiring import catalogue_url

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "docs" / "examples" / "llamaindex_query_engine.py"
SQL = """
CREATE TABLE products (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, warranty_years INTEGER,
    contact_email TEXT);
INSERT INTO products VALUES (1, 'Aurora Kettle', 5, 'ann@mail.example'),
    (2, 'Borealis Mug', 2, 'bob@mail.example');
"""
CARE = "Descale the Aurora Kettle with vinegar once a month."
CONFIG = """
sources:
  - {name: shop, type: database, url: "sqlite:///shop.sqlite"}
  - {name: docs, type: files, path: docs/}
  - {name: staff, type: files, path: staff/, access: [staff]}
state: state
"""


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    connection = sqlite3.connect(folder / "shop.sqlite")
    connection.executescript(SQL)
    connection.close()
    for name, text in (("docs", CARE), ("staff", "The kettle's margin is 40 per cent.")):
        (folder / name).mkdir()
        (folder / name / "care.md").write_text(f"# Care\n\n{text}\n", encoding="utf-8")
    file = folder / "nescio.yaml"
    file.write_text(CONFIG, encoding="utf-8")
    asyncio.run(bring_up_to_date(load(file), full=False))
    # Only one process may have an index open: the example gets one of its own.
    shutil.copytree(folder, folder.with_name("copy"))
    return file


@pytest.fixture(scope="module")
def retriever(config: Path) -> Iterator[NescioRetriever]:
    with open_retriever(load(config)) as opened:
        yield opened


def ids(nodes: list[NodeWithScore]) -> list[str]:
    return [node.node_id for node in nodes]


def test_a_passage_as_a_node(retriever: NescioRetriever, config: Path) -> None:
    found = retriever.retrieve("How do I descale the kettle?")
    node = next(n for n in found if n.metadata["uri"] == "docs/care.md")
    assert node.score is not None
    assert node.score > 0
    assert set(node.metadata) == {"kind", "title", "uri", "locator", "as_of", "scores", "path"}
    assert node.metadata["kind"] == "passage"
    assert node.metadata["title"] == "Care"
    assert node.metadata["scores"]["dense"] > 0.3
    catalogue = Catalogue(catalogue_url(load(config)))
    try:
        passage = catalogue.passages([node.node_id], Scope())[node.node_id]
    finally:
        catalogue.close()
    assert node.text == passage.chunk.text == CARE
    span = node.metadata["locator"]
    assert (span["start"], span["end"]) == (passage.chunk.start, passage.chunk.end)
    assert "scores" not in node.node.get_content(MetadataMode.LLM)


def test_a_live_fact_as_a_node(retriever: NescioRetriever) -> None:
    first = retriever.retrieve("What is the warranty of the Aurora Kettle?")[0]
    assert first.text == "Aurora Kettle, warranty: 5 years"
    assert first.metadata["kind"] == "record"
    assert first.metadata["locator"] == {
        "table": "products",
        "key": "1",
        "column": "warranty_years",
    }


def test_facts_of_a_named_row_come_before_passages(retriever: NescioRetriever) -> None:
    found = retriever.retrieve("How do I descale the Aurora Kettle?")
    assert found[0].text == "Aurora Kettle, warranty: 5 years"
    assert found[0].metadata["scores"]["named"] > 0.8
    assert CARE in [node.text for node in found[1:]]
    assert not [node.text for node in found if "mail.example" in node.text]


def test_the_same_inside_and_outside_of_a_loop(retriever: NescioRetriever) -> None:
    question = "How do I descale the kettle?"
    outside = ids(retriever.retrieve(question))

    async def inside() -> tuple[list[str], list[str], list[str]]:
        blocking = ids(retriever.retrieve(question))
        one, other = await asyncio.gather(
            retriever.aretrieve(question), retriever.aretrieve(question)
        )
        return blocking, ids(one), ids(other)

    assert outside
    assert asyncio.run(inside()) == (outside, outside, outside)


def test_what_the_asker_may_not_see_is_no_node(retriever: NescioRetriever) -> None:
    found = retriever.retrieve("What is the margin of the kettle?")
    assert found
    assert all(n.metadata["uri"].split("/")[0] in {"docs", "shop", "products"} for n in found)
    private = retriever.retrieve("What is the contact email of the Aurora Kettle?")
    assert "mail.example" not in "".join(n.text for n in private)


def test_a_context_within_a_budget(config: Path) -> None:
    question = "How do I descale the kettle? What is the warranty of the Aurora Kettle?"
    copy = load(config.parent.with_name("copy") / config.name)
    with open_retriever(copy, budget=40, count=lambda text: len(text.split())) as retriever:
        found = retriever.retrieve(question)
    shown = [n.get_content(MetadataMode.LLM) for n in found]
    assert sum(len(text.split()) for text in shown) <= 40
    assert shown[0] == "[1] Aurora Kettle, warranty: 5 years"  # facts first
    care = next(n for n in found if n.metadata["uri"] == "docs/care.md")
    [source] = care.metadata["sources"]
    assert care.text == f"Care\n[{source['number']}] {CARE}"
    assert care.metadata["text"][source["start"] : source["end"]] == CARE
    assert source["id"] == care.node_id


def test_a_query_engine_over_it(retriever: NescioRetriever) -> None:
    engine = RetrieverQueryEngine(
        retriever=retriever,
        response_synthesizer=get_response_synthesizer(
            llm=MockLLM(), response_mode=ResponseMode.COMPACT
        ),
    )
    question = "How do I descale the kettle?"
    assert ids(engine.query(question).source_nodes) == ids(retriever.retrieve(question))
    assert ids(asyncio.run(engine.aquery(question)).source_nodes) == ids(
        retriever.retrieve(question)
    )


def test_importing_nescio_does_not_import_llamaindex() -> None:
    code = (
        "import sys, server.wiring, server.answering, retrieval.retriever, retrieval.packing;"
        "sys.exit(any(name.startswith('llama_index') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_the_example(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = config.parent.with_name("copy") / config.name
    run_path(str(EXAMPLE))["main"]("How do I descale the kettle?", str(copy))
    out = capsys.readouterr().out
    assert CARE in out.split("Sources:")[0]  # in the prompt that MockLLM repeats
    assert "docs/care.md" in out.split("Sources:")[1]
