"""Rows into sentences by template, and joins that the database does not declare."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from ingest.database import RowSource
from ingest.rows import build_row
from nescio.errors import ConfigError
from nescio.settings_sources import DatabaseSource
from nescio.types import Record
from tests.ingest.samples import SCHEMA


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "shop.sqlite"
    sql(made, SCHEMA)
    return made


def sql(path: Path, statements: str) -> None:
    connection = sqlite3.connect(path)
    connection.executescript(statements)
    connection.close()


def texts(path: Path, **tables: Any) -> dict[str, str]:
    source = RowSource(
        DatabaseSource.model_validate(
            {"name": "shop", "url": f"sqlite:///{path}", "tables": tables}
        )
    )
    try:
        items = [item for item in source.records({}) if isinstance(item, Record)]
        return {item.key: build_row(item).document.text for item in items}
    finally:
        source.close()


def template(path: Path, *sentences: str) -> str:
    return texts(path, products={"template": sentences})["products/1"]


def test_columns_and_one_step_over_a_relation(path: Path) -> None:
    written = "{name} by {supplier.name} of {suppliers.country} weighs {weight_g} g."
    assert template(path, written) == "Kestrel 2 Tent by Fjellvik Textil of Norway weighs 1900 g."


def test_a_sentence_without_its_value_is_left_out(path: Path) -> None:
    sql(path, "UPDATE products SET weight_g = NULL")
    assert template(path, "A tent: {name}.", "It weighs {weight_g} g.") == "A tent: Kestrel 2 Tent."


def test_what_a_value_looks_like_does_not_matter(path: Path) -> None:
    sql(path, "UPDATE products SET name = '{sku} {0.__class__} %s <b>'")
    assert template(path, "{{{name}}}") == "{{sku} {0.__class__} %s <b>}"


def test_a_template_makes_any_table_searchable(path: Path) -> None:
    said = texts(path, prices={"template": "{product.name} costs {price_eur} euros."})
    assert said["prices/1"] == "Kestrel 2 Tent costs 249.95 euros."


def test_versions_follow_the_template(path: Path) -> None:
    def version(said: str) -> str:
        tables = {"products": {"template": said}}
        settings = {"name": "shop", "url": f"sqlite:///{path}", "tables": tables}
        source = RowSource(DatabaseSource.model_validate(settings))
        items = {r.key: r for r in source.records({}) if isinstance(r, Record)}
        source.close()
        return items["products/1"].version

    assert version("{name}.") != version("{name}!")
    assert version("{name}.") == version("{name}.")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("{colour}", "no column 'colour'"),
        ("{maker.name}", "no relation 'maker'"),
        ("{supplier.contact_email}", "suppliers.contact_email is private"),
        ("{name.__class__}", "no relation 'name'"),
        ("{supplier.name.upper}", "only {column} or {relation.column}"),
        ("{name!r}", "only {column}"),
        ("{name:>10}", "only {column}"),
        ("{0}", "only {column}"),
        ("{}", "only {column}"),
        ("{name[0]}", "only {column}"),
        ("{name", "expected '}'"),
    ],
)
def test_anything_else_is_refused_in_one_line(path: Path, written: str, said: str) -> None:
    with pytest.raises(ConfigError) as refused:
        template(path, written)
    assert said in str(refused.value)
    assert str(refused.value).startswith("sources.shop.tables.products.template: ")
    assert "\n" not in str(refused.value)


def test_declared_relations_join_like_foreign_keys(path: Path) -> None:
    sql(
        path,
        "CREATE TABLE notices (notice_id INTEGER PRIMARY KEY, about TEXT, body TEXT);"
        "INSERT INTO notices VALUES (1, 'HE-4', 'Poles of the first series may splinter when cold"
        " and are exchanged.')",
    )
    relation = {"columns": ["about"], "table": "products", "target_columns": ["sku"]}
    said = texts(path, notices={"relations": [relation]})["notices/1"]
    assert "About: Heron 4 Tent." in said


@pytest.mark.parametrize(
    "relation",
    [
        {"columns": ["supplier_id"], "table": "nowhere", "target_columns": ["id"]},
        {"columns": ["supplier_id"], "table": "suppliers", "target_columns": ["id"]},
        {"columns": ["maker"], "table": "suppliers", "target_columns": ["supplier_id"]},
        {"columns": ["sku", "name"], "table": "suppliers", "target_columns": ["supplier_id"]},
    ],
)
def test_a_relation_to_nothing_is_refused(path: Path, relation: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=r"sources\.shop\.tables\.products"):
        texts(path, products={"relations": [relation]})
