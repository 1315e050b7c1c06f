"""Frames are read whole or not at all, and written as y-protocols and docs/protocol.md say."""

import pytest

from app.errors import BadFrame
from app.services.collab import codec
from app.services.collab.codec import (
    AwarenessUpdate,
    ClientMessage,
    EventProposal,
    Hello,
    QueryAwareness,
    SyncStep1,
    SyncStep2,
    SyncUpdate,
)
from app.services.collab.lib0 import MAX_NUMBER, Reader, varbytes, varstring, varuint

NAMED = b"\x64" + varstring("file/main.py")

FRAMES: dict[str, tuple[bytes, ClientMessage]] = {
    "step 1": (b"\x00\x00\x01\x00", SyncStep1(None, b"\x00")),
    "step 2": (b"\x00\x01\x02\x00\x00", SyncStep2(None, b"\x00\x00")),
    "update": (b"\x00\x02\x02\x00\x00", SyncUpdate(None, b"\x00\x00")),
    "awareness": (b"\x01\x03abc", AwarenessUpdate(None, b"abc")),
    "query awareness": (b"\x03", QueryAwareness(None)),
    "step 1 of a text": (NAMED + b"\x00\x00\x01\x00", SyncStep1("file/main.py", b"\x00")),
    "step 2 of a text": (NAMED + b"\x00\x01\x02\x00\x00", SyncStep2("file/main.py", b"\x00\x00")),
    "update of a text": (NAMED + b"\x00\x02\x02\x00\x00", SyncUpdate("file/main.py", b"\x00\x00")),
    "awareness of a text": (NAMED + b"\x01\x03abc", AwarenessUpdate("file/main.py", b"abc")),
    "query awareness of a text": (NAMED + b"\x03", QueryAwareness("file/main.py")),
    "event": (b"\x65" + varstring('{"type":"ended"}'), EventProposal('{"type":"ended"}')),
    "hello": (b"\x67" + varstring('{"name":"Ädä 🎈"}'), Hello('{"name":"Ädä 🎈"}')),
}


@pytest.mark.parametrize(("frame", "message"), FRAMES.values(), ids=FRAMES.keys())
def test_a_frame_becomes_its_message(frame: bytes, message: ClientMessage) -> None:
    """[CO1] Every frame that a peer may send is read."""
    assert codec.decode(frame, extended=True) == message


@pytest.mark.parametrize("frame", [frame for frame, _ in FRAMES.values()], ids=FRAMES.keys())
def test_a_truncated_frame_is_refused_at_each_byte(frame: bytes) -> None:
    """[CO1] No beginning of a frame passes for one."""
    for size in range(len(frame)):
        with pytest.raises(BadFrame):
            codec.decode(frame[:size], extended=True)


@pytest.mark.parametrize("frame", [frame for frame, _ in FRAMES.values()], ids=FRAMES.keys())
def test_a_frame_with_trailing_bytes_is_refused(frame: bytes) -> None:
    """[CO1] Nothing may stand behind a frame."""
    with pytest.raises(BadFrame, match="left over"):
        codec.decode(frame + b"\x00", extended=True)


@pytest.mark.parametrize("frame", [frame for frame, _ in FRAMES.values() if frame[0] >= 100])
def test_a_stock_peer_speaks_types_0_to_3_only(frame: bytes) -> None:
    """[HS3] Types from 100 need the subprotocol."""
    with pytest.raises(BadFrame, match=r"algoroom\.v1"):
        codec.decode(frame, extended=False)


def test_a_stock_peer_is_understood() -> None:
    """[HS3] Types 0 to 3 need no subprotocol."""
    for frame, message in FRAMES.values():
        if frame[0] < 100:
            assert codec.decode(frame, extended=False) == message


