"""The migrations build the schema of the tables, take it back, and may be started by several servers at once."""

import asyncio
import os
import sqlite3
import subprocess
import sys
import tracemalloc
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Uuid, bindparam, inspect, text

from app.db.address import InMemory, parse_database_url
from app.db.engine import open_engine
from app.db.migrate import current, downgrade, migrate
from app.db.revisions import known_revisions
from app.db.tables import metadata
from app.domain import Entry, EntryKind, Gap, LinkId, ParticipantId, SessionId
from app.errors import StorageUnavailable, WrongSchema, WrongSetting
from app.storage import check_schema, open_storage
from tests.postgres import PostgresServer
from tests.repositories.builders import NOON, add_session, append, new_entries, new_entry, read_all

BACKEND = Path(__file__).resolve().parents[2]
TABLES = {"sessions", "tickets", "chunks", "checkpoints", "alembic_version"}
COMMAND_SECONDS = 60


@pytest.fixture
async def empty_postgres(postgres_server: PostgresServer) -> AsyncIterator[str]:
    url = await postgres_server.new_empty_database()
    yield url
    await postgres_server.drop_database(url)


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without any table; the SQLite file and its directory are not even there."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new' / 'algoroom.db'}"
    return str(request.getfixturevalue("empty_postgres"))


async def look_into[T](url: str, look: Callable[[Connection], T]) -> T:
    """What `look` sees in the database."""
    address = parse_database_url(url)
    assert not isinstance(address, InMemory)
    engine = open_engine(address, answer_seconds=5)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(look)
    finally:
        await engine.dispose()


