"""The runner: every event of a stream ends in the item where it belongs."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from evals.golden import GoldenItem
from evals.outcome import Outcome
from evals.report import summary
from evals.runner import EvalResult, run
from nescio.answers import Abstained, Answered, Citation, Claim, SourceDetail, SourceRef, Verdict
from nescio.errors import StoreBusy
from nescio.events import Delta, Done, Event, Failed, Final, Sources, Start
from nescio.types import Question, Scope

pytestmark = pytest.mark.slow

NOW = dt.datetime(2025, 3, 1, tzinfo=dt.UTC)
QUESTIONS = {
    "record": ("What does it cost?", ["49.90"]),
    "passage": ("How do I clean it?", ["warm water"]),
    "nothing": ("Who is the king?", []),
    "failed": ("Fail", ["x"]),
    "raises": ("Raise", ["x"]),
    "hangs": ("Hang", ["x"]),
    "cut": ("Cut", ["x"]),
}
RECORD = SourceRef(
    id="r", kind="record", title="Kettle", uri="products/7", locator={"table": "products"},
    snippet="price: 49.90 EUR", score=1.0, as_of=NOW,
)  # fmt: skip
PASSAGE = SourceRef(
    id="p", kind="passage", title="Care", uri="help/care.md", locator={"start": 0, "end": 40},
    snippet="Care … ask ann@example.org", score=1.0, as_of=NOW,
)  # fmt: skip


def answered(text: str, source: SourceRef, start: int | None, end: int | None) -> Final:
    verdict = Verdict(status="supported", score=1.0, rule="test", evidence_ids=(source.id,))
    claim = Claim(text=text, start=0, end=len(text), evidence_ids=(source.id,), verdict=verdict)
    citation = Citation(
        source_id=source.id, claim_start=0, claim_end=len(text), quote_start=start, quote_end=end
    )
    return Final(
        answer=Answered(
            text=text, confidence=0.9, threshold=0.5, claims=(claim,), citations=(citation,)
        )
    )


async def ask(question: Question) -> AsyncIterator[Event]:
    yield Start(answer_id="a", conversation_id="c", as_of=NOW, index_lag_ms=None)
    match question.text:
        case "What does it cost?":
            yield Sources(sources=(RECORD,))
            yield Delta(text="It costs 49.90 EUR.")
            yield answered("It costs 49.90 EUR.", RECORD, None, None)
        case "How do I clean it?":
            yield Sources(sources=(PASSAGE, RECORD))
            yield Delta(text="With warm water.")
            yield answered("With warm water.", PASSAGE, 5, 21)
        case "Fail":
            yield Failed(code="store_failed", message="no store", retryable=True)
        case "Raise":
            raise StoreBusy("here", "another")
        case "Hang":
            await asyncio.Event().wait()
        case "Cut":
            return
        case _:
            refusal = Abstained(
                text="I do not know.", confidence=0.1, threshold=0.5, reason="no_evidence",
                rule="gate",
            )  # fmt: skip
            yield Final(answer=refusal)
    yield Done()


async def open_source(source_id: str, scope: Scope) -> SourceDetail | None:
    return SourceDetail(ref=PASSAGE, text="Care: with warm water only.") if source_id else None


def evaluate(tmp_path: Path, seen: list[str], *, checker: bool = False) -> EvalResult:
    golden = tmp_path / "golden.jsonl"
    golden.write_text(
        "\n".join(
            json.dumps({"id": key, "question": text, "answers": answers, "tags": [key[0]]})
            for key, (text, answers) in QUESTIONS.items()
        )
    )

    def on_progress(done: int, total: int, outcome: Outcome) -> None:
        seen.append(f"{done}/{total} {outcome.item.id}")

    async def contradicts(item: GoldenItem, text: str) -> bool:
        return "49.90" in text

    return asyncio.run(
        run(
            golden,
            ask,
            private_values=["Ann@example.org"],
            on_progress=on_progress,
            open_source=open_source,
            contradicts=contradicts if checker else None,
            deadline_s=0.2,
        )
    )


def test_a_run(tmp_path: Path) -> None:
    seen: list[str] = []
    result = evaluate(tmp_path, seen)
    data = json.loads(json.dumps(result.as_json(), allow_nan=False))
    items = {item["id"]: item for item in data["items"]}
    assert [item["id"] for item in data["items"]] == list(QUESTIONS)
    assert seen[0] == "1/7 record"
    assert data["n"] == len(seen) == 7
    assert items["record"]["correct"]
    assert items["record"]["citations"] == [
        {
            "kind": "record",
            "uri": "products/7",
            "locator": {"table": "products"},
            "quote": "price: 49.90 EUR",
        }
    ]
    assert items["passage"]["citations"][0]["quote"] == " with warm water"
    assert items["nothing"]["correct"]
    assert items["nothing"]["reason"] == "no_evidence"
    reasons = {key: items[key]["reason"] for key in ("failed", "raises", "hangs", "cut")}
    assert reasons == {
        "failed": "store_failed",
        "raises": "store_busy",
        "hangs": "timeout",
        "cut": "protocol_error",
    }
    assert {items[key]["status"] for key in reasons} == {"failed"}
    assert items["record"]["timings_ms"]["ttft"] <= items["record"]["timings_ms"]["total"]
    assert items["record"]["usage"]["tier"] == "extractive"


def test_what_is_counted(tmp_path: Path) -> None:
    result = evaluate(tmp_path, [])
    assert result.value("checkable_share") == 0.5
    assert result.value("contradictions") == 0
    assert result.value("private_values_shown") == 0
    assert result.value("private_values_in_sources") == 1
    assert evaluate(tmp_path, [], checker=True).value("contradictions") == 1


def test_summary_names_everything(tmp_path: Path) -> None:
    result = evaluate(tmp_path, [])
    text = summary(result)
    for name in (*result.metrics, *result.tags, *result.baselines):
        assert name in text
    assert max(len(line) for line in text.splitlines()) <= 110
