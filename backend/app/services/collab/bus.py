"""The bus: how a room hears of the same room in another process. It may lose messages, and says when it may have."""

import asyncio
import enum
import secrets
from collections.abc import Callable, Collection
from typing import Protocol
from uuid import UUID

from app.domain import SessionId
from app.services.collab.people import ReplicaId

REPLICA_ID_BYTES = 8
EVERYWHERE = SessionId(UUID(int=0))
"""The channel of the whole installation: no session has this id."""

type Hear = Callable[[ReplicaId, bytes], None]
"""Takes a message and the replica that published it. Must not raise."""
type Lapse = Callable[[Collection[SessionId]], None]
"""Takes the sessions of which messages may have been missed, in both directions. Must not raise."""


class BusState(enum.StrEnum):
    """Whether messages travel."""

    LOCAL = "local"
    """There is no other process."""
    OK = "ok"
    AWAY = "away"


class Bus(Protocol):
    """Messages between the replicas of an installation, a channel for each session. One contract suite holds it.

    Messages of one replica on one channel arrive in their order. Whatever is lost ends in a lapse: at the replica
    that could not publish, or at the one that could not hear. Nothing ever waits for the bus.
    """

    replica: ReplicaId
    state: BusState
    is_alone: bool
    """Whether there never is another process, so that nothing need be told or asked."""

    def start(self, on_lapse: Lapse) -> None:
        """Begin. `on_lapse` is called for each channel once it is subscribed, and whenever that happened anew."""

    async def close(self) -> None:
        """Send what waits, if that takes no time, and end. Safe to call twice."""

    def publish(self, session: SessionId, message: bytes) -> None:
        """Send a message to all other replicas that subscribe to the session's channel now. Drops it if it cannot."""

    def subscribe(self, session: SessionId, hear: Hear) -> None:
        """Hear what other replicas publish from soon on; `on_lapse` then says that it has begun."""

    def unsubscribe(self, session: SessionId) -> None:
        """Hear nothing more, at once. Nothing happens if it was not subscribed."""


def new_replica_id() -> ReplicaId:
    """An id that no other replica has."""
    return ReplicaId(secrets.token_bytes(REPLICA_ID_BYTES))


class Exchange:
    """What joins the buses of several replicas in one process."""

    def __init__(self) -> None:
        self.buses: list[LocalBus] = []


class LocalBus:
    """A `Bus` in memory. It loses nothing; alone in its exchange it does nothing."""

    def __init__(self, exchange: Exchange | None = None) -> None:
        self.replica = new_replica_id()
        self.state = BusState.LOCAL
        self.is_alone = exchange is None
        self._exchange = exchange or Exchange()
        self._hearing: dict[SessionId, Hear] = {}
        self._on_lapse: Lapse = lambda _: None

    def start(self, on_lapse: Lapse) -> None:
        """Join the exchange."""
        self._on_lapse = on_lapse
        self._exchange.buses.append(self)

    async def close(self) -> None:
        """Leave the exchange."""
        self._hearing.clear()
        if self in self._exchange.buses:
            self._exchange.buses.remove(self)

    def publish(self, session: SessionId, message: bytes) -> None:
        """Let the others hear it in the next turn of the loop."""
        for bus in self._exchange.buses:
            if bus is not self:
                asyncio.get_running_loop().call_soon(bus.hear, session, self.replica, message)

    def hear(self, session: SessionId, replica: ReplicaId, message: bytes) -> None:
        """Take a message of another bus of the exchange."""
        if hear := self._hearing.get(session):
            hear(replica, message)

    def subscribe(self, session: SessionId, hear: Hear) -> None:
        """Hear from now on."""
        self._hearing[session] = hear
        asyncio.get_running_loop().call_soon(self._tell_subscribed, session)

    def unsubscribe(self, session: SessionId) -> None:
        """Hear nothing more."""
        self._hearing.pop(session, None)

    def _tell_subscribed(self, session: SessionId) -> None:
        if session in self._hearing:
            self._on_lapse((session,))
