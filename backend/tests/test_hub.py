"""Rooms in memory: opened once, kept while needed, never forgotten before they are saved; and slow readers."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from uuid import UUID
from zlib import crc32

import pytest
from pycrdt import Doc, Text

from app.db.address import parse_database_url
from app.domain import Entry, EntryKind, ParticipantId, Session, SessionId, utc_now
from app.errors import (
    FellBehind,
    Resync,
    ServerRestarts,
    SessionNotFound,
    StorageUnavailable,
)
from app.models import CodeWish
from app.repositories.memory import InMemoryStorage
from app.services.collab import codec
from app.services.collab.delivery import CHECKS_A_TURN
from app.services.collab.hub import Hub
from app.services.collab.identity import Introduction
from app.services.collab.outbox import MAX_OUTBOX_BYTES, MAX_OUTBOX_FRAMES
from app.services.collab.people import PeerKind
from app.services.collab.saved import Trouble
from app.services.collab.writer import ROOMS_A_TURN
from app.services.sessions import SessionService
from app.storage import open_storage
from tests.collab import wire
from tests.collab.script import MAIN
from tests.hub_guests import (
    LINGER_S,
    Guest,
    Keyboard,
    Line,
    Unreliable,
    allowance,
    create,
    enter,
    hub_over,
    typed,
    until_heard,
)
from tests.waiting import until

MANY = 400
IMPATIENT_S = 0.2
"""Less than a storage needs to read so many sessions."""


async def test_a_room_is_read_once_however_many_arrive_at_once() -> None:
    """[RM6] And all get the same room."""
    storage = Unreliable()
    async with hub_over(storage) as (hub, service):
        session = await create(service, "x = 1\n")
        rooms = await asyncio.gather(*(hub.open(session) for _ in range(50)))
        assert len(set(map(id, rooms))) == 1
        assert storage.reads == 1
        assert str(rooms[0].entry_text) == "x = 1\n"


async def test_who_gives_up_waiting_does_not_stop_the_load_for_others() -> None:
    """[RM6] The load belongs to nobody who waits for it."""
    async with hub_over(InMemoryStorage()) as (hub, service):
        session = await create(service)
        impatient = asyncio.create_task(hub.open(session))
        patient = asyncio.create_task(hub.open(session))
        await asyncio.sleep(0)
        impatient.cancel()
        assert (await patient).session.id == session


async def test_a_failed_load_is_an_error_and_the_next_one_tries_again() -> None:
    """A room is never empty because the storage was away."""
    storage = Unreliable()
    async with hub_over(storage) as (hub, service):
        session = await create(service, "kept")
        read = storage._kept.log.read

        def fail(*_: object) -> AsyncIterator[Sequence[Entry]]:
            raise StorageUnavailable("away")

        storage._kept.log.read = fail  # type: ignore[method-assign, assignment]
        with pytest.raises(StorageUnavailable):
            await hub.open(session)
        storage._kept.log.read = read  # type: ignore[method-assign]
        assert str((await hub.open(session)).entry_text) == "kept"


async def test_an_empty_room_lingers_and_is_then_forgotten() -> None:
    """[RM6] Who returns in time finds the same room, who comes later a fresh one."""
    storage = Unreliable()
    async with hub_over(storage) as (hub, service):
        session = await create(service)
        connection = await enter(hub, session)
        connection.connection.leave()
        again = await enter(hub, session)
        assert again.room is connection.room
        assert storage.reads == 1
        again.connection.leave()
        again.connection.leave()
        await until(lambda: hub.participants(session) == 0 and session not in hub._rooms)
        assert (await hub.open(session)) is not connection.room


async def test_who_waited_for_a_room_that_is_forgotten_already_gets_the_next_one() -> None:
    """[RM6] On a busy server a room may have been read and made way for another before whoever asked for it goes on."""
    async with hub_over(InMemoryStorage()) as (hub, service):
        session = await create(service, "kept")
        coming = asyncio.create_task(enter(hub, session))
        while session not in hub._rooms:  # noqa: ASYNC110 - a room tells nobody that it was read
            await asyncio.sleep(0)
        assert not coming.done()
        forgotten = hub._rooms[session]
        hub._forget(forgotten)
        assert not forgotten.is_open
        guest = await coming
        assert hub.find(session) is guest.room
        guest.connection.hear(typed("x", 7))
        await hub.writer.saved(guest.room)


async def test_a_room_that_is_not_saved_is_not_forgotten() -> None:
    """[RM6] It stays until the storage takes what it holds."""
    storage = Unreliable()
    async with hub_over(storage) as (hub, service):
        session = await create(service)
        connection = await enter(hub, session)
        storage.fails = StorageUnavailable("full")
        connection.connection.hear(typed("precious", 7))
        connection.connection.leave()
        await until_heard_nothing_for(LINGER_S * 6)
        assert (await hub.open(session)) is connection.room
        storage.fails = None
        await until(lambda: session not in hub._rooms)
        assert str((await hub.open(session)).text(MAIN)) == "precious"


async def until_heard_nothing_for(seconds: float) -> None:
    """Let several lingering times pass: what must not happen has had its chance."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    await until(lambda: loop.time() >= end)


