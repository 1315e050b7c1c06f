"""The container over PostgreSQL: two that start at once migrate once, on an empty database and on an old one."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import asyncpg

from app.db.migrate import ADVISORY_LOCK, downgrade
from tests.client import Browser
from tests.compose import read_services
from tests.image.conftest import NewContainer
from tests.image.container import Container
from tests.nginx import CONFIGURATION, configuration
from tests.ports import free_port
from tests.postgres import PostgresServer
from tests.redis_server import RedisServer
from tests.waiting import until

OLD_REVISION = "0001"
WAITING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
CHANGE = re.compile(r":\s+((?:CREATE|DROP) (?:TABLE|INDEX) \w+)")


async def test_two_that_start_at_once_migrate_once_and_serve_as_one(
    new_container: NewContainer, postgres_server: PostgresServer, redis_server: RedisServer, tmp_path: Path
) -> None:
    """Page, API and both sockets; afterwards everything is still there, though the schema was taken back meanwhile."""
    url = await postgres_server.new_empty_database()
    together = Together(new_container, postgres_server, {"DATABASE_URL": url, "REDIS_URL": redis_server.url})
    async with together.started() as (first, second):
        assert {"CREATE TABLE sessions", "CREATE TABLE chunks"} <= together.changes_made_once()
        assert '<div id="root">' in (await first.http.get("/")).text
        session = await first.front.create(language="python")
        async with (
            second.front.events(session) as events,
            Browser(first.front.sync(session), "ada") as ada,
            Browser(second.front.sync(session), "ben") as ben,
        ):
            assert '"participant_joined"' in str(await events.recv())
            ada.type("from ada ")
            await ben.until_text("from ada ")
            ben.type("from ben")
            await ada.until_text("from ada from ben")
            await ben.until_saved()
    await downgrade(url, OLD_REVISION)
    async with together.started() as (first, second):
        assert {"CREATE TABLE chunks", "DROP TABLE entries"} <= together.changes_made_once()
        for container in (first, second):
            assert await container.front.code(session) == "from ada from ben"
        async with Browser(second.front.sync(session), "cy") as cy:
            await cy.until_text("from ada from ben")
            cy.type(", and on")
            await cy.until_saved()
        assert await first.front.code(session) == "from ada from ben, and on"
        await meet_behind_the_proxy(new_container, tmp_path / "proxy.conf", first, second)
    await postgres_server.drop_database(url)


async def meet_behind_the_proxy(new_container: NewContainer, file: Path, first: Container, second: Container) -> None:
    """Start the image as docker-compose.yml starts its proxy, with nothing but addresses changed."""
    service = read_services("scale")["proxy"]
    [mount] = service["volumes"]
    assert mount["source"] == str(CONFIGURATION)
    port = free_port()
    await asyncio.to_thread(file.write_text, configuration(port, [first.port, second.port]))
    async with new_container(
        port=port,
        entrypoint=service["entrypoint"],
        mounts={file: mount["target"]},
        is_read_only=True,
    ) as proxy:
        assert '<div id="root">' in (await proxy.http.get("/")).text
        session = await proxy.front.create()
        async with Browser(proxy.front.sync(session), "ada") as ada, Browser(first.front.sync(session), "ben") as ben:
            ada.type("through the proxy")
            await ben.until_text("through the proxy")
        proxy.terminate()
        assert proxy.exit_code() == 0


class Together:
    """Two containers on one database that wait for the same lock when the first of them may begin to migrate."""

    def __init__(self, new_container: NewContainer, server: PostgresServer, settings: dict[str, str]) -> None:
        self._new_container = new_container
        self._server = server
        self._settings = settings
        self._before = 0

    @asynccontextmanager
    async def started(self) -> AsyncIterator[tuple[Container, Container]]:
        """Start both, and end both."""
        async with AsyncExitStack() as stack:
            connection = await asyncpg.connect(self._settings["DATABASE_URL"])
            stack.push_async_callback(connection.close)
            name = await connection.fetchval("SELECT current_database()")
            await connection.execute(f"ALTER DATABASE {name} SET log_statement = 'ddl'")
            self._before = len(self._server.said())
            await connection.execute(f"SELECT pg_advisory_lock({ADVISORY_LOCK})")
            first, second = [
                await stack.enter_async_context(
                    self._new_container(wait=False, settings=self._settings, is_read_only=True)
                )
                for _ in range(2)
            ]

            async def both_wait() -> bool:
                return bool(await connection.fetchval(WAITING) == 2)

            await until(both_wait)
            assert self._changes() == []
            await connection.execute(f"SELECT pg_advisory_unlock({ADVISORY_LOCK})")
            for container in (first, second):
                await container.until_healthy()
            yield first, second

    def changes_made_once(self) -> set[str]:
        """What was changed of the schema since both were started, by PostgreSQL's own log; nothing of it twice."""
        changes = self._changes()
        assert len(changes) == len(set(changes))
        return set(changes)

    def _changes(self) -> list[str]:
        return CHANGE.findall(self._server.said()[self._before :])
