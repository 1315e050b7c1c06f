"""A network between clients and a server on this machine whose connections fail in every way that connections do."""

import asyncio
import socket
import struct
from collections import Counter, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random
from typing import cast

MAX_LATENCY_S = 0.015
FAILS_WITHIN_BYTES = 4_000
HOLE_LASTS_S = (0.1, 0.8)
FATES = {"none": 8, "cut": 5, "reset": 3, "black hole": 4}
"""What becomes of a connection in a storm, and how often: after some bytes it is closed, reset, or swallows all that
either side says until it is reset."""
NO_LINGER = struct.pack("ii", 1, 0)


class FaultyNetwork:
    """Listens on a port of its own. In a storm connections fail; when it is calm they do not."""

    def __init__(self, port: int, dice: Random) -> None:
        self.fates: Counter[str] = Counter()
        """What became of how many connections."""
        self.port = 0
        self._upstream = port
        self._dice = dice
        self._is_stormy = False
        self._server: asyncio.Server
        self._pairs: set[_Pair] = set()

    async def open(self) -> None:
        """Start to listen."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Pair(self).near, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    def storm(self) -> None:
        """From now on connections fail."""
        self._is_stormy = True

    def calm(self) -> None:
        """From now on no connection fails; those that a hole has swallowed are reset."""
        self._is_stormy = False
        for pair in list(self._pairs):
            pair.spare()

    async def swallow(self) -> int:
        """Let every connection vanish without a word to either side; returns how many there were."""
        for pair in self._pairs:
            pair.swallow()
        return len(self._pairs)

    async def close(self) -> None:
        """Reset everything."""
        self._server.close()
        for pair in list(self._pairs):
            pair.end(reset=True)
        await self._server.wait_closed()

    def draw(self) -> tuple[str, int, float, float]:
        """A connection's fate, after how many bytes, its latency, and how long a hole lasts."""
        dice = self._dice
        fate = dice.choices(list(FATES), list(FATES.values()))[0] if self._is_stormy else "none"
        self.fates[fate] += 1
        latency = dice.uniform(0, MAX_LATENCY_S) if self._is_stormy else 0.0
        return fate, dice.randrange(FAILS_WITHIN_BYTES), latency, dice.uniform(*HOLE_LASTS_S)

    def keep(self, pair: "_Pair") -> None:
        """A connection has begun."""
        self._pairs.add(pair)

    def drop(self, pair: "_Pair") -> None:
        """A connection has ended."""
        self._pairs.discard(pair)

    @property
    def upstream(self) -> int:
        """The server's port."""
        return self._upstream


class _Pair:
    """Both halves of a connection through the network, and its fate."""

    def __init__(self, network: FaultyNetwork) -> None:
        self.near = _Half(self)
        self.far = _Half(self)
        self._network = network
        self._fate, self._bytes_left, self.latency, self._hole_s = network.draw()
        self._is_swallowed = False
        self._opening: asyncio.Task[None] | None = None

    def begin(self, half: "_Half") -> None:
        """A half is connected; behind the first comes the other."""
        if half is self.near:
            self._network.keep(self)
            self._opening = asyncio.get_running_loop().create_task(self._connect())

    def receive(self, half: "_Half", data: bytes) -> None:
        """Pass on what a half has heard, as far as fate lets it."""
        if self._is_swallowed:
            return
        other = self.far if half is self.near else self.near
        if self._fate != "none":
            data, cut = data[: self._bytes_left], len(data) >= self._bytes_left
            self._bytes_left -= len(data)
            if cut:
                self._fail(other, data)
                return
        other.say(data, self.latency)

    def swallow(self) -> None:
        """From now on both sides speak to nobody."""
        self._is_swallowed = True

    def spare(self) -> None:
        """Nothing happens to this connection any more, unless it has happened."""
        self._fate, self.latency = "none", 0.0
        if self._is_swallowed:
            self.end(reset=True)

    def end(self, *, reset: bool = False) -> None:
        """Close both halves."""
        if self._opening is not None:
            self._opening.cancel()
        for half in (self.near, self.far):
            half.end(reset=reset)
        self._network.drop(self)

    def lose(self) -> None:
        """A half has ended by itself. A swallowed connection does not pass that on either."""
        if not self._is_swallowed:
            self.end()

    async def _connect(self) -> None:
        try:
            loop = asyncio.get_running_loop()
            await loop.create_connection(lambda: self.far, "127.0.0.1", self._network.upstream)
        except OSError:
            self.end(reset=True)

    def _fail(self, other: "_Half", rest: bytes) -> None:
        if self._fate == "black hole":
            self.swallow()
            asyncio.get_running_loop().call_later(self._hole_s, lambda: self.end(reset=True))
            return
        other.say(rest, 0)
        self.end(reset=self._fate == "reset")


class _Half(asyncio.Protocol):
    """One socket of a pair. What is said to it before it is connected, or within its latency, waits."""

    def __init__(self, pair: _Pair) -> None:
        self._pair = pair
        self._transport: asyncio.Transport | None = None
        self._waiting: deque[tuple[float, bytes]] = deque()
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._pair.begin(self)
        self._send_due()

    def data_received(self, data: bytes) -> None:
        self._pair.receive(self, data)

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._pair.lose()

    def say(self, data: bytes, latency: float) -> None:
        """Send, in order, after a while."""
        self._waiting.append((asyncio.get_running_loop().time() + latency, data))
        if self._timer is None:
            self._send_due()

    def end(self, *, reset: bool) -> None:
        """Close; what still waits is lost when it is a reset."""
        if self._timer is not None:
            self._timer.cancel()
        transport, self._transport = self._transport, None
        if transport is None:
            return
        if reset:
            cast(socket.socket, transport.get_extra_info("socket")).setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER
            )
            transport.abort()
            return
        transport.write(b"".join(data for _, data in self._waiting))
        transport.close()

    def _send_due(self) -> None:
        self._timer = None
        loop = asyncio.get_running_loop()
        if self._transport is None:
            return
        while self._waiting and self._waiting[0][0] <= loop.time():
            self._transport.write(self._waiting.popleft()[1])
        if self._waiting:
            self._timer = loop.call_at(self._waiting[0][0], self._send_due)


@asynccontextmanager
async def open_network(port: int, dice: Random) -> AsyncIterator[FaultyNetwork]:
    """A network in front of a port, for as long as the block lasts."""
    network = FaultyNetwork(port, dice)
    await network.open()
    try:
        yield network
    finally:
        await network.close()
