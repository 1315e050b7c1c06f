"""Checkpoints as the hub writes and uses them: long sessions open from one and the log behind it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from structlog.testing import capture_logs

from app.domain import Checkpoint, Entry, Gap, SessionId
from app.errors import Resync, StorageUnavailable
from app.repositories.ports import CheckpointStore
from app.services.collab.checkpoint import FORMAT
from app.services.collab.checkpointer import AFTER_ENTRIES, AFTER_ENTRIES_FORGOTTEN, is_due
from app.services.collab.hub import Hub
from app.services.sessions import SessionService
from tests.collab.script import MAIN
from tests.hub_guests import Keyboard, Unreliable, create, enter, hub_over, until_kept
from tests.waiting import until


class Counting(Unreliable):
    """A storage that notes from where logs were read, and fails to keep checkpoints while `refuses` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.read_from: list[int] = []
        self.refuses = False
        self._checkpoints = self.checkpoints
        self.checkpoints: CheckpointStore = self

    def read(
        self, session_id: SessionId, after: int = 0, upto: int | None = None
    ) -> AsyncIterator[Sequence[Entry | Gap]]:
        self.read_from.append(after)
        return super().read(session_id, after, upto)

    async def save(self, session_id: SessionId, seq: int, payload: bytes) -> None:
        if self.refuses:
            raise StorageUnavailable("full")
        await self._checkpoints.save(session_id, seq, payload)

    async def find(self, session_id: SessionId) -> Checkpoint | None:
        return await self._checkpoints.find(session_id)


@asynccontextmanager
async def typed_over(storage: Counting, letters: int) -> AsyncIterator[tuple[Hub, SessionService, SessionId, Keyboard]]:
    """A session in which so many letters were typed one by one, and saved together."""
    async with hub_over(storage) as (hub, service):
        session = await create(service)
        guest = await enter(hub, session)
        keyboard = Keyboard(guest, 7)
        for typed in range(0, letters, 1_000):
            keyboard.type("x" * min(1_000, letters - typed))
            await hub.writer.saved(guest.room)
        yield hub, service, session, keyboard


async def test_a_long_session_is_opened_from_its_checkpoint() -> None:
    """Only what came behind it is read of the log, and everything is there."""
    storage = Counting()
    async with typed_over(storage, AFTER_ENTRIES + 10) as (hub, _, session, keyboard):
        kept = await until_kept(storage, session)
        assert kept.seq > AFTER_ENTRIES
        keyboard.type("x" * 5)
        await hub.writer.saved(await hub.open(session))
    async with hub_over(storage) as (hub, _):
        room = await hub.open(session)
        assert storage.read_from[-1] == kept.seq
        assert str(room.text(MAIN)) == "x" * (AFTER_ENTRIES + 15)
        assert room.ledger.seq == (await storage.heads([session]))[session]
        room.text(MAIN).verify()


async def test_a_room_gets_the_next_one_only_after_as_many_again() -> None:
    storage = Counting()
    async with typed_over(storage, AFTER_ENTRIES + 10) as (hub, _, session, keyboard):
        first = await until_kept(storage, session)
        keyboard.type("x" * (AFTER_ENTRIES // 2))
        await hub.writer.saved(await hub.open(session))
        assert await storage.find(session) == first
        keyboard.type("x" * AFTER_ENTRIES)
        assert (await until_kept(storage, session, first.seq + 1)).seq > first.seq + AFTER_ENTRIES


def test_all_checkpoints_of_a_session_cost_in_proportion_to_its_log() -> None:
    """In a log of 40,000 entries there are few, and what is read behind the last one stays a small share."""
    seq, count = 0, 0
    for head in range(1, 40_001):
        if is_due(head, seq):
            seq, count = head, count + 1
    assert count < 60
    assert 40_000 - seq <= 2_000


async def test_a_forgotten_room_leaves_one() -> None:
    """[RM6] Who opens the session next week does not wait for the whole log."""
    storage = Counting()
    async with typed_over(storage, AFTER_ENTRIES_FORGOTTEN + 10) as (hub, _, session, keyboard):
        assert await storage.find(session) is None
        keyboard.guest.connection.leave()
        await until(lambda: session not in hub._rooms)
        kept = await until_kept(storage, session)
        assert kept.seq == (await storage.heads([session]))[session]
        assert str((await hub.open(session)).text(MAIN)) == "x" * (AFTER_ENTRIES_FORGOTTEN + 10)
        assert storage.read_from[-1] == kept.seq


async def test_a_checkpoint_that_cannot_be_kept_is_no_trouble_for_the_room() -> None:
    """It is logged, and the log is read instead."""
    storage = Counting()
    storage.refuses = True
    with capture_logs() as logs:
        async with typed_over(storage, AFTER_ENTRIES + 10) as (hub, _, session, keyboard):
            await until(lambda: any(event["event"] == "checkpoint_failed" for event in logs))
            keyboard.type("x" * 5)
            room = await hub.open(session)
            await hub.writer.saved(room)
            assert room.saved.trouble == 0
            failed = [event for event in logs if event["event"] == "checkpoint_failed"]
            assert len(failed) == 1, "after a failure there is a pause"
            # The next try, when the pause is over.
            storage.refuses = False
            hub._checkpointer._not_before = 0.0
            keyboard.type("x")
            await hub.writer.saved(room)
            assert (await until_kept(storage, session)).seq == room.ledger.saved_seq


@pytest.mark.parametrize("bad", ["newer format", "no checkpoint", "ahead of its log", "of another position"])
async def test_a_checkpoint_that_cannot_be_used_is_as_good_as_none(bad: str) -> None:
    """The log is read from its beginning."""
    storage = Counting()
    async with typed_over(storage, AFTER_ENTRIES + 10) as (_, _, session, _):
        kept = await until_kept(storage, session)
    seq, payload = {
        "newer format": (kept.seq, bytes([FORMAT + 1]) + kept.payload[1:]),
        "no checkpoint": (kept.seq, kept.payload[: len(kept.payload) // 2]),
        "ahead of its log": (10 * AFTER_ENTRIES, kept.payload),
        "of another position": (kept.seq + 1, kept.payload),
    }[bad]
    await storage.save(session, seq, payload)
    with capture_logs() as logs:
        async with hub_over(storage) as (hub, _):
            room = await hub.open(session)
            assert storage.read_from[-1] == 0
            assert str(room.text(MAIN)) == "x" * (AFTER_ENTRIES + 10)
    assert {event["event"] for event in logs} & {"checkpoint_unusable", "checkpoint_ahead"}


async def test_a_broken_text_is_not_written_down() -> None:
    """[GU10] A document that does not stand where the guard says is read from the log again, not kept."""
    storage = Counting()
    async with typed_over(storage, AFTER_ENTRIES - 10) as (hub, _, session, keyboard):
        room = await hub.open(session)
        room.text(MAIN).state[99] = 1
        keyboard.type("x" * 20)
        await hub.writer.saved(room)
        assert await storage.find(session) is None
        await until(lambda: keyboard.guest.line.reason is not None)
        assert isinstance(keyboard.guest.line.reason, Resync)
        assert str((await hub.open(session)).text(MAIN)) == "x" * (AFTER_ENTRIES + 10)
