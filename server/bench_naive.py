"""A plain LlamaIndex pipeline over a chat model: retrieve, stuff, ask, and give out the reply."""

from __future__ import annotations

import asyncio
import time
import uuid

from llama_index.core.prompts.default_prompts import DEFAULT_TEXT_QA_PROMPT

from answer.models.chat import ChatProvider, ChatRequest, Finished, Message, Piece
from evals.golden import GoldenItem
from evals.outcome import Outcome, Reply, judge
from server.bench_llama import LlamaRetriever
from server.bench_systems import all_passages
from server.stores import Stores


class NaiveLlama:
    """LlamaIndex's retriever and its default question-answering prompt; never abstains."""

    def __init__(
        self,
        retriever: LlamaRetriever,
        stores: Stores,
        provider: ChatProvider,
        top_k: int,
        max_tokens: int,
    ) -> None:
        self._retriever = retriever
        self._passages = all_passages(stores.catalogue)
        self._provider = provider
        self._top_k = top_k
        self._max_tokens = max_tokens

    async def ask(self, item: GoldenItem) -> tuple[Outcome, int, float]:
        """What came of it, tokens of prompt and reply by the server, milliseconds."""
        began = time.perf_counter()
        ids = await asyncio.to_thread(self._retriever.ranked, item.question)
        context = "\n\n".join(self._passages[id_].chunk.text for id_ in ids[: self._top_k])
        prompt = DEFAULT_TEXT_QA_PROMPT.format(context_str=context, query_str=item.question)
        request = ChatRequest(
            model="smollm2",
            messages=(Message(role="user", content=prompt),),
            max_tokens=self._max_tokens,
            idempotency_key=uuid.uuid4().hex,
        )
        text, tokens = "", 0
        async for event in self._provider.stream(request):
            match event:
                case Piece():
                    text += event.text
                case Finished() if event.usage is not None:
                    tokens = event.usage.prompt + event.usage.completion
        ms = (time.perf_counter() - began) * 1000
        reply = Reply(status="answered", text=text, confidence=1.0, total_ms=ms)
        return judge(item, reply), tokens, ms
