"""Golden sets: what is read, and that a bad line is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.golden import GoldenError, GoldenItem, load
from nescio.types import Turn

GOOD = {"id": "a", "question": "How much?", "answers": ["5"], "tags": ["lookup", "test"]}


def write(path: Path, *lines: object) -> Path:
    file = path / "golden.jsonl"
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    file.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return file


def test_items_in_order_with_history(tmp_path: Path) -> None:
    history = ["Is it blue?", {"question": "Is it big?", "answer": "Yes."}]
    second = {"id": "b", "question": "And red?", "answers": [], "history": history}
    items = load(write(tmp_path, GOOD, "", second))
    assert [item.id for item in items] == ["a", "b"]
    assert items[0].answerable
    assert not items[1].answerable
    assert items[1].as_question().history == (
        Turn(question="Is it blue?"),
        Turn(question="Is it big?", answer="Yes."),
    )


def test_all_of_alone_makes_an_item_answerable(tmp_path: Path) -> None:
    (item,) = load(write(tmp_path, {**GOOD, "answers": [], "all_of": ["red", "blue"]}))
    assert item.answerable


def test_tags_select(tmp_path: Path) -> None:
    file = write(tmp_path, GOOD, {**GOOD, "id": "b", "tags": ["lookup"]})
    assert [item.id for item in load(file, tags=("lookup", "test"))] == ["a"]
    with pytest.raises(GoldenError, match="no item carries the tags other"):
        load(file, tags=("other",))


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON: nested too deeply"),
        ("[]", "the line: "),
        ({**GOOD, "id": "b", "answers": "5"}, "answers: "),
        ({**GOOD, "id": "b", "answers": [" "]}, "empty string"),
        ({**GOOD, "id": "b", "forbiden": []}, "forbiden: "),
        ({"id": "b", "question": "?"}, "answers: Field required"),
        ({**GOOD}, "id 'a' is taken by line 1"),
        ({**GOOD, "id": "b", "history": [3]}, "history.0: "),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: object, problem: str) -> None:
    file = write(tmp_path, GOOD, line)
    with pytest.raises(GoldenError) as caught:
        load(file)
    message = str(caught.value)
    assert message.startswith(f"{file}:2: ")
    assert problem in message
    assert "\n" not in message
    assert caught.value.exit_status == 2


def test_unreadable_files(tmp_path: Path) -> None:
    with pytest.raises(GoldenError, match="cannot be read"):
        load(tmp_path / "none.jsonl")
    (tmp_path / "latin.jsonl").write_bytes(b'{"id": "a"}\n"\xe9"')
    with pytest.raises(GoldenError, match=r"latin\.jsonl:2: is not UTF-8"):
        load(tmp_path / "latin.jsonl")
    with pytest.raises(GoldenError, match="no items"):
        load(write(tmp_path, ""))


@given(st.text(min_size=1), st.lists(st.text().filter(str.strip)))
def test_any_text_survives(question: str, answers: list[str]) -> None:
    item = GoldenItem(id="x", question=question, answers=tuple(answers))
    again = GoldenItem.model_validate_json(item.model_dump_json())
    assert again == item
