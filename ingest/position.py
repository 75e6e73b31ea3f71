"""Positions of feeds as they are stored: JSON with what they were made of.

A position is worth something only while the same rows become the same documents: it carries a
hash of the settings of the source and of its tables, and is refused when that is another.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from ingest.records import PIPELINE, FeedLost
from nescio.settings_sources import DatabaseSource
from nescio.types import stable_id

_MATTERS = {"include", "exclude", "tables", "capture"}


def made_of(settings: DatabaseSource, tables: str) -> str:
    """A hash of all that decides what becomes of a row; the password of the url is no part."""
    try:
        address = make_url(settings.url).render_as_string(hide_password=True)
    except ArgumentError:
        address = settings.url
    chosen = settings.model_dump(mode="json", include=_MATTERS)
    return stable_id("capture", PIPELINE, address, json.dumps(chosen, sort_keys=True), tables)


def write(of: str, **held: Any) -> str:
    """A position as text."""
    return json.dumps({"of": of, **held}, sort_keys=True)


def read(text: str, of: str) -> dict[str, Any]:
    """What `write` was given. Raises FeedLost when it was made of something else."""
    found = held(text)
    if found["of"] != of:
        raise FeedLost("its tables or its settings have changed")
    return found


def held(text: str) -> dict[str, Any]:
    """What `write` was given, whatever it was made of. Raises FeedLost."""
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict) or "of" not in found:
        raise FeedLost("the stored position cannot be read")
    return found
