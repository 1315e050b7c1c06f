"""A room under load, what every kind of typist promises, and the tally of what went wrong."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol


class Typist(Protocol):
    """One person of a room, connected."""

    index: int
    heard: list[int]
    """By person: the number of the last key that arrived here; -1 before the first."""
    on_neighbour: Callable[[int], None] | None
    """Called with how many keys of the person before this one a read has brought."""

    def press(self) -> bool:
        """Send the next key; False when the script is at its end."""
        ...

    def press_several(self, count: int) -> None:
        """Send the next keys in one write, as many as the script still has."""
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
    """What all typists together have noted."""

    carets_delivered: int = 0
    gaps: int = 0
    disconnects: int = 0
    latencies: list[float] = field(default_factory=list)
    """Seconds from sending a key to its arrival at another person, in rooms that are timed."""


@dataclass(slots=True)
class Room:
    """One room: what each person has sent, and who is in it."""

    name: str
    people: int
    keeps_updates: bool
    """Whether its typists keep all they hear, so that texts can be compared at the end."""
    is_timed: bool = True
    """Whether each key's way is timed. At saturation that would cost more than to receive it."""
    sent: list[int] = field(init=False)
    """By person: how many keys."""
    sent_at: list[list[float]] = field(init=False)
    """By person and key, if the room is timed."""
    typists: list[Typist] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Nobody has sent anything."""
        self.sent = [0] * self.people
        self.sent_at = [[] for _ in range(self.people)]

    def delivered(self) -> int:
        """How many keys have arrived, each counted at every other person."""
        return sum(sum(typist.heard) + self.people - typist.heard[typist.index] - 1 for typist in self.typists)

    def missing(self) -> int:
        """How many have not arrived yet."""
        return sum(self.sent) * (len(self.typists) - 1) - self.delivered()


def note_keys(room: Room, tally: Tally, typist: Typist, person: int, last: int, at: float) -> int:
    """Note that all keys of a person up to `last` have arrived; how many of them are new."""
    first = typist.heard[person] + 1
    if person == typist.index or last < first:
        return 0
    typist.heard[person] = last
    if room.is_timed:
        sent_at = room.sent_at[person]
        tally.latencies.extend(at - sent_at[key] for key in range(first, last + 1))
    return last - first + 1
