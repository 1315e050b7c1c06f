"""Chunks: consecutive entries of one session as one payload, small, and quick to write and to read.

A chunk is little-endian and has five parts, one behind the other:

    format     u8: which widths the columns have
    head       number of entries u16, bytes of the sources u32, time of the first entry i64 (µs since 1970, UTC)
    columns    of all entries: index of the source u8 or u16; µs since the first entry i32 or i64;
               bytes of the payload u8, u16 or u32
    sources    each: kind u8 (plus 4 where nobody is the author), bytes of author and of channel u16, both as UTF-8
    payloads   as they are

Columns instead of a record an entry, because `struct` reads and writes a column at the speed of C. Stored chunks are
never rewritten: a format that was written once must be read for ever.
"""

import struct
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import count, product

from app.domain import Entry, EntryKind, ParticipantId

MAX_CHUNK_ENTRIES = 256
MAX_CHUNK_BYTES = 1 << 20
"""Bytes of a chunk that `divide` makes, unless a single entry is larger."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

HEAD = struct.Struct("<BHIq")
SOURCE = struct.Struct("<BHH")
FIRST_FORMAT = 16
WIDTHS = dict(enumerate(product("BH", "iq", "BHI"), start=FIRST_FORMAT))
FORMATS = {widths: number for number, widths in WIDTHS.items()}
# The everyday chunk holds one short entry: format, head and columns in one go.
ONE_SHORT = struct.Struct("<BHIqBiB")
ONE_SHORT_FORMAT = FORMATS["B", "i", "B"]
MAX_U8, MAX_U16, MAX_I32 = (1 << 8) - 1, (1 << 16) - 1, (1 << 31) - 1

TEXT, BOARD, EVENT = KINDS = (EntryKind.TEXT, EntryKind.BOARD, EntryKind.EVENT)
NOBODY = 4  # added to a kind's number

# Sources remembered as bytes, and the other way round: from chunk to chunk they hardly change.
REMEMBERED = 2048

type Source = tuple[ParticipantId | None, str, EntryKind]
type Numbered = tuple[ParticipantId | None, str, int]  # to hash a member of an enum takes as long as all the rest


class MalformedChunk(Exception):
    """The bytes are no chunk. The message says why, and nothing of what is in them."""


def divide(entries: Sequence[Entry]) -> list[tuple[int, int, bytes]]:
    """Return consecutive entries as chunks of a handy size: first seq, last seq and bytes of each.

    Raises:
        ValueError: as `encode`.
    """
    if len(entries) > MAX_CHUNK_ENTRIES:
        starts = range(0, len(entries), MAX_CHUNK_ENTRIES)
        return [chunk for start in starts for chunk in divide(entries[start : start + MAX_CHUNK_ENTRIES])]
    encoded = encode(entries)
    if len(encoded) > MAX_CHUNK_BYTES and len(entries) > 1:
        half = len(entries) // 2
        return divide(entries[:half]) + divide(entries[half:])
    return [(entries[0].seq, entries[-1].seq, encoded)]


def encode(entries: Sequence[Entry]) -> bytes:
    """Return consecutive entries, 1 to 65,535 of them, as one chunk.

    Raises:
        ValueError: they are not consecutive, a time is not aware, or an author or channel is over 65,535 bytes.
    """
    if len(entries) != 1 or len(entries[0].payload) > MAX_U8:
        return _encode_many(entries)
    _, at, author, channel, kind, payload = entries[0]
    source = _write_source((author, channel, _number(kind)))
    return ONE_SHORT.pack(ONE_SHORT_FORMAT, 1, len(source), _since_epoch(at), 0, 0, len(payload)) + source + payload


def _encode_many(entries: Sequence[Entry]) -> bytes:
    first = entries[0]
    base, moment = first.at, _since_epoch(first.at)
    seqs, ats, authors, channels, kinds, payloads = zip(*entries, strict=True)
    if seqs != tuple(range(first.seq, first.seq + len(seqs))):
        seq, expected = next(pair for pair in zip(seqs, count(first.seq), strict=False) if pair[0] != pair[1])
        raise ValueError(f"Entry {seq} stands where entry {expected} must follow.")
    sources, indexes = _number_sources(authors, channels, kinds)
    times = _since(base, ats)
    sizes = list(map(len, payloads))
    widths = (
        "B" if len(sources) <= MAX_U8 else "H",
        "i" if min(times) >= -MAX_I32 and max(times) <= MAX_I32 else "q",
        "B" if (most := max(sizes)) <= MAX_U8 else "H" if most <= MAX_U16 else "I",
    )
    table = b"".join(map(_write_source, sources))
    number = FORMATS[widths]
    columns = _columns(number, len(entries)).pack(*indexes, *times, *sizes)
    return b"".join((HEAD.pack(number, len(entries), len(table), moment), columns, table, *payloads))


def decode(first_seq: int, chunk: bytes) -> list[Entry]:
    """Return the entries of a chunk whose first one has the given seq.

    Raises:
        MalformedChunk: the bytes are not a chunk, from the first to the last.
    """
    try:
        return _decode(first_seq, chunk)
    except (struct.error, LookupError, OverflowError, UnicodeDecodeError) as error:
        raise MalformedChunk(f"The chunk cannot be read ({type(error).__name__}).") from None


def _decode(first_seq: int, chunk: bytes) -> list[Entry]:
    number, size, table_bytes, moment = HEAD.unpack_from(chunk)
    columns = _columns(number, size)
    cells = columns.unpack_from(chunk, HEAD.size)
    start = HEAD.size + columns.size
    end = start + table_bytes
    sizes = cells[2 * size :]
    if size == 0 or end + sum(sizes) != len(chunk):
        raise MalformedChunk("The chunk has not the length that it says.")
    sources = _read_sources(chunk[start:end])
    base = EPOCH + MICROSECOND * moment
    entries: list[Entry] = []
    for seq, index, time, length in zip(count(first_seq), cells[:size], cells[size:], sizes, strict=False):
        start, end = end, end + length
        author, channel, kind = sources[index]
        entries.append(Entry(seq, base + MICROSECOND * time, author, channel, kind, chunk[start:end]))
    return entries


@lru_cache(REMEMBERED)
def _columns(number: int, size: int) -> struct.Struct:
    """How the columns of a chunk of this format and size lie in it."""
    index, time, length = WIDTHS[number]
    return struct.Struct(f"<{size}{index}{size}{time}{size}{length}")


def _number_sources(
    authors: Sequence[ParticipantId | None], channels: Sequence[str], kinds: Sequence[EntryKind]
) -> tuple[Sequence[Numbered], list[int]]:
    """The sources, each once, and which of them each entry has."""
    channel, kind = channels[0], kinds[0]
    if channels.count(channel) == len(channels) and kinds.count(kind) == len(kinds):
        # What people type in one text: nothing is done in Python for each of its entries.
        numbers = {author: number for number, author in enumerate(dict.fromkeys(authors))}
        return [(author, channel, _number(kind)) for author in numbers], list(map(numbers.__getitem__, authors))
    sources: dict[Numbered, int] = {}
    indexes = [
        sources.setdefault((author, channel, _number(kind)), len(sources))
        for author, channel, kind in zip(authors, channels, kinds, strict=True)
    ]
    return list(sources), indexes


def _number(kind: EntryKind) -> int:
    """The kind's number; to hash a member of an enum would take as long as all the rest."""
    return 0 if kind is TEXT else 1 if kind is BOARD else 2


