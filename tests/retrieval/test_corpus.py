"""Names and words are those of what the asker may read; what is kept of them is bounded."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from nescio.types import Access, Entity, Scope
from retrieval import corpus
from retrieval.catalogue import Catalogue, Indexed
from retrieval.corpus import Corpus
from tests.retrieval.samples import document, entity, record

pytestmark = pytest.mark.anyio
STAFF = frozenset({"staff"})


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    opened = Catalogue(f"sqlite:///{tmp_path}/c.sqlite")
    opened.put([row("Kestrel Tent"), row("Falcon Stove", labels=STAFF), row("Otter", tenant="b")])
    yield opened
    opened.close()


def row(label: str, *, tenant: str = "a", labels: frozenset[str] = frozenset()) -> Indexed:
    access = Access(tenant=tenant, labels=labels)
    thing = Entity(**{**vars(entity(label)), "access": access})
    return record(document(label, f"{label} in stock", access=access), about=(thing,))


async def known(corpus: Corpus, scope: Scope, word: str) -> tuple[bool, bool]:
    """Whether it is a word of the texts, and a name."""
    snapshot = await corpus.snapshot(scope)
    return snapshot.terms.known(word), bool(snapshot.linker.link(word, scope))


async def test_a_word_is_known_to_those_who_may_read_it(catalogue: Catalogue) -> None:
    words = Corpus(catalogue)
    for scope, expected in (
        (Scope(tenant="a", labels=STAFF), True),
        (Scope(tenant="a"), False),
        (Scope(tenant="b", labels=STAFF), False),
    ):
        assert await known(words, scope, "falcon") == (expected, expected)
    open_to_all = (await words.snapshot(Scope(tenant="a"))).terms
    assert (open_to_all.chunks, open_to_all.forms["stock"]) == (1, 1)


async def test_askers_who_may_read_the_same_share_a_snapshot(catalogue: Catalogue) -> None:
    words = Corpus(catalogue)
    plain = await words.snapshot(Scope(tenant="b"))
    assert await words.snapshot(Scope(tenant="b", labels=STAFF)) is plain
    staff = await words.snapshot(Scope(tenant="a", labels=STAFF))
    assert await words.snapshot(Scope(tenant="a", labels=STAFF | {"nobody"})) is staff
    assert await words.snapshot(Scope(tenant="a")) is not staff


async def test_a_write_renews_them(catalogue: Catalogue) -> None:
    changes: list[int] = []
    words = Corpus(catalogue, on_change=lambda: changes.append(1))
    scope = Scope(tenant="a")
    assert await known(words, scope, "marten") == (False, False)
    catalogue.put([row("Marten")])
    assert await known(words, scope, "marten") == (True, True)
    assert len(changes) == 2


async def test_those_used_least_lately_go(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = Corpus(catalogue)
    first, second = Scope(tenant="a"), Scope(tenant="b")
    kept = await words.snapshot(first)
    monkeypatch.setattr(corpus, "MAX_SIZE", kept.size)
    other = await words.snapshot(second)
    assert await words.snapshot(second) is other
    assert await words.snapshot(first) is not kept


async def test_who_gives_up_does_not_stop_the_building(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    words, begun, may_end = Corpus(catalogue), threading.Event(), threading.Event()
    built: list[int] = []
    texts = catalogue.texts

    def slow(limit: int, *scope: Scope) -> list[str]:
        built.append(limit)
        begun.set()
        may_end.wait(10)
        return list(texts(limit, *scope))

    monkeypatch.setattr(catalogue, "texts", slow)
    waiting = [asyncio.create_task(words.snapshot(Scope(tenant="a"))) for _ in range(2)]
    await asyncio.to_thread(begun.wait, 10)
    waiting[0].cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting[0]
    may_end.set()
    assert (await waiting[1]).terms.known("kestrel")
    assert await words.snapshot(Scope(tenant="a")) is await waiting[1]
    assert len(built) == 1


async def test_the_words_of_names_are_spelt_right_for_those_who_may_read_them(
    catalogue: Catalogue,
) -> None:
    staff = Access(tenant="a", labels=STAFF)
    thing = Entity(**{**vars(entity("Wapurin")), "access": staff})
    catalogue.put([record(document("Lamp", "in stock", access=staff), about=(thing,))])
    words = Corpus(catalogue)
    for scope, right in ((Scope(tenant="a", labels=STAFF), True), (Scope(tenant="a"), False)):
        spelling = (await words.snapshot(scope)).spelling
        assert spelling.knows("wapurin") is right
        assert bool(spelling.corrections("wapurinn")) is right
