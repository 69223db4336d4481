"""Settings: what an operator may set, read once from `AIFKG_` variables; knows no routes."""

from __future__ import annotations

import os
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import ByteSize, Field, PositiveInt, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from aifkg.federation import Policy
from aifkg.web.place import is_path

Seconds = Annotated[float, Field(gt=0, le=3_600, allow_inf_nan=False)]
Size = Annotated[ByteSize, Field(gt=0)]
"""In bytes, or as 64MiB."""
Network = IPv4Network | IPv6Network


def _cores() -> int:
    return min(os.cpu_count() or 1, 4)


class Settings(BaseSettings):
    """Where the server listens, what it serves, and its limits; sizes in bytes, times in s."""

    model_config = SettingsConfigDict(env_prefix="AIFKG_", frozen=True)

    host: str = Field(default="127.0.0.1", min_length=1)
    port: int = Field(default=8000, ge=0, le=65_535)
    root_path: str = Field(default="", max_length=200)
    snapshot: Path | None = None
    manifest: Path | None = None
    workers: int = Field(default_factory=_cores, ge=1, le=64)
    queries: int = Field(default=8, ge=2, le=1_024)
    long_queries: PositiveInt = 4
    queue: PositiveInt = 64
    default_timeout: Seconds = 5.0
    max_timeout: Seconds = 30.0
    request_timeout: Seconds = 10.0
    connections: int = Field(default=2_048, ge=1, le=100_000)
    body_bytes: Size = ByteSize(1 << 20)
    result_bytes: Size = ByteSize(32 << 20)
    result_rows: PositiveInt = 1_000_000
    log: Literal["auto", "json", "off"] = "auto"
    log_queries: bool = False
    log_clients: bool = False
    memory_bytes: ByteSize = Field(default=ByteSize(1 << 30), ge=64 << 20)
    cache_bytes: ByteSize = Field(default=ByteSize(32 << 20), ge=0)
    dump_seconds: float = Field(default=600.0, ge=0, le=86_400, allow_inf_nan=False)
    budget_seconds: float = Field(default=60.0, ge=0, le=3_600, allow_inf_nan=False)
    as_of_days: int = Field(default=2, ge=0, le=16)
    trusted_proxies: Annotated[tuple[Network, ...], NoDecode] = ()
    federation: Annotated[tuple[str, ...], NoDecode] = Field(default=(), max_length=100)
    federation_timeout: Seconds = 3.0

    @property
    def endpoints(self) -> tuple[str, ...]:
        """The endpoints that queries may ask, as they are written in a query."""
        return tuple(entry.removeprefix("private:") for entry in self.federation)

    @field_validator("root_path")
    @classmethod
    def _check_root_path(cls, value: str) -> str:
        """Refuse a path that leads elsewhere, or that would have to be escaped in a link."""
        if value and not is_path(value):
            raise ValueError(
                "a path begins with one slash and ends with none, and has letters, digits, "
                "hyphens, dots or underscores between them, and no part that is . or .."
            )
        return value

    @field_validator("federation", mode="before")
    @classmethod
    def _split_federation(cls, value: Any) -> Any:
        """Read endpoints, apart by commas or spaces."""
        return value.replace(",", " ").split() if isinstance(value, str) else value

    @field_validator("federation")
    @classmethod
    def _check_federation(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        """Refuse an endpoint that could be read in two ways."""
        Policy.of(value)
        return value

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _networks(cls, value: Any) -> Any:
        """Read addresses and networks, apart by commas or spaces."""
        if not isinstance(value, str):
            return value
        return tuple(ip_network(one, strict=False) for one in value.replace(",", " ").split())

    @model_validator(mode="after")
    def _check_timeouts(self) -> Self:
        """Refuse a default past the most; one that was not set gives way to it."""
        is_set = "default_timeout" in self.model_fields_set
        if is_set and self.default_timeout > self.max_timeout:
            raise ValueError(
                f"default_timeout is {self.default_timeout:g} s, which is more than "
                f"max_timeout, {self.max_timeout:g} s"
            )
        return self

    @model_validator(mode="after")
    def _check_queries(self) -> Self:
        """Refuse long queries that leave no place for short ones; a default gives way."""
        is_set = "long_queries" in self.model_fields_set
        if is_set and self.long_queries >= self.queries:
            raise ValueError(
                f"long_queries is {self.long_queries}, which leaves none of the "
                f"{self.queries} queries for short ones"
            )
        return self
