"""Rows that were written by hand in `seed/`: categories, suppliers, warehouses and stores.

Every table is a list of tuples in the column order of `schema.sql`.
"""

import csv
from datetime import date
from pathlib import Path
from random import Random

Cell = str | int | float | None
Row = tuple[Cell, ...]

SEED_DIR = Path(__file__).parent / "seed"
TODAY = date(2026, 9, 30)  # the day the shop's data was taken; nothing in it happened later


def read_seed(name: str) -> list[dict[str, str]]:
    """Rows of `seed/<name>.csv` as written by hand."""
    with (SEED_DIR / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def token(random: Random, length: int) -> str:
    """A hexadecimal secret of the given length."""
    return "".join(random.choices("0123456789abcdef", k=length))


def categories() -> tuple[list[Row], dict[str, tuple[int, str]]]:
    """Category rows, and each leaf's id and parent name."""
    seed = read_seed("categories")
    parents = list(dict.fromkeys(line["parent"] for line in seed))
    rows: list[Row] = [(index, name, None) for index, name in enumerate(parents, 1)]
    leaves: dict[str, tuple[int, str]] = {}
    for index, line in enumerate(seed, len(parents) + 1):
        rows.append((index, line["name"], parents.index(line["parent"]) + 1))
        leaves[line["name"]] = (index, line["parent"])
    return rows, leaves


def suppliers(random: Random) -> list[Row]:
    """Supplier rows; the token is made up, the address leads nowhere."""
    rows: list[Row] = []
    for index, line in enumerate(read_seed("suppliers"), 1):
        mailbox = line["name"].lower().replace(" ", "-")
        rows.append(
            (
                index,
                line["name"],
                line["city"],
                line["country"],
                int(line["lead_time_days"]),
                line["partner_since"],
                f"trade@{mailbox}.example",
                f"sup_{token(random, 24)}",
            )
        )
    return rows


def places() -> tuple[list[Row], list[Row]]:
    """Warehouse rows and store rows."""
    warehouses: list[Row] = [
        (
            index,
            line["name"],
            line["city"],
            line["country"],
            int(line["floor_m2"]),
            line["cutoff_time"],
        )
        for index, line in enumerate(read_seed("warehouses"), 1)
    ]
    stores: list[Row] = [
        (
            index,
            line["name"],
            line["street"],
            line["city"],
            line["country"],
            line["opening_hours"],
            line["sunday_hours"],
            line["opened_on"],
            int(line["floor_m2"]),
            int(line["bike_workshop"]),
            int(line["warehouse_id"]),
        )
        for index, line in enumerate(read_seed("stores"), 1)
    ]
    return warehouses, stores
