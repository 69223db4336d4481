"""Reading: every file of the ontology and the data, sorted into a vocabulary and a corpus."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from aifkg.build import corpus, evidence, identity, rdf
from aifkg.build.findings import BuildError, Finding
from aifkg.build.rdf import ParsedFile
from aifkg.build.shapes import named
from aifkg.build.terms import RDF_TYPE, Triple, iri
from aifkg.build.uncollected import uncollected
from aifkg.build.verdicts import check_verdicts
from aifkg.build.vocabulary import Vocabulary
from aifkg.names import DATASET, VERDICT, PrefixTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from aifkg.share import Share


@dataclass(frozen=True)
class Reading:
    """What the files hold, and what is wrong with them."""

    table: PrefixTable
    vocabulary: Vocabulary
    corpus: corpus.Corpus
    findings: tuple[Finding, ...]
    files: Mapping[str, str]
    """The file of each thing, source and verdict, as a path below the root."""


def read_vocabulary(share: Share) -> tuple[PrefixTable, Vocabulary]:
    """Read the prefix table and the ontology; raise BuildError where they cannot be read."""
    try:
        table = PrefixTable.read(share.ontology / "prefixes.ttl")
    except (OSError, ValueError) as error:
        wrong = Finding("ontology/prefixes.ttl", "unknown-prefix", str(error))
        raise BuildError([wrong]) from error
    rows: dict[str, list[Triple]] = {}
    for path in [*share.ontology_files(), *share.shape_files()]:
        try:
            rows[path.stem] = rdf.triples(path)
        except SyntaxError as error:
            place = f"ontology/{path.name}:{error.lineno}:{error.offset}"
            raise BuildError([Finding(place, "syntax", error.msg or "unreadable")]) from error
    shapes = [_named(path, rows.pop(path.stem)) for path in share.shape_files()]
    return table, Vocabulary.of([row for part in rows.values() for row in part], *shapes)


def _named(path: Path, rows: Iterable[Triple]) -> tuple[Triple, ...]:
    try:
        return named(rows)
    except ValueError as error:
        raise BuildError([Finding(f"ontology/{path.name}", "shape", str(error))]) from error


@uncollected()
def read(share: Share) -> Reading:
    """Read everything; findings are collected, so that all are seen at once."""
    table, vocabulary = read_vocabulary(share)
    findings: list[Finding] = []
    parsed: list[ParsedFile] = []
    for path in share.data_files():
        result = rdf.read(path, path.relative_to(share.data.parent).as_posix(), table)
        if isinstance(result, ParsedFile):
            parsed.append(result)
        else:
            findings += result
    rooms = _Rooms.sort(parsed, share)
    things = {s: o for file in rooms.identities for s, p, o, _ in file.quads if p == RDF_TYPE}
    findings += _check(rooms, table, vocabulary, things)
    files = dict(_owners(rooms))
    identities = {
        next(iter(file.quads))[0]: tuple(quad[:3] for quad in file.quads)
        for file in rooms.identities
    }
    findings += identity.check_together(identities, files, table)
    found = _corpus(rooms, identities, vocabulary)
    findings += check_verdicts(found, files, table, vocabulary)
    if not findings and not (rooms.identities and rooms.sources):
        message = "there is no data: no identity in data/id/ or no source in data/source/"
        findings.append(Finding(share.data.name, "no-data", message))
    return Reading(table, vocabulary, found, tuple(findings), files)


@dataclass(frozen=True)
class _Rooms:
    identities: list[ParsedFile]
    sources: list[ParsedFile]
    verdicts: list[ParsedFile]
    others: list[ParsedFile]

    @classmethod
    def sort(cls, parsed: list[ParsedFile], share: Share) -> _Rooms:
        rooms: dict[str, list[ParsedFile]] = {"id": [], "source": [], "verdict": []}
        others: list[ParsedFile] = []
        for file in parsed:
            parts = file.path.relative_to(share.data).parts
            (rooms.get(parts[0], others)).append(file)
        return cls(rooms["id"], rooms["source"], rooms["verdict"], others)


def _corpus(
    rooms: _Rooms, identities: Mapping[str, tuple[Triple, ...]], vocabulary: Vocabulary
) -> corpus.Corpus:
    sources, passages = {}, {}
    for file in rooms.sources:
        source, parts = evidence.read_source(file, vocabulary)
        sources[source.iri] = source
        passages.update({part.iri: part for part in parts})
    verdicts = tuple(
        corpus.verdict(
            iri(VERDICT + file.path.stem), [q[:3] for q in file.quads], vocabulary.decimal
        )
        for file in rooms.verdicts
    )
    dataset = tuple(quad[:3] for file in rooms.others for quad in file.quads)
    return corpus.Corpus(identities, sources, passages, verdicts, dataset)


def _check(
    rooms: _Rooms, table: PrefixTable, vocabulary: Vocabulary, things: Mapping[str, str]
) -> Iterator[Finding]:
    for file in rooms.identities:
        yield from identity.check_law(file, table, vocabulary)
        yield from evidence.check_terms(file, table, vocabulary, things)
    for file in rooms.sources:
        yield from evidence.check_source(file, table, vocabulary)
        yield from evidence.check_terms(file, table, vocabulary, things)
    for file in rooms.verdicts:
        yield from _check_verdict(file)
        yield from evidence.check_terms(file, table, vocabulary, things)
    for file in rooms.others:
        if file.path.name != "dataset.ttl" or {s for s, _, _, _ in file.quads} != {iri(DATASET)}:
            message = f"beside the folders of data/ stands dataset.ttl alone, about <{DATASET}>"
            yield Finding(file.name, "path-law", message)


def _check_verdict(file: ParsedFile) -> Iterator[Finding]:
    expected = iri(VERDICT + Path(file.name).stem)
    subjects = {s for s, _, _, _ in file.quads}
    path = PurePosixPath(file.name)
    if subjects != {expected} or path.parts[1:] != ("verdict", f"{path.stem}.ttl"):
        message = f"data/verdict/{path.stem}.ttl must describe verdict:{path.stem} alone"
        yield Finding(file.name, "path-law", message)


def _owners(rooms: _Rooms) -> Iterator[tuple[str, str]]:
    for file in (*rooms.identities, *rooms.sources, *rooms.verdicts):
        for quad in file.quads:
            if not quad[3]:
                yield quad[0], file.name
