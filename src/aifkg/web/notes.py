"""The notes of the express lane: what it answered is counted and has its line in the journal."""

from __future__ import annotations

from starlette.datastructures import State

from aifkg.engine import Job
from aifkg.web.answers import Answer, Known
from aifkg.web.journal import Journal
from aifkg.web.metrics import Metrics


class Notes:
    """Where one process notes what its connections answered by themselves."""

    def __init__(self, state: State) -> None:
        self._journal: Journal | None = state.journal
        self._metrics: Metrics = state.metrics
        self._names_clients: bool = state.settings.log_clients

    def line(self, sparql: str, answer: Answer, *, has_it: bool) -> str:
        """Return what the journal says each time an answer is given from memory."""
        if self._journal is None:
            return ""
        return self._journal.fixed(
            route="/sparql",
            query=sparql,
            status=304 if has_it else 200,
            outcome="3xx" if has_it else "2xx",
            size=0 if has_it else len(answer.body),
            rows=answer.rows,
            cache="hit",
        )

    def page(self, known: Known) -> None:
        """Count a page that was held."""
        ended = "3xx" if known.client_has_it else "2xx"
        self._metrics.request(known.page, "GET", ended, 0.0)

    def hit(self, request_id: str, line: str, client: str) -> None:
        """Write the line of an answer that was held."""
        if self._journal is not None:
            self._journal.hit(request_id, line, 0.0, self._by(client))

    def evaluated(
        self,
        request_id: str,
        sparql: str,
        job: Job,
        client: str,
        status: int,
        *,
        ended: str,
        size: int,
        rows: int | None = None,
    ) -> None:
        """Count a query that was evaluated, and write its line."""
        seconds = job.waited + job.spent
        self._metrics.request("/sparql", "GET", ended, seconds)
        if self._journal is not None:
            fixed = self._journal.fixed(
                route="/sparql",
                query=sparql,
                status=status,
                outcome=ended,
                size=size,
                rows=rows,
                cache="miss",
                lane=job.lane,
            )
            waited = f',"queue_seconds":{job.waited:.6f}'
            self._journal.hit(request_id, fixed, seconds, waited + self._by(client))

    def _by(self, client: str) -> str:
        """Return the member that names the client, where the journal is to have it."""
        return f',"client":"{client}"' if self._names_clients else ""
