"""Questions that ask for private columns, of one row or of many, are recognised and refused."""

from __future__ import annotations

import re
from collections.abc import Sequence

from answer.route_types import FactRefusal
from nescio.text import fold, stem
from nescio.types import Entity
from retrieval.asking import WEAK_STEMS, Asked
from retrieval.attributes import Attribute, AttributeResolver, noun_stems
from retrieval.schema import Table

# Asking for all of a table's private values, or for a person by one of them.
_WHOLESALE = re.compile(r"\b(?:all|every|each|list|dump|export)\b|\S@\S", re.IGNORECASE)
_CONTACTS = frozenset(("email", "phone", "address"))
_WAYS = {
    "phone": re.compile(r"\b(?:ring|call|phone|text|dial|mobile|number|digits)\b", re.IGNORECASE),
    "address": re.compile(r"\b(?:house|door|home|street|visit|address)\b", re.IGNORECASE),
}
_TELLING = frozenset("email phone address password birth secret".split())
# Rows asked for by a private value, in its order, or how many there are of it: each of these
# gives a part of the value away.
_OF_ROWS = re.compile(
    r"\b(?:how many|(?:is|are) there|which|what|whose|list|show|give|name|count|number of|"
    r"average|mean|median|sum|longest|shortest|highest|lowest|largest|smallest|first|last|most|sort\w*|rank\w*|group\w*|"
    r"order(?:ed)? (?:\w+ ){0,3}by|compare|same|share[sd]?|starts?|begins?|ends?|ending|contain\w*|"
    r"any|all|every\w*|dump|export|download)\b",
    re.IGNORECASE,
)
# The asker's own data, or what the service does with such data: a matter of the documents.
_OWN = re.compile(
    r"\bmy\b|\bmine\b|\bdo(?:es)? (?:you|your|i|we)\b|\b(?:is|are) your\b|"
    r"\b(?:may|must|should|can) (?:i|we)\b",
    re.IGNORECASE,
)
# `The customer service` is no customer.
_NO_ROW = r"(?:service|support|care|desk|hotline|helpline|relations|portal|account|centre|center)"
# Words that mean such a column of a named row, and many other things of a table.
_WEAK_CUES = frozenset(stem(word) for word in "mail mobile cell key pass age login".split())
_A_MAIL = re.compile(r"\b(?:an?|her|his|their|same|whose|which) mail\b", re.IGNORECASE)
_ANYBODY = re.compile(
    r"\b(?:whose|who (?:has|have|owns?|uses?)|anyone|anybody|someone'?s?|everyone|everybody)\b",
    re.IGNORECASE,
)
_RECORD = re.compile(
    r"\b(?:every|all|full|complete|entire|whole)(?: \w+)? (?:fields?|columns?|records?|profile|"
    r"rows?|tables?)\b|\bpersonal (?:data|details|information)\b|"
    r"\bcontact (?:data|details?|info\w*)\b|\blog-?in (?:data|details)\b|\bcredentials?\b",
    re.IGNORECASE,
)
_TAKEN = re.compile(
    r"\b(?:dump|export|download|extract|csv|spreadsheet|backup|print|everything|list|send)\b",
    re.IGNORECASE,
)
_DATABASE = re.compile(
    r"\b(?:dump|export|copy|backup|print|download)\b.{0,20}\b(?:of the |the )?(?:whole |entire )?"
    r"database\b|\ball (?:the )?(?:tables|rows)\b.{0,12}\ball (?:the )?(?:columns|rows|tables)\b",
    re.IGNORECASE,
)
# Who stands behind a row that is named: the buyer of an order.
_SOMEBODY = re.compile(
    r"\b(?:who(?:ever)? (?:has |had )?(?:ordered|bought|placed|booked|paid|received?s?)"
    r"|(?:person|lady|woman|man|gentleman|guy|one|people|somebody|recipient|receiver|buyer|purchaser"
    r"|customer|client|addressee|owner)(?: (?:who|that|behind|of|for|on|in))?"
    r"|him|her|them|whose (?:door|house|home))\b",
    re.IGNORECASE,
)
_TO_SOMEBODY = re.compile(
    r"\b(?:ring|call|phone|text|dial|contact|write to|message|visit|(?:can|could|do|may|should|to|i"
    r"|we) reach)(?: (?:the|that|this|him|her|them|whoever|up|our|my|with))"
    r"|\b(?:phone|mobile|telephone|house|door|street) (?:number|no)\b|\bdigits\b"
    r"|\b(?:e-?mail|mail|home|postal|street|private) address\b"
    r"|\bcontacts? (?:of|for|to)\b|\bwhose (?:door|house|home)\b|\b(?:door|doorbell) do\b"
    r"|\b(?:which|what) number\b.*\b(?:reach|call|ring|dial|phone|text)\b"
    r"|\b(?:reach|call|ring|dial|phone|text)\b.*\b(?:which|what) number\b",
    re.IGNORECASE,
)
_AT_HOME = re.compile(
    r"\b(?:house|door|street) (?:number|no)\b|\blives? exactly\b|\bexactly\b.*\blives?\b", re.I
)
_REACH = re.compile(
    r"\b(?:reach|(?:can|could|may|should|do|to|i|we) contact|dial|"
    r"get (?:hold of|in touch with|\w+ \w+ on the (?:line|phone))|mailbox|call back|write to)\b",
    re.IGNORECASE,
)
# The words for such columns in German, Dutch, French, Spanish and Italian, folded.
_ABROAD = {
    "email": r"e-?mail-?adres\w*|mailadres\w*|correo|courriel|adresse e-?mail|"
    r"indirizzo e-?mail",
    "phone": r"telefon\w*|telefoon\w*|handynummer|rufnummer|mobilnummer|numero de tele\w+|"
    r"cellulare",
    "password": r"passwort|kennwort|wachtwoord|mot de passe|contrasena|parola d.ordine",
    "address": r"anschrift|wohnadresse|woonadres|adresse postale|domicili\w+|direccion|indirizzo",
}


