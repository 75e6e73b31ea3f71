"""Questions about facts on a schema that nobody prepared: right, refused, or left alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from answer.route import FactAnswer, FactLookup, FactRefusal, FactRouter
from answer.verify import rendered
from nescio.settings_sources import TableSettings
from nescio.types import Scope
from retrieval.facts import FactStore
from retrieval.linking import EntityLinker
from retrieval.rows import names_of
from tests.retrieval import library

pytestmark = pytest.mark.anyio
SCOPE = Scope()


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[library.Library]:
    opened = library.build(tmp_path_factory.mktemp("db") / "l.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def own(tmp_path: Path) -> Iterator[library.Library]:
    opened = library.build(tmp_path / "l.sqlite")
    yield opened
    opened.close()


def router(shelf: library.Library) -> FactRouter:
    return FactRouter({"library": shelf.schema}, shelf.store, library.given(shelf.linker))


async def said(shelf: library.Library, question: str) -> str | None:
    """The text of an answer, `reason/rule` of a refusal, or None."""
    reply = await router(shelf).answer(question, SCOPE)
    if isinstance(reply, FactAnswer):
        assert 0 < reply.confidence <= 1
        assert all(rendered(s.text, s.facts) for s in reply.sentences)
        return " ".join(sentence.text for sentence in reply.sentences)
    return f"{reply.reason}/{reply.rule}" if isinstance(reply, FactRefusal) else None


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How much is The Glass Harbour?", "The price of The Glass Harbour is 24.00 EUR."),
        ("how heavy is the northern atlas 3", "The weight of Northern Atlas 3 is 2100 g."),
        ("978-1-4028-0003-3 pages?", "Northern Atlas 3: pages: 512."),
        ("Who wrote by profession The Glass Harbour?", None),
        ("The Glass Harbour, author?", "The author of The Glass Harbour is Ada Morel."),
        ("Who is the author of Northern Atlas 3?", "The author of Northern Atlas 3 is Jonas Lind."),
        ("Who published Northern Atlas 4?", "The publisher of Northern Atlas 4 is Nordlys Forlag."),
        ("In which country is the publisher of Northern Atlas 4 based?",
         "The country of the publisher of Northern Atlas 4 is Norway."),
        ("Is The Glass Orchard discontinued?", "The Glass Orchard is discontinued."),
        ("Is Northern Atlas 3 discontinued?", "Northern Atlas 3 is not discontinued."),
        ("How many copies of The Glass Harbour are in stock?",
         "The Glass Harbour: total stock quantity 7 (Riverside: 3; Old Mill: 4)."),
        ("How much is The Glass?", "The price of The Glass Harbour is 24.00 EUR. "
         "The price of The Glass Orchard is 12.90 EUR."),
        ("How many of The Glass Harbour are in stock?",
         "The Glass Harbour: total stock quantity 7 (Riverside: 3; Old Mill: 4)."),
        ("How many of The Glass Harbour are in stock at Old Mill?",
         "The Glass Harbour in Old Mill: stock quantity 4."),
        ("Where is Nordlys Forlag located?",
         "The city of Nordlys Forlag is Bergen. The country of Nordlys Forlag is Norway."),
        ("What is the status of loan 12?", "The status of loan 12 is open."),
        ("What would The Glass Harbour set me back?",
         "The price of The Glass Harbour is 24.00 EUR."),
        ("I'm saving up for The Glass Harbour, how much money do I need?",
         "The price of The Glass Harbour is 24.00 EUR."),
        ("did you stop making The Glass Orchard?", "The Glass Orchard is discontinued."),
        ("any news on loan 12?", "The status of loan 12 is open."),
        ("how many grams is Northern Atlas 3", "The weight of Northern Atlas 3 is 2100 g."),
        ("What do I pay for posting The Glass Harbour?", None),
        ("When did Mira Soto join?", "Mira Soto: joined on 2020-01-02."),
    ],
)  # fmt: skip
async def test_one_attribute_of_one_row(
    shelf: library.Library, question: str, text: str | None
) -> None:
    assert await said(shelf, question) == text


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How many books do we have?", "Number of books: 4."),
        ("How many atlases do you have?", "Number of books (genre: Atlases): 2."),
        ("How many books are in Fiction?", "Number of books (genre: Fiction): 2."),
        ("How many loans has Mira Soto made?", "Number of loans (member: Mira Soto): 2."),
        ("How many loans are open?", "Number of loans (status: open): 2."),
        ("how many paperback books are there", "Number of books (binding: paperback): 1."),
        ("Which books are discontinued?", "1 book (discontinued): The Glass Orchard."),
        ("How many books are not discontinued?", "Number of books (not discontinued): 3."),
        ("Which books did Aubergine Press publish?",
         "2 books (publisher: Aubergine Press): The Glass Harbour; The Glass Orchard."),
        ("Which of your publishers are norwegian?",
         "1 publisher (country: Norway): Nordlys Forlag."),
        ("Which books weigh less than 400 g?", "1 book (weight under 400 g): The Glass Orchard."),
        ("Which books weigh over 2.1 kg?", "1 book (weight over 2.1 kg): Northern Atlas 4."),
        ("which books are cheaper than €20?", "1 book (price under 20 EUR): The Glass Orchard."),
        ("What is the cheapest atlas?",
         "Lowest price of books (genre: Atlases): Northern Atlas 3, 60.00 EUR."),
        ("Which is the heaviest book?", "Highest weight of books: Northern Atlas 4, 2250 g."),
        ("What is the newest book?", "Latest released on of books: Northern Atlas 4, 2023-06-30."),
        ("list all branches", "2 branches: Old Mill; Riverside."),
        ("Which publishers are in Norway?", "1 publisher (country: Norway): Nordlys Forlag."),
    ],
)  # fmt: skip
async def test_sets_of_rows(shelf: library.Library, question: str, text: str) -> None:
    assert await said(shelf, question) == text


@pytest.mark.parametrize(
    "question",
    [
        "How do I borrow The Glass Harbour?", "Can I return Northern Atlas 3 late?",
        "What is The Glass Harbour about?", "Is Northern Atlas 3 better than Northern Atlas 4?",
        "What are your opening hours?",
        "Why is The Glass Orchard discontinued?", "How many books may I borrow at once?",
        "Does the price of The Glass Harbour include delivery?", "Tell me a joke",
        "What is a book?", "How heavy is The Glass Harbour and who illustrated it?",
        "Who is the manager of Old Mill?", "How many books did Mira Soto lose?", "", "?",
    ],
)  # fmt: skip
async def test_other_questions_are_left_alone(shelf: library.Library, question: str) -> None:
    assert await said(shelf, question) is None


@pytest.mark.parametrize(
    ("question", "refusal"),
    [
        ("What is the email of Mira Soto?", "not_permitted/private_column"),
        ("Can you give me Otto Brandt's phone number?", "not_permitted/private_column"),
        ("When was Ada Morel born?", "not_permitted/private_column"),
        ("List the emails of all members", "not_permitted/private_column"),
        ("How much is Northern Atlas 7?", "no_evidence/unknown_name"),
        ("How much is the Silver Compass?", "no_evidence/unknown_name"),
        ("What is the status of loan 99?", "no_evidence/no_such_row"),
        ("What is the binding of Northern Atlas 4?", "no_evidence/no_value"),
    ],
)
async def test_refusals(shelf: library.Library, question: str, refusal: str) -> None:
    assert await said(shelf, question) == refusal


async def test_candidates_of_an_ambiguous_name_are_named(own: library.Library) -> None:
    own.change(
        "INSERT INTO books SELECT book_id + 4, isbn || 'x', 'Northern Atlas ' || (book_id + 4),"
        " author_id, publisher_id, genre_id, pages, weight_g, released_on, 0, NULL FROM books"
    )
    linker = EntityLinker(names_of(own.engine, own.schema))
    ask = FactRouter({"library": own.schema}, own.store, library.given(linker))
    reply = await ask.answer("How heavy is the Northern Atlas?", SCOPE)
    assert isinstance(reply, FactRefusal)
    assert {e.label for e in reply.candidates} == {f"Northern Atlas {n}" for n in range(3, 9)}
    assert "Northern Atlas 3" in reply.message


async def test_changes_show_at_once_and_a_deleted_row_is_gone(own: library.Library) -> None:
    question = "How many pages does Northern Atlas 3 have?"
    own.change("UPDATE books SET pages = 600 WHERE book_id = 3")
    assert await said(own, question) == "Northern Atlas 3: pages: 600."
    own.change("DELETE FROM books WHERE book_id = 3")
    assert await said(own, question) == "no_evidence/row_gone"


async def test_tables_behind_a_label_are_invisible_without_it(tmp_path: Path) -> None:
    own = library.build(tmp_path / "l.sqlite", {"loans": TableSettings(access=("staff",))})
    ask = router(own)
    staff = Scope(labels=frozenset({"staff"}))
    assert await ask.answer("How many loans are open?", SCOPE) is None
    assert isinstance(await ask.answer("How many loans are open?", staff), FactAnswer)
    own.close()


async def test_private_values_never_reach_a_reply(shelf: library.Library) -> None:
    for question in ("Mira Soto email phone", "members with mira@mail.example", "show all members"):
        reply = repr(await router(shelf).answer(question, SCOPE))
        assert "mail.example" not in reply.replace(question, "")
        assert "+00 555" not in reply


async def test_stated_attributes_have_live_values(shelf: library.Library) -> None:
    lookup = FactLookup({"library": shelf.schema}, shelf.store, library.given(shelf.linker))
    sentence = "The Glass Harbour costs 19.50 EUR and has 320 pages."
    stated = {s.attribute: s for s in await lookup.values_in(sentence, SCOPE)}
    assert [f.display for f in stated["price"].facts] == ["24.00 EUR"]
    assert [f.value for f in stated["pages"].facts] == [320]
    assert sentence[stated["price"].start : stated["price"].end] == "costs"
    (entity,) = {s.entity.id: s.entity for s in stated.values()}.values()
    again = await lookup.values_in("It weighs 1 kg.", SCOPE, (entity,))
    assert [f.display for s in again for f in s.facts] == ["410 g"]
    assert await lookup.values_in("Mira Soto: mira@mail.example, her email.", SCOPE) == ()


async def test_without_a_database_no_question_is_read() -> None:
    async def linker(_: Scope) -> EntityLinker:
        raise AssertionError("nothing can be found")

    nothing = FactRouter({}, FactStore({}, {}, timeout_s=1), linker)
    assert not nothing.has_rows
    assert await nothing.answer("How much is The Glass Harbour?", SCOPE) is None
    assert await nothing.one_row("How much is The Glass Harbour?", SCOPE) is None
