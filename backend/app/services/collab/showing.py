"""Presence of a whole room: what peers show in each text, and who must hear of it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from app.domain import ParticipantId
from app.services.collab import awareness, codec
from app.services.collab.caret import CaretForm, form_of
from app.services.collab.guard_read import MAX_CLIENT_ID, MAX_CLOCK
from app.services.collab.lib0 import Reader
from app.services.collab.people import Lane, Participant, Peer, PeerId, ReplicaId
from app.services.collab.presence import Presence, user_of
from app.services.collab.roster import Roster
from app.services.collab.sends import Frame, Send
from app.services.collab.telling import Telling
from app.services.collab.texts import Texts

HOLD_BACK: Final = timedelta(milliseconds=50)
"""What a peer shows sooner after what it showed before waits; the newest replaces what waits (PR6)."""
RIDES: Final = timedelta(milliseconds=5)
"""Presence so close behind a change of the same peer leaves with it, in the same write."""


@dataclass(slots=True)
class _Caret(Lane):
    """What a peer's next presence on a text looks like, and who hears of it."""

    presence: Presence
    client: int
    form: CaretForm
    to: tuple[tuple[bytes, tuple[PeerId, ...]], ...]
    """How frames begin, and for whom."""
    told_at: datetime


class Showing:
    """The presences of a room's texts. Never awaits."""

    def __init__(
        self,
        roster: Roster,
        texts: Texts,
        telling: Telling,
        now: Callable[[], datetime],
        turn: Callable[[], datetime],
    ) -> None:
        """`turn` tells the time, as of this turn of the loop."""
        self._turn = turn
        self._roster = roster
        self._texts = texts
        self._telling = telling
        self._now = now
        self._presences: dict[str, Presence] = {}
        self._held: dict[PeerId, tuple[_Caret, bytes]] = {}

    @property
    def holds_back(self) -> bool:
        """Whether somebody's presence waits for `release`."""
        return bool(self._held)

    def take_caret(self, peer: Peer, frame: bytes) -> list[Send] | None:
        """Take a cursor that has moved; `None` if this frame says something else and must be read whole (PR6)."""
        lane = peer.caret
        if not isinstance(lane, _Caret) or lane.version != self._roster.version:
            return None
        moved = lane.form.read(frame)
        if moved is None:
            return None
        clock = lane.presence.move(peer.id, lane.client, moved.clock, moved.state)
        if clock is None:
            return None
        payload = lane.form.payload(clock, moved.state)
        now, typed_at = self._turn(), peer.typed_at
        rides = typed_at is not None and (typed_at is now or now - typed_at < RIDES)
        if not rides and now - lane.told_at < HOLD_BACK:
            self._held[peer.id] = lane, payload
            return []
        if self._held:
            self._held.pop(peer.id, None)
        lane.told_at = now
        return _frames(lane, payload)

    def release(self) -> list[Send]:
        """What was held back has waited long enough."""
        held, self._held = self._held, {}
        sends: list[Send] = []
        now = self._now()
        for lane, payload in held.values():
            lane.told_at = now
            sends += _frames(lane, payload)
        return sends

    def show(self, peer: Peer, name: str, payload: bytes) -> list[Send]:
        """Take what a peer says of itself in a text (PR1 to PR4).

        Raises:
            BadFrame: it is malformed.
            Forbidden: it speaks of somebody else.
        """
        participant = self._roster.get(peer.participant)
        presence = self._presences.setdefault(name, Presence())
        heard = presence.show(
            peer.id,
            awareness.read_awareness(payload),
            participant,
            lambda client: self._texts.may_use(client, participant.id),
        )
        client = presence.client_of(peer.id)
        if client is not None and client not in peer.clients:
            peer.clients.add(client)
            self._texts.claim((client,), participant.id)
        self._held.pop(peer.id, None)
        self._learn(peer, name, payload, heard)
        return self._telling.presence(name, heard, but=peer.id)

    def tell(self, peer: Peer, name: str) -> list[Send]:
        """Tell a peer who is to be seen in a text."""
        presence = self._presences.get(name)
        entries = presence.everybody_but(peer.id) if presence else []
        if not entries:
            return []
        text = None if peer.hears.get(name, True) else name
        return [Frame((peer.id,), codec.encode_awareness(text, awareness.write_awareness(entries)))]

    def leave(self, peer: Peer) -> list[Send]:
        """A peer is going: nobody sees it any more (PR5)."""
        peer.caret = None
        self._held.pop(peer.id, None)
        sends: list[Send] = []
        for name, presence in self._presences.items():
            sends += self._telling.presence(name, presence.leave(peer.id), but=peer.id)
        return sends

    def rename(self, participant: Participant) -> list[Send]:
        """A participant has a new name: show it at once (PR2)."""
        peers = [peer.id for peer in self._roster.peers_of(participant.id)]
        sends = self.release()
        for name, presence in self._presences.items():
            sends += self._telling.presence(name, presence.restamp(participant, peers))
        return sends

    def show_elsewhere(self, replica: ReplicaId, name: str, payload: bytes) -> list[Send]:
        """Take what another server says of its peers in a text (RP6).

        Raises:
            BadFrame: it is malformed.
        """
        entries = awareness.read_awareness(payload)
        for entry in entries:
            participant = user_of(entry.state) if entry.state else None
            if participant is not None:
                self._texts.claim((entry.client,), participant)
        presence = self._presences.setdefault(name, Presence())
        return self._telling.presence(name, presence.show_elsewhere(replica, entries))

    def forget_elsewhere(self, replica: ReplicaId, but: Collection[ParticipantId] = ()) -> list[Send]:
        """Nobody sees another server's peers any more, except those of these participants."""
        sends: list[Send] = []
        for name, presence in self._presences.items():
            sends += self._telling.presence(name, presence.forget_elsewhere(replica, but))
        return sends

    def news(self, told: dict[str, dict[int, int]]) -> list[tuple[str, bytes]]:
        """By text, what other servers do not know yet of what peers here show; `told` is brought up to date."""
        news: list[tuple[str, bytes]] = []
        for name, presence in self._presences.items():
            if entries := presence.news(told.setdefault(name, {})):
                news.append((name, awareness.write_entries(entries)))
        return news

    def _learn(self, peer: Peer, name: str, payload: bytes, heard: list[awareness.AwarenessEntry]) -> None:
        """Expect of a peer what may follow this presence, which was read whole."""
        peer.caret = None
        plain = peer.hears.get(name)
        # One entry in all, echoes of others included.
        if plain is None or len(heard) != 1 or payload[0] != 1:
            return
        (entry,) = heard
        if entry.state is None:
            return
        address = codec.awareness_address(None if plain else name)
        form = form_of(address, entry.client, _said(payload), entry.state)
        if form is None:
            return
        to = tuple(
            (codec.awareness_address(None if is_plain else name), ids)
            for is_plain, ids in self._telling.hearers(name, peer.id)
        )
        peer.caret = _Caret(
            version=self._roster.version,
            text=name,
            presence=self._presences[name],
            client=entry.client,
            form=form,
            to=to,
            told_at=self._now(),
        )


def _frames(lane: _Caret, payload: bytes) -> list[Send]:
    return [Frame(to, codec.behind(address, payload)) for address, to in lane.to]


def _said(payload: bytes) -> bytes:
    """The state of the one entry of an awareness payload that was read whole."""
    reader = Reader(payload)
    reader.varuint(1)
    reader.varuint(MAX_CLIENT_ID)
    reader.varuint(MAX_CLOCK)
    return reader.varbytes(len(payload))
