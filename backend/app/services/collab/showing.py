"""Presence of a whole room: what peers show in each text, and who must hear of it."""

from app.services.collab import awareness, codec
from app.services.collab.people import Participant, Peer
from app.services.collab.presence import Presence
from app.services.collab.roster import Roster
from app.services.collab.sends import Frame, Send
from app.services.collab.telling import Telling
from app.services.collab.texts import Texts


class Showing:
    """The presences of a room's texts. Never awaits."""

    def __init__(self, roster: Roster, texts: Texts, telling: Telling) -> None:
        self._roster = roster
        self._texts = texts
        self._telling = telling
        self._presences: dict[str, Presence] = {}

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
        sends: list[Send] = []
        for name, presence in self._presences.items():
            sends += self._telling.presence(name, presence.leave(peer.id), but=peer.id)
        return sends

    def rename(self, participant: Participant) -> list[Send]:
        """A participant has a new name: show it at once (PR2)."""
        peers = [peer.id for peer in self._roster.peers_of(participant.id)]
        sends: list[Send] = []
        for name, presence in self._presences.items():
            sends += self._telling.presence(name, presence.restamp(participant, peers))
        return sends
