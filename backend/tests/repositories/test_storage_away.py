"""A storage that went away says so within moments, keeps its promises meanwhile, and is used again when it is back."""

import asyncio
import os
import resource
import shutil
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path
from time import monotonic
from uuid import uuid4

import pytest

from app.db.address import PostgresDatabase, SqliteFile, parse_database_url
from app.db.engine import ANSWER_SECONDS
from app.domain import Checkpoint, SessionId
from app.errors import StorageUnavailable
from app.repositories.ports import Batch, Storage
from app.storage import open_storage
from tests.postgres import PostgresServer
from tests.repositories.builders import add_session, append, new_entries, new_entry, new_session, read_all
from tests.tcp_proxy import TcpProxy, open_proxy

# Short where the test waits for it to pass; the real one elsewhere, so that a busy machine is not taken for a dead one.
SHORT_ANSWER_SECONDS = 1.0
# The longest answer, and what the driver may take to let go of the connection.
PATIENCE_SECONDS = ANSWER_SECONDS + 4.0

type Call = Callable[[Storage, SessionId], Awaitable[object]]

CALLS: dict[str, Call] = {
    "add": lambda storage, _: storage.sessions.add(new_session()),
    "find": lambda storage, known: storage.sessions.find(known),
    "update": lambda storage, known: storage.sessions.update(known, title="changed"),
    "ping": lambda storage, _: storage.sessions.ping(),
    "append": lambda storage, known: storage.log.append([(known, [new_entry(1)])]),
    "read": lambda storage, known: read_all(storage, known),
    "heads": lambda storage, known: storage.log.heads([known]),
    "save": lambda storage, known: storage.checkpoints.save(known, 1, b"state"),
    "find checkpoint": lambda storage, known: storage.checkpoints.find(known),
}
every_call = pytest.mark.parametrize("call", CALLS.values(), ids=CALLS.keys())


@asynccontextmanager
async def opened(url: str, answer_seconds: float = ANSWER_SECONDS) -> AsyncIterator[Storage]:
    storage = open_storage(parse_database_url(url), answer_seconds=answer_seconds)
    try:
        yield storage
    finally:
        await storage.close()


async def expect_unavailable(call: Awaitable[object]) -> None:
    """The call fails as `StorageUnavailable`, soon, and without a word of anybody's text."""
    started = monotonic()
    with pytest.raises(StorageUnavailable) as failure:
        await call
    assert monotonic() - started < PATIENCE_SECONDS
    assert failure.value.retry
    assert "changed" not in failure.value.message
    assert "key 1" not in failure.value.message


async def until_it_answers(storage: Storage) -> None:
    """Ask until the storage is back, as the readiness check does."""
    async with asyncio.timeout(20):
        while True:
            try:
                return await storage.sessions.ping()
            except StorageUnavailable:
                await asyncio.sleep(0.05)


# PostgreSQL -----------------------------------------------------------------------------------------------------------


@pytest.fixture
async def proxied(postgres_server: PostgresServer, postgres_url: str) -> AsyncIterator[tuple[TcpProxy, Storage]]:
    """A PostgreSQL behind a network that can fail."""
    async with open_proxy("127.0.0.1", postgres_server.port) as proxy:
        url = postgres_url.replace(f":{postgres_server.port}/", f":{proxy.port}/")
        async with opened(url, SHORT_ANSWER_SECONDS) as storage:
            yield proxy, storage
            proxy.thaw()


@every_call
async def test_a_frozen_postgres_is_unavailable_in_the_middle_of_work(
    proxied: tuple[TcpProxy, Storage], call: Call
) -> None:
    proxy, storage = proxied
    known = await add_session(storage)
    proxy.freeze()
    await expect_unavailable(call(storage, known))


async def test_a_frozen_postgres_is_unavailable_to_who_connects(proxied: tuple[TcpProxy, Storage]) -> None:
    proxy, storage = proxied
    proxy.freeze()
    await expect_unavailable(storage.sessions.ping())


