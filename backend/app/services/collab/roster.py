"""Everybody a session has seen, and the peers through which they are here now."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from app.domain import ParticipantId
from app.services.collab.people import Participant, Peer, PeerId, PeerKind, Role, is_guest, pick_color


class Roster:
    """Participants by id, peers by id. A participant is connected while one of its peers is (RM7)."""

    def __init__(self) -> None:
        self._people: dict[ParticipantId, Participant] = {}
        self._here: dict[ParticipantId, set[PeerId]] = {}
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
        self._people[participant.id] = participant

    def to_remember(self) -> list[Participant]:
        """Everybody but guests who are gone: they come back as somebody else."""
        return [person for person in self._people.values() if not is_guest(person.id) or self.is_connected(person.id)]

    def get(self, participant: ParticipantId) -> Participant:
        """Somebody this session has seen."""
        return self._people[participant]

    def find(self, participant: ParticipantId) -> Participant | None:
        """Somebody this session may have seen."""
        return self._people.get(participant)

    def enter(self, peer: Peer, name: str, role: Role) -> tuple[Participant, bool]:
        """Connect a peer; returns its participant as it is now, and whether that one was away before or changed."""
        known = self._people.get(peer.participant)
        color = known.color if known else pick_color(person.color for person in self.connected())
        was_here = peer.participant in self._here
        if known and was_here and known.role is Role.HOST:
            # One tab with the host's key makes the person a host in all of them.
            role = Role.HOST
        participant = Participant(peer.participant, name, color, role)
        self._people[participant.id] = participant
        self.peers[peer.id] = peer
        self.listeners += peer.kind is PeerKind.LISTENER
        self.change()
        self._here.setdefault(participant.id, set()).add(peer.id)
        self._away_since.pop(participant.id, None)
        return participant, not was_here or participant != known

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
        if not is_guest(peer.participant):
            self._away_since[peer.participant] = at
        return True

    def rename(self, participant: ParticipantId, name: str) -> Participant:
        """Change a participant's name."""
        renamed = replace(self._people[participant], name=name)
        self._people[participant] = renamed
        self.change()
        return renamed

    def connected(self) -> list[Participant]:
        """Who is here, in the order of joining."""
        return [self._people[participant] for participant in self._here]

    def is_connected(self, participant: ParticipantId) -> bool:
        """Whether one of the participant's peers is here."""
        return participant in self._here

    def peers_of(self, participant: ParticipantId) -> list[Peer]:
        """The participant's connections."""
        return [self.peers[peer] for peer in self._here.get(participant, ())]

    def away_since(self, participant: ParticipantId) -> datetime | None:
        """When the participant left; `None` if it is here or was not here since the room was read."""
        return self._away_since.get(participant)

    def hearers(self, text: str, but: PeerId | None = None) -> Iterable[Peer]:
        """The peers that hear of a text."""
        return (peer for peer in self.peers.values() if text in peer.hears and peer.id != but)
