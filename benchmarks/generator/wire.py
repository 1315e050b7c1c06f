"""The bytes of lib0 and of Yjs updates: as much of them as a load generator must read and write.

Sources: https://github.com/dmonad/lib0 (encoding), https://github.com/yjs/yjs (update format v1),
https://github.com/yjs/y-protocols/blob/master/PROTOCOL.md (messages), RFC 6455 (frames).
"""

from dataclasses import dataclass

SYNC, AWARENESS, SYNC_REPLY = 0, 1, 4
STEP_1, STEP_2, UPDATE = 0, 1, 2
EMPTY_STEP_1 = b"\x00\x00\x01\x00"
EMPTY_STEP_2 = b"\x00\x01\x02\x00\x00"

MASK = b"\x37\xfa\x21\x3d"
"""The example of RFC 6455. A frame that is masked beforehand can be sent by every room's typists."""
BINARY_FRAME = 0x82
MASKED = 0x80

GC, DELETED, STRING, SKIP = 0, 1, 4, 10
HAS_LEFT, HAS_RIGHT, HAS_KEY, CONTENT_BITS = 0x80, 0x40, 0x20, 0x1F


@dataclass(frozen=True, slots=True)
class Span:
    """`length` units of one client's typing from `clock` on."""

    client: int
    clock: int
    length: int


def var_uint(number: int) -> bytes:
    """A number as lib0 writes it."""
    out = bytearray()
    while number > 127:
        out.append(128 | (number & 127))
        number >>= 7
    out.append(number)
    return bytes(out)


def var_bytes(content: bytes) -> bytes:
    """Bytes as lib0 writes them: length, content."""
    return var_uint(len(content)) + content


def client_frame(message: bytes) -> bytes:
    """A message as the binary frame in which a client sends it.

    Raises:
        ValueError: it is longer than a key of a recording.
    """
    size = len(message)
    if size > 0xFFFF:
        raise ValueError(f"a message of {size} bytes")
    head = bytes([BINARY_FRAME, MASKED | size] if size < 126 else [BINARY_FRAME, MASKED | 126, size >> 8, size & 255])
    mask = (MASK * (size // 4 + 1))[:size]
    return head + MASK + (int.from_bytes(message) ^ int.from_bytes(mask)).to_bytes(size)


def read_presence(message: bytes) -> list[tuple[int, int, bool]]:
    """(client, clock, whether it is shown) by entry of an awareness message; the states are skipped."""
    reader = Reader(message)
    reader.uint()
    reader.uint()
    entries = []
    for _ in range(reader.uint()):
        client, clock, size = reader.uint(), reader.uint(), reader.uint()
        entries.append((client, clock, not (size == 4 and message[reader.at : reader.at + 4] == b"null")))
        reader.at += size
    return entries


class Reader:
    """Reads lib0's encoding from the front."""

    __slots__ = ("at", "source")

    def __init__(self, source: bytes) -> None:
        self.source = source
        self.at = 0

    def uint(self) -> int:
        """The next number."""
        number = shift = 0
        while True:
            byte = self.source[self.at]
            self.at += 1
            number |= (byte & 127) << shift
            if byte < 128:
                return number
            shift += 7

    def bytes(self) -> bytes:
        """The next byte array."""
        length = self.uint()
        self.at += length
        return self.source[self.at - length : self.at]


def read_update(update: bytes) -> tuple[list[Span], list[Span]]:
    """What an update of a plain text inserts, and what it deletes.

    Raises:
        ValueError: it holds something else than text.
    """
    reader = Reader(update)
    inserted: list[Span] = []
    for _ in range(reader.uint()):
        count, client, clock = reader.uint(), reader.uint(), reader.uint()
        for _ in range(count):
            length, is_skip = _read_struct(reader)
            if not is_skip:
                inserted.append(Span(client, clock, length))
            clock += length
    deleted: list[Span] = []
    for _ in range(reader.uint()):
        client = reader.uint()
        deleted += [Span(client, reader.uint(), reader.uint()) for _ in range(reader.uint())]
    return inserted, deleted


def join_letters(update: bytes, letter: bytes) -> bytes | None:
    """The update that inserts what both do, where the second is one letter behind a short text; otherwise none.

    That is how Yjs joins two structs of a document.
    """
    first, second = _read_text(update), _read_text(letter)
    if first is None or second is None or len(second.text) != 1 or len(first.text) > 126:
        return None
    before = var_uint(second.client) + var_uint(second.clock - 1)
    follows = second.client == first.client and second.clock == first.clock + len(first.text)
    if not follows or second.left != before or second.right != first.right:
        return None
    return update[: first.text_at - 1] + var_bytes(first.text + second.text) + b"\0"


@dataclass(frozen=True, slots=True)
class _Text:
    """One inserted text of ASCII, with its neighbours as they are written and where it begins in the update."""

    client: int
    clock: int
    left: bytes
    right: bytes
    text: bytes
    text_at: int


def _read_text(update: bytes) -> _Text | None:
    reader = Reader(update)
    if reader.uint() != 1 or reader.uint() != 1:
        return None
    client, clock = reader.uint(), reader.uint()
    info = update[reader.at]
    reader.at += 1
    if info & CONTENT_BITS != STRING or not info & (HAS_LEFT | HAS_RIGHT):
        return None
    left = _read_neighbour(reader, is_there=bool(info & HAS_LEFT))
    right = _read_neighbour(reader, is_there=bool(info & HAS_RIGHT))
    text = reader.bytes()
    text_at = reader.at - len(text)
    if update[reader.at :] != b"\0" or not text.isascii():
        return None
    return _Text(client, clock, left, right, text, text_at)


def _read_neighbour(reader: Reader, *, is_there: bool) -> bytes:
    """The id of a neighbour as it is written, empty where there is none."""
    start = reader.at
    if is_there:
        reader.uint()
        reader.uint()
    return reader.source[start : reader.at]


def _read_struct(reader: Reader) -> tuple[int, bool]:
    """The length of the next struct, and whether it is a gap."""
    info = reader.source[reader.at]
    reader.at += 1
    kind = info & CONTENT_BITS
    if kind in (GC, SKIP):
        return reader.uint(), kind == SKIP
    for neighbour in (HAS_LEFT, HAS_RIGHT):
        if info & neighbour:
            reader.uint()
            reader.uint()
    if not info & (HAS_LEFT | HAS_RIGHT):
        if reader.uint():
            reader.bytes()
        else:
            reader.uint()
            reader.uint()
        if info & HAS_KEY:
            reader.bytes()
    if kind == DELETED:
        return reader.uint(), False
    if kind == STRING:
        return len(reader.bytes().decode().encode("utf-16-le")) // 2, False
    raise ValueError(f"content {kind} is no text")
