"""Run the benchmark: `python -m tests.bench --help`."""

from __future__ import annotations

import argparse
import signal
import sys
from typing import TYPE_CHECKING

from tests.bench.build import section as build
from tests.bench.http import section as http
from tests.bench.load.wrk import Missing
from tests.bench.pages import section as pages
from tests.bench.scale import section as scale
from tests.bench.soak import section as soak
from tests.bench.trace import section as trace

if TYPE_CHECKING:
    from collections.abc import Sequence

_SECTIONS = {
    "build": build,
    "http": http,
    "pages": pages,
    "scale": scale,
    "soak": soak,
    "trace": trace,
}
_USUAL = ("build", "http", "pages")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the section that is named, or the usual ones, and print what they report."""
    parser = _parser()
    options = parser.parse_args(arguments)
    chosen = [options] if options.section else [parser.parse_args([name]) for name in _USUAL]
    for one in chosen:
        try:
            for line in _SECTIONS[one.section].run(one):
                print(line, flush=True)
        except Missing as error:
            print(error, file=sys.stderr)
            return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    sections = parser.add_subparsers(dest="section", title="sections", metavar="SECTION")
    for name, section in _SECTIONS.items():
        section.arguments(sections.add_parser(name, help=section.__doc__))
    return parser


if __name__ == "__main__":
    # Told to end, it ends the servers first.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    sys.exit(main())
