"""Where sessions lie when nobody has said: a SQLite file in the folder that the system keeps for programs' data."""

import os
from collections.abc import MutableMapping
from pathlib import Path

from platformdirs import user_data_path

FILE = "algoroom.db"


def own_place() -> Path:
    """The file in which sessions lie unless DATABASE_URL names another place."""
    return user_data_path("algoroom", appauthor=False) / FILE


def set_own_place(environment: MutableMapping[str, str] = os.environ) -> None:
    """Let the environment name that file, unless it says where sessions are kept. Empty counts as not said."""
    kind = environment.get("REPOSITORY_TYPE", "").strip().lower() or "sqlite"
    if not environment.get("DATABASE_URL", "").strip() and kind == "sqlite":
        environment["DATABASE_URL"] = f"sqlite:///{own_place().as_posix()}"
