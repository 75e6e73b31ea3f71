"""The sets for development and for measuring: of the golden set's world, and apart from it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import pytest

from data.shop import development_path, documents_dir, golden_path, unseen_path
from data.shop.questions import TWINS
from evals.golden import GoldenItem, load
from evals.normalise import holds
from nescio.text import normal_name

DEVELOPMENT, UNSEEN = load(development_path()), load(unseen_path())
ITEMS = [*DEVELOPMENT, *UNSEEN]
KINDS = frozenset({
    "lookup", "foreign-key", "count", "list", "document", "multi-hop", "conflict", "follow-up",
    "multi-part", "unanswerable", "injection", "private", "out-of-scope",
})  # fmt: skip
MUST_ABSTAIN = frozenset({"unanswerable", "private", "out-of-scope"})


def asked(items: list[GoldenItem]) -> set[tuple[str, object]]:
    return {(normal_name(item.question), item.history) for item in items}


def is_document(source: str) -> bool:
    return (documents_dir() / source).is_file()


@pytest.mark.parametrize(("items", "name"), [(DEVELOPMENT, "development"), (UNSEEN, "unseen")])
def test_every_kind_of_question_is_there(items: list[GoldenItem], name: str) -> None:
    assert {item.tags[0] for item in items} == KINDS
    assert {item.tags[1] for item in items} == {name}
    assert {mark for item in items for mark in item.tags[2:]} <= {"paraphrase", "typo"}


def test_ids_are_unique_across_the_sets() -> None:
    ids = [item.id for item in (*ITEMS, *load(golden_path()))]
    assert len(set(ids)) == len(ids)


def test_no_question_is_in_two_sets() -> None:
    golden, development, unseen = asked(load(golden_path())), asked(DEVELOPMENT), asked(UNSEEN)
    assert not golden & (development | unseen)
    assert not development & unseen


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: str(item.id))
def test_only_those_to_abstain_from_have_no_answer(item: GoldenItem) -> None:
    if item.tags[0] != "injection":
        assert item.answerable == (item.tags[0] not in MUST_ABSTAIN)
    right = (*item.answers, *item.all_of)
    assert not [bad for bad in item.forbidden for good in right if holds(good, bad)]


def test_sources_exist(shop: sqlite3.Connection) -> None:
    for source in {source for item in ITEMS for source in item.sources}:
        if is_document(source):
            continue
        table, _, key = source.partition("/")
        (name,) = shop.execute(
            f"SELECT name FROM pragma_table_info('{table}') WHERE pk = 1"
        ).fetchone()
        assert shop.execute(f"SELECT 1 FROM {table} WHERE {name} = ?", (key,)).fetchone(), source


def test_answers_from_documents_are_in_them(text_of: Callable[[str], str]) -> None:
    """Of the unseen set; one without a source is answered by a page that has a twin."""
    for item in UNSEEN:
        if item.tags[0] not in ("document", "injection") or not item.answerable:
            continue
        text = " ".join(text_of(page) for page in item.sources or sorted(TWINS))
        assert any(holds(text, answer) for answer in item.answers), item.id


def test_no_answer_is_a_private_value(shop: sqlite3.Connection) -> None:
    columns = (
        "email FROM customers", "phone FROM customers", "address FROM customers",
        "password_hash FROM customers", "email FROM employees", "contact_email FROM suppliers",
        "api_token FROM suppliers",
    )  # fmt: skip
    private = {str(v) for column in columns for (v,) in shop.execute(f"SELECT {column}")}
    assert not private & {text for item in ITEMS for text in (*item.answers, *item.all_of)}
