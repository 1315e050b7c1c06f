"""The sync socket over HTTP with several servers, where posts come to another one than that of their stream."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.config import Settings
from app.db.address import parse_database_url
from app.storage import open_storage
from tests.client import Browser
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


def first_of(stream: str) -> str:
    """The part of a stream's name that says at which server it is."""
    return stream[:16]
