"""Questions put in other words by the gateway, for `retrieval.rewriting`."""

from __future__ import annotations

import uuid

from answer.models.calls import Call, Gateway, Tier
from answer.models.chat import ChatRequest, Message
from answer.models.structured import structured
from answer.prompts.tokens import about_tokens, prompt_tokens
from nescio.errors import UsageError
from nescio.types import Scope
from retrieval.rewriting import Complete, Rewritten


def completion(gateway: Gateway) -> Complete:
    """Replies from the tiers of the task `rewrite`; one that is not of the form is asked for again
    with what is wrong, then of the next tier. Raises what the gateway raises."""

    async def complete(prompt: str, scope: Scope) -> str:
        key = uuid.uuid4().hex
        messages = (Message(role="user", content=prompt),)

        def build(tier: Tier) -> ChatRequest:
            if prompt_tokens(messages) + tier.max_output_tokens > tier.context_tokens:
                raise UsageError("the question is too long for the context")
            return ChatRequest(
                model=tier.model,
                messages=messages,
                max_tokens=tier.max_output_tokens,
                idempotency_key=f"{key}-{tier.name}",
            )

        call = Call(task="rewrite", scope=scope, build=build, question_tokens=about_tokens(prompt))
        return (await structured(gateway, call, Rewritten)).model_dump_json()

    return complete
