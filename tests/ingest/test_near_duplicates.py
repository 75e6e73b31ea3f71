"""Copies of a file are known as such; what differs in what matters is not; nothing leaks."""

from __future__ import annotations

from pathlib import Path

import pytest
from fpdf import FPDF
from hypothesis import given, settings
from hypothesis import strategies as st

from answer.compose import compose
from answer.copies import with_copies
from answer.drafts import Draft, PartResult
from answer.quotes import Quote
from answer.thresholds import Threshold
from ingest.file_words import Reading
from ingest.near_duplicates import BANDS, ROWS, key_hash, signature_values
from nescio.answers import Verdict
from nescio.settings import RetrievalSettings
from nescio.types import Passage, Scope
from retrieval.corpus import Corpus
from retrieval.duplicates import among, copies
from retrieval.linkage import ChunkText
from retrieval.retriever import Retriever
from tests.ingest.samples import Shop
from tests.ingest.test_sync import document_id

pytestmark = pytest.mark.slow

PARAGRAPHS = (
    "Dry the canvas in the shade before it is folded. Damp canvas grows mould within a week, and "
    "mould cannot be washed out.",
    "Brush off sand with a soft brush. Soap takes the proofing away, so that water alone must do. "
    "After 4 seasons the proofing is renewed with beeswax from Halden.",
    "Store the canvas loosely in its cotton bag, away from mice, who are fond of beeswax. Look at "
    "the seams in spring and have them sewn again where the thread is thin.",
)
SAID = "Soap takes the proofing away, so that water alone must do."
TEXT = "# Care of canvas\n\n" + "\n\n".join(PARAGRAPHS)


def pdf(path: Path) -> None:
    page = FPDF()
    page.add_page()
    page.set_font("helvetica", size=20, style="B")
    page.multi_cell(0, 12, "Care of canvas", new_x="LMARGIN", new_y="NEXT")
    page.set_font("helvetica", size=11)
    for paragraph in PARAGRAPHS:
        page.multi_cell(0, 6, paragraph, new_x="LMARGIN", new_y="NEXT")
        page.ln(4)
    page.cell(0, 6, "Page 1 of 1")
    path.write_bytes(bytes(page.output()))


def near(shop: Shop, key: str, scope: Scope | None = None) -> set[str]:
    """Keys of the files from which a sentence of the file at `key` is cited too."""
    own = document_id("help", key)
    passages = shop.catalogue.chunks_of([own], scope or Scope())
    passage = next(p for p in passages if SAID[:4] in p.chunk.text)
    found = copies(shop.catalogue, passage, SAID, scope or Scope())
    for copy in found:
        document = shop.catalogue.document(copy.passage.chunk.document_id, scope or Scope())
        assert document is not None
        assert " ".join(document.text[copy.start : copy.end].split()) == SAID
    keys = {copy.passage.chunk.key for copy in found}
    alike = among(
        shop.catalogue, [own, *(document_id("help", key) for key in keys)], scope or Scope()
    )
    assert {document_id("help", key) for key in keys} == set(alike.get(own, ()))
    return keys


@pytest.mark.anyio
async def test_copies_formats_and_small_edits_are_one(shop: Shop) -> None:
    shop.write("canvas.md", TEXT)
    shop.write("old/canvas (1).md", TEXT)
    shop.write("edited.md", TEXT.replace("within a week", "within one short week"))
    body = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    shop.write(
        "canvas.html",
        f"<html><title>Care of canvas</title><nav>Home | Contact</nav>"
        f"<h1>Care of canvas</h1>{body}</html>",
    )
    pdf(shop.folder / "docs" / "canvas.pdf")
    await shop.sync()
    keys = {"canvas.md", "old/canvas (1).md", "edited.md", "canvas.html", "canvas.pdf"}
    assert {key: near(shop, key) for key in keys} == {key: keys - {key} for key in keys}


@pytest.mark.anyio
async def test_another_number_name_title_row_or_most_of_the_text_is_another_thing(
    shop: Shop,
) -> None:
    others = (
        TEXT.replace("4 seasons", "3 seasons"),
        TEXT.replace("Halden", "Moss"),
        TEXT.replace("Care of canvas", "Care of Marten canvas"),
        TEXT.replace("mice", "the kestrel 2 tent"),
        "# Care of canvas\n\n" + PARAGRAPHS[1],
    )
    shop.write("canvas.md", TEXT)
    for place, other in enumerate(others):
        assert SAID in other
        shop.write(f"other {place}.md", other)
    await shop.sync()
    assert near(shop, "canvas.md") == set()


