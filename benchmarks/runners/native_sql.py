"""A script of SQL in the database itself: `native_sql.py sqlite FILE` prints its answer, and the milliseconds it took.

`postgres` is the server that the tests start: `PYTHONPATH=backend backend/.venv/bin/python … postgres FILE`.
"""

import asyncio
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

import asyncpg
from tests.postgres import PostgresServer

PASSES = 3
MILLISECONDS = 1000


def time_sqlite(script: str) -> tuple[str, float]:
    """Answer the script's one value, and the least time of three."""
    answer, best = "", float("inf")
    for _ in range(PASSES):
        with closing(sqlite3.connect(":memory:")) as db:
            started = time.perf_counter()
            answer = db.execute(script).fetchone()[0]
            best = min(best, time.perf_counter() - started)
    return answer, best


async def time_postgres(script: str) -> tuple[str, float]:
    """Answer the script's one value, and the least time of three."""
    answer, best = "", float("inf")
    with closing(PostgresServer.start_new()) as server:
        db = await asyncpg.connect(server.url)
        for _ in range(PASSES):
            started = time.perf_counter()
            answer = await db.fetchval(script)
            best = min(best, time.perf_counter() - started)
        await db.close()
    return answer, best


def main() -> None:
    """Time the file that is named."""
    _, database, file = sys.argv
    script = Path(file).read_text()
    answer, seconds = time_sqlite(script) if database == "sqlite" else asyncio.run(time_postgres(script))
    print(answer)
    print("ms", seconds * MILLISECONDS)


main()
