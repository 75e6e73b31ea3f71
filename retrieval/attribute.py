"""An attribute of a row, and whether a question's words and question word can mean it."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from nescio.text import stem
from retrieval.asking import GLUE, NOT_WHETHER, WEAK_STEMS, Asked, Term
from retrieval.concepts import Concept, agent_stems
from retrieval.fact_sql import Hop
from retrieval.naming import CURRENCIES, identifier_words
from retrieval.schema import Column, Table

QUANTITY_WORDS = frozenset(stem(w) for w in "quantity qty amount count units level hand".split())
BUYING = frozenset(stem(w) for w in "place placed order bought buy purchase made".split())
_CALENDAR = frozenset(stem(w) for w in "date dates day year month time since".split())
_PARTS_OF_DAYS = frozenset(stem(w) for w in "morning afternoon evening night".split())
WEEKDAYS = frozenset(
    stem(w) for w in "monday tuesday wednesday thursday friday saturday sunday".split()
)
_MOMENTS = frozenset(stem(w) for w in "time hour moment minute".split())
_WEEKEND = frozenset(stem(w) for w in "saturday sunday".split())
COUNTED = frozenset(stem(w) for w in "unit piece item copy number pair".split())
_TIMES = frozenset("days weeks months years h min s".split())
_UTMOST = frozenset("biggest highest heaviest maximum max most greatest top".split())
_COMPARING = frozenset("under above atleast atmost than over below exactly".split())
_LASTING = frozenset(stem(w) for w in "length period duration term".split())
_MAKING = frozenset(
    stem(w)
    for w in """make made manufacture produce sew sewn build built brew knit weave woven assemble
    craft stitch""".split()
)
MAKERS = frozenset(stem(w) for w in "manufacturer maker brand producer supplier".split())
_WORKING = frozenset(stem(w) for w in "work employ employed".split())
_SITES = frozenset(stem(w) for w in "city town street".split())
_DEPOTS = frozenset(stem(w) for w in "warehouse depot".split())
_BUYERS = frozenset(stem(w) for w in "customer client buyer member".split())
PLAIN = frozenset(stem(w) for w in "unit list retail standard regular date name of in".split())
_PERSONAL = frozenset(
    "contact owner author manager name email phone artist composer carrier courier".split()
)
_ALSO_CALLED = {
    "product": ("item", "article", "model"), "item": ("product", "article"),
    "order": ("purchase",), "customer": ("client", "member", "buyer"), "client": ("customer",),
    "employee": ("staff", "colleague", "headcount", "workforce"),
    "category": ("section", "department", "heading"),
    "supplier": ("vendor", "maker", "partner", "company", "manufacturer", "producer", "brand",
                 "firm"),
    "manufacturer": ("maker", "company", "producer", "brand", "firm"),
    "brand": ("maker", "company", "manufacturer", "producer"),
    "warehouse": ("depot", "stockroom", "storehouse"),
    "return": ("sendback",), "shipment": ("parcel", "package", "delivery"),
    "doc": ("doctor", "document"), "pat": ("patient",), "med": ("medication", "medicine", "drug"),
    "vendor": ("supplier",), "store": ("shop", "branch"), "shipper": ("carrier",),
}  # fmt: skip


def also_called(word: str) -> frozenset[str]:
    """The stems of other nouns for what a stem calls: `shop` and `branch` for a store."""
    return frozenset(
        stem(one)
        for noun, others in _ALSO_CALLED.items()
        if word in {stem(noun), *map(stem, others)}
        for one in (noun, *others)
    )


ALSO_CALLED_WORDS = frozenset(
    word for noun, others in _ALSO_CALLED.items() for word in (noun, *others)
)
# The row that came after: however the column is called and the question says it.
_SOURCING = frozenset(stem(w) for w in "get buy source come order".split())
CONTENTS = frozenset((stem("contents"),))
STATE_WORDS = frozenset(
    """ship shipped sent send dispatch dispatched leave left deliver delivered arrive
    arrived accept accepted approve approved reject rejected refund refunded pay paid process
    processed complete completed close closed open settle settled cancel cancelled confirm confirmed
    receive received return returned way transit lost pending done resolve resolved finished
    handle handled processing preparing already still""".split()
)
STATES = frozenset(stem(word) for word in STATE_WORDS)
_CHIEFS = frozenset(
    stem(w) for w in "boss manager supervisor superior report reports chief head lead".split()
)
_HANDLERS = frozenset(
    stem(w) for w in """employee staff agent rep representative clerk handler technician mechanic
    assistant salesperson seller officer operator""".split()
)  # fmt: skip
_HANDLING = frozenset(
    stem(w) for w in "handle handled process processed serve served deal dealt care look".split()
)
SENDING = frozenset(stem(w) for w in "ship shipped dispatch send sent leave left".split())
"""What is done to a thing where it sets out: a way over its shipment is meant."""
LATER = frozenset(stem(w) for w in "successor replaced replacement superseded".split())
_SAME_DIMENSION = (
    frozenset("g kg mg gram grams kilo kilos kilograms kilogram lb lbs oz pounds ounces".split()),
    frozenset("ml cl dl l litre litres liter liters".split()),
    frozenset("mm cm m km in inch inches ft feet metres meters centimetres millimetres".split()),
    frozenset("day days week weeks month months year years".split()),
    frozenset("h hour hours min minute minutes".split()),
    frozenset("m² m2 square sqm".split()),
    frozenset("w watt watts kw".split()),
    frozenset("% percent percentage".split()),
    frozenset(CURRENCIES | {"euro", "euros", "dollar", "dollars", "money"}),
)


@dataclass(frozen=True, kw_only=True)
class Attribute:
    """Something that can be asked of a row of `table`. Without a column, the row at the end of
    `path` is asked for. `words` are the stems of its label, `roles` those of the way there.
    `label` is what a reader calls it: `warranty`, `country of the supplier`, `category`."""

    source: str
    label: str
    table: str
    path: tuple[Hop, ...] = ()
    end: Table
    through: Table
    column: Column | None
    words: frozenset[str]
    roles: tuple[frozenset[str], ...] = ()
    concepts: tuple[Concept, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether its first step leads to rows that carry amounts of something: order lines."""
        return any(label_stems(c.label) & QUANTITY_WORDS for c in self.through.columns)

    @property
    def private(self) -> bool:
        return self.column is not None and self.column.private

    @property
    def choice(self) -> bool:
        """Whether it is one of a few values that rows keep, its own or one step away, and no name
        or private."""
        column = self.column
        if column is None or column.private or not column.categorical:
            return False
        return len(self.path) <= 1 and column.name not in self.end.name_columns

    @property
    def many(self) -> bool:
        """Whether a row may have several values of it: a step leads to child rows."""
        return any(hop.reverse for hop in self.path) and not self.end.valid_from

    @property
    def single(self) -> bool:
        """Whether the only step to child rows leads to one of them at most: the parcel of an
        order."""
        back = [hop for hop in self.path if hop.reverse]
        if len(back) != 1 or not self.path[0].reverse:
            return False
        keys = back[0].target_columns
        return keys == self.through.primary_key or (
            len(keys) == 1 and self.through.column(keys[0]).unique
        )

    @property
    def way(self) -> frozenset[str]:
        """The stems of all that its steps are called, and of what is done on them."""
        found = (
            self.words.union(*self.roles)
            if self.column is None
            else frozenset[str]().union(*self.roles)
        )
        return found | SENDING if found & SENDING else found


