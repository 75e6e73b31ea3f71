"""The model gateway as a language model of LlamaIndex."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Generator, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, aclosing, contextmanager
from queue import SimpleQueue
from typing import Any
from uuid import uuid4

from anyio.from_thread import BlockingPortal, start_blocking_portal
from llama_index.core.base.llms.types import (
    ChatMessage,
    ChatResponse,
    ChatResponseAsyncGen,
    ChatResponseGen,
    CompletionResponse,
    CompletionResponseAsyncGen,
    CompletionResponseGen,
    LLMMetadata,
    MessageRole,
)
from llama_index.core.llms import CustomLLM
from llama_index.core.llms.callbacks import llm_chat_callback, llm_completion_callback
from pydantic import PrivateAttr

from answer.models.calls import Call, Completed, Gateway, Restarted, Tier
from answer.models.chat import ChatRequest, Message, Piece, Role
from answer.prompts.tokens import prompt_tokens
from nescio.errors import UsageError
from nescio.settings_models import Task
from nescio.types import Scope

Put = Callable[[str | None], object]
_ROLES: dict[MessageRole, Role] = {
    MessageRole.SYSTEM: "system",
    MessageRole.DEVELOPER: "system",
    MessageRole.ASSISTANT: "assistant",
    MessageRole.MODEL: "assistant",
    MessageRole.CHATBOT: "assistant",
}


@contextmanager
def open_llm(
    opening: AbstractAsyncContextManager[Gateway], scope: Scope | None = None, **fields: Any
) -> Iterator[GatewayLLM]:
    """The gateway that `opening` gives, in a thread of its own, for an asker of `scope`; `fields`
    are those of GatewayLLM."""
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(opening) as gateway,
    ):
        yield GatewayLLM(gateway, portal, scope, **fields)


class GatewayLLM(CustomLLM):
    """Every call goes through the gateway: tiers, retries, fallback, budgets.

    A whole reply falls back unseen. A stream does so only until its first piece: what fails later
    is raised, for nothing that was passed on can be taken back. The work is done in the event loop
    of `portal`, so that all ways of calling work, inside a running loop too.

    Raises ProviderFailed, BudgetExceeded and TooBusy.
    """

    task: Task = "answer"
    context_window: int = 8192
    num_output: int = 400
    _gateway: Gateway = PrivateAttr()
    _portal: BlockingPortal = PrivateAttr()
    _scope: Scope = PrivateAttr()

    def __init__(
        self, gateway: Gateway, portal: BlockingPortal, scope: Scope | None = None, **fields: Any
    ) -> None:
        super().__init__(**fields)
        self._gateway, self._portal, self._scope = gateway, portal, scope or Scope()

    @classmethod
    def class_name(cls) -> str:
        """As LlamaIndex names it."""
        return "nescio_gateway"

    @property
    def metadata(self) -> LLMMetadata:
        """What LlamaIndex sizes prompts by."""
        return LLMMetadata(
            context_window=self.context_window,
            num_output=self.num_output,
            is_chat_model=True,
            model_name=f"nescio:{self.task}",
        )

    @llm_completion_callback()
    def complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponse:
        """A whole reply."""
        text, told = self._portal.call(self._whole, _user(prompt))
        return CompletionResponse(text=text, additional_kwargs=told)

    @llm_completion_callback()
    def stream_complete(
        self, prompt: str, formatted: bool = False, **kwargs: Any
    ) -> CompletionResponseGen:
        """A reply as it comes."""
        pieces = self._stream(_user(prompt))
        return (CompletionResponse(text=text, delta=delta) for text, delta in pieces)

    @llm_completion_callback()
    async def acomplete(
        self, prompt: str, formatted: bool = False, **kwargs: Any
    ) -> CompletionResponse:
        """A whole reply."""
        text, told = await self._awhole(_user(prompt))
        return CompletionResponse(text=text, additional_kwargs=told)

    @llm_completion_callback()
    async def astream_complete(
        self, prompt: str, formatted: bool = False, **kwargs: Any
    ) -> CompletionResponseAsyncGen:
        """A reply as it comes."""
        pieces = self._astream(_user(prompt))
        return (CompletionResponse(text=text, delta=delta) async for text, delta in pieces)

    @llm_chat_callback()
    def chat(self, messages: Sequence[ChatMessage], **kwargs: Any) -> ChatResponse:
        """A whole reply to a conversation."""
        text, told = self._portal.call(self._whole, _messages(messages))
        return ChatResponse(message=_said(text), additional_kwargs=told)

    @llm_chat_callback()
    def stream_chat(self, messages: Sequence[ChatMessage], **kwargs: Any) -> ChatResponseGen:
        """A reply to a conversation as it comes."""
        pieces = self._stream(_messages(messages))
        return (ChatResponse(message=_said(text), delta=delta) for text, delta in pieces)

    @llm_chat_callback()
    async def achat(self, messages: Sequence[ChatMessage], **kwargs: Any) -> ChatResponse:
        """A whole reply to a conversation."""
        text, told = await self._awhole(_messages(messages))
        return ChatResponse(message=_said(text), additional_kwargs=told)

    @llm_chat_callback()
    async def astream_chat(
        self, messages: Sequence[ChatMessage], **kwargs: Any
    ) -> ChatResponseAsyncGen:
        """A reply to a conversation as it comes."""
        pieces = self._astream(_messages(messages))
        return (ChatResponse(message=_said(text), delta=delta) async for text, delta in pieces)

    async def _whole(self, messages: tuple[Message, ...]) -> tuple[str, dict[str, Any]]:
        text = ""
        told: dict[str, Any] = {}
        async with aclosing(self._gateway.stream(self._call(messages))) as items:
            async for item in items:
                match item:
                    case Piece():
                        text += item.text
                    case Restarted():
                        text = ""
                    case Completed():
                        told = _told(item)
        return text, told

    async def _awhole(self, messages: tuple[Message, ...]) -> tuple[str, dict[str, Any]]:
        return await asyncio.wrap_future(self._portal.start_task_soon(self._whole, messages))

    def _stream(self, messages: tuple[Message, ...]) -> Generator[tuple[str, str], None, None]:
        """The text so far and what is new of it."""
        pieces: SimpleQueue[str | None] = SimpleQueue()
        work = self._portal.start_task_soon(self._pump, messages, pieces.put)
        text = ""
        try:
            while (delta := pieces.get()) is not None:
                text += delta
                yield text, delta
            work.result()
        finally:
            work.cancel()

    async def _astream(
        self, messages: tuple[Message, ...]
    ) -> AsyncGenerator[tuple[str, str], None]:
        pieces: asyncio.Queue[str | None] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        def put(piece: str | None) -> None:
            loop.call_soon_threadsafe(pieces.put_nowait, piece)

        work = self._portal.start_task_soon(self._pump, messages, put)
        text = ""
        try:
            while (delta := await pieces.get()) is not None:
                text += delta
                yield text, delta
            await asyncio.wrap_future(work)
        finally:
            work.cancel()

    async def _pump(self, messages: tuple[Message, ...], put: Put) -> None:
        """Pass the pieces on to another thread; None is the last, also after a failure."""
        call = self._call(messages)
        try:
            async with aclosing(self._gateway.stream(call)) as items:
                async for item in items:
                    if isinstance(item, Piece):
                        call.commit()
                        put(item.text)
        finally:
            put(None)

    def _call(self, messages: tuple[Message, ...]) -> Call:
        key = uuid4().hex
        tokens = prompt_tokens(messages)

        def build(tier: Tier) -> ChatRequest:
            if tokens + tier.max_output_tokens > tier.context_tokens:
                raise UsageError(f"a prompt of {tokens} tokens does not fit tier {tier.name!r}")
            return ChatRequest(
                model=tier.model,
                messages=messages,
                max_tokens=tier.max_output_tokens,
                idempotency_key=key,
            )

        return Call(task=self.task, scope=self._scope, build=build, question_tokens=tokens)


def _user(prompt: str) -> tuple[Message, ...]:
    return (Message(role="user", content=prompt),)


def _messages(messages: Sequence[ChatMessage]) -> tuple[Message, ...]:
    return tuple(
        Message(role=_ROLES.get(message.role, "user"), content=message.content or "")
        for message in messages
    )


def _said(text: str) -> ChatMessage:
    return ChatMessage(role=MessageRole.ASSISTANT, content=text)


def _told(completed: Completed) -> dict[str, Any]:
    """By the names that LlamaIndex's token counter looks for."""
    return {
        "finish_reason": completed.reason,
        "tier": completed.tier.name,
        "prompt_tokens": completed.usage.prompt,
        "completion_tokens": completed.usage.completion,
        "cost": completed.cost,
    }
