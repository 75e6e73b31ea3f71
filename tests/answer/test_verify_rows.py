"""Sentences of documents against live rows: what they state, agree with and contradict."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from answer.route import FactLookup
from answer.verify import Verifier
from nescio.settings_sources import DatabaseSource
from nescio.types import Entity, Scope
from retrieval.database import open_read_only
from retrieval.facts import FactStore
from retrieval.linking import EntityLinker
from retrieval.private import PrivateColumns
from retrieval.reflection import reflect
from retrieval.rows import names_of
from tests.retrieval import library

pytestmark = pytest.mark.anyio
SQL = """
CREATE TABLE makers (maker_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, city TEXT,
    country TEXT);
CREATE TABLE instruments (instrument_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
    maker_id INTEGER REFERENCES makers (maker_id), price_eur NUMERIC(10, 2), weight_g INTEGER,
    material TEXT, battery_life_h INTEGER, warranty_months INTEGER,
    discontinued INTEGER NOT NULL CHECK (discontinued IN (0, 1)));
CREATE TABLE halls (hall_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, opening_hours TEXT,
    sunday_hours TEXT, cutoff_time TEXT);
INSERT INTO makers VALUES (1, 'Corvin Lutherie', 'Szeged', 'Hungary'),
    (2, 'Ostrava Brass', 'Ostrava', 'Czechia');
INSERT INTO instruments VALUES (1, 'Corvin 7 Cello', 1, 2400, 3200, 'spruce', NULL, 60, 0),
    (2, 'Corvin 9 Cello', 1, 3100, 3400, 'maple', NULL, 24, 1),
    (3, 'Tarog Recorder', 2, 120.5, 300, 'pear', 12, 24, 0);
INSERT INTO halls VALUES (1, 'Lantern Hall', '09:00-18:00', '11:00-15:00', '12:30'),
    (2, 'Mirror Hall', '10:00-17:00', '12:00-14:00', '13:00');
"""


@pytest.fixture
async def verifier(tmp_path: Path) -> AsyncIterator[Verifier]:
    path = tmp_path / "music.sqlite"
    with sqlite3.connect(path) as connection:
        connection.executescript(SQL)
    connection.close()
    source = DatabaseSource(name="music", url=f"sqlite:///{path}")
    engine = open_read_only(source)
    schema = reflect(engine, source)
    store = FactStore({"music": schema}, {"music": engine})
    linker = EntityLinker(names_of(engine, schema))
    yield Verifier(
        FactLookup({"music": schema}, store, library.given(linker)),
        store,
        PrivateColumns({"music": schema}, {"music": engine}),
    )
    store.close()
    engine.dispose()


@pytest.mark.parametrize(
    ("sentence", "status"),
    [
        ("The Corvin 7 Cello is now EUR 1999.", "contradicted"),
        ("The Corvin 7 Cello is back at EUR 2400.", "supported"),
        ("Renting the Corvin 7 Cello is EUR 40 a month.", "not_checkable"),
        ("A discount of EUR 40 is given on the Corvin 7 Cello.", "not_checkable"),
        ("The body of the Corvin 7 Cello is made of maple.", "contradicted"),
        ("The body of the Corvin 7 Cello is made of spruce.", "supported"),
        ("The pegs of the Corvin 7 Cello are made of pear.", "not_checkable"),
        ("The Tarog Recorder runs for 20 hours.", "contradicted"),
        ("The Tarog Recorder runs for 12 hours.", "supported"),
        ("The Corvin 9 Cello is part of our current range.", "contradicted"),
        ("The Corvin 7 Cello remains in our range.", "supported"),
        ("The Corvin 7 Cello is no longer made.", "contradicted"),
        ("Corvin Lutherie is based in Spain.", "contradicted"),
        ("Corvin Lutherie is based in Szeged, Hungary.", "supported"),
        ("Ostrava Brass is based in the Czech Republic.", "supported"),
        ("Lantern Hall is open from 09:00 to 20:00 Monday to Saturday.", "contradicted"),
        ("Lantern Hall is open from 09:00 to 18:00 Monday to Saturday.", "supported"),
        ("On Sundays Lantern Hall is open from 09:00 to 18:00.", "contradicted"),
        ("On Sundays Lantern Hall is open from 11:00 to 15:00.", "supported"),
        ("On 24 December Lantern Hall is open from 09:00 to 12:00.", "not_checkable"),
        ("On Fridays Lantern Hall is open from 09:00 to 21:00.", "not_checkable"),
        ("Lantern Hall takes orders until 14:00.", "contradicted"),
        ("The Corvin 7 Cello weighs 3200 g. The Corvin 9 Cello has a warranty of 24 months.",
         "supported"),
        ("The Corvin 7 Cello weighs 3.4 kg, the Corvin 9 Cello weighs 3.4 kg.", "contradicted"),
    ],
)  # fmt: skip
async def test_what_rows_say_of_a_sentence(verifier: Verifier, sentence: str, status: str) -> None:
    assert (await verifier.check(sentence, Scope())).verdict.status == status


@pytest.mark.parametrize(
    ("sentence", "status"),
    [
        ("It weighs 3.4 kg.", "contradicted"),
        ("Weight: 3.4 kg.", "contradicted"),
        ("The cello weighs 3200 g.", "supported"),
        ("The warranty is 24 months.", "contradicted"),
        ("A new set of strings costs 89 euro.", "not_checkable"),
        ("Spare pegs weigh 40 g.", "not_checkable"),
    ],
)
async def test_under_a_heading_only_what_speaks_of_its_row_is_held_against_it(
    verifier: Verifier, sentence: str, status: str
) -> None:
    key = (("instrument_id", 1),)
    cello = Entity(id="x", source="music", label="Corvin 7 Cello", table="instruments", key=key)
    found = await verifier.check(sentence, Scope(), context=[cello])
    assert found.verdict.status == status
