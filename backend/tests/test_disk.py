"""A full disk: people are told, nothing crashes, no text is empty, and it passes by itself."""

import resource
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager

import pytest

from tests.client import Browser
from tests.process import ServerProcess
from tests.session_log import read_log

FINE, FAILING, PAUSED = 0, 1, 2
PASTE = "p" * 100_000
PASTES = 45
"""Of two people: together more than the 8 MiB of a room that may wait to be written (SV4)."""
NOTICED_WITHIN_S = 60.0


async def test_a_full_disk_pauses_a_room_and_loses_nothing(sqlite_url: str) -> None:
    """[SV3] [SV4] [SV6] Not saved, then paused, then everything is saved by itself, what was typed meanwhile too."""
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(ServerProcess(sqlite_url))
        session = await server.create(language="python", code="before\n")
        ada = await stack.enter_async_context(Browser(server.sync(session), "ada"))
        ben = await stack.enter_async_context(Browser(server.sync(session), "ben"))
        await ada.until_saved()
        with full_disk(server):
            ada.type("not saved\n")
            await ben.until(lambda: ben.trouble == FAILING and "not saved" in str(ben))
            for _ in range(PASTES):
                for person in (ada, ben):
                    person.patch(0, len(PASTE) if PASTE in str(person) else 0, PASTE)
            await ada.until(lambda: ada.trouble == PAUSED == ben.trouble, NOTICED_WITHIN_S)
            answer = await server.http.post("/sessions", json={})
            assert (answer.status_code, answer.json()["code"]) == (503, "STORAGE_UNAVAILABLE")
            ben.type("typed while paused\n")
            await ben.until(lambda: "STORAGE_UNAVAILABLE" in ben.notices)
            assert "typed while paused" not in str(ada)
            cy = await stack.enter_async_context(Browser(server.sync(session), "cy"))
            await cy.until(lambda: cy.trouble == PAUSED and "before" in str(cy) and "not saved" in str(cy))
            assert server.is_alive
        for person in (ada, ben, cy):
            await person.until(lambda person=person: person.trouble == FINE and "typed while paused" in str(person))  # type: ignore[misc]
            await person.until_saved()
        assert {str(person) for person in (ada, ben, cy)} == {str(ada)}
        log = await read_log(server.http, session)
        assert list(log.find_faults()) == []
        assert log.replay() == str(ada)
        server.kill()
        await server.start()
        assert await server.code(session) == str(ada)


@contextmanager
def full_disk(server: ServerProcess) -> Iterator[None]:
    """Let no file of the server's take another byte: as a full disk, and possible on a disk with room, for anybody."""
    if not hasattr(resource, "prlimit"):
        pytest.fail(
            "This test fills the disk of a running server with prlimit(2), which only Linux has.", pytrace=False
        )
    pid = server.process.pid
    soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (soft, hard))
