"""Run the W3C's SPARQL tests over HTTP: `python -m tests.w3c --suite DIR`.

DIR is a checkout of https://github.com/w3c/rdf-tests; none of it belongs to this project.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.w3c import dataset, known, report
from tests.w3c.run import judge
from tests.w3c.suite import read
from tests.web.conftest import running


def main() -> int:
    """Ask every test of one server, print the report, and fail where it is not as known."""
    options = _parser().parse_args()
    suite = read(options.suite.resolve())
    if not suite.cases:
        print(f"{options.suite} holds no tests: it is no checkout of w3c/rdf-tests.")
        return 2
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder), dataset.snapshot(suite), AIFKG_BUDGET_SECONDS="0") as server,
    ):
        verdicts = [judge(suite, test, server.client) for test in suite.tests]
    text = "\n".join(report.lines(verdicts, suite.left_out, known.causes()))
    if options.report:
        options.report.write_text(f"{text}\n", encoding="utf-8")
    print(text)
    return 1 if report.unexpected(verdicts, known.causes()) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.w3c", description=__doc__)
    parser.add_argument("--suite", type=Path, required=True, help="a checkout of w3c/rdf-tests")
    parser.add_argument("--report", type=Path, help="a file to write the report to as well")
    return parser


if __name__ == "__main__":
    sys.exit(main())
