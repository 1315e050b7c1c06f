"""The everyday presence: a caret that has moved, and everything else as it was told before.

Editor bindings send the whole state behind each key. Where only the cursor differs from the state before, which was
read whole (PR4), the cursor alone is read, by a pattern that matches what Yjs writes and nothing else.
"""

import json
import re
from dataclasses import dataclass
from typing import Final

from app.services.collab.awareness import write_state
from app.services.collab.lib0 import varuint

_ID: Final = rb'\{"client":(?:0|[1-9][0-9]{0,14}),"clock":(?:0|[1-9][0-9]{0,8})\}'
"""The numbers stay short of every bound."""
_TARGET: Final = rb'"tname":(?:null,"item":%(id)b|"content","item":(?:null|%(id)b))' % {b"id": _ID}
_POSITION: Final = rb'\{"type":null,' + _TARGET + rb',"assoc":(?:0|-1)\}'
"""A relative position as `JSON.stringify` writes it (Yjs, `src/utils/RelativePosition.js`)."""
CURSOR: Final = re.compile(rb'(?:null|\{"anchor":%(at)b,"head":%(at)b\})\}' % {b"at": _POSITION})
"""The rest of a state behind `"cursor":`."""
CURSOR_KEY: Final = b'"cursor":'
CLOCK_KEY: Final = b'"clock":'
MAX_CLOCK_DIGITS: Final = 9
ZERO: Final = 0x30
NINE: Final = 0x39
MORE: Final = 0x80
"""The bit of a byte that says that the number goes on."""


class Moved:
    """A cursor that has moved: the clock that its sender gave it, and the state in the server's words."""

    __slots__ = ("clock", "state")

    def __init__(self, clock: int, state: bytes) -> None:
        self.clock = clock
        self.state = state


@dataclass(slots=True)
class CaretForm:
    """How one peer says where its cursor is.

    `address` begins its frames, `head` their payload: one entry, the client id. `said` is its state up to the cursor,
    and `told` the same in the server's words (PR2).
    """

    address: bytes
    head: bytes
    said: bytes
    told: bytes
    _before: bytes = b""
    """The last cursor up to its clock, if it was a caret behind some letter: empty if not."""
    _between: bytes = b""
    """From there to the same clock again."""
    _behind: bytes = b""

    def read(self, frame: bytes) -> Moved | None:
        """The cursor in a frame; `None` if it is not of this form, so that it must be read whole."""
        if not frame.startswith(self.address):
            return None
        try:
            at = _skip_length(frame, len(self.address))
            if not frame.startswith(self.head, at):
                return None
            at += len(self.head)
            clock = frame[at]
            if clock >= MORE:
                second = frame[at + 1]
                clock = clock & 0x7F | second << 7
                at += 1
                if second >= MORE or second == 0:
                    return None
            at = _skip_length(frame, at + 1)
        except IndexError:
            return None
        if not frame.startswith(self.said, at):
            return None
        at += len(self.said)
        return Moved(clock, self.told + frame[at:]) if self._is_cursor(frame, at) else None

    def _is_cursor(self, frame: bytes, at: int) -> bool:
        """Whether the rest of a frame is a cursor: the last one with another clock, or whatever the pattern matches."""
        if self._before and frame.startswith(self._before, at):
            start = end = at + len(self._before)
            while end < len(frame) and ZERO <= frame[end] <= NINE:
                end += 1
            digits = frame[start:end]
            # As the pattern says of a clock.
            is_clock = 0 < len(digits) <= MAX_CLOCK_DIGITS and (digits[0] != ZERO or len(digits) == 1)
            if is_clock and frame[end:] == b"".join((self._between, digits, self._behind)):
                return True
        if CURSOR.fullmatch(frame, at) is None:
            return False
        self._learn(frame[at:])
        return True

    def _learn(self, cursor: bytes) -> None:
        """The next cursor may be this one with another clock, the same at both ends."""
        before, key, rest = cursor.partition(CLOCK_KEY)
        clock = rest[: rest.find(b"}")]
        middle, again, behind = rest[len(clock) :].partition(CLOCK_KEY)
        is_caret = bool(again) and behind.startswith(clock + b"}")
        self._before = before + key if is_caret else b""
        self._between = middle + again
        self._behind = behind[len(clock) :]

    def payload(self, clock: int, state: bytes) -> bytes:
        """The payload of an awareness message that tells of it."""
        return b"".join((self.head, varuint(clock), varuint(len(state)), state))


def _skip_length(frame: bytes, at: int) -> int:
    """Where what a length bounds begins; the frame's end if it does not bound all that is left.

    Raises:
        IndexError: the frame ends here.
    """
    low = frame[at]
    if low < MORE:
        return at + 1 if low == len(frame) - at - 1 else len(frame)
    high = frame[at + 1]
    whole = 0 < high < MORE and (low & 0x7F | high << 7) == len(frame) - at - 2
    return at + 2 if whole else len(frame)


def form_of(address: bytes, client: int, said: bytes, told: dict[str, object]) -> CaretForm | None:
    """How a peer goes on that has `said` a state of its `client`, of which `told` was told; `None` if nobody knows."""
    at = said.rfind(CURSOR_KEY) + len(CURSOR_KEY)
    if at < len(CURSOR_KEY) or CURSOR.fullmatch(said, at) is None:
        return None
    rest = {key: value for key, value in told.items() if key != "cursor"}
    # What stands before the cursor must be the whole rest: not a part of it, nor a string that looks like a cursor.
    try:
        before: dict[str, object] = json.loads(said[:at] + b"null}")
    except ValueError:
        return None
    if before.keys() != told.keys() or any(before[key] != rest[key] for key in rest if key != "user"):
        return None
    return CaretForm(address, b"\x01" + varuint(client), said[:at], write_state(rest)[:-1] + b"," + CURSOR_KEY)
