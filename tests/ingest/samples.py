"""A small shop: a database and a folder, and an index over both."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from ingest.report import SourceReport, SyncReport
from ingest.sync import sync
from nescio.settings import Settings, parse
from retrieval.catalogue import Catalogue
from retrieval.edge import EdgeVectorIndex
from retrieval.vectors import Vector

SCHEMA = """
CREATE TABLE suppliers (supplier_id INTEGER PRIMARY KEY, name TEXT NOT NULL, country TEXT,
  contact_email TEXT, api_token TEXT);
CREATE TABLE products (product_id INTEGER PRIMARY KEY, sku TEXT UNIQUE, name TEXT NOT NULL,
  weight_g INTEGER, supplier_id INTEGER REFERENCES suppliers (supplier_id));
CREATE TABLE warehouses (warehouse_id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE stock (product_id INTEGER REFERENCES products (product_id),
  warehouse_id INTEGER REFERENCES warehouses (warehouse_id), quantity INTEGER,
  PRIMARY KEY (product_id, warehouse_id));
CREATE TABLE prices (price_id INTEGER PRIMARY KEY,
  product_id INTEGER REFERENCES products (product_id), price_eur NUMERIC);
INSERT INTO suppliers VALUES (1, 'Fjellvik Textil', 'Norway', 'anna@fjellvik.example', 'tok-91ab');
INSERT INTO products VALUES (1, 'KE-2', 'Kestrel 2 Tent', 1900, 1), (2, 'HE-4', 'Heron 4 Tent', 5200, 1);
INSERT INTO warehouses VALUES (1, 'Utrecht Central');
INSERT INTO stock VALUES (1, 1, 12), (2, 1, 3);
INSERT INTO prices VALUES (1, 1, 249.95);
"""  # noqa: E501
PRIVATE = ("anna@fjellvik.example", "tok-91ab")
FILES = {
    "care.md": "# Caring for tents\n\nDry the Kestrel 2 Tent before you pack it.\n\n"
    "## Mould\n\nSee [the warranty](legal/warranty.md). Mould is nobody's friend.\n",
    "legal/warranty.md": "# Warranty terms\n\nPoles are covered for three years.\n",
    "notes.txt": "Read Caring for tents before you call.",
    ".hidden.md": "never read",
    "photo.png": "not text",
}


@dataclass
class HashEmbedder:
    """Unit vectors from a hash of the text; remembers what it was given."""

    texts: list[str] = field(default_factory=list)
    name: str = "hash"
    dimensions: int = 8

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        self.texts += texts
        return [_unit(text) for text in texts]


def _unit(text: str) -> Vector:
    digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
    vector = np.frombuffer(digest, dtype=np.uint8).astype(np.float32) - 127.5
    return (vector / np.linalg.norm(vector)).astype(np.float32)


@dataclass
class Shop:
    """The sample on disk with its stores."""

    folder: Path
    settings: Settings
    catalogue: Catalogue
    vectors: EdgeVectorIndex
    embedder: HashEmbedder

    async def sync(self, *, full: bool = False) -> SyncReport:
        self.embedder.texts.clear()
        return await sync(self.settings, self.catalogue, self.vectors, self.embedder, full=full)

    async def reports(self) -> dict[str, SourceReport]:
        return {report.name: report for report in (await self.sync()).sources}

    def write(self, name: str, text: str) -> None:
        path = self.folder / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def sql(self, statements: str) -> None:
        with sqlite3.connect(self.folder / "shop.sqlite") as connection:
            connection.executescript(statements)
        connection.close()

    def rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        """Rows of the catalogue's own tables."""
        with sqlite3.connect(self.folder / "state" / "catalogue.sqlite") as connection:
            found = connection.execute(query, values).fetchall()
        connection.close()
        return found

    async def vector_ids(self) -> set[str]:
        return {id_ async for page in self.vectors.scroll() for id_ in page}

    def chunk_ids(self) -> set[str]:
        return set(self.catalogue.all_chunk_ids())


def make_shop(folder: Path) -> Shop:
    """The sample under `folder`, not yet indexed; or as an earlier process left it there."""
    settings = parse(
        {
            "sources": [
                {"name": "shop", "type": "database", "url": "sqlite:///shop.sqlite"},
                {"name": "help", "type": "files", "path": "docs"},
            ],
            "state": "state",
        },
        where="test",
        folder=folder,
    )
    shop = Shop(
        folder=folder,
        settings=settings,
        catalogue=Catalogue(f"sqlite:///{folder}/state/catalogue.sqlite"),
        vectors=EdgeVectorIndex(folder / "state" / "vectors"),
        embedder=HashEmbedder(),
    )
    if not (folder / "shop.sqlite").exists():
        shop.sql(SCHEMA)
        for name, text in FILES.items():
            shop.write(name, text)
    return shop
