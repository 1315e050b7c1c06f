"""A whole interview in which everything that must stay unsaid is a word that can be found again."""

import asyncio
import json
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from uuid import uuid4

import asyncpg

from tests.client import Browser
from tests.cluster import Entrance
from tests.collab import wire
from tests.collab.script import MAIN

WORD = "canary"
"""In all that is typed, said, called or printed."""
NAME = f"{WORD} name"
TOKEN = f"{WORD}-may-create-sessions"
"""What AUTH_CREATE_TOKEN is to be."""
PASSWORD = f"{WORD}OfTheDatabase"
LOGGED_CHARACTERS = 8
"""How much of an id a log may hold."""
LONG_ADDRESS = 40_000


@dataclass(frozen=True, slots=True)
class Told:
    """What was secret in an interview."""

    ids: set[str] = field(default_factory=set)
    """Of the session and its links: each is a key."""
    keys: set[str] = field(default_factory=set)

    def found_in(self, written: str) -> list[str]:
        """Every secret that stands there. Ids count from one character more than a log may hold."""
        parts = {id_[: LOGGED_CHARACTERS + 1] for id_ in self.ids} | {id_[LOGGED_CHARACTERS:] for id_ in self.ids}
        return sorted(secret for secret in {WORD, *self.keys, *parts} if secret.lower() in written.lower())


async def play_interview(front: Entrance) -> Told:
    """Play it from creating to deleting, with everything that goes wrong in between. The server's token is `TOKEN`."""
    told = Told(keys={TOKEN, PASSWORD})
    created = await _create(front, told)
    session, key = str(created["id"]), {"Authorization": f"Bearer {created['hostKey']}"}
    links = (await front.http.get(f"/sessions/{session}/links", headers=key)).json()
    told.ids.update(str(link) for link in links.values())
    ticket = str((await front.http.post(f"/sessions/{session}/tickets", headers=key)).json()["ticket"])
    told.keys.add(ticket)
    assert await front.greet(session, name=NAME, ticket=ticket) == "welcome"
    assert await front.greet(session, name=NAME, ticket=ticket) == "TICKET_SPENT"
    await _ask_wrongly(front, session, str(created["hostKey"]), ticket)
    await _talk(front, session, str(created["hostKey"]), str(links["observer"]))
    assert (await front.http.post(f"/sessions/{session}/links/candidate", headers=key)).status_code == 201
    link = str((await front.http.get(f"/sessions/{session}/links", headers=key)).json()["candidate"])
    told.ids.add(link)
    async with Browser(front.sync(link), f"{WORD}-late") as late:
        late.type(f"{WORD} by the new link")
        await late.until_saved()
        assert (await front.http.get(f"/sessions/{session}/log", headers=key)).status_code == 200
        assert (await front.http.delete(f"/sessions/{session}", headers=key)).status_code == 204
        assert await late.until_closed() == 4412
    assert (await front.http.get(f"/sessions/{session}")).status_code == 404
    return told


