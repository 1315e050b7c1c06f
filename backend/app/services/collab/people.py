"""Who is in a room: participants, their roles and colours, and the peers they are connected by."""

import enum
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NewType

from app.domain import ParticipantId

PeerId = NewType("PeerId", int)
ReplicaId = NewType("ReplicaId", bytes)
"""One server's process, from its start to its end."""

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
    WAITING = "waiting"
    """Before the door, until a host lets in: hears nothing of the session, and may do nothing (section 14)."""


EVERYBODY: Final = frozenset({Role.HOST, Role.CANDIDATE, Role.OBSERVER})
"""Who is in the room."""
STRENGTH: Final = (Role.HOST, Role.CANDIDATE, Role.OBSERVER)
"""Who came by several links has the first of these roles that one of them gives."""


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
class Lane:
    """What a peer is expected to send next about a text, as long as the roster has this `version`."""

    version: int
    text: str


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
    """Pairs of a number of the room's own entries and the frames that are on disk once so many of those are."""
    told_saved: int = 0
    typed_at: datetime | None = None
    """When its last change was passed on."""
    link: str = ""
    """The id by which it knows the session."""
    link_role: Role = Role.CANDIDATE
    """What that link gives, or the host's key."""
    rotations: int = 0
    """How many links of the session had been replaced when it came."""
    claims: Sequence[int] = ()
    """Client ids that it says to have written with (ID1)."""
    is_waiting: bool = False
    """Whether it stands before the door (section 14)."""
    keys: Lane | None = None
    """What it may type next, where somebody knows."""
    caret: Lane | None = None
    """Likewise, what it may show."""


def is_guest(participant: ParticipantId) -> bool:
    """Whether the participant's client ids are free again once it is gone (ID2)."""
    return participant.startswith(GUEST_PREFIX)


def pick_color(taken: Iterable[str]) -> str:
    """The palette's colour that the fewest of the taken ones are, the first of those."""
    counts = dict.fromkeys(PALETTE, 0)
    for color in taken:
        counts[color] += 1
    return min(PALETTE, key=lambda color: counts[color])
