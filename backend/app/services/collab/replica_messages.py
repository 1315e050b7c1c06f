"""What servers tell each other of one session over the bus, read strictly and written (docs/adr/0007, "What travels").

A message is a byte that says its kind, and a body. A kind that is not known is ignored: while servers are replaced one
after another, some speak of more than others understand.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from app.domain import ParticipantId
from app.errors import BadFrame
from app.services.collab.lib0 import MAX_NUMBER, Reader, varbytes, varstring, varuint
from app.services.collab.people import Participant

CHUNK, PRESENCE, HERE, ALIVE, BYE, GONE = b"\x01", b"\x02", b"\x03", b"\x05", b"\x06", b"\x07"
MAX_BODY_BYTES = 1 << 28


@dataclass(frozen=True, slots=True)
class Chunk:
    """Entries that were appended to the log, from `first_seq` on, in the form in which they are stored."""

    first_seq: int
    chunk: bytes


@dataclass(frozen=True, slots=True)
class Shown:
    """What peers of the sender show in a text, in the server's words: an awareness payload."""

    text: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class Here:
    """Who is connected to the sender in this session, and how far it knows the log."""

    head: int
    ask: bool
    """Whether everybody is asked to say the same."""
    open: bool
    """Whether the sender has the session open."""
    people: Sequence[Participant]
    left: Sequence[ParticipantId]
    """Those who are gone, and whose going the sender has recorded."""


@dataclass(frozen=True, slots=True)
class Alive:
    """The sender lives."""


@dataclass(frozen=True, slots=True)
class Bye:
    """The sender ends; everything it had is written and published."""


@dataclass(frozen=True, slots=True)
class Gone:
    """The session was deleted."""


type ReplicaMessage = Chunk | Shown | Here | Alive | Bye | Gone


def encode(message: ReplicaMessage) -> bytes:
    """The bytes of a message."""
    match message:
        case Chunk(first_seq, chunk):
            return CHUNK + varuint(first_seq) + chunk
        case Shown(text, payload):
            return PRESENCE + varstring(text) + varbytes(payload)
        case Here(head, ask, is_open, people, left):
            body = {
                "head": head,
                "ask": ask,
                "open": is_open,
                "people": [person.as_json() for person in people],
                "left": list(left),
            }
            return HERE + json.dumps(body, separators=(",", ":")).encode()
        case Alive():
            return ALIVE
        case Bye():
            return BYE
        case Gone():
            return GONE


def decode(message: bytes) -> ReplicaMessage | None:
    """Read a message; `None` if its kind is not known.

    Raises:
        BadFrame: it is malformed.
    """
    reader = Reader(message, 1)
    match message[:1]:
        case b"\x01":
            return Chunk(reader.varuint(MAX_NUMBER), message[reader.at :])
        case b"\x02":
            shown = Shown(reader.varstring(MAX_BODY_BYTES), reader.varbytes(MAX_BODY_BYTES))
            reader.finish()
            return shown
        case b"\x03":
            return _read_here(message[1:])
        case b"\x05":
            return Alive()
        case b"\x06":
            return Bye()
        case b"\x07":
            return Gone()
        case _:
            return None


def _read_here(body: bytes) -> Here:
    try:
        value = cast(Mapping[str, object], json.loads(body))
        people = [Participant.from_json(person) for person in cast(list[Mapping[str, str]], value["people"])]
        left = [ParticipantId(str(participant)) for participant in cast(list[object], value["left"])]
        return Here(int(cast(int, value["head"])), bool(value["ask"]), bool(value["open"]), people, left)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise BadFrame(f"The message of another server cannot be read ({type(error).__name__}).") from None
