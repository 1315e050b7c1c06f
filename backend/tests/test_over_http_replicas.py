"""The sync socket over HTTP behind a proxy, and where posts come to another server than that of their stream."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from app.config import Settings
from app.db.address import parse_database_url
from app.repositories.memory import InMemoryStorage
from app.storage import open_storage
from tests.client import Browser
from tests.nginx import Nginx, NoNginx
from tests.redis_server import RedisServer
from tests.running import Running, running
from tests.stream_socket import StreamSocket
from tests.waiting import until


@asynccontextmanager
async def server_at(database_url: str, redis_url: str) -> AsyncIterator[Running]:
    settings = Settings.model_validate({"database_url": database_url, "redis_url": redis_url})
    async with running(open_storage(parse_database_url(database_url)), settings) as server:
        await until(lambda: bus_is(server, "ok"))
        yield server


async def bus_is(server: Running, state: str) -> bool:
    return bool((await server.http.get("/ready")).json()["bus"] == state)


async def test_a_post_finds_its_stream_at_another_server(postgres_url: str, private_redis: RedisServer) -> None:
    """[HT5] It goes there over Redis, and while that is away nothing is lost or doubled: it is sent again."""
    async with (
        server_at(postgres_url, private_redis.url) as first,
        server_at(postgres_url, private_redis.url) as second,
    ):
        session = (await first.create(language="python"))["id"]
        socket = StreamSocket(first.http, session, posts=second.http)
        async with (
            Browser(socket.as_connect(), "Ada") as ada,
            Browser(second.sync(session, extended=True), "Ben") as ben,
        ):
            for letter in "abcdefgh":
                ada.type(letter)
            await ada.until_saved()
            await ben.until_text("abcdefgh")
            gone = await socket.post(1, b"", stream=first_of(socket.stream) + "00" * 16)
            assert gone.status_code == 202, "the other server says nothing of it"

            private_redis.freeze()
            ada.type("i")
            await until(lambda: bus_is(second, "away"))
            ada.type("j")
            await until(lambda: bus_is(first, "away"))
            refused = await socket.post(socket.posted, b"")
            assert (refused.status_code, refused.json()["code"]) == (503, "STREAM_BUSY")
            private_redis.thaw()
            await until(lambda: bus_is(first, "ok"))
            await until(lambda: bus_is(second, "ok"))
            await socket.resend()
            await ada.until_saved()
            await ben.until_text("abcdefghij")
            ben.type("!")
            await ada.until_text("abcdefghij!")


async def test_a_server_passes_on_only_so_much(postgres_url: str, redis_server: RedisServer) -> None:
    """[HT5] Who floods the wrong server does not flood Redis."""
    async with server_at(postgres_url, redis_server.url) as server:
        session = (await server.create())["id"]
        ada = await StreamSocket(server.http, session)
        elsewhere = "00" * 8 + "11" * 16
        answers = await asyncio.gather(*(ada.post(1, b"x" * 2_000_000, elsewhere) for _ in range(12)))
        assert {answer.status_code for answer in answers} == {202, 429}
        assert await bus_is(server, "ok")
        await ada.close()


async def test_nginx_passes_on_events_as_they_come(memory_storage: InMemoryStorage) -> None:
    """[HT2] With its buffering on, as it is by default: the answer's header is enough."""
    async with running(memory_storage) as server:
        try:
            nginx = Nginx([server.port], gathers_answers=True)
        except NoNginx as reason:
            pytest.fail(str(reason), pytrace=False)
        session = (await server.create(language="python"))["id"]
        async with nginx, httpx.AsyncClient(base_url=f"http://127.0.0.1:{nginx.port}") as http:
            socket = StreamSocket(http, session)
            async with (
                Browser(socket.as_connect(), "Ada") as ada,
                Browser(server.sync(session, extended=True), "Ben") as ben,
            ):
                ben.type("down ")
                await ada.until_text("down ")
                ada.type("and up")
                await ada.until_saved()
                await ben.until_text("down and up")


def first_of(stream: str) -> str:
    """The part of a stream's name that says at which server it is."""
    return stream[:16]
