"""Several workers on one port: all of them serve, a dead one is replaced, and all end together."""

import asyncio
import os
import signal
import socket
from pathlib import Path

import httpx
import pytest

from tests.client import Browser
from tests.ports import is_free
from tests.process import ServerProcess
from tests.redis_server import RedisServer
from tests.stream_socket import StreamSocket
from tests.waiting import until

NONE_KEPT = httpx.Limits(max_keepalive_connections=0)


@pytest.fixture
def server(postgres_url: str, redis_server: RedisServer) -> ServerProcess:
    return ServerProcess(postgres_url, REDIS_URL=redis_server.url, REDIS_PREFIX="workers", WORKERS="2")


def workers_of(server: ServerProcess) -> set[int]:
    """The processes that serve; the supervisor has another child that only keeps account of shared resources."""
    found: set[int] = set()
    for path in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((path / "stat").read_text().rpartition(")")[2].split()[1])
            command = (path / "cmdline").read_bytes()
        except OSError:
            continue
        if parent == server.process.pid and b"spawn_main" in command:
            found.add(int(path.name))
    return found


def is_alive(process: int) -> bool:
    return Path(f"/proc/{process}").exists()


async def is_ready(server: ServerProcess) -> bool:
    # Each question on a connection of its own: any worker may take it.
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}") as http:
        answer = await http.get("/ready")
    return answer.status_code == 200 and answer.json()["bus"] == "ok"


async def test_workers_share_the_port_and_end_together_when_told(server: ServerProcess) -> None:
    async with server:
        await until(lambda: len(workers_of(server)) == 2)
        await until(lambda: is_ready(server))
        session = await server.create(language="python", code="x = 1")
        assert await server.code(session) == "x = 1"
        workers = workers_of(server)
        assert await asyncio.to_thread(server.terminate) == 0
        assert is_free(server.port)
        assert not any(is_alive(worker) for worker in workers)


async def test_a_peer_over_http_may_post_to_any_worker(server: ServerProcess) -> None:
    """[HT5] Each post on a connection of its own arrives wherever it likes."""
    async with (
        server,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}") as listening,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}", limits=NONE_KEPT) as posting,
    ):
        await until(lambda: len(workers_of(server)) == 2)
        for _ in range(4):
            await until(lambda: is_ready(server))
        session = await server.create(language="python")
        socket = StreamSocket(listening, session, posts=posting)
        async with Browser(socket.as_connect(), "Ada") as ada:
            for number in range(20):
                ada.type(f"{number} ")
                await ada.until_saved()
        assert await server.code(session) == "".join(f"{number} " for number in range(20))


async def test_a_worker_that_dies_is_replaced(server: ServerProcess) -> None:
    async with server:
        await until(lambda: len(workers_of(server)) == 2)
        before = workers_of(server)
        victim = min(before)
        os.kill(victim, signal.SIGKILL)
        await until(lambda: len(workers_of(server) - {victim}) == 2)
        assert len(workers_of(server) & before) == 1
        session = await server.create(code="still here")
        assert await server.code(session) == "still here"
        await asyncio.to_thread(server.terminate)


async def test_workers_end_with_a_supervisor_that_is_killed(server: ServerProcess) -> None:
    async with server:
        await until(lambda: len(workers_of(server)) == 2)
        server.kill()
        await until(lambda: is_free(server.port))


async def test_a_port_in_use_is_a_failure(server: ServerProcess) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", server.port))
        other.listen()
        with pytest.raises(AssertionError, match="ended at its start"):
            await server.start()
    assert server.process.poll() != 0
    await server.http.aclose()
