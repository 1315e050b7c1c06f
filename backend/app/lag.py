"""Measures how late the event loop comes back to what is due: what everybody waits for who is connected."""

import asyncio

from app.services.collab.tally import Spread

LOOK_EVERY_S = 0.25


class LagMeter:
    """Looks four times a second while it runs."""

    def __init__(self, spread: Spread) -> None:
        self._spread = spread
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin to look."""
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(LOOK_EVERY_S, self._look, loop, loop.time() + LOOK_EVERY_S)

    def stop(self) -> None:
        """Look no more. Safe to call twice."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look(self, loop: asyncio.AbstractEventLoop, due: float) -> None:
        self._spread.add(max(0.0, loop.time() - due))
        self.start()
