"""Labels of columns as they stand in a text."""

from __future__ import annotations

from nescio.text import words
from retrieval.labels import Labels
from retrieval.schema import Column, DatabaseSchema, Table

TOOLS = Table(
    name="tools",
    singular="tool",
    plural="tools",
    primary_key=("id",),
    display="name",
    columns=(
        Column(name="id", label="id", kind="number"),
        Column(name="name", label="name", kind="text"),
        Column(name="units_in_stock", label="units in stock", kind="number"),
        Column(name="units_on_order", label="units on order", kind="number"),
        Column(name="max_load_kg", label="max load", kind="number", unit="kg"),
        Column(name="hired_dt", label="hired date", kind="date"),
        Column(name="pin", label="pin code", kind="text", private=True),
    ),
)
ORDERS = Table(
    name="orders", singular="order", plural="orders", primary_key=("id",),
    columns=(Column(name="id", label="id", kind="number"),
             Column(name="quantity", label="quantity", kind="number")),
)  # fmt: skip
LABELS = Labels(DatabaseSchema(source="s", tables={"tools": TOOLS, "orders": ORDERS}))


def found(text: str) -> list[tuple[str, str, bool]]:
    """The words of each label, its column of tools, and whether it is but a part of one."""
    tokens = words(text)
    return [
        (" ".join(t.form for t in tokens[one.first : one.last]),
         next(iter(one.columns.values())).name, bool(one.loose))
        for one in LABELS.find(tokens)
    ]  # fmt: skip


def test_whole_labels_and_their_units_and_short_forms() -> None:
    assert found("the units in stock of it") == [("units in stock", "units_in_stock", False)]
    assert found("its maximum load") == [("maximum load", "max_load_kg", False)]
    assert found("the qty") == [("qty", "quantity", False)]


def test_a_part_that_no_other_column_has() -> None:
    assert found("how much stock") == [("stock", "units_in_stock", True)]
    assert found("when was she hired") == [("hired", "hired_dt", True)]


def test_no_label_where_the_part_is_a_noun_or_vague_or_the_column_private() -> None:
    assert found("all orders") == []
    assert found("what date and what code") == []
    assert found("the pin code") == []
