"""What a certificate rests on: chat models, their style and the modules of prompts among it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

import answer
from evals.hash_embedder import HashEmbedder
from nescio.settings import parse
from retrieval.catalogue import Catalogue
from server import fingerprints as module
from server.fingerprints import fingerprints
from server.wiring import catalogue_url


def hashes(folder: Path, **models: Any) -> dict[str, str]:
    """The hashes under settings of models."""
    raw = {"sources": [{"name": "help", "type": "files", "path": "."}], "models": models}
    settings = parse(raw, where="test", folder=folder)
    settings.state.mkdir(exist_ok=True)
    catalogue = Catalogue(catalogue_url(settings))
    try:
        return fingerprints(settings, catalogue, HashEmbedder())
    finally:
        catalogue.close()


def test_another_chat_model_or_style_is_another_fingerprint(tmp_path: Path) -> None:
    def configured(model: str = "m", **more: Any) -> dict[str, str]:
        provider = {"name": "local", "api_key": more.pop("api_key", "")}
        return hashes(
            tmp_path,
            providers=[provider],
            tiers=[{"name": "tier", "provider": "local", "model": model}],
            tasks={"answer": {"tiers": ["tier"]}},
            **more,
        )

    plain = configured()
    for other in (configured("n"), configured(style="Warm."), configured(styles={"a": "Warm."})):
        assert {name for name in plain if plain[name] != other[name]} == {"models"}
    assert configured(api_key="other", currency="EUR") == plain


def test_a_module_of_prompts_is_part_of_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = module._program()
    copy = tmp_path / "answer"
    shutil.copytree(answer.__path__[0], copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(answer, "__path__", [str(copy)])
    assert module._program() == before
    policy = copy / "prompts" / "modules" / "policy.md"
    policy.write_text(policy.read_text(encoding="utf-8") + "Be brief.\n", encoding="utf-8")
    assert module._program() != before
