"""Every bus keeps one contract, held here over the one in memory and over a real Redis; then Redis and its faults."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import uuid4

import pytest

from app.domain import SessionId
from app.errors import WrongSetting
from app.services.collab.bus import EVERYWHERE, Bus, BusState, Exchange, LocalBus
from app.services.collab.people import ReplicaId
from app.services.collab.redis_bus import MAX_WAITING_MESSAGES, RedisBus
from tests.redis_server import RedisServer

WITHIN_S = 20.0
LOOK_EVERY_S = 0.02


class Replica:
    """One of several processes, as far as its bus is concerned: what it heard, and what it may have missed."""

    def __init__(self, bus: Bus) -> None:
        self.bus = bus
        self.heard: dict[SessionId, list[bytes]] = {}
        self.senders: set[ReplicaId] = set()
        self.lapses: list[SessionId] = []
        self._changed = asyncio.Event()
        bus.start(self._lapse)

    def _lapse(self, sessions: Collection[SessionId]) -> None:
        self.lapses += sessions
        self._changed.set()

    def subscribe(self, session: SessionId) -> None:
        def hear(replica: ReplicaId, message: bytes) -> None:
            self.senders.add(replica)
            self.heard.setdefault(session, []).append(message)
            self._changed.set()

        self.bus.subscribe(session, hear)

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Wait until something makes it so; a bus changes its state without a word."""
        async with asyncio.timeout(WITHIN_S):
            while not is_so():
                self._changed.clear()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._changed.wait(), LOOK_EVERY_S)

    async def until_hearing(self, session: SessionId) -> None:
        """Subscribe, and wait until that has begun."""
        told = self.lapses.count(session)
        self.subscribe(session)
        await self.until(lambda: self.lapses.count(session) > told)

    async def until_heard(self, session: SessionId, message: bytes) -> None:
        """Wait for a message."""
        await self.until(lambda: message in self.heard.get(session, []))


@dataclass
class Installation:
    """Replicas that share a bus of one kind."""

    make: Callable[[], Bus]
    replicas: list[Replica] = field(default_factory=list)

    def replica(self) -> Replica:
        """One more."""
        self.replicas.append(Replica(self.make()))
        return self.replicas[-1]

    async def two_on_one_channel(self) -> tuple[Replica, Replica, SessionId]:
        """Two more, which both hear a new session's channel."""
        ada, ben, session = self.replica(), self.replica(), new_session()
        for replica in (ada, ben):
            await replica.until_hearing(session)
        return ada, ben, session

    async def close(self) -> None:
        for replica in self.replicas:
            await replica.bus.close()


@pytest.fixture(params=["local", "redis"])
async def installation(request: pytest.FixtureRequest) -> AsyncIterator[Installation]:
    """Replicas over each kind of bus."""
    if request.param == "local":
        exchange = Exchange()
        kind = Installation(lambda: LocalBus(exchange))
    else:
        server = request.getfixturevalue("redis_server")
        assert isinstance(server, RedisServer)
        prefix = f"test-{uuid4()}"
        kind = Installation(lambda: RedisBus(server.url, prefix))
    yield kind
    await kind.close()


@pytest.fixture
async def over_private_redis(private_redis: RedisServer) -> AsyncIterator[Installation]:
    """Replicas over a Redis that the test may harm."""
    kind = Installation(lambda: RedisBus(private_redis.url, "algoroom"))
    yield kind
    await kind.close()


def new_session() -> SessionId:
    return SessionId(uuid4())


async def test_the_others_hear_what_one_says_in_order_and_know_who_said_it(installation: Installation) -> None:
    ada, ben, eve = (installation.replica() for _ in range(3))
    session = new_session()
    for replica in (ada, ben, eve):
        await replica.until_hearing(session)
    said = [f"{number}".encode() for number in range(2_000)]
    for message in said:
        ada.bus.publish(session, message)
    for other in (ben, eve):
        await other.until_heard(session, said[-1])
        assert other.heard[session] == said
        assert other.senders == {ada.bus.replica}


async def test_nobody_hears_what_it_says_itself(installation: Installation) -> None:
    ada, ben, session = await installation.two_on_one_channel()
    ada.bus.publish(session, b"from ada")
    await ben.until_heard(session, b"from ada")
    ben.bus.publish(session, b"from ben")
    await ada.until_heard(session, b"from ben")
    assert ada.heard[session] == [b"from ben"]


