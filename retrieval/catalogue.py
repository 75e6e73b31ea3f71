"""The catalogue: manifest, documents, chunks, entities, names and edges, in one SQL database.

SQLAlchemy Core over SQLite (WAL) or PostgreSQL. All methods block: call them in a worker thread.
They are thread-safe, and each is one transaction. The walk over the edges is `retrieval.graph`.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from nescio.errors import StoreFailed
from nescio.types import Document, Entity, EntityName, Passage, Scope, stable_id
from retrieval import codec, tables
from retrieval.catalogue_reads import CatalogueStats, labels_of, read_passages, read_stats
from retrieval.catalogue_writes import (
    BATCH,
    Indexed,
    delete_documents,
    delete_embeddings,
    delete_loose_edges,
    embedding_keys_of,
    in_batches,
    insert,
    labelled_among,
    mark_edges,
    nodes_of,
)
from retrieval.migrations import migrate
from retrieval.tables import readable

__all__ = ["Catalogue", "Indexed"]


class Catalogue:
    """The catalogue at an SQLAlchemy URL, created or migrated when opened.

    Raises ConfigError for a URL that cannot be used, StoreFailed when the database fails.
    """

    def __init__(self, url: str) -> None:
        self._engine = tables.open_engine(url)
        self._writer = tables.for_writing(self._engine)
        with _failures():
            migrate(self._engine)

    @property
    def engine(self) -> sa.Engine:
        """For locks over the whole catalogue, see `retrieval.ownership`."""
        return self._engine

    def close(self) -> None:
        """Give the connections back; the catalogue cannot be relied on afterwards."""
        self._engine.dispose()

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A read transaction: one consistent state of all tables."""
        with _failures(), self._engine.begin() as connection:
            yield connection

    @contextlib.contextmanager
    def writing(self, *, moves: bool = True) -> Iterator[Connection]:
        """A write transaction; it moves the generation unless `moves` is false."""
        with _failures(), self._writer.begin() as connection:
            yield connection
            if not moves:
                return
            connection.execute(
                sa.update(tables.meta)
                .where(tables.meta.c.name == "generation")
                .values(value=tables.meta.c.value + 1)
            )

    def versions(self, source: str) -> dict[str, str]:
        """The manifest of a source: version by key."""
        return {key: version for key, (version, _) in self.manifest(source).items()}

    def manifest(
        self, source: str, keys: Iterable[str] | None = None
    ) -> dict[str, tuple[str, str]]:
        """Version and fingerprint by key, of a whole source or of `keys` only."""
        table = tables.manifest
        query = sa.select(table.c.key, table.c.version, table.c.fingerprint)
        query = query.where(table.c.source == source)
        queries = [query]
        if keys is not None:
            queries = [query.where(table.c.key.in_(batch)) for batch in in_batches(keys)]
        with self.reading() as connection:
            return {
                key: (version, fingerprint)
                for each in queries
                for key, version, fingerprint in connection.execute(each)
            }

    def put(self, items: Sequence[Indexed]) -> None:
        """Replace all that the records of `items` had become, in one transaction."""
        latest = {item.document.id: item for item in items}
        if not latest:
            return
        now = dt.datetime.now(dt.UTC).isoformat()
        with self.writing() as connection:
            before = nodes_of(connection, latest)
            labelled = labelled_among(connection, before)
            vectors = embedding_keys_of(connection, latest)
            delete_documents(connection, latest)
            insert(connection, list(latest.values()), now)
            labelled |= labelled_among(connection, nodes_of(connection, latest))
            mark_edges(connection, labelled)
            kept = {p.id for item in latest.values() for p in item.passages} | set(latest)
            delete_loose_edges(connection, before - kept)
            delete_embeddings(connection, vectors)

    def remove(self, source: str, keys: Iterable[str]) -> None:
        """Forget the records: nothing of theirs is left, nor an edge that needs them."""
        ids = [stable_id("document", source, key) for key in keys]
        if not ids:
            return
        with self.writing() as connection:
            before = nodes_of(connection, ids)
            vectors = embedding_keys_of(connection, ids)
            delete_documents(connection, ids)
            delete_loose_edges(connection, before)
            mark_edges(connection, labelled_among(connection, before))
            delete_embeddings(connection, vectors)

    def chunk_ids(self, source: str, keys: Iterable[str]) -> list[str]:
        """Ids of the chunks of the records, in the order of their documents."""
        found: list[str] = []
        chunks = tables.chunks
        with self.reading() as connection:
            for batch in in_batches(stable_id("document", source, key) for key in keys):
                query = sa.select(chunks.c.id).where(chunks.c.document_id.in_(batch))
                found += connection.scalars(query.order_by(chunks.c.document_id, chunks.c.start_at))
        return found

    def all_chunk_ids(self) -> Iterator[str]:
        """Every chunk id, in order, read in pages so that no transaction stays open."""
        chunks, last = tables.chunks, ""
        while True:
            query = sa.select(chunks.c.id).where(chunks.c.id > last).order_by(chunks.c.id)
            with self.reading() as connection:
                page = list(connection.scalars(query.limit(4 * BATCH)))
            if not page:
                return
            yield from page
            last = page[-1]

    def texts(self, limit: int, scope: Scope) -> list[str]:
        """Title and text of up to `limit` chunks that `scope` permits, for statistics.

        Ids are hashes: the first of them are a sample, and the same one wherever they are kept.
        """
        chunks, documents = tables.chunks, tables.documents
        query = (
            sa.select(documents.c.title, chunks.c.text)
            .join(documents, documents.c.id == chunks.c.document_id)
            .where(readable(chunks, scope), readable(documents, scope))
            .order_by(chunks.c.id)
            .limit(limit)
        )
        with self.reading() as connection:
            return [f"{title} {text}" for title, text in connection.execute(query)]

    def passages(self, ids: Sequence[str], scope: Scope) -> dict[str, Passage]:
        """Those of the chunks that exist and that `scope` permits, by id."""
        with self.reading() as connection:
            return {
                passage.id: passage
                for batch in in_batches(ids)
                for passage in read_passages(connection, tables.chunks.c.id.in_(batch), scope)
            }

    def passage(self, passage_id: str, scope: Scope) -> Passage | None:
        """One chunk with its provenance, if it exists and `scope` permits it."""
        return self.passages([passage_id], scope).get(passage_id)

    def chunks_of(self, document_ids: Iterable[str], scope: Scope) -> list[Passage]:
        """The chunks of the documents, in the order of their spans, as far as permitted."""
        with self.reading() as connection:
            return [
                passage
                for batch in in_batches(document_ids)
                for passage in read_passages(
                    connection, tables.chunks.c.document_id.in_(batch), scope
                )
            ]

    def document(self, document_id: str, scope: Scope) -> Document | None:
        """The whole document, if it exists and `scope` permits it."""
        documents = tables.documents
        query = sa.select(documents).where(
            documents.c.id == document_id, readable(documents, scope)
        )
        with self.reading() as connection:
            row = connection.execute(query).one_or_none()
            if row is None:
                return None
            labels = labels_of(connection, [row])
            return codec.document_from(row, labels[row.id])

    def entity(self, entity_id: str, scope: Scope | None = None) -> Entity | None:
        """The entity of that id, if it exists and `scope` (when given) permits it."""
        return self.entities([entity_id], scope).get(entity_id)

    def entities(self, ids: Iterable[str], scope: Scope | None = None) -> dict[str, Entity]:
        """Those of the entities that exist and that `scope` (when given) permits, by id."""
        entities = tables.entities
        query = sa.select(entities).order_by(entities.c.document_id.desc())
        if scope is not None:
            query = query.where(readable(entities, scope))
        with self.reading() as connection:
            rows = [
                row
                for batch in in_batches(ids)
                for row in connection.execute(query.where(entities.c.id.in_(batch)))
            ]
            labels = labels_of(connection, rows)
            return {row.id: codec.entity_from(row, labels[row.id]) for row in rows}

    def names(self, scope: Scope | None = None) -> Iterator[tuple[EntityName, Entity]]:
        """Every name that `scope` permits, with its entity; without a scope those of all tenants.

        A name is permitted with its document, and its entity too where it has another one.
        """
        entities, names, documents = tables.entities, tables.names, tables.documents
        every, called = (
            sa.select(entities),
            sa.select(names.c.entity_id, names.c.name, names.c.kind),
        )
        if scope is not None:
            every = every.join(documents, documents.c.id == entities.c.document_id)
            every = every.where(readable(entities, scope), readable(documents, scope))
            called = called.join(documents, documents.c.id == names.c.document_id)
            called = called.where(readable(documents, scope))
        with self.reading() as connection:
            rows = connection.execute(every.order_by(entities.c.document_id)).all()
            labels = labels_of(connection, rows)
            by_id = {row.id: codec.entity_from(row, labels[row.id]) for row in reversed(rows)}
            named = connection.execute(
                called.distinct().order_by(names.c.entity_id, names.c.name, names.c.kind)
            ).all()
        for row in named:
            if row.entity_id in by_id:
                name = EntityName(entity_id=row.entity_id, name=row.name, kind=row.kind)
                yield name, by_id[row.entity_id]

    def labels(self, tenant: str) -> frozenset[str]:
        """The access labels that something of a tenant has."""
        labels, documents = tables.labels, tables.documents
        query = (
            sa.select(labels.c.label)
            .distinct()
            .join(documents, documents.c.id == labels.c.document_id)
        )
        with self.reading() as connection:
            return frozenset(connection.scalars(query.where(documents.c.tenant == tenant)))

    def generation(self) -> int:
        """A counter that grows with every write; caches of what was read hang on it."""
        query = sa.select(tables.meta.c.value).where(tables.meta.c.name == "generation")
        with self.reading() as connection:
            return int(connection.scalar(query) or 0)

    def digest(self) -> str:
        """A hash of what is indexed: source, key and version of every record."""
        table = tables.manifest
        query = sa.select(table.c.source, table.c.key, table.c.version)
        found = hashlib.sha256()
        with self.reading() as connection:
            rows = connection.execute(query.order_by(table.c.source, table.c.key))
            for source, key, version in rows:
                found.update(f"{source}\0{key}\0{version}\0".encode())
        return found.hexdigest()

    def sources(self) -> list[str]:
        """Names of the sources that something is indexed of."""
        with self.reading() as connection:
            return list(connection.scalars(sa.select(tables.manifest.c.source).distinct()))

    def chunk_count(self) -> int:
        """Number of chunks."""
        with self.reading() as connection:
            return connection.scalar(sa.select(sa.func.count()).select_from(tables.chunks)) or 0

    def stats(self) -> CatalogueStats:
        """Sizes of all tables."""
        with self.reading() as connection:
            return read_stats(connection)


@contextlib.contextmanager
def _failures() -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        # The first line: the rest repeats the statement with the values that were sent.
        raise StoreFailed("catalogue", str(error).splitlines()[0]) from error
