"""Chat models behind a reliable door: providers, tiers, fallback, retries, cost."""
