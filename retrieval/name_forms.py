"""What the search for names keeps between its passes: forms of names, their use, what is done.

Everything here sees all tenants: it is for ingestion, never for answering. Functions that take a
connection belong to a transaction of the caller. All block.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.engine import Connection

from nescio.types import Access, Entity, EntityName
from retrieval import codec, tables
from retrieval.catalogue import Catalogue
from retrieval.catalogue_writes import in_batches
from retrieval.link_tables import common_forms, form_usage, forms, linked, signatures

PAGE = 1_000


class Form(NamedTuple):
    """One way to find an entity in a text; `whole` is false for the beginning of a long name.

    `anchor` is the word by which it is looked up, `table_name` is empty for the title of a file.
    """

    entity_id: str
    form: str
    whole: bool
    anchor: str
    capital: bool
    distinctive: bool
    tenant: str
    table_name: str


class Use(NamedTuple):
    """In how many chunks a name of one word stands, and in how many in lower case."""

    seen: int
    lower: int


def unlinked(catalogue: Catalogue) -> tuple[list[str], list[str]]:
    """The rows and the files that the pass has to look at, in order."""
    documents = tables.documents
    # Two indexes are compared; the rows of the table, with all the text in them, are not read.
    rest = sa.except_(sa.select(documents.c.id), sa.select(linked.c.document_id)).subquery()
    found: dict[str, list[str]] = {"row": [], "file": []}
    with catalogue.reading() as connection:
        ids = connection.scalars(sa.select(rest.c.id).order_by(rest.c.id)).all()
        for batch in in_batches(ids):
            query = sa.select(documents.c.id, documents.c.kind).where(documents.c.id.in_(batch))
            for id_, kind in connection.execute(query.order_by(documents.c.id)):
                found[kind].append(id_)
    return found["row"], found["file"]


def signed_files(catalogue: Catalogue) -> int:
    """How many files have been looked at."""
    with catalogue.reading() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(signatures)) or 0


def gone(catalogue: Catalogue) -> list[str]:
    """Documents that forms are kept of and that are there no more."""
    exists = sa.exists().where(tables.documents.c.id == forms.c.document_id)
    query = sa.select(forms.c.document_id).where(~exists).distinct()
    with catalogue.reading() as connection:
        return list(connection.scalars(query.order_by(forms.c.document_id)))


def names_of(
    catalogue: Catalogue, document_ids: Iterable[str]
) -> Iterator[tuple[str, EntityName, Entity]]:
    """The names of the documents' entities: owner, name, entity (without its labels)."""
    names, entities = tables.names, tables.entities
    for batch in in_batches(document_ids):
        query = (
            sa.select(names.c.document_id, names.c.name, names.c.kind.label("name_kind"), entities)
            .join(
                entities,
                sa.and_(
                    entities.c.id == names.c.entity_id,
                    entities.c.document_id == names.c.document_id,
                ),
            )
            .where(names.c.document_id.in_(batch))
        )
        with catalogue.reading() as connection:
            rows = connection.execute(query).all()
        for row in rows:
            entity = Entity(
                id=row.id,
                source=row.source,
                label=row.label,
                table=row.table_name,
                key=codec.key_from_json(row.row_key),
                access=Access(tenant=row.tenant),
            )
            yield row[0], EntityName(entity_id=row.id, name=row.name, kind=row.name_kind), entity


def forms_of(catalogue: Catalogue, document_ids: Iterable[str]) -> dict[str, set[Form]]:
    """The forms kept of the documents."""
    found: dict[str, set[Form]] = defaultdict(set)
    for owner, form in _forms(catalogue, forms.c.document_id, document_ids):
        found[owner].add(form)
    return found


def anchored(catalogue: Catalogue, words: Iterable[str]) -> Iterator[Form]:
    """The forms that could stand in a text of these words."""
    return (form for _, form in _forms(catalogue, forms.c.anchor, words))


def spelled(catalogue: Catalogue, texts: Iterable[str]) -> Iterator[tuple[str, Form]]:
    """All entities of some forms, with the document that each belongs to."""
    return _forms(catalogue, forms.c.form, texts)


def _forms(
    catalogue: Catalogue, column: sa.Column[str], values: Iterable[str]
) -> Iterator[tuple[str, Form]]:
    columns = [forms.c[name] for name in Form._fields]
    for batch in in_batches(values):
        query = sa.select(forms.c.document_id, *columns).where(column.in_(batch))
        with catalogue.reading() as connection:
            rows = connection.execute(query).all()
        for row in rows:
            yield row[0], Form(*row[1:])


def replace_forms(connection: Connection, wanted: Mapping[str, Collection[Form]]) -> None:
    """Keep these forms of these documents, and no others."""
    for batch in in_batches(wanted):
        connection.execute(sa.delete(forms).where(forms.c.document_id.in_(batch)))
    values = [
        {"document_id": owner, **form._asdict()}
        for owner, found in wanted.items()
        for form in found
    ]
    if values:
        connection.execute(sa.insert(forms), values)


