"""Tokens and cost of an attempt, counted from the texts where the provider does not say."""

from __future__ import annotations

from answer.models.calls import Tier
from answer.models.chat import ChatRequest, FailureKind, TokenUsage
from answer.prompts.tokens import about_tokens

_OF_A_MESSAGE = 4
"""Tokens that mark the role and the ends of a message."""
UNBILLED: frozenset[FailureKind] = frozenset(
    ("rate_limited", "server_error", "connection", "tls", "bad_request", "not_authorized")
)
"""Failures without a reply: unless some of it had come, nothing was generated."""


def prompt_tokens(request: ChatRequest) -> int:
    """Estimated size of a prompt."""
    return sum(about_tokens(m.content) + _OF_A_MESSAGE for m in request.messages)


def estimated_usage(request: ChatRequest, reply: str) -> TokenUsage:
    """What a call took, by its texts."""
    return TokenUsage(prompt=prompt_tokens(request), completion=about_tokens(reply), estimated=True)


def cost_of(tier: Tier, usage: TokenUsage) -> float:
    """In the configured currency; prices that are not known count nothing."""
    input_price = tier.input_price or 0.0
    cached_price = input_price if tier.cached_price is None else tier.cached_price
    fresh = usage.prompt - usage.cached
    priced = fresh * input_price + usage.cached * cached_price
    return (priced + usage.completion * (tier.output_price or 0.0)) / 1_000_000
