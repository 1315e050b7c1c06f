"""What the connections of this process have in common, and the sweep that finds those that are gone without a word."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from app.services.collab.hub import Hub
from app.services.collab.tally import Tally

LOOKS = 4
"""How often in `heartbeat_s` each peer is looked at (HB1)."""
GROUPS = 9
"""Peers are looked at in so many groups, one after another: ten thousand pings at once would stop everybody."""


class Beating(Protocol):
    """A connection whose silence is noticed."""

    def beat(self) -> None:
        """Somebody looks: take note, ask, or end."""


@dataclass(slots=True)
class Sockets:
    """What the sockets need of the application, and those that are open."""

    hub: Hub
    allowed_origins: frozenset[str]
    heartbeat_s: float
    max_connections: int
    tally: Tally
    answer_headers: Mapping[str, str] = field(default_factory=dict)
    """What stands in every answer that is no socket."""
    open: set[Beating] = field(default_factory=set)
    _groups: tuple[set[Beating], ...] = field(default_factory=lambda: tuple(set() for _ in range(GROUPS)))
    _next_group: int = 0
    _sweep: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin to look for peers that are gone without a word."""
        pause_s = self.heartbeat_s / LOOKS / GROUPS
        self._sweep = asyncio.get_running_loop().call_later(pause_s, self._look_around)

    def stop(self) -> None:
        """Look no more."""
        if self._sweep is not None:
            self._sweep.cancel()

    def add(self, socket: Beating) -> None:
        """One is open."""
        self.open.add(socket)
        min(self._groups, key=len).add(socket)

    def discard(self, socket: Beating) -> None:
        """One is gone."""
        self.open.discard(socket)
        for group in self._groups:
            group.discard(socket)

    def _look_around(self) -> None:
        for socket in list(self._groups[self._next_group]):
            socket.beat()
        self._next_group = (self._next_group + 1) % GROUPS
        self.start()
