"""The shop's database is the same each time and fits together."""

import sqlite3
from pathlib import Path

import pytest

from data.shop import build
from data.shop.build import TABLES
from data.shop.ground import TODAY


def scalar(shop: sqlite3.Connection, query: str) -> int:
    return int(shop.execute(query).fetchone()[0])


def test_the_same_bytes_twice(tmp_path: Path) -> None:
    build(tmp_path / "one.sqlite")
    build(tmp_path / "two.sqlite")
    assert (tmp_path / "one.sqlite").read_bytes() == (tmp_path / "two.sqlite").read_bytes()


def test_build_replaces_what_is_there(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "shop.sqlite"
    build(target)
    first = target.read_bytes()
    build(target)
    assert target.read_bytes() == first


def test_every_table_has_rows(shop: sqlite3.Connection) -> None:
    found = {row[0] for row in shop.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert found == set(TABLES)
    counts = {table: scalar(shop, f"SELECT count(*) FROM {table}") for table in TABLES}
    assert min(counts.values()) > 0
    assert sum(counts.values()) >= 2_000
    assert counts["products"] >= 300


def test_foreign_keys_hold(shop: sqlite3.Connection) -> None:
    assert shop.execute("PRAGMA foreign_key_check").fetchall() == []
    linked = [t for t in TABLES if shop.execute(f"PRAGMA foreign_key_list({t})").fetchall()]
    assert len(linked) >= 9


@pytest.mark.parametrize(
    "rule",
    [
        pytest.param(
            "SELECT product_id FROM products p WHERE 1 <> (SELECT count(*) FROM prices x"
            " WHERE x.product_id = p.product_id AND valid_to IS NULL)",
            id="one current price a product",
        ),
        pytest.param(
            "SELECT a.price_id FROM prices a JOIN prices b USING (product_id)"
            " WHERE a.price_id < b.price_id AND a.valid_to >= b.valid_from",
            id="price periods do not overlap",
        ),
        pytest.param(
            "SELECT order_id FROM orders o WHERE abs(total_eur - (SELECT"
            " sum(quantity * unit_price_eur) FROM order_lines l WHERE l.order_id = o.order_id))"
            " > 0.005",
            id="a total is the sum of its lines",
        ),
        pytest.param(
            "SELECT l.order_line_id FROM order_lines l JOIN orders o USING (order_id)"
            " JOIN variants v USING (variant_id) JOIN prices x USING (product_id)"
            " WHERE o.ordered_on BETWEEN x.valid_from AND coalesce(x.valid_to, '9999')"
            " AND x.price_eur <> l.unit_price_eur",
            id="a line has the price of its day",
        ),
        pytest.param(
            "SELECT shipment_id FROM shipments JOIN orders o USING (order_id)"
            " WHERE o.status NOT IN ('shipped', 'delivered') OR shipped_on < ordered_on"
            " OR (o.status = 'delivered') <> (delivered_on IS NOT NULL)",
            id="shipments agree with their orders",
        ),
        pytest.param(
            "SELECT return_id FROM return_cases WHERE (status = 'refunded') <> (refund_eur > 0)"
            " AND NOT (status <> 'refunded' AND refund_eur IS NULL)",
            id="only a refunded case has an amount",
        ),
        pytest.param(
            "SELECT p.product_id FROM products p JOIN products s"
            " ON s.product_id = p.successor_id WHERE s.discontinued = 1 OR p.discontinued = 0",
            id="only a discontinued product has a successor, and that one is sold",
        ),
        pytest.param(
            "SELECT employee_id FROM employees JOIN stores USING (store_id)"
            " WHERE role = 'bike mechanic' AND bike_workshop = 0",
            id="mechanics work in workshops",
        ),
    ],
)
def test_rows_are_consistent(shop: sqlite3.Connection, rule: str) -> None:
    assert shop.execute(rule).fetchall() == []


def test_nothing_happened_after_the_shops_day(shop: sqlite3.Connection) -> None:
    columns = [
        ("products", "launched_on"),
        ("prices", "valid_from"),
        ("orders", "ordered_on"),
        ("shipments", "shipped_on"),
        ("shipments", "delivered_on"),
        ("return_cases", "opened_on"),
        ("employees", "hired_on"),
        ("customers", "joined_on"),
    ]
    for table, column in columns:
        latest = shop.execute(f"SELECT max({column}) FROM {table}").fetchone()[0]
        assert latest <= TODAY.isoformat(), (table, column)
