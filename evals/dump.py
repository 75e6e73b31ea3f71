"""A PostgreSQL plain-text dump as a SQLite file: tables, keys and rows.

Reads what `pg_dump` and hand-written dumps of that kind hold: CREATE TABLE, ALTER TABLE ... ADD
CONSTRAINT, INSERT ... VALUES and COPY ... FROM stdin. Everything else (settings, views, functions,
indexes) is passed over. Declared types, NOT NULL, primary and foreign keys are kept.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from nescio.errors import UsageError

Cell = str | int | float | bytes | None


class DumpError(UsageError):
    """The dump cannot be read; names the file and what is wrong."""

    code = "bad_dump"

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path}: {problem}; is it a plain-text PostgreSQL dump?")


@dataclass
class DumpedTable:
    """A table while it is read: columns as (name, SQLite type, not null), keys, rows."""

    columns: list[tuple[str, str, bool]]
    primary_key: tuple[str, ...] = ()
    foreign_keys: list[tuple[tuple[str, ...], str, tuple[str, ...]]] = field(default_factory=list)
    unique: list[tuple[str, ...]] = field(default_factory=list)
    rows: list[tuple[Cell, ...]] = field(default_factory=list)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _, _ in self.columns)


# White space, comments and the commands of psql (`\connect`, `\restrict`) between statements.
_SKIP = re.compile(r"(?:\s+|--[^\n]*|/\*.*?\*/|\\[a-z][^\n]*)*", re.DOTALL)
_PIECE = re.compile(
    r"[eE]'(?:[^'\\]|''|\\.)*'|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|(\$\w*\$).*?\1|--[^\n]*"
    r"|/\*.*?\*/|;|[^;'\"$/-]+|.",
    re.DOTALL,
)
_NAME = r'(?:"(?:[^"]|"")+"|\w+)(?:\s*\.\s*(?:"(?:[^"]|"")+"|\w+))?'
_CREATE = re.compile(
    rf"CREATE\s+(?:UNLOGGED\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?({_NAME})\s*\((.*)\)",
    re.IGNORECASE | re.DOTALL,
)
_ALTER = re.compile(
    rf"ALTER\s+TABLE\s+(?:ONLY\s+)?({_NAME})\s+ADD\s+(?:CONSTRAINT\s+{_NAME}\s+)?(.*)",
    re.IGNORECASE | re.DOTALL,
)
_INSERT = re.compile(
    rf"INSERT\s+INTO\s+({_NAME})\s*(?:\(([^)]*)\))?\s*(?:OVERRIDING\s+\w+\s+VALUE\s+)?VALUES\s*(.*)",
    re.IGNORECASE | re.DOTALL,
)
_COPY = re.compile(rf"COPY\s+({_NAME})\s*(?:\(([^)]*)\))?\s+FROM\s+stdin", re.IGNORECASE)
_PRIMARY = re.compile(r"PRIMARY\s+KEY\s*\(([^)]*)\)", re.IGNORECASE)
_UNIQUE = re.compile(r"UNIQUE\s*\(([^)]*)\)", re.IGNORECASE)
_FOREIGN = re.compile(
    rf"FOREIGN\s+KEY\s*\(([^)]*)\)\s*REFERENCES\s+({_NAME})\s*(?:\(([^)]*)\))?", re.IGNORECASE
)
_COLUMN = re.compile(rf"({_NAME})\s+(.*)", re.DOTALL)
_VALUE = re.compile(
    r"\s*([(),]|[eE]'(?:[^'\\]|''|\\.)*'|'(?:[^']|'')*'|[^\s(),']+)(?:::[\w ]+(?:\(\d+\))?)?",
    re.DOTALL,
)
_TYPES = (
    (re.compile(r"(?:small|big)?(?:int|serial)|int[248]", re.IGNORECASE), "INTEGER"),
    (re.compile(r"real|double|float", re.IGNORECASE), "REAL"),
    (re.compile(r"bytea", re.IGNORECASE), "BLOB"),
    (re.compile(r"bool", re.IGNORECASE), "BOOLEAN"),
    (re.compile(r"timestamp", re.IGNORECASE), "TIMESTAMP"),
    (re.compile(r"date", re.IGNORECASE), "DATE"),
    (re.compile(r"time", re.IGNORECASE), "TIME"),
)
_SIZED = re.compile(
    r"(?:character varying|varchar|character|char|numeric|decimal|money)\s*(\([\d, ]+\))?",
    re.IGNORECASE,
)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v"}


def convert(dump: Path, out: Path) -> dict[str, int]:
    """Write `dump` to a new SQLite file `out` (replacing it); rows by table. Blocks.

    Raises DumpError.
    """
    tables = read(dump)
    unfinished = out.with_name(out.name + ".part")
    unfinished.unlink(missing_ok=True)
    connection = sqlite3.connect(unfinished)
    try:
        with connection:
            for name, table in tables.items():
                connection.execute(_ddl(name, table, tables))
                marks = ", ".join("?" * len(table.columns))
                insert = f"INSERT INTO {_quote(name)} VALUES ({marks})"  # noqa: S608 - quoted
                connection.executemany(insert, table.rows)
        broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.Error as error:
        unfinished.unlink(missing_ok=True)
        raise DumpError(dump, f"SQLite refused it: {error}") from None
    finally:
        connection.close()
    if broken:
        unfinished.unlink()
        raise DumpError(dump, f"a row of {broken[0]} refers to a missing row of {broken[2]}")
    unfinished.replace(out)
    return {name: len(table.rows) for name, table in tables.items()}


def read(dump: Path) -> dict[str, DumpedTable]:
    """The tables of a dump, in its order. Raises DumpError."""
    try:
        text = dump.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DumpError(dump, f"cannot be read: {error}") from None
    tables: dict[str, DumpedTable] = {}
    for statement, lines in _statements(text):
        try:
            _take(tables, statement, lines)
        except (KeyError, ValueError, IndexError) as error:
            start = " ".join(statement.split())[:60]
            raise DumpError(dump, f"cannot make sense of {start!r} ({error})") from None
    if not tables:
        raise DumpError(dump, "holds no CREATE TABLE")
    return tables


def _statements(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each statement without its semicolon, and the data lines if it is a COPY."""
    position = 0
    while match := _SKIP.match(text, position):
        position = match.end()
        if position >= len(text):
            return
        parts: list[str] = []
        while (piece := _PIECE.match(text, position)) and piece.group() != ";":
            if not piece.group().startswith(("--", "/*")):
                parts.append(piece.group())
            position = piece.end()
        statement = "".join(parts)
        position += 1
        lines: list[str] = []
        if _COPY.match(statement):
            begin = text.index("\n", position) + 1
            end = text.find("\n\\.", begin - 1)
            end = len(text) if end < 0 else end
            lines = text[begin:end].split("\n") if end > begin else []
            position = text.find("\n", end + 1) + 1 or len(text)
        yield statement, lines


