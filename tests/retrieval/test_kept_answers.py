"""The store of kept answers, on both databases: bounds, expiry, and what is forgotten when."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nescio.types import Scope, stable_id
from retrieval.catalogue import Catalogue
from retrieval.fact_sql import Condition, FactQuery, Filter, Hop
from retrieval.kept_answers import AnswerStore
from retrieval.kept_rows import KeptAnswer, KeptRead
from retrieval.reads import Read, RowRead
from retrieval.things import CORPUS, Thing, record_of_row, rows_of_table, versions
from tests.retrieval.samples import document, record

NOW = dt.datetime(2026, 3, 4, 10, 30, tzinfo=dt.UTC)
CANARY = "zqvcanary"
ME = Scope()
QUERY = FactQuery(
    source="s",
    table="orders",
    operator="count",
    filters=(
        Filter(
            conditions=(
                Condition(column="on", operator="ge", value=dt.date(2026, 1, 2)),
                Condition(column="id", operator="in", value=(1, 2)),
            ),
            path=(Hop(target="stores", columns=("a",), target_columns=("b",), label="store"),),
        ),
    ),
    as_of=dt.date(2026, 3, 4),
)
ROW = RowRead(source="s", table="orders", key=(("id", 7),), current=True)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[AnswerStore]:
    url = f"sqlite:///{tmp_path}/answers.sqlite"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    made = AnswerStore(url, max_answers=40)
    yield made
    made.close()


def kept(
    question: str,
    things: Mapping[Thing, str] | None = None,
    reads: Mapping[Read, KeptRead] | None = None,
    *,
    minutes: float = 0,
    scope: Scope = ME,
) -> KeptAnswer:
    made = NOW + dt.timedelta(minutes=minutes)
    return KeptAnswer(
        key=stable_id(scope.tenant, question),
        family="family",
        scope=scope,
        question=question,
        body=json.dumps(question),
        made_at=made,
        expires_at=made + dt.timedelta(hours=1),
        things=things or {},
        reads=reads or {},
    )


def file(name: str) -> Thing:
    return Thing(kind="record", source="s", name=name)


def there(store: AnswerStore, *questions: str) -> list[str]:
    return [q for q in questions if store.find(stable_id("default", q)) is not None]


def write(catalogue: Catalogue, key: str, version: str = "1") -> None:
    kind = "row" if "/" in key else "file"
    text = f"Of {key}: {version}."
    catalogue.put([record(document(key, text, kind=kind, version=version))])  # type: ignore[arg-type]


def test_an_answer_comes_back_as_it_was_kept(store: AnswerStore) -> None:
    scope = Scope(labels=frozenset({"staff", "all"}))
    touches = {rows_of_table("s", "orders"): "1:x"}
    given = kept(
        "Why?\0", {file("a"): "1", CORPUS: "7"}, {QUERY: KeptRead(found="x", touches=touches)},
        scope=scope,
    )  # fmt: skip
    number = store.put(given)
    back = store.find(given.key)
    assert back is not None
    assert (back.id, back.question) == (number, "Why?\ufffd")
    assert (back.scope, back.things, back.body) == (scope, given.things, given.body)
    assert (back.made_at, back.expires_at) == (given.made_at, given.expires_at)
    assert back.reads == {QUERY: KeptRead(found="x")}
    assert store.get(number) == back


def test_a_second_answer_takes_the_place_of_the_first(store: AnswerStore) -> None:
    store.put(kept("Why?", {file("a"): "1"}, {ROW: KeptRead(found="x")}))
    store.put(kept("Why?", {file("b"): "1"}, {ROW: KeptRead(found="y")}))
    back = store.find(stable_id("default", "Why?"))
    assert back is not None
    assert (back.things, back.reads) == ({file("b"): "1"}, {ROW: KeptRead(found="y")})
    assert store.count() == 1


def test_the_one_used_longest_ago_leaves_first_tenant_by_tenant(store: AnswerStore) -> None:
    for number in range(40):
        store.put(kept(f"q{number}", minutes=number))
    first = store.find(stable_id("default", "q0"))
    assert first is not None
    store.used(first, NOW + dt.timedelta(minutes=50))
    store.put(kept("theirs", scope=Scope(tenant="other")))
    store.put(kept("new", minutes=60))
    assert there(store, "q0", "q1", "q2", "new") == ["q0", "q2", "new"]
    assert (store.count("default"), store.count("other")) == (40, 1)


def test_what_is_too_old_goes(store: AnswerStore) -> None:
    store.put(kept("old"))
    store.put(kept("new", minutes=30))
    assert store.expire(NOW + dt.timedelta(minutes=61)) == 1
    assert there(store, "old", "new") == ["new"]
    assert store.clear() == 1


def test_one_of_many_makes_it_anew(store: AnswerStore) -> None:
    number = store.put(kept("Why?"))
    claims = [store.claim(number, NOW, 10) for _ in range(5)]
    assert claims == [True, False, False, False, False]
    assert store.claim(number, NOW + dt.timedelta(seconds=11), 10)
    assert not store.claim(number + 1, NOW, 10)


def test_a_changed_or_deleted_record_takes_what_rests_on_it(
    store: AnswerStore, catalogue: Catalogue
) -> None:
    for key in "abc":
        write(catalogue, key)
    for key in "abc":
        store.put(kept(key, {file(key): "1"}))
    store.put(kept("ab", {file("a"): "1", file("b"): "1"}))
    store.put(kept("nothing", {CORPUS: str(catalogue.generation())}))
    assert (store.stale(catalogue), store.sweep(catalogue)) == (0, 0)
    write(catalogue, "a", "2")
    assert (store.stale(catalogue), store.sweep(catalogue)) == (3, 3)
    assert there(store, "a", "b", "c", "ab", "nothing") == ["b", "c"]
    catalogue.remove("s", ["b"])
    assert (store.stale(catalogue), store.sweep(catalogue), store.stale(catalogue)) == (1, 1, 0)
    assert there(store, "b", "c") == ["c"]


def test_a_sweep_finds_what_was_kept_in_an_old_version_after_the_last_one(
    store: AnswerStore, catalogue: Catalogue
) -> None:
    write(catalogue, "a")
    store.put(kept("one", {file("a"): "1"}))
    write(catalogue, "a", "2")
    store.put(kept("two", {file("a"): "2"}))
    assert store.sweep(catalogue) == 1
    store.put(kept("late", {file("a"): "1"}))  # made before the change, kept after the sweep
    assert store.sweep(catalogue) == 1
    assert there(store, "one", "two", "late") == ["two"]


def test_reads_over_a_changed_table_are_in_doubt_until_they_are_settled(
    store: AnswerStore, catalogue: Catalogue
) -> None:
    write(catalogue, "orders/1")
    write(catalogue, "stores/1")
    orders, prices = rows_of_table("s", "orders"), rows_of_table("s", "prices")
    now = versions(catalogue, [orders, prices])
    assert now[prices] == ""
    counted = KeptRead(found="2", touches={orders: now[orders]})
    store.put(kept("count", reads={QUERY: counted}))
    store.put(kept("count too", reads={QUERY: counted}))
    store.put(kept("other", reads={ROW: KeptRead(found="x", touches={prices: ""})}))
    assert [(s.read, s.found) for s in store.suspects()] == [(ROW, "x")]  # nobody tells of prices
    write(catalogue, "stores/2")
    assert store.sweep(catalogue) == 0
    assert len(store.suspects()) == 1
    write(catalogue, "orders/2")
    assert store.sweep(catalogue) == 0
    suspects = {s.read: s for s in store.suspects()}
    assert suspects.keys() == {QUERY, ROW}
    assert store.settle(list(suspects.values()), {suspects[QUERY].id: "2"}) == 0
    assert [s.read for s in store.suspects()] == [ROW]
    catalogue.remove("s", ["orders/1"])
    store.sweep(catalogue)
    suspects = {s.read: s for s in store.suspects()}
    assert store.settle(list(suspects.values()), {suspects[QUERY].id: "1"}) == 2
    assert there(store, "count", "count too", "other") == ["other"]


def test_who_read_a_row_that_is_gone_goes_with_it(store: AnswerStore, catalogue: Catalogue) -> None:
    write(catalogue, "orders/7")
    seven = record_of_row("s", "orders", "7")
    touches = {seven: "1", rows_of_table("s", "prices"): ""}
    store.put(kept("seven", reads={ROW: KeptRead(found="x", touches=touches)}))
    catalogue.remove("s", ["orders/7"])
    assert store.sweep(catalogue) == 1


def test_forgotten_text_is_in_no_file(tmp_path: Path) -> None:
    store = AnswerStore(f"sqlite:///{tmp_path}/answers.sqlite", max_answers=100)
    for number in range(60):
        store.put(kept(f"{CANARY}{number} " + "filler " * 30, {file(CANARY): "1"}))
    assert any(CANARY.encode() in path.read_bytes() for path in tmp_path.iterdir())
    assert store.clear() == 60
    assert store.remove_residue()
    assert not any(CANARY.encode() in path.read_bytes() for path in tmp_path.iterdir())
    store.close()


ANSWERS = st.lists(st.frozensets(st.sampled_from("abcdef"), max_size=3), max_size=12)
STEPS = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from(["change", "delete", "sweep"])),
    max_size=8,
)


@pytest.mark.slow
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(ANSWERS, STEPS)
def test_a_sweep_takes_exactly_what_rests_on_other_versions(
    tmp_path_factory: pytest.TempPathFactory,
    answers: list[frozenset[str]],
    steps: list[tuple[str, str]],
) -> None:
    folder = tmp_path_factory.mktemp("sweep")
    store = AnswerStore(f"sqlite:///{folder}/answers.sqlite", max_answers=100)
    catalogue = Catalogue(f"sqlite:///{folder}/catalogue.sqlite")
    for key in "abcdef":
        write(catalogue, key)
    left = {}
    for number, keys in enumerate(answers):
        left[f"q{number}"] = {file(key): "1" for key in keys}
        store.put(kept(f"q{number}", left[f"q{number}"]))
    for number, (key, step) in enumerate(steps):
        match step:
            case "change":
                write(catalogue, key, f"{number}+")
            case "delete":
                catalogue.remove("s", [key])
        if step == "sweep" or number == len(steps) - 1:
            now = catalogue.versions("s")
            wrong = {
                q for q, rests in left.items()
                if any(now.get(thing.name) != version for thing, version in rests.items())
            }  # fmt: skip
            assert store.sweep(catalogue) == len(wrong)
            left = {q: rests for q, rests in left.items() if q not in wrong}
            assert set(there(store, *(f"q{n}" for n in range(len(answers))))) == left.keys()
    store.close()
    catalogue.close()