async def test_a_channel_is_heard_by_who_subscribes_to_it_and_by_nobody_else(installation: Installation) -> None:
    ada, ben = installation.replica(), installation.replica()
    one, other = new_session(), new_session()
    await ben.until_hearing(other)
    await ben.until_hearing(EVERYWHERE)
    ada_speaks = [(one, b"one"), (other, b"other"), (EVERYWHERE, b"everywhere")]
    await ada.until_hearing(EVERYWHERE)
    for session, message in ada_speaks:
        ada.bus.publish(session, message)
    await ben.until_heard(EVERYWHERE, b"everywhere")
    assert ben.heard == {other: [b"other"], EVERYWHERE: [b"everywhere"]}


async def test_any_bytes_arrive_as_they_were(installation: Installation) -> None:
    ada, ben, session = await installation.two_on_one_channel()
    said = [b"", bytes(range(256)), b"\r\n$-1\r\n", b"x" * 300_000, b"end"]
    for message in said:
        ada.bus.publish(session, message)
    await ben.until_heard(session, b"end")
    assert ben.heard[session] == said


async def test_who_unsubscribes_hears_nothing_more_and_may_come_back(installation: Installation) -> None:
    ada, ben = installation.replica(), installation.replica()
    session, other = new_session(), new_session()
    await ada.until_hearing(other)
    await ben.until_hearing(session)
    await ben.until_hearing(other)
    ben.bus.unsubscribe(session)
    ben.bus.unsubscribe(session)
    ada.bus.publish(session, b"missed")
    ada.bus.publish(other, b"heard")
    await ben.until_heard(other, b"heard")
    assert session not in ben.heard
    await ben.until_hearing(session)
    ada.bus.publish(session, b"again")
    await ben.until_heard(session, b"again")
    assert ben.heard[session] == [b"again"]


async def test_a_closed_bus_is_silent_and_says_before_what_was_said(installation: Installation) -> None:
    ada, ben, session = await installation.two_on_one_channel()
    ada.bus.publish(session, b"last words")
    await ada.bus.close()
    await ada.bus.close()
    await ben.until_heard(session, b"last words")
    ben.bus.publish(session, b"anybody?")
    eve = installation.replica()
    await eve.until_hearing(session)
    ben.bus.publish(session, b"eve?")
    await eve.until_heard(session, b"eve?")
    assert session not in ada.heard


async def test_a_bus_says_whether_it_reaches_anybody(installation: Installation) -> None:
    ada = installation.replica()
    await ada.until(lambda: ada.bus.state is not BusState.AWAY)
    expected = BusState.LOCAL if isinstance(ada.bus, LocalBus) else BusState.OK
    assert ada.bus.state is expected


async def test_installations_with_other_prefixes_do_not_hear_each_other(redis_server: RedisServer) -> None:
    installation = Installation(lambda: RedisBus(redis_server.url, "one"))
    ada, ben = installation.replica(), installation.replica()
    stranger = Replica(RedisBus(redis_server.url, "other"))
    installation.replicas.append(stranger)
    session = new_session()
    for replica in installation.replicas:
        await replica.until_hearing(session)
    ada.bus.publish(session, b"ours")
    await ben.until_heard(session, b"ours")
    stranger.bus.publish(session, b"theirs")
    ada.bus.publish(session, b"ours again")
    await ben.until_heard(session, b"ours again")
    assert ben.heard[session] == [b"ours", b"ours again"]
    assert session not in stranger.heard
    await installation.close()


async def test_a_frozen_redis_is_noticed_and_keeps_nobody_waiting(
    over_private_redis: Installation, private_redis: RedisServer
) -> None:
    ada, ben, session = await over_private_redis.two_on_one_channel()
    private_redis.freeze()
    await ada.until(lambda: ada.bus.state is BusState.AWAY)
    await ben.until(lambda: ben.bus.state is BusState.AWAY)
    ada.lapses.clear()
    ben.lapses.clear()
    ada.bus.publish(session, b"into the void")
    late = new_session()
    ben.subscribe(late)
    private_redis.thaw()
    await ada.until(lambda: session in ada.lapses)
    await ben.until(lambda: {session, late} <= set(ben.lapses))
    for channel in (session, late):
        ada.bus.publish(channel, b"back")
        await ben.until_heard(channel, b"back")
    assert ben.heard == {session: [b"back"], late: [b"back"]}


