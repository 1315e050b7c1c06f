"""Two servers in one process over one storage and one bus: what each tells the other of who is here and shows what."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from pycrdt import Doc, Text

from app.domain import SessionId
from app.models import CodeWish, SessionWish
from app.repositories.memory import InMemoryStorage
from app.repositories.ports import Storage
from app.services.collab import codec
from app.services.collab.awareness import AwarenessEntry, write_awareness
from app.services.collab.bus import EVERYWHERE, Exchange, LocalBus
from app.services.collab.connection import Connection
from app.services.collab.hub import Hub
from app.services.collab.identity import Introduction
from app.services.collab.people import PeerKind
from app.services.collab.rate import PeerAllowance
from app.services.collab.replica_messages import Chunk, decode
from app.services.sessions import SessionService
from tests.collab import wire
from tests.collab.script import MAIN
from tests.waiting import until
from tests.websocket_bytes import unframe


@dataclass
class Server:
    hub: Hub
    bus: LocalBus
    service: SessionService


class Page:
    """Somebody at one of the servers, and what it was told."""

    def __init__(self, server: Server, client: int) -> None:
        self.server = server
        self.client = client
        self.heard: list[wire.ServerMessage] = []
        self.notes: list[bytes] = []
        self.connection: Connection
        self.is_listener = False
        self._clock = 0

    async def enter(self, session: SessionId, name: str, kind: PeerKind = PeerKind.EXTENDED) -> "Page":
        self.is_listener = kind is PeerKind.LISTENER
        key = None if self.is_listener else f"key-of-{name}".ljust(16, "-")
        allowance = PeerAllowance(asyncio.get_running_loop().time)
        self.connection = await self.server.hub.enter(session, kind, Introduction(name, key), self, allowance)
        if not self.is_listener:
            self.connection.hear(codec.encode_step1(MAIN, b"\x00"))
            self.connection.hear(codec.encode_step2(MAIN, b"\x00\x00"))
        return self

    def write(self, frames: bytes) -> None:
        if self.is_listener:
            self.notes += unframe(frames)
        else:
            self.heard += [wire.read(frame) for frame in unframe(frames)]

    def close(self, _: object) -> None:
        """Nobody is at the other end."""

    def type(self, text: str) -> None:
        doc = Doc[Text](client_id=self.client)
        doc.get("content", type=Text).insert(0, text)
        self.connection.hear(codec.encode_update(MAIN, doc.get_update()))

    def show(self, state: dict[str, object] | None) -> None:
        self._clock += 1
        entry = AwarenessEntry(self.client, self._clock, state)
        self.connection.hear(codec.encode_awareness(MAIN, write_awareness([entry])))

    def shown(self) -> dict[int, object]:
        """What others show, as a page keeps it."""
        states: dict[int, object] = {}
        clocks: dict[int, int] = {}
        for message in self.heard:
            if isinstance(message, wire.Shown):
                for entry in message.entries:
                    assert entry.clock > clocks.get(entry.client, -1), "a clock went back: a page would not hear of it"
                    clocks[entry.client] = entry.clock
                    states[entry.client] = entry.state and {**entry.state, "user": None}
        return states

    def events(self, type_: str) -> list[dict[str, object]]:
        return [event.body for event in self.heard if isinstance(event, wire.Event) and event.body["type"] == type_]


@asynccontextmanager
async def two_servers(storage: Storage | None = None) -> AsyncIterator[tuple[Server, Server]]:
    storage, exchange = storage or InMemoryStorage(), Exchange()
    async with AsyncExitStack() as stack:
        servers: list[Server] = []
        for _ in range(2):
            bus = LocalBus(exchange)
            hub = Hub(storage, bus=bus)
            hub.start()
            bus.start(hub.lapsed)
            stack.push_async_callback(bus.close)
            stack.push_async_callback(hub.close)
            servers.append(Server(hub, bus, SessionService(storage, hub)))
        yield servers[0], servers[1]


async def create(server: Server) -> SessionId:
    return SessionId(UUID((await server.service.create(SessionWish(language="python"))).id))


async def test_what_is_typed_at_one_server_is_heard_at_the_other_when_it_is_saved() -> None:
    """[RP1] And both have it."""
    async with two_servers() as (here, there):
        session = await create(here)
        ada = await Page(here, 7).enter(session, "Ada")
        ben = await Page(there, 8).enter(session, "Ben")
        ada.type("x = 1")
        await until(lambda: any(isinstance(message, wire.Update) for message in ben.heard))
        assert str(ben.connection.room.text(MAIN)) == "x = 1"
        assert ada.connection.room.ledger.saved_seq == ada.connection.room.ledger.seq


async def test_everybody_is_here_wherever_they_are() -> None:
    """[RP5] [RM7] [ES2] `welcome`, events, counts and the API say the same at both servers."""
    async with two_servers() as (here, there):
        session = await create(here)
        ada = await Page(here, 7).enter(session, "Ada")
        listener = await Page(there, 0).enter(session, "Listener", PeerKind.LISTENER)
        await until(lambda: here.hub.participants(session) == there.hub.participants(session) == 2)
        ben = await Page(there, 8).enter(session, "Ben")
        await until(lambda: len(ben.heard) > 0)
        [welcome] = [message.body for message in ben.heard if isinstance(message, wire.Welcome)]
        people = welcome["participants"]
        assert isinstance(people, list)
        assert {person["name"] for person in people} == {"Ada", "Ben", "Listener"}
        await until(lambda: len(ada.events("joined")) == 2)
        assert (await here.service.get(str(session))).participants == 3
        ben.connection.leave()
        await until(lambda: here.hub.participants(session) == 2)
        await until(lambda: len(ada.events("left")) == 1)
        assert any(b'"participant_left"' in note and b'"participants": 2' in note for note in listener.notes)


async def test_carets_are_seen_at_the_other_server_and_vanish_with_who_shows_them() -> None:
    """[RP6] Behind what was typed with them; a page that comes later is told too."""
    async with two_servers() as (here, there):
        session = await create(here)
        ada = await Page(here, 7).enter(session, "Ada")
        ben = await Page(there, 8).enter(session, "Ben")
        ada.type("x = 1")
        ada.show({"cursor": None, "mood": "typing"})
        await until(lambda: 7 in ben.shown())
        kinds = [type(message) for message in ben.heard if isinstance(message, wire.Update | wire.Shown)]
        assert kinds[0] is wire.Update
        assert ben.shown()[7] == {"cursor": None, "mood": "typing", "user": None}
        late = await Page(there, 9).enter(session, "Cy")
        await until(lambda: 7 in late.shown())
        ada.show(None)
        await until(lambda: ben.shown()[7] is None)
        ada.show({"cursor": None})
        await until(lambda: ben.shown()[7] is not None)
        ada.connection.leave()
        await until(lambda: ben.shown()[7] is None)


async def test_a_caret_moves_with_its_page_to_another_server() -> None:
    """[RP6] The clocks that pages hear never go back."""
    async with two_servers() as (here, there):
        session = await create(here)
        ada = await Page(here, 7).enter(session, "Ada")
        ben = await Page(there, 8).enter(session, "Ben")
        for number in range(5):
            ada.show({"number": number})
        await until(lambda: ben.shown().get(7) == {"number": 4, "user": None})
        again = await Page(there, 7).enter(session, "Ada")
        again.show({"number": 9})
        await until(lambda: ben.shown()[7] == {"number": 9, "user": None})
        ada.connection.leave()
        await until(lambda: here.hub.participants(session) == there.hub.participants(session) == 2)
        again.show({"number": 10})
        await until(lambda: ben.shown()[7] == {"number": 10, "user": None})


async def test_a_server_that_stops_takes_its_people_along_at_once() -> None:
    """[RP5] What it wrote last is heard, and nobody waits for ten seconds."""
    async with two_servers() as (here, there):
        session = await create(here)
        ada = await Page(here, 7).enter(session, "Ada")
        ben = await Page(there, 8).enter(session, "Ben")
        ada.type("last words")
        await here.hub.close()
        await until(lambda: there.hub.participants(session) == 1)
        await until(lambda: str(ben.connection.room.text(MAIN)) == "last words")
        assert [event["participantId"] for event in ben.events("left")] == [ben.events("left")[0]["participantId"]]


async def test_the_api_answers_with_what_any_server_has_written() -> None:
    """[RP7] Also where the bus has not told of it."""
    async with two_servers() as (here, there):
        session = await create(here)
        await there.hub.open(session)
        there.bus.unsubscribe(session)
        await here.service.replace_code(str(session), CodeWish(code="x = 1"))
        assert (await there.service.get(str(session))).code == "x = 1"


async def test_nothing_is_published_of_a_session_that_is_open_nowhere_else() -> None:
    """Where a proxy sends each session to one server, typing costs the bus nothing."""
    async with two_servers() as (here, there):
        session = await create(here)
        heard: list[bytes] = []
        there.bus.subscribe(session, lambda _, message: heard.append(message))
        ada = await Page(here, 7).enter(session, "Ada")
        ada.type("x = 1")
        ada.show({"cursor": None})
        await here.hub.writer.saved(ada.connection.room)
        ada.connection.leave()
        await until(lambda: len(heard) >= 2)
        assert {type(decode(message)).__name__ for message in heard} == {"Here"}
        there.bus.unsubscribe(session)


async def test_what_cannot_be_read_is_ignored() -> None:
    """A malformed message costs nothing but a line in the log; a damaged chunk is read from the log."""
    async with two_servers() as (here, there):
        session = await create(here)
        ada = await Page(here, 7).enter(session, "Ada")
        stranger = LocalBus(there.bus._exchange)
        for message in (b"", b"\x02\xff", b"\x03{}", b"\x03[]", b"\x01\x01\x00", b"\x7f?", Chunk.__name__.encode()):
            stranger.publish(session, message)
            stranger.publish(EVERYWHERE, message)
        ada.type("x = 1")
        await here.hub.writer.saved(ada.connection.room)
        assert (await there.service.get(str(session))).code == "x = 1"
