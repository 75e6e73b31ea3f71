"""General-English concepts: which words ask for which kind of column, and which compare by it.

A column belongs to a concept when its label holds one of the concept's label words; a question
asks for the concept when it holds a label word or a cue. All words are compared as stems.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from nescio.text import stem

_SAID: set[str] = set()


def stems(text: str) -> frozenset[str]:
    """The stems of the words of a phrase."""
    _SAID.update(text.split())
    return frozenset(stem(word) for word in text.split())


@dataclass(frozen=True, kw_only=True)
class Concept:
    """`labels` and `cues` as stems; the four comparing sets as plain words."""

    name: str
    labels: frozenset[str]
    cues: frozenset[str] = frozenset()
    lowest: frozenset[str] = frozenset()
    highest: frozenset[str] = frozenset()
    lower: frozenset[str] = frozenset()
    higher: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()


def _concept(
    name: str,
    labels: str,
    cues: str = "",
    *,
    low: str = "",
    high: str = "",
    lower: str = "",
    higher: str = "",
    kinds: str = "",
) -> Concept:
    return Concept(
        name=name,
        labels=stems(labels),
        cues=stems(cues),
        lowest=frozenset(low.split()),
        highest=frozenset(high.split()),
        lower=frozenset(lower.split()),
        higher=frozenset(higher.split()),
        kinds=frozenset(kinds.split()),
    )


_MEASURE = "number money"
_WHEN = "date datetime"
CONCEPTS = (
    _concept("price", "price cost msrp rrp fare", "price cost costs priced pricing expensive "
             "cheap pay howmuch charge charged retail rrp msrp", low="cheapest cheapests lowest",
             high="priciest dearest",
             lower="cheaper", higher="pricier dearer", kinds=_MEASURE),
    _concept("amount", "total amount", "howmuch worth cost sum value", kinds=_MEASURE,
             high="biggest largest", low="smallest"),
    _concept("weight", "weight mass", "weigh weighs weight heavy light mass", low="lightest",
             high="heaviest", lower="lighter", higher="heavier", kinds=_MEASURE),
    _concept("length", "length", "long length", low="shortest", high="longest", lower="shorter",
             higher="longer", kinds=_MEASURE),
    _concept("height", "height", "tall high height", low="shortest lowest", high="tallest",
             lower="shorter", higher="taller", kinds=_MEASURE),
    _concept("width", "width", "wide width", low="narrowest", high="widest", lower="narrower",
             higher="wider", kinds=_MEASURE),
    _concept("depth", "depth", "deep depth", low="shallowest", high="deepest", kinds=_MEASURE),
    _concept("area", "area floor surface", "area large big space floor roomy spacious",
             low="smallest", high="biggest largest", lower="smaller", higher="bigger larger",
             kinds=_MEASURE),
    _concept("capacity", "capacity volume", "capacity volume hold holds", low="smallest",
             high="biggest largest roomiest", lower="smaller", higher="bigger larger",
             kinds=_MEASURE),
    _concept("size", "size dimension", "size big large dimensions", kinds=_MEASURE + " text"),
    _concept("warranty", "warranty guarantee", "warranty guarantee guaranteed warrantied",
             low="shortest", high="longest", lower="shorter", higher="longer"),
    _concept("speed", "speed velocity", "speed fast quick slow", low="slowest",
             high="fastest quickest", lower="slower", higher="faster quicker", kinds=_MEASURE),
    _concept("distance", "distance", "distance far", low="shortest nearest closest",
             high="longest farthest furthest", lower="shorter nearer closer",
             higher="longer farther further", kinds=_MEASURE),
    _concept("year", "year founded established built opened", "year founded established built "
             "opened", low="oldest earliest first", high="newest latest youngest", lower="older",
             higher="newer younger", kinds="number"),
    _concept("duration", "duration runtime", "duration long runtime", low="shortest",
             high="longest", kinds=_MEASURE),
    _concept("lead time", "lead", "lead", low="shortest fastest quickest", high="longest slowest",
             lower="shorter faster quicker", higher="longer slower", kinds=_MEASURE),
    _concept("battery", "battery", "battery runtime run burn shine glow", high="longest",
             kinds=_MEASURE),
    _concept("load", "load payload", "load carry carries payload bear", high="strongest",
             kinds=_MEASURE),
    _concept("waterproof", "waterproof hydrostatic", "waterproof watertight waterproofness "
             "hydrostatic head rating", high="most"),
    _concept("rating", "rating score stars", "rating rated score stars", low="worst",
             high="best", kinds=_MEASURE),
    _concept("population", "population inhabitants", "population people inhabitants",
             kinds=_MEASURE),
    _concept("stock", "stock inventory hand availability", "stock available availability left "
             "inventory instock", kinds="number bool"),
    _concept("quantity", "quantity qty", "quantity many howmany", kinds="number"),
    _concept("material", "material fabric", "material fabric madeof stuff cloth textile"),
    _concept("colour", "color colour", "color colour colored coloured"),
    _concept("country", "country nation", "country nation land origin where", kinds="text"),
    _concept("city", "city town", "city town hometown where"),
    _concept("place", "location place region", "where location located", kinds="text"),
    _concept("launch", "launch release introduce", "launch launched release released "
             "introduced introduce "
             "comeout since new old", low="oldest earliest first", high="newest latest",
             lower="older", higher="newer", kinds=_WHEN),
    _concept("hired", "hire hired employed", "hired start started join joined employed",
             low="first", high="newest latest", kinds=_WHEN),
    _concept("joined", "joined registered signup member", "join joined register registered "
             "signedup member since become", low="first", high="newest latest", kinds=_WHEN),
    _concept("since", "since", "since partner begin began start started work working",
             low="oldest first", high="newest latest", kinds=_WHEN),
    _concept("ordered", "order ordered purchase purchased placed", "place placed order ordered "
             "purchase purchased bought made", low="first oldest earliest",
             high="latest newest last recent", kinds=_WHEN),
    _concept("shipped", "ship shipped dispatch dispatched sent", "ship shipped dispatch "
             "dispatched sent leave left", high="latest last", kinds=_WHEN),
    _concept("delivered", "delivered delivery arrival", "delivered arrive arrived", kinds=_WHEN),
    _concept("expected", "eta expected required due estimated", "eta expected will arrive due be "
             "delivered estimated arriving reach here", kinds=_WHEN),
    _concept("opened", "opened opening founded", "open opened founded around exist existed "
             "filed lodged raised",
             low="oldest first", high="newest latest", kinds=_WHEN),
    _concept("created", "created added", "created added", kinds=_WHEN),
    _concept("hours", "hours", "open opening hours close closes closing times "
             "until till shut shuts", kinds="text time"),
    _concept("cutoff", "cutoff deadline", "cutoff deadline until sameday latest till",
             kinds="text time"),
    _concept("discontinued", "discontinued", "discontinued stillsold phased", kinds="bool"),
    _concept("active", "active enabled", "active stillsold", kinds="bool"),
    _concept("status", "status state", "status state progress"),
    _concept("role", "role title position job", "role job position title jobtitle"),
    _concept("contact", "contact", "contact"),
    _concept("tracking", "tracking", "tracking track trace"),
    _concept("barcode", "barcode ean upc gtin", "barcode ean upc gtin"),
    _concept("reason", "reason cause", "reason why return returned back sendback send wrong"),
    _concept("refund", "refund reimbursement", "refund refunded reimbursed reimburse",
             kinds=_MEASURE),
    _concept("carrier", "carrier courier", "carrier courier shipped carry transport brought bring"),
    _concept("description", "description about", "description describe"),
    _concept("homepage", "homepage website url web site", "homepage website url site"),
    _concept("email", "email mail", "email mail"),
    _concept("phone", "phone telephone mobile", "phone telephone mobile cell"),
    _concept("address", "address street postal", "address street"),
    _concept("password", "password pass", "password credential login"),
    _concept("birth", "birth birthday dob", "birth birthday born age", kinds=_WHEN),
    _concept("secret", "token secret key", "token secret key apikey"),
)  # fmt: skip
VOCABULARY = frozenset(_SAID)
"""The plain words of all concepts: spelt right, whatever the documents say."""
VALUES: dict[str, tuple[str, ...]] = {
    "colour": tuple(
        """red blue green yellow black white grey gray brown orange purple pink beige
    navy turquoise teal violet silver gold khaki olive cream maroon""".split()
    ),
    "material": tuple(
        """cotton wool leather nylon polyester steel aluminium aluminum plastic wood
    titanium down rubber silk linen glass carbon ceramic copper brass canvas denim paper bamboo
    silicone fleece synthetic""".split()
    ),
}
"""What columns of a concept usually hold, also where no row of the database has it."""


@lru_cache(maxsize=10_000)
def concepts_of(label: frozenset[str], kind: str) -> tuple[Concept, ...]:
    """The concepts of a column with these label stems and kind."""
    return tuple(
        concept
        for concept in CONCEPTS
        if concept.labels & label and (not concept.kinds or kind in concept.kinds)
    )


# What they do, where their name does not say it, or says it otherwise.
_DEEDS = {
    "author": ("write", "wrote", "written"), "writer": ("wrote", "written"),
    "artist": ("perform", "sing", "sang", "paint", "record"), "driver": ("drove", "driven"),
    "doctor": ("treat",), "doc": ("treat",), "physician": ("treat",), "teacher": ("taught",),
    "instructor": ("teach", "taught"), "lecturer": ("teach", "taught"), "actor": ("star", "play"),
    "carrier": ("deliver", "ship"), "shipper": ("deliver",), "supplier": ("provide", "deliver"),
    "mechanic": ("fix", "repair", "mend", "service"), "adviser": ("advise",),
    "technician": ("fix", "repair", "mend", "service"), "cook": ("prepare",),
    "leader": ("led",), "chairman": ("chair",), "builder": ("built",), "maker": ("made",),
}  # fmt: skip


@lru_cache(maxsize=10_000)
def agent_stems(word: str) -> frozenset[str]:
    """A noun and the verb it comes from: `supplier` is asked for by `supplies` as well."""
    found = {stem(word), *(stem(verb) for verb in _DEEDS.get(word, ()))}
    if word.endswith("ment") and len(word) > 7:  # shipment, payment
        found.add(stem(word.removesuffix("ment")))
    for ending in ("er", "or"):
        if word.endswith(ending) and len(word) > len(ending) + 3:
            base = word[: -len(ending)]
            found |= {stem(base), stem(base + "e"), stem(base[:-1])} if base[-1] == base[-2] else {
                stem(base), stem(base + "e")
            }  # fmt: skip
            if base.endswith("i"):
                found |= {stem(base[:-1] + "y"), stem(base + "es")}
    return frozenset(found)
