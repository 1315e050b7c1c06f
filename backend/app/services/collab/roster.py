"""Everybody a session has seen, and through which peers or other servers they are here now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.domain import ParticipantId
from app.services.collab.people import (
    STRENGTH,
    Participant,
    Peer,
    PeerId,
    PeerKind,
    ReplicaId,
    Role,
    is_guest,
    pick_color,
)


@dataclass(frozen=True, slots=True)
class Change:
    """Who came and who went by what another server says."""

    arrived: Sequence[Participant]
    departed: Sequence[ParticipantId]


class Roster:
    """Participants by id, peers by id. A participant is connected while a peer of it is, anywhere (RM7)."""

    def __init__(self) -> None:
        self._people: dict[ParticipantId, Participant] = {}
        self._logged: dict[ParticipantId, Participant] = {}
        self._here: dict[ParticipantId, set[PeerId]] = {}
        self._elsewhere: dict[ReplicaId, frozenset[ParticipantId]] = {}
        self._away_since: dict[ParticipantId, datetime] = {}
        self.peers: dict[PeerId, Peer] = {}
        self.listeners = 0
        """How many of the peers are event sockets."""
        self.version = 0
        """Another number when anything changes that decides who hears of what, or who may do what."""

    def change(self) -> None:
        """Say that what was concluded from this roster holds no longer."""
        self.version += 1

    def remember(self, participant: Participant) -> None:
        """Take a participant as the log tells of it."""
        self._people[participant.id] = self._logged[participant.id] = participant

    def to_remember(self) -> list[Participant]:
        """Everybody of whom the log tells, but guests who are gone: they come back as somebody else."""
        people = self._logged.values()
        return [person for person in people if not is_guest(person.id) or self.is_connected(person.id)]

    def get(self, participant: ParticipantId) -> Participant:
        """Somebody this session has seen."""
        return self._people[participant]

    def find(self, participant: ParticipantId) -> Participant | None:
        """Somebody this session may have seen."""
        return self._people.get(participant)

    def enter(self, peer: Peer, name: str, role: Role) -> tuple[Participant, bool]:
        """Connect a peer; returns its participant as it is now, and whether that is news.

        It is if the participant was away, or is not what the log says of it.
        """
        known = self._people.get(peer.participant)
        color = known.color if known else pick_color(person.color for person in self.connected())
        was_here = self.is_connected(peer.participant)
        participant = Participant(peer.participant, name, color, role)
        self._people[participant.id] = participant
        self.peers[peer.id] = peer
        self.listeners += peer.kind is PeerKind.LISTENER
        self.change()
        self._here.setdefault(participant.id, set()).add(peer.id)
        self._away_since.pop(participant.id, None)
        return participant, not was_here or participant != self._logged.get(participant.id)

    def exit(self, peer: Peer, at: datetime) -> bool:
        """Disconnect a peer; returns whether its participant is now away."""
        del self.peers[peer.id]
        self.listeners -= peer.kind is PeerKind.LISTENER
        self.change()
        here = self._here[peer.participant]
        here.discard(peer.id)
        if here:
            return False
        del self._here[peer.participant]
        if self.is_connected(peer.participant):
            return False
        self._note_away(peer.participant, at)
        return True

    def set_elsewhere(self, replica: ReplicaId, people: Sequence[Participant], at: datetime) -> Change:
        """These are connected to another server now, and nobody else is."""
        before = [person.id for person in self.connected()]
        if people:
            self._elsewhere[replica] = frozenset(person.id for person in people)
        else:
            self._elsewhere.pop(replica, None)
        for person in people:
            self._people.setdefault(person.id, person)
            self._away_since.pop(person.id, None)
        departed = [participant for participant in before if not self.is_connected(participant)]
        for participant in departed:
            self._note_away(participant, at)
        was_here = set(before)
        return Change([self._people[person.id] for person in people if person.id not in was_here], departed)

    def _note_away(self, participant: ParticipantId, at: datetime) -> None:
        if not is_guest(participant):
            self._away_since[participant] = at

    def rename(self, participant: ParticipantId, name: str) -> Participant:
        """Change a participant's name."""
        return self._become(replace(self._people[participant], name=name))

    def change_role(self, participant: ParticipantId, role: Role) -> Participant:
        """Change what a participant may do."""
        return self._become(replace(self._people[participant], role=role))

    def _become(self, participant: Participant) -> Participant:
        self._people[participant.id] = participant
        self.change()
        return participant

    def strongest_role(self, participant: ParticipantId, role: Role) -> Role:
        """The role of somebody who comes by a link that gives `role`: one tab with the host's key makes the person a
        host in all of them.
        """
        roles = {role} | {peer.link_role for peer in self.peers_of(participant)}
        known = self._people.get(participant)
        if known is not None and self.is_elsewhere(participant):
            roles.add(known.role)
        return next(one for one in STRENGTH if one in roles)

    def count(self) -> int:
        """How many participants are in the room, here and elsewhere; who waits before the door is not."""
        return sum(person.role is not Role.WAITING for person in self.connected())

    def connected(self) -> list[Participant]:
        """Who is here or elsewhere; those here first, in the order of joining."""
        people = dict.fromkeys(self._here)
        for elsewhere in self._elsewhere.values():
            people.update(dict.fromkeys(sorted(elsewhere)))
        return [self._people[participant] for participant in people]

    def local(self) -> list[Participant]:
        """Who is connected to this server, in the order of joining."""
        return [self._people[participant] for participant in self._here]

    def is_local(self, participant: ParticipantId) -> bool:
        """Whether the participant is connected to this server."""
        return participant in self._here

    def is_elsewhere(self, participant: ParticipantId) -> bool:
        """Whether the participant is connected to another server."""
        return any(participant in people for people in self._elsewhere.values())

    def is_connected(self, participant: ParticipantId) -> bool:
        """Whether the participant is connected to any server."""
        return participant in self._here or self.is_elsewhere(participant)

    def peers_of(self, participant: ParticipantId) -> list[Peer]:
        """The participant's connections."""
        return [self.peers[peer] for peer in self._here.get(participant, ())]

    def away_since(self, participant: ParticipantId) -> datetime | None:
        """When the participant left; `None` if it is connected or was not here since the room was read."""
        return self._away_since.get(participant)

    def hearers(self, text: str, but: PeerId | None = None) -> Iterable[Peer]:
        """The peers that hear of a text."""
        return (peer for peer in self.peers.values() if text in peer.hears and peer.id != but)
