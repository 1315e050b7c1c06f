"""What happens in a room beside typing: events are proposed, checked, logged, folded into what is known, and told."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final, cast
from uuid import uuid4

from app.domain import Entry, ParticipantId, Session, SessionStatus
from app.errors import (
    AlgoRoomError,
    FileGone,
    FileNameTaken,
    InvalidEvent,
    LanguageNotOffered,
    Locked,
    LogDamaged,
    NotAllowed,
    SessionEnded,
    StorageUnavailable,
    TooManyFiles,
)
from app.languages import LANGUAGES, check_offered
from app.limits import MAX_RUN_OUTPUT_BYTES
from app.services.collab.chat import Chat
from app.services.collab.events import Proposal, read_proposal
from app.services.collab.files import FILE_EVENTS, Files
from app.services.collab.ledger import Ledger
from app.services.collab.people import SERVER, Participant, Peer, PeerId, Role
from app.services.collab.rights import RIGHTS_EVENTS, Lock, Rights
from app.services.collab.roles import may_propose, may_write
from app.services.collab.roster import Roster
from app.services.collab.runs import Runs, has_prompt
from app.services.collab.saved import SavedCounts, Trouble
from app.services.collab.sends import Send
from app.services.collab.showing import Showing
from app.services.collab.tally import Tally
from app.services.collab.telling import Telling

RUN_EVENTS: Final = frozenset({"run_started", "run_output", "run_display", "run_finished", "stepped"})
LOCKS_OF: Final = {"language": Lock.EDIT, "run_started": Lock.RUN, **dict.fromkeys(FILE_EVENTS, Lock.EDIT)}
"""What must not be taken from whoever proposes an event."""
LOCKED_WORDS: Final = {
    Lock.EDIT: "A host has locked editing; what you typed meanwhile is kept and comes in when it is unlocked.",
    Lock.RUN: "A host has locked running.",
    Lock.PASTE: "A host has locked pasting.",
    Lock.HELP: "A host has switched help while typing off.",
}


class RoomEvents:
    """The events of one room, and what they have made of its session and its runs. Never awaits."""

    def __init__(
        self,
        session: Session,
        roster: Roster,
        ledger: Ledger,
        saved: SavedCounts,
        telling: Telling,
        showing: Showing,
        files: Files,
        tally: Tally,
        languages: Sequence[str],
    ) -> None:
        self.session = session
        self._languages = languages
        self.rights = Rights()
        self.runs = Runs()
        self.chat = Chat()
        self.files = files
        self._roster = roster
        self._ledger = ledger
        self._saved = saved
        self._telling = telling
        self._showing = showing
        self._tally = tally

    @property
    def entry_text(self) -> str:
        """The name of the entry file's text."""
        return LANGUAGES[self.session.language].text

    # Who may do what -------------------------------------------------------------------------------------------

    def refusal(self, peer: Peer, text: str) -> AlgoRoomError | None:
        """Why a peer may not change a text at the moment; `None` if it may (RM3, RM4, SV4, SV5, LK1, FI2)."""
        if self.session.status is SessionStatus.ENDED:
            return SessionEnded("The session has ended; its texts are read-only.")
        participant = self._roster.get(peer.participant)
        if not may_write(participant.role, text):
            return NotAllowed("Observers cannot edit.")
        if self.files.is_removed(text):
            return FileGone("This file was removed.")
        if self.rights.is_locked(participant, Lock.EDIT):
            return Locked(LOCKED_WORDS[Lock.EDIT])
        return self._pause()

    def _pause(self) -> AlgoRoomError | None:
        """Why nothing is taken at the moment (SV4, SV5)."""
        if self._saved.trouble is Trouble.PAUSED:
            return StorageUnavailable("Changes cannot be saved right now; editing is paused until they can.")
        if self._saved.trouble is Trouble.DAMAGED:
            return LogDamaged("A part of this session's record cannot be read; it is read-only until it is repaired.")
        return None

    def check_open(self) -> None:
        """Promise that the session takes something at the moment.

        Raises:
            SessionEnded: it is read-only for good.
            StorageUnavailable: it cannot save.
            LogDamaged: it is read-only until it is repaired.
        """
        if self.session.status is SessionStatus.ENDED:
            raise SessionEnded("The session has ended; it is read-only.")
        if pause := self._pause():
            raise pause

    # What happens ----------------------------------------------------------------------------------------------

    def propose(self, peer: Peer, text: str) -> list[Send]:
        """Take an event that a peer proposes, or refuse it with a notice (EV1)."""
        peer.received += 1
        sends: list[Send] = []
        ref: int | None = None
        try:
            proposal = read_proposal(text)
            ref = proposal.ref
            sends += self._take_proposal(peer, proposal)
        except (
            FileGone,
            FileNameTaken,
            InvalidEvent,
            LanguageNotOffered,
            Locked,
            NotAllowed,
            SessionEnded,
            StorageUnavailable,
            LogDamaged,
            TooManyFiles,
        ) as refusal:
            sends.append(self._telling.notice(peer, refusal, ref))
        return sends + self._saved.settle(peer)

    def _take_proposal(self, peer: Peer, proposal: Proposal) -> list[Send]:
        author = self._roster.get(peer.participant)
        self._check(author, proposal)
        fields: dict[str, object] | None = proposal.fields
        if proposal.type == "named":
            renamed = self._roster.rename(author.id, cast(str, proposal.fields["name"]))
            fields = {"participant": renamed.as_json()}
        elif proposal.type in RUN_EVENTS:
            fields = self.runs.admit(proposal.type, proposal.fields, author.id)
        elif proposal.type in FILE_EVENTS and not self.files.admit(proposal.type, proposal.fields):
            return []
        if fields is None:
            return []
        sends = self.record(proposal.type, fields, author.id, proposer=peer, ref=proposal.ref)
        if proposal.type == "named":
            sends += self._showing.rename(self._roster.get(author.id))
        return sends

    def _check(self, author: Participant, proposal: Proposal) -> None:
        """Promise that the author may propose this at the moment.

        Raises:
            NotAllowed, Locked, InvalidEvent: it may not, or there is nothing to be decided.
            LanguageNotOffered: whoever runs this server has left the language out.
            SessionEnded, StorageUnavailable, LogDamaged: as `check_open`.
        """
        type_, fields = proposal.type, proposal.fields
        if not may_propose(author.role, type_):
            raise NotAllowed(f"A participant who is {author.role.value} may not do this.")
        has_ended = self.session.status is SessionStatus.ENDED
        if type_ == "reopened" and has_ended:
            if pause := self._pause():
                raise pause
            return
        self.check_open()
        lock = Lock.RUN if has_prompt(fields) else LOCKS_OF.get(type_)
        if lock is not None and self.rights.is_locked(author, lock):
            raise Locked(LOCKED_WORDS[lock])
        if type_ in ("language", "file_created"):
            check_offered(cast(str, fields["language"]), self._languages)
        if type_ == "reopened" or (type_ == "started" and not self.rights.is_preparing):
            raise InvalidEvent("The session is open already.")
        if target := fields.get("participantId"):
            self._check_target(ParticipantId(cast(str, target)))

    def _check_target(self, target: ParticipantId) -> None:
        known = self._roster.find(target)
        if known is None:
            raise InvalidEvent("`participantId` names nobody whom this session has seen.")
        if known.role is Role.HOST:
            raise NotAllowed("Nothing is taken from a host; replace the host's link instead.")

    def record(
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
        entry = self._ledger.append_event(author, event)
        self.fold(type_, event, entry.at, author)
        if type_ == "run_finished":
            self._tally.runs[cast(str, fields["outcome"])] += 1
        return self._tell(entry, event, proposer, ref, but)

    def _tell(
        self,
        entry: Entry,
        event: dict[str, object],
        proposer: Peer | None = None,
        ref: int | None = None,
        but: PeerId | None = None,
    ) -> list[Send]:
        """Tell everybody of an event that was folded."""
        told = {"seq": entry.seq, "at": entry.at.isoformat(), "by": entry.author or SERVER, **event}
        sends = self._telling.event(told, proposer, ref, but)
        if event["type"] == "language":
            self._telling.code_changed = True
        if event["type"] == "run_finished" and (run := self.runs.find(cast(str, event["run"]))):
            sends += self._telling.result(run)
        return sends

    def fold(self, type_: str, event: dict[str, object], at: datetime, author: ParticipantId | None) -> None:
        """Change what the room knows by one logged event."""
        match type_:
            case "joined" | "knocked" | "named":
                participant = Participant.from_json(cast(dict[str, str], event["participant"]))
                self._roster.remember(participant)
                self.rights.note_inside(participant)
            case "titled":
                self.session = replace(self.session, title=cast(str, event["title"]))
            case "language":
                self.session = replace(self.session, language=cast(str, event["language"]))
            case "ended":
                self.session = replace(self.session, status=SessionStatus.ENDED, ended_at=at)
                self._roster.change()
            case "reopened":
                self.session = replace(self.session, status=SessionStatus.OPEN, ended_at=None)
                self.rights.version += 1
                self._roster.change()
            case "left":
                self.runs.lose(ParticipantId(cast(str, event["participantId"])))
            case _ if type_ in RUN_EVENTS:
                self.runs.fold(type_, event, at, self._author(author))
            case "chat":
                self.chat.fold(cast(str, event["text"]), at, self._author(author))
            case _ if type_ in FILE_EVENTS:
                self.files.fold(type_, event)
                self._roster.change()
            case "gathered":
                pass
            case _ if type_ in RIGHTS_EVENTS:
                if type_ == "started" and self.rights.is_preparing:
                    # They are part of what was prepared unseen.
                    self.runs = Runs()
                    self.chat = Chat()
                self.rights.fold(type_, event)
                self._roster.change()
            case _:
                raise ValueError(f"The log holds an event of unknown type {type_[:40]!r}.")

    def _author(self, author: ParticipantId | None) -> Participant:
        known = self._roster.find(author) if author else None
        return known or Participant(author or SERVER, "Script", "c0", Role.OBSERVER)

    def record_run(
        self, code_hash: str, files: Sequence[str], *, success: bool, output: str, error: str | None, duration_ms: float
    ) -> list[Send]:
        """Record a run that a script tells of through the API.

        Raises:
            SessionEnded, StorageUnavailable, LogDamaged: as `check_open`.
        """
        self.check_open()
        run = str(uuid4())
        started: dict[str, object] = {
            "run": run,
            "language": self.session.language,
            "text": self.entry_text,
            "codeHash": code_hash,
            "stdin": None,
            "runtime": None,
            "files": list(files),
        }
        sends = self.record("run_started", started, SERVER)
        if output:
            kept = output.encode()[:MAX_RUN_OUTPUT_BYTES].decode(errors="ignore")
            chunk = {"stream": "stdout", "text": kept}
            sends += self.record("run_output", {"run": run, "chunks": [chunk], "truncated": kept != output}, SERVER)
        finished: dict[str, object] = {
            "run": run,
            "outcome": "succeeded" if success else "failed",
            "durationMs": duration_ms,
            "error": error,
            "peakMemoryBytes": None,
        }
        return sends + self.record("run_finished", finished, SERVER)

    def take_foreign(self, entry: Entry, event: dict[str, object]) -> list[Send]:
        """Take into account what the log says of an event, and tell everybody of it."""
        type_ = cast(str, event["type"])
        author = entry.author or SERVER
        sends: list[Send] = []
        if type_ == "left":
            # Who is connected is what the servers say now (RP5).
            if not self._roster.is_connected(ParticipantId(cast(str, event["participantId"]))):
                self.fold(type_, event, entry.at, author)
            return sends
        before = self._roster.count()
        self.fold(type_, event, entry.at, author)
        if type_ in ("joined", "knocked", "named"):
            participant = ParticipantId(cast(dict[str, str], event["participant"])["id"])
            self._roster.change()
            sends += self._showing.rename(self._roster.get(participant))
            event = {**event, "type": "named"}
            if self._roster.count() > before:
                # Let in elsewhere.
                sends += self._telling.count("participant_joined")
        return sends + self._tell(entry, event)
