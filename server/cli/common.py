"""What the commands share: options, errors as one line, safe text on a terminal."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

if TYPE_CHECKING:
    from nescio.settings import Settings
    from server.certification import Certification

T = TypeVar("T")
# Controls, and marks that reorder or hide text: C0 but tab and newline, DEL, C1, bidi, zero width.
_UNSAFE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)

Config = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="FILE",
        help="Configuration; default: NESCIO_CONFIG, else nescio.yaml.",
        show_default=False,
    ),
]


def load_settings(config: Path | None) -> Settings:
    """The settings. Raises ConfigError."""
    from nescio.settings import load

    return load(config)


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end."""
    return asyncio.run(work)


def safe(text: str) -> str:
    """Text of a source or a model, with nothing in it that steers a terminal."""
    return _UNSAFE.sub("\N{REPLACEMENT CHARACTER}", text)


def one_line(text: str) -> str:
    """The same on one line."""
    return " ".join(safe(text).split())


def say(text: str = "") -> None:
    """A line on standard output."""
    typer.echo(safe(text))


def warn(text: str) -> None:
    """A line on standard error."""
    typer.echo(f"nescio: {one_line(text)}", err=True)


def warn_refused(found: Certification) -> None:
    """A certificate that is there and does not hold, in one line."""
    if found.refused:
        warn(f"certificate {found.line}")


def check_writable(file: Path | None) -> None:
    """A bad path is said before the work, not after it. Raises ConfigError."""
    if file is not None and (file.is_dir() or not file.resolve().parent.is_dir()):
        _unwritable(file, "it is a folder" if file.is_dir() else "its folder does not exist")


def write(file: Path, text: str) -> None:
    """Write a file that a command was asked for. Raises ConfigError."""
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        _unwritable(file, error.strerror or type(error).__name__)


def _unwritable(file: Path, problem: str) -> None:
    from nescio.errors import ConfigError

    raise ConfigError(str(file), f"cannot be written: {problem}", "name another file")
