"""The watch: what the clients of a process leave unread is bounded together."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path
from urllib.parse import urlsplit

from tests.web.conftest import Running, running
from tests.web.raw import Connection, target
from tests.web.test_connection import LONG, MEBIBYTE, linux_only, mebibytes
from tests.web.test_sparql import LABEL, ROW


def established(server: Running) -> int:
    """Return how many connections the server has that neither side has ended."""
    port = f":{urlsplit(server.address).port:04X}"
    lines = Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]
    return sum(line.split()[1].endswith(port) and line.split()[3] == "01" for line in lines)


@linux_only
def test_answers_that_nobody_reads_are_bounded_together(tmp_path: Path) -> None:
    limits = {"AIFKG_WORKERS": "1", "AIFKG_RESULT_BYTES": f"{7 * MEBIBYTE}"}
    with running(tmp_path, LONG, **limits) as server, contextlib.ExitStack() as stack:
        lines = [stack.enter_context(Connection(server.address)) for _ in range(40)]
        for number, line in enumerate(lines):
            line.send(line.request(mebibytes(6, number)))
        ends = time.monotonic() + 20
        while established(server) >= len(lines):
            assert time.monotonic() < ends, "all are kept"
            time.sleep(0.05)
        with Connection(server.address) as light:
            assert light.get(target(query=LABEL)).body == ROW
        whole, cut = [], []
        for line in lines:
            try:
                whole.append(line.answer())
            except ConnectionResetError as error:
                cut.append(error)
        assert whole
        assert cut
        assert {answer.status for answer in whole} == {200}
