"""The live half of an open session: decides on each message and says what must be sent. Never awaits."""

import json
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never, cast
from uuid import uuid4

from app.domain import Entry, EntryKind, ParticipantId, Session, SessionStatus
from app.errors import AlgoRoomError, BadFrame, InvalidEvent, NotAllowed, RoomFull, SessionEnded
from app.languages import LANGUAGES
from app.limits import (
    MAX_NAME_LENGTH,
    MAX_PEERS_PER_ROOM,
    MAX_RUN_OUTPUT_BYTES,
    MAX_TEXT_LENGTH,
    MAX_TITLE_LENGTH,
)
from app.services.collab import awareness, codec, guard
from app.services.collab.events import KINDS, Proposal, read_proposal
from app.services.collab.ledger import Ledger
from app.services.collab.people import EDITORS, SERVER, Participant, Peer, PeerId, PeerKind, Role, is_guest
from app.services.collab.presence import Presence
from app.services.collab.roster import Roster
from app.services.collab.runs import Run, Runs
from app.services.collab.sends import Frame, Note, Send
from app.services.collab.text import SharedText
from app.services.collab.texts import Accepted, Standing, Texts

OWNER_AWAY = timedelta(seconds=10)
"""How long an owner must be away before others may bring what it wrote (GU8)."""
MAX_CLAIMED_CLIENTS = 256
"""Client ids in one `hello`."""


