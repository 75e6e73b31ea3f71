"""nescio costs: sums, budgets, estimates."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from answer.models.meter import utc_today
from answer.models.spending import NANO, Asked, Calls, Questions, SpendingStore, Use
from tests.server.commands import nescio

CONFIG = """
sources:
  - {name: help, type: files, path: help}
state: state
models:
  providers: [{name: local, base_url: "http://127.0.0.1:9/v1"}]
  tiers:
    - {name: small, provider: local, model: m, price: {input: 1, output: 2}}
    - {name: free, provider: local, model: m}
  tasks: {answer: {tiers: [small, free]}}
  tenants: {acme: {soft: 1, hard: 2}}
"""
TODAY = utc_today()
CALLS = Calls(calls=2, finished=1, prompt=100, completion=10, nano=NANO // 4)


@pytest.fixture
def config(tmp_path: Path) -> str:
    (tmp_path / "help").mkdir()
    file = tmp_path / "nescio.yaml"
    file.write_text(CONFIG)
    return str(file)


@pytest.fixture
def spent(config: str) -> None:
    store = SpendingStore(f"sqlite:///{Path(config).parent}/state/costs.sqlite")

    def use(tenant: str, tier: str, days_ago: int = 0) -> Use:
        day = TODAY - dt.timedelta(days=days_ago)
        return Use(day=day, tenant=tenant, task="answer", tier=tier, currency="USD")

    used = {
        use("acme", "small"): CALLS,
        use("other", "small"): CALLS,
        use("other", "free"): Calls(calls=1, unpriced=1, prompt=50),
        use("acme", "small", 3): CALLS,
        use("acme", "small", 40): CALLS,
    }
    key = Asked(day=TODAY, tenant="acme", tier="small", currency="USD")
    asked = Questions(questions=20, prompt=2_000, squared=200_000, nano=NANO)
    store.add(used, {key: asked})
    store.close()


@pytest.mark.usefixtures("spent")
def test_sums_are_told_with_the_budgets(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = nescio(capsys, "costs", "--by", "tenant", "--config", config)
    assert status == 0
    assert out.splitlines() == [
        "tenant acme calls 4 finished 2 prompt 200 cached 0 completion 20 estimated 0"
        " cost 0.5000 USD",
        "tenant other calls 3 finished 1 prompt 150 cached 0 completion 10 estimated 0"
        " cost 0.2500 USD",
        "budget of acme: 0.2500 USD spent today; soft 1, hard 2",
    ]
    assert "no price is known of free: counted as 0" in err


@pytest.mark.usefixtures("spent")
def test_days_bound_it(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    for days, count in ((1, 1), (7, 2), (60, 3)):
        _, out, _ = nescio(capsys, "costs", "--days", str(days), "--json", "--config", config)
        found = json.loads(out)
        assert len(found["rows"]) == count
        assert found["rows"][-1]["day"] == TODAY.isoformat()
        assert found["budgets"][0]["spent_today"] == 0.25


def test_nothing_was_asked(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = nescio(capsys, "costs", "--config", config)
    assert status == 0
    assert out.splitlines()[0] == "no model was asked"
    assert not (Path(config).parent / "state").exists()


@pytest.mark.usefixtures("spent")
def test_an_estimate_by_earlier_questions(
    config: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text('{"question": "How much?"}\nAnd when?\n\n')
    status, out, _ = nescio(capsys, "costs", "--estimate", str(file), "--config", config)
    assert status == 0
    expected = "2 questions: 200 to 200 tokens, 0.1000 to 0.1000 USD (by 20 earlier questions)"
    assert out.strip() == expected


def test_an_estimate_without_any(
    config: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "questions.txt"
    file.write_text("How much?\n")
    args = ("costs", "--estimate", str(file), "--json", "--config", config)
    found = json.loads(nescio(capsys, *args)[1])
    assert (found["basis"], found["tokens_low"], found["unpriced"]) == ("prompts", 0, ["free"])
    assert 0 < found["completion_high"] < found["tokens_high"]
    status, _, err = nescio(capsys, "costs", "--estimate", "nowhere.txt", "--config", config)
    assert (status, "nowhere.txt: cannot be read" in err) == (2, True)
