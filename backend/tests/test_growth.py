"""Memory and time stay in proportion: long sessions, long texts, many people, many rooms that come and go."""

import asyncio
import gc
import os
import time
from collections.abc import Callable

from app.domain import Entry, EntryKind, ParticipantId, Session, utc_now
from app.errors import TextTooLong
from app.limits import MAX_MERGED_TEXT_LENGTH
from app.repositories.memory import InMemoryStorage
from app.services.collab.checkpointer import encode
from app.services.collab.loading import load
from app.services.collab.room import Room
from tests.collab.script import MAIN, RoomScript
from tests.collab.typists import new_document
from tests.hub_guests import create, enter, hub_over, typed
from tests.memory import resident_bytes
from tests.repositories.builders import NOON, new_session
from tests.waiting import until

LONG_SESSION = 40_000
TYPISTS = 100
ROOMS = 1_000


def keys(count: int) -> list[Entry]:
    """So many single keys of one person, who now and then goes elsewhere in the text, and erases."""
    document, content = new_document(7)
    updates: list[bytes] = []
    document.observe(lambda event: updates.append(event.update))
    at = size = 0
    for number in range(count):
        if number % 40 == 0:
            at = number * 7919 % (size + 1)
        if number % 7 == 6 and at:
            del content[at - 1 : at]
            at, size = at - 1, size - 1
        else:
            content.insert(at, "etaoin shrdlu\n"[number % 14])
            at, size = at + 1, size + 1
    by = ParticipantId("p-ada")
    return [Entry(seq, NOON, by, MAIN, EntryKind.TEXT, update) for seq, update in enumerate(updates, 1)]


def room_of(session: Session) -> Callable[[], Room]:
    return lambda: Room(session, utc_now, utc_now)


async def timed_load(storage: InMemoryStorage, session: Session) -> tuple[float, Room]:
    """CPU seconds, the best of three, and the room."""
    spent: list[float] = []
    for _ in range(3):
        started = time.thread_time()
        loaded = await load(storage, room_of(session), session)
        spent.append(time.thread_time() - started)
    return min(spent), loaded.room


async def test_a_session_of_40_000_edits_opens_in_a_fraction_of_the_time_from_its_checkpoint() -> None:
    """And without one in time that is proportional to its length."""
    storage = InMemoryStorage()
    long, short = new_session(), new_session()
    entries = keys(LONG_SESSION)
    for session, count in ((long, LONG_SESSION), (short, LONG_SESSION // 8)):
        await storage.sessions.add(session)
        await storage.log.append([(session.id, entries[:count])])
    whole_s, room = await timed_load(storage, long)
    eighth_s, _ = await timed_load(storage, short)
    assert whole_s < 16 * eighth_s
    state = room.write_down()
    assert state is not None
    payload = await encode(state)
    assert len(payload) < sum(len(entry.payload) for entry in entries) / 8
    await storage.checkpoints.save(long.id, state.seq, payload)
    checkpoint_s, again = await timed_load(storage, long)
    print(f"{LONG_SESSION} edits: {whole_s * 1e3:.0f} ms from the log, {checkpoint_s * 1e3:.1f} ms from a checkpoint")
    assert checkpoint_s < whole_s / 8
    assert str(again.text(MAIN)) == str(room.text(MAIN))


async def test_loading_leaves_time_for_everything_else() -> None:
    """However long the log and however large the checkpoint, other things happen in between."""
    storage, session = InMemoryStorage(), new_session()
    await storage.sessions.add(session)
    await storage.log.append([(session.id, keys(10_000))])
    turns = 0

    async def count_turns() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    counting = asyncio.create_task(count_turns())
    loaded = await load(storage, room_of(session), session)
    assert turns >= 10_000 // 250
    state = loaded.room.write_down()
    assert state is not None
    turns = 0
    await encode(state)
    assert turns >= 10
    counting.cancel()


async def test_a_text_of_the_size_limit_is_written_down_and_read_back() -> None:
    """[GU11] And still bounded afterwards."""
    script = RoomScript().join("ada").deliver()
    script.act(lambda room: room.replace_code("x" * (MAX_MERGED_TEXT_LENGTH - 10), None)).deliver().save()
    state = script.room.write_down()
    assert state is not None
    storage = InMemoryStorage()
    await storage.sessions.add(script.session)
    await storage.log.append([(script.session.id, script.log)])
    await storage.checkpoints.save(script.session.id, state.seq, await encode(state))
    loaded = await load(storage, room_of(script.session), script.session)
    assert loaded.checkpoint_seq == state.seq
    assert loaded.room.text(MAIN).length() == MAX_MERGED_TEXT_LENGTH - 10
    script.drop("ada").room = loaded.room
    script.join("ada").deliver().type("ada", "y" * 11).deliver().expect_closed("ada", TextTooLong)


async def test_a_hundred_people_type_in_one_room() -> None:
    """[RM1] Everybody hears every letter once; the work for a letter grows with who hears it, no faster."""
    spent = {}
    for people in (10, TYPISTS):
        script = RoomScript()
        names = [f"p{number}" for number in range(people)]
        for name in names:
            script.join(name)
        script.deliver()
        best = []
        for _ in range(3):
            for name in names:
                script.type(name, "x")
            started = time.thread_time()
            script.step_to_server()
            best.append((time.thread_time() - started) / people)
            script.deliver()
        spent[people] = min(best)
        script.expect_text("x" * 3 * people).expect_open(*names)
    assert spent[TYPISTS] < 20 * spent[10]


async def test_rooms_that_are_forgotten_give_their_memory_back() -> None:
    """[RM6] A thousand rooms are opened, typed in and left: after the linger neither they nor their memory is there."""
    async with hub_over(InMemoryStorage()) as (hub, service):
        grown: list[int] = []
        for _ in range(3):
            before = resident_bytes(os.getpid())
            sessions = [await create(service, "x = 1\n" * 200) for _ in range(ROOMS)]
            guests = [await enter(hub, session) for session in sessions]
            for number, guest in enumerate(guests):
                guest.connection.hear(typed("k", 1_000 + number))
            assert hub.standing().rooms == ROOMS
            for guest in guests:
                guest.connection.leave()
            del guests
            await until(lambda: hub.standing().rooms == 0)
            assert hub._checkpointer._covered == {}
            assert hub.writer._accounts == {}
            gc.collect()
            grown.append(resident_bytes(os.getpid()) - before)
        # The first round fills pools that the next ones use again; what stays is the storage in memory itself.
        assert grown[2] < 24 << 20, grown
