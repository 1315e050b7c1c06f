"""A real nginx in front of several servers: it sends a session to one of them by its id, and fails over."""

import os
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
"""The header in which nginx tells which server answered."""

CONFIGURATION = """
daemon off;
{user}
pid {home}/nginx.pid;
error_log {home}/error.log;
worker_processes 1;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  client_body_temp_path {home}/body;
  proxy_temp_path {home}/proxy;
  fastcgi_temp_path {home}/fastcgi;
  uwsgi_temp_path {home}/uwsgi;
  scgi_temp_path {home}/scgi;
  client_max_body_size 4m;

  map $uri $session_id {{
    ~^/(?:ws/sync|ws/sessions|sessions|session)/(?<id>[^/]+) $id;
    default $request_id;
  }}
  map $http_upgrade $connection_upgrade {{
    default upgrade;
    "" "";
  }}
  upstream replicas {{
    hash $session_id consistent;
    {servers}
  }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://replicas;
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_connect_timeout 1s;
      proxy_read_timeout 1h;
      proxy_next_upstream error timeout;
      proxy_next_upstream_timeout 5s;
      add_header {served_by} $upstream_addr always;
    }}
  }}
}}
"""


class NoNginx(Exception):
    """There is no nginx that could be started; the message says how to get one."""


class Nginx:
    """nginx on a free port of this machine, before servers on other ports. `async with` ends it."""

    def __init__(self, ports: Sequence[int]) -> None:
        """Prepare it.

        Raises:
            NoNginx: there is none on this machine.
        """
        self._program = find_program()
        self._ports = ports
        self._home = Path(tempfile.mkdtemp(prefix="algoroom-nginx-"))
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    async def __aenter__(self) -> Self:
        configuration = self._home / "nginx.conf"
        configuration.write_text(
            CONFIGURATION.format(
                # Root's workers would run as somebody who may not enter a temporary directory.
                user="user root;" if os.geteuid() == 0 else "",
                home=self._home,
                port=self.port,
                servers=" ".join(f"server 127.0.0.1:{port} max_fails=1 fail_timeout=1s;" for port in self._ports),
                served_by=SERVED_BY,
            )
        )
        # Popen itself does not wait.
        self._process = subprocess.Popen(  # noqa: ASYNC220
            [self._program, "-p", str(self._home), "-c", str(configuration), "-e", str(self._home / "error.log")],
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
