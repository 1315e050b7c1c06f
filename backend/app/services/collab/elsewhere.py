"""What reaches a room from other servers: entries of the log that they wrote, and who is connected to them."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import assert_never, cast

from app.domain import Entry, EntryKind, ParticipantId
from app.services.collab.doors import Doors
from app.services.collab.editing import Editing
from app.services.collab.folding import Subject, read_event, subject_of
from app.services.collab.ledger import Ledger
from app.services.collab.people import SERVER, Participant, ReplicaId, Role, is_guest
from app.services.collab.room_events import RoomEvents
from app.services.collab.roster import Roster
from app.services.collab.saved import SavedCounts
from app.services.collab.sends import Send
from app.services.collab.showing import Showing
from app.services.collab.telling import Telling


class Elsewhere:
    """Takes up in one room what other servers do with the same session. Never awaits."""

    def __init__(
        self,
        events: RoomEvents,
        doors: Doors,
        editing: Editing,
        showing: Showing,
        roster: Roster,
        ledger: Ledger,
        saved: SavedCounts,
        telling: Telling,
        now: Callable[[], datetime],
    ) -> None:
        self._events = events
        self._doors = doors
        self._editing = editing
        self._showing = showing
        self._roster = roster
        self._ledger = ledger
        self._saved = saved
        self._telling = telling
        self._now = now

    def fold(self, entries: Sequence[Entry]) -> list[Send] | None:
        """Take up consecutive entries of the log, to the end of an append; `None`: those before them are missing.

        Own entries that are not saved follow behind them, and count again where they decide about the same.

        Raises:
            TextBroken, ValueError, KeyError: the room must be read again from the log.
        """
        if not entries or entries[-1].seq <= self._ledger.saved_seq:
            return []
        if entries[0].seq > self._ledger.saved_seq + 1:
            return None
        sends: list[Send] = []
        decided: set[Subject] = set()
        homecoming: list[ParticipantId] = []
        for entry in entries:
            if not self._ledger.pass_over(entry):
                continue
            match entry.kind:
                case EntryKind.TEXT:
                    sends += self._editing.take_foreign(entry.channel, entry.payload, entry.author)
                    self._telling.notice_code(entry.channel, self._events.entry_text)
                case EntryKind.EVENT:
                    event = read_event(entry)
                    if subject := subject_of(event):
                        decided.add(subject)
                    if event["type"] == "left":
                        homecoming.append(ParticipantId(cast(str, event["participantId"])))
                    sends += self._events.take_foreign(entry, event)
                case EntryKind.BOARD:
                    pass
                case _:
                    assert_never(entry.kind)
        self._ledger.number_anew()
        if decided:
            for entry in [entry for entry in self._ledger.unsaved if entry.kind is EntryKind.EVENT]:
                event = read_event(entry)
                if subject_of(event) in decided:
                    sends += self._events.take_foreign(entry, event)
        sends += self._give_way()
        for participant in homecoming:
            if self._roster.is_local(participant) and self._roster.get(participant).role is not Role.WAITING:
                # It has moved here while the other server noticed that it was gone.
                fields: dict[str, object] = {"participant": self._roster.get(participant).as_json()}
                sends += self._events.record("joined", fields, participant)
        return sends + self._doors.settle() + self._saved.tell()

    def _give_way(self) -> list[Send]:
        """Own files whose names were taken by files of others, below them in the log, get other names (RP9)."""
        sends: list[Send] = []
        for entry in [entry for entry in self._ledger.unsaved if entry.kind is EntryKind.EVENT]:
            event = read_event(entry)
            if event["type"] not in ("file_created", "file_renamed"):
                continue
            file = cast(str, event["file"])
            if name := self._events.files.name_instead(file):
                sends += self._events.record("file_renamed", {"file": file, "name": name}, SERVER)
        return sends

    def take_here(
        self, replica: ReplicaId, people: Sequence[Participant], left: Collection[ParticipantId], *, records: bool
    ) -> list[Send]:
        """These are connected to another server now (RP5). Who has gone from there and from everywhere is recorded as
        having left if `records`, unless that server has recorded it itself: those are in `left`.
        """
        change = self._roster.set_elsewhere(replica, people, self._now())
        sends = self._showing.forget_elsewhere(replica, {person.id for person in people})
        for person in change.arrived:
            type_ = "knocked" if person.role is Role.WAITING else "joined"
            sends += self._tell_presence_of(type_, {"participant": person.as_json()}, person.id)
        if any(person.role is not Role.WAITING for person in change.arrived):
            sends += self._telling.count("participant_joined")
        for participant in change.departed:
            if is_guest(participant):
                self._editing.texts.release(participant)
            self._events.runs.lose(participant)
            fields: dict[str, object] = {"participantId": participant}
            if records and participant not in left:
                sends += self._events.record("left", fields, participant)
            else:
                sends += self._tell_presence_of("left", fields, participant)
        if any(self._roster.get(participant).role is not Role.WAITING for participant in change.departed):
            sends += self._telling.count("participant_left")
        return sends

    def _tell_presence_of(self, type_: str, fields: dict[str, object], participant: ParticipantId) -> list[Send]:
        """That somebody has come or gone elsewhere, in the words of the entry that the log has or will have of it."""
        told = {"seq": self._ledger.seq, "at": self._now().isoformat(), "by": participant, "type": type_, **fields}
        return self._telling.event(told, None, None, None)
