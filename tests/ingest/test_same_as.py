"""Rows that carry the same distinctive name are one thing, where only one in each table does."""

from __future__ import annotations

import pytest

from ingest.mentions import forms_of
from ingest.same_as import same_as
from nescio.types import Access, Edge, Entity, EntityName
from retrieval.name_forms import Form
from tests.ingest.samples import Shop


def called(id_: str, table: str | None, name: str, tenant: str = "default") -> tuple[str, Form]:
    entity = Entity(id=id_, source="s", label=name, table=table, access=Access(tenant=tenant))
    form, *_ = forms_of(EntityName(entity_id=id_, name=name, kind="name"), entity)
    return f"document of {id_}", form


def test_one_row_in_each_table_is_the_same() -> None:
    found = same_as([called("b", "products", "KE-2"), called("a", "goods", "ke-2")])
    edge = Edge(start_id="a", end_id="b", kind="same_as", proof="a", label="ke 2")
    assert found == {"document of a": {edge}}


@pytest.mark.parametrize(
    "rows",
    [
        [called("a", "goods", "KE-2"), called("b", "goods", "KE-2")],
        [
            called("a", "goods", "KE-2"),
            called("b", "goods", "KE-2"),
            called("c", "products", "KE-2"),
        ],
        [called("a", "goods", "Utrecht"), called("b", "cities", "Utrecht")],
        [called("a", "goods", "KE-2"), called("b", "products", "KE-2", tenant="other")],
        [called("a", "goods", "KE-2"), called("b", None, "KE-2")],
        [called(f"e{n}", f"t{n}", "KE-2") for n in range(5)],
    ],
)
def test_ambiguous_and_ordinary_names_say_nothing(rows: list[tuple[str, Form]]) -> None:
    assert same_as(rows) == {}


@pytest.mark.anyio
async def test_a_code_in_another_table_joins_two_rows_until_one_goes(shop: Shop) -> None:
    same = "SELECT label FROM edges WHERE kind = 'same_as'"
    shop.sql(
        "CREATE TABLE spare_parts (part_id INTEGER PRIMARY KEY, sku TEXT UNIQUE, name TEXT);"
        "INSERT INTO spare_parts VALUES (1, 'KE-2', 'Tent to take apart');"
    )
    await shop.sync()
    assert shop.rows(same) == [("ke 2",)]
    shop.sql("INSERT INTO spare_parts VALUES (2, 'KE-2b', 'KE-2')")
    await shop.sync()
    assert shop.rows(same) == []
    shop.sql("DELETE FROM spare_parts WHERE part_id = 2")
    await shop.sync()
    assert shop.rows(same) == [("ke 2",)]
    shop.sql("DELETE FROM products WHERE product_id = 1; DELETE FROM stock; DELETE FROM prices")
    await shop.sync()
    assert shop.rows(same) == []
