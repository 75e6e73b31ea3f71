"""A facade of Qdrant's REST interface over Edge shards, on a port of loopback. Not a Qdrant server.

It answers the calls that `retrieval.qdrant` makes, in the shapes that Qdrant documents, so that the
unmodified client is tested down to the wire; it refuses fields that it does not know with 400. How
a real server plans, stores or scales cannot be learned from it: those cases run where QDRANT_URL
is set.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvicorn
from qdrant_edge import (
    CountRequest,
    Distance,
    EdgeConfig,
    EdgeShard,
    EdgeSparseVectorParams,
    EdgeVectorParams,
    FieldCondition,
    Filter,
    HasIdCondition,
    IdfParams,
    KeywordIndexParams,
    MatchAny,
    MatchValue,
    Modifier,
    Point,
    Query,
    QueryRequest,
    ScoredPoint,
    ScrollRequest,
    SearchParams,
    SparseVector,
    UpdateOperation,
)
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

Body = dict[str, Any]
_DISTANCES = {"Cosine": Distance.Cosine}
_DONE = {"operation_id": 0, "status": "completed"}


class Refused(Exception):
    """A request in a shape that Qdrant does not document, or for what is not there."""

    def __init__(self, status: int, problem: str) -> None:
        super().__init__(problem)
        self.status = status


def known(body: Body, *names: str) -> Body:
    """`body` without fields that are null. Raises Refused for a field of another name."""
    given = {name: value for name, value in body.items() if value is not None}
    if unknown := given.keys() - set(names):
        raise Refused(400, f"unknown fields {sorted(unknown)}")
    return given


def filter_of(body: Body | None) -> Filter | None:
    if body is None:
        return None
    given = known(body, "must", "must_not")
    return Filter(
        must=[condition_of(each) for each in given.get("must", ())],
        must_not=[condition_of(each) for each in given.get("must_not", ())],
    )


def condition_of(body: Body) -> Any:
    if "has_id" in body:
        return HasIdCondition(set(known(body, "has_id")["has_id"]))
    match = known(known(body, "key", "match")["match"], "any", "value")
    wanted = MatchAny(match["any"]) if "any" in match else MatchValue(match["value"])
    return FieldCondition(body["key"], match=wanted)


def vector_of(value: Any) -> Any:
    if isinstance(value, dict):
        sparse = known(value, "indices", "values")
        return SparseVector(sparse["indices"], sparse["values"])
    return value


def query_of(body: Body) -> QueryRequest:
    given = known(
        body, "query", "using", "filter", "limit", "params", "with_payload", "with_vector"
    )
    # The client sends a plain vector, or names the kind of query: both mean the same.
    query = given["query"]
    nearest = query["nearest"] if isinstance(query, dict) and "nearest" in query else query
    params = known(given.get("params", {}), "idf", "exact")
    idf = None
    if "idf" in params:
        idf = IdfParams(corpus=filter_of(known(params["idf"], "corpus")["corpus"]))
    return QueryRequest(
        limit=given["limit"],
        query=Query.Nearest(vector_of(nearest), using=given["using"]),
        filter=filter_of(given.get("filter")),
        params=SearchParams(exact=params.get("exact", False), idf=idf),
    )


def scored(hit: ScoredPoint) -> Body:
    return {"id": str(hit.id), "version": hit.version, "score": hit.score}


@dataclass
class Collection:
    """A collection: its description as a server gives it back, and the shard that holds it."""

    config: Body
    shard: EdgeShard

    @classmethod
    def create(cls, folder: Path, body: Body) -> Collection:
        given = known(body, "vectors", "sparse_vectors", "metadata")
        dense = {
            name: EdgeVectorParams(size=each["size"], distance=_DISTANCES[each["distance"]])
            for name, each in given["vectors"].items()
            if known(each, "size", "distance")
        }
        sparse = {
            name: EdgeSparseVectorParams(modifier=Modifier.Idf)
            for name, each in given["sparse_vectors"].items()
            if known(each, "modifier") == {"modifier": "idf"}
        }
        folder.mkdir(parents=True)
        shard = EdgeShard.create(str(folder), EdgeConfig(vectors=dense, sparse_vectors=sparse))
        config = {
            "params": {"vectors": given["vectors"], "sparse_vectors": given["sparse_vectors"]},
            "hnsw_config": {"m": 16, "ef_construct": 100, "full_scan_threshold": 10_000},
            "optimizer_config": {
                "deleted_threshold": 0.2,
                "vacuum_min_vector_number": 1000,
                "default_segment_number": 0,
                "flush_interval_sec": 5,
            },
            "wal_config": {"wal_capacity_mb": 32, "wal_segments_ahead": 0},
            "metadata": given.get("metadata"),
        }
        return cls(config=config, shard=shard)

    def info(self) -> Body:
        return {
            "status": "green",
            "optimizer_status": "ok",
            "points_count": self.shard.info().points_count,
            "segments_count": 1,
            "config": self.config,
            "payload_schema": {},
        }

    def index(self, body: Body) -> Body:
        given = known(body, "field_name", "field_schema")
        schema = known(given["field_schema"], "type", "is_tenant")
        if schema["type"] != "keyword":
            raise Refused(400, f"no index of the type {schema['type']}")
        params = KeywordIndexParams(is_tenant=schema.get("is_tenant"))
        self.shard.update(UpdateOperation.create_field_index(given["field_name"], params))
        return _DONE

    def upsert(self, body: Body) -> Body:
        points = [
            Point(
                each["id"],
                {name: vector_of(vector) for name, vector in each["vector"].items()},
                each["payload"],
            )
            for each in known(body, "points")["points"]
            if known(each, "id", "vector", "payload")
        ]
        self.shard.update(UpdateOperation.upsert_points(points))
        return _DONE

    def delete(self, body: Body) -> Body:
        self.shard.update(UpdateOperation.delete_points(known(body, "points")["points"]))
        return _DONE

    def query(self, body: Body) -> Body:
        return {"points": [scored(hit) for hit in self.shard.query(query_of(body))]}

    def query_batch(self, body: Body) -> list[Body]:
        return [self.query(each) for each in known(body, "searches")["searches"]]

    def retrieve(self, body: Body) -> list[Body]:
        ids = known(body, "ids", "with_payload", "with_vector")["ids"]
        return [{"id": str(each.id)} for each in self.shard.retrieve(ids, False, False)]

    def scroll(self, body: Body) -> Body:
        given = known(body, "limit", "offset", "with_payload", "with_vector")
        request = ScrollRequest(
            offset=given.get("offset"), limit=given["limit"], with_payload=False, with_vector=False
        )
        found, offset = self.shard.scroll(request)
        return {
            "points": [{"id": str(each.id)} for each in found],
            "next_page_offset": None if offset is None else str(offset),
        }

    def count(self, body: Body) -> Body:
        given = known(body, "filter", "exact")
        request = CountRequest(exact=given["exact"], filter=filter_of(given.get("filter")))
        return {"count": self.shard.count(request)}


@dataclass
class Facade:
    """The collections of one facade, and every path that was asked for."""

    folder: Path
    collections: dict[str, Collection] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def app(self) -> Starlette:
        on: dict[tuple[str, str], Callable[[Collection, Body], Any]] = {
            ("", "GET"): lambda collection, _: collection.info(),
            ("/index", "PUT"): Collection.index,
            ("/points", "PUT"): Collection.upsert,
            ("/points", "POST"): Collection.retrieve,
            ("/points/delete", "POST"): Collection.delete,
            ("/points/query", "POST"): Collection.query,
            ("/points/query/batch", "POST"): Collection.query_batch,
            ("/points/scroll", "POST"): Collection.scroll,
            ("/points/count", "POST"): Collection.count,
        }
        own: dict[tuple[str, str], Callable[[str, Body], Any]] = {
            ("/exists", "GET"): lambda name, _: {"exists": name in self.collections},
            ("", "PUT"): self._create,
            ("", "DELETE"): self._drop,
        }
        calls = {key: self._of_collection(work) for key, work in on.items()} | own
        return Starlette(
            routes=[
                Route("/collections/{name}" + path, self._answer(work), methods=[method])
                for (path, method), work in calls.items()
            ]
        )

    def _of_collection(self, work: Callable[[Collection, Body], Any]) -> Callable[[str, Body], Any]:
        def call(name: str, body: Body) -> Any:
            if name not in self.collections:
                raise Refused(404, f"Collection `{name}` doesn't exist!")
            return work(self.collections[name], body)

        return call

    def _create(self, name: str, body: Body) -> bool:
        folder = self.folder / f"{name}-{len(self.asked)}"
        self.collections[name] = Collection.create(folder, body)
        return True

    def _drop(self, name: str, _: Body) -> bool:
        return self.collections.pop(name, None) is not None

    def _answer(self, work: Callable[[str, Body], Any]) -> Callable[[Request], Any]:
        async def answer(request: Request) -> JSONResponse:
            self.asked.append(f"{request.method} {request.url.path}")
            body = await request.json() if await request.body() else {}
            try:
                result = work(request.path_params["name"], body)
            except Refused as error:
                return _failed(error.status, str(error))
            except (KeyError, TypeError, ValueError) as error:
                return _failed(400, f"{type(error).__name__}: {error}")
            return JSONResponse({"result": result, "status": "ok", "time": 0.001})

        return answer


def _failed(status: int, problem: str) -> JSONResponse:
    return JSONResponse({"status": {"error": problem}, "time": 0.001}, status_code=status)


@contextlib.contextmanager
def qdrant_facade(folder: Path) -> Iterator[tuple[str, Facade]]:
    """A facade that listens; its URL."""
    facade = Facade(folder)
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(facade.app(), log_level="warning", ws="none", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", facade
    finally:
        server.should_exit = True
        thread.join()
        listening.close()
