"""Two servers behind nginx, a real Redis and a real PostgreSQL; people type on at both while one part after another is
harmed.

Afterwards everything that was typed is there once, for everybody and in the log, and both servers say the same.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial
from uuid import uuid4

import pytest
import pytest_asyncio

from tests.client import Browser
from tests.cluster import Cluster, Entrance, running_cluster
from tests.collab import wire
from tests.collab.script import MAIN
from tests.colleague import Colleague
from tests.session_log import read_log
from tests.waiting import until

BEFORE_S, AFTER_S = 1.0, 1.0
FROZEN_S = 10.0
EVENTS_EVERY_S = 0.4

pytestmark = pytest.mark.asyncio(loop_scope="module")
type Fault = Callable[[Cluster], Awaitable[None]]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def cluster() -> AsyncIterator[Cluster]:
    async with running_cluster() as started:
        await started.until_ready()
        yield started


async def kill_a_replica(cluster: Cluster) -> None:
    cluster.replicas[0].kill()
    await asyncio.sleep(AFTER_S)
    await cluster.replicas[0].start()


async def freeze_redis(cluster: Cluster) -> None:
    cluster.redis.freeze()
    await asyncio.sleep(FROZEN_S)
    cluster.redis.thaw()


async def empty_redis(cluster: Cluster) -> None:
    cluster.redis.kill()
    await asyncio.sleep(AFTER_S)
    await asyncio.to_thread(cluster.redis.start)


async def restart_postgres(cluster: Cluster) -> None:
    await asyncio.to_thread(cluster.postgres.stop)
    await asyncio.to_thread(cluster.postgres.start)


async def restart_one_after_another(cluster: Cluster) -> None:
    for replica in cluster.replicas:
        assert await asyncio.to_thread(replica.terminate) == 0
        await replica.start()


async def nothing(_: Cluster) -> None:
    """For comparison."""


FAULTS: tuple[Fault, ...] = (
    nothing,
    kill_a_replica,
    freeze_redis,
    empty_redis,
    restart_postgres,
    restart_one_after_another,
)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
async def test_whatever_dies_all_end_with_the_same(cluster: Cluster, fault: Fault) -> None:
    """[RP1] [RP2] [RP3] [RP5] [RP7] No word is lost or doubled; events and who is there are equal at both servers."""
    session, host_key = await cluster.front.create_as_host(language="python")
    first, second = (partial(door.sync, session) for door in cluster.doors)
    async with AsyncExitStack() as stack:
        ada = await stack.enter_async_context(Colleague("ada", [first, second], host_key=host_key))
        ben = await stack.enter_async_context(Colleague("ben", [second, first]))
        cy = await stack.enter_async_context(Colleague("cy", [partial(cluster.front.sync, session)]))
        people = [ada, ben, cy]
        await until(lambda: counts_at_both(cluster, session, 3))
        deciding = asyncio.create_task(decide_on(people))
        for person in people:
            person.start()
        await asyncio.sleep(BEFORE_S)
        await fault(cluster)
        await asyncio.sleep(AFTER_S)
        deciding.cancel()
        for person in people:
            person.stop()
        stalls = ", ".join(f"{person.name} {person.stall_s:.2f} s" for person in people)
        typed = sorted(word for person in people for word in person.words)
        print(f"\n{fault.__name__}: {len(typed)} words; longest stalls: {stalls}")
        await until(lambda: all(sorted(str(person).split()) == typed for person in people))
        assert ada.propose(type="language", language="python")
        await until(lambda: all(person.is_saved for person in people))
        assert len({str(person) for person in people}) == 1
        # A killed server's people count as connected for ten seconds.
        await until(lambda: counts_at_both(cluster, session, 3))
        for door in cluster.doors:
            assert await door.code(session) == str(ada)
            log = await read_log(door.http, session)
            assert list(log.find_faults()) == []
            assert log.replay() == str(ada)
        await equal_at_both(cluster, session, 3)
        assert ada.propose(type="ended")
        for door in cluster.doors:
            await until(partial(has_ended, door, session))
        assert await as_told(cluster.doors[0], session) == await as_told(cluster.doors[1], session)
    await until(lambda: counts_at_both(cluster, session, 0))


async def decide_on(people: list[Colleague]) -> None:
    """Let everybody decide about the same things all the time, wherever they are connected."""
    number = 0
    while True:
        await asyncio.sleep(EVENTS_EVERY_S)
        number += 1
        people[0].propose(type="titled", title=f"Title {number}")
        for person in people:
            run = str(uuid4())
            person.propose(type="named", name=f"{person.name} {number}")
            person.propose(type="language", language="javascript" if number % 2 else "python")
            person.propose(type="run_started", run=run, language="python", text=MAIN, codeHash="0" * 64)
            person.propose(type="run_output", run=run, chunks=[{"stream": "stdout", "text": f"{number}"}])
            person.propose(type="run_finished", run=run, outcome="succeeded", durationMs=1, error=None)


async def counts_at_both(cluster: Cluster, session: str, participants: int) -> bool:
    return all([await participants_at(door, session) == participants for door in cluster.doors])


async def participants_at(door: Entrance, session: str) -> int:
    return int((await door.http.get(f"/sessions/{session}")).json()["participants"])


async def has_ended(door: Entrance, session: str) -> bool:
    return bool((await door.http.get(f"/sessions/{session}")).json()["status"] == "ended")


async def equal_at_both(cluster: Cluster, session: str, participants: int) -> None:
    told = [await as_told(door, session) for door in cluster.doors]
    assert told[0] == told[1]
    assert len(told[0]["participants"]) == participants


async def as_told(door: Entrance, session: str) -> dict[str, dict[str, object]]:
    """What a page is welcomed with, without itself."""
    async with Browser(door.sync(session), "visitor") as visitor:
        [welcome] = [message.body for message in visitor.heard if isinstance(message, wire.Welcome)]
    you = as_object(welcome["you"])["id"]
    participants = {str(person["id"]): person for person in as_objects(welcome["participants"]) if person["id"] != you}
    # Under which name its author was known when a run began, each server says as it was there.
    runs = {str(run["id"]): {**run, "by": as_object(run["by"])["id"]} for run in as_objects(welcome["runs"])}
    return {"session": as_object(welcome["session"]), "participants": {**participants}, "runs": {**runs}}


def as_object(value: object) -> dict[str, object]:
    assert isinstance(value, dict)
    return value


def as_objects(value: object) -> list[dict[str, object]]:
    assert isinstance(value, list)
    return value


async def test_what_a_host_decides_holds_at_both_servers(cluster: Cluster) -> None:
    """[RP8] [LK1] [DR5] [DR6] [DE1] Whoever is connected to the other one."""
    here, there = cluster.doors
    session, host_key = await here.create_as_host(language="python")
    key = {"Authorization": f"Bearer {host_key}"}
    ticket = (await here.http.post(f"/sessions/{session}/tickets", headers=key)).json()["ticket"]
    shown = [await door.greet(session, name="Ticket", ticket=ticket) for door in (there, here)]
    assert shown == ["welcome", "TICKET_SPENT"]
    observers = (await there.http.get(f"/sessions/{session}/links", headers=key)).json()["observer"]
    async with (
        Browser(here.sync(session), "hedy", host_key=host_key) as hedy,
        Browser(there.sync(session), "ada") as ada,
        Browser(there.sync(session), "ben") as ben,
        Browser(there.sync(observers), "oz") as oz,
    ):
        hedy.propose(type="locked", lock="edit", participantId=None)
        await ada.until(lambda: has_heard(ada, "locked"))
        ada.type("typed behind the lock")
        await ada.until(lambda: "LOCKED" in ada.notices)
        hedy.propose(type="unlocked", lock="edit", participantId=None)
        await hedy.until_text("typed behind the lock")
        await until(lambda: counts_at_both(cluster, session, 4))
        hedy.propose(type="removed", participantId=id_of(ben))
        assert await ben.until_closed() == 4411
        assert (await here.http.post(f"/sessions/{session}/links/observer", headers=key)).status_code == 201
        assert await oz.until_closed() == 4410
        async with Browser(there.sync(session), "cy") as cy:
            assert (await here.http.post(f"/sessions/{session}/links/candidate", headers=key)).status_code == 201
            assert {await ada.until_closed(), await cy.until_closed()} == {4410}
        link = (await there.http.get(f"/sessions/{session}/links", headers=key)).json()["candidate"]
        async with Browser(there.sync(link), "dan") as dan:
            hedy.propose(type="ended")
            await dan.until(lambda: has_heard(dan, "ended"))
            hedy.propose(type="reopened")
            await dan.until(lambda: has_heard(dan, "reopened"))
            assert (await there.http.delete(f"/sessions/{session}", headers=key)).status_code == 204
            assert {await dan.until_closed(), await hedy.until_closed()} == {4412}
    for door in cluster.doors:
        assert (await door.http.get(f"/sessions/{session}")).status_code == 404
        assert (await door.http.get(f"/sessions/{link}")).status_code == 404


def has_heard(browser: Browser, type_: str) -> bool:
    return any(isinstance(message, wire.Event) and message.body["type"] == type_ for message in browser.heard)


def id_of(browser: Browser) -> object:
    you = next(message.body["you"] for message in browser.heard if isinstance(message, wire.Welcome))
    assert isinstance(you, dict)
    return you["id"]
