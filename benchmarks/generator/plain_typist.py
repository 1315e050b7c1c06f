"""A person on the plain design: the page PUTs the whole text at each key, the server broadcasts it as JSON."""

import asyncio
import contextlib
import json
from collections.abc import Callable
from time import perf_counter
from urllib.parse import urlsplit

import picows
from picows import WSFrame, WSListener, WSMsgType, WSTransport

from .room import Room, Tally, note_keys

HANDSHAKE_WITHIN_S = 30.0
MAX_WAITING_KEYS = 100_000


class PlainTypist(WSListener):
    """Hears on a socket, types by HTTP/1.1 on a connection that is kept open. A text's first line names its key."""

    def __init__(self, room: Room, index: int, body: str, tally: Tally) -> None:
        self.room, self.index, self.body, self.tally = room, index, body, tally
        self.heard = [-1] * room.people
        self.on_neighbour: Callable[[int], None] | None = None
        self.last_text = ""
        self.is_closing = False
        self.waiting: asyncio.Queue[int] = asyncio.Queue(MAX_WAITING_KEYS)
        self.putting: asyncio.Task[None]
        self.transport: WSTransport

    def on_ws_connected(self, transport: WSTransport) -> None:
        """Keep the connection."""
        self.transport = transport

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        """Count a connection that the server ended."""
        if not self.is_closing:
            self.tally.disconnects += 1

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Take one broadcast text."""
        at = perf_counter()
        if frame.msg_type is not WSMsgType.TEXT:
            return
        self.last_text = json.loads(frame.get_payload_as_bytes())["code"]
        person, key = map(int, self.last_text.partition("\n")[0].split(":"))
        news = note_keys(self.room, self.tally, self, person, key, at)
        if news and self.on_neighbour and person == (self.index - 1) % self.room.people:
            self.on_neighbour(news)

    def press(self) -> bool:
        """Put the next text on its way."""
        room = self.room
        self.waiting.put_nowait(room.sent[self.index])
        room.sent[self.index] += 1
        if room.is_timed:
            room.sent_at[self.index].append(perf_counter())
        return True

    def press_several(self, count: int) -> None:
        """Put the next texts on their way: each is a request of its own."""
        for _ in range(count):
            self.press()

    def show_caret(self) -> None:
        """The plain design shows no carets."""

    def text(self) -> str:
        """The text as it was last heard."""
        return self.last_text

    def close(self) -> None:
        """Leave."""
        self.is_closing = True
        self.putting.cancel()
        self.transport.disconnect(False)

    async def put_texts(self, host: str, port: int, path: str) -> None:
        """Send what is waiting, one request after the other, until cancelled."""
        reader, writer = await asyncio.open_connection(host, port)
        with contextlib.closing(writer):
            while True:
                key = await self.waiting.get()
                content = json.dumps({"code": f"{self.index}:{key}\n{self.body}"}).encode()
                head = f"PUT {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
                writer.write(f"{head}Content-Length: {len(content)}\r\n\r\n".encode() + content)
                await _skip_answer(reader)


async def join_plain(url: str, room: Room, index: int, body: str, tally: Tally) -> PlainTypist:
    """A typist who is connected; `url` is the socket's, PUTs go to `/rooms/{room}/code` of the same host."""
    typist = PlainTypist(room, index, body, tally)
    await picows.ws_connect(
        lambda: typist, url.replace("{room}", room.name), websocket_handshake_timeout=HANDSHAKE_WITHIN_S
    )
    parts = urlsplit(url)
    path = f"/rooms/{room.name}/code"
    typist.putting = asyncio.create_task(typist.put_texts(parts.hostname or "127.0.0.1", parts.port or 80, path))
    return typist


async def _skip_answer(reader: asyncio.StreamReader) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    if status.split(" ")[1][0] != "2":
        raise ConnectionError(status)
    lengths = [int(line.split(":")[1]) for line in lines if line.lower().startswith("content-length:")]
    await reader.readexactly(sum(lengths))
