"""Backup, wipe and restore by the commands of docs/deploying.md, while a real server runs and people type."""

import asyncio
import json
import os
import shlex
import sqlite3
import stat
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest

from app.commands.backup import back_up, restore
from app.commands.export import read_whole
from app.commands.stored import get_session
from app.config import Settings
from app.db.address import parse_database_url
from app.db.migrate import migrate
from app.errors import StorageUnavailable, WrongSchema, WrongSetting
from app.storage import open_storage
from tests.client import Browser
from tests.document import blocks
from tests.postgres import PostgresServer
from tests.process import BACKEND, ServerProcess
from tests.zygote import ForkedServer, Zygote

STARTER = "a = 1\n"
WITHIN_S = 120


@dataclass(slots=True)
class Machine:
    """Where an administrator gives commands: the server, its database, and a folder to stand in.

    Starting and stopping the server is played; what an engine would pass into a container is run where we are, with the
    settings that it has there.
    """

    server: ServerProcess
    url: str
    folder: Path
    programs: Path | None = None

    async def give(self, block: str) -> None:
        """Give the commands of a block, one after the other; the first that fails fails the test."""
        for line in block.splitlines():
            match line.split():
                case ["docker", "stop", "algoroom"] | ["docker", "compose", "stop", "app"]:
                    assert self.server.terminate() == 0
                case ["sudo", "systemctl", "stop", "algoroom"]:
                    assert self.server.terminate() == 0
                case ["docker", "start", "algoroom"] | ["docker", "compose", "start", "app"]:
                    await self.server.start()
                case ["sudo", "systemctl", "start", "algoroom"]:
                    await self.server.start()
                case ["docker", "compose", "up", "-d", "--wait", "postgres"]:
                    pass
                case _:
                    await self._run(line)

    async def _run(self, line: str) -> None:
        algoroom = f"{shlex.quote(sys.executable)} -m app.commands"
        here = {
            "docker exec algoroom algoroom ": f"{algoroom} ",
            "docker run --rm -i -v algoroom:/data algoroom ": f"{algoroom} ",
            "docker compose exec -T postgres ": "",
            "algoroom ": f"{algoroom} ",
        }
        for written, meant in here.items():
            if line.startswith(written):
                line = meant + line.removeprefix(written)
                break
        path = os.environ["PATH"] if self.programs is None else f"{self.programs}:{os.environ['PATH']}"
        process = await asyncio.create_subprocess_exec(
            *("sh", "-euc", line),
            cwd=self.folder,
            env=os.environ | {"DATABASE_URL": self.url, "PYTHONPATH": str(BACKEND), "PATH": path} | self._postgres(),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        async with asyncio.timeout(WITHIN_S):
            said, _ = await process.communicate()
        assert process.returncode == 0, f"{line}\n{said.decode()}"

    def _postgres(self) -> dict[str, str]:
        """In Compose's container the server is the one that is there."""
        if self.programs is None:
            return {}
        address = self.url.removeprefix("postgres://postgres@").partition("/")[0]
        host, _, port = address.partition(":")
        return {"PGHOST": host, "PGPORT": port}


@dataclass(slots=True)
class Interview:
    """A session in which people typed and spoke, and what is stored of it."""

    session: str
    key: str


async def hold_interview(server: ServerProcess) -> Interview:
    """Until everything is saved."""
    made = (await server.http.post("/sessions", json={"language": "python", "title": "Élise", "code": STARTER})).json()
    async with (
        Browser(server.sync(made["id"]), "hal", host_key=made["hostKey"]) as hal,
        Browser(server.sync(made["id"]), "ada") as ada,
    ):
        await ada.until_text(STARTER)
        ada.type("b = '🎉'\n")
        hal.propose(type="chat", text="Why b?", ref=1)
        await ada.until_saved()
        await hal.until_saved()
    return Interview(made["id"], made["hostKey"])


async def expect_back(server: ServerProcess, interview: Interview, before: dict[str, object]) -> None:
    """Texts, chat, people and log are there as `before`, and the host's key still opens the session."""
    after = await stored(server, interview)
    for part in ("title", "language", "status", "texts", "participants", "chat"):
        assert after[part] == before[part], part
    log, old = after["log"], before["log"]
    assert isinstance(log, list)
    assert isinstance(old, list)
    assert log[: len(old)] == old
    host = {"authorization": f"Bearer {interview.key}"}
    links = await server.http.get(f"/sessions/{interview.session}/links", headers=host)
    assert links.status_code == 200
    async with Browser(server.sync(interview.session), "hal", host_key=interview.key) as hal:
        await hal.until_text(f"{STARTER}b = '🎉'\n")
        hal.type("c = 3\n")
        await hal.until_saved()


async def stored(server: ServerProcess, interview: Interview) -> dict[str, object]:
    """The session as `algoroom export` tells it."""
    storage = open_storage(parse_database_url(server.database_url))
    try:
        return await read_whole(storage, await get_session(storage, interview.session))
    finally:
        await storage.close()


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    """What starts servers quickly."""
    with Zygote() as zygote:
        yield zygote


def lose(database: Path) -> None:
    """Remove it with everything beside it."""
    for file in database.parent.glob(f"{database.name}*"):
        file.unlink()


@pytest.mark.parametrize("heading", ["The container and its volume", "A SQLite file on the machine"])
async def test_a_sqlite_database_comes_back_as_documented(
    zygote: Zygote, sqlite_url: str, tmp_path: Path, heading: str
) -> None:
    backup, restore = blocks(heading, "sh")
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    async with ForkedServer(zygote, sqlite_url) as server:
        interview = await hold_interview(server)
        before = await stored(server, interview)
        machine = Machine(server, sqlite_url, folder)
        await machine.give(backup)
        server.terminate()
        lose(Path(sqlite_url.removeprefix("sqlite:///")))
        await machine.give(restore.partition("\n")[2])
        await expect_back(server, interview, before)


async def test_what_was_there_is_kept_beside_what_is_restored(zygote: Zygote, sqlite_url: str, tmp_path: Path) -> None:
    backup, restore = blocks("A SQLite file on the machine", "sh")
    async with ForkedServer(zygote, sqlite_url) as server:
        interview = await hold_interview(server)
        before = await stored(server, interview)
        machine = Machine(server, sqlite_url, tmp_path)
        await machine.give(backup)
        assert stat.S_IMODE((tmp_path / "algoroom.backup").stat().st_mode) == 0o600
        late = await hold_interview(server)
        await machine.give(restore)
        await expect_back(server, interview, before)
        assert (await server.http.get(f"/sessions/{late.session}")).status_code == 404
    kept = Path(sqlite_url.removeprefix("sqlite:///") + ".replaced")
    async with ForkedServer(zygote, f"sqlite:///{kept}") as server:
        assert (await server.http.get(f"/sessions/{late.session}")).status_code == 200


@pytest.mark.parametrize("way", ["by itself", "with Compose"])
async def test_a_postgres_database_comes_back_as_documented(
    zygote: Zygote, postgres_server: PostgresServer, postgres_url: str, tmp_path: Path, way: str
) -> None:
    backup, restore = blocks("PostgreSQL", "sh")[slice(2) if way == "by itself" else slice(2, 4)]
    # In Compose's container user and database have our name.
    name = "algoroom" if way == "with Compose" else postgres_url.rpartition("/")[2]
    backup, restore = (block.replace("--username=algoroom", "--username=postgres") for block in (backup, restore))
    if way == "with Compose":
        await postgres_server.new_empty_database(name)
    url = postgres_server.url_of(name)
    try:
        await migrate(url)
        async with ForkedServer(zygote, url) as server:
            interview = await hold_interview(server)
            before = await stored(server, interview)
            machine = Machine(server, url, tmp_path, postgres_server.programs)
            await machine.give(backup)
            server.terminate()
            connection = await asyncpg.connect(url)
            await connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
            await connection.close()
            if way == "by itself":
                await machine.give(restore)
                await server.start()
            else:
                await machine.give(restore.partition("\n")[2])
            await expect_back(server, interview, before)
            if way == "by itself":
                # And over what is there, as where nothing was lost but something went wrong.
                server.terminate()
                await machine.give(restore)
                await server.start()
                await expect_back(server, interview, before)
    finally:
        if way == "with Compose":
            await postgres_server.drop_database(url)


async def algoroom(url: str, *arguments: str) -> tuple[int, str]:
    """Run the command; returns its exit code and what it complained of."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "app.commands", *arguments),
        cwd=BACKEND,
        env=os.environ | {"DATABASE_URL": url},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(WITHIN_S):
        _, complaint = await process.communicate()
    assert process.returncode is not None
    return process.returncode, complaint.decode()


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The storages that can be backed up."""
    return str(request.getfixturevalue(f"{request.param}_url"))


async def keep_typing(browser: Browser, is_enough: asyncio.Event) -> None:
    """Line after line, each as soon as the one before is saved."""
    number = 0
    while not is_enough.is_set():
        number += 1
        browser.type(f"{number}\n")
        await browser.until_saved()


async def test_a_backup_taken_while_people_type_is_of_one_moment(
    zygote: Zygote, postgres_server: PostgresServer, database_url: str, tmp_path: Path
) -> None:
    """It holds all that was saved before, and of what was typed meanwhile a beginning."""
    url = database_url
    is_postgres = url.startswith("postgres")
    backup, restore = blocks("PostgreSQL" if is_postgres else "A SQLite file on the machine", "sh")[:2]
    programs = postgres_server.programs if is_postgres else None
    async with ForkedServer(zygote, url) as server:
        interview = await hold_interview(server)
        machine = Machine(server, url, tmp_path, programs)
        async with Browser(server.sync(interview.session), "ada") as ada:
            await ada.until_text(f"{STARTER}b = '🎉'\n")
            ada.type("# saved\n")
            await ada.until_saved()
            saved = str(ada)
            is_taken = asyncio.Event()
            typing = asyncio.create_task(keep_typing(ada, is_taken))
            await machine.give(backup)
            is_taken.set()
            await typing
            all_typed = str(ada)
        if is_postgres:
            server.terminate()
            await machine.give(restore)
            await server.start()
        else:
            await machine.give(restore)
        back = await server.code(interview.session)
        assert back.startswith(saved)
        assert all_typed.startswith(back)
        host = {"authorization": f"Bearer {interview.key}"}
        log = (await server.http.get(f"/sessions/{interview.session}/log", headers=host)).text
        numbers = [json.loads(line)["seq"] for line in log.splitlines()]
        assert numbers == list(range(1, len(numbers) + 1))


async def test_nothing_is_restored_under_a_server_that_is_in_use(
    zygote: Zygote, sqlite_url: str, tmp_path: Path
) -> None:
    backup, _ = blocks("A SQLite file on the machine", "sh")
    async with ForkedServer(zygote, sqlite_url) as server:
        interview = await hold_interview(server)
        await Machine(server, sqlite_url, tmp_path).give(backup)
        async with Browser(server.sync(interview.session), "ada") as ada:
            ada.type("d = 4\n")
            await ada.until_saved()
            code, complaint = await algoroom(sqlite_url, "restore", str(tmp_path / "algoroom.backup"))
            assert code == 1
            assert "A server still uses" in complaint
            ada.type("e = 5\n")
            await ada.until_saved()


def of(url: str) -> Settings:
    """The settings of a server with this database."""
    return Settings.model_validate({"database_url": url})


def test_what_is_no_whole_backup_is_refused_and_changes_nothing(sqlite_url: str, tmp_path: Path) -> None:
    database, backup = Path(sqlite_url.removeprefix("sqlite:///")), tmp_path / "algoroom.backup"
    back_up(of(sqlite_url), backup)
    there = database.read_bytes()
    for wrong in (b"", backup.read_bytes()[:-4096], b"PGDMP" + bytes(5000)):
        (tmp_path / "wrong").write_bytes(wrong)
        with pytest.raises(StorageUnavailable, match=r"no whole backup of AlgoRoom; nothing was changed\."):
            restore(of(sqlite_url), tmp_path / "wrong")
    with pytest.raises(StorageUnavailable, match="is not there"):
        restore(of(sqlite_url), tmp_path / "missing")
    assert database.read_bytes() == there


def test_a_backup_of_a_newer_version_is_refused(sqlite_url: str, tmp_path: Path) -> None:
    backup = tmp_path / "algoroom.backup"
    back_up(of(sqlite_url), backup)
    with closing(sqlite3.connect(backup)) as newer, newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(WrongSchema, match="restore it with the version that made it"):
        restore(of(sqlite_url), backup)


def test_a_backup_never_writes_over_anything(sqlite_url: str, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("precious")
    with pytest.raises(WrongSetting, match="There is something at"):
        back_up(of(sqlite_url), precious)
    assert precious.read_text() == "precious"


def test_who_has_postgres_is_told_of_its_own_programs(tmp_path: Path) -> None:
    with pytest.raises(WrongSetting, match="pg_dump"):
        back_up(of("postgresql://somebody@localhost/name"), tmp_path / "a")
    assert not (tmp_path / "a").exists()
