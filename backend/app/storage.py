"""The choice of the storage: concrete repositories are known here, and here is known to `main.py` alone."""

from app.db.address import DatabaseAddress, InMemory
from app.db.engine import ANSWER_SECONDS
from app.repositories.memory import InMemoryStorage
from app.repositories.ports import Storage
from app.repositories.sql import SqlStorage


def open_storage(address: DatabaseAddress, *, answer_seconds: float = ANSWER_SECONDS) -> Storage:
    """Open the storage that a DATABASE_URL names (`load_settings().database`).

    Nothing is connected yet: `storage.sessions.ping()` says whether it answers. The schema is
    `app.db.migrate`'s. `answer_seconds` is how long a storage may take before it counts as unavailable.
    """
    if isinstance(address, InMemory):
        return InMemoryStorage()
    return SqlStorage(address, answer_seconds=answer_seconds)
