"""Group commit: what the update log costs an append and an entry, beside plain inserts of the same rows.

`PYTHONPATH=backend backend/.venv/bin/python benchmarks/commit.py sqlite` (or postgres) prints JSON.
"""

import argparse
import json
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import asyncpg
import uvloop
from app.db.address import parse_database_url
from app.db.migrate import migrate
from app.domain import Entry, SessionId
from app.repositories.ports import Storage
from app.storage import open_storage
from tests.postgres import PostgresServer
from tests.repositories.builders import add_session, new_entry

from generator.process import cpu_seconds, family_of, parent_of
from generator.script import FIRST_CLIENT_ID, read_trace, write_script

TRACE = Path(__file__).resolve().parents[1] / "backend" / "tests" / "traces" / "sveltecomponent.json.gz"
KEYS = 1000
"""Payloads, which are used in turn."""
SHAPES = ((75, 1), (100, 60))
"""Sessions in an append, and entries of each."""
WARM_UP_APPENDS = 5
MICROSECONDS = 1e6
PLAIN_TABLE = """
    CREATE TABLE entries (session TEXT, seq INTEGER, at TEXT, author TEXT, channel TEXT, kind TEXT, payload BLOB)
"""

type Batch = list[tuple[SessionId, list[Entry]]]
type Figures = dict[str, float | int]


@dataclass(slots=True)
class Cost:
    """What appends have taken, one number each."""

    wall: list[float] = field(default_factory=list)
    own_cpu: list[float] = field(default_factory=list)
    server_cpu: list[float] = field(default_factory=list)

    def figures(self, name: str, entries: int) -> Figures:
        """Medians in µs. (A mean would tell of the few appends behind which SQLite tidies its journal.)"""
        own, wall = statistics.median(self.own_cpu), statistics.median(self.wall)
        server = statistics.median(self.server_cpu)
        return {
            f"{name}_cpu_us": round(own * MICROSECONDS),
            f"{name}_server_cpu_us": round(server * MICROSECONDS),
            f"{name}_wall_us": round(wall * MICROSECONDS),
            f"{name}_cpu_us_an_entry": round((own + server) * MICROSECONDS / entries, 2),
            f"{name}_wall_us_an_entry": round(wall * MICROSECONDS / entries, 2),
        }


class PlainLog:
    """A table without an index, filled by `executemany` and `commit`, with the journal that AlgoRoom's file has."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path)
        self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.execute("PRAGMA synchronous = FULL")
        self.connection.execute(PLAIN_TABLE)

    async def append(self, batch: Batch) -> None:
        """Insert a row an entry, and wait for the disk."""
        self.connection.executemany(
            "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                (session.hex, e.seq, e.at.isoformat(), e.author, e.channel, e.kind.value, e.payload)
                for session, entries in batch
                for e in entries
            ),
        )
        self.connection.commit()


async def measure(storage: Storage, plain: PlainLog, shape: tuple[int, int], appends: int, url: str | None) -> Figures:
    """Both logs take the same entries in turn, so that what else the machine does falls on both."""
    sessions = [await add_session(storage) for _ in range(shape[0])]
    payloads = write_script(read_trace(TRACE), FIRST_CLIENT_ID, KEYS, "content").updates
    server_pids: list[int] = []
    ours, theirs = Cost(), Cost()
    for number in range(WARM_UP_APPENDS + appends):
        if number == WARM_UP_APPENDS:
            # Now every connection that the pool wants is open.
            server_pids = await _server_pids(url)
            ours, theirs = Cost(), Cost()
        first = number * shape[1] + 1
        entries = [new_entry(seq, payloads[seq % KEYS]) for seq in range(first, first + shape[1])]
        batch = [(session, entries) for session in sessions]
        await _take(ours, server_pids, partial(storage.log.append, batch))
        await _take(theirs, [], partial(plain.append, batch))
    size = shape[0] * shape[1]
    return {"entries": size, "appends": appends} | ours.figures("log", size) | theirs.figures("plain", size)


async def _take(cost: Cost, server_pids: list[int], work: Callable[[], Awaitable[object]]) -> None:
    server, own, wall = cpu_seconds(server_pids), time.process_time(), time.perf_counter()
    await work()
    cost.wall.append(time.perf_counter() - wall)
    cost.own_cpu.append(time.process_time() - own)
    cost.server_cpu.append(cpu_seconds(server_pids) - server)


async def _server_pids(url: str | None) -> list[int]:
    """All processes of the PostgreSQL server: the parent of the one that serves us, and its other children."""
    if url is None:
        return []
    connection = await asyncpg.connect(url)
    try:
        backend = await connection.fetchval("SELECT pg_backend_pid()")
        return [pid for pid in family_of(parent_of(backend)) if pid != backend]
    finally:
        await connection.close()


@asynccontextmanager
async def _opened(kind: str, folder: Path) -> AsyncIterator[tuple[Storage, str | None]]:
    """A fresh storage, and the URL of the server behind it if there is one."""
    server = PostgresServer.start_new() if kind == "postgres" else None
    try:
        url = await server.new_database() if server else f"sqlite:///{folder / 'algoroom.db'}"
        if server is None:
            await migrate(url)
        storage = open_storage(parse_database_url(url))
        try:
            yield storage, url if server else None
        finally:
            await storage.close()
    finally:
        if server:
            server.close()


async def _perform(kind: str, folder: Path, appends: int) -> dict[str, Figures]:
    figures = {}
    async with _opened(kind, folder) as (storage, url):
        for sessions, entries in SHAPES:
            plain = PlainLog(folder / f"plain-{sessions}x{entries}.db")
            with closing(plain.connection):
                shape = f"{sessions}x{entries}"
                figures[shape] = await measure(storage, plain, (sessions, entries), appends, url)
    return figures


def main() -> int:
    """Do as the arguments say; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=["sqlite", "postgres"])
    parser.add_argument("--appends", type=int, default=100, help="of each shape")
    parser.add_argument("--folder", type=Path, help="where the files go while it runs")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        print(json.dumps(uvloop.run(_perform(given.kind, Path(folder), given.appends))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
