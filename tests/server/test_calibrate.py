"""nescio calibrate: a certificate is made, used, shown, and refused when it no longer holds."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import logging
import sqlite3
from collections.abc import Sequence
from itertools import product
from pathlib import Path

import pytest

from evals.certificate import FILE, BadCertificate, Certificate, Fitted, GoldenUsed, read, save
from evals.golden import load as load_golden
from evals.outcome import Step
from evals.trials import Trial
from nescio.answers import Answer
from nescio.errors import UsageError
from nescio.events import Final
from nescio.settings import Settings, load
from nescio.settings_sources import FilesSource
from nescio.types import Document, Question, Scope
from retrieval.catalogue import Catalogue, Indexed
from retrieval.embedding import LocalEmbedder
from server.calibrating import NoCertificate, Tried, certify
from server.certification import certification
from server.cli.ingest import bring_up_to_date
from server.fingerprints import PARTS, fingerprints
from server.wiring import catalogue_url, open_pipeline
from tests.server.commands import nescio

FIRST = ("Vel", "Tor", "Quim", "Zan", "Brix", "Hol", "Yar", "Plen")
LAST = ("mora", "usko", "andel", "iffin", "eroth", "aban", "olith", "enka")
NAMES = [a + b for a, b in product(FIRST, LAST)]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop of 64 things with their prices, ingested, and a golden set that asks for each."""
    folder = tmp_path_factory.mktemp("calibrate")
    with sqlite3.connect(folder / "shop.sqlite") as connection:
        connection.execute(
            "CREATE TABLE kettles (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, weight_g INT)"
        )
        rows = [(f"{name} Kettle", 700 + 13 * i) for i, name in enumerate(NAMES)]
        connection.executemany("INSERT INTO kettles (name, weight_g) VALUES (?, ?)", rows)
    connection.close()
    (folder / "nescio.yaml").write_text(
        'sources:\n  - {name: shop, type: database, url: "sqlite:///shop.sqlite"}\nstate: state\n'
    )
    items = [
        {"id": name, "question": f"How heavy is the {name}?", "answers": [f"{weight} g"]}
        for name, weight in rows
    ]
    for item, tag in zip(items, ("few", "few", "few"), strict=False):
        item["tags"] = [tag]
    (folder / "golden.jsonl").write_text("".join(json.dumps(item) + "\n" for item in items))
    asyncio.run(bring_up_to_date(load(folder / "nescio.yaml"), full=False))
    return folder


async def ask(settings: Settings, text: str) -> Answer:
    async with open_pipeline(settings) as pipeline:
        events = [event async for event in pipeline.stream(Question(text=text))]
    [answer] = [event.answer for event in events if isinstance(event, Final)]
    return answer


