"""Rows of tables in documents: which row of the database each is about, and what its cells say."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from answer.audit_statement import Claim
from answer.audit_subjects import Subjects
from answer.audit_text import Cell, Piece
from answer.audit_values import Figure, figures, fits, relation_of
from answer.audit_words import CUES
from answer.values import in_unit
from nescio.text import stem, words
from nescio.types import Entity
from retrieval.asking import GLUE
from retrieval.attribute import Attribute
from retrieval.naming import CURRENCIES, UNITS
from retrieval.values import unit_name

_UNITS_IN = re.compile(r"[(\[]([^)\]]{1,12})[)\]]|\bin ([a-z]{1,6})$|[ _]([a-z0-9]{1,3})$", re.I)
_LONGEST = 200
_NUMBER = re.compile(r"\s*\d[\d., ]*\s*")
_YES = {"yes": True, "y": True, "true": True, "x": True, "✓": True, "✔": True}
_NO = {"no": False, "n": False, "false": False, "-": False, "none": False, "✗": False, "✘": False}
Known = Callable[[Entity], Sequence[Attribute]]


def claims_of_cells(piece: Piece, subjects: Subjects, known: Known) -> list[tuple[Entity, Claim]]:
    """What a table's row says: of the row named in one of its first cells, of the rows named by
    its columns, or (`Weight: 2 kg`) of the row of the heading."""
    rows = [(cell, entity) for cell in piece.cells[:3] if (entity := subjects.whole(cell.value))]
    if rows:
        subject, entity = rows[0]
        return [
            (entity, claim)
            for cell in piece.cells
            if cell is not subject and (claim := _claim(piece, cell, cell.name, known(entity)))
        ]
    first, *others = piece.cells
    columns = [(cell, e) for cell in others if (e := subjects.whole(cell.name)) is not None]
    if columns:
        found = [(e, _claim(piece, cell, first.value, known(e))) for cell, e in columns]
        return [(e, claim) for e, claim in found if claim is not None]
    headed = subjects.headed(piece.headings)
    if len(headed) == 1 and len(piece.cells) == 2 and others:
        claim = _claim(piece, others[0], first.value, known(headed[0]))
        return [(headed[0], claim)] if claim is not None else []
    return []


def _claim(piece: Piece, cell: Cell, label: str, attributes: Sequence[Attribute]) -> Claim | None:
    """A cell under the label of an attribute, all of whose words the attribute explains."""
    attribute = _labelled(label, attributes) if len(label) <= _LONGEST else None
    if attribute is None or attribute.column is None or len(cell.value) > _LONGEST:
        return None
    start, end = cell.start - piece.start, cell.end - piece.start
    column = attribute.column
    if column.kind == "bool":
        word = cell.value.strip().casefold()
        flag = _YES.get(word, _NO.get(word))
        return None if flag is None else Claim(attribute=attribute, start=start, end=end, flag=flag)
    stated = [f for f in figures(cell.value) if fits(f, column)]
    if not stated and _NUMBER.fullmatch(cell.value) and column.kind in ("number", "money"):
        stated = _bare(cell, label, attribute)
    if stated:
        return Claim(
            attribute=attribute, start=start, end=end,
            figures=tuple((f, relation_of(cell.value, f)) for f in stated),
        )  # fmt: skip
    if column.kind == "text" and cell.value.strip() and column.categorical:
        return Claim(attribute=attribute, start=start, end=end, window=(start, end))
    return None


def _labelled(label: str, attributes: Sequence[Attribute]) -> Attribute | None:
    """The one attribute that a column's label means."""
    said = [stem(w.form) for w in words(_UNITS_IN.sub(" ", label)) if w.form not in GLUE]
    if not said:
        return None
    fits_label = []
    for attribute in attributes:
        own = {stem(one) for one in attribute.words}
        cues = frozenset(cue for c in attribute.concepts for cue in c.cues | c.labels)
        column = attribute.column
        measured = column is not None and column.kind in ("number", "money")
        units = {stem(u) for u in (*UNITS, *CURRENCIES)} if measured else set()
        named = set(said) & (own | cues)
        if any(CUES[c.name].fullmatch(label.strip()) for c in attribute.concepts if c.name in CUES):
            fits_label.append((-1, len(attribute.path), attribute.label, attribute))
        elif named and all(one in own | cues | units for one in said):
            missing = len(own - set(said))
            fits_label.append(
                (missing - len(named), len(attribute.path), attribute.label, attribute)
            )
    fits_label.sort(key=lambda one: one[:3])
    if not fits_label or (len(fits_label) > 1 and fits_label[0][:2] == fits_label[1][:2]):
        return None
    return fits_label[0][3]


def _bare(cell: Cell, label: str, attribute: Attribute) -> list[Figure]:
    """A number without a unit: in that of the label, or in any unit of the column's dimension."""
    column = attribute.column
    number = re.sub(r"[\s,](?=\d{3}\b)", "", cell.value.strip()).replace(",", ".")
    try:
        amount = Decimal(number)
    except ArithmeticError:
        return []
    base = Figure(
        kind="number", start=0, end=len(cell.value), text=cell.value.strip(), number=amount
    )
    if column is None or column.kind == "money" or not column.unit:
        kind = "money" if column is not None and column.kind == "money" else "number"
        return [Figure(**{**base.__dict__, "kind": kind})]
    match = _UNITS_IN.search(label)
    named = next((g for g in match.groups() if g), "") if match else ""
    options = [named] if named and in_unit(1.0, column.unit, unit_name(named)) is not None else [
        column.unit, *(u for u in ("kg", "g", "l", "ml", "m", "cm", "years", "months", "days", "h"))
    ]  # fmt: skip
    return [
        Figure(**{**base.__dict__, "kind": "quantity", "unit": unit_name(unit)})
        for unit in dict.fromkeys(options)
        if in_unit(1.0, column.unit, unit_name(unit)) is not None
    ]
