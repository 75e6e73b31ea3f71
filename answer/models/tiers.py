"""Tiers as the router sees them, from the settings."""

from __future__ import annotations

from collections.abc import Callable

from answer.models.calls import Tier
from nescio.settings_models import ModelSettings, PriceSettings, TierSettings

FindPrice = Callable[[TierSettings], PriceSettings | None]


def configured_price(tier: TierSettings) -> PriceSettings | None:
    """The price that the settings give."""
    return tier.price


def tiers_of(settings: ModelSettings, find_price: FindPrice = configured_price) -> list[Tier]:
    """All of them, priced by `find_price`."""
    return [_tier(each, find_price(each)) for each in settings.tiers]


def _tier(settings: TierSettings, price: PriceSettings | None) -> Tier:
    return Tier(
        name=settings.name,
        provider=settings.provider,
        model=settings.model,
        context_tokens=settings.context_tokens,
        max_output_tokens=settings.max_output_tokens,
        quality=dict(settings.quality),
        input_price=price.input if price else None,
        cached_price=price.cached if price else None,
        output_price=price.output if price else None,
    )
