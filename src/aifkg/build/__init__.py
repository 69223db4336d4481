"""The build: parse, resolve, derive, validate, snapshot.

`make` builds a snapshot, `ensure` builds one only when the inputs have changed, and `check` says
what is wrong with the data.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from aifkg.build import snapshot as snapshots
from aifkg.build.check import check
from aifkg.build.derive import read_rules
from aifkg.build.findings import BuildError, Finding, errors
from aifkg.build.graph import Progress, assemble
from aifkg.build.reading import read
from aifkg.build.snapshot import Snapshot, Store
from aifkg.build.validate import explain, validate

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from aifkg.share import Share

__all__ = ["BuildError", "Finding", "Snapshot", "check", "ensure", "make"]


def _silent(_: str) -> None:
    """Report no progress."""


def ensure(
    share: Share, *, as_of: date | None = None, progress: Progress | None = None
) -> Snapshot:
    """Return the snapshot of the inputs as they are, building it where it is missing.

    Raise BuildError where the data break a rule.
    """
    found = snapshots.load(Store.of(share.cache, as_of), _stem(share, as_of))
    return found or make(share, as_of=as_of, progress=progress)


def make(share: Share, *, as_of: date | None = None, progress: Progress | None = None) -> Snapshot:
    """Build, validate and write a snapshot; raise BuildError where the data break a rule."""
    tell = progress or _silent
    stem = _stem(share, as_of)
    tell("reading")
    reading = read(share)
    _refuse(reading.findings)
    rules = read_rules(share.rule_files())
    graph = assemble(reading.corpus, reading.vocabulary, rules, as_of=as_of, progress=tell)
    tell("validating")
    breaches = validate(graph.to_validate(), share.ontology / "shapes.ttl")
    if as_of is not None:
        # What was not yet known on that day is no fault of the data.
        breaches = [breach for breach in breaches if not breach.is_absence]
    _refuse(explain(breaches, graph.corpus.passages.values(), reading.table))
    tell("writing")
    quads = snapshots.canonical(graph.lines())
    day = None if as_of is None else as_of.isoformat()
    manifest = snapshots.describe(quads, graph.corpus, graph.disputes, day)
    return snapshots.write(Store.of(share.cache, as_of), stem, quads, manifest)


def _stem(share: Share, as_of: date | None) -> str:
    day = "" if as_of is None else as_of.isoformat()
    here = Path(__file__).parent
    builder = [*here.glob("*.py"), here.parent / "names.py", here.parent / "share.py"]
    return snapshots.inputs_digest([*share.inputs(), *builder], day)


def _refuse(findings: Sequence[Finding]) -> None:
    blocking = errors(findings)
    if blocking:
        raise BuildError(blocking)
