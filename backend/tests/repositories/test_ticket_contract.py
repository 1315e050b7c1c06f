"""What every store of tickets promises: memory, SQLite and PostgreSQL alike."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from app.domain import SessionId
from app.errors import SessionNotFound
from app.repositories.ports import Storage
from tests.repositories.builders import NOON, add_session

LATER = NOON + timedelta(seconds=30)


async def test_a_ticket_is_taken_once_whoever_asks(storage: Storage, rival: Storage) -> None:
    """[TK1]"""
    session = await add_session(storage)
    await storage.tickets.add(session, b"one", now=NOON, expires_at=LATER)
    takers = [where.tickets.take(session, b"one", now=NOON) for where in (storage, rival) * 3]
    assert sorted(await asyncio.gather(*takers)) == [False] * 5 + [True]


async def test_a_ticket_is_for_one_session_and_a_while(storage: Storage) -> None:
    """[TK1]"""
    session, other = await add_session(storage), await add_session(storage)
    for ticket in (b"one", b"two"):
        await storage.tickets.add(session, ticket, now=NOON, expires_at=LATER)
    assert not await storage.tickets.take(other, b"one", now=NOON)
    assert not await storage.tickets.take(session, b"one", now=LATER)
    assert await storage.tickets.take(session, b"two", now=NOON)


async def test_tickets_go_with_their_time_and_their_session(storage: Storage) -> None:
    session = await add_session(storage)
    await storage.tickets.add(session, b"old", now=NOON, expires_at=LATER)
    await storage.tickets.add(session, b"new", now=LATER, expires_at=LATER + timedelta(seconds=30))
    assert not await storage.tickets.take(session, b"old", now=NOON)
    await storage.tickets.drop(session)
    assert not await storage.tickets.take(session, b"new", now=NOON)
    await storage.tickets.add(session, b"last", now=NOON, expires_at=LATER)
    assert await storage.sessions.delete(session)
    assert not await storage.tickets.take(session, b"last", now=NOON)


async def test_there_are_no_tickets_for_an_unknown_session(storage: Storage) -> None:
    with pytest.raises(SessionNotFound):
        await storage.tickets.add(SessionId(uuid4()), b"one", now=NOON, expires_at=LATER)
