"""Who is in a room: participants, their roles and colours, and the peers they are connected by."""

import enum
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NewType

from app.domain import ParticipantId

PeerId = NewType("PeerId", int)

PALETTE: Final = tuple(f"c{number}" for number in range(10))
"""Names of the page's colours for people; never CSS."""
GUEST_PREFIX: Final = "g-"
"""Ids of participants who live as long as their connection (ID2)."""
SERVER: Final = ParticipantId("server")
"""The author of what the server writes on behalf of the API."""


class Role(enum.StrEnum):
    """What a participant may do; the table of events says which."""

    HOST = "host"
    CANDIDATE = "candidate"
    OBSERVER = "observer"


EDITORS: Final = frozenset({Role.HOST, Role.CANDIDATE})
EVERYBODY: Final = frozenset(Role)


class PeerKind(enum.Enum):
    """What a connection speaks: y-protocols alone, ours on top of it, or the event socket's JSON."""

    STOCK = enum.auto()
    EXTENDED = enum.auto()
    LISTENER = enum.auto()


@dataclass(frozen=True, slots=True)
class Participant:
    """A person in the session, in the server's words."""

    id: ParticipantId
    name: str
    color: str
    role: Role

    def as_json(self) -> dict[str, str]:
        """The participant as the protocol spells it."""
        return {"id": self.id, "name": self.name, "color": self.color, "role": self.role.value}

    @classmethod
    def from_json(cls, value: Mapping[str, str]) -> "Participant":
        """Read what `as_json` wrote."""
        return cls(ParticipantId(value["id"]), value["name"], value["color"], Role(value["role"]))


@dataclass(slots=True)
class Peer:
    """One connection of one participant, and how far each side has told the other."""

    id: PeerId
    kind: PeerKind
    participant: ParticipantId
    entry_text: str
    hears: dict[str, bool] = field(default_factory=dict)
    """Texts whose changes this peer gets; whether as plain y-protocols frames (HS6)."""
    synced: set[str] = field(default_factory=set)
    """Texts of which this peer has given a sync step 2 on this connection."""
    held: dict[str, frozenset[int]] = field(default_factory=dict)
    """Texts of which something was held back, with the client ids that it waits for (GU6)."""
    clients: set[int] = field(default_factory=set)
    """Client ids that this connection writes or shows presence with."""
    received: int = 0
    """Frames with a change so far (SV1)."""
    marks: deque[tuple[int, int]] = field(default_factory=deque)
    """Pairs of a log position and the frames that are on disk once the log is saved up to there."""
    told_saved: int = 0
    typed_at: datetime | None = None
    """When its last change was passed on."""


def is_guest(participant: ParticipantId) -> bool:
    """Whether the participant's client ids are free again once it is gone (ID2)."""
    return participant.startswith(GUEST_PREFIX)


def pick_color(taken: Iterable[str]) -> str:
    """The palette's colour that the fewest of the taken ones are, the first of those."""
    counts = dict.fromkeys(PALETTE, 0)
    for color in taken:
        counts[color] += 1
    return min(PALETTE, key=lambda color: counts[color])
