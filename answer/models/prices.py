"""What a tier costs: as the settings say, else as the public price list of genai-prices.

The list comes with the package; nothing is fetched. Its prices are those of today, for a prompt as
large as the tier takes: where a provider asks more for long prompts, a cost is never told too low.
"""

from __future__ import annotations

from decimal import Decimal

from answer.models.tiers import FindPrice
from nescio.settings_models import ModelSettings, PriceSettings, ProviderSettings, TierSettings

_MILLION = 1_000_000
_VENDOR = {"openai": "https://api.openai.com/v1", "anthropic": "https://api.anthropic.com"}


def price_finder(settings: ModelSettings) -> FindPrice:
    """Finds prices in `settings.currency`; None where neither the settings nor the list has one."""
    providers = {provider.name: provider for provider in settings.providers}

    def find(tier: TierSettings) -> PriceSettings | None:
        return tier.price or listed_price(tier, providers[tier.provider], settings.usd_rate)

    return find


def listed_price(
    tier: TierSettings, provider: ProviderSettings, usd_rate: float
) -> PriceSettings | None:
    """The list's price of the model at this endpoint, times `usd_rate`.

    None for an endpoint that the list does not know, though it may know the model: served by
    oneself or by a reseller it has another price.
    """
    from genai_prices import Usage, calc_price  # 0.4 s

    def rate(cost: Decimal, tokens: int) -> float:
        return float(cost) / tokens * _MILLION * usd_rate

    prompt, reply = tier.context_tokens, tier.max_output_tokens
    url = provider.base_url or _VENDOR[provider.type]
    try:
        usage = Usage(input_tokens=prompt, output_tokens=reply)
        whole = calc_price(usage, tier.model, provider_api_url=url)
        usage = Usage(input_tokens=prompt, cache_read_tokens=prompt)
        cached = calc_price(usage, tier.model, provider_api_url=url)
    except LookupError:
        return None
    return PriceSettings(
        input=rate(whole.input_price, prompt),
        output=rate(whole.output_price, reply),
        cached=rate(cached.input_price, prompt),
    )
