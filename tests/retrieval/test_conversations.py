"""The store of conversations, on both databases: bounds, expiry, deletion, removed sources."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from nescio.settings_server import ConversationSettings
from nescio.types import Fact, Scope
from retrieval.catalogue import Catalogue
from retrieval.conversations import Asker, ConversationStore
from retrieval.kept_turns import CHANGED, REMOVED, Given, KeptSource, KeptTurn
from tests.retrieval.samples import document, entity, record

CANARY = "zqvcanary"
NOW = dt.datetime(2026, 3, 4, 10, 30, tzinfo=dt.UTC)
ME = Asker.of(Scope())
SMALL = ConversationSettings(max_conversations=3, max_turns=4, keep_days=10)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ConversationStore]:
    url = f"sqlite:///{tmp_path}/conversations.sqlite"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    made = ConversationStore(url, SMALL)
    yield made
    made.close()


def source(id_: str, *nodes: str, fact: Fact | None = None, cited: bool = True) -> KeptSource:
    kind = "passage" if fact is None else "record"
    given = Given(nodes=nodes, fact=fact)
    return KeptSource(  # type: ignore[arg-type]
        id=id_, kind=kind, title=f"Title {id_}", uri=f"s/{id_}", given=given, cited=cited
    )


def turn(question: str, *sources: KeptSource, minutes: float = 0) -> KeptTurn:
    return KeptTurn(
        answer_id="answer-1",
        asked_at=NOW + dt.timedelta(minutes=minutes),
        question=question,
        answer="It is so.",
        status="answered",
        claims=tuple(((s.id,), ()) for s in sources if s.cited),
        sources=sources,
    )


FACT = Fact(
    entity="Lamp",
    attribute="price",
    value=None,
    display="49.00 EUR",
    unit="EUR",
    source="shop",
    table="products",
    key=(("id", 7),),
    column="price",
    as_of=NOW,
    about=(("shops", (("code", "B\u00fc"),)),),
)


def test_a_turn_comes_back_as_it_was_kept(store: ConversationStore) -> None:
    kept = turn("Why?\0", source("p1", "d1", "d2"), source("f1", "e1", fact=FACT))
    store.add(ME, "c", kept)
    [back] = store.turns(ME, "c")
    assert back.id > 0
    assert KeptTurn(**{**vars(back), "id": 0, "question": "Why?\0"}) == kept
    assert back.question == "Why?\ufffd"


def test_a_fact_may_be_about_its_own_row(store: ConversationStore) -> None:
    store.add(ME, "c", turn("Why?", source("f1", "e1", "e1", fact=FACT)))
    assert store.turns(ME, "c")[0].sources[0].given.nodes == ("e1",)


def test_the_oldest_turns_and_conversations_leave_first(store: ConversationStore) -> None:
    for number in range(6):
        store.add(ME, "long", turn(f"q{number}", source("p1"), minutes=number))
    for number in range(3):
        store.add(ME, f"c{number}", turn("q", minutes=10 + number))
    store.add(Asker.of(Scope(tenant="other")), "theirs", turn("q"))
    assert [t.conversation_id for t in store.page(ME, 10)] == ["c2", "c1", "c0"]
    assert store.turns(ME, "long") == []
    for number in range(6):
        store.add(ME, "c1", turn(f"r{number}", minutes=20 + number))
    assert [t.question for t in store.turns(ME, "c1")] == ["r2", "r3", "r4", "r5"]
    assert [t.question for t in store.turns(ME, "c1", 2)] == ["r4", "r5"]


def test_what_was_not_used_for_long_goes(store: ConversationStore) -> None:
    day = 24 * 60
    store.add(ME, "old", turn("q"))
    store.add(ME, "kept", turn("q"))
    store.add(ME, "kept", turn("q", minutes=9 * day))
    assert not store.expire(NOW + dt.timedelta(days=9))
    assert store.expire(NOW + dt.timedelta(days=11))
    assert [entry.conversation_id for entry in store.page(ME, 10)] == ["kept"]
    store.add(ME, "new", turn("q", minutes=30 * day))
    assert [entry.conversation_id for entry in store.page(ME, 10)] == ["new"]


def test_pages_do_not_overlap(store: ConversationStore) -> None:
    for name in ("a", "b", "c"):
        store.add(ME, name, turn(f"asked in {name}"))
    first = store.page(ME, 2)
    at = first[-1].updated_at.isoformat(timespec="microseconds")
    rest = store.page(ME, 2, (at, first[-1].conversation_id))
    assert [entry.title for entry in (*first, *rest)] == [f"asked in {n}" for n in "cba"]


def test_deleted_text_is_in_no_file(tmp_path: Path) -> None:
    store = ConversationStore(f"sqlite:///{tmp_path}/c.sqlite", ConversationSettings())
    for number in range(60):
        store.add(ME, f"c{number}", turn(f"{CANARY}{number} " + "filler " * 30, source(CANARY)))
    assert held(tmp_path)
    for number in range(60):
        assert store.delete(ME, f"c{number}")
    assert not store.delete(ME, "c0")
    assert store.remove_residue()
    assert not held(tmp_path)
    store.close()


def test_turns_go_with_the_document_or_the_passage(
    store: ConversationStore, catalogue: Catalogue
) -> None:
    items = {key: record(document(key, f"The word of {key} is {CANARY}.")) for key in "abc"}
    row = record(document("row", "Lamp."), about=(entity("Lamp"),))
    catalogue.put([*items.values(), row])
    chunks = {key: item.passages[0].id for key, item in items.items()}
    documents = {key: item.document.id for key, item in items.items()}
    for key in "abc":
        store.add(ME, "asked", turn(f"of {key}", source(chunks[key], documents[key])))
    lamp = row.entities[0].id
    store.add(ME, "rows", turn("the lamp?", source("f1", lamp, fact=FACT)))
    store.add(ME, "near", turn("none", source(chunks["a"], documents["a"], cited=False)))
    assert store.sweep(catalogue) == 0

    catalogue.remove("s", ["a", "row"])
    catalogue.put([record(document("b", "The word of b is another one."))])
    assert store.resting_on_nothing(catalogue) == 4
    assert store.sweep(catalogue) == 4
    assert store.sweep(catalogue) == 0
    asked = store.turns(ME, "asked")
    assert [t.question for t in asked] == [REMOVED, "of b", "of c"]
    assert [t.answer for t in asked] == [REMOVED, REMOVED, "It is so."]
    assert [t.sources[0].title for t in asked] == ["", "", f"Title {chunks['c']}"]
    [of_row] = store.turns(ME, "rows")
    assert (of_row.question, of_row.answer) == (REMOVED, REMOVED)
    assert of_row.sources[0].given == Given()
    assert store.turns(ME, "near")[0].question == REMOVED
    assert store.page(ME, 1)[0].title == REMOVED


def test_an_overwritten_turn_that_was_deleted_meanwhile_stays_deleted(
    store: ConversationStore,
) -> None:
    store.add(ME, "c", turn("q", source("p1")))
    [kept] = store.turns(ME, "c")
    changed = kept.seen({"p1": "source changed"})
    assert changed.answer == CHANGED
    store.delete(ME, "c")
    store.replace([changed])
    assert store.turns(ME, "c") == []


@pytest.mark.slow
def test_what_was_added_survives_kill_9(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/c.sqlite"
    program = (
        "import sys\n"
        "from tests.retrieval.test_conversations import ME, ConversationSettings, "
        "ConversationStore, turn\n"
        f"store = ConversationStore({url!r}, ConversationSettings())\n"
        "for number in range(100000):\n"
        "    store.add(ME, f'c{number % 50}', turn(f'q{number}'))\n"
        "    print(number, flush=True)\n"
    )
    writer = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    for line in writer.stdout:
        if int(line) >= 120:
            os.kill(writer.pid, signal.SIGKILL)
            break
    acknowledged = [120, *(int(line) for line in writer.stdout if line.strip().isdigit())]
    writer.wait()
    writer.stdout.close()
    store = ConversationStore(url, ConversationSettings())
    asked = {t.question for n in range(50) for t in store.turns(ME, f"c{n}")}
    store.close()
    assert {f"q{number}" for number in range(max(acknowledged) + 1)} <= asked


def held(folder: Path) -> bool:
    return any(CANARY.encode() in file.read_bytes() for file in folder.iterdir())
