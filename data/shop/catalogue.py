"""Rows of the range: products, variants, prices and stock, on the ground that was laid by hand.

Every table is a list of tuples in the column order of `schema.sql`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from data.shop.ground import TODAY, Cell, Row, categories, places, read_seed, suppliers

COLORS: Mapping[str, tuple[str, ...]] = {
    "Camping": ("moss green", "slate grey", "sand", "rust orange"),
    "Hiking": ("midnight blue", "graphite", "fern green", "clay"),
    "Clothing": ("black", "petrol", "ochre", "plum", "granite"),
    "Cycling": ("matt black", "signal red", "pine green", "chalk white"),
    "Climbing": ("electric blue", "lime", "coral"),
    "Paddling": ("yellow", "teal", "red"),
}
SIZES: Mapping[str, tuple[str, ...]] = {
    "Clothing": ("S", "M", "L", "XL"),
    "Boots": ("39", "41", "43", "45"),
    "Helmets": ("S/M", "L/XL"),
    "Harnesses": ("S", "M", "L"),
    "Bikes": ("52", "56", "60"),
    "E-Bikes": ("50", "55"),
    "Packrafts": (),
}
# Where the best model of a family is made of something better than the first.
BETTER_MATERIAL: Mapping[str, str] = {
    "Strider Carbon Trekking Poles": "carbon fibre",
    "Strider Carbon FX Trekking Poles": "carbon fibre",
    "Ember 2 Pro Stove": "titanium",
    "Boulder Pro Climbing Helmet": "EPP foam",
    "Basalt Ice Boots": "synthetic leather",
    "Loon Expedition Packraft": "TPU polyester",
}
DISCONTINUED_SHARE = 0.13


@dataclass(frozen=True, kw_only=True)
class Product:
    """What other tables need to know of a product."""

    product_id: int
    sku: str
    name: str
    parent: str
    category: str
    price: float
    launched: date
    discontinued: bool


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """All rows of the range, by table, and the products in short."""

    tables: Mapping[str, list[Row]]
    products: list[Product]


def shop_price(raw: float) -> float:
    """Round to the endings a shop uses: .95 below 600, whole nines above."""
    return float(round(raw / 10) * 10 - 1) if raw >= 600 else int(raw) + 0.95


def _grown(first: str, step: float, digits: int) -> Cell:
    if not first:
        return None
    value = round(float(first) * step, digits)
    return int(value) if digits == 0 else value


def _capacity(line: Mapping[str, str], model: str, step: float) -> Cell:
    """A model named by its size holds what its name says; the rest grow with the family."""
    if not line["capacity"]:
        return None
    try:
        named = float(model)
    except ValueError:
        return _grown(line["capacity"], step, 1)
    return named / 1000 if named >= 100 else named


def _sku(line: Mapping[str, str], model: str, number: int) -> str:
    letters = "".join(word[:2] for word in f"{line['name']} {line['noun']}".split())
    short = "".join(char for char in model if char.isalnum()).upper()
    return f"{letters.upper()[:5]}-{short}-{number:03d}"


def _product(
    line: Mapping[str, str], order: int, number: int, parent: str, random: Random
) -> Product:
    model = line["models"].split("|")[order]
    launched = date(2017, 2, 1) + timedelta(days=random.randrange(0, 3300))
    gone = random.random() < DISCONTINUED_SHARE and launched < date(2022, 6, 1)
    first = float(line["price"])
    return Product(
        product_id=number,
        sku=_sku(line, model, number),
        name=" ".join(part for part in (line["name"], model, line["noun"]) if part),
        parent=parent,
        category=line["category"],
        price=shop_price(first * (1 + 0.31 * order)) if order else first,
        launched=launched,
        discontinued=gone,
    )


def _measures(line: Mapping[str, str], order: int, name: str, random: Random) -> Row:
    """Weight to battery life: the third model on carries a year more of warranty."""
    model = line["models"].split("|")[order]
    step = 1 + 0.24 * order + random.uniform(-0.03, 0.03) * order
    weight = int(round(float(line["weight_g"]) * step / 5) * 5) if order else int(line["weight_g"])
    return (
        weight,
        BETTER_MATERIAL.get(name, line["material"]),
        int(line["warranty"]) + (12 if order >= 2 else 0),
        _capacity(line, model, step),
        _grown(line["waterproof"], 1, 0),
        _grown(line["load"], 1 + 0.1 * order, 0),
        _grown(line["battery"], step, 0),
    )


def products(
    random: Random, leaves: Mapping[str, tuple[int, str]]
) -> tuple[list[Row], list[Product]]:
    """One row per model of each family; a discontinued one points to its family's next model."""
    ids = {line["name"]: index for index, line in enumerate(read_seed("suppliers"), 1)}
    rows: list[Row] = []
    items: list[Product] = []
    for line in read_seed("families"):
        leaf, parent = leaves[line["category"]]
        models = range(len(line["models"].split("|")))
        family = [_product(line, order, len(items) + order + 1, parent, random) for order in models]
        for order, item in enumerate(family):
            later = [other.product_id for other in family[order + 1 :] if not other.discontinued]
            rows.append(
                (
                    item.product_id,
                    item.sku,
                    item.name,
                    leaf,
                    ids[line["supplier"]],
                    *_measures(line, order, item.name, random),
                    item.launched.isoformat(),
                    int(item.discontinued),
                    later[0] if item.discontinued and later else None,
                )
            )
        items.extend(family)
    return rows, items