async def test_a_postgres_that_thaws_is_used_again(proxied: tuple[TcpProxy, Storage]) -> None:
    proxy, storage = proxied
    known = await add_session(storage)
    await storage.log.append([(known, new_entries(1, 2))])
    proxy.freeze()
    await expect_unavailable(storage.log.append([(known, new_entries(3, 4))]))
    proxy.thaw()
    await until_it_answers(storage)
    await append(storage, known, new_entries(3, 4))
    assert await read_all(storage, known) == new_entries(1, 4)


async def test_many_who_wait_for_a_frozen_postgres_all_hear_of_it_soon(proxied: tuple[TcpProxy, Storage]) -> None:
    proxy, storage = proxied
    known = await add_session(storage)
    proxy.freeze()
    await asyncio.gather(*(expect_unavailable(storage.sessions.find(known)) for _ in range(30)))


@every_call
async def test_a_port_where_nobody_listens_is_unavailable(call: Call) -> None:
    async with open_proxy("127.0.0.1", 1) as proxy:
        port = proxy.port
    async with opened(f"postgresql://postgres@127.0.0.1:{port}/algoroom") as storage:
        await expect_unavailable(call(storage, SessionId(uuid4())))


async def test_a_server_that_speaks_no_postgres_is_unavailable() -> None:
    async def babble(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n" * 10)
        writer.close()

    server = await asyncio.start_server(babble, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, opened(f"postgresql://postgres@127.0.0.1:{port}/algoroom") as storage:
        await expect_unavailable(storage.sessions.ping())


async def test_a_database_that_does_not_exist_is_unavailable(postgres_server: PostgresServer) -> None:
    async with opened(postgres_server.url_of("nowhere")) as storage:
        await expect_unavailable(storage.sessions.ping())


async def test_a_database_without_our_tables_is_not_ready(postgres_server: PostgresServer) -> None:
    url = await postgres_server.new_empty_database()
    async with opened(url) as storage:
        await expect_unavailable(storage.sessions.ping())
    await postgres_server.drop_database(url)


async def test_a_postgres_that_crashes_and_returns_has_what_was_saved() -> None:
    server = PostgresServer.start_new()
    try:
        async with opened(await server.new_database()) as storage:
            known = await add_session(storage)
            await storage.log.append([(known, new_entries(1, 100))])
            await asyncio.to_thread(server.stop)
            await expect_unavailable(storage.log.append([(known, new_entries(101, 200))]))
            await asyncio.to_thread(server.start)
            # The pool replaces what the crash closed: the first call after it already succeeds.
            await append(storage, known, new_entries(101, 200))
            assert await read_all(storage, known) == new_entries(1, 200)
    finally:
        await asyncio.to_thread(server.close)


async def test_an_append_whose_answer_was_lost_is_stored_once_by_its_retry(proxied: tuple[TcpProxy, Storage]) -> None:
    """The commit reached the server and its answer did not: trying again neither doubles nor refuses anything."""
    proxy, storage = proxied
    known, other = await add_session(storage), await add_session(storage)
    await storage.log.append([(known, new_entries(1, 2))])
    await lose_answer(proxy, storage, [(known, new_entries(3, 4)), (other, new_entries(1, 1))])
    # The writer tries again with what came in meanwhile.
    assert await storage.log.append([(known, new_entries(3, 6)), (other, new_entries(1, 1))]) == frozenset()
    assert await read_all(storage, known) == new_entries(1, 6)
    assert await read_all(storage, other) == new_entries(1, 1)
    assert await storage.log.append([(known, new_entries(3, 6))]) == {known}, "nothing is in doubt any more"
    await append(storage, known, new_entries(7, 7))


async def lose_answer(proxy: TcpProxy, storage: Storage, batch: Batch) -> None:
    """Append so that it is stored and nobody hears of it."""
    last = batch[0][1][-1]
    proxy.lose_answer_to(lambda sent: last.payload in sent)
    await expect_unavailable(storage.log.append(batch))
    await until_it_answers(storage)
    assert (await read_all(storage, batch[0][0]))[-1] == last, "the lost answer must have been the one to the append"


@pytest.mark.parametrize("more", [0, 2], ids=["the same again", "with more behind"])
async def test_an_append_whose_answer_was_lost_and_that_was_followed_by_somebody_else(
    proxied: tuple[TcpProxy, Storage], postgres_url: str, more: int
) -> None:
    """What is stored counts as appended; what comes behind somebody else's entries does not."""
    proxy, storage = proxied
    known = await add_session(storage)
    await append(storage, known, new_entries(1, 2))
    await lose_answer(proxy, storage, [(known, new_entries(3, 4))])
    theirs = new_entry(5, b"theirs")
    async with opened(postgres_url) as rival:
        await append(rival, known, [theirs])
    overtaken = await storage.log.append([(known, new_entries(3, 4 + more))])
    assert overtaken == (frozenset({known}) if more else frozenset())
    assert await read_all(storage, known) == [*new_entries(1, 4), theirs]
    assert await storage.log.append([(known, new_entries(5, 5))]) == {known}
    await append(storage, known, new_entries(6, 6))


async def test_an_append_that_comes_too_late_is_stored_once(proxied: tuple[TcpProxy, Storage]) -> None:
    """It was given up, is still on its way while it is repeated, and arrives before, between or after."""
    proxy, storage = proxied
    known = await add_session(storage)
    for first in range(2, 32, 3):
        # Its connection is open, and what it sends is the append.
        await append(storage, known, [new_entry(first - 1)])
        proxy.freeze()
        appending = asyncio.create_task(storage.log.append([(known, new_entries(first, first + 1))]))
        await asyncio.wait_for(proxy.until_held_back(b"key %d" % first), PATIENCE_SECONDS)
        appending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await appending
        proxy.thaw()
        await append(storage, known, new_entries(first, first + 1))
    assert await read_all(storage, known) == new_entries(1, 30)


async def test_a_cancelled_append_can_be_tried_again_whatever_became_of_it(proxied: tuple[TcpProxy, Storage]) -> None:
    proxy, storage = proxied
    known = await add_session(storage)
    await storage.log.append([(known, new_entries(1, 1))])
    proxy.freeze()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(storage.log.append([(known, new_entries(2, 3))]), timeout=SHORT_ANSWER_SECONDS / 5)
    proxy.thaw()
    await until_it_answers(storage)
    await append(storage, known, new_entries(2, 3))
    assert await read_all(storage, known) == new_entries(1, 3)


# SQLite ---------------------------------------------------------------------------------------------------------------


@every_call
async def test_a_sqlite_file_whose_directory_vanished_is_unavailable_until_it_is_back(
    sqlite_url: str, tmp_path: Path, call: Call
) -> None:
    home = tmp_path / "data"
    home.mkdir()
    (tmp_path / "algoroom.db").rename(home / "algoroom.db")
    async with opened(f"sqlite:///{home / 'algoroom.db'}") as storage:
        known = await add_session(storage)
        home.rename(tmp_path / "elsewhere")
        await expect_unavailable(call(storage, known))
        assert not home.exists()
        (tmp_path / "elsewhere").rename(home)
        await call(storage, known)
        assert await storage.sessions.find(known) is not None


@every_call
async def test_a_sqlite_file_that_was_never_there_is_unavailable_and_not_made(tmp_path: Path, call: Call) -> None:
    async with opened(f"sqlite:///{tmp_path / 'none.db'}") as storage:
        await expect_unavailable(call(storage, SessionId(uuid4())))
    assert not (tmp_path / "none.db").exists()


async def test_a_sqlite_file_that_was_replaced_is_not_written(sqlite_url: str, sqlite_template: Path) -> None:
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    async with opened(sqlite_url) as storage:
        known = await add_session(storage)
        shutil.copy(sqlite_template, path.with_name("other.db"))
        path.with_name("other.db").rename(path)
        await expect_unavailable(storage.log.append([(known, new_entries(1, 1))]))


async def test_a_file_that_is_no_database_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a database, " * 100)
    async with opened(f"sqlite:///{tmp_path / 'notes.txt'}") as storage:
        await expect_unavailable(storage.sessions.ping())


async def test_a_sqlite_file_that_somebody_else_locks_is_unavailable_and_reading_goes_on(sqlite_url: str) -> None:
    path = sqlite_url.removeprefix("sqlite:///")
    async with opened(sqlite_url, SHORT_ANSWER_SECONDS) as storage:
        known = await add_session(storage)
        await storage.log.append([(known, new_entries(1, 1))])
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await expect_unavailable(storage.log.append([(known, new_entries(2, 2))]))
            assert await read_all(storage, known) == new_entries(1, 1)
        await append(storage, known, new_entries(2, 2))
        assert await read_all(storage, known) == new_entries(1, 2)


async def test_a_cancelled_append_to_sqlite_is_stored_once_by_its_retry(sqlite_url: str) -> None:
    """It waits in its thread for somebody else to finish, and goes on although nobody waits for it."""
    path = sqlite_url.removeprefix("sqlite:///")
    async with opened(sqlite_url) as storage:
        known = await add_session(storage)
        await append(storage, known, new_entries(1, 1))
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(storage.log.append([(known, new_entries(2, 3))]), timeout=0.05)
        await append(storage, known, new_entries(2, 4))
        assert await read_all(storage, known) == new_entries(1, 4)


@contextmanager
def full_disk(path: Path) -> Iterator[None]:
    """No file may grow beyond the size that the largest of the database has: as a full disk does."""
    size = max(file.stat().st_size for file in path.parent.glob(f"{path.name}*"))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_a_disk_that_fills_up_is_unavailable_until_there_is_room(sqlite_url: str) -> None:
    """Twice: appends fail whole, reading goes on, nothing half-written stays, and it recovers by itself."""
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    async with opened(sqlite_url) as storage:
        known, other = await add_session(storage), await add_session(storage)
        await append(storage, known, new_entries(1, 1))
        # Each time more than all files together hold: a journal that is begun anew has the room that it had before.
        for first, last in ((2, 11), (12, 51)):
            large = [new_entry(seq, os.urandom(100_000)) for seq in range(first, last + 1)]
            batch = [(other, new_entries(first - 1, last - 1)), (known, large)]
            before = await read_all(storage, known)
            with full_disk(path):
                for _ in range(3):
                    await expect_unavailable(storage.log.append(batch))
                    await expect_unavailable(storage.checkpoints.save(known, first, os.urandom(4 << 20)))
                    assert (await storage.log.heads([known, other])) == {known: first - 1, other: first - 2}
                assert await read_all(storage, known) == before
            assert await storage.log.append(batch) == frozenset()
            await storage.checkpoints.save(known, first, b"state")
            assert await storage.checkpoints.find(known) == Checkpoint(first, b"state")
            assert await read_all(storage, known) == [*before, *large]
        assert await read_all(storage, other) == new_entries(1, 50)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


# Both -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("database_url", ["sqlite", "postgres"], indirect=True)
async def test_a_storage_that_was_closed_is_unavailable(storage: Storage) -> None:
    await storage.close()
    await expect_unavailable(storage.sessions.ping())


@pytest.mark.parametrize("database_url", ["sqlite", "postgres"], indirect=True)
async def test_more_readers_and_writers_than_connections_all_get_their_turn(storage: Storage) -> None:
    known = [await add_session(storage) for _ in range(40)]
    await asyncio.gather(
        *(storage.log.append([(session, new_entries(1, 5))]) for session in known),
        *(storage.sessions.find(session) for session in known),
    )
    assert [len(await read_all(storage, session)) for session in known] == [5] * 40


@pytest.mark.parametrize("database_url", ["sqlite", "postgres"], indirect=True)
async def test_a_large_log_comes_in_small_chunks(storage: Storage) -> None:
    """A thousand entries of the largest size would be a gigabyte in memory at once."""
    known = await add_session(storage)
    megabyte = bytes(1 << 20)
    for first in range(1, 21, 10):
        await storage.log.append([(known, [new_entry(seq, megabyte) for seq in range(first, first + 10)])])
    sizes = [len(chunk) async for chunk in storage.log.read(known)]
    assert sum(sizes) == 20
    assert max(sizes) <= 8


@pytest.mark.parametrize("url", ["sqlite:///x.db", "postgres://ada:geheim@127.0.0.1:1/algoroom"])
def test_a_storage_s_name_for_people_has_no_password(url: str) -> None:
    address = parse_database_url(url)
    assert isinstance(address, SqliteFile | PostgresDatabase)
    assert "geheim" not in f"{address} {address!r}"
