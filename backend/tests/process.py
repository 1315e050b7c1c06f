"""The server as a process of its own, that a test may kill."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Protocol, Self

import httpx
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from tests.ports import free_port

BACKEND = Path(__file__).resolve().parents[1]
SHORT_KEPT = httpx.Limits(keepalive_expiry=1)
"""The server lets go of an idle connection after 5 seconds; a client that waits as long may ask it at that moment."""
STARTS_WITHIN_S = 60.0
ASK_AGAIN_S = 0.02


class Program(Protocol):
    """What a test does with a running program."""

    @property
    def pid(self) -> int:
        """Its number."""

    def poll(self) -> int | None:
        """Its exit code, `None` while it runs."""

    def kill(self) -> None:
        """End it at once."""

    def send_signal(self, sig: int) -> None:
        """Send a signal."""

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end; returns its exit code."""


class ServerProcess:
    """`python -m app.main` on a free port of this machine, over one database. `async with` ends it."""

    def __init__(self, database_url: str, *, log_file: Path | None = None, **settings: str) -> None:
        self._database_url = database_url
        self._log_file = log_file
        self._settings = settings
        self.port = free_port()
        self.process: Program
        self.http = httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}", limits=SHORT_KEPT)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.aclose()
        self.kill()

    async def start(self) -> None:
        """Start, on the same port as before, and return when it answers."""
        log = None if self._log_file is None else self._log_file.open("ab")
        environment = {
            **os.environ,
            "DATABASE_URL": self._database_url,
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "LOG_LEVEL": "warning",
            **self._settings,
        }
        self.process = self._launch(environment, log)
        if log is not None:
            log.close()
        try:
            async with asyncio.timeout(STARTS_WITHIN_S):
                while not await self._answers():
                    assert self.process.poll() is None, "the server ended at its start"
        except BaseException:
            self.kill()
            raise

    def _launch(self, environment: Mapping[str, str], log: IO[bytes] | None) -> Program:
        # Popen itself does not wait, and gives what asyncio's process does not: kill and wait outside the loop.
        return subprocess.Popen([sys.executable, "-m", "app.main"], cwd=BACKEND, env=environment, stderr=log)

    def kill(self) -> None:
        """End it without a word, as a crash does."""
        self.process.kill()
        self.process.wait()

    def terminate(self) -> int:
        """Ask it to end, and return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(STARTS_WITHIN_S)

    @property
    def database_url(self) -> str:
        """Its DATABASE_URL."""
        return self._database_url

    @property
    def is_alive(self) -> bool:
        """Whether it still runs."""
        return self.process.poll() is None

    def sync(self, session: str, *, extended: bool = True, port: int | None = None) -> connect:
        """A sync socket, to be entered; through another port where something stands in between."""
        protocols = [Subprotocol("algoroom.v1")] if extended else None
        url = f"ws://127.0.0.1:{port or self.port}/ws/sync/{session}"
        return connect(url, subprotocols=protocols, max_size=None, compression=None)

    async def create(self, **wish: object) -> str:
        """Create a session and return its id."""
        answer = await self.http.post("/sessions", json=wish)
        assert answer.status_code == 201
        return str(answer.json()["id"])

    async def code(self, session: str) -> str:
        """The entry file's text as the API tells it."""
        return str((await self.http.get(f"/sessions/{session}")).json()["code"])

    async def _answers(self) -> bool:
        try:
            return (await self.http.get("/health", timeout=1)).status_code == 200
        except httpx.TransportError:
            # Nothing listens yet: give the processor to the starting server before asking again.
            await asyncio.to_thread(self._wait_a_moment)
            return False

    def _wait_a_moment(self) -> None:
        try:
            self.process.wait(ASK_AGAIN_S)
        except subprocess.TimeoutExpired:
            return
