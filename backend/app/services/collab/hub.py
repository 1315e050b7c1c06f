"""All rooms of this process: opens each once, connects peers, delivers what rooms say, and forgets idle rooms."""

import asyncio
import hashlib
import json
import secrets
import time
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Final

import structlog

from app.domain import Entry, ParticipantId, Session, SessionId
from app.errors import (
    BadFrame,
    Resync,
    ServerFull,
    ServerRestarts,
    SessionNotFound,
    StorageUnavailable,
    TooFast,
)
from app.languages import LANGUAGES
from app.repositories.ports import Storage
from app.services.collab import codec
from app.services.collab.bus import Bus, LocalBus
from app.services.collab.checkpointer import Checkpointer
from app.services.collab.damages import LOOK_AGAIN_S, Damages
from app.services.collab.editing import OWNER_AWAY
from app.services.collab.follower import Follower
from app.services.collab.framing import frame_of
from app.services.collab.loading import load
from app.services.collab.loading import short as short
from app.services.collab.neighbours import Channel, Neighbours
from app.services.collab.outbox import Outbox, Wire
from app.services.collab.people import GUEST_PREFIX, Peer, PeerId, PeerKind, Role
from app.services.collab.rate import PeerAllowance, SessionAllowance
from app.services.collab.room import Room
from app.services.collab.saved import Trouble
from app.services.collab.sends import Frame, Note, Send
from app.services.collab.tally import Standing, Tally
from app.services.collab.text import TextBroken, TextOverloaded
from app.services.collab.writer import Writer

LINGER_S: Final = 30.0
"""How long an empty room stays in memory (RM6)."""
TELL_CODE_AFTER_S: Final = 0.05
"""Event sockets hear of code at most this often (ES3)."""
CHECK_AFTER_S: Final = 1.0
"""How long a text must be quiet before its hash is compared (CH1)."""
TELL_PRESENCE_AFTER_S: Final = 0.05
"""How long held-back presence waits (PR6)."""
MAX_ROOMS: Final = 5_000
"""Rooms that may be open at once, unless the setting says otherwise (RM10)."""
HEALING: Final = timedelta(hours=1)
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


@dataclass(slots=True, eq=False)
class _OpenRoom:
    room: Room
    allowance: SessionAllowance
    channel: Channel
    is_open: bool = True
    outboxes: dict[PeerId, Outbox] = field(default_factory=dict)
    allowances: dict[PeerId, PeerAllowance] = field(default_factory=dict)
    forget: asyncio.TimerHandle | None = None
    tell_code: asyncio.TimerHandle | None = None
    tell_presence: asyncio.TimerHandle | None = None
    check: asyncio.TimerHandle | None = None
    checked_after: float = 0.0
    heal: asyncio.TimerHandle | None = None
    tell_neighbours: asyncio.TimerHandle | None = None

    def cancel_timers(self) -> None:
        timers = (self.forget, self.tell_code, self.tell_presence, self.check, self.heal, self.tell_neighbours)
        for timer in timers:
            if timer is not None:
                timer.cancel()


