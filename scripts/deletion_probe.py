"""Everything by which deleted text might still be had: over HTTP, and in the state folder."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
from deletion_corpus import CANARY, Record

T = TypeVar("T")
AT_A_TIME = 4
_ROUND_ABOUT = (
    "What are the release words of the procedures?",
    "Which gauges are there?",
    "What is the release word of the gauge with the largest range?",
    "Which station is checked most often?",
    "How many gauges are there, and which release words do they have?",
)
_FOLLOW_UPS = ("And what was its release word again?", "How often is it checked?")


def canaries(text: str | bytes) -> set[str]:
    """The canaries in `text`, in lower case."""
    decoded = text if isinstance(text, str) else text.decode("latin-1")
    return {found.lower() for found in CANARY.findall(decoded)}


@dataclass
class Given:
    """What the server gave out before the deletion."""

    ids: set[str] = field(default_factory=set)
    conversations: dict[str, Record] = field(default_factory=dict)
    batch: str = ""
    told_in_batch: int = 0
    told: int = 0
    """Records whose word could be had by asking."""
    opened: int = 0
    """Ids that led to a text with the canary of a record to be deleted."""


@dataclass
class Probe:
    """A client of the server, and the records that are to be deleted."""

    client: httpx.AsyncClient
    gone: Sequence[Record]

    def __post_init__(self) -> None:
        self.words = {record.word for record in self.gone}
        self.labels = {record.label.lower() for record in self.gone}

    def dead(self, text: str | bytes) -> set[str]:
        """The canaries of deleted records in `text`."""
        return canaries(text) & (self.words | self.labels)

    async def before(self, in_conversations: int) -> Given:
        """Ask for every record, a part of them in conversations; keep every id that is given."""
        given = Given()

        async def one(place: int, record: Record) -> None:
            body: dict[str, Any] = {"question": record.question}
            if place < in_conversations:
                body["conversation_id"] = f"c{place}"
                given.conversations[f"c{place}"] = record
            reply = await self._ask(body)
            if place >= in_conversations:
                await self._delete(reply["conversation_id"])
            given.told += record.word in reply["text"]
            given.ids |= {s["id"] for s in (*reply["sources"], *reply.get("nearest", ()))}

        await _all(one(place, record) for place, record in enumerate(self.gone))

        async def opened(id_: str) -> None:
            response = await self._source(id_)
            given.opened += bool(self.dead(response.text))

        await _all(opened(id_) for id_ in sorted(given.ids))
        given.batch = await self._batch([r.question for r in self.gone[:in_conversations]])
        given.told_in_batch = await self._by_results(given.batch)
        return given

    async def after(self, given: Given) -> dict[str, int]:
        """By channel in how many of its replies something deleted was."""
        asked = [record.question for record in self.gone]
        return {
            "conversation read": await self._count(list(given.conversations), self._by_reading),
            "follow-up": await self._count(list(given.conversations), self._by_follow_up),
            "ask": await self._count(asked, self._by_asking),
            "ask round about": await self._count(_ROUND_ABOUT, self._by_asking),
            "batch results": await self._by_results(given.batch),
            "id given out before": await self._count(sorted(given.ids), self._by_id),
        }

    async def removed_turns(self, given: Given) -> int:
        """Conversations whose first turn says that its source is removed."""

        async def one(id_: str) -> bool:
            turns = (await self.client.get(f"/v1/conversations/{id_}")).json()["turns"]
            return any(c["state"] == "source removed" for c in turns[0]["citations"])

        return await self._count(list(given.conversations), one)

    async def forget(self, given: Given) -> None:
        """Have the conversations deleted that were kept so far."""
        await _all(self._delete(id_) for id_ in given.conversations)

    async def _batch(self, questions: Sequence[str]) -> str:
        """The id of a batch of these, once it is over."""
        body = {"questions": [{"question": question} for question in questions]}
        response = await self.client.post("/v1/batches", json=body)
        response.raise_for_status()
        batch = response.json()
        while batch["ended_at"] is None:
            await asyncio.sleep(0.2)
            batch = (await self.client.get(f"/v1/batches/{batch['id']}")).json()
        return str(batch["id"])

    async def _by_results(self, batch_id: str) -> int:
        response = await self.client.get(f"/v1/batches/{batch_id}/results")
        response.raise_for_status()
        answers = [json.loads(line)["answer"] for line in response.text.splitlines()]
        # A refusal may repeat the label, which is the asker's.
        return sum(bool(canaries(json.dumps(answer)) & self.words) for answer in answers)

    async def _by_asking(self, question: str) -> bool:
        reply = await self._ask({"question": question})
        # What was asked after the deletion stays until the asker has it deleted.
        await self._delete(reply["conversation_id"])
        shown = json.dumps([reply["sources"], reply.get("nearest", [])], ensure_ascii=False)
        # The question itself holds the label, which a refusal may repeat; the word it does not.
        return bool(canaries(json.dumps(reply)) & self.words or self.dead(shown))

    async def _by_id(self, id_: str) -> bool:
        return bool(self.dead((await self._source(id_)).text))

    async def _by_reading(self, id_: str) -> bool:
        turns = (await self.client.get(f"/v1/conversations/{id_}")).json()["turns"]
        without = [{k: v for k, v in turn.items() if k != "question"} for turn in turns]
        return bool(self.dead(json.dumps(without)))

    async def _by_follow_up(self, id_: str) -> bool:
        found = False
        for question in _FOLLOW_UPS:
            reply = await self._ask({"question": question, "conversation_id": id_})
            found = found or bool(self.dead(json.dumps(reply)))
        return found

    async def _count(self, things: Sequence[str], probe: Callable[[str], Awaitable[bool]]) -> int:
        return sum(await _all(probe(thing) for thing in things))

    async def _ask(self, body: dict[str, Any]) -> dict[str, Any]:
        response = await self.client.post("/v1/ask", json=body)
        response.raise_for_status()
        reply: dict[str, Any] = response.json()
        return reply

    async def _delete(self, conversation_id: str) -> None:
        response = await self.client.delete(f"/v1/conversations/{quote(conversation_id)}")
        response.raise_for_status()

    async def _source(self, id_: str) -> httpx.Response:
        response = await self.client.get(f"/v1/sources/{quote(id_, safe='')}")
        if response.status_code not in (httpx.codes.OK, httpx.codes.NOT_FOUND):
            response.raise_for_status()
        return response


async def _all(work: Iterable[Awaitable[T]]) -> list[T]:
    """The results, a few at a time."""
    gate = asyncio.Semaphore(AT_A_TIME)

    async def one(each: Awaitable[T]) -> T:
        async with gate:
            return await each

    return list(await asyncio.gather(*(one(each) for each in work)))


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Chunks of records to be deleted, as the catalogue has them: ids, keys, vectors' bytes."""

    chunks: frozenset[str]
    embeddings: frozenset[str]
    vectors: tuple[bytes, ...]


