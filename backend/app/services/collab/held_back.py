"""Entries of the log that do not fit a text yet, because something that they build on is missing."""

from collections.abc import Iterable, Sequence
from itertools import count
from typing import NamedTuple

from app.domain import ParticipantId


class LoggedUpdate(NamedTuple):
    """A text entry: the update and who is named for it."""

    update: bytes
    author: ParticipantId | None


class HeldBack:
    """What waits, found by the client ids that it waits for: tried again only when one of them advances."""

    def __init__(self) -> None:
        self._numbers = count()
        self._entries: dict[int, LoggedUpdate] = {}
        self._waiting_for: dict[int, list[int]] = {}

    def __len__(self) -> int:
        """Return how many entries wait."""
        return len(self._entries)

    def add(self, entry: LoggedUpdate, clients: Iterable[int]) -> None:
        """Keep an entry until one of these clients advances."""
        number = next(self._numbers)
        self._entries[number] = entry
        for client in clients:
            self._waiting_for.setdefault(client, []).append(number)

    def take(self, clients: Iterable[int]) -> Sequence[LoggedUpdate]:
        """Hand out what waits for any of these clients, oldest first."""
        if not self._entries:
            return ()
        numbers = {number for client in clients for number in self._waiting_for.pop(client, ())}
        return [self._entries.pop(number) for number in sorted(numbers & self._entries.keys())]
