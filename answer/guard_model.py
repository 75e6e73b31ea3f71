"""A chat model as a second look at questions, after the rules of `answer.guard` have passed them.

It can only refuse. Where it fails, is late or replies what it must not, the rules stand alone: an
outage of a model neither opens the service nor closes it.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping

from answer.guard import Refusal
from answer.models.calls import Call, Gateway, Tier
from answer.models.chat import ChatRequest
from answer.models.structured import structured
from answer.prompts.assembly import Slots, assemble
from answer.prompts.replies import Suspicion
from answer.prompts.tokens import about_tokens
from nescio.errors import NescioError
from nescio.types import Scope

_log = logging.getLogger(__name__)
_REFUSALS: Mapping[str, Refusal] = {
    "instruction": Refusal(
        reason="unsafe_request",
        rule="model_instruction",
        message="I answer questions; I do not take instructions that change how I work.",
    ),
    "prompt": Refusal(
        reason="unsafe_request",
        rule="model_asks_for_instructions",
        message="I do not tell how I was set up.",
    ),
    "private": Refusal(
        reason="not_permitted",
        rule="model_private",
        message="I do not tell what belongs to others, or is secret.",
    ),
}


class ModelGuard:
    """Asks the tiers of the task `guard`."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    async def inspect(self, text: str, scope: Scope) -> Refusal | None:
        """A refusal, or None when the question may go on."""
        key = uuid.uuid4().hex

        def build(tier: Tier) -> ChatRequest:
            budget = tier.context_tokens - tier.max_output_tokens
            return ChatRequest(
                model=tier.model,
                messages=assemble("guard", Slots(question=text), budget_tokens=budget).messages,
                max_tokens=tier.max_output_tokens,
                idempotency_key=f"{key}-{tier.name}",
            )

        call = Call(task="guard", scope=scope, build=build, question_tokens=about_tokens(text))
        try:
            found = await structured(self._gateway, call, Suspicion)
        except NescioError as error:
            _log.warning("the guard's model was not heard, its rules stand: %s", error)
            return None
        return _REFUSALS.get(found.kind)
