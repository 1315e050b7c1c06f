"""A person on a plain y-websocket connection, or one in Hocuspocus's framing of the same messages."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from urllib.parse import quote

import picows
from picows import WSFrame, WSListener, WSMsgType, WSTransport

from .room import Room, Tally, note_keys
from .script import FIRST_CLIENT_ID, Script, text_of
from .wire import (
    AWARENESS,
    EMPTY_STEP_1,
    EMPTY_STEP_2,
    STEP_1,
    STEP_2,
    SYNC,
    SYNC_REPLY,
    Reader,
    read_update,
    var_bytes,
)

HANDSHAKE_WITHIN_S = 30.0
MAX_FRAME_BYTES = 256 << 20
READ_BUFFER_BYTES = 2048
HOCUSPOCUS_TOKEN = b"\x02\x00\x00"


@dataclass(frozen=True, slots=True)
class Cast:
    """The scripts of a room's people, the same in every room, and where each message comes from."""

    root: str
    scripts: list[Script]
    source: dict[bytes, tuple[int, int]]
    """(person, key) by the message as it was sent: most servers pass it on unchanged."""


def cast_of(scripts: list[Script], root: str) -> Cast:
    """The cast of these scripts."""
    source = {
        message: (person, key) for person, script in enumerate(scripts) for key, message in enumerate(script.messages)
    }
    return Cast(root, scripts, source)


class YjsTypist(WSListener):
    """Shakes hands, sends the keys of one script, and notes what arrives of the others'."""

    def __init__(self, room: Room, index: int, cast: Cast, tally: Tally, *, is_hocuspocus: bool) -> None:
        self.room, self.index, self.cast, self.tally = room, index, cast, tally
        self.heard = [-1] * room.people
        self.carets_heard = [0] * room.people
        self.on_heard: Callable[[int, int], None] | None = None
        self.synced: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.updates: list[bytes] = []
        self.is_closing = False
        self.prefix = var_bytes(room.name.encode()) if is_hocuspocus else b""
        self.transport: WSTransport

    def on_ws_connected(self, transport: WSTransport) -> None:
        """Shake hands."""
        self.transport = transport
        if self.prefix:
            self._send(HOCUSPOCUS_TOKEN)
        self._send(EMPTY_STEP_1)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        """Count a connection that the server ended."""
        if not self.is_closing:
            self.tally.disconnects += 1
        if not self.synced.done():
            self.synced.set_exception(ConnectionError(f"closed in the handshake: {transport.close_handshake}"))

    def press(self) -> bool:
        """Send the next key; False when the script is at its end."""
        sent_at = self.room.sent_at[self.index]
        messages = self.cast.scripts[self.index].messages
        if len(sent_at) >= len(messages):
            return False
        message = messages[len(sent_at)]
        self.tally.sent += 1
        sent_at.append(perf_counter())
        self._send(message)
        return True

    def show_caret(self) -> None:
        """Send the presence that belongs to the last key."""
        self._send(self.cast.scripts[self.index].caret(len(self.room.sent_at[self.index])))

    def text(self) -> str:
        """The text that everything heard and sent here leads to."""
        own = self.cast.scripts[self.index].updates[: len(self.room.sent_at[self.index])]
        return text_of(self.updates + own, self.cast.root)

    def close(self) -> None:
        """Leave."""
        self.is_closing = True
        self.transport.disconnect(False)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Take one message. A relayed key is recognised by its bytes; everything else is read."""
        at = perf_counter()
        if frame.msg_type is not WSMsgType.BINARY:
            if frame.msg_type is WSMsgType.CLOSE:
                transport.disconnect()
            return
        message = frame.get_payload_as_bytes()
        self.tally.bytes_in += len(message)
        if self.prefix:
            message = message[len(self.prefix) :]
        found = self.cast.source.get(message)
        if found is None:
            self._read(message, at)
            return
        person, key = found
        if self.room.keeps_updates and person != self.index:
            self.updates.append(self.cast.scripts[person].updates[key])
        self.tally.gaps += max(0, key - self.heard[person] - 1) if person != self.index else 0
        note_keys(self.room, self.tally, self, person, key, at)

    def _read(self, message: bytes, at: float) -> None:
        reader = Reader(message)
        match reader.uint():
            case kind if kind in (SYNC, SYNC_REPLY):
                step = reader.uint()
                body = reader.bytes()
                if step == STEP_1:
                    self._send(EMPTY_STEP_2)
                else:
                    self._take_update(body, at)
                    if step == STEP_2 and not self.synced.done():
                        self.synced.set_result(None)
            case kind if kind == AWARENESS:
                self._take_presence(Reader(reader.bytes()))
            case _:
                pass

    def _take_update(self, update: bytes, at: float) -> None:
        if self.room.keeps_updates:
            self.updates.append(update)
        inserted, deleted = read_update(update)
        for person, script in enumerate(self.cast.scripts):
            last = min(script.last_key_of(inserted, deleted), len(self.room.sent_at[person]) - 1)
            note_keys(self.room, self.tally, self, person, last, at)

    def _take_presence(self, reader: Reader) -> None:
        for _ in range(reader.uint()):
            client, clock, state = reader.uint(), reader.uint(), reader.bytes()
            person = client - FIRST_CLIENT_ID
            is_news = 0 <= person < self.room.people and person != self.index and state != b"null"
            if is_news and clock > self.carets_heard[person]:
                self.carets_heard[person] = clock
                self.tally.carets_delivered += 1

    def _send(self, message: bytes) -> None:
        self.transport.send(WSMsgType.BINARY, self.prefix + message if self.prefix else message)


async def join(url: str, room: Room, index: int, cast: Cast, tally: Tally, *, is_hocuspocus: bool = False) -> YjsTypist:
    """A typist who is connected and has synced.

    Raises:
        ConnectionError: the server ended the handshake.
        TimeoutError: it did not answer.
    """
    typist = YjsTypist(room, index, cast, tally, is_hocuspocus=is_hocuspocus)
    await picows.ws_connect(
        lambda: typist,
        url.replace("{room}", quote(room.name)),
        websocket_handshake_timeout=HANDSHAKE_WITHIN_S,
        max_frame_size=MAX_FRAME_BYTES,
        read_buffer_init_size=READ_BUFFER_BYTES,
    )
    await asyncio.wait_for(typist.synced, HANDSHAKE_WITHIN_S)
    return typist
