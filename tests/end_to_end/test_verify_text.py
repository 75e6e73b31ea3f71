"""`/v1/verify` over real stores: what is supported, contradicted, not covered, and the evidence."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from nescio.client import Client
from nescio.errors import ServerRefused
from nescio.sentences import Sentence, split
from nescio.settings import AnswerSettings, Settings
from nescio.settings_sources import DatabaseSource, FilesSource, TableSettings
from nescio.verification import CheckedClaim, Verification
from server.app import create_app
from server.readiness import Answerer
from tests.quick import quick_pipeline

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
SQL = """
CREATE TABLE makers (maker_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, city TEXT,
    country TEXT, lead_time_days INTEGER, contact_email TEXT NOT NULL);
CREATE TABLE instruments (instrument_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
    maker_id INTEGER NOT NULL REFERENCES makers (maker_id), weight_g INTEGER NOT NULL,
    warranty_months INTEGER NOT NULL, material TEXT, launched_on TEXT, discontinued INTEGER NOT NULL
    CHECK (discontinued IN (0, 1)));
CREATE TABLE prices (price_id INTEGER PRIMARY KEY,
    instrument_id INTEGER NOT NULL REFERENCES instruments (instrument_id),
    price_eur NUMERIC(10, 2) NOT NULL, valid_from TEXT NOT NULL, valid_to TEXT);
CREATE TABLE finishes (finish_id INTEGER PRIMARY KEY,
    instrument_id INTEGER NOT NULL REFERENCES instruments (instrument_id), color TEXT NOT NULL);
CREATE TABLE halls (hall_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, city TEXT,
    cloak_room INTEGER NOT NULL CHECK (cloak_room IN (0, 1)));
CREATE TABLE players (player_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
    hall_id INTEGER NOT NULL REFERENCES halls (hall_id));
INSERT INTO makers VALUES (1, 'Corvin Lutherie', 'Szeged', 'Hungary', 21, 'orders@corvin.example'),
    (2, 'Ostrava Brass', 'Ostrava', 'Czechia', 14, 'bell@ostrava.example');
INSERT INTO instruments VALUES
    (1, 'Corvin 7 Cello', 1, 3200, 60, 'maple', '2019-05-04', 0),
    (2, 'Corvin 9 Cello', 1, 3400, 24, 'spruce', '2021-11-30', 1),
    (3, 'Harbour Hard Case', 2, 2900, 36, 'carbon', '2020-02-01', 0);
INSERT INTO prices VALUES (1, 1, 1999, '2022-01-01', '2024-12-31'),
    (2, 1, 2400, '2025-01-01', NULL), (3, 2, 3100, '2022-01-01', NULL),
    (4, 3, 349.5, '2022-01-01', NULL);
INSERT INTO finishes VALUES (1, 1, 'amber'), (2, 1, 'walnut'), (3, 2, 'amber'), (4, 2, 'black');
INSERT INTO halls VALUES (1, 'Old Foundry', 'Ghent', 1), (2, 'Mill Hall', 'Lyon', 0);
INSERT INTO players VALUES (1, 'Ada Brandt', 1), (2, 'Bo Castel', 1), (3, 'Cleo Dorn', 2);
"""
CARE = (
    "# Care 🎻\r\n\r\nClean the varnish with a dry linen cloth. Never use alcohol on the varnish. "
    "Strings are replaced within three days for 89 euro.\r\n\r\n"
    "Renew the wax of the bridge every three years with the gum-free polish of the shop; gums do "
    "not stick to it.\r\n"
)


def settings_of(folder: Path, *, complete: bool = False) -> Settings:
    connection = sqlite3.connect(folder / "music.sqlite")
    connection.executescript(SQL)
    connection.close()
    (folder / "docs").mkdir()
    (folder / "docs" / "care.md").write_bytes(CARE.encode())
    tables = {"finishes": TableSettings(complete=True)} if complete else {}
    return Settings(
        sources=(
            DatabaseSource(name="music", url=f"sqlite:///{folder / 'music.sqlite'}", tables=tables),
            FilesSource(name="docs", path=folder / "docs"),
        ),
        state=folder / "state",
        answer=AnswerSettings(max_verify_chars=3000),
    )


@asynccontextmanager
async def served(settings: Settings) -> AsyncIterator[Client]:
    """The real application over real stores, without a network."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[Answerer]:
        async with quick_pipeline(settings) as pipeline:
            yield pipeline

    settled = asyncio.Event()
    app = create_app(settings, opened, on_settled=lambda _: settled.set())
    transport = httpx.ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        Client("http://test", transport=transport) as client,
    ):
        await settled.wait()
        yield client


