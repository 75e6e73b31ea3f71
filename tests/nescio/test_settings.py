"""Settings: what a file may say, and what is said of a wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest

from nescio.errors import ConfigError
from nescio.settings import load

MINIMAL = """
sources:
  - {name: shop, type: database, url: "sqlite:///shop.sqlite"}
  - {name: help, type: files, path: docs/}
"""


def write(folder: Path, text: str) -> Path:
    file = folder / "nescio.yaml"
    file.write_text(text)
    return file


def test_minimal_file_and_paths_relative_to_it(tmp_path: Path) -> None:
    settings = load(write(tmp_path, MINIMAL))
    assert [d.url for d in settings.databases] == [f"sqlite:///{tmp_path.resolve()}/shop.sqlite"]
    assert [f.path for f in settings.files] == [tmp_path / "docs"]
    assert settings.state == tmp_path / ".nescio"
    assert settings.vectors.engine == "edge"


def test_the_environment_names_the_file_and_fills_in_values(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = MINIMAL + "vectors: {engine: qdrant, url: 'http://q', api_key: '${A_KEY}'}\n"
    monkeypatch.setenv("NESCIO_CONFIG", str(write(tmp_path, text)))
    monkeypatch.setenv("A_KEY", "s3cret")
    assert load().vectors.api_key == "s3cret"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "must be a mapping"),
        ("- a", "must be a mapping"),
        ("a: [", "not valid YAML"),
        ("state: x", r"sources: Field required"),
        (MINIMAL + "colour: red", r"colour: Extra inputs .*'red'"),
        (MINIMAL + "server: {port: 99999}", r"server\.port: .*99999"),
        (MINIMAL + "vectors: {engine: faiss}", r"vectors\.engine: .*'faiss'"),
        (MINIMAL + "vectors: {engine: qdrant}", r"vectors\.url: needed"),
        (MINIMAL + "vectors: {api_key: '${NO_SUCH_NAME}'}", r"NO_SUCH_NAME is not set"),
        (MINIMAL.replace("help", "shop"), r"'shop' is used twice"),
        (MINIMAL.replace("help", "a b"), r"sources\.1\.files\.name"),
        (MINIMAL.replace("type: files", "type: web"), r"sources\.1"),
    ],
)
def test_a_wrong_file_is_one_line_that_names_the_key(tmp_path: Path, text: str, says: str) -> None:
    file = write(tmp_path, text)
    with pytest.raises(ConfigError, match=says) as caught:
        load(file)
    assert str(caught.value).startswith(str(file))
    assert "\n" not in str(caught.value)


def test_no_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="nescio init"):
        load(tmp_path / "missing.yaml")
