"""The strict reader of a Yjs v1 update: bytes to structs and delete ranges, or `BadFrame` [GU1] [GU2] [GU3].

Source of the format: https://github.com/yjs/yjs (`src/utils/encoding.js`, `src/structs/Item.js`). Reading
is one pass without recursion, so that no input can exhaust the stack, and every count is bounded before
anything is allocated.
"""

from dataclasses import dataclass, field
from typing import Final

from app.errors import BadFrame
from app.services.collab.lib0 import MAX_NUMBER, Reader, varstring, varuint

type StateVector = dict[int, int]
"""Client id to next clock."""

type Id = tuple[int, int]
"""The client id and clock of one UTF-16 unit."""

MAX_UPDATE_BYTES: Final = 1 << 20
MAX_STRUCTS: Final = 32_768
MAX_DELETE_RANGES: Final = 20_000
MAX_CLOCK: Final = (1 << 31) - 1
MAX_CLIENT_ID: Final = MAX_NUMBER
"""Yjs draws client ids of 32 bits, pycrdt of 53."""

ROOT: Final = b"\x01\x07content"
"""How a struct without neighbours names its parent: the root `content`. Every other parent is refused."""

HAS_ORIGIN, HAS_RIGHT_ORIGIN, HAS_MAP_KEY, CONTENT_BITS = 0x80, 0x40, 0x20, 0x1F
DELETED, STRING = 1, 4
CONTENT_NAMES: Final = {
    0: "a GC",
    2: "JSON",
    3: "binary",
    5: "an embed",
    6: "a format",
    7: "a nested type",
    8: "any-content",
    9: "a sub-document",
    10: "a Skip",
}
"""What is refused, by the low bits of a struct's first byte."""

LAST_SINGLE_UNIT: Final = "\uffff"
"""Characters beyond it are two UTF-16 units."""


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


@dataclass(slots=True)
class Mentions:
    """The ids that structs mention, in the order of reading.

    `foreign` are ids of other clients that they refer to. `cuts` are the ids before which a neighbour
    begins or right behind which it ends, so that the text is cut before them. `pairs` are the second halves
    of surrogate pairs.
    """

    foreign: list[Id] = field(default_factory=list)
    cuts: list[Id] = field(default_factory=list)
    pairs: list[Id] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ReadUpdate:
    """An update that kept every rule which needs no document to check; `cuts` and `pairs` as in `Mentions`."""

    update: bytes
    sections: list[Section]
    deletes: list[DeleteRange]
    cuts: list[Id]
    pairs: list[Id]


def read_update(update: bytes) -> ReadUpdate:
    """Read a whole update.

    Raises:
        BadFrame: it breaks GU1, GU2 or GU3.
    """
    if len(update) > MAX_UPDATE_BYTES:
        raise BadFrame(f"An update of {len(update)} bytes is over {MAX_UPDATE_BYTES}.")
    reader = Reader(update)
    mentions = Mentions()
    sections = _read_sections(reader, mentions)
    deletes = read_deletes(reader)
    reader.finish()
    for deleted in deletes:
        mentions.cuts += ((deleted.client, deleted.start), (deleted.client, deleted.end))
    return ReadUpdate(update, sections, deletes, mentions.cuts, mentions.pairs)


def _read_sections(reader: Reader, mentions: Mentions) -> list[Section]:
    sections: list[Section] = []
    seen: set[int] = set()
    left = MAX_STRUCTS
    for _ in range(reader.varuint(MAX_STRUCTS)):
        count = reader.varuint(left)
        if count == 0:
            raise BadFrame(f"A client without structs is listed before byte {reader.at}.")
        left -= count
        section = _read_section(reader, count, mentions)
        if section.client in seen:
            raise BadFrame(f"The client {section.client} is listed twice.")
        seen.add(section.client)
        sections.append(section)
    return sections


def _read_section(reader: Reader, count: int, mentions: Mentions) -> Section:
    client = reader.varuint(MAX_CLIENT_ID)
    start = clock = reader.varuint(MAX_CLOCK)
    ends: list[int] = []
    offsets = [reader.at]
    needs: dict[int, list[Id]] = {}
    for struct in range(count):
        clock += read_struct(reader, client, clock, mentions)
        if clock > MAX_CLOCK:
            raise BadFrame(f"The struct before byte {reader.at} ends at the clock {clock}, over {MAX_CLOCK}.")
        if mentions.foreign:
            needs[struct] = mentions.foreign
            mentions.foreign = []
        ends.append(clock)
        offsets.append(reader.at)
    return Section(client, start, ends, offsets, needs)


