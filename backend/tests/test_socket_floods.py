"""Whatever a peer sends in great numbers counts: also what never becomes a message."""

from collections.abc import Callable

import pytest

from app.limits import PEER_MESSAGES
from app.repositories.memory import InMemoryStorage
from tests.raw_socket import RawSocket
from tests.running import running

CONTINUATION, TEXT, BINARY, PING = 0, 1, 2, 9
MORE_THAN_ALLOWED = int(PEER_MESSAGES.burst) * 4
TOO_FAST = 4531


def ping(socket: RawSocket) -> None:
    socket.send(b"are you there", PING)


def say_text(socket: RawSocket) -> None:
    socket.send(b"hello", TEXT)


def go_on(socket: RawSocket) -> None:
    socket.send(b"", CONTINUATION, fin=False)


FLOODS: dict[str, tuple[str, str | None, Callable[[RawSocket], None]]] = {
    "pings of a stock peer": ("/ws/sync/", None, ping),
    "pings of one that never says hello": ("/ws/sync/", "algoroom.v1", ping),
    "texts at the event socket": ("/ws/sessions/", None, say_text),
    "empty fragments": ("/ws/sync/", None, go_on),
}


@pytest.mark.parametrize("name", FLOODS)
async def test_who_floods_is_closed_whatever_the_frames_are(name: str, memory_storage: InMemoryStorage) -> None:
    """[RM9] Pings, texts that nobody wants, and fragments of a message that never ends are counted too."""
    place, protocol, send = FLOODS[name]
    async with running(memory_storage) as server:
        session = (await server.create())["id"]
        socket = await RawSocket.open(server.port, place + session, protocol)
        if send is say_text:
            # It is told of its own joining: the room is open.
            await socket.read()
        if send is go_on:
            socket.send(b"", BINARY, fin=False)
        for _ in range(MORE_THAN_ALLOWED):
            send(socket)
        assert await socket.until(b"nothing that a server says") == TOO_FAST
        await socket.close()
