"""How far each peer has been told that its changes are on disk (docs/protocol.md, section 7)."""

import enum

from app.services.collab import codec
from app.services.collab.ledger import Ledger
from app.services.collab.people import Peer, PeerKind
from app.services.collab.roster import Roster
from app.services.collab.sends import Frame, Send


class Trouble(enum.IntEnum):
    """How it stands with a room's storage, in the numbers of the protocol (SV3 to SV6)."""

    NONE = 0
    FAILING = 1
    """Writes fail and are tried again."""
    PAUSED = 2
    """For too long: nothing more is taken."""
    DAMAGED = 3
    """A part of the log cannot be read."""


class SavedCounts:
    """Counts frames with a change per peer against the room's own entries."""

    def __init__(self, ledger: Ledger, roster: Roster) -> None:
        self._ledger = ledger
        self._roster = roster
        self.trouble = Trouble.NONE

    def welcome(self, peer: Peer) -> list[Send]:
        """What somebody who has just come must know."""
        return [Frame((peer.id,), codec.encode_saved(0, self.trouble))] if self.trouble else []

    def settle(self, peer: Peer) -> list[Send]:
        """A frame with a change is dealt with: it is saved when what was decided so far is (SV1, SV2)."""
        if peer.held or peer.kind is not PeerKind.EXTENDED:
            return []
        peer.marks.append((self._ledger.decided, peer.received))
        return self._tell(peer)

    def mark_saved(self, upto: int) -> list[Send]:
        """What the room decided is on disk up to this entry: tell each sender how far."""
        self._ledger.mark_saved(upto)
        return self.turn(Trouble.NONE) + self.tell()

    def tell(self) -> list[Send]:
        """Tell each sender of what is on disk and was not told yet."""
        sends: list[Send] = []
        for peer in self._roster.peers.values():
            sends += self._tell(peer)
        return sends

    def turn(self, trouble: Trouble) -> list[Send]:
        """The storage is in this trouble now: tell everybody, if that is news. Damage is beyond what writes can say."""
        if trouble is self.trouble or self.trouble is Trouble.DAMAGED:
            return []
        self.trouble = trouble
        # Who may write has changed.
        self._roster.change()
        return self._tell_trouble()

    def _tell_trouble(self) -> list[Send]:
        return [
            Frame((peer.id,), codec.encode_saved(peer.told_saved, self.trouble))
            for peer in self._roster.peers.values()
            if peer.kind is PeerKind.EXTENDED and not peer.is_waiting
        ]

    def _tell(self, peer: Peer) -> list[Send]:
        count = peer.told_saved
        while peer.marks and peer.marks[0][0] <= self._ledger.kept:
            count = peer.marks.popleft()[1]
        if count == peer.told_saved:
            return []
        peer.told_saved = count
        return [Frame((peer.id,), codec.encode_saved(count, self.trouble))]
