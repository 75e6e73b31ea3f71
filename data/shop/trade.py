"""Rows of the trade: employees, customers, orders, their lines, shipments and return cases."""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random

from data.shop.catalogue import Catalogue
from data.shop.ground import TODAY, Row, token
from data.shop.people import FIRST_NAMES, HOME_TOWNS, LAST_NAMES, ROLES, STREETS

CUSTOMERS = 160
ORDERS = 420
TIERS = ("basic", "basic", "basic", "silver", "gold")
CARRIERS = ("PostNord", "DHL", "DPD", "bpost")
ON_THE_WAY = ("in transit", "in transit", "at depot", "out for delivery", "held at customs")
REASONS = (
    "wrong size",
    "damaged in transit",
    "defective",
    "changed mind",
    "wrong item sent",
    "not as described",
)


def _plain(name: str) -> str:
    """A name as a mail box: ASCII only."""
    table = str.maketrans(
        {"ö": "oe", "ü": "ue", "é": "e", "ë": "e", "ß": "ss", "å": "aa", "ø": "oe", " ": "."}
    )
    return name.lower().translate(table)


def _people(random: Random, count: int) -> list[str]:
    pairs = [f"{first} {last}" for first in FIRST_NAMES for last in LAST_NAMES]
    return random.sample(pairs, k=count)


def employees(random: Random, names: list[str], stores: list[Row]) -> list[Row]:
    """One person a role in every store; a mechanic only where there is a workshop."""
    rows: list[Row] = []
    posts = [(store, role) for store in stores for role in ROLES]
    for name, (store, role) in zip(names, posts, strict=True):
        hired = date(2015, 1, 5) + timedelta(days=random.randrange(0, 4000))
        hired = max(hired, date.fromisoformat(str(store[7])) - timedelta(days=30))
        if role == "bike mechanic" and not store[9]:
            continue
        mailbox = f"{_plain(name)}@northfold.example"
        rows.append((len(rows) + 1, name, role, store[0], hired.isoformat(), mailbox))
    return rows


def customers(random: Random, names: list[str]) -> list[Row]:
    """Customers; their contact data is private by its columns' names and leads nowhere."""
    rows: list[Row] = []
    for number, name in enumerate(names, 1):
        town, country = random.choice(HOME_TOWNS)
        joined = date(2018, 1, 2) + timedelta(days=random.randrange(0, 2900))
        rows.append(
            (
                number,
                name,
                f"{_plain(name)}{random.randrange(10, 99)}@mail.example",
                f"+00 555 {random.randrange(100, 999)} {random.randrange(1000, 9999)}",
                f"{random.choice(STREETS)} {random.randrange(1, 180)}",
                town,
                country,
                f"pbkdf2${token(random, 40)}",
                random.choice(TIERS),
                joined.isoformat(),
            )
        )
    return rows


def _status(random: Random, age: int) -> str:
    if random.random() < 0.06:
        return "cancelled"
    if age > 12:
        return "delivered"
    return random.choice(("processing", "shipped")) if age < 5 else "shipped"


def _variants(shop: Catalogue) -> dict[int, list[int]]:
    by_product: dict[int, list[int]] = {}
    for variant in shop.tables["variants"]:
        by_product.setdefault(int(variant[1] or 0), []).append(int(variant[0] or 0))
    return by_product


def _price_on(shop: Catalogue, product_id: int, day: str) -> float:
    """The price that was valid on a day, as the price rows have it."""
    for _, owner, price, start, end in shop.tables["prices"]:
        if owner == product_id and str(start) <= day and (end is None or day <= str(end)):
            return float(price or 0)
    raise LookupError(f"product {product_id} has no price on {day}; was it launched later?")


def _age(random: Random) -> int:
    """Days since an order: one in seven is recent, so that some are still on their way."""
    return random.randrange(0, 14 if random.random() < 0.15 else 730)


