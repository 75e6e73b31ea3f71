"""What the made-up databases share: names of people, and days."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

Rows = dict[str, list[dict[str, Any]]]
FIRST = """Aino Bastian Celeste Dov Edda Farid Greta Hamid Ilse Joaquin Katya Lemuel Mirela Nico
Odile Pavel Quentin Rosalind Selim Tove Ulrike Vasco Wilma Xenia Yann Zelda Anselm Britta Caspar
Dagny Emeka Freya Gideon Hedda Ivo Jasna""".split()
LAST = """Abegg Bellweather Corvino Dunmore Eskola Farnham Grieve Holloway Ibsen Jarvi Kestner
Lindqvist Marchetti Novak Ottesen Pemberton Quist Ruland Sandoval Thorne Ullman Vance Wexler Yoder
Zeller Ashdown Brandt Calloway""".split()


def people(rng: random.Random, count: int) -> Iterator[tuple[str, str]]:
    """First and last names, each pair once."""
    seen: set[tuple[str, str]] = set()
    while len(seen) < count:
        one = rng.choice(FIRST), rng.choice(LAST)
        if one not in seen:
            seen.add(one)
            yield one


def day(rng: random.Random, first: int, last: int) -> dt.date:
    """A day of the years from `first` to `last`."""
    return dt.date(rng.randint(first, last), rng.randint(1, 12), rng.randint(1, 28))
