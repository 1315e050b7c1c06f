"""Role by action, through the real socket and the API with hand-made clients: what is not allowed changes nothing."""

import json
from base64 import b64decode
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from uuid import uuid4

import httpx
import pytest
from pycrdt import Doc, Text
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from app.config import Settings
from app.repositories.memory import InMemoryStorage
from app.services.collab import codec
from app.services.collab.people import EVERYBODY, Role
from app.services.collab.roles import PROPOSERS
from tests.client import Browser
from tests.collab import wire
from tests.collab.script import MAIN
from tests.displays import TRACE
from tests.rights import DECISIONS
from tests.running import Json, Running, hear, hear_close, hear_json, running

RUN = str(uuid4())
STARTED: dict[str, object] = {"run": RUN, "language": "python", "text": MAIN, "codeHash": "0" * 64}
PROPOSALS: dict[str, dict[str, object]] = {
    **DECISIONS,
    "named": {"name": "Somebody"},
    "titled": {"title": "Two sums"},
    "language": {"language": "javascript"},
    "file_created": {"file": RUN, "language": "python", "name": "helper.py"},
    "file_renamed": {"file": RUN, "name": "tools.py"},
    "file_removed": {"file": RUN},
    "run_started": STARTED,
    "run_output": {"run": RUN, "chunks": [{"stream": "stdout", "text": "hi"}]},
    "run_display": {"run": RUN, "display": TRACE},
    "stepped": {"run": RUN, "step": 0},
    "run_finished": {"run": RUN, "outcome": "succeeded", "durationMs": 1, "error": None},
    "ended": {},
}
EDITORS = {Role.HOST, Role.CANDIDATE}
HOSTS = {Role.HOST}
# The API's half of the table: method, path behind the session, body, and who may.
REQUESTS: list[tuple[str, str, Json | None, set[Role]]] = [
    ("GET", "", None, set(EVERYBODY)),
    ("GET", "/log", None, set(EVERYBODY)),
    ("PUT", "/code", {"code": "x"}, EDITORS),
    ("POST", "/execution-result", {"success": True, "output": "", "executionTime": 1}, EDITORS),
    ("GET", "/links", None, HOSTS),
    ("POST", "/tickets", None, HOSTS),
    ("POST", "/links/host", None, HOSTS),
    ("POST", "/links/candidate", None, HOSTS),
    ("POST", "/links/observer", None, HOSTS),
    ("DELETE", "", None, HOSTS),
]


IDS = [f"{method} {path}" for method, path, *_ in REQUESTS]


@dataclass
class Stage:
    """A session with its three links, a host and a candidate in it."""

    server: Running
    session: str
    host_key: str
    observers: str
    host: Browser
    target: Browser

    def headers(self, role: Role = Role.HOST) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.host_key}"} if role is Role.HOST else {}

    def link(self, role: Role) -> str:
        return self.observers if role is Role.OBSERVER else self.session

    def browser(self, name: str, role: Role) -> Browser:
        host_key = self.host_key if role is Role.HOST else None
        return Browser(self.server.sync(self.link(role), extended=True), name, host_key=host_key)

    async def request(self, method: str, path: str, body: Json | None = None, role: Role = Role.HOST) -> httpx.Response:
        url = f"/sessions/{self.link(role)}{path}"
        return await self.server.http.request(method, url, json=body, headers=self.headers(role))


@pytest.fixture
async def server() -> AsyncIterator[Running]:
    async with running(InMemoryStorage()) as started:
        yield started


@asynccontextmanager
async def staged(server: Running, **wish: object) -> AsyncIterator[Stage]:
    created = await server.create(language="python", **wish)
    key = {"Authorization": f"Bearer {created['hostKey']}"}
    links = (await server.http.get(f"/sessions/{created['id']}/links", headers=key)).json()
    assert links["candidate"] == created["id"]
    async with AsyncExitStack() as stack:
        host = Browser(server.sync(created["id"], extended=True), "Hedy", host_key=created["hostKey"])
        target = Browser(server.sync(created["id"], extended=True), "Ada")
        await stack.enter_async_context(host)
        if not wish.keys() & {"prepare", "lobby"}:
            await stack.enter_async_context(target)
        yield Stage(server, created["id"], created["hostKey"], links["observer"], host, target)


def told(browser: Browser, type_: str) -> list[Json]:
    return [
        message.body for message in browser.heard if isinstance(message, wire.Event) and message.body["type"] == type_
    ]


def id_of(browser: Browser) -> str:
    you = next(message.body["you"] for message in browser.heard if isinstance(message, wire.Welcome))
    assert isinstance(you, dict)
    return str(you["id"])


async def await_refusal(browser: Browser, code: str) -> None:
    await browser.until(lambda: code in browser.notices)


