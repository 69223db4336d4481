"""The options of the server: what each setting is called on the command line, and what it means.

The defaults are those of the settings, written as a person writes them: to ask the settings would
take an import of half a second each time help is shown.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Optional

import typer

_SIZE = "SIZE"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting, by the name that it has in Python; without a metavar it is a switch."""

    name: str
    metavar: str
    default: str
    meaning: str

    @property
    def option(self) -> str:
        """What it is called on the command line."""
        return named(self.name, is_option=True)

    @property
    def variable(self) -> str:
        """What it is called in the environment."""
        return named(self.name, is_option=False)

    @property
    def help(self) -> str:
        """What help says of it."""
        size = ", in bytes or as 64MiB" if self.metavar == _SIZE else ""
        return f"{self.meaning}{size}; by default {self.default}, or {self.variable}."

    def parameter(self) -> inspect.Parameter:
        """Return it as a parameter of a command; its value is read by the settings alone."""
        annotation: Any
        if self.metavar:
            option = typer.Option(self.option, metavar=self.metavar, help=self.help)
            annotation = Annotated[Optional[str], option]  # noqa: UP045 - Typer reads it
        else:
            option = typer.Option(self.option, help=self.help)
            annotation = Annotated[Optional[bool], option]  # noqa: UP045
        keyword = inspect.Parameter.KEYWORD_ONLY
        return inspect.Parameter(self.name, keyword, default=None, annotation=annotation)


SETTINGS = (
    Setting("host", "ADDRESS", "127.0.0.1", "Address to listen on"),
    Setting("port", "NUMBER", "8000", "Port to listen on; 0 takes one that is free"),
    Setting("root_path", "PATH", "none", "Path below which the site stands, such as /aifkg"),
    Setting("workers", "NUMBER", "one a core, at most 4", "Processes that take requests"),
    Setting("queries", "NUMBER", "8", "Queries that are evaluated at once"),
    Setting("long_queries", "NUMBER", "4", "How many of these may be long ones"),
    Setting("queue", "NUMBER", "64", "Queries that may wait; one more is refused"),
    Setting("default_timeout", "SECONDS", "5", "Limit of a query that asks for no other"),
    Setting("max_timeout", "SECONDS", "30", "Highest limit that a query may ask for"),
    Setting("request_timeout", "SECONDS", "10", "Time within which a request has to be whole"),
    Setting("connections", "NUMBER", "2048", "Connections that may be open"),
    Setting("body_bytes", _SIZE, "1MiB", "Most that the body of a request may have"),
    Setting("result_bytes", _SIZE, "32MiB", "Most that an answer may have"),
    Setting("result_rows", "NUMBER", "1000000", "Most rows that an answer may have"),
    Setting("memory_bytes", _SIZE, "1GiB", "Most memory that a query may take"),
    Setting("cache_bytes", _SIZE, "32MiB", "Memory for answers that are held; 0 keeps none"),
    Setting("budget_seconds", "SECONDS", "60", "Query time of a client in a minute; 0 is no bound"),
    Setting("as_of_days", "NUMBER", "2", "Past days whose graphs are held at once; 0 offers none"),
    Setting(
        "dump_seconds", "SECONDS", "600", "Time that making the downloads may take; 0 makes none"
    ),
    Setting(
        "trusted_proxies",
        "NETWORKS",
        "none",
        "Proxies whose X-Forwarded-For is believed: addresses or networks, apart by commas",
    ),
    Setting(
        "federation", "ENDPOINTS", "none", "Endpoints that SERVICE may ask: IRIs, apart by commas"
    ),
    Setting("federation_timeout", "SECONDS", "3", "Time that such an endpoint has to answer"),
    Setting("log", "FORMAT", "auto", "Log of queries: json, off, or auto, off in a terminal"),
    Setting("log_queries", "", "off", "Write the text of queries into the log"),
    Setting("log_clients", "", "off", "Write the addresses of clients into the log"),
)


def with_settings(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command that takes any keyword an option for each setting."""
    signature = inspect.signature(command, eval_str=True)
    own = [one for one in signature.parameters.values() if one.kind is not one.VAR_KEYWORD]
    options = [setting.parameter() for setting in SETTINGS]
    signature = signature.replace(parameters=[*own, *options])
    command.__signature__ = signature  # type: ignore[attr-defined]
    return command


def given(options: dict[str, Any]) -> dict[str, Any]:
    """Return the settings that were given as options."""
    return {name: value for name, value in options.items() if value is not None}


def named(name: str, *, is_option: bool) -> str:
    """Return a setting's name as it was given: as an option, or in the environment."""
    return "--" + name.replace("_", "-") if is_option else "AIFKG_" + name.upper()
