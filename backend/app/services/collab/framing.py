"""A message as one WebSocket frame of a server: final, not masked (RFC 6455, section 5.2)."""

from typing import Final

FINAL_TEXT, FINAL_BINARY, FINAL_CLOSE, FINAL_PONG = 0x81, 0x82, 0x88, 0x8A
NORMAL_CLOSURE: Final = 1000
MAX_SHORT: Final = 125
"""Bytes of a payload whose length stands in the second byte itself."""
TWO_BYTES_FOLLOW, EIGHT_BYTES_FOLLOW = 126, 127
SHORT_HEADS: Final = [bytes((FINAL_BINARY, size)) for size in range(MAX_SHORT + 1)]
MIDDLE_HEADS: Final = [bytes((FINAL_BINARY, TWO_BYTES_FOLLOW, high)) for high in range(1 << 8)]
BYTES: Final = [bytes((low,)) for low in range(1 << 8)]


def frame_of(message: bytes | str) -> bytes:
    """Frame a message: `str` as text, `bytes` as binary."""
    return _frame(FINAL_TEXT, message.encode()) if isinstance(message, str) else binary_frame_of(message)


def binary_frame_of(message: bytes) -> bytes:
    """Frame a message as binary; nearly all are, and short."""
    size = len(message)
    if size <= MAX_SHORT:
        return SHORT_HEADS[size] + message
    if size < 1 << 16:
        return MIDDLE_HEADS[size >> 8] + BYTES[size & 0xFF] + message
    return _frame(FINAL_BINARY, message)


def _frame(opcode: int, message: bytes) -> bytes:
    size = len(message)
    if size <= MAX_SHORT:
        return bytes((opcode, size)) + message
    if size < 1 << 16:
        return bytes((opcode, TWO_BYTES_FOLLOW)) + size.to_bytes(2) + message
    return bytes((opcode, EIGHT_BYTES_FOLLOW)) + size.to_bytes(8) + message


def close_frame_of(code: int, reason: str) -> bytes:
    """The frame that closes a connection with a code and a short reason (RFC 6455, section 5.5.1)."""
    payload = code.to_bytes(2) + reason.encode()[: MAX_SHORT - 2]
    return bytes((FINAL_CLOSE, len(payload))) + payload


def pong_frame_of(payload: bytes) -> bytes:
    """The frame that answers a ping with its own payload, of at most `MAX_SHORT` bytes (RFC 6455, section 5.5.3)."""
    return bytes((FINAL_PONG, len(payload))) + payload
