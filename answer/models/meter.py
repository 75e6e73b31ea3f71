"""What models cost and what a tenant may still use, over sums in SQL.

Attempts that are recorded while a write is under way are written together by the next one. When
the database fails, they stay in memory, count towards the budgets, and are written later.

What is spent is read at most once a second and tenant; what this process has recorded since
counts at once. A call is counted when it ends. So a limit may be overshot: by the calls that run or
wait for a slot when it is reached (`max_concurrent` and `max_queued` of a provider bound them in a
process), and by those that other processes begin within that second.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from answer.models.calls import Allowance, Attempt, Tier
from answer.models.spending import NANO, Asked, Calls, Questions, SpendingStore, Use, spending_url
from nescio.answers import Usage
from nescio.errors import ProviderFailed, StoreFailed
from nescio.settings import Settings
from nescio.settings_models import BudgetSettings, ModelSettings, Task
from nescio.types import Scope

_log = logging.getLogger(__name__)
FRESH_S = 1.0
"""So long what was read of a tenant's spending is used."""
STALE_S = 60.0
"""So long it is used when the database fails."""
RETRY_S = 5.0
"""After a failed write, until the next."""


@dataclass(frozen=True, kw_only=True)
class Totals:
    """What this process has recorded, by the labels that stand in the comments."""

    tokens: Counter[tuple[str, str, str]] = field(default_factory=Counter)  # task, tier, kind
    nano: Counter[tuple[str, str, str]] = field(default_factory=Counter)  # tenant, task, tier
    unpriced: Counter[str] = field(default_factory=Counter)  # tier
    estimated: Counter[str] = field(default_factory=Counter)  # tier: tokens


@dataclass
class _Today:
    """Billionths of a tenant in a day: `read` at `at`, when `written_then` of what this process
    has `recorded` had been written."""

    day: dt.date
    at: float | None = None
    read: int = 0
    written_then: int = 0
    recorded: int = 0
    written: int = 0

    @property
    def spent(self) -> int:
        """What was written while it was read may count twice until the next reading: too much
        rather than too little."""
        return self.read + self.recorded - self.written_then


def utc_today() -> dt.date:
    """The day that budgets are of."""
    return dt.datetime.now(dt.UTC).date()


