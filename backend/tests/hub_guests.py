"""A hub whose storage may fail, and its guests: peers without a socket."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

from pycrdt import Doc, Text

from app.domain import Checkpoint, Entry, Gap, SessionId
from app.errors import AlgoRoomError
from app.limits import PAUSE_AFTER_S
from app.models import SessionWish
from app.repositories.memory import InMemoryStorage
from app.repositories.ports import Batch, CheckpointStore, SessionRepository, Storage, TicketStore, UpdateLog
from app.services.collab import codec
from app.services.collab.connection import Connection
from app.services.collab.hub import Hub
from app.services.collab.identity import Introduction
from app.services.collab.people import PeerKind
from app.services.collab.rate import PeerAllowance
from app.services.sessions import SessionService
from tests.collab import wire
from tests.collab.script import MAIN
from tests.waiting import until
from tests.websocket_bytes import unframe

LINGER_S = 0.05


class Unreliable:
    """A storage whose writes fail while `fails` is set; everything else is the storage in memory."""

    def __init__(self) -> None:
        self._kept = InMemoryStorage()
        self.sessions: SessionRepository = self._kept.sessions
        self.checkpoints: CheckpointStore = self._kept.checkpoints
        self.tickets: TicketStore = self._kept.tickets
        self.log: UpdateLog = self
        self.fails: Exception | None = None
        self.reads = 0

    async def append(self, batch: Batch) -> frozenset[SessionId]:
        if self.fails is not None:
            raise self.fails
        return await self._kept.log.append(batch)

    def read(
        self, session_id: SessionId, after: int = 0, upto: int | None = None
    ) -> AsyncIterator[Sequence[Entry | Gap]]:
        self.reads += 1
        return self._kept.log.read(session_id, after, upto)

    async def heads(self, ids: Collection[SessionId]) -> Mapping[SessionId, int]:
        return await self._kept.log.heads(ids)

    async def close(self) -> None:
        await self._kept.close()


@asynccontextmanager
async def hub_over(storage: Storage, pause_after_s: float = PAUSE_AFTER_S) -> AsyncIterator[tuple[Hub, SessionService]]:
    hub = Hub(storage, linger_s=LINGER_S, pause_after_s=pause_after_s)
    hub.start()
    yield hub, SessionService(storage, hub)
    await hub.close()


async def create(service: SessionService, code: str = "") -> SessionId:
    return SessionId(UUID((await service.create(SessionWish(language="python", code=code))).id))


class Line:
    """The network to one peer: what was written to it, and why it was closed."""

    def __init__(self) -> None:
        self.frames: list[bytes] = []
        self.writes = 0
        self.reason: AlgoRoomError | None = None

    def write(self, frames: bytes) -> None:
        self.writes += 1
        self.frames += unframe(frames)

    def close(self, reason: AlgoRoomError) -> None:
        self.reason = reason


class Guest:
    """A peer at the other end of a line."""

    def __init__(self, connection: Connection, line: Line) -> None:
        self.connection, self.line = connection, line
        self.room, self.outbox = connection.room, connection.outbox


def allowance() -> PeerAllowance:
    """What one peer may send."""
    return PeerAllowance(asyncio.get_running_loop().time)


async def enter(hub: Hub, session: SessionId, name: str = "Ada") -> Guest:
    line = Line()
    introduction = Introduction(name, f"key-of-{name}".ljust(16, "-"))
    connection = await hub.enter(session, PeerKind.EXTENDED, introduction, line, allowance())
    connection.hear(codec.encode_step1(MAIN, b"\x00"))
    connection.hear(codec.encode_step2(MAIN, b"\x00\x00"))
    return Guest(connection, line)


def typed(text: str, client: int) -> bytes:
    doc = Doc[Text](client_id=client)
    doc.get("content", type=Text).insert(0, text)
    return codec.encode_update(MAIN, doc.get_update())


async def until_heard(guest: Guest, wanted: wire.ServerMessage) -> None:
    await until(lambda: any(wire.read(frame) == wanted for frame in guest.line.frames))


class Keyboard:
    """What a guest types on, one letter after the other."""

    def __init__(self, guest: Guest, client: int) -> None:
        self.guest = guest
        self._doc: Doc[Text] = Doc(client_id=client)
        self._content = self._doc.get("content", type=Text)
        self._updates: list[bytes] = []
        self._doc.observe(lambda event: self._updates.append(event.update))

    def type(self, text: str) -> None:
        """Type a text, an update for each letter."""
        for letter in text:
            self._content += letter
            self.guest.connection.hear(codec.encode_update(MAIN, self._updates.pop()))


async def until_kept(storage: Storage, session: SessionId, seq: int = 1) -> Checkpoint:
    """Wait for a checkpoint at this seq or behind it."""
    kept: list[Checkpoint] = []

    async def look() -> bool:
        found = await storage.checkpoints.find(session)
        kept[:] = [found] if found is not None and found.seq >= seq else []
        return bool(kept)

    await until(look)
    return kept[0]
