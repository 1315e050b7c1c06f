"""How many HTTP requests are taken, from where, and about what."""

import asyncio

import pytest
from pydantic import SecretStr

from app.config import Settings, load_settings
from app.errors import TooManyRequests, WrongSetting
from app.limits import CREATE_BURST_S, SESSION_REQUESTS
from app.main import create_app, make_server
from app.repositories.ports import Storage
from app.routers.admission import Admission, network_of
from tests.running import Running, running

BURST = 2 * CREATE_BURST_S


def settings(monkeypatch: pytest.MonkeyPatch, **environment: str) -> Settings:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return Settings()


async def statuses(server: Running, count: int, **headers: str) -> list[int]:
    answers = await asyncio.gather(*(server.http.post("/sessions", headers=headers) for _ in range(count)))
    return sorted(answer.status_code for answer in answers)


def refused_after(admit: object, *key: str) -> int:
    """How many requests are let in before one is refused."""
    assert callable(admit)
    for number in range(1_000_000):
        try:
            admit(*key)
        except TooManyRequests:
            return number
    pytest.fail("nothing is ever refused")


def test_an_office_may_create_its_interviews_at_once_and_nobody_a_flood() -> None:
    now = [0.0]
    admission = Admission(20, lambda: now[0])
    assert refused_after(admission.admit_creation, "192.0.2.1") == 20 * CREATE_BURST_S
    assert refused_after(admission.admit_creation, "192.0.2.2") == 20 * CREATE_BURST_S, "another address"
    now[0] += 1
    assert refused_after(admission.admit_creation, "192.0.2.1") == 20


def test_a_session_may_be_asked_for_so_often_from_one_address() -> None:
    """Who floods one session keeps neither others from it nor itself from other sessions."""
    admission = Admission(20, lambda: 0.0)
    assert refused_after(admission.admit_request, "aa-1", "192.0.2.1") == SESSION_REQUESTS.burst
    assert refused_after(admission.admit_request, "AA-1", "192.0.2.1") == 0, "another spelling of the same id"
    assert refused_after(admission.admit_request, "aa-1", "192.0.2.2") == SESSION_REQUESTS.burst
    assert refused_after(admission.admit_request, "bb-2", "192.0.2.1") == SESSION_REQUESTS.burst


def test_without_a_limit_any_number_is_created() -> None:
    admission = Admission(0, lambda: 0.0)
    for _ in range(10_000):
        admission.admit_creation("192.0.2.1")


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("unix", "unix"),
        ("", ""),
    ],
)
def test_a_place_is_an_address_or_an_ipv6_network(address: str, place: str) -> None:
    assert network_of(address) == place


async def test_who_creates_too_many_is_told_to_come_back(
    memory_storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And who is there already goes on."""
    async with running(memory_storage, settings(monkeypatch, SESSIONS_PER_S="1")) as server:
        answer = await server.http.post("/sessions")
        session = answer.json()
        for _ in range(100 * BURST):
            if answer.status_code != 201:
                break
            answer = await server.http.post("/sessions")
        assert answer.json().keys() == {"message", "code", "status"}
        assert (answer.status_code, answer.json()["code"]) == (429, "TOO_MANY_REQUESTS")
        assert int(answer.headers["retry-after"]) >= 1
        assert (await server.http.get(f"/sessions/{session['id']}")).status_code == 200


async def test_a_session_that_is_asked_for_too_often_is_refused_alone(memory_storage: Storage) -> None:
    async with running(memory_storage) as server:
        busy, calm = await server.create(), await server.create()
        codes: set[str] = set()
        for _ in range(100):
            answers = await asyncio.gather(*(server.http.get(f"/sessions/{busy['id']}") for _ in range(100)))
            codes = {answer.json()["code"] for answer in answers if answer.status_code == 429}
            if codes:
                break
        assert codes == {"TOO_MANY_REQUESTS"}
        assert (await server.http.get(f"/sessions/{calm['id']}/log")).status_code == 200
        assert (await server.http.get(f"/sessions/{calm['id']}")).status_code == 200


@pytest.mark.parametrize(("trusted", "is_believed"), [("127.0.0.1", True), ("10.0.0.0/8", False), ("none", False)])
async def test_an_address_is_what_a_trusted_proxy_says(
    memory_storage: Storage, monkeypatch: pytest.MonkeyPatch, trusted: str, is_believed: bool
) -> None:
    """Without trust the header is anybody's word, and counts for nothing."""
    chosen = settings(monkeypatch, SESSIONS_PER_S="1", TRUSTED_PROXIES=trusted)
    async with running(memory_storage, chosen) as server:
        assert 429 in await statuses(server, BURST, **{"X-Forwarded-For": "192.0.2.1"})
        other = await statuses(server, CREATE_BURST_S, **{"X-Forwarded-For": "192.0.2.2"})
        assert (429 not in other) is is_believed


async def test_a_stopping_server_is_not_ready(memory_storage: Storage) -> None:
    """From the signal on, so that a balancer sends nobody here any more."""
    async with running(memory_storage) as server:
        assert (await server.http.get("/ready")).status_code == 200
        server.app.state.life.is_stopping = True
        answer = await server.http.get("/ready")
        assert (answer.status_code, answer.json()["code"]) == (503, "SERVER_RESTARTS")
        assert answer.headers["retry-after"]
        assert (await server.http.get("/health")).status_code == 200


def test_a_server_stops_being_ready_with_the_signal(memory_storage: Storage) -> None:
    app = create_app(Settings(), memory_storage)
    server = make_server(app, "127.0.0.1", 0)
    assert not app.state.life.is_stopping
    server.handle_exit(15, None)
    assert app.state.life.is_stopping
    assert server.should_exit


async def test_strangers_create_no_sessions_where_a_token_is_asked_for(storage: Storage) -> None:
    """Who has a link to a session needs none."""
    token = "correct horse battery"
    async with running(storage, Settings(auth_create_token=SecretStr(token))) as server:
        for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": token}):
            answer = await server.http.post("/sessions", headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (401, "TOKEN_REQUIRED")
        answer = await server.http.post("/sessions", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 201
        assert (await server.http.get(f"/sessions/{answer.json()['id']}")).is_success


def test_a_short_token_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTH_CREATE_TOKEN", "short")
    with pytest.raises(WrongSetting, match="AUTH_CREATE_TOKEN must be at least 16 characters"):
        load_settings()