def table_names(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


def differences(connection: Connection) -> list[object]:
    """What Alembic would have to change to make the database what `app.db.tables` says."""
    return list(compare_metadata(MigrationContext.configure(connection), metadata))


def run_migrate(url: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Migrate as a start does: by a command, from any directory."""
    return run_program("app.db.migrate", url, cwd)


def run_program(name: str, url: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", name],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(BACKEND), "DATABASE_URL": url},
        capture_output=True,
        text=True,
        timeout=COMMAND_SECONDS,
        check=False,
    )


async def test_the_schema_goes_up_down_and_up_again(empty_url: str) -> None:
    await migrate(empty_url)
    assert await look_into(empty_url, table_names) == TABLES
    await downgrade(empty_url)
    assert await look_into(empty_url, table_names) == {"alembic_version"}
    await migrate(empty_url)
    assert await look_into(empty_url, table_names) == TABLES


async def test_the_migrated_schema_is_the_one_of_the_tables(empty_url: str) -> None:
    await migrate(empty_url)
    assert await look_into(empty_url, differences) == []


async def test_a_forgotten_migration_would_be_noticed(empty_url: str) -> None:
    await migrate(empty_url)
    await downgrade(empty_url)
    assert len(await look_into(empty_url, differences)) >= 2


async def test_a_sqlite_file_is_in_wal_mode(sqlite_url: str) -> None:
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as connection:
        [(mode,)] = connection.execute("PRAGMA journal_mode")
    assert mode == "wal"


async def test_migrating_again_keeps_what_is_stored(empty_url: str) -> None:
    await migrate(empty_url)
    storage = open_storage(parse_database_url(empty_url))
    session = await add_session(storage)
    await storage.log.append([(session, new_entries(1, 3))])
    await migrate(empty_url)
    assert await read_all(storage, session) == new_entries(1, 3)
    await storage.close()


async def test_logs_survive_down_and_up_again(empty_url: str) -> None:
    """Row by row and in chunks: short and long logs, large entries, every kind, an empty one."""
    await migrate(empty_url)
    logs = {
        0: [],
        1: new_entries(1, 1),
        2: [new_entry(seq)._replace(author=None, kind=kind, channel=kind) for seq, kind in enumerate(EntryKind, 1)],
        3: new_entries(1, 3_000),
        4: [new_entry(seq, os.urandom(700_000)) for seq in range(1, 6)],
    }
    storage = open_storage(parse_database_url(empty_url))
    known = [await add_session(storage) for _ in logs]
    await storage.log.append([(known[n], entries) for n, entries in logs.items()])
    for seq in range(3_001, 3_011):
        logs[3].append(new_entry(seq))
        await append(storage, known[3], logs[3][-1:])
    await storage.checkpoints.save(known[3], 3_000, b"state")
    for _ in range(2):
        await storage.close()
        await downgrade(empty_url, "0001")
        assert await look_into(empty_url, table_names) == {"sessions", "entries", "alembic_version"}
        await migrate(empty_url)
        storage = open_storage(parse_database_url(empty_url))
        assert [await read_all(storage, session) for session in known] == list(logs.values())
        assert await storage.checkpoints.find(known[3]) is None
        assert await look_into(empty_url, largest_chunk) <= (256, (1 << 20) + 1_000)
    await append(storage, known[0], new_entries(1, 1))
    await append(storage, known[3], new_entries(3_011, 3_012))
    await storage.close()


async def test_links_that_were_replaced_are_the_price_of_going_back(empty_url: str) -> None:
    """And what was stored before there were links has one for observers afterwards."""
    await migrate(empty_url)
    storage = open_storage(parse_database_url(empty_url))
    session = await add_session(storage)
    await storage.sessions.replace_links(session, candidate=LinkId(UUID(int=9)))
    await storage.close()
    await downgrade(empty_url, "0002")
    await migrate(empty_url)
    storage = open_storage(parse_database_url(empty_url))
    door = await storage.sessions.find_door(session)
    assert door is not None
    assert (door.candidate, door.rotations) == (session, 0)
    assert door.observer is not None
    assert await storage.sessions.find_door(door.observer) == door
    await storage.close()


def largest_chunk(connection: Connection) -> tuple[int, int]:
    """Entries of the longest chunk, bytes of the largest."""
    found = connection.exec_driver_sql("SELECT max(last_seq - first_seq + 1), max(length(payload)) FROM chunks")
    entries, size = found.one()
    return entries, size


async def test_rows_of_the_first_version_become_chunks(empty_url: str) -> None:
    """Written by hand as that version wrote them, with a hole that somebody made: nothing is renumbered."""
    await migrate(empty_url)
    await downgrade(empty_url, "0001")
    await look_into(empty_url, write_as_0001)
    await migrate(empty_url)
    storage = open_storage(parse_database_url(empty_url))
    session = SessionId(UUID(int=7))
    lists = [some async for some in storage.log.read(session)]
    assert [item for some in lists for item in some] == [
        Entry(1, NOON, None, "file/main.py", EntryKind.TEXT, b"\x00\xff"),
        Entry(2, NOON + timedelta(microseconds=1), ParticipantId("p-1"), "events", EntryKind.EVENT, b"{}"),
        Gap(3, 3),
        Entry(4, NOON - timedelta(days=400), ParticipantId("p-é"), "board", EntryKind.BOARD, b""),
    ]
    await append(storage, session, new_entries(5, 5))
    await storage.close()


def write_as_0001(connection: Connection) -> None:
    as_integer = connection.dialect.name == "sqlite"

    def time(microseconds: int) -> object:
        at = NOON + timedelta(microseconds=microseconds)
        return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1) if as_integer else at

    connection.execute(
        text(
            "INSERT INTO sessions (id, title, language, status, host_key_hash, created_at) "
            "VALUES (:id, 'Old', 'python', 'open', :hash, :at)"
        ).bindparams(bindparam("id", type_=Uuid())),
        {"id": UUID(int=7), "hash": bytes(32), "at": time(0)},
    )
    day = 24 * 3600 * 1_000_000
    for seq, at, author, channel, kind, payload in (
        (1, time(0), None, "file/main.py", "text", b"\x00\xff"),
        (2, time(1), "p-1", "events", "event", b"{}"),
        (4, time(-400 * day), "p-é", "board", "board", b""),
    ):
        connection.execute(
            text("INSERT INTO entries VALUES (1, :seq, :at, :author, :channel, :kind, :payload)"),
            {"seq": seq, "at": at, "author": author, "channel": channel, "kind": kind, "payload": payload},
        )
    connection.commit()


async def test_a_damaged_chunk_stops_the_way_back_and_nothing_is_lost(empty_url: str) -> None:
    await migrate(empty_url)
    storage = open_storage(parse_database_url(empty_url))
    session = await add_session(storage)
    await append(storage, session, new_entries(1, 3))
    await storage.close()
    await look_into(empty_url, damage)
    with pytest.raises(StorageUnavailable, match="entry 1 of session number 1 is damaged"):
        await downgrade(empty_url, "0001")
    assert await look_into(empty_url, table_names) == TABLES


def damage(connection: Connection) -> None:
    connection.exec_driver_sql("UPDATE chunks SET crc32 = crc32 + 1")
    connection.commit()


async def test_a_long_log_is_migrated_in_little_memory(sqlite_url: str) -> None:
    """64 MiB of entries, both ways."""
    storage = open_storage(parse_database_url(sqlite_url))
    session = await add_session(storage)
    for first in range(1, 257, 32):
        await append(storage, session, [new_entry(seq, os.urandom(1 << 18)) for seq in range(first, first + 32)])
    await storage.close()
    tracemalloc.start()
    try:
        await downgrade(sqlite_url, "0001")
        await migrate(sqlite_url)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 16 << 20


async def test_servers_that_start_at_once_migrate_once(empty_url: str, tmp_path: Path) -> None:
    outcomes = await asyncio.gather(*(asyncio.to_thread(run_migrate, empty_url, tmp_path) for _ in range(4)))
    assert [(outcome.returncode, outcome.stderr) for outcome in outcomes] == [(0, "")] * 4
    assert await look_into(empty_url, differences) == []


def test_the_command_says_what_it_did(empty_url: str, tmp_path: Path) -> None:
    outcome = run_migrate(empty_url, tmp_path)
    assert outcome.stdout.startswith("The schema of ")
    assert outcome.stdout.endswith(" is up to date.\n")


def test_a_relative_path_is_relative_to_the_working_directory(tmp_path: Path) -> None:
    assert run_migrate("sqlite:///data/algoroom.db", tmp_path).returncode == 0
    assert (tmp_path / "data" / "algoroom.db").is_file()


def test_the_command_fails_in_one_sentence_without_the_password(tmp_path: Path) -> None:
    outcome = run_migrate("postgresql://ada:geheim@127.0.0.1:1/algoroom", tmp_path)
    assert outcome.returncode == 1
    assert outcome.stderr.startswith("PostgreSQL at 127.0.0.1:1, database algoroom did not answer")
    assert len(outcome.stderr.splitlines()) == 1
    assert "geheim" not in outcome.stderr + outcome.stdout


async def test_memory_needs_no_schema() -> None:
    await migrate("memory://")
    with pytest.raises(WrongSetting):
        await migrate("mysql://somewhere")


async def test_alembic_s_own_command_works_too(empty_postgres: str) -> None:
    command = [sys.executable, "-m", "alembic", "-c", str(BACKEND / "alembic.ini"), "upgrade", "head"]
    outcome = await asyncio.to_thread(
        subprocess.run,
        command,
        cwd=BACKEND,
        env=os.environ | {"PYTHONPATH": str(BACKEND), "DATABASE_URL": empty_postgres},
        capture_output=True,
        timeout=COMMAND_SECONDS,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stderr
    assert await look_into(empty_postgres, differences) == []


async def test_a_database_of_a_newer_version_is_left_alone(empty_url: str) -> None:
    await migrate(empty_url)
    await look_into(empty_url, set_unknown_revision)
    with pytest.raises(
        StorageUnavailable, match="revision future, which this version of AlgoRoom does not know: its newest is"
    ):
        await migrate(empty_url)
    assert await look_into(empty_url, table_names) == TABLES


def set_unknown_revision(connection: Connection) -> None:
    connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'future'")
    connection.commit()


async def take_back(url: str, lock_seconds: float) -> None:
    await downgrade(url, known_revisions()[-2], lock_seconds=lock_seconds)


@pytest.mark.parametrize("step", [take_back, downgrade])
async def test_a_migration_that_gets_no_lock_gives_up(postgres_url: str, step: Callable[..., Awaitable[None]]) -> None:
    """It says for how long it tried and that nothing is changed; whoever waits behind it waits half a second."""
    other = await asyncpg.connect(postgres_url)
    try:
        async with other.transaction():
            await other.execute("LOCK TABLE checkpoints IN ACCESS SHARE MODE")
            with pytest.raises(
                StorageUnavailable, match=r"for 1 seconds others held its tables .* Nothing was changed"
            ):
                await step(postgres_url, lock_seconds=1)
    finally:
        await other.close()
    assert await look_into(postgres_url, differences) == []


async def test_a_migration_tries_again_until_it_has_its_locks(postgres_url: str) -> None:
    other = await asyncpg.connect(postgres_url)
    watcher = await asyncpg.connect(postgres_url)
    try:
        async with other.transaction():
            await other.execute("LOCK TABLE checkpoints IN ACCESS SHARE MODE")
            step = asyncio.create_task(downgrade(postgres_url, "0003"))
            for _ in range(2):
                await until_somebody_waits(watcher, True)
                await until_somebody_waits(watcher, False)
        await step
    finally:
        await other.close()
        await watcher.close()
    assert await current(postgres_url) == "0003"


async def until_somebody_waits(watcher: asyncpg.Connection, waits: bool) -> None:
    """Ask PostgreSQL until a lock is, or is not, waited for."""
    async with asyncio.timeout(COMMAND_SECONDS):
        while await watcher.fetchval("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)") is not waits:
            pass


async def test_where_nothing_is_to_do_nobody_waits_for_a_lock(postgres_url: str) -> None:
    """As at every start: somebody else may hold the tables for hours."""
    other = await asyncpg.connect(postgres_url)
    try:
        async with other.transaction():
            await other.execute("LOCK TABLE sessions, chunks, checkpoints IN ACCESS EXCLUSIVE MODE")
            await migrate(postgres_url, lock_seconds=0)
    finally:
        await other.close()


async def test_the_revisions_are_alembics(empty_url: str) -> None:
    """Read from the names of the files, oldest first, and a database says at which it is."""
    script = ScriptDirectory(str(BACKEND / "alembic"))
    assert list(known_revisions()) == [revision.revision for revision in script.walk_revisions()][::-1]
    assert await current(empty_url) is None
    for revision in known_revisions():
        await migrate(empty_url)
        await downgrade(empty_url, revision)
        assert await current(empty_url) == revision


@pytest.mark.parametrize(("wanted", "said"), [("0009", "no revision '0009': use one of base, 0001"), ("0003", "older")])
async def test_what_is_no_way_back_is_refused(empty_url: str, wanted: str, said: str) -> None:
    await migrate(empty_url)
    await downgrade(empty_url, "0002")
    with pytest.raises(WrongSchema, match=said):
        await downgrade(empty_url, wanted)
    assert await current(empty_url) == "0002"


@pytest.mark.parametrize("revision", [None, "base", "0003", "future"])
async def test_a_schema_of_another_version_is_refused(empty_url: str, revision: str | None) -> None:
    """By the start, and by a storage that somebody opened all the same, in a sentence with both revisions."""
    if revision is not None:
        await migrate(empty_url)
    if revision in ("base", "0003"):
        await downgrade(empty_url, revision)
    elif revision is not None:
        await look_into(empty_url, set_unknown_revision)
    address = parse_database_url(empty_url)
    newest = known_revisions()[-1]
    told = {
        "0003": f"is at revision 0003, and this version of AlgoRoom needs {newest}: bring it up to date, `algoroom",
        "future": f"is at revision future, which this version of AlgoRoom does not know: its newest is {newest}. Start",
    }.get(revision or "", f"has no schema yet, and AlgoRoom needs revision {newest}: `algoroom migrate up` does it")
    if revision is None and empty_url.startswith("sqlite"):
        told = "is not there"
    with pytest.raises(StorageUnavailable, match=told):
        await check_schema(address)
    storage = open_storage(address)
    with pytest.raises(StorageUnavailable, match=told):
        await storage.sessions.ping()
    await storage.close()
    if revision == "0003":
        await migrate(empty_url)
        await check_schema(address)


async def test_a_server_ends_at_its_start_on_a_schema_of_another_version(empty_url: str, tmp_path: Path) -> None:
    await migrate(empty_url)
    await downgrade(empty_url, "0003")
    outcome = await asyncio.to_thread(run_program, "app.main", empty_url, tmp_path)
    assert outcome.returncode == 2
    assert outcome.stderr.startswith("AlgoRoom does not start: The schema of ")
    assert "is at revision 0003, and this version of AlgoRoom needs" in outcome.stderr


async def test_a_migration_that_fails_changes_nothing(empty_url: str) -> None:
    """The second table cannot be made, so the first is not there either."""
    if empty_url.startswith("sqlite"):
        Path(empty_url.removeprefix("sqlite:///")).parent.mkdir()
        with closing(sqlite3.connect(empty_url.removeprefix("sqlite:///"))) as connection:
            connection.execute("CREATE TABLE entries (theirs INTEGER)")
    else:
        other = await asyncpg.connect(empty_url)
        await other.execute("CREATE TABLE entries (theirs INTEGER)")
        await other.close()
    with pytest.raises(StorageUnavailable):
        await migrate(empty_url)
    assert await look_into(empty_url, table_names) == {"entries"}
