"""Every answer carries the isolation and security headers, and they are the same through the container's nginx."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from app.limits import MAX_BODY_BYTES
from tests.client import Browser
from tests.container_nginx import ContainerNginx
from tests.nginx import NoNginx
from tests.process import ServerProcess
from tests.stream_socket import StreamSocket

ROOT = Path(__file__).resolve().parents[2]
FRONTEND = ROOT / "frontend"
HEADERS = json.loads((FRONTEND / "headers.json").read_text())
UNKNOWN = "00000000-0000-4000-8000-000000000000"
ALSO_EQUAL = ("cache-control", "content-type", "retry-after", "allow", "x-powered-by")
"""Headers beside those of headers.json in which nginx and the server must agree."""

pytestmark = pytest.mark.asyncio(loop_scope="module")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, and what is expected of its answer."""

    status: int
    path: str
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    place: str = "page"


SOCKET = (("connection", "upgrade"), ("upgrade", "websocket"), ("sec-websocket-version", "13"))
KEY = (("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),)
JSON = (("content-type", "application/json"),)

ASKED = {
    "page": Asked(200, "/"),
    "room": Asked(200, f"/session/{UNKNOWN}"),
    "replay": Asked(200, f"/session/{UNKNOWN}/replay"),
    "head": Asked(200, "/", "HEAD"),
    "script": Asked(200, "/assets/index-1.js"),
    "wasm": Asked(200, "/assets/runtimes/some-1.wasm"),
    "part of a file": Asked(206, "/assets/index-1.js", headers=(("range", "bytes=0-3"),)),
    "unchanged": Asked(304, "/assets/index-1.js", headers=(("if-modified-since", "Fri, 01 Jan 2100 00:00:00 GMT"),)),
    "icon": Asked(200, "/favicon.svg"),
    "sandbox": Asked(200, "/sandbox/frame.html", place="sandbox"),
    "sandbox, written otherwise": Asked(200, "/sandbox%2fframe.html", place="sandbox"),
    "the sandbox of this build": Asked(200, "/sandbox/frame.html?v=0a1b2c3d4e", place="sandbox"),
    "preview": Asked(200, "/sandbox/preview.html?v=0a1b2c3d4e", place="preview"),
    "preview, written otherwise": Asked(200, "/sandbox/%70review.html", place="preview"),
    "no sandbox": Asked(404, "/sandbox/other.html"),
    "no script": Asked(404, "/assets/missing.js"),
    "no page": Asked(404, "/nothing"),
    "a folder": Asked(404, "/assets"),
    "wrong method for a file": Asked(405, "/favicon.svg", "POST"),
    "wrong method for a page": Asked(405, "/", "POST"),
    "health": Asked(200, "/health"),
    "readiness": Asked(200, "/ready"),
    "metrics": Asked(200, "/metrics"),
    "no session": Asked(404, f"/sessions/{UNKNOWN}"),
    "created": Asked(201, "/sessions", "POST", JSON, b"{}"),
    "invalid": Asked(422, "/sessions", "POST", JSON, b'{"language": 5}'),
    "no JSON": Asked(422, "/sessions", "POST", JSON, b"\xff"),
    "wrong method": Asked(405, "/sessions", "DELETE"),
    "too large": Asked(413, "/sessions", "POST", JSON, b" " * (MAX_BODY_BYTES + 1)),
    "no socket there": Asked(404, "/ws/other", headers=SOCKET + KEY),
    "a socket of another origin": Asked(
        403, f"/ws/sync/{UNKNOWN}", headers=(*SOCKET, *KEY, ("origin", "https://eve.example"))
    ),
    "a socket without a key": Asked(400, f"/ws/sync/{UNKNOWN}", headers=SOCKET),
    "a socket's address, without a socket": Asked(426, f"/ws/sync/{UNKNOWN}"),
}


@dataclass(frozen=True, slots=True)
class Ways:
    """The same server, reached directly and through nginx."""

    server: ServerProcess
    nginx: ContainerNginx


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ways(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Ways]:
    folder = tmp_path_factory.mktemp("headers")
    page = lay_out_page(folder / "page")
    async with ServerProcess("memory://", STATIC_DIR=str(page), SESSIONS_PER_S="1") as server:
        try:
            nginx = ContainerNginx(server.port, page, folder / "nginx.log", sessions_per_s=1)
        except NoNginx as reason:
            pytest.fail(str(reason), pytrace=False)
        async with nginx:
            yield Ways(server, nginx)


def lay_out_page(page: Path) -> Path:
    """A built page that is small: the real headers and sandbox, and a file of each kind."""
    for name, text in {
        "index.html": "<!doctype html><title>AlgoRoom</title>",
        "headers.json": json.dumps(HEADERS),
        "favicon.svg": "<svg/>",
        "assets/index-1.js": "export {};",
        "assets/runtimes/some-1.wasm": "\0asm",
        "sandbox/frame.html": (FRONTEND / "public/sandbox/frame.html").read_text(),
        "sandbox/preview.html": (FRONTEND / "public/sandbox/preview.html").read_text(),
    }.items():
        file = page / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return page


async def ask(port: int, asked: Asked) -> tuple[int, list[tuple[str, str]]]:
    """Ask as it is written, without a client that would tidy it up; returns the status and the headers."""
    given = {"host": f"127.0.0.1:{port}", "content-length": str(len(asked.body)), **dict(asked.headers)}
    if not asked.body:
        del given["content-length"]
    lines = [f"{asked.method} {asked.path} HTTP/1.1", *(f"{name}: {value}" for name, value in given.items()), "", ""]
    return await exchange(port, "\r\n".join(lines).encode() + asked.body)


async def exchange(port: int, request: bytes) -> tuple[int, list[tuple[str, str]]]:
    """Send bytes and read the beginning of what is answered."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    async with asyncio.timeout(30):
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    writer.close()
    pairs = [line.partition(":") for line in head[1:] if line]
    return int(head[0].split()[1]), [(name.lower(), value.strip()) for name, _, value in pairs]


def expect_headers(told: list[tuple[str, str]], place: str) -> None:
    """Each header of headers.json stands there once, with the value of this place."""
    for name, value in HEADERS[place].items():
        assert [given for told_name, given in told if told_name == name.lower()] == [value], name


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED.keys())
async def test_every_answer_has_the_headers_with_and_without_nginx(ways: Ways, asked: Asked) -> None:
    answers = [await ask(port, asked) for port in (ways.server.port, ways.nginx.port)]
    for status, told in answers:
        assert status == asked.status
        expect_headers(told, asked.place)
    [direct, through] = [
        {name: value for name, value in told if name in ALSO_EQUAL and asked.status not in (304, 400)}
        for _, told in answers
    ]
    assert direct == through


@pytest.mark.parametrize("request_", [b"NONSENSE\r\n\r\n", b"GET / HTTP/1.1\r\nhost: a\r\nbad header\r\n\r\n"])
async def test_what_cannot_be_read_is_refused_with_the_headers(ways: Ways, request_: bytes) -> None:
    for port in (ways.server.port, ways.nginx.port):
        status, told = await exchange(port, request_)
        assert status == 400
        expect_headers(told, "page")


async def test_an_event_stream_comes_through_as_the_server_sends_it(ways: Ways) -> None:
    """[HT2] With what asks another nginx, in front of this one, not to gather it."""
    for http in (ways.server.http, ways.nginx.http):
        session = (await ways.server.http.post("/sessions")).json()["id"]
        socket = StreamSocket(http, session)
        async with (
            Browser(socket.as_connect(), "ada") as ada,
            Browser(ways.server.sync(session), "ben") as ben,
        ):
            ben.type("from ben ")
            await ada.until_text("from ben ")
            expect_headers(socket.answer.headers.multi_items(), "page")
            assert socket.answer.headers["x-accel-buffering"] == "no"
            assert socket.answer.headers["cache-control"] == "no-store, no-transform"


async def test_who_asks_too_often_is_told_the_same(ways: Ways) -> None:
    for http in (ways.server.http, ways.nginx.http):
        answers = [await http.post("/sessions") for _ in range(40)]
        refused = next(answer for answer in answers if answer.status_code == 429)
        assert refused.json()["code"] == "TOO_MANY_REQUESTS"
        assert refused.headers["retry-after"] == "2"
        expect_headers(list(refused.headers.items()), "page")


async def test_one_session_cannot_take_everybodys_nginx(ways: Ways) -> None:
    """nginx itself refuses, in the words of the server; another session is let in."""
    request = f"GET /ws/sync/{UNKNOWN} HTTP/1.1\r\nhost: a\r\n\r\n".encode()
    floods = [asyncio.open_connection("127.0.0.1", ways.nginx.port) for _ in range(8)]
    connections = await asyncio.gather(*floods)
    for _, writer in connections:
        writer.write(request * 500)
    async with asyncio.timeout(60):
        for reader, writer in connections:
            while refusal := await reader.readuntil(b"}"):
                if b"TOO_MANY_REQUESTS" in refusal:
                    break
                assert b" 426 " in refusal
            writer.close()
            if refusal:
                break
    assert b" 429 " in refusal
    assert b"\r\nRetry-After: 2\r\n" in refusal
    assert b"\r\nCross-Origin-Embedder-Policy: require-corp\r\n" in refusal
    assert (await ways.nginx.http.get("/sessions/11111111-0000-4000-8000-000000000000")).status_code == 404
    for _, writer in connections:
        writer.close()


async def test_while_the_server_is_away_nginx_says_so(ways: Ways, tmp_path: Path) -> None:
    async with ContainerNginx(1, lay_out_page(tmp_path / "page"), tmp_path / "log") as nginx:
        answer = await nginx.http.get("/health")
        assert answer.status_code == 503
        assert answer.json()["code"] == "SERVER_RESTARTS"
        assert answer.headers["retry-after"] == "2"
        expect_headers(list(answer.headers.items()), "page")
        assert (await nginx.http.get("/")).status_code == 200


async def test_only_the_version_that_the_page_was_built_with_is_kept_for_ever(ways: Ways) -> None:
    """Without a network nobody else can bring the sandbox's frame; by its plain name it is asked for each time."""
    for http in (ways.server.http, ways.nginx.http):
        versioned = await http.get("/sandbox/frame.html?v=0a1b2c3d4e")
        assert versioned.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert (await http.get("/sandbox/frame.html")).headers["cache-control"] == "no-cache"
