"""Jobs and reports as JSON, and back: for the store of jobs, for clients, for the command line."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from ingest.report import SourceReport, SyncReport

JobState = Literal["queued", "running", "done", "failed", "cancelled"]
ENDED: frozenset[JobState] = frozenset({"done", "failed", "cancelled"})
LINES = 100
"""Lines about records that failed, of each source; the rest is only counted."""
_COUNTED = ("failed", "skipped")
Result = dict[str, Any]
"""What a step or a whole job came to, as JSON."""


class Left(BaseException):
    """The server stops; the job goes on when it is started again.

    No Exception: the store of jobs records exceptions as the outcome, and there is none yet.
    """


@dataclass(frozen=True, kw_only=True)
class Job:
    """A job as clients see it.

    `reports`: of the sources that are done, as `report_out` gives them. `complete`: it ended, and
    every source could be read to its end. `problem`: why it failed, in one line. `progress`: the
    source that is read now, records `done`, about `total`.
    """

    id: str
    state: JobState
    sources: tuple[str, ...]
    full: bool
    created_at: str
    ended_at: str | None = None
    reports: tuple[Mapping[str, Any], ...] = ()
    relinked: int = 0
    repaired: int = 0
    reused: int = 0
    seconds: float = 0.0
    complete: bool = False
    problem: str = ""
    progress: Mapping[str, Any] | None = None
    kind: Literal["ingest"] = "ingest"


def job_out(job: Job) -> dict[str, Any]:
    """The job as JSON."""
    return {field.name: getattr(job, field.name) for field in dataclasses.fields(job)}


def job_with(job: Job, state: JobState, result: Result) -> Job:
    """The job as it ended, with what its workflow returned (`server.jobs_durable`)."""
    last = result.get("last", {})
    reports = (*result.get("reports", ()), *last.get("forgotten", ()))
    unread = any(each["unavailable"] or each["stopped"] for each in reports)
    return replace(
        job,
        state=state,
        ended_at=job.ended_at or dt.datetime.now(dt.UTC).isoformat(),
        reports=reports,
        relinked=last.get("relinked", 0),
        repaired=last.get("repaired", 0) + sum(each.get("repaired", 0) for each in reports),
        reused=sum(each.get("reused", 0) for each in reports),
        seconds=last.get("seconds", 0.0) + sum(each["seconds"] for each in reports),
        complete=state == "done" and not unread,
        problem=result.get("problem", ""),
    )


def report_out(report: SourceReport) -> dict[str, Any]:
    """A report as JSON; long lists of lines are cut, `failed_total` and `skipped_total` count."""
    out = dataclasses.asdict(report)
    for name in _COUNTED:
        out[f"{name}_total"] = len(out[name])
        out[name] = list(out[name][:LINES])
    return out


def sync_report(job: Mapping[str, Any]) -> SyncReport:
    """The report of a job that came as JSON. Raises KeyError and TypeError when it is none."""
    return SyncReport(
        sources=tuple(_source_report(each) for each in job["reports"]),
        relinked=job["relinked"],
        repaired=job["repaired"],
        reused=job["reused"],
        seconds=job["seconds"],
    )


def _source_report(out: Mapping[str, Any]) -> SourceReport:
    known = {field.name for field in dataclasses.fields(SourceReport)}
    values = {name: value for name, value in out.items() if name in known}
    for name in _COUNTED:
        lines = tuple(out[name])
        values[name] = lines + ("(not sent)",) * (out[f"{name}_total"] - len(lines))
    return SourceReport(**values)
