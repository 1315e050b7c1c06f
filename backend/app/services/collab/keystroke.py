"""The everyday keystroke: what somebody who goes on typing sends next is nearly known beforehand.

One letter behind the one before is compared with the frame it must be; any other insertion of ASCII, also in a few
places, what is erased of one client, and both at once are read without making anything of them. This lets through only
what the guard would (GU1 to GU5, GU13), at a fraction of its cost: the guard reads what is left.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.services.collab.guard_read import HAS_ORIGIN, HAS_RIGHT_ORIGIN, MAX_CLIENT_ID, STRING
from app.services.collab.lib0 import MORE_FOLLOW, ONE_BYTE, Reader, varuint

ONE_STRUCT: Final = b"\x01\x01"
"""How an update of one struct begins: one client, one struct."""
NO_STRUCT_ONE_DELETE: Final = b"\x00\x01"
"""How an update without structs begins that erases letters of one client."""
ONE_CLIENT: Final = 1
ONE_LETTER: Final = b"\x01"
NO_DELETES: Final = 0
END: Final = b"\x00"
"""How an update ends that erases nothing."""
LETTER_AND_END: Final = 2
"""Bytes behind what is known beforehand: an ASCII letter, and that nothing is deleted."""
ASCII_END: Final = 0x80
MAX_KEY_STRUCTS: Final = 16
"""Places at which one key may insert: lines that are indented together, carets in several places."""
MAX_KEY_BYTES: Final = 127
"""Bytes of an update that can be a key; their number is written as one byte."""
UNREADABLE = (-1, 0)


@dataclass(slots=True)
class Streak:
    """What one peer may send next about one text, under one client id.

    `address` is how its frames begin. `letter` is the frame that inserts the next letter without that letter and its
    end, empty where nobody knows. `clock` is the next clock of `client` after the last frame that was followed, `grown`
    how many units that frame inserted: 0 where it erased. `is_letter` says that it was the letter that was expected.
    """

    address: bytes
    client: int
    clock: int
    grown: int
    letter: bytes
    is_letter: bool
    _written: bytes
    """The client id as it is written."""
    _struct: bytes
    """The expected struct's first byte and the client of its left neighbour."""
    _right: bytes
    """The expected right neighbour, if there is one, and the length of a letter."""

    def follow(self, frame: bytes, state: dict[int, int], is_paired: bool) -> bool:
        """Whether the frame is a key that the guard would let in at this state; if so, expect what follows.

        `is_paired` says that the document holds surrogate pairs, which only the guard keeps whole.
        """
        letter = self.letter
        if (
            letter
            and frame.startswith(letter)
            and len(frame) == len(letter) + LETTER_AND_END
            and frame[-1] == NO_DELETES
            and frame[-2] < ASCII_END
        ):
            if state.get(self.client) != self.clock:
                return False
            self._expect(self.clock + 1, 1)
            self.is_letter = True
            return True
        self.is_letter = False
        at = len(self.address)
        if is_paired or not frame.startswith(self.address) or len(frame) < at + 4:
            return False
        size = frame[at]
        at += 1
        if size > MAX_KEY_BYTES or size != len(frame) - at:
            return False
        if frame[at] == ONE_CLIENT and 0 < frame[at + 1] <= MAX_KEY_STRUCTS:
            return self._read_insertions(frame, at + 2, frame[at + 1], state)
        if frame.startswith(NO_STRUCT_ONE_DELETE, at):
            return self._read_erasing(frame, at + len(NO_STRUCT_ONE_DELETE) - 1, state)
        return False

    def join(self, frames: Sequence[bytes], at: int) -> tuple[bytes, int]:
        """Follow the letters behind the one at `at`, which was followed; all of them as one frame, and their number.

        Yjs joins such structs in the same way: who is told of one of several letters has the same document.
        """
        first = frames[at]
        head = first[len(self.address) + 1 : -len(ONE_LETTER) - LETTER_AND_END]
        letters = bytearray(first[-LETTER_AND_END:-1])
        most = MAX_KEY_BYTES - len(head) - len(ONE_LETTER) - len(END)
        for following in range(at + 1, len(frames)):
            frame, letter = frames[following], self.letter
            if (
                len(letters) >= most
                or len(frame) != len(letter) + LETTER_AND_END
                or not frame.startswith(letter)
                or frame[-1] != NO_DELETES
                or frame[-2] >= ASCII_END
            ):
                break
            letters.append(frame[-2])
            self._expect(self.clock + 1, 1)
        count = self.grown = len(letters)
        if count == 1:
            return first, 1
        body = b"".join((head, ONE_BYTE[count], letters, END))
        return b"".join((self.address, ONE_BYTE[len(body)], body)), count

    def _read_insertions(self, frame: bytes, at: int, count: int, state: dict[int, int]) -> bool:
        """Read `count` structs of the client from `at` on, and what is erased behind them."""
        if not frame.startswith(self._written, at):
            return False
        first, at = _read_number(frame, at + len(self._written))
        if first != state.get(self.client):
            return False
        clock = first
        kind = 0
        right = b""
        for _ in range(count):
            if at >= len(frame):
                return False
            kind = frame[at]
            before_right, size_at = self._read_neighbours(frame, at, state, clock)
            size = frame[size_at] if 0 < size_at < len(frame) else 0
            at = size_at + 1 + size
            if size == 0 or at >= len(frame) or not frame[size_at + 1 : at].isascii():
                return False
            right = frame[before_right:size_at]
            clock += size
        if frame[at] != NO_DELETES:
            if not _are_deletes(frame, at, state, self.client, clock):
                return False
        elif at + 1 != len(frame):
            return False
        self._struct = MORE_FOLLOW[(kind | HAS_ORIGIN) & 0x7F] + self._written
        self._right = right + ONE_LETTER
        self._expect(clock, clock - first)
        return True

    def _read_neighbours(self, frame: bytes, at: int, state: dict[int, int], reached: int) -> tuple[int, int]:
        """Read the head of a struct at `at` of which the client has written up to the clock `reached`.

        Returns where its right neighbour begins and where it ends: 0 where this is no insertion between known ids.
        """
        kind = frame[at]
        at += 1
        left = right = UNREADABLE
        if kind & ~(HAS_ORIGIN | HAS_RIGHT_ORIGIN) != STRING or kind == STRING:
            return 0, 0
        if kind & HAS_ORIGIN:
            left, at = _read_known_id(frame, at, state, self.client, reached)
            if at == 0:
                return 0, 0
        before_right = at
        if kind & HAS_RIGHT_ORIGIN:
            right, at = _read_known_id(frame, at, state, self.client, reached)
            if at == 0 or left == right:
                return 0, 0
        return before_right, at

    def _read_erasing(self, frame: bytes, at: int, state: dict[int, int]) -> bool:
        if not _are_deletes(frame, at, state, self.client, state.get(self.client, 0)):
            return False
        # What is typed now has other neighbours than what was expected.
        self.letter = b""
        self.clock = state.get(self.client, 0)
        self.grown = 0
        return True

    def _expect(self, clock: int, grown: int) -> None:
        """The next clock is this: expect one letter behind the one before it."""
        self.clock = clock
        self.grown = grown
        body = b"".join((ONE_STRUCT, self._written, varuint(clock), self._struct, varuint(clock - 1), self._right))
        self.letter = b"".join((self.address, ONE_BYTE[len(body) + LETTER_AND_END], body))


