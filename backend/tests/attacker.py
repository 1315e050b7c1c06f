"""A stranger that sends frames in bulk over one WebSocket after the other, and counts what becomes of each."""

import asyncio
import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import cast
from uuid import UUID

from app.services.collab import codec
from tests.collab.script import MAIN
from tests.hostile_frames import HONEST, FrameMaker, HostileFrame
from tests.websocket_bytes import BINARY, CLOSE, LOST, client_frame, close_code, read_frames, upgrade_request

IN_FLIGHT = 6
"""Frames that an attacker sends before it looks at the answers."""
WITHIN_S = 30.0
REFUSALS = {4400, 4403, 4413, 4531, 1009}
"""BAD_FRAME, FORBIDDEN, TEXT_TOO_LONG, TOO_FAST, and a frame that is too large."""
MARKED = re.compile(rb'"ref": ?(\d{8,})')
STOCK_ANSWER = b"\x00\x01"

_refs = count(10_000_000)


class Find(Exception):
    """Something broke; the message says what."""


@dataclass
class Attacker:
    """One stranger, on as many connections as it needs, one after the other."""

    port: int
    session: str
    number: int
    maker: FrameMaker
    everything: bytes
    """A state vector that claims to have all there is: its answer is small, and is a stock attacker's mark."""
    is_extended: bool
    hears: bool
    """Whether it asks for the text, and so is told of every change."""
    outcomes: Counter[tuple[str, int | None]] = field(default_factory=Counter)
    connections: int = 0
    sent: list[list[bytes]] = field(default_factory=list)
    """What went over each connection."""

    async def attack(self, frames: int) -> None:
        """Send so many hostile frames, and honest ones among them.

        Each is counted once the server has closed because of it, or lets us be.
        """
        waiting: list[HostileFrame] = []
        socket: Socket | None = None
        while frames > 0:
            while len(waiting) < IN_FLIGHT and not (waiting and self._must_be_last(waiting[-1])):
                waiting.append(self.maker.make())
            if socket is None:
                socket = await self._connect()
            asked = [frame.data for frame in waiting]
            self.sent[-1] += asked
            answered, code = await socket.ask(asked)
            done = waiting[:answered]
            self.outcomes.update((frame.kind, None) for frame in done)
            del waiting[:answered]
            if code is not None:
                if code not in REFUSALS:
                    raise Find(f"attacker {self.number} was closed with {code}")
                if waiting:
                    refused = waiting.pop(0)
                    self.outcomes[refused.kind, code] += 1
                    done.append(refused)
                    if refused.client is not None:
                        self.maker.give_up(refused.client)
                        waiting = [frame for frame in waiting if frame.client != refused.client]
                socket.close()
                socket = None
            frames -= sum(frame.kind != HONEST for frame in done)
        if socket is not None:
            socket.close()

    def _must_be_last(self, frame: HostileFrame) -> bool:
        """Whether its answer would be taken for the one to a stock attacker's mark behind it."""
        return not self.is_extended and frame.data.startswith(b"\x00\x00")

    async def stay(self) -> "Socket":
        """A connection that stays, so that coming and going is no news for the others."""
        return await self._connect()

    async def _connect(self) -> "Socket":
        self.connections += 1
        socket = await Socket.open(
            self.port, self.session, None if self.is_extended else codec.encode_step1(None, self.everything)
        )
        first = [codec.encode_step2(MAIN if self.is_extended else None, b"\x00\x00")]
        if self.hears:
            first.insert(0, codec.encode_step1(MAIN, self.everything))
        if self.is_extended:
            hello = {"name": f"Eve {self.number}", "key": f"key-of-eve-{self.number:05}", "clients": self.maker.mine}
            first.insert(0, codec.encode_welcome(json.dumps(hello)))
        socket.say(first)
        self.sent.append(first)
        return socket


class Socket(asyncio.Protocol):
    """A WebSocket that sends in bulk, and of what it hears notices only answers to its marks and the close code."""

    def __init__(self, stock_marker: bytes | None) -> None:
        self._stock_marker = stock_marker
        self._buffer = bytearray()
        self._upgraded = asyncio.get_running_loop().create_future()
        self._done: asyncio.Future[None] | None = None
        self._first_ref = 0
        self._answered = 0
        self._wanted = 0
        self._code: int | None = None
        self._transport: asyncio.Transport

    @classmethod
    async def open(cls, port: int, session: str, stock_marker: bytes | None) -> "Socket":
        """Connect and upgrade."""
        loop = asyncio.get_running_loop()
        transport, socket = await loop.create_connection(lambda: cls(stock_marker), "127.0.0.1", port)
        protocol = None if stock_marker else "algoroom.v1"
        transport.write(upgrade_request(port, f"/ws/sync/{session}", protocol))
        async with asyncio.timeout(WITHIN_S):
            await socket._upgraded
        return socket

    def say(self, frames: Sequence[bytes]) -> None:
        """Send without waiting."""
        self._transport.write(b"".join(client_frame(frame) for frame in frames))

    async def ask(self, frames: Sequence[bytes]) -> tuple[int, int | None]:
        """Send frames; returns how many the server read without closing us, and the code if it closed us then."""
        self._first_ref = next(_refs)
        self._answered, self._wanted = 0, len(frames)
        self._done = asyncio.get_running_loop().create_future()
        out = bytearray()
        for number, frame in enumerate(frames):
            if number:
                next(_refs)
            out += client_frame(frame) + client_frame(self._stock_marker or _mark(self._first_ref + number))
        if self._code is None:
            self._transport.write(bytes(out))
            async with asyncio.timeout(WITHIN_S):
                await self._done
        return self._answered, self._code

    def close(self) -> None:
        """Cut the connection."""
        self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._upgraded.done():
            self._upgraded.set_exception(Find("the server refused a connection"))
        self._closed(LOST)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._upgraded.done():
            head, found, rest = bytes(self._buffer).partition(b"\r\n\r\n")
            if not found:
                return
            if b" 101 " not in head.split(b"\r\n")[0]:
                self._upgraded.set_exception(Find(f"the server answered {head[:40]!r}"))
                return
            self._upgraded.set_result(None)
            self._buffer = bytearray(rest)
        self._read_frames()

    def _read_frames(self) -> None:
        read = 0
        for opcode, payload, end in read_frames(self._buffer):
            self._hear(opcode, payload)
            read = end
        del self._buffer[:read]

    def _hear(self, opcode: int, payload: bytes) -> None:
        if opcode == CLOSE:
            self._closed(close_code(payload))
            return
        if opcode != BINARY:
            return
        if self._stock_marker is not None:
            if payload.startswith(STOCK_ANSWER):
                self._answered = min(self._answered + 1, self._wanted)
        elif payload[0] == 104 and (mark := MARKED.search(payload)) and int(mark[1]) >= self._first_ref:
            self._answered = min(int(mark[1]) - self._first_ref + 1, self._wanted)
        if self._answered >= self._wanted:
            self._finish()

    def _closed(self, code: int) -> None:
        if self._code is None:
            self._code = code
        self._finish()

    def _finish(self) -> None:
        if self._done is not None and not self._done.done():
            self._done.set_result(None)


def _mark(ref: int) -> bytes:
    """A proposal that is always refused with a notice, and changes nothing."""
    no_run = {"type": "run_output", "run": str(UUID(int=99)), "chunks": [{"stream": "stdout", "text": ""}], "ref": ref}
    return codec.encode_event(json.dumps(no_run))
