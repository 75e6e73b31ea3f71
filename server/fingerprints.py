"""What a certificate rests on, as hashes: the corpus, the models, the settings, the program.

They are cheap enough for every start: the manifest of the catalogue is read once, no document, no
vector and no weight of a model. What cannot change an answer is left out: addresses, limits of the
server, intervals, and the threshold of the settings, which a certificate takes the place of.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import answer
import nescio
import retrieval
from nescio.settings import Settings
from nescio.settings_models import TierSettings
from retrieval.catalogue import Catalogue
from retrieval.embedding import Embedder

PARTS: Mapping[str, str] = {
    "corpus": "the corpus has changed",
    "models": "another model is configured",
    "settings": "settings of retrieval, answers or tables have changed",
    "program": "nescio itself has changed",
}
"""Each hash, and what is the matter when it no longer matches."""
_OF_A_DATABASE = {"name", "include", "exclude", "tables"}
_OF_THE_READER = {"passages", "max_length", "stride", "max_answer_tokens"}
_OF_CHAT: Any = {
    "providers": {"__all__": {"name", "type", "base_url"}},
    "tiers": {"__all__": set(TierSettings.model_fields) - {"price"}},
    "tasks": {"__all__": {"tiers", "least_quality", "rules"}},
    "style": True,
    "styles": True,
}
_NOT_OF_ANSWERS = {"threshold", "deadline_s", "max_staleness_s"}


def fingerprints(settings: Settings, catalogue: Catalogue, embedder: Embedder) -> dict[str, str]:
    """All hashes by name. Blocks. Raises StoreFailed."""
    return {
        "corpus": catalogue.digest(),
        "models": _models(settings, embedder),
        "settings": _hash(_settings(settings)),
        "program": _program(),
    }


def of_answers(settings: Settings, embedder: Embedder) -> str:
    """Of all but the corpus: what is kept of answers is good for one program with one
    configuration. Blocks."""
    checks = settings.entailment.model_dump(mode="json")
    rest = (_models(settings, embedder), _hash(_settings(settings)), _program())
    return _hash([*rest, checks])


def _models(settings: Settings, embedder: Embedder) -> str:
    return _hash(
        {
            "embedding": embedder.name,
            "backend": type(embedder).__name__,
            "rerank": settings.rerank.model,
            "reader": settings.reader.model,
            "paraphrases": settings.reader.paraphrases,
            "chat": settings.models.model_dump(mode="json", include=_OF_CHAT),
        }
    )


def _settings(settings: Settings) -> dict[str, object]:
    retrieval_ = settings.retrieval.model_dump(mode="json", exclude={"stage_timeout_s"})
    return {
        "answer": settings.answer.model_dump(mode="json", exclude=_NOT_OF_ANSWERS),
        "retrieval": retrieval_,
        "rerank": settings.rerank.model_dump(mode="json", include={"candidates", "max_length"}),
        "reader": settings.reader.model_dump(mode="json", include=_OF_THE_READER),
        "vectors": settings.vectors.model_dump(mode="json", include={"engine", "language"}),
        "databases": [
            source.model_dump(mode="json", include=_OF_A_DATABASE) for source in settings.databases
        ],
        "authority": {s.name: s.authority for s in settings.documents if s.authority},
    }


def _program() -> str:
    """Of all files of the packages that answer: code, word lists and prompts alike."""
    found = hashlib.sha256()
    for package in (nescio, retrieval, answer):
        root = Path(package.__path__[0])
        for file in sorted(root.rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                found.update(f"{package.__name__}/{file.relative_to(root).as_posix()}\0".encode())
                found.update(file.read_bytes())
    return found.hexdigest()


def _hash(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
