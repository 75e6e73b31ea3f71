"""The workflow of a batch in DBOS: each question a step, whose record says what came of it.

The results themselves are in `retrieval.batches`, written before the step is recorded: a step that
is done again finds them there. Like ingests (`server.jobs_durable`) it is a plain function in a
thread of DBOS, whose steps are asked for in the order of the questions; several are answered at a
time all the same, for the first step that is asked for begins them all (`server.batches_work`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from dbos import DBOS
from dbos import error as dbos_error

from server.jobs_view import Result


class BatchWork(Protocol):
    """What the steps of a batch do. Blocking, in threads; they raise Left when the server stops."""

    def question(self, batch_id: str, number: int) -> Result:
        """Have a question answered: its `outcome`, or a `problem` that ends the batch."""

    def finish(self, batch_id: str, problem: str) -> Result:
        """All questions are done, or there was a problem: the batch is over."""

    def stopped(self, batch_id: str) -> None:
        """No more steps are asked for: the batch was cancelled, or another server has it."""


def batch_workflow(work: BatchWork) -> Callable[[int], Result]:
    """The workflow, registered with its steps."""

    @DBOS.step(name="question")
    def question(number: int) -> Result:
        return work.question(DBOS.workflow_id or "", number)

    @DBOS.step(name="end")
    def finish(problem: str) -> Result:
        return work.finish(DBOS.workflow_id or "", problem)

    @DBOS.workflow(name="batch")
    def batch(total: int) -> Result:
        problem = ""
        try:
            for number in range(total):
                problem = question(number).get("problem", "")
                if problem:
                    break
            return finish(problem)
        except (dbos_error.DBOSWorkflowCancelledError, dbos_error.DBOSWorkflowConflictIDError):
            work.stopped(DBOS.workflow_id or "")
            raise

    return batch
