"""The sample shop, built once, and the text of its documents as a reader would extract it."""

import asyncio
import csv
import html
import io
import re
import sqlite3
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
import xberg

from data.shop import build, documents_dir


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    target = tmp_path_factory.mktemp("shop") / "shop.sqlite"
    build(target)
    connection = sqlite3.connect(target)
    yield connection
    connection.close()


async def extracted(path: Path) -> str:
    result = await xberg.extract(xberg.ExtractInput(kind="uri", uri=str(path)))
    return "\n".join(str(part.content) for part in result.results)


@cache
def _text(name: str) -> str:
    path = documents_dir() / name
    if path.suffix in (".pdf", ".docx"):
        return asyncio.run(extracted(path))
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        return html.unescape(re.sub(r"<(?!!--)[^>]+>", "", text))
    if path.suffix == ".csv":
        return "\n".join(" ".join(row) for row in csv.reader(io.StringIO(text)))
    return text


@pytest.fixture(scope="session")
def text_of() -> Callable[[str], str]:
    """Maps a document's name below `docs/` to its text."""
    return _text