@pytest.fixture(scope="module")
async def client(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Client]:
    async with served(settings_of(tmp_path_factory.mktemp("music"))) as found:
        yield found


async def claims(client: Client, text: str) -> tuple[CheckedClaim, ...]:
    return (await client.verify(text)).claims


async def one(client: Client, text: str) -> CheckedClaim:
    [claim] = await claims(client, text)
    assert (claim.text, claim.start, claim.end) == (text, 0, len(text))
    return claim


TRUE = [
    "The Corvin 7 Cello weighs 3.2 kg.",
    "The Corvin 7 Cello weighs about 3 kg.",
    "The warranty of the Corvin 7 Cello is 5 years.",
    "The Corvin 7 Cello costs €2,400.",
    "The Corvin 7 Cello does not cost 1,999 EUR.",
    "The Harbour Hard Case is made of carbon.",
    "The Corvin 9 Cello was launched in November 2021.",
    "The Corvin 9 Cello has been discontinued.",
    "The Corvin 7 Cello is no longer discontinued.",
    "The Corvin 7 Cello is made by Corvin Lutherie.",
    "The maker of the Corvin 7 Cello is based in Hungary.",
    "The Corvin 7 Cello comes in walnut.",
    "The colors of the Corvin 7 Cello are amber and walnut.",
    "The Corvin 9 Cello is heavier than the Corvin 7 Cello.",
    "The Old Foundry has a cloak room.",
    "There is no cloak room at the Mill Hall.",
    "No instrument by Corvin Lutherie is heavier than the Corvin 9 Cello.",
    "The lightest instrument from Corvin Lutherie is the Corvin 7 Cello.",
    "The Corvin 7 Cello weighs not 3 but 3.2 kg.",
    "It is not true that the Corvin 7 Cello weighs 9 kg.",
    "The number of players of the Old Foundry is 2.",
    "The Old Foundry has 2 players.",
    "In 2023 the Corvin 7 Cello cost 1999 EUR.",
]
FALSE = [
    ("The Corvin 7 Cello weighs 3.4 kg.", "3200 g"),
    ("The Corvin 7 Cello weighs 3200 kg.", "3200 g"),
    ("The warranty of the Corvin 7 Cello is 60 years.", "60 months"),
    ("The Corvin 7 Cello costs 2,400 USD.", "2400.00 EUR"),
    ("The Corvin 7 Cello costs 1,999 EUR.", "2400.00 EUR"),
    ("The Corvin 7 Cello does not weigh 3200 g.", "3200 g"),
    ("The Harbour Hard Case is made of titanium.", "carbon"),
    ("The Corvin 9 Cello was launched on 29 November 2021.", "2021-11-30"),
    ("The Corvin 9 Cello is not discontinued.", "yes"),
    ("The Corvin 7 Cello is made by Ostrava Brass.", "Corvin Lutherie"),
    ("The maker of the Corvin 7 Cello is based in Italy.", "Hungary"),
    ("The colors of the Corvin 7 Cello are amber and black.", "amber"),
    ("The Corvin 7 Cello does not come in walnut.", "walnut"),
    ("The Corvin 7 Cello is heavier than the Corvin 9 Cello.", "3200 g"),
    ("The Mill Hall has a cloak room.", "no"),
    ("No instrument by Corvin Lutherie is heavier than the Corvin 7 Cello.", "3400 g"),
    ("The Corvin 7 Cello costs 2400 EUR and weighs 2 g.", "3200 g"),
    ("It is not true that the Corvin 7 Cello weighs 3200 g.", "3200 g"),
    ("The Old Foundry has 3 players.", "2"),
    ("In 2023 the Corvin 7 Cello cost 2400 EUR.", "1999.00 EUR"),
]


