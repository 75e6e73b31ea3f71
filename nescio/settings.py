"""Settings: one YAML file, every key but `sources` with a default.

`load` reads the file, replaces `${NAME}` by environment variables and names the key and the
bad value when something is wrong. Relative paths are relative to the file's folder.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import Field, ValidationError

from nescio.errors import ConfigError
from nescio.settings_base import Section
from nescio.settings_models import CacheSettings, ModelSettings
from nescio.settings_server import (
    BatchSettings,
    ConversationSettings,
    JobsSettings,
    ServerSettings,
)
from nescio.settings_sources import DatabaseSource, FilesSource, PushSource, Source, WebSource

DEFAULT_FILE = "nescio.yaml"


class EmbeddingSettings(Section):
    """The embedding model."""

    model: str = Field(
        default="all-MiniLM-L6-v2",
        description="`all-MiniLM-L6-v2` from its package, a folder, or a hub name.",
    )
    backend: Literal["auto", "torch", "onnx"] = Field(
        default="auto",
        description="What runs it: `onnx` for the packaged model, `torch` for others, by default.",
    )
    batch_size: int = Field(default=32, gt=0, description="Texts per batch.")
    threads: int = Field(default=2, gt=0, description="CPU threads of the model.")


class VectorSettings(Section):
    """The vector index."""

    engine: Literal["edge", "qdrant"] = Field(default="edge", description="Embedded or server.")
    url: str | None = Field(default=None, description="Qdrant server; needed for `qdrant`.")
    api_key: str | None = Field(default=None, description="Of the Qdrant server.")
    collection: str = Field(default="nescio", description="Name of the collection.")
    language: str = Field(
        default="english", description="Of the texts: decides on stop words and stems."
    )


class RetrievalSettings(Section):
    """Retrieval."""

    candidates: int = Field(default=40, gt=0, description="Hits taken from each of the indexes.")
    passages: int = Field(default=8, gt=0, description="Passages that ground an answer.")
    fusion: Literal["convex", "rrf"] = Field(
        default="convex",
        description="Of dense and sparse: by weighted scores, or by reciprocal ranks.",
    )
    dense_weight: float = Field(
        default=0.6, ge=0, le=1, description="Of dense beside sparse, for `convex`."
    )
    walk: bool = Field(default=True, description="Follow the graph.")
    walk_hops: int = Field(default=2, ge=1, description="Radius of the neighbourhood loaded.")
    walk_nodes: int = Field(default=200, gt=0, description="Bound of the neighbourhood.")
    remembered: int = Field(
        default=512,
        ge=0,
        description="What searches found is kept in memory until the index changes, for as many"
        " questions; 0: not.",
    )
    stage_timeout_s: float = Field(default=10.0, gt=0, description="Deadline of each store.")


class RerankSettings(Section):
    """Reranking by a cross-encoder."""

    model: str | None = Field(
        default=None, description="Cross-encoder: a folder or a hub name; default: no reranking."
    )
    candidates: int = Field(default=16, gt=0, description="Passages that it orders.")
    deadline_s: float = Field(
        default=2.0, gt=0, description="After that the order stands as it was."
    )
    batch_size: int = Field(default=4, gt=0, description="Passages per batch.")
    max_length: int = Field(
        default=256, gt=0, description="Tokens read of a question and a passage together."
    )
    threads: int = Field(default=2, gt=0, description="CPU threads of the model.")


class EntailmentSettings(Section):
    """Whether passages support a claim, judged by a model."""

    model: str | None = Field(
        default=None,
        description="Cross-encoder for language inference: a folder or a hub name; default: none.",
    )
    deadline_s: float = Field(default=5.0, gt=0, description="Of one claim; then words decide.")
    least: float = Field(default=0.5, ge=0, le=1, description="Probability that supports.")
    batch_size: int = Field(default=4, gt=0, description="Pairs per batch.")
    max_length: int = Field(default=256, gt=0, description="Tokens read of a pair.")
    threads: int = Field(default=2, gt=0, description="CPU threads of the model.")


OWN_READER = "packaged"


class ReaderSettings(Section):
    """Answers pointed at in passages by an extractive question-answering model."""

    model: str | None = Field(
        default=OWN_READER,
        description="Question answering: `packaged`, a folder or a hub name; null: no reader.",
    )
    precision: Literal["float32", "bfloat16"] = Field(
        default="float32",
        description="Of a model on torch; the latter is faster on processors that multiply it.",
    )
    paraphrases: bool = Field(
        default=True,
        description="What no rule understands is read as the likeliest question about rows.",
    )
    passages: int = Field(
        default=3, gt=0, description="It reads as many, those with the likeliest sentences."
    )
    deadline_s: float = Field(
        default=10.0, gt=0, description="After that the answer is as it were without it."
    )
    batch_size: int = Field(default=4, gt=0, description="Windows per batch.")
    max_length: int = Field(
        default=384, ge=32, description="Tokens of a window: the question and a part of a passage."
    )
    stride: int = Field(
        default=128, ge=0, description="Tokens that two windows of a passage have in common."
    )
    max_answer_tokens: int = Field(default=30, gt=0, description="No longer span is taken.")
    threads: int = Field(default=2, gt=0, description="CPU threads of the model.")


class AnswerSettings(Section):
    """Answering."""

    threshold: float = Field(
        default=0.5,
        ge=0,
        le=1,
        description="Confidence below it abstains, while no certificate holds.",
    )
    max_question_chars: int = Field(default=2000, gt=0, description="Longer is refused.")
    max_verify_chars: int = Field(
        default=20_000, gt=0, description="Longer texts are not verified."
    )
    max_sentences: int = Field(
        default=3, gt=0, description="Sentences at most, quoted or written by a model."
    )
    model_passages: int = Field(default=3, gt=0, description="That a model is given at most.")
    deadline_s: float = Field(default=30.0, gt=0, description="For the whole answer.")
    newest_wins: bool = Field(
        default=False,
        description="Where documents of one authority disagree, the one dated later is believed.",
    )
    history_turns: int = Field(default=6, ge=0, description="Earlier turns looked at.")
    max_staleness_s: float | None = Field(
        default=None,
        ge=0,
        allow_inf_nan=False,
        description="Passages of sources checked longer ago are not used; default: any age.",
    )


class Settings(Section):
    """The whole configuration."""

    sources: tuple[Source, ...] = Field(description="Databases and folders.")
    state: Path = Field(default=Path(".nescio"), description="Folder of the index and catalogue.")
    catalogue_url: str | None = Field(
        default=None, description="SQLAlchemy URL; default: SQLite in `state`."
    )
    embedding: EmbeddingSettings = EmbeddingSettings()
    vectors: VectorSettings = VectorSettings()
    retrieval: RetrievalSettings = RetrievalSettings()
    rerank: RerankSettings = RerankSettings()
    entailment: EntailmentSettings = EntailmentSettings()
    reader: ReaderSettings = ReaderSettings()
    answer: AnswerSettings = AnswerSettings()
    server: ServerSettings = ServerSettings()
    conversations: ConversationSettings = ConversationSettings()
    jobs: JobsSettings = JobsSettings()
    batches: BatchSettings = BatchSettings()
    models: ModelSettings = ModelSettings()
    cache: CacheSettings = CacheSettings()

    @property
    def databases(self) -> tuple[DatabaseSource, ...]:
        return tuple(s for s in self.sources if isinstance(s, DatabaseSource))

    @property
    def files(self) -> tuple[FilesSource, ...]:
        return tuple(s for s in self.sources if isinstance(s, FilesSource))

    @property
    def documents(self) -> tuple[FilesSource | WebSource | PushSource, ...]:
        return tuple(s for s in self.sources if not isinstance(s, DatabaseSource))

    @property
    def pushed(self) -> tuple[PushSource, ...]:
        return tuple(s for s in self.sources if isinstance(s, PushSource))


def load(path: Path | None = None) -> Settings:
    """Settings from `path`, else from `NESCIO_CONFIG`, else from `nescio.yaml`.

    Raises ConfigError (one line, with the key and the bad value).
    """
    file = path or Path(os.environ.get("NESCIO_CONFIG") or DEFAULT_FILE)
    if not file.is_file():
        raise ConfigError(str(file), "no such file", "run `nescio init` or pass --config FILE")
    try:
        raw = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigError(str(file), f"not valid YAML: {' '.join(str(error).split())}") from None
    return parse(raw, where=str(file), folder=file.parent)


def parse(raw: object, *, where: str, folder: Path) -> Settings:
    """Check a parsed file; `folder` is what relative paths and SQLite files are relative to."""
    if not isinstance(raw, dict):
        raise ConfigError(where, "must be a mapping with the key `sources`")
    try:
        settings = Settings.model_validate(_expand(raw, where))
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "top level"
        raise ConfigError(where, f"{key}: {first['msg']} (got {first['input']!r:.80})") from None
    names = [source.name for source in settings.sources]
    for name in names:
        if names.count(name) > 1:
            raise ConfigError(where, f"sources: the name {name!r} is used twice")
    if settings.vectors.engine == "qdrant" and not settings.vectors.url:
        raise ConfigError(where, "vectors.url: needed when vectors.engine is `qdrant`")
    return _resolve(settings, folder)


def _expand(value: Any, where: str) -> Any:
    if isinstance(value, dict):
        return {key: _expand(item, where) for key, item in value.items()}
    if isinstance(value, list):
        return [_expand(item, where) for item in value]
    if isinstance(value, str):
        return re.sub(r"\$\{(\w+)\}", lambda m: _variable(m.group(1), where), value)
    return value


def _variable(name: str, where: str) -> str:
    try:
        return os.environ[name]
    except KeyError:
        raise ConfigError(where, f"environment variable {name} is not set") from None


def _resolve(settings: Settings, folder: Path) -> Settings:
    sources: list[Source] = []
    for source in settings.sources:
        if isinstance(source, FilesSource):
            sources.append(source.model_copy(update={"path": folder / source.path}))
        elif isinstance(source, DatabaseSource):
            sources.append(source.model_copy(update={"url": _sqlite_path(source.url, folder)}))
        else:
            sources.append(source)
    return settings.model_copy(update={"sources": tuple(sources), "state": folder / settings.state})


def _sqlite_path(url: str, folder: Path) -> str:
    prefix = "sqlite:///"
    if not url.startswith(prefix) or url.startswith(prefix + "/"):
        return url
    return prefix + str((folder / url.removeprefix(prefix)).resolve())
