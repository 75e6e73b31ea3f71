"""What was pushed, as a source: one Record per record that was sent and not deleted since.

It is read like any other source, so that plans, `verify` and a full ingest need nothing of their
own. The records themselves are kept by `retrieval.pushed`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from ingest.document import indexed
from ingest.parsed import ParseFailed
from ingest.records import PIPELINE, Found, Known, Problem, Unchanged
from ingest.sandbox import Sandbox
from nescio.settings_sources import PushSource
from nescio.types import Access, Record, stable_id
from retrieval import pushed
from retrieval.catalogue import Catalogue, Indexed


@dataclass
class PushedSource:
    """The records of a push source. See `ingest.records.Source`."""

    settings: PushSource
    catalogue: Catalogue | None
    _sandbox: Sandbox = field(default_factory=Sandbox)

    @property
    def name(self) -> str:
        return self.settings.name

    def count(self) -> int:
        return pushed.count(self.catalogue, self.name) if self.catalogue else 0

    def close(self) -> None:
        self._sandbox.close()

    def records(self, known: Mapping[str, Known]) -> Iterator[Found]:
        if self.catalogue is None:
            return
        for each in pushed.records(self.catalogue, self.name):
            labels = sorted(each.payload["access"] or self.settings.access)
            version = stable_id("file", PIPELINE, each.version, *labels)
            held = known.get(each.key)
            if held is not None and held.fingerprint == version:
                yield Unchanged(key=each.key)
                continue
            yield Record(
                source=self.name,
                kind="file",
                key=each.key,
                version=version,
                payload={
                    "content": each.payload["text"].encode("utf-8"),
                    "title": each.payload["title"],
                    "media_type": each.payload["media_type"],
                },
                observed_at=each.received_at,
                access=Access(labels=frozenset(labels)),
                fingerprint=version,
            )

    def build(self, record: Record) -> Indexed | Problem:
        # The type of a record is said, not guessed from its key; the key names it at the least.
        content, kind = record.payload["content"], record.payload["media_type"]
        try:
            parsed = self._sandbox.parse(content, record.key, kind=kind, charset="utf-8")
            title = record.payload["title"] or parsed.title
            return indexed(record, replace(parsed, title=title), lambda _: None)
        except ParseFailed as error:
            line = f"{self.name}/{record.key}: cannot be parsed: {error}"
            return Problem(key=record.key, line=line, keep=False)
