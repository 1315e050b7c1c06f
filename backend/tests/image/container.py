"""Runs the image without an engine: its files, user, environment and command under bwrap, with PID 1."""

import json
import os
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import httpx

from tests.cluster import ANSWER_WITHIN_S, Entrance
from tests.ports import free_port
from tests.waiting import until

STARTS_WITHIN_S = 60.0
ENDS_WITHIN_S = 120.0


@dataclass(frozen=True, slots=True)
class Image:
    """An image in the store that the check has built."""

    name: str
    store: Path

    def buildah(self, *arguments: str) -> str:
        """Run buildah on the store; returns what it printed."""
        where = ["--root", str(self.store / "root"), "--runroot", str(self.store / "run")]
        done = subprocess.run(["buildah", *where, *arguments], capture_output=True, text=True, check=True, timeout=120)
        return done.stdout.strip()


@dataclass(frozen=True, slots=True)
class Command:
    """What the image says of how it is run."""

    arguments: list[str]
    environment: dict[str, str]
    folder: str
    uid: int
    gid: int


@dataclass
class Container:
    """One container of the image on this machine's network. `async with` starts and ends it."""

    image: Image
    volume: Path
    log: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    entrypoint: list[str] | None = None
    """Instead of the image's."""
    mounts: Mapping[Path, str] = field(default_factory=dict)
    """What is seen of this machine, and where."""
    is_read_only: bool = False
    """Whether only /data and /tmp can be written to, and are empty at the start."""
    port: int = field(default_factory=free_port)
    app_port: int = field(default_factory=free_port)
    wait: bool = True
    """Whether starting it waits until it answers."""

    async def __aenter__(self) -> Self:
        self._name = self.image.buildah("from", "--pull-never", self.image.name)
        self._root = Path(self.image.buildah("mount", self._name))
        self._command = self._read_command()
        for there in self.mounts.values():
            place = self._root / there.removeprefix("/")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.touch()
        self.volume.mkdir(exist_ok=True)
        os.chown(self.volume, self._command.uid, self._command.gid)
        self.log.touch()
        # An engine hands out streams that the container's user may open.
        self.log.chmod(0o666)
        self.http = httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}", timeout=ANSWER_WITHIN_S)
        self.front = Entrance(self.port, self.http)
        self._bwrap, self.pid = self._launch()
        if self.wait:
            await self.until_healthy()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.aclose()
        if self._bwrap.poll() is None:
            # All of its processes go with the first one; bwrap's own end would leave it.
            os.kill(self.pid, signal.SIGKILL)
        self._bwrap.wait(ENDS_WITHIN_S)
        self.image.buildah("umount", self._name)
        self.image.buildah("rm", self._name)

    async def until_healthy(self) -> None:
        """Wait until it serves; a container that has ended instead fails the test with what it said."""

        async def is_healthy() -> bool:
            assert self._bwrap.poll() is None, self.said()
            try:
                return (await self.http.get("/health")).status_code == 200
            except httpx.TransportError:
                return False

        await until(is_healthy, STARTS_WITHIN_S)

    def said(self) -> str:
        """Everything that it has written so far."""
        return self.log.read_text()

    def terminate(self) -> None:
        """Ask it to end, as an engine does."""
        os.kill(self.pid, signal.SIGTERM)

    def exit_code(self) -> int:
        """Wait for its end."""
        return self._bwrap.wait(ENDS_WITHIN_S)

    def processes(self) -> dict[int, str]:
        """The command lines of its processes, by their numbers on this machine."""
        found = {self.pid: _command_line(self.pid)}
        waiting = [self.pid]
        while waiting:
            children = Path(f"/proc/{waiting.pop()}/task").glob("*/children")
            for child in [int(number) for file in children for number in file.read_text().split()]:
                found[child] = _command_line(child)
                waiting.append(child)
        return found

    def process(self, part: str) -> int:
        """The number of its process whose command line holds this."""
        [number] = [number for number, line in self.processes().items() if part in line]
        return number

    def _read_command(self) -> Command:
        told = json.loads(self.image.buildah("inspect", "--type", "image", self.image.name))["Docker"]["config"]
        uid, gid = told["User"].split(":")
        return Command(
            [*told["Entrypoint"], *(told.get("Cmd") or [])],
            dict(line.split("=", 1) for line in told["Env"]),
            told["WorkingDir"],
            int(uid),
            int(gid),
        )

    def _launch(self) -> "tuple[subprocess.Popen[bytes], int]":
        command = self._command
        ports = {"PORT": str(self.port), "APP_PORT": str(self.app_port)}
        environment = {**command.environment, **ports, **self.settings}
        bind = "--ro-bind" if self.is_read_only else "--bind"
        inside = [bind, str(self._root), "/", "--bind", str(self.volume), "/data", "--tmpfs", "/tmp"]
        inside += [word for here, there in self.mounts.items() for word in ("--ro-bind", str(here), there)]
        alone = [
            "--dev",
            "/dev",
            "--proc",
            "/proc",
            "--unshare-pid",
            "--as-pid-1",
            "--unshare-uts",
            "--die-with-parent",
        ]
        rights = ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
        variables = [word for name, value in environment.items() for word in ("--setenv", name, value)]
        reading, writing = os.pipe()
        user = ["setpriv", f"--reuid={command.uid}", f"--regid={command.gid}", "--clear-groups", "--inh-caps=-all"]
        arguments = command.arguments if self.entrypoint is None else self.entrypoint
        last = ["--chmod", "1777", "/tmp", "--info-fd", str(writing), *user, *arguments]
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                ["bwrap", *inside, *alone, *rights, "--clearenv", *variables, "--chdir", command.folder, *last],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[writing],
            )
        os.close(writing)
        with os.fdopen(reading) as told:
            return process, int(json.load(told)["child-pid"])


def _command_line(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except FileNotFoundError:
        return ""
