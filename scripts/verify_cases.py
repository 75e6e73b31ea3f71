"""What the rows of the sample shop say, read by plain SQL: the truth behind `bench_verify`.

Nothing of the verifier is used here, so that both cannot be wrong in the same way.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

# attribute: (kind, unit, statement giving label, value and perhaps another name)
_PLAIN = {
    "weight": ("quantity", "g", "SELECT name, weight_g FROM products"),
    "warranty": ("quantity", "months", "SELECT name, warranty_months FROM products"),
    "capacity": ("quantity", "l", "SELECT name, capacity_l FROM products WHERE capacity_l > 0"),
    "waterproof": (
        "quantity", "mm",
        "SELECT name, waterproof_mm FROM products WHERE waterproof_mm > 0",
    ),
    "load": ("quantity", "kg", "SELECT name, max_load_kg FROM products WHERE max_load_kg > 0"),
    "battery": (
        "quantity", "h",
        "SELECT name, battery_life_h FROM products WHERE battery_life_h > 0",
    ),
    "price": (
        "money", "EUR",
        "SELECT p.name, price_eur FROM products p JOIN prices USING (product_id) WHERE "
        "valid_to IS NULL",
    ),
    "material": ("word", "", "SELECT name, material FROM products"),
    "launched": ("date", "", "SELECT name, launched_on FROM products"),
    "discontinued": ("flag", "", "SELECT name, discontinued FROM products"),
    "supplier": (
        "name", "",
        "SELECT p.name, s.name FROM products p JOIN suppliers s USING (supplier_id)",
    ),
    "supplier_country": (
        "word", "",
        "SELECT p.name, s.country FROM products p JOIN suppliers s USING (supplier_id)",
    ),
    "category": (
        "name", "",
        "SELECT p.name, c.name FROM products p JOIN categories c USING (category_id)",
    ),
    "total_stock": (
        "count", "",
        "SELECT p.name, sum(quantity) FROM products p JOIN stock USING (product_id) GROUP BY "
        "p.product_id",
    ),
    "successor": (
        "name", "",
        "SELECT p.name, q.name FROM products p JOIN products q ON p.successor_id = "
        "q.product_id",
    ),
    "lead_time": ("quantity", "days", "SELECT name, lead_time_days FROM suppliers"),
    "partner_since": ("date", "", "SELECT name, partner_since FROM suppliers"),
    "city": (
        "word", "",
        "SELECT name, city FROM suppliers UNION ALL SELECT name, city FROM warehouses UNION "
        "ALL SELECT name, city FROM stores",
    ),
    "country": (
        "word", "",
        "SELECT name, country FROM suppliers UNION ALL SELECT name, country FROM stores UNION "
        "ALL SELECT name, country FROM warehouses",
    ),
    "floor": (
        "quantity", "m²",
        "SELECT name, floor_m2 FROM stores UNION ALL SELECT name, floor_m2 FROM warehouses",
    ),
    "cutoff": ("time", "", "SELECT name, cutoff_time FROM warehouses"),
    "hours": (
        "hours", "",
        "SELECT name, opening_hours FROM stores WHERE opening_hours LIKE '%-%'",
    ),
    "opened": ("date", "", "SELECT name, opened_on FROM stores"),
    "workshop": ("flag", "", "SELECT name, bike_workshop FROM stores"),
    "store_warehouse": (
        "name", "",
        "SELECT s.name, w.name FROM stores s JOIN warehouses w USING (warehouse_id)",
    ),
    "role": ("word", "", "SELECT name, role FROM employees"),
    "employee_store": (
        "name", "",
        "SELECT e.name, s.name FROM employees e JOIN stores s USING (store_id)",
    ),
    "hired": ("date", "", "SELECT name, hired_on FROM employees"),
    "tier": ("word", "", "SELECT name, loyalty_tier FROM customers"),
    "joined": ("date", "", "SELECT name, joined_on FROM customers"),
    "customer_city": ("word", "", "SELECT name, city FROM customers"),
    "order_status": ("word", "", "SELECT order_number, status FROM orders"),
    "ordered": ("date", "", "SELECT order_number, ordered_on FROM orders"),
    "order_total": ("money", "EUR", "SELECT order_number, total_eur FROM orders"),
    "order_customer": (
        "name", "",
        "SELECT order_number, c.name FROM orders JOIN customers c USING (customer_id)",
    ),
    "carrier": (
        "word", "",
        "SELECT order_number, carrier FROM orders JOIN shipments USING (order_id)",
    ),
    "shipped": (
        "date", "",
        "SELECT order_number, shipped_on FROM orders JOIN shipments USING (order_id)",
    ),
    "delivered": (
        "date", "",
        "SELECT order_number, delivered_on FROM orders JOIN shipments USING (order_id) WHERE "
        "delivered_on IS NOT NULL",
    ),
    "return_status": ("word", "", "SELECT case_number, status FROM return_cases"),
    "return_reason": ("word", "", "SELECT case_number, reason FROM return_cases"),
    "refund": (
        "money", "EUR",
        "SELECT case_number, refund_eur FROM return_cases WHERE refund_eur IS NOT NULL",
    ),
    "count_category": (
        "count", "",
        "SELECT c.name, count(*) FROM categories c JOIN products USING (category_id) GROUP BY "
        "c.name HAVING count(*) > 1",
    ),
    "count_supplier": (
        "count", "",
        "SELECT s.name, count(*) FROM suppliers s JOIN products USING (supplier_id) GROUP BY "
        "s.name HAVING count(*) > 1",
    ),
    "count_employees": (
        "count", "",
        "SELECT s.name, count(*) FROM stores s JOIN employees USING (store_id) GROUP BY "
        "s.name HAVING count(*) > 1",
    ),
    "count_orders": (
        "count", "",
        "SELECT c.name, count(*) FROM customers c JOIN orders USING (customer_id) GROUP BY "
        "c.name HAVING count(*) > 1",
    ),
}  # fmt: skip
_STOCK = (
    "SELECT p.name, quantity, w.name FROM stock JOIN products p USING (product_id) "
    "JOIN warehouses w USING (warehouse_id) WHERE quantity > 1"
)
_COLOURS = (
    "SELECT p.name, color FROM products p JOIN variants USING (product_id) ORDER BY variant_id"
)
_COMPARED = {
    "heavier": "SELECT name, weight_g, category_id FROM products",
    "cheaper": "SELECT name, -price_eur, category_id FROM products JOIN prices USING (product_id) "
    "WHERE valid_to IS NULL",
}
_HEAVIEST = "SELECT c.name, p.name, weight_g FROM products p JOIN categories c USING (category_id)"


@dataclass(frozen=True)
class Case:
    """One true statement: `attribute` of `entity` is `value`. `place` is a second name (of a
    warehouse); `accepted` are all values that are true of the entity."""

    attribute: str
    kind: str
    unit: str
    entity: str
    value: str | float | int
    place: str = ""
    accepted: tuple[str, ...] = ()


def read(database: str) -> dict[str, list[Case]]:
    """All true statements by attribute."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        found = {
            name: [
                Case(name, kind, unit, str(entity), value)
                for entity, value in connection.execute(sql)
            ]
            for name, (kind, unit, sql) in _PLAIN.items()
        }
        found["stock"] = [
            Case("stock", "count", "", entity, value, place)
            for entity, value, place in connection.execute(_STOCK)
        ]
        found |= _coloured(connection.execute(_COLOURS).fetchall())
        for name, sql in _COMPARED.items():
            found[name] = _pairs(name, connection.execute(sql).fetchall())
        found["heaviest"] = _heaviest(connection.execute(_HEAVIEST).fetchall())
        return found
    finally:
        connection.close()


