"""A golden set through the pipeline at every threshold, and the certificate that comes of it."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from evals import trials as all_trials
from evals.certificate import ALL, Certificate, Fitted, GoldenUsed
from evals.golden import TENANT, GoldenItem
from evals.risk import Fit, NoFit, Table, fit, tagged
from evals.trials import Trial
from nescio.errors import ServiceError, UsageError
from nescio.settings import Settings
from server.answering import build_pipeline
from server.fingerprints import fingerprints
from server.wiring import open_stores

BY_TENANT = "tenant"
Progress = Callable[[int, int], None]


class NoCertificate(ServiceError):
    """No threshold could be certified; says of each group why."""

    code = "no_certificate"

    def __init__(self, why: Sequence[str], alpha: float, delta: float) -> None:
        super().__init__(
            f"no certified threshold at alpha {alpha:g}, delta {delta:g}: {'; '.join(why)}"
        )


@dataclass(frozen=True, kw_only=True)
class Tried:
    """All trials, and the hashes of what they were made with."""

    trials: tuple[Trial, ...]
    hashes: dict[str, str]


async def try_all(
    settings: Settings, items: Sequence[GoldenItem], on_progress: Progress | None = None
) -> Tried:
    """Ask every item at all thresholds.

    Raises ServiceError when the corpus changed meanwhile, and what opening the stores raises.
    """
    async with (
        open_stores(settings) as stores,
        build_pipeline(stores) as pipeline,
    ):
        hashes = await asyncio.to_thread(fingerprints, settings, stores.catalogue, stores.embedder)
        found = await all_trials.run(
            items,
            lambda question, threshold: pipeline.stream(question, threshold=threshold),
            on_progress=on_progress,
        )
        if await asyncio.to_thread(stores.catalogue.digest) != hashes["corpus"]:
            raise ServiceError("the corpus changed while questions were asked; calibrate again")
    return Tried(trials=tuple(found), hashes=hashes)


def groups(tags: Iterable[str], by: Sequence[str]) -> list[str]:
    """What thresholds are fitted for: everything and the tags of `by`, or tenants and those tags.

    `tags` are those of the items. Raises UsageError for one that no item carries.
    """
    known = set(tags)
    tenants = sorted(tag for tag in known if tag.startswith(TENANT))
    if BY_TENANT in by and not tenants:
        raise UsageError(f"no item has a tag `{TENANT}NAME`, which `--by {BY_TENANT}` needs")
    others = [tag for tag in by if tag != BY_TENANT]
    for tag in others:
        if tag not in known:
            raise UsageError(f"no item carries the tag {tag!r}")
    return [*(tenants if BY_TENANT in by else [ALL]), *others]


def certify(
    tried: Tried, golden: GoldenUsed, *, alpha: float, delta: float, by: Sequence[str] = ()
) -> tuple[Certificate, list[str]]:
    """A certificate for all items and for those of each tag of `by`; what could not be certified.

    With `tenant` in `by` there is one for each tenant that a tag names, and none for all. Raises
    NoCertificate when there is none that the service could use, UsageError as `groups` does.
    """
    fits: dict[str, Fitted] = {}
    refused: list[str] = []
    for name in groups(chain.from_iterable(trial.tags for trial in tried.trials), by):
        trials = tried.trials if name == ALL else tagged(tried.trials, name)
        match fit(Table.of(trials), alpha=alpha, delta=delta):
            case Fit() as found:
                fits[name] = _kept(found)
            case NoFit() as none:
                refused.append(f"{name}: {none.why}")
    if not any(name == ALL or name.startswith(TENANT) for name in fits):
        raise NoCertificate(refused, alpha, delta)
    certificate = Certificate(
        made_at=dt.datetime.now(dt.UTC), golden=golden, hashes=tried.hashes, fits=fits
    )
    return certificate, refused


def golden_used(file: Path, tags: Sequence[str]) -> GoldenUsed:
    """Which golden set it is. Blocks."""
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return GoldenUsed(file=file.name, sha256=digest, tags=tuple(tags))


def _kept(found: Fit) -> Fitted:
    return Fitted(
        threshold=found.threshold,
        alpha=found.alpha,
        delta=found.delta,
        items=found.items,
        answered=found.answered,
        wrong=found.wrong,
        upper=found.upper,
    )
