"""Servers that start in a twentieth of a second: one process imports everything once, and forks for each start.

python -m tests.zygote: a line of JSON `{"environment", "log", "module"}` on standard input forks a child that runs
`module.main()`; `{"started": pid}` and `{"ended": pid, "code"}` come back. Its children end with it, and it ends with
its standard input.
"""

import importlib
import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Any, Self

from tests.process import BACKEND, STARTS_WITHIN_S, ServerProcess

SERVER = "app.main"


class Zygote:
    """The process that forks servers."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.zygote"],
            cwd=BACKEND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )
        self._received = b""
        self._ended: dict[int, int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=STARTS_WITHIN_S)

    def fork(self, environment: Mapping[str, str], log: IO[bytes] | None, module: str) -> "Forked":
        """Start a server; `module` has its `main`."""
        wish = {"environment": dict(environment), "log": log.name if log else None, "module": module}
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(wish).encode() + b"\n")
        while True:
            told = self._hear(STARTS_WITHIN_S)
            assert told is not None, "the zygote does not answer"
            if "started" in told:
                self._ended.pop(told["started"], None)
                return Forked(told["started"], self)

    def code(self, pid: int, timeout: float | None) -> int | None:
        """The exit code of a child, `None` if it still runs after `timeout` seconds."""
        while pid not in self._ended and self._hear(timeout) is not None:
            pass
        return self._ended.get(pid)

    def _hear(self, timeout: float | None) -> dict[str, Any] | None:
        """The next thing it tells; `None` if it tells nothing in time."""
        assert self._process.stdout is not None
        while b"\n" not in self._received:
            if not select.select([self._process.stdout], [], [], timeout)[0]:
                return None
            read = os.read(self._process.stdout.fileno(), 1 << 16)
            assert read, "the zygote ended"
            self._received += read
        line, _, self._received = self._received.partition(b"\n")
        told: dict[str, Any] = json.loads(line)
        if "ended" in told:
            self._ended[told["ended"]] = told["code"]
        return told


@dataclass(frozen=True)
class Forked:
    """A child of the zygote, as `subprocess` would show it."""

    pid: int
    zygote: Zygote

    def poll(self) -> int | None:
        """Its exit code, `None` while it runs."""
        return self.zygote.code(self.pid, 0)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def send_signal(self, sig: int) -> None:
        """Send a signal, if it still runs."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, sig)

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end."""
        code = self.zygote.code(self.pid, timeout)
        if code is None:
            raise subprocess.TimeoutExpired("server", timeout or 0)
        return code


class ForkedServer(ServerProcess):
    """The server as a process of its own that starts quickly."""

    def __init__(self, zygote: Zygote, database_url: str, *, module: str = SERVER, **options: Any) -> None:
        super().__init__(database_url, **options)
        self._zygote = zygote
        self._module = module

    def _launch(self, environment: Mapping[str, str], log: IO[bytes] | None) -> Forked:
        return self._zygote.fork(environment, log, self._module)


def main() -> None:
    """Fork when asked."""
    importlib.import_module(SERVER)
    woken, wake = os.pipe()
    for end in (woken, wake):
        os.set_blocking(end, False)
    signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
    # A Ctrl+C is for who started us: then our input ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    children: set[int] = set()
    received = b""
    while True:
        ready, _, _ = select.select([0, woken], [], [])
        if woken in ready:
            os.read(woken, 1 << 10)
            _reap(children)
        if 0 in ready:
            read = os.read(0, 1 << 16)
            if not read:
                break
            *wishes, received = (received + read).split(b"\n")
            for wish in wishes:
                pid = os.fork()
                if pid == 0:
                    signal.set_wakeup_fd(-1)
                    _become_server(json.loads(wish), (woken, wake))
                children.add(pid)
                _tell({"started": pid})
    for child in children:
        os.kill(child, signal.SIGKILL)


def _reap(children: set[int]) -> None:
    for child in list(children):
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            children.remove(pid)
            _tell({"ended": pid, "code": os.waitstatus_to_exitcode(status)})


def _become_server(wish: dict[str, Any], pipes: tuple[int, int]) -> None:
    code = 70
    try:
        for number in (signal.SIGCHLD, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        for pipe in pipes:
            os.close(pipe)
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, 0)
        os.dup2(nothing, 1)
        if wish["log"]:
            os.dup2(os.open(wish["log"], os.O_WRONLY | os.O_APPEND), 2)
        os.environ.clear()
        os.environ.update(wish["environment"])
        code = importlib.import_module(wish["module"]).main()
    finally:
        # Not sys.exit: the zygote's own end must not happen here as well.
        sys.stderr.flush()
        os._exit(code)


def _tell(what: dict[str, int]) -> None:
    os.write(1, json.dumps(what).encode() + b"\n")


if __name__ == "__main__":
    main()
