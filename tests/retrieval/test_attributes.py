"""Which attribute the words of a question mean."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.asking import read
from retrieval.attribute import kind_fits
from retrieval.attributes import AttributeResolver
from retrieval.paths import find_path
from tests.retrieval import library


@pytest.fixture(scope="module")
def resolver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AttributeResolver]:
    opened = library.build(tmp_path_factory.mktemp("db") / "l.sqlite")
    yield AttributeResolver(opened.schema)
    opened.close()


def label(resolver: AttributeResolver, question: str, table: str = "books") -> str | None:
    """The best attribute for a question in which X stands for a named row."""
    place = question.index("X")
    found = resolver.resolve(read(question, [(place, place + 1)]), table)
    return found[0].attribute.label if found else None


@pytest.mark.parametrize(
    ("question", "attribute"),
    [
        ("How much is X?", "price"),
        ("what does X cost", "price"),
        ("How heavy is X?", "weight"),
        ("How much does X weigh in kg?", "weight"),
        ("how many pages does X have", "pages"),
        ("When was X released?", "released on"),
        ("Can you tell me the ISBN of X?", "isbn"),
        ("Who published X?", "publisher"),
        ("Who is the author of X?", "author"),
        ("Which country does the author of X come from?", "country of the author"),
        ("In which city is the publisher of X?", "city of the publisher"),
        ("Is X discontinued?", "discontinued"),
        ("How many copies of X are left in stock?", "quantity"),
        ("How many X are in stock?", "quantity"),
        ("How do I read X?", None),
        ("What is X about?", None),
        ("Is X better than the others?", None),
        ("What did X cost in 1999?", None),
        ("Does the price of X include delivery?", None),
    ],
)
def test_attributes_of_a_book(
    resolver: AttributeResolver, question: str, attribute: str | None
) -> None:
    assert label(resolver, question) == attribute


def test_private_columns_are_resolved_so_that_they_can_be_refused(
    resolver: AttributeResolver,
) -> None:
    asked = read("What is the email of X?", [(21, 22)])
    assert resolver.resolve(asked, "members")[0].attribute.private


@pytest.mark.parametrize(
    ("question", "fits"),
    [
        ("is X discontinued", True),
        ("X, discontinued?", True),
        ("what about X, is it discontinued", True),
        ("on what day was X discontinued", False),
        ("which of them is discontinued, X", False),
    ],
)
def test_a_yes_or_no_answers_no_question_word(
    resolver: AttributeResolver, question: str, fits: bool
) -> None:
    flag = next(one for one in resolver.attributes("books") if one.label == "discontinued")
    place = question.index("X")
    assert kind_fits(read(question, [(place, place + 1)]), flag) == fits


def test_uncovered_words_are_reported_and_cost(resolver: AttributeResolver) -> None:
    asked = read("What is the gift price of X?", [(26, 27)])
    assert resolver.resolve(asked, "books") == []
    (best, *_) = resolver.resolve(asked, "books", partial=True)
    assert best.attribute.label == "price"
    assert [term.form for term in best.uncovered] == ["gift"]


@pytest.mark.parametrize(
    ("question", "asks", "procedure"),
    [
        ("How many books?", "how_many", False), ("Could you tell me who wrote X?", "who", False),
        ("how do I renew X", "other", True), ("Can I return X", "yes_no", True),
        ("Is X in print", "yes_no", False), ("Since when is X a member?", "when", False),
        ("list all branches", "list", False), ("Why is X late", "why", False),
    ],
)  # fmt: skip
def test_questions_are_read(question: str, asks: str, procedure: bool) -> None:
    asked = read(question)
    assert asked.procedure == procedure
    if not procedure:
        assert asked.asks == asks


@given(st.text(max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    for term in read(text).terms:
        assert 0 <= term.start < term.end <= len(text)


def test_paths_are_short_unique_and_pass_only_links(resolver: AttributeResolver) -> None:
    schema = resolver.schema
    path = find_path(schema, "books", "branches", frozenset())
    assert path is not None
    assert [hop.target for hop in path] == ["stock", "branches"]
    assert find_path(schema, "authors", "publishers", frozenset()) is None
    spoken = find_path(schema, "authors", "publishers", frozenset({"book"}))
    assert spoken is not None
    assert [hop.target for hop in spoken] == ["books", "publishers"]


def test_what_only_a_unit_asks_for_is_kept_in_a_unit_that_it_is_part_of(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    extra = """CREATE TABLE tools (tool_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
        guarantee_months INTEGER, weight_g INTEGER);
        INSERT INTO tools VALUES (1, 'Press', 24, 900);"""
    opened = library.build(tmp_path_factory.mktemp("db") / "t.sqlite", extra=extra)
    resolver = AttributeResolver(opened.schema)
    assert label(resolver, "how many days have I got with X?", "tools") is None
    assert label(resolver, "how many years have I got with X?", "tools") == "guarantee"
    assert label(resolver, "how many days of guarantee has X?", "tools") == "guarantee"
    assert label(resolver, "how many kilos has X?", "tools") == "weight"
    opened.close()
