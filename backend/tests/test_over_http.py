"""The sync socket over HTTP: everything that holds for a WebSocket, and what posts add to it."""

import asyncio
import json

import pytest

from app.config import Settings
from app.errors import TooManyRequests
from app.limits import STREAM_POSTS
from app.repositories.memory import InMemoryStorage
from app.services.collab import codec
from app.websocket.stream import Stream
from app.websocket.stream_transport import StreamTransport
from tests.client import Browser
from tests.running import Running, running
from tests.stream_socket import StreamSocket
from tests.waiting import until
from tests.websocket_bytes import client_frame

HELLO = client_frame(codec.encode_welcome('{"name": "Ada"}'))
SHORT_S = 2.0


def browser(server: Running, session: str, name: str) -> Browser:
    return Browser(StreamSocket(server.http, session).as_connect(), name)


async def participants(server: Running, session: str) -> int:
    return int((await server.http.get(f"/sessions/{session}")).json()["participants"])


async def until_participants(server: Running, session: str, count: int) -> None:
    async def are_there() -> bool:
        return await participants(server, session) == count

    await until(are_there)


async def test_one_over_http_and_one_over_a_websocket_type_together(memory_storage: InMemoryStorage) -> None:
    """[HT1] The same frames, whatever carries them: texts converge, and each is told what is saved."""
    async with running(memory_storage) as server:
        session = (await server.create(language="python"))["id"]
        async with browser(server, session, "Ada") as ada, Browser(server.sync(session, extended=True), "Ben") as ben:
            ada.type("over HTTP ")
            await ada.until_saved()
            await ben.until_text("over HTTP ")
            ben.type("and a socket")
            await ada.until_text("over HTTP and a socket")
            await ben.until_saved()
            assert await participants(server, session) == 2


async def test_a_stock_peer_may_come_over_http_too(memory_storage: InMemoryStorage) -> None:
    """[HT1] Without `protocol` it speaks types 0 to 3, as in HS3."""
    async with running(memory_storage) as server:
        session = (await server.create(language="python", code="hello"))["id"]
        stock = await StreamSocket(server.http, session, protocol="")
        frames = aiter(stock)
        assert (await anext(frames))[0] == 0
        await stock.close()


async def test_a_stream_is_refused_as_a_websocket_is(memory_storage: InMemoryStorage) -> None:
    """[HT1] A foreign origin gets 403, an unknown session 4404, and who accepts no events 426."""
    async with running(memory_storage, Settings(allowed_origins=("https://friend.example",))) as server:
        session = (await server.create())["id"]
        foreign = await StreamSocket(server.http, session, headers={"Origin": "https://foe.example"})
        assert foreign.answer.status_code == 403
        friend = await StreamSocket(server.http, session, headers={"Origin": "https://friend.example"})
        assert friend.answer.status_code == 200
        await friend.close()
        plain = await server.http.get(f"/ws/sync/{session}")
        assert (plain.status_code, plain.json()["code"]) == (426, "UPGRADE_REQUIRED")
        injected = await StreamSocket(server.http, session, protocol="a\r\nOrigin: https://friend.example")
        assert injected.answer.status_code == 422
        nobody = await StreamSocket(server.http, "no-such-session", protocol="")
        assert await nobody.until_closed() == 4404


async def test_proxies_are_told_to_pass_events_on_as_they_come(memory_storage: InMemoryStorage) -> None:
    """[HT2] No cache, no transformation, no buffering, and a beginning that fills small buffers."""
    async with running(memory_storage) as server:
        session = (await server.create())["id"]
        ada = await StreamSocket(server.http, session)
        headers = ada.answer.headers
        assert headers["content-type"] == "text/event-stream"
        assert headers["cache-control"] == "no-store, no-transform"
        assert headers["x-accel-buffering"] == "no"
        assert ada.answer.num_bytes_downloaded > 4096
        await ada.close()


