"""A shop assistant for `bench_capture`: random changes of a Northwind database at a steady rate.

After each commit it writes a line `COUNT LSN TIME`: how many rows were changed so far, the position
in the log after the commit, and when the commit returned. It outlives restarts of the server.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

RECONNECT_S = 0.1
FIRST = 12_000
Connection = psycopg.Connection[Any]
WORDS = "amber basil cedar dusk ember fern grove heron iris juniper kelp larch moss nettle".split()
_LSN = "SELECT (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint"


@dataclass
class Shop:
    """What the writer knows of the database, so as not to break its foreign keys."""

    random: random.Random
    products: list[int] = field(default_factory=list)
    customers: list[str] = field(default_factory=list)
    orders: list[int] = field(default_factory=list)
    lines: list[tuple[int, int]] = field(default_factory=list)
    last: int = FIRST

    @classmethod
    def of(cls, connection: Connection, seed: int, last: int = FIRST) -> Shop:
        """As the database is; new rows get numbers after `last`."""

        def column(statement: str) -> list[Any]:
            return [row[0] for row in connection.execute(statement.encode())]

        lines = connection.execute("SELECT order_id, product_id FROM order_details").fetchall()
        return cls(
            random=random.Random(seed),  # noqa: S311 - repeatable on purpose
            products=column("SELECT product_id FROM products"),
            customers=column("SELECT customer_id FROM customers"),
            orders=column("SELECT order_id FROM orders"),
            lines=[(order, product) for order, product in lines],
            last=last,
        )

    def name(self) -> str:
        return " ".join(self.random.sample(WORDS, 3)).title() + f" {self.random.randint(1, 9999)}"

    def new(self) -> int:
        self.last += 1
        return self.last


def price(c: Connection, shop: Shop) -> int:
    sql = "UPDATE products SET unit_price = %s, units_in_stock = %s WHERE product_id = %s"
    values = (round(shop.random.uniform(1, 99), 2), shop.random.randint(0, 200))
    return c.execute(sql, (*values, shop.random.choice(shop.products))).rowcount


def rename_product(c: Connection, shop: Shop) -> int:
    sql = "UPDATE products SET product_name = %s WHERE product_id = %s"
    return c.execute(sql, (shop.name(), shop.random.choice(shop.products))).rowcount


def rename_customer(c: Connection, shop: Shop) -> int:
    sql = "UPDATE customers SET company_name = %s, city = %s WHERE customer_id = %s"
    values = (shop.name(), shop.random.choice(WORDS).title())
    return c.execute(sql, (*values, shop.random.choice(shop.customers))).rowcount


def reship(c: Connection, shop: Shop) -> int:
    sql = "UPDATE orders SET freight = %s, ship_city = %s WHERE order_id = %s"
    values = (round(shop.random.uniform(1, 500), 2), shop.random.choice(WORDS).title())
    return c.execute(sql, (*values, shop.random.choice(shop.orders))).rowcount


def describe(c: Connection, shop: Shop) -> int:
    sql = "UPDATE categories SET description = %s WHERE category_id = %s"
    return c.execute(sql, (f"{shop.name()} and more", shop.random.randint(1, 8))).rowcount


def quantity(c: Connection, shop: Shop) -> int:
    sql = "UPDATE order_details SET quantity = %s WHERE order_id = %s AND product_id = %s"
    return c.execute(sql, (shop.random.randint(1, 90), *shop.random.choice(shop.lines))).rowcount


def swap(c: Connection, shop: Shop) -> int:
    """Another product in a line of an order: the key of a row changes."""
    place = shop.random.randrange(len(shop.lines))
    order, product = shop.lines[place]
    other = shop.random.choice(shop.products)
    if (order, other) in shop.lines:
        return 0
    sql = "UPDATE order_details SET product_id = %s WHERE order_id = %s AND product_id = %s"
    changed = c.execute(sql, (other, order, product)).rowcount
    shop.lines[place] = (order, other)
    return changed


def new_product(c: Connection, shop: Shop) -> int:
    id_ = shop.new()
    sql = "INSERT INTO products VALUES (%s, %s, %s, %s, '6 boxes', %s, 5, 0, 0, 0)"
    values = (id_, shop.name(), shop.random.randint(1, 29), shop.random.randint(1, 8), 9.5)
    c.execute(sql, values)
    shop.products.append(id_)
    return 1


def new_customer(c: Connection, shop: Shop) -> int:
    id_ = f"X{shop.new() % 10_000:04d}"
    sql = "INSERT INTO customers (customer_id, company_name, city) VALUES (%s, %s, 'Oslo')"
    c.execute(sql, (id_, shop.name()))
    shop.customers.append(id_)
    return 1


def new_order(c: Connection, shop: Shop) -> int:
    id_ = shop.new()
    sql = """INSERT INTO orders (order_id, customer_id, employee_id, ship_via, freight, ship_name)
             VALUES (%s, %s, %s, 1, 7.5, %s)"""
    customer = shop.random.choice(shop.customers)
    c.execute(sql, (id_, customer, shop.random.randint(1, 9), shop.name()))
    shop.orders.append(id_)
    chosen = shop.random.sample(shop.products, 2)
    for product in chosen:
        line = "INSERT INTO order_details VALUES (%s, %s, 10, 3, 0)"
        c.execute(line, (id_, product))
        shop.lines.append((id_, product))
    return 1 + len(chosen)


def drop_line(c: Connection, shop: Shop) -> int:
    line = shop.lines.pop(shop.random.randrange(len(shop.lines)))
    sql = "DELETE FROM order_details WHERE order_id = %s AND product_id = %s"
    return c.execute(sql, line).rowcount


def drop_order(c: Connection, shop: Shop) -> int:
    id_ = shop.orders.pop(shop.random.randrange(len(shop.orders)))
    shop.lines = [line for line in shop.lines if line[0] != id_]
    changed = c.execute("DELETE FROM order_details WHERE order_id = %s", (id_,)).rowcount
    return changed + c.execute("DELETE FROM orders WHERE order_id = %s", (id_,)).rowcount


def drop_product(c: Connection, shop: Shop) -> int:
    used = {product for _, product in shop.lines}
    free = [product for product in shop.products if product not in used]
    if not free:
        return 0
    id_ = shop.random.choice(free)
    shop.products.remove(id_)
    return c.execute("DELETE FROM products WHERE product_id = %s", (id_,)).rowcount


CHANGES: tuple[tuple[Callable[[Connection, Shop], int], int], ...] = (
    (price, 30), (rename_product, 6), (rename_customer, 6), (reship, 16), (describe, 2),
    (quantity, 10), (swap, 2), (new_product, 6), (new_customer, 3), (new_order, 6),
    (drop_line, 5), (drop_order, 4), (drop_product, 4),
)  # fmt: skip


def write(conninfo: str, log: Path, *, changes: int, rate: float, seed: int) -> None:
    """Change that many rows, `rate` a second."""
    kinds, weights = zip(*CHANGES, strict=True)
    connection = connect(conninfo)
    shop = Shop.of(connection, seed)
    connection.rollback()
    done, began = 0, time.monotonic()
    with log.open("a", encoding="utf-8", buffering=1) as lines:
        while done < changes:
            time.sleep(max(0.0, began + done / rate - time.monotonic()))
            (change,) = shop.random.choices(kinds, weights)
            try:
                rows = change(connection, shop)
                connection.commit()
                if not rows:
                    continue
                now = time.time()
                (lsn,) = connection.execute(_LSN).fetchone() or (0,)
                connection.rollback()
            except psycopg.OperationalError:
                # Whether it was committed or not: look at what is there, and go on.
                connection = connect(conninfo)
                shop = Shop.of(connection, shop.random.randint(0, 10**9), shop.last)
                connection.rollback()
                began = time.monotonic() - done / rate
                continue
            done += rows
            lines.write(f"{done} {lsn} {now:.6f}\n")


def connect(conninfo: str) -> Connection:
    """A connection, however long the server is away."""
    while True:
        try:
            return psycopg.connect(conninfo)
        except psycopg.OperationalError:
            time.sleep(RECONNECT_S)


def main() -> None:
    parser = argparse.ArgumentParser(description="random changes of a Northwind database")
    parser.add_argument("conninfo")
    parser.add_argument("log", type=Path)
    parser.add_argument("--changes", type=int, default=10_000)
    parser.add_argument("--rate", type=float, default=50.0)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    write(
        options.conninfo,
        options.log,
        changes=options.changes,
        rate=options.rate,
        seed=options.seed,
    )


if __name__ == "__main__":
    main()
