"""The update log as it leaves the server: one JSON object a line, only what may be read by whoever asks."""

import base64
import json
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain import Entry, EntryKind, Gap
from app.repositories.ports import Storage
from app.services.collab.hub import Hub
from app.services.collab.ledger import EVENTS_CHANNEL
from app.services.collab.people import Role
from app.services.collab.roles import may_read
from app.services.preparation import leave_out_preparation
from app.services.visits import visit


@dataclass(frozen=True, slots=True)
class OpenLog:
    """A session's log up to the moment it was asked for. `last_seq` is its last entry's number, 0 where it is empty."""

    last_seq: int
    began: datetime
    chunks: AsyncIterator[Sequence[Entry | Gap]]
    role: Role
    """Who asks for it."""


class LogService:
    """Reads what has happened in a session."""

    def __init__(self, storage: Storage, hub: Hub) -> None:
        self._storage = storage
        self._hub = hub

    async def open(self, session_id: str, key: str | None = None) -> OpenLog:
        """The session's log, with everything that its room has decided so far.

        Raises:
            SessionNotFound, LinkReplaced, NotLetIn, Removed: as `visit`.
            StorageUnavailable: it could not be read, or what was decided last could not be saved.
        """
        visitor = await visit(self._hub, session_id, key)
        visitor.check_inside()
        room = visitor.room
        await self._hub.writer.saved(room)
        last_seq = room.ledger.saved_seq
        chunks = self._storage.log.read(room.session.id, upto=last_seq)
        if room.rights.was_prepared and visitor.role is not Role.HOST:
            chunks = leave_out_preparation(chunks)
        return OpenLog(last_seq, room.session.created_at, chunks, visitor.role)


class LineWriter:
    """Writes a log, that of a session of the time `began`, as NDJSON for a role (docs/protocol.md, section 12)."""

    def __init__(self, began: datetime, role: Role = Role.CANDIDATE) -> None:
        self._at = began
        self._role = role

    def encode(self, items: Iterable[Entry | Gap]) -> bytes:
        """Return the lines of the next items: of entries that the role may read, and of gaps."""
        lines: list[bytes] = []
        for item in items:
            if isinstance(item, Gap):
                lines.append(_gap_line(item, self._at))
                continue
            self._at = item.at
            if may_read(self._role, item.channel):
                lines.append(_line(item))
        return b"".join(lines)


def _gap_line(gap: Gap, at: datetime) -> bytes:
    # It has the fields of every line, so that who does not know this kind can leave it out.
    line = {
        "seq": gap.last,
        "at": at.isoformat(),
        "by": None,
        "channel": EVENTS_CHANNEL,
        "kind": "missing",
        "first": gap.first,
    }
    return json.dumps(line, separators=(",", ":")).encode() + b"\n"


def _line(entry: Entry) -> bytes:
    head = {
        "seq": entry.seq,
        "at": entry.at.isoformat(),
        "by": entry.author,
        "channel": entry.channel,
        "kind": entry.kind.value,
    }
    # The payload of an event is compact JSON already, written by the ledger: a line holds it as it is.
    name, value = (
        (b"event", entry.payload)
        if entry.kind is EntryKind.EVENT
        else (b"update", b'"' + base64.b64encode(entry.payload) + b'"')
    )
    return b'%s,"%s":%s}\n' % (json.dumps(head, separators=(",", ":")).encode()[:-1], name, value)
