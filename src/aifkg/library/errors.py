"""Errors of saved queries: a name or parameter that is not there, a header that cannot be read."""

from __future__ import annotations


class LibraryError(Exception):
    """A saved query that cannot be asked, and why, in one sentence."""


class HeaderError(LibraryError):
    """A header that breaks the rules of headers; the message names file and line."""


class UnknownQuery(LibraryError):
    """A name that no saved query has."""

    def __init__(self, name: str, suggestions: tuple[str, ...]) -> None:
        hint = f" Did you mean {' or '.join(suggestions)}?" if suggestions else ""
        super().__init__(f'There is no saved query "{name}".{hint}')
        self.name = name
        self.suggestions = suggestions


class BadParameter(LibraryError):
    """A parameter that is missing, unknown or of the wrong type."""
