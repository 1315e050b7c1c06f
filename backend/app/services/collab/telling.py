"""Turns what a room has decided into frames and notes for those whom it concerns."""

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence

from app.domain import Session
from app.errors import AlgoRoomError
from app.limits import MAX_CHAT_LENGTH, MAX_NAME_LENGTH, MAX_RUN_OUTPUT_BYTES, MAX_TEXT_LENGTH, MAX_TITLE_LENGTH
from app.services.collab import awareness, codec
from app.services.collab.people import Peer, PeerId, PeerKind, Role
from app.services.collab.rights import Rights
from app.services.collab.roster import Roster
from app.services.collab.runs import Run
from app.services.collab.sends import Frame, Note, Send
from app.services.collab.tally import Tally
from app.services.collab.text import SharedText


class Telling:
    """Knows who is in the room, and in which words each of them hears."""

    def __init__(self, roster: Roster, tally: Tally) -> None:
        self._roster = roster
        self._tally = tally
        self.code_changed = False
        """Whether event sockets must be told of the entry file (ES3)."""

    def notice_code(self, name: str, entry_text: str) -> None:
        """A text may have changed: tell event sockets, if there are any and it is the entry file."""
        if self._roster.listeners and name == entry_text:
            self.code_changed = True

    def welcome(
        self,
        peer: Peer,
        session: Session,
        rights: Rights,
        runs: Sequence[Mapping[str, object]],
        chat: Sequence[Mapping[str, object]],
        texts: Sequence[Mapping[str, object]],
        seq: int,
    ) -> Frame:
        """What an `algoroom.v1` peer is answered when it joins (HS4)."""
        you = self._roster.get(peer.participant)
        removed = [person.as_json() for one in sorted(rights.removed) if (person := self._roster.find(one))]
        told = {
            "you": you.as_json(),
            "participants": [person.as_json() for person in self._roster.connected()],
            "session": {
                # Who came by another link knows the session by that one only.
                "id": peer.link or str(session.id),
                "title": session.title,
                "language": session.language,
                "status": session.status.value,
                "createdAt": session.created_at.isoformat(),
                "endedAt": session.ended_at.isoformat() if session.ended_at else None,
            },
            "rights": {**rights.told(), "removed": removed if you.role is Role.HOST else []},
            "texts": list(texts),
            "runs": list(runs),
            "chat": list(chat),
            "seq": seq,
            "limits": {
                "textLength": MAX_TEXT_LENGTH,
                "nameLength": MAX_NAME_LENGTH,
                "titleLength": MAX_TITLE_LENGTH,
                "runOutput": MAX_RUN_OUTPUT_BYTES,
                "chatLength": MAX_CHAT_LENGTH,
            },
        }
        return Frame((peer.id,), codec.encode_welcome(json.dumps(told)))

    def door(self, peer: Peer, session: Session, rights: Rights) -> Frame:
        """What an `algoroom.v1` peer is answered that must wait before the door (DR2)."""
        told = {
            "you": self._roster.get(peer.participant).as_json(),
            "title": session.title,
            "reason": "preparing" if rights.is_preparing else "lobby",
        }
        return Frame((peer.id,), codec.encode_door(json.dumps(told)))

    def update(self, name: str, update: bytes, but: PeerId | None) -> list[Send]:
        """A change of a text, for all who hear of it."""
        sends: list[Send] = []
        for plain, to in self.hearers(name, but):
            sends.append(Frame(to, codec.encode_update(None if plain else name, update)))
        return sends

    def presence(self, name: str, entries: Sequence[awareness.AwarenessEntry], but: PeerId | None = None) -> list[Send]:
        """Carets and selections in a text, for all who hear of it."""
        if not entries:
            return []
        payload = awareness.write_awareness(entries)
        sends: list[Send] = []
        for plain, to in self.hearers(name, but):
            sends.append(Frame(to, codec.encode_awareness(None if plain else name, payload)))
        return sends

    def check(self, text: SharedText) -> list[Send]:
        """A text's hash, for those who can compare it (CH1)."""
        sends: list[Send] = []
        for plain, to in self.hearers(text.name, None):
            if not plain:
                checksum = zlib.crc32(str(text).encode())
                sends.append(Frame(to, codec.encode_check(text.name, text.state_vector(), checksum)))
        return sends

    def event(
        self, told: Mapping[str, object], proposer: Peer | None, ref: int | None, but: PeerId | None
    ) -> list[Send]:
        """An entry of the log, for everybody; with its mark for who proposed it (EV2)."""
        sends: list[Send] = []
        others = tuple(peer.id for peer in self.extended() if peer is not proposer and peer.id != but)
        if others:
            sends.append(Frame(others, codec.encode_event(json.dumps(told))))
        if proposer is not None:
            answer = told if ref is None else {**told, "ref": ref}
            sends.append(Frame((proposer.id,), codec.encode_event(json.dumps(answer))))
        return sends

    def notice(self, peer: Peer, refusal: AlgoRoomError, ref: int | None = None) -> Frame:
        """That something which the peer sent was refused."""
        self._tally.notices[refusal.code] += 1
        notice: dict[str, object] = {"code": refusal.code, "message": refusal.message, "status": refusal.status}
        if ref is not None:
            notice["ref"] = ref
        return Frame((peer.id,), codec.encode_notice(json.dumps(notice)))

    def count(self, type_: str) -> list[Send]:
        """How many participants there are, for event sockets (ES2)."""
        return self._note({"type": type_, "participants": self._roster.count()})

    def code(self, code: str, language: str) -> list[Send]:
        """The entry file, for event sockets (ES3)."""
        return self._note({"type": "code_update", "code": code, "language": language})

    def result(self, run: Run) -> list[Send]:
        """How a run ended, for event sockets (ES4)."""
        result = {
            "success": run.outcome == "succeeded",
            "output": run.written(),
            "error": run.error,
            "executionTime": run.duration_ms,
        }
        return self._note({"type": "execution_result", "executionResult": result})

    def extended(self) -> Iterable[Peer]:
        """The peers that speak types from 100, and are let in."""
        return (peer for peer in self._roster.peers.values() if peer.kind is PeerKind.EXTENDED and not peer.is_waiting)

    def _note(self, note: dict[str, object]) -> list[Send]:
        to = tuple(peer.id for peer in self._roster.peers.values() if peer.kind is PeerKind.LISTENER)
        return [Note(to, note)] if to else []

    def hearers(self, name: str, but: PeerId | None) -> Iterable[tuple[bool, tuple[PeerId, ...]]]:
        """Who hears of a text, by whether in plain y-protocols frames; each group once, none of them empty."""
        hearers = list(self._roster.hearers(name, but))
        for plain in (True, False):
            if to := tuple(peer.id for peer in hearers if peer.hears[name] is plain):
                yield plain, to
