"""A browser in a test: a real document on a real socket of the real server, speaking `algoroom.v1`."""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Self

from pycrdt import Doc, Subscription, Text
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from app.services.collab import codec
from tests.collab import wire
from tests.collab.script import MAIN

WITHIN_S = 30.0


class ConnectionEnded(Exception):
    """The connection ended while something was awaited from it."""


class Browser:
    """Connects, keeps its document in step, and remembers what it was told. `async with` closes it.

    `notice` is called for each frame heard, once applied; `sending` for each frame with a change, before it is sent.
    """

    def __init__(
        self,
        socket: connect,
        name: str,
        doc: Doc[Text] | None = None,
        text: str = MAIN,
        notice: Callable[["Browser"], None] | None = None,
        sending: Callable[[bytes], None] | None = None,
        host_key: str | None = None,
    ) -> None:
        self._opening = socket
        self.name = name
        self._host_key = host_key
        self._text = text
        self.doc: Doc[Text] = Doc() if doc is None else doc
        self.content = self.doc.get("content", type=Text)
        self.sent = 0
        """Frames with a change that were sent."""
        self.saved = 0
        """How many of them the server has told to be saved."""
        self.heard: list[wire.ServerMessage] = []
        self.socket: ClientConnection
        self.close_code: int | None = None
        """How the connection ended, `None` while it lasts."""
        self._failure: Exception | None = None
        self._notice = notice or (lambda _browser: None)
        self._sending = sending or (lambda _frame: None)
        self._changed = asyncio.Condition()
        self._outgoing: asyncio.Queue[bytes] = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []
        self._applying = False
        self._subscription: Subscription | None = None

    async def __aenter__(self) -> Self:
        self.socket = await self._opening
        hello = {
            "name": self.name,
            "key": f"key-of-{self.name}".replace(" ", "-").ljust(16, "-"),
            "clients": [self.doc.client_id],
        }
        if self._host_key is not None:
            hello["hostKey"] = self._host_key
        # What is typed before this reaches the server by the handshake.
        self._subscription = self.doc.observe(lambda event: self._typed(event.update))
        self._outgoing.put_nowait(codec.encode_welcome(json.dumps(hello)))
        self._outgoing.put_nowait(codec.encode_step1(self._text, self.doc.get_state()))
        self._tasks = [asyncio.create_task(self._read()), asyncio.create_task(self._write())]
        try:
            await self.until(lambda: self.sent > 0)
        except BaseException:
            await self._close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._close()

    def __str__(self) -> str:
        return str(self.content)

    @property
    def trouble(self) -> int:
        """The trouble of which it was told last (SV6)."""
        told = [message.trouble for message in self.heard if isinstance(message, wire.Saved)]
        return told[-1] if told else 0

    @property
    def notices(self) -> list[object]:
        """The codes of the notices that it got."""
        return [message.body["code"] for message in self.heard if isinstance(message, wire.Refused)]

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

    async def until(self, is_so: Callable[[], bool], within_s: float = WITHIN_S) -> None:
        """Wait until something heard makes it so.

        Raises:
            ConnectionEnded: the connection ended before that.
        """
        async with asyncio.timeout(within_s), self._changed:
            await self._changed.wait_for(lambda: is_so() or self.close_code is not None)
        if not is_so():
            raise ConnectionEnded(f"{self.name}'s connection ended with {self.close_code}") from self._failure

    async def until_text(self, text: str) -> None:
        """Wait for a text."""
        await self.until(lambda: str(self) == text)

    async def until_saved(self) -> None:
        """Wait until the server has everything on disk."""
        await self.until(lambda: self.saved >= self.sent)

    async def until_closed(self) -> int:
        """Wait for the connection's end, however long it takes; returns the close code."""
        async with self._changed:
            await self._changed.wait_for(lambda: self.close_code is not None)
        assert self.close_code is not None
        return self.close_code

    def propose(self, /, **fields: object) -> None:
        """Propose an event."""
        self._send_change(codec.encode_event(json.dumps(fields)))

    async def send(self, frame: bytes) -> None:
        """Send a frame of the test's own."""
        await self.socket.send(frame)

    def _typed(self, update: bytes) -> None:
        if not self._applying:
            self._send_change(codec.encode_update(self._text, update))

    def _send_change(self, frame: bytes) -> None:
        self.sent += 1
        self._sending(frame)
        self._outgoing.put_nowait(frame)

    async def _write(self) -> None:
        # Reading notices the connection's end.
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
                self._notice(self)
        except ConnectionClosed:
            pass
        except Exception as error:
            # Said to who waits for something.
            self._failure = error
        finally:
            self.close_code = self.socket.close_code or 1006
            async with self._changed:
                self._changed.notify_all()

    async def _close(self) -> None:
        if self._subscription is not None:
            self.doc.unobserve(self._subscription)
        await self.socket.close()
        reading, writing = self._tasks
        writing.cancel()
        await asyncio.gather(reading, writing, return_exceptions=True)

    def _hear(self, message: wire.ServerMessage) -> None:
        self.heard.append(message)
        match message:
            case wire.Step1(_, state_vector):
                self._send_change(codec.encode_step2(self._text, self.doc.get_update(state_vector)))
            case wire.Step2(_, update) | wire.Update(_, update):
                self._applying = True
                self.doc.apply_update(update)
                self._applying = False
            case wire.Saved(count, _):
                self.saved = count
