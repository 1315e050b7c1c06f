"""The sockets: the only file that has one. Bytes come in, decoded frames go to the hub, outboxes go out."""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

import structlog
from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from pydantic import ValidationError

from app.errors import AlgoRoomError, BadFrame
from app.models import HelloWish
from app.services.collab import codec
from app.services.collab.hub import Connection, Hub, Introduction, short
from app.services.collab.outbox import Outbox
from app.services.collab.people import PeerKind
from app.services.sessions import parse_session_id

SUBPROTOCOL = "algoroom.v1"
HELLO_WITHIN_S = 10.0
CLOSE_WITHIN_S = 2.0
"""How long a peer that does not read is given to take the close frame."""
GUEST_NAME = "Guest"
LISTENER_NAME = "Listener"
READ_ONLY = {
    "type": "error",
    "code": "READ_ONLY_SOCKET",
    "message": "This socket only tells; use the API or /ws/sync to change something.",
    "status": 400,
}

router = APIRouter()
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class SocketContext:
    """What the sockets need of the application."""

    hub: Hub
    allowed_origins: frozenset[str]


@router.websocket("/ws/sync/{session_id}")
async def sync(socket: WebSocket, session_id: str) -> None:
    """The sync socket (docs/protocol.md)."""
    is_extended = SUBPROTOCOL in socket.scope["subprotocols"]
    kind = PeerKind.EXTENDED if is_extended else PeerKind.STOCK

    async def introduce() -> Introduction:
        return await _read_hello(socket) if is_extended else Introduction(GUEST_NAME)

    def hear(connection: Connection, frame: bytes | str) -> None:
        if isinstance(frame, str):
            raise BadFrame("The sync socket takes binary frames only.")
        _context(socket).hub.receive(connection, codec.decode(frame, extended=is_extended))

    await _serve(socket, session_id, kind, SUBPROTOCOL if is_extended else None, introduce, hear)


@router.websocket("/ws/sessions/{session_id}")
async def events(socket: WebSocket, session_id: str) -> None:
    """The event socket (docs/protocol.md, section 10)."""

    async def introduce() -> Introduction:
        return Introduction(LISTENER_NAME)

    def hear(connection: Connection, _: bytes | str) -> None:
        now = datetime.now(UTC).isoformat()
        told = {**READ_ONLY, "sessionId": str(connection.room.session.id), "timestamp": now}
        connection.outbox.put(json.dumps(told))

    await _serve(socket, session_id, PeerKind.LISTENER, None, introduce, hear)


async def _serve(
    socket: WebSocket,
    session_id: str,
    kind: PeerKind,
    subprotocol: str | None,
    introduce: Callable[[], Awaitable[Introduction]],
    hear: Callable[[Connection, bytes | str], None],
) -> None:
    context = _context(socket)
    if not _is_welcome_origin(socket, context.allowed_origins):
        # Not accepted yet: the server answers the handshake with 403 (HS1).
        await socket.close()
        return
    await socket.accept(subprotocol=subprotocol)
    connection: Connection | None = None
    try:
        session = parse_session_id(session_id)
        introduction = await introduce()
        connection = await context.hub.enter(session, kind, introduction)
        log.info("peer_joined", session=short(session), kind=kind.name.lower(), peer=connection.peer)
        await _pump(socket, connection, hear)
    except AlgoRoomError as error:
        log.info("peer_refused", code=error.code, why=error.message)
        await _close(socket, error)
    except WebSocketDisconnect:
        pass
    finally:
        if connection is not None:
            context.hub.leave(connection)
            log.info("peer_left", peer=connection.peer)


async def _pump(socket: WebSocket, connection: Connection, hear: Callable[[Connection, bytes | str], None]) -> None:
    """Read and write until one side ends.

    Raises:
        AlgoRoomError: why the peer must be closed.
        WebSocketDisconnect: the peer has closed.
    """
    reading = asyncio.create_task(_read(socket, connection, hear), name="read socket")
    writing = asyncio.create_task(_write(socket, connection.outbox), name="write socket")
    ending = asyncio.create_task(connection.outbox.ended.wait(), name="watch outbox")
    tasks = (reading, writing, ending)
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
    if connection.outbox.reason is not None:
        raise connection.outbox.reason
    for result in results:
        if isinstance(result, Exception):
            raise result


async def _read(socket: WebSocket, connection: Connection, hear: Callable[[Connection, bytes | str], None]) -> None:
    while True:
        hear(connection, await _receive(socket))


async def _write(socket: WebSocket, outbox: Outbox) -> None:
    while frames := await outbox.take():
        for frame in frames:
            if isinstance(frame, bytes):
                await socket.send_bytes(frame)
            else:
                await socket.send_text(frame)


async def _receive(socket: WebSocket) -> bytes | str:
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1006))
    data: bytes | str | None = message.get("bytes")
    return message["text"] if data is None else data


async def _read_hello(socket: WebSocket) -> Introduction:
    """The first frame of an `algoroom.v1` peer (HS4).

    Raises:
        BadFrame: it is something else, or does not come.
    """
    try:
        frame = await asyncio.wait_for(_receive(socket), HELLO_WITHIN_S)
    except TimeoutError:
        raise BadFrame(f"The first frame, `hello`, did not come within {HELLO_WITHIN_S:.0f} seconds.") from None
    message = codec.decode(frame, extended=True) if isinstance(frame, bytes) else None
    if not isinstance(message, codec.Hello):
        raise BadFrame("The first frame must be `hello`.")
    try:
        hello = HelloWish.model_validate_json(message.json)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors(include_input=False)[0]["loc"])
        raise BadFrame(f"`{where[:40] or 'hello'}` of `hello` does not validate.") from None
    return Introduction(hello.name, hello.key, hello.host_key, tuple(hello.clients))


async def _close(socket: WebSocket, error: AlgoRoomError) -> None:
    # Who does not read does not get the frame either; the server then cuts the connection.
    with contextlib.suppress(RuntimeError, WebSocketDisconnect, TimeoutError, OSError):
        await asyncio.wait_for(socket.close(error.close_code or 1011, error.code), CLOSE_WITHIN_S)


def _context(socket: WebSocket) -> SocketContext:
    context = socket.app.state.sockets
    assert isinstance(context, SocketContext)  # noqa: S101 - main.py has put it there
    return context


def _is_welcome_origin(socket: WebSocket, allowed: frozenset[str]) -> bool:
    """Whether a browser may open this socket from where it stands; programs send no origin (HS1)."""
    origin = socket.headers.get("origin")
    if origin is None or origin.lower() in allowed:
        return True
    parts = urlsplit(origin)
    return parts.scheme in ("http", "https") and parts.netloc.lower() == socket.headers.get("host", "").lower()
