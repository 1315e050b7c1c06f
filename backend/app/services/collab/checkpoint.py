"""A checkpoint: all that a room knows at one position of its log, as bytes, and read from them again.

It is never the record. Whoever cannot read one, or does not know its format, reads the log from the beginning.
"""

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.domain import ParticipantId, SessionStatus
from app.errors import BadFrame
from app.services.collab.lib0 import MAX_NUMBER, Reader, varbytes, varstring, varuint
from app.services.collab.own_state import divide_state
from app.services.collab.people import Participant

FORMAT: Final = 3
"""The first byte. Another number for whatever older servers would misread."""
WITHOUT_FILES: Final = 2
"""The format before files could be created: read as one in which none was."""
WITHOUT_RIGHTS: Final = 1
"""The format before hosts could decide on who comes in and does what, and before there was a chat: read as one in which
none has, and nothing was said."""
COMPRESSION_LEVEL: Final = 1


class MalformedCheckpoint(Exception):
    """The bytes are no checkpoint of this format. The message says why, and nothing of what is in them."""


@dataclass(frozen=True, slots=True)
class TextState:
    """One text: its name, state vector, surrogate pairs by client, and the updates that a fresh document applies."""

    name: str
    state_vector: bytes
    pairs: Mapping[int, Sequence[int]]
    updates: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class RoomState:
    """What a room knows when everything up to `seq` of its log, and nothing else, has happened.

    `rights` is what hosts have decided, as `Rights` writes it down, `people` are those who may come back or are still
    there, `owners` whose client ids the log names, `runs` the newest ones `chat` the newest lines as the protocol
    spells them, and `files` what was created, as `Files` writes it down.
    """

    seq: int
    title: str
    language: str
    status: SessionStatus
    ended_at: datetime | None
    rights: Mapping[str, object]
    people: Sequence[Participant]
    owners: Mapping[int, ParticipantId]
    runs: Sequence[Mapping[str, object]]
    chat: Sequence[Mapping[str, object]]
    files: Sequence[Mapping[str, object]]
    texts: Sequence[TextState]


def write_steps(state: RoomState) -> Iterator[bytes]:
    """Yield what `pack` makes a checkpoint of, piece by piece, empty ones among them.

    Each takes a millisecond or two, however large the texts are.
    """
    head = {
        "seq": state.seq,
        "title": state.title,
        "language": state.language,
        "status": state.status.value,
        "endedAt": state.ended_at.isoformat() if state.ended_at else None,
        "rights": state.rights,
        "people": [person.as_json() for person in state.people],
        "owners": list(state.owners.items()),
        "chat": list(state.chat),
        "files": list(state.files),
    }
    yield varstring(json.dumps(head))
    yield varuint(len(state.runs))
    for run in state.runs:
        yield varstring(json.dumps(run))
    yield varuint(len(state.texts))
    for text in state.texts:
        yield varstring(text.name) + varbytes(text.state_vector) + varstring(json.dumps(list(text.pairs.items())))
        for update in text.updates:
            yield from (varbytes(part) if part else part for part in divide_state(update))
        yield varbytes(b"")


def pack(pieces: Sequence[bytes]) -> bytes:
    """The checkpoint that these pieces make. Takes long for large ones, most of it without the interpreter's lock."""
    return FORMAT.to_bytes() + zlib.compress(b"".join(pieces), COMPRESSION_LEVEL)


def read(payload: bytes) -> RoomState:
    """Read a checkpoint.

    Raises:
        MalformedCheckpoint: it is of another format, or is not what `pack` wrote.
    """
    if payload[:1] not in {known.to_bytes() for known in (FORMAT, WITHOUT_FILES, WITHOUT_RIGHTS)}:
        raise MalformedCheckpoint(f"Its format is {payload[:1].hex() or 'none'}.")
    try:
        return _read(Reader(zlib.decompress(payload[1:])))
    except (BadFrame, zlib.error, ValueError, LookupError, TypeError, AttributeError) as error:
        raise MalformedCheckpoint(f"It cannot be read ({type(error).__name__}).") from None


def _read(reader: Reader) -> RoomState:
    head: dict[str, Any] = json.loads(reader.varstring(MAX_NUMBER))
    runs = [json.loads(reader.varstring(MAX_NUMBER)) for _ in range(reader.varuint(MAX_NUMBER))]
    texts = [_read_text(reader) for _ in range(reader.varuint(MAX_NUMBER))]
    reader.finish()
    return RoomState(
        seq=int(head["seq"]),
        title=str(head["title"]),
        language=str(head["language"]),
        status=SessionStatus(head["status"]),
        ended_at=datetime.fromisoformat(head["endedAt"]) if head["endedAt"] else None,
        rights=head.get("rights", {}),
        people=[Participant.from_json(person) for person in head["people"]],
        owners={int(client): ParticipantId(owner) for client, owner in head["owners"]},
        runs=runs,
        chat=head.get("chat", []),
        files=head.get("files", []),
        texts=texts,
    )


def _read_text(reader: Reader) -> TextState:
    name = reader.varstring(MAX_NUMBER)
    state_vector = reader.varbytes(MAX_NUMBER)
    pairs = {int(client): list(clocks) for client, clocks in json.loads(reader.varstring(MAX_NUMBER))}
    updates: list[bytes] = []
    while update := reader.varbytes(MAX_NUMBER):
        updates.append(update)
    return TextState(name, state_vector, pairs, updates)
