"""Every setting, in one place: the environment first (`WIREWATCH_…`), then `.env`."""

from __future__ import annotations

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What an operator can set."""

    model_config = SettingsConfigDict(env_prefix="WIREWATCH_", env_file=".env", extra="ignore")
