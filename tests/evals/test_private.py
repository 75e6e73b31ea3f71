"""The values that must not be shown are read from the live private columns."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from evals.private import private_values
from nescio.settings_sources import DatabaseSource, TableSettings


def test_values_of_private_columns(tmp_path: Path) -> None:
    file = tmp_path / "shop.sqlite"
    connection = sqlite3.connect(file)
    connection.executescript(
        """
        CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT, email TEXT, margin_note TEXT);
        INSERT INTO customers VALUES (1, 'Ann Lee', 'ann@example.org', 'secretive'),
            (2, 'Bo Diaz', NULL, 'short'), (3, 'Cy Young', 'cy@example.org', NULL);
        CREATE TABLE colours (id INTEGER PRIMARY KEY, name TEXT);
        INSERT INTO colours VALUES (1, 'vermilion');
        """
    )
    connection.close()
    source = DatabaseSource(
        name="shop",
        url=f"sqlite:///{file}",
        tables={"customers": TableSettings(private=("margin_note",))},
    )
    assert private_values([source]) == {"ann@example.org", "cy@example.org", "secretive"}
