"""What the paraphrase model learns from: every domain opens, and nearly all of it can be learnt."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data" / "paraphrase"
FEWEST, LEARNT = 100, 0.9
DOMAINS = sorted(DATA.glob("*/*.sql"))
CHATS = sorted(DATA.glob("*/*.chat.jsonl"))


@pytest.fixture(autouse=True)
def scripts(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    yield
    sys.modules.pop("paraphrases", None)


def test_no_database_is_both_learnt_from_and_kept() -> None:
    names = [file.stem for file in DOMAINS]
    assert len(names) == len(set(names))
    assert {file.parent.name for file in DOMAINS} == {"train", "kept"}


@pytest.mark.parametrize("sql", DOMAINS, ids=lambda file: file.stem)
def test_questions_say_what_answers_them(sql: Path) -> None:
    lines = sql.with_suffix(".jsonl").read_text(encoding="utf-8").splitlines()
    given = [json.loads(line) for line in lines]
    assert len({one["q"] for one in given}) == len(given) >= FEWEST
    nothing = sum(one["target"] is None for one in given)
    assert nothing / len(given) >= 0.15


@pytest.mark.parametrize("chat", CHATS, ids=lambda file: file.parent.name + "/" + file.stem)
def test_chats_go_on_from_a_question(chat: Path) -> None:
    given = [json.loads(line) for line in chat.read_text(encoding="utf-8").splitlines()]
    assert chat.with_name(chat.name.replace(".chat.jsonl", ".sql")).exists()
    assert sum("before" in one for one in given) / len(given) >= 0.25
    assert sum(one["target"] is None for one in given) / len(given) >= 0.15


@pytest.mark.slow
def test_the_kept_databases_allow_the_queries(recwarn: pytest.WarningsRecorder) -> None:
    from paraphrases import load

    questions = list(load(DATA / "kept"))
    lines = sum(len(f.read_text("utf-8").splitlines()) for f in (DATA / "kept").glob("*.jsonl"))
    assert len(questions) / lines >= LEARNT
    assert all(one.right(place) for one in questions for place in one.meant)
    masked = [one for one in questions if "the animal" in one.text.casefold()]
    assert masked
