"""What is asked of a chat model and what comes back, whoever serves it.

A provider streams `Piece`s and ends with exactly one `Finished`. A stream that ends without one
was cut: no client library raises an error for that, so providers raise `ModelFailed("cut")`.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from nescio.errors import ProviderFailed

Role = Literal["system", "user", "assistant"]
FinishReason = Literal["stop", "length", "refusal"]
FailureKind = Literal[
    "timeout", "rate_limited", "server_error", "connection", "tls", "cut", "empty",
    "malformed", "bad_request", "not_authorized",
]  # fmt: skip

RETRYABLE: frozenset[FailureKind] = frozenset(
    ("timeout", "rate_limited", "server_error", "connection", "cut", "empty", "malformed")
)
"""Failures that the same request may not meet again."""
UNHEALTHY: frozenset[FailureKind] = RETRYABLE - {"empty", "malformed", "rate_limited"} | {"tls"}
"""Failures that speak against the provider as a whole: its circuit breaker counts them."""


class ModelFailed(ProviderFailed):
    """One call to a provider failed. `retry_after_s` is the provider's own wish, if it said one."""

    def __init__(
        self, provider: str, kind: FailureKind, problem: str, retry_after_s: float | None = None
    ) -> None:
        super().__init__(provider, problem)
        self.kind: FailureKind = kind
        self.retry_after_s = retry_after_s


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message of a prompt. `stable`: it and all before it are the same for many prompts, so that
    a provider that caches prefixes may be told so."""

    role: Role
    content: str
    stable: bool = False


@dataclass(frozen=True, kw_only=True)
class ChatRequest:
    """A prompt for a model. `reply_schema` is a JSON schema that the reply has to follow.

    `idempotency_key` is the same for every attempt at the same work.
    """

    model: str
    messages: tuple[Message, ...]
    max_tokens: int
    idempotency_key: str
    temperature: float = 0.0
    reply_schema: Mapping[str, Any] | None = None


@dataclass(frozen=True, kw_only=True)
class TokenUsage:
    """Tokens of one call; `cached` of `prompt` came from the provider's prefix cache.

    `estimated`: the provider did not say, they were counted from the texts.
    """

    prompt: int = 0
    completion: int = 0
    cached: int = 0
    estimated: bool = False


@dataclass(frozen=True, kw_only=True)
class Piece:
    """More text of a reply."""

    text: str


@dataclass(frozen=True, kw_only=True)
class Finished:
    """The reply is whole. `usage` is None when the provider did not say."""

    reason: FinishReason
    usage: TokenUsage | None = None


@dataclass(frozen=True, kw_only=True)
class RateLimit:
    """What a provider last said of its limits; None where it said nothing. Seconds from `at`,
    which is on the monotonic clock."""

    at: float
    requests_left: int | None = None
    tokens_left: int | None = None
    reset_s: float | None = None


class ChatProvider(Protocol):
    """One endpoint that serves chat models. Instances serve many calls at a time."""

    @property
    def name(self) -> str:
        """As the configuration calls it."""
        ...

    @property
    def rate_limit(self) -> RateLimit | None:
        """What the last reply's headers said."""
        ...

    def stream(self, request: ChatRequest) -> AsyncGenerator[Piece | Finished, None]:
        """The reply as it comes. Closing the iterator ends the call upstream.

        Raises ModelFailed; never retries by itself. An empty reply is `ModelFailed("empty")`.
        """
        ...

    async def aclose(self) -> None:
        """Close the connections."""
        ...
