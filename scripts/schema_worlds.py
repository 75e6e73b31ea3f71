"""Three made-up databases unlike each other, for questions about a schema that nobody prepared.

`clinic` has cryptic names (`tbl_pat.fname`, `dose_mg`, flags as Y and N) and a composite key;
`ferries` plain ones, two foreign keys to one table, a link table without a key, times and gaps;
`library` names in capitals without any prefix (`UnitPrice`), keys in words, a hierarchy.

    python scripts/schema_worlds.py clinic sqlite:///clinic.sqlite
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable

import world_clinic
import world_ferries
import world_library
from sqlalchemy import MetaData, create_engine
from world_rows import Rows


def build(world: str, url: str) -> None:
    """Create the tables of a world in an empty database and fill them; the same rows each time."""
    metadata, rows = WORLDS[world](random.Random(world))  # noqa: S311 - no secret
    engine = create_engine(url)
    try:
        metadata.create_all(engine)
        with engine.begin() as connection:
            for table in metadata.sorted_tables:
                connection.execute(table.insert(), rows[table.name])
    finally:
        engine.dispose()


WORLDS: dict[str, Callable[[random.Random], tuple[MetaData, Rows]]] = {
    "clinic": world_clinic.build,
    "ferries": world_ferries.build,
    "library": world_library.build,
}


if __name__ == "__main__":
    build(sys.argv[1], sys.argv[2])
