"""All rooms of this process: opens each once, connects peers, delivers what rooms say, and forgets idle rooms."""

import asyncio
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Final

import structlog

from app.domain import Door, Entry, Link, SessionId, short, utc_now
from app.errors import (
    Resync,
    ServerFull,
    ServerRestarts,
    SessionDeleted,
    SessionNotFound,
    StorageUnavailable,
    TicketSpent,
)
from app.languages import LANGUAGES
from app.limits import PAUSE_AFTER_S
from app.repositories.ports import Storage
from app.services.collab.bus import Bus, LocalBus
from app.services.collab.checkpointer import Checkpointer
from app.services.collab.connection import Connection
from app.services.collab.damages import LOOK_AGAIN_S, Damages
from app.services.collab.delivery import Delivery
from app.services.collab.doorways import Doorways
from app.services.collab.follower import Follower
from app.services.collab.identity import Introduction, hash_host_key, participant_of, role_of
from app.services.collab.loading import Loaded, load
from app.services.collab.neighbours import Neighbours
from app.services.collab.open_room import OpenRoom
from app.services.collab.outbox import Outbox, Wire
from app.services.collab.people import Peer, PeerId, PeerKind, Role
from app.services.collab.rate import PeerAllowance, SessionAllowance
from app.services.collab.room import Room
from app.services.collab.saved import Trouble
from app.services.collab.sends import Send
from app.services.collab.tally import Standing, Tally
from app.services.collab.text import TextBroken
from app.services.collab.turn_clock import TurnClock
from app.services.collab.turns import Turns
from app.services.collab.writer import Writer

LINGER_S: Final = 30.0
"""How long an empty room stays in memory (RM6)."""
MAX_ROOMS: Final = 5_000
"""Rooms that may be open at once, unless the setting says otherwise (RM10)."""
HEALING: Final = timedelta(hours=1)
"""How long after its start the server takes what others bring of people who are away (GU8)."""

READ_AGAIN: Final = "The session is being read again; try again."

log = structlog.get_logger(__name__)


