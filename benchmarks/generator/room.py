"""A room under load, what every kind of typist promises, and the tally of what was heard."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol


class Typist(Protocol):
    """One person of a room, connected."""

    index: int
    heard: list[int]
    """By person: the number of the last key that arrived here; -1 before the first."""
    on_heard: Callable[[int, int], None] | None
    """Called with (person, number of keys) whenever keys arrive."""

    def press(self) -> bool:
        """Send the next key; False when the script is at its end."""
        ...

    def show_caret(self) -> None:
        """Send the presence that belongs to the last key."""
        ...

    def text(self) -> str:
        """The text as this person has it."""
        ...

    def close(self) -> None:
        """Leave."""
        ...


@dataclass(slots=True)
class Tally:
    """What all typists together have sent and heard."""

    sent: int = 0
    delivered: int = 0
    carets_delivered: int = 0
    gaps: int = 0
    disconnects: int = 0
    bytes_in: int = 0
    latencies: list[float] = field(default_factory=list)
    """Seconds from sending a key to its arrival at another person."""

    def counts(self) -> dict[str, int]:
        """The counters, to be subtracted from a later reading."""
        return {
            "sent": self.sent,
            "delivered": self.delivered,
            "carets_delivered": self.carets_delivered,
            "bytes_in": self.bytes_in,
        }


@dataclass(slots=True)
class Room:
    """One room: when each key was sent, by person, and who is in it."""

    name: str
    people: int
    keeps_updates: bool
    """Whether its typists keep all they hear, so that texts can be compared at the end."""
    sent_at: list[list[float]] = field(init=False)
    typists: list[Typist] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Nobody has sent anything."""
        self.sent_at = [[] for _ in range(self.people)]

    def missing(self) -> int:
        """How many keys have not arrived at how many others."""
        return sum(
            len(self.sent_at[person]) - 1 - typist.heard[person]
            for typist in self.typists
            for person in range(self.people)
            if person != typist.index
        )


def note_keys(room: Room, tally: Tally, typist: Typist, person: int, last: int, at: float) -> None:
    """Note that all keys of a person up to `last` have arrived."""
    first = typist.heard[person] + 1
    if person == typist.index or last < first:
        return
    typist.heard[person] = last
    tally.delivered += last - first + 1
    sent_at = room.sent_at[person]
    tally.latencies.extend(at - sent_at[key] for key in range(first, last + 1))
    if typist.on_heard:
        typist.on_heard(person, last - first + 1)
