"""The frames of the sync socket, read to one typed message each and written (docs/protocol.md section 2)."""

from dataclasses import dataclass
from typing import Final

from app.errors import BadFrame
from app.services.collab.lib0 import MAX_NUMBER, Reader, varbytes, varstring, varuint

MAX_FRAME_BYTES: Final = 1 << 20
MAX_TEXT_NAME_BYTES: Final = 256
MAX_JSON_BYTES: Final = 1 << 18
"""Of one proposal or hello. The largest honest one is 16 KiB of run output, six times that when escaped."""

# What a frame begins with: y-protocols about a text, then our types. HELLO from the server is `welcome`.
SYNC_STEP_1, SYNC_STEP_2, SYNC_UPDATE = b"\x00\x00", b"\x00\x01", b"\x00\x02"
AWARENESS: Final = b"\x01"
TEXT, EVENT, SAVED, HELLO, NOTICE, CHECK, DOOR = b"\x64", b"\x65", b"\x66", b"\x67", b"\x68", b"\x69", b"\x6a"
FIRST_OWN_TYPE: Final = 100


@dataclass(frozen=True, slots=True)
class SyncStep1:
    """A peer says what it has of a text. `text` is `None` for the entry file, in every message."""

    text: str | None
    state_vector: bytes


@dataclass(frozen=True, slots=True)
class SyncStep2:
    """A peer sends what the server's step 1 lacked."""

    text: str | None
    update: bytes


@dataclass(frozen=True, slots=True)
class SyncUpdate:
    """A peer has changed a text just now."""

    text: str | None
    update: bytes


@dataclass(frozen=True, slots=True)
class AwarenessUpdate:
    """A peer shows its presence on a text."""

    text: str | None
    payload: bytes


@dataclass(frozen=True, slots=True)
class QueryAwareness:
    """A peer asks for everybody's presence on a text."""

    text: str | None


@dataclass(frozen=True, slots=True)
class EventProposal:
    """A peer proposes an event: JSON that nobody has read yet."""

    json: str


@dataclass(frozen=True, slots=True)
class Hello:
    """A peer's first frame: JSON that nobody has read yet."""

    json: str


type TextMessage = SyncStep1 | SyncStep2 | SyncUpdate | AwarenessUpdate | QueryAwareness
type ClientMessage = TextMessage | EventProposal | Hello


def decode(frame: bytes, *, extended: bool) -> ClientMessage:
    """Read one frame of a peer whole [CO1]; types from 100 only from an `extended` one (`algoroom.v1`) [HS3].

    Raises:
        BadFrame: anything else, with what is wrong.
    """
    if len(frame) > MAX_FRAME_BYTES:
        raise BadFrame(f"A frame of {len(frame)} bytes is over {MAX_FRAME_BYTES}.")
    reader = Reader(frame)
    kind = reader.varuint(MAX_NUMBER)
    if kind < FIRST_OWN_TYPE:
        message: ClientMessage = _read_text_message(reader, kind, None)
    elif not extended:
        raise BadFrame(f"A frame of type {kind} needs the subprotocol algoroom.v1.")
    else:
        message = _read_own_message(reader, kind)
    reader.finish()
    return message


def _read_own_message(reader: Reader, kind: int) -> ClientMessage:
    match kind:
        case 100:
            name = reader.varstring(MAX_TEXT_NAME_BYTES)
            if not name:
                raise BadFrame("The text's name is empty.")
            return _read_text_message(reader, reader.varuint(MAX_NUMBER), name)
        case 101:
            return EventProposal(reader.varstring(MAX_JSON_BYTES))
        case 103:
            return Hello(reader.varstring(MAX_JSON_BYTES))
        case _:
            raise BadFrame(f"No peer sends a frame of type {kind}.")


def _read_text_message(reader: Reader, kind: int, text: str | None) -> TextMessage:
    match kind:
        case 0:
            return _read_sync(reader, text)
        case 1:
            return AwarenessUpdate(text, reader.varbytes(MAX_FRAME_BYTES))
        case 2:
            raise BadFrame("A frame of type 2 (auth) is not spoken here.")
        case 3:
            return QueryAwareness(text)
        case _:
            raise BadFrame(f"A message of type {kind} about a text is unknown.")


def _read_sync(reader: Reader, text: str | None) -> SyncStep1 | SyncStep2 | SyncUpdate:
    match reader.varuint(MAX_NUMBER):
        case 0:
            return SyncStep1(text, reader.varbytes(MAX_FRAME_BYTES))
        case 1:
            return SyncStep2(text, reader.varbytes(MAX_FRAME_BYTES))
        case 2:
            return SyncUpdate(text, reader.varbytes(MAX_FRAME_BYTES))
        case step:
            raise BadFrame(f"A sync message of type {step} is unknown.")


def encode_step1(text: str | None, state_vector: bytes) -> bytes:
    """Say what the server has of a text, so that the peer answers with what it lacks."""
    return _address(text) + SYNC_STEP_1 + varbytes(state_vector)


def encode_step2(text: str | None, update: bytes) -> bytes:
    """Answer a peer's step 1 with what it lacks."""
    return _address(text) + SYNC_STEP_2 + varbytes(update)


def encode_update(text: str | None, update: bytes) -> bytes:
    """Pass on a change of a text."""
    return behind(update_address(text), update)


def update_address(text: str | None) -> bytes:
    """How the frame of an update begins, before the update and its length."""
    return _address(text) + SYNC_UPDATE


def awareness_address(text: str | None) -> bytes:
    """How the frame of a presence begins, before the payload and its length."""
    return _address(text) + AWARENESS


def encode_awareness(text: str | None, payload: bytes) -> bytes:
    """Pass on presence on a text."""
    return behind(awareness_address(text), payload)


def behind(address: bytes, payload: bytes) -> bytes:
    """A frame of which is known how it begins."""
    return b"".join((address, varuint(len(payload)), payload))


def encode_event(json: str) -> bytes:
    """Tell an entry of the log."""
    return EVENT + varstring(json)


def encode_saved(count: int, trouble: int) -> bytes:
    """Tell a peer how many of its changes are on disk [SV1], and what trouble the storage is in [SV3] to [SV6]."""
    return SAVED + varuint(count) + varuint(trouble)


def encode_welcome(json: str) -> bytes:
    """Answer a hello."""
    return HELLO + varstring(json)


def encode_notice(json: str) -> bytes:
    """Tell a peer that something it sent was refused."""
    return NOTICE + varstring(json)


def encode_door(json: str) -> bytes:
    """Tell a peer that it waits before the door."""
    return DOOR + varstring(json)


def encode_check(text: str, state_vector: bytes, crc32: int) -> bytes:
    """Tell a peer what a text should look like: its state vector and the CRC-32 of its UTF-8 bytes [CH1]."""
    return CHECK + varstring(text) + varbytes(state_vector) + varuint(crc32)


def _address(text: str | None) -> bytes:
    return b"" if text is None else TEXT + varstring(text)
