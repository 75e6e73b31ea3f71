"""Do the configured chat models answer? For `nescio doctor`."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    from answer.models.chat import ChatProvider
    from nescio.settings import Settings
    from nescio.settings_models import TierSettings

WITHIN_S = 30.0
"""A local server may have to load the model first."""
MAX_TOKENS = 8

Check = tuple[str, bool, str]


async def models(settings: Settings) -> AsyncIterator[Check]:
    """Each tier is asked for a few tokens; a provider that cannot be made, or that no tier uses, is
    told too."""
    from nescio.errors import ConfigError
    from server.wiring import choose_provider

    for own in settings.models.providers:
        tiers = [tier for tier in settings.models.tiers if tier.provider == own.name]
        try:
            provider = choose_provider(own)
        except ConfigError as error:
            yield f"provider {own.name}", False, str(error)
            continue
        try:
            if not tiers:
                yield f"provider {own.name}", True, "no tier uses it"
            for tier in tiers:
                yield await _asked(provider, tier)
        finally:
            await provider.aclose()


async def _asked(provider: ChatProvider, tier: TierSettings) -> Check:
    from answer.models.chat import ChatRequest, Message, ModelFailed

    name = f"model {tier.name}"
    request = ChatRequest(
        model=tier.model,
        messages=(Message(role="user", content="Say yes."),),
        max_tokens=MAX_TOKENS,
        idempotency_key=uuid4().hex,
    )
    began = time.monotonic()
    try:
        async with asyncio.timeout(WITHIN_S), aclosing(provider.stream(request)) as reply:
            async for _ in reply:
                pass
    except TimeoutError:
        return name, False, f"{tier.model} at {provider.name} is silent for {WITHIN_S:g} s"
    except ModelFailed as error:
        if error.kind != "empty":  # models that think first may not get further
            return name, False, f"{tier.model}: {error}"
    seconds = time.monotonic() - began
    return name, True, f"{tier.model} at {provider.name} answers in {seconds:.1f} s"
