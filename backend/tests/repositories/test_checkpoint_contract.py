"""What every checkpoint store promises: memory, SQLite and PostgreSQL alike."""

import asyncio
import os
from uuid import uuid4

import pytest

from app.domain import Checkpoint, SessionId
from app.repositories.ports import Storage
from tests.repositories.builders import add_session, append, new_entries, read_all


async def test_a_session_has_no_checkpoint_at_first(storage: Storage) -> None:
    assert await storage.checkpoints.find(await add_session(storage)) is None
    assert await storage.checkpoints.find(SessionId(uuid4())) is None


async def test_what_was_saved_is_found(storage: Storage, rival: Storage) -> None:
    one, other = await add_session(storage), await add_session(storage)
    large = os.urandom(3 << 20)
    await storage.checkpoints.save(one, 7, large)
    await storage.checkpoints.save(other, 1, b"")
    assert await rival.checkpoints.find(one) == Checkpoint(7, large)
    assert await rival.checkpoints.find(other) == Checkpoint(1, b"")


@pytest.mark.parametrize(("seq", "kept"), [(6, 7), (7, 7), (8, 8)], ids=["older", "equal", "newer"])
async def test_only_an_older_one_is_replaced(storage: Storage, seq: int, kept: int) -> None:
    session = await add_session(storage)
    await storage.checkpoints.save(session, 7, b"at 7")
    await storage.checkpoints.save(session, seq, b"at %d" % seq)
    assert await storage.checkpoints.find(session) == Checkpoint(kept, b"at %d" % kept)


async def test_of_many_who_save_at_once_the_newest_stays(storage: Storage, rival: Storage) -> None:
    session = await add_session(storage)
    saves = [(storage, rival)[n % 2].checkpoints.save(session, 1 + n * 7 % 20, bytes([n * 7 % 20])) for n in range(20)]
    await asyncio.gather(*saves)
    assert await storage.checkpoints.find(session) == Checkpoint(20, b"\x13")


async def test_a_checkpoint_of_an_unknown_session_is_not_kept(storage: Storage) -> None:
    unknown = SessionId(uuid4())
    await storage.checkpoints.save(unknown, 1, b"state")
    assert await storage.checkpoints.find(unknown) is None


async def test_the_log_stays_as_it_is(storage: Storage) -> None:
    session = await add_session(storage)
    await append(storage, session, new_entries(1, 3))
    await storage.checkpoints.save(session, 3, b"state")
    assert await read_all(storage, session) == new_entries(1, 3)
    await append(storage, session, new_entries(4, 4))