@dataclass(frozen=True, kw_only=True)
class Resolved:
    """An attribute and how well it fits, 0 to 1; `uncovered` are the terms it leaves over."""

    attribute: Attribute
    score: float
    uncovered: tuple[Term, ...] = ()


def label_stems(label: str) -> frozenset[str]:
    """The stems of a label's meaningful words; `launched on` is about `launch`."""
    found = [stem(word) for word in label.split() if word not in GLUE or word == "name"]
    return frozenset(found or [stem(word) for word in label.split()])


def noun_stems(table: Table) -> frozenset[str]:
    """The words by which rows of a table are called."""
    words = {*table.singular.split(), *table.plural.split(), *table.synonyms}
    words |= {also for word in table.singular.split() for also in _ALSO_CALLED.get(word, ())}
    return frozenset(stem(word) for word in words)


def role_stems(hop: Hop, end: Table) -> frozenset[str]:
    """The words by which a step is spoken of: its label, the table it leads to, their verbs."""
    nouns = noun_stems(end)
    words = identifier_words(hop.label)
    verbs = frozenset(one for word in (*words, *end.singular.split()) for one in agent_stems(word))
    later = LATER if label_stems(hop.label) & LATER else frozenset[str]()
    verbs |= _MAKING if nouns & MAKERS else frozenset()
    chief = _CHIEFS if end.person and label_stems(hop.label) & _CHIEFS else frozenset[str]()
    return nouns | label_stems(hop.label) | verbs | later | chief


