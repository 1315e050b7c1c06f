"""What must stay unsaid stands in no log, of the server, of nginx before it, or of the database."""

import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.canaries import PASSWORD, TOKEN, play_interview, rows_left
from tests.cluster import ANSWER_WITHIN_S, Entrance
from tests.container_nginx import ContainerNginx
from tests.nginx import NoNginx
from tests.ports import free_port
from tests.postgres import PostgresServer
from tests.process import BACKEND, ServerProcess
from tests.test_headers import lay_out_page


async def test_no_log_tells_a_secret_of_an_interview_and_nothing_of_it_is_left(
    postgres_server: PostgresServer, postgres_url: str, tmp_path: Path
) -> None:
    """At the lowest level, through the container's nginx; the session is deleted at the end."""
    page = lay_out_page(tmp_path / "page")
    logs = [tmp_path / "server.log", tmp_path / "nginx.log"]
    said_before = len(postgres_server.said())
    secret_url = postgres_url.replace("postgres@", f"postgres:{PASSWORD}@")
    settings = {"STATIC_DIR": str(page), "LOG_FORMAT": "json", "LOG_LEVEL": "debug", "AUTH_CREATE_TOKEN": TOKEN}
    async with ServerProcess(secret_url, log_file=logs[0], **settings) as server:
        try:
            nginx = ContainerNginx(server.port, page, logs[1])
        except NoNginx as reason:
            pytest.fail(str(reason), pytrace=False)
        async with nginx, httpx.AsyncClient(base_url=nginx.http.base_url, timeout=ANSWER_WITHIN_S) as http:
            told = await play_interview(Entrance(nginx.port, http))
        assert server.terminate() == 0
    for log in logs:
        written = log.read_text()
        assert '"event":' in written
        assert any(id_[:8] in written for id_ in told.ids)
        assert told.found_in(written) == []
    assert told.found_in(postgres_server.said()[said_before:]) == []
    assert set((await rows_left(postgres_url)).values()) == {0}


def test_a_start_that_fails_does_not_tell_the_password() -> None:
    """Nor the token: the database is away, and the token too short."""
    url = f"postgres://algoroom:{PASSWORD}@127.0.0.1:{free_port()}/algoroom"
    for module, settings in (("app.db.migrate", {}), ("app.main", {"AUTH_CREATE_TOKEN": "canary"})):
        done = subprocess.run(
            [sys.executable, "-m", module],
            cwd=BACKEND,
            env={**os.environ, "DATABASE_URL": url, **settings},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode != 0
        assert done.stderr != ""
        assert "canary" not in done.stdout + done.stderr
