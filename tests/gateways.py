"""A gateway over real providers without an installation around it: no state, any meter."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from answer.models.calls import Meter
from answer.models.counters import Counters
from answer.models.gateway import ModelGateway
from answer.models.tiers import tiers_of
from nescio.settings_models import ModelSettings
from server.wiring import choose_provider


@asynccontextmanager
async def open_gateway(
    settings: ModelSettings,
    meter: Meter,
    *,
    counters: Counters | None = None,
) -> AsyncIterator[ModelGateway | None]:
    """The gateway, or None where no task has a model. Nothing is connected yet.

    Raises ConfigError.
    """
    if not settings.tasks:
        yield None
        return
    async with AsyncExitStack() as stack:
        providers = []
        for own in settings.providers:
            provider = choose_provider(own)
            stack.push_async_callback(provider.aclose)
            providers.append(provider)
        gateway = ModelGateway(settings, tiers_of(settings), providers, meter, counters=counters)
        stack.push_async_callback(gateway.aclose)
        yield gateway