def buyer(asked: Asked, attribute: Attribute, said: set[str]) -> float:
    """`Who placed this order?` asks for the customer, `who makes it` for the maker."""
    if asked.asks == "who" and said & _MAKING and not said - _MAKING:
        return 0.85 if attribute.words & MAKERS and len(attribute.path) == 1 else 0.0
    if asked.asks == "who" and said & _HANDLING and not said - _HANDLING:
        return 0.85 if attribute.words & _HANDLERS and len(attribute.path) == 1 else 0.0
    working = asked.asks == "where" and said and not said - _WORKING
    if working and attribute.column is None and len(attribute.path) == 1:
        sited = any(label_stems(column.label) & _SITES for column in attribute.end.columns)
        return 0.85 if sited and not (attribute.path[0].reverse or attribute.end.person) else 0.0
    sourcing = asked.asks == "where" or (asked.asks == "who" and not said & _BUYERS)
    if sourcing and re.search(r"\bfrom\b", asked.text) and not said - _SOURCING:
        near = attribute.words & (MAKERS | _DEPOTS) and len(attribute.path) == 1
        return 0.75 if near else 0.0
    if said == CONTENTS:  # "what's in the order": the things that its lines stand for
        inside = attribute.path[0].reverse and attribute.end.name_columns and attribute.holds
        return 0.9 if inside else 0.0
    bought = said & BUYING and not said - BUYING
    return 0.88 if asked.asks == "who" and bought and attribute.words & _BUYERS else 0.0


def implied(asked: Asked, attribute: Attribute, *, person: bool) -> float:
    """What a bare question word asks for: how much the price, where the place; of a person
    (`what does she do`) the role."""
    names = {concept.name for concept in attribute.concepts}
    if person and "role" in names and not attribute.path and _DOING.search(asked.text):
        return 0.85
    if asked.asks == "how_much":
        price = "price" in names and (not attribute.path or bool(attribute.end.valid_from))
        return 0.9 if price else 0.75 if "amount" in names and not attribute.path else 0.0
    if names & {"since", "hired", "joined"} and not attribute.path and _LASTED.search(asked.text):
        return 0.85
    if asked.asks == "how_long" and names & {"length", "duration"}:
        return 0.85
    if person and asked.asks == "where" and any(term.stem in _WORKING for term in asked.terms):
        return 0.0  # where somebody lives is not where she works
    if asked.asks == "where" and names & {"city", "place", "country"} and not attribute.path:
        return 0.85 if "city" in names else 0.75
    if asked.asks == "when" and "launch" in names and not attribute.path:
        return 0.7 if re.search(r"\bhow long\b", asked.text, re.IGNORECASE) else 0.0
    if asked.asks == "where" or (asked.how and asked.asks == "what"):
        return 0.72 if "status" in names else 0.0
    return 0.0


def in_state(asked: Asked, attribute: Attribute, said: AbstractSet[str]) -> float:
    """`Has it shipped?`, `was it approved?`: a verb of a state alone asks for the status."""
    status = asked.asks == "yes_no" and any(c.name == "status" for c in attribute.concepts)
    status = status and (attribute.single or not attribute.many)  # a shop is not its orders
    return 0.9 if status and said and not said - STATES - WEAK_STEMS else 0.0


def agents(attribute: Attribute) -> frozenset[str]:
    """What somebody does whom a column calls by what he does: `deliver` of a carrier."""
    column = attribute.column
    head = column.label.split()[-1] if column is not None and column.kind == "text" else ""
    return agent_stems(head) - {stem(head)} if head.endswith(("er", "or")) else frozenset()


def kind_fits(asked: Asked, attribute: Attribute) -> bool:
    """Whether the question word can ask for this kind of value."""
    column = attribute.column
    kind = column.kind if column is not None else "row"
    if kind == "bool" and NOT_WHETHER.match(asked.text):
        return False
    match asked.asks:
        case "why":
            return bool(concept_names(attribute) & {"reason"})
        case "when":
            if kind == "date" and _CLOCK.search(asked.text):
                return False
            daily = concept_names(attribute) & {"hours", "cutoff"} and not _LASTED.search(
                asked.text
            )
            yearly = "year" in concept_names(attribute) and not _CLOCK.search(asked.text)
            return kind in ("date", "datetime", "time") or bool(daily) or yearly
        case "what" | "list" if kind in ("date", "datetime") and column is not None:
            # As it is said: an idiom that stands for `launched` (`what did you bring out`) is none.
            said = {asked.text[term.start : term.end].casefold() for term in asked.terms}
            dated = {stem(term.form) for term in asked.terms} & _CALENDAR
            return bool(dated or said & set(column.label.split()))
        case "how_many":  # how many euros: a sum of money
            told = any(unit_word(term, attribute) for term in asked.terms)
            return kind == "number" or (kind == "money" and told)
        case "how_much":
            return kind in ("number", "money")
        case "how_long":
            return kind == "number" and _is_length_or_time(column)
        case "who":
            if column is None:
                own = attribute.end.name == attribute.table and not attribute.end.person
                return bool(attribute.end.name_columns) and not own
            return column.label.split()[-1] in _PERSONAL
        case "where":
            return column is None or bool(concept_names(attribute) & _WHEREABOUTS) or (
                column.private and "address" in concept_names(attribute)
            )  # fmt: skip
    return True


