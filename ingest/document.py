"""What a file or a page becomes: a document with its passages, its name and its edges."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from ingest.aliases import aliases
from ingest.chunk import passages
from ingest.markdown import Link
from ingest.parsed import Parsed, ParseFailed
from nescio.types import Access, Document, Edge, Entity, EntityName, Passage, Record, stable_id
from retrieval.catalogue import Indexed

MAX_LINKS = 2_000
"""Of a document; one with more is a list of links, or means harm."""
HREF = "link"
"""Label of an edge that an author made, as opposed to a title that was mentioned."""


def indexed(record: Record, parsed: Parsed, target: Callable[[str], str | None]) -> Indexed:
    """Put together what is written for a record. Raises ParseFailed.

    `target` gives the key of the record of the same source that a link leads to, there or not yet.
    """
    document = Document(
        source=record.source,
        kind="file",
        key=record.key,
        version=record.version,
        title=parsed.title,
        text=parsed.text,
        media_type=parsed.media_type,
        observed_at=record.observed_at,
        sections=parsed.sections,
        access=narrowed(record.access, parsed.access),
    )
    found = passages(document)
    entity = Entity(
        id=document.id, source=record.source, label=document.title, access=document.access
    )
    return Indexed(
        document=document,
        passages=found,
        entities=(entity,),
        names=tuple(_names(document, entity)),
        edges=(*contains(document, found), *_links(document, found, parsed.links, target)),
    )


def _names(document: Document, entity: Entity) -> Iterator[EntityName]:
    """The title, and what else the document says that its subject is called."""
    yield EntityName(entity_id=entity.id, name=document.title, kind="title")
    for alias in aliases(document.title, document.text):
        yield EntityName(entity_id=entity.id, name=alias, kind="alias")


def narrowed(access: Access, asked: tuple[str, ...] | None) -> Access:
    """The labels of the source, narrowed to those that a document asks for. Raises ParseFailed.

    One of the labels opens a document, so adding to them would open it to more readers: who
    writes a document may close it further, and may not open it. A source without labels takes
    those of the document.
    """
    if asked is None:
        return access
    labels = frozenset(asked) & access.labels if access.labels else frozenset(asked)
    if not labels:
        theirs, ours = (", ".join(sorted(each)) for each in (asked, access.labels))
        raise ParseFailed(
            f"it asks for the access labels {theirs}; its source gives {ours}: add them there"
        )
    return replace(access, labels=labels)


def contains(document: Document, found: tuple[Passage, ...]) -> Iterator[Edge]:
    """An edge from a document to each of its chunks; the chunk proves it."""
    for passage in found:
        yield Edge(start_id=document.id, end_id=passage.id, kind="contains", proof=passage.id)


def _links(
    document: Document,
    found: tuple[Passage, ...],
    links: tuple[Link, ...],
    target: Callable[[str], str | None],
) -> Iterator[Edge]:
    """Edges to the documents of the same source that the document links to.

    Links and chunks both come in the order of the text, so one walk over both is enough.
    """
    place = 0
    for link in sorted(links, key=lambda link: link.offset)[:MAX_LINKS]:
        while place < len(found) and found[place].chunk.end <= link.offset:
            place += 1
        key = target(link.target)
        if place < len(found) and key is not None and key != document.key:
            yield Edge(
                start_id=document.id,
                end_id=stable_id("document", document.source, key),
                kind="links",
                proof=found[place].id,
                label=HREF,
            )
