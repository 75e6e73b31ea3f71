"""nescio costs: what models have cost, and what questions would."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from server.cli.common import Config, load_settings, one_line, say, warn

if TYPE_CHECKING:
    from answer.models.spending import Calls, Questions, SpendingStore, Use
    from nescio.settings import Settings

By = Literal["day", "tenant", "task", "tier"]
_HEADINGS = ("calls", "finished", "prompt", "cached", "completion", "estimated", "cost")


def costs(
    days: Annotated[int, typer.Option(min=1, help="Days in UTC, today included.")] = 7,
    by: Annotated[By, typer.Option(help="What is summed.")] = "day",
    json_: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    estimate: Annotated[
        Path | None,
        typer.Option(help="Questions, one a line (JSON lines: `question`): what would they take?"),
    ] = None,
    config: Config = None,
) -> None:
    """Show what models have cost, with the budgets, or what questions would.

    Example: nescio costs --days 30 --by tenant
    """
    settings = load_settings(config)
    from answer.models.meter import utc_today

    today = utc_today()
    store = _open(settings)
    try:
        if estimate is not None:
            _estimate(settings, store, today, estimate, as_json=json_)
            return
        first = today - dt.timedelta(days=days - 1)
        found = store.calls(first) if store else {}
        _show(settings, found, today, days, by, as_json=json_)
    finally:
        if store is not None:
            store.close()


def _open(settings: Settings) -> SpendingStore | None:
    """None while nothing can have been recorded: no file is made."""
    from answer.models.spending import SpendingStore, spending_url
    from retrieval.sql_store import never_written

    url = spending_url(settings)
    return None if never_written(url) else SpendingStore(url)


def _show(
    settings: Settings,
    found: Mapping[Use, Calls],
    today: dt.date,
    days: int,
    by: By,
    *,
    as_json: bool,
) -> None:
    from answer.models.spending import NANO, Calls

    sums: dict[tuple[str, str], Calls] = {}
    for use, calls in found.items():
        key = str(getattr(use, by)), use.currency
        sums[key] = sums.get(key, Calls()) + calls
    rows = [
        {
            by: name,
            **{each: getattr(calls, each) for each in _HEADINGS[:-1]},
            "unpriced": calls.unpriced,
            "cost": calls.nano / NANO,
            "currency": currency,
        }
        for (name, currency), calls in sorted(sums.items())
    ]
    budgets = _budgets(settings, found, today)
    if as_json:
        out = {"days": days, "by": by, "rows": rows, "budgets": budgets}
        say(json.dumps(out, ensure_ascii=False))
        return
    if not rows:
        say("no model was asked")
    elif sys.stdout.isatty():
        _table(rows, by)
    else:
        for row in rows:
            say(one_line("  ".join(f"{name} {_cell(row, name)}" for name in (by, *_HEADINGS))))
    for budget in budgets:
        say(one_line(_budget_line(budget)))
    unpriced = sorted({use.tier for use, calls in found.items() if calls.unpriced})
    if unpriced:
        warn(f"no price is known of {', '.join(unpriced)}: counted as 0; set models.tiers.price")


def _budgets(
    settings: Settings, found: Mapping[Use, Calls], today: dt.date
) -> list[dict[str, Any]]:
    """What tenants with a limit have spent today: those that are named, and those that asked."""
    from answer.models.spending import NANO

    models = settings.models
    spent: dict[str, int] = dict.fromkeys(models.tenants, 0)
    for use, calls in found.items():
        if use.day == today and use.currency == models.currency:
            spent[use.tenant] = spent.get(use.tenant, 0) + calls.nano
    limits = [(tenant, models.tenants.get(tenant, models.budget)) for tenant in sorted(spent)]
    return [
        {
            "tenant": tenant,
            "spent_today": spent[tenant] / NANO,
            "soft": limit.soft,
            "hard": limit.hard,
            "currency": models.currency,
        }
        for tenant, limit in limits
        if limit.soft is not None or limit.hard is not None
    ]


def _budget_line(budget: Mapping[str, Any]) -> str:
    parts = [f"{name} {budget[name]:g}" for name in ("soft", "hard") if budget[name] is not None]
    spent = f"{budget['spent_today']:.4f} {budget['currency']}"
    return f"budget of {budget['tenant']}: {spent} spent today; {', '.join(parts)}"


def _cell(row: Mapping[str, Any], name: str) -> str:
    if name == "cost":
        return f"{row['cost']:.4f} {row['currency']}"
    return str(row[name])


def _table(rows: Sequence[Mapping[str, Any]], by: By) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD)
    table.add_column(by)
    for heading in _HEADINGS:
        table.add_column(heading, justify="right")
    for row in rows:
        table.add_row(*(Text(one_line(_cell(row, name))) for name in (by, *_HEADINGS)))
    Console(file=sys.stdout, highlight=False).print(table)


def _estimate(
    settings: Settings, store: SpendingStore | None, today: dt.date, file: Path, *, as_json: bool
) -> None:
    from answer.models.estimate import DAYS, estimate, total
    from answer.models.prices import price_finder
    from answer.models.tiers import tiers_of

    earlier: list[Questions] = []
    if store is not None:
        earlier = list(store.questions(today - dt.timedelta(days=DAYS)).values())
    tiers = tiers_of(settings.models, price_finder(settings.models))
    found = estimate(_questions(file), settings, tiers, total(earlier))
    if as_json:
        say(json.dumps(found.encoded()))
        return
    by = (
        f"{found.earlier} earlier questions" if found.basis == "measured" else "the largest prompts"
    )
    say(
        f"{found.questions} questions: {found.tokens_low} to {found.tokens_high} tokens,"
        f" {found.cost_low:.4f} to {found.cost_high:.4f} {found.currency} (by {by})"
    )
    if found.unpriced:
        warn(f"no price is known of {', '.join(found.unpriced)}: counted as 0")


def _questions(file: Path) -> list[str]:
    """One a line; of lines that are JSON objects, their `question`. Raises ConfigError."""
    from nescio.errors import ConfigError

    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(str(file), f"cannot be read: {type(error).__name__}") from None
    return [_question(line.strip()) for line in lines if line.strip()]


def _question(line: str) -> str:
    if line.startswith("{"):
        try:
            return str(json.loads(line)["question"])
        except (ValueError, KeyError):
            return line
    return line
