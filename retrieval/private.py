"""Whether a text holds a value of a private column.

Only strings that look like contact data or secrets are looked up (addresses of e-mail, phone
numbers, long tokens), each by a parameterised equality on every private text column.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping

from sqlalchemy import Engine, column, exists, literal, or_, select, table
from sqlalchemy.exc import SQLAlchemyError

from nescio.errors import SourceUnavailable
from retrieval.schema import DatabaseSchema

_CANDIDATE = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"  # e-mail
    r"|\+?\d[\d\s()/.-]{6,}\d"  # phone
    r"|\b(?=\w*\d)[\w$./=-]{12,}"  # token, hash, IBAN
)


class PrivateColumns:
    """Looks strings up in the private columns of the databases of record."""

    def __init__(
        self, schemas: Mapping[str, DatabaseSchema], engines: Mapping[str, Engine]
    ) -> None:
        self._engines = engines
        self._columns = {
            source: [
                (t.name, c.name)
                for t in schema.tables.values()
                for c in t.columns
                if c.private and c.kind == "text"
            ]
            for source, schema in schemas.items()
        }

    async def holds(self, text: str) -> bool:
        """True when a candidate string of `text` equals a private value."""
        candidates = {m.group().strip() for m in _CANDIDATE.finditer(text)}
        if not candidates:
            return False
        return await asyncio.to_thread(self._find, candidates)

    def _find(self, candidates: set[str]) -> bool:
        for source, columns in self._columns.items():
            if not columns:
                continue
            clauses = [
                exists(select(literal(1)).select_from(table(t)).where(column(c).in_(candidates)))
                for t, c in columns
            ]
            try:
                with self._engines[source].connect() as connection:
                    if connection.execute(select(or_(*clauses))).scalar():
                        return True
            except SQLAlchemyError as error:
                raise SourceUnavailable(source, type(error).__name__) from error
        return False
