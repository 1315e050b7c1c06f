"""The update log as it leaves the server: one JSON object a line, only what everybody may read."""

import base64
import json
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass

from app.domain import Entry, EntryKind, Gap
from app.repositories.ports import Storage
from app.services.collab.channels import is_public
from app.services.collab.hub import Hub
from app.services.sessions import parse_session_id


@dataclass(frozen=True, slots=True)
class OpenLog:
    """A session's log up to the moment it was asked for. `last_seq` is its last entry's number, 0 where it is empty."""

    last_seq: int
    chunks: AsyncIterator[Sequence[Entry | Gap]]


class LogService:
    """Reads what has happened in a session."""

    def __init__(self, storage: Storage, hub: Hub) -> None:
        self._storage = storage
        self._hub = hub

    async def open(self, session_id: str) -> OpenLog:
        """The session's log, with everything that its room has decided so far.

        Raises:
            SessionNotFound: there is none of this id.
            StorageUnavailable: it could not be read, or what was decided last could not be saved.
        """
        room = await self._hub.catch_up(parse_session_id(session_id))
        await self._hub.writer.saved(room)
        last_seq = room.ledger.saved_seq
        return OpenLog(last_seq, self._storage.log.read(room.session.id, upto=last_seq))


def encode_lines(entries: Iterable[Entry | Gap]) -> bytes:
    """The public ones of these entries as NDJSON (docs/protocol.md, section 12)."""
    return b"".join(_line(entry) for entry in entries if isinstance(entry, Entry) and is_public(entry.channel))


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
