"""What every update log promises: memory, SQLite and PostgreSQL alike."""

import asyncio
from datetime import timedelta, timezone
from uuid import uuid4

import pytest

from app.domain import Entry, EntryKind, Gap, SessionId
from app.errors import SessionNotFound
from app.repositories.ports import Storage
from tests.repositories.builders import NOON, add_session, append, new_entries, new_entry, read_all, read_lists

LIST_ENTRIES = 1000


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
    ("first", "last", "why"),
    [(3, 3, "taken"), (2, 5, "taken in part"), (1, 5, "taken in part"), (5, 6, "a hole"), (0, 1, "before the first")],
)
async def test_a_session_that_was_overtaken_is_left_out_and_said(
    storage: Storage, rival: Storage, first: int, last: int, why: str, warm: bool
) -> None:
    good, bad, fine = [await add_session(storage) for _ in range(3)]
    other = storage if warm else rival
    await append(other, bad, new_entries(1, 1))
    await append(other, bad, new_entries(2, 3))
    await append(other, good, new_entries(1, 1))
    batch = [(good, new_entries(2, 3)), (bad, new_entries(first, last)), (fine, new_entries(1, 1))]
    assert await storage.log.append(batch) == {bad}
    assert await read_all(storage, good) == new_entries(1, 3), why
    assert await read_all(storage, bad) == new_entries(1, 3)
    assert await read_all(storage, fine) == new_entries(1, 1)


@pytest.mark.parametrize("seqs", [(4, 6), (4, 4), (4, 3)], ids=["a hole", "twice", "backwards"])
async def test_entries_that_are_not_consecutive_are_refused_and_nothing_of_the_batch_stored(
    storage: Storage, seqs: tuple[int, ...]
) -> None:
    good, bad = await add_session(storage), await add_session(storage)
    await append(storage, bad, new_entries(1, 3))
    with pytest.raises(ValueError, match=r"Entry|entries"):
        await storage.log.append([(good, new_entries(1, 1)), (bad, [new_entry(seq) for seq in seqs])])
    assert await read_all(storage, good) == []
    assert await read_all(storage, bad) == new_entries(1, 3)
    await append(storage, bad, new_entries(4, 5))


async def test_who_was_overtaken_reads_on_and_appends_behind(storage: Storage, rival: Storage) -> None:
    session = await add_session(storage)
    await append(storage, session, new_entries(1, 2))
    await append(rival, session, [new_entry(3, b"theirs")])
    assert await storage.log.append([(session, [new_entry(3, b"ours")])]) == {session}
    assert await read_all(storage, session, after=2) == [new_entry(3, b"theirs")]
    await append(storage, session, [new_entry(4, b"ours")])
    assert await rival.log.append([(session, new_entries(4, 5))]) == {session}
    assert [entry.payload for entry in await read_all(storage, session, after=2)] == [b"theirs", b"ours"]


async def test_the_same_append_again_is_overtaken(storage: Storage) -> None:
    session = await add_session(storage)
    await append(storage, session, new_entries(1, 2))
    for again in (new_entries(1, 2), new_entries(1, 3), new_entries(2, 3)):
        assert await storage.log.append([(session, again)]) == {session}
    assert await read_all(storage, session) == new_entries(1, 2)


async def test_a_long_append_that_is_overtaken_leaves_nothing_behind(storage: Storage, rival: Storage) -> None:
    """Longer than a chunk, with a chunk of somebody else where its first one should be, and none further on."""
    session, fine = await add_session(storage), await add_session(storage)
    await append(storage, session, new_entries(1, 1))
    await append(rival, session, [new_entry(2, b"theirs")])
    long = new_entries(2, 2_000)
    assert await storage.log.append([(session, long), (fine, new_entries(1, 2_000))]) == {session}
    assert await read_all(storage, session) == [new_entry(1), new_entry(2, b"theirs")]
    assert await read_all(storage, fine) == new_entries(1, 2_000)


async def test_an_append_to_an_unknown_session_stores_nothing_anywhere(storage: Storage) -> None:
    known, unknown = await add_session(storage), SessionId(uuid4())
    with pytest.raises(SessionNotFound, match=str(unknown)):
        await storage.log.append([(known, new_entries(1, 2)), (unknown, new_entries(1, 1))])
    assert await read_all(storage, known) == []


async def test_of_many_who_append_the_same_seq_one_wins(storage: Storage, rival: Storage) -> None:
    session = await add_session(storage)
    rivals = [[new_entry(1, b"from %d" % n), new_entry(2, b"from %d" % n)] for n in range(8)]
    others = [storage, rival]
    outcomes = await asyncio.gather(
        *(others[n % len(others)].log.append([(session, rival)]) for n, rival in enumerate(rivals))
    )
    assert sorted(outcomes, key=len) == [frozenset()] + [{session}] * 7
    assert await read_all(storage, session) == rivals[outcomes.index(frozenset())]


