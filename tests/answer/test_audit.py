"""Documents against live rows: what is found to contradict them, and what is left alone."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from answer.audit import HIDDEN, Auditor, Contradiction
from nescio.settings_sources import DatabaseSource, TableSettings
from nescio.types import Document, Section
from retrieval.database import open_read_only
from retrieval.facts import FactStore
from retrieval.linking import EntityLinker
from retrieval.private import PrivateColumns
from retrieval.reflection import reflect
from retrieval.rows import names_of
from retrieval.schema import schema_words

pytestmark = pytest.mark.anyio
SQL = """
CREATE TABLE makers (maker_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, city TEXT,
    country TEXT, lead_time_days INTEGER, partner_since TEXT, contact_email TEXT,
    credit_limit_eur INTEGER);
CREATE TABLE instruments (instrument_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
    maker_id INTEGER REFERENCES makers (maker_id), price_eur NUMERIC(10, 2), weight_g INTEGER,
    material TEXT, battery_life_h INTEGER, warranty_months INTEGER, launched_on TEXT,
    discontinued INTEGER NOT NULL CHECK (discontinued IN (0, 1)));
CREATE TABLE halls (hall_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, opening_hours TEXT,
    sunday_hours TEXT, cutoff_time TEXT, floor_m2 INTEGER, opened_on TEXT,
    tuning_room INTEGER NOT NULL CHECK (tuning_room IN (0, 1)));
INSERT INTO makers VALUES (1, 'Corvin Lutherie', 'Szeged', 'Hungary', 30, '2012-04-01',
    'hidden.person@corvin.example', 5000),
    (2, 'Ostrava Brass', 'Ostrava', 'Czechia', 45, '2018-01-15', 'x@y.example', 900);
INSERT INTO instruments VALUES
    (1, 'Corvin 7 Cello', 1, 2400, 3200, 'spruce', NULL, 60, '2019-05-02', 0),
    (2, 'Corvin 9 Cello', 1, 3100, 3400, 'maple', NULL, 24, '2021-09-30', 1),
    (3, 'Tarog Recorder', 2, 120.5, 300, 'pear', 12, 24, '2020-01-10', 0);
INSERT INTO halls VALUES (1, 'Lantern Hall', '09:00-18:00', '11:00-15:00', '12:30', 640,
    '2009-04-18', 1), (2, 'Mirror Hall', '10:00-17:00', 'closed', '13:00', 300, '2015-06-01', 0);
"""


class Desk:
    """An auditor over a database that tests may change."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with sqlite3.connect(path) as connection:
            connection.executescript(SQL)
        connection.close()
        private = TableSettings(private=("credit_limit_eur",))
        source = DatabaseSource(name="music", url=f"sqlite:///{path}", tables={"makers": private})
        self.engine = open_read_only(source)
        schemas = {"music": reflect(self.engine, source)}
        self.store = FactStore(schemas, {"music": self.engine})
        linker = EntityLinker(
            names_of(self.engine, schemas["music"]), ordinary=schema_words(schemas.values())
        )
        private_columns = PrivateColumns(schemas, {"music": self.engine})
        self.auditor = Auditor(schemas, self.store, linker, private_columns)

    async def found(self, text: str, *headings: str) -> tuple[Contradiction, ...]:
        """What contradicts the rows in a text that stands under these headings."""
        document = Document(
            source="help", kind="file", key="notes.md", version="1", title="Notes", text=text,
            media_type="text/markdown", observed_at=dt.datetime.now(dt.UTC),
            sections=(Section(heading_path=headings, start=0, end=len(text)),),
        )  # fmt: skip
        return (await self.auditor.audit(document)).found

    def change(self, statement: str) -> None:
        with sqlite3.connect(self.path) as connection:
            connection.execute(statement)
        connection.close()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk whose database stays as it is."""
    yield from open_desk(tmp_path_factory.mktemp("music"))


@pytest.fixture
def own_desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk whose database the test may change."""
    yield from open_desk(tmp_path)


def open_desk(folder: Path) -> Iterator[Desk]:
    desk = Desk(folder / "music.sqlite")
    yield desk
    desk.store.close()
    desk.engine.dispose()


