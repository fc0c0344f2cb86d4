"""Opening the store that the settings name; loads no Prefect, so that the commands that only read start at once."""

from __future__ import annotations

from flows.settings import Settings
from storage.connection import Store
from storage.errors import InputError


def open_store(settings: Settings) -> Store:
    """Return the store that the settings name; the file is made on first use."""
    general = settings.throughline
    return Store(
        settings.store_path, lock_timeout_seconds=general.lock_timeout_seconds, memory_limit=general.memory_limit
    )


def existing_store(settings: Settings) -> Store:
    """Return the store that the settings name; raises InputError if nothing was ever kept there."""
    if not settings.store_path.exists():
        raise InputError(f"There is no database at {settings.store_path} yet; throughline run makes it.")
    return open_store(settings)
