"""The command line from end to end, on a trading company's database that nobody prepared."""

from __future__ import annotations

import contextlib
import io
import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from server.cli import main

pytestmark = pytest.mark.slow

SCHEMA = """
CREATE TABLE categories (category_id INTEGER PRIMARY KEY, category_name TEXT NOT NULL);
CREATE TABLE suppliers (
    supplier_id INTEGER PRIMARY KEY, company_name TEXT NOT NULL, city TEXT, country TEXT, phone TEXT
);
CREATE TABLE products (
    product_id INTEGER PRIMARY KEY,
    product_name TEXT NOT NULL,
    supplier_id INTEGER REFERENCES suppliers,
    category_id INTEGER REFERENCES categories,
    quantity_per_unit TEXT,
    unit_price NUMERIC,
    discontinued INTEGER
);
"""
CATEGORIES = ((1, "Beverages"), (2, "Seafood"), (3, "Condiments"))
SUPPLIERS = (
    (1, "Harbour Teas", "Leeds", "UK", "0113 496 0001"),
    (2, "Mar y Sal", "Vigo", "Spain", "986 000 002"),
    (3, "Nordlys Fisk", "Bergen", "Norway", "55 00 00 03"),
)
PRODUCTS = (
    (1, "Tarik", 1, 1, "10 boxes x 20 bags", 18.5, 0),
    (2, "Genmai", 1, 1, "24 - 250 g tins", 31, 0),
    (3, "Ansjos", 3, 2, "12 - 100 g tins", 9.25, 0),
    (4, "Mejillones Vela", 2, 2, "6 tins", 14, 0),
    (5, "Torsk Crackers", 3, 2, "16 bags", 6.4, 1),
    (6, "Romesco Clara", 2, 3, "12 jars", 11.75, 0),
)
DOCUMENTS = {
    "returns.md": "# Returns\n\nUnopened goods may be returned within 30 days of delivery.\n",
    "brewing.md": "# Brewing\n\nTarik is best brewed for five minutes with whole milk.\n",
    "storage.html": "<h1>Storage</h1><p>Open tins of Ansjos must be kept below 4 degrees.</p>",
    "visits.txt": "Visits\n\nNordlys Fisk receives visitors on Thursdays. Wear closed shoes.\n",
}


@dataclass(frozen=True, kw_only=True)
class Company:
    """The database, and the command line over it."""

    folder: Path

    def nescio(self, *arguments: str) -> str:
        """Run a command that must succeed; what it printed."""
        out, err = io.StringIO(), io.StringIO()
        with (
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
            pytest.raises(SystemExit) as ended,
        ):
            main([*arguments])
        assert ended.value.code == 0, err.getvalue()
        return out.getvalue()

    def ask(self, question: str) -> dict[str, Any]:
        config = str(self.folder / "nescio.yaml")
        reply: dict[str, Any] = json.loads(
            self.nescio("ask", question, "--json", "--config", config)
        )
        return reply

    def sql(self, statement: str) -> None:
        """Change the database behind nescio's back."""
        with contextlib.closing(sqlite3.connect(self.folder / "trade.sqlite")) as connection:
            connection.execute(statement)
            connection.commit()


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """Made, configured by `nescio init` alone, and ingested."""
    folder = tmp_path_factory.mktemp("company")
    with contextlib.closing(sqlite3.connect(folder / "trade.sqlite")) as connection:
        connection.executescript(SCHEMA)
        connection.executemany("INSERT INTO categories VALUES (?, ?)", CATEGORIES)
        connection.executemany("INSERT INTO suppliers VALUES (?, ?, ?, ?, ?)", SUPPLIERS)
        connection.executemany("INSERT INTO products VALUES (?, ?, ?, ?, ?, ?, ?)", PRODUCTS)
        connection.commit()
    (folder / "docs").mkdir()
    for name, text in DOCUMENTS.items():
        (folder / "docs" / name).write_text(text, encoding="utf-8")
    made = Company(folder=folder)
    config = str(folder / "nescio.yaml")
    database, documents = f"sqlite:///{folder}/trade.sqlite", str(folder / "docs")
    made.nescio("init", "--database", database, "--files", documents, "--output", config)
    made.nescio("ingest", "--config", config)
    return made


@pytest.mark.parametrize(
    ("question", "value", "table"),
    [
        ("How much is Tarik?", "18.5", "products"),
        ("Which country is the supplier of Ansjos in?", "Norway", "suppliers"),
        ("How many products are in the category Seafood?", "3", "products"),
    ],
)
def test_value_from_the_database(company: Company, question: str, value: str, table: str) -> None:
    reply = company.ask(question)
    assert reply["status"] == "answered"
    assert value in reply["text"]
    listed = {source["id"]: source for source in reply["sources"]}
    cited = [listed[citation["source_id"]] for citation in reply["citations"]]
    assert cited
    assert {source["kind"] for source in cited} == {"record"}
    assert {source["locator"]["table"] for source in cited} == {table}


def test_value_from_a_document(company: Company) -> None:
    reply = company.ask("Within how many days may unopened goods be returned?")
    assert reply["status"] == "answered"
    assert "within 30 days" in reply["text"]
    assert reply["sources"][0]["uri"] == "docs/returns.md"


@pytest.mark.parametrize(
    "question",
    ["How much is Choco Bliss 9000?", "Which country is the supplier of Matjes Gold in?"],
)
def test_unknown_product_abstains(company: Company, question: str) -> None:
    reply = company.ask(question)
    assert reply["status"] == "abstained"
    assert reply["reason"] in {"no_evidence", "insufficient_evidence"}
    assert reply["citations"] == []


def test_private_column_is_withheld(company: Company) -> None:
    reply = company.ask("What is the phone number of Nordlys Fisk?")
    assert (reply["status"], reply["reason"]) == ("abstained", "not_permitted")
    assert "55 00 00 03" not in json.dumps(reply)


def test_changed_row_answers_anew_and_deleted_row_abstains(company: Company) -> None:
    question = "How much is Genmai?"
    assert "31" in company.ask(question)["text"]
    company.sql("UPDATE products SET unit_price = 27.75 WHERE product_id = 2")
    changed = company.ask(question)
    assert changed["status"] == "answered"
    assert "27.75" in changed["text"]
    assert "31" not in changed["text"]
    company.sql("DELETE FROM products WHERE product_id = 2")
    gone = company.ask(question)
    assert gone["status"] == "abstained"
    assert "27.75" not in json.dumps(gone)
    assert "31" not in gone["text"]
    count = company.ask("How many products are in the category Beverages?")
    assert "1" in count["text"]
    assert "2" not in count["text"]
