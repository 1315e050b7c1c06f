"""The choice of the storage: concrete repositories are known here, and here is known to `main.py` alone."""

from app.db.address import DatabaseAddress, InMemory
from app.db.engine import ANSWER_SECONDS, Database
from app.repositories.memory import InMemoryStorage
from app.repositories.ports import Storage
from app.repositories.sql import SqlStorage


def open_storage(address: DatabaseAddress, *, answer_seconds: float = ANSWER_SECONDS) -> Storage:
    """Open the storage that a DATABASE_URL names (`load_settings().database`).

    Nothing is connected yet: `storage.sessions.ping()` says whether it answers. The schema is `app.db.migrate`'s; a
    storage that has another one is unavailable. `answer_seconds` is how long a storage may take before it counts as
    unavailable.
    """
    if isinstance(address, InMemory):
        return InMemoryStorage()
    return SqlStorage(address, answer_seconds=answer_seconds)


async def check_schema(address: DatabaseAddress) -> None:
    """Return when the storage has the schema that this version works on.

    Raises:
        WrongSchema: it is newer or older, or not there; the sentence names both revisions and what to do.
        StorageUnavailable: the storage does not answer.
    """
    if isinstance(address, InMemory):
        return
    database = Database(address)
    try:
        await database.check_schema()
    finally:
        await database.close()
