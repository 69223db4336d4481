"""Settings: what an operator may set, read once from `AIFKG_` variables; knows no routes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, PositiveInt, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

Seconds = Annotated[float, Field(gt=0, le=3_600, allow_inf_nan=False)]


class Settings(BaseSettings):
    """Where the server listens, what it serves, and its limits; sizes in bytes, times in s."""

    model_config = SettingsConfigDict(env_prefix="AIFKG_", frozen=True)

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65_535)
    snapshot: Path | None = None
    manifest: Path | None = None
    workers: int = Field(default=4, ge=1, le=256)
    queue: PositiveInt = 64
    default_timeout: Seconds = 5.0
    max_timeout: Seconds = 30.0
    body_bytes: PositiveInt = 1 << 20
    result_bytes: PositiveInt = 32 << 20
    memory_bytes: int = Field(default=1 << 30, ge=64 << 20)

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