async def test_trouble_is_told_and_ends() -> None:
    """[SV3] A failed write is retried until it succeeds; nothing is lost or doubled."""
    storage = Unreliable()
    async with hub_over(storage) as (hub, service):
        session = await create(service)
        connection = await enter(hub, session)
        await hub.writer.saved(connection.room)
        storage.fails = StorageUnavailable("full")
        connection.connection.hear(typed("x", 7))
        await until_heard(connection, wire.Saved(1, trouble=True))
        storage.fails = None
        await until_heard(connection, wire.Saved(2, trouble=False))
        entries = [entry async for some in storage.read(session) for entry in some if isinstance(entry, Entry)]
        assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))


async def test_trouble_that_lasts_pauses_the_room() -> None:
    """[SV4] However little waits to be written; what was accepted before is saved when the storage is back."""
    storage = Unreliable()
    async with hub_over(storage, pause_after_s=0.1) as (hub, service):
        session = await create(service)
        guest = await enter(hub, session)
        await hub.writer.saved(guest.room)
        storage.fails = StorageUnavailable("away")
        guest.connection.hear(typed("accepted", 7))
        await until_heard(guest, wire.Saved(1, trouble=Trouble.FAILING))
        await until_heard(guest, wire.Saved(1, trouble=Trouble.PAUSED))
        guest.connection.hear(typed("refused", 7))
        with pytest.raises(StorageUnavailable):
            await service.replace_code(str(session), CodeWish(code="refused"))
        storage.fails = None
        await until_heard(guest, wire.Saved(2, trouble=Trouble.NONE))
        assert (await service.get(str(session))).code == "accepted"


async def test_a_row_that_cannot_be_stored_is_stored_later_and_so_are_those_behind_it() -> None:
    """What the log says of two sessions reaches both rows, whichever of them the storage refused first."""
    storage = Unreliable()
    async with hub_over(storage) as (hub, service):
        sessions = [await create(service), await create(service)]
        guests = [await enter(hub, session) for session in sessions]
        update = storage.sessions.update

        async def refuse(*_: object, **__: object) -> Session:
            storage.sessions.update = update  # type: ignore[method-assign]
            raise StorageUnavailable("away")

        storage.sessions.update = refuse  # type: ignore[method-assign]
        for guest in guests:
            hub.act(guest.room, lambda room: room.replace_code("", "javascript"))
        await until(lambda: are_stored_as(storage, "javascript", *sessions))


async def test_a_row_that_is_behind_its_log_is_stored_when_the_session_is_opened() -> None:
    """A server that died between the log and the row leaves such a one."""
    storage = Unreliable()
    async with hub_over(storage) as (hub, service):
        session = await create(service)
        await service.replace_code(str(session), CodeWish(code="", language="javascript"))
        await until(lambda: are_stored_as(storage, "javascript", session))
        await until(lambda: hub.find(session) is None)
        await storage.sessions.update(session, language="python")
        await hub.open(session)
        await until(lambda: are_stored_as(storage, "javascript", session))


async def are_stored_as(storage: Unreliable, language: str, *sessions: SessionId) -> bool:
    """Whether the rows of these sessions have this language."""
    found = [await storage.sessions.find(session) for session in sessions]
    return {session.language for session in found if session} == {language}


