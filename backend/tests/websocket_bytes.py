"""The bytes of WebSockets, for tests that must send or see them themselves.

Source: RFC 6455.
"""

import base64
import os
from collections.abc import Iterator

BINARY, CLOSE, PING = 2, 8, 9
FINAL = MASKED = 0x80
BYTES_OF_SIZE = {126: 2, 127: 8}
"""A size in the second byte that says in how many more bytes the real one follows."""
NO_MASK = bytes(4)
NO_CODE = 1005
"""What the code of a close frame without one counts as."""
LOST = 1006
"""What the code of a connection without a close frame counts as."""


def upgrade_request(port: int, path: str, protocol: str | None) -> bytes:
    """What a client sends first."""
    asked = f"Sec-WebSocket-Protocol: {protocol}\r\n" if protocol else ""
    key = base64.b64encode(os.urandom(16)).decode()
    return (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n{asked}\r\n"
    ).encode()


def client_frame(payload: bytes, opcode: int = BINARY, *, fin: bool = True) -> bytes:
    """A frame as a client sends it, masked with zeros."""
    size = len(payload)
    short = size if size < 126 else 126 if size < 1 << 16 else 127
    rest = size.to_bytes(BYTES_OF_SIZE[short]) if short in BYTES_OF_SIZE else b""
    return bytes([opcode | (FINAL if fin else 0), MASKED | short]) + rest + NO_MASK + payload


def read_frames(heard: bytes | bytearray) -> Iterator[tuple[int, bytes, int]]:
    """Opcode and payload of each whole frame that a server sent, and where it ends."""
    at = 0
    while at + 2 <= len(heard):
        size, start = heard[at + 1], at + 2
        if more := BYTES_OF_SIZE.get(size, 0):
            size, start = int.from_bytes(heard[start : start + more]), start + more
        if start + size > len(heard):
            return
        yield heard[at] & 0x0F, bytes(heard[start : start + size]), start + size
        at = start + size


def unframe(written: bytes) -> list[bytes]:
    """The payloads of whole frames, one after another."""
    frames = list(read_frames(written))
    assert not written or frames[-1][2] == len(written), "half a frame"
    return [payload for _, payload, _ in frames]


def close_code(payload: bytes) -> int:
    """The code that a close frame has."""
    return int.from_bytes(payload[:2]) if payload else NO_CODE
