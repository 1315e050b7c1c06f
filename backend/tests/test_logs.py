"""The logs tell what happened, to which session, and nothing that somebody typed, is called, or could get in with."""

import json
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.db.address import InMemory, parse_database_url
from app.db.engine import Database
from app.db.tables import metadata
from app.services.collab import codec
from tests.client import Browser
from tests.collab.script import MAIN
from tests.process import ServerProcess
from tests.raw_socket import RawSocket
from tests.stream_socket import StreamSocket

CANARY = "canary"


async def test_logs_hold_no_code_name_key_or_whole_id(sqlite_url: str, tmp_path: Path) -> None:
    """Through a whole interview at the lowest level: requests, refusals, sockets, edits, errors."""
    log_file = tmp_path / "log"
    async with ServerProcess(sqlite_url, log_file=log_file, LOG_FORMAT="json", LOG_LEVEL="debug") as server:
        wish = {"language": "python", "title": f"{CANARY} title", "code": f"{CANARY}_code = 1\n"}
        session = (await server.http.post("/sessions", json=wish)).json()
        id_ = session["id"]
        async with Browser(server.sync(id_), f"{CANARY}-name") as ada:
            ada.type(f"{CANARY} typed")
            await ada.until_saved()
        await server.http.put(f"/sessions/{id_}/code", json={"code": f"{CANARY} put"})
        await server.http.put(f"/sessions/{id_}/code", json={"code": 5, CANARY: CANARY})
        await server.http.get(f"/sessions/{id_}x{CANARY}")
        await server.http.get(f"/{CANARY}?{CANARY}={CANARY}")
        for first in (codec.encode_welcome(f'{{"name": 5, "{CANARY}": 1}}'), codec.encode_event(CANARY)):
            eve = await RawSocket.open(server.port, f"/ws/sync/{id_}", "algoroom.v1")
            eve.send(first)
            assert await eve.until(b"nothing") == 4400
            await eve.close()
        async with server.sync(id_, extended=False) as stock:
            await stock.send(codec.encode_update(MAIN, CANARY.encode()))
            await stock.wait_closed()
        assert server.terminate() == 0
    written = log_file.read_text()
    events = [json.loads(line) for line in written.splitlines()]
    names = {event["event"] for event in events}
    assert {"started", "request", "room_opened", "peer_joined", "peer_refused", "peer_left", "stopped"} <= names
    assert id_[:8] in written
    for secret in (CANARY, id_, session["hostKey"]):
        assert secret not in written


@pytest.fixture(params=["sqlite", "postgres"])
def stored_url(request: pytest.FixtureRequest) -> str:
    """A DATABASE_URL of each kind that outlives its server."""
    return str(request.getfixturevalue(f"{request.param}_url"))


async def test_nothing_of_a_deleted_session_is_left_in_any_table_or_log(stored_url: str, tmp_path: Path) -> None:
    """[DE1] Of an interview with all that there is: names, chat, runs, another link, a new key, tickets, HTTP."""
    log_file = tmp_path / "log"
    secrets = [CANARY]
    async with ServerProcess(stored_url, log_file=log_file, LOG_FORMAT="json", LOG_LEVEL="debug") as server:
        wish = {"language": "python", "title": f"{CANARY} title", "code": f"{CANARY}_code = 1\n", "lobby": False}
        session = (await server.http.post("/sessions", json=wish)).json()
        path, shown = f"/sessions/{session['id']}", {"Authorization": f"Bearer {session['hostKey']}"}
        secrets += [session["id"], session["hostKey"]]
        async with (
            Browser(server.sync(session["id"]), f"{CANARY}-host", host_key=session["hostKey"]) as hedy,
            Browser(StreamSocket(server.http, session["id"]).as_connect(), f"{CANARY}-candidate") as ada,
        ):
            ada.type(f"{CANARY} typed")
            run = str(uuid4())
            ada.propose(type="chat", text=f"{CANARY} said")
            ada.propose(type="run_started", run=run, language="python", text=MAIN, codeHash="0" * 64)
            ada.propose(type="run_output", run=run, chunks=[{"stream": "stdout", "text": f"{CANARY} written"}])
            await ada.until_saved()
            hedy.propose(type="titled", title=f"{CANARY} again")
            await hedy.until_saved()
            secrets.append((await server.http.post(f"{path}/tickets", headers=shown)).json()["ticket"])
            secrets.append((await server.http.post(f"{path}/links/observer", headers=shown)).json()["id"])
            assert await rows_of(stored_url) >= 3
            new_key = f"{CANARY}-of-the-hosts-new-link-0123456789"
            answer = await server.http.post(f"{path}/links/host", headers=shown, json={"hostKey": new_key})
            assert answer.status_code == 201
            shown = {"Authorization": f"Bearer {new_key}"}
            assert (await server.http.delete(path, headers=shown)).status_code == 204
            assert await ada.until_closed() == 4412
        assert (await server.http.get(path)).status_code == 404
        assert server.terminate() == 0
    assert await rows_of(stored_url) == 0
    written = log_file.read_text()
    assert '"stopped"' in written
    assert [secret for secret in secrets if secret in written] == []


async def rows_of(url: str) -> int:
    """How many rows there are in all tables of the schema together."""
    address = parse_database_url(url)
    assert not isinstance(address, InMemory)
    database = Database(address)
    try:
        async with database.reading() as connection:
            return sum([len((await connection.execute(select(table))).all()) for table in metadata.sorted_tables])
    finally:
        await database.close()
