"""Divides a document's own state into parts that a fresh document can apply one after another.

The guard divides what peers send, within bounds. Our own state has none but those of its texts, needs no distrust, and
may be large: so this goes in short steps, between which the process does other things.
"""

from collections.abc import Iterator
from typing import Final

from app.services.collab.divide import MAX_PART_STRUCTS
from app.services.collab.guard_read import MAX_CLIENT_ID, MAX_CLOCK, Mentions, Section, read_struct
from app.services.collab.lib0 import MAX_NUMBER, Reader, varuint

STRUCTS_A_STEP: Final = 256
"""About a millisecond's work."""
BREATH: Final = b""
"""Yielded where there is no part yet."""
NO_DELETES: Final = b"\x00"
NO_STRUCTS: Final = b"\x00"


def divide_state(update: bytes) -> Iterator[bytes]:
    """Yield the parts of a whole document's update, each of at most `MAX_PART_STRUCTS`, and a `BREATH` now and then.

    Raises:
        BadFrame: the update is none.
        KeyError: it is not of a whole document.
    """
    reader = Reader(update)
    sections: dict[int, Section] = {}
    for _ in range(reader.varuint(MAX_NUMBER)):
        yield from _read_section(reader, sections)
    deletes = update[reader.at :]
    yield from _order(update, sections)
    if deletes != NO_DELETES:
        yield NO_STRUCTS + deletes


def _read_section(reader: Reader, sections: dict[int, Section]) -> Iterator[bytes]:
    count = reader.varuint(MAX_NUMBER)
    client = reader.varuint(MAX_CLIENT_ID)
    start = clock = reader.varuint(MAX_CLOCK)
    section = sections[client] = Section(client, start, [], [reader.at], {})
    mentions = Mentions()
    for struct in range(count):
        clock += read_struct(reader, client, clock, mentions, MAX_NUMBER)
        if mentions.foreign:
            section.needs[struct] = mentions.foreign
        section.ends.append(clock)
        section.offsets.append(reader.at)
        mentions = Mentions()
        if struct % STRUCTS_A_STEP == STRUCTS_A_STEP - 1:
            yield BREATH


class _Order:
    """How far each client's structs have been taken, and those of them that make the next part."""

    def __init__(self, update: bytes, sections: dict[int, Section]) -> None:
        self._update = update
        self._sections = sections
        self._next = dict.fromkeys(sections, 0)
        self._first: dict[int, int] = {}
        """Of each client in the next part its first struct there."""
        self.size = 0

    def advance(self, section: Section, goal: int) -> tuple[int, int] | None:
        """Take structs of a client until it has reached the clock `goal`, the part is full (`None` both times), or a
        struct refers to what is not taken yet, which is returned."""
        client, ends = section.client, section.ends
        at = self._next[client]
        while at < len(ends) and section.start_of(at) < goal and self.size < MAX_PART_STRUCTS:
            for needed, clock in section.needs.get(at, ()):
                if not self.has(needed, clock):
                    return needed, clock
            self._first.setdefault(client, at)
            at += 1
            self._next[client] = at
            self.size += 1
        return None

    def has(self, client: int, clock: int) -> bool:
        """Whether the struct with this clock is taken."""
        return self._sections[client].start_of(self._next[client]) > clock

    def take_part(self) -> bytes:
        """The part that is ready."""
        out = bytearray(varuint(len(self._first)))
        for client, first in self._first.items():
            section = self._sections[client]
            last = self._next[client]
            out += varuint(last - first) + varuint(client) + varuint(section.start_of(first))
            out += self._update[section.offsets[first] : section.offsets[last]]
        self._first = {}
        self.size = 0
        return bytes(out + NO_DELETES)


def _order(update: bytes, sections: dict[int, Section]) -> Iterator[bytes]:
    """Yield all structs in parts, each struct behind those that it refers to."""
    order = _Order(update, sections)
    for section in sections.values():
        # Who is waited for stands above who waits. A state refers to itself in no circle, so this ends.
        goals = [(section, section.ends[-1])]
        while goals:
            current, goal = goals[-1]
            missing = order.advance(current, goal)
            if missing is not None:
                client, clock = missing
                goals.append((sections[client], clock + 1))
            elif order.size == MAX_PART_STRUCTS:
                yield order.take_part()
            else:
                goals.pop()
    if order.size:
        yield order.take_part()
