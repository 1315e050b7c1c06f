"""The server under load as its address describes it: how rooms are made there, and how people join them."""

import asyncio
import json
import urllib.request
import uuid
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Literal

from .plain_typist import join_plain
from .room import Room, Tally, Typist
from .yjs_typist import Cast, join_yjs

CONNECTING_AT_ONCE = 32
REQUEST_WITHIN_S = 30.0

type Protocol = Literal["y", "hocuspocus", "plain"]


@dataclass(frozen=True, slots=True)
class Target:
    """Where the server is and what it speaks."""

    url: str
    """Of the socket, with {room} in it."""
    protocol: Protocol
    root: str
    """Name of the Y.Text in a document."""
    sessions_url: str | None
    """Where rooms must be created first, by POST; None: any name is a room."""

    def name_rooms(self, count: int) -> list[str]:
        """Names of new rooms, created where the server wants that."""
        if self.sessions_url is None:
            run = uuid.uuid4().hex[:8]
            return [f"bench-{run}-{number}" for number in range(count)]
        return [_create_session(self.sessions_url) for _ in range(count)]

    def join(self, room: Room, index: int, cast: Cast, body: str, tally: Tally) -> Awaitable[Typist]:
        """Person number `index` of a room, connected."""
        if self.protocol == "plain":
            return join_plain(self.url, room, index, body, tally)
        return join_yjs(self.url, room, index, cast, tally, is_hocuspocus=self.protocol == "hocuspocus")

    async def fill(self, rooms: list[Room], cast: Cast, body: str, tally: Tally) -> None:
        """Let everybody join, person by person."""
        gate = asyncio.Semaphore(CONNECTING_AT_ONCE)

        async def enter(room: Room, index: int) -> Typist:
            async with gate:
                return await self.join(room, index, cast, body, tally)

        people = max(room.people for room in rooms)
        for index in range(people):
            joined = await asyncio.gather(*(enter(room, index) for room in rooms))
            for room, typist in zip(rooms, joined, strict=True):
                room.typists.append(typist)


def _create_session(url: str) -> str:
    request = urllib.request.Request(url, b"{}", {"Content-Type": "application/json"}, method="POST")
    with urllib.request.urlopen(request, timeout=REQUEST_WITHIN_S) as answer:
        return str(json.load(answer)["id"])
