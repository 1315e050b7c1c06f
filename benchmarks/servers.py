"""The servers that are compared: how each is installed, started and addressed.

`python servers.py` installs all of them into .tools/peers, or into the folder given: a Python environment of their
own, packages from npm, and the relay compiled from its source. AlgoRoom itself runs in backend/.venv, which `npm start`
makes.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

HERE = Path(__file__).resolve().parent
BACKEND = HERE.parent / "backend"
ALGOROOM_PYTHON = BACKEND / ".venv" / "bin" / "python"
DEFAULT_TOOLS = HERE.parent / ".tools" / "peers"
INSTALL_WITHIN_S = 900
STARTS_WITHIN_S = 30.0
STOPS_WITHIN_S = 15.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where one server runs: what is installed, where its data lies, its port."""

    tools: Path
    data: Path
    port: int

    @property
    def python(self) -> Path:
        """The peers' Python."""
        return self.tools / "venv" / "bin" / "python"


@dataclass(frozen=True, slots=True)
class Server:
    """One of those compared."""

    name: str
    title: str
    start: Callable[[Place], list[str]]
    environment: Callable[[Place], dict[str, str]] = lambda _: {}
    prepare: Callable[[Place], None] = lambda _: None
    path: str = "/{room}"
    protocol: str = "y"
    creates_sessions: bool = False
    keeps: str | None = None
    """What it keeps the texts in; None where they end with the process."""
    folder: Path = field(default=HERE)

    @property
    def stores(self) -> bool:
        """Whether texts outlive the process."""
        return self.keeps is not None

    def load_arguments(self, port: int) -> list[str]:
        """What `load.py` must be told to speak with it."""
        sessions = ["--sessions-url", f"http://127.0.0.1:{port}/sessions"] if self.creates_sessions else []
        return ["--url", f"ws://127.0.0.1:{port}{self.path}", "--protocol", self.protocol, *sessions]


def _algoroom(place: Place, database_url: str) -> dict[str, str]:
    address = {"DATABASE_URL": database_url, "HOST": "127.0.0.1", "PORT": str(place.port)}
    # One address creates all rooms here, which a server open to the world would stop.
    return address | {"LOG_LEVEL": "warning", "SESSIONS_PER_S": "0"}


def _sqlite(place: Place) -> dict[str, str]:
    return _algoroom(place, f"sqlite:///{place.data / 'algoroom.db'}")


def _migrate(place: Place) -> None:
    command = [str(ALGOROOM_PYTHON), "-m", "app.db.migrate"]
    subprocess.run(command, cwd=BACKEND, env={**os.environ, **_sqlite(place)}, check=True, stdout=subprocess.DEVNULL)


def _port(place: Place) -> dict[str, str]:
    return {"PORT": str(place.port), "HOST": "127.0.0.1", "DATABASE_FILE": str(place.data / "texts.db")}


def _node(place: Place, script: str) -> list[str]:
    return ["node", str(place.tools / script)]


SERVERS = [
    Server(
        "algoroom",
        "AlgoRoom, SQLite",
        lambda _: [str(ALGOROOM_PYTHON), "-m", "app.main"],
        _sqlite,
        _migrate,
        path="/ws/sync/{room}",
        creates_sessions=True,
        keeps="SQLite, each key",
        folder=BACKEND,
    ),
    Server(
        "algoroom-memory",
        "AlgoRoom, memory",
        lambda _: [str(ALGOROOM_PYTHON), "-m", "app.main"],
        lambda place: _algoroom(place, "memory://"),
        path="/ws/sync/{room}",
        creates_sessions=True,
        folder=BACKEND,
    ),
    Server(
        "y-websocket",
        "y-websocket server 0.1.1",
        lambda place: _node(place, "node_modules/@y/websocket-server/src/server.js"),
        _port,
    ),
    Server(
        "hocuspocus",
        "Hocuspocus 4.7.0, SQLite",
        lambda place: _node(place, "hocuspocus.mjs"),
        _port,
        protocol="hocuspocus",
        keeps="SQLite, every 2 to 10 s",
    ),
    Server(
        "pycrdt-websocket",
        "pycrdt-websocket on uvicorn, SQLite",
        lambda place: [str(place.python), str(HERE / "peers" / "pycrdt_server.py")],
        _port,
        keeps="SQLite, each key",
    ),
    Server(
        "plain",
        "PUT of 2 KB and JSON broadcast (FastAPI)",
        lambda place: [str(place.python), str(HERE / "peers" / "plain.py")],
        _port,
        path="/ws/{room}",
        protocol="plain",
    ),
    Server(
        "relay",
        "floor: relay in C, epoll",
        lambda place: [str(place.tools / "relay"), str(place.port)],
    ),
]