class Hub:
    """The rooms that are in memory."""

    def __init__(
        self,
        storage: Storage,
        tally: Tally | None = None,
        bus: Bus | None = None,
        *,
        languages: Sequence[str] = tuple(LANGUAGES),
        max_rooms: int = MAX_ROOMS,
        now: Callable[[], datetime] = utc_now,
        linger_s: float = LINGER_S,
        look_again_s: float = LOOK_AGAIN_S,
        pause_after_s: float = PAUSE_AFTER_S,
    ) -> None:
        self._storage = storage
        self.tally = tally or Tally()
        self._languages = languages
        self._max_rooms = max_rooms
        self._now = now
        self._linger_s = linger_s
        self._healing_until = now() + HEALING
        self._rooms: dict[SessionId, OpenRoom] = {}
        self._loading: dict[SessionId, asyncio.Task[OpenRoom]] = {}
        self._turns = Turns()
        self.doorways = Doorways(storage.sessions, self._turns, self._rooms)
        self._peer_ids = count(1)
        self._closed = False
        bus = bus or LocalBus()
        self._is_alone = bus.is_alone
        self.writer = Writer(
            storage,
            self.tally,
            self.deliver_to,
            self.end_deleted,
            self._published,
            self._overtaken,
            self._broken,
            pause_after_s,
            is_alone=bus.is_alone,
        )
        self._follower = Follower(storage.log, bus, self, self.writer)
        self.neighbours = Neighbours(bus, self, self._follower, self._lost_replica)
        self._clock = TurnClock(now)
        self._delivery = Delivery(self.tally, self._clock, self.writer, self.neighbours.tell_presence, self.break_room)
        self._checkpointer = Checkpointer(storage)
        self._damages = Damages(storage, self.break_room, look_again_s)

    def start(self) -> None:
        """Begin to write, and to hear of other servers."""
        self._delivery.start()
        self.writer.start()
        self._follower.start()
        self.neighbours.start()
        self._checkpointer.start()
        self._damages.start()

    async def close(self) -> None:
        """Close every peer with 1012, write what is left, and forget everything."""
        self._closed = True
        self._delivery.stop()
        for open_room in self._rooms.values():
            open_room.end_all(ServerRestarts("The server restarts."))
            for peer in list(open_room.outboxes):
                self._let_go(open_room, peer)
            open_room.close()
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

    async def _use_up(self, session_id: SessionId, ticket: str) -> None:
        if not await self._storage.tickets.take(session_id, hash_host_key(ticket), now=self._now()):
            raise TicketSpent("The ticket was used before, or its time is over; ask for another one.")

    async def replaced_link(self, role: Role, door: Door) -> None:
        """The link that gives this role was replaced, and this is the door now: who came by the old one must go.

        Raises:
            SessionNotFound, StorageUnavailable: as `open`.
        """
        open_room = await self._open(door.session)
        self.doorways.keep(door)
        self.act(open_room.room, lambda room: room.replace_link(role, door.rotations))

    def end_deleted(self, session_id: SessionId) -> None:
        """The session was deleted: end its room, if it is open."""
        open_room = self._rooms.get(session_id)
        if open_room is None:
            return
        open_room.end_all(SessionDeleted("This session was deleted with everything in it."))
        self._remove(open_room)
        log.info("room_deleted", session=short(session_id))

    def deleted(self, session_id: SessionId) -> None:
        """The session was deleted just now: end its room, at every server."""
        self.neighbours.tell_gone(session_id)
        self.end_deleted(session_id)

    def participants(self, session_id: SessionId) -> int:
        """How many participants are connected to a session."""
        open_room = self._rooms.get(session_id)
        return open_room.room.participants if open_room else 0

    async def enter(
        self,
        link: Link,
        kind: PeerKind,
        introduction: Introduction,
        wire: Wire,
        allowance: PeerAllowance,
    ) -> Connection:
        """Connect a peer to the room of the session to which the link leads.

        `wire` leads to the peer, `allowance` is what it may send.

        Raises:
            SessionNotFound, StorageUnavailable: as `open`.
            LinkReplaced, Removed, NotLetIn, TicketSpent: it may not come in.
            RoomFull: there are too many already.
            ServerRestarts: the server is going away.
        """
        door = await self.doorways.find(link)
        has_ticket = introduction.ticket is not None
        if introduction.ticket is not None:
            await self._use_up(door.session, introduction.ticket)
            # It was issued for the key of this moment.
            door = await self.doorways.find(link)
        open_room = await self._open(door.session)
        if self._closed:
            raise ServerRestarts("The server restarts.")
        self.doorways.keep(door)
        room = open_room.room
        peer = Peer(
            PeerId(next(self._peer_ids)),
            kind,
            participant_of(link, introduction),
            LANGUAGES[room.session.language].text,
            link=str(link),
            rotations=door.rotations,
        )
        outbox = Outbox(wire, self._delivery)
        role = role_of(door, link, introduction.host_key, has_ticket=has_ticket)
        sends = room.join(peer, introduction.name, role, introduction.clients)
        open_room.outboxes[peer.id] = outbox
        open_room.links[peer.id] = peer.link
        self._delivery.deliver(open_room, sends)
        self.neighbours.tell_people(room)
        return Connection(open_room, peer, outbox, allowance, self._delivery, self.tally, self._let_go)

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
        """Let a room decide on something that came through the API, and deliver what it says.

        Raises:
            StorageUnavailable: the room is no more, or is now.
        """
        open_room = self._find(room)
        if open_room is None:
            raise StorageUnavailable(READ_AGAIN)
        try:
            sends = decide(room)
        except TextBroken as error:
            self._delivery.text_broke(open_room, error)
            raise StorageUnavailable(READ_AGAIN) from error
        self._delivery.deliver(open_room, sends)

    def read_code(self, room: Room) -> str:
        """The entry file as it is now.

        Raises:
            StorageUnavailable: the room is read again now.
        """
        try:
            return str(room.entry_text)
        except TextBroken as error:
            log.error("text_broken", session=short(room.session.id), why=str(error))
            self.break_room(room)
            raise StorageUnavailable(READ_AGAIN) from error

    # Other servers -----------------------------------------------------------------------------------------------

    def session_ids(self) -> Collection[SessionId]:
        """The sessions that are open."""
        return self._rooms.keys()

    def find(self, session_id: SessionId) -> Room | None:
        """The room of a session, if it is open."""
        open_room = self._rooms.get(session_id)
        return open_room.room if open_room is not None else None

    def deliver_to(self, room: Room, sends: list[Send]) -> None:
        """Deliver what a room says, unless it is open no longer."""
        open_room = self._find(room)
        if open_room is not None:
            self._delivery.deliver(open_room, sends)

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

    def _broken(self, room: Room, error: TextBroken) -> None:
        """What a room's text has let in cannot be written."""
        open_room = self._find(room)
        if open_room is not None:
            self._delivery.text_broke(open_room, error)

    def _lost_replica(self) -> None:
        # Browsers may hold what it had passed on and not saved (GU8).
        self._healing_until = self._now() + HEALING

    def _healing_ends(self) -> datetime:
        return self._healing_until

    # Opening and forgetting --------------------------------------------------------------------------------------

    async def _open(self, session_id: SessionId) -> OpenRoom:
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

    async def _listen_and_load(self, session_id: SessionId) -> OpenRoom:
        self.neighbours.listen(session_id)
        try:
            return await self._load(session_id)
        except BaseException:
            self.neighbours.forget(session_id)
            raise
        finally:
            del self._loading[session_id]

    async def _load(self, session_id: SessionId) -> OpenRoom:
        self._make_room()
        loaded = await self._read(session_id)
        room = loaded.room
        channel = await self.neighbours.introduce(room)
        room.finish_restoring()
        open_room = OpenRoom(room, SessionAllowance(self._delivery.clock), channel)
        self._rooms[session_id] = open_room
        self.writer.adopt(room, loaded.stored)
        self._checkpointer.adopt(room, loaded.checkpoint_seq)
        self._damages.adopt(room)
        self._linger(open_room)
        self.neighbours.opened(room)
        log.info("room_opened", session=short(session_id), entries=room.ledger.seq, checkpoint=loaded.checkpoint_seq)
        return open_room

    async def _read(self, session_id: SessionId) -> Loaded:
        await self._turns.begin()
        try:
            session = await self._storage.sessions.find(session_id)
            if session is None:
                raise SessionNotFound("There is no such session.")
            return await load(
                self._storage,
                lambda: Room(session, self._now, self._healing_ends, self.tally, self._clock.turn, self._languages),
                session,
            )
        finally:
            self._turns.end()

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

    def _find(self, room: Room) -> OpenRoom | None:
        open_room = self._rooms.get(room.session.id)
        return open_room if open_room is not None and open_room.room is room else None

    def _linger(self, open_room: OpenRoom) -> None:
        if open_room.forget is not None:
            open_room.forget.cancel()
        open_room.forget = asyncio.get_running_loop().call_later(self._linger_s, self._forget, open_room)

    def _forget(self, open_room: OpenRoom) -> None:
        open_room.forget = None
        if open_room.outboxes:
            return
        if not open_room.room.is_idle:
            self._linger(open_room)
            return
        self._checkpointer.forgotten(open_room.room)
        self._remove(open_room)
        log.info("room_forgotten", session=short(open_room.room.session.id))

    def _remove(self, open_room: OpenRoom) -> None:
        self.doorways.forget(open_room)
        open_room.close()
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
        open_room.end_all(Resync("The room was read again from the log."))
        self._remove(open_room)

    def _let_go(self, open_room: OpenRoom, peer: PeerId) -> None:
        """Take a peer out of its room, if it is still there."""
        if open_room.outboxes.pop(peer, None) is None:
            return
        open_room.allowances.pop(peer, None)
        open_room.links.pop(peer, None)
        self._delivery.deliver(open_room, open_room.room.leave(peer))
        self.neighbours.tell_people(open_room.room)
        if not open_room.outboxes:
            self._linger(open_room)
