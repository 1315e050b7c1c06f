"""Peers that are gone without a word: found by a ping, cut, and told of to the others."""

import json
from contextlib import AsyncExitStack
from functools import partial

import pytest

from app.config import Settings
from app.repositories.memory import InMemoryStorage
from app.services.collab import codec
from app.websocket.sockets import LOOKS
from tests.client import Browser
from tests.collab import wire
from tests.raw_socket import RawSocket
from tests.running import running
from tests.stream_socket import StreamSocket
from tests.websocket_bytes import CLOSE, PING, client_frame, close_code

SHORT_S = 1.0


async def test_a_silent_peer_is_asked_and_then_cut(memory_storage: InMemoryStorage) -> None:
    """[HB1] A stock peer that does not answer is closed with 1001; one that answers stays."""
    async with running(memory_storage, Settings(heartbeat_s=SHORT_S)) as server:
        session = (await server.create(language="python"))["id"]
        silent = await RawSocket.open(server.port, f"/ws/sync/{session}")
        async with Browser(server.sync(session, extended=True), "Ada") as ada:
            opcode, payload = await silent.read()
            while opcode != PING:
                opcode, payload = await silent.read()
            while opcode != CLOSE:
                opcode, payload = await silent.read()
            assert close_code(payload) == 1001
            ada.type("still here")
            await ada.until_saved()
        await silent.close()


@pytest.mark.parametrize("way", ["WebSocket", "HTTP"])
async def test_who_takes_long_to_send_a_frame_is_not_silent(memory_storage: InMemoryStorage, way: str) -> None:
    """[HB1] What counts is that something comes, not that a frame is complete."""
    whole = client_frame(codec.encode_event(json.dumps({"type": "named", "name": "Quick", "ref": 1})))
    # Nobody is looked at but by the test, and what came in the last quarter of an hour came just now.
    async with running(memory_storage, Settings(heartbeat_s=3600)) as server:
        session = (await server.create(language="python"))["id"]
        hello = codec.encode_welcome('{"name": "Slow"}')
        async with Browser(server.sync(session, extended=True), "Ada") as ada, AsyncExitStack() as stack:
            if way == "HTTP":
                stream = await StreamSocket(server.http, session)
                stack.push_async_callback(stream.close)
                send = partial(post_next, stream)
            else:
                socket = await RawSocket.open(server.port, f"/ws/sync/{session}", "algoroom.v1")
                stack.push_async_callback(socket.close)
                send = partial(send_raw, socket)
            await send(client_frame(hello))
            await ada.until(lambda: any(is_about(message, "joined", "Slow") for message in ada.heard))
            await send(whole[:20])
            for _ in range(4 * LOOKS):
                for peer in server.app.state.sockets.open:
                    peer.beat()
            await send(whole[20:])
            await ada.until(lambda: any(is_about(message, "named", "Quick") for message in ada.heard))


async def post_next(stream: StreamSocket, data: bytes) -> None:
    stream.posted += 1
    assert (await stream.post(stream.posted, data)).status_code == 202


async def send_raw(socket: RawSocket, data: bytes) -> None:
    socket.send_raw(data)
    await socket.flush()


def is_about(message: wire.ServerMessage, type_: str, name: str) -> bool:
    return isinstance(message, wire.Event) and message.body["type"] == type_ and name in str(message.body)
