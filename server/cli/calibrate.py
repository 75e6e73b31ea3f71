"""nescio calibrate: the threshold that bounds the share of wrong answers, with its certificate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from server.cli.common import Config, load_settings, one_line, run, say, warn

if TYPE_CHECKING:
    from evals.golden import GoldenItem
    from nescio.settings import Settings
    from server.calibrating import Tried


def calibrate(
    golden: Annotated[Path, typer.Argument(help="Golden set, JSON lines.")],
    alpha: Annotated[
        float, typer.Option(min=0.001, max=0.5, help="Share of answers that may be wrong.")
    ] = 0.05,
    delta: Annotated[
        float, typer.Option(min=0.001, max=0.5, help="Chance that the claim does not hold.")
    ] = 0.05,
    tag: Annotated[
        list[str] | None,
        typer.Option(metavar="TAG", help="Only items with this tag; may be repeated."),
    ] = None,
    by: Annotated[
        list[str] | None,
        typer.Option(
            metavar="TAG",
            help="Also for the items of this tag; `tenant`: for each tag `tenant:NAME` instead.",
        ),
    ] = None,
    config: Config = None,
) -> None:
    """Fit the confidence below which nothing is answered, and certify the risk above it.

    Of what is answered at most a share of alpha is wrong, with confidence 1 - delta. Exits with 1
    when the golden set does not suffice for that. Example: nescio calibrate golden.jsonl
    """
    from evals.certificate import save
    from evals.golden import load
    from server.calibrating import certify, golden_used, groups

    settings = load_settings(config)
    tags = tuple(tag or ())
    items, wanted = load(golden, tags=tags), tuple(by or ())
    groups((tag for item in items for tag in item.tags), wanted)  # before the work
    tried = run(_try(settings, items))
    failed = sum(trial.failed for trial in tried.trials)
    if failed:
        warn(f"{failed} items failed, and count as not answered")
    used = golden_used(golden, tags)
    certificate, refused = certify(tried, used, alpha=alpha, delta=delta, by=wanted)
    for name, fitted in certificate.fits.items():
        say(one_line(f"{name}: {fitted.line}"))
    for line in refused:
        warn(f"no certified threshold: {line}")
    say(f"kept in {save(certificate, settings.state)}; a running server reads it at its next start")


async def _try(settings: Settings, items: list[GoldenItem]) -> Tried:
    from server.calibrating import try_all

    return await try_all(settings, items, _progress)


def _progress(done: int, total: int) -> None:
    if done == total or done % 10 == 0:
        typer.echo(f"{done}/{total}", err=True)