def begin(address: bytes, update: bytes) -> Streak | None:
    """What may follow an update of a peer that the guard has admitted; `None` if nobody knows its client id."""
    if not update.startswith(ONE_STRUCT):
        return None
    reader = Reader(update, len(ONE_STRUCT))
    client = reader.varuint(MAX_CLIENT_ID)
    return Streak(address, client, 0, 0, b"", False, update[len(ONE_STRUCT) : reader.at], b"", b"")


def _read_known_id(
    frame: bytes, at: int, state: dict[int, int], writer: int, reached: int
) -> tuple[tuple[int, int], int]:
    """An id that the document holds, or that the `writer` has before the clock `reached`; and where it ends.

    That is 0 if it is none.
    """
    client, at = _read_number(frame, at)
    if at == 0:
        return UNREADABLE, 0
    clock, at = _read_number(frame, at)
    if at == 0 or clock >= (reached if client == writer else state.get(client, 0)):
        return UNREADABLE, 0
    return (client, clock), at


def _are_deletes(frame: bytes, at: int, state: dict[int, int], writer: int, reached: int) -> bool:
    """Whether the rest of a frame is what is erased of one client: ranges in order, of what there is.

    Of the `writer` that is what it has inserted up to the clock `reached`.
    """
    if frame[at] != ONE_CLIENT:
        return False
    client, at = _read_number(frame, at + 1)
    if at == 0:
        return False
    count, at = _read_number(frame, at)
    if at == 0 or count == 0:
        return False
    before = 0
    for _ in range(count):
        start, at = _read_number(frame, at)
        if at == 0 or start < before:
            return False
        length, at = _read_number(frame, at)
        if at == 0 or length == 0:
            return False
        before = start + length
    return at == len(frame) and before <= (reached if client == writer else state.get(client, 0))


def _read_number(frame: bytes, at: int) -> tuple[int, int]:
    """A number that is written as short as can be, and where it ends; 0 if it is none."""
    value = shift = 0
    end = len(frame)
    while at < end and shift < 56:
        byte = frame[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return (value, at) if (byte or not shift) and value <= MAX_CLIENT_ID else UNREADABLE
        shift += 7
    return UNREADABLE