async def test_posts_are_taken_once_and_in_their_order(memory_storage: InMemoryStorage) -> None:
    """[HT3] [HT4] What overtakes waits, what is repeated counts once, and `taken` says how far it is."""
    async with running(memory_storage) as server:
        session = (await server.create(language="python"))["id"]
        ada = await StreamSocket(server.http, session)
        assert (await ada.post(1, HELLO)).status_code == 202
        heard: list[bytes] = []

        async def listen() -> None:
            heard.extend([frame async for frame in ada])

        listening = asyncio.create_task(listen())
        await ada.until_taken(1)
        names = [client_frame(codec.encode_event(f'{{"type": "named", "name": "{name}"}}')) for name in "abcd"]
        # A frame may be cut anywhere: the posts are one row of bytes.
        assert (await ada.post(4, names[2])).status_code == 202
        assert (await ada.post(3, names[1][5:])).status_code == 202
        assert (await ada.post(3, b"not looked at: it came before")).status_code == 202
        assert (await ada.post(2, names[0] + names[1][:5])).status_code == 202
        await ada.until_taken(4)
        assert (await ada.post(2, names[0])).status_code == 202
        assert (
            await ada.post(5, client_frame(codec.encode_event('{"type": "named", "name": "d"}')))
        ).status_code == 202
        async with Browser(server.sync(session, extended=True), "Ben") as ben:
            await ben.until_saved()
        await ada.close()
        await asyncio.gather(listening, return_exceptions=True)
        log = (await server.http.get(f"/sessions/{session}/log")).text
        events = [json.loads(line).get("event", {}) for line in log.splitlines()]
        assert [event["participant"]["name"] for event in events if event.get("type") == "named"] == [*"abcd"]


async def test_what_is_too_far_ahead_is_sent_again_later(memory_storage: InMemoryStorage) -> None:
    """[HT3] Eight posts may wait for an earlier one, and two MiB."""
    async with running(memory_storage) as server:
        session = (await server.create())["id"]
        ada = await StreamSocket(server.http, session)
        early = await ada.post(9, b"")
        assert (early.status_code, early.json()["code"]) == (503, "STREAM_BUSY")
        assert (await ada.post(8, b"x" * 1_900_000)).status_code == 202
        assert (await ada.post(7, b"x" * 200_000)).status_code == 503
        assert (await ada.post(1, b"")).status_code == 202
        await ada.close()


async def test_a_post_to_no_stream_is_told_so(memory_storage: InMemoryStorage) -> None:
    """[HT5] 410: the stream has ended, or was never there, or nobody else could have it."""
    async with running(memory_storage) as server:
        session = (await server.create())["id"]
        ada = await StreamSocket(server.http, session)
        for name in ("", "zz" * 24, "ab" * 24, ada.stream[:16] + "00" * 16):
            gone = await ada.post(1, HELLO, stream=name)
            assert (gone.status_code, gone.json()["code"]) == (410, "STREAM_GONE"), name
        malformed = await server.http.post(f"/ws/sync/{session}", content=b"\xff")
        assert (malformed.status_code, malformed.json()["code"]) == (400, "BAD_FRAME")
        await ada.close()


async def test_who_posts_too_often_waits() -> None:
    """[HT3] Posts are counted whatever is in them."""
    now = 0.0
    stream = Stream("name", 9.0, lambda: None, lambda: now)
    for _ in range(int(STREAM_POSTS.burst)):
        stream.post(2, b"")
    with pytest.raises(TooManyRequests):
        stream.post(2, b"")
    now += 1 / STREAM_POSTS.per_s
    stream.post(2, b"")
    with pytest.raises(TooManyRequests):
        stream.post(2, b"")


async def test_a_flood_over_http_is_closed_as_any(memory_storage: InMemoryStorage) -> None:
    """[RM9] Frames are counted, however many come in one post."""
    async with running(memory_storage) as server:
        session = (await server.create())["id"]
        ada = await StreamSocket(server.http, session)
        await ada.post(1, HELLO)
        listening = asyncio.create_task(ada.until_closed())
        await ada.until_taken(1)
        await ada.post(2, client_frame(b"", 10) * 10_000)
        assert await listening == 4531


