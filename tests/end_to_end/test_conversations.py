"""A conversation over a real pipeline: it outlives the server, and goes with its row."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from nescio.settings import Settings
from nescio.settings_sources import DatabaseSource, FilesSource
from retrieval.kept_turns import CHANGED, REMOVED
from server.app import create_app
from server.cli.ingest import bring_up_to_date
from server.wiring import open_pipeline
from tests.server.serving import serving_app

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
SQL = """
CREATE TABLE kilns (kiln_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
    weight_kg INTEGER NOT NULL, town TEXT NOT NULL);
INSERT INTO kilns VALUES (1, 'Tarn 40 Kiln', 118, 'Delft'), (2, 'Tarn 60 Kiln', 164, 'Gouda'),
    (3, 'Moss 20 Kiln', 71, 'Delft');
"""
GLAZE = "# Glazing\n\nA celadon glaze is fired at 1280 degrees for nine hours.\n"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    connection = sqlite3.connect(tmp_path / "kilns.sqlite")
    connection.executescript(SQL)
    connection.close()
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "glaze.md").write_text(GLAZE, encoding="utf-8")
    return Settings(
        sources=(
            DatabaseSource(name="pottery", url=f"sqlite:///{tmp_path / 'kilns.sqlite'}"),
            FilesSource(name="docs", path=tmp_path / "docs"),
        ),
        state=tmp_path / "state",
    )


@asynccontextmanager
async def server(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    settled = asyncio.Event()
    app = create_app(settings, lambda: open_pipeline(settings), on_settled=lambda _: settled.set())
    async with serving_app(app) as client:
        await settled.wait()
        yield client


async def turns(client: httpx.AsyncClient, id_: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await client.get(f"/v1/conversations/{id_}")).json()["turns"]
    return found


def change(settings: Settings, statement: str) -> None:
    with sqlite3.connect(settings.databases[0].url.removeprefix("sqlite:///")) as connection:
        connection.execute(statement)
    connection.close()


async def test_a_conversation_outlives_the_server_and_goes_with_its_row(
    settings: Settings,
) -> None:
    await bring_up_to_date(settings, full=False)
    asked = {
        "gone": "How heavy is the Tarn 40 Kiln?",
        "changed": "How heavy is the Tarn 60 Kiln?",
        "kept": "How hot is a celadon glaze fired?",
    }
    async with server(settings) as client:
        for id_, question in asked.items():
            body = {"question": question, "conversation_id": id_}
            assert (await client.post("/v1/ask", json=body)).json()["status"] == "answered"

    async with server(settings) as client:
        for id_ in asked:
            [turn] = await turns(client, id_)
            assert {c["state"] for c in turn["citations"]} == {"alive"}
            for citation in turn["citations"]:  # facts are live, and can be opened again
                source = await client.get(f"/v1/sources/{citation['source_id']}")
                assert source.status_code == 200
        follow_up = {"question": "And in which town is it?", "conversation_id": "gone"}
        assert "Delft" in (await client.post("/v1/ask", json=follow_up)).json()["text"]

    change(settings, "DELETE FROM kilns WHERE kiln_id = 1")
    change(settings, "UPDATE kilns SET weight_kg = 170 WHERE kiln_id = 2")
    await bring_up_to_date(settings, full=False)
    files = [file.read_bytes() for file in settings.state.glob("conversations.sqlite*")]
    assert files
    assert not any(b"Tarn 40" in data or b"118 kg" in data for data in files)
    async with server(settings) as client:
        shown = {id_: (await turns(client, id_))[0] for id_ in asked}
    assert (shown["gone"]["question"], shown["gone"]["answer"]) == (REMOVED, REMOVED)
    assert (shown["changed"]["question"], shown["changed"]["answer"]) == (
        asked["changed"],
        CHANGED,
    )
    assert "1280" in shown["kept"]["answer"]
