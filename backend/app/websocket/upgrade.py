"""Takes over connections that uvicorn upgrades, answers their handshakes, and hands them to picows."""

import asyncio
import logging
from http import HTTPStatus
from typing import Any, cast

import structlog
from picows import (
    WSAutoPingStrategy,
    WSUpgradeRequest,
    WSUpgradeResponse,
    WSUpgradeResponseWithListener,
)
from picows.picows import WSProtocol  # type: ignore[attr-defined] # not in its stubs; the version is pinned
from uvicorn.config import Config
from uvicorn.server import ServerState

from app.services.collab.codec import MAX_FRAME_BYTES
from app.websocket.handshake import find_target, is_welcome_origin
from app.websocket.socket import Socket
from app.websocket.sockets import Sockets

UPGRADE_WITHIN_S = 5.0
READ_BUFFER_BYTES = 2048
"""A connection's buffer to begin with; it grows with what arrives."""
WRITE_HIGH_WATER_BYTES = 64 * 1024
"""So much may wait in the transport until the outbox keeps what comes."""

log = structlog.get_logger(__name__)


class SocketProtocol(asyncio.Protocol):
    """What uvicorn makes of a request to upgrade; given as `ws` in its configuration."""

    def __init__(self, config: Config, server_state: ServerState, app_state: dict[str, Any]) -> None:
        sockets = app_state["sockets"]
        assert isinstance(sockets, Sockets)  # noqa: S101 - main.py has put it there
        self._connections = server_state.connections
        self._sockets = sockets
        self._transport: asyncio.Transport
        # By position, as picows takes them. Pings are ours in both directions: one sweep for all connections instead of
        # a task for each, and what a peer asks for is answered within its allowance.
        self._protocol = WSProtocol(
            None,  # host_port
            None,  # ws_path
            False,  # is_client_side
            self._answer,
            _QUIET,
            True,  # disconnect_on_exception
            UPGRADE_WITHIN_S,
            False,  # enable_auto_ping
            0,
            0,
            WSAutoPingStrategy.PING_WHEN_IDLE,
            False,  # enable_auto_pong
            MAX_FRAME_BYTES,
            None,  # extra_headers
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
        target = find_target(request)
        if target is None:
            return self._refuse(HTTPStatus.NOT_FOUND)
        if not is_welcome_origin(request, self._sockets.allowed_origins):
            return self._refuse(HTTPStatus.FORBIDDEN)
        # picows would find out too, and answer without the headers.
        if "Sec-WebSocket-Key" not in request.headers or request.headers.get("Sec-WebSocket-Version") != "13":
            return self._refuse(HTTPStatus.BAD_REQUEST)
        protocol = {"Sec-WebSocket-Protocol": target.subprotocol} if target.subprotocol else None
        response = WSUpgradeResponse.create_101_response(extra_headers=protocol)
        return WSUpgradeResponseWithListener(response, Socket(self._sockets, target, self._connections))

    def _refuse(self, status: HTTPStatus) -> WSUpgradeResponseWithListener:
        response = WSUpgradeResponse.create_error_response(status, extra_headers=dict(self._sockets.answer_headers))
        return WSUpgradeResponseWithListener(response, None)


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
