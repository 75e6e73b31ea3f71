"""Five tenants that call the same things by the same names, and what each of them may read.

Every text of a tenant holds a word that nobody else has, and so does every text with a label:
where such a word turns up elsewhere, something has leaked. What does not turn up in words may
still have had a part in scores, counts and suggestions: see `tests.retrieval.leak_probe`.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from nescio.types import (
    Access,
    Document,
    Edge,
    Entity,
    EntityName,
    Scope,
    key_text,
    stable_id,
)
from retrieval.catalogue import Indexed
from tests.retrieval.samples import document, passages

TENANTS: dict[str, tuple[str, ...]] = {
    "acme": ("staff", "legal"),
    "acme-eu": ("staff",),
    "borealis": ("staff", "board"),
    "default": (),
    "zephyr": ("legal",),
}
"""The labels of each; the same label of two tenants opens nothing of the other."""

_FAMILIES = "Kestrel Otter Falcon Marten Osprey Lumen Tarn Fjord Heron Badger".split()
_NOUNS = "Tent Stove Lantern Backpack Kettle Mattress Jacket Compass".split()
_MAKERS = "Nordvik Fjellvik Alpina Sundermann Castellan Brightwater".split()
_PLAIN = (
    "the seams are sealed by hand before shipping and dry within a day; rinse with water and "
    "store it loosely; a repair takes two weeks and costs twenty euros; order spare poles from "
    "the workshop; fuel burns clean when the valve is open; the warranty covers stitching"
).split("; ")
COPIED = 0.2
"""Share of the files whose text is there once more, for others."""

_WORDS = [a + b for a in "ba ke lo mi nu ta ve".split() for b in "dra fen gol hix jum".split()]
_TOPICS = "Care Repair Warranty Storage Safety Packing".split()


@dataclass(frozen=True, kw_only=True)
class World:
    """Everything that is indexed anywhere, and words of each kind to ask with."""

    items: tuple[Indexed, ...]
    names: tuple[str, ...]
    canaries: dict[str, Access]

    def readable(self, scope: Scope) -> list[Indexed]:
        """What `scope` may read, as a store of its own would be given it."""
        return [item for item in self.items if scope.permits(item.document.access)]

    def forbidden(self, scope: Scope) -> list[str]:
        """Words that stand only in what `scope` may not read."""
        return [word for word, access in self.canaries.items() if not scope.permits(access)]


def scopes() -> list[Scope]:
    """One for each thing that an asker may be permitted; who may see all of a tenant first."""
    return [
        Scope(tenant=tenant, labels=frozenset(some))
        for tenant, labels in TENANTS.items()
        for size in range(len(labels), -1, -1)
        for some in combinations(labels, size)
    ]


def make(seed: int, *, files: int = 30, rows: int = 16) -> World:
    """A world with so many files and products per tenant; the same for the same seed."""
    rng = random.Random(seed)
    items: list[Indexed] = []
    names: set[str] = set()
    canaries: dict[str, Access] = {}
    for tenant, labels in TENANTS.items():
        accesses = [Access(tenant=tenant)] * 2 * (1 + len(labels))
        accesses += [Access(tenant=tenant, labels=frozenset({label})) for label in labels]
        if len(labels) > 1:
            accesses.append(Access(tenant=tenant, labels=frozenset(labels)))
        for access in set(accesses):
            canaries[canary(access)] = access
        made = [*_rows(rng, accesses, rows)]
        products = [item.entities[0].label for item in made]
        made += _files(rng, tenant, accesses, products, files)
        names |= {name.name for item in made for name in item.names}
        items += made
    rng.shuffle(items)
    return World(items=tuple(items), names=tuple(sorted(names)), canaries=canaries)


def canary(access: Access) -> str:
    """A word of letters that stands in all texts of this access, and in no others."""
    digest = stable_id("canary", access.tenant, *sorted(access.labels)).replace("-", "")
    return "q" + "".join(chr(ord("g") + int(c, 16)) for c in digest[:9])


def _rows(rng: random.Random, accesses: Sequence[Access], count: int) -> Iterator[Indexed]:
    makers = [
        _row(rng.choice(accesses), "makers", number, name, (), _remark(rng))
        for number, name in enumerate(rng.sample(_MAKERS, 3), start=1)
    ]
    yield from makers
    named = [f"{family} {rng.choice([2, 3, 20])} {noun}" for family in _FAMILIES for noun in _NOUNS]
    for number, name in enumerate(rng.sample(named, count), start=1):
        maker = rng.choice(makers).entities[0]
        yield _row(rng.choice(accesses), "products", number, name, (maker,), _remark(rng))


def _remark(rng: random.Random) -> str:
    """Words in other numbers and lengths, so that hardly two texts have the same score: sums that
    differ in their last digits, as the index adds them up, are then no other ranking."""
    return " ".join(rng.choice(_WORDS) for _ in range(rng.randint(3, 40)))


def _row(
    access: Access, table: str, number: int, name: str, references: Sequence[Entity], remark: str
) -> Indexed:
    tenant = access.tenant
    source, key = f"shop of {tenant}", (("id", number),)
    doc = document(
        f"{table}/{number}",
        f"{name} is one of the {table}. Batch {canary(access)}. Code E-{number}. {remark}",
        title=name,
        source=source,
        kind="row",
        access=access,
    )
    thing = Entity(
        id=stable_id("entity", source, table, key_text(key)),
        source=source,
        label=name,
        table=table,
        key=key,
        access=access,
    )
    edges = [Edge(start_id=thing.id, end_id=doc.id, kind="contains", proof=thing.id)]
    edges += [
        Edge(start_id=thing.id, end_id=r.id, kind="foreign_key", proof=thing.id, label="maker")
        for r in references
    ]
    code = EntityName(entity_id=thing.id, name=f"{table[:2].upper()}-{number}", kind="code")
    called = EntityName(entity_id=thing.id, name=name, kind="name")
    return _indexed(doc, thing, (called, code), edges)


def _files(
    rng: random.Random, tenant: str, accesses: Sequence[Access], products: list[str], count: int
) -> Iterator[Indexed]:
    source = f"help of {tenant}"
    titles = [f"{rng.choice(_TOPICS)} of the {rng.choice(products)}" for _ in range(count)]
    for number, title in enumerate(titles):
        access = rng.choice(accesses)
        said = [
            f"The {rng.choice(products)}: {rng.choice(_PLAIN)}, {_remark(rng)}."
            for _ in range(rng.randint(1, 3))
        ]
        kept = f"Kept as {canary(access)}. See {rng.choice(titles)}, {_remark(rng)}."
        linked = f"{rng.randrange(count)}.md"
        yield _file(access, source, f"{number}.md", title, [*said, kept], linked)
        if rng.random() < COPIED:
            yield _file(rng.choice(accesses), source, f"copy of {number}.md", title, said, linked)


def _file(
    access: Access, source: str, key: str, title: str, lines: Sequence[str], linked: str
) -> Indexed:
    doc = document(key, "\n".join(lines), title=title, source=source, access=access)
    thing = Entity(id=doc.id, source=source, label=title, access=access)
    edge = Edge(
        start_id=doc.id,
        end_id=stable_id("document", source, linked),
        kind="links",
        proof=passages(doc)[0].id,
        label="link",
    )
    return _indexed(doc, thing, (EntityName(entity_id=doc.id, name=title, kind="title"),), [edge])


def _indexed(
    doc: Document, thing: Entity, names: tuple[EntityName, ...], edges: Sequence[Edge]
) -> Indexed:
    found = passages(doc)
    contains = [Edge(start_id=doc.id, end_id=p.id, kind="contains", proof=p.id) for p in found]
    return Indexed(
        document=doc,
        passages=found,
        entities=(thing,),
        names=names,
        edges=(*edges, *contains),
    )
