"""The Northwind trading company as a SQLite database that nobody prepared for nescio.

`python -m evals.northwind DUMP OUT.sqlite` converts the PostgreSQL dump; any other plain-text
dump does as well. The data is not part of this project: its path is given.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from evals.dump import convert
from nescio.errors import NescioError

DUMP = "northwind.sql"


def prepare(data: Path, out: Path) -> dict[str, int]:
    """Convert `data/northwind.sql`, or `data` itself when it is a file; rows by table."""
    return convert(data / DUMP if data.is_dir() else data, out)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; 0, or 2 with one line on standard error."""
    parser = argparse.ArgumentParser(prog="evals.northwind", description=prepare.__doc__)
    parser.add_argument("dump", type=Path, help="the dump, or the folder that holds northwind.sql")
    parser.add_argument("out", type=Path, help="the SQLite file to write (replaced)")
    given = parser.parse_args(arguments)
    try:
        rows = prepare(given.dump, given.out)
    except NescioError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_status
    for table, count in rows.items():
        sys.stdout.write(f"{count:>7}  {table}\n")
    sys.stdout.write(f"{sum(rows.values()):>7}  rows in {len(rows)} tables -> {given.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
