"""One peer over HTTP: what it posts becomes the bytes that a socket would bring, what it is sent becomes events."""

import base64
import json
from collections.abc import AsyncIterator, Callable
from http import HTTPStatus
from typing import Final

from app.errors import StreamBusy, TooManyRequests
from app.limits import MAX_BODY_BYTES, STREAM_POSTS
from app.services.collab.rate import Bucket, Clock
from app.websocket.stream_transport import StreamTransport
from app.websocket.upgrade import SocketProtocol

MAX_AHEAD: Final = 8
"""Posts that are kept while an earlier one is missing."""
PADDING: Final = b":" + b" " * 4096 + b"\n\n"
"""A comment that fills the buffers of proxies and browsers which pass on nothing before they are full."""


class Stream:
    """The two directions of one connection."""

    def __init__(self, name: str, heartbeat_s: float, cut: Callable[[], None], clock: Clock) -> None:
        """`cut` ends the HTTP connection at once."""
        self.name = name
        self._heartbeat_s = heartbeat_s
        self._transport = StreamTransport(cut, self._feed)
        self._clock = clock
        self._posts = Bucket(STREAM_POSTS, clock())
        self._ahead: dict[int, bytes] = {}
        self._taken = 0
        self._told = 0

    def shake_hands(self, protocol: SocketProtocol, request: bytes) -> HTTPStatus:
        """Bring the socket the request for a WebSocket that this one stands for; returns the answer's status."""
        self._transport.connect(protocol)
        self._transport.hear(request)
        return self._transport.take_answer()

    def post(self, number: int, frames: bytes) -> None:
        """Take what the peer has sent as its post of this number; once, and in order (HT3).

        Raises:
            StreamBusy: it is too far ahead, or too much waits.
            TooManyRequests: the peer posts too often.
        """
        if not self._posts.take(1, self._clock()):
            raise TooManyRequests("The connection posts too often; put more into one request.")
        if number <= self._taken or number in self._ahead:
            return
        waiting = sum(map(len, self._ahead.values())) + len(frames)
        if number > self._taken + 1 and (number > self._taken + MAX_AHEAD or waiting > MAX_BODY_BYTES):
            raise StreamBusy("Earlier posts are missing; send those first.")
        self._ahead[number] = frames
        self._feed()

    async def events(self) -> AsyncIterator[bytes]:
        """The body of the answer that the peer listens to (HT2)."""
        yield PADDING + _event(json.dumps({"stream": self.name, "heartbeatS": self._heartbeat_s}), "open")
        while (frames := await self._transport.take()) is not None:
            events = b""
            if self._taken != self._told:
                self._told = self._taken
                events = _event(str(self._told), "taken")
            if frames:
                events += _event(base64.b64encode(frames).decode())
            if events:
                yield events

    def cut(self) -> None:
        """The peer listens no longer."""
        self._transport.abort()

    def _feed(self) -> None:
        """Pass on what has come, as far as nothing is missing and the socket reads."""
        while self._transport.is_reading() and not self._transport.is_closing():
            frames = self._ahead.pop(self._taken + 1, None)
            if frames is None:
                return
            self._taken += 1
            self._transport.wake()
            self._transport.hear(frames)


def _event(data: str, type_: str | None = None) -> bytes:
    head = f"event: {type_}\n" if type_ else ""
    return f"{head}data: {data}\n\n".encode()