def unlink(connection: Connection, document_ids: Iterable[str]) -> None:
    """Have the documents looked at again."""
    for batch in in_batches(document_ids):
        connection.execute(sa.delete(linked).where(linked.c.document_id.in_(batch)))


def owners_of(catalogue: Catalogue, texts: Iterable[str]) -> set[str]:
    """Documents of rows that are called by one of the forms."""
    return {owner for owner, form in spelled(catalogue, texts) if form.whole and form.table_name}


def files_with(catalogue: Catalogue, wanted: Mapping[str, Sequence[int]]) -> set[str]:
    """The files that are done in which one of the forms may stand.

    `wanted` gives the hashes of the words of each form, that of its anchor first.
    """
    by_anchor: defaultdict[int, list[frozenset[int]]] = defaultdict(list)
    for hashes in wanted.values():
        by_anchor[hashes[0]].append(frozenset(hashes))
    anchors = np.array(sorted(by_anchor), dtype="<u4")
    found: set[str] = set()
    for ids, words in _words(catalogue) if wanted else ():
        ends = np.cumsum([len(some) for some in words])
        every = np.concatenate(words)
        hits = np.flatnonzero(np.isin(every, anchors))
        places = np.searchsorted(ends, hits, side="right")
        for place, anchor in zip(places.tolist(), every[hits].tolist(), strict=True):
            if ids[place] not in found:
                held = set(words[place].tolist())
                if any(needed <= held for needed in by_anchor[anchor]):
                    found.add(ids[place])
    return found


def _words(catalogue: Catalogue) -> Iterator[tuple[list[str], list[NDArray[np.uint32]]]]:
    """Hashes of the words of the files that are done, in pages."""
    with catalogue.reading() as connection:
        if connection.scalar(sa.select(linked.c.document_id).limit(1)) is None:
            return
        query = sa.select(signatures.c.document_id, signatures.c.words).execution_options(
            yield_per=PAGE
        )
        for rows in connection.execute(query).partitions():
            yield [row[0] for row in rows], [np.frombuffer(row[1], dtype="<u4") for row in rows]


def replace_usage(catalogue: Catalogue, found: Mapping[str, tuple[str, Mapping[str, Use]]]) -> None:
    """Keep how each of the files uses names of one word; with the tenant of the file."""
    values = [
        {"document_id": owner, "tenant": tenant, "form": form, **use._asdict()}
        for owner, (tenant, uses) in found.items()
        for form, use in uses.items()
    ]
    with catalogue.writing(moves=False) as connection:
        for batch in in_batches(found):
            connection.execute(sa.delete(form_usage).where(form_usage.c.document_id.in_(batch)))
        if values:
            connection.execute(sa.insert(form_usage), values)


def used_often(catalogue: Catalogue, share: float, least: int) -> set[tuple[str, str]]:
    """By tenant, names of one word in more than a share of the chunks of its files (and more than
    `least` of them); and names with a capital that stand mostly in lower case there."""
    usage, chunks, documents = form_usage.c, tables.chunks, tables.documents
    seen, lower = sa.func.sum(usage.seen), sa.func.sum(usage.lower)
    counts = (
        sa.select(documents.c.tenant, sa.func.count())
        .join(chunks, documents.c.id == chunks.c.document_id)
        .where(documents.c.kind == "file")
        .group_by(documents.c.tenant)
    )
    found: set[tuple[str, str]] = set()
    with catalogue.reading() as connection:
        for tenant, chunk_count in connection.execute(counts).all():
            limit = max(least, share * chunk_count)
            query = (
                sa.select(usage.form, seen, lower)
                .where(usage.tenant == tenant)
                .group_by(usage.form)
                .having(sa.or_(seen > limit, 2 * lower > seen))
            )
            rows = connection.execute(query).all()
            found.update((tenant, form) for form, in_all, _ in rows if in_all > limit)
            mostly_lower = {form for form, in_all, small in rows if 2 * small > in_all}
            for batch in in_batches(sorted(mostly_lower)):
                capital = sa.select(forms.c.form).where(
                    forms.c.form.in_(batch),
                    forms.c.whole,
                    forms.c.capital,
                    forms.c.tenant == tenant,
                )
                found.update((tenant, form) for form in connection.scalars(capital.distinct()))
    return found


def common(catalogue: Catalogue) -> frozenset[tuple[str, str]]:
    """The names that the last pass took for ordinary words, each with its tenant."""
    with catalogue.reading() as connection:
        rows = connection.execute(sa.select(common_forms.c.tenant, common_forms.c.form))
        return frozenset((tenant, form) for tenant, form in rows)


def replace_common(connection: Connection, found: Iterable[tuple[str, str]]) -> None:
    """Keep them for the next pass."""
    connection.execute(sa.delete(common_forms))
    values = [{"tenant": tenant, "form": form} for tenant, form in sorted(found)]
    if values:
        connection.execute(sa.insert(common_forms), values)


def mark_linked(connection: Connection, document_ids: Iterable[str]) -> None:
    """The documents are done. They must not be marked yet."""
    values = [{"document_id": id_} for id_ in document_ids]
    if values:
        connection.execute(sa.insert(linked), values)
