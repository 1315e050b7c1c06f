"""The real application behind a real port of this machine, for tests that speak HTTP and WebSockets to it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import httpx
from fastapi import FastAPI
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from app.config import Settings
from app.main import Server, create_app, make_server
from app.repositories.ports import Storage

ANSWER_WITHIN_S = 10.0
"""How long a test waits for what must come."""

type Json = dict[str, Any]


class Running:
    """A server that listens on loopback, and clients for it."""

    def __init__(self, app: FastAPI, server: Server, port: int, http: httpx.AsyncClient) -> None:
        self.app = app
        self._server = server
        self.port = port
        self.http = http

    def stop(self) -> None:
        """Tell it to end, as an administrator does; leaving the block waits for it."""
        self._server.should_exit = True

    async def create(self, **wish: object) -> Json:
        """Create a session."""
        answer = await self.http.post("/sessions", json=wish)
        assert answer.status_code == 201, answer.text
        return cast(Json, answer.json())

    def sync(self, session: str, *, extended: bool = False, **options: Any) -> connect:
        """A sync socket, to be entered."""
        protocols = [Subprotocol("algoroom.v1")] if extended else None
        return self._socket(f"/ws/sync/{session}", subprotocols=protocols, **options)

    def events(self, session: str, **options: Any) -> connect:
        """An event socket, to be entered."""
        return self._socket(f"/ws/sessions/{session}", **options)

    @asynccontextmanager
    async def listening(self, session: str) -> AsyncIterator[ClientConnection]:
        """An event socket that is in the room: what happens from here on is told to it (ES1)."""
        async with self.events(session) as listener:
            await hear_json(listener, "participant_joined")
            yield listener

    def _socket(self, path: str, **options: Any) -> connect:
        return connect(f"ws://127.0.0.1:{self.port}{path}", max_size=None, compression=None, **options)


@asynccontextmanager
async def running(storage: Storage, settings: Settings | None = None) -> AsyncIterator[Running]:
    """Serve the application over this storage until the block is left."""
    settings = settings or Settings()
    app = create_app(settings, storage)
    server = make_server(app, "127.0.0.1", 0, settings.trusted_proxies)
    # The test's loop is the server's; signals are the test runner's.
    task = asyncio.create_task(server._serve())
    while not server.started:
        if task.done():
            task.result()
        await asyncio.sleep(0)
    port = cast(int, server.servers[0].sockets[0].getsockname()[1])
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=ANSWER_WITHIN_S) as http:
        yield Running(app, server, port, http)
    server.should_exit = True
    await task


async def hear(socket: ClientConnection) -> bytes:
    """The next binary frame."""
    frame = await asyncio.wait_for(socket.recv(), ANSWER_WITHIN_S)
    assert isinstance(frame, bytes)
    return frame


async def hear_json(socket: ClientConnection, type_: str | None = None) -> Json:
    """The next JSON frame, or the next of that type."""
    while True:
        frame = await asyncio.wait_for(socket.recv(), ANSWER_WITHIN_S)
        assert isinstance(frame, str)
        body = cast(Json, json.loads(frame))
        if type_ in (None, body["type"]):
            return body


async def hear_close(socket: ClientConnection) -> tuple[int, str]:
    """Wait until the server closes, and say with which code and reason."""
    await asyncio.wait_for(socket.wait_closed(), ANSWER_WITHIN_S)
    assert socket.close_code is not None
    return socket.close_code, socket.close_reason or ""
