"""Who comes into a room, who waits before its door, and who must go (docs/protocol.md, section 14). Never awaits."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final, assert_never

from app.domain import ParticipantId
from app.errors import AlgoRoomError, LinkReplaced, NotLetIn, Removed, RoomFull
from app.limits import MAX_PEERS_PER_ROOM
from app.services.collab.editing import Editing
from app.services.collab.ledger import Ledger
from app.services.collab.people import Peer, PeerId, PeerKind, Role, is_guest
from app.services.collab.room_events import RoomEvents
from app.services.collab.roster import Roster
from app.services.collab.saved import SavedCounts
from app.services.collab.sends import End, Frame, Send
from app.services.collab.showing import Showing
from app.services.collab.telling import Telling

MAX_CLAIMED_CLIENTS: Final = 256
"""Client ids in one `hello`."""


class Doors:
    """Lets peers in and out, as the room's rights say."""

    def __init__(
        self,
        events: RoomEvents,
        editing: Editing,
        showing: Showing,
        roster: Roster,
        ledger: Ledger,
        saved: SavedCounts,
        telling: Telling,
        now: Callable[[], datetime],
    ) -> None:
        self._events = events
        self._rights = events.rights
        self._editing = editing
        self._showing = showing
        self._roster = roster
        self._ledger = ledger
        self._saved = saved
        self._telling = telling
        self._now = now
        self._settled = 0
        """The version of the rights that was acted upon."""

    def join(self, peer: Peer, name: str, role: Role, clients: Sequence[int]) -> list[Send]:
        """Let a peer in, or let it wait before the door. `role` is what its link, or the host's key, gives.

        Raises:
            RoomFull: there are too many already (RM5).
            Removed, LinkReplaced: it may not come in (DR5, DR6).
            NotLetIn: it would have to wait, and does not know how to (DR3).
        """
        if len(self._roster.peers) >= MAX_PEERS_PER_ROOM:
            raise RoomFull(f"This room already holds {MAX_PEERS_PER_ROOM} connections.")
        peer.link_role = role
        peer.claims = clients[:MAX_CLAIMED_CLIENTS]
        if reason := self._why_out(peer):
            raise reason
        role = Role.OBSERVER if peer.kind is PeerKind.LISTENER else self._roster.strongest_role(peer.participant, role)
        peer.is_waiting = self._rights.must_wait(peer.participant, role)
        if peer.is_waiting and peer.kind is not PeerKind.EXTENDED:
            raise NotLetIn("A host has closed the door of this session; open its page to be let in.")
        participant, is_news = self._roster.enter(peer, name, Role.WAITING if peer.is_waiting else role)
        sends: list[Send] = []
        if is_news:
            type_ = "knocked" if peer.is_waiting else "joined"
            sends += self._events.record(type_, {"participant": participant.as_json()}, participant.id, but=peer.id)
        sends += self._greet(peer)
        # A listener is a participant of its own, so its coming is always news, to itself too (ES1).
        return sends + (self._telling.count("participant_joined") if is_news and not peer.is_waiting else [])

    def leave(self, peer_id: PeerId) -> list[Send]:
        """Take a peer out; nothing if it is out already."""
        peer = self._roster.peers.get(peer_id)
        if peer is None:
            return []
        sends = self._showing.leave(peer)
        if self._roster.exit(peer, self._now()):
            if is_guest(peer.participant):
                self._editing.texts.release(peer.participant)
            self._events.runs.lose(peer.participant)
            sends += self._events.record("left", {"participantId": peer.participant}, peer.participant)
            if not peer.is_waiting:
                sends += self._telling.count("participant_left")
        return sends

    def settle(self) -> list[Send]:
        """Act upon what hosts have decided, here or elsewhere, since this was asked before."""
        if self._settled == self._rights.version:
            return []
        self._settled = self._rights.version
        sends: list[Send] = []
        for peer in list(self._roster.peers.values()):
            if reason := self._why_out(peer):
                sends += self.leave(peer.id)
                sends.append(End((peer.id,), reason))
        for participant in self._roster.local():
            peers = self._roster.peers_of(participant.id)
            if participant.role is Role.HOST and self._rights.is_outdated(Role.HOST, peers[0].rotations):
                sends += self._demote(participant.id, peers)
            elif participant.role is Role.WAITING:
                role = self._roster.strongest_role(participant.id, peers[0].link_role)
                if not self._rights.must_wait(participant.id, role):
                    sends += self._let_in(participant.id, peers, role)
        # What was typed behind a lock, or after the end, is in browsers alone.
        return sends + self._editing.ask_unsynced()

    def _why_out(self, peer: Peer) -> AlgoRoomError | None:
        if peer.participant in self._rights.removed:
            return Removed("A host has removed you from this session.")
        if self._rights.is_outdated(peer.link_role, peer.rotations):
            return LinkReplaced("This link was replaced by another one; ask whoever invited you for it.")
        return None

    def _demote(self, participant: ParticipantId, peers: Sequence[Peer]) -> list[Send]:
        """The tab that made somebody a host is gone with the host's link."""
        if any(peer.link_role is Role.HOST for peer in peers):
            return []
        person = self._roster.change_role(participant, peers[0].link_role)
        return self._events.record("named", {"participant": person.as_json()}, participant)

    def _let_in(self, participant: ParticipantId, peers: Sequence[Peer], role: Role) -> list[Send]:
        person = self._roster.change_role(participant, role)
        sends = self._events.record("joined", {"participant": person.as_json()}, participant)
        for peer in peers:
            peer.is_waiting = False
            sends += self._greet(peer)
        return sends + self._telling.count("participant_joined")

    def _greet(self, peer: Peer) -> list[Send]:
        """Say to a peer where it is."""
        if peer.is_waiting:
            return [self._telling.door(peer, self._events.session, self._rights)]
        self._editing.texts.claim(peer.claims, peer.participant)
        match peer.kind:
            case PeerKind.STOCK:
                return [self._editing.greet(peer)]
            case PeerKind.EXTENDED:
                welcome: Frame = self._telling.welcome(
                    peer,
                    self._events.session,
                    self._rights,
                    self._events.runs.told(),
                    self._events.chat.told(),
                    self._events.files.told(),
                    self._ledger.seq,
                )
                return [welcome, *self._saved.welcome(peer)]
            case PeerKind.LISTENER:
                return []
            case _:
                assert_never(peer.kind)
