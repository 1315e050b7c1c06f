"""Brings what is unsaved in every room to disk, in one transaction every few tens of milliseconds."""

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import batched
from typing import Final

import structlog

from app.domain import Entry, EntryKind, Session, SessionId
from app.errors import AlgoRoomError, SessionNotFound, StorageUnavailable
from app.limits import MAX_UNSAVED_BYTES, PAUSE_AFTER_S
from app.repositories.ports import Storage
from app.services.collab.room import Room
from app.services.collab.saved import Trouble
from app.services.collab.sends import Send
from app.services.collab.tally import Tally
from app.services.collab.text import TextBroken

FLUSH_AFTER_S: Final = 0.025
"""How long a change waits for company."""
FLUSH_AFTER_S_A_ROOM: Final = 0.01
"""How much longer for each room that has come meanwhile: each costs a page of the storage in every commit."""
MAX_FLUSH_AFTER_S: Final = 1.0
MAX_FLUSH_AFTER_S_FOR_OTHERS: Final = 0.1
"""Instead, where other servers hear of a change only when it is in the log (RP1)."""
ROOMS_A_TURN: Final = 8
"""Rooms whose keys go into their documents in one turn of the loop: nobody else waits for those of all rooms."""
RETRY_AFTER_S = (0.25, 0.5, 1.0, 2.0)
"""Pauses between tries when the storage fails; the last one repeats."""
SAVED_WITHIN_S: Final = 10.0
"""How long a request waits for its change to be on disk."""

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Waiter:
    decided: int
    """How many of the room's own entries must be on disk."""
    done: asyncio.Future[None]


@dataclass(slots=True)
class _Account:
    """What the writer knows of one room."""

    stored: Session
    waiters: list[_Waiter] = field(default_factory=list)


class _Taken:
    """What is written of one room: entries of its log, and its session as they leave it."""

    __slots__ = ("entries", "is_changed", "session")

    def __init__(self, entries: Sequence[Entry], session: Session, is_changed: bool) -> None:
        self.entries = entries
        self.session = session
        self.is_changed = is_changed
        """Whether the session's row says something else."""