async def test_a_redis_that_comes_back_empty_is_a_lapse_and_nothing_else(
    over_private_redis: Installation, private_redis: RedisServer
) -> None:
    ada, ben = over_private_redis.replica(), over_private_redis.replica()
    sessions = [new_session() for _ in range(2_500)]
    for session in sessions[:-1]:
        ben.subscribe(session)
    await ada.until_hearing(sessions[-1])
    await ben.until_hearing(sessions[-1])
    private_redis.kill()
    await ada.until(lambda: ada.bus.state is BusState.AWAY)
    await ben.until(lambda: ben.bus.state is BusState.AWAY)
    ada.lapses.clear()
    ben.lapses.clear()
    ben.bus.unsubscribe(sessions[0])
    private_redis.start()
    await ada.until(lambda: ada.lapses == sessions[-1:])
    await ben.until(lambda: len(ben.lapses) == len(sessions) - 1)
    assert set(ben.lapses) == set(sessions[1:])
    for session in (sessions[0], sessions[1], sessions[-1]):
        ada.bus.publish(session, b"hello")
    await ben.until_heard(sessions[-1], b"hello")
    assert ben.heard == {sessions[1]: [b"hello"], sessions[-1]: [b"hello"]}


async def test_a_redis_that_is_away_at_the_start_is_waited_for(
    over_private_redis: Installation, private_redis: RedisServer
) -> None:
    private_redis.kill()
    ada, session = over_private_redis.replica(), new_session()
    ada.subscribe(session)
    ada.bus.publish(session, b"to nobody")
    private_redis.start()
    await ada.until(lambda: session in ada.lapses)
    assert ada.bus.state is BusState.OK


async def test_a_bus_with_nothing_to_say_or_hear_stays_connected(
    over_private_redis: Installation, private_redis: RedisServer
) -> None:
    ada = over_private_redis.replica()
    await ada.until(lambda: ada.bus.state is BusState.OK)
    first = int(private_redis.say("CLIENT", "ID"))
    looks = 0

    def was_asked_thrice() -> bool:
        nonlocal looks
        looks += 1
        return "cmdstat_ping:calls=3" in private_redis.say("INFO", "commandstats")

    await ada.until(was_asked_thrice)
    # Redis numbers connections: since the first there were the test's own, one for each look, and no other.
    assert int(private_redis.say("CLIENT", "ID")) == first + looks + 1


async def test_who_is_cut_off_by_redis_for_reading_slowly_is_told_of_a_lapse(
    over_private_redis: Installation, private_redis: RedisServer
) -> None:
    ada, ben, session = await over_private_redis.two_on_one_channel()
    ada.lapses.clear()
    ben.lapses.clear()
    assert private_redis.say("CLIENT", "KILL", "TYPE", "pubsub") == "2"
    await ada.until(lambda: session in ada.lapses)
    await ben.until(lambda: session in ben.lapses)
    ada.bus.publish(session, b"again")
    await ben.until_heard(session, b"again")


async def test_more_than_redis_takes_is_dropped_and_ends_in_a_lapse(
    over_private_redis: Installation,
) -> None:
    ada, ben, session = await over_private_redis.two_on_one_channel()
    ada.lapses.clear()
    for _ in range(MAX_WAITING_MESSAGES + 100):
        ada.bus.publish(session, b"flood")
    await ada.until(lambda: session in ada.lapses)
    ada.bus.publish(session, b"after")
    await ben.until_heard(session, b"after")


@pytest.mark.parametrize("url", ["redis://h:6379?socket_timeout=soon", "http://h", "redis://h/0?nonsense=1"])
def test_a_url_that_the_library_does_not_take_is_refused_without_its_secret(url: str) -> None:
    with pytest.raises(WrongSetting) as refusal:
        RedisBus(url.replace("//", "//:s3cr3t@"), "algoroom")
    assert "REDIS_URL" in refusal.value.message
    assert "s3cr3t" not in f"{refusal.value!r} {refusal.value.__cause__!r}"
