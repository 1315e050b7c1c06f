"""The smallest WebSocket client there is: quick to open by the thousand, and free to send what it likes."""

import asyncio
import contextlib
import socket

from tests.websocket_bytes import BINARY, BYTES_OF_SIZE, CLOSE, LOST, client_frame, close_code, upgrade_request

WITHIN_S = 20.0
READ_AHEAD_BYTES = 1 << 16


class RawSocket:
    """One connection. Incoming frames are only counted, but for the close code."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(
        cls, port: int, path: str, protocol: str | None = None, *, receive_buffer: int | None = None
    ) -> "RawSocket":
        """Connect and upgrade; with a small `receive_buffer` who does not read is felt by the server soon."""
        stream = socket.socket()
        stream.setblocking(False)
        if receive_buffer is not None:
            stream.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        await asyncio.get_running_loop().sock_connect(stream, ("127.0.0.1", port))
        reader, writer = await asyncio.open_connection(sock=stream, limit=receive_buffer or READ_AHEAD_BYTES)
        writer.write(upgrade_request(port, path, protocol))
        answer = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), WITHIN_S)
        assert b" 101 " in answer.splitlines()[0], answer
        return cls(reader, writer)

    def send(self, payload: bytes, opcode: int = BINARY, *, fin: bool = True) -> None:
        """Send a frame, masked with zeros."""
        self._writer.write(client_frame(payload, opcode, fin=fin))

    def send_raw(self, data: bytes) -> None:
        """Send bytes that need not be a frame."""
        self._writer.write(data)

    async def read(self) -> tuple[int, bytes]:
        """The next frame: its opcode and payload. A lost connection is a close frame with 1006."""
        try:
            first, second = await asyncio.wait_for(self._reader.readexactly(2), WITHIN_S)
            size = second & 0x7F
            if more := BYTES_OF_SIZE.get(size, 0):
                size = int.from_bytes(await self._reader.readexactly(more))
            return first & 0x0F, await self._reader.readexactly(size)
        except (asyncio.IncompleteReadError, ConnectionError):
            return CLOSE, LOST.to_bytes(2)

    async def until(self, last: bytes) -> int | None:
        """Read up to a frame with these bytes in it; `None`, or the code with which the server closed before that."""
        while True:
            opcode, payload = await self.read()
            if opcode == CLOSE:
                return close_code(payload)
            if opcode == BINARY and last in payload:
                return None

    async def flush(self) -> None:
        """Wait while the server takes nothing."""
        with contextlib.suppress(ConnectionError):
            await self._writer.drain()

    async def until_closed(self) -> int:
        """Read up to the end; returns the close code, 1006 where none came."""
        while True:
            opcode, payload = await self.read()
            if opcode == CLOSE:
                return close_code(payload)

    async def close(self) -> None:
        """Cut the connection. Safe to call twice."""
        self._writer.close()
        with contextlib.suppress(ConnectionError):
            await self._writer.wait_closed()
