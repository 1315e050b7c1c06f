"""A client for the sync socket over HTTP that is used like one of WebSockets, and can post what no honest one would."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Generator
from typing import Any, Self, cast

import httpx
from websockets.asyncio.client import connect

from app.services.collab import lib0
from tests.websocket_bytes import BINARY, CLOSE, LOST, PING, client_frame, close_code, read_frames

PONG = 10
WITHIN_S = 20.0
TAKEN_OR_LATER = (202, 503)


class StreamSocket:
    """One event stream and the posts that belong to it. `await` opens it."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        session: str,
        *,
        protocol: str = "algoroom.v1",
        posts: httpx.AsyncClient | None = None,
        answers_pings: bool = True,
        headers: dict[str, str] | None = None,
    ) -> None:
        """`posts` is by which way it posts, if not by that by which it listens."""
        self._http = http
        self._posts = posts or http
        self._path = f"/ws/sync/{session}"
        self._protocol = protocol
        self._answers_pings = answers_pings
        self._headers = {"Accept": "text/event-stream", **(headers or {})}
        self._events: AsyncIterator[tuple[str, str]]
        self.answer: httpx.Response
        self.stream = ""
        self.heartbeat_s = 0.0
        self.posted = 0
        """The number of the last post."""
        self.taken: list[int] = []
        """What it was told to be taken."""
        self._untaken: dict[int, bytes] = {}
        self.pings = 0
        self.close_code: int | None = None
        self._news = asyncio.Condition()

    def __await__(self) -> Generator[Any, None, Self]:
        return self._open().__await__()

    async def _open(self) -> Self:
        query = {"protocol": self._protocol} if self._protocol else {}
        request = self._http.build_request("GET", self._path, params=query, headers=self._headers)
        self.answer = await self._http.send(request, stream=True)
        if self.answer.status_code != 200:
            await self.answer.aread()
            return self
        self._events = self._read_events()
        type_, data = await anext(self._events)
        assert type_ == "open"
        told = json.loads(data)
        self.stream, self.heartbeat_s = told["stream"], told["heartbeatS"]
        return self

    async def send(self, frame: bytes) -> None:
        """Send a message, in a post of its own."""
        await self._send(client_frame(frame))

    async def resend(self) -> None:
        """Post once more what it was not told to be taken."""
        for number, frames in list(self._untaken.items()):
            answer = await self.post(number, frames)
            assert answer.status_code == 202, answer.text

    async def post(self, number: int, frames: bytes, stream: str | None = None) -> httpx.Response:
        """Post bytes under a number."""
        head = lib0.varstring(self.stream if stream is None else stream) + lib0.varuint(number)
        return await self._posts.post(self._path, content=head + frames)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for type_, data in self._events:
                if type_ == "taken":
                    async with self._news:
                        self.taken.append(int(data))
                        self._untaken = {n: frames for n, frames in self._untaken.items() if n > int(data)}
                        self._news.notify_all()
                    continue
                for opcode, payload, _ in read_frames(base64.b64decode(data)):
                    if opcode == BINARY:
                        yield payload
                    elif opcode == PING:
                        await self._take_ping(payload)
                    elif opcode == CLOSE:
                        self.close_code = close_code(payload)
                        return
        except httpx.HTTPError:
            pass
        finally:
            self.close_code = self.close_code or LOST

    async def rest(self) -> AsyncIterator[tuple[str, str]]:
        """Events that no iteration has taken."""
        async for event in self._events:
            yield event

    async def until_taken(self, number: int) -> None:
        """Wait until posts up to this number are taken; somebody else must listen meanwhile."""
        async with asyncio.timeout(WITHIN_S), self._news:
            await self._news.wait_for(lambda: number in self.taken)

    async def until_closed(self) -> int:
        """Listen to the end; returns the close code, 1006 where none came."""
        async with asyncio.timeout(WITHIN_S):
            async for _ in self:
                pass
        return cast(int, self.close_code)

    async def close(self) -> None:
        """Go away. Safe to call twice."""
        await self.answer.aclose()

    def as_connect(self) -> connect:
        """As what a test's `Browser` opens: it uses what both have in common."""
        return cast(connect, self)

    async def _take_ping(self, payload: bytes) -> None:
        self.pings += 1
        if self._answers_pings:
            await self._send(client_frame(payload, PONG))

    async def _send(self, frames: bytes) -> None:
        self.posted += 1
        self._untaken[self.posted] = frames
        answer = await self.post(self.posted, frames)
        assert answer.status_code in TAKEN_OR_LATER, answer.text

    async def _read_events(self) -> AsyncIterator[tuple[str, str]]:
        type_, data = "message", ""
        async for line in self.answer.aiter_lines():
            field, _, value = line.partition(": ")
            if field == "event":
                type_ = value
            elif field == "data":
                data = value
            elif line == "" and data:
                yield type_, data
                type_, data = "message", ""
