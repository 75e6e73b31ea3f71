"""A query engine of LlamaIndex over an ingested nescio installation.

    python docs/examples/llamaindex_query_engine.py "How do I wash a wool blanket?" [nescio.yaml]

`MockLLM` only repeats its prompt: the example needs no key and no network. Put an LLM of yours in
its place to have answers written, and mind that they are then LlamaIndex's: nescio has found the
sources, but checked no sentence.
"""

from __future__ import annotations

import sys
from pathlib import Path

from llama_index.core import get_response_synthesizer
from llama_index.core.llms import MockLLM
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.response_synthesizers import ResponseMode

from nescio.errors import NescioError
from nescio.settings import load
from server.llamaindex import open_retriever


def main(question: str, config: str = "nescio.yaml") -> None:
    """Ask through LlamaIndex; print the response and what it rests on."""
    with open_retriever(load(Path(config))) as retriever:
        writer = get_response_synthesizer(llm=MockLLM(), response_mode=ResponseMode.COMPACT)
        engine = RetrieverQueryEngine(retriever=retriever, response_synthesizer=writer)
        response = engine.query(question)
    print(response)
    print("\nSources:")
    for number, source in enumerate(response.source_nodes, start=1):
        about = source.metadata
        text = " ".join(source.text.split())
        print(f"[{number}] {about['kind']} {about['uri']} {about['locator']}: {text[:80]}")


if __name__ == "__main__":
    if not 2 <= len(sys.argv) <= 3:
        sys.exit(__doc__)
    try:
        main(*sys.argv[1:])
    except NescioError as error:
        sys.exit(str(error))