async def test_a_room_that_was_overtaken_reads_on_and_writes_again() -> None:
    """[RP2] A taken sequence number means that somebody else writes this session: its entries come in below our own."""
    storage = Unreliable()
    async with hub_over(storage) as (hub, service):
        overtaken, fine = await create(service), await create(service)
        unlucky, lucky = await enter(hub, overtaken), await enter(hub, fine)
        await hub.writer.saved(unlucky.room)
        theirs = Doc[Text](client_id=9)
        theirs.get("content", type=Text).insert(0, "theirs ")
        at = unlucky.room.ledger.seq + 1
        taken = Entry(at, hub._now(), ParticipantId("p-far"), MAIN, EntryKind.TEXT, theirs.get_update())
        await storage._kept.log.append([(overtaken, [taken])])
        unlucky.connection.hear(typed("ours ", 7))
        lucky.connection.hear(typed("y", 7))
        await hub.writer.saved(unlucky.room)
        await hub.writer.saved(lucky.room)
        assert unlucky.line.reason is None
        assert sorted(str(unlucky.room.text(MAIN)).split()) == ["ours", "theirs"]
        entries = [entry async for some in storage.read(overtaken) for entry in some if isinstance(entry, Entry)]
        assert [entry.seq for entry in entries] == list(range(1, at + 2))
        assert entries[-1].author == unlucky.room.roster.peers[unlucky.connection.peer].participant
        await until_heard(unlucky, wire.Saved(2, trouble=0))


async def test_who_reads_too_slowly_is_closed_and_costs_nobody_else_anything() -> None:
    """[RM8] By frames or by bytes; the outbox is emptied at once."""
    async with hub_over(InMemoryStorage()) as (hub, service):
        session = await create(service)
        slow, quick, *typists = [await enter(hub, session, name) for name in ("Slow", "Quick", "Ada", "Ben", "Cy")]
        docs = [Doc[Text](client_id=client) for client in (7, 8, 9)]
        contents = [doc.get("content", type=Text) for doc in docs]
        slow.outbox.pause()
        # Each sends less than one peer may.
        for number in range(MAX_OUTBOX_FRAMES + 10):
            doc, content, typist = docs[number % 3], contents[number % 3], typists[number % 3]
            before = doc.get_state()
            content += "x"
            typist.connection.hear(codec.encode_update(MAIN, doc.get_update(before)))
            await asyncio.sleep(0)
        assert isinstance(slow.line.reason, FellBehind)
        await until(lambda: len(quick.line.frames) > MAX_OUTBOX_FRAMES)
        assert quick.line.reason is None
        assert MAX_OUTBOX_BYTES >= 1 << 20


async def test_a_stopping_server_tells_everybody_and_saves_everything() -> None:
    """Close 1012, then nothing more is let in."""
    storage = Unreliable()
    async with hub_over(storage) as (hub, service):
        session = await create(service)
        connection = await enter(hub, session)
        connection.connection.hear(typed("last words", 7))
        await hub.close()
        assert isinstance(connection.line.reason, ServerRestarts)
        assert ServerRestarts.close_code == 1012
        with pytest.raises(ServerRestarts):
            await hub.enter(session, PeerKind.STOCK, Introduction("Late"), Line(), allowance())
    async with hub_over(storage) as (hub, service):
        assert (await service.get(str(session))).code == "last words"


async def test_an_unknown_session_is_not_a_room() -> None:
    async with hub_over(InMemoryStorage()) as (hub, service):
        with pytest.raises(SessionNotFound):
            await service.replace_code("5f0c2a9e-0000-4000-8000-000000000000", CodeWish(code="x"))
        with pytest.raises(SessionNotFound):
            await hub.open(SessionId(UUID("5f0c2a9e-0000-4000-8000-000000000000")))


async def test_the_api_waits_until_its_change_is_on_disk() -> None:
    """PUT answers when the code is saved, and tells when it is not."""
    storage = Unreliable()
    async with hub_over(storage) as (hub, service):
        session = await create(service)
        assert (await service.replace_code(str(session), CodeWish(code="x = 1\n"))).code == "x = 1\n"
        room = await hub.open(session)
        assert room.ledger.saved_seq == room.ledger.seq


