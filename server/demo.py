"""The demonstration: the sample shop built, ingested and asked what shows each kind of answer."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from data.shop.build import build, documents_dir
from ingest.progress import write_summary
from nescio.errors import ServiceError
from nescio.settings import Settings, load
from nescio.types import Question
from server.cli.common import one_line, say, warn
from server.cli.ingest import bring_up_to_date
from server.cli.serve import serve_until_stopped
from server.cli.show import show
from server.wiring import open_pipeline

QUESTIONS = (
    ("a lookup in the database", "What is the warranty of the Loon Duo Packraft?"),
    ("an answer from a document", "What oven temperature do I need for seasoning a skillet?"),
    ("an answer in two steps", "Can the canister for my Ember 2 Pro be refilled in Utrecht?"),
    ("a document overruled by the database", "How heavy is the Kestrel 2 Tent?"),
    ("an abstention", "How heavy is the Condor 3 Tent?"),
    ("a private column withheld", "What is the phone number of Xaver Quist?"),
)
CONFIG = """\
# Written by `nescio demo`.
sources:
  - {{name: shop, type: database, url: "sqlite:///shop.sqlite"}}
  - {{name: help, type: files, path: {documents}}}
state: state
"""


async def play(folder: Path, *, once: bool, port: int) -> None:
    """Build, ingest, ask, and serve unless `once`. Raises ServiceError when a question failed."""
    settings = await asyncio.to_thread(_prepare, folder)
    report = await bring_up_to_date(settings, full=False)
    write_summary(report, sys.stdout)
    failed = await _ask_all(settings)
    if failed:
        raise ServiceError(f"{failed} of {len(QUESTIONS)} questions failed")
    if not once:
        await serve_until_stopped(settings, settings.server.host, port)


def _prepare(folder: Path) -> Settings:
    """The shop in `folder`, with a configuration. Blocks."""
    folder.mkdir(parents=True, exist_ok=True)
    build(folder / "shop.sqlite")
    config = folder / "nescio.yaml"
    documents = json.dumps(str(documents_dir()))
    config.write_text(CONFIG.format(documents=documents), encoding="utf-8")
    return load(config)


async def _ask_all(settings: Settings) -> int:
    """Ask and show every question; how many failed."""
    failed = 0
    async with open_pipeline(settings) as pipeline:
        for title, text in QUESTIONS:
            say(f"\n--- {title}\n> {one_line(text)}")
            try:
                await show(pipeline.stream(Question(text=text)))
            except ServiceError as error:
                failed += 1
                warn(str(error))
    return failed
