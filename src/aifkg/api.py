"""The Python API: the bundled graph, with its questions; one object, plain values.

>>> import aifkg
>>> graph = aifkg.load()
>>> graph.ask("antennas").dicts()
>>> graph.query("SELECT ?f WHERE { ?f a aif:AIFactory }")
>>> graph.trace("Mario Draghi", "MareNostrum 5").paths[0].sentence
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from aifkg import build, lint, prologue
from aifkg.engine import (
    EmbeddedEngine,
    EngineError,
    Form,
    Format,
    QuerySyntaxError,
    Truth,
    admit,
)
from aifkg.library import Library
from aifkg.names import BASE, PrefixTable
from aifkg.rows import Rows
from aifkg.share import Share
from aifkg.show import Finder, Sheet, show

if TYPE_CHECKING:
    from aifkg.trace import Trace, Tracer

# An editor's mark at the start of a file; anywhere else it is no SPARQL.
_BYTE_ORDER_MARK = "\ufeff"


def load(
    as_of: date | str | None = None,
    *,
    share: Share | None = None,
    progress: Callable[[str], None] | None = None,
) -> Graph:
    """Return the graph, as it was known at the end of a day where one is given.

    It is built first where no snapshot of the data is at hand. Raise aifkg.build.BuildError where
    the data break a rule.
    """
    day = date.fromisoformat(as_of) if isinstance(as_of, str) else as_of
    share = share or Share.find()
    prefixes = PrefixTable.read(share.ontology / "prefixes.ttl")
    snapshot = build.ensure(share, as_of=day, progress=progress)
    engine = EmbeddedEngine.open(snapshot.quads_path, prefixes=prefixes.namespaces, base=BASE)
    return Graph(engine, prefixes, Library.of(share.queries), snapshot.manifest)


class Graph:
    """One snapshot, loaded, with the saved queries that may be asked of it."""

    def __init__(
        self,
        engine: EmbeddedEngine,
        prefixes: PrefixTable,
        library: Library,
        manifest: Mapping[str, Any],
    ) -> None:
        self._engine = engine
        self._prefixes = prefixes
        self.library = library
        self.manifest = manifest
        self.finder = Finder(engine, prefixes)

    def __len__(self) -> int:
        return len(self._engine)

    def query(self, sparql: str) -> Rows | bool:
        """Return the answer to a SPARQL query: rows, or the truth of an ASK.

        The prefixes of the project need no PREFIX line.
        """
        with self._prefixed(sparql) as text:
            answer = self._engine.query(text)
        return answer.value if isinstance(answer, Truth) else Rows.of(answer)

    def ask(self, name: str, /, **arguments: str) -> Rows:
        """Return the answer to a saved query; a thing is given by IRI, CURIE or name."""
        saved = self.library[name]
        answer = self._engine.query(saved.text, bindings=saved.bind(arguments, self.finder))
        if isinstance(answer, Truth):
            raise TypeError(f"{name} is no SELECT")
        return Rows.of(answer)

    def show(self, thing: str) -> Sheet:
        """Return what is held about a thing given by IRI, CURIE or name."""
        return show(self._engine, self._prefixes, self.finder.thing(thing))

    def trace(
        self,
        start: str,
        *others: str,
        k: int = 5,
        n: int = 4,
        order: str = "specific",
        via: Sequence[str] = (),
        avoid: Sequence[str] = (),
        valid: str | None = None,
        undated: bool = True,
        detours: bool = False,
        only: Sequence[str] = (),
        seconds: float | None = None,
    ) -> Trace:
        """Return how things are connected: the best `k` paths of at most `n` steps between two.

        Of three to six things it is the smallest picture that joins them. Things are given by IRI,
        CURIE or name; `via` and `avoid` take things, classes, properties and chapters of the
        ontology, such as money; with `only`, links of these properties, classes and chapters alone
        are walked; `order` is "specific" or "shortest". Links known to have been valid at another
        time than `valid`, a date or a period, are left out; with `undated` false, those without a
        date as well. A path that passes all that a better one passes is told with `detours` alone.
        Past `seconds` the answer is what was found until then. Raise aifkg.trace.QuestionError, a
        ValueError, where a value names nothing or breaks a rule.
        """
        from aifkg.trace import Order, Question

        question = Question(
            (start, *others),
            k,
            n,
            Order(order),
            tuple(via),
            tuple(avoid),
            valid,
            undated,
            detours,
            tuple(only),
        )
        return self._tracer.trace(question, str(self.manifest.get("sha256", "")), seconds)

    @cached_property
    def _tracer(self) -> Tracer:
        # Whoever traces nothing need not have read a network, nor what it is made with.
        from aifkg.trace import Tracer

        return Tracer(self._engine, self._prefixes)

    def write(self, sparql: str, format_: Format) -> bytes:
        """Return the answer to a SPARQL query in a format of the engine."""
        with self._prefixed(sparql) as text:
            return self._engine.answer(text, format_)

    def form(self, sparql: str) -> Form:
        """Return what a query asks for; raise EngineError where it is refused."""
        return admit(sparql).form

    def check(self, sparql: str) -> list[lint.Finding]:
        """Return what will go wrong with a SPARQL query or looks wrong, without running it."""
        return lint.check(sparql, self._vocabulary, declared=self._prefixes.namespaces)

    @cached_property
    def _vocabulary(self) -> lint.Vocabulary:
        return lint.Vocabulary.of(self._engine, self._prefixes)

    def write_saved(self, name: str, format_: Format, /, **arguments: str) -> bytes:
        """Return the answer to a saved query in a format of the engine."""
        saved = self.library[name]
        bindings = saved.bind(arguments, self.finder)
        return self._engine.answer(saved.text, format_, bindings=bindings)

    def shorten(self, iri: str) -> str:
        """Return the CURIE of an IRI, or the IRI where no prefix fits."""
        return self._prefixes.shorten(iri)

    @contextmanager
    def _prefixed(self, sparql: str) -> Iterator[str]:
        """Give a query with its missing prefixes; errors keep the places of the query."""
        sparql = sparql.removeprefix(_BYTE_ORDER_MARK)
        line = prologue.missing(sparql, self._prefixes.namespaces)
        if not line:
            yield sparql
            return
        try:
            yield f"{line}\n{sparql}"
        except EngineError as error:
            raise _moved_up(error) from error


def _moved_up(error: EngineError) -> EngineError:
    """Return an error with its place in a query before which one line was put."""
    line = None if error.line is None else error.line - 1
    message = prologue.moved_up(error.message)
    if isinstance(error, QuerySyntaxError):
        suggestions = error.suggestions
        return QuerySyntaxError(message, line=line, column=error.column, suggestions=suggestions)
    return type(error)(message, line=line, column=error.column)
