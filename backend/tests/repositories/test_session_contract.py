"""What every session repository promises: memory, SQLite and PostgreSQL alike."""

import asyncio
import dataclasses
from datetime import datetime, timedelta, timezone
from uuid import uuid4

import pytest

from app.domain import Checkpoint, Door, LinkId, SessionId, SessionStatus
from app.errors import SessionExists, SessionNotFound
from app.repositories.ports import Storage
from tests.repositories.builders import NOON, add_session, new_entries, new_entry, new_session, read_all


async def test_a_stored_session_is_found_as_it_was(storage: Storage) -> None:
    session = dataclasses.replace(new_session(), status=SessionStatus.ENDED, ended_at=NOON + timedelta(hours=1))
    await storage.sessions.add(session)
    assert await storage.sessions.find(session.id) == session


async def test_an_unknown_id_finds_nothing(storage: Storage) -> None:
    await add_session(storage)
    assert await storage.sessions.find(SessionId(uuid4())) is None


async def test_sessions_are_listed_oldest_first(storage: Storage) -> None:
    later, first = new_session(), dataclasses.replace(new_session(), created_at=NOON - timedelta(days=1))
    assert list(await storage.sessions.list_ids()) == []
    for session in (later, first):
        await storage.sessions.add(session)
    assert list(await storage.sessions.list_ids()) == [first.id, later.id]
    assert list(await storage.sessions.list_ids(created_before=NOON)) == [first.id]


async def test_an_id_is_stored_once(storage: Storage) -> None:
    session = new_session(title="first")
    await storage.sessions.add(session)
    with pytest.raises(SessionExists, match=str(session.id)):
        await storage.sessions.add(dataclasses.replace(session, title="second"))
    assert await storage.sessions.find(session.id) == session