def orders(random: Random, shop: Catalogue, stores: int) -> tuple[list[Row], list[Row]]:
    """Orders of the last two years, oldest first, and their lines, which make up the total."""
    by_product = _variants(shop)
    rows: list[Row] = []
    lines: list[Row] = []
    ages = sorted((_age(random) for _ in range(ORDERS)), reverse=True)
    for number, age in enumerate(ages, 1):
        ordered = TODAY - timedelta(days=age)
        offered = [item for item in shop.products if item.launched <= ordered]
        total = 0.0
        for item in random.sample(offered, k=random.choice((1, 2, 2, 3))):
            price = _price_on(shop, item.product_id, ordered.isoformat())
            quantity = random.choice((1, 1, 1, 2)) if price < 600 else 1
            total += quantity * price
            lines.append(
                (
                    len(lines) + 1,
                    number,
                    random.choice(by_product[item.product_id]),
                    quantity,
                    price,
                )
            )
        store = random.randrange(1, stores + 1) if random.random() < 0.25 else None
        customer = random.randrange(1, CUSTOMERS + 1)
        order_number = f"NF-{20400 + number * 3}"
        rows.append(
            (
                number,
                order_number,
                customer,
                store,
                _status(random, age),
                ordered.isoformat(),
                round(total, 2),
            )
        )
    return rows, lines


def shipments(random: Random, order_rows: list[Row], warehouses: int) -> list[Row]:
    """One shipment for each order that left a warehouse."""
    rows: list[Row] = []
    for order in order_rows:
        if order[4] not in ("shipped", "delivered"):
            continue
        ordered = date.fromisoformat(str(order[5]))
        shipped = min(ordered + timedelta(days=random.randrange(0, 3)), TODAY)
        eta = shipped + timedelta(days=random.randrange(2, 7))
        delivered = eta + timedelta(days=random.choice((-1, 0, 0, 0, 1, 2)))
        done = order[4] == "delivered"
        tracking = f"{random.randrange(10**8, 10**9)}{len(rows) + 100}"
        status = "delivered" if done else random.choice(ON_THE_WAY)
        rows.append(
            (
                len(rows) + 1,
                order[0],
                random.randrange(1, warehouses + 1),
                random.choice(CARRIERS),
                tracking,
                status,
                shipped.isoformat(),
                eta.isoformat(),
                delivered.isoformat() if done else None,
            )
        )
    return rows


def returns(random: Random, order_rows: list[Row], lines: list[Row]) -> list[Row]:
    """Return cases for lines of delivered orders; only a refunded case has an amount."""
    delivered = {
        order[0]: date.fromisoformat(str(order[5]))
        for order in order_rows
        if order[4] == "delivered"
    }
    candidates = [line for line in lines if line[1] in delivered]
    rows: list[Row] = []
    for line in sorted(random.sample(candidates, k=80), key=lambda picked: int(picked[0] or 0)):
        opened = min(delivered[line[1]] + timedelta(days=random.randrange(10, 40)), TODAY)
        recent = (TODAY - opened).days < 21
        status = (
            random.choice(("open", "in inspection"))
            if recent
            else random.choice(("refunded",) * 4 + ("rejected",))
        )
        refund = (
            round(float(line[3] or 0) * float(line[4] or 0), 2) if status == "refunded" else None
        )
        number = len(rows) + 1
        rows.append(
            (
                number,
                f"RC-{7000 + number * 7}",
                line[0],
                random.choice(REASONS),
                status,
                opened.isoformat(),
                refund,
            )
        )
    return rows


def trade(random: Random, shop: Catalogue) -> Mapping[str, list[Row]]:
    """Rows that refer to the catalogue, from the same seeded generator."""
    stores = len(shop.tables["stores"])
    staff = stores * len(ROLES)
    names = _people(random, staff + CUSTOMERS)
    order_rows, lines = orders(random, shop, stores)
    return {
        "employees": employees(random, names[:staff], shop.tables["stores"]),
        "customers": customers(random, names[staff:]),
        "orders": order_rows,
        "order_lines": lines,
        "shipments": shipments(random, order_rows, len(shop.tables["warehouses"])),
        "return_cases": returns(random, order_rows, lines),
    }
