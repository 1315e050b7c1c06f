"""The short way of everyday keystrokes through a room: followed, applied, logged, passed on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.domain import EntryKind, ParticipantId
from app.limits import MAX_MERGED_TEXT_LENGTH
from app.services.collab import codec
from app.services.collab.keystroke import MAX_KEY_BYTES, Streak, begin
from app.services.collab.ledger import Ledger
from app.services.collab.people import Lane, Peer, PeerId, PeerKind
from app.services.collab.roster import Roster
from app.services.collab.saved import SavedCounts
from app.services.collab.sends import Frame, Send
from app.services.collab.text import SharedText

TEXT: Final = EntryKind.TEXT


@dataclass(slots=True)
class _Keys(Lane):
    """A peer's streak in a text, and who hears of it."""

    shared: SharedText
    streak: Streak
    body_at: int
    """Where the update begins in a frame."""
    author: ParticipantId
    same: tuple[PeerId, ...]
    """Who hears of the text in frames of the sender's form."""
    others: tuple[PeerId, ...]
    others_name: str | None
    """The form of the others' frames."""
    counts: bool
    """Whether the sender is told what is saved."""


class QuickKeys:
    """Knows for each peer what it may type next. Whatever else it sends goes the long way, which teaches anew."""

    def __init__(
        self, roster: Roster, ledger: Ledger, saved: SavedCounts, unchecked: set[str], turn: Callable[[], datetime]
    ) -> None:
        """`turn` tells the time, as of this turn of the loop."""
        self._turn = turn
        self._roster = roster
        self._ledger = ledger
        self._saved = saved
        self._unchecked = unchecked

    def take(self, peer: Peer, frames: Sequence[bytes], at: int) -> tuple[list[Send] | None, int]:
        """Take the keystroke at `at`, and the letters right behind it; returns how many frames were taken.

        `None` if the frame must be read by the guard. Letters that came together are applied and passed on as one
        change, and logged as the keys they are.

        Raises:
            TextBroken: the room must be read again from the log.
        """
        lane = peer.keys
        if not isinstance(lane, _Keys) or lane.version != self._roster.version:
            return None, 0
        text, streak = lane.shared, lane.streak
        if text.clock_sum > MAX_MERGED_TEXT_LENGTH - MAX_KEY_BYTES:
            return None, 0
        frame = frames[at]
        if not streak.follow(frame, text.state, bool(text.pairs)):
            return None, 0
        count = 1
        if streak.is_letter and at + 1 < len(frames):
            frame, count = streak.join(frames, at)
        body_at = lane.body_at
        update = frame[body_at:]
        text.apply_key(update, streak.client, streak.clock, streak.grown)
        self._unchecked.add(text.name)
        typed_at = peer.typed_at = self._turn()
        if count == 1:
            self._ledger.append_at(typed_at, TEXT, text.name, lane.author, update)
        else:
            for key in range(at, at + count):
                self._ledger.append_at(typed_at, TEXT, text.name, lane.author, frames[key][body_at:])
        peer.received += count
        sends: list[Send] = []
        if lane.same:
            sends.append(Frame(lane.same, frame))
        if lane.others:
            sends.append(Frame(lane.others, codec.encode_update(lane.others_name, update)))
        if lane.counts:
            sends += self._saved.settle(peer)
        return sends, count

    def learn(self, peer: Peer, text: SharedText, update: bytes) -> None:
        """Expect of a peer what may follow this update, which was its own and was taken the long way."""
        lane = peer.keys
        if isinstance(lane, _Keys) and lane.shared is text and lane.version == self._roster.version:
            return
        plain = peer.hears.get(text.name)
        hearers = list(self._roster.hearers(text.name))
        # Who waits for what was held back must be asked after each change, which a lane does not do.
        if plain is None or any(text.name in hearer.held for hearer in hearers):
            peer.keys = None
            return
        address = codec.update_address(None if plain else text.name)
        streak = begin(address, update)
        if streak is None:
            return
        peer.keys = _Keys(
            version=self._roster.version,
            text=text.name,
            shared=text,
            streak=streak,
            body_at=len(address) + 1,
            author=peer.participant,
            same=tuple(other.id for other in hearers if other is not peer and other.hears[text.name] is plain),
            others=tuple(other.id for other in hearers if other.hears[text.name] is not plain),
            others_name=text.name if plain else None,
            counts=peer.kind is PeerKind.EXTENDED,
        )
