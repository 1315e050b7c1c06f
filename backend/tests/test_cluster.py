"""Several servers behind nginx: what comes in reaches them, a session stays with one, and another takes over."""

from collections import Counter
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.client import Browser
from tests.cluster import Cluster, running_cluster
from tests.nginx import SERVED_BY
from tests.waiting import until

SESSIONS = 24


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def cluster() -> AsyncIterator[Cluster]:
    """One for all: each test leaves it whole."""
    async with running_cluster() as started:
        yield started


async def served_by(cluster: Cluster, session: str) -> set[str]:
    """Which replicas answer for a session, over HTTP and on both kinds of socket."""
    answer = await cluster.front.http.get(f"/sessions/{session}")
    assert answer.status_code == 200
    by = {answer.headers[SERVED_BY]}
    for opening in (cluster.front.stock(session), cluster.front.events(session)):
        async with opening as socket:
            assert socket.response is not None
            by.add(socket.response.headers[SERVED_BY])
    return by


async def test_nginx_sends_a_session_to_one_replica_and_to_another_when_that_one_is_dead(cluster: Cluster) -> None:
    await cluster.until_ready()
    homes: dict[str, str] = {}
    for number in range(SESSIONS):
        session = await cluster.front.create(language="python", code=f"session = {number}")
        by = await served_by(cluster, session)
        assert len(by) == 1
        homes[session] = by.pop()
    shares = Counter(homes.values())
    assert set(shares) == {f"127.0.0.1:{replica.port}" for replica in cluster.replicas}

    dead, alive = (f"127.0.0.1:{replica.port}" for replica in cluster.replicas)
    cluster.replicas[0].kill()
    for session in homes:
        assert (await served_by(cluster, session)) <= {alive, f"{dead}, {alive}"}
    await cluster.replicas[0].start()


async def test_people_type_together_through_nginx(cluster: Cluster) -> None:
    session = await cluster.front.create(language="python")
    async with (
        Browser(cluster.front.sync(session), "Ada") as ada,
        Browser(cluster.front.sync(session), "Ben") as ben,
    ):
        ada.type("print('ada')\n")
        await ben.until_text("print('ada')\n")
        ben.type("print('ben')\n")
        await ada.until_text("print('ada')\nprint('ben')\n")
        await ada.until_saved()
        await ben.until_saved()
    assert await cluster.front.code(session) == "print('ada')\nprint('ben')\n"


async def test_every_part_can_be_harmed_and_comes_back(cluster: Cluster) -> None:
    session = await cluster.doors[0].create(code="x = 1")
    cluster.postgres.stop()
    assert (await cluster.doors[0].http.get("/ready")).status_code == 503
    cluster.postgres.start()
    cluster.redis.kill()
    await until(lambda: is_bus(cluster, "away"))
    cluster.redis.start()
    await until(lambda: is_bus(cluster, "ok"))
    cluster.redis.freeze()
    await until(lambda: is_bus(cluster, "away"))
    cluster.redis.thaw()
    await until(lambda: is_bus(cluster, "ok"))
    cluster.replicas[1].terminate()
    await cluster.replicas[1].start()
    await cluster.until_ready()
    assert await cluster.doors[1].code(session) == "x = 1"


async def is_bus(cluster: Cluster, state: str) -> bool:
    answer = await cluster.doors[0].http.get("/ready")
    return answer.status_code == 200 and answer.json()["bus"] == state
