"""The outside contract (DESIGN section 3) over every storage: HTTP, event socket, sync socket."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from datetime import datetime
from typing import cast
from uuid import UUID, uuid4

import pytest
from pycrdt import Doc, Text
from websockets.exceptions import InvalidStatus

from app.config import Settings
from app.languages import LANGUAGES
from app.repositories.ports import Storage
from app.services.collab import codec
from tests.collab import wire
from tests.collab.script import MAIN
from tests.running import Json, Running, hear, hear_close, hear_json, running


@pytest.fixture
async def room(storage: Storage) -> AsyncIterator[Running]:
    """A server over each storage."""
    async with running(storage) as server:
        yield server


JSON = {"content-type": "application/json"}
ERROR_KEYS = {"message", "code", "status"}


async def test_a_session_is_created_with_defaults(room: Running) -> None:
    answer = await room.http.post("/sessions")
    assert answer.status_code == 201
    session = answer.json()
    assert str(UUID(session["id"])) == session["id"]
    assert (session["language"], session["code"], session["participants"]) == ("javascript", "", 0)
    assert (session["title"], session["status"], session["endedAt"]) == ("", "open", None)
    assert datetime.fromisoformat(session["createdAt"]).tzinfo is not None
    assert len(session["hostKey"]) >= 20


async def test_every_language_is_offered_unless_it_was_left_out(room: Running) -> None:
    assert (await room.http.get("/languages")).json() == {"languages": list(LANGUAGES)}


async def test_a_language_that_was_left_out_is_refused(storage: Storage) -> None:
    async with running(storage, Settings(languages=("python", "lua"))) as server:
        assert (await server.http.get("/languages")).json() == {"languages": ["python", "lua"]}
        created = await server.create()
        assert created["language"] == "python"
        for answer in (
            await server.http.post("/sessions", json={"language": "javascript"}),
            await server.http.put(f"/sessions/{created['id']}/code", json={"code": "", "language": "javascript"}),
        ):
            assert (answer.status_code, answer.json()["code"]) == (422, "LANGUAGE_NOT_OFFERED")
            assert "python, lua" in answer.json()["message"]


async def test_a_session_is_created_as_wished_and_read_back(room: Running) -> None:
    created = await room.create(language="python", title="  Zwei Summen 🎉 ", code="print('é🎉')\n")
    read = (await room.http.get(f"/sessions/{created['id']}")).json()
    assert read == {key: value for key, value in created.items() if key != "hostKey"}
    assert (read["language"], read["title"], read["code"]) == ("python", "Zwei Summen 🎉", "print('é🎉')\n")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"language": "cobol"}, "language"),
        ({"language": 3}, "language"),
        ({"title": "x" * 1_000_000}, "title"),
        ({"title": "a\x00b"}, "title"),
        ({"code": "x" * 200_001}, "code"),
        ({"code": "\ud800"}, "code"),
        ({"code": None}, "code"),
        ([], ""),
    ],
)
async def test_a_wish_that_does_not_validate_is_422(room: Running, body: object, field: str) -> None:
    # Written by hand: the client's own encoder refuses half a surrogate pair.
    answer = await room.http.post("/sessions", content=json.dumps(body), headers=JSON)
    assert answer.status_code == 422
    error = answer.json()
    assert error.keys() == ERROR_KEYS
    assert (error["code"], error["status"]) == ("INVALID_REQUEST", 422)
    assert f"`{field}`" in error["message"] or not field


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b'{"title": "\\ud800"}'])
async def test_a_body_that_is_no_json_is_422(room: Running, body: bytes) -> None:
    answer = await room.http.post("/sessions", content=body, headers=JSON)
    assert answer.status_code == 422
    assert answer.json().keys() == ERROR_KEYS


async def test_a_body_that_is_not_declared_as_json_is_422_and_told_so(room: Running) -> None:
    answer = await room.http.post("/sessions", data={"language": "python"})
    assert answer.status_code == 422
    assert "Content-Type: application/json" in answer.json()["message"]


async def test_a_body_beyond_the_limit_is_413_with_and_without_its_length(room: Running) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b" " * 65536

    for content in (b" " * (3 << 20), endless()):
        answer = await room.http.post("/sessions", content=content, headers=JSON)
        assert answer.status_code == 413
        assert answer.json()["code"] == "BODY_TOO_LARGE"


@pytest.mark.parametrize("form", ["{}", "nope", "{}0", "{{{}}}", "urn:uuid:{}", "é", "%00"])
async def test_an_unknown_id_is_404_whatever_its_form(room: Running, form: str) -> None:
    unknown = form.format(uuid4())
    for answer in (
        await room.http.get(f"/sessions/{unknown}"),
        await room.http.put(f"/sessions/{unknown}/code", json={"code": ""}),
        await room.http.post(
            f"/sessions/{unknown}/execution-result", json={"success": True, "output": "", "executionTime": 1}
        ),
    ):
        assert answer.status_code == 404
        assert (answer.json()["code"], answer.json()["status"]) == ("SESSION_NOT_FOUND", 404)
        assert answer.json().keys() == ERROR_KEYS


async def test_an_unknown_session_is_refused_with_4404_on_both_sockets(room: Running) -> None:
    """[HS2] Whatever the form of its id."""
    for unknown in (str(uuid4()), "nope"):
        async with room.events(unknown) as socket:
            assert await hear_close(socket) == (4404, "SESSION_NOT_FOUND")
        async with room.sync(unknown) as socket:
            assert await hear_close(socket) == (4404, "SESSION_NOT_FOUND")


async def test_replacing_the_code_reaches_everybody(room: Running) -> None:
    session = await room.create(language="python", code="a = 1\n")
    async with room.listening(session["id"]) as listener, room.sync(session["id"]) as editor:
        replica = Doc[Text]()
        replica.get("content", type=Text)
        await editor.send(codec.encode_step1(None, replica.get_state()))
        answer = await room.http.put(f"/sessions/{session['id']}/code", json={"code": "a = 2\n"})
        assert answer.status_code == 200
        assert answer.json()["code"] == "a = 2\n"
        while str(replica.get("content", type=Text)) != "a = 2\n":
            message = wire.read(await hear(editor))
            if isinstance(message, wire.Step2 | wire.Update):
                replica.apply_update(message.update)
        told = await hear_json(listener, "code_update")
        assert (told["code"], told["language"], told["sessionId"]) == ("a = 2\n", "python", session["id"])
        answer = await room.http.put(
            f"/sessions/{session['id']}/code", json={"code": "let a\n", "language": "javascript"}
        )
        assert (answer.json()["code"], answer.json()["language"]) == ("let a\n", "javascript")
        told = await hear_json(listener, "code_update")
        assert (told["code"], told["language"]) == ("let a\n", "javascript")
    assert (await room.http.get(f"/sessions/{session['id']}")).json()["language"] == "javascript"


@pytest.mark.parametrize("body", [{}, {"code": 1}, {"code": "", "language": "cobol"}, {"code": "x" * 200_001}])
async def test_a_code_that_does_not_validate_is_422(room: Running, body: object) -> None:
    session = await room.create(code="kept")
    answer = await room.http.put(f"/sessions/{session['id']}/code", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "INVALID_REQUEST")
    assert (await room.http.get(f"/sessions/{session['id']}")).json()["code"] == "kept"


async def test_an_execution_result_is_recorded_and_broadcast(room: Running) -> None:
    session = await room.create(language="python")
    async with room.listening(session["id"]) as listener:
        result = {"success": False, "output": "1\n", "error": "NameError", "executionTime": 12.5}
        answer = await room.http.post(f"/sessions/{session['id']}/execution-result", json=result)
        assert (answer.status_code, answer.content) == (204, b"")
        told = await hear_json(listener, "execution_result")
        assert told["executionResult"] == result
        assert told["sessionId"] == session["id"]
        assert datetime.fromisoformat(told["timestamp"]).tzinfo is not None
    async with room.sync(session["id"], extended=True) as late:
        await late.send(codec.encode_welcome('{"name": "Late"}'))
        welcome = wire.read(await hear(late))
        assert isinstance(welcome, wire.Welcome)
        [run] = cast(list[Json], welcome.body["runs"])
        assert (run["outcome"], run["error"], run["durationMs"]) == ("failed", "NameError", 12.5)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"success": True, "output": "", "executionTime": -1},
        {"success": "maybe", "output": "", "executionTime": 1},
        {"success": True, "output": 3, "executionTime": 1},
    ],
)
async def test_an_execution_result_that_does_not_validate_is_422(room: Running, body: object) -> None:
    session = await room.create()
    answer = await room.http.post(f"/sessions/{session['id']}/execution-result", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "INVALID_REQUEST")


async def test_joining_and_leaving_is_counted_and_told(room: Running) -> None:
    """[ES1] [ES2] Who connects is told of its own joining too."""
    session = await room.create()
    async with room.events(session["id"]) as first:
        assert (await hear_json(first)) | {"timestamp": ""} == {
            "type": "participant_joined",
            "participants": 1,
            "sessionId": session["id"],
            "timestamp": "",
        }
        async with room.events(session["id"]) as second:
            assert (await hear_json(second, "participant_joined"))["participants"] == 2
            assert (await hear_json(first, "participant_joined"))["participants"] == 2
            assert (await room.http.get(f"/sessions/{session['id']}")).json()["participants"] == 2
        assert (await hear_json(first, "participant_left"))["participants"] == 1
    for _ in range(200):
        if (await room.http.get(f"/sessions/{session['id']}")).json()["participants"] == 0:
            return
    pytest.fail("the last listener is still counted")


async def test_typing_is_told_to_event_sockets_and_read_by_the_api(room: Running) -> None:
    """[ES3] The newest code of the entry file."""
    session = await room.create(language="python")
    async with room.listening(session["id"]) as listener, room.sync(session["id"]) as editor:
        replica = Doc[Text]()
        content = replica.get("content", type=Text)
        for letter in "print(1)":
            before = replica.get_state()
            content += letter
            await editor.send(codec.encode_update(None, replica.get_update(before)))
        while (await hear_json(listener, "code_update"))["code"] != "print(1)":
            pass
        assert (await room.http.get(f"/sessions/{session['id']}")).json()["code"] == "print(1)"


async def test_what_is_sent_to_the_event_socket_is_answered_and_ignored(room: Running) -> None:
    """[ES5] Text or bytes."""
    session = await room.create(code="kept")
    async with room.listening(session["id"]) as listener:
        for frame in ('{"type": "code_update", "code": "x"}', b"\x00\x01"):
            await listener.send(frame)
            assert (await hear_json(listener, "error"))["code"] == "READ_ONLY_SOCKET"
    assert (await room.http.get(f"/sessions/{session['id']}")).json()["code"] == "kept"


async def test_health_and_readiness(room: Running) -> None:
    health, ready = await room.http.get("/health"), await room.http.get("/ready")
    assert (health.status_code, health.json()) == (200, {"status": "healthy"})
    assert (ready.status_code, ready.json()) == (200, {"status": "ready", "storage": "ok", "bus": "local"})


async def test_an_unknown_address_or_method_is_an_error_in_the_same_form(room: Running) -> None:
    session = await room.create()
    missing = await room.http.get("/nowhere/at/all")
    assert (missing.status_code, missing.json()["code"]) == (404, "NOT_FOUND")
    wrong = await room.http.patch(f"/sessions/{session['id']}")
    assert (wrong.status_code, wrong.json()["code"]) == (405, "METHOD_NOT_ALLOWED")


async def test_a_foreign_origin_is_refused_before_the_socket_is_accepted(room: Running) -> None:
    """[HS1] Also one that only looks like ours."""
    session = await room.create()
    own = f"http://127.0.0.1:{room.port}"
    for origin in ("https://evil.example", f"{own}.evil.example", "null", f"http://127.0.0.1:{room.port + 1}", ""):
        for open_socket in (room.events, room.sync):
            with pytest.raises(InvalidStatus) as refused:
                async with open_socket(session["id"], additional_headers={"Origin": origin}):
                    pass
            assert refused.value.response.status_code == 403
    async with room.events(session["id"], additional_headers={"Origin": own}) as socket:
        assert (await hear_json(socket))["type"] == "participant_joined"


async def test_allowed_origins_are_accepted(memory_storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """[HS1] ALLOWED_ORIGINS names others."""
    monkeypatch.setenv("ALLOWED_ORIGINS", "https://rooms.example")
    async with running(memory_storage, Settings()) as server:
        session = await server.create()
        async with server.events(session["id"], additional_headers={"Origin": "https://rooms.example"}) as socket:
            assert (await hear_json(socket))["type"] == "participant_joined"


async def test_pages_of_allowed_origins_may_use_the_api(
    memory_storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nobody else's: without the setting, no answer says that others may read it."""
    asked = {"Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "content-type"}
    async with running(memory_storage) as server:
        answer = await server.http.get("/health", headers={"Origin": "https://rooms.example"})
        assert "access-control-allow-origin" not in answer.headers
    monkeypatch.setenv("ALLOWED_ORIGINS", "https://rooms.example")
    async with running(memory_storage, Settings()) as server:
        for origin, allowed in (("https://rooms.example", True), ("https://evil.example", False)):
            headers = {"Origin": origin, **asked}
            preflight = await server.http.options("/sessions/x/code", headers=headers)
            assert (preflight.status_code == 200) is allowed
            answer = await server.http.get("/health", headers=headers)
            assert (answer.headers.get("access-control-allow-origin") == origin) is allowed


async def test_the_sync_socket_speaks_types_from_100_only_to_who_asked(room: Running) -> None:
    """[HS3] [HS4] [HS5] A stock peer gets step 1 at once; an extended one is welcomed first."""
    session = await room.create(language="python", code="x")
    async with room.sync(session["id"]) as stock:
        assert stock.subprotocol is None
        first = wire.read(await hear(stock))
        assert isinstance(first, wire.Step1)
        await stock.send(codec.encode_event('{"type": "ended"}'))
        assert (await hear_close(stock))[0] == 4400
    async with room.sync(session["id"], extended=True) as ours:
        assert ours.subprotocol == "algoroom.v1"
        hello = f'{{"name": "Ada", "key": "{"k" * 22}", "hostKey": "{session["hostKey"]}", "clients": [7]}}'
        await ours.send(codec.encode_welcome(hello))
        welcome = wire.read(await hear(ours))
        assert isinstance(welcome, wire.Welcome)
        you = welcome.body["you"]
        assert isinstance(you, dict)
        assert (you["name"], you["role"]) == ("Ada", "host")
        assert re.fullmatch(r"p-[0-9a-f]{16}", you["id"])
        await ours.send(codec.encode_step1(MAIN, b"\x00"))
        step2 = wire.read(await hear(ours))
        assert isinstance(step2, wire.Step2)
        assert step2.text == MAIN


@pytest.mark.parametrize(
    "hello",
    [
        '{"name": ""}',
        '{"name": 5}',
        "{}",
        "nonsense",
        '{"name": "x", "key": "short"}',
        '{"name": "x", "clients": [1.5]}',
        '{"name": "x", "role": "host"}',
        '{"name": "' + "x" * 61 + '"}',
    ],
)
async def test_a_hello_that_does_not_validate_is_4400(memory_storage: Storage, hello: str) -> None:
    """[HS4] So is any other first frame."""
    async with running(memory_storage) as server:
        session = await server.create()
        for frame in (codec.encode_welcome(hello), codec.encode_step1(None, b"\x00"), "text"):
            async with server.sync(session["id"], extended=True) as socket:
                await socket.send(frame)
                assert await hear_close(socket) == (4400, "BAD_FRAME")


async def test_what_was_typed_outlives_a_restart(room: Running, storage: Storage) -> None:
    """The log replays to the same text, runs and language, whatever the storage."""
    session = await room.create(language="python", title="Kept")
    replica = Doc[Text]()
    content = replica.get("content", type=Text)
    async with room.sync(session["id"], extended=True) as editor:
        await editor.send(codec.encode_welcome(f'{{"name": "Ada", "key": "{"k" * 22}"}}'))
        await editor.send(codec.encode_step1(MAIN, replica.get_state()))
        for letter in "héllo 🎉":
            before = replica.get_state()
            content += letter
            await editor.send(codec.encode_update(MAIN, replica.get_update(before)))
        await editor.send(codec.encode_event('{"type": "language", "language": "javascript"}'))
        saved = 0
        while saved < 8:
            message = wire.read(await hear(editor))
            saved = message.count if isinstance(message, wire.Saved) else saved
    async with running(_Borrowed(storage)) as again:
        read = (await again.http.get(f"/sessions/{session['id']}")).json()
        assert (read["language"], read["title"]) == ("javascript", "Kept")
        async with again.sync(session["id"], extended=True) as late:
            await late.send(codec.encode_welcome('{"name": "Late"}'))
            await late.send(codec.encode_step1(MAIN, b"\x00"))
            update = None
            while update is None:
                message = wire.read(await hear(late))
                update = message.update if isinstance(message, wire.Step2) else None
            fresh = Doc[Text]()
            fresh.apply_update(update)
            assert str(fresh.get("content", type=Text)) == "héllo 🎉"


async def test_arriving_all_at_once_reads_the_log_once(storage: Storage) -> None:
    """[RM6] A hundred requests at the same moment, one load, and all see the same room."""
    async with running(_Borrowed(storage)) as first:
        session = await first.create(language="python", code="x = 1\n")
    counting = _CountingLog(storage)
    async with running(counting) as server:
        answers = await asyncio.gather(*(server.http.get(f"/sessions/{session['id']}") for _ in range(40)))
        assert {answer.json()["code"] for answer in answers} == {"x = 1\n"}
        assert counting.reads == 1


class _Borrowed:
    """A storage that outlives the server, as a database does."""

    def __init__(self, storage: Storage) -> None:
        self.sessions = storage.sessions
        self.log = storage.log
        self.checkpoints = storage.checkpoints
        self.tickets = storage.tickets

    async def close(self) -> None:
        pass


class _CountingLog(_Borrowed):
    def __init__(self, storage: Storage) -> None:
        super().__init__(storage)
        self.reads = 0
        read = storage.log.read

        def counted(*args: object, **kwargs: object) -> object:
            self.reads += 1
            return read(*args, **kwargs)  # type: ignore[arg-type]

        self.log = type("Log", (), {"read": staticmethod(counted), "append": storage.log.append})()