class Room:
    """One room. Every method that returns sends has already decided; the caller only delivers."""

    def __init__(self, session: Session, now: Callable[[], datetime], healing_until: datetime) -> None:
        self.session = session
        self.ledger = Ledger(now)
        self.roster = Roster()
        self.code_changed = False
        """Whether event sockets must be told of the entry file (ES3); who tells them resets it."""
        self.unchecked: set[str] = set()
        """Texts that changed since their last check (CH1)."""
        self._now = now
        self._opened_at = now()
        self._healing_until = healing_until
        self._texts = Texts()
        self._presences: dict[str, Presence] = {}
        self._runs = Runs()
        self._trouble = False

    # Reading the log -------------------------------------------------------------------------------------------

    def restore(self, entries: Iterable[Entry]) -> None:
        """Replay entries of the log, in order, before anybody is in the room.

        Raises:
            TextBroken: an entry cannot be applied.
        """
        for entry in entries:
            match entry.kind:
                case EntryKind.TEXT:
                    self._texts.restore(entry.channel, entry.payload, entry.author)
                case EntryKind.EVENT:
                    event = cast(dict[str, object], json.loads(entry.payload))
                    self._fold(cast(str, event["type"]), event, entry.at, entry.author)
                case EntryKind.BOARD:
                    pass
                case _:
                    assert_never(entry.kind)
            self.ledger.restore(entry.seq)

    def finish_restoring(self) -> None:
        """The log is read: nobody is here, so what was running is lost (EV3)."""
        self._runs.lose()
        self._opened_at = self._now()

    # What the room holds ---------------------------------------------------------------------------------------

    @property
    def entry_text(self) -> SharedText:
        """The entry file of the session's language."""
        return self._texts.get(LANGUAGES[self.session.language].text)

    def text(self, name: str) -> SharedText:
        """A text of the session."""
        return self._texts.get(name)

    @property
    def participants(self) -> int:
        """How many participants are connected."""
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
        self._texts.claim(clients[:MAX_CLAIMED_CLIENTS], participant.id)
        sends: list[Send] = []
        if is_news:
            sends += self._record("joined", {"participant": participant.as_json()}, participant.id, but=peer.id)
        match peer.kind:
            case PeerKind.STOCK:
                text = self._texts.get(peer.entry_text)
                sends.append(Frame((peer.id,), codec.encode_step1(None, text.state_vector())))
            case PeerKind.EXTENDED:
                sends.append(Frame((peer.id,), codec.encode_welcome(json.dumps(self._welcome(participant)))))
                if self._trouble:
                    sends.append(Frame((peer.id,), codec.encode_saved(0, True)))
            case PeerKind.LISTENER:
                pass
            case _:
                assert_never(peer.kind)
        return sends + self._tell_count("participant_joined", always_to=peer, is_news=is_news)

    def leave(self, peer_id: PeerId) -> list[Send]:
        """Take a peer out; nothing if it is out already."""
        peer = self.roster.peers.get(peer_id)
        if peer is None:
            return []
        sends: list[Send] = []
        for name, presence in self._presences.items():
            if gone := presence.leave(peer_id):
                sends += self._tell_presence(name, gone, but=peer_id)
        if self.roster.exit(peer, self._now()):
            if is_guest(peer.participant):
                self._texts.release(peer.participant)
            self._runs.lose(peer.participant)
            sends += self._record("left", {"participantId": peer.participant}, peer.participant)
            sends += self._tell_count("participant_left")
        return sends

    # Messages --------------------------------------------------------------------------------------------------

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
                return self._take_state(peer, self._name_of(peer, text), update, is_whole=True)
            case codec.SyncUpdate(text, update):
                return self._take_update(peer, self._name_of(peer, text), update)
            case codec.AwarenessUpdate(text, payload):
                return self._show(peer, self._name_of(peer, text), payload)
            case codec.QueryAwareness(text):
                return self._tell_presences_to(peer, self._name_of(peer, text))
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
        if accepted := self._texts.replace(name, code):
            sends += self._pass_on(name, [accepted], None)
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

    # Saving ----------------------------------------------------------------------------------------------------

    def mark_saved(self) -> list[Send]:
        """What was handed to the writer is on disk: tell each sender how far (SV1)."""
        self.ledger.mark_saved()
        sends: list[Send] = []
        if self._trouble:
            self._trouble = False
            sends += [Frame((peer.id,), codec.encode_saved(peer.told_saved, False)) for peer in self._extended()]
        for peer in self.roster.peers.values():
            sends += self._tell_saved(peer)
        return sends

    def mark_trouble(self) -> list[Send]:
        """The write failed: what was handed over waits again, and everybody is told (SV3)."""
        self.ledger.put_back()
        if self._trouble:
            return []
        self._trouble = True
        return [Frame((peer.id,), codec.encode_saved(peer.told_saved, True)) for peer in self._extended()]

    # What time brings ------------------------------------------------------------------------------------------

    def tell_code(self) -> list[Send]:
        """The entry file as it is now, for the event sockets (ES3)."""
        self.code_changed = False
        listeners = self._listeners()
        if not listeners:
            return []
        return [
            Note(
                listeners,
                {"type": "code_update", "code": str(self.entry_text), "language": self.session.language},
            )
        ]

    def check_texts(self) -> list[Send]:
        """For each text that has gone quiet: its hash, for those who hear of it (CH1).

        Raises:
            TextBroken: a document does not stand where the guard says (GU10).
        """
        names, self.unchecked = self.unchecked, set()
        sends: list[Send] = []
        for name in names:
            text = self._texts.get(name)
            text.verify()
            hearers = tuple(peer.id for peer in self.roster.hearers(name) if not peer.hears[name])
            if hearers:
                checksum = zlib.crc32(str(text).encode())
                sends.append(Frame(hearers, codec.encode_check(name, text.state_vector(), checksum)))
        return sends

    def ask_again(self) -> list[Send]:
        """Ask everybody of whom something is held back (GU8)."""
        return [self._ask(peer, name) for peer in self.roster.peers.values() for name in peer.held]

    def is_holding_back(self) -> bool:
        """Whether something that somebody here has brought is held back."""
        return any(peer.held for peer in self.roster.peers.values())

    # Texts -----------------------------------------------------------------------------------------------------

    def _name_of(self, peer: Peer, text: str | None) -> str:
        name = peer.entry_text if text is None else text
        if name not in _TEXT_NAMES:
            raise BadFrame("There is no text of this name.")
        return name

    def _tell_state(self, peer: Peer, text_or_none: str | None, state_vector: bytes) -> list[Send]:
        name = self._name_of(peer, text_or_none)
        text = self._texts.get(name)
        guard.read_state_vector(state_vector)
        is_first = name not in peer.hears
        peer.hears[name] = text_or_none is None
        sends: list[Send] = [Frame((peer.id,), codec.encode_step2(text_or_none, text.diff(state_vector)))]
        if is_first:
            if peer.kind is PeerKind.EXTENDED:
                sends.append(self._ask(peer, name))
            sends += self._tell_presences_to(peer, name)
        return sends

    def _ask(self, peer: Peer, name: str) -> Frame:
        text = None if peer.hears.get(name, peer.kind is PeerKind.STOCK) else name
        return Frame((peer.id,), codec.encode_step1(text, self._texts.get(name).state_vector()))

    def _take_update(self, peer: Peer, name: str, update: bytes) -> list[Send]:
        if name in peer.held or name not in peer.synced:
            # A stock provider may send what is typed before it has answered step 1: the gap is no fault.
            return self._take_state(peer, name, update, is_whole=False)
        peer.received += 1
        if refusal := self._refusal(peer):
            text = self._texts.get(name)
            guard.admit(update, text.state, lambda client: True, text.pairs)
            return [self._notice(peer, refusal), *self._settle(peer)]
        accepted = self._texts.take_update(name, update, peer.participant)
        for change in accepted:
            peer.clients |= change.clients
        return self._pass_on(name, accepted, peer) + self._settle(peer)

    def _take_state(self, peer: Peer, name: str, update: bytes, *, is_whole: bool) -> list[Send]:
        """Take what fits of a sync step 2, or of an update behind one that did not fit as a whole (GU6)."""
        peer.received += 1
        if refusal := self._refusal(peer):
            text = self._texts.get(name)
            parts = guard.divide(update, text.state, lambda client: True, text.pairs).parts
            brings_news = any(part.client is not None for part in parts)
            if is_whole:
                peer.synced.add(name)
            return [*([self._notice(peer, refusal)] if brings_news else []), *self._settle(peer)]
        accepted, held = self._texts.take_state(
            name, update, peer.participant, lambda client, owner: self._standing(client, owner, name)
        )
        if is_whole:
            peer.held.pop(name, None)
            peer.synced.add(name)
        if held:
            # What an earlier step 2 waits for still counts behind an update that does not fit.
            peer.held[name] = held | peer.held.get(name, frozenset())
        return self._pass_on(name, accepted, peer) + self._settle(peer)

    def _pass_on(self, name: str, changes: Sequence[Accepted], sender: Peer | None) -> list[Send]:
        sends: list[Send] = []
        hearers = list(self.roster.hearers(name, but=sender.id if sender else None))
        plain = tuple(peer.id for peer in hearers if peer.hears[name])
        wrapped = tuple(peer.id for peer in hearers if not peer.hears[name])
        for change in changes:
            self.ledger.append(EntryKind.TEXT, name, change.author, change.update)
            if plain:
                sends.append(Frame(plain, codec.encode_update(None, change.update)))
            if wrapped:
                sends.append(Frame(wrapped, codec.encode_update(name, change.update)))
            sends += [
                self._ask(peer, name)
                for peer in hearers
                if name in peer.held and not change.clients.isdisjoint(peer.held[name])
            ]
        if changes:
            self.unchecked.add(name)
            self.code_changed = self.code_changed or name == LANGUAGES[self.session.language].text
        return sends

    def _standing(self, client: int, owner: ParticipantId, text: str) -> Standing:
        now = self._now()
        if self.roster.is_connected(owner):
            peers = self.roster.peers_of(owner)
            if any(client in peer.clients for peer in peers):
                return Standing.SYNCED
            if not any(text in peer.synced and text not in peer.held for peer in peers):
                return Standing.AWAITED
        elif now - (self.roster.away_since(owner) or self._opened_at) < OWNER_AWAY:
            return Standing.AWAITED
        return Standing.GONE if now < self._healing_until else Standing.AWAITED

    def _refusal(self, peer: Peer) -> AlgoRoomError | None:
        if self.session.status is SessionStatus.ENDED:
            return SessionEnded("The session has ended; its texts are read-only.")
        if self.roster.get(peer.participant).role not in EDITORS:
            return NotAllowed("Observers cannot edit.")
        return None

    def _check_open(self) -> None:
        if self.session.status is SessionStatus.ENDED:
            raise SessionEnded("The session has ended; it is read-only.")

    # Presence --------------------------------------------------------------------------------------------------

    def _show(self, peer: Peer, name: str, payload: bytes) -> list[Send]:
        participant = self.roster.get(peer.participant)
        presence = self._presences.setdefault(name, Presence())
        heard = presence.show(
            peer.id,
            awareness.read_awareness(payload),
            participant,
            lambda client: self._texts.may_use(client, participant.id),
        )
        client = presence.client_of(peer.id)
        if client is not None and client not in peer.clients:
            peer.clients.add(client)
            self._texts.claim((client,), participant.id)
        return self._tell_presence(name, heard, but=peer.id) if heard else []

    def _tell_presence(self, name: str, entries: Sequence[awareness.AwarenessEntry], but: PeerId | None) -> list[Send]:
        payload = awareness.write_awareness(entries)
        sends: list[Send] = []
        for is_plain in (True, False):
            to = tuple(p.id for p in self.roster.hearers(name, but) if p.hears[name] is is_plain)
            if to:
                sends.append(Frame(to, codec.encode_awareness(None if is_plain else name, payload)))
        return sends

    def _tell_presences_to(self, peer: Peer, name: str) -> list[Send]:
        presence = self._presences.get(name)
        entries = presence.everybody_but(peer.id) if presence else []
        if not entries:
            return []
        text = None if peer.hears.get(name, True) else name
        return [Frame((peer.id,), codec.encode_awareness(text, awareness.write_awareness(entries)))]

    # Events ----------------------------------------------------------------------------------------------------

    def _propose(self, peer: Peer, text: str) -> list[Send]:
        peer.received += 1
        sends: list[Send] = []
        ref: int | None = None
        try:
            proposal = read_proposal(text)
            ref = proposal.ref
            sends += self._take_proposal(peer, proposal)
        except (InvalidEvent, NotAllowed, SessionEnded) as refusal:
            sends.append(self._notice(peer, refusal, ref))
        return sends + self._settle(peer)

    def _take_proposal(self, peer: Peer, proposal: Proposal) -> list[Send]:
        author = self.roster.get(peer.participant)
        if author.role not in KINDS[proposal.type].roles:
            raise NotAllowed(f"A participant who is {author.role.value} may not do this.")
        self._check_open()
        fields: dict[str, object] | None = proposal.fields
        if proposal.type == "named":
            renamed = self.roster.rename(author.id, cast(str, proposal.fields["name"]))
            fields = {"participant": renamed.as_json()}
        elif proposal.type in _RUN_EVENTS:
            fields = self._runs.admit(proposal.type, proposal.fields, author.id)
        if fields is None:
            return []
        sends = self._record(proposal.type, fields, author.id, proposer=peer, ref=proposal.ref)
        if proposal.type == "named":
            peers = [other.id for other in self.roster.peers_of(author.id)]
            for name, presence in self._presences.items():
                if heard := presence.restamp(self.roster.get(author.id), peers):
                    sends += self._tell_presence(name, heard, but=None)
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
        sends: list[Send] = []
        others = tuple(peer.id for peer in self._extended() if peer is not proposer and peer.id != but)
        if others:
            sends.append(Frame(others, codec.encode_event(json.dumps(told))))
        if proposer is not None:
            answer = told if ref is None else {**told, "ref": ref}
            sends.append(Frame((proposer.id,), codec.encode_event(json.dumps(answer))))
        if type_ == "language":
            self.code_changed = True
        if type_ == "run_finished" and (run := self._runs.find(cast(str, fields["run"]))):
            sends += self._tell_result(run)
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
            case "left":
                self._runs.lose(ParticipantId(cast(str, event["participantId"])))
            case "run_started" | "run_output" | "run_finished":
                self._runs.fold(type_, event, at, self._author(author))
            case _:
                raise ValueError(f"The log holds an event of unknown type {type_[:40]!r}.")

    def _author(self, author: ParticipantId | None) -> Participant:
        known = self.roster.find(author) if author else None
        return known or Participant(author or SERVER, "Script", "c0", Role.OBSERVER)

    # Telling ---------------------------------------------------------------------------------------------------

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
            "runs": self._runs.told(),
            "seq": self.ledger.seq,
            "limits": {
                "textLength": MAX_TEXT_LENGTH,
                "nameLength": MAX_NAME_LENGTH,
                "titleLength": MAX_TITLE_LENGTH,
                "runOutput": MAX_RUN_OUTPUT_BYTES,
            },
        }

    def _notice(self, peer: Peer, refusal: AlgoRoomError, ref: int | None = None) -> Frame:
        notice: dict[str, object] = {
            "code": refusal.code,
            "message": refusal.message,
            "status": refusal.status,
        }
        if ref is not None:
            notice["ref"] = ref
        return Frame((peer.id,), codec.encode_notice(json.dumps(notice)))

    def _settle(self, peer: Peer) -> list[Send]:
        """A frame with a change is dealt with: it is saved when the log is saved up to here (SV1, SV2)."""
        if peer.held or peer.kind is not PeerKind.EXTENDED:
            return []
        peer.marks.append((self.ledger.seq, peer.received))
        return self._tell_saved(peer)

    def _tell_saved(self, peer: Peer) -> list[Send]:
        count = peer.told_saved
        while peer.marks and peer.marks[0][0] <= self.ledger.saved_seq:
            count = peer.marks.popleft()[1]
        if count == peer.told_saved:
            return []
        peer.told_saved = count
        return [Frame((peer.id,), codec.encode_saved(count, self._trouble))]

    def _tell_count(self, type_: str, *, always_to: Peer | None = None, is_news: bool = True) -> list[Send]:
        if is_news:
            to = self._listeners()
        elif always_to is not None and always_to.kind is PeerKind.LISTENER:
            to = (always_to.id,)
        else:
            to = ()
        return [Note(to, {"type": type_, "participants": self.participants})] if to else []

    def _tell_result(self, run: Run) -> list[Send]:
        listeners = self._listeners()
        if not listeners:
            return []
        result = {
            "success": run.outcome == "succeeded",
            "output": run.written(),
            "error": run.error,
            "executionTime": run.duration_ms,
        }
        return [Note(listeners, {"type": "execution_result", "executionResult": result})]

    def _extended(self) -> Iterable[Peer]:
        return (peer for peer in self.roster.peers.values() if peer.kind is PeerKind.EXTENDED)

    def _listeners(self) -> tuple[PeerId, ...]:
        return tuple(p.id for p in self.roster.peers.values() if p.kind is PeerKind.LISTENER)


_RUN_EVENTS = frozenset({"run_started", "run_output", "run_finished"})
_TEXT_NAMES = frozenset(language.text for language in LANGUAGES.values())
