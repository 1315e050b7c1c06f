"""A room played as a story: people with real documents, a network that delivers when told, a clock that is moved."""

import json
import zlib
from collections import deque
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, cast
from uuid import UUID

from pycrdt import Doc, Text

from app.domain import Entry, ParticipantId, Session, SessionId, SessionStatus
from app.errors import AlgoRoomError
from app.languages import LANGUAGES
from app.services.collab import checkpoint, codec, guard
from app.services.collab.awareness import AwarenessEntry, write_awareness
from app.services.collab.people import Peer, PeerId, PeerKind, Role
from app.services.collab.room import Room
from app.services.collab.saved import Trouble
from app.services.collab.sends import End, Frame, Note, Send
from tests.collab import wire

MAIN = LANGUAGES["python"].text
type ErrorType = type[AlgoRoomError]

START = datetime(2026, 1, 1, tzinfo=UTC)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def move(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class Person:
    """One browser: a document that outlives connections, and what it has heard."""

    def __init__(self, name: str, client: int, text: str = MAIN) -> None:
        self.name = name
        self.text = text
        self.doc: Doc[Text] = Doc(client_id=client)
        self.content = self.doc.get("content", type=Text)
        self.doc.observe(lambda event: self._changed(event.update))
        self.peer: PeerId | None = None
        self.kind = PeerKind.EXTENDED
        self.to_server: deque[bytes] = deque()
        self.from_server: deque[bytes] = deque()
        self.heard: list[wire.ServerMessage] = []
        self.notes: list[dict[str, object]] = []
        self.closed: AlgoRoomError | None = None
        self._applying = False

    @property
    def address(self) -> str | None:
        return self.text if self.kind is PeerKind.EXTENDED else None

    def __str__(self) -> str:
        return str(self.content)

    def type(self, at: int, text: str) -> None:
        """Insert at an offset counted in characters."""
        self.content.insert(len(str(self)[:at].encode()), text)

    def erase(self, at: int, length: int) -> None:
        """Delete characters."""
        before = str(self)
        start = len(before[:at].encode())
        del self.content[start : start + len(before[at : at + length].encode())]

    def say(self, frame: bytes) -> None:
        self.to_server.append(frame)

    def show(self, clock: int, state: dict[str, object] | None, client: int | None = None) -> None:
        entry = AwarenessEntry(self.doc.client_id if client is None else client, clock, state)
        self.say(codec.encode_awareness(self.address, write_awareness([entry])))

    def propose(self, /, **fields: object) -> None:
        self.say(codec.encode_event(json.dumps(fields)))

    def hear(self, frame: bytes) -> None:
        """Do with a frame what a provider does."""
        message = wire.read(frame)
        self.heard.append(message)
        match message:
            case wire.Step1(text, state_vector) if text == self.address:
                self.say(codec.encode_step2(self.address, self.doc.get_update(state_vector)))
            case wire.Step2(text, update) | wire.Update(text, update) if text == self.address:
                self._applying = True
                self.doc.apply_update(update)
                self._applying = False

    def handshake(self) -> None:
        self.say(codec.encode_step1(self.address, self.doc.get_state()))

    def _changed(self, update: bytes) -> None:
        if not self._applying and self.peer is not None:
            self.say(codec.encode_update(self.address, update))


class RoomScript:
    """The story's stage. Frames move only in `deliver`; a raised error closes the sender, as the hub does."""

    def __init__(self, healing_s: float = 3600) -> None:
        self.clock = Clock()
        self.session = Session(SessionId(UUID(int=1)), "", "python", SessionStatus.OPEN, b"\0" * 32, created_at=START)
        self._healing_s = healing_s
        self.log: list[Entry] = []
        self.kept: bytes | None = None
        self.people: dict[str, Person] = {}
        self._peers: dict[PeerId, Person] = {}
        self._peer_ids = count(1)
        self._clients = count(100)
        self.room = self._new_room()

    def _new_room(self) -> Room:
        healing_ends = self.clock() + timedelta(seconds=self._healing_s)
        return Room(self.session, self.clock, lambda: healing_ends)

    # Who is there ------------------------------------------------------------------------------------------------

    def join(
        self,
        name: str,
        role: Role | str = Role.CANDIDATE,
        kind: PeerKind = PeerKind.EXTENDED,
        participant: str | None = None,
        clients: Sequence[int] = (),
        handshake: bool = True,
        text: str = MAIN,
    ) -> "RoomScript":
        """Connect somebody, for the first time or again; `text` is what they have open."""
        person = self.people.setdefault(name, Person(name, next(self._clients), text))
        assert person.peer is None, f"{name} is here already"
        person.kind = kind
        person.peer = PeerId(next(self._peer_ids))
        person.closed = None
        self._peers[person.peer] = person
        id_ = ParticipantId(participant or (f"g-{person.peer}" if kind is PeerKind.STOCK else f"p-{name}"))
        peer = Peer(person.peer, kind, id_, MAIN)
        self._do(self.room.join(peer, name, Role(role), clients or (person.doc.client_id,)))
        if handshake and kind is not PeerKind.LISTENER:
            person.handshake()
        return self

    def drop(self, *names: str) -> "RoomScript":
        """Cut connections; what is under way in either direction is lost."""
        for name in names:
            person = self.people[name]
            if person.peer is None:
                continue
            peer, person.peer = person.peer, None
            del self._peers[peer]
            person.to_server.clear()
            person.from_server.clear()
            self._do(self.room.leave(peer))
        return self

    def crash(self) -> "RoomScript":
        """Kill the server: only what was saved is left, and everybody is cut off."""
        for person in self.people.values():
            if person.peer is not None:
                person.peer = None
                person.to_server.clear()
                person.from_server.clear()
        self._peers.clear()
        self.room = self.read_room(self.kept)
        return self

    def checkpoint(self) -> "RoomScript":
        """Let a checkpoint be written; the next crash is recovered from it and the log behind it."""
        state = self.room.write_down()
        assert state is not None
        self.kept = checkpoint.pack(list(checkpoint.write_steps(state)))
        return self

    def read_room(self, kept: bytes | None) -> Room:
        """The room as another process would read it, from a checkpoint or from the whole log."""
        room = self._new_room()
        if kept is not None:
            for _ in room.restore_state(checkpoint.read(kept)):
                pass
        room.restore(self.log[room.ledger.saved_seq :])
        room.finish_restoring()
        return room

    # What they do ------------------------------------------------------------------------------------------------

    def type(self, name: str, text: str, at: int | None = None) -> "RoomScript":
        person = self.people[name]
        person.type(len(str(person)) if at is None else at, text)
        return self

    def propose(self, name: str, /, **fields: object) -> "RoomScript":
        self.people[name].propose(**fields)
        return self

    def act(self, decide: Callable[[Room], list[Send]]) -> "RoomScript":
        self._do(decide(self.room))
        return self

    # What time brings --------------------------------------------------------------------------------------------

    def deliver(self) -> "RoomScript":
        """Deliver until nothing is under way."""
        while self.step_to_server() or self.step_from_server():
            pass
        return self

    def step_to_server(self, limit: int = 1 << 30) -> bool:
        moved = False
        for person in list(self._peers.values()):
            frames = [person.to_server.popleft() for _ in range(min(limit, len(person.to_server)))]
            moved = moved or bool(frames)
            self._receive(person, frames)
        return moved

    def step_from_server(self, limit: int = 1 << 30) -> bool:
        moved = False
        for person in list(self._peers.values()):
            for _ in range(min(limit, len(person.from_server))):
                moved = True
                person.hear(person.from_server.popleft())
        return moved

    def save(self) -> "RoomScript":
        """Let the writer's work happen."""
        self.log += self.room.take_unsaved()
        self._do(self.room.mark_saved(len(self.log)))
        return self

    def fail_to_save(self, trouble: Trouble = Trouble.FAILING) -> "RoomScript":
        self._do(self.room.mark_trouble(trouble))
        return self

    def wait(self, seconds: float) -> "RoomScript":
        self.clock.move(seconds)
        return self

    # What must be so ---------------------------------------------------------------------------------------------

    def expect_text(self, text: str) -> "RoomScript":
        """The server and everybody connected have this text."""
        texts = {"the server": str(self.room.text(MAIN))}
        texts |= {person.name: str(person) for person in self._peers.values() if person.kind is not PeerKind.LISTENER}
        assert texts == dict.fromkeys(texts, text)
        return self

    def expect_heard_nothing(self, name: str) -> "RoomScript":
        assert self.people[name].heard == []
        return self

    def expect_closed(self, name: str, error: ErrorType) -> "RoomScript":
        assert isinstance(self.people[name].closed, error)
        return self

    def expect_open(self, *names: str) -> "RoomScript":
        for name in names:
            assert self.people[name].closed is None
            assert self.people[name].peer is not None
        return self

    def expect_log_replays(self) -> "RoomScript":
        """The saved log alone leads to the same text."""
        self.save()
        assert [entry.seq for entry in self.log] == list(range(1, len(self.log) + 1))
        replayed = self._new_room()
        replayed.restore(self.log)
        assert str(replayed.text(MAIN)) == str(self.room.text(MAIN))
        return self

    def forget(self, *names: str) -> "RoomScript":
        """What they have heard so far is not of interest."""
        for name in names or self.people:
            self.people[name].heard.clear()
            self.people[name].notes.clear()
        return self

    def heard[M](self, name: str, kind: Callable[..., M]) -> list[M]:
        return [message for message in self.people[name].heard if isinstance(message, cast(Any, kind))]

    # The hub's part ----------------------------------------------------------------------------------------------

    def _receive(self, person: Person, frames: list[bytes]) -> None:
        """Take what comes in one read; nobody is heard any more who is out."""
        at = 0
        while at < len(frames) and person.peer is not None:
            try:
                sends, taken = self.room.take_expected(self.room.roster.peers[person.peer], frames, at)
                if sends is None:
                    message = codec.decode(frames[at], extended=person.kind is PeerKind.EXTENDED)
                    sends = self.room.receive(person.peer, message)
            except AlgoRoomError as error:
                person.closed = error
                self.drop(person.name)
                return
            at += taken
            self._do(sends)

    def _do(self, sends: list[Send]) -> None:
        for send in sends:
            match send:
                case Frame(to=to, data=data):
                    for peer in to:
                        if peer in self._peers:
                            self._peers[peer].from_server.append(data)
                case Note(to, note):
                    for peer in to:
                        self._peers[peer].notes.append(note)
                case End(to, reason):
                    for peer in to:
                        person = self._peers.pop(peer)
                        person.peer, person.closed = None, reason
                        person.to_server.clear()


def state_of(doc: Doc[Text]) -> dict[int, int]:
    """A document's state vector."""
    return guard.read_state_vector(doc.get_state())


def crc32(text: str) -> int:
    """The checksum that `check` carries."""
    return zlib.crc32(text.encode())