def _since(base: datetime, ats: Sequence[datetime]) -> list[int]:
    """Microseconds from `base` to each time. What was decided in one turn of the loop has one time in common."""
    times: list[int] = []
    last, time = base, 0
    try:
        for at in ats:
            if at is not last:
                since = at - base
                last, time = at, since.days * 86_400_000_000 + since.seconds * 1_000_000 + since.microseconds
            times.append(time)
    except TypeError:
        raise _naive() from None
    return times


def _since_epoch(at: datetime) -> int:
    try:
        return (at - EPOCH) // MICROSECOND
    except TypeError:
        raise _naive() from None


def _naive() -> ValueError:
    return ValueError("A stored time must be aware.")


@lru_cache(REMEMBERED)
def _write_source(source: Numbered) -> bytes:
    author, channel, kind = source
    who, where = (author or "").encode(), channel.encode()
    if len(who) > MAX_U16 or len(where) > MAX_U16:
        raise ValueError("An author or a channel is too long to be stored.")
    return SOURCE.pack(kind + (NOBODY if author is None else 0), len(who), len(where)) + who + where


@lru_cache(REMEMBERED)
def _read_sources(table: bytes) -> tuple[Source, ...]:
    sources: list[Source] = []
    at = 0
    while at < len(table):
        kind, author_bytes, channel_bytes = SOURCE.unpack_from(table, at)
        middle = at + SOURCE.size + author_bytes
        who = table[at + SOURCE.size : middle].decode()
        at = middle + channel_bytes
        author = None if kind & NOBODY else ParticipantId(who)
        if at > len(table) or (author is None and who):
            raise MalformedChunk("The chunk's sources are malformed.")
        sources.append((author, table[middle:at].decode(), KINDS[kind & ~NOBODY]))
    return tuple(sources)
