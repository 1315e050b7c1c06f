"""The time as of this turn of the loop, for what happens thousands of times a second."""

from collections.abc import Callable
from datetime import datetime


class TurnClock:
    """Reads the clock once for all expected frames of a turn.

    Only what `Delivery.deliver_expected` follows may ask for `turn`: whoever has asked must see to it that `end_turn`
    is called when the turn of the loop is over.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        """The time at this moment."""
        self._at: datetime | None = None

    def turn(self) -> datetime:
        """The time when it was first asked for in this turn."""
        at = self._at
        if at is None:
            at = self._at = self.now()
        return at

    def end_turn(self) -> None:
        """The turn is over: the next one has a time of its own."""
        self._at = None
