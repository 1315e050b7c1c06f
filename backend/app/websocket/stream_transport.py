"""What stands where a TCP connection does when a peer comes over HTTP: the same bytes, gathered in memory."""

import asyncio
from collections.abc import Callable
from http import HTTPStatus

from app.websocket.arrival import HEARD_S_AGO

END_OF_HEAD = b"\r\n\r\n"
STATUS = slice(len("HTTP/1.1 "), len("HTTP/1.1 101"))


class _NoSocket:
    """The socket that picows looks for; every system call on its descriptor fails, which picows expects of some."""

    def fileno(self) -> int:
        """No descriptor."""
        return -1

    def setsockopt(self, *_: object) -> None:
        """Nothing to set."""

    def getsockopt(self, *_: object) -> int:
        """Nothing was set."""
        return 0


class StreamTransport(asyncio.Transport):
    """A transport for `SocketProtocol`. What is written waits in it until it is taken away."""

    def __init__(self, cut: Callable[[], None], on_reading: Callable[[], None]) -> None:
        """`cut` ends the HTTP connection at once, `on_reading` is called when bytes may be fed again."""
        super().__init__()
        self._cut = cut
        self._on_reading = on_reading
        self._protocol: asyncio.Protocol
        self._loop = asyncio.get_running_loop()
        self._heard_at = self._loop.time()
        self._written: list[bytes] = []
        self._size = 0
        self._high_water = 0
        self._is_full = False
        self._is_closing = False
        self._is_lost = False
        self._changed = asyncio.Event()
        self._is_reading = True

    def connect(self, protocol: asyncio.Protocol) -> None:
        """Begin, as a connection that has been accepted."""
        self._protocol = protocol
        protocol.connection_made(self)

    def take_answer(self) -> HTTPStatus:
        """Take away the head of the answer to the handshake; returns its status."""
        head, _, rest = b"".join(self._written).partition(END_OF_HEAD)
        self._written, self._size = [rest] if rest else [], len(rest)
        return HTTPStatus(int(head[STATUS]))

    async def take(self) -> bytes | None:
        """What was written since the last time; nothing after `wake`, `None` when that was all."""
        while not (self._written or self._is_closing or self._changed.is_set()):
            await self._changed.wait()
        self._changed.clear()
        written, self._written, self._size = self._written, [], 0
        if not written and self._is_closing:
            self._lose()
            return None
        if self._is_full:
            self._is_full = False
            self._protocol.resume_writing()
        return b"".join(written)

    def wake(self) -> None:
        """Let `take` return."""
        self._changed.set()

    # What asyncio promises of a transport ------------------------------------------------------------------------

    def write(self, data: "bytes | bytearray | memoryview[int]") -> None:
        """Keep it until it is taken."""
        if self._is_closing:
            return
        self._written.append(bytes(data))
        self._size += len(data)
        self._changed.set()
        if self._size > self._high_water and not self._is_full:
            self._is_full = True
            self._protocol.pause_writing()

    def close(self) -> None:
        """End behind what was written."""
        self._is_closing = True
        self._changed.set()

    def abort(self) -> None:
        """End at once, unless it has ended."""
        if self._is_lost:
            return
        self._written, self._size = [], 0
        self.close()
        self._cut()
        self._lose()

    def is_closing(self) -> bool:
        """Whether it ends."""
        return self._is_closing

    def is_reading(self) -> bool:
        """Whether it takes bytes."""
        return self._is_reading

    def pause_reading(self) -> None:
        """Take no more bytes."""
        self._is_reading = False

    def resume_reading(self) -> None:
        """Take bytes again."""
        self._is_reading = True
        self._on_reading()

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """Keep at most about so much; everything is taken at once, so there is no lower limit."""
        self._high_water = high or 0

    def get_write_buffer_size(self) -> int:
        """How much waits to be taken."""
        return self._size

    def get_extra_info(self, name: str, default: object = None) -> object:
        """What picows asks for. It writes to no descriptor itself where the connection is encrypted; neither here."""
        told = {"socket": _NoSocket(), "ssl_object": self, HEARD_S_AGO: self._loop.time() - self._heard_at}
        return told.get(name, default)

    def hear(self, data: bytes) -> None:
        """Feed bytes."""
        self._heard_at = self._loop.time()
        self._protocol.data_received(data)

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        """Stay with the first: it passes everything on."""

    def _lose(self) -> None:
        if not self._is_lost:
            self._is_lost = True
            self._loop.call_soon(self._protocol.connection_lost, None)
