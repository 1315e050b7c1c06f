"""The container: what runs in it, as whom, and how it ends."""

import asyncio
import os
import re
import signal
import socket
import time
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.client import Browser
from tests.image.conftest import NewContainer
from tests.image.container import Container
from tests.image.pages import visit_with_two_browsers
from tests.waiting import until

PEOPLE = 12
STOPS_WITHIN_S = 3.0
"""What docs/deploying.md promises of a container whose storage answers."""


async def test_it_serves_everything_without_a_setting_and_keeps_it(new_container: NewContainer, tmp_path: Path) -> None:
    """Page, API and both sockets through nginx; two browsers meet in it; the volume has what was typed."""
    volume = tmp_path / "volume"
    async with new_container(volume) as container:
        assert "app.container.supervise" in container.processes()[container.pid]
        assert {os.stat(f"/proc/{process}").st_uid for process in container.processes()} == {10001}
        await visit_with_two_browsers(container.port)
        session = await container.front.create(language="python")
        async with container.front.events(session) as events, Browser(container.front.sync(session), "ada") as ada:
            assert '"participant_joined"' in str(await events.recv())
            ada.type("from ada")
            await ada.until_saved()
            container.terminate()
            assert container.exit_code() == 0
    async with new_container(volume) as container:
        assert await container.front.code(session) == "from ada"


async def test_it_ends_clean_and_soon_with_people_in_it(
    new_container: NewContainer, capsys: pytest.CaptureFixture[str]
) -> None:
    """Everybody is told goodbye and nothing is killed. On a busy machine one of three ends may be the one in time."""
    took: list[float] = []
    while not took or (min(took) >= STOPS_WITHIN_S and len(took) < 3):
        async with new_container() as container:
            took.append(await end_with_people(container))
        ends = re.findall(r"AlgoRoom ends: (\w+) has ended after [\d.]+ s", container.said())
        assert ends == ["app", "nginx"]
        assert "SIGKILL" not in container.said()
    with capsys.disabled():
        print(f"\n  (the container ended in {min(took):.2f} s with {PEOPLE} people in it)")
    assert min(took) < STOPS_WITHIN_S


async def end_with_people(container: Container) -> float:
    """Let people type, and end the container; returns how many seconds that took."""
    async with AsyncExitStack() as stack:
        session = await container.front.create()
        people = [
            await stack.enter_async_context(Browser(container.front.sync(session), f"person {number}"))
            for number in range(PEOPLE)
        ]
        for person in people:
            person.type(f"{person.name} ")
        length = sum(len(f"{person.name} ") for person in people)
        await people[0].until(lambda: len(str(people[0])) == length)
        began = time.monotonic()
        container.terminate()
        assert await asyncio.to_thread(container.exit_code) == 0
        seconds = time.monotonic() - began
        assert {await person.until_closed() for person in people} == {1012}
        return seconds


async def test_a_crashed_server_is_started_again(new_container: NewContainer) -> None:
    """nginx answers meanwhile, in the server's own words."""
    async with new_container() as container:
        session = await container.front.create(code="x = 1")
        first = container.process("app.main")
        os.kill(first, signal.SIGSTOP)
        os.kill(first, signal.SIGKILL)
        await until(lambda: [line for line in container.processes().values() if "app.main" in line] != [])
        await container.until_healthy()
        assert container.process("app.main") != first
        assert await container.front.code(session) == "x = 1"


async def test_a_crashed_nginx_is_started_again(new_container: NewContainer) -> None:
    async with new_container() as container:
        os.kill(container.process("nginx: master"), signal.SIGKILL)
        for worker in [number for number, line in container.processes().items() if "nginx: worker" in line]:
            os.kill(worker, signal.SIGKILL)
        await container.until_healthy()


async def test_it_ends_with_an_error_when_a_part_is_dead_for_good(new_container: NewContainer) -> None:
    """Here a port is taken for ever: the server's, and nginx's. At the same time, because giving up takes a while."""

    async def start_without(port: str) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1" if port == "app_port" else "0.0.0.0", 0))
            taken.listen()
            async with new_container(wait=False, **{port: taken.getsockname()[1]}) as container:
                assert await asyncio.to_thread(container.exit_code) == 1
                assert "could not be kept running" in container.said()

    await asyncio.gather(start_without("app_port"), start_without("port"))


async def test_a_wrong_setting_ends_it_in_a_sentence(new_container: NewContainer) -> None:
    async with new_container(wait=False, settings={"WORKERS": "many"}) as container:
        assert container.exit_code() != 0
        assert "WORKERS (or WEB_CONCURRENCY) must be a whole number" in container.said()


async def test_its_commands_find_the_volume_beside_a_server_and_instead_of_one(
    new_container: NewContainer, tmp_path: Path
) -> None:
    """As `docker exec algoroom algoroom …` and `docker run --rm -v algoroom:/data algoroom …` give them."""
    volume = tmp_path / "volume"

    async def give(*command: str) -> str:
        async with new_container(volume, wait=False, is_read_only=True, entrypoint=list(command)) as container:
            assert await asyncio.to_thread(container.exit_code) == 0, container.said()
            return container.said()

    async with new_container(volume) as container:
        session = await container.front.create(code="x = 1")
        await give("algoroom", "backup", "/data/backup.db")
        assert "/data/algoroom.db answers" in await give("algoroom", "check-config")
        await container.front.http.put(f"/sessions/{session}/code", json={"code": "x = 2"})
        container.terminate()
        assert await asyncio.to_thread(container.exit_code) == 0
    await give("/opt/algoroom/entrypoint.sh", "restore", "/data/backup.db")
    async with new_container(volume) as container:
        assert await container.front.code(session) == "x = 1"
