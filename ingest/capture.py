"""Which sources can say what changed, and how."""

from __future__ import annotations

from ingest.poll import PollFeed
from ingest.records import Feed
from nescio.settings_sources import DatabaseSource
from nescio.settings_sources import Source as SourceSettings


def open_feed(settings: SourceSettings) -> Feed | None:
    """The feed of a source, or None when it has to be read whole. It connects when it is asked."""
    if not isinstance(settings, DatabaseSource):
        return None
    match settings.capture:
        case "poll":
            return PollFeed(settings)
        case "log":
            # Loads psycopg, which most configurations do without.
            from ingest.replication import LogFeed

            return LogFeed(settings)
        case "snapshot":
            return None