class Connection:
    """A peer in a room, as its socket sees it."""

    __slots__ = ("_allowance", "_hub", "_is_extended", "_open_room", "_tally", "outbox", "peer", "room")

    def __init__(self, hub: "Hub", open_room: _OpenRoom, peer: Peer, outbox: Outbox) -> None:
        self._hub = hub
        self._open_room = open_room
        self._tally = hub.tally
        self._allowance = open_room.allowances[peer.id] = PeerAllowance(hub.clock)
        self._is_extended = peer.kind is PeerKind.EXTENDED
        self.room = open_room.room
        self.peer = peer.id
        self.outbox = outbox

    def hear(self, frame: bytes) -> None:
        """Let the room decide on a frame, and deliver what it says.

        Raises:
            AlgoRoomError: the sender must be closed with the error's close code.
        """
        open_room = self._open_room
        if not open_room.is_open:
            raise Resync("The room was read again.")
        self._tally.messages_received += 1
        self._tally.bytes_received += len(frame)
        if not self._allowance.spend(1, len(frame)):
            raise TooFast("The connection sends more than it may.")
        if not open_room.allowance.spend(1):
            self._hub.close_busiest(open_room)
        started = 0.0
        try:
            sends = self.room.take_expected(self.peer, frame)
            if sends is not None:
                self._hub.deliver_expected(open_room, sends)
                return
            started = time.thread_time()
            sends = self.room.receive(self.peer, codec.decode(frame, extended=self._is_extended))
        except TextBroken as error:
            self._hub.text_broke(self, error)
        else:
            self._hub.deliver(open_room, sends)
        if not self._allowance.work(time.thread_time() - started):
            raise TooFast("What the connection sends costs more work than it may.")

    def leave(self) -> None:
        """Take the peer out of its room. Safe to call twice."""
        if self._open_room.is_open:
            self._hub.let_go(self._open_room, self.peer)


