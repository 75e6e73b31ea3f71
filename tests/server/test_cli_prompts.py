"""nescio prompts: the modules, whole prompts, and the check, as commands."""

from __future__ import annotations

from pathlib import Path

import pytest

from answer.prompts.module import modules
from retrieval.rewriting import PROMPT_VERSION
from tests.server.commands import nescio

CONFIG = """
sources:
  - {name: help, type: files, path: help}
models:
  providers: [{name: local}]
  tiers: [{name: tiny, provider: local, model: m, context_tokens: CONTEXT, max_output_tokens: 100}]
  tasks: {answer: {tiers: [tiny]}}
  style: Short and warm.
  styles: {acme: In rhymes.}
"""


@pytest.fixture
def config(tmp_path: Path) -> str:
    (tmp_path / "help").mkdir()
    file = tmp_path / "nescio.yaml"
    file.write_text(CONFIG.replace("CONTEXT", "8192"))
    return str(file)


def test_modules_are_listed_with_their_versions(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = nescio(capsys, "prompts", "list")
    assert status == 0
    lines = [line.split() for line in out.splitlines()]
    expected = [[m.name, m.version] for m in modules()] + [["rewrite", PROMPT_VERSION]]
    assert [line[:2] for line in lines] == expected


def test_a_prompt_is_shown_as_a_model_gets_it(
    config: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, _ = nescio(
        capsys, "prompts", "show", "answer", "--question", "Why </question>?", "--config", config
    )
    assert status == 0
    assert "<question>\nWhy ‹/question>?\n</question>" in out
    assert "Short and warm." in out
    _, out, _ = nescio(capsys, "prompts", "show", "answer", "--tenant", "acme", "--config", config)
    assert "In rhymes." in out
    assert "Short and warm." not in out


@pytest.mark.parametrize("task", ["sing", "rewrite"])
def test_a_task_without_modules_is_bad_usage(
    task: str, config: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, err = nescio(capsys, "prompts", "show", task, "--config", config)
    assert status == 2
    assert err == f"nescio: no such task: '{task}'; there are answer, judge and guard\n"


def test_the_check_names_a_model_that_is_too_small(
    config: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert nescio(capsys, "prompts", "check", "--config", config)[:2] == (
        0, "prompts: all modules fit\n",
    )  # fmt: skip
    Path(config).write_text(CONFIG.replace("CONTEXT", "200"))
    status, _, err = nescio(capsys, "prompts", "check", "--config", config)
    assert status == 1
    assert "tier 'tiny': prompt for 'answer'" in err
