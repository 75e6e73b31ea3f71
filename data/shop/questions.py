"""Reads the hand-written questions and works out accepted answers from the built database.

A value is named by an expression, `place.column(name)`: `products.weight_g(Kestrel 2 Tent)`.
Places that follow a key: `price`, `maker`, `group`, `next` and `nextprice` (of the successor) take
a product, `parcel` and `depot` an order number, `feeder` and `boss` a store, `case` a return case.
"""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

QUESTIONS_DIR = Path(__file__).parent / "seed" / "questions"

# How to reach a place: the table whose row holds the value, its key and the join to the named row.
PLACES: Mapping[str, tuple[str, str, str]] = {
    "products": ("products", "product_id", "products t WHERE t.name = ?"),
    "suppliers": ("suppliers", "supplier_id", "suppliers t WHERE t.name = ?"),
    "stores": ("stores", "store_id", "stores t WHERE t.name = ?"),
    "warehouses": ("warehouses", "warehouse_id", "warehouses t WHERE t.name = ?"),
    "orders": ("orders", "order_id", "orders t WHERE t.order_number = ?"),
    "return_cases": ("return_cases", "return_id", "return_cases t WHERE t.case_number = ?"),
    "price": (
        "prices",
        "price_id",
        "prices t JOIN products p USING (product_id) WHERE t.valid_to IS NULL AND p.name = ?",
    ),
    "maker": (
        "suppliers",
        "supplier_id",
        "suppliers t JOIN products p USING (supplier_id) WHERE p.name = ?",
    ),
    "next": (
        "products",
        "product_id",
        "products t JOIN products p ON p.successor_id = t.product_id WHERE p.name = ?",
    ),
    "nextprice": (
        "prices",
        "price_id",
        "prices t JOIN products p ON p.successor_id = t.product_id"
        " WHERE t.valid_to IS NULL AND p.name = ?",
    ),
    "group": (
        "categories",
        "category_id",
        "categories t JOIN products p USING (category_id) WHERE p.name = ?",
    ),
    "parcel": (
        "shipments",
        "shipment_id",
        "shipments t JOIN orders o USING (order_id) WHERE o.order_number = ?",
    ),
    "depot": (
        "warehouses",
        "warehouse_id",
        "warehouses t JOIN shipments s USING (warehouse_id) JOIN orders o USING (order_id)"
        " WHERE o.order_number = ?",
    ),
    "feeder": (
        "warehouses",
        "warehouse_id",
        "warehouses t JOIN stores s USING (warehouse_id) WHERE s.name = ?",
    ),
    "boss": (
        "employees",
        "employee_id",
        "employees t JOIN stores s USING (store_id) WHERE t.role = 'store manager' AND s.name = ?",
    ),
    "case": (
        "products",
        "product_id",
        "products t JOIN variants USING (product_id) JOIN order_lines l USING (variant_id)"
        " JOIN return_cases r USING (order_line_id) WHERE r.case_number = ?",
    ),
}
# Pages that exist twice: citing the other one is as good, so neither is demanded.
TWINS = frozenset({"policies/returns.md", "policies/shipping.md", "care/down.md"})
UNITS: Mapping[str, tuple[str, ...]] = {
    "weight_g": ("g", "grams"),
    "warranty_months": ("months",),
    "capacity_l": ("l", "litres", "liters"),
    "waterproof_mm": ("mm",),
    "max_load_kg": ("kg",),
    "battery_life_h": ("h", "hours"),
    "lead_time_days": ("days",),
    "floor_m2": ("m2", "m²", "square metres"),
}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question before it has an id and a half."""

    tag: str
    question: str
    answers: list[str] = field(default_factory=list)
    all_of: list[str] = field(default_factory=list)
    forbidden: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    history: list[str] = field(default_factory=list)


def number_forms(value: float) -> list[str]:
    """`699.0` is written 699 or 699.00, `327.95` one way."""
    if value != int(value):
        return [f"{value:.2f}" if value > 5 else f"{value:g}"]
    return [f"{int(value)}"]


def forms(column: str, value: object) -> list[str]:
    """The ways in which people write a value of a column."""
    if column == "discontinued":
        yes = ["is discontinued", "been discontinued", "discontinued: yes", "no longer"]
        return yes if value else ["not discontinued", "discontinued: no", "is available", "still"]
    if column in UNITS and isinstance(value, int | float):
        plain = number_forms(value)
        found = [f"{text} {unit}" for text in plain for unit in UNITS[column]]
        if column == "weight_g":
            found.append(f"{value / 1000:g} kg")
        if column == "warranty_months" and value % 12 == 0:
            found.append(f"{int(value) // 12} years" if value > 12 else "1 year")
        return found + plain
    if isinstance(value, int | float):
        return number_forms(value)
    text = str(value)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        day = date.fromisoformat(text)
        return [text, f"{day.day} {day:%B %Y}", f"{day:%B} {day.day}, {day.year}"]
    if re.fullmatch(r"\d\d:\d\d-\d\d:\d\d", text):
        return [text, text.replace("-", " to "), text.replace("-", "–")]
    return [text]


def resolve(shop: sqlite3.Connection, expression: str) -> tuple[list[str], str]:
    """The accepted forms of an expression's value, and `table/key` of the row that holds it.

    Raises LookupError if the expression names no row or an empty value.
    """
    match = re.fullmatch(r"(\w+)\.(\w+)\((.+)\)", expression)
    if not match:
        raise LookupError(f"not an expression: {expression!r}")
    place, column, name = match.groups()
    table, key, source = PLACES[place]
    row = shop.execute(f"SELECT t.{key}, t.{column} FROM {source}", (name,)).fetchone()  # noqa: S608
    if row is None or row[1] is None:
        raise LookupError(f"{expression} has no value in the sample shop")
    found = forms(column, row[1])
    # A bare number that is part of the name proves nothing.
    used = set(re.findall(r"\d+(?:\.\d+)?", name))
    return [text for text in found if text not in used], f"{table}/{row[0]}"


def hand_written(shop: sqlite3.Connection) -> Iterator[Asked]:
    """Questions from `seed/questions/*.txt`; the keys are explained at the top of each file."""
    for path in sorted(QUESTIONS_DIR.glob("*.txt")):
        for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8").strip()):
            lines = [line for line in block.splitlines() if not line.startswith("#")]
            if lines:
                yield _asked(shop, path.stem, lines)


def _asked(shop: sqlite3.Connection, tag: str, lines: list[str]) -> Asked:
    asked = Asked(tag=tag.split("_")[-1], question="")
    question = ""
    for line in lines:
        key, _, rest = line.partition(": ")
        parts = rest.split(" | ")
        if key == "Q":
            question = rest
        elif key in ("V", "W"):
            for part in parts:
                found, source = resolve(shop, part)
                (asked.answers.extend(found) if key == "V" else asked.all_of.append(barest(found)))
                asked.sources.append(source)
        elif key == "SQL":
            rows = [row[0] for row in shop.execute(rest)]
            texts = [text for row in rows for text in number_or_text(row)]
            (asked.answers if len(texts) == 1 else asked.all_of).extend(texts)
        elif key == "FSQL":
            asked.forbidden.extend(str(row[0]) for row in shop.execute(rest))
        else:
            lists = {
                "A": asked.answers, "ALL": asked.all_of, "F": asked.forbidden,
                "S": asked.sources, "T": asked.marks, "H": asked.history,
            }  # fmt: skip
            lists[key].extend(parts)
    return Asked(**{**asked.__dict__, "question": question})


def barest(found: list[str]) -> str:
    """The bare number among the forms of a value, or the first form."""
    return next((text for text in found if re.fullmatch(r"[\d.]+", text)), found[0])


def number_or_text(value: object) -> list[str]:
    """One string for a value of a query."""
    return number_forms(value)[:1] if isinstance(value, int | float) else [str(value)]