class Hub:
    """The rooms that are in memory."""

    def __init__(
        self,
        storage: Storage,
        tally: Tally | None = None,
        bus: Bus | None = None,
        *,
        max_rooms: int = MAX_ROOMS,
        now: Callable[[], datetime] = utc_now,
        linger_s: float = LINGER_S,
        look_again_s: float = LOOK_AGAIN_S,
    ) -> None:
        self._storage = storage
        self.tally = tally or Tally()
        self._max_rooms = max_rooms
        self._now = now
        self._linger_s = linger_s
        self._healing_until = now() + HEALING
        self._rooms: dict[SessionId, _OpenRoom] = {}
        self._loading: dict[SessionId, asyncio.Task[_OpenRoom]] = {}
        self._peer_ids = count(1)
        self._closed = False
        self._to_flush: list[Outbox] = []
        self._loop: asyncio.AbstractEventLoop
        bus = bus or LocalBus()
        self._is_alone = bus.is_alone
        self.writer = Writer(storage, self.tally, self.deliver_to, self.break_room, self._published, self._overtaken)
        self._follower = Follower(storage.log, bus, self, self.writer)
        self.neighbours = Neighbours(bus, self, self._follower, self._lost_replica)
        self._checkpointer = Checkpointer(storage)
        self._damages = Damages(storage, self.break_room, look_again_s)

    def clock(self) -> float:
        """Seconds that never go back."""
        return self._loop.time()

    def start(self) -> None:
        """Begin to write, and to hear of other servers."""
        self._loop = asyncio.get_running_loop()
        self.writer.start()
        self._follower.start()
        self.neighbours.start()
        self._checkpointer.start()
        self._damages.start()

    async def close(self) -> None:
        """Close every peer with 1012, write what is left, and forget everything."""
        self._closed = True
        for open_room in self._rooms.values():
            for outbox in open_room.outboxes.values():
                outbox.end(ServerRestarts("The server restarts."))
            for peer in list(open_room.outboxes):
                self.let_go(open_room, peer)
            open_room.cancel_timers()
            open_room.is_open = False
        await self.writer.stop()
        await self._follower.stop()
        await self.neighbours.stop()
        await self._checkpointer.stop()
        await self._damages.stop()
        self._rooms.clear()

    async def open(self, session_id: SessionId) -> Room:
        """The session's room, read from the log if it is not in memory. It lingers if nobody joins.

        Raises:
            SessionNotFound: there is no such session.
            StorageUnavailable: it could not be read.
        """
        return (await self._open(session_id)).room

    async def catch_up(self, session_id: SessionId) -> Room:
        """As `open`; the room has everything that any server had written when it was asked for (RP7).

        Raises:
            SessionNotFound, StorageUnavailable: as `open`.
        """
        room = await self.open(session_id)
        if not self._is_alone:
            await self._follower.catch_up((session_id,))
        return room

    def participants(self, session_id: SessionId) -> int:
        """How many participants are connected to a session."""
        open_room = self._rooms.get(session_id)
        return open_room.room.participants if open_room else 0

    async def enter(self, session_id: SessionId, kind: PeerKind, introduction: Introduction, wire: Wire) -> Connection:
        """Connect a peer to a session's room. `wire` leads to it.

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
        outbox = Outbox(wire, self._flush_later)
        sends = room.join(peer, introduction.name, _role(room.session, kind, introduction), introduction.clients)
        open_room.outboxes[peer.id] = outbox
        self.deliver(open_room, sends)
        self.neighbours.tell_people(room)
        return Connection(self, open_room, peer, outbox)

    def text_broke(self, connection: Connection, error: TextBroken) -> None:
        """A text cannot be used any more after what a peer has sent: everybody comes back to one read from the log."""
        log.error("text_broken", session=short(connection.room.session.id), why=str(error))
        if isinstance(error, TextOverloaded):
            connection.outbox.end(BadFrame("The update costs more to apply than any honest one."))
        self.break_room(connection.room)

    def close_busiest(self, open_room: _OpenRoom) -> None:
        """All peers of a session together send too much: the busiest goes (RM9)."""
        allowances = open_room.allowances
        busiest = min(allowances, key=lambda peer: allowances[peer].left())
        open_room.outboxes[busiest].end(TooFast("This session is sent more than it may be; yours is the busiest part."))

    def standing(self) -> Standing:
        """Count what there is. Takes some microseconds for each peer."""
        now = self._now()
        peers = Counter({kind.name.lower(): 0 for kind in PeerKind})
        troubles = Counter({trouble.name.lower(): 0 for trouble in Trouble if trouble})
        unsaved, oldest, waiting = 0, now, 0
        for open_room in self._rooms.values():
            room = open_room.room
            peers.update(peer.kind.name.lower() for peer in room.roster.peers.values())
            if room.saved.trouble:
                troubles[room.saved.trouble.name.lower()] += 1
            if entries := room.ledger.unsaved:
                unsaved += len(entries)
                oldest = min(oldest, entries[0].at)
            waiting += sum(outbox.waiting_bytes for outbox in open_room.outboxes.values())
        age_s = (now - oldest).total_seconds()
        return Standing(len(self._rooms), troubles, peers, unsaved, age_s, waiting)

    def act(self, room: Room, decide: Callable[[Room], list[Send]]) -> None:
        """Let a room decide on something that came through the API, and deliver what it says."""
        open_room = self._find(room)
        if open_room is None:
            raise StorageUnavailable("The session is being read again; try again.")
        self.deliver(open_room, decide(room))

    # Other servers -----------------------------------------------------------------------------------------------

    def session_ids(self) -> Collection[SessionId]:
        """The sessions that are open."""
        return self._rooms.keys()

    def find(self, session_id: SessionId) -> Room | None:
        """The room of a session, if it is open."""
        open_room = self._rooms.get(session_id)
        return open_room.room if open_room is not None else None

    def lapsed(self, session_ids: Collection[SessionId]) -> None:
        """The bus may have lost messages of these sessions."""
        self.neighbours.lapsed(session_ids)

    def _published(self, room: Room, entries: Sequence[Entry]) -> None:
        self.neighbours.published(room.session.id, entries)
        self._checkpointer.saved(room)

    def _overtaken(self, room: Room) -> None:
        if room.saved.trouble is Trouble.DAMAGED:
            # It does not follow the log, as it does not hold all of it.
            self.break_room(room)
        else:
            self._follower.suspect((room.session.id,))

    def _lost_replica(self) -> None:
        # Browsers may hold what it had passed on and not saved (GU8).
        self._healing_until = self._now() + HEALING

    def _healing_ends(self) -> datetime:
        return self._healing_until

    # Opening and forgetting --------------------------------------------------------------------------------------

    async def _open(self, session_id: SessionId) -> _OpenRoom:
        open_room = self._rooms.get(session_id)
        if open_room is not None and open_room.room.gaps:
            # Ends the room if its log can be read again (SV5).
            await self._damages.look_at(open_room.room)
            open_room = self._rooms.get(session_id)
        # What was loaded may have been forgotten again before we went on.
        while open_room is None or not (open_room.is_open or self._closed):
            task = self._loading.get(session_id)
            if task is None:
                task = asyncio.create_task(self._listen_and_load(session_id), name="load room")
                self._loading[session_id] = task
            # Shielded: who gives up waiting does not stop the load for the others.
            open_room = await asyncio.shield(task)
        return open_room

    async def _listen_and_load(self, session_id: SessionId) -> _OpenRoom:
        self.neighbours.listen(session_id)
        try:
            return await self._load(session_id)
        except BaseException:
            self.neighbours.forget(session_id)
            raise
        finally:
            del self._loading[session_id]

    async def _load(self, session_id: SessionId) -> _OpenRoom:
        self._make_room()
        session = await self._storage.sessions.find(session_id)
        if session is None:
            raise SessionNotFound("There is no such session.")
        loaded = await load(self._storage, lambda: Room(session, self._now, self._healing_ends, self.tally), session)
        room = loaded.room
        channel = await self.neighbours.introduce(room)
        room.finish_restoring()
        open_room = _OpenRoom(room, SessionAllowance(self.clock), channel)
        self._rooms[session_id] = open_room
        self.writer.adopt(room)
        self._checkpointer.adopt(room, loaded.checkpoint_seq)
        self._damages.adopt(room)
        self._linger(open_room)
        self.neighbours.opened(room)
        log.info("room_opened", session=short(session_id), entries=room.ledger.seq, checkpoint=loaded.checkpoint_seq)
        return open_room

    def _make_room(self) -> None:
        """See that one more room may be opened (RM10).

        Raises:
            ServerFull: there are people in all that are open.
        """
        if len(self._rooms) + len(self._loading) <= self._max_rooms:
            return
        idle = (open_room for open_room in self._rooms.values() if not open_room.outboxes and open_room.room.is_idle)
        forgettable = next(idle, None)
        if forgettable is None:
            raise ServerFull(f"This server holds {self._max_rooms} rooms, which is as many as it may.")
        self._checkpointer.forgotten(forgettable.room)
        self._remove(forgettable)

    def _find(self, room: Room) -> _OpenRoom | None:
        open_room = self._rooms.get(room.session.id)
        return open_room if open_room is not None and open_room.room is room else None

    def _linger(self, open_room: _OpenRoom) -> None:
        if open_room.forget is not None:
            open_room.forget.cancel()
        open_room.forget = self._loop.call_later(self._linger_s, self._forget, open_room)

    def _forget(self, open_room: _OpenRoom) -> None:
        open_room.forget = None
        if open_room.outboxes:
            return
        if not open_room.room.is_idle:
            self._linger(open_room)
            return
        self._checkpointer.forgotten(open_room.room)
        self._remove(open_room)
        log.info("room_forgotten", session=short(open_room.room.session.id))

    def _remove(self, open_room: _OpenRoom) -> None:
        open_room.cancel_timers()
        open_room.is_open = False
        self.writer.drop(open_room.room)
        self._checkpointer.drop(open_room.room)
        self._damages.drop(open_room.room)
        if self._find(open_room.room) is open_room:
            del self._rooms[open_room.room.session.id]
            self.neighbours.forget(open_room.room.session.id)

    def break_room(self, room: Room) -> None:
        """The room cannot go on: everybody comes back to one that is read from the log (GU10)."""
        open_room = self._find(room)
        if open_room is None:
            return
        for outbox in list(open_room.outboxes.values()):
            outbox.end(Resync("The room was read again from the log."))
        self._remove(open_room)

    def let_go(self, open_room: _OpenRoom, peer: PeerId) -> None:
        """Take a peer out of its room, if it is still there."""
        if open_room.outboxes.pop(peer, None) is None:
            return
        open_room.allowances.pop(peer, None)
        self.deliver(open_room, open_room.room.leave(peer))
        self.neighbours.tell_people(open_room.room)
        if not open_room.outboxes:
            self._linger(open_room)

    # Delivering --------------------------------------------------------------------------------------------------

    def deliver_to(self, room: Room, sends: list[Send]) -> None:
        """As `deliver`, unless the room is open no longer."""
        open_room = self._find(room)
        if open_room is not None:
            self.deliver(open_room, sends)

    def deliver(self, open_room: _OpenRoom, sends: list[Send]) -> None:
        """Put what a room has said into the outboxes, and see to what must follow."""
        self.deliver_expected(open_room, sends)
        if open_room.heal is None and open_room.room.editing.is_holding_back() and not self._closed:
            open_room.heal = self._loop.call_later(OWNER_AWAY.total_seconds(), self._heal, open_room)

    def deliver_expected(self, open_room: _OpenRoom, sends: list[Send]) -> None:
        """As `deliver`, for what a room says of an expected frame: such a frame leaves nothing to be healed."""
        outboxes = open_room.outboxes
        for send in sends:
            frame = frame_of(send.data if isinstance(send, Frame) else self._complete(open_room.room, send))
            for peer in send.to:
                if outbox := outboxes.get(peer):
                    outbox.put(frame)
            self.tally.messages_delivered += len(send.to)
            self.tally.bytes_delivered += len(send.to) * len(frame)
        self.writer.notify(open_room.room)
        self._set_timers(open_room)

    def _complete(self, room: Room, note: Note) -> str:
        return json.dumps({**note.note, "sessionId": str(room.session.id), "timestamp": self._now().isoformat()})

    def _flush_later(self, outbox: Outbox) -> None:
        """One write per peer and turn of the loop: whatever else comes in this turn leaves with it."""
        if not self._to_flush:
            self._loop.call_soon(self._flush)
        self._to_flush.append(outbox)

    def _flush(self) -> None:
        outboxes, self._to_flush = self._to_flush, []
        for outbox in outboxes:
            outbox.flush()

    def _set_timers(self, open_room: _OpenRoom) -> None:
        if self._closed:
            return
        room, loop = open_room.room, self._loop
        if room.holds_back_presence and open_room.tell_presence is None:
            open_room.tell_presence = loop.call_later(TELL_PRESENCE_AFTER_S, self._tell_presence, open_room)
        if open_room.channel.others and open_room.tell_neighbours is None:
            open_room.tell_neighbours = loop.call_later(TELL_PRESENCE_AFTER_S, self._tell_neighbours, open_room)
        if room.code_changed and open_room.tell_code is None:
            open_room.tell_code = loop.call_later(TELL_CODE_AFTER_S, self._tell_code, open_room)
        if room.editing.unchecked:
            open_room.checked_after = loop.time() + CHECK_AFTER_S
            if open_room.check is None:
                open_room.check = loop.call_later(CHECK_AFTER_S, self._check, open_room)

    def _tell_neighbours(self, open_room: _OpenRoom) -> None:
        open_room.tell_neighbours = None
        self.neighbours.tell_presence(open_room.room)

    def _tell_code(self, open_room: _OpenRoom) -> None:
        open_room.tell_code = None
        self.deliver(open_room, open_room.room.tell_code())

    def _tell_presence(self, open_room: _OpenRoom) -> None:
        open_room.tell_presence = None
        self.deliver(open_room, open_room.room.release_presence())

    def _check(self, open_room: _OpenRoom) -> None:
        loop = self._loop
        if loop.time() < open_room.checked_after:
            open_room.check = loop.call_at(open_room.checked_after, self._check, open_room)
            return
        open_room.check = None
        try:
            sends = open_room.room.editing.check()
        except TextBroken as error:
            log.error("text_broken", session=short(open_room.room.session.id), why=str(error))
            self.break_room(open_room.room)
            return
        self.deliver(open_room, sends)

    def _heal(self, open_room: _OpenRoom) -> None:
        open_room.heal = None
        self.deliver(open_room, open_room.room.editing.ask_again())


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
