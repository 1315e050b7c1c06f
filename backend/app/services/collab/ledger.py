"""The part of a session's update log that a room still holds: what is not yet saved, and how far it is."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

from app.domain import Entry, EntryKind, ParticipantId

EVENTS_CHANNEL: Final = "events"
"""The channel of events that everybody may read."""


class Ledger:
    """Numbers a room's entries in the order it decided them, and keeps each until it is on disk."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._unsaved: list[Entry] = []
        self._writing: list[Entry] = []
        self.seq = 0
        """The last number given."""
        self.saved_seq = 0
        """Everything up to here is on disk."""

    def restore(self, seq: int) -> None:
        """Go on behind the entries that were read from the log."""
        self.seq = self.saved_seq = seq

    def append(self, kind: EntryKind, channel: str, author: ParticipantId | None, payload: bytes) -> Entry:
        """Give the next number to a change."""
        self.seq += 1
        entry = Entry(self.seq, self._now(), author, channel, kind, payload)
        self._unsaved.append(entry)
        return entry

    def append_event(self, author: ParticipantId | None, event: Mapping[str, object]) -> Entry:
        """Give the next number to an event."""
        payload = json.dumps(event, separators=(",", ":")).encode()
        return self.append(EntryKind.EVENT, EVENTS_CHANNEL, author, payload)

    @property
    def has_unsaved(self) -> bool:
        """Whether something is not on disk, be it waiting or being written."""
        return bool(self._unsaved or self._writing)

    @property
    def unsaved(self) -> Sequence[Entry]:
        """What is not on disk, oldest first."""
        return [*self._writing, *self._unsaved]

    def take_unsaved(self) -> Sequence[Entry]:
        """Hand over what waits, to be written; `mark_saved` or `put_back` must follow."""
        self._writing = self._writing + self._unsaved
        self._unsaved = []
        return self._writing

    def put_back(self) -> None:
        """The write failed: what was handed over waits again, in its order."""
        self._unsaved = self._writing + self._unsaved
        self._writing = []

    def mark_saved(self) -> None:
        """The write succeeded."""
        if self._writing:
            self.saved_seq = self._writing[-1].seq
        self._writing = []
