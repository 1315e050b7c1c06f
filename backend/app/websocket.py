"""The sockets: WebSocket handshakes and frames in, framed bytes out. The only file that has a socket.

uvicorn hands an upgraded connection to `SocketProtocol`, and that to picows, which speaks RFC 6455 on the same port at
a fraction of the cost of the implementations in Python. No task lives with a connection: a frame is handled in the
callback that reads it.
"""

import asyncio
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, NamedTuple, cast
from urllib.parse import urlsplit

import structlog
from picows import (
    WSAutoPingStrategy,
    WSFrame,
    WSListener,
    WSMsgType,
    WSTransport,
    WSUpgradeRequest,
    WSUpgradeResponse,
    WSUpgradeResponseWithListener,
)
from picows.picows import WSProtocol  # type: ignore[attr-defined] # not in its stubs; the version is pinned
from pydantic import ValidationError
from uvicorn.config import Config
from uvicorn.server import ServerState

from app.domain import SessionId, short
from app.errors import AlgoRoomError, BadFrame, FrameTooLarge, PeerSilent, ServerFull, ServerRestarts
from app.models import HelloWish
from app.services.collab import codec
from app.services.collab.codec import MAX_FRAME_BYTES
from app.services.collab.connection import Connection
from app.services.collab.framing import close_frame_of, frame_of
from app.services.collab.hub import Hub
from app.services.collab.identity import Introduction
from app.services.collab.people import PeerKind
from app.services.collab.tally import Tally
from app.services.sessions import parse_session_id

SUBPROTOCOL = "algoroom.v1"
HELLO_WITHIN_S = 10.0
UPGRADE_WITHIN_S = 5.0
CLOSE_WITHIN_S = 2.0
"""How long a peer is given to take the close frame and answer it."""
READ_BUFFER_BYTES = 2048
"""A connection's buffer to begin with; it grows with what arrives."""
WRITE_HIGH_WATER_BYTES = 64 * 1024
"""So much may wait in the transport until the outbox keeps what comes."""
MAX_EARLY_FRAMES = 64
"""Frames that may arrive in one read before the room is open; reading stops after that read."""
GUEST_NAME = "Guest"
LISTENER_NAME = "Listener"
READ_ONLY = {
    "type": "error",
    "code": "READ_ONLY_SOCKET",
    "message": "This socket only tells; use the API or /ws/sync to change something.",
    "status": 400,
}
PLACES = {"/ws/sync/": False, "/ws/sessions/": True}
"""Where the sockets are, and whether there is an event socket."""
NORMAL_CLOSURE, INTERNAL_ERROR = 1000, 1011

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Sockets:
    """What the sockets need of the application, and those that are open."""

    hub: Hub
    allowed_origins: frozenset[str]
    heartbeat_s: float
    max_connections: int
    tally: Tally
    open: set["Socket"] = field(default_factory=set)
    _sweep: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin to look for peers that are gone without a word."""
        self._sweep = asyncio.get_running_loop().call_later(self.heartbeat_s / 2, self._look_around)

    def stop(self) -> None:
        """Look no more."""
        if self._sweep is not None:
            self._sweep.cancel()

    def _look_around(self) -> None:
        for socket in list(self.open):
            socket.beat()
        self.start()


class _Target(NamedTuple):
    """What a handshake asks for."""

    session: str
    kind: PeerKind
    subprotocol: str | None


class SocketProtocol(asyncio.Protocol):
    """What uvicorn makes of a request to upgrade; given as `ws` in its configuration."""

    def __init__(self, config: Config, server_state: ServerState, app_state: dict[str, Any]) -> None:
        sockets = app_state["sockets"]
        assert isinstance(sockets, Sockets)  # noqa: S101 - main.py has put it there
        self._connections = server_state.connections
        self._sockets = sockets
        self._transport: asyncio.Transport
        self._protocol = WSProtocol(
            None,
            None,
            False,
            self._answer,
            _QUIET,
            True,
            UPGRADE_WITHIN_S,
            False,  # pings are ours: one sweep for all connections instead of a task for each
            0,
            0,
            WSAutoPingStrategy.PING_WHEN_IDLE,
            True,
            MAX_FRAME_BYTES,
            None,
            READ_BUFFER_BYTES,
        )

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take over the connection."""
        self._transport = cast(asyncio.Transport, transport)
        self._transport.set_write_buffer_limits(WRITE_HIGH_WATER_BYTES)
        self._protocol.connection_made(transport)

    def data_received(self, data: bytes) -> None:
        """Pass on the handshake that uvicorn has read, and after it everything."""
        left = memoryview(data)
        while left:
            buffer = self._protocol.get_buffer(len(left))
            size = min(len(buffer), len(left))
            buffer[:size] = left[:size]
            self._protocol.buffer_updated(size)
            left = left[size:]
        # uvicorn makes this object the transport's protocol when this method has returned.
        asyncio.get_running_loop().call_soon(self._transport.set_protocol, self._protocol)

    def connection_lost(self, error: Exception | None) -> None:
        """The peer went before the protocol was handed over."""
        self._protocol.connection_lost(error)

    def pause_writing(self) -> None:
        """The transport is full."""
        self._protocol.pause_writing()

    def resume_writing(self) -> None:
        """The transport has room."""
        self._protocol.resume_writing()

    def eof_received(self) -> bool:
        """Close with the peer."""
        return False

    def _answer(self, request: WSUpgradeRequest) -> WSUpgradeResponseWithListener:
        target = _find_target(request)
        if target is None:
            return _refuse(HTTPStatus.NOT_FOUND)
        if not _is_welcome_origin(request, self._sockets.allowed_origins):
            return _refuse(HTTPStatus.FORBIDDEN)
        socket = Socket(self._sockets, target, self._connections)
        protocol = {"Sec-WebSocket-Protocol": target.subprotocol} if target.subprotocol else None
        response = WSUpgradeResponse.create_101_response(extra_headers=protocol)
        return WSUpgradeResponseWithListener(response, socket)