class SqlMeter:
    """Implements Meter. The store stays the caller's to close, after `aclose`."""

    def __init__(
        self,
        store: SpendingStore,
        settings: ModelSettings,
        tiers: Iterable[Tier],
        *,
        today: Callable[[], dt.date] = utc_today,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`tiers` as the gateway has them: those without a price count nothing, and are told."""
        self.settings = settings
        self.totals = Totals()
        self.unpriced = frozenset(tier.name for tier in tiers if tier.input_price is None)
        self._store = store
        self.today = today
        self._clock = clock
        self._tenants: dict[str, _Today] = {}
        self._used: dict[Use, Calls] = {}
        self._asked: dict[Asked, Questions] = {}
        self._recorded = self._written = 0
        self._write_at = clock()
        self._writing = asyncio.Lock()
        self._reading = asyncio.Lock()

    @property
    def unwritten(self) -> int:
        """What was recorded and is in memory only."""
        return self._recorded - self._written

    def budget(self, tenant: str) -> BudgetSettings:
        """The limits of a tenant."""
        return self.settings.tenants.get(tenant, self.settings.budget)

    def known_spent(self, tenant: str) -> float:
        """What a tenant has spent today as far as this process knows, without asking."""
        return self._of(tenant).spent / NANO

    async def allowance(self, scope: Scope) -> Allowance:
        """See Meter. Raises ProviderFailed when there is a limit and what was spent is unknown."""
        budget = self.budget(scope.tenant)
        if budget.soft is None and budget.hard is None:
            return "any"
        spent = await self._spent(scope.tenant)
        if budget.hard is not None and spent >= budget.hard:
            return "none"
        return "cheapest" if budget.soft is not None and spent >= budget.soft else "any"

    async def record(self, scope: Scope, task: Task, attempt: Attempt) -> None:
        """See Meter."""
        calls = calls_of(attempt, priced=attempt.tier not in self.unpriced)
        today = self._of(scope.tenant)
        today.recorded += calls.nano
        use = Use(
            day=today.day,
            tenant=scope.tenant,
            task=task,
            tier=attempt.tier,
            currency=self.settings.currency,
        )
        self._used[use] = self._used.get(use, Calls()) + calls
        self._count(use, calls)
        await self._write()

    async def count_question(self, scope: Scope, usage: Usage, *, answered: bool) -> None:
        """A question that came to its end, for estimates. Never raises."""
        tokens = usage.prompt_tokens + usage.completion_tokens
        asked = Asked(
            day=self.today(),
            tenant=scope.tenant,
            tier=usage.tier,
            currency=self.settings.currency,
        )
        self._asked[asked] = self._asked.get(asked, Questions()) + Questions(
            questions=1,
            answered=int(answered),
            prompt=usage.prompt_tokens,
            completion=usage.completion_tokens,
            squared=tokens**2,
            nano=round(usage.cost * NANO),
        )
        await self._write()

    async def questions(self, tenant: str, days: int) -> list[Questions]:
        """Sums over the questions of a tenant, today's and those of so many days before.

        Raises StoreFailed.
        """
        since = self.today() - dt.timedelta(days=days)
        found = await asyncio.to_thread(self._store.questions, since)
        return [sums for asked, sums in found.items() if asked.tenant == tenant]

    async def aclose(self) -> None:
        """Write what is left."""
        self._write_at = self._clock()
        await self._flush(self._recorded)

    async def _write(self) -> None:
        """Write what was just recorded, with whatever else is not written. Whoever waits for it
        may be cancelled: the write goes on."""
        self._recorded += 1
        await asyncio.shield(self._flush(self._recorded))

    async def _flush(self, mine: int) -> None:
        async with self._writing:
            if self._written >= mine or self._clock() < self._write_at:
                return
            upto, used, asked = self._recorded, self._used, self._asked
            self._used, self._asked = {}, {}
            try:
                await asyncio.to_thread(self._store.add, used, asked)
            except StoreFailed as error:
                self._put_back(used, asked, error)
                return
            self._written = upto
            for use, calls in used.items():
                today = self._tenants.get(use.tenant)
                if today is not None and today.day == use.day:
                    today.written += calls.nano

    def _put_back(
        self, used: dict[Use, Calls], asked: dict[Asked, Questions], error: StoreFailed
    ) -> None:
        _log.error("costs are kept in memory for now: %s", error)
        self._write_at = self._clock() + RETRY_S
        for use, calls in used.items():
            self._used[use] = self._used.get(use, Calls()) + calls
        for key, questions in asked.items():
            self._asked[key] = self._asked.get(key, Questions()) + questions

    def _of(self, tenant: str) -> _Today:
        day = self.today()
        known = self._tenants.get(tenant)
        if known is None or known.day != day:
            self._tenants = {name: t for name, t in self._tenants.items() if t.day == day}
            known = self._tenants[tenant] = _Today(day=day)
        return known

    async def _spent(self, tenant: str) -> float:
        async with self._reading:
            today = self._of(tenant)
            if today.at is None or self._clock() - today.at >= FRESH_S:
                await self._read(tenant, today)
        return today.spent / NANO

    async def _read(self, tenant: str, today: _Today) -> None:
        at, written = self._clock(), today.written
        try:
            read = await asyncio.to_thread(
                self._store.spent, today.day, tenant, self.settings.currency
            )
        except StoreFailed as error:
            if today.at is None or at - today.at >= STALE_S:
                raise ProviderFailed("budget", f"what is spent is not known: {error}") from error
            return
        today.at, today.read, today.written_then = at, read, written

    def _count(self, use: Use, calls: Calls) -> None:
        totals = self.totals
        fresh = calls.prompt - calls.cached
        for kind, count in (("prompt", fresh), ("cached", calls.cached),
                            ("completion", calls.completion)):  # fmt: skip
            totals.tokens[use.task, use.tier, kind] += count
        totals.nano[use.tenant, use.task, use.tier] += calls.nano
        totals.unpriced[use.tier] += calls.unpriced
        totals.estimated[use.tier] += calls.estimated


@asynccontextmanager
async def open_meter(settings: Settings, tiers: Iterable[Tier]) -> AsyncIterator[SqlMeter]:
    """The meter of an installation; what it holds is written at the end.

    Raises ConfigError and StoreFailed.
    """
    store = await asyncio.to_thread(SpendingStore, spending_url(settings))
    try:
        meter = SqlMeter(store, settings.models, tiers)
        try:
            yield meter
        finally:
            await meter.aclose()
    finally:
        await asyncio.to_thread(store.close)


def calls_of(attempt: Attempt, *, priced: bool) -> Calls:
    """One attempt as sums."""
    usage = attempt.usage
    tokens = usage.prompt + usage.completion
    return Calls(
        calls=1,
        finished=int(attempt.outcome == "finished"),
        unpriced=int(not priced and tokens > 0),
        prompt=usage.prompt,
        completion=usage.completion,
        cached=usage.cached,
        estimated=tokens if usage.estimated else 0,
        nano=round(attempt.cost * NANO),
    )
