"""Chunks give back what was put in, and refuse everything else."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone

import pytest

from app.domain import Entry, EntryKind, ParticipantId
from app.repositories.chunk import (
    MAX_CHUNK_BYTES,
    MAX_CHUNK_ENTRIES,
    MalformedChunk,
    decode,
    divide,
    encode,
)
from tests.repositories.builders import NOON, new_entries, new_entry

SEEDS = range(100)
MUTATIONS = 60


def random_entries(rng: random.Random) -> list[Entry]:
    """Consecutive entries as no honest session has them: clocks that jump, many authors, payloads of any size."""
    people = [None, *(ParticipantId(f"p-{rng.randrange(1 << 30)}é" * rng.randrange(3)) for _ in range(5))]
    spread = rng.choice([1, 3, 300])
    span = rng.choice([0, 1_000, 1 << 31, 1 << 32, 1 << 55])
    most = rng.choice([0, 30, 255, 256, 300, 70_000])
    first = rng.choice([1, 2, 1_000_000])
    return [
        Entry(
            first + index,
            NOON + timedelta(microseconds=rng.randint(-span // 2, span)),
            rng.choice(people),
            f"file/{rng.randrange(spread)}.py",
            rng.choice(list(EntryKind)),
            rng.randbytes(rng.randint(0, most)),
        )
        for index in range(rng.choice([1, 1, 2, 3, 60, 400]) if most < 1_000 else 3)
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_chunk_gives_back_what_was_put_in(seed: int) -> None:
    entries = random_entries(random.Random(seed))
    read = decode(entries[0].seq, encode(entries))
    assert read == entries
    assert [(type(entry), type(entry.kind), entry.at.utcoffset()) for entry in read] == [
        (Entry, EntryKind, timedelta(0))
    ] * len(entries)


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_the_bytes_are_they_are_read_or_refused(seed: int) -> None:
    """Cut, lengthened, flipped and shuffled chunks: entries or `MalformedChunk`, and nothing else."""
    rng = random.Random(seed)
    whole = encode(random_entries(rng)[: rng.choice([1, 5])])
    for _ in range(MUTATIONS):
        broken = bytearray(whole)
        for _ in range(rng.choice([1, 1, 2, 8])):
            at = rng.randrange(min(len(broken), rng.choice([16, 64, 1 << 20])))
            broken[at] = rng.choice([0, 1, 127, 128, 255, broken[at] ^ 1 << rng.randrange(8)])
        refused = False
        try:
            read = decode(1, bytes(broken))
        except MalformedChunk:
            refused = True
        # What is read in spite of it is whole: the same entries make a chunk that says the same.
        assert refused or decode(1, encode(read)) == read


@pytest.mark.parametrize("seed", SEEDS[:50])
def test_a_chunk_that_was_cut_or_lengthened_is_refused(seed: int) -> None:
    rng = random.Random(seed)
    whole = encode(random_entries(rng)[:3])
    for cut in {0, 1, 14, 15, 16, *(rng.randrange(len(whole)) for _ in range(20))}:
        with pytest.raises(MalformedChunk):
            decode(1, whole[:cut])
    for more in (b"\0", b"\xff" * 40, whole):
        with pytest.raises(MalformedChunk):
            decode(1, whole + more)


@pytest.mark.parametrize("seed", SEEDS[:50])
def test_bytes_that_never_were_a_chunk_are_refused(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(100):
        with pytest.raises(MalformedChunk):
            decode(1, rng.randbytes(rng.randrange(80)))


ENCODED = encode([new_entry(1)])
MALFORMED = {
    "nothing": b"",
    "no entries": b"\x10\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
    "an unknown format": b"\x0f" + ENCODED[1:],
    "a format to come": b"\x20" + ENCODED[1:],
    "a time past all calendars": ENCODED[:7] + b"\xff" * 7 + b"\x7f" + ENCODED[15:],
    "a source that is not there": ENCODED[:15] + b"\x01" + ENCODED[16:],
    "a kind that does not exist": ENCODED[:21] + b"\x03" + ENCODED[22:],
    "an author of whom it is said that there is none": ENCODED[:21] + b"\x04" + ENCODED[22:],
    "an author that is no UTF-8": ENCODED.replace(b"p1", b"\xff\xfe"),
}


@pytest.mark.parametrize("chunk", MALFORMED.values(), ids=MALFORMED.keys())
def test_a_malformed_chunk_is_refused(chunk: bytes) -> None:
    with pytest.raises(MalformedChunk):
        decode(1, chunk)


def test_the_format_is_what_it_was() -> None:
    """Stored chunks are never rewritten: these bytes must be read for ever, whatever becomes of the writer."""
    short = "1001001300000028f6cbfbb36006000000000000050002000c00" + b"p1file/main.pykey 1".hex()
    assert decode(1, bytes.fromhex(short)) == [new_entry(1)]
    head = "1502001a00000028f6cbfbb3600600" + "0001" + "0000000000000000" + "189c28e2ebffffff" + "0300000070110100"
    sources = "0600000200c3a9" + "0102000c00" + b"p2file/main.py".hex()
    wide = bytes.fromhex(head + sources) + bytes(3) + b"x" * 70_000
    assert decode(1, wide) == [
        new_entry(1, bytes(3))._replace(author=None, channel="é", kind=EntryKind.EVENT),
        new_entry(2, b"x" * 70_000)._replace(at=NOON - timedelta(days=1), kind=EntryKind.BOARD),
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        [new_entry(1), new_entry(3)],
        [new_entry(1), new_entry(1)],
        [new_entry(2), new_entry(1)],
        [new_entry(1)._replace(at=datetime(2026, 1, 1))],
        [new_entry(1), new_entry(2)._replace(at=datetime(2026, 1, 1))],
        [new_entry(1)._replace(channel="x" * 65_536)],
        [new_entry(1)._replace(author=ParticipantId("x" * 65_536))],
    ],
    ids=["a hole", "twice", "backwards", "naive", "naive behind", "long channel", "long author"],
)
def test_what_cannot_be_read_back_is_not_written(wrong: Sequence[Entry]) -> None:
    with pytest.raises(ValueError, match=r"Entry|aware|too long"):
        encode(wrong)


def test_times_are_kept_as_moments() -> None:
    there = new_entry(1)._replace(at=NOON.astimezone(timezone(timedelta(hours=-8))))
    assert decode(1, encode([there]))[0].at == NOON
    assert decode(1, encode([there]))[0].at.tzinfo is UTC


def test_what_people_type_takes_little_more_than_its_bytes() -> None:
    entries = [new_entry(seq, bytes(30)) for seq in range(1, 61)]
    assert len(encode(entries)) < 60 * 30 * 1.3
    assert len(encode(entries[:1])) < 30 + 60


def test_long_sequences_are_divided_into_handy_chunks() -> None:
    entries = new_entries(1, 1_000)
    chunks = divide(entries)
    assert [entry for first, _, chunk in chunks for entry in decode(first, chunk)] == entries
    assert [last - first + 1 for first, last, _ in chunks] == [MAX_CHUNK_ENTRIES] * 3 + [1_000 - 3 * MAX_CHUNK_ENTRIES]


def test_large_entries_are_divided_by_their_bytes() -> None:
    entries = [new_entry(seq, bytes(MAX_CHUNK_BYTES // 3)) for seq in range(1, 12)]
    entries.append(new_entry(12, bytes(3 * MAX_CHUNK_BYTES)))
    chunks = divide(entries)
    assert [entry for first, _, chunk in chunks for entry in decode(first, chunk)] == entries
    assert [first for first, _, _ in chunks[1:]] == [last + 1 for _, last, _ in chunks[:-1]]
    assert all(len(chunk) <= MAX_CHUNK_BYTES for first, last, chunk in chunks if first < last)