class Writer:
    """One loop that writes for all rooms. Nothing is forgotten that was not written."""

    def __init__(
        self,
        storage: Storage,
        tally: Tally,
        deliver: Callable[[Room, list[Send]], None],
        end_deleted: Callable[[SessionId], None],
        published: Callable[[Room, Sequence[Entry]], None],
        overtaken: Callable[[Room], None],
        broken: Callable[[Room, TextBroken], None],
        pause_after_s: float = PAUSE_AFTER_S,
        *,
        is_alone: bool,
    ) -> None:
        """`published` is told what was appended to a room's log; `overtaken` whose room must first read on in it,
        `broken` whose room must be read again from it.

        `is_alone` says that no other server waits for what is written.
        """
        self._storage = storage
        self._flush_within_s = MAX_FLUSH_AFTER_S if is_alone else MAX_FLUSH_AFTER_S_FOR_OTHERS
        self._tally = tally
        self._deliver = deliver
        self._end_deleted = end_deleted
        self._published = published
        self._tell_overtaken = overtaken
        self._tell_broken = broken
        self._pause_after_s = pause_after_s
        self._overtaken: set[Room] = set()
        """These are not written until they `resume`."""
        self._hurries = False
        self._accounts: dict[Room, _Account] = {}
        self._dirty: set[Room] = set()
        self._wake = asyncio.Event()
        self._awaited = asyncio.Event()
        """Somebody waits for a change to be on disk."""
        self._task: asyncio.Task[None] | None = None
        self._stopping = False
        self._failing_since: float | None = None

    def start(self) -> None:
        """Begin to write."""
        self._task = asyncio.create_task(self._run(), name="writer")

    def adopt(self, room: Room, stored: Session) -> None:
        """Take care of a room from now on. `stored` is its session's row, which is brought in line with its log."""
        self._accounts[room] = _Account(stored)
        if room.session != stored:
            # At once: nothing that is unsaved keeps such a room from being forgotten.
            self._hurries = True
            self._dirty.add(room)
            self._wake.set()

    def drop(self, room: Room) -> None:
        """Forget a room; requests that wait for it are told that it was not saved."""
        self._dirty.discard(room)
        self._overtaken.discard(room)
        self._wake.set()
        account = self._accounts.pop(room, None)
        for waiter in account.waiters if account else ():
            if not waiter.done.done():
                waiter.done.set_exception(StorageUnavailable("The change could not be saved; try again."))

    def notify(self, room: Room) -> None:
        """Something in the room may be unsaved."""
        if room not in self._dirty and room.ledger.has_unsaved:
            self._dirty.add(room)
            self._wake.set()

    def folded(self, room: Room) -> None:
        """The room has taken up what others wrote, and perhaps found entries of its own among that."""
        account = self._accounts.get(room)
        if account is None:
            return
        if not any(entry.kind is EntryKind.EVENT for entry in room.ledger.unsaved):
            # Who changed the session stores it.
            account.stored = room.session
        self._release(room)

    def resume(self, room: Room) -> None:
        """The room has read on in the log, or could not: it is written again, at once."""
        if room in self._overtaken:
            self._overtaken.discard(room)
            self._hurries = True
            self._dirty.add(room)
            self._wake.set()

    async def saved(self, room: Room) -> None:
        """Return when everything that the room has decided so far is on disk.

        Raises:
            StorageUnavailable: it takes too long; the change is kept and will be tried again.
        """
        if not room.ledger.has_unsaved:
            return
        account = self._accounts.get(room)
        if account is None:
            raise StorageUnavailable("The session is being read again; try again.")
        waiter = _Waiter(room.ledger.decided, asyncio.get_running_loop().create_future())
        account.waiters.append(waiter)
        self._awaited.set()
        try:
            await asyncio.wait_for(waiter.done, SAVED_WITHIN_S)
        except TimeoutError:
            raise StorageUnavailable(
                "The change was made but is not saved yet: the storage does not answer. It is tried again."
            ) from None

    async def stop(self) -> None:
        """Write what is left, as far as the storage lets us, and end."""
        self._stopping = True
        self._wake.set()
        self._awaited.set()
        if self._task is not None:
            await self._task
            self._task = None

    async def _run(self) -> None:
        failures = 0
        while True:
            while not self._dirty - self._overtaken:
                if self._stopping and not self._overtaken:
                    return
                self._wake.clear()
                await self._wake.wait()
            if not self._stopping and not self._hurries:
                await self._let_gather()
            self._hurries = False
            try:
                await self._flush()
                failures = 0
            except Exception as error:
                failures += 1
                log.error("write_failed", error=type(error).__name__, tries=failures, rooms=len(self._dirty))
                if self._stopping and failures > len(RETRY_AFTER_S):
                    log.error("unsaved_at_stop", rooms=len(self._dirty))
                    return
                await asyncio.sleep(RETRY_AFTER_S[min(failures, len(RETRY_AFTER_S)) - 1])

    async def _let_gather(self) -> None:
        """Let changes wait for company: not for long where a request waits for one of them."""
        await asyncio.sleep(FLUSH_AFTER_S)
        more = min(len(self._dirty) * FLUSH_AFTER_S_A_ROOM, self._flush_within_s - FLUSH_AFTER_S)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._awaited.wait(), more)
        self._awaited.clear()

    async def _flush(self) -> None:
        # Take the batch before awaiting: edits that arrive during the write belong to the next batch.
        rooms = [room for room in self._dirty if room in self._accounts and room not in self._overtaken]
        self._dirty.clear()
        if not rooms:
            return
        try:
            await self._write(rooms)
        except SessionNotFound:
            await self._write_one_by_one(rooms)

    async def _write_one_by_one(self, rooms: list[Room]) -> None:
        """One of the rooms cannot be written; find it, and let nobody else suffer."""
        for index, room in enumerate(rooms):
            if room not in self._accounts:
                # It was forgotten while another one was written.
                continue
            try:
                await self._write([room])
            except SessionNotFound as error:
                log.info("room_without_session", error=type(error).__name__)
                self._end_deleted(room.session.id)
            except Exception:
                self._dirty.update(rooms[index:])
                raise

    async def _write(self, rooms: list[Room]) -> None:
        taken = await self._take(rooms)
        rooms = list(taken)
        batch = [(room.session.id, part.entries) for room, part in taken.items() if part.entries]
        started = time.perf_counter()
        try:
            overtaken = await self._storage.log.append(batch)
        except AlgoRoomError as error:
            self._tell_of_trouble(rooms)
            if not isinstance(error, SessionNotFound):
                self._dirty.update(rooms)
            raise
        except BaseException:
            self._tell_of_trouble(rooms)
            self._dirty.update(rooms)
            raise
        self._failing_since = None
        self._tally.append_s.add(time.perf_counter() - started)
        self._tally.appends += 1
        for room, part in taken.items():
            entries = part.entries
            self._tally.entries_appended += len(entries)
            is_here = room in self._accounts
            if overtaken and room.session.id in overtaken:
                if is_here:
                    self._overtaken.add(room)
                    self._tell_overtaken(room)
                continue
            if is_here:
                if sends := room.mark_saved(entries[-1].seq if entries else 0):
                    self._deliver(room, sends)
                self._release(room)
            if entries:
                self._published(room, entries)
        to_store = [
            (room, part.session)
            for room, part in taken.items()
            if part.is_changed and (not overtaken or part.session.id not in overtaken)
        ]
        for index, (room, session) in enumerate(to_store):
            try:
                if room in self._accounts:
                    await self._store_session(room, session)
            except BaseException:
                self._dirty.update(room for room, _ in to_store[index:])
                raise

    async def _take(self, rooms: Sequence[Room]) -> dict[Room, _Taken]:
        """What is to be written of each room; nothing of one whose text refuses what it has let in."""
        taken: dict[Room, _Taken] = {}
        for some in batched(rooms, ROOMS_A_TURN, strict=False):
            if taken:
                await asyncio.sleep(0)
            for room in some:
                account = self._accounts.get(room)
                if account is None:
                    # It was forgotten meanwhile.
                    continue
                try:
                    taken[room] = _Taken(room.take_unsaved(), room.session, room.session != account.stored)
                except TextBroken as error:
                    self._tell_broken(room, error)
        return taken

    def _tell_of_trouble(self, rooms: list[Room]) -> None:
        now = asyncio.get_running_loop().time()
        self._failing_since = self._failing_since or now
        self._tally.appends_failed += 1
        is_long = now - self._failing_since >= self._pause_after_s
        for room in rooms:
            size = sum(len(entry.payload) for entry in room.ledger.unsaved)
            trouble = Trouble.PAUSED if is_long or size > MAX_UNSAVED_BYTES else Trouble.FAILING
            self._deliver(room, room.mark_trouble(trouble))

    async def _store_session(self, room: Room, session: Session) -> None:
        """Bring the session's row in line with its log, which alone is the truth."""
        await self._storage.sessions.update(
            session.id,
            title=session.title,
            language=session.language,
            status=session.status,
            ended_at=session.ended_at,
        )
        if account := self._accounts.get(room):
            account.stored = session

    def _release(self, room: Room) -> None:
        account = self._accounts.get(room)
        if account is None or not account.waiters:
            return
        for waiter in account.waiters:
            if waiter.decided <= room.ledger.kept and not waiter.done.done():
                waiter.done.set_result(None)
        account.waiters = [waiter for waiter in account.waiters if not waiter.done.done()]
