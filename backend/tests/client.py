"""A browser in a test: a real document on a real socket of the real server, speaking `algoroom.v1`."""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Self

from pycrdt import Doc, Text
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from app.services.collab import codec
from tests.collab import wire
from tests.collab.script import MAIN

WITHIN_S = 30.0


class Browser:
    """Connects, keeps its document in step, and remembers what it was told. `async with` closes it."""

    def __init__(
        self,
        socket: connect,
        name: str,
        doc: Doc[Text] | None = None,
        text: str = MAIN,
        *,
        host_key: str | None = None,
    ) -> None:
        self._opening = socket
        self.name = name
        self._host_key = host_key
        self._text = text
        self.doc: Doc[Text] = Doc() if doc is None else doc
        self.content = self.doc.get("content", type=Text)
        self.sent = 0
        self.saved = 0
        self.heard: list[wire.ServerMessage] = []
        self.socket: ClientConnection
        self._changed = asyncio.Condition()
        self._reading: asyncio.Task[None]
        self._applying = False
        self._is_open = False
        self._subscription = self.doc.observe(lambda event: self._typed(event.update))

    async def __aenter__(self) -> Self:
        self.socket = await self._opening
        hello = {
            "name": self.name,
            "key": f"key-of-{self.name}".replace(" ", "-").ljust(16, "-"),
            "clients": [self.doc.client_id],
        }
        if self._host_key is not None:
            hello["hostKey"] = self._host_key
        await self.socket.send(codec.encode_welcome(json.dumps(hello)))
        await self.socket.send(codec.encode_step1(self._text, self.doc.get_state()))
        self._outgoing: asyncio.Queue[bytes] = asyncio.Queue()
        # What was typed before is in the answer to the server's step 1.
        self._is_open = True
        self._reading = asyncio.create_task(self._read())
        self._writing = asyncio.create_task(self._write())
        await self.until(lambda: self.sent > 0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.doc.unobserve(self._subscription)
        await self.socket.close()
        self._writing.cancel()
        await asyncio.gather(self._reading, self._writing, return_exceptions=True)

    def __str__(self) -> str:
        return str(self.content)

    def patch(self, at: int, deleted: int, inserted: str) -> None:
        """Replace characters; offsets in characters."""
        text = str(self)
        start = len(text[:at].encode())
        with self.doc.transaction():
            if deleted:
                del self.content[start : start + len(text[at : at + deleted].encode())]
            if inserted:
                self.content.insert(start, inserted)

    def type(self, text: str) -> None:
        """Append."""
        self.content += text

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Wait until something heard makes it so."""
        async with asyncio.timeout(WITHIN_S), self._changed:
            await self._changed.wait_for(is_so)

    async def until_text(self, text: str) -> None:
        """Wait for a text."""
        await self.until(lambda: str(self) == text)

    async def until_saved(self) -> None:
        """Wait until the server has everything on disk."""
        await self.until(lambda: self.saved >= self.sent)

    @property
    def is_cut_off(self) -> bool:
        """Whether the connection has ended."""
        return self._reading.done()

    async def until_cut_off(self) -> None:
        """Wait until the connection ends."""
        await asyncio.wait([self._reading])

    def propose(self, /, **fields: object) -> None:
        """Propose an event."""
        self.sent += 1
        self._outgoing.put_nowait(codec.encode_event(json.dumps(fields)))

    async def send(self, frame: bytes) -> None:
        """Send a frame of the test's own."""
        await self.socket.send(frame)

    def _typed(self, update: bytes) -> None:
        if self._is_open and not self._applying:
            self.sent += 1
            self._outgoing.put_nowait(codec.encode_update(self._text, update))

    async def _write(self) -> None:
        with suppress(ConnectionClosed):
            while True:
                await self.socket.send(await self._outgoing.get())

    async def _read(self) -> None:
        try:
            async for frame in self.socket:
                assert isinstance(frame, bytes)
                message = wire.read(frame)
                async with self._changed:
                    self._hear(message)
                    self._changed.notify_all()
        except ConnectionClosed:
            pass

    def _hear(self, message: wire.ServerMessage) -> None:
        self.heard.append(message)
        match message:
            case wire.Step1(_, state_vector):
                self.sent += 1
                self._outgoing.put_nowait(codec.encode_step2(self._text, self.doc.get_update(state_vector)))
            case wire.Step2(_, update) | wire.Update(_, update):
                self._applying = True
                self.doc.apply_update(update)
                self._applying = False
            case wire.Saved(count, _):
                self.saved = count