async def test_a_language_that_was_left_out_is_refused_on_the_socket() -> None:
    """[EV1] The refusal names the language and those that there are; nobody hears of it."""
    settings = Settings(languages=("python", "lua"))
    async with running(InMemoryStorage(), settings) as server, staged(server) as stage:
        stage.host.propose(type="language", language="javascript")
        await await_refusal(stage.host, "LANGUAGE_NOT_OFFERED")
        said = next(message.body["message"] for message in stage.host.heard if isinstance(message, wire.Refused))
        assert said == "This server does not offer javascript: choose one of python, lua."
        stage.host.propose(type="language", language="lua")
        await stage.target.until(lambda: bool(told(stage.target, "language")))
        assert [event["language"] for event in told(stage.target, "language")] == ["lua"]


@pytest.mark.parametrize("type_", PROPOSALS)
@pytest.mark.parametrize("role", sorted(EVERYBODY))
async def test_a_role_decides_what_the_table_lets_it_and_nothing_else(server: Running, role: Role, type_: str) -> None:
    """[EV1] [RT1] Everybody hears of what is allowed; the rest is answered NOT_ALLOWED, and nobody hears of it."""
    wish = {"prepare": True} if type_ == "started" and role is Role.HOST else {}
    async with staged(server, **wish) as stage, stage.browser("Actor", role) as actor:
        if type_ in ("run_output", "run_display", "run_finished", "stepped") and role in EDITORS:
            actor.propose(type="run_started", **STARTED)
        if type_ == "stepped" and role in EDITORS:
            actor.propose(type="run_display", **PROPOSALS["run_display"])
        if type_ in ("file_renamed", "file_removed") and role in EDITORS:
            actor.propose(type="file_created", **PROPOSALS["file_created"])
        if type_ == "reopened":
            stage.host.propose(type="ended")
            await actor.until(lambda: bool(told(actor, "ended")))
        fields = dict(PROPOSALS[type_])
        if fields.get("participantId") == "?":
            fields["participantId"] = id_of(stage.target)
        actor.propose(type=type_, **fields)
        if role in PROPOSERS[type_]:
            await stage.host.until(lambda: bool(told(stage.host, type_)))
            assert actor.notices == []
        else:
            await await_refusal(actor, "NOT_ALLOWED")
            assert told(stage.host, type_) == []


@pytest.mark.parametrize("role", sorted(EVERYBODY))
async def test_observers_change_no_text_whatever_client_they_use(server: Running, role: Role) -> None:
    """[RM4] [RT1] A page's client, a stock provider, and one that brings what it typed in its handshake."""
    async with staged(server) as stage:
        typed = Doc[Text](client_id=77)
        typed.get("content", type=Text).insert(0, "by handshake ")
        async with stage.browser("Actor", role) as actor, server.sync(stage.link(role)) as stock:
            actor.type("live ")
            await stock.send(codec.encode_step1(None, b"\0"))
            await stock.send(codec.encode_step2(None, typed.get_update()))
            if role in EDITORS:
                await stage.host.until(lambda: sorted(str(stage.host).split()) == ["by", "handshake", "live"])
            else:
                await await_refusal(actor, "NOT_ALLOWED")
                await until_answered(stock)
                assert str(stage.host) == ""
                assert (await stage.request("GET", "")).json()["code"] == ""


async def until_answered(stock: ClientConnection) -> None:
    """A stock peer's frames are handled in order: when it is told who is here, those before were."""
    await stock.send(codec.encode_step1(None, b"\0"))
    while not isinstance(wire.read(await hear(stock)), wire.Step2):
        pass


@pytest.mark.parametrize(("method", "path", "body", "allowed"), REQUESTS, ids=IDS)
@pytest.mark.parametrize("role", sorted(EVERYBODY))
async def test_the_api_lets_each_link_do_what_its_role_may(
    server: Running, role: Role, method: str, path: str, body: Json | None, allowed: set[Role]
) -> None:
    """[RT1] By the link alone, or with the host's key."""
    async with staged(server) as stage:
        answer = await stage.request(method, path, body, role)
        if role in allowed:
            assert answer.is_success, answer.text
        else:
            assert (answer.status_code, answer.json()["code"]) == (403, "NOT_ALLOWED")


async def test_who_came_by_another_link_never_learns_the_sessions_id(server: Running) -> None:
    """[RT2] Neither by the sockets nor by the API: the id is what lets a candidate in."""
    async with staged(server) as stage, stage.browser("Oz", Role.OBSERVER) as observer:
        async with server.events(stage.observers) as listener:
            heard = [await hear_json(listener, "participant_joined")]
            stage.host.type("x")
            stage.host.propose(type="titled", title="T")
            await observer.until(lambda: bool(told(observer, "titled")))
            heard.append(await hear_json(listener, "code_update"))
        answers = [await stage.request("GET", path, role=Role.OBSERVER) for path in ("", "/log")]
        everything = [*map(repr, observer.heard), *map(str, heard), *(answer.text for answer in answers)]
        assert not any(stage.session in text for text in everything)
        assert stage.observers in answers[0].text