@pytest.mark.parametrize("text", TRUE)
async def test_what_rows_say_is_supported(client: Client, text: str) -> None:
    claim = await one(client, text)
    assert (claim.status, claim.correction) == ("supported", ""), claim
    assert claim.evidence


@pytest.mark.parametrize(("text", "right"), FALSE)
async def test_what_rows_deny_is_contradicted_with_the_right_value(
    client: Client, text: str, right: str
) -> None:
    [claim] = [one for one in await claims(client, text) if one.status != "supported"]
    assert claim.status == "contradicted", claim
    assert right in {evidence.value for evidence in claim.evidence}
    assert claim.correction


async def test_the_evidence_of_a_row_can_be_read(client: Client) -> None:
    found = await client.verify("The Corvin 7 Cello weighs 9 kg.")
    [evidence] = found.claims[0].evidence
    assert (evidence.table, evidence.key, evidence.column) == ("instruments", "1", "weight_g")
    assert evidence.as_of >= found.as_of
    [ref] = found.sources
    assert ref.id == evidence.source_id
    detail = await client.source(ref.id)
    assert ("weight", "3200 g") in detail.fields


async def test_each_fact_of_a_sentence_is_checked_by_itself(client: Client) -> None:
    text = "The Corvin 7 Cello weighs 3200 g and costs 99 EUR. It is made of maple 🎻."
    first, second, third = await claims(client, text)
    assert (first.text, first.status) == ("The Corvin 7 Cello weighs 3200 g", "supported")
    assert (second.text, second.status) == ("costs 99 EUR.", "contradicted")
    assert third.status == "supported"
    for claim in (first, second, third):
        assert text[claim.start : claim.end] == claim.text


async def test_a_relative_clause_is_about_the_name_before_it(client: Client) -> None:
    text = "The Corvin 7 Cello is made by Corvin Lutherie, which is based in Ostrava."
    first, second = await claims(client, text)
    assert (first.status, second.status) == ("supported", "contradicted")
    assert second.evidence[0].value == "Szeged"


async def test_a_row_that_is_not_there_is_not_covered(client: Client) -> None:
    claim = await one(client, "The Corvin 7 Cello comes in black.")
    assert (claim.status, claim.rule) == ("not_checkable", "row_not_there")
    claim = await one(client, "The Corvin 8 Cello weighs 3 kg.")
    assert claim.status in ("unsupported", "not_checkable")


async def test_a_complete_table_says_no(tmp_path: Path) -> None:
    async with served(settings_of(tmp_path, complete=True)) as client:
        claim = await one(client, "The Corvin 7 Cello comes in black.")
        assert claim.status == "contradicted"
        assert {e.value for e in claim.evidence} == {"amber", "walnut"}
        assert (await one(client, "The Corvin 7 Cello comes in amber.")).status == "supported"


@pytest.mark.parametrize(
    "text",
    [
        "The strings of the Corvin 7 Cello weigh 90 g.",
        "The Corvin 7 Cello rain cover costs 20 EUR.",
        "Does the Corvin 7 Cello weigh 9 kg?",
        "The Corvin 7 Cello would cost 9 EUR.",
        "Some say the Corvin 7 Cello weighs 9 kg.",
        "The Corvin 7 Cello used to cost 9 EUR.",
        "The bridge spruce for a Corvin 7 Cello costs 12 EUR.",
        "The Corvin 7 Cello is in tune again in 4 minutes.",
        "On tour we played the Corvin 7 Cello for four days.",
        "Bridge spruce for a Corvin 7 Cello is sold by the block.",
    ],
)
async def test_what_is_not_said_of_the_row_is_not_contradicted(client: Client, text: str) -> None:
    assert (await one(client, text)).status != "contradicted"