def _coloured(rows: Sequence[tuple[str, str]]) -> dict[str, list[Case]]:
    colours: dict[str, list[str]] = {}
    for entity, colour in rows:
        if colour not in colours.setdefault(entity, []):
            colours[entity].append(colour)
    single = [
        Case("colour", "word", "", entity, one, accepted=tuple(known))
        for entity, known in colours.items()
        for one in known
    ]
    several = [
        Case("colours", "words", "", entity, "|".join(known), accepted=tuple(known))
        for entity, known in colours.items()
        if len(known) > 1
    ]
    return {"colour": single, "colours": several}


def _pairs(name: str, rows: Sequence[tuple[str, float, int]]) -> list[Case]:
    """Two rows of one group that differ: the first has the larger figure."""
    return [
        Case(name, "compare", "", first[0], second[0])
        for first in rows
        for second in rows
        if first[2] == second[2] and first[1] > second[1]
    ]


def _heaviest(rows: Sequence[tuple[str, str, int]]) -> list[Case]:
    groups: dict[str, list[tuple[str, int]]] = {}
    for group, name, weight in rows:
        groups.setdefault(group, []).append((name, weight))
    found = []
    for group, members in groups.items():
        top = max(weight for _, weight in members)
        first = [name for name, weight in members if weight == top]
        if len(first) == 1 and len(members) > 1:
            others = tuple(name for name, _ in members if name != first[0])
            found.append(Case("heaviest", "extreme", "", group, first[0], accepted=others))
    return found
