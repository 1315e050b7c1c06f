"""The live half of an open session: decides on each message and says what must be sent. Never awaits."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import assert_never, cast

from app.domain import Entry, EntryKind, Gap, ParticipantId, Session
from app.errors import BadFrame, NotLetIn
from app.languages import LANGUAGES
from app.services.collab import codec
from app.services.collab.checkpoint import RoomState
from app.services.collab.doors import Doors
from app.services.collab.editing import Editing
from app.services.collab.elsewhere import Elsewhere
from app.services.collab.files import Files, hash_code
from app.services.collab.folding import read_event
from app.services.collab.ledger import Ledger
from app.services.collab.people import SERVER, Participant, Peer, PeerId, ReplicaId, Role
from app.services.collab.rights import Rights
from app.services.collab.room_events import RoomEvents
from app.services.collab.roster import Roster
from app.services.collab.saved import SavedCounts, Trouble
from app.services.collab.sends import Send
from app.services.collab.showing import Showing
from app.services.collab.tally import Tally
from app.services.collab.telling import Telling
from app.services.collab.text import SharedText


class Room:
    """One room. Every method that returns sends has already decided; the caller only delivers."""

    def __init__(
        self,
        session: Session,
        now: Callable[[], datetime],
        healing_until: Callable[[], datetime],
        tally: Tally | None = None,
        turn: Callable[[], datetime] | None = None,
        languages: Sequence[str] = tuple(LANGUAGES),
    ) -> None:
        """`turn` tells the time as of this turn of the loop; without it, `now` does."""
        turn = turn or now
        tally = tally or Tally()
        self.ledger = Ledger(now)
        self.roster = Roster()
        self.saved = SavedCounts(self.ledger, self.roster)
        self.gaps: list[Gap] = []
        """What could not be read of the log (SV5)."""
        self._now = now
        self._telling = Telling(self.roster, tally)
        self.files = Files()
        """What was created beside the entry files."""
        self.editing = Editing(
            self.roster, self.ledger, self.saved, self._telling, self.files, now, turn, healing_until
        )
        self.showing = Showing(self.roster, self.editing.texts, self._telling, now, turn)
        self._events = RoomEvents(
            session, self.roster, self.ledger, self.saved, self._telling, self.showing, self.files, tally, languages
        )
        self._doors = Doors(
            self._events, self.editing, self.showing, self.roster, self.ledger, self.saved, self._telling, now
        )
        self._elsewhere = Elsewhere(
            self._events,
            self._doors,
            self.editing,
            self.showing,
            self.roster,
            self.ledger,
            self.saved,
            self._telling,
            now,
        )

    # Reading the log -------------------------------------------------------------------------------------------

    def restore(self, entries: Iterable[Entry | Gap]) -> None:
        """Replay entries of the log, in order, before anybody is in the room.

        Behind a gap this goes as far as can be: what builds on the missing entries is held back.

        Raises:
            BadFrame, ValueError, KeyError: an entry is not what a room would have written.
            TextBroken: an entry cannot be applied.
        """
        for entry in entries:
            if isinstance(entry, Gap):
                self.gaps.append(entry)
                self.ledger.restore(entry.last)
                continue
            match entry.kind:
                case EntryKind.TEXT:
                    self.editing.texts.restore(entry.channel, entry.payload, entry.author)
                case EntryKind.EVENT:
                    event = read_event(entry)
                    self._events.fold(cast(str, event["type"]), event, entry.at, entry.author)
                case EntryKind.BOARD:
                    pass
                case _:
                    assert_never(entry.kind)
            self.ledger.restore(entry.seq)

    def finish_restoring(self) -> None:
        """The log is read: what was running is lost where its author is connected nowhere (EV3)."""
        self._events.runs.lose(but={person.id for person in self.roster.connected()})
        self.editing.opened_at = self._now()
        if self.gaps:
            self.saved.turn(Trouble.DAMAGED)

    # Checkpoints -----------------------------------------------------------------------------------------------

    def write_down(self) -> RoomState | None:
        """All that the room knows, if it is what the log says up to `seq`: nothing is unsaved, nothing was missing.

        Raises:
            TextBroken: the room must be read again from the log.
        """
        session, texts = self.session, self.editing.texts
        if self.ledger.has_unsaved or self.gaps or texts.held_back:
            return None
        return RoomState(
            seq=self.ledger.saved_seq,
            title=session.title,
            language=session.language,
            status=session.status,
            ended_at=session.ended_at,
            rights=self._events.rights.write_down(),
            people=self.roster.to_remember(),
            owners=texts.logged_owners,
            runs=self._events.runs.write_down(),
            chat=self._events.chat.write_down(),
            files=self.files.write_down(),
            texts=texts.write_down(),
        )

    def restore_state(self, state: RoomState) -> Iterator[None]:
        """Become what `write_down` told, in short steps, before anything else; the log behind `seq` follows.

        Raises:
            BadFrame, ValueError, LookupError, TypeError: it is not what a room would have written.
            TextBroken: a text cannot be restored.
        """
        self._events.session = replace(
            self.session,
            title=state.title,
            language=state.language,
            status=state.status,
            ended_at=state.ended_at,
        )
        self._events.rights.restore(state.rights)
        for person in state.people:
            self.roster.remember(person)
        self._events.runs.restore(state.runs)
        self._events.chat.restore(state.chat)
        self.files.restore(state.files)
        yield from self.editing.texts.restore_state(state.texts, state.owners)
        self.ledger.restore(state.seq)

    @property
    def shows_nothing(self) -> bool:
        """Whether so much of the log is missing that what can be read of a text would be none at all."""
        return bool(self.gaps) and self.editing.texts.show_nothing

    # What the room holds ---------------------------------------------------------------------------------------

    @property
    def session(self) -> Session:
        """The session as its events have made it."""
        return self._events.session

    @property
    def entry_text(self) -> SharedText:
        """The entry file of the session's language."""
        return self.editing.texts.get(self._events.entry_text)

    def text(self, name: str) -> SharedText:
        """A text of the session."""
        return self.editing.texts.get(name)

    def runs(self) -> list[dict[str, object]]:
        """The newest runs, oldest first, as they are told (EV4)."""
        return self._events.runs.told()

    def chat(self) -> list[Mapping[str, object]]:
        """The newest lines of the chat, oldest first, as they are told (CT2)."""
        return self._events.chat.told()

    @property
    def participants(self) -> int:
        """How many participants are connected, here and elsewhere."""
        return self.roster.count()

    @property
    def rights(self) -> Rights:
        """What hosts have decided about people."""
        return self._events.rights

    @property
    def is_idle(self) -> bool:
        """Whether the room can be forgotten (RM6)."""
        return not self.roster.peers and not self.ledger.has_unsaved

    # Coming and going ------------------------------------------------------------------------------------------

    def join(self, peer: Peer, name: str, role: Role, clients: Sequence[int] = ()) -> list[Send]:
        """Let a peer in, or let it wait before the door.

        Raises:
            RoomFull, Removed, LinkReplaced, NotLetIn: as `Doors.join`.
        """
        return self._doors.join(peer, name, role, clients)

    def leave(self, peer_id: PeerId) -> list[Send]:
        """Take a peer out; nothing if it is out already."""
        return self._doors.leave(peer_id)

    def replace_link(self, role: Role, number: int) -> list[Send]:
        """The link that gives this role was replaced, as the session's `number`-th: who came by it must go (DR6)."""
        sends = self._events.record("link_rotated", {"role": role.value, "number": number}, SERVER)
        return sends + self._doors.settle()

    # Messages --------------------------------------------------------------------------------------------------

    def take_expected(self, peer: Peer, frames: Sequence[bytes], at: int) -> tuple[list[Send] | None, int]:
        """Take a peer's frame at `at` if it is what its sender was expected to send next, and letters that follow it.

        Returns what must be sent, `None` if the frame must be decoded and received, and how many frames were taken.

        Raises:
            TextBroken: the room must be read again from the log.
        """
        sends, count = self.editing.take_key(peer, frames, at)
        if sends is None:
            return self.showing.take_caret(peer, frames[at]), 1
        if self.roster.listeners and peer.keys is not None:
            self._telling.notice_code(peer.keys.text, self._events.entry_text)
        return sends, count

    def receive(self, peer_id: PeerId, message: codec.ClientMessage) -> list[Send]:
        """Apply one message and say what must be sent.

        Raises:
            AlgoRoomError: the sender must be closed with the error's close code; nothing has changed.
            TextBroken: the room must be read again from the log.
        """
        peer = self.roster.peers[peer_id]
        if peer.is_waiting:
            # It hears nothing, so nothing that it says can be about this session (DR2).
            return [self._telling.notice(peer, NotLetIn("Nobody has let you in yet."))]
        match message:
            case codec.SyncStep1(text, state_vector):
                return self._tell_state(peer, text, state_vector)
            case codec.SyncStep2(text, update):
                name = self.editing.name_of(peer, text)
                sends = self.editing.take_state(peer, name, update, self._events.refusal(peer, name), is_whole=True)
                self._telling.notice_code(name, self._events.entry_text)
                return sends
            case codec.SyncUpdate(text, update):
                name = self.editing.name_of(peer, text)
                sends = self.editing.take_update(peer, name, update, self._events.refusal(peer, name))
                self._telling.notice_code(name, self._events.entry_text)
                return sends
            case codec.AwarenessUpdate(text, payload):
                return self.showing.show(peer, self.editing.name_of(peer, text), payload)
            case codec.QueryAwareness(text):
                return self.showing.tell(peer, self.editing.name_of(peer, text))
            case codec.EventProposal(text_of_json):
                return self._events.propose(peer, text_of_json) + self._doors.settle()
            case codec.Hello():
                raise BadFrame("`hello` is said once, as the first frame.")
            case _:
                assert_never(message)

    def replace_code(self, code: str, language: str | None) -> list[Send]:
        """Make the entry file equal `code`, as an ordinary edit, on behalf of the API.

        Raises:
            SessionEnded, StorageUnavailable, LogDamaged: nothing is taken at the moment.
        """
        self._events.check_open()
        sends: list[Send] = []
        if language is not None and language != self.session.language:
            sends += self._events.record("language", {"language": language}, SERVER)
        name = self._events.entry_text
        if accepted := self.editing.texts.replace(name, code):
            sends += self.editing.pass_on(name, [accepted], None)
        self._telling.code_changed = True
        return sends

    def record_run(self, success: bool, output: str, error: str | None, duration_ms: float) -> list[Send]:
        """Record a run that a script tells of through the API.

        Raises:
            SessionEnded, StorageUnavailable, LogDamaged: nothing is taken at the moment.
        """
        files = self.files.of_language(self.session.language)
        code_hash = hash_code(str(self.entry_text), [(file.name, str(self.text(file.text))) for file in files])
        names = [file.name for file in files]
        return self._events.record_run(
            code_hash, names, success=success, output=output, error=error, duration_ms=duration_ms
        )

    # What other servers do -------------------------------------------------------------------------------------

    def fold(self, entries: Sequence[Entry]) -> list[Send] | None:
        """Take up what others have written into the log: see `Elsewhere.fold`."""
        return self._elsewhere.fold(entries)

    def take_here(
        self, replica: ReplicaId, people: Sequence[Participant], left: Collection[ParticipantId], *, records: bool
    ) -> list[Send]:
        """Take up who is connected to another server: see `Elsewhere.take_here`."""
        return self._elsewhere.take_here(replica, people, left, records=records)

    # What the storage brings -----------------------------------------------------------------------------------

    def take_unsaved(self) -> Sequence[Entry]:
        """What is to be written now: all of it has gone into the documents. It stays until `mark_saved`.

        Raises:
            TextBroken: the room must be read again from the log.
        """
        self.editing.texts.settle()
        return self.ledger.take_unsaved()

    def mark_saved(self, upto: int) -> list[Send]:
        """What the room decided is on disk up to this entry."""
        was_paused = self.saved.trouble is Trouble.PAUSED
        sends = self.saved.mark_saved(upto)
        if was_paused:
            # What was typed meanwhile is in the browsers alone (SV4).
            sends += self.editing.ask_everybody()
        return sends

    def mark_trouble(self, trouble: Trouble) -> list[Send]:
        """The write failed: everybody is told of what is new (SV3, SV4)."""
        return self.saved.turn(trouble)

    # What time brings ------------------------------------------------------------------------------------------

    @property
    def holds_back_presence(self) -> bool:
        """Whether somebody's presence waits for `release_presence` (PR6)."""
        return self.showing.holds_back

    def release_presence(self) -> list[Send]:
        """The newest presence of everybody whose older one was told a moment ago (PR6)."""
        return self.showing.release()

    @property
    def code_changed(self) -> bool:
        """Whether event sockets must be told of the entry file (ES3)."""
        return self._telling.code_changed

    def tell_code(self) -> list[Send]:
        """The entry file as it is now, for the event sockets (ES3)."""
        self._telling.code_changed = False
        if not self.roster.listeners:
            return []
        return self._telling.code(str(self.entry_text), self.session.language)

    # Texts -----------------------------------------------------------------------------------------------------

    def _tell_state(self, peer: Peer, text: str | None, state_vector: bytes) -> list[Send]:
        name = self.editing.name_of(peer, text)
        sends, is_first = self.editing.answer_step1(peer, name, state_vector, plain=text is None)
        return sends + (self.showing.tell(peer, name) if is_first else [])
