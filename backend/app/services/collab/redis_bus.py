"""The bus over Redis: the only file that knows it. Two connections, one to publish and one to hear, or none.

Nothing here trusts the library's defaults, with which a frozen Redis is waited for over twelve seconds: every wait
has an end, nothing is tried twice, and when either connection fails both are opened anew.
"""

import asyncio
import contextlib
import math
import random
from collections.abc import AsyncIterator, Collection
from itertools import batched
from typing import cast

import hiredis
import structlog
from redis.asyncio import Connection, ConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from app.domain import SessionId
from app.errors import WrongSetting
from app.services.collab.bus import REPLICA_ID_BYTES, BusState, Hear, Lapse, new_replica_id
from app.services.collab.people import ReplicaId

ANSWER_WITHIN_S = 1.0
"""A Redis that takes longer for anything counts as away."""
ASK_EVERY_S = 1.0
"""Pause between questions whether it still answers."""
RECONNECT_AFTER_S = (0.05, 0.1, 0.2, 0.4, 0.8, 1.0)
"""Pauses between tries to connect, each shortened by up to half at random; the last one repeats."""
LASTING_S = 5.0
"""A connection that held for so long was a good one."""
MAX_WAITING_MESSAGES = 100_000
"""When Redis returns, each of five thousand rooms says who is there, and answers the others."""
PUBLISH_AT_ONCE = 1_000
"""Messages that are answered before the next ones are sent: what waits is many answers' time, none of them is late."""
MAX_WAITING_BYTES = 32 << 20
"""What may wait to be published. More means that Redis is slower than we are: then both sides start anew."""
SUBSCRIBE_AT_ONCE = 1_000
"""Channels in one command."""

log = structlog.get_logger(__name__)


class _Overrun(Exception):
    """More waited to be published than may."""