def _take(tables: dict[str, DumpedTable], statement: str, lines: list[str]) -> None:
    if match := _CREATE.match(statement):
        tables[_name(match[1])] = _table(match[2])
    elif match := _ALTER.match(statement):
        _constraint(tables[_name(match[1])], match[2])
    elif match := _INSERT.match(statement):
        table = tables[_name(match[1])]
        for row in _tuples(match[3]):
            table.rows.append(_row(table, _names(match[2]), row))
    elif match := _COPY.match(statement):
        table = tables[_name(match[1])]
        for line in lines:
            cells = [_copied(cell) for cell in line.split("\t")]
            table.rows.append(_row(table, _names(match[2]), cells))


def _table(body: str) -> DumpedTable:
    table = DumpedTable(columns=[])
    for part in re.split(r",(?![^(]*\))", body):
        definition = " ".join(part.split())
        if re.match(
            r"(CONSTRAINT|PRIMARY|FOREIGN|UNIQUE|CHECK|EXCLUDE)\b", definition, re.IGNORECASE
        ):
            _constraint(table, re.sub(rf"(?i)^CONSTRAINT\s+{_NAME}\s+", "", definition))
            continue
        match = _COLUMN.match(definition)
        if match is None:
            raise ValueError(f"column {definition!r}")
        name, kind = _name(match[1]), match[2]
        table.columns.append((name, _type(kind), bool(re.search(r"(?i)\bNOT NULL\b", kind))))
        if re.search(r"(?i)\bPRIMARY KEY\b", kind):
            table.primary_key = (name,)
        if reference := re.search(rf"(?i)\bREFERENCES\s+({_NAME})\s*(?:\(([^)]*)\))?", kind):
            target, columns = _name(reference[1]), _names(reference[2])
            table.foreign_keys.append(((name,), target, columns))
    return table