@pytest.mark.parametrize("role", sorted(EVERYBODY))
async def test_a_link_that_is_replaced_dies_at_once_and_open_sockets_too(server: Running, role: Role) -> None:
    """[DR6] The new one works, for a stock provider, too; the two others are not touched."""
    async with AsyncExitStack() as stack:
        stage = await stack.enter_async_context(staged(server))
        people = {one: await stack.enter_async_context(stage.browser(f"By {one}", one)) for one in EVERYBODY}
        replaced = (await stage.request("POST", f"/links/{role}")).json()
        assert await people[role].until_closed() == 4410
        others = [person for one, person in people.items() if one is not role]
        for person in others:
            person.propose(type="named", name="Still here")
            await person.until(lambda person=person: bool(told(person, "named")))  # type: ignore[misc]
        if role is Role.HOST:
            assert (await stage.request("GET", "/links")).json()["code"] == "NOT_ALLOWED"
            stage.host_key = replaced["hostKey"]
            assert (await stage.request("GET", "/links")).is_success
            return
        async with server.sync(stage.link(role), extended=True) as old:
            await old.send(codec.encode_welcome(json.dumps({"name": "Late"})))
            assert (await hear_close(old))[0] == (4410 if role is Role.CANDIDATE else 4404)
        async with server.sync(replaced["id"]) as stock:
            assert isinstance(wire.read(await hear(stock)), wire.Step1)
        links = (await stage.request("GET", "/links")).json()
        assert links[role.value] == replaced["id"]


CHOSEN = "chosen-by-the-host-who-replaces-it"


async def test_a_host_chooses_the_key_of_the_hosts_link_and_so_has_it_whatever_becomes_of_the_answer(
    server: Running,
) -> None:
    """[DR6] It is good at once, and the old one no more."""
    async with staged(server) as stage:
        answer = await stage.request("POST", "/links/host", {"hostKey": CHOSEN})
        assert (answer.status_code, answer.json()["hostKey"]) == (201, CHOSEN)
        assert (await stage.request("GET", "/links")).json()["code"] == "NOT_ALLOWED"
        stage.host_key = CHOSEN
        assert (await stage.request("GET", "/links")).is_success


@pytest.mark.parametrize(
    ("path", "body", "named"),
    [
        ("/links/host", {"hostKey": "short"}, "hostKey"),
        ("/links/host", {"hostKey": f"{CHOSEN}!"}, "hostKey"),
        ("/links/host", {"hostKey": 7}, "hostKey"),
        ("/links/host", {"hostKey": "the old one"}, "to be replaced"),
        ("/links/observer", {"hostKey": CHOSEN}, "observer"),
    ],
)
async def test_a_chosen_key_that_cannot_be_taken_replaces_nothing(
    server: Running, path: str, body: Json, named: str
) -> None:
    """[DR6] The answer names the field, and never repeats the key."""
    async with staged(server) as stage:
        links = (await stage.request("GET", "/links")).json()
        wish = {"hostKey": stage.host_key} if body["hostKey"] == "the old one" else body
        answer = await stage.request("POST", path, wish)
        assert (answer.status_code, answer.json()["code"]) == (422, "INVALID_REQUEST")
        assert named in answer.json()["message"]
        assert str(wish["hostKey"]) not in answer.json()["message"]
        assert (await stage.request("GET", "/links")).json() == links


async def test_a_replaced_id_is_answered_with_a_named_error(server: Running) -> None:
    """[DR6]"""
    async with staged(server) as stage:
        await stage.request("POST", "/links/candidate")
        answer = await server.http.get(f"/sessions/{stage.session}")
        assert (answer.status_code, answer.json()["code"]) == (410, "LINK_REPLACED")


async def test_a_closed_door_is_closed_to_the_api_too(server: Running) -> None:
    """[DR3] Until a host has let in whose key it is."""
    async with staged(server, lobby=True, code="secret") as stage:
        for method, path, body, _ in REQUESTS[:4]:
            answer = await stage.request(method, path, body, Role.CANDIDATE)
            if path == "":
                assert answer.json()["code"] == ""
            else:
                assert (answer.status_code, answer.json()["code"]) == (403, "NOT_LET_IN")
        key = "key-of-a-visitor"
        async with server.sync(stage.session, extended=True) as waiting:
            await waiting.send(codec.encode_welcome(json.dumps({"name": "Vi", "key": key})))
            door = wire.read(await hear(waiting))
            assert isinstance(door, wire.Door)
            you = door.body["you"]
            assert isinstance(you, dict)
            stage.host.propose(type="admitted", participantId=you["id"])
            while not isinstance(wire.read(await hear(waiting)), wire.Welcome):
                pass
        url = f"/sessions/{stage.session}"
        answer = await server.http.get(url, headers={"Authorization": f"Bearer {key}"})
        assert answer.json()["code"] == "secret"