def look_up(state: Path, probe: Probe) -> Kept:
    """What the catalogue holds of the records that are to be deleted."""
    with closing(sqlite3.connect(state / "catalogue.sqlite")) as connection:
        rows = connection.execute("SELECT id, embedding_key, text FROM chunks").fetchall()
        vectors = dict(connection.execute("SELECT key, vector FROM embeddings"))
    dead = [(id_, key) for id_, key, text in rows if probe.dead(text)]
    return Kept(
        chunks=frozenset(id_ for id_, _ in dead),
        embeddings=frozenset(key for _, key in dead),
        vectors=tuple(vectors[key] for _, key in dead if key in vectors),
    )


def in_tables(state: Path, probe: Probe, kept: Kept) -> dict[str, int]:
    """Rows of all tables that hold something deleted, and vectors in the embedding cache."""
    found = _in_tables(state / "catalogue.sqlite", probe)
    found |= _in_tables(state / "conversations.sqlite", probe)
    with closing(sqlite3.connect(state / "catalogue.sqlite")) as connection:
        keys = {key for (key,) in connection.execute("SELECT key FROM embeddings")}
    found["embedding cache"] = len(keys & kept.embeddings)
    return found


def _in_tables(file: Path, probe: Probe) -> dict[str, int]:
    found = {}
    with closing(sqlite3.connect(file)) as connection:
        connection.text_factory = bytes
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (name,) in names.fetchall():
            table = name.decode()
            rows = connection.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - our own names
            count = sum(1 for row in rows if probe.dead(b" ".join(map(_bytes, row))))
            if count:
                found[f"table {table}"] = count
    return found


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


def in_files(state: Path, probe: Probe) -> dict[str, int]:
    """By file of the state folder how many canaries of deleted records its bytes hold.

    What they are called may stand in a question of a batch: that is the asker's.
    """
    found = {}
    for file in sorted(path for path in state.rglob("*") if path.is_file()):
        asked = probe.labels if file.name.startswith("batches.sqlite") else set()
        count = len(probe.dead(file.read_bytes()) - asked)
        if count:
            found[str(file.relative_to(state))] = count
    return found


def in_conversations(state: Path, probe: Probe) -> int:
    """Words of deleted records that files of conversations hold.

    What they are called may stand in a question: that is the asker's, to be deleted by him.
    """
    files = [file.read_bytes() for file in state.glob("conversations.sqlite*")]
    return len({word for data in files for word in canaries(data) & probe.words})


def vectors_left(state: Path, kept: Kept) -> int:
    """Dense vectors of deleted chunks whose bytes are still in a file of the index."""
    files = [path.read_bytes() for path in (state / "vectors").rglob("chunk_*.mmap")]
    return sum(1 for vector in kept.vectors if any(vector[:128] in data for data in files))
