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
    read_presence,
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
    source: dict[bytes, tuple[int, int, int]]
    """(person, first key, last key) by the message: most servers pass it on unchanged, or join a few letters."""


def cast_of(scripts: list[Script], root: str) -> Cast:
    """The cast of these scripts."""
    source = {
        message: (person, first, last)
        for person, script in enumerate(scripts)
        for message, first, last in script.recognizable()
    }
    return Cast(root, scripts, source)


class YjsTypist(WSListener):
    """Shakes hands, sends the keys of one script, and notes what arrives of the others'."""

    def __init__(self, room: Room, index: int, cast: Cast, tally: Tally, *, is_hocuspocus: bool) -> None:
        self.room, self.index, self.cast, self.tally = room, index, cast, tally
        self.find_source = cast.source.get
        self.heard = [-1] * room.people
        self.carets_heard = [0] * room.people
        self.neighbour = (index - 1) % room.people
        self.neighbour_keys = 0
        """Of the read that is being taken in."""
        self.on_neighbour: Callable[[int], None] | None = None
        self.synced: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.updates: list[bytes] = []
        self.updated_at = 0.0
        """When the last update arrived that was no relayed key."""
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
        key = self.room.sent[self.index]
        messages = self.cast.scripts[self.index].messages
        if key >= len(messages):
            return False
        self._note_sent(1)
        self._send(messages[key])
        return True

    def press_several(self, count: int) -> None:
        """Send the next keys in one write, as many as the script still has."""
        script = self.cast.scripts[self.index]
        first = self.room.sent[self.index]
        last = min(first + count, len(script.messages))
        if last == first:
            return
        self._note_sent(last - first)
        if self.prefix:
            for message in script.messages[first:last]:
                self._send(message)
        else:
            self.transport.underlying_transport.write(b"".join(script.frames[first:last]))

    def show_caret(self) -> None:
        """Send the presence that belongs to the last key."""
        self._send(self.cast.scripts[self.index].caret(self.room.sent[self.index]))

    def text(self) -> str:
        """The text that everything heard and sent here leads to."""
        own = self.cast.scripts[self.index].updates[: self.room.sent[self.index]]
        return text_of(self.updates + own, self.cast.root)

    def close(self) -> None:
        """Leave."""
        self.is_closing = True
        self.transport.disconnect(False)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Take one message. A relayed key is recognised by its bytes; everything else is read."""
        at = perf_counter()
        if frame.msg_type is WSMsgType.BINARY:
            message = frame.get_payload_as_bytes()
            if self.prefix:
                message = message[len(self.prefix) :]
            found = self.find_source(message)
            if found is None:
                self._read(message, at)
            else:
                self._take_keys(*found, at)
        elif frame.msg_type is WSMsgType.CLOSE:
            transport.disconnect()
        if self.neighbour_keys and frame.last_in_buffer:
            self.answer_neighbour()

    def answer_neighbour(self) -> None:
        """Tell how many keys of the neighbour the read has brought."""
        count, self.neighbour_keys = self.neighbour_keys, 0
        if self.on_neighbour:
            self.on_neighbour(count)

    def _take_keys(self, person: int, first: int, last: int, at: float) -> None:
        if person == self.index:
            return
        if self.room.keeps_updates:
            self.updates += self.cast.scripts[person].updates[first : last + 1]
        self.tally.gaps += max(0, first - self.heard[person] - 1)
        self._note_heard(person, last, at)

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
                self._take_presence(message)
            case _:
                pass

    def _take_update(self, update: bytes, at: float) -> None:
        self.updated_at = at
        if self.room.keeps_updates:
            self.updates.append(update)
        inserted, deleted = read_update(update)
        for person, script in enumerate(self.cast.scripts):
            last = min(script.last_key_of(inserted, deleted), self.room.sent[person] - 1)
            self._note_heard(person, last, at)

    def _note_heard(self, person: int, last: int, at: float) -> None:
        news = note_keys(self.room, self.tally, self, person, last, at)
        if person == self.neighbour:
            self.neighbour_keys += news

    def _note_sent(self, count: int) -> None:
        room = self.room
        room.sent[self.index] += count
        if room.is_timed:
            room.sent_at[self.index] += [perf_counter()] * count

    def _take_presence(self, message: bytes) -> None:
        for client, clock, is_shown in read_presence(message):
            person = client - FIRST_CLIENT_ID
            is_news = 0 <= person < self.room.people and person != self.index and is_shown
            if is_news and clock > self.carets_heard[person]:
                self.carets_heard[person] = clock
                self.tally.carets_delivered += 1

    def _send(self, message: bytes) -> None:
        self.transport.send(WSMsgType.BINARY, self.prefix + message if self.prefix else message)


class CountingTypist(YjsTypist):
    """Counts the keys that arrive in their order, and little more: so one core can take in what a server at its limit
    sends."""

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Count a key that follows the last one of its person; everything else takes the longer way."""
        found = self.find_source(frame.get_payload_as_bytes())
        if found is None:
            super().on_ws_frame(transport, frame)
            return
        person, first, last = found
        heard = self.heard
        if first != heard[person] + 1:
            super().on_ws_frame(transport, frame)
            return
        heard[person] = last
        if person == self.neighbour:
            self.neighbour_keys += last - first + 1
        if self.neighbour_keys and frame.last_in_buffer:
            self.answer_neighbour()


async def join_yjs(
    url: str, room: Room, index: int, cast: Cast, tally: Tally, *, is_hocuspocus: bool = False
) -> YjsTypist:
    """A typist who is connected and has synced; raises as `join` does."""
    kind = YjsTypist if room.is_timed or room.keeps_updates or is_hocuspocus else CountingTypist
    typist = kind(room, index, cast, tally, is_hocuspocus=is_hocuspocus)
    await join(url, typist)
    return typist


async def join(url: str, typist: YjsTypist) -> None:
    """Connect a typist; return when it has synced.

    Raises:
        ConnectionError: the server ended the handshake.
        TimeoutError: it did not answer.
    """
    await picows.ws_connect(
        lambda: typist,
        url.replace("{room}", quote(typist.room.name)),
        websocket_handshake_timeout=HANDSHAKE_WITHIN_S,
        max_frame_size=MAX_FRAME_BYTES,
        read_buffer_init_size=READ_BUFFER_BYTES,
    )
    await asyncio.wait_for(typist.synced, HANDSHAKE_WITHIN_S)