REFUSED: dict[str, tuple[bytes, str]] = {
    "auth": (b"\x02\x00\x06denied", "auth"),
    "auth about a text": (NAMED + b"\x02\x00\x06denied", "auth"),
    "an unknown type": (b"\x04", "unknown"),
    "an unknown own type": (b"\x6a", "No peer sends"),
    "an unknown type about a text": (NAMED + b"\x05\x00", "unknown"),
    "a text in a text": (NAMED + NAMED + b"\x03", "unknown"),
    "an unknown sync step": (b"\x00\x03\x01\x00", "sync message of type 3"),
    "saved, which only the server says": (codec.encode_saved(1, False), "No peer sends"),
    "a notice, which only the server says": (codec.encode_notice("{}"), "No peer sends"),
    "a check, which only the server says": (codec.encode_check("file/a", b"\x00", 0), "No peer sends"),
    "a text without a name": (b"\x64\x00\x03", "empty"),
    "a text with a long name": (b"\x64" + varstring("n" * 257) + b"\x03", "over its bound"),
    "a name of half a character": (b"\x64\x02\xf0\x9f\x03", "UTF-8"),
    "an event of half a character": (b"\x65\x03{\xc3}", "UTF-8"),
    "an event that is a surrogate": (b"\x65\x03\xed\xa0\x80", "UTF-8"),
    "an event over its bound": (b"\x65" + varstring("x" * (codec.MAX_JSON_BYTES + 1)), "over its bound"),
    "a type in a longer form": (b"\x80\x00\x00\x01\x00", "longer than it need be"),
    "a number without an end": (b"\x00\x00" + b"\xff" * 20, "longer than 8 bytes"),
    "a length over the frame": (b"\x00\x00\xff\xff\xff\xff\x0f", "over its bound"),
    "a frame over a mebibyte": (b"\x00\x02" + varbytes(bytes(codec.MAX_FRAME_BYTES)), "over 1048576"),
}


@pytest.mark.parametrize(("frame", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_a_frame_that_breaks_a_rule_is_refused(frame: bytes, reason: str) -> None:
    """[CO1] [CO2] [CO3] The error says what is wrong."""
    with pytest.raises(BadFrame, match=reason):
        codec.decode(frame, extended=True)


def test_what_the_server_says_of_a_text_is_what_a_peer_would() -> None:
    """The server's sync and awareness frames read back as the same messages, with a name and without."""
    for name in (None, "file/größe.py"):
        assert codec.decode(codec.encode_step1(name, b"\x00"), extended=True) == SyncStep1(name, b"\x00")
        assert codec.decode(codec.encode_step2(name, b"\x00\x00"), extended=True) == SyncStep2(name, b"\x00\x00")
        assert codec.decode(codec.encode_update(name, b"u" * 300), extended=True) == SyncUpdate(name, b"u" * 300)
        assert codec.decode(codec.encode_awareness(name, b"a"), extended=True) == AwarenessUpdate(name, b"a")


def test_own_frames_have_the_bytes_of_the_table() -> None:
    """docs/protocol.md section 2, byte for byte."""
    assert codec.encode_event('{"é":1}') == b'\x65\x08{"\xc3\xa9":1}'
    assert codec.encode_saved(300, True) == b"\x66\xac\x02\x01"
    assert codec.encode_saved(0, False) == b"\x66\x00\x00"
    assert codec.encode_welcome("{}") == b"\x67\x02{}"
    assert codec.encode_notice("{}") == b"\x68\x02{}"
    assert codec.encode_check("file/a", b"\x00", 0xFFFFFFFF) == b"\x69\x06file/a\x01\x00\xff\xff\xff\xff\x0f"


def test_a_number_is_read_as_it_was_written() -> None:
    """The border of each length of a varuint, up to the largest integer of JavaScript."""
    for value in {0, MAX_NUMBER} | {(1 << bits) + step for bits in range(7, 53, 7) for step in (-1, 0)}:
        reader = Reader(varuint(value))
        assert reader.varuint(MAX_NUMBER) == value
        reader.finish()


def test_a_number_over_its_bound_is_refused() -> None:
    """[CO1] A bound belongs to every number."""
    with pytest.raises(BadFrame, match="The number 129 at byte 0 is over its bound 128"):
        Reader(varuint(129)).varuint(128)
