"""nescio demo: the sample shop, some questions, and the page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from server.cli.common import run


def demo(
    once: Annotated[bool, typer.Option("--once", help="End after the questions.")] = False,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port of the page, 0 for a free one.")
    ] = 8080,
    folder: Annotated[Path, typer.Option(metavar="DIR", help="Where the shop is built.")] = Path(
        ".nescio/demo"
    ),
) -> None:
    """Build the sample shop, ask it some questions, then serve the page.

    Example: nescio demo --once
    """
    from server.demo import play

    run(play(folder, once=once, port=port))