async def test_of_many_who_add_the_same_id_one_wins(storage: Storage) -> None:
    session = new_session()
    outcomes = await asyncio.gather(*(storage.sessions.add(session) for _ in range(8)), return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType"] + ["SessionExists"] * 7


@pytest.mark.parametrize(
    "title",
    [
        "",
        "Zoë and Jürgen",
        "面接 第二回",
        "مقابلة",
        "👩🏽‍💻🧪",
        "'; DROP TABLE sessions; --",
        "%s :title {x} ?",
        "a\tb\nc",
        "x" * 10_000,
    ],
)
async def test_a_title_comes_back_to_the_letter(storage: Storage, title: str) -> None:
    session = new_session(title=title)
    await storage.sessions.add(session)
    stored = await storage.sessions.find(session.id)
    assert stored is not None
    assert stored.title == title


async def test_times_come_back_aware_and_in_utc(storage: Storage) -> None:
    here = timezone(timedelta(hours=5, minutes=45))
    session = dataclasses.replace(new_session(), created_at=datetime(2026, 3, 1, 2, 30, 0, 999_999, tzinfo=here))
    await storage.sessions.add(session)
    stored = await storage.sessions.find(session.id)
    assert stored is not None
    assert stored.created_at == session.created_at
    assert stored.created_at.utcoffset() == timedelta(0)
    assert stored.created_at.isoformat() == "2026-02-28T20:45:00.999999+00:00"


async def test_a_time_without_a_zone_is_refused(storage: Storage) -> None:
    session = dataclasses.replace(new_session(), created_at=datetime(2026, 3, 1))
    with pytest.raises(ValueError, match="aware"):
        await storage.sessions.add(session)
    assert await storage.sessions.find(session.id) is None


async def test_an_update_changes_what_is_given_and_nothing_else(storage: Storage) -> None:
    session = new_session(title="before")
    await storage.sessions.add(session)
    titled = await storage.sessions.update(session.id, title="after")
    assert titled == dataclasses.replace(session, title="after")
    switched = await storage.sessions.update(session.id, language="javascript")
    assert switched == dataclasses.replace(titled, language="javascript")
    ended = await storage.sessions.update(session.id, status=SessionStatus.ENDED, ended_at=NOON)
    assert ended == dataclasses.replace(switched, status=SessionStatus.ENDED, ended_at=NOON)
    assert await storage.sessions.find(session.id) == ended


async def test_an_update_of_nothing_returns_what_is_stored(storage: Storage) -> None:
    session = new_session()
    await storage.sessions.add(session)
    assert await storage.sessions.update(session.id) == session


async def test_an_update_can_empty_a_title(storage: Storage) -> None:
    session = new_session(title="before")
    await storage.sessions.add(session)
    assert (await storage.sessions.update(session.id, title="")).title == ""


async def test_an_update_touches_one_session(storage: Storage) -> None:
    first, second = new_session(title="first"), new_session(title="second")
    await storage.sessions.add(first)
    await storage.sessions.add(second)
    await storage.sessions.update(first.id, title="changed")
    assert await storage.sessions.find(second.id) == second


@pytest.mark.parametrize("changes", [{}, {"title": "anything"}])
async def test_an_unknown_session_cannot_be_updated(storage: Storage, changes: dict[str, str]) -> None:
    unknown = SessionId(uuid4())
    with pytest.raises(SessionNotFound, match=str(unknown)):
        await storage.sessions.update(unknown, title=changes.get("title"))


async def test_updates_of_different_fields_at_once_all_stay(storage: Storage) -> None:
    session = new_session()
    await storage.sessions.add(session)
    await asyncio.gather(
        storage.sessions.update(session.id, title="T"),
        storage.sessions.update(session.id, language="ruby"),
        storage.sessions.update(session.id, status=SessionStatus.ENDED),
        storage.sessions.update(session.id, ended_at=NOON),
    )
    expected = dataclasses.replace(session, title="T", language="ruby", status=SessionStatus.ENDED, ended_at=NOON)
    assert await storage.sessions.find(session.id) == expected


async def test_sessions_can_be_worked_on_while_the_log_is_written(storage: Storage) -> None:
    ids = [await add_session(storage) for _ in range(10)]
    await asyncio.gather(
        *(storage.log.append([(session_id, [new_entry(1)])]) for session_id in ids),
        *(storage.sessions.update(session_id, title="T") for session_id in ids),
        *(add_session(storage) for _ in range(10)),
    )
    for session_id in ids:
        assert len(await read_all(storage, session_id)) == 1


async def test_a_storage_that_answers_is_ready(storage: Storage) -> None:
    assert await storage.sessions.ping() is None  # type: ignore[func-returns-value]


async def test_closing_twice_does_no_harm(storage: Storage) -> None:
    await storage.sessions.add(new_session())
    await storage.close()
    await storage.close()


async def test_a_session_is_found_by_its_id_and_its_links(storage: Storage, rival: Storage) -> None:
    session, observer = new_session(), LinkId(uuid4())
    await storage.sessions.add(session, observer)
    await storage.sessions.add(new_session(), LinkId(uuid4()))
    door = await rival.sessions.find_door(session.id)
    assert door == Door(session.id, LinkId(session.id), observer, session.host_key_hash, 0)
    assert await rival.sessions.find_door(observer) == door
    assert await rival.sessions.find_door(LinkId(uuid4())) is None


async def test_a_replaced_link_leads_nowhere_and_the_sessions_id_goes_on(storage: Storage, rival: Storage) -> None:
    session, observer, candidate = new_session(), LinkId(uuid4()), LinkId(uuid4())
    await storage.sessions.add(session, observer)
    newer = LinkId(uuid4())
    assert (await storage.sessions.replace_links(session.id, observer=newer)).rotations == 1
    door = await storage.sessions.replace_links(session.id, candidate=candidate)
    assert door == Door(session.id, candidate, newer, session.host_key_hash, 2)
    assert await rival.sessions.find_door(observer) is None
    for link in (session.id, candidate, newer):
        assert await rival.sessions.find_door(link) == door
    door = await storage.sessions.replace_links(session.id, host_key_hash=b"other")
    assert (door.candidate, door.host_key_hash, door.rotations) == (candidate, b"other", 3)


async def test_links_of_an_unknown_session_cannot_be_replaced(storage: Storage) -> None:
    with pytest.raises(SessionNotFound):
        await storage.sessions.replace_links(SessionId(uuid4()), observer=LinkId(uuid4()))


async def test_a_session_that_is_open_again_has_no_end(storage: Storage) -> None:
    session = new_session()
    await storage.sessions.add(session)
    await storage.sessions.update(session.id, status=SessionStatus.ENDED, ended_at=NOON)
    assert await storage.sessions.update(session.id, status=SessionStatus.OPEN) == session


async def test_nothing_is_left_of_a_deleted_session(storage: Storage, rival: Storage) -> None:
    """[DE1] And everything of the others."""
    gone, kept = await add_session(storage), await add_session(storage)
    for session in (gone, kept):
        await storage.log.append([(session, new_entries(1, 3))])
        await storage.checkpoints.save(session, 3, b"state")
    assert await storage.sessions.delete(gone)
    assert not await rival.sessions.delete(gone)
    assert await rival.sessions.find(gone) is None
    assert await rival.sessions.find_door(gone) is None
    assert await read_all(rival, gone) == []
    assert await rival.checkpoints.find(gone) is None
    assert await rival.log.heads([gone, kept]) == {kept: 3}
    with pytest.raises(SessionNotFound):
        await storage.log.append([(gone, new_entries(4, 4))])
    assert await read_all(rival, kept) == new_entries(1, 3)
    assert await rival.checkpoints.find(kept) == Checkpoint(3, b"state")