@pytest.mark.parametrize(
    ("text", "column", "said"),
    [
        ("The Corvin 7 Cello is now EUR 1999.", "price_eur", "EUR 1999"),
        ("At EUR 1,999 the Corvin 7 Cello is a bargain.", "price_eur", "EUR 1,999"),
        ("The Corvin 7 Cello weighs 3.4 kg.", "weight_g", "3.4 kg"),
        ("The Corvin 7 Cello weighs less than 3 kg.", "weight_g", "3 kg"),
        ("The Corvin 7 Cello weighs about 4 kg.", "weight_g", "4 kg"),
        ("The Corvin 7 Cello weighs between 2 and 3 kg.", "weight_g", "2 and 3 kg"),
        ("The Corvin 7 Cello does not weigh 3200 g.", "weight_g", "3200 g"),
        ("We guarantee the Corvin 7 Cello for two years.", "warranty_months", "two years"),
        ("There is a 36-month warranty on the Corvin 7 Cello.", "warranty_months", "36-month"),
        ("The Tarog Recorder runs for 20 hours.", "battery_life_h", "20 hours"),
        ("The Corvin 7 Cello was launched in 2017.", "launched_on", "2017"),
        ("We launched the Corvin 7 Cello in June 2019.", "launched_on", "June 2019"),
        ("The body of the Corvin 7 Cello is made of maple.", "material", "maple"),
        ("The Corvin 7 Cello is no longer made.", "discontinued", "no longer made"),
        ("The Corvin 9 Cello is part of our current range.", "discontinued", "is part of our "
         "current range"),
        ("Corvin Lutherie is based in Spain.", "country", "Spain"),
        ("Corvin Lutherie is not based in Hungary.", "country", "Hungary"),
        ("Corvin Lutherie has a lead time of three weeks.", "lead_time_days", "three weeks"),
        ("We have worked with Corvin Lutherie since 2010.", "partner_since", "2010"),
        ("Lantern Hall is open from 09:00 to 20:00 Monday to Saturday.", "opening_hours",
         "09:00 to 20:00"),
        ("Lantern Hall opens at 9 am and closes at 8 pm.", "opening_hours",
         "9 am and closes at 8 pm."),
        ("On Sundays Lantern Hall is closed.", "sunday_hours", "closed"),
        ("On Sundays Mirror Hall is open from 11:00 to 15:00.", "sunday_hours", "11:00 to 15:00"),
        ("Lantern Hall takes orders for same-day dispatch until 14:00.", "cutoff_time", "14:00"),
        ("Lantern Hall has a floor of 700 m².", "floor_m2", "700 m²"),
        ("Mirror Hall has a tuning room.", "tuning_room", "tuning room"),
        ("Lantern Hall has no tuning room.", "tuning_room", "no tuning room"),
        ("The Corvin 7 Cello weighs 3200 g. The Corvin 9 Cello has a warranty of 36 months.",
         "warranty_months", "36 months"),
        ("The Corvin 7 Cello weighs 3.4 kg, the Corvin 9 Cello weighs 3.4 kg.", "weight_g",
         "3.4 kg"),
        ("The Corvin 7 Cello is made by Ostrava Brass.", "maker_id", "Ostrava Brass"),
        ("Ostrava Brass makes the Corvin 7 Cello.", "maker_id", "Ostrava Brass"),
        ("The maker of the Tarog Recorder is Corvin Lutherie.", "maker_id", "Corvin Lutherie"),
        ("The Tarog Recorder is not made by Ostrava Brass.", "maker_id", "Ostrava Brass"),
        ("The Corvin 7 Cello is our classic. It weighs 3.4 kg.", "weight_g", "3.4 kg"),
    ],
)  # fmt: skip
async def test_what_contradicts_a_row_is_found(
    desk: Desk, text: str, column: str, said: str
) -> None:
    found = await desk.found(text)
    assert [(one.facts[0].column, one.said) for one in found] == [(column, said)]
    assert text[found[0].span_start : found[0].span_end] == said
    assert text[found[0].start : found[0].end] == found[0].statement
    assert found[0].facts[0].display in [fact.display for fact in found[0].row]


