"""Errors: why a SERVICE got no answer."""

from __future__ import annotations

from aifkg.engine import EngineError, QueryRefused


class ServiceRefused(QueryRefused):
    """What a SERVICE asks for is against the operator's list or past a limit; also if SILENT."""


class ServiceFailed(EngineError):
    """The endpoint could not be asked, or gave no answer that can be used."""


class ServiceTimeout(ServiceFailed):
    """The endpoint had not answered in time."""
