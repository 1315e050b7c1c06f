"""The strict reader of a Yjs v1 update: bytes to structs and delete ranges, or `BadFrame` [GU1] [GU2] [GU3].

Source of the format: https://github.com/yjs/yjs (`src/utils/encoding.js`, `src/structs/Item.js`). Reading
is one pass without recursion, so that no input can exhaust the stack, and every count is bounded before
anything is allocated.
"""

from dataclasses import dataclass

from app.errors import BadFrame
from app.services.collab.lib0 import MAX_NUMBER, Reader, varuint

type StateVector = dict[int, int]
"""Client id to next clock."""

type Id = tuple[int, int]
"""The client id and clock of one UTF-16 unit."""

MAX_UPDATE_BYTES = 1 << 20
MAX_STRUCTS = 32_768
MAX_DELETE_RANGES = 20_000
MAX_CLOCK = (1 << 31) - 1
MAX_CLIENT_ID = MAX_NUMBER
"""Yjs draws client ids of 32 bits, pycrdt of 53."""

ROOT = b"\x01\x07content"
"""How a struct without neighbours names its parent: the root `content`. Every other parent is refused."""

HAS_ORIGIN, HAS_RIGHT_ORIGIN, HAS_MAP_KEY, CONTENT_BITS = 0x80, 0x40, 0x20, 0x1F
GC, DELETED, STRING, SKIP = 0, 1, 4, 10


@dataclass(frozen=True, slots=True)
class Section:
    """The structs of one client in an update, which follow each other without a gap.

    Struct `i` has the clocks from `start_of(i)` up to `ends[i]`, the bytes from `offsets[i]` to `offsets[i
    + 1]`. `needs` maps a struct to the ids of other clients that it refers to; its own client's always
    precede it.
    """

    client: int
    start: int
    ends: list[int]
    offsets: list[int]
    needs: dict[int, list[Id]]

    def start_of(self, struct: int) -> int:
        """Return the first clock of a struct."""
        return self.ends[struct - 1] if struct else self.start


@dataclass(frozen=True, slots=True)
class DeleteRange:
    """The clocks from `start` up to, not including, `end` of one client are deleted."""

    client: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ReadUpdate:
    """An update that kept every rule which needs no document to check."""

    update: bytes
    sections: list[Section]
    deletes: list[DeleteRange]


def read_update(update: bytes) -> ReadUpdate:
    """Read a whole update.

    Raises:
        BadFrame: it breaks GU1, GU2 or GU3.
    """
    if len(update) > MAX_UPDATE_BYTES:
        raise BadFrame(f"An update of {len(update)} bytes is over {MAX_UPDATE_BYTES}.")
    reader = Reader(update)
    sections = _read_sections(reader)
    deletes = read_deletes(reader)
    reader.finish()
    return ReadUpdate(update, sections, deletes)


def _read_sections(reader: Reader) -> list[Section]:
    sections: list[Section] = []
    seen: set[int] = set()
    left = MAX_STRUCTS
    for _ in range(reader.varuint(MAX_STRUCTS)):
        count = reader.varuint(left)
        if count == 0:
            raise BadFrame(f"A client without structs is listed before byte {reader.at}.")
        left -= count
        section = _read_section(reader, count)
        if section.client in seen:
            raise BadFrame(f"The client {section.client} is listed twice.")
        seen.add(section.client)
        sections.append(section)
    return sections


def _read_section(reader: Reader, count: int) -> Section:
    client = reader.varuint(MAX_CLIENT_ID)
    start = clock = reader.varuint(MAX_CLOCK)
    ends: list[int] = []
    offsets = [reader.at]
    needs: dict[int, list[Id]] = {}
    for struct in range(count):
        foreign: list[Id] = []
        clock += read_struct(reader, client, clock, foreign)
        if clock > MAX_CLOCK:
            raise BadFrame(f"The struct before byte {reader.at} ends at the clock {clock}, over {MAX_CLOCK}.")
        if foreign:
            needs[struct] = foreign
        ends.append(clock)
        offsets.append(reader.at)
    return Section(client, start, ends, offsets, needs)


