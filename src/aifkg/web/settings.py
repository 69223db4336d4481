"""Settings: what an operator may set, read once from `AIFKG_` variables; knows no routes."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, PositiveFloat, PositiveInt
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Where the server listens, what it serves, and its limits; sizes in bytes, times in s."""

    model_config = SettingsConfigDict(env_prefix="AIFKG_", frozen=True)

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65_535)
    snapshot: Path | None = None
    manifest: Path | None = None
    workers: PositiveInt = 4
    queue: PositiveInt = 64
    default_timeout: PositiveFloat = 5.0
    max_timeout: PositiveFloat = 30.0
    body_bytes: PositiveInt = 1 << 20
    result_bytes: PositiveInt = 32 << 20
    memory_bytes: PositiveInt = 1 << 30