@pytest.mark.slow
def test_a_certificate_is_made_used_shown_and_refused(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = ("--config", str(shop / "nescio.yaml"))
    settings = load(shop / "nescio.yaml")
    golden = str(shop / "golden.jsonl")
    question = f"How heavy is the {NAMES[0]} Kettle?"

    answer = asyncio.run(ask(settings, question))
    assert (answer.certified, answer.threshold) == (False, 0.5)
    _, out, _ = nescio(capsys, "doctor", *config)
    assert "ok    certificate: none: answers are uncertified" in out

    status, out, err = nescio(capsys, "calibrate", golden, "--alpha", "0.02", *config)
    assert status == 1
    assert err.splitlines()[-1] == (
        "nescio: no certified threshold at alpha 0.02, delta 0.05:"
        " all: 64 answered items, and at least 149 are needed"
    )
    assert read(settings.state) is None

    status, out, err = nescio(capsys, "calibrate", golden, "--by", "few", *config)
    assert status == 0
    assert "P(wrong | answered) <= 0.05 with confidence 0.95 (0 of 64 answered items" in out
    assert "no certified threshold: few: 3 answered items" in err
    certificate = read(settings.state)
    assert certificate is not None
    assert set(certificate.hashes) == set(PARTS)
    answer = asyncio.run(ask(settings, question))
    assert (answer.certified, answer.threshold) == (True, certificate.fits["all"].threshold)
    status, out, _ = nescio(capsys, "doctor", *config)
    assert "ok    certificate: all: threshold" in out

    other = settings.model_copy(
        update={"retrieval": settings.retrieval.model_copy(update={"passages": 5})}
    )
    answer = asyncio.run(ask(other, question))
    assert (answer.certified, answer.threshold) == (False, 0.5)

    with sqlite3.connect(shop / "shop.sqlite") as connection:
        connection.execute("UPDATE kettles SET weight_g = 5 WHERE id = 60")
    connection.close()
    asyncio.run(bring_up_to_date(settings, full=False))
    status, out, _ = nescio(capsys, "doctor", *config)
    [line] = [line for line in out.splitlines() if "certificate" in line]
    assert status == 1
    assert line.startswith("FAIL  certificate: of 20")
    assert "refused: the corpus has changed; answers are uncertified until" in line
    assert not asyncio.run(ask(settings, question)).certified


FITTED = Fitted(
    threshold=0.61, alpha=0.05, delta=0.05, items=200, answered=150, wrong=2, upper=0.05
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "nescio.yaml").write_text("sources: []\nstate: state\n")
    return load(tmp_path / "nescio.yaml")


def kept(settings: Settings, catalogue: Catalogue, embedder: LocalEmbedder, **fits: Fitted) -> None:
    certificate = Certificate(
        made_at="2026-01-31T12:00:00Z",  # type: ignore[arg-type]
        golden=GoldenUsed(file="golden.jsonl", sha256="0" * 64, tags=("calibration",)),
        hashes=fingerprints(settings, catalogue, embedder),
        fits=fits or {"all": FITTED},
    )
    save(certificate, settings.state)
    assert read(settings.state) == certificate


@pytest.mark.anyio
async def test_it_lapses_when_the_corpus_changes_under_a_running_service(
    settings: Settings, embedder: LocalEmbedder, caplog: pytest.LogCaptureFixture
) -> None:
    settings.state.mkdir()
    catalogue = Catalogue(catalogue_url(settings))
    kept(settings, catalogue, embedder)
    found = certification(settings, catalogue, embedder)
    assert not found.refused
    assert (await found.current(Scope())).certified
    with catalogue.writing():
        pass  # the generation moves, the records do not
    assert (await found.current(Scope())).value == 0.61
    document = Document(
        source="s", kind="file", key="k", version="1", title="K", text="k", media_type="text/plain",
        observed_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    )  # fmt: skip
    catalogue.put([Indexed(document=document, passages=())])
    with caplog.at_level(logging.WARNING):
        lapsed = await found.current(Scope())
    assert (lapsed.certified, lapsed.value) == (False, settings.answer.threshold)
    assert "the corpus has changed" in caplog.text
    catalogue.close()


@pytest.mark.anyio
async def test_tenants_have_their_own_thresholds_or_none(
    settings: Settings, embedder: LocalEmbedder
) -> None:
    settings.state.mkdir()
    catalogue = Catalogue(catalogue_url(settings))
    kept(settings, catalogue, embedder, **{"tenant:north": FITTED})
    found = certification(settings, catalogue, embedder)
    assert (await found.current(Scope(tenant="north"))).certified
    assert not (await found.current(Scope(tenant="south"))).certified
    catalogue.close()


def test_each_hash_moves_with_what_it_stands_for(
    settings: Settings, embedder: LocalEmbedder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings.state.mkdir()
    catalogue = Catalogue(catalogue_url(settings))
    before = fingerprints(settings, catalogue, embedder)

    def moved(other: Settings) -> list[str]:
        now = fingerprints(other, catalogue, embedder)
        return [name for name in before if now[name] != before[name]]

    assert moved(settings) == []
    answer = settings.answer
    handbook = FilesSource(name="handbook", path=tmp_path, authority=1)
    forum = FilesSource(name="forum", path=tmp_path)
    for update, expected in (
        ({"answer": answer.model_copy(update={"threshold": 0.9})}, []),
        ({"answer": answer.model_copy(update={"max_sentences": 1})}, ["settings"]),
        ({"rerank": settings.rerank.model_copy(update={"model": "m"})}, ["models"]),
        ({"vectors": settings.vectors.model_copy(update={"language": "german"})}, ["settings"]),
        ({"server": settings.server.model_copy(update={"port": 1})}, []),
        ({"sources": (*settings.sources, handbook)}, ["settings"]),
        ({"sources": (*settings.sources, forum)}, []),
    ):
        assert moved(settings.model_copy(update=update)) == expected, update
    monkeypatch.setattr("answer.__path__", [str(tmp_path)])
    assert moved(settings) == ["program"]
    catalogue.close()


def test_a_damaged_certificate_is_refused_in_one_line(
    settings: Settings, embedder: LocalEmbedder
) -> None:
    settings.state.mkdir()
    catalogue = Catalogue(catalogue_url(settings))
    for text in ("", "{", "[]", '{"version": 2}', "\x00"):
        (settings.state / FILE).write_text(text)
        with pytest.raises(BadCertificate) as error:
            read(settings.state)
        assert "\n" not in str(error.value)
        found = certification(settings, catalogue, embedder)
        assert found.refused
        assert "nescio calibrate" in found.line
    catalogue.close()


def trials(count: int, *tags: str, wrong: int = 0) -> list[Trial]:
    steps = [(Step(confidence=0.9, correct=i >= wrong),) for i in range(count)]
    return [Trial(id=str(i), tags=tags, steps=step) for i, step in enumerate(steps)]


def certified(tried: Sequence[Trial], *by: str) -> tuple[list[str], list[str]]:
    used = GoldenUsed(file="g", sha256="0")
    done = Tried(trials=tuple(tried), hashes={"corpus": "x"})
    certificate, refused = certify(done, used, alpha=0.05, delta=0.05, by=by)
    return list(certificate.fits), refused


def test_groups_are_certified_each_for_itself() -> None:
    tried = trials(60, "tenant:north", "easy") + trials(40, "tenant:south", wrong=4)
    assert certified(trials(60, "easy"), "easy") == (["all", "easy"], [])
    fits, [why] = certified(tried, "tenant", "easy")
    assert fits == ["tenant:north", "easy"]
    assert why == "tenant:south: 40 answered items, and at least 59 are needed"
    with pytest.raises(NoCertificate, match="4 of the 100 surest answers are wrong"):
        certified(tried, "easy")  # what holds for a tag alone is of no use to the service
    with pytest.raises(UsageError, match="no item carries the tag 'hard'"):
        certified(tried, "hard")
    with pytest.raises(UsageError, match="needs"):
        certified(trials(60), "tenant")


def test_an_item_of_a_tenant_is_asked_for_it(tmp_path: Path) -> None:
    file = tmp_path / "golden.jsonl"
    lines = [
        {"id": "a", "question": "?", "answers": ["x"], "tags": ["tenant:north"]},
        {"id": "b", "question": "?", "answers": ["x"]},
    ]
    file.write_text("\n".join(map(json.dumps, lines)))
    scopes = [item.as_question().scope for item in load_golden(file)]
    assert scopes == [Scope(tenant="north"), Scope()]
