"""Which attribute the words of a question mean: an own column, one over foreign keys, or a row.

Strict by design: every term has to be explained by the attribute, by the kind of row asked
about or by a short list of weak verbs. One word left over, and the question is not about this
attribute: "how do I clean the Kestrel" has no attribute at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nescio.text import stem
from retrieval.asking import GLUE, WEAK_STEMS, Asked, Term
from retrieval.concepts import Concept, agent_stems, concepts_of
from retrieval.fact_sql import Hop, backward, forward
from retrieval.naming import CURRENCIES, identifier_words
from retrieval.schema import Column, DatabaseSchema, Table

MARGIN = 0.05
_QUANTITY_WORDS = frozenset(stem(w) for w in "quantity qty amount count units level hand".split())
_BUYING = frozenset(stem(w) for w in "place placed order bought buy purchase made".split())
_BUYERS = frozenset(stem(w) for w in "customer client buyer member".split())
_PLAIN = frozenset(stem(w) for w in "unit list retail standard regular date name of in".split())
_PERSONAL = frozenset("contact owner author manager name email phone artist composer".split())
_ALSO_CALLED = {
    "product": ("item", "article"), "item": ("product", "article"),
    "customer": ("client", "member"), "client": ("customer",), "employee": ("staff",), "supplier": ("vendor",),
    "vendor": ("supplier",), "store": ("shop", "branch"), "shipper": ("carrier",),
}  # fmt: skip
_SAME_DIMENSION = (
    frozenset("g kg mg gram grams kilo kilos kilograms kilogram lb lbs oz pounds ounces".split()),
    frozenset("ml cl dl l litre litres liter liters".split()),
    frozenset("mm cm m km in inch inches ft feet metres meters centimetres millimetres".split()),
    frozenset("day days week weeks month months year years".split()),
    frozenset("h hour hours min minute minutes".split()),
    frozenset("m² square sqm".split()),
    frozenset("w watt watts kw".split()),
    frozenset("% percent percentage".split()),
    frozenset(CURRENCIES | {"euro", "euros", "dollar", "dollars", "money"}),
)


@dataclass(frozen=True, kw_only=True)
class Attribute:
    """Something that can be asked of a row of `table`. Without a column, the row at the end of
    `path` is asked for. `words` are the stems of its label, `roles` those of the way there."""

    source: str
    table: str
    path: tuple[Hop, ...] = ()
    end: Table
    column: Column | None
    words: frozenset[str]
    roles: tuple[frozenset[str], ...] = ()
    concepts: tuple[Concept, ...] = ()

    @property
    def private(self) -> bool:
        return self.column is not None and self.column.private

    @property
    def many(self) -> bool:
        """Whether a row may have several values of it: a step leads to child rows."""
        return any(hop.reverse for hop in self.path) and not self.end.valid_from

    @property
    def label(self) -> str:
        """What a reader calls it: `warranty`, `country of the supplier`, `category`."""
        steps = [hop.label for hop in self.path if not hop.reverse]
        if self.column is None:
            return " of the ".join(reversed(steps)) or self.end.singular
        return " of the ".join([self.column.label, *reversed(steps)])


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


class AttributeResolver:
    """Knows every attribute of every table of one source."""

    def __init__(self, schema: DatabaseSchema) -> None:
        self.schema = schema
        # A weak word that is the noun of a table says something here: `placed in a store`.
        self.weak = WEAK_STEMS - {s for t in schema.tables.values() for s in noun_stems(t)}
        self._attributes = {name: tuple(self._of(t)) for name, t in schema.tables.items()}

    def attributes(self, table: str) -> tuple[Attribute, ...]:
        """Everything that can be asked of a row of `table`, private columns included."""
        return self._attributes[table]

    def resolve(self, asked: Asked, table: str, *, partial: bool = False) -> list[Resolved]:
        """Attributes that explain the question's terms, best first.

        With `partial`, terms may stay uncovered (they are listed), each for a lower score.
        """
        found = []
        for attribute in self._attributes[table]:
            one = self._match(asked, attribute, partial=partial)
            if one is not None:
                found.append(one)
        found.sort(key=lambda r: (-r.score, len(r.attribute.path), r.attribute.label))
        return found

    def _of(self, table: Table) -> list[Attribute]:
        found = self._columns(table, (), table)
        for key in table.foreign_keys:
            target = self.schema.tables[key.target]
            step = (forward(key),)
            found.append(self._related(table, step, target))
            found += self._columns(table, step, target)
            for second in target.foreign_keys:
                if second.target == table.name:
                    continue
                beyond = self.schema.tables[second.target]
                steps = (forward(key), forward(second))
                found.append(self._related(table, steps, beyond))
                found += self._columns(table, steps, beyond)
        for child, key in self.schema.references_to(table.name):
            if child.name != table.name:
                found += self._of_child(table, child, backward(child, key))
        return found

    def _of_child(self, table: Table, child: Table, step: Hop) -> list[Attribute]:
        found = self._columns(table, (step,), child)
        for key in child.foreign_keys:
            if key.target == table.name:
                continue
            target = self.schema.tables[key.target]
            found.append(self._related(table, (step, forward(key)), target))
        return found

    def _columns(self, table: Table, path: tuple[Hop, ...], end: Table) -> list[Attribute]:
        return [
            self._attribute(table, path, end, column)
            for column in end.columns
            if column.kind not in ("blob", "json")
            and column.name not in {c for key in end.foreign_keys for c in key.columns}
            and (not path or column.name not in end.primary_key)
        ]

    def _attribute(
        self, table: Table, path: tuple[Hop, ...], end: Table, column: Column
    ) -> Attribute:
        own = label_stems(column.label) | {stem(s) for s in column.synonyms}
        concepts = concepts_of(own, column.kind)
        if any(hop.reverse for hop in path) and own & _QUANTITY_WORDS:
            # The quantity of a stock row is the stock; its reorder level is not.
            concepts += tuple(
                c for c in concepts_of(noun_stems(end), column.kind) if c not in concepts
            )
        if "level" in column.label.split():
            concepts = tuple(c for c in concepts if c.name != "stock")
        return Attribute(
            source=self.schema.source,
            table=table.name,
            path=path,
            end=end,
            column=column,
            words=own,
            roles=self._roles(path),
            concepts=concepts,
        )

    def _related(self, table: Table, path: tuple[Hop, ...], end: Table) -> Attribute:
        words = _role_stems(path[-1], end)
        return Attribute(
            source=self.schema.source,
            table=table.name,
            path=path,
            end=end,
            column=None,
            words=words,
            roles=self._roles(path[:-1]),
        )

    def _roles(self, path: Sequence[Hop]) -> tuple[frozenset[str], ...]:
        return tuple(_role_stems(hop, self.schema.tables[hop.target]) for hop in path)

    def _match(self, asked: Asked, attribute: Attribute, *, partial: bool) -> Resolved | None:
        if not _kind_fits(asked, attribute):
            return None
        nouns = noun_stems(self.schema.tables[attribute.table])
        said = {term.stem for term in asked.terms}
        cues = frozenset(cue for concept in attribute.concepts for cue in concept.cues)
        roles = frozenset(one for role in attribute.roles for one in role)
        uncovered = [
            term
            for term in asked.terms
            if not (
                {term.stem, term.form} & (attribute.words | roles | nouns)
                or term.stem in cues
                or term.stem in self.weak
                or (attribute.column is None and term.linking)
                or _unit_word(term, attribute)
                or _number_of_yes_no(term, asked, attribute)
            )
        ]
        base = self._strength(asked, attribute, said, cues)
        if base == 0 or (uncovered and not partial):
            return None
        hops = sum(0.0 if said & role else 0.2 for role in attribute.roles)
        if attribute.path and attribute.path[-1].reverse and attribute.column is not None:
            role = attribute.roles[-1]
            hops -= 0.0 if said & role else (0.17 if attribute.end.valid_from else 0.05)
        weak = 0.03 * sum(
            t.stem in self.weak and t.stem not in attribute.words for t in asked.terms
        )
        score = base - hops - weak - 0.25 * len(uncovered)
        if score <= 0.3:
            return None
        return Resolved(attribute=attribute, score=min(1.0, score), uncovered=tuple(uncovered))

    def _strength(
        self, asked: Asked, attribute: Attribute, said: set[str], cues: frozenset[str]
    ) -> float:
        """How strongly the terms ask for the attribute itself: 0 when nothing does."""
        named = said & attribute.words
        if attribute.column is None:
            return 0.97 if named else _buyer(asked, attribute, said)
        if attribute.words <= said:
            return 1.0
        if said & cues:
            named_by = frozenset(one for c in attribute.concepts for one in c.labels)
            return 0.93 if attribute.words <= named_by | _PLAIN | said else 0.86
        head = stem(attribute.column.label.split()[-1])
        if named:
            return 0.88 if head in named else 0.7
        if not said - WEAK_STEMS:
            return _implied(asked, attribute)
        return 0.0


def _role_stems(hop: Hop, end: Table) -> frozenset[str]:
    nouns = noun_stems(end)
    words = identifier_words(hop.label)
    verbs = frozenset(one for word in (*words, *end.singular.split()) for one in agent_stems(word))
    return nouns | label_stems(hop.label) | verbs


def _buyer(asked: Asked, attribute: Attribute, said: set[str]) -> float:
    """`Who placed this order?` asks for the customer."""
    bought = said & _BUYING and not said - _BUYING
    return 0.88 if asked.asks == "who" and bought and attribute.words & _BUYERS else 0.0


def _implied(asked: Asked, attribute: Attribute) -> float:
    """What a bare question word asks for: how much the price, where the place."""
    names = {concept.name for concept in attribute.concepts}
    if asked.asks == "how_much":
        return 0.9 if "price" in names else 0.75 if "amount" in names else 0.0
    if asked.asks == "how_long" and names & {"length", "duration"}:
        return 0.85
    if asked.asks == "where" and names & {"city", "place", "country"} and not attribute.path:
        return 0.85 if "city" in names else 0.75
    return 0.0


def _kind_fits(asked: Asked, attribute: Attribute) -> bool:
    """Whether the question word can ask for this kind of value."""
    column = attribute.column
    kind = column.kind if column is not None else "row"
    match asked.asks:
        case "when":
            return kind in ("date", "datetime", "time") or "hours" in _names(attribute)
        case "how_many":
            return kind == "number"
        case "how_much":
            return kind in ("number", "money")
        case "how_long":
            return kind == "number" and _is_length_or_time(column)
        case "who":
            return column is None or column.label.split()[-1] in _PERSONAL
        case "where":
            return column is None or bool(_names(attribute) & {"city", "country", "place"}) or (
                column.private and "address" in _names(attribute)
            )  # fmt: skip
    return True


def _names(attribute: Attribute) -> set[str]:
    return {concept.name for concept in attribute.concepts}


def _is_length_or_time(column: Column | None) -> bool:
    units = _SAME_DIMENSION[2] | _SAME_DIMENSION[3] | _SAME_DIMENSION[4]
    return column is not None and column.unit is not None and column.unit.lower() in units


def _unit_word(term: Term, attribute: Attribute) -> bool:
    column = attribute.column
    if column is None or column.kind not in ("number", "money"):
        return False
    unit = (column.unit or "").lower()
    if not unit:
        return False
    return any(unit in group and term.form in group for group in _SAME_DIMENSION)


def _number_of_yes_no(term: Term, asked: Asked, attribute: Attribute) -> bool:
    """`Does it cost 100?` is answered with the price, whatever the number."""
    column = attribute.column
    plain = term.form.replace(".", "").replace(",", "").isdigit()
    return asked.asks == "yes_no" and plain and column is not None and column.kind in (
        "number", "money",
    )  # fmt: skip
