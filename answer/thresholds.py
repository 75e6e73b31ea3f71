"""The confidence below which nothing is answered, and whether it is certified."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from nescio.types import Scope


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """`certified`: fitted on a golden set, and the certificate holds for what is asked now."""

    value: float
    certified: bool = False


class Thresholds(Protocol):
    """Which threshold is in force, asked once for each message."""

    async def current(self, scope: Scope) -> Threshold:
        """The threshold for an asker."""


class FixedThreshold:
    """The one of the settings, for everybody."""

    def __init__(self, value: float) -> None:
        self._threshold = Threshold(value=value)

    async def current(self, scope: Scope) -> Threshold:
        return self._threshold
