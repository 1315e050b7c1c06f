"""What every update log promises: memory, SQLite and PostgreSQL alike."""

import asyncio
from datetime import timedelta, timezone
from uuid import uuid4

import pytest

from app.domain import Entry, EntryKind, SessionId
from app.errors import LogConflict, SessionNotFound
from app.repositories.ports import Storage
from tests.repositories.builders import NOON, add_session, new_entries, new_entry, read_all, read_chunks

CHUNK_ENTRIES = 1000


async def test_what_is_appended_is_read_back_in_order(storage: Storage) -> None:
    session = await add_session(storage)
    await storage.log.append([(session, new_entries(1, 3))])
    await storage.log.append([(session, new_entries(4, 5))])
    assert await read_all(storage, session) == new_entries(1, 5)


async def test_every_kind_of_entry_and_nobody_as_author_are_kept(storage: Storage) -> None:
    session = await add_session(storage)
    written = [
        Entry(seq, NOON, None, channel, kind, b"{}")
        for seq, (kind, channel) in enumerate(zip(EntryKind, ("file/main.py", "board", "all"), strict=True), start=1)
    ]
    await storage.log.append([(session, written)])
    read = await read_all(storage, session)
    assert read == written
    assert [type(entry.kind) for entry in read] == [EntryKind] * 3


async def test_a_payload_may_hold_every_byte(storage: Storage) -> None:
    session = await add_session(storage)
    payloads = [bytes(range(256)), b"", b"\x00", b"\xff" * 3, "é👩🏽‍💻".encode(), bytes(1 << 20)]
    await storage.log.append([(session, [new_entry(seq, payload) for seq, payload in enumerate(payloads, 1)])])
    assert [entry.payload for entry in await read_all(storage, session)] == payloads


async def test_times_of_entries_come_back_aware_and_in_utc(storage: Storage) -> None:
    session = await add_session(storage)
    at = NOON.astimezone(timezone(timedelta(hours=-8)))
    await storage.log.append([(session, [new_entry(1)._replace(at=at)])])
    [entry] = await read_all(storage, session)
    assert entry.at == NOON
    assert entry.at.utcoffset() == timedelta(0)


async def test_one_append_serves_several_sessions(storage: Storage) -> None:
    sessions = [await add_session(storage) for _ in range(20)]
    await storage.log.append([(session, new_entries(1, n)) for n, session in enumerate(sessions)])
    for n, session in enumerate(sessions):
        assert await read_all(storage, session) == new_entries(1, n)


async def test_a_session_may_stand_twice_in_one_append(storage: Storage) -> None:
    session = await add_session(storage)
    await storage.log.append([(session, new_entries(1, 2)), (session, new_entries(3, 4))])
    assert await read_all(storage, session) == new_entries(1, 4)


async def test_an_append_of_nothing_changes_nothing(storage: Storage) -> None:
    session = await add_session(storage)
    await storage.log.append([])
    await storage.log.append([(session, [])])
    assert await read_all(storage, session) == []


@pytest.mark.parametrize("warm", [True, False], ids=["after an append", "in a fresh log"])
@pytest.mark.parametrize(
    ("seqs", "why"),
    [((3,), "taken"), ((5,), "a hole"), ((4, 6), "a hole inside"), ((4, 4), "twice"), ((0,), "before the first")],
)
async def test_a_seq_that_does_not_follow_is_refused_and_nothing_of_the_batch_stored(
    storage: Storage, seqs: tuple[int, ...], why: str, warm: bool
) -> None:
    good, bad = await add_session(storage), await add_session(storage)
    await storage.log.append([(bad, new_entries(1, 3))])
    if warm:
        await storage.log.append([(good, new_entries(1, 1))])
    first = 2 if warm else 1
    with pytest.raises(LogConflict):
        await storage.log.append([(good, [new_entry(first)]), (bad, [new_entry(seq) for seq in seqs])])
    assert await read_all(storage, good) == new_entries(1, first - 1), why
    assert await read_all(storage, bad) == new_entries(1, 3)