async def test_a_bad_frame_over_http_ends_its_sender(memory_storage: InMemoryStorage) -> None:
    """[RM2] The close frame, with its code, is the last of the stream."""
    async with running(memory_storage) as server:
        session = (await server.create())["id"]
        ada = await StreamSocket(server.http, session)
        await ada.post(1, client_frame(b"\xff"))
        assert await ada.until_closed() == 4400


async def test_a_silent_peer_over_http_is_asked_and_then_cut(memory_storage: InMemoryStorage) -> None:
    """[HT6] [HB1] Pings come down, pongs go up; who does not answer is closed with 1001 and gone for the others."""
    async with running(memory_storage, Settings(heartbeat_s=SHORT_S)) as server:
        session = (await server.create(language="python"))["id"]
        silent = await StreamSocket(server.http, session, answers_pings=False)
        assert silent.heartbeat_s == SHORT_S
        await silent.post(1, HELLO)
        async with browser(server, session, "Ben") as ben:
            assert await silent.until_closed() == 1001
            assert silent.pings == 1
            await until_participants(server, session, 1)
            ben.type("still here")
            await ben.until_saved()


async def test_who_stops_listening_has_left(memory_storage: InMemoryStorage) -> None:
    """[HT7] The end of the HTTP connection is the end of the peer's."""
    async with running(memory_storage) as server:
        session = (await server.create(language="python"))["id"]
        async with browser(server, session, "Ada"):
            await until_participants(server, session, 1)
        await until_participants(server, session, 0)


async def test_a_closing_handshake_ends_the_stream(memory_storage: InMemoryStorage) -> None:
    """[HT7] Who posts a close frame is answered with one, and the answer's body ends."""
    async with running(memory_storage) as server:
        session = (await server.create())["id"]
        ada = await StreamSocket(server.http, session)
        await ada.post(1, HELLO)
        await ada.post(2, client_frame((1000).to_bytes(2), 8))
        assert await ada.until_closed() == 1000
        async with asyncio.timeout(10):
            assert [line async for line in ada.rest()] == []


async def test_a_server_that_stops_says_so_to_those_over_http(memory_storage: InMemoryStorage) -> None:
    """[HT1] 1012, as on a socket, and nobody is waited for."""
    async with running(memory_storage) as server:
        session = (await server.create())["id"]
        ada = await StreamSocket(server.http, session)
        await ada.post(1, HELLO)
        listening = asyncio.create_task(ada.until_closed())
        await ada.until_taken(1)
        server.stop()
        assert await listening == 1012
        await ada.close()


async def test_streams_count_as_connections(memory_storage: InMemoryStorage) -> None:
    """[RM10] A full process refuses a stream with 4532."""
    async with running(memory_storage, Settings(max_connections=1)) as server:
        session = (await server.create())["id"]
        ada = await StreamSocket(server.http, session)
        late = await StreamSocket(server.http, session)
        assert await late.until_closed() == 4532
        await ada.close()


async def test_what_a_stream_does_not_take_waits_in_the_outbox() -> None:
    """[RM8] Its transport says when it is full, as a socket's does, and when there is room."""
    asked: list[str] = []

    class Protocol(asyncio.Protocol):
        def pause_writing(self) -> None:
            asked.append("pause")

        def resume_writing(self) -> None:
            asked.append("resume")

        def connection_lost(self, _: Exception | None) -> None:
            asked.append("lost")

    transport = StreamTransport(lambda: asked.append("cut"), lambda: None)
    transport.connect(Protocol())
    transport.set_write_buffer_limits(10)
    transport.write(b"0123456789")
    transport.write(b"a")
    transport.write(b"b")
    assert asked == ["pause"]
    assert await transport.take() == b"0123456789ab"
    assert asked == ["pause", "resume"]
    transport.abort()
    transport.abort()
    assert await transport.take() is None
    await asyncio.sleep(0)
    assert asked == ["pause", "resume", "cut", "lost"]