class RedisBus:
    """A `Bus` over the publish and subscribe commands of Redis or Valkey. It stores nothing there."""

    def __init__(self, url: str, prefix: str) -> None:
        """Connect to nothing yet.

        Raises:
            WrongSetting: the URL cannot be used. It is not repeated: it may hold a password.
        """
        self.replica = new_replica_id()
        self.state = BusState.AWAY
        self.is_alone = False
        self._prefix = prefix.encode()
        try:
            self._pool = ConnectionPool.from_url(
                url,
                protocol=2,
                socket_timeout=ANSWER_WITHIN_S,
                socket_connect_timeout=ANSWER_WITHIN_S,
                retry=Retry(NoBackoff(), 0),
                driver_info=None,
            )
            _make_connection(self._pool)
        except (ValueError, TypeError, RedisError):
            raise WrongSetting("REDIS_URL has a part that cannot be used: check its parameters.") from None
        self._hearing: dict[bytes, tuple[SessionId, Hear]] = {}
        self._on_lapse: Lapse = lambda _: None
        self._waiting: list[bytes] = []
        self._waiting_bytes = 0
        self._overrun = False
        self._orders: list[tuple[bytes, bytes]] = []
        """Subscriptions to change, each a command and a channel, in their order."""
        self._has_waiting = asyncio.Event()
        self._has_orders = asyncio.Event()
        self._is_sent = asyncio.Event()
        self._is_alive = asyncio.Event()
        self._confirmed: list[SessionId] = []
        self._task: asyncio.Task[None] | None = None

    def start(self, on_lapse: Lapse) -> None:
        """Connect, and stay connected."""
        self._on_lapse = on_lapse
        self._task = asyncio.create_task(self._stay_connected(), name="bus")

    async def close(self) -> None:
        """Send what waits, if Redis answers at once, and disconnect."""
        task, self._task = self._task, None
        if task is None:
            return
        if self.state is BusState.OK and not self._is_sent.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._is_sent.wait(), ANSWER_WITHIN_S)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    def publish(self, session: SessionId, message: bytes) -> None:
        """Join the message to what this turn of the loop sends."""
        if self.state is not BusState.OK or self._overrun:
            return
        command = _pack(b"PUBLISH", self._channel(session), self.replica + message)
        self._waiting.append(command)
        self._waiting_bytes += len(command)
        self._overrun = len(self._waiting) > MAX_WAITING_MESSAGES or self._waiting_bytes > MAX_WAITING_BYTES
        self._is_sent.clear()
        self._has_waiting.set()

    def subscribe(self, session: SessionId, hear: Hear) -> None:
        """Ask Redis for the channel, now or with the next connection."""
        channel = self._channel(session)
        self._hearing[channel] = (session, hear)
        self._order(b"SUBSCRIBE", channel)

    def unsubscribe(self, session: SessionId) -> None:
        """Hear nothing more, and tell Redis."""
        channel = self._channel(session)
        if self._hearing.pop(channel, None):
            self._order(b"UNSUBSCRIBE", channel)

    def _order(self, command: bytes, channel: bytes) -> None:
        if self.state is BusState.OK:
            self._orders.append((command, channel))
            self._has_orders.set()

    def _channel(self, session: SessionId) -> bytes:
        return b"%b:%b" % (self._prefix, str(session).encode())

    # Connections -------------------------------------------------------------------------------------------------

    async def _stay_connected(self) -> None:
        loop = asyncio.get_running_loop()
        tries = 0
        while True:
            connected_at = math.inf
            try:
                async with self._connect() as publishing, self._connect() as hearing:
                    await self._subscribe_all(hearing)
                    connected_at = loop.time()
                    log.info("bus_connected", channels=len(self._hearing))
                    await self._serve(publishing, hearing)
            except Exception as error:
                # A Redis that lets us in and then refuses what we ask is not asked again at once.
                if loop.time() - connected_at > LASTING_S:
                    tries = 0
                if tries == 0:
                    log.warning("bus_lost", error=_name(error))
            finally:
                self._forget()
            pause = RECONNECT_AFTER_S[min(tries, len(RECONNECT_AFTER_S) - 1)]
            tries += 1
            await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - spreads replicas, hides nothing

    @contextlib.asynccontextmanager
    async def _connect(self) -> AsyncIterator[Connection]:
        connection = _make_connection(self._pool)
        try:
            async with asyncio.timeout(2 * ANSWER_WITHIN_S):
                await connection.connect()  # type: ignore[no-untyped-call]  # theirs
            yield connection
        finally:
            await connection.disconnect(nowait=True)

    async def _subscribe_all(self, hearing: Connection) -> None:
        """Subscribe to every channel before anybody is told that the bus is there."""
        channels = list(self._hearing)
        async with asyncio.timeout(2 * ANSWER_WITHIN_S):
            for first in range(0, len(channels), SUBSCRIBE_AT_ONCE):
                some = channels[first : first + SUBSCRIBE_AT_ONCE]
                await hearing.send_packed_command(_pack(b"SUBSCRIBE", *some))
                for _ in some:
                    # What is published meanwhile on a channel that is subscribed already belongs to the lapse.
                    while not _is_confirmation(await _read(hearing)):
                        pass
        self.state = BusState.OK
        self._is_sent.set()
        # Rooms have come and gone while we waited.
        for channel in self._hearing.keys() - set(channels):
            self._order(b"SUBSCRIBE", channel)
        for channel in set(channels) - self._hearing.keys():
            self._order(b"UNSUBSCRIBE", channel)
        known = [self._hearing[channel][0] for channel in channels if channel in self._hearing]
        if known:
            self._on_lapse(known)

    async def _serve(self, publishing: Connection, hearing: Connection) -> None:
        """Work until one of the connections fails."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._publish(publishing))
            group.create_task(self._hear(hearing))
            group.create_task(self._change_subscriptions(hearing))
            group.create_task(self._keep_asking(hearing))

    def _forget(self) -> None:
        """What waits is lost with the connection."""
        self.state = BusState.AWAY
        self._waiting, self._waiting_bytes, self._overrun = [], 0, False
        self._orders.clear()
        self._confirmed.clear()
        self._has_waiting.clear()
        self._has_orders.clear()

    async def _publish(self, publishing: Connection) -> None:
        while True:
            await self._has_waiting.wait()
            if self._overrun:
                raise _Overrun
            self._has_waiting.clear()
            commands, self._waiting, self._waiting_bytes = self._waiting, [], 0
            for some in batched(commands, PUBLISH_AT_ONCE, strict=False):
                async with asyncio.timeout(ANSWER_WITHIN_S):
                    await publishing.send_packed_command(b"".join(some), check_health=False)
                    for _ in some:
                        await publishing.read_response(timeout=math.inf)
            if not self._waiting:
                self._is_sent.set()

    async def _hear(self, hearing: Connection) -> None:
        while True:
            match await _read(hearing):
                case [b"message", bytes(channel), bytes(body)]:
                    known = self._hearing.get(channel)
                    if known is not None and not body.startswith(self.replica):
                        known[1](ReplicaId(body[:REPLICA_ID_BYTES]), body[REPLICA_ID_BYTES:])
                case [b"subscribe", bytes(channel), _]:
                    self._confirm(channel)
                case [b"pong", *_] | b"PONG":
                    # The second where nothing is subscribed.
                    self._is_alive.set()
                case _:
                    pass

    def _confirm(self, channel: bytes) -> None:
        if known := self._hearing.get(channel):
            if not self._confirmed:
                asyncio.get_running_loop().call_soon(self._tell_confirmed)
            self._confirmed.append(known[0])

    def _tell_confirmed(self) -> None:
        confirmed: Collection[SessionId] = tuple(self._confirmed)
        self._confirmed.clear()
        if confirmed:
            self._on_lapse(confirmed)

    async def _change_subscriptions(self, hearing: Connection) -> None:
        while True:
            await self._has_orders.wait()
            self._has_orders.clear()
            orders, self._orders = self._orders, []
            commands = b"".join(_pack(*order) for order in orders)
            await hearing.send_packed_command(commands, check_health=False)

    async def _keep_asking(self, hearing: Connection) -> None:
        """A frozen Redis keeps its connections: ask it now and then."""
        while True:
            self._is_alive.clear()
            await hearing.send_packed_command(_pack(b"PING"), check_health=False)
            await asyncio.wait_for(self._is_alive.wait(), ANSWER_WITHIN_S)
            await asyncio.sleep(ASK_EVERY_S)


def _make_connection(pool: ConnectionPool) -> Connection:
    return cast(Connection, pool.make_connection())  # type: ignore[no-untyped-call]  # theirs


def _pack(*parts: bytes) -> bytes:
    # It takes any number of parts; its types say one, and nothing of the answer.
    return cast(bytes, hiredis.pack_command(parts))  # type: ignore[arg-type]


async def _read(hearing: Connection) -> object:
    return cast(object, await hearing.read_response(timeout=math.inf))


def _is_confirmation(reply: object) -> bool:
    return isinstance(reply, list) and reply[:1] == [b"subscribe"]


def _name(error: BaseException) -> str:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return type(error).__name__
