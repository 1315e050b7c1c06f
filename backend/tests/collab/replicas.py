"""One session open at several servers: rooms over one list as log, and a network that loses and doubles when told."""

import random
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from app.domain import Entry, ParticipantId
from app.languages import LANGUAGES
from app.services.collab.people import Participant, PeerId, PeerKind, ReplicaId, Role
from app.services.collab.room import Room
from app.services.collab.sends import Send
from tests.collab.script import MAIN, Person, RoomScript


@dataclass(frozen=True)
class ChunkOf:
    entries: Sequence[Entry]


@dataclass(frozen=True)
class PeopleOf:
    replica: "Replica"
    people: Sequence[Participant]
    left: Sequence[ParticipantId]


class Replica(RoomScript):
    """One server's room. Everything it hears from others waits in `inbox` until it is taken."""

    def __init__(self, installation: "Installation", number: int) -> None:
        super().__init__()
        self.installation = installation
        self.id = ReplicaId(b"%d" % number)
        self.inbox: deque[ChunkOf | PeopleOf] = deque()
        self.clock, self.log, self.people = installation.clock, installation.log, installation.people
        self._peer_ids = installation.peer_ids
        self._clients = installation.clients
        self._told: tuple[Participant, ...] = ()
        self.room = self._new_room()

    @property
    def others(self) -> "list[Replica]":
        return [replica for replica in self.installation.replicas if replica is not self]

    def tell_people(self) -> None:
        """What `Neighbours.tell_people` does."""
        people = tuple(self.room.roster.local())
        gone = [person.id for person in self._told if not self.room.roster.is_connected(person.id)]
        if people != self._told:
            self._told = people
            for other in self.others:
                other.inbox.append(PeopleOf(self, people, gone))

    def take(self, limit: int = 1 << 30) -> bool:
        """Hear of others."""
        moved = bool(self.inbox)
        for _ in range(min(limit, len(self.inbox))):
            match self.inbox.popleft():
                case ChunkOf(entries):
                    if not self.fold(entries):
                        self.read_on()
                case PeopleOf(replica, people, left):
                    records = all(self.id < other.id for other in self.others)
                    self._do(self.room.take_here(replica.id, people, left, records=records))
        return moved

    def fold(self, entries: Sequence[Entry]) -> bool:
        sends: list[Send] | None = self.room.fold(entries)
        if sends is not None:
            self._do(sends)
        return sends is not None

    def read_on(self) -> None:
        """Read what the log has and the room has not."""
        assert self.fold(self.log[self.room.ledger.saved_seq :])

    def write(self, *, answer_lost: bool = False) -> bool:
        """Append what is unsaved, unless somebody else was there first; returns whether there was something."""
        entries = self.room.take_unsaved()
        if not entries:
            return False
        if entries[0].seq != len(self.log) + 1:
            self.read_on()
            return True
        self.log += entries
        if not answer_lost:
            self._do(self.room.mark_saved(entries[-1].seq))
            for other in self.others:
                other.inbox += self.installation.carry(ChunkOf(entries))
        return True

    def crash(self) -> "Replica":
        """Die, and come back under another name: what was not saved is gone, and others notice."""
        for person in self._peers.values():
            person.peer = None
            person.to_server.clear()
            person.from_server.clear()
        self._peers.clear()
        self._told = ()
        self.inbox.clear()
        for other in self.others:
            other.inbox.append(PeopleOf(self, (), ()))
        self.room = self._new_room()
        self.room.restore(self.log)
        for other in self.others:
            self.room.take_here(other.id, other.room.roster.local(), (), records=False)
        self.room.finish_restoring()
        return self


class Installation:
    """All servers, and the people who are at one of them or at none."""

    def __init__(self, seed: int, replicas: int, *, loses: float = 0.2, doubles: float = 0.1) -> None:
        stage = RoomScript()
        self.dice = random.Random(seed)
        self.clock = stage.clock
        self.log: list[Entry] = []
        self.people: dict[str, Person] = {}
        self.peer_ids = count(1)
        self.clients = count(100)
        self._loses, self._doubles = loses, doubles
        self.replicas: list[Replica] = []
        self.replicas += [Replica(self, number) for number in range(replicas)]

    def carry(self, message: ChunkOf) -> list[ChunkOf]:
        """The message as often as the network delivers it."""
        dice = self.dice.random()
        return [] if dice < self._loses else [message, message] if dice < self._loses + self._doubles else [message]

    def home_of(self, name: str) -> Replica | None:
        """Where somebody is connected."""
        peer: PeerId | None = self.people[name].peer if name in self.people else None
        return next((replica for replica in self.replicas if peer in replica._peers), None)

    def join(self, name: str, replica: Replica, role: Role = Role.CANDIDATE) -> None:
        clients = (self.people[name].doc.client_id,) if name in self.people else ()
        replica.join(name, role, PeerKind.EXTENDED, clients=clients)
        replica.tell_people()

    def drop(self, name: str) -> None:
        if home := self.home_of(name):
            home.drop(name)
            home.tell_people()

    def settle(self) -> None:
        """Until nothing is under way and everything is in the log and in every room."""
        moved = True
        while moved:
            moved = False
            for replica in self.replicas:
                replica.deliver()
                replica.tell_people()
                moved |= replica.write()
                moved |= replica.take()
        for replica in self.replicas:
            replica.read_on()
            replica.deliver()

    def from_log(self) -> Room:
        """The session as who opens it now reads it."""
        room = self.replicas[0]._new_room()
        room.restore(self.log)
        return room


def standing(room: Room) -> dict[str, object]:
    """What must be the same at every server."""
    session = room.session
    return {
        "text": str(room.text(MAIN)),
        "other": str(room.text(LANGUAGES["javascript"].text)),
        "title": session.title,
        "language": session.language,
        "status": session.status,
        "ended": session.ended_at,
        "files": {file.id: (file.name, file.is_removed) for file in room.files.everything()},
        "runs": {str(run["id"]): (outcome_of(run), run["output"]) for run in room.runs()},
    }


def outcome_of(run: dict[str, object]) -> object:
    """How a run ended; whether one that has not is called lost depends on where its author is."""
    return "running" if run["outcome"] == "lost" else run["outcome"]


def names(room: Room) -> dict[str, str]:
    """Who is connected, under which name."""
    return {person.id: person.name for person in room.roster.connected()}