BASELINE = "algoroom"
NODE_SERVERS = ("y-websocket", "hocuspocus")
YJS_SERVERS = (*NODE_SERVERS, "pycrdt-websocket")
"""The peers that the aims speak of; the others show what a plainer design and no design at all would cost."""


class Running:
    """A server as a process on one core. `with` ends it."""

    def __init__(self, server: Server, place: Place, core: int) -> None:
        self.server, self.place, self.core = server, place, core
        self.process: subprocess.Popen[bytes]

    def __enter__(self) -> Self:
        """Start it with empty storage."""
        shutil.rmtree(self.place.data, ignore_errors=True)
        self.place.data.mkdir(parents=True)
        self.server.prepare(self.place)
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Kill it."""
        self.stop(signal.SIGKILL)

    def start(self) -> None:
        """Start over what is stored, and return when it answers.

        Raises:
            RuntimeError: it ended, or does not answer.
        """
        environment = {**os.environ, "NODE_ENV": "production", **self.server.environment(self.place)}
        with (self.place.data / "output.log").open("ab") as log:
            command = ["taskset", "-c", str(self.core), *self.server.start(self.place)]
            self.process = subprocess.Popen(
                command, cwd=self.server.folder, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        deadline = time.monotonic() + STARTS_WITHIN_S
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(
                    f"{self.server.title} does not start: {(self.place.data / 'output.log').read_text()}"
                )
            time.sleep(0.05)

    def stop(self, number: signal.Signals) -> None:
        """End it by a signal, by SIGKILL if that is not enough."""
        if self.process.poll() is not None:
            return
        self.process.send_signal(number)
        try:
            self.process.wait(STOPS_WITHIN_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _answers(self) -> bool:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.place.port}/health", timeout=2).close()
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True


def free_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def install(tools: Path) -> None:
    """Install all peers. Repeated, it only compares versions."""
    tools.mkdir(parents=True, exist_ok=True)
    if not (tools / "venv").exists():
        _run([sys.executable, "-m", "venv", "--upgrade-deps", str(tools / "venv")])
    # An environment made by uv has no pip of its own.
    python = str(tools / "venv" / "bin" / "python")
    requirements = str(HERE / "requirements.txt")
    if shutil.which("uv"):
        _run(["uv", "pip", "install", "-q", "--python", python, "-r", requirements])
    else:
        _run([python, "-m", "pip", "install", "-q", "-r", requirements])
    for name in ("package.json", "hocuspocus.mjs"):
        shutil.copy(HERE / "peers" / name, tools / name)
    _run(["npm", "install", "--no-audit", "--no-fund", "--silent"], tools)
    # npm 11 leaves out the step in which this one is compiled, which takes a minute or more.
    if not (tools / "node_modules/better-sqlite3/build/Release/better_sqlite3.node").exists():
        _run(["npm", "rebuild", "better-sqlite3", "--foreground-scripts", "--silent"], tools)
    _run(["gcc", "-O2", "-Wall", "-Wextra", "-o", str(tools / "relay"), str(HERE / "peers" / "relay.c")])


def _run(command: list[str], folder: Path = HERE) -> None:
    subprocess.run(command, cwd=folder, check=True, timeout=INSTALL_WITHIN_S)


if __name__ == "__main__":
    install(Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_TOOLS)