@pytest.mark.parametrize(
    "text",
    [
        "The Corvin 7 Cello weighs 3.2 kg and costs 2,400 euro.",
        "The Corvin 7 Cello weighs more than 3 kg.",
        "The Corvin 7 Cello does not weigh 4 kg.",
        "Until 2023 the Corvin 7 Cello cost EUR 1999; now it is EUR 2400.",
        "The old price of the Corvin 7 Cello was EUR 1999.",
        "Renting the Corvin 7 Cello is EUR 40 a month.",
        "You save EUR 40 on the Corvin 7 Cello.",
        "A bow for the Corvin 7 Cello costs EUR 90.",
        "The pegs of the Corvin 7 Cello are made of pear.",
        "The Corvin 7 Cello case weighs 5 kg.",
        "Two Corvin 7 Cellos cost EUR 4800.",
        "The Corvin 7 Cello is 200 g lighter than the Corvin 9 Cello.",
        "The Corvin 7 Cello and the Corvin 9 Cello weigh 3200 g and 3400 g respectively.",
        "If the Corvin 7 Cello weighed 1 kg, everybody would carry it.",
        "Does the Corvin 7 Cello really weigh 4 kg?",
        "Some shops claim that the Corvin 7 Cello weighs 4 kg.",
        "Another shop sells the Corvin 7 Cello for EUR 1999.",
        'A visitor wrote: "The Corvin 7 Cello weighs 4 kg."',
        "From next year the Corvin 7 Cello will cost EUR 2600.",
        "The prototype of the Corvin 7 Cello weighed 4 kg.",
        "On 24 December Lantern Hall is open from 09:00 to 12:00.",
        "On Fridays Lantern Hall is open from 09:00 to 21:00.",
        "The Corvin 7 Cello came to Lantern Hall on 3 May 2024.",
        "Ostrava Brass is based in the Czech Republic.",
        "Corvin Lutherie buys its wood in Spain.",
        "The Corvin Cello weighs 9 kg.",
        "The Corvin 7 Cello is made by Corvin Lutherie.",
        "The case of the Corvin 7 Cello is made by Ostrava Brass.",
        "The Corvin 7 Cello is not made by Ostrava Brass.",
        "Ostrava Brass tunes the Corvin 7 Cello.",
        "The Corvin 8 Cello weighs 9 kg.",
    ],
)
async def test_what_agrees_or_speaks_of_something_else_is_left_alone(desk: Desk, text: str) -> None:
    assert await desk.found(text) == ()


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("The weight is 3.4 kg.", ["weight_g"]),
        ("Weight: 3.4 kg", ["weight_g"]),
        ("It costs EUR 1999.", ["price_eur"]),
        ("The cello weighs 3200 g.", []),
        ("A new set of strings costs 89 euro.", []),
        ("The case weighs 5 kg.", []),
        ("Property: Weight; Value: 3400 g\nProperty: Warranty; Value: 60 months", ["weight_g"]),
    ],
)
async def test_a_heading_names_the_row(desk: Desk, text: str, columns: list[str]) -> None:
    found = await desk.found(text, "Strings", "Corvin 7 Cello")
    assert [one.facts[0].column for one in found] == columns


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Instrument: Corvin 7 Cello; Weight (kg): 3.4; Price: EUR 2400", ["3.4"]),
        ("Instrument: Corvin 7 Cello; Weight: 3200; Warranty: 5 years", []),
        ("Instrument: Corvin 7 Cello; Old price: EUR 1999; Case weight: 5 kg", []),
        ("Feature: Weight; Corvin 7 Cello: 3200 g; Corvin 9 Cello: 3300 g", ["3300 g"]),
        ("hall: Lantern Hall; opening hours: 09:00-19:00; tuning room: no", ["09:00-19:00", "no"]),
        ("name: strings; price: 12; remark: The Corvin 7 Cello weighs 4 kg.", ["4 kg"]),
    ],
)
async def test_rows_of_tables(desk: Desk, text: str, found: list[str]) -> None:
    findings = await desk.found(text)
    assert [one.said for one in findings] == found
    assert all(text[one.span_start : one.span_end] == one.said for one in findings)


async def test_rows_are_read_live(own_desk: Desk) -> None:
    text = "The Corvin 7 Cello weighs 3200 g."
    assert await own_desk.found(text) == ()
    own_desk.change("UPDATE instruments SET weight_g = 3100 WHERE instrument_id = 1")
    assert [one.facts[0].value for one in await own_desk.found(text)] == [3100]
    own_desk.change("DELETE FROM instruments WHERE instrument_id = 1")
    assert await own_desk.found(text) == ()


async def test_private_columns_are_neither_compared_nor_shown(desk: Desk) -> None:
    assert await desk.found("The credit limit of Corvin Lutherie is EUR 9000.") == ()
    found = await desk.found("Corvin Lutherie is based in Spain.")
    shown = {fact.column for one in found for fact in one.row}
    assert "country" in shown
    assert not shown & {"contact_email", "credit_limit_eur"}


async def test_text_with_a_private_value_is_not_shown(desk: Desk) -> None:
    mail = "hidden.person@corvin.example"
    (beside,) = await desk.found(f"Write to {mail}. Corvin Lutherie is based in Spain.")
    assert mail not in beside.before + beside.statement + beside.after
    assert beside.statement == "Corvin Lutherie is based in Spain."
    (inside,) = await desk.found(f"Corvin Lutherie is based in Spain, {mail}.")
    assert inside.statement == HIDDEN
    assert mail not in inside.before + inside.after + inside.said
