"""All rooms of this process: opens each once, connects peers, delivers what rooms say, and forgets idle rooms."""

import asyncio
import hashlib
import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

import structlog

from app.domain import Entry, ParticipantId, Session, SessionId
from app.errors import BadFrame, Resync, ServerRestarts, SessionNotFound, StorageUnavailable
from app.languages import LANGUAGES
from app.repositories.ports import Storage
from app.services.collab.codec import ClientMessage
from app.services.collab.editing import OWNER_AWAY
from app.services.collab.outbox import Outbox
from app.services.collab.people import GUEST_PREFIX, Peer, PeerId, PeerKind, Role
from app.services.collab.room import Room
from app.services.collab.sends import Frame, Note, Send
from app.services.collab.text import TextBroken, TextOverloaded
from app.services.collab.writer import Writer

LINGER_S = 30.0
"""How long an empty room stays in memory (RM6)."""
TELL_CODE_AFTER_S = 0.05
"""Event sockets hear of code at most this often (ES3)."""
CHECK_AFTER_S = 1.0
"""How long a text must be quiet before its hash is compared (CH1)."""
HEALING = timedelta(hours=1)
"""How long after its start the server takes what others bring of people who are away (GU8)."""

log = structlog.get_logger(__name__)


def utc_now() -> datetime:
    """The time, UTC and aware."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Introduction:
    """What a peer says of itself before it joins. `key` and `host_key` are secrets of the browser."""

    name: str
    key: str | None = None
    host_key: str | None = None
    clients: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Connection:
    """A peer in a room, as its socket sees it."""

    room: Room
    peer: PeerId
    outbox: Outbox


@dataclass(slots=True, eq=False)
class _OpenRoom:
    room: Room
    outboxes: dict[PeerId, Outbox] = field(default_factory=dict)
    forget: asyncio.TimerHandle | None = None
    tell_code: asyncio.TimerHandle | None = None
    check: asyncio.TimerHandle | None = None
    checked_after: float = 0.0
    heal: asyncio.TimerHandle | None = None

    def cancel_timers(self) -> None:
        for timer in (self.forget, self.tell_code, self.check, self.heal):
            if timer is not None:
                timer.cancel()


class Hub:
    """The rooms that are in memory."""

    def __init__(self, storage: Storage, *, now: Callable[[], datetime] = utc_now, linger_s: float = LINGER_S) -> None:
        self._storage = storage
        self._now = now
        self._linger_s = linger_s
        self._healing_until = now() + HEALING
        self._rooms: dict[SessionId, _OpenRoom] = {}
        self._loading: dict[SessionId, asyncio.Task[_OpenRoom]] = {}
        self._peer_ids = count(1)
        self._closed = False
        self.writer = Writer(storage, self._deliver_to, self._break)

    def start(self) -> None:
        """Begin to write."""
        self.writer.start()

    async def close(self) -> None:
        """Close every peer with 1012, write what is left, and forget everything."""
        self._closed = True
        for open_room in self._rooms.values():
            for outbox in open_room.outboxes.values():
                outbox.end(ServerRestarts("The server restarts."))
            for peer in list(open_room.outboxes):
                self._leave(open_room, peer)
            open_room.cancel_timers()
        await self.writer.stop()
        self._rooms.clear()

    async def open(self, session_id: SessionId) -> Room:
        """The session's room, read from the log if it is not in memory. It lingers if nobody joins.

        Raises:
            SessionNotFound: there is no such session.
            StorageUnavailable: it could not be read.
        """
        return (await self._open(session_id)).room

    def participants(self, session_id: SessionId) -> int:
        """How many participants are connected to a session."""
        open_room = self._rooms.get(session_id)
        return open_room.room.participants if open_room else 0

    async def enter(self, session_id: SessionId, kind: PeerKind, introduction: Introduction) -> Connection:
        """Connect a peer to a session's room.

        Raises:
            SessionNotFound, StorageUnavailable: as `open`.
            RoomFull: there are too many already.
            ServerRestarts: the server is going away.
        """
        open_room = await self._open(session_id)
        if self._closed:
            raise ServerRestarts("The server restarts.")
        room = open_room.room
        peer = Peer(
            PeerId(next(self._peer_ids)),
            kind,
            _participant_id(room.session, introduction.key),
            LANGUAGES[room.session.language].text,
        )
        outbox = Outbox()
        sends = room.join(peer, introduction.name, _role(room.session, kind, introduction), introduction.clients)
        open_room.outboxes[peer.id] = outbox
        self._deliver(open_room, sends)
        return Connection(room, peer.id, outbox)

    def receive(self, connection: Connection, message: ClientMessage) -> None:
        """Let the room decide on a message, and deliver what it says.

        Raises:
            AlgoRoomError: the sender must be closed with the error's close code.
        """
        open_room = self._find(connection.room)
        if open_room is None:
            raise Resync("The room was read again.")
        try:
            sends = connection.room.receive(connection.peer, message)
        except TextBroken as error:
            log.error("text_broken", session=short(connection.room.session.id), why=str(error))
            if isinstance(error, TextOverloaded):
                connection.outbox.end(BadFrame("The update costs more to apply than any honest one."))
            self._break(connection.room)
            return
        self._deliver(open_room, sends)

    def leave(self, connection: Connection) -> None:
        """Take a peer out of its room. Safe to call twice."""
        open_room = self._find(connection.room)
        if open_room is not None:
            self._leave(open_room, connection.peer)

    def act(self, room: Room, decide: Callable[[Room], list[Send]]) -> None:
        """Let a room decide on something that came through the API, and deliver what it says."""
        open_room = self._find(room)
        if open_room is None:
            raise StorageUnavailable("The session is being read again; try again.")
        self._deliver(open_room, decide(room))

    # Opening and forgetting --------------------------------------------------------------------------------------

    async def _open(self, session_id: SessionId) -> _OpenRoom:
        if open_room := self._rooms.get(session_id):
            return open_room
        task = self._loading.get(session_id)
        if task is None:
            task = asyncio.create_task(self._load(session_id), name="load room")
            self._loading[session_id] = task
            task.add_done_callback(lambda _: self._loading.pop(session_id, None))
        # Shielded: who gives up waiting does not stop the load for the others.
        return await asyncio.shield(task)

    async def _load(self, session_id: SessionId) -> _OpenRoom:
        session = await self._storage.sessions.find(session_id)
        if session is None:
            raise SessionNotFound("There is no such session.")
        room = Room(session, self._now, self._healing_until)
        try:
            async for items in self._storage.log.read(session_id):
                entries = [item for item in items if isinstance(item, Entry)]
                if len(entries) < len(items):
                    raise ValueError("The log has a gap.")
                room.restore(entries)
        except (TextBroken, ValueError, KeyError) as error:
            log.error("log_unreadable", session=short(session_id), after=room.ledger.seq)
            raise StorageUnavailable("The session's log cannot be read.") from error
        room.finish_restoring()
        open_room = _OpenRoom(room)
        self._rooms[session_id] = open_room
        self.writer.adopt(room)
        self._linger(open_room)
        log.info("room_opened", session=short(session_id), entries=room.ledger.seq)
        return open_room

    def _find(self, room: Room) -> _OpenRoom | None:
        open_room = self._rooms.get(room.session.id)
        return open_room if open_room is not None and open_room.room is room else None

    def _linger(self, open_room: _OpenRoom) -> None:
        if open_room.forget is not None:
            open_room.forget.cancel()
        open_room.forget = asyncio.get_running_loop().call_later(self._linger_s, self._forget, open_room)

    def _forget(self, open_room: _OpenRoom) -> None:
        open_room.forget = None
        if open_room.outboxes:
            return
        if not open_room.room.is_idle:
            self._linger(open_room)
            return
        self._remove(open_room)
        log.info("room_forgotten", session=short(open_room.room.session.id))

    def _remove(self, open_room: _OpenRoom) -> None:
        open_room.cancel_timers()
        self.writer.drop(open_room.room)
        if self._find(open_room.room) is open_room:
            del self._rooms[open_room.room.session.id]

    def _break(self, room: Room) -> None:
        """The room cannot go on: everybody comes back to one that is read from the log (GU10)."""
        open_room = self._find(room)
        if open_room is None:
            return
        for outbox in open_room.outboxes.values():
            outbox.end(Resync("The room was read again from the log."))
        self._remove(open_room)

    def _leave(self, open_room: _OpenRoom, peer: PeerId) -> None:
        if open_room.outboxes.pop(peer, None) is None:
            return
        self._deliver(open_room, open_room.room.leave(peer))
        if not open_room.outboxes:
            self._linger(open_room)

    # Delivering --------------------------------------------------------------------------------------------------

    def _deliver_to(self, room: Room, sends: list[Send]) -> None:
        open_room = self._find(room)
        if open_room is not None:
            self._deliver(open_room, sends)

    def _deliver(self, open_room: _OpenRoom, sends: list[Send]) -> None:
        outboxes = open_room.outboxes
        for send in sends:
            match send:
                case Frame(to, data):
                    for peer in to:
                        if outbox := outboxes.get(peer):
                            outbox.put(data)
                case Note(to, note):
                    told = {
                        **note,
                        "sessionId": str(open_room.room.session.id),
                        "timestamp": self._now().isoformat(),
                    }
                    text = json.dumps(told)
                    for peer in to:
                        if outbox := outboxes.get(peer):
                            outbox.put(text)
        self.writer.notify(open_room.room)
        self._set_timers(open_room)

    def _set_timers(self, open_room: _OpenRoom) -> None:
        if self._closed:
            return
        room, loop = open_room.room, asyncio.get_running_loop()
        if room.code_changed and open_room.tell_code is None:
            open_room.tell_code = loop.call_later(TELL_CODE_AFTER_S, self._tell_code, open_room)
        if room.editing.unchecked:
            open_room.checked_after = loop.time() + CHECK_AFTER_S
            if open_room.check is None:
                open_room.check = loop.call_later(CHECK_AFTER_S, self._check, open_room)
        if room.editing.is_holding_back() and open_room.heal is None:
            open_room.heal = loop.call_later(OWNER_AWAY.total_seconds(), self._heal, open_room)

    def _tell_code(self, open_room: _OpenRoom) -> None:
        open_room.tell_code = None
        self._deliver(open_room, open_room.room.tell_code())

    def _check(self, open_room: _OpenRoom) -> None:
        loop = asyncio.get_running_loop()
        if loop.time() < open_room.checked_after:
            open_room.check = loop.call_at(open_room.checked_after, self._check, open_room)
            return
        open_room.check = None
        try:
            sends = open_room.room.editing.check()
        except TextBroken as error:
            log.error("text_broken", session=short(open_room.room.session.id), why=str(error))
            self._break(open_room.room)
            return
        self._deliver(open_room, sends)

    def _heal(self, open_room: _OpenRoom) -> None:
        open_room.heal = None
        self._deliver(open_room, open_room.room.editing.ask_again())


def short(session_id: SessionId) -> str:
    """Enough of a session's id to follow it through the log; the whole id would let a reader in."""
    return str(session_id)[:8]


def hash_host_key(key: str) -> bytes:
    """What is stored of a host's key."""
    return hashlib.sha256(key.encode()).digest()


def _participant_id(session: Session, key: str | None) -> ParticipantId:
    if key is None:
        return ParticipantId(GUEST_PREFIX + secrets.token_hex(8))
    return ParticipantId("p-" + hashlib.sha256(f"{session.id}:{key}".encode()).hexdigest()[:16])


def _role(session: Session, kind: PeerKind, introduction: Introduction) -> Role:
    if kind is PeerKind.LISTENER:
        return Role.OBSERVER
    key = introduction.host_key
    if key is not None and secrets.compare_digest(hash_host_key(key), session.host_key_hash):
        return Role.HOST
    return Role.CANDIDATE
