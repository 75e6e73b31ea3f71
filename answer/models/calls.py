"""One use of a model for a question: what for, for whom, what was tried, and what it cost."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from typing import Literal, Protocol

from answer.models.chat import ChatRequest, FailureKind, FinishReason, Piece, TokenUsage
from nescio.settings_models import Task
from nescio.types import Scope

Allowance = Literal["any", "cheapest", "none"]
"""Of models, within what a tenant may spend."""
NO_TOKENS = TokenUsage()
Outcome = Literal["finished", "failed", "skipped", "cancelled"]


@dataclass(frozen=True, kw_only=True)
class Tier:
    """A model at a provider as the router sees it.

    `quality` is the measured accuracy per task, 0 to 1. `context_tokens` holds prompt and reply.
    Prices are per million tokens in the configured currency; None: unknown.
    """

    name: str
    provider: str
    model: str
    context_tokens: int
    max_output_tokens: int
    quality: dict[Task, float] = field(default_factory=dict)
    input_price: float | None = None
    cached_price: float | None = None
    output_price: float | None = None


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """A line of the trace: a tier that was tried or passed over, and why it was chosen or left."""

    tier: str
    provider: str
    model: str
    outcome: Outcome
    reason: str = ""
    failure: FailureKind | None = None
    finish: FinishReason | None = None
    usage: TokenUsage = NO_TOKENS
    cost: float = 0.0
    waited_ms: float = 0.0
    duration_ms: float = 0.0


BuildRequest = Callable[[Tier], ChatRequest]
"""The prompt for a tier: what fits its context. Raises UsageError if nothing does."""
Accept = Callable[[str], str]
"""What is wrong with a whole reply, for the model to read; empty: nothing."""


@dataclass(kw_only=True)
class Call:
    """A handle that the caller keeps while the gateway works.

    Once the caller has passed on a part of the reply it calls `commit`: from then on nothing is
    retried, and no other tier begins the reply anew. A reply that `accept` finds fault with is
    asked for once more with the fault, then of the next tier; `schema` is what it is counted by.
    """

    task: Task
    scope: Scope
    build: BuildRequest
    parts: int = 1
    question_tokens: int = 0
    least_quality: float | None = None
    accept: Accept | None = None
    schema: str = ""
    committed: bool = False
    trace: list[Attempt] = field(default_factory=list)

    def commit(self) -> None:
        """A part of the reply has been passed on."""
        self.committed = True


@dataclass(frozen=True, kw_only=True)
class Restarted:
    """What `tier` streamed so far is void: it failed, and the reply is begun anew if it can be."""

    tier: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Completed:
    """The reply is whole, from this tier."""

    tier: Tier
    reason: FinishReason
    usage: TokenUsage
    cost: float


class Meter(Protocol):
    """Keeps what models cost, and says what a tenant may still use."""

    async def allowance(self, scope: Scope) -> Allowance:
        """`cheapest` above the soft limit of the day, `none` above the hard one."""
        ...

    async def record(self, scope: Scope, task: Task, attempt: Attempt) -> None:
        """One attempt that used tokens, whole or not. Never raises: an answer does not fail for
        its bookkeeping."""
        ...


class Gateway(Protocol):
    """What tasks ask: chooses tiers, retries, falls back."""

    def stream(self, call: Call) -> AsyncGenerator[Piece | Restarted | Completed, None]:
        """Pieces, voided by each `Restarted`; `Completed` is the last. Closing it ends the call.

        Raises ProviderFailed when no tier could (its code is `model_unavailable`), also after
        `call.commit()` when the reply broke off; BudgetExceeded when the tenant may use none;
        TooBusy when the queue is full everywhere.
        """
        ...
