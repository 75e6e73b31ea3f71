"""The record of jobs in DBOS: what was asked for, what is done of it, what goes on after a crash.

Only the server imports this, and only when there is a job: DBOS takes half a second. Each source
is a step, and so is what follows the last of them; a step that was recorded is not done again.

1. Workflows are closures over `Work`, registered anew at each launch: DBOS keeps one registry for
   the process, and what the work needs is opened and closed with the server.
2. Workflows are plain functions in threads of DBOS. The work itself belongs to the server's event
   loop, whatever loop DBOS would choose.
3. A step raises `Left` when the server stops: the workflow stays as it is, to be recovered.
"""

from __future__ import annotations

import datetime as dt
import logging
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from dbos import DBOS, DBOSClient, DBOSPortableJSONSerializer, SetWorkflowID, WorkflowStatus
from dbos import error as dbos_error
from sqlalchemy.exc import ProgrammingError, SQLAlchemyError

from nescio.errors import StoreFailed
from server.batches_durable import BatchWork, batch_workflow
from server.jobs_view import ENDED, Job, JobState, Result, job_with

NAME = "nescio"
VERSION = "1"
"""Of the workflow: raise it when its steps become others, so that old jobs are not taken up."""
SCHEMA = "nescio_jobs"
STORE = "the store of jobs"
INGEST = "ingest"
_STATES: dict[str, JobState] = {
    "SUCCESS": "done",
    "ERROR": "failed",
    "CANCELLED": "cancelled",
    "MAX_RECOVERY_ATTEMPTS_EXCEEDED": "failed",
}
_BROKEN = ("ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED")
_UNFINISHED = ["PENDING", "ENQUEUED", "DELAYED"]
_ENDED = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]


class Work(Protocol):
    """What the steps of an ingest do. Blocking, in threads; source and finish raise Left."""

    def source(self, job_id: str, sources: Sequence[str], full: bool, name: str) -> Result:
        """Sync one of the sources; its report, with `problem` when the run cannot go on."""

    def finish(self, job_id: str, sources: Sequence[str], full: bool) -> Result:
        """Links and repair; their counts, with `problem`."""

    def ended(
        self, job_id: str, sources: Sequence[str], full: bool, state: JobState, result: Result
    ) -> None:
        """Told once a job is over in this process."""


class JobStore:
    """DBOS, launched. All methods block, and none may be called on an event loop."""

    def __init__(
        self, url: str, executor: str, work: Work, batch_work: BatchWork | None = None
    ) -> None:
        """Launch, and take up what an earlier process left. Raises StoreFailed.

        Without `batch_work` batches stay where they are.
        """
        _keep_quiet()
        if url.startswith("sqlite:///"):
            _use_wal(Path(url.removeprefix("sqlite:///")))
        DBOS(
            config={
                "name": NAME,
                "system_database_url": url,
                "dbos_system_schema": SCHEMA,
                "application_version": VERSION,
                "executor_id": executor,
                "serializer": DBOSPortableJSONSerializer(),
                "enable_otlp": False,
                "log_level": "ERROR",
            }
        )
        self._ingest = _workflow(work)
        self._batch = None if batch_work is None else batch_workflow(batch_work)
        try:
            DBOS.launch()
        except (dbos_error.DBOSException, SQLAlchemyError) as error:
            self.close()
            raise StoreFailed(STORE, _line(error)) from None

    def close(self) -> None:
        """Let go of the database and of DBOS's threads."""
        DBOS.destroy(destroy_registry=True)

    def submit(self, job_id: str, sources: Sequence[str], full: bool) -> None:
        """Record a job and start it."""
        with SetWorkflowID(job_id):
            DBOS.start_workflow(self._ingest, list(sources), full)

    def submit_batch(self, batch_id: str, total: int) -> bool:
        """Record a batch and start it, unless that was done before; False when it cannot go on."""
        assert self._batch is not None  # noqa: S101
        with SetWorkflowID(batch_id):
            handle = DBOS.start_workflow(self._batch, total)
        return handle.get_status().status not in _BROKEN

    def cancel(self, job_id: str) -> None:
        """No further step is begun."""
        DBOS.cancel_workflow(job_id)

    def job(self, job_id: str) -> Job | None:
        """A job as recorded."""
        found = DBOS.list_workflows(workflow_ids=[job_id], name=INGEST)
        return _job(found[0], steps=True) if found else None

    def jobs(self, limit: int) -> list[Job]:
        """The newest jobs, newest first; reports only of those that are done."""
        found = DBOS.list_workflows(name=INGEST, limit=limit, sort_desc=True)
        return [_job(each) for each in found]

    def forget(self, before: dt.datetime) -> None:
        """Drop what ended before that time."""
        old = DBOS.list_workflows(
            status=_ENDED,
            completed_before=before.isoformat(),
            limit=1000,
            load_input=False,
            load_output=False,
        )
        if old:
            DBOS.delete_workflows([each.workflow_id for each in old])


