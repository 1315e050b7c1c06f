"""The sync socket where WebSockets are blocked: an event stream down, posts up, under the socket's own address."""

import asyncio
from http import HTTPStatus
from typing import Annotated, cast

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import Response
from starlette.types import Receive, Scope, Send

from app.errors import UpgradeRequired
from app.models import ErrorAnswer
from app.websocket.handshake import SYNC_PLACE
from app.websocket.http_protocol import CONNECTION, HttpProtocol
from app.websocket.sockets import Sockets
from app.websocket.stream import Stream
from app.websocket.streams import Streams
from app.websocket.upgrade import SocketProtocol

MEDIA_TYPE = "text/event-stream"
SUBPROTOCOLS = r"^[!#$%&'*+.^_`|~0-9A-Za-z-]+(, ?[!#$%&'*+.^_`|~0-9A-Za-z-]+){0,7}$"
"""A list of tokens (RFC 6455, section 4.1): nothing that could end the header's line."""
HEADERS = {
    # Proxies that would gather, compress or keep an answer are told not to.
    "Cache-Control": "no-store, no-transform",
    "X-Accel-Buffering": "no",
    "Content-Type": MEDIA_TYPE,
}
HANDSHAKE = (
    (b"Upgrade", b"websocket"),
    (b"Connection", b"Upgrade"),
    (b"Sec-WebSocket-Version", b"13"),
    # Proves to a browser that it speaks to a WebSocket server; nobody reads the proof here.
    (b"Sec-WebSocket-Key", b"b3ZlciBwbGFpbiBIVFRQLg=="),
)
OF_THE_REQUEST_ITSELF = frozenset({b"upgrade", b"connection", b"content-length", b"transfer-encoding", b"expect"})

router = APIRouter(tags=["sockets"])


@router.get(
    f"{SYNC_PLACE}{{session_id}}",
    response_class=Response,
    responses={
        200: {"content": {MEDIA_TYPE: {}}, "description": "docs/protocol.md, section 15"},
        403: {"model": ErrorAnswer},
        426: {"model": ErrorAnswer},
    },
)
async def open_stream(
    request: Request, session_id: str, protocol: Annotated[str, Query(max_length=200, pattern=SUBPROTOCOLS)] = ""
) -> Response:
    """The sync socket's downward half as server-sent events, for a network that blocks WebSockets."""
    if MEDIA_TYPE not in request.headers.get("accept", ""):
        raise UpgradeRequired(f"This is a WebSocket's address. Upgrade, or accept {MEDIA_TYPE}.")
    streams = cast(Streams, request.app.state.streams)
    return _Events(_connect(request.scope, streams.new_name(), protocol), streams)


@router.post(f"{SYNC_PLACE}{{session_id}}", status_code=HTTPStatus.ACCEPTED, response_class=Response)
async def post(request: Request, session_id: str) -> Response:
    """The upward half: a stream's name, the post's number, and frames as a WebSocket would carry them."""
    streams = cast(Streams, request.app.state.streams)
    streams.post(await request.body())
    return Response(status_code=int(HTTPStatus.ACCEPTED))


def _connect(scope: Scope, name: str, subprotocols: str) -> Stream:
    """A stream whose socket has taken the request.

    Raises:
        HTTPException: it was refused as that of a WebSocket would be.
    """
    state = scope["state"]
    connection = cast(HttpProtocol, state[CONNECTION]())
    heartbeat_s = cast(Sockets, state["sockets"]).heartbeat_s
    stream = Stream(name, heartbeat_s, connection.transport.abort, asyncio.get_running_loop().time)
    protocol = SocketProtocol(connection.config, connection.server_state, state)
    status = stream.shake_hands(protocol, _handshake(scope, subprotocols))
    if status is not HTTPStatus.SWITCHING_PROTOCOLS:
        raise HTTPException(status, status.phrase)
    return stream


class _Events(Response):
    """Answers with a stream's events until one side ends."""

    def __init__(self, stream: Stream, streams: Streams) -> None:
        super().__init__(headers=HEADERS)
        del self.headers["content-length"]
        self._stream = stream
        self._streams = streams

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request."""
        self._streams.add(self._stream)
        leaving = asyncio.create_task(self._await_leaving(receive), name="await leaving")
        try:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            async for events in self._stream.events():
                await send({"type": "http.response.body", "body": events, "more_body": True})
            await send({"type": "http.response.body"})
        finally:
            self._streams.remove(self._stream)
            leaving.cancel()
            self._stream.cut()

    async def _await_leaving(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self._stream.cut()


def _handshake(scope: Scope, subprotocols: str) -> bytes:
    """The request as that for a WebSocket which it stands for, so that one function lets both in."""
    query = b"?" + scope["query_string"] if scope["query_string"] else b""
    headers = [
        (name, value)
        for name, value in cast(list[tuple[bytes, bytes]], scope["headers"])
        if name not in OF_THE_REQUEST_ITSELF and not name.startswith(b"sec-websocket-")
    ]
    if subprotocols:
        headers.append((b"Sec-WebSocket-Protocol", subprotocols.encode()))
    lines = [b"GET " + scope["raw_path"] + query + b" HTTP/1.1"]
    lines += [name + b": " + value for name, value in (*headers, *HANDSHAKE)]
    return b"\r\n".join(lines) + b"\r\n\r\n"