async def test_two_who_append_all_the_time_leave_one_log_without_holes_or_doubles(
    storage: Storage, rival: Storage
) -> None:
    """Two replicas at a few sessions: who is overtaken reads on, and appends its own behind what it read."""
    known = [await add_session(storage) for _ in range(4)]
    writers = [storage, rival]

    async def write(writer: Storage, name: bytes, rounds: int) -> None:
        heads = dict.fromkeys(known, 0)
        for turn in range(rounds):
            waiting = {session: 1 + (turn + n) % 3 for n, session in enumerate(known)}
            while waiting:
                batch = [
                    (session, [new_entry(heads[session] + k, name) for k in range(1, count + 1)])
                    for session, count in waiting.items()
                ]
                overtaken = await writer.log.append(batch)
                for session in waiting.keys() - overtaken:
                    heads[session] += waiting[session]
                for session in overtaken:
                    heads[session] = (await read_all(writer, session))[-1].seq
                waiting = {session: waiting[session] for session in overtaken}

    await asyncio.gather(*(write(writer, b"from %d" % n, 20) for n, writer in enumerate(writers)))
    for n, session in enumerate(known):
        entries = await read_all(storage, session)
        assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
        for name in (b"from 0", b"from 1"):
            assert sum(entry.payload == name for entry in entries) == sum(1 + (turn + n) % 3 for turn in range(20))


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


async def test_a_part_is_read_wherever_groups_were_committed(storage: Storage) -> None:
    session = await add_session(storage)
    for first, last in ((1, 3), (4, 4), (5, 300), (301, 600), (601, 602)):
        await append(storage, session, new_entries(first, last))
    for after in (0, 1, 3, 4, 299, 556, 600, 602):
        for upto in (None, after + 1, 5, 300, 601, 700):
            expected = new_entries(after + 1, min(602, 602 if upto is None else upto))
            assert await read_all(storage, session, after, upto) == expected, (after, upto)


async def test_a_long_log_comes_in_lists_without_holes(storage: Storage) -> None:
    session, other = await add_session(storage), await add_session(storage)
    await storage.log.append([(session, new_entries(1, 5_000)), (other, new_entries(1, 10))])
    lists = await read_lists(storage, session)
    assert [entry for some in lists for entry in some] == new_entries(1, 5_000)
    assert max(len(some) for some in lists) <= LIST_ENTRIES
    assert min(len(some) for some in lists) > 0


async def test_a_log_of_many_small_appends_comes_in_few_lists(storage: Storage) -> None:
    session = await add_session(storage)
    for seq in range(1, 301):
        await append(storage, session, [new_entry(seq)])
    assert [len(some) for some in await read_lists(storage, session)] == [300]


async def test_who_reads_sees_a_log_without_holes_while_others_append(storage: Storage) -> None:
    session = await add_session(storage)
    await append(storage, session, new_entries(1, 2_500))
    read: list[Entry | Gap] = []
    head = 2_500
    async for some in storage.log.read(session):
        read += some
        if head < 2_800:
            await append(storage, session, new_entries(head + 1, head + 100))
            head += 100
    assert read == new_entries(1, 2_800)


async def test_a_reader_that_takes_its_time_keeps_nobody_out(storage: Storage) -> None:
    session = await add_session(storage)
    await append(storage, session, new_entries(1, 1_500))
    readers = [storage.log.read(session) for _ in range(30)]
    firsts = [len(await anext(aiter(reader))) for reader in readers]
    await asyncio.wait_for(storage.log.append([(session, new_entries(1_501, 1_501))]), timeout=5)
    rests = [sum([len(some) async for some in reader]) for reader in readers]
    assert [first + rest for first, rest in zip(firsts, rests, strict=True)] == [1_501] * 30
    assert min(rests) > 500


async def test_heads_are_told_of_many_sessions_at_once(storage: Storage) -> None:
    known = [await add_session(storage) for _ in range(1_200)]
    await storage.log.append([(session, new_entries(1, n % 7)) for n, session in enumerate(known)])
    await append(storage, known[1], new_entries(2, 700))
    heads = await storage.log.heads([*known, SessionId(uuid4())])
    expected = {session: n % 7 for n, session in enumerate(known)} | {known[1]: 700}
    assert heads == expected
    assert await storage.log.heads([]) == {}


async def test_an_empty_wish_overtakes_nobody(storage: Storage) -> None:
    session = await add_session(storage)
    await append(storage, session, new_entries(1, 2))
    assert await storage.log.append([(session, []), (session, new_entries(3, 3)), (session, [])]) == frozenset()
    assert await read_all(storage, session) == new_entries(1, 3)
