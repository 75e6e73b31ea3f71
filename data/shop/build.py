"""Writes the shop's database of record from a seed, the same bytes every time."""

import sqlite3
from pathlib import Path
from random import Random

from data.shop.catalogue import catalogue
from data.shop.trade import trade

SEED = 20260930
HERE = Path(__file__).parent
TABLES = (
    "categories",
    "suppliers",
    "products",
    "variants",
    "prices",
    "warehouses",
    "stock",
    "stores",
    "employees",
    "customers",
    "orders",
    "order_lines",
    "shipments",
    "return_cases",
)


def documents_dir() -> Path:
    """The folder of the shop's documents."""
    return HERE / "docs"


def golden_path() -> Path:
    """The golden set, one question a line."""
    return HERE / "golden.jsonl"


def development_path() -> Path:
    """Questions to improve answers with, worded by other people than the golden set's."""
    return HERE / "development.jsonl"


def unseen_path() -> Path:
    """Questions to measure with only: nothing may be tuned on them."""
    return HERE / "unseen.jsonl"


def planted_path() -> Path:
    """The statements that contradict the database, one a line."""
    return HERE / "planted.jsonl"


def build(target: Path) -> None:
    """Write the database to `target`, replacing what is there.

    Raises OSError if the folder of `target` cannot be written.
    """
    random = Random(SEED)  # noqa: S311 - sample data, not a secret
    shop = catalogue(random)
    rows = {**shop.tables, **trade(random, shop)}
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    connection = sqlite3.connect(target)
    try:
        connection.executescript((HERE / "schema.sql").read_text(encoding="utf-8"))
        # A product may point to a later one, so foreign keys are checked once all rows are there.
        with connection:
            for table in TABLES:
                marks = ", ".join("?" * len(rows[table][0]))
                connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows[table])  # noqa: S608 - our names
        broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    finally:
        connection.close()
    if broken:
        raise ValueError(
            f"{len(broken)} rows of the sample shop have a broken foreign key: {broken[0]}"
        )
