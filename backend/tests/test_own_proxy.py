"""The samples of docs/deploying.md for systemd and for proxies, read by the real programs as they stand there."""

import os
import re
import shutil
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin, Subprotocol

from tests.client import Browser
from tests.document import blocks
from tests.nginx import find_program
from tests.ports import free_port, is_free
from tests.process import ServerProcess
from tests.stream_socket import StreamSocket
from tests.waiting import until

NAME = "rooms.example.org"
SERVER = "127.0.0.1:8080"
SYSTEMD = "On a machine of your own, with systemd"
LARGEST_EXPOSURE = 30
"""Of 100, as systemd-analyze judges what a service could do to its machine."""


def changed(text: str, changes: Mapping[str, str]) -> str:
    """The sample with what differs on this machine; each must stand in it."""
    for written, here in changes.items():
        assert written in text, written
        text = text.replace(written, here)
    return text


def installed(program: str, package: str) -> str:
    """Where it lies; the test fails where it is missing, and says how to get it."""
    found = shutil.which(program)
    if found is None:
        pytest.fail(f"There is no {program} on this machine: install Debian's package {package}, then test again.")
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="systemd is Linux's alone")
def test_the_unit_is_one_that_systemd_takes_and_finds_well_protected(tmp_path: Path) -> None:
    program = installed("systemd-analyze", "systemd")
    [unit] = blocks(SYSTEMD, "ini")
    file = tmp_path / "algoroom.service"
    file.write_text(changed(unit, {"/opt/algoroom/bin/algoroom": sys.executable, "User=algoroom\n": ""}))
    for asked in (["verify"], ["security", "--offline=yes", f"--threshold={LARGEST_EXPOSURE}"]):
        done = subprocess.run([program, *asked, str(file)], capture_output=True, text=True, check=False)
        # It may speak of units of the machine's own.
        said = [line for line in (done.stdout + done.stderr).splitlines() if "algoroom.service" in line]
        assert done.returncode == 0, done.stdout + done.stderr
        if asked == ["verify"]:
            assert said == []


def test_the_settings_beside_the_unit_are_settings() -> None:
    """What the unit reads, the server knows."""
    [settings] = [block for block in blocks(SYSTEMD, "sh") if block.startswith("DATABASE_URL=")]
    variables = dict(line.split("=", 1) for line in settings.splitlines())
    done = subprocess.run(
        [sys.executable, "-c", "from app.config import load_settings; print(load_settings().database)"],
        env={"PATH": os.environ["PATH"], **variables},
        cwd=Path(__file__).resolve().parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "the SQLite file /var/lib/algoroom/algoroom.db\n"), done.stderr


@asynccontextmanager
async def running(command: Sequence[str], port: int, log: Path) -> AsyncIterator[None]:
    """A program that listens, until it is left."""
    with log.open("wb") as said:
        # Popen itself does not wait.
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said)  # noqa: ASYNC220

    def listens() -> bool:
        assert process.poll() is None, log.read_text()
        return not is_free(port)

    try:
        await until(listens)
        yield
    finally:
        process.terminate()
        process.wait(10)


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for this machine, and its key."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    whose = ["-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME},IP:127.0.0.1"]
    files = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(["openssl", "req", *kind, *whose, *files], check=True, capture_output=True)
    return certificate, key


async def expect_all_of_it_passes(server: ServerProcess, base: str, tls: ssl.SSLContext | None) -> None:
    """Page's API, a large body, both sockets and the way without sockets, and the headers as the server sends them."""
    session = await server.create(code="")
    async with httpx.AsyncClient(base_url=base, verify=tls or True, timeout=60) as http:
        direct = await server.http.get(f"/sessions/{session}")
        through = await http.get(f"/sessions/{session}")
        assert through.json() == direct.json()
        for header in ("content-security-policy", "cross-origin-opener-policy", "cross-origin-embedder-policy"):
            assert through.headers.get_list(header) == direct.headers.get_list(header)
        # The largest body that is allowed; that its text is too long is the server's own answer.
        large = await http.put(f"/sessions/{session}/code", json={"code": "x" * ((2 << 20) - 100)})
        assert large.status_code == 422
        sync = f"{base.replace('http', 'ws', 1)}/ws/sync/{session}"
        ours = [Subprotocol("algoroom.v1")]
        socket = connect(sync, subprotocols=ours, origin=Origin(base), max_size=None, compression=None, ssl=tls)
        stream = StreamSocket(http, session)
        async with Browser(socket, "ada") as ada, Browser(stream.as_connect(), "ben") as ben:
            ada.type("by socket ")
            await ben.until_text("by socket ")
            ben.type("by stream")
            await ada.until_text("by socket by stream")
        with pytest.raises(InvalidStatus, match="403"):
            async with connect(sync, origin=Origin("https://eve.example"), ssl=tls):
                pass


async def test_everything_passes_through_nginx_as_documented(tmp_path: Path) -> None:
    [sample] = blocks("nginx", "nginx")
    certificate, key = make_certificate(tmp_path)
    port, plain = free_port(), free_port()
    async with ServerProcess("memory://") as server:
        text = changed(
            sample,
            {
                "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
                "listen 80;": f"listen 127.0.0.1:{plain};",
                f"/etc/ssl/certs/{NAME}.pem": str(certificate),
                f"/etc/ssl/private/{NAME}.key": str(key),
                "/var/log/nginx/algoroom.log": str(tmp_path / "algoroom.log"),
                SERVER: f"127.0.0.1:{server.port}",
            },
        )
        folders = "".join(
            f"{kind}_temp_path {tmp_path}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        user = "user root;" if os.geteuid() == 0 else ""
        file = tmp_path / "nginx.conf"
        file.write_text(f"{user} daemon off; pid {tmp_path}/pid; events {{}} http {{ {folders}\n{text} }}")
        command = [find_program(), "-c", str(file), "-e", "stderr"]
        checked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)  # noqa: ASYNC221
        assert checked.returncode == 0, checked.stderr
        async with running(command, port, tmp_path / "nginx.log"):
            base = f"https://127.0.0.1:{port}"
            await expect_all_of_it_passes(server, base, ssl.create_default_context(cafile=certificate))
            async with httpx.AsyncClient() as http:
                answer = await http.get(f"http://127.0.0.1:{plain}/session/x", headers={"host": NAME})
                assert (answer.status_code, answer.headers["location"]) == (301, f"https://{NAME}/session/x")
        assert (tmp_path / "algoroom.log").read_text() == ""


async def test_everything_passes_through_caddy_as_documented(tmp_path: Path) -> None:
    program = installed("caddy", "caddy")
    [sample] = blocks("Caddy", "caddy")
    port = free_port()
    async with ServerProcess("memory://") as server:
        # By plain HTTP, because a certificate is nothing that it could get here.
        text = changed(sample, {NAME: f"http://127.0.0.1:{port}", SERVER: f"127.0.0.1:{server.port}"})
        file = tmp_path / "Caddyfile"
        file.write_text(f"{{\n\tadmin off\n\tauto_https off\n}}\n{text}")
        async with running(
            [program, "run", "--adapter", "caddyfile", "--config", str(file)], port, tmp_path / "caddy.log"
        ):
            await expect_all_of_it_passes(server, f"http://127.0.0.1:{port}", None)


def test_the_wheel_is_carried_over_as_it_is_called() -> None:
    """The file that `npm run build:wheel` writes is what the samples' pattern finds."""
    commands = "".join(blocks(SYSTEMD, "sh") + blocks("Without a network", "sh"))
    assert re.findall(r"\./(algoroom\S*\.whl)", commands) == ["algoroom-*.whl"] * 2
