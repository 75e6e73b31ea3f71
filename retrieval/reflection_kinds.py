"""What kind of values a column holds: by its type, its name and a sample of its values."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any, Literal

from sqlalchemy import Table as SqlTable
from sqlalchemy import types

from retrieval import naming
from retrieval.schema import ColumnKind

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}$")
_ISO_DATETIME = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$"
)
_YES_NO = (("y", "n"), ("yes", "no"), ("true", "false"), ("t", "f"))
_FLAG_PREFIXES = frozenset("is has can was allow allows requires supports".split())
# Rows share these, even when a small sample shows no two that do.
_SHARED = frozenset("city town country region state type status".split())
_COUNT_WORDS = frozenset("quantity qty count number stock level units amount rank order".split())


def storage_of(
    kind: ColumnKind, sql_type: types.TypeEngine[Any]
) -> Literal["native", "text", "integer"]:
    """How values of the kind are kept in a column of the type."""
    if kind in ("date", "datetime", "time"):
        # SQLite's own DATE and DATETIME are text as well: compared as ISO text.
        dialect = type(sql_type).__module__
        return "text" if isinstance(sql_type, types.String) or "sqlite" in dialect else "native"
    return "integer" if kind == "bool" and not isinstance(sql_type, types.Boolean) else "native"


def repeats(words: tuple[str, ...], values: Sequence[Any]) -> bool:
    """Whether the texts of a column are a few that many rows share."""
    distinct = {str(value) for value in values}
    few = len(distinct) < len(values) or len(values) <= 12 or bool(_SHARED & set(words))
    return bool(values) and few and all(len(value) <= 40 for value in distinct)


def checked_flag(table: SqlTable, name: str) -> bool:
    """Whether a check of the table holds the column to 0 and 1."""
    pattern = re.compile(rf"\b{re.escape(name)}\b\W+in\s*\(\s*0\s*,\s*1\s*\)", re.IGNORECASE)
    return any(pattern.search(str(getattr(c, "sqltext", ""))) for c in table.constraints)


def kind_of(
    sql_type: types.TypeEngine[Any], words: tuple[str, ...], values: list[Any], checked: bool
) -> ColumnKind:
    """What a column holds; `checked`: see `checked_flag`."""
    simple: tuple[tuple[type[types.TypeEngine[Any]], ColumnKind], ...] = (
        (types.Boolean, "bool"), (types.DateTime, "datetime"), (types.Date, "date"),
        (types.Time, "time"), (types.JSON, "json"), (types.LargeBinary, "blob"),
        (types.BINARY, "blob"), (types.VARBINARY, "blob"), (types.ARRAY, "json"),
    )  # fmt: skip
    for cls, kind in simple:
        if isinstance(sql_type, cls):
            return kind
    if isinstance(sql_type, (types.Numeric, types.Float)):
        return "money" if set(words) & naming.MONEY_WORDS else "number"
    if isinstance(sql_type, types.Integer):
        return "bool" if checked or _looks_flag(words, values) else "number"
    return _text_kind(values)


def _looks_flag(words: tuple[str, ...], values: list[Any]) -> bool:
    if not values or not {int(value) for value in values} <= {0, 1}:
        return False
    if words[0] in _FLAG_PREFIXES or words[-1] in ("flag", "enabled", "active"):
        return True
    if set(words) & _COUNT_WORDS or words[-1] == "id" or words[-1] in naming.UNITS:
        return False
    return (len(set(values)) == 2 and len(values) >= 10) or words[-1].endswith("ed")


def _text_kind(values: list[Any]) -> ColumnKind:
    if not values:
        return "text"
    if all(isinstance(value, (bytes, memoryview)) for value in values):
        return "blob"
    texts = [str(value) for value in values]
    if truth_of(texts) is not None:
        return "bool"
    if all(_ISO_DATE.match(text) and _is_date(text) for text in texts):
        return "date"
    if all(_ISO_DATETIME.match(text) for text in texts):
        return "datetime"
    return "text"


def truth_of(values: Sequence[Any]) -> tuple[str, str] | None:
    """How a text column keeps yes and no, where it keeps nothing else and both."""
    kept = {str(value).strip() for value in values}
    for true, false in _YES_NO:
        if {one.casefold() for one in kept} == {true, false} and len(kept) == 2:
            yes = next(one for one in kept if one.casefold() == true)
            return yes, next(one for one in kept if one != yes)
    return None


def _is_date(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True
