"""The wheel in an empty environment, with no Node anywhere: one command serves the whole product."""

import json
import zipfile
from pathlib import Path

import pytest

from tests.client import Browser
from tests.image.pages import visit_with_two_browsers
from tests.redis_server import RedisServer
from tests.test_headers import HEADERS, expect_headers
from tests.wheel.installed import Installed, InstalledServer, file_contents

REPOSITORY = Path(__file__).resolve().parents[3]


async def test_one_command_serves_everything(installed: Installed) -> None:
    """Page, sandbox, runtimes, API and sockets; two real browsers type, and one runs Python."""
    async with InstalledServer(installed) as server:
        page = await server.http.get("/", headers={"accept-encoding": "br"})
        assert page.status_code == 200
        expect_headers(list(page.headers.items()), "page")
        sandbox = await server.http.get("/sandbox/frame.html")
        expect_headers(list(sandbox.headers.items()), "sandbox")
        session = await server.create(language="python", code="print(1)\n")
        async with Browser(server.sync(session), "ada") as ada:
            await ada.until_text("print(1)\n")
            ada.type("# typed")
            await ada.until_saved()
        await visit_with_two_browsers(server.port)
        assert server.terminate() == 0
    said = server.log.read_text()
    data = installed.home / ".local/share/algoroom/algoroom.db"
    assert data.is_file()
    assert f"AlgoRoom is at http://localhost:{server.port}\nIts data lies in the SQLite file {data}." in said
    exported = json.loads(installed.run("export", session).stdout)
    assert exported["sessions"][0]["texts"] == {"file/main.py": "print(1)\n# typed"}


async def test_files_are_sent_packed_to_who_takes_them_so(installed: Installed) -> None:
    async with InstalledServer(installed) as server:
        script = next((installed.packages / "algoroom/frontend/dist/assets").glob("index-*.js"))
        answers = [
            await server.http.get(f"/assets/{script.name}", headers={"accept-encoding": coding})
            for coding in ("identity", "gzip", "br, gzip")
        ]
        assert [answer.headers.get("content-encoding") for answer in answers] == [None, "gzip", "br"]
        sizes = [int(answer.headers["content-length"]) for answer in answers]
        assert sizes[0] > 2 * sizes[1] > 2 * sizes[2]
        assert answers[1].content == script.read_bytes()
        for answer in answers:
            assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
            assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
            expect_headers(list(answer.headers.items()), "page")


async def test_several_workers_serve_too(installed: Installed, postgres_url: str, private_redis: RedisServer) -> None:
    """Each worker finds the server inside the package."""
    settings = {"DATABASE_URL": postgres_url, "REDIS_URL": private_redis.url, "WORKERS": "2"}
    async with InstalledServer(installed, **settings) as server:
        session = await server.create(code="x")
        assert await server.code(session) == "x"
        assert server.terminate() == 0


def test_it_says_what_it_can(installed: Installed) -> None:
    said = installed.run("--help")
    assert said.returncode == 0
    for command in ("start", "migrate", "export", "erase", "check-config"):
        assert f"\n  {command} " in said.stdout
    assert installed.run("--version").stdout == "algoroom, version 0.1.0\n"
    assert installed.run("check-config").returncode == 0


def test_a_wrong_setting_is_said_in_a_sentence(installed: Installed) -> None:
    said = installed.run(PORT="http")
    assert said.returncode == 1
    assert said.stderr == "Error: PORT must be a whole number from 0 to 65535 (0: any free port).\n"


def test_it_puts_one_package_beside_others(installed: Installed, wheel: Path) -> None:
    """And nothing of its tests, of Node, of compiled leftovers, or of the machine that built it."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert {name.split("/")[0] for name in names} == {"algoroom", "algoroom-0.1.0.dist-info"}
    assert [name for name in names if "test" in name.split("/")[-1] and name.endswith(".py")] == []
    for part in ("node_modules", "__pycache__", ".native", "tests/"):
        assert [name for name in names if part in name] == []
    assert json.loads((installed.packages / "algoroom/frontend/dist/headers.json").read_text()) == HEADERS
    assert str(REPOSITORY).encode() not in file_contents(installed.packages / "algoroom")


@pytest.mark.parametrize("name", ["app", "alembic"])
def test_it_takes_no_name_from_others(installed: Installed, name: str) -> None:
    assert (installed.packages / name / "config.py").exists() is (name == "alembic"), "the library alone"