def read_struct(reader: Reader, client: int, clock: int, foreign: list[Id]) -> int:
    """Read one struct, return its length in clocks, and append other clients' ids it refers to to `foreign`.

    Raises:
        BadFrame: it is no string or deleted content of our root, or refers to itself or what comes after it.
    """
    start = reader.at
    kind = reader.byte()
    neighbours = kind & (HAS_ORIGIN | HAS_RIGHT_ORIGIN)
    if kind & HAS_MAP_KEY:
        raise BadFrame(f"The struct at byte {start} has a map key.")
    content = kind & CONTENT_BITS
    if content not in (STRING, DELETED):
        raise BadFrame(f"The struct at byte {start} is {CONTENT_NAMES.get(content, 'of an unknown kind')}.")
    if neighbours & HAS_ORIGIN:
        _read_reference(reader, client, clock, foreign)
    if neighbours & HAS_RIGHT_ORIGIN:
        _read_reference(reader, client, clock, foreign)
    if not neighbours:
        if not reader.data.startswith(ROOT, reader.at):
            raise BadFrame(f"The struct at byte {start} has another parent than the root content.")
        reader.at += len(ROOT)
    length = _read_string_length(reader) if content == STRING else reader.varuint(MAX_CLOCK)
    if length == 0:
        raise BadFrame(f"The struct at byte {start} has no length.")
    return length


CONTENT_NAMES = {
    GC: "a GC",
    2: "JSON",
    3: "binary",
    5: "an embed",
    6: "a format",
    7: "a nested type",
    8: "any-content",
    9: "a sub-document",
    SKIP: "a Skip",
}


def _read_reference(reader: Reader, client: int, clock: int, foreign: list[Id]) -> None:
    referred = reader.varuint(MAX_CLIENT_ID)
    referred_clock = reader.varuint(MAX_CLOCK)
    if referred != client:
        foreign.append((referred, referred_clock))
    elif referred_clock >= clock:
        raise BadFrame(f"The struct with the clock {clock} refers to the clock {referred_clock} of its own client.")


def _read_string_length(reader: Reader) -> int:
    """Read a string, return its length in UTF-16 units, which is what Yjs counts clocks in."""
    text = reader.varstring(MAX_UPDATE_BYTES)
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def read_deletes(reader: Reader) -> list[DeleteRange]:
    """Read the delete set: ordered ranges of each client, none empty, none overlapping."""
    deletes: list[DeleteRange] = []
    seen: set[int] = set()
    left = MAX_DELETE_RANGES
    for _ in range(reader.varuint(MAX_DELETE_RANGES)):
        client = reader.varuint(MAX_CLIENT_ID)
        if client in seen:
            raise BadFrame(f"The client {client} is listed twice in the delete set.")
        seen.add(client)
        count = reader.varuint(left)
        if count == 0:
            raise BadFrame(f"The client {client} is listed without ranges in the delete set.")
        left -= count
        before = 0
        for _ in range(count):
            start = reader.varuint(MAX_CLOCK)
            end = start + reader.varuint(MAX_CLOCK)
            if start < before or end == start or end > MAX_CLOCK:
                raise BadFrame(f"The delete range {start} to {end} of client {client} is empty or out of order.")
            before = end
            deletes.append(DeleteRange(client, start, end))
    return deletes


def write_deletes(deletes: list[DeleteRange]) -> bytes:
    """Encode a delete set; the ranges of one client stand together."""
    by_client: dict[int, list[DeleteRange]] = {}
    for deleted in deletes:
        by_client.setdefault(deleted.client, []).append(deleted)
    out = bytearray(varuint(len(by_client)))
    for client, ranges in by_client.items():
        out += varuint(client) + varuint(len(ranges))
        for deleted in ranges:
            out += varuint(deleted.start) + varuint(deleted.end - deleted.start)
    return bytes(out)


def slice_section(update: bytes, section: Section, first: int, last: int) -> bytes:
    """Encode the structs from `first` up to, not including, `last` as a section of their own."""
    return b"".join(
        (
            varuint(last - first),
            varuint(section.client),
            varuint(section.start_of(first)),
            update[section.offsets[first] : section.offsets[last]],
        )
    )
