"""The command line of whoever runs a server, over real databases, beside a running server."""

import asyncio
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from app.commands.place import own_place, set_own_place
from app.db.address import parse_database_url
from app.db.revisions import known_revisions
from app.storage import open_storage
from tests.client import Browser
from tests.process import BACKEND, ServerProcess
from tests.repositories.builders import add_session

UNKNOWN = "00000000-0000-4000-8000-000000000000"
NEWEST = known_revisions()[-1]


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The storages that outlive a process."""
    return str(request.getfixturevalue(f"{request.param}_url"))


async def algoroom(url: str, *arguments: str, answer: str = "", **settings: str) -> tuple[int, str, str]:
    """Run the command; returns its exit code and what it printed and complained of."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "app.commands", *arguments),
        cwd=BACKEND,
        env=os.environ | {"DATABASE_URL": url} | settings,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(60):
        out, complaint = await process.communicate(answer.encode())
    assert process.returncode is not None
    return process.returncode, out.decode(), complaint.decode()


async def interview(server: ServerProcess) -> tuple[str, str]:
    """A session in which somebody typed, ran code and spoke; returns its id and its host's key."""
    made = (
        await server.http.post("/sessions", json={"language": "python", "title": "Élise", "code": "a = 1\n"})
    ).json()
    async with (
        Browser(server.sync(made["id"]), "hal", host_key=made["hostKey"]) as hal,
        Browser(server.sync(made["id"]), "ada") as ada,
    ):
        await ada.until_text("a = 1\n")
        ada.type("b = '🎉'\n")
        hal.propose(type="chat", text="Why b?", ref=1)
        await ada.until_saved()
        await hal.until_saved()
    return made["id"], made["hostKey"]


async def test_an_export_holds_text_log_chat_and_people_and_no_key(database_url: str, tmp_path: Path) -> None:
    async with ServerProcess(database_url) as server:
        session, key = await interview(server)
        links = (await server.http.get(f"/sessions/{session}/links", headers={"authorization": f"Bearer {key}"})).json()
        log = (await server.http.get(f"/sessions/{session}/log", headers={"authorization": f"Bearer {key}"})).text
        ended = await algoroom(database_url, "export", session, "--to", str(tmp_path / "one.json"))
        assert ended == (0, f"1 session written to {tmp_path / 'one.json'}.\n", "")
        # An empty one beside it, and the same again on standard output.
        await server.create()
        _, everything, _ = await algoroom(database_url, "export", "--all")
    written = (tmp_path / "one.json").read_text()
    document = json.loads(written)
    assert (document["format"], document["version"]) == ("algoroom-export", 1)
    [told] = document["sessions"]
    assert told == json.loads(everything)["sessions"][0]
    assert len(json.loads(everything)["sessions"]) == 2
    assert (told["id"], told["title"], told["language"], told["status"]) == (session, "Élise", "python", "open")
    assert told["texts"] == {"file/main.py": "a = 1\nb = '🎉'\n"}
    people = {person["id"]: person for person in told["participants"]}
    assert {(person["name"], person["role"]) for person in people.values()} == {("hal", "host"), ("ada", "candidate")}
    assert [(people[line["by"]]["name"], line["text"]) for line in told["chat"]] == [("hal", "Why b?")]
    lines = [json.loads(line) for line in log.splitlines()]
    assert [entry for entry in told["log"] if entry["seq"] <= len(lines)] == lines
    assert key not in written
    assert str(links["observer"]) not in written


async def test_who_is_in_an_erased_session_is_told(database_url: str) -> None:
    async with ServerProcess(database_url) as server:
        session, _ = await interview(server)
        async with Browser(server.sync(session), "ada") as ada:
            code, said, complaint = await algoroom(database_url, "erase", session, answer="n\n")
            assert (code, complaint) == (1, "Aborted!\n")
            assert f"{session}  " in said
            code, said, _ = await algoroom(database_url, "erase", session, "--yes")
            assert code == 0
            assert said.endswith("1 session removed.\n")
            ada.type("x")
            assert await ada.until_closed() in (4404, 4412)
        assert (await server.http.get(f"/sessions/{session}")).status_code == 404


