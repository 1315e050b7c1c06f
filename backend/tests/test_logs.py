"""The logs tell what happened, to which session, and nothing that somebody typed, is called, or could get in with."""

import json
from pathlib import Path

from app.services.collab import codec
from tests.client import Browser
from tests.collab.script import MAIN
from tests.process import ServerProcess
from tests.raw_socket import RawSocket

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
