"""What waits to be sent to one peer: bounded, so that who reads slowly costs nobody else anything (RM8)."""

from typing import TYPE_CHECKING, Final, Protocol

from app.errors import AlgoRoomError, FellBehind

if TYPE_CHECKING:
    # Known by its type, and not as something that can be called: compiled, the call is a direct one.
    from app.services.collab.delivery import Delivery

MAX_OUTBOX_FRAMES: Final = 4_096
MAX_OUTBOX_BYTES: Final = 8 * 1024 * 1024


class Wire(Protocol):
    """The way to one peer. Neither method raises, also when the peer is gone."""

    def write(self, frames: bytes) -> None:
        """Send framed bytes."""

    def close(self, reason: AlgoRoomError) -> None:
        """Close with the reason's close code behind what was written."""


class Outbox:
    """Gathers what goes to one peer until the loop's turn is over, or until a peer that reads too slowly reads on."""

    __slots__ = ("_delivery", "_frames", "_is_paused", "_size", "_wire", "_write", "reason")

    def __init__(self, wire: Wire, delivery: "Delivery") -> None:
        """`delivery` flushes it at the end of a turn in which something was put."""
        self._wire = wire
        self._write = wire.write
        self._delivery = delivery
        self._frames: list[bytes] = []
        self._size = 0
        self._is_paused = False
        self.reason: AlgoRoomError | None = None
        """Why the connection was ended, if it was."""

    def put(self, frame: bytes) -> None:
        """Add a framed message; too many of them end the connection instead."""
        frames = self._frames
        if self.reason is not None:
            return
        if not frames and not self._is_paused:
            self._delivery.flush_later(self)
        frames.append(frame)
        self._size += len(frame)
        if self._size > MAX_OUTBOX_BYTES or len(frames) > MAX_OUTBOX_FRAMES:
            self._frames = []
            self._size = 0
            self.end(FellBehind("The connection reads too slowly; it will catch up when it returns."))

    @property
    def waiting_bytes(self) -> int:
        """How much waits here."""
        return self._size

    def flush(self) -> None:
        """Send what has gathered, in one write, unless the peer reads too slowly."""
        frames = self._frames
        if not frames or self._is_paused:
            return
        self._frames = []
        self._size = 0
        self._write(frames[0] if len(frames) == 1 else b"".join(frames))

    def pause(self) -> None:
        """The peer does not read: keep what comes from now on."""
        self._is_paused = True

    def resume(self) -> None:
        """The peer reads on."""
        self._is_paused = False
        self.flush()

    def end(self, reason: AlgoRoomError) -> None:
        """Close the connection behind what has gathered. The first reason counts."""
        if self.reason is None:
            self._is_paused = False
            self.flush()
            self.reason = reason
            self._wire.close(reason)
