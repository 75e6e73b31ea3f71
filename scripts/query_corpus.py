"""A made-up corpus for `bench_query.py`: passages, a graph and a database of record.

Four of five passages belong to files of five passages, the fifth is a row of `products`. Words
follow Zipf's law, and so does how often a product is named. Every passage of a file names two
products: `mentions` edges lead to them, `contains` edges from files and rows to their passages,
`foreign_key` edges from products to suppliers.
"""

from __future__ import annotations

import datetime as dt
import itertools
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nescio.types import Chunk, Document, Edge, Entity, EntityName, Passage, stable_id
from retrieval.catalogue import Catalogue, Indexed
from retrieval.catalogue_writes import insert

VOCABULARY = 30_000
WORDS = 105
"""Of a passage: some 730 characters."""
PER_FILE = 5
NAMED = 2
BATCH = 500
NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
_SCHEMA = """
CREATE TABLE suppliers (id INTEGER PRIMARY KEY, name TEXT NOT NULL, city TEXT NOT NULL);
CREATE TABLE products (id INTEGER PRIMARY KEY, name TEXT NOT NULL, sku TEXT NOT NULL UNIQUE,
  price REAL NOT NULL, weight_g INTEGER NOT NULL, stock INTEGER NOT NULL,
  supplier_id INTEGER NOT NULL REFERENCES suppliers(id));
CREATE INDEX products_by_supplier ON products (supplier_id);
"""


def made_words(count: int, seed: int) -> list[str]:
    """Distinct words that can be spoken, the same from the same seed."""
    random = np.random.default_rng(seed)
    syllables = [a + b for a, b in itertools.product("bdfgklmnprstvz", "aeiou")]
    found: dict[str, None] = {}
    while len(found) < count:
        size = int(random.integers(2, 5))
        found["".join(syllables[i] for i in random.integers(len(syllables), size=size))] = None
    return list(found)


@dataclass
class Zipf:
    """Draws ranks below `size`, the first most often."""

    size: int
    exponent: float
    random: np.random.Generator
    _sums: NDArray[np.float64] = field(init=False)

    def __post_init__(self) -> None:
        weights = 1.0 / (np.arange(self.size) + 2.7) ** self.exponent
        self._sums = np.cumsum(weights / weights.sum())

    def draw(self, count: int) -> list[int]:
        found = np.searchsorted(self._sums, self.random.random(count))
        return [int(rank) for rank in np.minimum(found, self.size - 1)]


