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
    """Counts frames with a change per peer against the log's position."""

    def __init__(self, ledger: Ledger, roster: Roster) -> None:
        self._ledger = ledger
        self._roster = roster
        self.trouble = Trouble.NONE

    def welcome(self, peer: Peer) -> list[Send]:
        """What somebody who has just come must know."""
        return [Frame((peer.id,), codec.encode_saved(0, self.trouble))] if self.trouble else []

    def settle(self, peer: Peer) -> list[Send]:
        """A frame with a change is dealt with: it is saved when the log is saved up to here (SV1, SV2)."""
        if peer.held or peer.kind is not PeerKind.EXTENDED:
            return []
        peer.marks.append((self._ledger.seq, peer.received))
        return self._tell(peer)

    def mark_saved(self) -> list[Send]:
        """What was handed to the writer is on disk: tell each sender how far."""
        self._ledger.mark_saved()
        sends = self.turn(Trouble.NONE)
        for peer in self._roster.peers.values():
            sends += self._tell(peer)
        return sends

    def mark_trouble(self, trouble: Trouble) -> list[Send]:
        """The write failed: what was handed over waits again, and everybody is told of what is new (SV3, SV4)."""
        self._ledger.put_back()
        return self.turn(trouble)

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
            if peer.kind is PeerKind.EXTENDED
        ]

    def _tell(self, peer: Peer) -> list[Send]:
        count = peer.told_saved
        while peer.marks and peer.marks[0][0] <= self._ledger.saved_seq:
            count = peer.marks.popleft()[1]
        if count == peer.told_saved:
            return []
        peer.told_saved = count
        return [Frame((peer.id,), codec.encode_saved(count, self.trouble))]
