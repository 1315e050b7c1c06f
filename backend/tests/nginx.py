"""A real nginx in front of several servers, with the very file that Compose mounts into its proxy (proxy.conf)."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from tests.ports import free_port, is_free
from tests.waiting import until

STOP_SECONDS = 5.0
SERVED_BY = "Served-By"
"""The header in which nginx tells a test which server answered."""

CONFIGURATION = Path(__file__).resolve().parents[2] / "proxy.conf"
LISTENS = "listen 8080;"
SERVERS = re.compile(r"(?: +server replica-\d:8080 (.*);\n)+")
PLACE = "location / {\n"
NOT_BUFFERING = "proxy_buffering off;"


class NoNginx(Exception):
    """There is no nginx that could be started; the message says how to get one."""


def configuration(port: int, servers: Sequence[int], *, gathers_answers: bool = False) -> str:
    """The file with addresses of this machine, and with a header that tells who answered."""
    text = CONFIGURATION.read_text()
    [choice] = set(SERVERS.findall(text))
    changes = {
        LISTENS: f"listen 127.0.0.1:{port};",
        PLACE: f"{PLACE}add_header {SERVED_BY} $upstream_addr always;\n",
        **({NOT_BUFFERING: ""} if gathers_answers else {}),
    }
    for written, here in changes.items():
        assert text.count(written) == 1, written
        text = text.replace(written, here)
    return SERVERS.sub("".join(f"server 127.0.0.1:{server} {choice};\n" for server in servers), text)


class Nginx:
    """nginx on a free port of this machine, before servers on other ports. `async with` ends it."""

    def __init__(self, ports: Sequence[int], *, gathers_answers: bool = False) -> None:
        """Prepare it; `gathers_answers` leaves its buffering on, as where nobody thought of it.

        Raises:
            NoNginx: there is none on this machine.
        """
        self._program = find_program()
        self._ports = ports
        self._gathers_answers = gathers_answers
        self._home = Path(tempfile.mkdtemp(prefix="algoroom-nginx-"))
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    async def __aenter__(self) -> Self:
        text = configuration(self.port, self._ports, gathers_answers=self._gathers_answers)
        (self._home / "proxy.conf").write_text(text)
        # Root's workers would run as somebody who may not enter a temporary directory.
        user = ["-g", "user root;"] if os.geteuid() == 0 else []
        # Popen itself does not wait.
        self._process = subprocess.Popen(  # noqa: ASYNC220
            [self._program, "-p", str(self._home), "-c", "proxy.conf", "-e", "error.log", *user],
            stdin=subprocess.DEVNULL,
        )
        await until(self._listens)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._process is not None:
            # Told to, the master takes its worker along.
            self._process.terminate()
            self._process.wait(STOP_SECONDS)
        shutil.rmtree(self._home, ignore_errors=True)

    def _listens(self) -> bool:
        if self._process is not None and self._process.poll() is not None:
            said = (self._home / "error.log").read_text(errors="replace")[-1000:]
            raise NoNginx(f"nginx does not start: {said.strip()}")
        return not is_free(self.port)


def find_program() -> str:
    """Where nginx is.

    Raises:
        NoNginx: it is not here.
    """
    # Debian keeps it where only root looks.
    found = shutil.which("nginx", path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"]))
    if found is None:
        raise NoNginx(
            "The tests of several servers need nginx, which is not here: install the package nginx-light (or nginx)."
        )
    return found