def _constraint(table: DumpedTable, text: str) -> None:
    if match := _PRIMARY.match(text):
        table.primary_key = _names(match[1])
    elif match := _FOREIGN.match(text):
        table.foreign_keys.append((_names(match[1]), _name(match[2]), _names(match[3])))
    elif match := _UNIQUE.match(text):
        table.unique.append(_names(match[1]))


def _type(declared: str) -> str:
    if sized := _SIZED.match(declared):
        numeric = re.match(r"(?i)numeric|decimal|money", declared)
        return ("NUMERIC" if numeric else "VARCHAR") + (sized[1] or "").replace(" ", "")
    return next((kind for pattern, kind in _TYPES if pattern.match(declared)), "TEXT")


def _tuples(text: str) -> Iterator[list[str | None]]:
    row: list[str | None] | None = None
    position = 0
    while match := _VALUE.match(text, position):
        position, word = match.end(), match[1]
        if word == "(":
            row = []
        elif word == ")" and row is not None:
            yield row
            row = None
        elif word != "," and row is not None:
            row.append(_literal(word))


def _literal(token: str) -> str | None:
    if token[0] in "eE" and token[1:2] == "'":
        inner = token[2:-1].replace("''", "'")
        return re.sub(r"\\(.)", lambda m: _ESCAPES.get(m[1], m[1]), inner, flags=re.DOTALL)
    if token[0] == "'":
        return token[1:-1].replace("''", "'")
    return None if token.upper() in ("NULL", "DEFAULT") else token


def _copied(cell: str) -> str | None:
    if cell == r"\N":
        return None
    return re.sub(r"\\(.)", lambda m: _ESCAPES.get(m[1], m[1]), cell)


def _row(table: DumpedTable, names: tuple[str, ...], cells: list[str | None]) -> tuple[Cell, ...]:
    given = dict(zip(names or table.names, cells, strict=True))
    return tuple(_cell(given.get(name), kind) for name, kind, _ in table.columns)


def _cell(text: str | None, kind: str) -> Cell:
    if text is None:
        return None
    if kind == "INTEGER":
        return int(text)
    if kind == "REAL" or kind.startswith("NUMERIC"):
        return float(text)
    if kind == "BOOLEAN":
        return int(text.casefold() in ("t", "true", "1", "yes", "on"))
    if kind == "BLOB":
        return bytes.fromhex(text.removeprefix("\\x"))
    return text


def _ddl(name: str, table: DumpedTable, tables: dict[str, DumpedTable]) -> str:
    parts = [
        f"{_quote(column)} {kind}{' NOT NULL' if needed else ''}"
        for column, kind, needed in table.columns
    ]
    if table.primary_key:
        parts.append(f"PRIMARY KEY ({_list(table.primary_key)})")
    parts += [f"UNIQUE ({_list(columns)})" for columns in table.unique]
    for columns, target, named in table.foreign_keys:
        if target in tables:
            to = named or tables[target].primary_key
            parts.append(
                f"FOREIGN KEY ({_list(columns)}) REFERENCES {_quote(target)} ({_list(to)})"
            )
    return f"CREATE TABLE {_quote(name)} (\n  " + ",\n  ".join(parts) + "\n)"


def _names(text: str | None) -> tuple[str, ...]:
    return tuple(_name(part) for part in text.split(",")) if text else ()


def _name(text: str) -> str:
    """The last part of a name, unquoted: `public."Orders"` is Orders."""
    last = re.findall(r'"(?:[^"]|"")+"|\w+', text)[-1]
    return str(last[1:-1].replace('""', '"') if last.startswith('"') else last)


def _list(names: tuple[str, ...]) -> str:
    return ", ".join(map(_quote, names))


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
