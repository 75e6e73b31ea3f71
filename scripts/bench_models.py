"""A real small model over the sample shop: what it makes up, what is emitted, what it costs.

SmolLM2-135M-Instruct drafts the answers of the whole pipeline; beside it the same model answers in
a plain LlamaIndex pipeline: its vector retriever over the same chunks and vectors, the first
passages in its default prompt, the reply as it comes. Both are asked the same questions, a sample
of the calibration half of the golden set and of the development set; `--documents` takes those
alone that documents answer. What the model drafted is counted by the pipeline; what was emitted is
checked once more by `/v1/verify`'s checker, and against the strings that a right answer must not
hold. Tokens are the server's, estimated where we hung up early.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import statistics
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from answer.drafting_log import DraftCounts
from answer.models.calls import Attempt
from answer.models.gateway import ModelGateway
from answer.models.tiers import tiers_of
from answer.pipeline import Pipeline
from data.shop.build import documents_dir
from evals.golden import GoldenItem
from evals.golden import load as load_golden
from evals.hearing import hear
from evals.outcome import Outcome, judge
from nescio.settings import Settings, load
from nescio.settings_models import ModelSettings
from nescio.types import Scope
from server.answering import build_pipeline
from server.bench_naive import NaiveLlama
from server.bench_systems import KnownQuestions, open_llama
from server.wiring import choose_provider, open_stores
from tests.answer.models.scripted import ListMeter
from tests.models_server import SmolLM2Server

SHOP = documents_dir().parent
CONTEXT = 2048
REPLY = 128
SEED = 20_261_128
TIER = "smollm2"
PATIENCE_S = 300.0
BAD = ("contradicted", "unsupported")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question, what came of it, and the tokens that it took."""

    outcome: Outcome
    tokens: int
    tier: str
    first_ms: float | None = None
    total_ms: float = 0.0
    verdicts: tuple[str, ...] = ()


def sample(limit: int, seed: int, *, documents: bool) -> list[GoldenItem]:
    """Questions of the two sets that are open to look at, without those that go on from others."""
    items = load_golden(SHOP / "golden.jsonl", tags=("calibration",))
    items += load_golden(SHOP / "development.jsonl")
    items = [item for item in items if not item.history]
    if documents:
        items = [item for item in items if any("." in s.split("/")[-1] for s in item.sources)]
    drawn = random.Random(seed)  # noqa: S311 - the same sample each time
    drawn.shuffle(items)
    return items[:limit]


def model_settings(url: str) -> ModelSettings:
    """One tier, with all the time that a busy machine takes."""
    task = {
        "tiers": [TIER], "first_token_s": PATIENCE_S, "attempt_s": PATIENCE_S,
        "total_s": PATIENCE_S,
    }  # fmt: skip
    tier = {
        "name": TIER, "provider": "local", "model": "smollm2", "context_tokens": CONTEXT,
        "max_output_tokens": REPLY,
    }  # fmt: skip
    return ModelSettings.model_validate(
        {
            "providers": [{"name": "local", "base_url": url, "api_key": "none"}],
            "tiers": [tier],
            "tasks": {"answer": task},
        }
    )


async def ask_ours(pipeline: Pipeline, item: GoldenItem) -> Asked:
    """Through the pipeline; what the model wrote of the answer is verified once more."""
    reply = await hear(item.as_question(), pipeline.stream, deadline_s=2 * PATIENCE_S)
    usage = reply.usage
    tier = str(usage.get("tier", "extractive"))
    verdicts: tuple[str, ...] = ()
    if tier == TIER:
        found = await pipeline.verify(reply.text, Scope())
        verdicts = tuple(claim.status for claim in found.claims)
    return Asked(
        outcome=judge(item, reply),
        tokens=int(usage.get("prompt_tokens", 0)) + int(usage.get("completion_tokens", 0)),
        tier=tier,
        first_ms=reply.first_verified_ms,
        total_ms=reply.total_ms,
        verdicts=verdicts,
    )


