"""A sentence: how a link is told from its first end to its last, as the ontology declares it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aifkg.show.clause import fitting, properties, tell
from aifkg.show.words import listed

_BRACES = re.compile(r"\{([\w/]+)\}")
_IN_BRACKETS = re.compile(r"\[[^\[\]]*\]")

Path = tuple[str, ...]
"""Local names of properties, one after the other; of a property, first `subject` or `object`."""


@dataclass(frozen=True, slots=True)
class Beside:
    """The names of what else stands at the ends of one link: who gives a sum with the giver."""

    start: Sequence[str] = ()
    end: Sequence[str] = ()


ALONE = Beside()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, its ends as paths, and the text between and behind them."""

    start: Path
    end: Path
    between: str
    behind: str = ""

    @classmethod
    def read(cls, text: str) -> Sentence:
        """Return what a declared text says; raise ValueError where it has not two ends.

        What stands in brackets may fall away, and so is no end.
        """
        braces = list(_BRACES.finditer(text))
        if len(braces) < 2 or braces[0].start():
            raise ValueError(f'the sentence "{text}" does not begin with one end and have another')
        first, last = braces[0], braces[-1]
        between = text[first.end() : last.start()]
        if set("[]") & set(_IN_BRACKETS.sub("", between)):
            raise ValueError(
                f'the sentence "{text}" has brackets that are not closed between its ends'
            )
        return cls(_path(first[1]), _path(last[1]), between, text[last.end() :])

    @property
    def inner(self) -> tuple[Path, ...]:
        """What may be told besides its ends."""
        return tuple(map(_path, properties(self.between + self.behind)))

    def used(self, values: Mapping[str, Sequence[str]]) -> frozenset[Path]:
        """Return what is told besides its ends where these are the values."""
        return frozenset(map(_path, properties(fitting(self.between + self.behind, values))))

    def lacks(self, values: Mapping[str, Sequence[str]]) -> bool:
        """Whether it says that something is not known: "amount not stated" in place of a sum."""
        return any(
            properties(part) and (told := fitting(part, values)) and not properties(told)
            for part in _IN_BRACKETS.findall(self.between + self.behind)
        )

    def label(self, values: Mapping[str, Sequence[str]], beside: Beside = ALONE) -> str:
        """Return what stands between the ends, with what else stands at them."""
        before = f"together with {listed(beside.start)} " if beside.start else ""
        comma = "," if self._ends_in_comma(values) else ""
        behind = f"{comma} {listed(beside.end)} as well as" if beside.end else ""
        # A gist ends with a full stop, the sentence that it is told in does not.
        told = tell(self.between, values).replace(". \N{EN DASH}", " \N{EN DASH}")
        return f"{before}{told}{behind}"

    def told(
        self, start: str, end: str, values: Mapping[str, Sequence[str]], beside: Beside = ALONE
    ) -> str:
        """Return the whole of it, with the names of its ends."""
        starts_with_comma = not beside.start and fitting(self.between, values).startswith(",")
        before = "," if starts_with_comma else ""
        after = "," if self._ends_in_comma(values) and not beside.end else ""
        label = self.label(values, beside)
        gap = "" if label.startswith(":") else " "
        told = f"{start}{before}{gap}{label}{after} {end}"
        return f"{told} {tell(self.behind, values)}".strip()

    def _ends_in_comma(self, values: Mapping[str, Sequence[str]]) -> bool:
        return fitting(self.between, values).rstrip().endswith(",")


def _path(name: str) -> Path:
    return tuple(name.split("/"))
