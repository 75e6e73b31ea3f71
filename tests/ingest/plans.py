"""Plans of changes to a small index: rows and files whose names meet, and passes that are cut."""

from __future__ import annotations

from hypothesis import strategies as st

from nescio.types import Access, Edge, Entity, EntityName, stable_id
from retrieval.catalogue import Indexed
from tests.retrieval.samples import document, passages

ROW_NAMES = ("Kestrel 2 Tent", "Kestrel 2", "Heron", "heron", "Osprey 9 Pack", "OS-9")
TITLES = ("Heron", "Kestrel 2 Tent", "The Osprey", "Letters")
TEXTS = (
    "The Kestrel 2 Tent and the Kestrels. See Care of tents.",
    "A heron flew, heron after heron.\nThe Heron is red.",
    "Anna Berg carried an Osprey 9 Pack, OS-9.\nKestrel 3 is lighter.",
    "\n".join(f"Osprey and heron number {n}." for n in range(25)),
    "kestrels fly low",
    "",
)


def row(key: str, names: tuple[str, ...], tenant: str, source: str) -> Indexed:
    access = Access(tenant=tenant)
    doc = document(key, "row", kind="row", access=access, source=source)
    table = key.split("/")[0]
    entity = Entity(
        id=stable_id("row", source, key), source=source, label=names[0], table=table, access=access
    )
    return Indexed(
        document=doc,
        passages=(),
        entities=(entity,),
        names=tuple(EntityName(entity_id=entity.id, name=n, kind="name") for n in set(names)),
        edges=(Edge(start_id=entity.id, end_id=doc.id, kind="contains", proof=entity.id),),
    )


def file(key: str, title: str, text: str, tenant: str) -> Indexed:
    access = Access(tenant=tenant)
    doc = document(key, text, title=title, access=access, source="files")
    found = passages(doc) if text else ()
    entity = Entity(id=doc.id, source="files", label=title, access=access)
    contains = [Edge(start_id=doc.id, end_id=p.id, kind="contains", proof=p.id) for p in found]
    other = stable_id("document", "files", "f0")
    links = [
        Edge(start_id=doc.id, end_id=other, kind="links", proof=p.id, label="link")
        for p in found[:1]
    ]
    return Indexed(
        document=doc,
        passages=found,
        entities=(entity,),
        names=(EntityName(entity_id=doc.id, name=title, kind="title"),),
        edges=(*contains, *links),
    )


tenants = st.sampled_from(["default"] * 5 + ["other"])
rows = st.builds(
    row,
    st.builds("{}/{}".format, st.sampled_from(["products", "goods"]), st.integers(0, 1)),
    st.lists(st.sampled_from(ROW_NAMES), min_size=1, max_size=2).map(tuple),
    tenants,
    st.sampled_from(["shop", "store"]),
)
files = st.builds(
    file,
    st.builds("f{}".format, st.integers(0, 3)),
    st.sampled_from(TITLES),
    st.sampled_from(TEXTS),
    tenants,
)
after = st.one_of(
    st.tuples(st.just("link"), st.just(None)), st.tuples(st.just("crash"), st.integers(1, 12))
)
changes = st.one_of(
    st.tuples(st.just("put"), st.lists(st.one_of(rows, files), min_size=1, max_size=3)),
    st.tuples(st.just("remove"), st.integers(0, 20)),
)
steps = st.lists(st.one_of(changes, changes, after), min_size=4, max_size=16)
"""Some changes, a pass now and then, and some that do not come to their end."""
