"""What peers do to a room's texts: handshakes, changes, and what is held back until its time comes."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from app.domain import EntryKind, ParticipantId
from app.errors import AlgoRoomError, BadFrame, LogDamaged
from app.services.collab import codec, guard
from app.services.collab.files import Files
from app.services.collab.ledger import Ledger
from app.services.collab.people import Peer, PeerId, PeerKind
from app.services.collab.quick_keys import QuickKeys
from app.services.collab.roster import Roster
from app.services.collab.saved import SavedCounts
from app.services.collab.sends import Frame, Send
from app.services.collab.telling import Telling
from app.services.collab.texts import Accepted, Standing, Texts

OWNER_AWAY: Final = timedelta(seconds=10)
"""How long an owner must be away before others may bring what it wrote (GU8)."""


class Editing:
    """The texts of a room and the rules by which peers change them. Never awaits."""

    def __init__(
        self,
        roster: Roster,
        ledger: Ledger,
        saved: SavedCounts,
        telling: Telling,
        files: Files,
        now: Callable[[], datetime],
        turn: Callable[[], datetime],
        healing_until: Callable[[], datetime],
    ) -> None:
        """`turn` tells the time, as of this turn of the loop."""
        self.texts = Texts()
        self.unchecked: set[str] = set()
        """Texts that changed since their last check (CH1)."""
        self.opened_at = now()
        self._roster = roster
        self._ledger = ledger
        self._saved = saved
        self._telling = telling
        self._files = files
        self._now = now
        self._healing_until = healing_until
        self._keys = QuickKeys(roster, ledger, saved, self.unchecked, turn)

    def take_key(self, peer: Peer, frames: Sequence[bytes], at: int) -> tuple[list[Send] | None, int]:
        """Take the keystroke that was expected of a peer, and letters right behind it.

        Returns what must be sent, `None` if the frame must be read, and how many frames were taken.

        Raises:
            TextBroken: the room must be read again from the log.
        """
        return self._keys.take(peer, frames, at)

    def name_of(self, peer: Peer, text: str | None) -> str:
        """The text that a frame is about (HS6).

        Raises:
            BadFrame: there is none of this name.
        """
        name = peer.entry_text if text is None else text
        if not self._files.has_text(name):
            raise BadFrame("There is no text of this name.")
        return name

    def answer_step1(self, peer: Peer, name: str, state_vector: bytes, *, plain: bool) -> tuple[list[Send], bool]:
        """Tell a peer what it lacks, and ask what the server lacks the first time; returns whether it was the first."""
        guard.read_state_vector(state_vector)
        is_first = name not in peer.hears
        peer.hears[name] = plain
        self._roster.change()
        update = self.texts.get(name).diff(state_vector)
        sends: list[Send] = [Frame((peer.id,), codec.encode_step2(None if plain else name, update))]
        if is_first and peer.kind is PeerKind.EXTENDED:
            sends.append(self._ask(peer, name))
        return sends, is_first

    def take_update(self, peer: Peer, name: str, update: bytes, refusal: AlgoRoomError | None) -> list[Send]:
        """Take what a peer has just typed, or refuse it with a notice."""
        if name in peer.held or name not in peer.synced:
            # A stock provider may send what is typed before it has answered step 1: the gap is no fault (GU12).
            return self.take_state(peer, name, update, refusal, is_whole=False)
        peer.received += 1
        if refusal is not None:
            text = self.texts.get(name)
            guard.admit(update, text.state, lambda client: True, text.pairs)
            self._expect_again(peer, name, refusal)
            return [self._telling.notice(peer, refusal), *self._saved.settle(peer)]
        accepted = self.texts.take_update(name, update, peer.participant)
        for change in accepted:
            peer.clients |= change.clients
        sends = self.pass_on(name, accepted, peer) + self._saved.settle(peer)
        if len(accepted) == 1:
            self._keys.learn(peer, self.texts.get(name), accepted[0].update)
        return sends

    def take_state(
        self, peer: Peer, name: str, update: bytes, refusal: AlgoRoomError | None, *, is_whole: bool
    ) -> list[Send]:
        """Take what fits of a sync step 2, or of an update behind one that did not fit as a whole (GU6)."""
        peer.received += 1
        self._roster.change()
        if refusal is not None:
            is_news = self._brings_news(name, update)
            if is_news:
                self._expect_again(peer, name, refusal)
            elif is_whole:
                peer.held.pop(name, None)
                peer.synced.add(name)
            told = [self._telling.notice(peer, refusal)] if is_news else []
            return [*told, *self._saved.settle(peer)]
        accepted, held = self.texts.take_state(
            name, update, peer.participant, lambda client, owner: self._standing(client, owner, name)
        )
        if is_whole:
            peer.held.pop(name, None)
            peer.synced.add(name)
        if held:
            # What an earlier step 2 waits for still counts behind an update that does not fit.
            peer.held[name] = held | peer.held.get(name, frozenset())
        return self.pass_on(name, accepted, peer) + self._saved.settle(peer)

    def _expect_again(self, peer: Peer, name: str, refusal: AlgoRoomError) -> None:
        """What was refused for the moment comes back in a step 2, and until then nothing behind it counts (SV2)."""
        # What the peer types next may build on what was not taken (GU12).
        peer.synced.discard(name)
        if refusal.retry or isinstance(refusal, LogDamaged):
            peer.held.setdefault(name, frozenset())

    def pass_on(self, name: str, changes: Sequence[Accepted], sender: Peer | None) -> list[Send]:
        """Log changes, tell the others, and ask those again who waited for them."""
        but = sender.id if sender else None
        sends: list[Send] = []
        for change in changes:
            self._ledger.append(EntryKind.TEXT, name, change.author, change.update)
            sends += self._tell(name, change, but)
        if sender and changes:
            sender.typed_at = self._now()
        return sends

    def take_foreign(self, name: str, update: bytes, author: ParticipantId | None) -> list[Send]:
        """Take what another server has put into the log, and tell everybody of what is new.

        Raises:
            TextBroken: the room must be read again from the log.
        """
        sends: list[Send] = []
        for change in self.texts.fold(name, update, author):
            sends += self._tell(name, change, None)
        return sends

    def _tell(self, name: str, change: Accepted, but: PeerId | None) -> list[Send]:
        """Tell of a change, and ask those again who waited for it."""
        self.unchecked.add(name)
        sends = self._telling.update(name, change.update, but)
        sends += [
            self._ask(peer, name)
            for peer in self._roster.hearers(name, but)
            if name in peer.held and not change.clients.isdisjoint(peer.held[name])
        ]
        return sends

    def check(self) -> list[Send]:
        """For each text that has gone quiet: its hash, for those who hear of it (CH1).

        Raises:
            TextBroken: a document does not stand where the guard says (GU10).
        """
        names = list(self.unchecked)
        self.unchecked.clear()
        sends: list[Send] = []
        for name in names:
            text = self.texts.get(name)
            text.verify()
            sends += self._telling.check(text)
        return sends

    def greet(self, peer: Peer) -> Frame:
        """The step 1 that a stock peer gets at once (HS5)."""
        return self._ask(peer, peer.entry_text)

    def ask_again(self) -> list[Send]:
        """Ask everybody of whom something is held back (GU8)."""
        return [self._ask(peer, name) for peer in self._roster.peers.values() for name in peer.held]

    def ask_everybody(self) -> list[Send]:
        """Ask each peer what the server lacks of the texts that it hears of (SV4)."""
        sends: list[Send] = []
        for peer in self._roster.peers.values():
            for name in peer.hears:
                peer.synced.discard(name)
                sends.append(self._ask(peer, name))
        return sends

    def ask_unsynced(self) -> list[Send]:
        """Ask each peer of which something was refused what the server lacks of those texts."""
        return [
            self._ask(peer, name)
            for peer in self._roster.peers.values()
            for name in peer.hears
            if name not in peer.synced
        ]

    def is_holding_back(self) -> bool:
        """Whether something that somebody here has brought is held back."""
        return any(any(peer.held.values()) for peer in self._roster.peers.values())

    def _ask(self, peer: Peer, name: str) -> Frame:
        plain = peer.hears.get(name, peer.kind is PeerKind.STOCK)
        return Frame((peer.id,), codec.encode_step1(None if plain else name, self.texts.get(name).state_vector()))

    def _brings_news(self, name: str, update: bytes) -> bool:
        text = self.texts.get(name)
        division = guard.divide(update, text.state, lambda client: True, text.pairs)
        return bool(division.held) or any(part.client is not None for part in division.parts)

    def _standing(self, client: int, owner: ParticipantId, text: str) -> Standing:
        now = self._now()
        if self._roster.is_connected(owner):
            peers = self._roster.peers_of(owner)
            # Who uses it and has not yet said what it wrote earlier may have lost the same as the server.
            if using := [peer for peer in peers if client in peer.clients]:
                is_told = any(text in peer.synced and text not in peer.held for peer in using)
                return Standing.SYNCED if is_told else Standing.AWAITED
            if self._roster.is_elsewhere(owner):
                return Standing.AWAITED
            if not any(text in peer.synced and text not in peer.held for peer in peers):
                return Standing.AWAITED
        elif now - (self._roster.away_since(owner) or self.opened_at) < OWNER_AWAY:
            return Standing.AWAITED
        return Standing.GONE if now < self._healing_until() else Standing.AWAITED