@pytest.mark.parametrize(
    "text",
    [
        "Bridge maple for a Corvin 7 Cello is a luxury.",
        "Bridge spruce for a Corvin 7 Cello is a luxury that is not for sale.",
        "Amber varnish for a Corvin 7 Cello dries.",
    ],
)
async def test_a_thing_for_a_row_is_not_the_row(client: Client, text: str) -> None:
    assert (await one(client, text)).rule != "live_row"


RECORD = "part: B-2; name: bridge spruce; fits: Corvin 7 Cello, Corvin 9 Cello; price eur: 12.50"


@pytest.mark.parametrize(
    "text", [RECORD, f"It fits the Corvin 7 Cello. {RECORD}", f"{RECORD}\n\n{RECORD}"]
)
async def test_a_record_is_about_what_it_begins_with(client: Client, text: str) -> None:
    """Rows that a later field names are that field's value."""
    assert "contradicted" not in {claim.status for claim in await claims(client, text)}


async def test_a_record_of_a_row_is_held_against_the_row(client: Client) -> None:
    text = "name: Corvin 7 Cello; maker: Corvin Lutherie; weight g: 3400; price eur: 2400"
    verdicts = {claim.text: claim.status for claim in await claims(client, text)}
    assert verdicts["weight g: 3400"] == "contradicted"
    assert verdicts["price eur: 2400"] == "supported"


async def test_a_record_after_a_sentence_is_no_part_of_it(client: Client) -> None:
    first, *_ = await claims(client, f"Clean the varnish with a dry linen cloth. {RECORD}")
    assert first.text == "Clean the varnish with a dry linen cloth."


async def test_a_verdict_tells_nothing_of_private_values(client: Client) -> None:
    verdicts = [
        (claim.status, claim.rule, claim.evidence, claim.correction)
        for value in ("orders@corvin.example", "other@corvin.example")
        for claim in await claims(client, f"The contact email of Corvin Lutherie is {value}.")
    ]
    assert verdicts == [("not_checkable", "private_column", (), "")] * 2
    bare = [
        (claim.status, claim.rule, claim.score)
        for value in ("orders@corvin.example", "olders@corvin.example")
        for claim in await claims(client, f"Write to {value}.")
    ]
    assert bare[0] == bare[1]


async def test_passages_support_and_contradict(client: Client) -> None:
    found = await client.verify("Clean the varnish with a dry linen cloth.")
    [claim] = found.claims
    assert (claim.status, claim.rule) == ("supported", "passage")
    [evidence] = claim.evidence
    detail = await client.source(evidence.source_id)
    assert evidence.start is not None
    assert detail.text[evidence.start : evidence.end] == evidence.value
    wrong = await one(client, "Strings are replaced within three days for 99 euro.")
    assert (wrong.status, wrong.rule) == ("contradicted", "passage_value")
    assert "89 euro" in wrong.correction
    denied = await one(client, "Use alcohol on the varnish.")
    assert denied.status == "unsupported"


@pytest.mark.parametrize("sentence", split(CARE), ids=lambda one: one.text[:20])
async def test_a_sentence_of_a_document_is_supported_word_by_word(
    client: Client, sentence: Sentence
) -> None:
    claim = await one(client, sentence.text)
    assert (claim.status, claim.rule) == ("supported", "passage")


async def test_counts_and_age_are_told(client: Client) -> None:
    found: Verification = await client.verify(
        "The Corvin 7 Cello weighs 3200 g. The Corvin 7 Cello weighs 9 kg. Pears grow on trees."
    )
    assert found.counts == {
        "supported": 1, "contradicted": 1, "unsupported": 1, "not_checkable": 0
    }  # fmt: skip
    assert found.index_lag_ms is not None
    assert {one.source for one in found.freshness} == {"music", "docs"}


async def test_limits_end_in_one_clear_line(client: Client) -> None:
    for text, line in (
        ("x" * 3001, "text: longer than 3000 characters"),
        ("It is red. " * 201, "text: more than 200 sentences"),
        ("", "text: String should have at least 1 character"),
    ):
        with pytest.raises(ServerRefused, match=line) as refused:
            await client.verify(text)
        assert (refused.value.code, refused.value.status) == ("bad_request", 422)