@pytest.mark.anyio
async def test_a_copy_counts_only_while_it_is_there_and_has_the_sentence(shop: Shop) -> None:
    shop.write("canvas.md", TEXT)
    shop.write("copy.md", TEXT)
    await shop.sync()
    assert near(shop, "canvas.md") == {"copy.md"}
    shop.write("copy.md", TEXT.replace("so that", "so"))
    await shop.sync()
    assert near(shop, "canvas.md") == set()
    (shop.folder / "docs" / "copy.md").unlink()
    await shop.sync()
    files = "SELECT count(*) FROM documents WHERE kind = 'file'"
    assert shop.rows("SELECT count(*) FROM signatures") == shop.rows(files)
    bands = "SELECT count(DISTINCT document_id), count(*) FROM bands"
    ((owners, count),) = shop.rows(bands)
    assert (owners, count) == (*shop.rows(files)[0], BANDS * int(str(owners)))


@pytest.mark.anyio
async def test_only_changed_files_are_signed_again(shop: Shop) -> None:
    shop.write("canvas.md", TEXT)
    await shop.sync()
    with shop.catalogue.writing(moves=False) as connection:
        connection.exec_driver_sql("UPDATE signatures SET names = x'00000000'")
    shop.write("canvas.md", TEXT + " Done.")
    await shop.sync()
    signed = shop.rows("SELECT document_id FROM signatures WHERE names <> x'00000000'")
    assert signed == [(document_id("help", "canvas.md"),)]


@pytest.mark.anyio
async def test_an_answer_cites_all_copies_that_the_asker_may_read(shop: Shop) -> None:
    shop.write("canvas.md", TEXT)
    shop.write("copy.md", TEXT)
    await shop.sync()
    secret = document_id("help", "copy.md")
    retriever = Retriever(
        embedder=shop.embedder,
        index=shop.vectors,
        catalogue=shop.catalogue,
        corpus=Corpus(shop.catalogue),
        settings=RetrievalSettings(),
    )
    (passage,) = shop.catalogue.chunks_of([document_id("help", "canvas.md")], Scope())
    cited = await _cited(retriever, passage, Scope())
    assert [uri for uri, _ in cited] == ["help/canvas.md", "help/copy.md"]
    assert {span for _, span in cited} == {SAID}
    with shop.catalogue.writing() as connection:
        connection.exec_driver_sql(f"UPDATE documents SET labelled = 1 WHERE id = '{secret}'")
        connection.exec_driver_sql(
            f"INSERT INTO access_labels VALUES ('{secret}', '{secret}', 'x')"
        )
    assert [uri for uri, _ in await _cited(retriever, passage, Scope())] == ["help/canvas.md"]
    staff = Scope(labels=frozenset({"x"}))
    assert len(await _cited(retriever, passage, staff)) == 2


async def _cited(retriever: Retriever, passage: Passage, scope: Scope) -> list[tuple[str, str]]:
    """Where an answer that quotes the passage cites it from, and the quoted texts."""
    start = passage.chunk.start + passage.chunk.text.index(SAID)
    quote = Quote(
        passage=passage, start=start, end=start + len(SAID), text=SAID, block=0, cosine=1.0,
        stems=frozenset(), context=frozenset(), coverage=1.0, score=1.0,
    )  # fmt: skip
    verdict = Verdict(status="supported", score=1, rule="quote", evidence_ids=(passage.id,))
    drafts, failed = await with_copies(
        [Draft(text=SAID, verdict=verdict, quote=quote)], retriever, scope
    )
    assert failed == ()
    part = PartResult(question="?", drafts=drafts, confidence=1.0)
    composed = compose([part], threshold=Threshold(value=0.5), timings_ms={})
    (sentence,) = composed.sentences
    assert composed.answer.text == SAID
    assert sentence.claim.evidence_ids == tuple(c.source_id for c in sentence.citations)
    found = []
    for citation in sentence.citations:
        (ref,) = [ref for ref in composed.sources if ref.id == citation.source_id]
        source = retriever._catalogue.passage(citation.source_id, scope)
        assert source is not None
        assert citation.quote_start is not None
        first = citation.quote_start - source.chunk.start
        found.append((ref.uri, source.chunk.text[first : first + len(SAID)]))
    return found


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(max_size=60), min_size=1, max_size=4), st.text(max_size=20))
def test_any_text_is_signed_alike_each_time(texts: list[str], title: str) -> None:
    chunks = [
        ChunkText(id="c", document_id="d", tenant="t", title=title, heading_path=(), text=text)
        for text in texts
    ]
    values = signature_values(Reading(chunks))
    assert values == signature_values(Reading(chunks))
    assert len(values["signature"]) in (0, 4 * BANDS * ROWS)


def test_what_is_stored_does_not_change_with_the_library() -> None:
    chunk = ChunkText(
        id="c", document_id="d", tenant="t", title="T", heading_path=(), text="Dry the tent well."
    )
    values = signature_values(Reading([chunk]))
    assert values["signature"][:8].hex() == "254052cd0153629c"
    assert key_hash("tent") == 655561232
