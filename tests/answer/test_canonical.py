"""The canonical questions that a schema allows, and the queries that they stand for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from answer.canonical import Canonical, choices, sets, values
from nescio.types import Entity
from retrieval.attributes import AttributeResolver
from tests.retrieval import library


@pytest.fixture(scope="module")
def resolver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AttributeResolver]:
    opened = library.build(tmp_path_factory.mktemp("db") / "l.sqlite")
    yield AttributeResolver(opened.schema)
    opened.close()


def texts(found: Iterator[Canonical]) -> dict[str, Canonical]:
    return {one.text: one for one in found}


def test_values_of_a_row(resolver: AttributeResolver) -> None:
    found = texts(values(resolver, "books", "book"))
    assert {
        "the weight of the book (g)", "the author of the book", "the price of the book (EUR)",
        "the country of the publisher of the book", "the released on of the book (when)",
        "the discontinued of the book (yes or no)",
    } <= found.keys()  # fmt: skip
    assert not any(" id " in text or "title" in text for text in found)


def test_values_of_rows_that_refer_to_it(resolver: AttributeResolver) -> None:
    found = texts(values(resolver, "authors", "author"))
    every = {text for text in found if text.startswith("every ")}
    assert "every binding of the books of the author" in every
    assert not any("title" in text or "weight" in text for text in every)


def test_what_is_private_is_among_them_and_marked(resolver: AttributeResolver) -> None:
    private = {
        text for text, one in texts(values(resolver, "members", "member")).items()
        if one.attribute is not None and one.attribute.private
    }  # fmt: skip
    assert "the email of the member" in private


def test_all_rows_and_those_that_keep_a_value(resolver: AttributeResolver) -> None:
    books = resolver.schema.tables["books"]
    kept = list(choices(books, {"binding": ["hardcover"]}))
    found = texts(sets(resolver, books, kept, None))
    assert found["how many books"].kind == "count"
    (other,) = found["how many books, binding: other than hardcover"].conditions
    assert [one.operator for one in other.filter.conditions] == ["ne"]
    one = found["which books, binding: hardcover"]
    assert one.kind == "list"
    assert [condition.said for condition in one.conditions] == ["binding: hardcover"]
    assert {"how many books, discontinued", "how many books, not discontinued"} <= found.keys()
    lightest = found["which book has the lowest weight"]
    assert lightest.extreme is not None
    assert lightest.extreme.lowest
    assert found["the total pages of all books"].kind == "sum"
    assert "which book has the latest released on" in found


def test_what_has_no_plural_is_summed_and_not_counted(resolver: AttributeResolver) -> None:
    found = texts(sets(resolver, resolver.schema.tables["stock"], [], None))
    assert found["the total quantity of all stock"].kind == "sum"
    assert not any(one.kind == "count" for one in found.values())


def test_rows_of_a_named_one(resolver: AttributeResolver) -> None:
    tables = resolver.schema.tables
    entity = Entity(
        id="1", source="library", label="Ada Morel", table="authors", key=(("author_id", 1),)
    )
    found = texts(sets(resolver, tables["books"], [], entity))
    (condition,) = found["how many books of the author"].conditions
    assert condition.said == "author: Ada Morel"
    assert [hop.target for hop in condition.filter.path] == ["authors"]
    (over,) = texts(sets(resolver, tables["loans"], [], entity))[
        "which loans of the author"
    ].conditions
    assert [hop.target for hop in over.filter.path] == ["books", "authors"]
    assert texts(sets(resolver, tables["members"], [], entity)) == {}
    assert texts(sets(resolver, tables["authors"], [], entity)) == {}