async def run(items: Sequence[GoldenItem], settings: Settings, top_k: int) -> dict[str, Any]:
    """Both systems, one question after the other."""
    with SmolLM2Server(slots=1, context_tokens=2 * CONTEXT) as server:
        models = model_settings(server.url)
        answer = settings.answer.model_copy(update={"deadline_s": 2 * PATIENCE_S})
        settings = settings.model_copy(update={"models": models, "answer": answer})
        async with AsyncExitStack() as stack:
            provider = choose_provider(models.providers[0])
            stack.push_async_callback(provider.aclose)
            meter = ListMeter()
            gateway = ModelGateway(models, tiers_of(models), [provider], meter)
            stores = await stack.enter_async_context(open_stores(settings))
            pipeline = await stack.enter_async_context(
                build_pipeline(
                    stores,
                    gateway=gateway,
                )
            )
            known = KnownQuestions(stores.embedder)
            await known.learn([item.question for item in items])
            naive = NaiveLlama(await open_llama(stores, known), stores, provider, top_k, REPLY)
            ours, beside = [], []
            for item in items:
                ours.append(await ask_ours(pipeline, item))
                outcome, tokens, total_ms = await naive.ask(item)
                beside.append(Asked(outcome=outcome, tokens=tokens, tier=TIER, total_ms=total_ms))
                sys.stdout.write(_line(ours[-1], beside[-1]))
                sys.stdout.flush()
            counts = pipeline.drafter.counts if pipeline.drafter else DraftCounts()
            return {
                "ours": figures(ours),
                "llamaindex": figures(beside),
                "drafts": drafts(counts.fates),
                "reasons": {
                    f"{fate}: {why}": count for (fate, why), count in counts.reasons.most_common()
                },
                "emitted": emitted(ours),
                "estimated_calls": sum(_estimated(attempt) for attempt in meter.attempts),
            }


def figures(asked: Sequence[Asked]) -> dict[str, Any]:
    """Accuracy and tokens of a system."""
    answered = [one for one in asked if one.outcome.answered]
    answerable = [one for one in asked if one.outcome.item.answerable]
    tokens = sum(one.tokens for one in asked)
    right = sum(one.outcome.correct for one in answered)
    times = sorted(one.total_ms for one in asked)
    return {
        "questions": len(asked),
        "answered": len(answered),
        "right_answers": right,
        "wrong_answers": sum(one.outcome.wrong for one in answered),
        "accuracy": _share(sum(one.outcome.correct for one in asked), len(asked)),
        "answer_accuracy": _share(sum(o.outcome.correct for o in answerable), len(answerable)),
        "forbidden_hits": sum(one.outcome.forbidden_hit for one in asked),
        "asked_a_model": sum(one.tokens > 0 for one in asked),
        "tokens": tokens,
        "tokens_per_answered": _share(tokens, len(answered)),
        "tokens_per_right_answer": _share(tokens, right),
        "p50_ms": round(statistics.median(times)) if times else None,
    }


def emitted(asked: Sequence[Asked]) -> dict[str, Any]:
    """Of answers that the model wrote: a second look, and the time to the first sentence."""
    by_model = [one for one in asked if one.tier == TIER]
    verdicts = Counter(verdict for one in by_model for verdict in one.verdicts)
    first = sorted(one.first_ms for one in by_model if one.first_ms is not None)
    total = sorted(one.total_ms for one in by_model)
    return {
        "answers_by_the_model": len(by_model),
        "verdicts": dict(verdicts),
        "bad_by_verify": sum(verdicts[name] for name in BAD),
        "forbidden_hits": sum(one.outcome.forbidden_hit for one in by_model),
        "wrong_answers": sum(one.outcome.wrong for one in by_model),
        "first_verified_p50_ms": round(statistics.median(first)) if first else None,
        "total_p50_ms": round(statistics.median(total)) if total else None,
    }


def drafts(fates: Counter[tuple[str, str]]) -> dict[str, int]:
    """Sentences by what became of them."""
    names = ("drafted", "supported", "contradicted", "unsupported", "dropped", "emitted")
    return {name: sum(n for (_, fate), n in fates.items() if fate == name) for name in names}


def _estimated(attempt: Attempt) -> bool:
    return attempt.usage.estimated


def _share(part: float, whole: int) -> float | None:
    return round(part / whole, 3) if whole else None


def _line(ours: Asked, beside: Asked) -> str:
    def said(one: Asked) -> str:
        reply = one.outcome.reply
        right = "right" if one.outcome.correct else "wrong"
        return f"{reply.status:9} {right} {one.tokens:4} tokens"

    item = ours.outcome.item
    return f"{item.id:28.28} {ours.tier:10} {said(ours)} | llamaindex {said(beside)}\n"


def main() -> None:
    """Print a line per question, then the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, default=Path(".nescio/demo/nescio.yaml"))
    parser.add_argument("--limit", type=int, default=60, help="questions")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--top-k", type=int, default=5, help="passages that LlamaIndex stuffs")
    parser.add_argument("--documents", action="store_true", help="what documents answer alone")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    options = parser.parse_args()
    items = sample(options.limit, options.seed, documents=options.documents)
    found = asyncio.run(run(items, load(options.config), options.top_k))
    ours, beside = found["ours"], found["llamaindex"]
    if ours["tokens_per_answered"] is not None and beside["tokens_per_answered"]:
        ratio = ours["tokens_per_answered"] / beside["tokens_per_answered"]
        found["token_ratio"] = round(ratio, 3)
    text = json.dumps(found, indent=2)
    sys.stdout.write(f"{text}\n")
    if options.json:
        options.json.write_text(text)
    bad = found["emitted"]["bad_by_verify"] + found["emitted"]["forbidden_hits"]
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