class QueryCorpus:
    """The corpus of `size` passages; all of it follows from `size`."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._random = np.random.default_rng(size)
        self._words = made_words(VOCABULARY, 1)
        self._word = Zipf(VOCABULARY, 1.0, self._random)
        self.products = max(1, size // PER_FILE)
        self.suppliers = max(1, self.products // 20)
        self._named = Zipf(self.products, 0.8, self._random)
        parts = [word.title() for word in made_words(VOCABULARY + 1500, 1)[VOCABULARY:]]
        pairs = itertools.product(parts, parts)
        self._names = list(itertools.islice(pairs, 7, 7 + 37 * self.products, 37))

    def name(self, product: int) -> str:
        return " ".join(self._names[product])

    def supplier_of(self, product: int) -> int:
        return product % self.suppliers

    def entity_id(self, table: str, number: int) -> str:
        return stable_id("entity", "shop", table, number)

    def question(self) -> str:
        """Some words and the names of one or two products."""
        ranks = [rank + 200 for rank in self._word.draw(20) if rank < VOCABULARY - 200][:6]
        words = [self._words[rank] for rank in ranks]
        names = [
            self.name(product) for product in self._named.draw(int(self._random.integers(1, 3)))
        ]
        return f"Which {' '.join(words[:3])} does {' and '.join(names)} {' '.join(words[3:])}?"

    def write(self, folder: Path) -> Iterator[list[Passage]]:
        """Fill `catalogue.sqlite` and `shop.sqlite` in `folder`; the passages, in batches."""
        self._database(folder / "shop.sqlite")
        catalogue = Catalogue(f"sqlite:///{folder}/catalogue.sqlite")
        records = itertools.chain(
            (self._supplier(number) for number in range(self.suppliers)),
            (self._product(number) for number in range(self.products)),
            (self._file(number) for number in range((self.size - self.products) // PER_FILE)),
        )
        try:
            for items in _batches(records):
                with catalogue.writing() as connection:
                    insert(connection, items, NOW.isoformat())
                yield [passage for item in items for passage in item.passages]
        finally:
            catalogue.close()

    def _database(self, file: Path) -> None:
        with sqlite3.connect(file) as connection:
            connection.executescript(_SCHEMA)
            connection.executemany(
                "INSERT INTO suppliers VALUES (?, ?, ?)",
                ((n, self._supplier_name(n), self._words[n % 500]) for n in range(self.suppliers)),
            )
            connection.executemany(
                "INSERT INTO products VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    (
                        n,
                        self.name(n),
                        f"P-{n}",
                        n % 997 / 10,
                        n % 5000,
                        n % 300,
                        self.supplier_of(n),
                    )
                    for n in range(self.products)
                ),
            )
        connection.close()

    def _supplier_name(self, number: int) -> str:
        return f"{self._words[-1 - number].title()} Works"

    def _supplier(self, number: int) -> Indexed:
        name, id_ = self._supplier_name(number), self.entity_id("suppliers", number)
        document = _document("shop", "row", f"suppliers/{number}", name, name)
        return Indexed(
            document=document,
            passages=(),
            entities=(self._entity("suppliers", number, name),),
            names=(EntityName(entity_id=id_, name=name, kind="name"),),
            edges=(Edge(start_id=id_, end_id=document.id, kind="contains", proof=id_),),
        )

    def _product(self, number: int) -> Indexed:
        name, id_ = self.name(number), self.entity_id("products", number)
        supplier = self.supplier_of(number)
        text = f"{name} is supplied by {self._supplier_name(supplier)}. {self._text(40)}"
        document = _document("shop", "row", f"products/{number}", name, text)
        [passage] = passages = _passages(document, [text])
        supplied = Edge(
            start_id=id_,
            end_id=self.entity_id("suppliers", supplier),
            kind="foreign_key",
            proof=id_,
            label="supplier",
        )
        return Indexed(
            document=document,
            passages=passages,
            entities=(self._entity("products", number, name),),
            names=(
                EntityName(entity_id=id_, name=name, kind="name"),
                EntityName(entity_id=id_, name=f"P-{number}", kind="code"),
            ),
            edges=(
                Edge(start_id=id_, end_id=document.id, kind="contains", proof=id_),
                Edge(start_id=document.id, end_id=passage.id, kind="contains", proof=passage.id),
                supplied,
            ),
        )

    def _file(self, number: int) -> Indexed:
        title = self._text(3).title()
        named = [self._named.draw(NAMED) for _ in range(PER_FILE)]
        texts = [self._text(WORDS, [self.name(product) for product in each]) for each in named]
        document = _document("help", "file", f"file-{number}.md", title, "\n".join(texts))
        passages = _passages(document, texts)
        edges = []
        for passage, products in zip(passages, named, strict=True):
            id_ = passage.id
            edges.append(Edge(start_id=document.id, end_id=id_, kind="contains", proof=id_))
            for product in dict.fromkeys(products):
                entity = self.entity_id("products", product)
                edges.append(Edge(start_id=id_, end_id=entity, kind="mentions", proof=id_))
        return Indexed(document=document, passages=passages, edges=tuple(edges))

    def _entity(self, table: str, number: int, name: str) -> Entity:
        id_ = self.entity_id(table, number)
        return Entity(id=id_, source="shop", label=name, table=table, key=(("id", number),))

    def _text(self, words: int, names: list[str] | None = None) -> str:
        found = [self._words[rank] for rank in self._word.draw(words)]
        for place, name in enumerate(names or ()):
            found.insert(7 + 31 * place, name)
        return " ".join(found)


def _document(source: str, kind: str, key: str, title: str, text: str) -> Document:
    return Document(
        source=source,
        kind="row" if kind == "row" else "file",
        key=key,
        version="1",
        title=title,
        text=text,
        media_type="text/plain",
        observed_at=NOW,
    )


def _passages(document: Document, texts: list[str]) -> tuple[Passage, ...]:
    found, start = [], 0
    for text in texts:
        chunk = Chunk(
            document_id=document.id,
            source=document.source,
            key=document.key,
            start=start,
            end=start + len(text),
            text=text,
        )
        start += len(text) + 1
        found.append(
            Passage(
                chunk=chunk,
                title=document.title,
                uri=document.uri,
                kind=document.kind,
                as_of=document.observed_at,
            )
        )
    return tuple(found)


def _batches(records: Iterator[Indexed]) -> Iterator[list[Indexed]]:
    while batch := list(itertools.islice(records, BATCH)):
        yield batch