async def rows_left(database_url: str) -> dict[str, int]:
    """How many rows each table of the database holds, but for the one that names the schema's revision."""
    connection = await asyncpg.connect(database_url)
    try:
        tables = [row[0] for row in await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname='public'")]
        assert "sessions" in tables
        return {
            table: await connection.fetchval(f"SELECT count(*) FROM {table}")
            for table in tables
            if table != "alembic_version"
        }
    finally:
        await connection.close()


async def _create(front: Entrance, told: Told) -> dict[str, object]:
    wish = {"language": "python", "title": f"{WORD} title", "code": f"{WORD}_code = 1\n"}
    for headers in ({}, {"Authorization": f"Bearer {WORD}-wrong-token"}):
        assert (await front.http.post("/sessions", json=wish, headers=headers)).status_code == 401
    answer = await front.http.post("/sessions", json=wish, headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 201
    created: dict[str, object] = answer.json()
    told.ids.add(str(created["id"]))
    told.keys.add(str(created["hostKey"]))
    return created


async def _ask_wrongly(front: Entrance, session: str, key: str, ticket: str) -> None:
    """Come with wrong keys, and with right ones where they do not belong."""
    wrong = {"Authorization": f"Bearer {WORD}-wrong-key"}
    assert (await front.http.get(f"/sessions/{session}/links", headers=wrong)).status_code == 403
    assert await front.greet(session, name=NAME, ticket=f"{WORD}-wrong-ticket") != "welcome"
    assert await front.greet(session, name=NAME, hostKey=f"{WORD}-wrong-key") == "welcome", "as a candidate"
    for body in (b"\xff" + WORD.encode(), json.dumps({"code": 5, WORD: key}).encode(), WORD.encode() * 1_000_000):
        head = {"content-type": "application/json"}
        assert (await front.http.put(f"/sessions/{session}/code", content=body, headers=head)).status_code in (413, 422)
    query = f"hostKey={key}&ticket={ticket}&{WORD}={session}"
    for target in (
        f"/sessions/{session}?{query}",
        f"/ws/sync/{session}?{query}",
        f"/session/{session}?{query}",
        f"/session/{session}/{key}?{query}",
        f"/sessions/{session}/links/{key}",
        f"/sessions/{session}x{key}",
        f"/{WORD}/{session}/{key}",
        f"/assets/{key}.js",
        f"/..%2f{key}",
        f"/%zz{key}?{query}",
        f"/sessions/{session}?{WORD * LONG_ADDRESS}",
        f"http://{WORD}:{key}@nowhere/sessions/{session}",
    ):
        await _send(front.port, f"GET {target} HTTP/1.1\r\nhost: {WORD}\r\nreferer: /session/{session}#{key}\r\n\r\n")
    for beginning in (
        f"{key} {session}\r\n\r\n",
        f"GET /sessions/{session} HTTP/9.9\r\n\r\n",
        f"GET /sessions/{session}?{query} HTTP/1.1\r\nhost: a\r\nauthorization {key}\r\n\r\n",
        f"GET /sessions/{session} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {key * 400}\r\n\r\n",
        f"PUT /sessions/{session}/code HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n{key}\r\n",
        f"POST /sessions HTTP/1.1\r\nhost: a\r\ncontent-length: {key}\r\n\r\n",
    ):
        await _send(front.port, beginning)


async def _send(port: int, request: str) -> None:
    """Send this, whatever is thought of it, and read until the answer or the end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request.encode())
        async with asyncio.timeout(30):
            await reader.read(1)
    except ConnectionError:
        return
    finally:
        writer.close()


async def _talk(front: Entrance, session: str, host_key: str, observers: str) -> None:
    """Everybody types, talks, runs and decides; then the session ends and is opened again."""
    async with AsyncExitStack() as stack:
        people = [
            Browser(front.sync(session), f"{WORD}-host", host_key=host_key),
            Browser(front.sync(session), f"{WORD}-candidate"),
            Browser(front.sync(observers), f"{WORD}-observer"),
        ]
        host, candidate, observer = [await stack.enter_async_context(person) for person in people]
        candidate.type(f"{WORD} typed")
        observer.type(f"{WORD} not allowed")
        for person in (host, candidate):
            person.propose(type="chat", text=f"{WORD} said")
            person.propose(type="named", name=f"{WORD} renamed")
        host.propose(type="titled", title=f"{WORD} retitled")
        host.propose(type="chat", text=[WORD])
        run = str(uuid4())
        candidate.propose(type="run_started", run=run, language="python", text=MAIN, codeHash="0" * 64)
        candidate.propose(type="run_output", run=run, chunks=[{"stream": "stdout", "text": f"{WORD} printed"}])
        candidate.propose(type="run_finished", run=run, outcome="failed", durationMs=1, error=f"{WORD} error")
        await candidate.until_saved()
        host.propose(type="ended")
        await candidate.until(lambda: _has_heard(candidate, "ended"))
        candidate.type(f"{WORD} too late")
        host.propose(type="reopened")
        await candidate.until(lambda: _has_heard(candidate, "reopened"))
        await host.until(lambda: _has_heard(host, "chat"))


def _has_heard(browser: Browser, type_: str) -> bool:
    return any(isinstance(message, wire.Event) and message.body["type"] == type_ for message in browser.heard)