class PrivateReading:
    """Knows the private columns of one source."""

    def __init__(self, resolver: AttributeResolver) -> None:
        self._resolver = resolver

    def refuse(self, asked: Asked, entities: Sequence[Entity]) -> FactRefusal | None:
        """A refusal when a private column of a named row, or of rows of a table, is meant."""
        said = {term.stem for term in asked.terms}
        for entity in entities:
            columns = self._columns(str(entity.table))
            for attribute in columns:
                if _meant(attribute, said) or _means(attribute, asked.text):
                    return _refusal(attribute, entity.label, (entity,))
            if columns and _RECORD.search(asked.text):
                return _record_refusal(entity.label)
            behind = self._behind(str(entity.table))
            asking = asked.asks not in ("when", "yes_no")
            if (
                behind
                and asking
                and _SOMEBODY.search(asked.text)
                and _TO_SOMEBODY.search(asked.text)
            ):
                return _refusal(_contact(behind, asked), entity.label, (entity,))
        return None if entities else self._of_tables(asked, said)

    def _of_tables(self, asked: Asked, said: set[str]) -> FactRefusal | None:
        personal = asked.procedure or _OWN.search(asked.text) is not None
        for table in self._resolver.schema.tables.values():
            columns = self._columns(table.name)
            nouns = noun_stems(table)
            anybody = _ANYBODY.search(asked.text) is not None
            named = bool(said & nouns) and not _modifies(table, asked.text)
            if not columns or not (named or anybody):
                continue
            for attribute in columns:
                if not _meant(attribute, said):
                    continue
                left = [
                    term
                    for term in asked.terms
                    if term.stem not in nouns | attribute.words | _cues(attribute)
                    and term.stem not in WEAK_STEMS
                ]
                whole = named and (not left or _WHOLESALE.search(asked.text))
                rows = not personal and (anybody or _OF_ROWS.search(asked.text))
                plainly = _meant(attribute, said - _WEAK_CUES) or _A_MAIL.search(asked.text)
                if whole or (rows and plainly):
                    return _refusal(attribute, table.plural, ())
            record = _RECORD.search(asked.text) is not None
            if (
                not personal
                and record
                and (_TAKEN.search(asked.text) or anybody or not said - nouns)
            ):
                return _record_refusal(table.plural)
            plain = _without_labels(asked.text, table)
            if named and not personal and _TAKEN.match(asked.text) and _record_words(plain):
                return _record_refusal(table.plural)
        return _record_refusal("the database") if _DATABASE.search(asked.text) else None

    def _behind(self, table: str) -> list[Attribute]:
        """How to get hold of the one person that a row refers to: the customer of an order."""
        found = [
            a for a in self._resolver.attributes(table)
            if a.private and len(a.path) == 1 and not a.path[0].reverse and a.end.person
            and {c.name for c in a.concepts} & _CONTACTS
        ]  # fmt: skip
        return found if len({a.path for a in found}) == 1 else []

    def _columns(self, table: str) -> list[Attribute]:
        return [a for a in self._resolver.attributes(table) if not a.path and a.private]


def _contact(behind: Sequence[Attribute], asked: Asked) -> Attribute:
    """The column that the words of a question are nearest to; else the first."""
    for name, words in _WAYS.items():
        for attribute in behind:
            if any(c.name == name for c in attribute.concepts) and words.search(asked.text):
                return attribute
    return behind[0]


def _meant(attribute: Attribute, said: set[str]) -> bool:
    return attribute.words <= said or bool(_cues(attribute) & said)


def _cues(attribute: Attribute) -> frozenset[str]:
    return frozenset(
        cue for c in attribute.concepts if c.name in _TELLING for cue in c.cues | c.labels
    )


def _refusal(attribute: Attribute, owner: str, candidates: tuple[Entity, ...]) -> FactRefusal:
    return FactRefusal(
        reason="not_permitted",
        rule="private_column",
        message=f"The {attribute.label} of {owner} is private and is never shown.",
        candidates=candidates,
    )


def _means(attribute: Attribute, text: str) -> bool:
    """Whether a text about a row asks for the attribute in other words, or in another language."""
    names = {c.name for c in attribute.concepts} & _TELLING
    if names & {"email", "phone"} and _REACH.search(text):
        return True
    if "address" in names and _AT_HOME.search(text):
        return True
    folded = fold(text)
    return any(re.search(rf"\b(?:{_ABROAD[name]})\b", folded) for name in names & _ABROAD.keys())


def _modifies(table: Table, text: str) -> bool:
    """Whether the noun of a table only says what kind of service or account is meant."""
    noun = re.escape(table.singular.split(" ")[-1])
    return re.search(rf"\b{noun}s?'?s? {_NO_ROW}\b", text, re.IGNORECASE) is not None


def _without_labels(text: str, table: Table) -> str:
    """The text without labels of public columns: a `contact title` is no contact."""
    for column in table.columns:
        if not column.private and " " in column.label:
            text = re.sub(rf"\b{re.escape(column.label)}s?\b", " ", text, flags=re.IGNORECASE)
    return text


def _record_words(text: str) -> bool:
    return re.search(r"\b(?:records?|data|contact|tables?)\b", text, re.IGNORECASE) is not None


def _record_refusal(owner: str) -> FactRefusal:
    return FactRefusal(
        reason="not_permitted",
        rule="private_record",
        message=f"Not everything that is kept of {owner} may be shown. Please ask for one thing.",
    )
