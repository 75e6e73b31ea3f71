"""nescio init: a configuration from a database URL and folders, by reflection."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from server.cli.common import say

if TYPE_CHECKING:
    from nescio.settings_sources import DatabaseSource

TEMPLATE = """\
# Configuration of nescio, written by `nescio init`. Paths are relative to this file.
sources:
{sources}
# Where the index and the catalogue are kept; `nescio ingest` can build them again.
state: .nescio/

# Everything else has a default. What was guessed of a table can be overruled, for example:
#   - name: {example}
#     ...
#     tables:
#       products: {{title: name, aliases: [sku], private: [cost], synonyms: {{price: [rrp]}}}}
# answer: {{threshold: 0.5}}
# server: {{host: 127.0.0.1, port: 8080}}
"""


def init(
    database: Annotated[
        str | None, typer.Option(metavar="URL", help="SQLAlchemy URL of the database of record.")
    ] = None,
    files: Annotated[
        list[Path] | None,
        typer.Option(metavar="DIR", help="Folder of documents; may be repeated."),
    ] = None,
    output: Annotated[Path, typer.Option(metavar="FILE", help="File to write.")] = Path(
        "nescio.yaml"
    ),
    force: Annotated[bool, typer.Option("--force", help="Replace FILE.")] = False,
) -> None:
    """Write a configuration and show what was guessed of the schema.

    Example: nescio init --database sqlite:///shop.sqlite --files docs/
    """
    from nescio.errors import UsageError
    from nescio.settings import parse

    if database is None and not files:
        raise UsageError("init: give --database URL, --files DIR, or both")
    if output.exists() and not force:
        raise UsageError(f"{output} is there already; pass --force to replace it")
    text = configuration(database, files or [], output.resolve().parent)
    import yaml

    settings = parse(yaml.safe_load(text), where=str(output), folder=output.resolve().parent)
    for folder in settings.files:
        if not folder.path.is_dir():
            raise UsageError(f"--files: no such folder: {folder.path}")
    guesses = [line for source in settings.databases for line in _describe(source)]
    output.write_text(text, encoding="utf-8")  # before printing: the reader may hang up
    for line in guesses:
        say(line)
    say(f"wrote {output}; next: nescio ingest")


def configuration(database: str | None, folders: list[Path], base: Path) -> str:
    """The YAML text, with paths relative to `base` where they lie below it."""
    used: set[str] = set()
    lines: list[str] = []
    if database is not None:
        url = _relative_url(database, base)
        stem = re.split(r"[/:]", url.split("?")[0])[-1].rsplit(".", 1)[0]
        lines.append(f"  - {{name: {_name(stem, used)}, type: database, url: {_quoted(url)}}}")
    for folder in folders:
        path = _relative(folder, base)
        name = _name(folder.resolve().name, used)
        lines.append(f"  - {{name: {name}, type: files, path: {_quoted(path)}}}")
    return TEMPLATE.format(sources="\n".join(lines), example=sorted(used)[0])


def _describe(source: DatabaseSource) -> Iterator[str]:
    from retrieval.database import open_read_only
    from retrieval.reflection import describe, reflect

    engine = open_read_only(source)
    try:
        rows = describe(reflect(engine, source))
    finally:
        engine.dispose()
    labels = ("named by", "also called by", "refers to", "private")
    for table, *guesses in rows:
        yield table
        for label, guess in zip(labels, guesses, strict=True):
            if guess:
                yield f"  {label + ':':16}{guess}"


def _name(raw: str, used: set[str]) -> str:
    name = re.sub(r"[^A-Za-z0-9_-]+", "-", raw).strip("-") or "source"
    number = 2
    unique = name
    while unique in used:
        unique, number = f"{name}-{number}", number + 1
    used.add(unique)
    return unique


def _relative(path: Path, base: Path) -> str:
    full = path.resolve()
    return os.path.relpath(full, base) if full.is_relative_to(base) else str(full)


def _relative_url(url: str, base: Path) -> str:
    prefix = "sqlite:///"
    if not url.startswith(prefix):
        return url
    return prefix + _relative(Path(url.removeprefix(prefix)), base)


def _quoted(text: str) -> str:
    """A YAML double-quoted scalar."""
    import json

    return json.dumps(text, ensure_ascii=False)
