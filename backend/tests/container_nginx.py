"""The container's nginx on this machine, before a server of a test's own."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Self

import httpx

from app.config import Settings
from app.container.nginx import Surroundings, render
from tests.nginx import NoNginx, find_program
from tests.ports import free_port, is_free
from tests.waiting import until

TEMPLATE = Path(__file__).resolve().parents[2] / "nginx.conf"
STOP_SECONDS = 5.0


class ContainerNginx:
    """nginx as the container configures it, without modules that few machines have. `async with` ends it."""

    def __init__(self, app_port: int, page: Path, log: Path, **settings: object) -> None:
        """Prepare it.

        Raises:
            NoNginx: there is none on this machine.
        """
        self._program = find_program()
        self._home = Path(tempfile.mkdtemp(prefix="algoroom-nginx-"))
        self._log = log
        self.port = free_port()
        asked = Settings.model_validate({"host": "127.0.0.1", "port": self.port, "static_dir": page, **settings})
        around = Surroundings(app_port, has_ipv6=False, has_brotli=False, descriptors=4096, processors=1)
        text = render(TEMPLATE.read_text(), asked, self._home, around)
        # Its own modules, and what only root's nginx does, have no place in a test.
        text = text.replace("include /etc/nginx/modules-enabled/*.conf;", "user root;" if os.geteuid() == 0 else "")
        text = text.replace("/dev/stdout", str(log))
        (self._home / "nginx.conf").write_text(text)
        self._process: subprocess.Popen[bytes] | None = None
        self.http = httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}", timeout=30)

    async def __aenter__(self) -> Self:
        with self._log.open("ab") as log:
            # Popen itself does not wait.
            self._process = subprocess.Popen(  # noqa: ASYNC220
                [self._program, "-c", str(self._home / "nginx.conf"), "-e", "stderr"],
                stdin=subprocess.DEVNULL,
                stderr=log,
            )
        await until(self._listens)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.aclose()
        if self._process is not None:
            self._process.terminate()
            self._process.wait(STOP_SECONDS)
        shutil.rmtree(self._home, ignore_errors=True)

    def _listens(self) -> bool:
        if self._process is not None and self._process.poll() is not None:
            raise NoNginx(f"nginx does not start: {self._log.read_text()[-1000:].strip()}")
        return not is_free(self.port)
