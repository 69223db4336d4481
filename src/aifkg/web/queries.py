"""The saved queries that are served: read again for a reload, whole or refused, and sent on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aifkg.engine import Prefixes, QueryError, syntax_fault
from aifkg.engine.gate import admit_services
from aifkg.library import Library, LibraryError, SavedQuery


def read_again(library: Library) -> Library:
    """Return what the folder of a library holds now; raise LibraryError where one is broken.

    A library that was read from no folder stays as it is.
    """
    if library.folder is None:
        return library
    new = Library.of(library.folder)
    faults = [*map(str, new.faults()), *_faults(new)]
    if faults:
        raise LibraryError("\n".join(faults))
    return new


def texts(library: Library) -> dict[str, str]:
    """Return the queries as they are sent to another process."""
    return {saved.name: saved.text for saved in library}


def of_texts(sent: Mapping[str, str]) -> Library:
    """Return the queries that another process has read."""
    return Library({name: SavedQuery.parse(name, text) for name, text in sent.items()})


def _faults(library: Library) -> Iterator[str]:
    """Yield what is no SPARQL; whether an endpoint may be asked is for each answer to say."""
    for saved in library:
        try:
            fault: QueryError | None = syntax_fault(admit_services(saved.text), Prefixes())
        except QueryError as error:
            fault = error
        if fault is not None:
            yield f"{saved.name}.rq: {fault}"
