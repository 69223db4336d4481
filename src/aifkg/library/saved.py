"""A saved query: a question in a file, what it takes, and how its answer is best shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from aifkg.engine import Term
from aifkg.library.errors import BadParameter, HeaderError
from aifkg.library.header import Header, parse, unknown_keys, words
from aifkg.library.parameter import Parameter, Resolver

_KEYS = frozenset({"title", "question", "note", "tags", "view", "params"})


class View(StrEnum):
    """The ways an answer can be shown."""

    TABLE = "table"
    MAP = "map"
    BAR_CHART = "bar-chart"
    TIMELINE = "timeline"
    NETWORK = "network"


@dataclass(frozen=True)
class SavedQuery:
    """One question and its SPARQL."""

    name: str
    title: str
    question: str
    tags: tuple[str, ...]
    view: View
    parameters: tuple[Parameter, ...]
    text: str
    note: str = ""
    """What a reader of the answer has to know."""

    @classmethod
    def read(cls, path: Path) -> SavedQuery:
        """Read a query file; raise HeaderError where its header breaks a rule."""
        return cls.parse(path.stem, _content(path))

    @classmethod
    def parse(cls, name: str, text: str) -> SavedQuery:
        """Return the query with the text of a file; raise HeaderError as `read` does."""
        file = f"{name}.rq"
        header = parse(text, file)
        for key in unknown_keys(header, _KEYS):
            raise HeaderError(f"{file}: unknown key `{key}`")
        view = _needed(header, "view", file)
        if view not in list(View):
            raise HeaderError(f"{file}: the view is one of {', '.join(View)}, not {view}")
        params = header.get("params", {})
        if isinstance(params, str):
            raise HeaderError(f"{file}: `params:` has its parameters on the lines below")
        return cls(
            name,
            _needed(header, "title", file),
            _needed(header, "question", file),
            words(_needed(header, "tags", file)),
            View(view),
            tuple(Parameter.read(one, below, file) for one, below in params.items()),
            text,
            _needed(header, "note", file) if "note" in header else "",
        )

    @property
    def example(self) -> Mapping[str, str]:
        """Arguments that work: the example of each parameter that must be given."""
        return {one.name: one.example or "" for one in self.parameters if one.required}

    def bind(self, arguments: Mapping[str, str], resolver: Resolver) -> dict[str, Term]:
        """Return the term for each variable to bind; raise BadParameter where one does not fit.

        A parameter that may be left out and is left out stays unbound.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in arguments:
            if name not in known:
                takes = ", ".join(known) or "no parameter"
                raise BadParameter(f'{self.name} has no parameter "{name}"; it takes {takes}.')
        bound: dict[str, Term] = {}
        for name, parameter in known.items():
            text = arguments.get(name, parameter.default)
            if text is not None:
                bound[name] = parameter.term(text, resolver)
            elif parameter.required:
                example = f", for example {name}={parameter.example}" if parameter.example else ""
                raise BadParameter(f"{self.name} needs {name}, the {parameter.label}{example}.")
        return bound


def _content(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        place = f"{path.name}: byte {error.start + 1}"
        raise HeaderError(f"{place} is not UTF-8; save the file as UTF-8") from error
    except OSError as error:
        raise HeaderError(f"{path.name}: cannot be read: {error.strerror}") from error


def _needed(header: Header, key: str, place: str) -> str:
    value = header.get(key)
    if not isinstance(value, str):
        raise HeaderError(f"{place}: the header needs a `{key}:` line")
    return value