async def test_after_a_refused_append_the_right_one_is_taken(storage: Storage) -> None:
    session = await add_session(storage)
    await storage.log.append([(session, new_entries(1, 2))])
    with pytest.raises(LogConflict):
        await storage.log.append([(session, new_entries(2, 3))])
    await storage.log.append([(session, new_entries(3, 4))])
    assert await read_all(storage, session) == new_entries(1, 4)


async def test_the_same_append_again_is_a_conflict(storage: Storage) -> None:
    session = await add_session(storage)
    await storage.log.append([(session, new_entries(1, 2))])
    with pytest.raises(LogConflict):
        await storage.log.append([(session, new_entries(1, 2))])
    assert await read_all(storage, session) == new_entries(1, 2)


async def test_an_append_to_an_unknown_session_stores_nothing_anywhere(storage: Storage) -> None:
    known, unknown = await add_session(storage), SessionId(uuid4())
    with pytest.raises(SessionNotFound, match=str(unknown)):
        await storage.log.append([(known, new_entries(1, 2)), (unknown, new_entries(1, 1))])
    assert await read_all(storage, known) == []


async def test_of_many_who_append_the_same_seq_one_wins(storage: Storage) -> None:
    session = await add_session(storage)
    rivals = [[new_entry(1, b"from %d" % n), new_entry(2, b"from %d" % n)] for n in range(8)]
    appends = [storage.log.append([(session, rival)]) for rival in rivals]
    outcomes = await asyncio.gather(*appends, return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["LogConflict"] * 7 + ["NoneType"]
    assert await read_all(storage, session) == rivals[outcomes.index(None)]


async def test_an_unknown_session_has_no_entries(storage: Storage) -> None:
    await storage.log.append([(await add_session(storage), new_entries(1, 3))])
    assert await read_all(storage, SessionId(uuid4())) == []


@pytest.mark.parametrize(
    ("after", "upto", "expected"),
    [
        (0, None, range(1, 11)),
        (4, None, range(5, 11)),
        (0, 4, range(1, 5)),
        (3, 7, range(4, 8)),
        (5, 5, range(0)),
        (7, 3, range(0)),
        (10, None, range(0)),
        (0, 0, range(0)),
        (0, 99, range(1, 11)),
    ],
)
async def test_a_part_of_the_log_is_read(storage: Storage, after: int, upto: int | None, expected: range) -> None:
    session = await add_session(storage)
    await storage.log.append([(session, new_entries(1, 10))])
    assert [entry.seq for entry in await read_all(storage, session, after, upto)] == list(expected)


async def test_a_long_log_comes_in_chunks_without_holes(storage: Storage) -> None:
    session, other = await add_session(storage), await add_session(storage)
    await storage.log.append([(session, new_entries(1, 5_000)), (other, new_entries(1, 10))])
    chunks = await read_chunks(storage, session)
    assert [entry for chunk in chunks for entry in chunk] == new_entries(1, 5_000)
    assert max(len(chunk) for chunk in chunks) <= CHUNK_ENTRIES
    assert min(len(chunk) for chunk in chunks) > 0


async def test_who_reads_sees_a_log_without_holes_while_others_append(storage: Storage) -> None:
    session = await add_session(storage)
    await storage.log.append([(session, new_entries(1, 2_500))])
    read: list[Entry] = []
    head = 2_500
    async for chunk in storage.log.read(session):
        read += chunk
        if head < 2_800:
            await storage.log.append([(session, new_entries(head + 1, head + 100))])
            head += 100
    assert read == new_entries(1, 2_800)


async def test_a_reader_that_takes_its_time_keeps_nobody_out(storage: Storage) -> None:
    session = await add_session(storage)
    await storage.log.append([(session, new_entries(1, 1_500))])
    readers = [storage.log.read(session) for _ in range(30)]
    firsts = [await anext(aiter(reader)) for reader in readers]
    await asyncio.wait_for(storage.log.append([(session, new_entries(1_501, 1_501))]), timeout=5)
    assert {len(first) for first in firsts} == {CHUNK_ENTRIES}
    assert [len(await anext(aiter(reader))) for reader in readers] == [501] * 30
