"""The schema is taken back and up again, on a database with data, while people type: they notice nothing."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from random import Random

import pytest

from app.db.address import parse_database_url
from app.db.migrate import downgrade, migrate
from app.domain import SessionId
from app.storage import open_storage
from tests.collab import wire
from tests.process import ServerProcess
from tests.repositories.builders import add_session, new_entries
from tests.session_log import read_log
from tests.sizes import draw_seed
from tests.test_crash import connected, end
from tests.typist import Typist

WITHIN_S = 60.0
SESSIONS_BEFORE = 200
ROOMS, PEOPLE = 2, 2
ROUNDS = 2
WORDS_BETWEEN = 5
"""Acknowledged words of each person between two changes of the schema."""
KEY_EVERY_S = 0.02


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The storages that have a schema."""
    return str(request.getfixturevalue(f"{request.param}_url"))


class Rooms:
    """Rooms on one server in which people type all the time."""

    def __init__(self, server: ServerProcess, dice: Random) -> None:
        self._server = server
        self._dice = dice
        self.people: dict[str, list[Typist]] = {}
        self._typing: list[asyncio.Task[None]] = []

    @property
    def everybody(self) -> list[Typist]:
        return [person for people in self.people.values() for person in people]

    async def open(self) -> None:
        for number in range(ROOMS):
            session = await self._server.create(language="python")
            self.people[session] = [self.new_typist(session, f"p{number}{letter}") for letter in range(PEOPLE)]

    def new_typist(self, session: str, name: str) -> Typist:
        return Typist(name, lambda: self._server.sync(session), self._dice)

    @asynccontextmanager
    async def typing(self) -> AsyncIterator[None]:
        """Everybody who is there now types, until the block is left or it is asked what was lost."""
        self._typing = [asyncio.create_task(self._type_on(person)) for person in self.everybody]
        yield
        await end(self._typing)

    async def _type_on(self, person: Typist) -> None:
        while True:
            person.act()
            await asyncio.sleep(KEY_EVERY_S)

    async def type_some(self, people: Sequence[Typist] = ()) -> None:
        """Return when everybody, or these, have got some more words to disk."""
        for person in people or self.everybody:
            await person.until(partial(has_saved, person, len(person.acknowledged) + WORDS_BETWEEN), WITHIN_S)

    async def expect_nothing_lost(self) -> None:
        """Nobody types any more; all texts of a room are equal and hold every word once, and so does its log."""
        await end(self._typing)
        for session, people in self.people.items():
            words = {word for person in people for word in person.kept}
            for person in people:
                await person.until_settled(words, WITHIN_S)
            code = await self._server.code(session)
            assert sorted(code.split()) == sorted(words)
            log = await read_log(self._server.http, session)
            assert log.replay() == code
            assert list(log.find_faults()) == []


async def store_sessions(url: str) -> SessionId:
    """Something for the migrations to carry; returns a session of which no room is open."""
    storage = open_storage(parse_database_url(url))
    sessions = [await add_session(storage) for _ in range(SESSIONS_BEFORE)]
    await storage.log.append([(session, new_entries(1, 20)) for session in sessions])
    empty = await add_session(storage)
    await storage.close()
    return empty


def has_saved(person: Typist, words: int) -> bool:
    return len(person.acknowledged) >= words


def in_trouble(person: Typist) -> bool:
    return person.browser.trouble == 1


def troubles_of(people: Sequence[Typist]) -> set[int]:
    """All that they were told of the storage."""
    return {message.trouble for person in people for message in person.browser.heard if isinstance(message, wire.Saved)}


async def test_down_and_up_again_is_not_noticed_by_who_types(database_url: str) -> None:
    """Nobody is told of trouble, or disconnected, or misses a word, nor does who comes in between.

    A room that is not open waits until the schema is up again.
    """
    closed = await store_sessions(database_url)
    async with ServerProcess(database_url) as server:
        rooms = Rooms(server, Random(draw_seed("live migrations")))
        await rooms.open()
        [session, *_] = rooms.people
        there, late = rooms.everybody, rooms.new_typist(session, "late")
        async with connected(there), rooms.typing():
            for _ in range(ROUNDS):
                await rooms.type_some()
                await downgrade(database_url, "0003")
                await rooms.type_some()
                await downgrade(database_url, "0002")
                await rooms.type_some()
                await migrate(database_url)
            await rooms.type_some()
            await downgrade(database_url, "0002")
            async with connected([late]):
                rooms.people[session].append(late)
                late.act()
                await late.until(lambda: len(late.acknowledged) == 1, WITHIN_S)
                assert (await server.http.get(f"/sessions/{closed}")).json()["code"] == "STORAGE_UNAVAILABLE"
                await migrate(database_url)
                assert (await server.http.get(f"/sessions/{closed}")).status_code == 200
                await rooms.type_some(there)
                await rooms.expect_nothing_lost()
        assert troubles_of(rooms.everybody) == {0}
        assert [person.close_codes for person in rooms.everybody] == [[]] * len(rooms.everybody)


async def test_where_the_older_schema_has_no_place_for_what_is_typed_it_waits(database_url: str) -> None:
    """The first revision had no chunks: what is typed meanwhile is kept, called not saved, and saved when they are."""
    async with ServerProcess(database_url) as server:
        rooms = Rooms(server, Random(draw_seed("live migrations")))
        await rooms.open()
        there = rooms.everybody
        async with connected(there), rooms.typing():
            await rooms.type_some()
            await downgrade(database_url, "0001")
            for person in there:
                await person.until(partial(in_trouble, person), WITHIN_S)
            await migrate(database_url)
            await rooms.type_some()
            await rooms.expect_nothing_lost()
        assert troubles_of(there) == {0, 1}
        assert [person.close_codes for person in there] == [[]] * len(there)
