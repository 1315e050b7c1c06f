"""What a room says must be done: frames and notes to deliver, peers to close."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.errors import AlgoRoomError
from app.services.collab.people import PeerId


@dataclass(frozen=True, slots=True)
class Frame:
    """One encoded frame for several peers."""

    to: Sequence[PeerId]
    data: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """One JSON object for several event sockets; who sends it adds the session and the time."""

    to: Sequence[PeerId]
    note: dict[str, object]


@dataclass(frozen=True, slots=True)
class Close:
    """One peer to close, and why."""

    peer: PeerId
    error: AlgoRoomError


type Send = Frame | Note | Close
