"""A network between a client and a server on this machine that can be cut, frozen, or fail at a chosen moment."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Self

CHUNK_BYTES = 1 << 16


class TcpProxy:
    """Listens on a port of its own and passes every byte on, until told otherwise."""

    def __init__(self, host: str, port: int) -> None:
        self._upstream = (host, port)
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._held_back: list[bytes] = []
        self._holding = asyncio.Event()
        self._lose_answer: Callable[[bytes], bool] = lambda _sent: False
        self._writers: set[asyncio.StreamWriter] = set()
        self._pipes: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    @property
    def port(self) -> int:
        """The port to connect to."""
        if self._server is None:
            raise RuntimeError("The proxy is not open.")
        return int(self._server.sockets[0].getsockname()[1])

    def freeze(self) -> None:
        """Accept connections and bytes, and pass nothing on: a server that is there and does not answer."""
        self._flowing.clear()

    def thaw(self) -> None:
        """Pass on what was held back, and everything after it."""
        self._held_back.clear()
        self._flowing.set()

    async def until_held_back(self, part: bytes) -> None:
        """Return when bytes that contain this have come and are not passed on."""
        while not any(part in held for held in self._held_back):
            self._holding.clear()
            await self._holding.wait()

    def lose_answer_to(self, is_it: Callable[[bytes], bool]) -> None:
        """Let the server get the next bytes for which `is_it` holds, and cut the connection before it answers."""
        self._lose_answer = is_it

    async def open(self) -> Self:
        """Start to listen."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def close(self) -> None:
        """Cut everything."""
        if self._server is not None:
            self._server.close()
        for pipe in self._pipes:
            pipe.cancel()
        await asyncio.gather(*self._pipes, return_exceptions=True)
        for writer in self._writers:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        their_reader, their_writer = await asyncio.open_connection(*self._upstream)
        self._writers |= {writer, their_writer}
        lost = asyncio.Event()
        for source, target, watched in ((reader, their_writer, True), (their_reader, writer, False)):
            pipe = asyncio.create_task(self._pipe(source, target, lost, watched=watched))
            self._pipes.add(pipe)

    async def _pipe(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, lost: asyncio.Event, *, watched: bool
    ) -> None:
        with suppress(OSError):
            while received := await source.read(CHUNK_BYTES):
                if not self._flowing.is_set():
                    self._held_back.append(received)
                    self._holding.set()
                await self._flowing.wait()
                if watched and self._lose_answer(received):
                    self._lose_answer = lambda _sent: False
                    lost.set()
                if not watched and lost.is_set():
                    break
                target.write(received)
                await target.drain()
        target.close()


@asynccontextmanager
async def open_proxy(host: str, port: int) -> AsyncIterator[TcpProxy]:
    """A proxy in front of `host:port` for as long as the block lasts."""
    proxy = await TcpProxy(host, port).open()
    try:
        yield proxy
    finally:
        await proxy.close()
