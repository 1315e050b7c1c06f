"""The part of a session's update log that a room still holds: what is not yet saved, and how far it is.

The log may have other writers. A room's own entries lie on top of what it knows of the log; when others' come in below
them, they are numbered anew. Whoever must remember a place among them counts own entries instead: `decided`, `kept`.
"""

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
        self.unsaved: list[Entry] = []
        """What is not on disk, oldest first."""
        self.saved_seq = 0
        """Everything up to here is on disk and in the room."""
        self.kept = 0
        """How many own entries are on disk."""

    @property
    def seq(self) -> int:
        """The last number given."""
        return self.saved_seq + len(self.unsaved)

    @property
    def decided(self) -> int:
        """How many own entries there have been."""
        return self.kept + len(self.unsaved)

    @property
    def has_unsaved(self) -> bool:
        """Whether something is not on disk, be it waiting or being written."""
        return bool(self.unsaved)

    def restore(self, seq: int) -> None:
        """Go on behind the entries that were read from the log."""
        self.saved_seq = seq

    def append(self, kind: EntryKind, channel: str, author: ParticipantId | None, payload: bytes) -> Entry:
        """Give the next number to a change."""
        return self.append_at(self._now(), kind, channel, author, payload)

    def append_at(
        self, at: datetime, kind: EntryKind, channel: str, author: ParticipantId | None, payload: bytes
    ) -> Entry:
        """Give the next number to a change that was decided at this time."""
        unsaved = self.unsaved
        seq = self.saved_seq + len(unsaved) + 1
        # As a tuple is made: a named one's own way is a function in Python, and takes three times as long.
        entry = tuple.__new__(Entry, (seq, at, author, channel, kind, payload))
        unsaved.append(entry)
        return entry

    def append_event(self, author: ParticipantId | None, event: Mapping[str, object]) -> Entry:
        """Give the next number to an event."""
        payload = json.dumps(event, separators=(",", ":")).encode()
        return self.append(EntryKind.EVENT, EVENTS_CHANNEL, author, payload)

    def take_unsaved(self) -> Sequence[Entry]:
        """What is to be written now. It stays here until `mark_saved` says that it is."""
        return tuple(self.unsaved)

    def mark_saved(self, upto: int) -> None:
        """The write succeeded: own entries up to this number are on disk."""
        count = min(max(upto - self.saved_seq, 0), len(self.unsaved))
        del self.unsaved[:count]
        self.kept += count
        self.saved_seq = max(self.saved_seq, upto)

    def pass_over(self, entry: Entry) -> bool:
        """Go on over the next entry of the log; returns whether somebody else wrote it. `number_anew` must follow."""
        if entry.seq <= self.saved_seq:
            return False
        self.saved_seq = entry.seq
        if self.unsaved and self.unsaved[0] == entry:
            # Written after all, although the write seemed to fail or its answer is still on its way.
            del self.unsaved[0]
            self.kept += 1
            return False
        return True

    def number_anew(self) -> None:
        """Own entries follow what was passed over."""
        first = self.saved_seq + 1
        if self.unsaved and self.unsaved[0].seq != first:
            self.unsaved[:] = [
                Entry(seq, entry.at, entry.author, entry.channel, entry.kind, entry.payload)
                for seq, entry in enumerate(self.unsaved, first)
            ]