async def test_keys_that_the_document_refuses_never_reach_the_log() -> None:
    """[GU10] [RM2] What is written has gone into the document; where that fails, all come back to what the log says."""
    storage = InMemoryStorage()
    async with hub_over(storage) as (hub, service):
        session = await create(service, "kept")
        ada, ben = await enter(hub, session, "Ada"), await enter(hub, session, "Ben")
        keyboard = Keyboard(ada, 7)
        keyboard.type("ab")
        await until(lambda: ada.room.ledger.saved_seq == ada.room.ledger.seq)
        seq = ada.room.ledger.seq
        # No update, which the guard never lets through: it goes in behind its back, and waits with the key.
        ada.room.text(MAIN).apply_key(b"\xff", 8, 1, 1)
        keyboard.type("c")
        await until(lambda: ben.line.reason is not None)
        assert isinstance(ada.line.reason, Resync)
        assert isinstance(ben.line.reason, Resync)
        assert await storage.log.heads([session]) == {session: seq}
        assert sorted((await service.get(str(session))).code) == sorted("keptab")


async def enter_some_rooms(hub: Hub, service: SessionService) -> list[Guest]:
    """Somebody in each of more rooms than one turn of the loop sees to."""
    return [await enter(hub, await create(service)) for _ in range(CHECKS_A_TURN + ROOMS_A_TURN)]


async def test_a_room_that_cannot_be_written_keeps_no_other_from_it() -> None:
    """[GU10] Rooms are taken some at a time; one that is read again among them is left out."""
    storage = InMemoryStorage()
    async with hub_over(storage) as (hub, service):
        guests = await enter_some_rooms(hub, service)
        for guest in guests:
            Keyboard(guest, 7).type("ab")
        broken = guests.pop(3)
        broken.room.text(MAIN).apply_key(b"\xff", 8, 1, 1)
        await until(lambda: broken.line.reason is not None)
        await until(lambda: all(guest.room.ledger.saved_seq == guest.room.ledger.seq for guest in guests))
        assert isinstance(broken.line.reason, Resync)
        assert [guest.line.reason for guest in guests] == [None] * len(guests)
        told = await storage.log.heads([guest.room.session.id for guest in guests])
        assert list(told.values()) == [guest.room.ledger.seq for guest in guests]
        assert str(guests[0].room.entry_text) == "ab"


async def test_texts_of_many_rooms_that_become_quiet_at_once_are_all_checked() -> None:
    """[CH1] Some in a turn of the loop, and none forgotten."""
    async with hub_over(InMemoryStorage()) as (hub, service):
        guests = await enter_some_rooms(hub, service)
        for guest in guests:
            Keyboard(guest, 7).type("ab")
        vector = b"\x01\x07\x02"
        for guest in guests:
            await until_heard(guest, wire.Check(MAIN, vector, crc32(b"ab")))


async def test_keys_of_one_turn_have_one_time_and_the_next_turn_a_later_one() -> None:
    """Entries are never dated back to an earlier turn, also not behind one that went wrong."""
    storage = InMemoryStorage()
    async with hub_over(storage) as (hub, service):
        session = await create(service)
        ada = await enter(hub, session, "Ada")
        keyboard = Keyboard(ada, 7)
        keyboard.type("ab")
        first = [entry.at for entry in ada.room.ledger.unsaved][-2:]
        await asyncio.sleep(0)
        before = utc_now()
        keyboard.type("c")
        assert ada.room.ledger.unsaved[-1].at >= before > first[-1]


async def test_a_document_that_panics_takes_nobody_with_it() -> None:
    """[GU10] A panic of the library is a BaseException: the room is read again from the log, the process lives."""
    async with hub_over(InMemoryStorage()) as (hub, service):
        session = await create(service, "kept")
        connection = await enter(hub, session)
        text = connection.room.text(MAIN)
        # A zero-length GC bricks a document; the guard never lets one through, so it goes in behind its back.
        text._doc.apply_update(bytes.fromhex("01010001000000"))
        connection.connection.hear(codec.encode_step1(MAIN, b"\x00"))
        assert connection.line.reason is not None
        assert connection.line.reason.close_code == 4509
        assert (await service.get(str(session))).code == "kept"
        await enter(hub, session)


async def test_many_sessions_that_return_at_once_are_read_in_turn(sqlite_url: str) -> None:
    """[RM6] A restarted server reads hundreds of rooms at once, and none of them waits too long for a connection."""
    storage = open_storage(parse_database_url(sqlite_url), answer_seconds=IMPATIENT_S)
    async with hub_over(storage) as (_, service):
        sessions = [await create(service, "kept") for _ in range(MANY)]
    async with hub_over(storage) as (hub, _):
        rooms = await asyncio.gather(*(hub.open(session) for session in sessions))
        assert {str(room.entry_text) for room in rooms} == {"kept"}
    await storage.close()
