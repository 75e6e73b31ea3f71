"""What every VectorIndex must do. An engine's test module subclasses it and gives an `index`."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nescio.errors import ConfigError
from nescio.types import Scope, stable_id
from retrieval.vectors import Vector, VectorIndex, VectorPoint

DIMENSIONS = 8
DEFAULT = Scope()


def unit(*values: float) -> Vector:
    """A unit vector that begins with `values`."""
    vector = np.zeros(DIMENSIONS, dtype=np.float32)
    vector[: len(values)] = values
    return vector / np.float32(np.linalg.norm(vector))


def point(
    name: str,
    text: str = "",
    dense: Vector | None = None,
    tenant: str = "default",
    labels: frozenset[str] = frozenset(),
) -> VectorPoint:
    return VectorPoint(
        id=stable_id(name),
        dense=unit(1.0) if dense is None else dense,
        text=text,
        document_id=stable_id("document", name),
        source="s",
        tenant=tenant,
        labels=labels,
    )


async def found(index: VectorIndex, scope: Scope, text: str = "lamp") -> tuple[set[str], set[str]]:
    hits = await index.search(dense=unit(1.0), text=text, scope=scope, limit=100)
    return {hit.id for hit in hits.dense}, {hit.id for hit in hits.sparse}


@pytest.mark.anyio
class VectorIndexContract:
    """The suite; `index` is open, empty, of `DIMENSIONS`."""

    async def test_dense_is_ranked_by_cosine(self, index: VectorIndex) -> None:
        near, far = point("near", dense=unit(1.0, 0.1)), point("far", dense=unit(1.0, 2.0))
        await index.upsert([far, near])
        hits = await index.search(dense=unit(1.0), text=None, scope=DEFAULT, limit=10)
        assert [hit.id for hit in hits.dense] == [near.id, far.id]
        assert hits.dense[0].score == pytest.approx(float(near.dense @ unit(1.0)), abs=1e-5)
        assert hits.sparse == ()

    async def test_sparse_prefers_the_rare_word(self, index: VectorIndex) -> None:
        await index.upsert([point(f"c{i}", "a common lamp") for i in range(5)])
        await index.upsert([point("rare", "a crimson lamp")])
        hits = await index.search(dense=None, text="crimson lamps", scope=DEFAULT, limit=3)
        assert hits.dense == ()
        assert hits.sparse[0].id == stable_id("rare")
        assert hits.sparse[0].score > hits.sparse[1].score > 0
        assert len(hits.sparse) == 3

    async def test_text_without_words_finds_nothing(self, index: VectorIndex) -> None:
        await index.upsert([point("a", "lamp")])
        hits = await index.search(dense=None, text="the ?!", scope=DEFAULT, limit=3)
        assert hits.sparse == ()

    async def test_same_id_replaces(self, index: VectorIndex) -> None:
        await index.upsert([point("a", "lamp", unit(1.0))])
        await index.upsert([point("a", "chair", unit(0.0, 1.0))])
        assert await index.count() == 1
        assert await found(index, DEFAULT, "lamp") == ({stable_id("a")}, set())
        assert await index.cosine(unit(0.0, 1.0), [stable_id("a")]) == {
            stable_id("a"): pytest.approx(1.0, abs=1e-5)
        }

    async def test_delete_and_present(self, index: VectorIndex) -> None:
        points = [point(f"p{i}", "lamp") for i in range(600)]
        await index.upsert(points)
        ids = [p.id for p in points]
        assert await index.present([*ids, stable_id("unknown")]) == frozenset(ids)
        await index.delete([*ids[:400], stable_id("unknown")])
        assert await index.present(ids) == frozenset(ids[400:])
        assert await index.count() == 200
        assert (await index.stats()).points == 200

    async def test_nothing_asked_nothing_done(self, index: VectorIndex) -> None:
        await index.upsert([])
        await index.delete([])
        assert await index.present([]) == frozenset()
        assert await index.cosine(unit(1.0), []) == {}
        hits = await index.search(dense=None, text=None, scope=DEFAULT, limit=5)
        assert (hits.dense, hits.sparse) == ((), ())
        assert [ids async for ids in index.scroll()] == []

    async def test_cosine_of_known_ids(self, index: VectorIndex) -> None:
        a, b = point("a", dense=unit(1.0)), point("b", dense=unit(0.0, 1.0), tenant="other")
        await index.upsert([a, b])
        scores = await index.cosine(unit(1.0, 1.0), [a.id, b.id, stable_id("unknown")])
        assert scores == {a.id: pytest.approx(0.7071, abs=1e-4), b.id: pytest.approx(0.7071, 1e-3)}

    async def test_scroll_gives_each_id_once(self, index: VectorIndex) -> None:
        points = [point(f"p{i}") for i in range(25)]
        await index.upsert(points)
        batches = [ids async for ids in index.scroll(batch=10)]
        assert [len(ids) for ids in batches] == [10, 10, 5]
        assert {i for ids in batches for i in ids} == {p.id for p in points}

    async def test_scope(self, index: VectorIndex) -> None:
        open_, staff = point("open", "lamp"), point("staff", "lamp", labels=frozenset({"staff"}))
        both = point("both", "lamp", labels=frozenset({"staff", "legal"}))
        other = point("other", "lamp", tenant="other")
        await index.upsert([open_, staff, both, other])
        cases = [
            (Scope(), {open_.id}),
            (Scope(labels=frozenset({"legal"})), {open_.id, both.id}),
            (Scope(labels=frozenset({"staff", "x"})), {open_.id, staff.id, both.id}),
            (Scope(tenant="other", labels=frozenset({"staff"})), {other.id}),
            (Scope(tenant="nobody"), set()),
        ]
        for scope, expected in cases:
            assert await found(index, scope) == (expected, expected), scope
            assert await index.count(scope) == len(expected)

    async def test_sources_left_out_are_neither_found_nor_counted(self, index: VectorIndex) -> None:
        points = [point("a", "red lamp"), point("b", "blue lamp")]
        await index.upsert(points)
        before = await index.search(dense=unit(1.0), text="red lamp", scope=DEFAULT, limit=9)
        stale = [replace(point(f"x{i}", "red lamp"), source="old") for i in range(9)]
        await index.upsert(stale)
        after = await index.search(
            dense=unit(1.0), text="red lamp", scope=DEFAULT, limit=9, without={"old", "other"}
        )
        assert {h.id for h in after.dense} == {p.id for p in points}
        assert [(h.id, pytest.approx(h.score)) for h in after.sparse] == [
            (h.id, h.score) for h in before.sparse
        ]

    @pytest.mark.parametrize("labels", [frozenset(), frozenset({"legal"})])
    async def test_what_is_hidden_has_no_influence_on_scores(
        self, index: VectorIndex, labels: frozenset[str]
    ) -> None:
        scope = Scope(labels=labels)
        await index.upsert([point("a", "red lamp"), point("b", "blue lamp"), point("c", "chair")])
        await index.upsert([point("d", "red chair", labels=frozenset({"legal"}))])

        async def scores() -> tuple[list[tuple[str, float]], list[tuple[str, float]], int]:
            hits = await index.search(dense=unit(1, 1), text="red lamp", scope=scope, limit=9)
            dense, sparse = ([(h.id, h.score) for h in each] for each in (hits.dense, hits.sparse))
            return sorted(dense), sparse, await index.count(scope)

        before = await scores()
        assert len(before[1]) == (3 if labels else 2)
        tenant = [point(f"x{i}", "red red lamp", tenant="other") for i in range(9)]
        staff = frozenset({"staff"})
        hidden = [point(f"y{i}", "a lamp", labels=staff) for i in range(9)]
        both = [point(f"z{i}", "red chair", tenant="other", labels=labels) for i in range(9)]
        await index.upsert([*tenant, *hidden, *both])
        after = await scores()
        assert after[0] == [(id_, pytest.approx(score)) for id_, score in before[0]]
        assert after[1] == [(id_, pytest.approx(score)) for id_, score in before[1]]
        assert after[2] == before[2]
        theirs = await index.search(
            dense=None, text="red lamp", scope=Scope(labels=labels | staff), limit=99
        )
        # The case has teeth: who may see more has other scores.
        assert dict(before[1])[stable_id("a")] != pytest.approx(
            next(h.score for h in theirs.sparse if h.id == stable_id("a"))
        )

    async def test_what_was_deleted_has_no_influence_on_scores(self, index: VectorIndex) -> None:
        await index.upsert([point("a", "red lamp"), point("b", "blue lamp"), point("c", "chair")])
        before = await index.search(dense=None, text="red lamp", scope=DEFAULT, limit=9)
        more = [point(f"x{i}", "red chair") for i in range(50)]
        await index.upsert(more)
        await index.delete([each.id for each in more])
        after = await index.search(dense=None, text="red lamp", scope=DEFAULT, limit=9)
        assert [(h.id, pytest.approx(h.score)) for h in after.sparse] == [
            (h.id, h.score) for h in before.sparse
        ]

    async def test_names_that_hold_a_separator_stay_apart(self, index: VectorIndex) -> None:
        await index.upsert(
            [
                point("a", "lamp", tenant="x", labels=frozenset({"y"})),
                point("b", "lamp", tenant="x/y"),
                point("c", "lamp", tenant="x/y", labels=frozenset({""})),
                point("d", "lamp", tenant="x", labels=frozenset({"y/z"})),
            ]
        )
        cases = [
            (Scope(tenant="x"), set()),
            (Scope(tenant="x", labels=frozenset({"y"})), {"a"}),
            (Scope(tenant="x", labels=frozenset({"y/z"})), {"d"}),
            (Scope(tenant="x/y"), {"b"}),
            (Scope(tenant="x/y", labels=frozenset({"", "z"})), {"b", "c"}),
        ]
        for scope, expected in cases:
            ids = {stable_id(name) for name in expected}
            assert await found(index, scope) == (ids, ids), scope

    async def test_other_size_or_model_is_refused(self, index: VectorIndex) -> None:
        await index.upsert([point("a", "lamp")])
        await index.flush()
        await index.ensure(DIMENSIONS, "m")
        with pytest.raises(ConfigError, match="dimensions"):
            await index.ensure(DIMENSIONS + 1, "m")
        with pytest.raises(ConfigError, match="model"):
            await index.ensure(DIMENSIONS, "another")
        await index.ensure(DIMENSIONS, "m")
        assert await index.count() == 1
