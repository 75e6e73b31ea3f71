"""The chat models of a process: providers, tiers with their prices, the meter, the gateway."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from answer.drafting_log import DraftCounts
from answer.models.calls import Tier
from answer.models.chat import ChatProvider
from answer.models.gateway import ModelGateway
from answer.models.journal import JournaledGateway, JournaledProvider
from answer.models.meter import SqlMeter, open_meter
from answer.models.prices import price_finder
from answer.models.tiers import tiers_of
from nescio.settings import Settings
from nescio.settings_models import ProviderSettings


@dataclass(frozen=True, kw_only=True)
class Models:
    """The open gateway, the meter that it records to, and what became of drafts.

    `journaled` is for answers: the same gateway, which within a batch makes no finished call twice.
    """

    gateway: ModelGateway
    journaled: JournaledGateway
    meter: SqlMeter
    tiers: tuple[Tier, ...] = ()
    drafts: DraftCounts | None = None


@asynccontextmanager
async def open_models(
    settings: Settings, choose: Callable[[ProviderSettings], ChatProvider]
) -> AsyncIterator[Models | None]:
    """None where no task has a model. `choose` makes the providers; they are closed at the end.

    Raises ConfigError and StoreFailed.
    """
    models = settings.models
    if not models.tasks:
        yield None
        return
    async with AsyncExitStack() as stack:
        tiers = tiers_of(models, price_finder(models))
        meter = await stack.enter_async_context(open_meter(settings, tiers))
        providers = []
        for each in models.providers:
            provider = choose(each)
            stack.push_async_callback(provider.aclose)
            providers.append(JournaledProvider(provider))
        gateway = ModelGateway(models, tiers, providers, meter)
        stack.push_async_callback(gateway.aclose)
        journaled = JournaledGateway(gateway, models, tiers)
        yield Models(gateway=gateway, journaled=journaled, meter=meter, tiers=tuple(tiers))
