"""Evaluations: a query that several ask at the same time is evaluated once, for all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from aifkg.engine import Job, Outcome, Pool, Request
from aifkg.web.answers import Key
from aifkg.web.volatile import is_volatile

Done = Callable[[Job, Outcome], None]
_Shared = tuple[Key, float]
"""What is asked, and the limit in seconds."""


@dataclass(eq=False, slots=True)
class Asker:
    """Someone who waits for an evaluation."""

    done: Done
    evaluation: Evaluation


@dataclass(eq=False, slots=True)
class Evaluation:
    """A query on its way through the pool, and all who wait for it."""

    shared: _Shared
    askers: list[Asker] = field(default_factory=list)
    job: Job = field(init=False)


class Evaluations:
    """The queries that a pool evaluates now.

    Who asks what is being evaluated already joins, at nobody's cost. A query that still waits is
    joined by nobody, since its place in the line is its client's.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._running: dict[_Shared, Evaluation] = {}

    def submit(
        self, question: Request, done: Done, timeout: float | None = None, *, client: str = ""
    ) -> Asker:
        """Have a query evaluated; `done` is told how it ends, unless it is cancelled.

        Raise EngineBusy where too many wait, EngineClosed where the pool is closed.
        """
        shared = (Key.of(question), self._pool.limit(timeout))
        evaluation = self._running.get(shared)
        if evaluation is None or evaluation.job.worker is None or is_volatile(question.sparql):
            evaluation = self._begun(shared, question, timeout, client)
        asker = Asker(done, evaluation)
        evaluation.askers.append(asker)
        return asker

    def cancel(self, asker: Asker) -> None:
        """Forget someone who asked; what nobody waits for any more is ended."""
        evaluation = asker.evaluation
        if asker in evaluation.askers:
            evaluation.askers.remove(asker)
            if not evaluation.askers:
                self._forget(evaluation)
                self._pool.cancel(evaluation.job)

    def _begun(
        self, shared: _Shared, question: Request, timeout: float | None, client: str
    ) -> Evaluation:
        evaluation = Evaluation(shared)
        tell = partial(self._tell, evaluation)
        evaluation.job = self._pool.submit(question, tell, timeout, client=client)
        self._running.setdefault(shared, evaluation)
        return evaluation

    def _tell(self, evaluation: Evaluation, job: Job, outcome: Outcome) -> None:
        self._forget(evaluation)
        askers, evaluation.askers = evaluation.askers, []
        for asker in askers:
            asker.done(job, outcome)

    def _forget(self, evaluation: Evaluation) -> None:
        if self._running.get(evaluation.shared) is evaluation:
            del self._running[evaluation.shared]
