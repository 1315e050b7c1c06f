"""Sessions a row of whose log was really damaged: what can be read is shown, nothing is taken, all heals by itself."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from structlog.testing import capture_logs

from app.db.address import parse_database_url
from app.domain import Entry, Gap, SessionId
from app.errors import LogDamaged, Resync, StorageUnavailable
from app.models import CodeWish
from app.repositories.ports import Storage
from app.services.collab import codec
from app.services.collab.hub import Hub
from app.services.collab.saved import Trouble
from app.services.log import LineWriter, LogService
from app.services.sessions import SessionService
from app.storage import open_storage
from tests.collab import wire
from tests.collab.script import MAIN
from tests.database_damage import Damage, chunks_of
from tests.hub_guests import LINGER_S, Guest, Keyboard, create, enter, until_kept
from tests.waiting import until

NEVER_S = 3600.0
SOON_S = 0.05


@asynccontextmanager
async def served(
    database_url: str, look_again_s: float = NEVER_S
) -> AsyncIterator[tuple[Hub, SessionService, Storage]]:
    """A server over a real file."""
    storage = open_storage(parse_database_url(database_url))
    hub = Hub(storage, linger_s=LINGER_S, look_again_s=look_again_s)
    hub.start()
    yield hub, SessionService(storage, hub), storage
    await hub.close()
    await storage.close()


async def type_in_chunks(hub: Hub, session: SessionId, *words: str) -> Guest:
    """Ada types; each word is a row of the log of its own."""
    guest = await enter(hub, session)
    await hub.writer.saved(guest.room)
    keyboard = Keyboard(guest, 7)
    for word in words:
        keyboard.type(word)
        await hub.writer.saved(guest.room)
    return guest


@pytest.fixture
async def session(sqlite_url: str) -> SessionId:
    """A session of five rows: its code, Ada's coming, and three words of hers."""
    async with served(sqlite_url) as (hub, service, _):
        known = await create(service, "x = 1\n")
        await type_in_chunks(hub, known, "one ", "two ", "three ")
    assert [first for first, _ in chunks_of(sqlite_url, str(known))][:5] == [1, 2, 3, 7, 11]
    return known


def troubles(guest: Guest) -> list[int]:
    heard = map(wire.read, guest.line.frames)
    return [message.trouble for message in heard if isinstance(message, wire.Saved)]


def notices(guest: Guest) -> list[object]:
    heard = map(wire.read, guest.line.frames)
    return [message.body["code"] for message in heard if isinstance(message, wire.Refused)]


async def test_a_damaged_session_shows_what_can_be_read_and_takes_nothing(sqlite_url: str, session: SessionId) -> None:
    """[SV5] [SV6] Read-only, with trouble 3 behind `welcome`; edits, proposals and the API are refused."""
    Damage(sqlite_url, str(session), 7)
    async with served(sqlite_url) as (hub, service, _):
        ben = await enter(hub, session, "Ben")
        assert str(ben.room.text(MAIN)) == "one x = 1\n"
        assert ben.room.saved.trouble is Trouble.DAMAGED
        Keyboard(ben, 8).type("m")
        ben.connection.hear(codec.encode_event(json.dumps({"type": "named", "name": "Benny"})))
        await until(lambda: len(notices(ben)) == 2)
        assert set(notices(ben)) == {"LOG_DAMAGED"}
        assert set(troubles(ben)) == {Trouble.DAMAGED}
        with pytest.raises(LogDamaged):
            await service.replace_code(str(session), CodeWish(code="overwritten"))
        assert (await service.get(str(session))).code == "one x = 1\n"
        assert ben.line.reason is None


async def test_other_sessions_are_not_concerned(sqlite_url: str, session: SessionId) -> None:
    """[SV5] Not even those that are written in the same commit."""
    Damage(sqlite_url, str(session), 7)
    async with served(sqlite_url) as (hub, service, _):
        await enter(hub, session, "Ben")
        other = await create(service, "fine\n")
        guest = await type_in_chunks(hub, other, "typed ")
        assert (await service.get(str(other))).code == "typed fine\n"
        assert guest.room.saved.trouble is Trouble.NONE


async def test_a_session_heals_when_its_bytes_are_back_and_somebody_comes(sqlite_url: str, session: SessionId) -> None:
    """[SV5] Everybody comes back (4509) to the room with all that was typed, and types on."""
    damage = Damage(sqlite_url, str(session), 7)
    async with served(sqlite_url) as (hub, service, storage):
        ben = await enter(hub, session, "Ben")
        again = await enter(hub, session, "Cy")
        assert again.room is ben.room
        damage.undo()
        healed = await enter(hub, session, "Cy")
        assert isinstance(ben.line.reason, Resync)
        assert str(healed.room.text(MAIN)) == "one two three x = 1\n"
        assert healed.room.saved.trouble is Trouble.NONE
        Keyboard(healed, 9).type("more ")
        await hub.writer.saved(healed.room)
        assert "more " in (await service.get(str(session))).code
        items = [item async for some in storage.log.read(session) for item in some]
        assert [item.seq for item in items if isinstance(item, Entry)] == list(range(1, len(items) + 1))