def unfinished(url: str) -> int:
    """How many jobs are not over, asked without launching. Blocks. Raises StoreFailed."""
    _keep_quiet()
    try:
        client = DBOSClient(
            system_database_url=url,
            dbos_system_schema=SCHEMA,
            serializer=DBOSPortableJSONSerializer(),
        )
        try:
            found = client.list_workflows(
                status=_UNFINISHED, load_input=False, load_output=False, limit=1000
            )
        finally:
            client.destroy()
    except ProgrammingError:  # its tables are made by the first job
        return 0
    except (dbos_error.DBOSException, SQLAlchemyError) as error:
        raise StoreFailed(STORE, _line(error)) from None
    return len(found)


def _workflow(work: Work) -> Callable[[list[str], bool], Result]:
    """The workflow of an ingest, registered with its steps."""

    @DBOS.step(name="source")
    def one_source(sources: list[str], full: bool, name: str) -> Result:
        return work.source(DBOS.workflow_id or "", sources, full, name)

    @DBOS.step(name="finish")
    def finish(sources: list[str], full: bool) -> Result:
        return work.finish(DBOS.workflow_id or "", sources, full)

    @DBOS.workflow(name=INGEST)
    def ingest(sources: list[str], full: bool) -> Result:
        job_id = DBOS.workflow_id or ""
        result: Result = {"reports": [], "last": {}, "problem": ""}
        try:
            for name in sources:
                report = one_source(sources, full, name)
                result["reports"].append(report)
                result["problem"] = report["problem"]
                if report["problem"]:
                    break
            else:
                result["last"] = finish(sources, full)
                result["problem"] = result["last"]["problem"]
        except (dbos_error.DBOSWorkflowCancelledError, dbos_error.DBOSWorkflowConflictIDError):
            work.ended(job_id, sources, full, "cancelled", result)
            raise
        state: JobState = "cancelled" if result["last"].get("stopped") else "done"
        work.ended(job_id, sources, full, "failed" if result["problem"] else state, result)
        return result

    return ingest


def _job(status: WorkflowStatus, *, steps: bool = False) -> Job:
    sources, full = status.input["args"] if status.input else ((), False)
    job = Job(
        id=status.workflow_id,
        state=_STATES.get(status.status, "queued"),
        sources=tuple(sources),
        full=bool(full),
        created_at=_time(status.created_at) or "",
        ended_at=_time(status.completed_at),
    )
    result: Result = status.output if isinstance(status.output, dict) else {}
    if steps and not result:
        found = DBOS.list_workflow_steps(status.workflow_id)
        outputs = [each["output"] for each in found if each["function_name"] == "source"]
        result = {"reports": [output for output in outputs if output]}
    if status.error:
        result["problem"] = " ".join(str(status.error).split())
    if job.state in ENDED:
        state: JobState = "failed" if result.get("problem") else job.state
        return job_with(job, state, result)
    return replace(job, reports=tuple(result.get("reports", ())))


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]


def _time(milliseconds: int | None) -> str | None:
    if milliseconds is None:
        return None
    return dt.datetime.fromtimestamp(milliseconds / 1000, dt.UTC).isoformat()


def _keep_quiet() -> None:
    """No log of DBOS's own on the console: a handler that is there keeps it from adding one."""
    logger = logging.getLogger("dbos")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
        logger.addFilter(_worth_logging)


def _worth_logging(record: logging.LogRecord) -> bool:
    """That a cancelled job was cancelled is no error."""
    error = record.exc_info[1] if record.exc_info else None
    return not isinstance(error, dbos_error.DBOSAwaitedWorkflowCancelledError)


def _use_wal(file: Path) -> None:
    """Readers do not wait for writers, for good: the mode is kept in the file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(file)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
    finally:
        connection.close()
