"""The live half of an open session: decides on each message and says what must be sent. Never awaits."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final, assert_never, cast
from uuid import uuid4

from app.domain import Entry, EntryKind, Gap, ParticipantId, Session, SessionStatus
from app.errors import (
    AlgoRoomError,
    BadFrame,
    InvalidEvent,
    LogDamaged,
    NotAllowed,
    RoomFull,
    SessionEnded,
    StorageUnavailable,
)
from app.languages import LANGUAGES
from app.limits import (
    MAX_NAME_LENGTH,
    MAX_PEERS_PER_ROOM,
    MAX_RUN_OUTPUT_BYTES,
    MAX_TEXT_LENGTH,
    MAX_TITLE_LENGTH,
)
from app.services.collab import codec
from app.services.collab.checkpoint import RoomState
from app.services.collab.editing import Editing
from app.services.collab.events import KINDS, Proposal, read_proposal
from app.services.collab.folding import Subject, read_event, subject_of
from app.services.collab.ledger import Ledger
from app.services.collab.people import EDITORS, SERVER, Participant, Peer, PeerId, PeerKind, ReplicaId, Role, is_guest
from app.services.collab.roster import Roster
from app.services.collab.runs import Runs
from app.services.collab.saved import SavedCounts, Trouble
from app.services.collab.sends import Frame, Send
from app.services.collab.showing import Showing
from app.services.collab.tally import Tally
from app.services.collab.telling import Telling
from app.services.collab.text import SharedText

MAX_CLAIMED_CLIENTS: Final = 256
"""Client ids in one `hello`."""
RUN_EVENTS: Final = frozenset({"run_started", "run_output", "run_finished"})


class Room:
    """One room. Every method that returns sends has already decided; the caller only delivers."""

    def __init__(
        self,
        session: Session,
        now: Callable[[], datetime],
        healing_until: Callable[[], datetime],
        tally: Tally | None = None,
    ) -> None:
        self.session = session
        self._tally = tally or Tally()
        self.ledger = Ledger(now)
        self.roster = Roster()
        self.saved = SavedCounts(self.ledger, self.roster)
        self.code_changed = False
        """Whether event sockets must be told of the entry file (ES3)."""
        self.gaps: list[Gap] = []
        """What could not be read of the log (SV5)."""
        self._now = now
        self._telling = Telling(self.roster, self._tally)
        self.editing = Editing(self.roster, self.ledger, self.saved, self._telling, now, healing_until)
        self.showing = Showing(self.roster, self.editing.texts, self._telling, now)
        self._runs = Runs()

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
                    self._fold(cast(str, event["type"]), event, entry.at, entry.author)
                case EntryKind.BOARD:
                    pass
                case _:
                    assert_never(entry.kind)
            self.ledger.restore(entry.seq)

    def finish_restoring(self) -> None:
        """The log is read: what was running is lost where its author is connected nowhere (EV3)."""
        self._runs.lose(but={person.id for person in self.roster.connected()})
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
            people=self.roster.to_remember(),
            owners=texts.logged_owners,
            runs=self._runs.write_down(),
            texts=texts.write_down(),
        )

    def restore_state(self, state: RoomState) -> Iterator[None]:
        """Become what `write_down` told, in short steps, before anything else; the log behind `seq` follows.

        Raises:
            BadFrame, ValueError, LookupError, TypeError: it is not what a room would have written.
            TextBroken: a text cannot be restored.
        """
        self.session = replace(
            self.session,
            title=state.title,
            language=state.language,
            status=state.status,
            ended_at=state.ended_at,
        )
        for person in state.people:
            self.roster.remember(person)
        self._runs.restore(state.runs)
        yield from self.editing.texts.restore_state(state.texts, state.owners)
        self.ledger.restore(state.seq)

    @property
    def shows_nothing(self) -> bool:
        """Whether so much of the log is missing that what can be read of a text would be none at all."""
        return bool(self.gaps) and self.editing.texts.show_nothing

    # What the room holds ---------------------------------------------------------------------------------------

    @property
    def entry_text(self) -> SharedText:
        """The entry file of the session's language."""
        return self.editing.texts.get(LANGUAGES[self.session.language].text)

    def text(self, name: str) -> SharedText:
        """A text of the session."""
        return self.editing.texts.get(name)

    def runs(self) -> list[dict[str, object]]:
        """The newest runs, oldest first, as they are told (EV4)."""
        return self._runs.told()

    @property
    def participants(self) -> int:
        """How many participants are connected, here and elsewhere."""
        return len(self.roster.connected())

    @property
    def is_idle(self) -> bool:
        """Whether the room can be forgotten (RM6)."""
        return not self.roster.peers and not self.ledger.has_unsaved

    # Coming and going ------------------------------------------------------------------------------------------

    def join(self, peer: Peer, name: str, role: Role, clients: Sequence[int] = ()) -> list[Send]:
        """Let a peer in.

        Raises:
            RoomFull: there are too many already (RM5).
        """
        if len(self.roster.peers) >= MAX_PEERS_PER_ROOM:
            raise RoomFull(f"This room already holds {MAX_PEERS_PER_ROOM} connections.")
        participant, is_news = self.roster.enter(peer, name, role)
        self.editing.texts.claim(clients[:MAX_CLAIMED_CLIENTS], participant.id)
        sends: list[Send] = []
        if is_news:
            sends += self._record("joined", {"participant": participant.as_json()}, participant.id, but=peer.id)
        match peer.kind:
            case PeerKind.STOCK:
                sends.append(self.editing.greet(peer))
            case PeerKind.EXTENDED:
                sends.append(Frame((peer.id,), codec.encode_welcome(json.dumps(self._welcome(participant)))))
                sends += self.saved.welcome(peer)
            case PeerKind.LISTENER:
                pass
            case _:
                assert_never(peer.kind)
        # A listener is a participant of its own, so its coming is always news, to itself too (ES1).
        return sends + (self._telling.count("participant_joined", self.participants) if is_news else [])

    def leave(self, peer_id: PeerId) -> list[Send]:
        """Take a peer out; nothing if it is out already."""
        peer = self.roster.peers.get(peer_id)
        if peer is None:
            return []
        sends = self.showing.leave(peer)
        self.editing.leave(peer_id)
        if self.roster.exit(peer, self._now()):
            if is_guest(peer.participant):
                self.editing.texts.release(peer.participant)
            self._runs.lose(peer.participant)
            sends += self._record("left", {"participantId": peer.participant}, peer.participant)
            sends += self._telling.count("participant_left", self.participants)
        return sends

    def take_here(
        self, replica: ReplicaId, people: Sequence[Participant], left: Collection[ParticipantId], *, records: bool
    ) -> list[Send]:
        """These are connected to another server now (RP5). Who has gone from there and from everywhere is recorded as
        having left if `records`, unless that server has recorded it itself: those are in `left`.
        """
        change = self.roster.set_elsewhere(replica, people, self._now())
        sends = self.showing.forget_elsewhere(replica, {person.id for person in people})
        for person in change.arrived:
            sends += self._tell_presence_of("joined", {"participant": person.as_json()}, person.id)
        if change.arrived:
            sends += self._telling.count("participant_joined", self.participants)
        for participant in change.departed:
            if is_guest(participant):
                self.editing.texts.release(participant)
            self._runs.lose(participant)
            fields: dict[str, object] = {"participantId": participant}
            if records and participant not in left:
                sends += self._record("left", fields, participant)
            else:
                sends += self._tell_presence_of("left", fields, participant)
        if change.departed:
            sends += self._telling.count("participant_left", self.participants)
        return sends

    def _tell_presence_of(self, type_: str, fields: dict[str, object], participant: ParticipantId) -> list[Send]:
        """That somebody has come or gone elsewhere, in the words of the entry that the log has or will have of it."""
        told = {"seq": self.ledger.seq, "at": self._now().isoformat(), "by": participant, "type": type_, **fields}
        return self._telling.event(told, None, None, None)

    # Messages --------------------------------------------------------------------------------------------------

    def take_expected(self, peer_id: PeerId, frame: bytes) -> list[Send] | None:
        """Take a frame that is what its sender was expected to send next; `None` if it must be decoded and received.

        Raises:
            TextBroken: the room must be read again from the log.
        """
        peer = self.roster.peers[peer_id]
        sends = self.editing.take_key(peer, frame)
        if sends is None:
            return self.showing.take_caret(peer, frame)
        if self.roster.listeners:
            self.code_changed = True
        return sends

    def receive(self, peer_id: PeerId, message: codec.ClientMessage) -> list[Send]:
        """Apply one message and say what must be sent.

        Raises:
            AlgoRoomError: the sender must be closed with the error's close code; nothing has changed.
            TextBroken: the room must be read again from the log.
        """
        peer = self.roster.peers[peer_id]
        match message:
            case codec.SyncStep1(text, state_vector):
                return self._tell_state(peer, text, state_vector)
            case codec.SyncStep2(text, update):
                name = self.editing.name_of(peer, text)
                sends = self.editing.take_state(peer, name, update, self._refusal(peer), is_whole=True)
                return self._notice_code(name, sends)
            case codec.SyncUpdate(text, update):
                name = self.editing.name_of(peer, text)
                return self._notice_code(name, self.editing.take_update(peer, name, update, self._refusal(peer)))
            case codec.AwarenessUpdate(text, payload):
                return self.showing.show(peer, self.editing.name_of(peer, text), payload)
            case codec.QueryAwareness(text):
                return self.showing.tell(peer, self.editing.name_of(peer, text))
            case codec.EventProposal(text_of_json):
                return self._propose(peer, text_of_json)
            case codec.Hello():
                raise BadFrame("`hello` is said once, as the first frame.")
            case _:
                assert_never(message)

    def replace_code(self, code: str, language: str | None) -> list[Send]:
        """Make the entry file equal `code`, as an ordinary edit, on behalf of the API.

        Raises:
            SessionEnded: the session is read-only.
        """
        self._check_open()
        sends: list[Send] = []
        if language is not None and language != self.session.language:
            sends += self._record("language", {"language": language}, SERVER)
        name = LANGUAGES[self.session.language].text
        if accepted := self.editing.texts.replace(name, code):
            sends += self.editing.pass_on(name, [accepted], None)
        self.code_changed = True
        return sends

    def record_run(self, success: bool, output: str, error: str | None, duration_ms: float) -> list[Send]:
        """Record a run that a script tells of through the API.

        Raises:
            SessionEnded: the session is read-only.
        """
        self._check_open()
        run = str(uuid4())
        started: dict[str, object] = {
            "run": run,
            "language": self.session.language,
            "text": LANGUAGES[self.session.language].text,
            "codeHash": self.entry_text.sha256(),
        }
        sends = self._record("run_started", started, SERVER)
        if output:
            kept = output.encode()[:MAX_RUN_OUTPUT_BYTES].decode(errors="ignore")
            chunk = {"stream": "stdout", "text": kept}
            sends += self._record("run_output", {"run": run, "chunks": [chunk], "truncated": kept != output}, SERVER)
        finished: dict[str, object] = {
            "run": run,
            "outcome": "succeeded" if success else "failed",
            "durationMs": duration_ms,
            "error": error,
        }
        return sends + self._record("run_finished", finished, SERVER)

    # What other servers write ----------------------------------------------------------------------------------

    def fold(self, entries: Sequence[Entry]) -> list[Send] | None:
        """Take up consecutive entries of the log, to the end of an append; `None`: those before them are missing.

        Own entries that are not saved follow behind them, and count again where they decide about the same.

        Raises:
            TextBroken, ValueError, KeyError: the room must be read again from the log.
        """
        if not entries or entries[-1].seq <= self.ledger.saved_seq:
            return []
        if entries[0].seq > self.ledger.saved_seq + 1:
            return None
        sends: list[Send] = []
        decided: set[Subject] = set()
        homecoming: list[ParticipantId] = []
        for entry in entries:
            if not self.ledger.pass_over(entry):
                continue
            match entry.kind:
                case EntryKind.TEXT:
                    taken = self.editing.take_foreign(entry.channel, entry.payload, entry.author)
                    sends += self._notice_code(entry.channel, taken)
                case EntryKind.EVENT:
                    event = read_event(entry)
                    if subject := subject_of(event):
                        decided.add(subject)
                    if event["type"] == "left":
                        homecoming.append(ParticipantId(cast(str, event["participantId"])))
                    sends += self._take_foreign_event(entry, event)
                case EntryKind.BOARD:
                    pass
                case _:
                    assert_never(entry.kind)
        self.ledger.number_anew()
        if decided:
            for entry in [entry for entry in self.ledger.unsaved if entry.kind is EntryKind.EVENT]:
                event = read_event(entry)
                if subject_of(event) in decided:
                    sends += self._take_foreign_event(entry, event)
        for participant in homecoming:
            if self.roster.is_local(participant):
                # It has moved here while the other server noticed that it was gone.
                fields: dict[str, object] = {"participant": self.roster.get(participant).as_json()}
                sends += self._record("joined", fields, participant)
        return sends + self.saved.tell()

    def _take_foreign_event(self, entry: Entry, event: dict[str, object]) -> list[Send]:
        """Take into account what the log says of an event, and tell everybody of it."""
        type_ = cast(str, event["type"])
        author = entry.author or SERVER
        sends: list[Send] = []
        if type_ == "left":
            # Who is connected is what the servers say now (RP5).
            if not self.roster.is_connected(ParticipantId(cast(str, event["participantId"]))):
                self._fold(type_, event, entry.at, author)
            return sends
        self._fold(type_, event, entry.at, author)
        if type_ in ("joined", "named"):
            participant = ParticipantId(cast(dict[str, str], event["participant"])["id"])
            self.roster.change()
            sends += self.showing.rename(self.roster.get(participant))
            event = {**event, "type": "named"}
        told = {"seq": entry.seq, "at": entry.at.isoformat(), "by": author, **event}
        sends += self._telling.event(told, None, None, None)
        if type_ == "language":
            self.code_changed = True
        if type_ == "run_finished" and (run := self._runs.find(cast(str, event["run"]))):
            sends += self._telling.result(run)
        return sends

    # What the storage brings -----------------------------------------------------------------------------------

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

    def tell_code(self) -> list[Send]:
        """The entry file as it is now, for the event sockets (ES3)."""
        self.code_changed = False
        if not self.roster.listeners:
            return []
        return self._telling.code(str(self.entry_text), self.session.language)

    # Texts -----------------------------------------------------------------------------------------------------

    def _tell_state(self, peer: Peer, text: str | None, state_vector: bytes) -> list[Send]:
        name = self.editing.name_of(peer, text)
        sends, is_first = self.editing.answer_step1(peer, name, state_vector, plain=text is None)
        return sends + (self.showing.tell(peer, name) if is_first else [])

    def _notice_code(self, name: str, sends: list[Send]) -> list[Send]:
        if name == LANGUAGES[self.session.language].text and self.roster.listeners:
            self.code_changed = True
        return sends

    def _refusal(self, peer: Peer) -> AlgoRoomError | None:
        if self.session.status is SessionStatus.ENDED:
            return SessionEnded("The session has ended; its texts are read-only.")
        if self.roster.get(peer.participant).role not in EDITORS:
            return NotAllowed("Observers cannot edit.")
        return self._pause()

    def _pause(self) -> AlgoRoomError | None:
        """Why nothing is taken at the moment (SV4, SV5)."""
        if self.saved.trouble is Trouble.PAUSED:
            return StorageUnavailable("Changes cannot be saved right now; editing is paused until they can.")
        if self.saved.trouble is Trouble.DAMAGED:
            return LogDamaged("A part of this session's record cannot be read; it is read-only until it is repaired.")
        return None

    def _check_open(self) -> None:
        if self.session.status is SessionStatus.ENDED:
            raise SessionEnded("The session has ended; it is read-only.")
        if pause := self._pause():
            raise pause

    # Events ----------------------------------------------------------------------------------------------------

    def _propose(self, peer: Peer, text: str) -> list[Send]:
        peer.received += 1
        sends: list[Send] = []
        ref: int | None = None
        try:
            proposal = read_proposal(text)
            ref = proposal.ref
            sends += self._take_proposal(peer, proposal)
        except (InvalidEvent, NotAllowed, SessionEnded, StorageUnavailable, LogDamaged) as refusal:
            sends.append(self._telling.notice(peer, refusal, ref))
        return sends + self.saved.settle(peer)

    def _take_proposal(self, peer: Peer, proposal: Proposal) -> list[Send]:
        author = self.roster.get(peer.participant)
        if author.role not in KINDS[proposal.type].roles:
            raise NotAllowed(f"A participant who is {author.role.value} may not do this.")
        self._check_open()
        fields: dict[str, object] | None = proposal.fields
        if proposal.type == "named":
            renamed = self.roster.rename(author.id, cast(str, proposal.fields["name"]))
            fields = {"participant": renamed.as_json()}
        elif proposal.type in RUN_EVENTS:
            fields = self._runs.admit(proposal.type, proposal.fields, author.id)
        if fields is None:
            return []
        sends = self._record(proposal.type, fields, author.id, proposer=peer, ref=proposal.ref)
        if proposal.type == "named":
            sends += self.showing.rename(self.roster.get(author.id))
        return sends

    def _record(
        self,
        type_: str,
        fields: dict[str, object],
        author: ParticipantId,
        *,
        proposer: Peer | None = None,
        ref: int | None = None,
        but: PeerId | None = None,
    ) -> list[Send]:
        """Log an event, take it into account, and tell everybody (EV2)."""
        event = {"type": type_, **fields}
        entry = self.ledger.append_event(author, event)
        told = {"seq": entry.seq, "at": entry.at.isoformat(), "by": author, **event}
        self._fold(type_, event, entry.at, author)
        sends = self._telling.event(told, proposer, ref, but)
        if type_ == "language":
            self.code_changed = True
        if type_ == "run_finished" and (run := self._runs.find(cast(str, fields["run"]))):
            self._tally.runs[run.outcome] += 1
            sends += self._telling.result(run)
        return sends

    def _fold(self, type_: str, event: dict[str, object], at: datetime, author: ParticipantId | None) -> None:
        """Change what the room knows by one logged event."""
        match type_:
            case "joined" | "named":
                self.roster.remember(Participant.from_json(cast(dict[str, str], event["participant"])))
            case "titled":
                self.session = replace(self.session, title=cast(str, event["title"]))
            case "language":
                self.session = replace(self.session, language=cast(str, event["language"]))
            case "ended":
                self.session = replace(self.session, status=SessionStatus.ENDED, ended_at=at)
                self.roster.change()
            case "left":
                self._runs.lose(ParticipantId(cast(str, event["participantId"])))
            case "run_started" | "run_output" | "run_finished":
                self._runs.fold(type_, event, at, self._author(author))
            case _:
                raise ValueError(f"The log holds an event of unknown type {type_[:40]!r}.")

    def _author(self, author: ParticipantId | None) -> Participant:
        known = self.roster.find(author) if author else None
        return known or Participant(author or SERVER, "Script", "c0", Role.OBSERVER)

    def _welcome(self, you: Participant) -> dict[str, object]:
        session = self.session
        return {
            "you": you.as_json(),
            "participants": [person.as_json() for person in self.roster.connected()],
            "session": {
                "id": str(session.id),
                "title": session.title,
                "language": session.language,
                "status": session.status.value,
                "createdAt": session.created_at.isoformat(),
                "endedAt": session.ended_at.isoformat() if session.ended_at else None,
            },
            "texts": [{"name": language.text, "language": language.id} for language in LANGUAGES.values()],
            "runs": self.runs(),
            "seq": self.ledger.seq,
            "limits": {
                "textLength": MAX_TEXT_LENGTH,
                "nameLength": MAX_NAME_LENGTH,
                "titleLength": MAX_TITLE_LENGTH,
                "runOutput": MAX_RUN_OUTPUT_BYTES,
            },
        }
