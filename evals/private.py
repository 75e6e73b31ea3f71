"""The values that must never be shown: what the private columns of the databases hold."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import MetaData, select
from sqlalchemy import Table as SqlTable
from sqlalchemy.exc import SQLAlchemyError

from nescio.errors import SourceUnavailable
from nescio.settings_sources import DatabaseSource
from retrieval.database import one_line, open_read_only
from retrieval.reflection import reflect

SHORTEST = 6
"""Shorter values (an extension, a code) stand in any text by chance."""


def private_values(sources: Iterable[DatabaseSource]) -> frozenset[str]:
    """Every value of at least 6 characters in a private column of `sources`, live.

    Blocks. Raises SourceUnavailable.
    """
    found: set[str] = set()
    for source in sources:
        found |= _of(source)
    return frozenset(found)


def _of(source: DatabaseSource) -> set[str]:
    engine = open_read_only(source)
    found: set[str] = set()
    try:
        for table in reflect(engine, source).tables.values():
            private = [column.name for column in table.columns if column.private]
            if not private:
                continue
            stored = SqlTable(table.name, MetaData(), autoload_with=engine)
            with engine.connect() as connection:
                rows = connection.execute(select(*(stored.c[name] for name in private)))
                values = (str(value).strip() for row in rows for value in row if value is not None)
                found.update(value for value in values if len(value) >= SHORTEST)
    except SQLAlchemyError as error:
        raise SourceUnavailable(source.name, one_line(error)) from None
    finally:
        engine.dispose()
    return found
