"""The other servers that have a session open: who is connected there, and what each tells the others."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import partial

import structlog

from app.domain import Entry, SessionId
from app.errors import BadFrame
from app.repositories.chunk import MalformedChunk, divide
from app.repositories.chunk import decode as decode_chunk
from app.services.collab.bus import EVERYWHERE, Bus, BusState
from app.services.collab.follower import Follower, OpenRooms
from app.services.collab.people import Participant, ReplicaId
from app.services.collab.replica_messages import (
    Alive,
    Bye,
    Chunk,
    Gone,
    Here,
    ReplicaMessage,
    Shown,
    decode,
    encode,
)
from app.services.collab.room import Room
from app.services.collab.saved import Trouble

ALIVE_EVERY_S = 3.0
DEAD_AFTER_S = 10.0
"""A server that was silent for so long is gone (RP5)."""
LOOK_EVERY_S = 1.0
LATE_S = 2.0
"""Who looks so much later than it wanted has heard nobody meanwhile."""
ANSWERS_WITHIN_S = 0.1
"""How long a room that opens waits for others to say who is there."""
MAX_REMEMBERED_DEAD = 1_000

log = structlog.get_logger(__name__)


@dataclass(slots=True, eq=False)
class Channel:
    """What is known of one session at other servers, and what they were told of it."""

    others: dict[ReplicaId, Here] = field(default_factory=dict)
    """Those that have it open."""
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    answers: set[ReplicaId] = field(default_factory=set)
    people: tuple[Participant, ...] = ()
    shown: dict[str, dict[int, int]] = field(default_factory=dict)
    """Clocks of the presence that was told, by text and client id."""


class Neighbours:
    """Tells other servers of this one's rooms, and its rooms of others. Alone it does nothing."""

    def __init__(self, bus: Bus, rooms: OpenRooms, follower: Follower, on_lost: Callable[[], None]) -> None:
        """`on_lost` is called when another server has died and may have taken along what it had not saved."""
        self._bus = bus
        self._rooms = rooms
        self._follower = follower
        self._on_lost = on_lost
        self._channels: dict[SessionId, Channel] = {}
        self._alone = Channel()
        self._alive: dict[ReplicaId, float] = {}
        self._dead: dict[ReplicaId, None] = {}
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Say that this server lives, from now on."""
        if not self._bus.is_alone:
            self._bus.subscribe(EVERYWHERE, self._hear_everywhere)
            self._task = asyncio.create_task(self._look_after(), name="neighbours")

    async def stop(self) -> None:
        """Say goodbye. Safe to call twice."""
        task, self._task = self._task, None
        if task is not None:
            self._bus.publish(EVERYWHERE, encode(Bye()))
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    # Rooms that come and go --------------------------------------------------------------------------------------

    def listen(self, session_id: SessionId) -> None:
        """A session is about to be read from the log: hear what is said of it, from before its first entry is read."""
        if not self._bus.is_alone:
            self._channels[session_id] = Channel()
            self._bus.subscribe(session_id, partial(self._hear, session_id))

    async def introduce(self, room: Room) -> Channel:
        """The room is read: let others say who is there, and tell it of them. Returns its channel."""
        channel = self._channels.get(room.session.id)
        if channel is None:
            return self._alone
        if self._alive and self._bus.state is not BusState.AWAY:
            try:
                async with asyncio.timeout(ANSWERS_WITHIN_S):
                    await channel.answered.wait()
            except TimeoutError:
                # They may have it open all the same: what they say later counts then.
                pass
        for replica, here in channel.others.items():
            room.take_here(replica, here.people, (), records=False)
        return channel

    def opened(self, room: Room) -> None:
        """The room is open: what was published while it was read, it has missed."""
        if not self._bus.is_alone:
            self._follower.suspect((room.session.id,))

    def forget(self, session_id: SessionId) -> None:
        """The session is open here no longer. Safe to call twice."""
        if self._channels.pop(session_id, None) is not None:
            self._bus.publish(session_id, encode(Here(0, False, False, (), ())))
            self._bus.unsubscribe(session_id)

    def lapsed(self, session_ids: Collection[SessionId]) -> None:
        """Messages of these sessions may have been lost, in both directions; or their channels are new."""
        now = asyncio.get_running_loop().time()
        for session_id in session_ids:
            if session_id == EVERYWHERE:
                self._alive = dict.fromkeys(self._alive, now)
                self._bus.publish(EVERYWHERE, encode(Alive()))
            elif session_id in self._channels:
                self._tell_here(session_id, ask=True)
        self._follower.suspect(session_ids)

    # Telling -----------------------------------------------------------------------------------------------------

    def published(self, session_id: SessionId, entries: Sequence[Entry]) -> None:
        """These were appended to the session's log."""
        channel = self._channels.get(session_id)
        if channel is None or not channel.others:
            return
        for first_seq, _, chunk in divide(entries):
            self._bus.publish(session_id, encode(Chunk(first_seq, chunk)))
        if room := self._rooms.find(session_id):
            self._tell_shown(room, channel)

    def tell_gone(self, session_id: SessionId) -> None:
        """The session was deleted: nobody shall keep it open."""
        if not self._bus.is_alone:
            self._bus.publish(session_id, encode(Gone()))

    def tell_people(self, room: Room) -> None:
        """Somebody may have come to this server, or gone."""
        channel = self._channels.get(room.session.id)
        if channel is not None and channel.people != tuple(room.roster.local()):
            self._tell_here(room.session.id, ask=False)

    def tell_presence(self, room: Room) -> None:
        """Somebody here has shown something: it goes behind what is typed, as carets point at letters (RP6)."""
        channel = self._channels.get(room.session.id)
        if channel is None or not channel.others:
            return
        if not room.ledger.has_unsaved or room.saved.trouble is not Trouble.NONE:
            self._tell_shown(room, channel)

    def _tell_here(self, session_id: SessionId, *, ask: bool) -> None:
        channel = self._channels[session_id]
        room = self._rooms.find(session_id)
        if room is None:
            # It is being read.
            self._bus.publish(session_id, encode(Here(0, ask, True, (), ())))
            return
        people = tuple(room.roster.local())
        gone = [person.id for person in channel.people if not room.roster.is_connected(person.id)]
        channel.people = people
        self._bus.publish(session_id, encode(Here(room.ledger.saved_seq, ask, True, people, gone)))

    def _tell_shown(self, room: Room, channel: Channel) -> None:
        for text, payload in room.showing.news(channel.shown):
            self._bus.publish(room.session.id, encode(Shown(text, payload)))

    # Hearing -----------------------------------------------------------------------------------------------------

    def _hear_everywhere(self, replica: ReplicaId, message: bytes) -> None:
        match self._read(message):
            case Bye():
                self._alive.pop(replica, None)
                self._let_go(replica)
            case None:
                pass
            case _:
                self._note_alive(replica)

    def _hear(self, session_id: SessionId, replica: ReplicaId, message: bytes) -> None:
        heard = self._read(message)
        channel = self._channels.get(session_id)
        if heard is None or channel is None:
            return
        self._note_alive(replica)
        room = self._rooms.find(session_id)
        match heard:
            case Chunk(first_seq, chunk):
                if room is not None:
                    self._take_chunk(room, first_seq, chunk)
            case Shown(text, payload):
                if room is not None:
                    self._show(room, replica, text, payload)
            case Here():
                self._take_here(session_id, channel, room, replica, heard)
            case Gone():
                self._rooms.end_deleted(session_id)
            case _:
                pass

    def _read(self, message: bytes) -> ReplicaMessage | None:
        try:
            return decode(message)
        except BadFrame as error:
            log.warning("replica_message_malformed", why=error.message)
            return None

    def _take_chunk(self, room: Room, first_seq: int, chunk: bytes) -> None:
        try:
            entries = decode_chunk(first_seq, chunk)
        except MalformedChunk as error:
            log.warning("replica_message_malformed", why=str(error))
            self._follower.suspect((room.session.id,))
            return
        self._follower.take(room, entries)

    def _show(self, room: Room, replica: ReplicaId, text: str, payload: bytes) -> None:
        try:
            sends = room.showing.show_elsewhere(replica, text, payload)
        except BadFrame as error:
            log.warning("replica_message_malformed", why=error.message)
            return
        self._rooms.deliver_to(room, sends)

    def _take_here(
        self, session_id: SessionId, channel: Channel, room: Room | None, replica: ReplicaId, here: Here
    ) -> None:
        is_new = here.open and replica not in channel.others
        if here.open:
            channel.others[replica] = here
        else:
            channel.others.pop(replica, None)
        channel.answers.add(replica)
        if self._alive.keys() <= channel.answers:
            channel.answered.set()
        if room is not None:
            records = self._records(channel)
            self._rooms.deliver_to(room, room.take_here(replica, here.people, here.left, records=records))
            if here.head > room.ledger.saved_seq:
                self._follower.suspect((session_id,))
        if here.ask:
            self._tell_here(session_id, ask=False)
        if room is not None and (here.ask or is_new):
            channel.shown.clear()
            self._tell_shown(room, channel)

    def _records(self, channel: Channel) -> bool:
        """Whether it is this server that records what several have seen."""
        return all(self._bus.replica < other for other in channel.others)

    # Who lives ---------------------------------------------------------------------------------------------------

    def _note_alive(self, replica: ReplicaId) -> None:
        is_new = replica not in self._alive
        self._alive[replica] = asyncio.get_running_loop().time()
        if not is_new:
            return
        if replica in self._dead:
            # It was only cut off, and each of us has forgotten the other's rooms.
            del self._dead[replica]
            for session_id in self._channels:
                self._tell_here(session_id, ask=True)
        else:
            self._bus.publish(EVERYWHERE, encode(Alive()))

    def _let_go(self, replica: ReplicaId) -> None:
        """Another server is gone, and everybody who was connected to it."""
        for session_id, channel in list(self._channels.items()):
            if channel.others.pop(replica, None) is None:
                continue
            if room := self._rooms.find(session_id):
                sends = room.take_here(replica, (), (), records=self._records(channel))
                self._rooms.deliver_to(room, sends)

    async def _look_after(self) -> None:
        loop = asyncio.get_running_loop()
        looked = told = loop.time()
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            now = loop.time()
            is_late, looked = now - looked > LOOK_EVERY_S + LATE_S, now
            if self._bus.state is BusState.AWAY or is_late:
                # Nobody could be heard: who is elsewhere stays as last known.
                self._alive = dict.fromkeys(self._alive, now)
                continue
            for replica, heard in list(self._alive.items()):
                if now - heard > DEAD_AFTER_S:
                    self._bury(replica)
            if now - told >= ALIVE_EVERY_S:
                told = now
                self._bus.publish(EVERYWHERE, encode(Alive()))

    def _bury(self, replica: ReplicaId) -> None:
        log.warning("replica_lost")
        del self._alive[replica]
        self._dead[replica] = None
        if len(self._dead) > MAX_REMEMBERED_DEAD:
            del self._dead[next(iter(self._dead))]
        self._on_lost()
        self._let_go(replica)