def read_struct(reader: Reader, client: int, clock: int, mentions: Mentions, most_bytes: int = MAX_UPDATE_BYTES) -> int:
    """Read one struct, note the ids that it mentions, and return its length in clocks.

    Its string may have `most_bytes`: whoever has bounded the update itself need not say so.

    Raises:
        BadFrame: it is no string or deleted content of our root, or its neighbours cannot be neighbours.
    """
    start = reader.at
    kind = reader.byte()
    if kind & HAS_MAP_KEY:
        raise BadFrame(f"The struct at byte {start} has a map key.")
    content = kind & CONTENT_BITS
    if content not in (STRING, DELETED):
        raise BadFrame(f"The struct at byte {start} is {CONTENT_NAMES.get(content, 'of an unknown kind')}.")
    neighbours = kind & (HAS_ORIGIN | HAS_RIGHT_ORIGIN)
    if neighbours:
        _read_neighbours(reader, neighbours, (client, clock), mentions)
    elif reader.data.startswith(ROOT, reader.at):
        reader.at += len(ROOT)
    else:
        raise BadFrame(f"The struct at byte {start} has another parent than the root content.")
    if content == DELETED:
        length = reader.varuint(MAX_CLOCK)
    else:
        length = _read_string(reader, (client, clock), mentions, most_bytes)
    if length == 0:
        raise BadFrame(f"The struct at byte {start} has no length.")
    return length


def _read_neighbours(reader: Reader, neighbours: int, struct: Id, mentions: Mentions) -> None:
    origin = right = None
    if neighbours & HAS_ORIGIN:
        origin = client, clock = _read_reference(reader, struct, mentions)
        mentions.cuts.append((client, clock + 1))
    if neighbours & HAS_RIGHT_ORIGIN:
        right = _read_reference(reader, struct, mentions)
        mentions.cuts.append(right)
    # Where both are one, replicas put the struct on different sides of it.
    if origin == right:
        raise BadFrame(f"The struct with the clock {struct[1]} has the same neighbour on both sides.")


def _read_reference(reader: Reader, struct: Id, mentions: Mentions) -> Id:
    referred = reader.varuint(MAX_CLIENT_ID), reader.varuint(MAX_CLOCK)
    if referred[0] != struct[0]:
        mentions.foreign.append(referred)
    elif referred[1] >= struct[1]:
        raise BadFrame(f"The struct with the clock {struct[1]} refers to the clock {referred[1]} of its own client.")
    return referred


def _read_string(reader: Reader, struct: Id, mentions: Mentions, most_bytes: int) -> int:
    """Read a string, note its surrogate pairs, return its length in UTF-16 units, which clocks count."""
    text = reader.varstring(most_bytes)
    if text.isascii():
        return len(text)
    length = len(text.encode("utf-16-le")) // 2
    if length > len(text):
        client, clock = struct
        for character in text:
            clock += 1
            if character > LAST_SINGLE_UNIT:
                mentions.pairs.append((client, clock))
                clock += 1
    return length


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


def slice_section(read: ReadUpdate, section: Section, first: int, last: int, known: int) -> bytes:
    """Encode the structs from `first` up to, not including, `last` as a section of their own.

    The first may begin before the clock `known`, which the document has reached: it is cut there.

    Raises:
        BadFrame: the cut goes through a character.
    """
    start = section.start_of(first)
    structs = read.update[section.offsets[first] : section.offsets[last]]
    if start < known:
        rest = read.update[section.offsets[first + 1] : section.offsets[last]]
        structs = _cut_struct(read.update, section.offsets[first], (section.client, start), known) + rest
        start = known
    return varuint(last - first) + varuint(section.client) + varuint(start) + structs


def _cut_struct(update: bytes, offset: int, struct: Id, known: int) -> bytes:
    """Encode what of a struct comes at the clock `known` and after it; what came before is its origin then."""
    client, clock = struct
    reader = Reader(update, offset)
    kind = reader.byte()
    if kind & HAS_ORIGIN:
        _skip_id(reader)
    before_right = reader.at
    if kind & HAS_RIGHT_ORIGIN:
        _skip_id(reader)
    right = update[before_right : reader.at]
    if not kind & (HAS_ORIGIN | HAS_RIGHT_ORIGIN):
        reader.at += len(ROOT)
    if kind & CONTENT_BITS == DELETED:
        content = varuint(reader.varuint(MAX_CLOCK) - (known - clock))
    else:
        units = reader.varstring(MAX_UPDATE_BYTES).encode("utf-16-le")[2 * (known - clock) :]
        try:
            content = varstring(units.decode("utf-16-le"))
        except UnicodeDecodeError:
            raise BadFrame(f"The clock {known} of client {client} is in the middle of a character.") from None
    return bytes([kind | HAS_ORIGIN]) + varuint(client) + varuint(known - 1) + right + content


def _skip_id(reader: Reader) -> None:
    reader.varuint(MAX_CLIENT_ID)
    reader.varuint(MAX_CLOCK)