class Socket(WSListener):
    """One connection: joins a room, passes frames on, and is the wire by which the room answers."""

    def __init__(self, sockets: Sockets, target: _Target, connections: set[Any]) -> None:
        self._sockets = sockets
        self._target = target
        self._connections = connections
        self._connection: Connection | None = None
        self._early: list[bytes | str] = []
        self._fragments: list[bytes] = []
        self._is_closing = False
        self._was_heard = True
        self._was_asked = False
        self._task: asyncio.Task[None] | None = None
        self._hello: asyncio.Future[bytes | str] | None = None
        self._transport: WSTransport
        self._write: Callable[[bytes], None]

    # The wire --------------------------------------------------------------------------------------------------

    def write(self, frames: bytes) -> None:
        """Send framed bytes."""
        self._write(frames)

    def close(self, reason: AlgoRoomError) -> None:
        """Close with the reason's close code behind what was written; cut a peer that does not answer."""
        if self._is_closing:
            return
        self._is_closing = True
        self._sockets.tally.closes[reason.code] += 1
        if not self._transport.is_disconnected:
            self._write(close_frame_of(reason.close_code or INTERNAL_ERROR, reason.code))
            asyncio.get_running_loop().call_later(CLOSE_WITHIN_S, self._transport.disconnect, False)
        log.info("peer_refused", code=reason.code, why=reason.message)

    def shutdown(self) -> None:
        """uvicorn ends: say goodbye."""
        self._end(ServerRestarts("The server restarts."))

    def beat(self) -> None:
        """Ask a peer that has been silent whether it is there, and cut one that did not answer (HB1)."""
        if self._was_heard:
            self._was_heard = self._was_asked = False
        elif self._was_asked:
            self._end(PeerSilent("The peer did not answer a ping."))
        else:
            self._was_asked = True
            self._transport.send_ping()

    # What picows calls -----------------------------------------------------------------------------------------

    def on_ws_connected(self, transport: WSTransport) -> None:
        """The handshake is done: join the room."""
        self._transport = transport
        self._write = transport.underlying_transport.write
        self._sockets.open.add(self)
        self._connections.add(self)
        if len(self._sockets.open) > self._sockets.max_connections:
            self.close(ServerFull("This server holds as many connections as it may."))
            return
        self._task = asyncio.create_task(self._join(), name="join")

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Take one frame."""
        self._was_heard = True
        connection = self._connection
        if (
            frame.msg_type is not WSMsgType.BINARY
            or not frame.fin
            or connection is None
            or self._is_closing
            or frame.rsv1
        ):
            self._take_other(frame)
            return
        try:
            self._hear(connection, frame.get_payload_as_bytes())
        except AlgoRoomError as error:
            self._end(error)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        """The peer is gone."""
        self._is_closing = True
        self._sockets.open.discard(self)
        self._connections.discard(self)
        if self._task is not None:
            self._task.cancel()
        self._leave()

    def pause_writing(self) -> None:
        """The peer reads too slowly."""
        if self._connection is not None:
            self._connection.outbox.pause()

    def resume_writing(self) -> None:
        """The peer reads on."""
        if self._connection is not None:
            self._connection.outbox.resume()

    # Frames ----------------------------------------------------------------------------------------------------

    def _take_other(self, frame: WSFrame) -> None:
        """Take what is no whole binary message of a peer that has joined."""
        if frame.msg_type is WSMsgType.CLOSE:
            self._take_close(frame)
        elif self._is_closing or frame.msg_type in (WSMsgType.PING, WSMsgType.PONG):
            return
        elif frame.rsv1 or frame.rsv2 or frame.rsv3:
            self._end(BadFrame("A frame uses an extension that was not agreed on."))
        else:
            try:
                self._take_message(frame)
            except AlgoRoomError as error:
                self._end(error)

    def _take_close(self, frame: WSFrame) -> None:
        if not self._is_closing:
            self._is_closing = True
            self._leave()
            self._write(close_frame_of(NORMAL_CLOSURE, ""))
        self._transport.disconnect()

    def _take_message(self, frame: WSFrame) -> None:
        payload = frame.get_payload_as_bytes()
        is_continuation = frame.msg_type is WSMsgType.CONTINUATION
        if is_continuation != bool(self._fragments):
            raise BadFrame("A fragment is out of order.")
        if not is_continuation and frame.msg_type is WSMsgType.TEXT:
            # What a text says is nowhere of interest, but that it is one.
            payload, text = b"", True
        else:
            text = False
        if not frame.fin or is_continuation:
            # The first element says what kind of message it is; it is never empty.
            self._fragments.append(b"t" if text else b"b")
            self._fragments.append(payload)
            if sum(map(len, self._fragments)) > MAX_FRAME_BYTES + len(self._fragments):
                raise FrameTooLarge(f"A message of more than {MAX_FRAME_BYTES} bytes.")
            if not frame.fin:
                return
            text = self._fragments[0] == b"t"
            payload = b"".join(self._fragments[1::2])
            self._fragments = []
        message: bytes | str = "" if text else payload
        if self._connection is not None:
            self._hear(self._connection, message)
        elif self._hello is not None and not self._hello.done():
            self._hello.set_result(message)
        else:
            self._keep(message)

    def _keep(self, message: bytes | str) -> None:
        """Keep what came before the room was open, and read no more until it is."""
        if len(self._early) == MAX_EARLY_FRAMES:
            raise BadFrame("Too many frames before the room was open.")
        self._early.append(message)
        self._transport.underlying_transport.pause_reading()

    def _hear(self, connection: Connection, message: bytes | str) -> None:
        if self._target.kind is PeerKind.LISTENER:
            told = {
                **READ_ONLY,
                "sessionId": str(connection.room.session.id),
                "timestamp": datetime.now(UTC).isoformat(),
            }
            connection.outbox.put(frame_of(json.dumps(told)))
        elif isinstance(message, str):
            raise BadFrame("The sync socket takes binary frames only.")
        else:
            connection.hear(message)

    # Joining and leaving ---------------------------------------------------------------------------------------

    async def _join(self) -> None:
        hub = self._sockets.hub
        try:
            session = parse_session_id(self._target.session)
            introduction = await self._introduce()
            connection = await hub.enter(session, self._target.kind, introduction, self)
            self._connected(connection, session)
        except AlgoRoomError as error:
            self._end(error)
        finally:
            self._task = None

    def _connected(self, connection: Connection, session: SessionId) -> None:
        self._connection = connection
        if self._is_closing:
            self._leave()
            return
        log.info("peer_joined", session=short(session), kind=self._target.kind.name.lower(), peer=connection.peer)
        early, self._early = self._early, []
        for message in early:
            self._hear(connection, message)
        self._transport.underlying_transport.resume_reading()

    async def _introduce(self) -> Introduction:
        """What the peer says of itself: an `algoroom.v1` peer in its first frame (HS4).

        Raises:
            BadFrame: it is something else, or does not come.
        """
        if self._target.kind is not PeerKind.EXTENDED:
            return Introduction(GUEST_NAME if self._target.kind is PeerKind.STOCK else LISTENER_NAME)
        if self._early:
            return _read_hello(self._early.pop(0))
        self._hello = asyncio.get_running_loop().create_future()
        try:
            return _read_hello(await asyncio.wait_for(self._hello, HELLO_WITHIN_S))
        except TimeoutError:
            raise BadFrame(f"The first frame, `hello`, did not come within {HELLO_WITHIN_S:.0f} seconds.") from None

    def _end(self, error: AlgoRoomError) -> None:
        if self._connection is not None:
            # Through the outbox: what waits there leaves before the close frame.
            self._connection.outbox.end(error)
            self._leave()
        else:
            self.close(error)

    def _leave(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.leave()
            log.info("peer_left", peer=connection.peer)


def _find_target(request: WSUpgradeRequest) -> _Target | None:
    path = request.path.decode("ascii", "replace").partition("?")[0]
    for place, is_event_socket in PLACES.items():
        if path.startswith(place) and "/" not in (session := path[len(place) :]):
            if is_event_socket:
                return _Target(session, PeerKind.LISTENER, None)
            offered = request.headers.get("Sec-WebSocket-Protocol", "").split(",")
            is_extended = SUBPROTOCOL in (protocol.strip() for protocol in offered)
            return (
                _Target(session, PeerKind.EXTENDED, SUBPROTOCOL)
                if is_extended
                else _Target(session, PeerKind.STOCK, None)
            )
    return None


def _is_welcome_origin(request: WSUpgradeRequest, allowed: frozenset[str]) -> bool:
    """Whether a browser may open this socket from where it stands; programs send no origin (HS1)."""
    origin = request.headers.get("origin")
    if origin is None or origin.lower() in allowed:
        return True
    parts = urlsplit(origin)
    return parts.scheme in ("http", "https") and parts.netloc.lower() == request.headers.get("host", "").lower()


def _refuse(status: HTTPStatus) -> WSUpgradeResponseWithListener:
    return WSUpgradeResponseWithListener(WSUpgradeResponse.create_error_response(status), None)


def _read_hello(frame: bytes | str) -> Introduction:
    message = codec.decode(frame, extended=True) if isinstance(frame, bytes) else None
    if not isinstance(message, codec.Hello):
        raise BadFrame("The first frame must be `hello`.")
    try:
        hello = HelloWish.model_validate_json(message.json)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors(include_input=False)[0]["loc"])
        raise BadFrame(f"`{where[:40] or 'hello'}` of `hello` does not validate.") from None
    return Introduction(hello.name, hello.key, hello.host_key, tuple(hello.clients))


class _Quiet:
    """A logger for picows, which would make one of its own for each connection and tell each coming and going."""

    def isEnabledFor(self, _: int) -> bool:  # noqa: N802 - logging's name
        return False

    def info(self, *_: object) -> None:
        """Say nothing."""

    def log(self, *_: object) -> None:
        """Say nothing."""

    def warning(self, message: str, *arguments: object) -> None:
        """A peer broke the protocol: nothing of ours is wrong."""
        log.debug("peer_broke_protocol", what=message % arguments)

    error = warning

    def exception(self, message: str, *_: object) -> None:
        """A fault of ours."""
        log.exception("socket_failed", what=message)


_QUIET = cast(logging.Logger, _Quiet())
