"""The container: what runs in it, as whom, and how it ends."""

import os
import signal
import socket
from pathlib import Path

from tests.client import Browser
from tests.image.conftest import NewContainer
from tests.waiting import until


async def test_it_serves_everything_without_a_setting_and_keeps_it(new_container: NewContainer, tmp_path: Path) -> None:
    """Page, API and both sockets through nginx; SIGTERM ends it clean; the volume has what was typed."""
    volume = tmp_path / "volume"
    async with new_container(volume) as container:
        assert "app.container.supervise" in container.processes()[container.pid]
        assert {os.stat(f"/proc/{process}").st_uid for process in container.processes()} == {10001}
        page = await container.http.get("/")
        assert page.status_code == 200
        assert '<div id="root">' in page.text
        session = await container.front.create(language="python")
        async with container.front.events(session) as events, Browser(container.front.sync(session), "ada") as ada:
            assert '"participant_joined"' in str(await events.recv())
            async with Browser(container.front.sync(session), "ben") as ben:
                ada.type("from ada ")
                await ben.until(lambda: str(ben.content) == "from ada ")
                ben.type("from ben")
                await ada.until(lambda: str(ada.content) == str(ben.content) and len(str(ada.content)) == 17)
                await ben.until_saved()
            await ada.until_saved()
            typed = str(ada.content)
            container.terminate()
            assert container.exit_code() == 0
            await until(lambda: ada.close_code is not None)
            assert ada.close_code == 1012
    async with new_container(volume) as container:
        assert await container.front.code(session) == typed


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
    """Here a port is taken for ever: the server's, and nginx's."""
    for part in ("app_port", "port"):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1" if part == "app_port" else "0.0.0.0", 0))
            taken.listen()
            async with new_container(wait=False, **{part: taken.getsockname()[1]}) as container:
                assert container.exit_code() == 1
                assert "could not be kept running" in container.said()


async def test_a_wrong_setting_ends_it_in_a_sentence(new_container: NewContainer) -> None:
    async with new_container(wait=False, settings={"WORKERS": "many"}) as container:
        assert container.exit_code() != 0
        assert "WORKERS (or WEB_CONCURRENCY) must be a whole number" in container.said()
