"""The development set: well formed, of the same world as the golden set, and apart from it."""

from __future__ import annotations

import sqlite3

import pytest

from data.shop import development_path, documents_dir, golden_path
from evals.golden import GoldenItem, load
from nescio.text import normal_name

ITEMS = load(development_path())


def test_every_kind_of_question_is_there() -> None:
    assert {item.tags[0] for item in ITEMS} == {
        "lookup", "foreign-key", "count", "list", "document", "multi-hop", "conflict",
        "follow-up", "multi-part", "unanswerable",
    }  # fmt: skip
    assert all("development" in item.tags for item in ITEMS)


def test_no_question_is_one_of_the_golden_set() -> None:
    golden = {(normal_name(i.question), i.history) for i in load(golden_path())}
    assert not golden & {(normal_name(i.question), i.history) for i in ITEMS}


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: str(item.id))
def test_only_the_unanswerable_have_no_answer(item: GoldenItem) -> None:
    assert item.answerable == (item.tags[0] != "unanswerable")
    assert all((documents_dir() / source).is_file() for source in item.sources)


def test_no_answer_is_a_private_value(shop: sqlite3.Connection) -> None:
    columns = (
        "email FROM customers", "phone FROM customers", "address FROM customers",
        "password_hash FROM customers", "email FROM employees", "contact_email FROM suppliers",
        "api_token FROM suppliers",
    )  # fmt: skip
    private = {str(v) for column in columns for (v,) in shop.execute(f"SELECT {column}")}
    assert not private & {text for item in ITEMS for text in (*item.answers, *item.all_of)}
