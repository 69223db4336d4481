"""The one law of identity files, and what two of them may not share."""

from __future__ import annotations

import difflib
from collections import defaultdict
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from aifkg.build.findings import Finding
from aifkg.build.terms import RDF_TYPE, REPLACED_BY, Triple, aif, bare, iri

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from aifkg.build.rdf import ParsedFile
    from aifkg.build.vocabulary import Vocabulary
    from aifkg.names import PrefixTable

_SKOS = "http://www.w3.org/2004/02/skos/core#"
# What an identity file may say: type, names, identifiers elsewhere, and being replaced.
_IDENTITY = frozenset(
    {
        RDF_TYPE,
        REPLACED_BY,
        iri("http://www.w3.org/2000/01/rdf-schema#label"),
        iri(_SKOS + "altLabel"),
        iri(_SKOS + "hiddenLabel"),
        iri(_SKOS + "notation"),
        iri("http://www.w3.org/2002/07/owl#deprecated"),
        aif("ror"),
        aif("wikidata"),
        aif("celex"),
        aif("eli"),
    }
)
_UNIQUE = (aif("ror"), aif("wikidata"))


def check_law(file: ParsedFile, table: PrefixTable, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Yield each break of the law: CURIE, file, IRI and class say the same."""
    path = PurePosixPath(file.name)
    kind, slug = path.parent.name, path.stem
    if path.suffix != ".ttl" or path.parts[1:] != ("id", kind, path.name):
        message = "an identity stands in data/id/<kind>/<slug>.ttl and nowhere else"
        yield Finding(file.name, "path-law", message)
    expected = table.iri_of_file(kind, slug)
    if expected is None or kind not in vocabulary.kinds:
        near = difflib.get_close_matches(kind, vocabulary.kinds, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        message = f"{kind} is no kind of thing{hint}"
        yield Finding(file.name, "path-law", message)
        return
    subjects = {s for s, _, _, _ in file.quads}
    for subject in sorted(subjects - {iri(expected)}):
        message = (
            f"{table.shorten(bare(subject))} stands in the file of {kind}:{slug}; "
            "a file holds the identity that its path names, and no other"
        )
        yield Finding(place(file, subject, table), "path-law", message)
    types = {o for s, p, o, _ in file.quads if p == RDF_TYPE and s == iri(expected)}
    wanted = vocabulary.kinds[kind]
    if types != {wanted}:
        said = ", ".join(sorted(table.shorten(bare(t)) for t in types)) or "none"
        message = f"type is {said}; data/id/{kind}/ holds {table.shorten(bare(wanted))}"
        yield Finding(file.name, "path-law", message)
    for _, p, _, graph in file.quads:
        if p not in _IDENTITY or graph:
            message = f"{table.shorten(bare(p))} is a claim; claims stand in passages of sources"
            yield Finding(place(file, p, table), "claim-outside-passage", message)


def check_together(
    identities: Mapping[str, Iterable[Triple]], names: Mapping[str, str], table: PrefixTable
) -> Iterator[Finding]:
    """Yield identifiers that two things share, and replacements that go in a circle.

    `names` gives the file of each thing.
    """
    holders: dict[tuple[str, str], list[str]] = defaultdict(list)
    replaced: dict[str, str] = {}
    for thing, triples in identities.items():
        for _, p, o in triples:
            if p in _UNIQUE:
                holders[p, o].append(thing)
            elif p == REPLACED_BY:
                replaced[thing] = o
    for (_, identifier), things in sorted(holders.items()):
        if len(things) > 1:
            both = " and ".join(sorted(table.shorten(bare(t)) for t in things))
            message = f"{bare(identifier)} identifies {both}; one thing has one identity"
            for thing in sorted(things):
                yield Finding(names[thing], "shared-identifier", message)
    yield from _circles(replaced, names, table)


def _circles(
    replaced: Mapping[str, str], names: Mapping[str, str], table: PrefixTable
) -> Iterator[Finding]:
    for start in sorted(replaced):
        seen, current = [start], replaced[start]
        while current in replaced and current not in seen:
            seen.append(current)
            current = replaced[current]
        if current == start:
            path = " → ".join(table.shorten(bare(t)) for t in [*seen, start])
            yield Finding(names[start], "cyclic-replacement", f"{path} replaces itself")


def place(file: ParsedFile, term: str, table: PrefixTable) -> str:
    """Return where in a file a term first stands, as a CURIE or an IRI."""
    return file.place(table.shorten(bare(term)), term)
