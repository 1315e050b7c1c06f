"""Rows that are not what was stored: the log tells of a gap, a checkpoint is as good as none, the rest is as it was."""

from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import Connection
from structlog.testing import capture_logs

from app.domain import Checkpoint, Entry, Gap, SessionId
from app.errors import SessionNotFound
from app.repositories.ports import Storage
from tests.repositories.builders import add_session, append, new_entries, new_entry, read_lists
from tests.repositories.test_migrations import look_into

pytestmark = pytest.mark.parametrize("database_url", ["sqlite", "postgres"], indirect=True)

FLIPPED = {
    "sqlite": "CAST(substr(payload, 1, length(payload) - 1) || X'00' AS BLOB)",
    "postgresql": r"set_byte(payload, length(payload) - 1, 0)",
}
CHOPPED = {"sqlite": "X'1001'", "postgresql": r"'\x1001'"}

type Execute = Callable[[str], Awaitable[None]]


@pytest.fixture
def execute(database_url: str) -> Execute:
    """Whoever damages the database: statements past the server, with `{flipped}` and `{chopped}` for payloads."""

    async def execute(statement: str) -> None:
        def change(connection: Connection) -> None:
            name = connection.dialect.name
            connection.exec_driver_sql(statement.format(flipped=FLIPPED[name], chopped=CHOPPED[name]))
            connection.commit()

        await look_into(database_url, change)

    return execute


async def read_items(
    storage: Storage, session: SessionId, after: int = 0, upto: int | None = None
) -> list[Entry | Gap]:
    return [item for some in await read_lists(storage, session, after, upto) for item in some]


@pytest.fixture
async def session(storage: Storage) -> SessionId:
    """A session whose log lies in four chunks: 1 to 3, 4, 5 to 9 and 10."""
    known = await add_session(storage)
    for first, last in ((1, 3), (4, 4), (5, 9), (10, 10)):
        await append(storage, known, new_entries(first, last))
    return known


DAMAGES = {
    "flipped bytes": "UPDATE chunks SET payload = {flipped} WHERE first_seq = 5",
    "a wrong checksum": "UPDATE chunks SET crc32 = crc32 + 1 WHERE first_seq = 5",
    "a chunk that is none": "UPDATE chunks SET payload = {chopped}, crc32 = 2082222136 WHERE first_seq = 5",
    "a chunk of other entries": "UPDATE chunks SET payload = (SELECT payload FROM chunks WHERE first_seq = 4), "
    "crc32 = (SELECT crc32 FROM chunks WHERE first_seq = 4) WHERE first_seq = 5",
    "a chunk that is gone": "DELETE FROM chunks WHERE first_seq = 5",
}
damages = pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())


@damages
async def test_a_damaged_chunk_is_a_gap(storage: Storage, session: SessionId, execute: Execute, damage: str) -> None:
    await execute(damage)
    with capture_logs() as logs:
        read = await read_items(storage, session)
    assert read == [*new_entries(1, 4), Gap(5, 9), new_entry(10)]
    [event] = logs
    assert event["event"] in ("chunk_damaged", "chunk_missing")
    assert (event["first"], event["last"]) == (5, 9)
    assert event["session"] == str(session)[:8]


@damages
async def test_a_gap_is_as_long_as_what_was_asked_for(
    storage: Storage, session: SessionId, execute: Execute, damage: str
) -> None:
    await execute(damage)
    assert await read_items(storage, session, after=6) == [Gap(7, 9), new_entry(10)]
    assert await read_items(storage, session, upto=7) == [*new_entries(1, 4), Gap(5, 7)]
    assert await read_items(storage, session, after=6, upto=8) == [Gap(7, 8)]
    assert await read_items(storage, session, upto=4) == new_entries(1, 4)
    assert await read_items(storage, session, after=9) == [new_entry(10)]


async def test_the_first_chunk_may_be_missing_too(storage: Storage, session: SessionId, execute: Execute) -> None:
    await execute("DELETE FROM chunks WHERE first_seq IN (1, 4)")
    assert await read_items(storage, session) == [Gap(1, 4), *new_entries(5, 10)]
    assert await read_items(storage, session, upto=2) == [Gap(1, 2)]


async def test_a_log_with_a_gap_grows_on(storage: Storage, session: SessionId, execute: Execute) -> None:
    await execute("UPDATE chunks SET payload = {flipped} WHERE first_seq IN (5, 10)")
    await append(storage, session, new_entries(11, 12))
    assert await read_items(storage, session) == [*new_entries(1, 4), Gap(5, 9), Gap(10, 10), *new_entries(11, 12)]
    assert await storage.log.heads([session]) == {session: 12}


async def test_a_session_that_was_deleted_by_hand_is_not_found_by_who_still_writes_it(
    storage: Storage, session: SessionId, execute: Execute
) -> None:
    other = await add_session(storage)
    await execute("DELETE FROM sessions WHERE number = 1")
    with pytest.raises(SessionNotFound, match=str(session)):
        await storage.log.append([(other, new_entries(1, 1)), (session, new_entries(11, 11))])
    assert await read_items(storage, other) == []
    await append(storage, other, new_entries(1, 1))


async def test_a_damaged_checkpoint_is_as_good_as_none(storage: Storage, session: SessionId, execute: Execute) -> None:
    await storage.checkpoints.save(session, 9, b"state at 9")
    await execute("UPDATE checkpoints SET payload = {flipped}")
    with capture_logs() as logs:
        assert await storage.checkpoints.find(session) is None
    assert [(event["event"], event["seq"]) for event in logs] == [("checkpoint_damaged", 9)]
    await storage.checkpoints.save(session, 9, b"state at 9")
    assert await storage.checkpoints.find(session) == Checkpoint(9, b"state at 9")