async def test_a_session_heals_while_everybody_waits(sqlite_url: str, session: SessionId) -> None:
    """[SV5] The server looks again by itself."""
    damage = Damage(sqlite_url, str(session), 11)
    async with served(sqlite_url, look_again_s=SOON_S) as (hub, service, _):
        ben = await enter(hub, session, "Ben")
        damage.undo()
        await until(lambda: ben.line.reason is not None)
        assert isinstance(ben.line.reason, Resync)
        assert (await service.get(str(session))).code == "one two three x = 1\n"


async def test_a_session_stays_damaged_while_it_is(sqlite_url: str, session: SessionId) -> None:
    """[SV5] Looking again ends nobody's connection, and two damages need two repairs."""
    first, second = (Damage(sqlite_url, str(session), seq) for seq in (7, 11))
    async with served(sqlite_url) as (hub, _, _):
        ben = await enter(hub, session, "Ben")
        assert ben.room.gaps == [Gap(7, 10), Gap(11, 16)]
        second.undo()
        await hub._damages.look_at(ben.room)
        assert ben.line.reason is None
        first.undo()
        await hub._damages.look_at(ben.room)
        assert isinstance(ben.line.reason, Resync)


async def test_a_text_of_which_nothing_is_left_is_not_shown_as_an_empty_one(
    sqlite_url: str, session: SessionId
) -> None:
    """[SV5] The room is not opened: pages keep their copies, and try again until it can be."""
    damages = [Damage(sqlite_url, str(session), seq) for seq in (1, 3)]
    async with served(sqlite_url) as (hub, service, _):
        with pytest.raises(StorageUnavailable):
            await enter(hub, session, "Ben")
        with pytest.raises(StorageUnavailable):
            await service.get(str(session))
        for damage in damages:
            damage.undo()
        assert (await service.get(str(session))).code == "one two three x = 1\n"


async def test_what_a_checkpoint_covers_is_not_damaged_for_the_room(sqlite_url: str, session: SessionId) -> None:
    """[SV5] People type on; only the record has a hole."""
    async with served(sqlite_url) as (hub, _, storage):
        guest = await enter(hub, session, "Ben")
        await hub.writer.saved(guest.room)
        hub._checkpointer._take(guest.room)
        await until_kept(storage, session)
    Damage(sqlite_url, str(session), 7)
    async with served(sqlite_url) as (hub, service, _):
        cy = await enter(hub, session, "Cy")
        assert cy.room.saved.trouble is Trouble.NONE
        Keyboard(cy, 9).type("on ")
        await hub.writer.saved(cy.room)
        code = (await service.get(str(session))).code
        assert sorted(code.split()) == sorted(["one", "two", "three", "on", "x", "=", "1"])
        assert (notices(cy), set(troubles(cy))) == ([], {0})


async def test_a_damaged_room_leaves_no_checkpoint(sqlite_url: str, session: SessionId) -> None:
    """It would make the damage last."""
    Damage(sqlite_url, str(session), 7)
    async with served(sqlite_url) as (hub, _, storage):
        ben = await enter(hub, session, "Ben")
        hub._checkpointer._covered[ben.room] = -1_000
        await hub.writer.saved(ben.room)
        ben.connection.leave()
        await until(lambda: session not in hub._rooms)
        assert await storage.checkpoints.find(session) is None


async def test_the_log_says_where_a_part_of_it_is_missing(sqlite_url: str, session: SessionId) -> None:
    """[LG6] A line stands for the missing entries; all others are there, before and behind it."""
    Damage(sqlite_url, str(session), 7)
    async with served(sqlite_url) as (hub, _, storage):
        opened = await LogService(storage, hub).open(str(session))
        writer = LineWriter(opened.began)
        lines = [json.loads(line) async for items in opened.chunks for line in writer.encode(items).splitlines()]
    numbers = [line["seq"] for line in lines]
    assert numbers == [1, 2, 3, 4, 5, 6, 10, *range(11, opened.last_seq + 1)]
    [missing] = [line for line in lines if line["kind"] == "missing"]
    assert missing == {
        "seq": 10,
        "at": lines[5]["at"],
        "by": None,
        "channel": "events",
        "kind": "missing",
        "first": 7,
    }


async def test_the_servers_log_says_what_is_damaged(sqlite_url: str, session: SessionId) -> None:
    """By the first characters of the session's id, and by entries."""
    Damage(sqlite_url, str(session), 7)
    with capture_logs() as logs:
        async with served(sqlite_url) as (hub, _, _):
            await hub.open(session)
    [event] = [event for event in logs if event["event"] == "room_damaged"]
    assert (event["session"], event["first"], event["last"]) == (str(session)[:8], 7, 10)