_LASTED = re.compile(
    r"\b(?:how long ha[sd]|how long have|how long (?:is|are|am)\b.*\b(?:already|with (?:you|us))"
    r"|since when)\b", re.IGNORECASE,
)  # fmt: skip
_CLOCK = re.compile(r"\b(?:what|which) time\b", re.IGNORECASE)
_DOING = re.compile(r"\bwhat (?:does|do|did)\b.*\bdo(?: (?:at|for|in|here|there)\b.*)?\W*$", re.I)
_WHEREABOUTS = frozenset(("city", "country", "place", "status"))


def concept_names(attribute: Attribute) -> set[str]:
    """The names of the attribute's concepts."""
    return {concept.name for concept in attribute.concepts}


def _is_length_or_time(column: Column | None) -> bool:
    units = _SAME_DIMENSION[2] | _SAME_DIMENSION[3] | _SAME_DIMENSION[4]
    return column is not None and column.unit is not None and column.unit.lower() in units


def unit_word(term: Term, attribute: Attribute) -> bool:
    """Whether the term is a unit in which the attribute could be given."""
    column = attribute.column
    if column is None or column.kind not in ("number", "money"):
        return False
    unit = (column.unit or "").lower()
    if not unit:
        return False
    return any(unit in group and term.form in group for group in _SAME_DIMENSION)


def said_anyway(term: Term, attribute: Attribute) -> bool:
    """Words that add nothing to the attribute: the date of a date, the units of a quantity."""
    column = attribute.column
    if column is None:
        return False
    if column.kind in ("date", "datetime"):
        return term.stem in _CALENDAR
    if column.kind == "money" and term.form == "pay":
        return True
    if (column.unit or "") in _TIMES and term.stem in _LASTING:
        return True
    names = concept_names(attribute)
    if names & {"tracking", "barcode"} and term.form in ("code", "number", "and"):
        return True
    if names & {"hours", "cutoff"} and (term.stem in _PARTS_OF_DAYS or term.form == "still"):
        return True
    if "cutoff" in names and term.stem in _MOMENTS:
        return True
    if "hours" in names and term.stem in WEEKDAYS:
        return _usual_day(term.stem, attribute)
    if "load" in names and term.form in _UTMOST:
        return True
    counted = column.kind == "number" and concept_names(attribute) & {"stock", "quantity"}
    return bool(counted) and term.stem in COUNTED


def _usual_day(day: str, attribute: Attribute) -> bool:
    """Whether the hours of a column are those of a day of the week: of one that no other column
    names, and at weekends only where another names the other day of it."""
    labels = [c.label.casefold() for c in attribute.end.columns if c is not attribute.column]
    named = {one for label in labels for word in label.split() if (one := stem(word)) in WEEKDAYS}
    own = {stem(word) for word in attribute.words} & WEEKDAYS
    if own or day in named:
        return day in own
    return day not in _WEEKEND or bool(named & _WEEKEND)


def number_of_yes_no(term: Term, asked: Asked, attribute: Attribute) -> bool:
    """`Does it cost 100?` is answered with the price, whatever the number."""
    column = attribute.column
    plain = term.form.replace(".", "").replace(",", "").isdigit()
    numbered = any(other.form[0].isdigit() for other in asked.terms)
    if asked.asks == "yes_no" and column is not None and _sized(term, asked, attribute):
        return True
    if comparing(term, asked, attribute):
        return True
    if asked.asks == "yes_no" and numbered and term.form in _COMPARING:
        return column is not None and column.kind in ("number", "money")
    if asked.asks != "yes_no" or not plain or column is None:
        return False
    labelled = attribute.words <= {term.stem for term in asked.terms}
    return column.kind in ("number", "money") or (column.kind == "text" and labelled)


def comparing(term: Term, asked: Asked, attribute: Attribute) -> bool:
    """`Is it heavier than 20 kilos?` asks for the weight."""
    beyond = any(term.form in c.lower | c.higher for c in attribute.concepts)
    numbered = beyond and any(unit_word(t, attribute) for t in asked.terms)
    return numbered and asked.asks == "yes_no" and attribute.column is not None


def _sized(term: Term, asked: Asked, attribute: Attribute) -> bool:
    """`Does it come in size XXL?`: a code right after the label of a text that rows have."""
    column = attribute.column
    if column is None or column.kind != "text" or not asked.text[term.start : term.end].isupper():
        return False
    before = [t for t in asked.terms if t.end < term.start][-1:]
    labelled = attribute.words <= {t.stem for t in asked.terms}
    return labelled and bool(before) and before[0].stem in attribute.words
