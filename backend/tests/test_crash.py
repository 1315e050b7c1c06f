"""`kill -9` of the real server while three people type: what was told to be saved is there, and nothing is doubled."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from itertools import count

import pytest
from pycrdt import Doc, Text

from tests.client import Browser
from tests.process import ServerProcess

NAMES = ("ada", "ben", "cy")
CRASHES = 3
BEFORE_CRASH = 30
"""Words that each person types before the server dies, most of them without waiting for anything."""


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The storages that outlive a process."""
    return str(request.getfixturevalue(f"{request.param}_url"))


async def test_nothing_typed_is_lost_or_doubled_when_the_server_is_killed(database_url: str) -> None:
    """[SV1] [GU6] Everybody returns with what they typed, in whatever order; the log holds every word once."""
    words = {name: words_of(name) for name in NAMES}
    typed: list[str] = []
    docs = {name: Doc[Text]() for name in NAMES}
    async with ServerProcess(database_url) as server:
        session = await server.create(language="python")
        for crash in range(CRASHES):
            order = NAMES[crash % 3 :] + NAMES[: crash % 3]
            async with AsyncExitStack() as stack:
                people = [
                    await stack.enter_async_context(Browser(server.sync(session), name, docs[name])) for name in order
                ]
                await everybody_equal(people, typed)
                saved = await type_until_killed(server, people, words, typed)
            await server.start()
            code = await server.code(session)
            assert saved <= set(code.split()), "what was told to be saved is not in the log"
        async with AsyncExitStack() as stack:
            people = [await stack.enter_async_context(Browser(server.sync(session), n, docs[n])) for n in NAMES]
            await everybody_equal(people, typed)
            for person in people:
                await person.until_saved()
            assert sorted((await server.code(session)).split()) == sorted(typed)
        assert server.terminate() == 0
        await server.start()
        assert sorted((await server.code(session)).split()) == sorted(typed)


def words_of(name: str) -> Iterator[str]:
    """Words that nobody else types, and this one only once."""
    return (f"{name}{number} " for number in count())


async def type_until_killed(
    server: ServerProcess, people: list[Browser], words: dict[str, Iterator[str]], typed: list[str]
) -> set[str]:
    """Type on all keyboards; returns the words of the first round, which were told to be saved."""
    for number in range(BEFORE_CRASH):
        for person in people:
            word = next(words[person.name])
            person.type(word)
            typed.append(word.strip())
        if number == 0:
            for person in people:
                await person.until_saved()
            saved = set(typed)
        # Let the words leave and arrive; some are under way when the server dies.
        await asyncio.sleep(0)
    seen = str(people[0])
    await people[0].until(lambda: str(people[0]) != seen)
    server.kill()
    return saved


async def everybody_equal(people: list[Browser], typed: list[str]) -> None:
    """Wait until each has every word once."""
    for person in people:
        await person.until(lambda person=person: sorted(str(person).split()) == sorted(typed))  # type: ignore[misc]
    assert len({str(person) for person in people}) == 1