def variants(random: Random, items: list[Product]) -> list[Row]:
    """Colours and sizes; an EAN is a number of the in-store range."""
    rows: list[Row] = []
    for item in items:
        palette = COLORS[item.parent]
        sizes = SIZES.get(item.category, SIZES.get(item.parent, ()))
        shades = random.sample(palette, k=random.choice((1, 2, 2)))
        for place, (color, size) in enumerate(
            [(c, s) for c in shades for s in (sizes or (None,))], 1
        ):
            number = len(rows) + 1
            rows.append(
                (
                    number,
                    item.product_id,
                    f"{item.sku}-{place:02d}",
                    color,
                    size,
                    f"29{number:011d}",
                )
            )
    return rows


def prices(random: Random, items: list[Product]) -> list[Row]:
    """Up to three price rows a product; each begins the day after the one before ended."""
    rows: list[Row] = []
    for item in items:
        steps = random.choice((1, 2, 2, 3))
        start, worth = item.launched, [item.price]
        for _ in range(steps - 1):
            worth.insert(0, shop_price(worth[0] * random.choice((0.86, 0.9, 0.93, 1.12))))
        for place, price in enumerate(worth):
            left = (TODAY - start).days
            last = place == len(worth) - 1 or left < 120
            end = None if last else start + timedelta(days=random.randrange(60, left - 50))
            rows.append(
                (
                    len(rows) + 1,
                    item.product_id,
                    item.price if last else price,
                    start.isoformat(),
                    end.isoformat() if end else None,
                )
            )
            if end is None:
                break
            start = end + timedelta(days=1)
    return _merged(rows)


def _merged(rows: list[Row]) -> list[Row]:
    """Two rows in a row with one price are one row."""
    merged: list[Row] = []
    for _, product, price, start, end in rows:
        if merged and merged[-1][1:3] == (product, price):
            merged[-1] = (*merged[-1][:4], end)
        else:
            merged.append((len(merged) + 1, product, price, start, end))
    return merged


def stock(random: Random, items: list[Product], warehouses: int) -> list[Row]:
    """What lies in each warehouse; a discontinued product is nearly sold out."""
    rows: list[Row] = []
    for item in items:
        level = 4 if item.price > 600 else 12 if item.price > 100 else 30
        for warehouse in range(1, warehouses + 1):
            most = 3 if item.discontinued else level * 5
            rows.append(
                (item.product_id, warehouse, random.choice((0, *range(1, most), most)), level)
            )
    return rows


def catalogue(random: Random) -> Catalogue:
    """The range from a seeded generator; the order of the calls is part of the result."""
    category_rows, leaves = categories()
    warehouse_rows, store_rows = places()
    supplier_rows = suppliers(random)
    product_rows, items = products(random, leaves)
    return Catalogue(
        tables={
            "categories": category_rows,
            "suppliers": supplier_rows,
            "products": product_rows,
            "variants": variants(random, items),
            "prices": prices(random, items),
            "warehouses": warehouse_rows,
            "stock": stock(random, items, len(warehouse_rows)),
            "stores": store_rows,
        },
        products=items,
    )
