"""A space of IRIs: what stands below one name, told by an index page and its documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import Request

from aifkg.engine import Bindings, Literal, NamedNode
from aifkg.names import BASE, TERM
from aifkg.show.dates import place
from aifkg.web.document import english
from aifkg.web.problem_types import problem_types
from aifkg.web.question import in_order
from aifkg.web.rows import Row, rows
from aifkg.web.served import Served

_SH = "http://www.w3.org/ns/shacl#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_NOTHING = "http://www.w3.org/2002/07/owl#Nothing"


@dataclass(frozen=True, slots=True)
class Space:
    """The name of a space below the base, its words, the class of its members, and their IRIs."""

    name: str
    title: str
    about: str
    class_: str = _NOTHING
    prefix: str = ""

    @property
    def begins(self) -> str:
        """What the IRIs of its members begin with."""
        return self.prefix or f"{BASE}{self.name}/"


@dataclass(frozen=True, slots=True)
class Member:
    """What stands in a space: its IRI, its words, what tells it apart, and how much is in it.

    `published` is the date that a source bears.
    """

    iri: str
    name: str
    about: str = ""
    count: int | None = None
    published: str = ""


ALL = Space("id", "Things", "Each kind of thing that has an identity of its own.")
QUERIES = Space("query", "Questions", "The saved questions, each with the query that asks it.")
PROBLEMS = Space("problem", "Problems", "What may go wrong with a request, and what to do then.")
SPACES: Mapping[str, Space] = {
    one.name: one
    for one in (
        ALL,
        Space(
            "source",
            "Sources",
            "The documents that the graph is made from, each with the passages it states.",
            f"{TERM}Source",
        ),
        Space(
            "verdict",
            "Verdicts",
            "What editors decided where sources differ, each with its reason.",
            f"{TERM}Verdict",
        ),
        Space(
            "dispute",
            "Disputes",
            "Where sources give different values, and what decides between them.",
            f"{TERM}Dispute",
        ),
        Space(
            "code",
            "Codes",
            "The schemes of codes; each names its codes.",
            f"{_SKOS}ConceptScheme",
        ),
        Space(
            "rule",
            "Rules",
            "What is derived from what is stated, a rule each.",
            f"{_SH}SPARQLConstructExecutable",
        ),
        Space(
            "graph",
            "Named graphs",
            "The named graphs that are neither a passage, nor a rule, nor the shapes.",
            "http://www.w3.org/ns/sparql-service-description#NamedGraph",
        ),
        QUERIES,
        PROBLEMS,
    )
}


async def kinds(request: Request) -> Mapping[str, Row]:
    """Return the kinds of things by the name of their folder; sources and verdicts have none."""
    found = await rows(request, "kinds")
    return {row["kind"]: row for row in found if row["kind"] not in SPACES}


def of_kind(row: Row, served: Served) -> Space:
    """Return the space of the things of one kind; countries have the IRIs of a table of the EU."""
    kind = row["kind"]
    title = row["name"][:1].upper() + row["name"][1:]
    prefix = served.prefixes.namespaces.get(kind, "")
    return Space(f"id/{kind}", title, row.get("about", ""), row["class"], prefix)


async def members(request: Request, space: Space) -> Sequence[Member]:
    """Return what stands in a space, by its words; sources from the newest, undated ones last."""
    if space is ALL:
        return [_kind(row) for row in (await kinds(request)).values()]
    if space is QUERIES:
        library = request.app.state.library
        return [
            Member(space.begins + one.name, one.title, one.question) for one in in_order(library)
        ]
    if space is PROBLEMS:
        types = sorted(problem_types().items())
        return [Member(space.begins + slug, one.title, one.means) for slug, one in types]
    bound: Bindings = {"class": NamedNode(space.class_), "space": Literal(space.begins)}
    found = await rows(request, "members", bound)
    listed = [
        Member(row["member"], row["name"], row.get("about", ""), published=row.get("published", ""))
        for row in found
    ]
    return sorted(listed, key=lambda one: place(one.published), reverse=True)


def bindings_of(space: Space, found: Sequence[Member]) -> Bindings:
    """Return what the document of a space is made from."""
    is_listed = space.class_ == _NOTHING
    listed = "".join(f"{one.iri.removeprefix(space.begins)} " for one in found if is_listed)
    return {
        "class": NamedNode(space.class_),
        "space": Literal(space.begins),
        "titled": english(space.title),
        "described": english(space.about),
        "listed": Literal(listed),
    }


def _kind(row: Row) -> Member:
    name = row["name"][:1].upper() + row["name"][1:]
    return Member(
        f"{ALL.begins}{row['kind']}", name, row.get("about", ""), int(row.get("count", 0))
    )