async def test_locks_for_all_hold_in_the_api(server: Running) -> None:
    """[LK1]"""
    async with staged(server) as stage:
        stage.host.propose(type="locked", lock="edit", participantId=None)
        stage.host.propose(type="locked", lock="run", participantId=None)
        await stage.target.until(lambda: len(told(stage.target, "locked")) == 2)
        for method, path, body, _ in REQUESTS[2:4]:
            answer = await stage.request(method, path, body, Role.CANDIDATE)
            assert (answer.status_code, answer.json()["code"]) == (403, "LOCKED")
            assert (await stage.request(method, path, body, Role.HOST)).is_success


async def test_what_was_prepared_is_seen_from_the_start_on_without_its_history(server: Running) -> None:
    """[DR7] [LG7] Neither what was typed and erased, nor what was run."""
    async with staged(server, prepare=True) as stage:
        stage.host.type("solution")
        stage.host.patch(0, 8, "task")
        stage.host.propose(type="run_started", **STARTED)
        await stage.host.until_saved()
        assert (await stage.request("GET", "/log", role=Role.CANDIDATE)).json()["code"] == "NOT_LET_IN"
        async with stage.server.sync(stage.session, extended=True) as early:
            await early.send(codec.encode_welcome(json.dumps({"name": "Early", "key": "k" * 16})))
            door = wire.read(await hear(early))
            assert isinstance(door, wire.Door)
            assert door.body["reason"] == "preparing"
            stage.host.propose(type="started")
            welcome = wire.read(await hear(early))
            assert isinstance(welcome, wire.Welcome)
            assert welcome.body["runs"] == []
        answers = [await stage.request("GET", "/log", role=role) for role in (Role.CANDIDATE, Role.HOST)]
        lines, whole = ([json.loads(line) for line in answer.text.splitlines()] for answer in answers)
        updates = [line for line in lines if line["kind"] == "text"]
        assert len(updates) == 1
        assert len([line for line in whole if line["kind"] == "text"]) >= 2
        assert replayed(lines) == replayed(whole) == "task"
        assert b"solution" not in decoded(lines)
        assert b"solution" in decoded(whole)
        assert "run_started" not in {line["event"]["type"] for line in lines if line["kind"] == "event"}


def decoded(lines: list[Json]) -> bytes:
    return b"".join(b64decode(line["update"]) for line in lines if line["kind"] == "text")


def replayed(lines: list[Json]) -> str:
    doc = Doc[Text]()
    for line in lines:
        if line["kind"] == "text":
            doc.apply_update(b64decode(line["update"]))
    return str(doc.get("content", type=Text))


async def test_who_is_removed_is_closed_with_its_code_and_so_is_its_next_try(server: Running) -> None:
    """[DR5]"""
    async with staged(server) as stage:
        stage.host.propose(type="removed", participantId=id_of(stage.target))
        assert await stage.target.until_closed() == 4411
        async with server.sync(stage.session, extended=True) as again:
            hello = {"name": "Ada", "key": "key-of-Ada".ljust(16, "-")}
            await again.send(codec.encode_welcome(json.dumps(hello)))
            assert await hear_close(again) == (4411, "REMOVED")


async def test_a_ticket_lets_a_host_in_once(server: Running) -> None:
    """[TK1] And none of those that were issued for a host's key that was replaced."""
    async with staged(server) as stage:
        ticket, other = [(await stage.request("POST", "/tickets")).json()["ticket"] for _ in range(2)]
        assert await role_with(server, stage.session, ticket) == "host"
        assert await role_with(server, stage.session, ticket) == "TICKET_SPENT"
        await stage.request("POST", "/links/host")
        assert await role_with(server, stage.session, other) == "TICKET_SPENT"
        assert await role_with(server, stage.session, "x" * 32) == "TICKET_SPENT"


async def role_with(server: Running, session: str, ticket: str) -> object:
    """As what somebody with this ticket is welcomed, or why it is not."""
    async with server.sync(session, extended=True) as socket:
        await socket.send(codec.encode_welcome(json.dumps({"name": "Hedy", "ticket": ticket})))
        try:
            welcome = wire.read(await hear(socket))
        except ConnectionClosed:
            return socket.close_reason
        assert isinstance(welcome, wire.Welcome)
        you = welcome.body["you"]
        assert isinstance(you, dict)
        return you["role"]
