"""Several servers over one PostgreSQL and one Redis behind nginx, all real and all the test's own, to be harmed."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from app.services.collab import codec
from tests.collab import wire
from tests.nginx import Nginx, NoNginx
from tests.postgres import NoPostgres, PostgresServer
from tests.process import ServerProcess
from tests.redis_server import NoRedis, RedisServer
from tests.waiting import until

ANSWER_WITHIN_S = 20.0


class Entrance:
    """Clients that come in by a port without knowing who is behind it."""

    def __init__(self, port: int, http: httpx.AsyncClient) -> None:
        self.port = port
        self.http = http

    def sync(self, session: str) -> connect:
        """A sync socket that speaks `algoroom.v1`, to be entered."""
        return self._socket(f"/ws/sync/{session}", [Subprotocol("algoroom.v1")])

    def stock(self, session: str) -> connect:
        """A sync socket that speaks y-protocols alone, to be entered."""
        return self._socket(f"/ws/sync/{session}", None)

    def events(self, session: str) -> connect:
        """An event socket, to be entered."""
        return self._socket(f"/ws/sessions/{session}", None)

    async def greet(self, session: str, **said: object) -> str:
        """What somebody hears who comes and says this: "welcome", or the reason of the refusal."""
        async with self.sync(session) as socket:
            # The greeting and its answer have one form.
            await socket.send(codec.encode_welcome(json.dumps(said)))
            try:
                frame = await socket.recv()
            except ConnectionClosed:
                return socket.close_reason or ""
            assert isinstance(frame, bytes)
            assert isinstance(wire.read(frame), wire.Welcome)
            return "welcome"

    async def create(self, **wish: object) -> str:
        """Create a session and return its id."""
        return (await self.create_as_host(**wish))[0]

    async def create_as_host(self, **wish: object) -> tuple[str, str]:
        """Create a session and return its id and its host's key."""
        answer = await self.http.post("/sessions", json=wish)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"]), str(answer.json()["hostKey"])

    async def code(self, session: str) -> str:
        """The entry file's text as the API tells it."""
        return str((await self.http.get(f"/sessions/{session}")).json()["code"])

    async def is_ready(self) -> bool:
        """Whether who is behind it says so, with nothing away."""
        answer = await self.http.get("/ready")
        return answer.status_code == 200 and answer.json() == {"status": "ready", "storage": "ok", "bus": "ok"}

    def _socket(self, path: str, protocols: list[Subprotocol] | None) -> connect:
        url = f"ws://127.0.0.1:{self.port}{path}"
        return connect(url, subprotocols=protocols, max_size=None, compression=None, proxy=None)


@dataclass
class Cluster:
    """An installation of several servers. Each may be killed, frozen or stopped, and started again."""

    postgres: PostgresServer
    redis: RedisServer
    replicas: list[ServerProcess]
    front: Entrance
    """nginx, which sends a session to one replica."""
    doors: list[Entrance]
    """Each replica itself, so that a session can be spread over all of them."""

    async def until_ready(self) -> None:
        """Wait until each replica has its database and its Redis."""
        for door in self.doors:
            await until(door.is_ready)


@asynccontextmanager
async def running_cluster(replicas: int = 2, *, logs: Path | None = None, **settings: str) -> AsyncIterator[Cluster]:
    """Start everything; what each replica logs goes to a file in `logs`. A part that is missing fails the test."""
    async with AsyncExitStack() as stack:
        try:
            postgres = await asyncio.to_thread(PostgresServer.start_new)
            stack.callback(postgres.close)
            redis = stack.enter_context(await asyncio.to_thread(RedisServer.start_new))
        except (NoPostgres, NoRedis) as reason:
            pytest.fail(str(reason), pytrace=False)
        database = await postgres.new_database()
        servers = [
            ServerProcess(
                database,
                log_file=logs / f"replica-{number}.log" if logs else None,
                REDIS_URL=redis.url,
                **settings,
            )
            for number in range(replicas)
        ]
        # One after another: all at once they would only fight for the same processors.
        for server in servers:
            await stack.enter_async_context(server)
        try:
            nginx = await stack.enter_async_context(Nginx([server.port for server in servers]))
        except NoNginx as reason:
            pytest.fail(str(reason), pytrace=False)
        front, *doors = [await _open(stack, port) for port in (nginx.port, *(server.port for server in servers))]
        yield Cluster(postgres, redis, servers, front, doors)


async def _open(stack: AsyncExitStack, port: int) -> Entrance:
    client = httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=ANSWER_WITHIN_S)
    return Entrance(port, await stack.enter_async_context(client))
