"""Who shows what in one text: carets and selections, each under the client id of the peer that shows it."""

import json
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Final

from app.domain import ParticipantId
from app.errors import Forbidden
from app.services.collab.awareness import AwarenessEntry, write_state
from app.services.collab.people import Participant, PeerId, ReplicaId

ELSEWHERE = PeerId(0)
"""No peer has this id."""
HERE = ReplicaId(b"")
"""Nor has any replica this one."""
NOTHING = b"null"
"""The state of who shows nothing any more."""
MAX_SAID_CLOCK: Final = 1 << 30
"""The highest clock that is taken from a peer: the server counts on from it, and must not come to the end (PR7)."""
MAX_REMEMBERED_CLIENTS: Final = 4_096
"""Client ids whose last clock is remembered, so that an echo of them is told from a forgery."""


@dataclass(slots=True)
class _Shown:
    peer: PeerId
    """`ELSEWHERE` if it is the peer of another server."""
    json: bytes
    replica: ReplicaId = HERE

    @property
    def state(self) -> dict[str, object]:
        """The state as it was told."""
        state: dict[str, object] = json.loads(self.json)
        return state


class Presence:
    """The presence of one text. Clocks that others see are the server's, so a returning client is never outdated."""

    def __init__(self) -> None:
        self._own: dict[PeerId, int] = {}
        self._shown: dict[int, _Shown] = {}
        self._clocks: dict[int, int] = {}

    def show(
        self,
        peer: PeerId,
        entries: Iterable[AwarenessEntry],
        participant: Participant,
        may_use: Callable[[int], bool],
    ) -> list[AwarenessEntry]:
        """Take what a peer says of itself and return what the others must hear (PR1 to PR3).

        Raises:
            Forbidden: the peer speaks of somebody else.
        """
        heard: list[AwarenessEntry] = []
        for entry in entries:
            own = self._own.get(peer)
            if own is None and self._may_take(entry, may_use):
                # Its participant is back before the server noticed that the older connection is dead.
                self._own = {other: client for other, client in self._own.items() if client != entry.client}
                own = self._own[peer] = entry.client
            if entry.client == own:
                heard.append(self._change(peer, entry, participant))
            elif entry.clock > self._clocks.get(entry.client, -1):
                raise Forbidden("This presence speaks of a client id that is not the sender's.")
        return heard

    def leave(self, peer: PeerId) -> list[AwarenessEntry]:
        """Forget a peer and return what the others must hear (PR5)."""
        client = self._own.pop(peer, None)
        shown = None if client is None else self._shown.get(client)
        if client is None or shown is None or shown.peer != peer:
            return []
        del self._shown[client]
        return [AwarenessEntry(client, self._tick(client, 0), None)]

    def restamp(self, participant: Participant, peers: Iterable[PeerId]) -> list[AwarenessEntry]:
        """A participant's name changed: return its states as the others must hear them now."""
        heard: list[AwarenessEntry] = []
        for peer in peers:
            client = self._own.get(peer)
            shown = None if client is None else self._shown.get(client)
            if client is not None and shown is not None:
                state = stamp(shown.state, participant)
                shown.json = write_state(state)
                heard.append(AwarenessEntry(client, self._tick(client, 0), state))
        return heard

    def everybody_but(self, peer: PeerId) -> list[AwarenessEntry]:
        """What somebody who has just come must hear."""
        return [
            AwarenessEntry(client, self._clocks[client], shown.state)
            for client, shown in self._shown.items()
            if shown.peer != peer
        ]

    def show_elsewhere(self, replica: ReplicaId, entries: Iterable[AwarenessEntry]) -> list[AwarenessEntry]:
        """Take what another server says of its peers, and return what those here must hear (RP6)."""
        heard: list[AwarenessEntry] = []
        for entry in entries:
            shown = self._shown.get(entry.client)
            if entry.state is not None:
                self._shown[entry.client] = _Shown(ELSEWHERE, write_state(entry.state), replica)
            elif shown is not None and shown.replica == replica:
                del self._shown[entry.client]
            else:
                # It has come to show at another server, or here.
                continue
            heard.append(AwarenessEntry(entry.client, self._tick(entry.client, entry.clock), entry.state))
        return heard

    def forget_elsewhere(self, replica: ReplicaId, but: Collection[ParticipantId]) -> list[AwarenessEntry]:
        """Forget what another server's peers showed, unless they belong to these participants; as `leave`."""
        gone = [
            client
            for client, shown in self._shown.items()
            if shown.replica == replica and user_of(shown.state) not in but
        ]
        for client in gone:
            del self._shown[client]
        return [AwarenessEntry(client, self._tick(client, 0), None) for client in gone]

    def news(self, told: dict[int, int]) -> list[tuple[int, int, bytes]]:
        """What peers here show now, where it differs from what was `told`, which is brought up to date.

        Client ids with their clocks and states as JSON.
        """
        news: list[tuple[int, int, bytes]] = []
        for client, clock in list(told.items()):
            shown = self._shown.get(client)
            if shown is None or shown.replica != HERE:
                del told[client]
            if shown is None:
                news.append((client, self._clocks.get(client, clock + 1), NOTHING))
        for client, shown in self._shown.items():
            clock = self._clocks[client]
            if shown.replica == HERE and told.get(client) != clock:
                told[client] = clock
                news.append((client, clock, shown.json))
        return news

    def move(self, peer: PeerId, client: int, clock: int, state: bytes) -> int | None:
        """Take a new state of what the peer shows already, in the server's words; returns its clock for the others.

        `None` where somebody else has come to show under this client id.
        """
        shown = self._shown.get(client)
        if shown is None or shown.peer != peer:
            return None
        shown.json = state
        # Not `_tick`: what is shown is not forgotten, so it need not become the newest one.
        clock = self._clocks[client] = max(self._clocks[client] + 1, min(clock, MAX_SAID_CLOCK))
        return clock

    def client_of(self, peer: PeerId) -> int | None:
        """The client id under which the peer shows presence."""
        return self._own.get(peer)

    def _may_take(self, entry: AwarenessEntry, may_use: Callable[[int], bool]) -> bool:
        # A peer that has not shown itself and echoes somebody who is gone does not become them.
        is_echo = entry.state is None and entry.client in self._clocks
        return not is_echo and may_use(entry.client)

    def _change(self, peer: PeerId, entry: AwarenessEntry, participant: Participant) -> AwarenessEntry:
        state = None if entry.state is None else stamp(entry.state, participant)
        if state is None:
            self._shown.pop(entry.client, None)
        else:
            self._shown[entry.client] = _Shown(peer, write_state(state))
        return AwarenessEntry(entry.client, self._tick(entry.client, entry.clock), state)

    def _tick(self, client: int, clock: int) -> int:
        clock = max(self._clocks.pop(client, 0) + 1, min(clock, MAX_SAID_CLOCK))
        self._clocks[client] = clock
        if len(self._clocks) > MAX_REMEMBERED_CLIENTS:
            oldest = next(old for old in self._clocks if old not in self._shown)
            del self._clocks[oldest]
        return clock


def user_of(state: dict[str, object]) -> ParticipantId | None:
    """Who shows a state, in the server's words."""
    user = state.get("user")
    who = user.get("id") if isinstance(user, dict) else None
    return ParticipantId(who) if isinstance(who, str) else None


def stamp(state: dict[str, object], participant: Participant) -> dict[str, object]:
    """The state with the server's word for who it is (PR2)."""
    user = {"id": participant.id, "name": participant.name, "color": participant.color}
    return {**state, "user": user}
