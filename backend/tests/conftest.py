"""Storages for every test: real ones, each with the schema that the migrations build, each empty."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from app.db.address import parse_database_url
from app.db.migrate import migrate
from app.repositories.memory import InMemoryStorage
from app.repositories.ports import Storage
from app.storage import open_storage
from tests.postgres import NoPostgres, PostgresServer
from tests.redis_server import NoRedis, RedisServer

STORAGES = ("memory", "sqlite", "postgres")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """The one PostgreSQL of this test run."""
    try:
        server = PostgresServer.start_new()
    except NoPostgres as reason:
        pytest.fail(str(reason), pytrace=False)
    yield server
    server.close()


@pytest.fixture
async def postgres_url(postgres_server: PostgresServer) -> AsyncIterator[str]:
    """The URL of a PostgreSQL database of the test's own, with the schema."""
    url = await postgres_server.new_database()
    yield url
    await postgres_server.drop_database(url)


def start_redis() -> RedisServer:
    """A Redis, or a failure that says how to get one."""
    try:
        return RedisServer.start_new()
    except NoRedis as reason:
        pytest.fail(str(reason), pytrace=False)


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    """The one Redis of this test run that nobody harms."""
    with start_redis() as server:
        yield server


@pytest.fixture
def private_redis() -> Iterator[RedisServer]:
    """A Redis of the test's own, to be frozen and killed."""
    with start_redis() as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the schema, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    asyncio.run(migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    """The URL of a SQLite file of the test's own, with the schema."""
    path = tmp_path / "algoroom.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(params=STORAGES)
def database_url(request: pytest.FixtureRequest) -> str:
    """A DATABASE_URL of each kind, empty and ready."""
    if request.param == "memory":
        return "memory://"
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
async def storage(database_url: str) -> AsyncIterator[Storage]:
    """An empty storage of each kind."""
    opened = open_storage(parse_database_url(database_url))
    yield opened
    await opened.close()


@pytest.fixture
async def rival(database_url: str, storage: Storage) -> AsyncIterator[Storage]:
    """What another server has open of the same storage. Memory has no other server."""
    if database_url == "memory://":
        yield storage
        return
    opened = open_storage(parse_database_url(database_url))
    yield opened
    await opened.close()


@pytest.fixture
def memory_storage() -> InMemoryStorage:
    """An empty storage in memory, where the kind of storage does not matter."""
    return InMemoryStorage()
