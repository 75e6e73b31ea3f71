"""The golden set is well formed, and its answers are what the rows and documents say."""

import json
import sqlite3
from collections import Counter
from collections.abc import Callable

import pytest

from data.shop import documents_dir, golden_path, planted_path
from data.shop.golden import golden
from data.shop.questions import TWINS
from evals.golden import load
from evals.normalise import holds

ITEMS = [json.loads(line) for line in golden_path().read_text(encoding="utf-8").splitlines()]
MINIMA = {
    "lookup": 60,
    "foreign-key": 35,
    "count": 20,
    "list": 20,
    "document": 50,
    "multi-hop": 20,
    "conflict": 20,
    "follow-up": 20,
    "multi-part": 15,
    "unanswerable": 35,
    "out-of-scope": 12,
    "private": 12,
    "injection": 10,
}
MUST_ABSTAIN = {"unanswerable", "out-of-scope", "private"}


def is_document(source: str) -> bool:
    return (documents_dir() / source).is_file()


def test_answers_are_what_the_rows_say(shop: sqlite3.Connection) -> None:
    assert golden(shop) == ITEMS, "run `python -m data.shop.golden`"


def test_size_ids_and_minima() -> None:
    assert len(ITEMS) >= 320
    assert len({item["id"] for item in ITEMS}) == len(ITEMS)
    assert len({(item["question"], *item["history"]) for item in ITEMS}) == len(ITEMS)
    counts = Counter(item["tags"][0] for item in ITEMS)
    assert set(counts) == set(MINIMA)
    assert {tag: count for tag, count in counts.items() if count < MINIMA[tag]} == {}


def test_halves_are_even_within_each_category() -> None:
    halves = Counter((item["tags"][0], item["tags"][1]) for item in ITEMS)
    for tag in MINIMA:
        assert 0 <= halves[tag, "calibration"] - halves[tag, "test"] <= 1


def test_shares_of_typos_and_paraphrases() -> None:
    marks = Counter(mark for item in ITEMS for mark in item["tags"][2:])
    assert set(marks) == {"paraphrase", "typo"}
    assert 0.15 <= marks["typo"] / len(ITEMS) <= 0.25
    assert 0.3 <= marks["paraphrase"] / len(ITEMS) <= 0.4


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: str(item["id"]))
def test_item_is_well_formed(item: dict[str, list[str]]) -> None:
    allowed = {"id", "question", "answers", "all_of", "forbidden", "sources", "tags", "history"}
    assert set(item) <= allowed
    wanted = [*item["answers"], *item.get("all_of", [])]
    tag = item["tags"][0]
    assert all(text.strip() for text in [*wanted, *item["forbidden"]])
    if tag in MUST_ABSTAIN:
        assert not wanted
    elif tag not in ("injection", "follow-up"):
        assert wanted
    assert bool(item["history"]) == (tag == "follow-up")
    assert bool(item["forbidden"]) or tag not in ("conflict", "private", "injection")
    # A right answer must not be a forbidden one.
    assert not [bad for bad in item["forbidden"] for good in wanted if holds(good, bad)]


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: str(item["id"]))
def test_sources_exist(item: dict[str, list[str]], shop: sqlite3.Connection) -> None:
    for source in item["sources"]:
        if is_document(source):
            continue
        table, _, key = source.partition("/")
        column = shop.execute(f"SELECT name FROM pragma_table_info('{table}') WHERE pk = 1")
        (name,) = column.fetchone()
        found = shop.execute(f"SELECT 1 FROM {table} WHERE {name} = ?", (key,)).fetchone()
        assert found, source


def from_documents(item: dict[str, list[str]]) -> bool:
    return bool(item["sources"]) and all(is_document(source) for source in item["sources"])


@pytest.mark.parametrize(
    "item", [item for item in ITEMS if from_documents(item)], ids=lambda item: str(item["id"])
)
def test_document_answers_are_in_their_documents(
    item: dict[str, list[str]], text_of: Callable[[str], str]
) -> None:
    pages = {*item["sources"], *TWINS}  # a page with a twin is not demanded as a source
    text = " ".join(text_of(page) for page in sorted(pages))
    if item["answers"]:
        assert any(holds(text, answer) for answer in item["answers"])
    if item["tags"][0] != "multi-part":
        assert all(holds(text, part) for part in item.get("all_of", []))


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: str(item["id"]))
def test_a_question_does_not_give_its_answer_away(item: dict[str, list[str]]) -> None:
    wanted = [*item["answers"][:1], *item.get("all_of", [])]
    assert not wanted or not all(holds(str(item["question"]), text) for text in wanted)


def test_the_evaluator_reads_it() -> None:
    assert [item.id for item in load(golden_path())] == [item["id"] for item in ITEMS]


def test_conflict_items_forbid_what_was_planted() -> None:
    planted = planted_path().read_text(encoding="utf-8").replace(",", "")
    for item in ITEMS:
        if item["tags"][0] == "conflict":
            values = [text.replace(",", "").removeprefix("EUR ") for text in item["forbidden"]]
            assert any(value in planted for value in values), item["id"]


def test_private_values_are_real_ones(shop: sqlite3.Connection) -> None:
    dump = "\n".join(shop.iterdump())
    private = [item for item in ITEMS if item["tags"][0] == "private"]
    assert all(value in dump for item in private for value in item["forbidden"])