async def test_what_was_not_used_for_long_is_erased(database_url: str) -> None:
    """Not by its beginning: a session of long ago in which somebody typed today stays."""
    storage = open_storage(parse_database_url(database_url))
    old = await add_session(storage)
    await storage.close()
    async with ServerProcess(database_url) as server:
        used = str(await add_used(database_url, server))
        new = await server.create()
        code, said, _ = await algoroom(database_url, "erase", "--older-than", "1", "--yes")
        assert (code, said.splitlines()[-1]) == (0, "1 session removed.")
        assert str(old) in said
        for kept in (used, new):
            assert (await server.http.get(f"/sessions/{kept}")).status_code == 200
        assert (await algoroom(database_url, "erase", "--older-than", "1", "--yes"))[1] == "0 sessions removed.\n"


async def add_used(url: str, server: ServerProcess) -> str:
    storage = open_storage(parse_database_url(url))
    session = str(await add_session(storage))
    await storage.close()
    async with Browser(server.sync(session), "ada") as ada:
        ada.type("today")
        await ada.until_saved()
    return session


async def test_the_schema_is_shown_and_moved(database_url: str) -> None:
    place = str(parse_database_url(database_url))
    assert await algoroom(database_url, "migrate", "current") == (
        0,
        f"{place}: {NEWEST} (this version: {NEWEST})\n",
        "",
    )
    assert (await algoroom(database_url, "migrate", "down", "0003"))[
        1
    ] == f"The schema of {place} is at revision 0003.\n"
    assert (await algoroom(database_url, "check-config"))[0] == 1
    code, _, complaint = await algoroom(database_url, "export", "--all")
    assert (code, "is at revision 0003, and this version of AlgoRoom needs" in complaint) == (1, True)
    assert (await algoroom(database_url, "migrate", "up"))[0] == 0
    assert (await algoroom(database_url, "migrate", "down", "base"))[0] == 1, "without a yes nothing is removed"
    assert (await algoroom(database_url, "check-config"))[0] == 0


@pytest.mark.parametrize(
    ("arguments", "code", "complaint"),
    [
        (("export",), 2, "Name a session, or --all."),
        (("export", UNKNOWN, "--all"), 2, "Name a session, or --all."),
        (("export", UNKNOWN), 1, f"There is no session {UNKNOWN}."),
        (("export", "nonsense"), 1, "There is no session nonsense."),
        (("erase",), 2, "Name a session, or --older-than DAYS."),
        (("erase", "--older-than", "0"), 2, "0 is not in the range x>=1"),
        (("migrate", "down", "0009"), 1, "There is no revision '0009'"),
    ],
)
async def test_what_cannot_be_done_is_said(
    sqlite_url: str, arguments: Sequence[str], code: int, complaint: str
) -> None:
    ended, _, said = await algoroom(sqlite_url, *arguments)
    assert ended == code
    assert complaint in said
    assert "Traceback" not in said


async def test_a_check_finds_what_is_off(sqlite_url: str, tmp_path: Path) -> None:
    code, said, _ = await algoroom(
        "postgresql://ada:geheim@127.0.0.1:1/x", "check-config", REDIS_URL="redis://127.0.0.1:1"
    )
    assert code == 1
    assert "OFF  storage: PostgreSQL at 127.0.0.1:1, database x did not answer" in said
    assert "OFF  Redis: did not answer within 5 s: check REDIS_URL" in said
    assert "geheim" not in said
    code, _, complaint = await algoroom(sqlite_url, "check-config", WORKERS="many")
    assert (code, complaint) == (1, "Error: WORKERS (or WEB_CONCURRENCY) must be a whole number from 1 to 64.\n")
    assert (await algoroom(f"sqlite:///{tmp_path}/new.db", "check-config"))[0] == 0


async def test_memory_can_be_read_by_its_server_alone() -> None:
    code, _, complaint = await algoroom("memory://", "export", "--all")
    assert code == 1
    assert "DATABASE_URL names memory, which only the server itself can read" in complaint


@pytest.mark.parametrize(
    ("environment", "url"),
    [
        ({}, f"sqlite:///{own_place().as_posix()}"),
        ({"DATABASE_URL": " ", "REPOSITORY_TYPE": "SQLite"}, f"sqlite:///{own_place().as_posix()}"),
        ({"DATABASE_URL": "memory://"}, "memory://"),
        ({"REPOSITORY_TYPE": "postgres"}, None),
        ({"REPOSITORY_TYPE": "memory"}, None),
    ],
)
def test_without_a_word_sessions_lie_in_a_file_of_the_person(environment: dict[str, str], url: str | None) -> None:
    set_own_place(environment)
    assert environment.get("DATABASE_URL") == url
