"""Dumps of PostgreSQL as SQLite files: a tiny dump in both of its forms."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from evals.dump import DumpError, convert
from evals.northwind import main

HEAD = r"""
-- A comment; with a semicolon and 'a quote
\restrict x9
SET client_encoding = 'UTF8';
SELECT pg_catalog.set_config('search_path', '', false);
DROP TABLE IF EXISTS fruits;
CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS $$ SELECT 1; SELECT 2; $$;
CREATE TABLE public.fruits (
    fruit_id smallint NOT NULL,
    "Full Name" character varying(40) NOT NULL,
    price numeric(8,2) DEFAULT 1.0,
    weight real, -- in grams
    ripe boolean,
    picked date,
    picture bytea,
    note text,
    CONSTRAINT positive CHECK ((price > (0)::numeric))
);
CREATE TABLE baskets (
    basket_id integer PRIMARY KEY,
    fruit_id smallint REFERENCES fruits (fruit_id)
);
CREATE TABLE lines (basket_id integer NOT NULL, line integer NOT NULL, fruit_id smallint);
"""
TAIL = """
ALTER TABLE ONLY public.fruits
    ADD CONSTRAINT pk_fruits PRIMARY KEY (fruit_id);
ALTER TABLE ONLY lines ADD CONSTRAINT pk_lines PRIMARY KEY (basket_id, line);
ALTER TABLE ONLY lines
    ADD CONSTRAINT fk_lines FOREIGN KEY (fruit_id) REFERENCES public.fruits ON DELETE CASCADE;
CREATE INDEX i ON fruits USING btree (price);
"""
INSERTS = r"""
INSERT INTO fruits VALUES (1, 'D''Anjou; (pear)', 2.5, -0.5, true, '2025-03-01', '\x0aff', 'a\nb');
INSERT INTO public.fruits (fruit_id, "Full Name", note) VALUES
    (2, 'Plum', E'line\nnext'), (3, 'Fig', NULL);
INSERT INTO baskets VALUES (1, 1);
INSERT INTO lines VALUES (1, 1, 3);
"""
COPIED = (
    'COPY public.fruits (fruit_id, "Full Name", price, weight, ripe, picked, picture, note)'
    " FROM stdin;\n"
    "1\tD'Anjou; (pear)\t2.5\t-0.5\tt\t2025-03-01\t\\\\x0aff\ta\\\\nb\n"
    "2\tPlum\t\\N\t\\N\t\\N\t\\N\t\\N\tline\\nnext\n"
    "3\tFig\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\n"
    "\\.\n\n"
    "COPY baskets FROM stdin;\n1\t1\n\\.\n"
    "COPY lines (basket_id, line, fruit_id) FROM stdin;\n1\t1\t3\n\\.\n"
)


def converted(tmp_path: Path, text: str) -> sqlite3.Connection:
    (tmp_path / "dump.sql").write_text(text, encoding="utf-8")
    rows = convert(tmp_path / "dump.sql", tmp_path / "out.sqlite")
    assert rows == {"fruits": 3, "baskets": 1, "lines": 1}
    return sqlite3.connect(tmp_path / "out.sqlite")


@pytest.mark.parametrize("data", [INSERTS, COPIED], ids=["insert", "copy"])
def test_rows_types_and_keys(tmp_path: Path, data: str) -> None:
    connection = converted(tmp_path, HEAD + data + TAIL)
    try:
        assert connection.execute("SELECT * FROM fruits ORDER BY fruit_id").fetchall() == [
            (1, "D'Anjou; (pear)", 2.5, -0.5, 1, "2025-03-01", b"\x0a\xff", "a\\nb"),
            (2, "Plum", None, None, None, None, None, "line\nnext"),
            (3, "Fig", None, None, None, None, None, None),
        ]
        columns = connection.execute("PRAGMA table_info(fruits)").fetchall()
        assert [column[2] for column in columns] == [
            "INTEGER", "VARCHAR(40)", "NUMERIC(8,2)", "REAL", "BOOLEAN", "DATE", "BLOB", "TEXT",
        ]  # fmt: skip
        assert [column[3] for column in columns] == [1, 1, 0, 0, 0, 0, 0, 0]
        assert columns[0][5] == 1
        keys = connection.execute("PRAGMA table_info(lines)").fetchall()
        assert [key[5] for key in keys] == [1, 2, 0]
        for table in ("lines", "baskets"):
            (key,) = connection.execute(f"PRAGMA foreign_key_list({table})").fetchall()
            assert key[2:5] == ("fruits", "fruit_id", "fruit_id")
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("hello", "holds no CREATE TABLE"),
        (HEAD + "INSERT INTO fruits VALUES (1);" + TAIL, "cannot make sense of"),
        (HEAD + "INSERT INTO nuts VALUES (1);" + TAIL, "cannot make sense of"),
        (HEAD + "INSERT INTO baskets VALUES ('x', 1);" + TAIL, "cannot make sense of"),
        (HEAD + "INSERT INTO baskets VALUES (1, 9);" + TAIL, "missing row of fruits"),
        (HEAD + "INSERT INTO baskets VALUES (1, NULL), (1, NULL);" + TAIL, "SQLite refused it"),
    ],
)
def test_a_bad_dump_is_one_line_and_leaves_nothing(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "dump.sql").write_text(text)
    with pytest.raises(DumpError, match=problem) as caught:
        convert(tmp_path / "dump.sql", tmp_path / "out.sqlite")
    assert "\n" not in str(caught.value)
    assert [file.name for file in tmp_path.iterdir()] == ["dump.sql"]


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "northwind.sql").write_text(HEAD + INSERTS + TAIL)
    assert main([str(tmp_path), str(tmp_path / "out.sqlite")]) == 0
    assert "5  rows in 3 tables" in capsys.readouterr().out
    assert main([str(tmp_path / "none.sql"), str(tmp_path / "out.sqlite")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
