"""`kill -9` of the real server while people type: what was told to be saved is there, and nothing is doubled."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from random import Random

import pytest

from tests.client import Browser
from tests.process import ServerProcess
from tests.session_log import SessionLog, read_log
from tests.sizes import draw_seed, size
from tests.typist import Typist
from tests.zygote import ForkedServer, Zygote

KILLS = size("KILLS", 100)
"""For each storage."""
KILLS_PER_STAGE = 10
"""After so many everybody begins anew, so that no text grows long."""
CONTROL_KILLS = 10
ROOMS, PEOPLE = 3, 3
HEARD_BEFORE_KILL = (1, 800)
"""Frames that all of them together have heard when the server dies, drawn anew each time."""
WITHIN_S = 60.0


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The storages that outlive a process."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    """Where servers come from."""
    with Zygote() as opened:
        yield opened


async def test_a_hundred_kills_lose_and_double_nothing(zygote: Zygote, database_url: str) -> None:
    """[SV1] [GU6] [LG2] No acknowledged word is missing, no seq, no clock twice, and everybody ends with every word."""
    seed = draw_seed("kills")
    typed = kept = 0
    async with ForkedServer(zygote, database_url) as server:
        for number in range(KILLS // KILLS_PER_STAGE):
            async with stage(server, Random(seed + number)) as rooms:
                for kill in range(KILLS_PER_STAGE):
                    assert await rooms.survive_kill() == [], f"seed {seed}, stage {number}, kill {kill}"
                await rooms.converge()
                typed, kept = typed + rooms.typed, kept + rooms.kept
        assert server.terminate() == 0
    print(f"{KILLS} kills among {typed} words and strikes, {kept} of them acknowledged before the kill")
    # Something was acknowledged before the kills, and something was not: they came in the middle.
    assert KILLS < kept < typed - KILLS


async def test_who_acknowledges_early_is_caught(zygote: Zygote, database_url: str) -> None:
    """The same check over a server that says "saved" before it is: within a few kills it misses words."""
    async with (
        ForkedServer(zygote, database_url, module="tests.early_server") as server,
        stage(server, Random(1)) as rooms,
    ):
        faults = [fault for _ in range(CONTROL_KILLS) for fault in await rooms.survive_kill()]
    assert any("was acknowledged and is not there" in fault for fault in faults)


async def test_what_was_typed_outlives_an_orderly_end(zygote: Zygote, database_url: str) -> None:
    """[SV1] Asked to end, the server writes everything and says 0; the next one has it, with no hole."""
    async with ForkedServer(zygote, database_url) as server:
        session = await server.create(language="python")
        async with Browser(server.sync(session), "ada") as ada:
            for number in range(200):
                ada.type(f"{number} ")
            await ada.until(lambda: ada.saved > 0)
            assert server.terminate() == 0
            assert await ada.until_closed() == 1012
        await server.start()
        assert (await server.code(session)).split() == [str(number) for number in range(ada.saved - 1)]
        log = await read_log(server.http, session)
        assert list(log.find_faults()) == []
        expect_keen_eyes(log)


def expect_keen_eyes(log: SessionLog) -> None:
    """What the check is for, done to a good log, does not escape it."""
    holed = replace(log, seqs=[*log.seqs[:5], *log.seqs[6:]])
    doubled = replace(log, updates=[*log.updates, log.updates[-1]])
    gapped = replace(log, updates=[*log.updates[:5], *log.updates[6:]])
    changed = replace(log, lines=[*log.lines[:-1], "{}"])
    for bad in (holed, doubled, gapped, changed):
        assert list(bad.find_faults(log)) != []


class Rooms:
    """Rooms full of people on one server, that go on however often it dies."""

    def __init__(self, server: ServerProcess, people: dict[str, list[Typist]], dice: Random) -> None:
        self._server = server
        self._people = people
        self._dice = dice
        self._logs: dict[str, SessionLog] = {}
        self.typed = self.kept = 0
        """Acts between a start and a kill, and how many of them were acknowledged before the kill."""
        self._left = 0
        self._killed = asyncio.Event()

    @property
    def everybody(self) -> list[Typist]:
        return [person for people in self._people.values() for person in people]

    def hear(self) -> None:
        """Somebody has heard a frame; one of them is the last."""
        if self._left:
            self._left -= 1
            if not self._left:
                self._server.kill()
                self._killed.set()

    async def survive_kill(self) -> Sequence[str]:
        """Let everybody type until the server dies at a random frame, start it again; returns what the log lacks."""
        async with connected(self.everybody):
            if self._dice.random() < 0.5:
                await self._until_equal()
            self._killed.clear()
            self._left = self._dice.randint(*HEARD_BEFORE_KILL)
            typed, kept = self._count()
            typing = [asyncio.create_task(person.type_on()) for person in self.everybody]
            try:
                async with asyncio.timeout(WITHIN_S):
                    await self._killed.wait()
            finally:
                await end(typing)
            self.typed += self._count()[0] - typed
            self.kept += self._count()[1] - kept
        await self._server.start()
        return [fault for session in self._people for fault in await self._find_faults(session)]

    def _count(self) -> tuple[int, int]:
        return sum(len(person.acts) for person in self.everybody), sum(len(p.acknowledged) for p in self.everybody)

    async def converge(self) -> None:
        """Everybody comes back; then all texts are equal and hold every word once, on the server and in its log."""
        async with connected(self.everybody):
            await self._until_equal()
            for session, people in self._people.items():
                words = sorted(word for person in people for word in person.kept)
                code = await self._server.code(session)
                assert sorted(code.split()) == words
                assert {str(person) for person in people} == {code}
                assert (await read_log(self._server.http, session)).replay() == code
                assert await self._find_faults(session) == []

    async def _until_equal(self) -> None:
        for people in self._people.values():
            words = {word for person in people for word in person.kept}
            for person in people:
                await person.until_settled(words, WITHIN_S)

    async def _find_faults(self, session: str) -> list[str]:
        log = await read_log(self._server.http, session)
        faults = list(log.find_faults(self._logs.get(session)))
        self._logs[session] = log
        text = log.replay()
        words = text.split()
        if len(words) != len(set(words)):
            faults.append("a word is there twice")
        if text != await self._server.code(session):
            faults.append("the log and the room say different texts")
        return faults + [fault for person in self._people[session] for fault in person.find_lost(text)]


@asynccontextmanager
async def stage(server: ServerProcess, dice: Random) -> AsyncIterator[Rooms]:
    """New rooms with people in them."""
    people: dict[str, list[Typist]] = {}
    rooms = Rooms(server, people, dice)
    for _ in range(ROOMS):
        session = await server.create(language="python")
        people[session] = [
            Typist(f"p{number}", lambda session=session: server.sync(session), dice, rooms.hear)  # type: ignore[misc]
            for number in range(PEOPLE)
        ]
    yield rooms


@asynccontextmanager
async def connected(people: Sequence[Typist]) -> AsyncIterator[None]:
    """Everybody stays connected for as long as the block lasts."""
    living = [asyncio.create_task(person.live()) for person in people]
    try:
        yield
    finally:
        await end(living)


async def end(tasks: Sequence[asyncio.Task[None]]) -> None:
    """Cancel, and let what they failed with be known."""
    async with AsyncExitStack() as stack:
        for task in tasks:
            stack.callback(_raise_failure, task)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _raise_failure(task: asyncio.Task[None]) -> None:
    if not task.cancelled():
        task.result()
