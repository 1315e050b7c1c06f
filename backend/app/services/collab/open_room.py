"""A room in memory with everything around it: its peers' outboxes and allowances, and the timers that belong to it."""

import asyncio
from dataclasses import dataclass, field

from app.domain import Door
from app.errors import AlgoRoomError, TooFast
from app.services.collab.neighbours import Channel
from app.services.collab.outbox import Outbox
from app.services.collab.people import PeerId
from app.services.collab.rate import PeerAllowance, SessionAllowance
from app.services.collab.room import Room


@dataclass(slots=True, eq=False)
class OpenRoom:
    """One of the hub's rooms. `is_open` ends with the room, whoever still holds it."""

    room: Room
    allowance: SessionAllowance
    channel: Channel
    is_open: bool = True
    is_due: bool = False
    """Whether something of this turn of the loop is to be concluded."""
    door: Door | None = None
    """The session's links when they were looked up last."""
    outboxes: dict[PeerId, Outbox] = field(default_factory=dict)
    links: dict[PeerId, str] = field(default_factory=dict)
    """By which id each peer knows the session."""
    allowances: dict[PeerId, PeerAllowance] = field(default_factory=dict)
    forget: asyncio.TimerHandle | None = None
    tell_code: asyncio.TimerHandle | None = None
    tell_presence: asyncio.TimerHandle | None = None
    tell_neighbours: asyncio.TimerHandle | None = None
    heal: asyncio.TimerHandle | None = None

    def close(self) -> None:
        """Let nothing more happen to it."""
        self.is_open = False
        timers = (self.forget, self.tell_code, self.tell_presence, self.tell_neighbours, self.heal)
        for timer in timers:
            if timer is not None:
                timer.cancel()

    def end_all(self, reason: AlgoRoomError) -> None:
        """Close every peer."""
        for outbox in list(self.outboxes.values()):
            outbox.end(reason)

    def close_busiest(self) -> None:
        """All peers of the session together send too much: the busiest goes (RM9)."""
        busiest = min(self.allowances, key=self._left)
        self.outboxes[busiest].end(TooFast("This session is sent more than it may be; yours is the busiest part."))

    def _left(self, peer: PeerId) -> float:
        return self.allowances[peer].left()
